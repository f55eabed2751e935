//! `plangen explain CODE`: a lint's page. `plangen rules`: all lints.

use super::{Context, Status};
use plangen::base::{Failure, Lang, Severity};
use plangen::lint::own::{OwnLint, OwnLints};
use plangen::lint::{self, Page, Phase};
use plangen::project::Config;
use serde_json::json;
use std::path::Path;
use std::sync::Arc;

/// Arguments of `explain`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Code or name of a lint: PG301, weaker-target, one of the project's own ‖ 检查项的编号或名称，如 PG301、weaker-target，本项目自定的也可以
    #[arg(value_name = "CODE")]
    code: String,
}

/// Arguments of `rules`.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct RulesArgs {
    #[command(subcommand)]
    action: Option<Action>,
    /// Form of the output ‖ 输出格式
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    format: Format,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Run the examples of the project's own lints ‖ 运行本项目自定检查项的例子
    Test(super::rules_test::Args),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, Default)]
enum Format {
    #[default]
    Table,
    Json,
}

/// Shows a page.
pub fn run(args: Args, context: &Context) -> Result<Status, Failure> {
    if let Some(page) = lint::find(&args.code) {
        return explain(page, context);
    }
    let own = own_lints()?;
    match own.find(&args.code).and_then(|known| known.own) {
        Some(lint) => explain_own(lint, context),
        None => Err(no_such_lint(&args.code, &own)),
    }
}

/// That no lint has this code or name, with the nearest.
pub fn no_such_lint(word: &str, own: &OwnLints) -> Failure {
    let names = own.all().flat_map(|p| [p.code, p.name]);
    let asked = word.to_lowercase();
    let mut near: Vec<(f64, &str)> = names.map(|n| (strsim::jaro_winkler(&n.to_lowercase(), &asked), n)).collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0));
    let near: Vec<&str> = near.into_iter().take(3).map(|n| n.1).collect();
    Failure::new(format!("没有检查项“{word}”"), format!("there is no lint `{word}`")).remedy(
        format!("相近的有：{}；全部见 plangen rules", near.join("、")),
        format!("near: {}; `plangen rules` lists all", near.join(", ")),
    )
}

/// The own lints of the project of the present folder.
fn own_lints() -> Result<Arc<OwnLints>, Failure> {
    Config::find(Path::new(".")).map(|config| config.own)
}

fn explain(page: &Page, context: &Context) -> Result<Status, Failure> {
    let words = context.lang.pick(page.zh, page.en);
    let mut out = format!("{} {}  {}\n{}\n", page.code, page.name, words.title, severity(page.severity, context));
    for (variant, text) in words.messages {
        let help = words.help.iter().find(|(v, _)| v == variant || *v == "default").map_or("", |h| h.1);
        out.push_str(&format!("\n  {text}\n  {}{help}\n", context.lang.pick("办法：", "help: ")));
    }
    // The head is for programs; the page begins behind it, and its title was printed.
    let body = page.text.splitn(3, "+++\n").nth(2).unwrap_or(page.text).trim_start();
    let body = body.split_once('\n').map_or(body, |(_, rest)| rest).trim();
    out.push_str(&format!("\n{body}\n"));
    context.print(&out)?;
    Ok(Status::Clean)
}

fn explain_own(lint: &OwnLint, context: &Context) -> Result<Status, Failure> {
    let lang = context.lang;
    let (words, file) = (&lint.words, lint.file.strip_prefix(std::env::current_dir().unwrap_or_default()));
    let file = file.unwrap_or(&lint.file).display();
    let mut out = format!("{} {}  {}\n", lint.code, lint.name, words.title.get(lang));
    let told = severity(lint.severity, context);
    out.push_str(&lang.pick(
        format!("{told}；本项目的检查项（{}），见 {file}\n", lint.kind),
        format!("{told}; a lint of this project ({}), made by {file}\n", lint.kind),
    ));
    out.push_str(&format!("\n  {}\n", words.message.get(lang)));
    if !words.help.get(lang).is_empty() {
        out.push_str(&format!("  {}{}\n", lang.pick("办法：", "help: "), words.help.get(lang)));
    }
    if !lint.about.get(lang).is_empty() {
        out.push_str(&format!("\n{}\n", lint.about.get(lang)));
    }
    for example in &lint.examples {
        let title = match example.bad {
            true => lang.pick("查出的例子", "found in"),
            false => lang.pick("不查的例子", "not found in"),
        };
        out.push_str(&format!("\n{title}{}\n", lang.pick("：", ":")));
        example.text.lines().for_each(|line| out.push_str(&format!("    {line}\n")));
    }
    context.print(&out)?;
    Ok(Status::Clean)
}

fn severity(severity: Severity, context: &Context) -> &'static str {
    match severity {
        Severity::Error => context.lang.pick("错误", "error"),
        Severity::Warning => context.lang.pick("警告", "warning"),
        Severity::Info => context.lang.pick("提示", "info"),
    }
}

/// Lists all lints, or runs the examples of the project's own.
pub fn rules(args: RulesArgs, context: &Context) -> Result<Status, Failure> {
    if let Some(Action::Test(args)) = args.action {
        return super::rules_test::run(args, context);
    }
    // What is wrong with the project's lints does not hide plangen's.
    let (own, fault) = match own_lints() {
        Ok(own) => (own, None),
        Err(failure) => (Arc::default(), Some(failure)),
    };
    let text = match args.format {
        Format::Json => {
            let rows: Vec<_> = own
                .all()
                .map(|p| {
                    let phase = match p.phase {
                        Phase::Source => "source",
                        Phase::File => "file",
                        Phase::Project => "project",
                        Phase::Edition => "edition",
                        Phase::Pages => "pages",
                    };
                    let title = json!({ "zh": p.title(Lang::Zh), "en": p.title(Lang::En) });
                    let mut row = json!({
                        "code": p.code, "name": p.name, "severity": p.severity, "phase": phase, "title": title,
                    });
                    if let Some(own) = p.own {
                        row["own"] = json!({ "kind": own.kind, "file": own.file.to_string_lossy() });
                    }
                    row
                })
                .collect();
            format!("{:#}\n", serde_json::Value::Array(rows))
        }
        Format::Table => own
            .all()
            .map(|p| {
                let title = p.title(context.lang);
                format!("{}  {:7}  {:28} {title}\n", p.code, severity(p.severity, context), p.name)
            })
            .collect(),
    };
    context.print(&text)?;
    match fault {
        Some(failure) => Err(failure),
        None => Ok(Status::Clean),
    }
}
