//! One round of watching: read what changed, check it, say what is different.

use super::live::{Live, News};
use super::{Delta, Known};
use crate::base::{Failure, Severity, SourceFile, Waived};
use crate::lock;
use crate::pages::Sheets;
use crate::project::{self, Config};
use crate::session::{self, Checked, Session};
use crate::source;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What renders a plan after a save.
pub trait Build {
    /// Renders a plan and writes the results, whole or not at all. `show` is given the pages as soon as they are laid
    /// out: whoever looks at them does not wait for files.
    ///
    /// # Errors
    /// When it cannot be rendered or written; what was there before is left as it was.
    fn build(
        &mut self,
        session: &Session,
        plan: &Path,
        show: &mut dyn FnMut(Arc<dyn Sheets>),
    ) -> Result<Built, Failure>;

    /// Folders and files besides the plans that rendering reads: the project's templates. When something in
    /// them changes, all plans are built again.
    fn reads(&self) -> Vec<PathBuf>;

    /// Told before a build when the settings or something of [`Build::reads`] changed.
    ///
    /// # Errors
    /// When rendering is not possible with what is there now.
    fn refresh(&mut self, config: &Config) -> Result<(), Failure>;
}

/// A plan that was rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Built {
    /// What was written.
    pub outputs: Vec<PathBuf>,
    /// Its pages, where it was laid out on some.
    pub pages: Option<usize>,
    /// How long it took.
    pub took: Duration,
}

/// What a round has to tell of one plan.
#[derive(Debug)]
pub struct PlanRound {
    /// The plan.
    pub path: PathBuf,
    /// Findings that are new and gone.
    pub delta: Delta,
    /// Whether it was rendered; nothing when that was not tried.
    pub built: Option<Result<Built, Failure>>,
}

/// Findings of all plans by severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Plans.
    pub plans: usize,
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Infos.
    pub infos: usize,
}

/// What a round has to tell.
#[derive(Debug, Default)]
pub struct Round {
    /// Plans whose text changed or whose findings did.
    pub plans: Vec<PlanRound>,
    /// What could not be done, and could before, or failed otherwise.
    pub failures: Vec<Failure>,
    /// Files that can be read again.
    pub recovered: Vec<PathBuf>,
    /// Plans that are no longer there.
    pub gone: Vec<PathBuf>,
    /// Of all plans, after the round.
    pub totals: Totals,
    /// How long it took.
    pub took: Duration,
}

impl Round {
    /// Whether nothing happened.
    pub fn is_silent(&self) -> bool {
        self.plans.is_empty() && self.failures.is_empty() && self.recovered.is_empty() && self.gone.is_empty()
    }
}

/// A plan that is watched.
#[derive(Debug, Default)]
struct State {
    /// Its findings, as they were told last.
    known: Vec<Known>,
    /// What is accepted in it.
    waived: Vec<Waived>,
    /// The text they are of; nothing when it was never read, or is gone.
    text: Option<Arc<SourceFile>>,
    /// It and its parents as the preview shows them.
    shown: Vec<Arc<SourceFile>>,
    /// What was read of it, with the links of its side file.
    parsed: Option<Arc<source::Parsed>>,
}

/// What came of rendering, by plan.
type Renders = BTreeMap<PathBuf, Result<Built, Failure>>;

/// Plans that are watched, with what was told of them.
pub struct Watch {
    paths: Vec<PathBuf>,
    given: Vec<PathBuf>,
    session: Session,
    build: Option<Box<dyn Build>>,
    live: Option<Arc<Live>>,
    states: BTreeMap<PathBuf, State>,
    /// What could not be done in the last round, by file.
    failing: BTreeMap<PathBuf, Failure>,
    /// The absolute names of the session's files, to know them by what the file system tells.
    names: FxHashMap<PathBuf, Vec<PathBuf>>,
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watch").field("paths", &self.paths).field("states", &self.states).finish_non_exhaustive()
    }
}

impl Watch {
    /// Plans or folders of plans, parents for all of them, and what renders them.
    ///
    /// # Errors
    /// When the settings are wrong.
    pub fn new(paths: Vec<PathBuf>, given: Vec<PathBuf>, build: Option<Box<dyn Build>>) -> Result<Self, Failure> {
        let config = Config::find(start_of(&paths))?;
        Ok(Self {
            paths,
            given,
            session: Session::new(config),
            build,
            live: None,
            states: BTreeMap::new(),
            failing: BTreeMap::new(),
            names: FxHashMap::default(),
        })
    }

