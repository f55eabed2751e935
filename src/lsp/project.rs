//! A folder that the editor has open, or a document outside of all: its settings, its plans, and the session that
//! holds them.

use crate::base::{Failure, SourceFile};
use crate::data::Register;
use crate::project::{self, Config};
use crate::session::{Checked, Document, Session};
use crate::source;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How many plans are read, or checked, before the editor's next message is looked at.
const STEP: usize = 8;

/// Plans that still come, one after the other.
type Walk = Box<dyn Iterator<Item = Result<PathBuf, Failure>> + Send>;

/// Plans with one session.
pub struct Project {
    /// The folder: everything in it belongs to the project.
    root: PathBuf,
    /// Whether its plans are looked for; of a document outside of all folders only itself is looked at.
    whole: bool,
    session: Session,
    /// What is wrong with the settings; the last good ones hold.
    trouble: Option<Failure>,
    plans: BTreeMap<PathBuf, Plan>,
    /// Files that cannot be read, with why.
    unreadable: BTreeMap<PathBuf, Failure>,
    walk: Option<Walk>,
}

/// What is known of a plan.
#[derive(Debug, Default)]
struct Plan {
    /// In the editor.
    open: bool,
    /// Something changed that its findings may hang on.
    stale: bool,
    /// The same, and nobody was told yet; a request may come first and find it no longer stale.
    untold: bool,
    /// The parents it was compared with last.
    parents: Vec<PathBuf>,
    /// What other plans may know it by.
    links: Links,
    /// What was found last; of plans that are not open it is found again when it is asked for.
    checked: Option<Arc<Checked>>,
}

impl Plan {
    /// It is to be looked at again.
    fn touch(&mut self) {
        self.stale = true;
        self.untold = true;
    }
}

/// What makes the net of plans: when it changes, any plan's parents may be others.
#[derive(Debug, Default, PartialEq, Eq)]
struct Links {
    id: Option<String>,
    number: Option<String>,
    parents: Vec<String>,
}

impl std::fmt::Debug for Project {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Project").field("root", &self.root).field("plans", &self.plans).finish_non_exhaustive()
    }
}

impl Project {
    /// The project of a folder of the editor; its plans are read step by step.
    pub fn of_folder(root: PathBuf) -> Self {
        let walk: Walk = Box::new(project::walk(&root));
        Self::new(root, true, Some(walk))
    }

    /// The project of documents outside of all folders.
    pub fn of_document(root: PathBuf) -> Self {
        Self::new(root, false, None)
    }

    fn new(root: PathBuf, whole: bool, walk: Option<Walk>) -> Self {
        let (config, trouble) = settings(&root);
        let mut session = Session::new(config.unwrap_or_else(builtin));
        session.pass_over_locks();
        Self { root, whole, session, trouble, plans: BTreeMap::new(), unreadable: BTreeMap::new(), walk }
    }

    /// Its folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whether a document belongs to it.
    pub fn holds(&self, path: &Path) -> bool {
        if self.whole { path.starts_with(&self.root) } else { path.parent() == Some(&self.root) }
    }

    /// Whether it is a folder of the editor.
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// The session.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// What is wrong with its settings.
    pub fn trouble(&self) -> Option<&Failure> {
        self.trouble.as_ref()
    }

    /// Its settings file, where it has one.
    pub fn settings_file(&self) -> Option<PathBuf> {
        self.root.ancestors().map(|a| a.join(project::FILE)).find(|f| f.is_file())
    }

    /// Reads the settings again, from `text` where the editor has them open.
    pub fn read_settings(&mut self, text: Option<&SourceFile>) {
        let (config, trouble) = match text {
            Some(file) => match Config::of(file) {
                Ok(config) => (Some(config), None),
                Err(failure) => (None, Some(failure)),
            },
            None => settings(&self.root),
        };
        self.trouble = trouble;
        let Some(config) = config else { return };
        if config != *self.session.config() {
            self.session.set_config(config);
            self.all_stale();
        }
    }

    /// Another day: waivers may have expired.
    pub fn set_today(&mut self, today: jiff::civil::Date) {
        self.session.set_today(today);
        self.all_stale();
    }

    /// Every plan is to be looked at again.
    pub fn all_stale(&mut self) {
        self.plans.values_mut().for_each(Plan::touch);
    }

