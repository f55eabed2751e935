//! The queries of a session, recorded by salsa.

use crate::align::{self, Alignment, Doc, Side};
use crate::base::{Failure, Finding, SourceFile, Span, profile};
use crate::lint::{self, FileInput, Input, Parent};
use crate::lock::{Entry, Lock};
use crate::plan::{Facts, Stage};
use crate::project::Config;
use crate::source::{self, Parsed};
use crate::{extract, import};
use jiff::civil::Date;
use salsa::Setter;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The database.
#[salsa::db]
#[derive(Clone)]
pub struct Db {
    storage: salsa::Storage<Self>,
    computed: Arc<AtomicUsize>,
}

impl Default for Db {
    fn default() -> Self {
        let computed = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&computed);
        let storage = salsa::Storage::new(Some(Box::new(move |event| {
            if matches!(event.kind, salsa::EventKind::WillExecute { .. }) {
                counter.fetch_add(1, Ordering::Relaxed);
            }
        })));
        Self { storage, computed }
    }
}

impl Db {
    /// How many queries ran.
    pub fn computed(&self) -> usize {
        self.computed.load(Ordering::Relaxed)
    }
}

#[salsa::db]
impl salsa::Database for Db {}

/// One file's text.
#[salsa::input]
pub struct File {
    /// The file.
    #[returns(ref)]
    pub source: Arc<SourceFile>,
    /// Its side file.
    #[returns(ref)]
    pub side: Option<Arc<SourceFile>>,
    /// The lock that holds for it, and what the lock calls it.
    #[returns(ref)]
    pub lock: Option<(LockFile, String)>,
}

/// A project's lock.
#[salsa::input]
pub struct LockFile {
    /// The file.
    #[returns(ref)]
    pub source: Arc<SourceFile>,
}

/// The project's settings.
#[salsa::input]
pub struct Settings {
    /// The settings.
    #[returns(ref)]
    pub config: Arc<Config>,
    /// The present day: what drafts without a date are judged by.
    pub today: Date,
}

/// Sets the present day.
pub fn set_today(db: &mut Db, settings: Settings, today: Date) {
    settings.set_today(db).to(today);
}

/// Gives a file another text.
pub fn set_source(db: &mut Db, file: File, source: Arc<SourceFile>) {
    file.set_source(db).to(source);
}

/// Gives a file another side file.
pub fn set_side(db: &mut Db, file: File, side: Option<Arc<SourceFile>>) {
    file.set_side(db).to(side);
}

/// Gives a file another lock.
pub fn set_lock(db: &mut Db, file: File, lock: Option<(LockFile, String)>) {
    file.set_lock(db).to(lock);
}

/// Gives a lock another text.
pub fn set_lock_source(db: &mut Db, lock: LockFile, source: Arc<SourceFile>) {
    lock.set_source(db).to(source);
}

/// Gives the project other settings.
pub fn set_config(db: &mut Db, settings: Settings, config: Arc<Config>) {
    settings.set_config(db).to(config);
}

/// Of what is made of texts, keeps what was used last, for about as many plans.
pub fn keep_few(db: &mut Db, plans: usize) {
    parsed::set_lru_capacity(db, plans);
    facts::set_lru_capacity(db, plans);
    side::set_lru_capacity(db, plans);
    alignment::set_lru_capacity(db, plans);
    file_findings::set_lru_capacity(db, plans);
    project_findings::set_lru_capacity(db, plans);
}

/// Drops what is not to be kept.
pub fn shed(db: &mut Db) {
    salsa::Database::trigger_lru_eviction(db);
}

/// The plan of a file.
#[salsa::tracked(lru = 0)]
pub fn parsed(db: &dyn salsa::Database, file: File) -> Arc<Parsed> {
    let mut parsed = profile::time("read", || import::read(file.source(db)));
    // What is wrong with the side file is told where its waivers are read.
    let links = file.side(db).as_ref().and_then(|side| source::side_links(side, &parsed.plan).ok());
    for (id, link) in links.into_iter().flatten() {
        let section = &mut parsed.plan.sections[id];
        // A link of the side file has no place in the plan's text.
        section.implements.push((link, Span::empty(section.heading_span.start)));
    }
    Arc::new(parsed)
}

/// The entries of a lock by the plans they are of; an error where it cannot be read.
#[salsa::tracked]
pub fn lock(db: &dyn salsa::Database, lock: LockFile) -> Arc<Result<BTreeMap<String, Vec<Entry>>, Failure>> {
    Arc::new(Lock::read(lock.source(db)).map(|lock| {
        let mut by_plan: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
        for entry in lock.entries {
            by_plan.entry(entry.child.clone()).or_default().push(entry);
        }
        by_plan
    }))
}

