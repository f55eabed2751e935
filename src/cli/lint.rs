//! `plangen lint`: checks plans, alone and against their parents.

use super::annotate::AnnotateArgs;
use super::cache::CacheArgs;
use super::choice::ChoiceArgs;
use super::fix::{self, Mending};
use super::output::{Outcome, OutputArgs};
use super::progress::Line;
use super::ratchet::{Ratchet, RatchetArgs, Seen, Sifted};
use super::work::{self, Work};
use super::{Context, Status};
use plangen::base::{Failure, Finding, Waived, Words};
use plangen::lint::Phase;
use plangen::session::Session;
use std::path::{Path, PathBuf};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Plans, or folders of plans ‖ 方案文件，或存放方案的文件夹
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    /// A parent to compare with, besides those the plans name; may repeat ‖ 要对照的上级方案（方案自己写明的之外），可以多次给出
    #[arg(long, value_name = "FILE")]
    parent: Vec<PathBuf>,
    /// The original that the plan is an edition of (traditional characters, say): compare with it, too ‖ 所给方案是这个文件的另一版本（如繁体版），与之比较
    #[arg(long, value_name = "FILE")]
    edition_of: Option<PathBuf>,
    #[command(flatten)]
    cache: CacheArgs,
    #[command(flatten)]
    choice: ChoiceArgs,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    annotate: AnnotateArgs,
    #[command(flatten)]
    fix: Mending,
    #[command(flatten)]
    ratchet: RatchetArgs,
}

/// Runs the command.
pub fn run(args: Args, context: &Context) -> Result<Status, Failure> {
    plangen::session::warm_up();
    let mut outputs = args.output.outputs()?;
    // A diff is the answer; the list of findings would stand in it.
    outputs.unlisted |= args.fix.diff;
    let most = args.fix.most()?;
    let mut config = work::settings(&args.paths)?;
    config.levels.push(args.choice.layer(&config.own)?);
    let cache = args.cache.open(&config);
    let Work { mut session, plans, failures } = work::open_with(&args.paths, config, cache, context)?;
    let mut outcome = Outcome { failures, ..Outcome::default() };
    if !plans.is_empty() {
        let own = work::without_parents(&plans, &args.parent)?;
        let draft = args.annotate.draft(&session, &own)?.map(Path::to_path_buf);
        let ratchet = args.ratchet.open(&mut session, &own, &args.parent)?;
        let mut found = Gathered::default();
        let mut find = |session: &mut Session| {
            found = gather(&args, session, &own, &ratchet, context)?;
            Ok(found.sifted.findings.clone())
        };
        let failures = match most {
            Some(most) => fix::run(&mut session, &own, args.fix, most, &mut find, context)?,
            None => find(&mut session).map(|_| Vec::new())?,
        };
        outcome.failures.extend(failures);
        found.told.iter().for_each(|words| context.tell(words));
        found.failures.into_iter().for_each(|failure| outcome.fail(failure, context));
        outcome.waived = found.waived;
        outcome.checked = own;
        ratchet.finish(&session, found.sifted, &mut outcome, context)?;
        if let Err(failure) = args.annotate.run(&session, draft.as_deref(), &outcome.findings, context) {
            outcome.fail(failure, context);
        }
    }
    let status = outputs.finish(&outcome, &session, context);
    args.cache.save(&mut session, context);
    // The process ends here: to free a thousand plans piece by piece would take as long as reading some of them.
    std::mem::forget((session, outcome));
    status
}

/// What is found in plans as a session holds them.
#[derive(Debug, Default)]
struct Gathered {
    sifted: Sifted,
    waived: Vec<Waived>,
    failures: Vec<Failure>,
    /// What is to be known of how the parents were read.
    told: Vec<Words>,
}

/// Checks plans that were read.
fn gather(
    args: &Args,
    session: &mut Session,
    own: &[PathBuf],
    ratchet: &Ratchet<'_>,
    context: &Context,
) -> Result<Gathered, Failure> {
    let line = Line::start(session.progress(), context.lang.pick("检查", "checking"), context);
    let mut out = Gathered::default();
    let (mut findings, mut seen): (Vec<Finding>, Vec<Seen>) = (Vec::new(), Vec::new());
    let mut ran = vec![Phase::Source, Phase::File];
    let all = session.check(own, &args.parent)?;
    drop(line);
    out.told = work::told_of_parents(session, &all);
    for checked in all {
        if !checked.parents.is_empty() {
            ran.push(Phase::Project);
        }
        seen.push(Seen::from(&checked));
        out.failures.extend(checked.failures);
        findings.extend(checked.findings);
        out.waived.extend(checked.waived);
    }
    if let Some(original) = &args.edition_of {
        let [edition] = own else {
            return Err(Failure::new("--edition-of 一次只比较一份方案", "--edition-of compares one plan at a time")
                .cause(format!("给出了 {} 份", own.len()), format!("{} plans were given", own.len()))
                .remedy("只写一个文件", "name one file"));
        };
        ran.push(Phase::Edition);
        let found = session.edition(edition, original)?;
        findings.extend(found.findings);
        out.waived.extend(found.waived);
        findings.sort_by(|a, b| (a.place.span, a.code).cmp(&(b.place.span, b.code)));
    }
    out.sifted = ratchet.sift(session, &seen, args.edition_of.is_some(), findings);
    out.failures.extend(args.choice.unanswered(&ran, &session.config().own));
    Ok(out)
}
