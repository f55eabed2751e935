//! The incremental session that lint, build, watch and editors share: texts go in, plans, facts, alignments
//! and findings come out; each result is recorded with what it read, and dies exactly when that changed by
//! content.

mod aside;
mod cache;
mod db;
mod fix;
mod head;
mod kept;
mod pages;
mod parents;
mod pictures;
mod since;
mod warm;

use crate::align::{self, Alignment, Doc};
use crate::base::wide::{self, Jobs};
use crate::base::{Failure, Finding, Found, Progress, SourceFile, Waived, memo};
use crate::lint::{self, waived};
use crate::plan::Facts;
use crate::project::Config;
use crate::source::{self, Parsed};
pub use cache::{Cache, FOLDER as CACHE_FOLDER, Saved};
use db::{Db, File, LockFile, Settings};
pub use fix::{Find, Fixed};
use head::Head;
use jiff::civil::Date;
pub use pages::of_pages;
pub use parents::{Links, same};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
pub use since::Since;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
pub use warm::warm_up;

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
    /// The finding that says the front matter cannot be read at all, where there is one: the plan then lacks
    /// what only its author knows, and is not to be rendered.
    pub fn unreadable(&self) -> Option<&Finding> {
        let whole = |f: &&Finding| f.code == "PG001" && matches!(f.variant, "unclosed" | "yaml" | "no-key");
        self.parsed.findings.iter().find(whole)
    }

    /// It as lints and aligners take it.
    pub fn doc(&self) -> Doc<'_> {
        Doc { plan: &self.parsed.plan, facts: &self.facts, file: &self.file }
    }
}

/// A plan that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The path it was named by.
    pub path: PathBuf,
    /// What was found, in order of place.
    pub findings: Vec<Finding>,
    /// What its waivers accept.
    pub waived: Vec<Waived>,
    /// The files of the parents it was compared with.
    pub parents: Vec<PathBuf>,
    /// Parents it names that are there and cannot be read.
    pub failures: Vec<Failure>,
}

/// A plan that was looked at again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// The path it was named by.
    pub path: PathBuf,
    /// The word that stands for all that its findings read.
    pub word: u64,
    /// What was found; nothing where the word is the one that was known.
    pub checked: Option<Checked>,
}

/// Texts and all that was made of them.
pub struct Session {
    db: Db,
    settings: Settings,
    files: FxHashMap<PathBuf, Held>,
    /// Inputs of files that were forgotten, to be used again: salsa keeps an input for ever.
    free: Vec<File>,
    /// The locks that hold for its files.
    locks: FxHashMap<PathBuf, LockFile>,
    /// Where it goes on without a lock that cannot be read: those that cannot. `None` where it does not.
    unread_locks: Option<BTreeMap<PathBuf, Failure>>,
    /// What stands in place of what the disk holds.
    covers: FxHashMap<PathBuf, SourceFile>,
    config: Arc<Config>,
    today: Date,
    cache: Option<Cache>,
    /// The digest of the settings, once it was asked for.
    config_digest: OnceLock<u64>,
    progress: Arc<Progress>,
}

/// A file of a session.
struct Held {
    file: File,
    /// Given by the caller, not read because a plan names it as its parent.
    opened: bool,
    /// The digest of its text, once it was asked for.
    digest: OnceLock<u64>,
    /// What decides its place among the others, once it was asked for.
    head: OnceLock<Arc<Head>>,
}

impl Held {
    fn new(file: File, opened: bool) -> Self {
        Self { file, opened, digest: OnceLock::new(), head: OnceLock::new() }
    }

