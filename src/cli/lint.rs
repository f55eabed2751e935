//! `plangen lint`: checks plans, alone and against their parents.

use super::output::{Outcome, OutputArgs};
use super::work::{self, Work};
use super::{Context, Status};
use plangen::base::Failure;
use plangen::session::Session;
use std::path::PathBuf;

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
    output: OutputArgs,
}

/// Runs the command.
pub fn run(args: Args, context: &Context) -> Result<Status, Failure> {
    let outputs = args.output.outputs()?;
    let Work { mut session, plans, failures } = work::open(&args.paths, context)?;
    let mut outcome = Outcome { failures, ..Outcome::default() };
    if !plans.is_empty() {
        check(&args, &mut session, &plans, &mut outcome, context)?;
    }
    let status = outputs.finish(&outcome, &session, context);
    // The process ends here: to free a thousand plans piece by piece would take as long as reading some of them.
    std::mem::forget((session, outcome));
    status
}

/// Checks plans that were read.
fn check(
    args: &Args,
    session: &mut Session,
    plans: &[PathBuf],
    outcome: &mut Outcome,
    context: &Context,
) -> Result<(), Failure> {
    let own = work::without_parents(plans, &args.parent)?;
    for checked in session.check(&own, &args.parent)? {
        checked.failures.into_iter().for_each(|failure| outcome.fail(failure, context));
        outcome.findings.extend(checked.findings);
        outcome.waived.extend(checked.waived);
    }
    if let Some(original) = &args.edition_of {
        let [edition] = own.as_slice() else {
            return Err(Failure::new("--edition-of 一次只比较一份方案", "--edition-of compares one plan at a time")
                .cause(format!("给出了 {} 份", own.len()), format!("{} plans were given", own.len()))
                .remedy("只写一个文件", "name one file"));
        };
        let found = session.edition(edition, original)?;
        outcome.findings.extend(found.findings);
        outcome.waived.extend(found.waived);
        outcome.findings.sort_by(|a, b| (a.place.span, a.code).cmp(&(b.place.span, b.code)));
    }
    outcome.checked = own;
    Ok(())
}
