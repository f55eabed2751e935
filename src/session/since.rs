//! What changed since a revision, and the findings that go with it.

use super::{Checked, Session};
use crate::base::{Failure, Finding, Place, SourceFile, Span};
use crate::lint::Phase;
use crate::office::Changes;
use crate::project::{Revision, Then};
use crate::report::json;
use crate::source;
use rustc_hash::FxHashSet;
use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// How a plan or a parent was.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Was {
    Same,
    Absent,
    Other(SourceFile),
}

/// How the plans of a session were at a revision, and what was found in them.
#[derive(Debug)]
pub struct Since {
    was: BTreeMap<PathBuf, Was>,
    /// Plans with a parent that changed.
    under: FxHashSet<PathBuf>,
    /// By file, the fingerprints of what was found then.
    found: FxHashSet<(PathBuf, String)>,
}

/// What tells a finding again, whatever else changed.
fn fingerprint(finding: &Finding, session: &Session) -> String {
    json::fingerprint(finding, &|path: &Path| session.text(path).map(|f| &**f))
}

impl Since {
    /// Looks at plans that were checked, and checks those that changed, or whose parents did, as they were.
    ///
    /// # Errors
    /// When git cannot tell, or a file was no text.
    pub fn new(
        session: &Session,
        checked: &[Checked],
        given: &[PathBuf],
        revision: &Revision,
    ) -> Result<Self, Failure> {
        let mut was: BTreeMap<PathBuf, Was> = BTreeMap::new();
        for path in checked.iter().flat_map(|c| std::iter::once(&c.path).chain(&c.parents)) {
            if was.contains_key(path) {
                continue;
            }
            let then = match revision.then(path) {
                Ok(Then::Same) => Was::Same,
                Ok(Then::Absent) => Was::Absent,
                // What was no text then is new as a text.
                Ok(Then::Other(bytes)) => {
                    source::read_bytes(path, &bytes, Changes::default()).map_or(Was::Absent, Was::Other)
                }
                // A parent may lie elsewhere; that it changed is not known.
                Err(_) if !checked.iter().any(|c| c.path == *path) => Was::Same,
                Err(failure) => return Err(failure),
            };
            was.insert(path.clone(), then);
        }
        let changed = |path: &PathBuf| was.get(path).is_some_and(|w| *w != Was::Same);
        let under: FxHashSet<PathBuf> =
            checked.iter().filter(|c| c.parents.iter().any(changed)).map(|c| c.path.clone()).collect();
        let mut then = Session::new(session.config().clone());
        then.set_today(session.today);
        for file in session.files() {
            let held = session.text(file).map(|f| (**f).clone());
            match was.get(file) {
                Some(Was::Absent) => {}
                Some(Was::Other(old)) => then.set(old.clone()),
                _ => held.into_iter().for_each(|file| then.set(file)),
            }
        }
        let again: Vec<PathBuf> = checked
            .iter()
            .map(|c| c.path.clone())
            .filter(|p| {
                matches!(was.get(p), Some(Was::Other(_))) || under.contains(p) && was.get(p) == Some(&Was::Same)
            })
            .collect();
        // A parent that was not there then is no parent then.
        let given: Vec<PathBuf> = given.iter().filter(|p| then.holds(p)).cloned().collect();
        let mut found = FxHashSet::default();
        for old in then.check(&again, &given)? {
            found.extend(old.findings.iter().map(|f| (old.path.clone(), fingerprint(f, &then))));
        }
        Ok(Self { was, under, found })
    }

    /// The findings that go with what changed: those in changed lines, those that were not found before, and of a plan
    /// whose parent changed all that come of comparing the two.
    pub fn sift(&self, session: &Session, findings: Vec<Finding>) -> Vec<Finding> {
        let mut lines: BTreeMap<PathBuf, Vec<Span>> = BTreeMap::new();
        for (path, was) in &self.was {
            if let (Was::Other(old), Some(now)) = (was, session.text(path)) {
                lines.insert(path.clone(), changed_lines(&old.text, &now.text));
            }
        }
        let own = &session.config().own;
        let keeps = |finding: &Finding| {
            let file = &finding.place.file;
            let compared = own.find(finding.code).is_some_and(|p| p.phase == Phase::Project);
            if compared && self.under.contains(file) {
                return true;
            }
            let inside =
                |place: &Place| lines.get(&place.file).is_some_and(|l| l.iter().any(|s| touches(*s, place.span)));
            match self.was.get(file) {
                Some(Was::Same) | None => self.under.contains(file) && self.is_new(finding, session),
                Some(Was::Absent) => true,
                Some(Was::Other(_)) => inside(&finding.place) || self.is_new(finding, session),
            }
        };
        findings.into_iter().filter(keeps).collect()
    }

    fn is_new(&self, finding: &Finding, session: &Session) -> bool {
        !self.found.contains(&(finding.place.file.clone(), fingerprint(finding, session)))
    }

    /// How many of the plans changed, or have a parent that did.
    pub fn plans(&self, checked: &[PathBuf]) -> usize {
        checked.iter().filter(|p| self.under.contains(*p) || self.was.get(*p).is_some_and(|w| *w != Was::Same)).count()
    }
}

fn touches(line: Span, at: Span) -> bool {
    at.start < line.end && (line.start < at.end || line.start <= at.start)
}

/// The lines of `new` that `old` does not have at their place, as spans.
fn changed_lines(old: &str, new: &str) -> Vec<Span> {
    let cut = |text: &'_ str| -> Vec<String> { text.lines().map(|l| l.trim_end().to_owned()).collect() };
    let mut starts: Vec<usize> = vec![0];
    starts.extend(new.match_indices('\n').map(|(i, _)| i + 1));
    let at = |line: usize| starts.get(line).copied().unwrap_or(new.len());
    capture_diff_slices(Algorithm::Myers, &cut(old), &cut(new))
        .into_iter()
        .filter_map(|op| match op {
            DiffOp::Insert { new_index, new_len, .. } | DiffOp::Replace { new_index, new_len, .. } => {
                Some(Span::new(at(new_index), at(new_index + new_len)))
            }
            DiffOp::Equal { .. } | DiffOp::Delete { .. } => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_changed() {
        let new = "甲\r\n丙\r\n乙\r\n丁";
        let spans = changed_lines("甲\n乙\n戊", new);
        assert_eq!(spans.iter().map(|s| s.of(new).trim()).collect::<Vec<_>>(), ["丙", "丁"]);
        assert!(changed_lines("甲\n乙\n", "乙\n").is_empty());
    }
}
