//! The live preview: a page in the browser that shows the plans that are watched, as they will print, with what is
//! found in them, and is told of every change.
//!
//! The watching thread publishes ([`Live::publish`]); the server's thread ([`Server`]) reads. A browser is told what a
//! plan is *now*, never each step on the way: a slow one misses nothing that still holds, and nothing queues up.

mod body;
mod coverage;
mod guard;
mod server;
mod view;

pub use server::{Server, port_of};

use crate::base::{Failure, Finding, SourceFile, Waived, Words};
use crate::pages::{Sheets, Size, Traced};
use crate::project::Editor;
use crate::session::Session;
use crate::source::Parsed;
use rayon::prelude::*;
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use tokio::sync::watch;

/// What is published of a plan after a round.
pub struct News<'a> {
    /// The session that holds it.
    pub session: &'a Session,
    /// The plan.
    pub path: &'a Path,
    /// What counts.
    pub findings: &'a [Finding],
    /// What a waiver accepts.
    pub waived: &'a [Waived],
    /// Its parents.
    pub parents: &'a [PathBuf],
}

/// A plan as browsers are shown it.
struct Shown {
    path: PathBuf,
    /// Grows with every change of anything but the pages.
    version: u64,
    /// What is told of it in the list of plans.
    row: Value,
    /// All that is told of it, but for the pages and what goes wrong.
    view: Arc<Value>,
    /// The files that places are in; the page names them by their index.
    files: Vec<PathBuf>,
    /// The newest text that something is shown of.
    text: Arc<SourceFile>,
    /// Why its pages are not of this text.
    failure: Option<Failure>,
    /// What is wrong with its file, or with another that it needs.
    trouble: Option<Failure>,
}

/// Pages, and the text they were made of.
#[derive(Clone)]
struct Laid {
    /// Grows as a plan's own does.
    version: u64,
    sheets: Arc<dyn Sheets>,
    sizes: Arc<[Size]>,
    /// Made when somebody asks: pages are shown before.
    traced: Arc<OnceLock<Traced>>,
    text: Arc<SourceFile>,
    parsed: Arc<Parsed>,
}

impl Laid {
    fn traced(&self) -> &Traced {
        self.traced.get_or_init(|| {
            let characters = (0..self.sizes.len()).into_par_iter().map(|page| self.sheets.characters(page)).collect();
            let (body, head) = body::of(&self.parsed.plan, &self.text);
            Traced::read(characters, &body, &head)
        })
    }

    fn told(&self) -> Value {
        let page = |s: &Size| json!([format!("{:032x}", s.key), round(s.width), round(s.height)]);
        self.sizes.iter().map(page).collect()
    }
}

#[derive(Default)]
struct State {
    version: u64,
    plans: BTreeMap<String, Shown>,
    /// The pages of plans, as far as they were laid out.
    laid: BTreeMap<String, Laid>,
    /// What could not be done, apart from the plans.
    failures: Vec<Failure>,
    /// When something of `failures`, or the list of plans, changed.
    changed: u64,
    /// Why there are no pages, where there are none.
    pageless: Option<Words>,
    editor: Option<Editor>,
}

impl State {
    /// The plans by their paths.
    fn in_order(&self) -> Vec<&Shown> {
        let mut all: Vec<&Shown> = self.plans.values().collect();
        all.sort_by(|a, b| a.path.cmp(&b.path));
        all
    }
}

/// What the preview shows, shared by the thread that watches and the one that serves.
pub struct Live {
    state: Mutex<State>,
    /// Tells the version; whoever waits for a change waits for this.
    told: watch::Sender<u64>,
    /// What a page must send along with everything that changes something.
    token: String,
    /// Pictures that were drawn last: another tab asks for the same ones.
    drawn: Mutex<VecDeque<((u128, u32), Drawing)>>,
    /// Pages that were looked at last, and how wide: those are drawn before anyone asks.
    looked: Mutex<VecDeque<(String, usize, u32)>>,
}

