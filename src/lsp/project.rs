//! A folder that the editor has open, or a document outside of all: its settings, its plans, and the session that
//! holds them.

use super::symbols::Listed;
use crate::base::{Failure, SourceFile};
use crate::data::Register;
use crate::project::{self, Config};
use crate::session::{Checked, Document, Links, News, Session};
use crate::source;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How many plans are read, or checked, before the editor's next message is looked at: some hundredths of a second.
const STEP: usize = 24;

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
    /// What plans may be looked for by, with the digest of the text that says so; made when something is looked for.
    listed: BTreeMap<PathBuf, (u64, Listed)>,
    /// For how many plans what was made of their texts is kept at hand.
    room: usize,
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
    /// The word for all that the findings read that were told last; none where they have to be told anew.
    word: Option<u64>,
    /// What was found last, with its word; of plans that are not open it is found again when it is asked for.
    checked: Option<(u64, Arc<Checked>)>,
}

impl Plan {
    /// It is to be looked at again.
    fn touch(&mut self) {
        self.stale = true;
        self.untold = true;
    }
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
        let (plans, unreadable) = (BTreeMap::new(), BTreeMap::new());
        Self { root, whole, session, trouble, plans, unreadable, walk, listed: BTreeMap::new(), room: 0 }
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
            self.listed.clear();
            // Settings also say what is a plan.
            self.plans.values_mut().for_each(|plan| plan.word = None);
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
        if !std::mem::replace(&mut plan.open, true) {
            // The editor may call it a plan.
            plan.word = None;
        }
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
            (plan.word, plan.checked) = (None, None);
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
        let in_project = self.session.config().root.is_some();
        if !in_project {
            self.session.prepare(&batch);
        }
        for path in batch {
            match failures.iter().find(|(failed, _)| *failed == path) {
                // A text that is none is nobody's plan where no project says so.
                Some((_, failure)) if in_project => drop(self.unreadable.insert(path, failure.clone())),
                Some(_) => {}
                None if in_project || self.session.document(&path).is_some_and(|d| looks_like_plan(&d)) => {
                    self.plans.entry(path).or_default().touch();
                }
                None => self.session.remove(&path),
            }
        }
        true
    }

    /// Checks a plan now, unless nothing changed since. The parents it names are read.
    pub fn check(&mut self, path: &Path) -> Option<Arc<Checked>> {
        let plan = self.plans.get(path)?;
        if !plan.stale
            && let Some((_, checked)) = &plan.checked
        {
            return Some(Arc::clone(checked));
        }
        let known = plan.checked.as_ref().map(|(word, _)| *word);
        let news = self.look(&[(path.to_path_buf(), known)]).pop()?;
        let checked = news.checked.map(Arc::new);
        let plan = self.plans.get_mut(path)?;
        let checked = checked.or_else(|| Some(Arc::clone(&plan.checked.as_ref()?.1)))?;
        plan.checked = plan.open.then(|| (news.word, Arc::clone(&checked)));
        Some(checked)
    }

    /// Checks plans of which something may have to be told; answers with those of which it has to.
    pub fn check_untold(&mut self, paths: &[PathBuf]) -> Vec<Arc<Checked>> {
        let known: Vec<(PathBuf, Option<u64>)> =
            paths.iter().filter_map(|path| Some((path.clone(), self.plans.get(path)?.word))).collect();
        for path in paths {
            self.plans.entry(path.clone()).and_modify(|plan| plan.untold = false);
        }
        self.keep_room();
        let mut out = Vec::new();
        for News { path, word, checked } in self.look(&known) {
            let loading = self.is_loading();
            let Some(plan) = self.plans.get_mut(&path) else { continue };
            let Some(checked) = checked.map(Arc::new) else {
                // What was found for a request since then is not what was told.
                plan.checked.take_if(|(own, _)| *own != word);
                continue;
            };
            // A parent that was not found may be among the plans that were not read yet.
            let preliminary = loading && checked.findings.iter().any(|f| f.code == "PG003");
            plan.word = (!preliminary).then_some(word);
            plan.checked = plan.open.then(|| (word, Arc::clone(&checked)));
            out.push(checked);
        }
        out
    }

    /// Looks at plans again: those whose word is still the known one are not checked.
    fn look(&mut self, plans: &[(PathBuf, Option<u64>)]) -> Vec<News> {
        // Without parents given, and with locks passed over, there is nothing that could fail.
        let news = self.session.check_news(plans).unwrap_or_default();
        let mut net_changed = false;
        for News { path, checked, .. } in &news {
            let links = self.session.links(path).unwrap_or_default();
            let Some(plan) = self.plans.get_mut(path) else { continue };
            net_changed |= links != plan.links;
            plan.links = links;
            plan.stale = false;
            if let Some(checked) = checked {
                plan.parents.clone_from(&checked.parents);
            }
        }
        if net_changed && !self.is_loading() {
            for (path, plan) in &mut self.plans {
                if !plans.iter().any(|(looked, _)| looked == path) {
                    plan.touch();
                }
            }
        }
        news
    }

    /// Keeps at hand what was made of the plans that are open and of their parents and children, and of some more; of
    /// a thousand plans that nobody looks at, what was found in them is enough.
    fn keep_room(&mut self) {
        let open = || self.plans.iter().filter(|(_, plan)| plan.open);
        let used = open().map(|(path, plan)| 1 + plan.parents.len() + self.children(path).len()).sum::<usize>();
        let room = 2 * STEP + 2 * used;
        if self.room != room {
            self.room = room;
            self.session.keep_few(room);
        }
    }

    /// Makes the list of what plans may be looked for by.
    pub fn list(&mut self) {
        let session = &self.session;
        self.listed.retain(|path, (text, _)| self.plans.contains_key(path) && session.digest(path) == Some(*text));
        let new: Vec<PathBuf> = self.plans.keys().filter(|path| !self.listed.contains_key(*path)).cloned().collect();
        for some in new.chunks(STEP) {
            self.session.prepare(some);
            for path in some {
                if let (Some(text), Some(document)) = (self.session.digest(path), self.session.document(path)) {
                    self.listed.insert(path.clone(), (text, Listed::of(&document)));
                }
            }
            self.session.shed();
        }
    }

    /// What plans may be looked for by.
    pub fn listed(&self) -> impl Iterator<Item = (&PathBuf, &Listed)> {
        self.listed.iter().map(|(path, (_, listed))| (path, listed))
    }

    /// Drops what is not to be kept at hand.
    pub fn shed(&mut self) {
        self.session.shed();
    }

    /// A few plans of which something may have to be told, those that are open first.
    pub fn untold(&self) -> Vec<PathBuf> {
        let of = |open: bool| self.plans.iter().filter(move |(_, p)| p.untold && p.open == open).map(|(path, _)| path);
        let mut open: Vec<PathBuf> = of(true).cloned().collect();
        if open.is_empty() {
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

/// Source, or prose with the numbers of an official document: notes and manuals in the same folder are left alone.
fn looks_like_plan(document: &Document) -> bool {
    let plan = &document.parsed.plan;
    let official = |style: &str| style.starts_with("han") || style.starts_with("chapter");
    source::is_source(&document.file.text)
        || document.facts.has_clauses
        || plan.sections.iter().filter(|s| s.label.as_ref().is_some_and(|l| official(l.style))).count() >= 2
}
