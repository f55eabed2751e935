//! The incremental session that lint, build, watch and editors share: texts go in, plans, facts, alignments
//! and findings come out; each result is recorded with what it read, and dies exactly when that changed by
//! content.

mod db;
mod parents;

use crate::align::{Alignment, Doc};
use crate::base::{Failure, Finding, SourceFile};
use crate::plan::Facts;
use crate::project::Config;
use crate::source::{self, Parsed};
use db::{Db, File, Settings};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A plan as the session holds it.
#[derive(Debug, Clone)]
pub struct Document {
    /// Its file.
    pub file: Arc<SourceFile>,
    /// The plan, and what is wrong in its file.
    pub parsed: Arc<Parsed>,
    /// Its facts.
    pub facts: Arc<Facts>,
}

impl Document {
    /// It as lints and aligners take it.
    pub fn doc(&self) -> Doc<'_> {
        Doc { plan: &self.parsed.plan, facts: &self.facts, file: &self.file }
    }
}

/// A plan that was checked.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The path it was named by.
    pub path: PathBuf,
    /// What was found, in order of place.
    pub findings: Vec<Finding>,
    /// The files of the parents it was compared with.
    pub parents: Vec<PathBuf>,
}

/// Texts and all that was made of them.
#[derive(Clone)]
pub struct Session {
    db: Db,
    settings: Settings,
    files: FxHashMap<PathBuf, File>,
    config: Arc<Config>,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("files", &self.files.len()).finish_non_exhaustive()
    }
}

impl Session {
    /// An empty session with a project's settings.
    pub fn new(config: Config) -> Self {
        let db = Db::default();
        let config = Arc::new(config);
        let settings = Settings::new(&db, Arc::clone(&config));
        Self { db, settings, files: FxHashMap::default(), config }
    }

    /// The settings.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Gives a file its text: from an editor, or as read from the disk.
    pub fn set(&mut self, file: SourceFile) {
        match self.files.get(&file.path) {
            Some(known) => {
                if **known.source(&self.db) != file {
                    db::set_source(&mut self.db, *known, Arc::new(file));
                }
            }
            None => {
                let path = file.path.clone();
                let new = File::new(&self.db, Arc::new(file));
                self.files.insert(path, new);
            }
        }
    }

    /// Reads a file from the disk, if it changed since.
    ///
    /// # Errors
    /// When it cannot be read or is no text.
    pub fn load(&mut self, path: &Path) -> Result<(), Failure> {
        self.set(source::load(path)?);
        Ok(())
    }

    /// Forgets a file.
    pub fn remove(&mut self, path: &Path) {
        self.files.remove(path);
    }

    /// A plan that was loaded.
    pub fn document(&self, path: &Path) -> Option<Document> {
        let file = *self.files.get(path)?;
        Some(Document {
            file: Arc::clone(file.source(&self.db)),
            parsed: Arc::clone(db::parsed(&self.db, file)),
            facts: Arc::clone(db::facts(&self.db, file, self.settings)),
        })
    }

    /// The alignment of a plan with a parent, both loaded.
    pub fn alignment(&self, child: &Path, parent: &Path) -> Option<Arc<Alignment>> {
        let (child, parent) = (*self.files.get(child)?, *self.files.get(parent)?);
        Some(Arc::clone(db::alignment(&self.db, child, parent, self.settings)))
    }

