//! `plangen link`: suggested links between a plan's tasks and its parents', and storing them in the plan.

use super::work::compared;
use super::{Context, Status};
use plangen::align::{Certainty, Doc, Suggestion, plan_name, suggestions};
use plangen::base::{Failure, Lang, SourceFile, width};
use plangen::import;
use plangen::plan::SectionId;
use plangen::project::Config;
use plangen::report::trace::{certainty, evidence};
use plangen::session::Session;
use plangen::source::Link;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The plan ‖ 方案文件
    #[arg(value_name = "CHILD")]
    child: PathBuf,
    /// Only these of its tasks, by path or id; TASK=PLAN:PATH means one link ‖ 只看这几项任务，写路径或 id；写“任务=方案:路径”只指一条链接
    #[arg(value_name = "TASK")]
    tasks: Vec<String>,
    /// A parent to compare with, besides those the plan names; may repeat ‖ 要对照的上级方案（方案自己写明的之外），可以多次给出
    #[arg(long, value_name = "FILE")]
    parent: Vec<PathBuf>,
    /// Store the links: all sure ones, or those of the tasks that are named ‖ 写入方案：默认写入全部确定的；写了任务的，写入这几项的
    #[arg(long)]
    accept: bool,
    /// Why, written beside each link that is stored ‖ 理由，写在存入的每条链接旁边
    #[arg(long, value_name = "TEXT", requires = "accept")]
    reason: Option<String>,
    /// Form of the output ‖ 输出格式
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, Default)]
enum Format {
    #[default]
    Table,
    Json,
}

/// A suggested link.
struct Row {
    /// The child's section.
    section: SectionId,
    /// The child's task.
    task: String,
    title: String,
    id: Option<String>,
    /// What it implements, `PLAN:PATH`.
    link: String,
    parent_title: String,
    suggestion: Suggestion,
}

/// Runs the command.
pub fn run(args: Args, context: &Context) -> Result<Status, Failure> {
    let mut session = Session::new(Config::find(&args.child)?);
    let parents = compared(&mut session, &args.child, &args.parent, context)?;
    let Some(child) = session.document(&args.child) else { return Ok(Status::Failed) };
    let mut rows = Vec::new();
    for path in &parents {
        if let (Some(parent), Some(alignment)) = (session.document(path), session.alignment(&args.child, path)) {
            let found = suggestions(child.doc(), parent.doc(), &alignment);
            rows.extend(found.into_iter().map(|s| row(child.doc(), parent.doc(), s)));
        }
    }
    let known = child.parsed.plan.sections.iter().map(|s| s.implements.len()).sum::<usize>();
    let rows = named(rows, &args, child.doc())?;
    if args.accept {
        let chosen = |row: &&Row| !args.tasks.is_empty() || row.suggestion.certainty == Certainty::Sure;
        let link = |row: &Row| Link { section: row.section, to: row.link.clone(), reason: args.reason.clone() };
        let links: Vec<Link> = rows.iter().filter(chosen).map(link).collect();
        accept(&child.file, &child.parsed.plan, &links, context)?;
    }
    match args.format {
        Format::Json => {
            let rows: Vec<Value> = rows.iter().map(|r| value(r, args.accept, !args.tasks.is_empty())).collect();
            context.print(&format!("{:#}\n", Value::Array(rows)))?;
        }
        Format::Table => context.print(&table(&rows, context))?,
    }
    tell(&rows, known, &args, context);
    Ok(Status::Clean)
}

fn row(child: Doc<'_>, parent: Doc<'_>, suggestion: Suggestion) -> Row {
    let (own, theirs) = (&child.facts.tasks[suggestion.child], &parent.facts.tasks[suggestion.parent]);
    Row {
        section: own.section,
        task: own.path.clone(),
        title: own.title.clone(),
        id: child.plan.sections[own.section].id.as_ref().map(|id| id.0.clone()),
        link: format!("{}:{}", plan_name(parent), theirs.path),
        parent_title: theirs.title.clone(),
        suggestion,
    }
}