    /// Shows what is told in a preview, too.
    pub fn show_in(&mut self, live: Arc<Live>) {
        self.live = Some(live);
    }

    /// The session: what is told of is in it.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// What was told of a plan: its findings, and those that are accepted.
    pub(super) fn told(&self, plan: &Path) -> Option<(impl Iterator<Item = &Known>, &[Waived])> {
        let state = self.states.get(plan).filter(|state| state.text.is_some())?;
        Some((state.known.iter(), &state.waived))
    }

    /// A plan and its parents, as they were read when it was checked last.
    pub fn read_with(&self, plan: &Path) -> impl Iterator<Item = &SourceFile> {
        self.states.get(plan).into_iter().flat_map(|state| state.shown.iter().map(|file| &**file))
    }

    /// The parents of a plan, as it was checked last.
    pub(super) fn parents(&self, plan: &Path) -> impl Iterator<Item = &Path> {
        self.states.get(plan).into_iter().flat_map(|state| state.shown.iter().skip(1).map(|file| file.path.as_path()))
    }

    /// The first round, of all plans.
    ///
    /// # Errors
    /// When a path does not exist, a folder holds no plan, a given parent cannot be read.
    pub fn start(&mut self) -> Result<Round, Failure> {
        let found = project::discover(&self.paths)?;
        if found.iter().all(|plan| self.given.iter().any(|parent| session::same(plan, parent))) {
            return Err(Failure::new("给出的上级方案就是方案自己", "the parent is the plan itself")
                .file(&found[0])
                .remedy("用 --parent 给出它的上级方案", "name its parent with --parent"));
        }
        for parent in &self.given {
            self.session.load(parent)?;
        }
        if let Some(build) = &mut self.build {
            build.refresh(self.session.config())?;
        }
        Ok(self.step(None))
    }

    /// A round after these files changed; `None` when anything may have.
    pub fn step(&mut self, changed: Option<&BTreeSet<PathBuf>>) -> Round {
        let began = Instant::now();
        let mut round = Round::default();
        let mut failing: BTreeMap<PathBuf, Failure> = BTreeMap::new();
        let rebuild = self.settings(changed, &mut failing);
        let found = self.discover(&mut failing);
        let readable = self.read(&found, changed, &mut failing);
        for path in self.states.keys().filter(|path| !found.contains(*path)).cloned().collect::<Vec<_>>() {
            // What was told of it stays known: should it come back, only what is new is told.
            let state = self.states.entry(path.clone()).or_default();
            if state.text.take().is_some() {
                self.session.remove(&path);
                round.gone.push(path);
            }
        }
        match self.check(&readable, rebuild) {
            Err(failure) => drop(failing.insert(PathBuf::new(), failure)),
            Ok((checked, mut built)) => {
                for plan in checked {
                    if let Some(failure) = plan.failures.first() {
                        failing.insert(plan.path.clone(), failure.clone());
                    }
                    let built = built.remove(&plan.path);
                    self.tell(plan, built, &mut round);
                }
            }
        }
        for (path, failure) in &failing {
            if self.failing.get(path) != Some(failure) {
                round.failures.push(failure.clone());
            }
        }
        let before = std::mem::replace(&mut self.failing, failing);
        round.recovered.extend(before.into_keys().filter(|path| !self.failing.contains_key(path) && path.exists()));
        self.names.clear();
        for path in self.session.files() {
            for name in absolute_names(path) {
                self.names.entry(name).or_default().push(path.to_path_buf());
            }
        }
        if let Some(live) = &self.live {
            live.set_editor(self.session.config().editor.clone());
            live.forget(&round.gone);
            live.settle(&self.failing);
        }
        round.totals = self.totals();
        round.took = began.elapsed();
        round
    }

    /// Takes over changed settings and templates; answers whether all plans must be built again.
    fn settings(&mut self, changed: Option<&BTreeSet<PathBuf>>, failing: &mut BTreeMap<PathBuf, Failure>) -> bool {
        let start = start_of(&self.paths);
        let key = start.join(project::FILE);
        let touched = changed.is_none_or(|c| c.iter().any(|p| project::is_setting(p)));
        let mut renewed = false;
        if touched || self.failing.contains_key(&key) {
            match Config::find(start) {
                Ok(config) => {
                    renewed = config != *self.session.config();
                    self.session.set_config(config);
                }
                Err(failure) => drop(failing.insert(key, failure)),
            }
        }
        let Some(build) = &mut self.build else { return false };
        let reads: Vec<PathBuf> = build.reads().iter().map(|r| resolved(r)).collect();
        renewed |= changed.is_some_and(|c| c.iter().any(|p| reads.iter().any(|r| p.starts_with(r))));
        let failed_before = reads.first().is_some_and(|r| self.failing.contains_key(r));
        if renewed || failed_before {
            if let Err(failure) = build.refresh(self.session.config()) {
                failing.insert(reads.into_iter().next().unwrap_or_default(), failure);
                return false;
            }
            return true;
        }
        false
    }