    /// Checks plans, each alone and with its parents: those its front matter names, and `parents` for every
    /// plan. All plans are loaded already; parents are loaded here. Plans are checked in parallel.
    ///
    /// # Errors
    /// When a parent given in `parents` cannot be read; one that a plan names is a finding.
    pub fn check(&mut self, plans: &[PathBuf], parents: &[PathBuf]) -> Result<Vec<Checked>, Failure> {
        for parent in parents {
            if !self.files.contains_key(parent) {
                self.load(parent)?;
            }
        }
        let mut jobs = Vec::new();
        for plan in plans {
            let (parents, told) = parents::of(self, plan, parents);
            let Some(&file) = self.files.get(plan) else { continue };
            let with = parents.iter().filter_map(|p| self.files.get(p).copied()).collect();
            jobs.push(Job { file, with, checked: Checked { path: plan.clone(), findings: told, parents } });
        }
        let (settings, config) = (self.settings, &self.config);
        if jobs.len() == 1 {
            return Ok(jobs.into_iter().map(|job| job.run(&self.db, settings, config)).collect());
        }
        Ok(jobs.into_par_iter().map_with(self.db.clone(), |db, job| job.run(db, settings, config)).collect())
    }

    /// Every file the session holds.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.files.keys().map(PathBuf::as_path)
    }

    /// How many results were computed since the session began: what is not recomputed is not counted.
    pub fn computed(&self) -> usize {
        self.db.computed()
    }
}

/// A plan that is to be checked.
struct Job {
    file: File,
    with: Vec<File>,
    /// With what is wrong with its parents.
    checked: Checked,
}

impl Job {
    fn run(self, db: &Db, settings: Settings, config: &Config) -> Checked {
        let mut checked = self.checked;
        let findings = &mut checked.findings;
        findings.extend(db::parsed(db, self.file).findings.iter().cloned());
        findings.extend(db::file_findings(db, self.file, settings).iter().cloned());
        findings.extend(db::project_findings(db, self.file, self.with, settings).iter().cloned());
        findings.sort_by(|a, b| (a.place.span, a.code).cmp(&(b.place.span, b.code)));
        findings.retain_mut(|finding| match config.severity.get(finding.code) {
            Some(None) => false,
            Some(Some(level)) => {
                finding.severity = *level;
                true
            }
            None => true,
        });
        checked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARENT: &str = "北原自治区管护方案\n\n一、重点任务\n（一）健全责任。落实河长制，建立考核制度。（责任单位：自治区水利厅）\n（二）加强监测。覆盖率达到90%以上。（责任单位：自治区水利厅）\n";
    const CHILD: &str = "河套市管护方案\n\n一、重点任务\n（一）健全责任。落实河长制，建立考核制度。（责任单位：市水利局）\n（二）加强监测。覆盖率达到85%以上。（责任单位：市水利局）\n";

    fn session() -> Session {
        let mut session =
            Session::new(Config { register: crate::data::Register::builtin().clone(), ..Config::default() });
        session.set(SourceFile::new("parent.txt", PARENT));
        session.set(SourceFile::new("child.txt", CHILD));
        session
    }

    fn codes(session: &mut Session) -> Vec<&'static str> {
        let checked = session.check(&["child.txt".into()], &["parent.txt".into()]).expect("checked");
        checked.iter().flat_map(|c| &c.findings).map(|f| f.code).collect()
    }

    #[test]
    fn only_what_changed_is_computed_again() {
        let mut session = session();
        assert!(codes(&mut session).contains(&"PG301"));
        let first = session.computed();
        assert!(codes(&mut session).contains(&"PG301"));
        assert_eq!(session.computed(), first, "nothing changed, nothing is computed");
        session.set(SourceFile::new("child.txt", CHILD));
        codes(&mut session);
        assert_eq!(session.computed(), first, "the same content is no change");
        session.set(SourceFile::new("child.txt", CHILD.replace("85%", "95%")));
        assert!(!codes(&mut session).contains(&"PG301"));
        let edited = session.computed() - first;
        assert!(edited > 0 && edited < first, "the parent was not read again: {edited} of {first}");
    }

    #[test]
    fn an_edit_that_changes_no_fact_stops_there() {
        let mut session = session();
        codes(&mut session);
        let before = session.computed();
        // White space at the end changes the file, but neither plan nor facts: lints are not run again.
        session.set(SourceFile::new("child.txt", format!("{CHILD}\n\n")));
        codes(&mut session);
        assert!(session.computed() - before <= 5, "{}", session.computed() - before);
    }
}
