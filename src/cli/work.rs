//! What commands share: a session with the plans that were asked for.

use super::Context;
use plangen::base::Failure;
use plangen::project::{self, Config};
use plangen::session::Session;
use std::path::{Path, PathBuf};

/// A session, the plans in it that were asked for, and whether some could not be read (and were told).
pub struct Work {
    /// The session.
    pub session: Session,
    /// The plans.
    pub plans: Vec<PathBuf>,
    /// Whether a plan could not be read.
    pub failed: bool,
}

/// Finds and reads plans. One that cannot be read is told and left out; the others go on.
pub fn open(paths: &[PathBuf], context: &Context) -> Result<Work, Failure> {
    let found = project::discover(paths)?;
    let config = Config::find(paths.first().map_or(Path::new("."), PathBuf::as_path))?;
    let mut session = Session::new(config);
    let failures = session.load_all(&found);
    for (_, failure) in &failures {
        context.fail(failure);
    }
    let plans = found.into_iter().filter(|path| session.holds(path)).collect();
    Ok(Work { session, plans, failed: !failures.is_empty() })
}
