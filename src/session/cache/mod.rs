//! Results on disk, so that a process need not compute what an earlier one did.
//!
//! A result is kept in a slot (which plan, with which parents), with the key of all that it read: the texts of the
//! plan, its side file and its parents, the settings, the project's own lints, the day where it counts, and the build of plangen.
//! A result whose key differs is not there. Nothing here ever fails: a cache that cannot be read is empty, one that
//! cannot be written stays as it is.

mod code;
mod pack;

use super::head::{Head, Shown};
use crate::base::{Finding, Waived};
use crate::lint::own::OwnLints;
use crate::plan::Level;
use code::{Reader, Writer};
use foldhash::quality::FixedState;
use pack::{Entry, Found, Pack};
use std::hash::{BuildHasher, Hash};
use std::path::{Path, PathBuf};

/// Where a project's cache stands, in the folder of its settings.
pub const FOLDER: &str = ".plangen/cache";

/// The most bytes of results that are kept.
pub const LARGEST: usize = 64 * 1024 * 1024;

/// The levels, by number.
const LEVELS: [Level; 5] = [Level::National, Level::Region, Level::City, Level::County, Level::Township];

/// A digest of the sources that plangen was built of.
const BUILD: &str = env!("PLANGEN_BUILD");

/// The digest of a value; the same in every process of one build. Every text of a project is digested in every run:
/// the standard library's hash took a seventh of a run that found nothing else to do.
pub(super) fn digest(value: &impl Hash) -> u64 {
    FixedState::default().hash_one(value)
}

/// A cache on disk.
#[derive(Debug)]
pub struct Cache {
    folder: PathBuf,
    /// The folder that paths are seen from.
    base: PathBuf,
    pack: Pack,
    largest: usize,
    later: bool,
    changed: bool,
    hits: usize,
}

/// What became of a cache when it was to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    /// It holds all that was kept.
    Whole,
    /// So many results that were not used for longest had to go: there was no room for all.
    Evicted(usize),
    /// It is a later plangen's and was left alone.
    Later,
    /// It could not be written.
    Unwritable,
}

impl Cache {
    /// The cache in a folder; an empty one when there is none, or none that can be used.
    pub fn open(folder: &Path) -> Self {
        Self::with(folder, LARGEST)
    }

    /// As [`Cache::open`], with another limit of bytes.
    pub fn with(folder: &Path, largest: usize) -> Self {
        let (pack, later) = match Pack::read(folder, BUILD) {
            Found::Ours(pack) => (pack, false),
            Found::Later => (Pack::default(), true),
        };
        let base = std::env::current_dir().unwrap_or_default();
        let folder = folder.to_path_buf();
        let mut cache = Self { folder, base, pack, largest, later, changed: false, hits: 0 };
        cache.pack.run += 1;
        cache
    }

    /// How many results of plans were found in it.
    pub fn hits(&self) -> usize {
        self.hits
    }

    /// The head of the plan of this path and text.
    pub(super) fn head(&self, path: &Path, text: u64) -> Option<Head> {
        let entry = self.pack.entries.get(&self.head_slot(path)).filter(|e| e.key == text)?;
        let mut reader = Reader(self.pack.data(entry));
        let mut head = Head {
            id: reader.maybe()?.map(str::to_owned),
            number: reader.maybe()?.map(str::to_owned),
            name: reader.maybe()?.map(str::to_owned),
            level: match reader.number()? {
                0 => None,
                n => Some(*LEVELS.get(usize::try_from(n).ok()? - 1)?),
            },
            title: reader.span()?,
            daily: reader.number()? != 0,
            links: Vec::new(),
            pictures: Vec::new(),
        };
        for _ in 0..reader.count()? {
            head.links.push((reader.text()?.to_owned(), reader.span()?));
        }
        for _ in 0..reader.count()? {
            head.pictures.push(Shown {
                path: reader.text()?.to_owned(),
                wordless: reader.number()? != 0,
                span: reader.span()?,
                section: reader.maybe()?.map(str::to_owned),
            });
        }
        Some(head)
    }

