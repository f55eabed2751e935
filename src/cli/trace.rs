//! `plangen trace`: which of a plan's tasks, units and targets answer which of its parents'.

use super::{Context, Status, work};
use plangen::base::{Failure, Lang};
use plangen::project::Config;
use plangen::report;
use plangen::session::Session;
use std::path::PathBuf;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The plan ‖ 方案文件
    #[arg(value_name = "CHILD")]
    child: PathBuf,
    /// A parent to compare with, besides those the plan names; may repeat ‖ 要对照的上级方案（方案自己写明的之外），可以多次给出
    #[arg(long, value_name = "FILE")]
    parent: Vec<PathBuf>,
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

/// Runs the command.
pub fn run(args: Args, context: &Context) -> Result<Status, Failure> {
    let mut session = Session::new(Config::find(&args.child)?);
    session.load(&args.child)?;
    work::without_parents(std::slice::from_ref(&args.child), &args.parent)?;
    let checked = session.check(std::slice::from_ref(&args.child), &args.parent)?;
    // A parent that is named and was not compared with is not passed over.
    let mut failures: Vec<Failure> = checked.iter().flat_map(|c| c.failures.clone()).collect();
    for finding in checked.iter().flat_map(|c| &c.findings).filter(|f| matches!(f.code, "PG003" | "PG004")) {
        let [zh, en] = [Lang::Zh, Lang::En].map(|lang| report::messages::message(finding, lang));
        let failure = Failure::new(zh, en).file(&args.child);
        failures.push(match session.text(&args.child) {
            Some(file) => failure.at(file.position(finding.place.span.start)),
            None => failure,
        });
    }
    let parents: Vec<PathBuf> = checked.iter().flat_map(|c| c.parents.clone()).collect();
    if parents.is_empty() && failures.is_empty() {
        return Err(Failure::new("没有可对照的上级方案", "there is no parent to compare with")
            .file(&args.child)
            .remedy(
                "用 --parent 给出上级方案，或在方案开头写明 parents",
                "name one with --parent, or in the plan's front matter",
            ));
    }
    let findings: Vec<_> = checked.into_iter().flat_map(|c| c.findings).collect();
    let Some(child) = session.document(&args.child) else { return Ok(Status::Failed) };
    let mut rows = Vec::new();
    let mut text = String::new();
    for path in &parents {
        let (Some(parent), Some(alignment)) = (session.document(path), session.alignment(&args.child, path)) else {
            continue;
        };
        match args.format {
            Format::Json => rows.push(report::trace::json(child.doc(), parent.doc(), &alignment, &findings)),
            Format::Table if !text.is_empty() => {
                text.push('\n');
                text.push_str(&report::trace::table(child.doc(), parent.doc(), &alignment, context.lang));
            }
            Format::Table => text = report::trace::table(child.doc(), parent.doc(), &alignment, context.lang),
        }
    }
    if args.format == Format::Json {
        // One parent makes one object, several an array in their order.
        let value = if rows.len() == 1 { rows.remove(0) } else { serde_json::Value::Array(rows) };
        text = format!("{value:#}\n");
    }
    if !parents.is_empty() {
        context.print(&text)?;
    }
    failures.iter().for_each(|failure| context.fail(failure));
    Ok(if failures.is_empty() { Status::Clean } else { Status::Failed })
}