    /// The plans that are there now.
    fn discover(&self, failing: &mut BTreeMap<PathBuf, Failure>) -> BTreeSet<PathBuf> {
        let parents: FxHashSet<PathBuf> = self.given.iter().map(|p| resolved(p)).collect();
        let mut found = BTreeSet::new();
        for path in &self.paths {
            if path.is_dir() {
                match project::plans_in(path) {
                    // The parent itself is no child.
                    Ok(plans) => found.extend(plans.into_iter().filter(|p| !parents.contains(&resolved(p)))),
                    Err(failure) => drop(failing.insert(path.clone(), failure)),
                }
            } else if path.exists() && !parents.contains(&resolved(path)) {
                found.insert(path.clone());
            }
        }
        found
    }

    /// Reads what changed; answers with the plans whose text is at hand.
    fn read(
        &mut self,
        found: &BTreeSet<PathBuf>,
        changed: Option<&BTreeSet<PathBuf>>,
        failing: &mut BTreeMap<PathBuf, Failure>,
    ) -> Vec<PathBuf> {
        let touched: FxHashSet<PathBuf> = match changed {
            None => self.session.files().map(Path::to_path_buf).collect(),
            Some(paths) => paths.iter().filter_map(|p| self.names.get(p)).flatten().cloned().collect(),
        };
        let again = |path: &PathBuf| touched.contains(path) || self.failing.contains_key(path);
        let plans: Vec<PathBuf> = found.iter().filter(|p| !self.session.holds(p) || again(p)).cloned().collect();
        let others: Vec<PathBuf> =
            self.session.files().filter(|p| !found.contains(*p)).map(Path::to_path_buf).collect();
        let others: Vec<PathBuf> = others.into_iter().filter(again).collect();
        for (path, failure) in self.session.load_all(&plans) {
            failing.insert(path, failure);
        }
        for path in others {
            if self.given.contains(&path) || path.exists() && !self.states.contains_key(&path) {
                // A parent that cannot be read for now counts as it was.
                if let Err(failure) = self.session.reload(&path) {
                    failing.insert(path, failure);
                }
            } else {
                self.session.remove(&path);
            }
        }
        found.iter().filter(|path| self.session.holds(path) && !failing.contains_key(*path)).cloned().collect()
    }

    /// Checks plans and renders those that changed, or all, at the same time: neither waits for the other, and pages
    /// are shown as soon as they are there.
    fn check(&mut self, plans: &[PathBuf], rebuild: bool) -> Result<(Vec<Checked>, Renders), Failure> {
        let (build, states, live) = (&mut self.build, &self.states, self.live.as_ref());
        self.session.check_beside(plans, &self.given, |session| {
            let Some(build) = build else { return Renders::default() };
            let edited = |plan: &&PathBuf| {
                rebuild || states.get(*plan).and_then(|state| state.text.as_ref()) != session.text(plan)
            };
            let mut render = |plan: &PathBuf| {
                let mut show = |sheets| live.into_iter().for_each(|live| live.lay(session, plan, Arc::clone(&sheets)));
                (plan.clone(), build.build(session, plan, &mut show))
            };
            plans.iter().filter(edited).map(&mut render).collect()
        })
    }

