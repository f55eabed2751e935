//! `plangen facts`: what plangen reads from a plan.

use super::{Context, Status};
use plangen::align::Doc;
use plangen::base::Failure;
use plangen::data::Register;
use plangen::{extract, import, report, source};
use std::path::PathBuf;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The plan ‖ 方案文件
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Form of the output ‖ 输出格式
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    format: Format,
    /// Name the rule that read each unit and target ‖ 注明每个单位、目标由哪条规则读出
    #[arg(long)]
    explain: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, Default)]
enum Format {
    #[default]
    Text,
    Json,
}

/// Runs the command.
pub fn run(args: Args, context: &Context) -> Result<Status, Failure> {
    let file = source::load(&args.file)?;
    let plan = import::read(&file).plan;
    let facts = extract::facts(&plan, Register::builtin());
    let doc = Doc { plan: &plan, facts: &facts, file: &file };
    let out = match args.format {
        Format::Json => format!("{:#}\n", report::facts::json(doc, args.explain)),
        Format::Text => report::facts::text(doc, context.lang),
    };
    context.print(&out)?;
    Ok(Status::Clean)
}
