//! `plangen trace`: which of a plan's tasks, units and targets answer which of its parents'.

use super::{Context, Status};
use plangen::align::{self, Doc};
use plangen::base::{Failure, SourceFile};
use plangen::data::Register;
use plangen::lint::{FileInput, check_file};
use plangen::plan::{Facts, Plan};
use plangen::{extract, import, report, source};
use std::path::{Path, PathBuf};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The plan ‖ 方案文件
    #[arg(value_name = "CHILD")]
    child: PathBuf,
    /// A parent to compare with; may repeat ‖ 要对照的上级方案，可以多次给出
    #[arg(long, value_name = "FILE", required = true)]
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
    let register = Register::builtin();
    let read = |path: &Path| -> Result<(SourceFile, Plan, Facts), Failure> {
        let file = source::load(path)?;
        let plan = import::read(&file).plan;
        let facts = extract::facts(&plan, register);
        Ok((file, plan, facts))
    };
    let (file, plan, facts) = read(&args.child)?;
    let child = Doc { plan: &plan, facts: &facts, file: &file };
    let findings = check_file(&FileInput { doc: child, register });
    let mut rows = Vec::new();
    let mut text = String::new();
    for path in &args.parent {
        let (file, plan, facts) = read(path)?;
        let parent = Doc { plan: &plan, facts: &facts, file: &file };
        let alignment = align::align(child, parent, register);
        match args.format {
            Format::Json => rows.push(report::trace::json(child, parent, &alignment, &findings)),
            Format::Table => text.push_str(&report::trace::table(child, parent, &alignment, context.lang)),
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
