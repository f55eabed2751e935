//! What commands share: a session with the plans that were asked for.

use super::Context;
use plangen::base::Failure;
use plangen::project::{self, Config};
use plangen::session::{self, Session};
use std::path::{Path, PathBuf};

/// A session, the plans in it that were asked for, and those that could not be read (and were told).
pub struct Work {
    /// The session.
    pub session: Session,
    /// The plans.
    pub plans: Vec<PathBuf>,
    /// Why others could not be read.
    pub failures: Vec<Failure>,
}

/// Finds and reads plans. One that cannot be read is told and left out; the others go on.
pub fn open(paths: &[PathBuf], context: &Context) -> Result<Work, Failure> {
    open_with(paths, settings(paths)?, context)
}

/// The settings that hold for the first of some paths.
pub fn settings(paths: &[PathBuf]) -> Result<Config, Failure> {
    Config::find(paths.first().map_or(Path::new("."), PathBuf::as_path))
}

/// As [`open`], with settings that are given.
pub fn open_with(paths: &[PathBuf], config: Config, context: &Context) -> Result<Work, Failure> {
    let found = project::discover(paths)?;
    let mut session = Session::new(config);
    let failures: Vec<Failure> = session.load_all(&found).into_iter().map(|(_, failure)| failure).collect();
    failures.iter().for_each(|failure| context.fail(failure));
    let plans = found.into_iter().filter(|path| session.holds(path)).collect();
    Ok(Work { session, plans, failures })
}

/// The plans that are not among the parents they are to be compared with: `lint . --parent region.md` and
/// `lint *.md --parent region.md` mean the others.
pub fn without_parents(plans: &[PathBuf], parents: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let is_parent = |plan: &PathBuf| parents.iter().any(|parent| session::same(plan, parent));
    let own: Vec<PathBuf> = plans.iter().filter(|plan| !is_parent(plan)).cloned().collect();
    match plans.first() {
        Some(plan) if own.is_empty() => {
            Err(Failure::new("给出的上级方案就是方案自己", "the parent is the plan itself")
                .file(plan)
                .remedy("用 --parent 给出它的上级方案", "name its parent with --parent"))
        }
        _ => Ok(own),
    }
}
