//! `plangen check`: the gate before publication. Strict lint, build, and the laid-out pages against the format.

use super::build::{self, FontArgs};
use super::choice::ChoiceArgs;
use super::output::{Outcome, OutputArgs};
use super::work::{self, Work};
use super::{Context, Status};
use plangen::base::Failure;
use plangen::lint::Phase;
use plangen::pages::{Layout, gaps, pdf};
use plangen::project::Config;
use plangen::render::{Format as _, Pdf, fonts::Fonts, measure};
use plangen::session::{self, Session};
use std::path::PathBuf;
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
    #[command(flatten)]
    choice: ChoiceArgs,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    fonts: FontArgs,
}

/// Runs the command. Nothing but reports is written: a plan that passes is built by `build`, to the same pages.
pub fn run(args: Args, context: &Context) -> Result<Status, Failure> {
    let outputs = args.output.outputs()?;
    let paths = match (args.paths.is_empty(), args.pages.is_empty()) {
        (true, true) => vec![PathBuf::from(".")],
        _ => args.paths.clone(),
    };
    let mut outcome = Outcome::default();
    let of = if paths.is_empty() { &args.pages } else { &paths };
    let mut config = Config { strict: true, ..work::settings(of)? };
    config.levels.push(args.choice.layer(&config.own)?);
    measure_files(&args, &config, &mut outcome, context);
    let mut ran = vec![Phase::Pages];
    let session = if paths.is_empty() {
        Session::new(config)
    } else {
        check_plans(&paths, &args, config, &mut outcome, &mut ran, context)?
    };
    args.choice.unanswered(&ran, &session.config().own).into_iter().for_each(|failure| outcome.fail(failure, context));
    outputs.finish(&outcome, &session, context)
}

/// Measures PDFs.
fn measure_files(args: &Args, config: &Config, outcome: &mut Outcome, context: &Context) {
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
                outcome.findings.extend(session::of_pages(file, &read.pages, config));
                outcome.checked.push(file.clone());
            }
            Err(failure) => outcome.fail(failure, context),
        }
    }
}

/// Checks, lays out and measures plans.
fn check_plans(
    paths: &[PathBuf],
    args: &Args,
    config: Config,
    outcome: &mut Outcome,
    ran: &mut Vec<Phase>,
    context: &Context,
) -> Result<Session, Failure> {
    let Work { mut session, plans, failures } = work::open_with(paths, config, None, context)?;
    outcome.failures.extend(failures);
    if plans.is_empty() {
        return Ok(session);
    }
    let own = work::without_parents(&plans, &args.parent)?;
    let mut engine = build::engine(&args.fonts, session.config())?;
    ran.extend([Phase::Source, Phase::File]);
    let all = session.check(&own, &args.parent)?;
    work::told_of_parents(&session, &all).iter().for_each(|words| context.tell(words));
    for checked in all {
        if !checked.parents.is_empty() {
            ran.push(Phase::Project);
        }
        checked.failures.into_iter().for_each(|failure| outcome.fail(failure, context));
        outcome.findings.extend(checked.findings);
        outcome.waived.extend(checked.waived);
        outcome.checked.push(checked.path.clone());
        let Some(document) = session.document(&checked.path) else { continue };
        // Pages that cannot be written as a file are not to be published either.
        let laid = build::whole(&session, &checked.path, &document)
            .and_then(|plan| engine.layout(&plan, &document.file))
            .and_then(|laid| Pdf.write(&laid).map(|_| laid));
        match laid {
            Ok(laid) => {
                let found = session.pages(&checked.path, &measure::pages(&laid));
                outcome.findings.extend(found.findings);
                outcome.waived.extend(found.waived);
            }
            Err(failure) => outcome.fail(failure, context),
        }
    }
    Ok(session)
}