/// What the lock says of one plan.
#[salsa::tracked]
pub fn locked(db: &dyn salsa::Database, file: File) -> Arc<Vec<Entry>> {
    let own =
        file.lock(db).as_ref().and_then(|(held, name)| lock(db, *held).as_ref().as_ref().ok()?.get(name).cloned());
    Arc::new(own.unwrap_or_default())
}

/// Its facts.
#[salsa::tracked(lru = 0)]
pub fn facts(db: &dyn salsa::Database, file: File, settings: Settings) -> Arc<Facts> {
    let (parsed, config) = (parsed(db, file), settings.config(db));
    Arc::new(profile::time("facts", || extract::facts(&parsed.plan, &config.register)))
}

/// A plan against a parent.
#[salsa::tracked(lru = 0)]
pub fn alignment(db: &dyn salsa::Database, child: File, parent: File, settings: Settings) -> Arc<Alignment> {
    let (c, p) = (Held::of(db, child, settings), Held::of(db, parent, settings));
    let register = &settings.config(db).register;
    let theirs = side(db, parent, settings);
    Arc::new(profile::time("align", || align::align_sides((c.doc(), &Side::of(c.doc())), (p.doc(), theirs), register)))
}

/// What all alignments with a plan ask of it. Of parents alone: a thousand children need not be kept. Where the plan
/// or its facts changed, so did what an alignment reads besides: it need not be compared.
#[salsa::tracked(no_eq, lru = 0)]
pub fn side(db: &dyn salsa::Database, parent: File, settings: Settings) -> Arc<Side> {
    let held = Held::of(db, parent, settings);
    // It remembers what the words of the settings made of its sentences: with other settings it is another one, were
    // the facts the same.
    settings.config(db);
    Arc::new(profile::time("align", || Side::of(held.doc())))
}

/// What the lints of the file phase find.
#[salsa::tracked(lru = 0)]
pub fn file_findings(db: &dyn salsa::Database, file: File, settings: Settings) -> Arc<Vec<Finding>> {
    let held = Held::of(db, file, settings).judged(settings.config(db));
    let config = settings.config(db);
    let input = FileInput::new(held.doc(), &config.register, *settings.today(db));
    let mut findings = lint::check_file(&input);
    findings.extend(config.own.check(&input));
    Arc::new(findings)
}

/// What the lints of the project phase find.
#[salsa::tracked(lru = 0)]
pub fn project_findings(
    db: &dyn salsa::Database,
    file: File,
    parents: Vec<File>,
    settings: Settings,
) -> Arc<Vec<Finding>> {
    let child = Held::of(db, file, settings).judged(settings.config(db));
    let held: Vec<(Held, Arc<Alignment>)> =
        parents.iter().map(|p| (Held::of(db, *p, settings), Arc::clone(alignment(db, file, *p, settings)))).collect();
    let with: Vec<Parent<'_>> = held.iter().map(|(p, alignment)| Parent { doc: p.doc(), alignment }).collect();
    let config = settings.config(db);
    let (register, siblings) = (&config.register, config.siblings);
    let locked = locked(db, file);
    Arc::new(lint::check_project(&Input { doc: child.doc(), parents: &with, siblings, locked, register }))
}

/// Gives a plan with its facts to `look`.
pub fn with_doc(db: &dyn salsa::Database, file: File, settings: Settings, look: impl FnOnce(Doc<'_>)) {
    look(Held::of(db, file, settings).doc());
}

/// A document's parts, held while a query reads them.
struct Held {
    source: Arc<SourceFile>,
    parsed: Arc<Parsed>,
    facts: Arc<Facts>,
}

impl Held {
    fn of(db: &dyn salsa::Database, file: File, settings: Settings) -> Self {
        Self {
            source: Arc::clone(file.source(db)),
            parsed: Arc::clone(parsed(db, file)),
            facts: Arc::clone(facts(db, file, settings)),
        }
    }

    /// As lints are to judge it: at the gate a draft is taken for what will be signed.
    fn judged(mut self, config: &Config) -> Self {
        if config.strict && self.parsed.plan.meta.stage() != Stage::Issued {
            Arc::make_mut(&mut self.parsed).plan.meta.stage = Some(Stage::Issued);
        }
        self
    }

    fn doc(&self) -> Doc<'_> {
        Doc { plan: &self.parsed.plan, facts: &self.facts, file: &self.source }
    }
}
