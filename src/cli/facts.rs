//! `plangen facts`: what plangen reads from a plan.

use super::{Context, Status, work};
use plangen::base::Failure;
use plangen::project::Config;
use plangen::report;
use plangen::session::Session;
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
    let mut session = Session::new(Config::find(&args.file)?);
    session.load(&args.file)?;
    work::tell(&session, &args.file, &[], context);
    if let Some(document) = session.document(&args.file) {
        let out = match args.format {
            Format::Json => {
                let findings = session.alone(&args.file);
                format!("{:#}\n", report::facts::json(document.doc(), &findings, args.explain))
            }
            Format::Text => report::facts::text(document.doc(), context.lang, args.explain),
        };
        context.print(&out)?;
    }
    Ok(Status::Clean)
}