/// The links of the tasks that were named; all where none was.
fn named(rows: Vec<Row>, args: &Args, child: Doc<'_>) -> Result<Vec<Row>, Failure> {
    if args.tasks.is_empty() {
        return Ok(rows);
    }
    let is = |row: &Row, name: &str| {
        let (task, link) = name.split_once('=').map_or((name, None), |(task, link)| (task, Some(link)));
        (row.task == task || row.id.as_deref() == Some(task)) && link.is_none_or(|link| row.link == link)
    };
    for name in &args.tasks {
        if rows.iter().any(|row| is(row, name)) {
            continue;
        }
        let task = name.split_once('=').map_or(name.as_str(), |(task, _)| task);
        let there = child.plan.sections.iter().any(|s| s.path == task || s.id.as_ref().is_some_and(|i| i.0 == task));
        let failure = if there {
            Failure::new(
                format!("“{name}”没有建议的链接，或已经写明了"),
                format!("there is no suggested link for {name}, or it is stored already"),
            )
        } else {
            Failure::new(format!("方案里没有“{task}”这一项"), format!("the plan has no task {task}"))
        };
        return Err(failure.file(&child.file.path).remedy(
            format!("用 plangen link {} 看有哪些", child.file.path.display()),
            format!("`plangen link {}` lists them", child.file.path.display()),
        ));
    }
    Ok(rows.into_iter().filter(|row| args.tasks.iter().any(|name| is(row, name))).collect())
}

/// Stores links: in the headings of a source, else in the side file.
fn accept(file: &SourceFile, plan: &plangen::plan::Plan, links: &[Link], context: &Context) -> Result<(), Failure> {
    let (changed, n) = import::linked(file, plan, links)?;
    for one in &changed {
        one.write()?;
        if one.path != file.path {
            let shown = one.path.display();
            context.note(&format!("有链接写入 {shown}"), &format!("links were stored in {shown}"));
        }
    }
    let shown = file.path.display();
    context.note(&format!("{shown}：写入链接 {n} 条"), &format!("{shown}: {n} links stored"));
    Ok(())
}

fn value(row: &Row, accept: bool, by_name: bool) -> Value {
    let stored = accept && (by_name || row.suggestion.certainty == Certainty::Sure);
    json!({
        "task": row.task,
        "title": row.title,
        "implements": row.link,
        "parent_title": row.parent_title,
        "certainty": certainty(row.suggestion.certainty, Lang::En),
        "by": evidence(row.suggestion.evidence, Lang::En),
        "likeness": (f64::from(row.suggestion.score) * 100.0).round() / 100.0,
        "stored": stored,
    })
}

fn table(rows: &[Row], context: &Context) -> String {
    let lang = context.lang;
    let sure = rows.iter().map(|r| width(certainty(r.suggestion.certainty, lang))).max().unwrap_or(0);
    let mut out = String::new();
    let mut last = "";
    for row in rows {
        if row.task != last {
            out.push_str(&format!("{}  {}\n", row.task, row.title));
            last = &row.task;
        }
        let word = certainty(row.suggestion.certainty, lang);
        let pad = " ".repeat(sure - width(word));
        let by = evidence(row.suggestion.evidence, lang);
        let percent = row.suggestion.score * 100.0;
        out.push_str(&format!("    {word}{pad}  → {}  {}  [{by} {percent:.0}%]\n", row.link, row.parent_title));
    }
    out
}

fn tell(rows: &[Row], known: usize, args: &Args, context: &Context) {
    let sure = rows.iter().filter(|r| r.suggestion.certainty == Certainty::Sure).count();
    let (all, child): (usize, &Path) = (rows.len(), &args.child);
    let child = child.display();
    if args.accept {
        return;
    }
    context.note(
        &format!("建议链接 {all} 条，其中确定的 {sure} 条；方案里已经写明 {known} 条"),
        &format!("{all} links suggested, {sure} of them sure; the plan has {known} already"),
    );
    if all > 0 {
        context.note(
            &format!("写入确定的：plangen link {child} --accept；写入某一项的：plangen link {child} 任务 --accept"),
            &format!("store the sure ones: plangen link {child} --accept; those of one task: plangen link {child} TASK --accept"),
        );
    }
}