/// A picture that is drawn once, whoever asks for it first; the others wait.
type Drawing = Arc<OnceLock<Option<Arc<[u8]>>>>;

impl std::fmt::Debug for Live {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Live").finish_non_exhaustive()
    }
}

/// How many pictures are kept drawn.
const DRAWN: usize = 16;
/// How many pages are drawn before anyone asks.
const LOOKED: usize = 4;
/// No picture is wider, in pixels: a page of A4 is sharp in it at three times its size.
const WIDEST: u32 = 2400;

/// A lock whose holder panicked is taken all the same: what is shown is replaced as a whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Live {
    /// A preview that shows nothing yet. `pageless` says why there will be no pages, where there will be none.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn new(pageless: Option<Words>) -> Result<Arc<Self>, Failure> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(|e| {
            Failure::new("系统不提供随机数", "the system gives no random numbers").cause(e.to_string(), e.to_string())
        })?;
        Ok(Arc::new(Self {
            state: Mutex::new(State { pageless, ..State::default() }),
            told: watch::Sender::new(0),
            token: format!("{:032x}", u128::from_be_bytes(bytes)),
            drawn: Mutex::default(),
            looked: Mutex::default(),
        }))
    }

    /// Shows the pages of a plan, laid out just now. What is found in it may still be looked for.
    pub fn lay(self: &Arc<Self>, session: &Session, path: &Path, sheets: Arc<dyn Sheets>) {
        let Some(document) = session.document(path) else { return };
        let sizes: Arc<[Size]> = sheets.sizes().into();
        let (text, parsed) = (document.file, document.parsed);
        let mut fresh = Laid { version: 0, sheets, sizes, traced: Arc::default(), text, parsed };
        let key = key(path);
        let old = lock(&self.state).laid.get(&key).cloned();
        if let Some(old) = old {
            self.draw_ahead(&key, &fresh, &old);
        }
        self.change(|state, version| {
            fresh.version = version;
            if let Some(shown) = state.plans.get_mut(&key) {
                shown.text = Arc::clone(&fresh.text);
                shown.failure = None;
            }
            state.laid.insert(key, fresh);
            true
        });
    }

    /// Shows what is found in a plan now.
    pub fn publish(self: &Arc<Self>, news: News<'_>) {
        let Some(text) = news.session.text(news.path).map(Arc::clone) else { return };
        let laid = lock(&self.state).laid.get(&key(news.path)).cloned();
        // Places in another text than the pages show would be marked at the wrong words.
        let traced = laid.as_ref().filter(|laid| laid.text == text).map(Laid::traced);
        let view::View { row, whole, files } = view::of(&news, traced);
        let mut state = lock(&self.state);
        state.version += 1;
        let version = state.version;
        let listed = state.plans.get(&key(news.path)).is_none_or(|shown| shown.row != row);
        if listed {
            state.changed = version;
        }
        let path = news.path.to_path_buf();
        let shown = Shown { path, version, row, view: Arc::new(whole), files, text, failure: None, trouble: None };
        state.plans.insert(key(news.path), shown);
        drop(state);
        self.told.send_replace(version);
    }

    /// Says that a plan could not be rendered: its last pages stay.
    pub fn fail(&self, path: &Path, failure: &Failure) {
        self.change(|state, version| {
            let Some(shown) = state.plans.get_mut(&key(path)) else { return false };
            shown.failure = Some(failure.clone());
            shown.version = version;
            true
        });
    }

    /// Takes plans away that are no longer there.
    pub fn forget(&self, gone: &[PathBuf]) {
        self.change(|state, version| {
            let before = state.plans.len();
            for path in gone {
                state.plans.remove(&key(path));
                state.laid.remove(&key(path));
            }
            let differs = state.plans.len() != before;
            if differs {
                state.changed = version;
            }
            differs
        });
    }

    /// Says what stands wrong after a round, by file; what has to do with no plan is told of all.
    pub fn settle(&self, failing: &BTreeMap<PathBuf, Failure>) {
        self.change(|state, version| {
            let mut differs = false;
            for shown in state.plans.values_mut() {
                let trouble = failing.get(&shown.path);
                if shown.trouble.as_ref() != trouble {
                    shown.trouble = trouble.cloned();
                    shown.version = version;
                    differs = true;
                }
            }
            let of_plan = |path: &&PathBuf| state.plans.contains_key(&key(path));
            let apart: Vec<Failure> =
                failing.iter().filter(|(path, _)| !of_plan(path)).map(|(_, failure)| failure.clone()).collect();
            if state.failures != apart {
                state.failures = apart;
                state.changed = version;
                differs = true;
            }
            differs
        });
    }

    /// Sets what files are opened in.
    pub fn set_editor(&self, editor: Option<Editor>) {
        self.change(|state, version| {
            let differs = state.editor != editor;
            if differs {
                state.editor = editor;
                state.changed = version;
            }
            differs
        });
    }

    /// Opens a file of a plan, or of a parent, in the editor. The page names it by its index: no path comes from there.
    fn open(&self, plan: &str, file: usize, line: usize, column: usize) -> Result<(), Failure> {
        let state = lock(&self.state);
        let path = state.plans.get(plan).and_then(|shown| shown.files.get(file));
        let path = path.ok_or_else(|| Failure::new("没有这个文件", "there is no such file"))?;
        let editor = state.editor.as_ref().ok_or_else(|| {
            Failure::new("没有设编辑器", "no editor is set").remedy(
                "在 plangen.toml 最前面写 editor = \"code -g {file}:{line}\"",
                "set editor = \"code -g {file}:{line}\" at the top of plangen.toml",
            )
        })?;
        let mut command = editor.command(path, line, column);
        let quiet = std::process::Stdio::null;
        let started = command.stdin(quiet()).stdout(quiet()).stderr(quiet()).spawn();
        let mut child = started.map_err(|e| {
            Failure::new("编辑器没有打开", "the editor was not opened")
                .cause(format!("{}：{e}", editor.written()), format!("{}: {e}", editor.written()))
                .remedy("改正 plangen.toml 里的 editor", "correct `editor` in plangen.toml")
        })?;
        // It ends when its user closes it.
        std::thread::spawn(move || drop(child.wait()));
        Ok(())
    }

    /// The file of a plan.
    fn path(&self, plan: &str) -> Option<PathBuf> {
        lock(&self.state).plans.get(plan).map(|shown| shown.path.clone())
    }

    fn change(&self, with: impl FnOnce(&mut State, u64) -> bool) {
        let mut state = lock(&self.state);
        let version = state.version + 1;
        if with(&mut state, version) {
            state.version = version;
            drop(state);
            self.told.send_replace(version);
        }
    }

    /// All that is told of a plan.
    fn plan(&self, plan: &str) -> Option<Value> {
        let state = lock(&self.state);
        Some(state.plans.get(plan)?.told(state.laid.get(plan), state.pageless.as_ref()))
    }

    /// What a page that knows `since` is to be told: the list of plans, the plan that it shows. And the version that
    /// it knows then.
    fn since(&self, since: u64, wanted: &str) -> (Vec<(&'static str, Value)>, u64) {
        let state = lock(&self.state);
        let mut out = Vec::new();
        if state.changed > since || since == 0 {
            let plans: Vec<&Value> = state.in_order().into_iter().map(|shown| &shown.row).collect();
            let failures: Vec<Words> = state.failures.iter().map(told).collect();
            out.push((
                "plans",
                json!({
                    "plans": plans,
                    "failures": failures.iter().map(both).collect::<Vec<_>>(),
                    "editor": state.editor.as_ref().map(Editor::written),
                }),
            ));
        }
        let first = || state.in_order().into_iter().next().filter(|_| wanted.is_empty());
        if let Some(shown) = state.plans.get(wanted).or_else(first) {
            let laid = state.laid.get(&key(&shown.path));
            // What a plan is told with may be long: the page asks for it, when it has time.
            if shown.version > since {
                out.push(("plan", json!({ "key": key(&shown.path), "version": shown.version })));
            } else if let Some(laid) = laid.filter(|laid| laid.version > since) {
                // Pages are there before what is found in them: no more is told than that.
                out.push(("pages", json!({ "key": key(&shown.path), "pages": laid.told() })));
            }
        }
        (out, state.version)
    }

    /// A page's picture as PNG, so many pixels wide, if the plan still has that page.
    fn picture(&self, plan: &str, page: usize, key: u128, width: u32) -> Option<Arc<[u8]>> {
        let laid = lock(&self.state).laid.get(plan)?.clone();
        laid.sizes.get(page).filter(|size| size.key == key)?;
        let width = width.clamp(1, WIDEST);
        let mut looked = lock(&self.looked);
        looked.retain(|(of, at, _)| (of.as_str(), *at) != (plan, page));
        looked.truncate(LOOKED - 1);
        looked.push_front((plan.to_owned(), page, width));
        drop(looked);
        self.drawn(&laid, page, (key, width))
    }

    fn drawn(&self, laid: &Laid, page: usize, key: (u128, u32)) -> Option<Arc<[u8]>> {
        let mut drawn = lock(&self.drawn);
        let known = drawn.iter().find(|(of, _)| *of == key).map(|(_, drawing)| Arc::clone(drawing));
        let drawing = known.unwrap_or_else(|| {
            let drawing = Drawing::default();
            drawn.truncate(DRAWN - 1);
            drawn.push_front((key, Arc::clone(&drawing)));
            drawing
        });
        drop(drawn);
        drawing.get_or_init(|| laid.sheets.picture(page, key.1).map(Arc::from)).clone()
    }

    /// Draws pages that are looked at and changed, while what else there is to tell is put together.
    fn draw_ahead(self: &Arc<Self>, plan: &str, fresh: &Laid, old: &Laid) {
        let changed = |page: usize, width: u32| {
            let key = fresh.sizes.get(page)?.key;
            old.sizes.get(page).is_none_or(|size| size.key != key).then_some((page, (key, width)))
        };
        let looked = lock(&self.looked);
        let wanted: Vec<_> =
            looked.iter().filter(|(of, ..)| of == plan).filter_map(|(_, page, wide)| changed(*page, *wide)).collect();
        drop(looked);
        if !wanted.is_empty() {
            let (live, laid) = (Arc::clone(self), fresh.clone());
            std::thread::spawn(move || {
                for (page, key) in wanted {
                    live.drawn(&laid, page, key);
                }
            });
        }
    }

    /// What stands at a point of a page: its file, line and words, and where its block is on the pages.
    fn at(&self, plan: &str, page: usize, x: f64, y: f64) -> Option<Value> {
        let state = lock(&self.state);
        let laid = state.laid.get(plan)?.clone();
        let files = state.plans.get(plan)?.files.clone();
        drop(state);
        let span = laid.traced().at(page, x, y)?;
        Some(view::spot(&laid, span, &files))
    }
}

impl Shown {
    fn told(&self, laid: Option<&Laid>, pageless: Option<&Words>) -> Value {
        let mut out = (*self.view).clone();
        out["version"] = json!(self.version);
        out["failure"] = json!(self.trouble.as_ref().or(self.failure.as_ref()).map(|f| both(&told(f))));
        match laid {
            Some(laid) => {
                out["pages"] = laid.told();
                out["stale"] = json!(laid.text != self.text);
            }
            None => out["pageless"] = json!(pageless.map(both)),
        }
        out
    }
}

/// What a page calls a plan: the same after every start.
fn key(path: &Path) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325u64;
    for byte in path.to_string_lossy().bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("{hash:016x}")
}

fn told(failure: &Failure) -> Words {
    use crate::base::Lang;
    Words::new(failure.render(Lang::Zh), failure.render(Lang::En))
}

fn both(words: &Words) -> Value {
    json!({ "zh": words.zh, "en": words.en })
}

fn round(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