    /// What there is to tell of a plan that was checked.
    fn tell(&mut self, checked: Checked, built: Option<Result<Built, Failure>>, round: &mut Round) {
        let path = checked.path.clone();
        let Some(text) = self.session.text(&path).map(Arc::clone) else { return };
        let files = |p: &Path| self.session.text(p).map(|file| &**file);
        let known: Vec<Known> = checked.findings.iter().map(|finding| Known::new(finding.clone(), &files)).collect();
        let read = std::iter::once(&path).chain(&checked.parents).filter_map(|p| self.session.text(p).map(Arc::clone));
        let read: Vec<Arc<SourceFile>> = read.collect();
        let state = self.states.entry(path.clone()).or_default();
        let edited = state.text.as_ref() != Some(&text);
        let delta = Delta::between(&state.known, &known);
        let same = |(a, b): (&Arc<SourceFile>, &Arc<SourceFile>)| Arc::ptr_eq(a, b);
        let stands = state.shown.len() == read.len() && state.shown.iter().zip(&read).all(same);
        let parsed = self.session.document(&path).map(|document| document.parsed);
        let stands = stands && state.parsed == parsed;
        state.parsed = parsed;
        state.known = known;
        let accepted = state.waived == checked.waived;
        state.waived.clone_from(&checked.waived);
        state.text = Some(text);
        state.shown = read;
        if let Some(live) = &self.live {
            if !stands || !accepted || !delta.is_empty() || built.is_some() {
                let Checked { findings, waived, parents, .. } = &checked;
                live.publish(News { session: &self.session, path: &path, findings, waived, parents });
            }
            if let Some(Err(failure)) = &built {
                live.fail(&path, failure);
            }
        }
        if edited || !delta.is_empty() || built.is_some() {
            round.plans.push(PlanRound { path, delta, built });
        }
    }

    fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        for state in self.states.values().filter(|s| s.text.is_some()) {
            totals.plans += 1;
            for known in &state.known {
                match known.finding.severity {
                    Severity::Error => totals.errors += 1,
                    Severity::Warning => totals.warnings += 1,
                    Severity::Info => totals.infos += 1,
                }
            }
        }
        totals
    }

    /// The folders to watch, `true` with all folders in them: those asked for, and those of every file that
    /// was read.
    pub fn folders(&self) -> BTreeMap<PathBuf, bool> {
        let mut out: BTreeMap<PathBuf, bool> = BTreeMap::new();
        let mut add = |folder: PathBuf, deep: bool| *out.entry(folder).or_default() |= deep;
        for path in &self.paths {
            if path.is_dir() {
                add(resolved(path), true);
            }
        }
        let own = self.paths.iter().chain(&self.given).map(PathBuf::as_path);
        for name in own.chain(self.session.files()).flat_map(absolute_names) {
            if let Some(folder) = name.parent() {
                add(folder.to_path_buf(), false);
            }
        }
        // Where settings are, or would be.
        let start = resolved(start_of(&self.paths));
        let start = if start.is_dir() { start } else { start.parent().map(Path::to_path_buf).unwrap_or_default() };
        add(start, false);
        if let Some(root) = &self.session.config().root {
            add(resolved(root), false);
            add(resolved(root).join(crate::lint::own::FOLDER), false);
        }
        for path in self.build.iter().flat_map(|b| b.reads()) {
            let path = resolved(&path);
            if path.is_dir() {
                add(path, true);
            } else if let Some(folder) = path.parent() {
                add(folder.to_path_buf(), false);
            }
        }
        out
    }

    /// Whether a change of this path may matter.
    pub fn concerns(&self, path: &Path) -> bool {
        self.names.contains_key(path)
            || project::is_setting(path)
            || source::is_side(path)
            || path.file_name().is_some_and(|name| name == lock::FILE)
            || path.extension().is_none_or(|x| x == "md" || x == "txt")
            || path.is_dir()
            || self.build.iter().flat_map(|b| b.reads()).any(|read| path.starts_with(resolved(&read)))
            || self.failing.keys().chain(&self.paths).chain(&self.given).any(|p| resolved(p) == path)
    }

    /// Whether a file that was read before is missing or empty: an editor may be about to write it.
    pub fn is_unsettled(&self, path: &Path) -> bool {
        let held = self.names.get(path).and_then(|names| names.first()).and_then(|p| self.session.text(p));
        held.is_some_and(|file| !file.text.is_empty() && std::fs::metadata(path).map_or(0, |m| m.len()) == 0)
    }
}

/// Where settings are looked for.
fn start_of(paths: &[PathBuf]) -> &Path {
    paths.first().map_or(Path::new("."), PathBuf::as_path)
}

/// A path without links, as far as it exists.
fn resolved(path: &Path) -> PathBuf {
    if let Ok(path) = path.canonicalize() {
        return path;
    }
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    match (absolute.parent(), absolute.file_name()) {
        (Some(folder), Some(name)) => resolved(folder).join(name),
        _ => absolute,
    }
}

/// What the file system may call a file: its name in its folder, and where a link leads.
fn absolute_names(path: &Path) -> Vec<PathBuf> {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let named = match (absolute.parent(), absolute.file_name()) {
        (Some(folder), Some(name)) => resolved(folder).join(name),
        _ => absolute,
    };
    let led = resolved(path);
    if led == named { vec![named] } else { vec![named, led] }
}