    /// Whether it holds the head of the plan of this path and text.
    pub(super) fn has_head(&self, path: &Path, text: u64) -> bool {
        self.pack.entries.get(&self.head_slot(path)).is_some_and(|e| e.key == text)
    }

    /// Keeps the head of a plan.
    pub(super) fn keep_head(&mut self, path: &Path, text: u64, head: &Head) {
        let mut out = Writer::default();
        out.maybe(head.id.as_deref());
        out.maybe(head.number.as_deref());
        out.maybe(head.name.as_deref());
        out.size(head.level.and_then(|level| LEVELS.iter().position(|l| *l == level)).map_or(0, |at| at + 1));
        out.span(head.title);
        out.number(u64::from(head.daily));
        out.size(head.links.len());
        for (link, span) in &head.links {
            out.text(link);
            out.span(*span);
        }
        out.size(head.pictures.len());
        for shown in &head.pictures {
            out.text(&shown.path);
            out.number(u64::from(shown.wordless));
            out.span(shown.span);
            out.maybe(shown.section.as_deref());
        }
        self.keep(self.head_slot(path), text, out.0);
    }

    /// What was found in a plan (the first of `files`) with its parents (the others), when the key is that of what
    /// it read.
    pub(super) fn findings(&self, files: &[&Path], key: u64, own: &OwnLints) -> Option<(Vec<Finding>, Vec<Waived>)> {
        let entry = self.pack.entries.get(&self.slot(files)).filter(|e| e.key == key)?;
        code::read(self.pack.data(entry), files, self.pack.names.list(), own)
    }

    /// Keeps what was found in a plan with its parents.
    pub(super) fn keep_findings(&mut self, files: &[&Path], key: u64, findings: &[Finding], waived: &[Waived]) {
        let mut out = Writer::default();
        if code::write(findings, waived, files, &mut self.pack.names, &mut out) {
            self.keep(self.slot(files), key, out.0);
        }
    }

    /// Marks what was found in a plan with its parents as used.
    pub(super) fn used(&mut self, files: &[&Path]) {
        self.hits += 1;
        let run = self.pack.run;
        let slots = files.iter().map(|f| self.head_slot(f)).chain([self.slot(files)]);
        for slot in slots.collect::<Vec<_>>() {
            if let Some(entry) = self.pack.entries.get_mut(&slot) {
                entry.run = run;
            }
        }
    }

    fn keep(&mut self, slot: u64, key: u64, data: Vec<u8>) {
        let entry = Entry::new(key, self.pack.run, data);
        self.pack.entries.insert(slot, entry);
        self.changed = true;
    }

    /// Writes it, when something was added.
    pub fn save(&mut self) -> Saved {
        if self.later {
            return Saved::Later;
        }
        if !std::mem::take(&mut self.changed) {
            return Saved::Whole;
        }
        let evicted = self.evict();
        match self.pack.write(&self.folder, BUILD) {
            Err(_) => Saved::Unwritable,
            Ok(()) if evicted > 0 => Saved::Evicted(evicted),
            Ok(()) => Saved::Whole,
        }
    }

    fn head_slot(&self, path: &Path) -> u64 {
        digest(&("head", &self.base, path))
    }

    fn slot(&self, files: &[&Path]) -> u64 {
        digest(&("findings", &self.base, files))
    }

    /// Takes out what was not used for longest, until the rest has room.
    fn evict(&mut self) -> usize {
        let mut total: usize = self.pack.entries.values().map(Entry::len).sum();
        if total <= self.largest {
            return 0;
        }
        let mut by_age: Vec<(u64, u64, usize)> =
            self.pack.entries.iter().map(|(slot, e)| (e.run, *slot, e.len())).collect();
        by_age.sort_unstable();
        let mut evicted = 0;
        for (_, slot, len) in by_age {
            if total <= self.largest {
                break;
            }
            self.pack.entries.remove(&slot);
            total -= len;
            evicted += 1;
        }
        evicted
    }
}

#[cfg(test)]
mod tests;