    fn digest(&self, db: &Db) -> u64 {
        *self.digest.get_or_init(|| cache::digest(&self.file.source(db).text))
    }
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
        let today = crate::base::today();
        let settings = Settings::new(&db, Arc::clone(&config), today);
        Self {
            db,
            settings,
            files: FxHashMap::default(),
            free: Vec::new(),
            locks: FxHashMap::default(),
            unread_locks: None,
            covers: FxHashMap::default(),
            config,
            today,
            cache: None,
            config_digest: OnceLock::new(),
            progress: Arc::default(),
        }
    }

    /// How far it is with the plans it was asked to check.
    pub fn progress(&self) -> &Arc<Progress> {
        &self.progress
    }

    /// The settings.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Gives the project other settings.
    pub fn set_config(&mut self, config: Config) {
        if *self.config != config {
            self.config = Arc::new(config);
            self.config_digest = OnceLock::new();
            db::set_config(&mut self.db, self.settings, Arc::clone(&self.config));
        }
    }

    /// The day that the expiry of waivers is judged by.
    pub fn today(&self) -> Date {
        self.today
    }

    /// Sets the day that the expiry of waivers, and a draft without a date, are judged by; it is the present
    /// day at first.
    pub fn set_today(&mut self, today: Date) {
        self.today = today;
        db::set_today(&mut self.db, self.settings, today);
    }

    /// Gives a file its text: from an editor, or as read from the disk.
    pub fn set(&mut self, file: SourceFile) {
        self.put(file, true);
    }

    /// Reads a file from the disk, if it changed since.
    ///
    /// # Errors
    /// When it cannot be read or is no text.
    pub fn load(&mut self, path: &Path) -> Result<(), Failure> {
        self.read(path, true)
    }

    /// Reads files from the disk, side by side; tells those that cannot be read, in their order.
    pub fn load_all(&mut self, paths: &[PathBuf]) -> Vec<(PathBuf, Failure)> {
        let covers = &self.covers;
        let covered = |path: &PathBuf| covers.get(path).cloned();
        let read: Vec<_> = paths.par_iter().map(|path| covered(path).map_or_else(|| source::load(path), Ok)).collect();
        let mut failures = Vec::new();
        for (path, file) in paths.iter().zip(read) {
            match file {
                Ok(file) => self.put(file, true),
                Err(failure) => failures.push((path.clone(), failure)),
            }
        }
        failures
    }

    fn read(&mut self, path: &Path, opened: bool) -> Result<(), Failure> {
        let file = match self.covers.get(path) {
            Some(cover) => cover.clone(),
            None => source::load(path)?,
        };
        self.put(file, opened);
        Ok(())
    }

    /// Whether there is a text of this path, in an editor or on the disk.
    fn is_there(&self, path: &Path) -> bool {
        self.covers.contains_key(path) || path.is_file()
    }

    /// Puts a text in the place of what the disk holds, whoever reads the file: an editor has it open and has not
    /// saved it yet.
    pub fn cover(&mut self, file: SourceFile) {
        if self.files.contains_key(&file.path) {
            self.put(file.clone(), false);
        }
        self.covers.insert(file.path.clone(), file);
    }

    /// Takes such a text away: what the disk holds counts again.
    pub fn uncover(&mut self, path: &Path) {
        if self.covers.remove(path).is_some() && self.files.contains_key(path) && self.read(path, false).is_err() {
            self.remove(path);
        }
    }

    /// No longer counts a file as given by the caller: it stays as long as a plan names it as its parent.
    pub fn release(&mut self, path: &Path) {
        if let Some(held) = self.files.get_mut(path) {
            held.opened = false;
        }
    }

    /// Reads the plans of these files, side by side, so that what is asked of them next is at hand.
    pub fn prepare(&self, paths: &[PathBuf]) {
        let files: Vec<File> = paths.iter().filter_map(|path| self.files.get(path)).map(|held| held.file).collect();
        facts_of(&self.db, self.settings, files);
    }

    fn put(&mut self, file: SourceFile, opened: bool) {
        if let Some(known) = self.files.get_mut(&file.path) {
            known.opened |= opened;
            if **known.file.source(&self.db) != file {
                *known = Held::new(known.file, known.opened);
                db::set_source(&mut self.db, known.file, Arc::new(file));
            }
            return;
        }
        let path = file.path.clone();
        let side = aside::read(&source::side_path(&path)).map(Arc::new);
        let file = match self.free.pop() {
            Some(free) => {
                db::set_source(&mut self.db, free, Arc::new(file));
                db::set_side(&mut self.db, free, side);
                free
            }
            None => File::new(&self.db, Arc::new(file), side, None),
        };
        self.files.insert(path, Held::new(file, opened));
    }

    /// Forgets a file, its text and what was made of it.
    pub fn remove(&mut self, path: &Path) {
        if let Some(held) = self.files.remove(path) {
            db::set_source(&mut self.db, held.file, Arc::new(SourceFile::new("", "")));
            db::set_side(&mut self.db, held.file, None);
            db::set_lock(&mut self.db, held.file, None);
            self.free.push(held.file);
        }
    }

    /// Reads a file of the session again, whoever brought it there.
    ///
    /// # Errors
    /// When it cannot be read any more: its last text stays.
    pub fn reload(&mut self, path: &Path) -> Result<(), Failure> {
        self.read(path, false)
    }

    /// A file's text.
    pub fn text(&self, path: &Path) -> Option<&Arc<SourceFile>> {
        self.files.get(path).map(|held| held.file.source(&self.db))
    }

    /// A word that stands for a file's text.
    pub fn digest(&self, path: &Path) -> Option<u64> {
        Some(self.files.get(path)?.digest(&self.db))
    }

    /// Whether the session holds a file.
    pub fn holds(&self, path: &Path) -> bool {
        self.files.contains_key(path)
    }

    /// A plan that was loaded.
    pub fn document(&self, path: &Path) -> Option<Document> {
        let file = self.files.get(path)?.file;
        Some(Document {
            file: Arc::clone(file.source(&self.db)),
            parsed: Arc::clone(db::parsed(&self.db, file)),
            facts: Arc::clone(db::facts(&self.db, file, self.settings)),
        })
    }

    /// The parents that a plan names, as far as they are loaded: [`Session::check`] loads them.
    pub fn parents(&self, plan: &Path) -> Vec<PathBuf> {
        parents::held(self, plan)
    }

    /// The file that a plan's link to a parent names, as far as it is loaded.
    pub fn parent(&self, plan: &Path, link: &str) -> Option<PathBuf> {
        parents::named(self, plan, link)
    }

    /// The alignment of a plan with a parent, both loaded.
    pub fn alignment(&self, child: &Path, parent: &Path) -> Option<Arc<Alignment>> {
        let (child, parent) = (self.files.get(child)?.file, self.files.get(parent)?.file);
        Some(Arc::clone(db::alignment(&self.db, child, parent, self.settings)))
    }

    /// Checks plans, each alone and with its parents: those its front matter names, and `parents` for every
    /// plan. All plans are loaded already; parents are loaded here. Plans are checked in parallel.
    ///
    /// # Errors
    /// When a parent given in `parents` cannot be read; one that a plan names is a finding.
    pub fn check(&mut self, plans: &[PathBuf], parents: &[PathBuf]) -> Result<Vec<Checked>, Failure> {
        let jobs = self.jobs(plans, parents)?;
        if self.cache.is_none() {
            return Ok(self.run(jobs));
        }
        let keys = self.keys(&jobs);
        let known = self.known(&jobs, &keys);
        let (mut out, mut new) = (Vec::new(), Vec::new());
        for (at, ((job, key), known)) in jobs.into_iter().zip(keys).zip(known).enumerate() {
            match known {
                Some((findings, waived)) => out.push((at, Checked { findings, waived, ..job.checked })),
                None => new.push((at, key, job)),
            }
        }
        let (places, jobs): (Vec<_>, Vec<_>) = new.into_iter().map(|(at, key, job)| ((at, key), job)).unzip();
        let checked = self.run(jobs);
        let taken: Vec<&Checked> = out.iter().map(|(_, checked)| checked).collect();
        let made: Vec<_> = places.iter().zip(&checked).map(|((_, key), checked)| (*key, checked)).collect();
        self.keep(&taken, &made);
        out.extend(places.into_iter().map(|(at, _)| at).zip(checked));
        out.sort_by_key(|(at, _)| *at);
        Ok(out.into_iter().map(|(_, checked)| checked).collect())
    }

    /// As [`Session::check`] without parents given, for one who remembers what he was told: with each plan comes the
    /// word that stood for all that its findings read, and comes again; where it is still the same, the plan is not
    /// checked, and nothing is made of its text.
    ///
    /// # Errors
    /// As [`Session::check`].
    pub fn check_news(&mut self, plans: &[(PathBuf, Option<u64>)]) -> Result<Vec<News>, Failure> {
        let paths: Vec<PathBuf> = plans.iter().map(|(path, _)| path.clone()).collect();
        let known: FxHashMap<&Path, Option<u64>> = plans.iter().map(|(path, word)| (path.as_path(), *word)).collect();
        let jobs = self.jobs(&paths, &[])?;
        let mut out = Vec::with_capacity(jobs.len());
        let mut new = Vec::new();
        for (job, word) in jobs.iter().zip(self.keys(&jobs)) {
            let path = job.checked.path.clone();
            // What could not be read may be readable now.
            let same = known.get(path.as_path()) == Some(&Some(word)) && job.checked.failures.is_empty();
            new.push(!same);
            out.push(News { path, word, checked: None });
        }
        let mut asked = new.iter();
        let jobs = jobs.into_iter().filter(|_| asked.next() == Some(&true)).collect();
        let mut checked = self.run(jobs).into_iter();
        for (news, _) in out.iter_mut().zip(&new).filter(|(_, new)| **new) {
            news.checked = checked.next();
        }
        Ok(out)
    }

    /// As [`Session::check`], while something else is done with the plans that are read. What is kept of earlier runs
    /// is not looked at.
    ///
    /// # Errors
    /// As there; nothing else is done then.
    pub fn check_beside<T>(
        &mut self,
        plans: &[PathBuf],
        parents: &[PathBuf],
        other: impl FnOnce(&Self) -> T,
    ) -> Result<(Vec<Checked>, T), Failure> {
        let jobs = self.jobs(plans, parents)?;
        let runner = self.runner();
        Ok(std::thread::scope(|threads| {
            let checking = threads.spawn(move || runner.run(jobs));
            let made = other(self);
            (checking.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), made)
        }))
    }

    /// What there is to do for plans: their parents are found and read, and what stands beside them.
    fn jobs(&mut self, plans: &[PathBuf], parents: &[PathBuf]) -> Result<Vec<Job>, Failure> {
        for parent in parents {
            if !self.files.contains_key(parent) {
                self.read(parent, false)?;
            }
        }
        memo::expect(self.files.values().map(|held| held.file.source(&self.db).text.len()).sum());
        // Links between plans are in their text: all are read, side by side, before any is followed.
        self.place_all();
        let index = parents::gather(self, plans, parents);
        let found: Vec<(&PathBuf, parents::Parents)> = plans
            .iter()
            .filter(|plan| self.files.contains_key(*plan))
            .map(|plan| (plan, parents::of(self, &index, plan, parents)))
            .collect();
        let involved: BTreeSet<&Path> = found
            .iter()
            .flat_map(|(plan, found)| std::iter::once(*plan).chain(&found.files))
            .map(PathBuf::as_path)
            .collect();
        self.look_aside_at(involved.into_iter())?;
        let mut jobs = Vec::new();
        for (plan, mut found) in found {
            let Some(held) = self.files.get(plan) else { continue };
            found.findings.extend(pictures::of(self, plan));
            let with = found.files.iter().filter_map(|p| self.files.get(p)).map(|held| held.file).collect();
            let checked = Checked {
                path: plan.clone(),
                findings: found.findings,
                waived: Vec::new(),
                parents: found.files,
                failures: found.failures,
            };
            jobs.push(Job { file: held.file, with, checked });
        }
        Ok(jobs)
    }

    /// Of what was made of texts, keeps at hand what was used last, for about as many plans; the rest is made again
    /// when it is asked for. Without this all is kept.
    pub fn keep_few(&mut self, plans: usize) {
        db::keep_few(&mut self.db, plans);
    }

    /// Drops what is not to be kept by [`Session::keep_few`].
    pub fn shed(&mut self) {
        db::shed(&mut self.db);
    }

    fn run(&self, jobs: Vec<Job>) -> Vec<Checked> {
        self.runner().run(jobs)
    }

    fn runner(&self) -> Runner {
        Runner {
            db: self.db.clone(),
            settings: self.settings,
            config: Arc::clone(&self.config),
            today: self.today,
            progress: Arc::clone(&self.progress),
        }
    }

    /// What is found in a plan that was loaded, without its parents.
    pub fn alone(&self, plan: &Path) -> Vec<Finding> {
        let Some(file) = self.files.get(plan).map(|held| held.file) else { return Vec::new() };
        let (path, failures) = (plan.to_path_buf(), Vec::new());
        let findings = pictures::of(self, plan);
        let checked = Checked { path, findings, waived: Vec::new(), parents: Vec::new(), failures };
        Job { file, with: Vec::new(), checked }.run(&self.db, self.settings, &self.config, self.today).findings
    }

    /// What is found in an edition of a plan beside its original. The edition is loaded already; the original
    /// is loaded here.
    ///
    /// # Errors
    /// When the original cannot be read.
    pub fn edition(&mut self, edition: &Path, original: &Path) -> Result<Found, Failure> {
        if !self.files.contains_key(original) {
            self.read(original, false)?;
        }
        let (Some(edition), Some(original)) = (self.document(edition), self.document(original)) else {
            return Ok(Found::default());
        };
        let (doc, original) = (edition.doc(), original.doc());
        let compared = align::compare_editions(doc, original);
        let findings = lint::check_edition(&lint::EditionInput { doc, original, edition: &compared });
        Ok(self.waive(doc, "PG7", findings))
    }

    /// Findings of one family, without what the plan's waivers accept and with the project's severities. What is
    /// wrong with the waivers, or with a side file, is told where the plan is checked alone.
    fn waive(&self, doc: Doc<'_>, family: &str, mut findings: Vec<Finding>) -> Found {
        let aside = source::side_waivers(doc.file, doc.plan).unwrap_or_default();
        let setting = waived::Setting {
            today: self.today,
            compared: false,
            levels: &self.config.levels,
            own: &self.config.own,
            fixed: &self.config.not_waivable,
            aside: &aside,
        };
        let mut waived = waived::apply(doc, setting, &mut findings);
        findings.retain(|f| f.code.starts_with(family));
        self.config.levels.judge(&mut findings);
        self.config.levels.judge_waived(&mut waived);
        Found { findings, waived }
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

/// Reads plans side by side: a plan and its parents, say.
fn facts_of(db: &Db, settings: Settings, mut files: Vec<File>) {
    let Some(first) = files.pop().filter(|_| !files.is_empty()) else { return };
    let read = move |db: &mut Db, file: File| {
        db::facts(db, file, settings);
    };
    let (mut own, theirs) = (db.clone(), db.clone());
    wide::join(move || read(&mut own, first), move || files.into_par_iter().for_each_with(theirs, read));
}

/// What runs jobs, on whatever thread.
struct Runner {
    db: Db,
    settings: Settings,
    config: Arc<Config>,
    today: Date,
    progress: Arc<Progress>,
}

impl Runner {
    /// Runs jobs, side by side.
    fn run(self, jobs: Vec<Job>) -> Vec<Checked> {
        let Self { db, settings, config, today, progress } = self;
        let _jobs = Jobs::begin(jobs.len());
        if jobs.len() <= 1 {
            for job in &jobs {
                // A plan and its parents are read side by side.
                facts_of(&db, settings, job.with.iter().copied().chain([job.file]).collect());
            }
            return jobs.into_iter().map(|job| job.run(&db, settings, &config, today)).collect();
        }
        progress.begin(jobs.len());
        let run = |db: &mut Db, job: Job| {
            let checked = job.run(db, settings, &config, today);
            progress.step();
            checked
        };
        jobs.into_par_iter().map_with(db, run).collect()
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
    fn run(self, db: &Db, settings: Settings, config: &Config, today: Date) -> Checked {
        let mut checked = self.checked;
        let Checked { findings, waived, failures, .. } = &mut checked;
        findings.extend(db::parsed(db, self.file).findings.iter().cloned());
        let compared_with = !self.with.is_empty();
        // Aligning takes about as long as looking at the plan alone.
        let (file, with, here, there) = (self.file, self.with, db.clone(), db.clone());
        let (compared, alone) = wide::join(
            move || Arc::clone(db::project_findings(&there, file, with, settings)),
            move || Arc::clone(db::file_findings(&here, file, settings)),
        );
        findings.extend(alone.iter().chain(compared.iter()).cloned());
        db::with_doc(db, file, settings, |doc| {
            let aside = source::side_waivers(doc.file, doc.plan).unwrap_or_else(|failure| {
                failures.push(failure);
                Vec::new()
            });
            let setting = waived::Setting {
                today,
                compared: compared_with,
                levels: &config.levels,
                own: &config.own,
                fixed: &config.not_waivable,
                aside: &aside,
            };
            *waived = waived::apply(doc, setting, findings);
        });
        findings.sort_by(|a, b| (a.place.span, a.code).cmp(&(b.place.span, b.code)));
        config.levels.judge(findings);
        config.levels.judge_waived(waived);
        checked
    }
}

#[cfg(test)]
mod tests;
