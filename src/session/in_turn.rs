//! Many plans without parents, some at a time: what was made of those that are checked is let go before the next ones
//! are read, so that a run over a thousand plans stays small.

use super::{Checked, Job, Session, pictures};
use crate::base::wide::Jobs;
use crate::base::{Failure, memo};
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};

/// How many plans are read at a time.
const SOME: usize = 64;

impl Session {
    /// Whether plans are so many that they are to be checked some at a time.
    pub(super) fn is_long(&self, plans: &[PathBuf], parents: &[PathBuf]) -> bool {
        self.cache.is_none() && parents.is_empty() && plans.len() > 2 * SOME
    }

    /// As [`Session::check`] without parents given. Plans that name no parent are checked and let go; those that do are
    /// checked behind them, among all others.
    pub(super) fn check_in_turn(&mut self, plans: &[PathBuf]) -> Result<Vec<Checked>, Failure> {
        memo::expect(self.files.values().map(|held| held.file.source(&self.db).text.len()).sum());
        self.progress.begin(plans.len());
        let _jobs = Jobs::begin(plans.len());
        self.keep_few(1);
        let mut found: FxHashMap<PathBuf, Checked> = FxHashMap::default();
        let mut rest: Vec<PathBuf> = Vec::new();
        for some in plans.chunks(SOME) {
            self.place(some);
            let names_none = |path: &&PathBuf| self.head(path).is_some_and(|head| head.links.is_empty());
            let (alone, others): (Vec<&PathBuf>, Vec<&PathBuf>) =
                some.iter().filter(|path| self.holds(path)).partition(names_none);
            self.look_aside_at(alone.iter().map(|path| path.as_path()))?;
            let jobs = alone.iter().filter_map(|path| self.job_alone(path)).collect();
            found.extend(self.runner().each(jobs).into_iter().map(|checked| (checked.path.clone(), checked)));
            // What others were read for they are compared by: it stays.
            if others.is_empty() {
                self.shed();
            }
            rest.extend(others.into_iter().cloned());
        }
        self.keep_few(0);
        if !rest.is_empty() {
            let jobs = self.jobs(&rest, &[])?;
            found.extend(self.run(jobs).into_iter().map(|checked| (checked.path.clone(), checked)));
        }
        Ok(plans.iter().filter_map(|path| found.remove(path)).collect())
    }

    pub(super) fn job_alone(&self, path: &Path) -> Option<Job> {
        let file = self.files.get(path)?.file;
        let (findings, path) = (pictures::of(self, path), path.to_path_buf());
        let checked = Checked { path, findings, waived: Vec::new(), parents: Vec::new(), failures: Vec::new() };
        Some(Job { file, with: Vec::new(), checked })
    }
}
