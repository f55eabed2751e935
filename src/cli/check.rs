//! `plangen check`: the gate before publication. Strict lint, build, and the laid-out pages against the format.

use super::build::{self, FontArgs};
use super::lint::{self, Documents, FailOn, Format};
use super::work::{self, Work};
use super::{Context, Status};
use plangen::base::{Failure, Finding};
use plangen::pages::{Layout, gaps, pdf};
use plangen::project::Config;
use plangen::render::{Format as _, Pdf, fonts::Fonts, measure};
use plangen::session;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Plans, or folders of plans; the current folder by default ‖ 方案文件，或存放方案的文件夹；默认当前文件夹
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Measure the pages of a PDF made elsewhere (Word, WPS, LaTeX), as far as it tells; may repeat ‖ 量一份别处（Word、WPS、LaTeX）生成的 PDF 的页面，量得出的都量；可以多次给出
    #[arg(long, value_name = "FILE")]
    pages: Vec<PathBuf>,
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

/// What was found, in how many documents, and whether something could not be done.
#[derive(Default)]
struct Report {
    findings: Vec<Finding>,
    documents: usize,
    failed: bool,
}

impl Report {
    fn fail(&mut self, failure: &Failure, context: &Context) {
        context.fail(failure);
        self.failed = true;
    }
}

/// Runs the command. Nothing is written: a plan that passes is built by `build`, to the same pages.
pub fn run(args: Args, context: &Context) -> Result<Status, Failure> {
    let paths = match (args.paths.is_empty(), args.pages.is_empty()) {
        (true, true) => vec![PathBuf::from(".")],
        _ => args.paths.clone(),
    };
    let mut report = Report::default();
    let of = if paths.is_empty() { &args.pages } else { &paths };
    let config = Config { strict: true, ..work::settings(of)? };
    let fail_on = lint::threshold(args.fail_on, &config);
    measure_files(&args, &config, &mut report, context);
    let documents = if paths.is_empty() {
        Documents(Default::default())
    } else {
        check_plans(&paths, &args, config, &mut report, context)?
    };
    if report.documents == 0 {
        // None could be read: "nothing found" would be no answer.
        return Ok(Status::Failed);
    }
    let files = |path: &Path| documents.0.get(path).map(|d| &*d.file);
    lint::print(&report.findings, &files, report.documents, args.format, context)?;
    let found = fail_on.is_some_and(|least| report.findings.iter().any(|f| f.severity >= least));
    Ok(match (report.failed, found) {
        (true, _) => Status::Failed,
        (false, true) => Status::Findings,
        (false, false) => Status::Clean,
    })
}

/// Measures PDFs.
fn measure_files(args: &Args, config: &Config, report: &mut Report, context: &Context) {
    let options = args.fonts.options(config);
    let fallback: pdf::Fallback = Arc::new(move || {
        let fonts = Fonts::find(&options).ok()?;
        std::fs::read(fonts.served().iter().find_map(|s| s.file.as_ref())?).ok()
    });
    for file in &args.pages {
        match pdf::read(file, Arc::clone(&fallback)) {
            Ok(read) => {
                let notes = read.notes.into_iter().chain(gaps(&Layout::read(&read.pages)));
                for note in notes {
                    let path = file.display();
                    context.note(&format!("{path}：{}", note.zh), &format!("{path}: {}", note.en));
                }
                report.findings.extend(session::of_pages(file, &read.pages, config));
                report.documents += 1;
            }
            Err(failure) => report.fail(&failure, context),
        }
    }
}

/// Checks, lays out and measures plans.
fn check_plans(
    paths: &[PathBuf],
    args: &Args,
    config: Config,
    report: &mut Report,
    context: &Context,
) -> Result<Documents, Failure> {
    let Work { mut session, plans, failed } = work::open_with(paths, config, context)?;
    report.failed |= failed;
    if plans.is_empty() {
        return Ok(Documents::of(&session));
    }
    let own = work::without_parents(&plans, &args.parent)?;
    let mut engine = build::engine(&args.fonts, session.config())?;
    for checked in session.check(&own, &args.parent)? {
        checked.failures.iter().for_each(|failure| report.fail(failure, context));
        report.findings.extend(checked.findings);
        report.documents += 1;
        let Some(document) = session.document(&checked.path) else { continue };
        // Pages that cannot be written as a file are not to be published either.
        let laid = build::whole(&session, &checked.path, &document)
            .and_then(|plan| engine.layout(&plan, &document.file))
            .and_then(|laid| Pdf.write(&laid).map(|_| laid));
        match laid {
            Ok(laid) => report.findings.extend(session.pages(&checked.path, &measure::pages(&laid))),
            Err(failure) => report.fail(&failure, context),
        }
    }
    Ok(Documents::of(&session))
}
