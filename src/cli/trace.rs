//! `plangen trace`: which of a plan's tasks, units and targets answer which of its parents'.

use super::{Context, Status};
use plangen::base::Failure;
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
    let checked = session.check(std::slice::from_ref(&args.child), &args.parent)?;
    let parents: Vec<PathBuf> = checked.iter().flat_map(|c| c.parents.clone()).collect();
    if parents.is_empty() {
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
    context.print(&text)?;
    Ok(Status::Clean)
}
