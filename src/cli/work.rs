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
    let mut plans = Vec::new();
    let mut failed = false;
    for path in found {
        match session.load(&path) {
            Ok(()) => plans.push(path),
            Err(failure) => {
                context.fail(&failure);
                failed = true;
            }
        }
    }
    Ok(Work { session, plans, failed })
}