    /// Takes the text of a document that the editor opened or changed.
    pub fn edit(&mut self, file: SourceFile) {
        let path = file.path.clone();
        let known = self.plans.contains_key(&path);
        self.unreadable.remove(&path);
        self.session.cover(file.clone());
        self.session.set(file);
        let plan = self.plans.entry(path.clone()).or_default();
        plan.open = true;
        self.touch(&path);
        if !known {
            self.all_stale();
        }
    }

    /// A text of another project, open in the editor: a plan may name it as its parent.
    pub fn lend(&mut self, file: SourceFile) {
        let path = file.path.clone();
        self.session.cover(file);
        self.touch(&path);
    }

    /// The editor closed a document: what the disk holds counts again.
    pub fn close(&mut self, path: &Path) {
        self.session.uncover(path);
        if let Some(plan) = self.plans.get_mut(path) {
            plan.open = false;
            plan.checked = None;
        }
        self.touch(path);
        if self.plans.contains_key(path) && !(self.whole && project::is_plan(path) && self.session.holds(path)) {
            self.drop_plan(path);
        }
    }

    /// A file was written, made or removed by somebody else.
    pub fn file_changed(&mut self, path: &Path) {
        if self.plans.get(path).is_some_and(|plan| plan.open) {
            return;
        }
        if self.session.holds(path) {
            if path.is_file() {
                self.load(path);
            } else {
                self.drop_plan(path);
            }
        } else if self.whole && path.starts_with(&self.root) && project::is_plan(path) && self.visible(path) {
            self.load(path);
        }
        // A link that found nothing may find this.
        self.all_stale();
    }

    /// No part of its path below the folder is hidden.
    fn visible(&self, path: &Path) -> bool {
        let below = path.strip_prefix(&self.root).unwrap_or(path);
        below.iter().all(|part| !part.to_string_lossy().starts_with(['.', '~']))
    }

    fn load(&mut self, path: &Path) {
        match self.session.load(path) {
            Ok(()) => {
                self.unreadable.remove(path);
                self.plans.entry(path.to_path_buf()).or_default();
                self.touch(path);
            }
            Err(failure) => {
                self.drop_plan(path);
                self.unreadable.insert(path.to_path_buf(), failure);
            }
        }
    }

    fn drop_plan(&mut self, path: &Path) {
        self.unreadable.remove(path);
        self.plans.remove(path);
        // As a parent it may still be read.
        self.session.release(path);
        if !path.is_file() {
            self.session.remove(path);
        }
        self.all_stale();
    }

    /// What hangs on a file is to be looked at again.
    fn touch(&mut self, path: &Path) {
        for (own, plan) in &mut self.plans {
            if own == path || plan.parents.iter().any(|p| p == path) {
                plan.touch();
            }
        }
    }

    /// The plans that are told of.
    pub fn plans(&self) -> impl Iterator<Item = &Path> {
        self.plans.keys().map(PathBuf::as_path)
    }

    /// Files that cannot be read.
    pub fn unreadable(&self) -> impl Iterator<Item = (&Path, &Failure)> {
        self.unreadable.iter().map(|(path, failure)| (path.as_path(), failure))
    }

    /// Whether a plan is known.
    pub fn has(&self, path: &Path) -> bool {
        self.plans.contains_key(path)
    }

    /// A plan with its facts.
    pub fn document(&self, path: &Path) -> Option<Document> {
        self.session.document(path)
    }

    /// Whether some of its plans were not read yet: until then it is not known which parents are missing.
    pub fn is_loading(&self) -> bool {
        self.walk.is_some()
    }

    /// Reads a few more plans of the folder; answers whether there was something to do.
    pub fn load_some(&mut self) -> bool {
        let Some(walk) = &mut self.walk else { return false };
        let mut batch = Vec::new();
        while batch.len() < STEP {
            match walk.next() {
                Some(Ok(path)) if self.session.holds(&path) => {
                    self.plans.entry(path).or_default().touch();
                }
                Some(Ok(path)) => batch.push(path),
                Some(Err(failure)) => {
                    let path = failure.path().map_or_else(|| self.root.clone(), Path::to_path_buf);
                    self.unreadable.insert(path, failure);
                }
                None => {
                    self.walk = None;
                    break;
                }
            }
        }
        let failures = self.session.load_all(&batch);
        self.session.prepare(&batch);
        let in_project = self.session.config().root.is_some();
        for path in batch {
            match failures.iter().find(|(failed, _)| *failed == path) {
                // A text that is none is nobody's plan where no project says so.
                Some((_, failure)) if in_project => drop(self.unreadable.insert(path, failure.clone())),
                Some(_) => {}
                None => match self.session.document(&path) {
                    Some(document) if in_project || looks_like_plan(&document) => {
                        let mut plan = Plan { links: links(&document), ..Plan::default() };
                        plan.touch();
                        self.plans.insert(path, plan);
                    }
                    _ => self.session.remove(&path),
                },
            }
        }
        true
    }

