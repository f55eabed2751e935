//! `plangen trace`: which of a plan's tasks, units and targets answer which of its parents'.

mod tree;

use super::output::FailOn;
use super::table::{self, Form};
use super::{Context, Status, work};
use plangen::base::{Failure, Finding, Lang};
use plangen::project::Config;
use plangen::report::{self, trace};
use plangen::session::Session;
use std::path::PathBuf;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The plan; with --tree, plans or folders of plans ‖ 方案文件；加 --tree 时可以是几份方案，或存放方案的文件夹
    #[arg(value_name = "CHILD", required = true)]
    plans: Vec<PathBuf>,
    /// Show a family of plans: who carries out what at which level; as SVG a picture of it ‖ 看一家子方案：各级由谁落实哪项任务；svg 格式画成层级图
    #[arg(long, conflicts_with = "columns")]
    tree: bool,
    /// A parent to compare with, besides those the plan names; may repeat ‖ 要对照的上级方案（方案自己写明的之外），可以多次给出
    #[arg(long, value_name = "FILE")]
    parent: Vec<PathBuf>,
    /// Form of the output; by default as the name of the file asks, else a table ‖ 输出格式；默认看 -o 给的文件名，没有就是 table
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<Form>,
    /// Write to a file ‖ 写入文件
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Which columns tables have: all, or the three of a comparison that is attached to the plan ‖ 表格有哪些栏：全部，或作附件用的三栏（上级要求、本级安排、说明）
    #[arg(long, value_enum, value_name = "WHICH", default_value_t)]
    columns: Columns,
    /// Exit with 1 when a finding is this severe or more; without it never ‖ 有达到此程度的问题时以 1 退出；不给出则不会
    #[arg(long, value_enum, value_name = "SEVERITY")]
    fail_on: Option<FailOn>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, Default)]
enum Columns {
    #[default]
    All,
    Three,
}

impl Args {
    fn form(&self) -> Result<Form, Failure> {
        // Three columns are a table of Markdown where no format is asked for.
        let usual = if self.columns == Columns::Three { Form::Markdown } else { Form::Table };
        let form = Form::asked(self.format, self.out.as_deref(), usual)?;
        if self.columns == Columns::Three && form.sheets().is_none() {
            return Err(Failure::new("--columns three 只用于表格文件", "--columns three is for files of tables")
                .remedy(
                    "用 --format docx、xlsx、html、csv 或 markdown",
                    "use --format docx, xlsx, html, csv or markdown",
                ));
        }
        if form == Form::Svg && !self.tree {
            return Err(Failure::new("svg 是层级图，要加 --tree", "svg is a picture of a family: add --tree"));
        }
        Ok(form)
    }

    /// Findings fail when that is asked for, and only then.
    fn status(&self, failures: &[Failure], findings: &[Finding]) -> Status {
        let least = self.fail_on.and_then(FailOn::severity);
        let found = least.is_some_and(|least| findings.iter().any(|f| f.severity >= least));
        match (failures.is_empty(), found) {
            (false, _) => Status::Failed,
            (true, true) => Status::Findings,
            (true, false) => Status::Clean,
        }
    }
}

/// Runs the command.
pub fn run(args: Args, context: &Context) -> Result<Status, Failure> {
    let form = args.form()?;
    if args.tree {
        return tree::run(&args, form, context);
    }
    let [child] = &args.plans[..] else {
        return Err(Failure::new("一次只对照一份方案", "one plan is compared at a time")
            .remedy("几份方案一起看，加 --tree", "to look at several, add --tree"));
    };
    let child = child.clone();
    let mut session = Session::new(Config::find(&child)?);
    session.load(&child)?;
    work::without_parents(std::slice::from_ref(&child), &args.parent)?;
    let checked = session.check(std::slice::from_ref(&child), &args.parent)?;
    work::tell(&session, &child, &checked, context);
    // A parent that is named and was not compared with is not passed over.
    let mut failures: Vec<Failure> = checked.iter().flat_map(|c| c.failures.clone()).collect();
    for finding in checked.iter().flat_map(|c| &c.findings).filter(|f| matches!(f.code, "PG003" | "PG004")) {
        let [zh, en] = [Lang::Zh, Lang::En].map(|lang| report::messages::message(finding, lang));
        let failure = Failure::new(zh, en);
        failures.push(match session.text(&child) {
            Some(file) => failure.within(file, finding.place.span),
            None => failure.file(&child),
        });
    }
    let parents: Vec<PathBuf> = checked.iter().flat_map(|c| c.parents.clone()).collect();
    if parents.is_empty() && failures.is_empty() {
        return Err(Failure::new("没有可对照的上级方案", "there is no parent to compare with").file(&child).remedy(
            "用 --parent 给出上级方案，或在方案开头写明 parents",
            "name one with --parent, or in the plan's front matter",
        ));
    }
    let waived: Vec<_> = checked.iter().flat_map(|c| c.waived.clone()).collect();
    let findings: Vec<_> = checked.into_iter().flat_map(|c| c.findings).collect();
    let Some(document) = session.document(&child) else { return Ok(Status::Failed) };
    let documents: Vec<_> =
        parents.iter().filter_map(|path| Some((session.document(path)?, session.alignment(&child, path)?))).collect();
    let pairs: Vec<trace::Pair<'_>> = documents
        .iter()
        .map(|(parent, alignment)| trace::Pair {
            child: document.doc(),
            parent: parent.doc(),
            alignment,
            waived: &waived,
        })
        .collect();
    if !pairs.is_empty() {
        write(&pairs, &findings, form, &args, &session, context)?;
    }
    failures.iter().for_each(|failure| context.fail(failure));
    Ok(args.status(&failures, &findings))
}

fn write(
    pairs: &[trace::Pair<'_>],
    findings: &[Finding],
    form: Form,
    args: &Args,
    session: &Session,
    context: &Context,
) -> Result<(), Failure> {
    let out = args.out.as_deref();
    if let Some(format) = form.sheets() {
        let book = match args.columns {
            Columns::All => trace::sheets::book(pairs, context.lang),
            Columns::Three => trace::three::book(pairs, context.lang),
        };
        return table::put(&book, format, out, session, context);
    }
    let text = if form == Form::Json {
        let mut rows: Vec<_> = pairs.iter().map(|p| trace::json(p.child, p.parent, p.alignment, findings)).collect();
        // One parent makes one object, several an array in their order.
        let value = if rows.len() == 1 { rows.remove(0) } else { serde_json::Value::Array(rows) };
        format!("{value:#}\n")
    } else {
        let tables: Vec<String> =
            pairs.iter().map(|p| trace::table(p.child, p.parent, p.alignment, context.lang)).collect();
        tables.join("\n")
    };
    table::put_bytes(text.as_bytes(), out, session, context)
}
