//! `plangen check`: the gate before publication. Strict lint, build, and the laid-out pages against the format.

use super::build::{self, FontArgs};
use super::lint::{self, Documents, FailOn, Format};
use super::work::{self, Work};
use super::{Context, Status};
use plangen::base::{Failure, Finding};
use plangen::project::Config;
use plangen::render::{Format as _, Pdf, measure};
use std::path::{Path, PathBuf};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Plans, or folders of plans; the current folder by default ‖ 方案文件，或存放方案的文件夹；默认当前文件夹
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// A parent to compare with, besides those the plans name; may repeat ‖ 要对照的上级方案（方案自己写明的之外），可以多次给出
    #[arg(long, value_name = "FILE")]
    parent: Vec<PathBuf>,
    /// Form of the output ‖ 输出格式
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    format: Format,
    /// Exit with 1 when a finding is this severe or more; error by default ‖ 有达到此程度的问题时以 1 退出，默认 error
    #[arg(long, value_enum, value_name = "SEVERITY")]
    fail_on: Option<FailOn>,
    #[command(flatten)]
    fonts: FontArgs,
}

/// Runs the command. Nothing is written: a plan that passes is built by `build`, to the same pages.
pub fn run(args: Args, context: &Context) -> Result<Status, Failure> {
    let paths = if args.paths.is_empty() { vec![PathBuf::from(".")] } else { args.paths.clone() };
    let config = Config { strict: true, ..work::settings(&paths)? };
    let Work { mut session, plans, mut failed } = work::open_with(&paths, config, context)?;
    let fail_on = lint::threshold(args.fail_on, session.config());
    if plans.is_empty() {
        return Ok(Status::Failed);
    }
    let own = work::without_parents(&plans, &args.parent)?;
    let mut engine = build::engine(&args.fonts, session.config())?;
    let mut findings: Vec<Finding> = Vec::new();
    for checked in session.check(&own, &args.parent)? {
        let mut tell = |failure: &Failure| {
            context.fail(failure);
            failed = true;
        };
        checked.failures.iter().for_each(&mut tell);
        findings.extend(checked.findings);
        let Some(document) = session.document(&checked.path) else { continue };
        // Pages that cannot be written as a file are not to be published either.
        let laid = build::readable(&document)
            .and_then(|plan| engine.layout(plan, &document.file))
            .and_then(|laid| Pdf.write(&laid).map(|_| laid));
        match laid {
            Ok(laid) => findings.extend(session.pages(&checked.path, &measure::pages(&laid))),
            Err(failure) => tell(&failure),
        }
    }
    let documents = Documents::of(&session);
    let files = |path: &Path| documents.0.get(path).map(|d| &*d.file);
    lint::print(&findings, &files, own.len(), args.format, context)?;
    let found = fail_on.is_some_and(|least| findings.iter().any(|f| f.severity >= least));
    Ok(match (failed, found) {
        (true, _) => Status::Failed,
        (false, true) => Status::Findings,
        (false, false) => Status::Clean,
    })
}
