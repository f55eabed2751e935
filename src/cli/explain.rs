//! `plangen explain CODE`: a lint's page. `plangen rules`: all lints.

use super::{Context, Status};
use plangen::base::{Failure, Severity};
use plangen::lint::{self, Page, Phase};

/// Arguments of `explain`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Code or name of a lint: PG301, weaker-target ‖ 检查项的编号或名称，如 PG301、weaker-target
    #[arg(value_name = "CODE")]
    code: String,
}

/// Arguments of `rules`.
#[derive(Debug, clap::Args)]
pub struct RulesArgs {
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

/// Shows a page.
pub fn run(args: Args, context: &Context) -> Result<Status, Failure> {
    let Some(page) = lint::find(&args.code) else {
        let names = lint::pages().iter().flat_map(|p| [p.code, p.name]);
        let asked = args.code.to_lowercase();
        let mut near: Vec<(f64, &str)> = names.map(|n| (strsim::jaro_winkler(&n.to_lowercase(), &asked), n)).collect();
        near.sort_by(|a, b| b.0.total_cmp(&a.0));
        let near: Vec<&str> = near.into_iter().take(3).map(|n| n.1).collect();
        return Err(Failure::new(format!("没有检查项“{}”", args.code), format!("there is no lint `{}`", args.code))
            .remedy(
                format!("相近的有：{}；全部见 plangen rules", near.join("、")),
                format!("near: {}; `plangen rules` lists all", near.join(", ")),
            ));
    };
    let words = context.lang.pick(page.zh, page.en);
    let mut out = format!("{} {}  {}\n{}\n", page.code, page.name, words.title, severity(page, context));
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

fn severity(page: &Page, context: &Context) -> &'static str {
    match page.severity {
        Severity::Error => context.lang.pick("错误", "error"),
        Severity::Warning => context.lang.pick("警告", "warning"),
        Severity::Info => context.lang.pick("提示", "info"),
    }
}

/// Lists all lints.
pub fn rules(args: RulesArgs, context: &Context) -> Result<Status, Failure> {
    let text = match args.format {
        Format::Json => {
            let rows: Vec<_> = lint::pages()
                .iter()
                .map(|p| {
                    serde_json::json!({
                        "code": p.code,
                        "name": p.name,
                        "severity": p.severity,
                        "phase": match p.phase { Phase::Source => "source", Phase::File => "file", Phase::Project => "project", Phase::Edition => "edition", Phase::Pages => "pages" },
                        "title": { "zh": p.zh.title, "en": p.en.title },
                    })
                })
                .collect();
            format!("{:#}\n", serde_json::Value::Array(rows))
        }
        Format::Table => lint::pages()
            .iter()
            .map(|p| {
                let words = context.lang.pick(p.zh, p.en);
                format!("{}  {:7}  {:28} {}\n", p.code, severity(p, context), p.name, words.title)
            })
            .collect(),
    };
    context.print(&text)?;
    Ok(Status::Clean)
}