    /// Checks a plan now, unless nothing changed since. The parents it names are read.
    pub fn check(&mut self, path: &Path) -> Option<Arc<Checked>> {
        let plan = self.plans.get(path)?;
        if !plan.stale
            && let Some(checked) = &plan.checked
        {
            return Some(Arc::clone(checked));
        }
        self.check_all(&[path.to_path_buf()]).pop()
    }

    /// Checks plans now.
    pub fn check_all(&mut self, paths: &[PathBuf]) -> Vec<Arc<Checked>> {
        // Without parents given, and with locks passed over, there is nothing that could fail.
        let checked = self.session.check(paths, &[]).unwrap_or_default();
        let mut net_changed = false;
        let mut out = Vec::with_capacity(checked.len());
        for checked in checked {
            let links = self.session.document(&checked.path).map(|d| links(&d)).unwrap_or_default();
            let Some(plan) = self.plans.get_mut(&checked.path) else { continue };
            let checked = Arc::new(checked);
            net_changed |= links != plan.links;
            plan.links = links;
            plan.stale = false;
            plan.parents.clone_from(&checked.parents);
            plan.checked = plan.open.then(|| Arc::clone(&checked));
            out.push(checked);
        }
        if net_changed && !self.is_loading() {
            for (path, plan) in &mut self.plans {
                if !paths.contains(path) {
                    plan.touch();
                }
            }
        }
        out
    }

    /// What was found in plans is told now.
    pub fn told(&mut self, paths: &[PathBuf]) {
        for path in paths {
            if let Some(plan) = self.plans.get_mut(path) {
                plan.untold = false;
            }
        }
    }

    /// A few plans of which something may have to be told, those that are open first.
    pub fn untold(&self) -> Vec<PathBuf> {
        let of = |open: bool| self.plans.iter().filter(move |(_, p)| p.untold && p.open == open).map(|(path, _)| path);
        let mut open: Vec<PathBuf> = of(true).cloned().collect();
        if open.is_empty() && !self.is_loading() {
            open = of(false).take(STEP).cloned().collect();
        }
        open
    }

    /// The parents that a plan was compared with.
    pub fn parents(&self, path: &Path) -> Vec<PathBuf> {
        self.plans.get(path).map(|plan| plan.parents.clone()).unwrap_or_default()
    }

    /// The plans that have this one as a parent.
    pub fn children(&self, path: &Path) -> Vec<PathBuf> {
        let names = |plan: &Plan| plan.parents.iter().any(|p| p == path);
        self.plans.iter().filter(|(_, plan)| names(plan)).map(|(path, _)| path.clone()).collect()
    }

    /// Whether a text is a plan: it says so, a project says so, or it is built like one.
    pub fn is_plan(&self, document: &Document, language: Option<&str>) -> bool {
        self.session.config().root.is_some() || language == Some("plangen") || looks_like_plan(document)
    }
}

fn builtin() -> Config {
    Config { register: Register::builtin().clone(), ..Config::default() }
}

fn settings(root: &Path) -> (Option<Config>, Option<Failure>) {
    match Config::find(root) {
        Ok(config) => (Some(config), None),
        Err(failure) => (None, Some(failure)),
    }
}

fn links(document: &Document) -> Links {
    let meta = &document.parsed.plan.meta;
    Links {
        id: meta.id.as_ref().map(|id| id.value.clone()),
        number: meta.notice.as_ref().and_then(|n| n.number.clone()),
        parents: meta.parents.iter().map(|p| p.value.clone()).collect(),
    }
}

/// Source, or prose with the numbers of an official document: notes and manuals in the same folder are left alone.
fn looks_like_plan(document: &Document) -> bool {
    let plan = &document.parsed.plan;
    let official = |style: &str| style.starts_with("han") || style.starts_with("chapter");
    source::is_source(&document.file.text)
        || document.facts.has_clauses
        || plan.sections.iter().filter(|s| s.label.as_ref().is_some_and(|l| official(l.style))).count() >= 2
}
