//! Fixing plans: fixes are applied, the plans are checked again, until nothing is left to apply.

use super::Session;
use crate::base::{Applicability, Failure, Finding, SourceFile};
use crate::lint::fix;
use crate::lint::meaning::Aspect;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

/// What one fix makes to be mended the next may show; no text needs more than two rounds (tests hold it to that).
const ROUNDS: usize = 8;

/// What is found in the plans of a session as it stands.
pub type Find<'a> = dyn FnMut(&mut Session) -> Result<Vec<Finding>, Failure> + 'a;

/// Plans after their fixes; the session holds their new texts, the disk the old ones.
#[derive(Debug, Clone, Default)]
pub struct Fixed {
    /// What is still found.
    pub left: Vec<Finding>,
    /// The files that changed, as they were.
    pub files: BTreeMap<PathBuf, Arc<SourceFile>>,
    /// How many places were mended.
    pub applied: usize,
    /// How many safe fixes were dropped because they would change what a text says.
    pub dropped: usize,
    /// What unsafe fixes changed of what the texts say.
    pub changed: BTreeSet<Aspect>,
    /// In how many rounds.
    pub rounds: usize,
}

impl Session {
    /// Applies the fixes of what `find` finds that are `most` or safer, to the files in `plans` alone.
    ///
    /// # Errors
    /// As `find`.
    pub fn fix(&mut self, plans: &[PathBuf], most: Applicability, find: &mut Find<'_>) -> Result<Fixed, Failure> {
        let mut out = Fixed { left: find(self)?, ..Fixed::default() };
        for _ in 0..ROUNDS {
            let mut texts = Vec::new();
            out.dropped = 0;
            for plan in plans {
                // The text of an office file is only its words.
                let Some(file) = self.text(plan).filter(|f| f.origin.is_none()).map(Arc::clone) else { continue };
                let Some(mended) = fix::apply(&file, &out.left, most, &self.config.register) else { continue };
                out.dropped += mended.dropped;
                if mended.text != file.text {
                    out.applied += mended.applied;
                    out.changed.extend(mended.changed);
                    texts.push((file, mended.text));
                }
            }
            if texts.is_empty() {
                break;
            }
            out.rounds += 1;
            for (file, text) in texts {
                self.set(SourceFile::new(&file.path, text));
                out.files.entry(file.path.clone()).or_insert(file);
            }
            out.left = find(self)?;
        }
        Ok(out)
    }
}
