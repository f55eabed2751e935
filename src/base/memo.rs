//! What pure functions made of texts, kept for the next time the same text comes: a keystroke changes one paragraph of
//! a plan and leaves hundreds as they were, and a plan repeats whole sentences of its parent.

use rustc_hash::{FxBuildHasher, FxHashMap};
use std::hash::BuildHasher;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Parts with a lock of their own, so that threads seldom wait for each other.
const PARTS: usize = 16;

/// What is kept by the text that it was made of.
pub trait OfText {
    /// The text.
    fn text(&self) -> &str;
}

impl<V> OfText for (Box<str>, V) {
    fn text(&self) -> &str {
        &self.0
    }
}

/// Results of one pure function by its text. It holds what was asked for of late and forgets the rest: of two
/// generations the older one goes when the younger one is full.
pub struct Memo<V>(Store<(Box<str>, V)>);

/// The same for what holds its text itself.
pub struct Store<E> {
    parts: [Mutex<Part<E>>; PARTS],
}

/// How many bytes of text a generation of each holds: as much as is at hand, within bounds.
static ROOM: AtomicUsize = AtomicUsize::new(LEAST);
const LEAST: usize = 1 << 18;
const MOST: usize = 1 << 21;

/// Says how many bytes of text are at hand: a draft and its parent need little room, a thousand plans more.
pub fn expect(bytes: usize) {
    ROOM.fetch_max(bytes.min(MOST), Ordering::Relaxed);
}

struct Part<E> {
    young: Kept<E>,
    old: Kept<E>,
    /// Bytes of text in `young`.
    size: usize,
}

/// What was made of texts, by the hash of the text: where two texts share one, the later is kept.
type Kept<E> = FxHashMap<u64, E>;

/// What an entry takes beside its text, by a rough count: many short texts fill a generation, too.
const ENTRY: usize = 100;

impl<V> std::fmt::Debug for Memo<V> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Memo").finish_non_exhaustive()
    }
}

impl<E> std::fmt::Debug for Store<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").finish_non_exhaustive()
    }
}

impl<E> Store<E> {
    /// An empty one.
    pub const fn new() -> Self {
        let empty = const {
            [const {
                Mutex::new(Part {
                    young: FxHashMap::with_hasher(FxBuildHasher),
                    old: FxHashMap::with_hasher(FxBuildHasher),
                    size: 0,
                })
            }; PARTS]
        };
        Self { parts: empty }
    }
}

impl<E> Default for Store<E> {
    fn default() -> Self {
        Self::new()
    }
}

impl<E: OfText> Store<E> {
    /// What `take` takes of what `make` makes of the text: it must read nothing else.
    pub fn of<R>(&self, text: &str, make: impl FnOnce() -> E, take: impl FnOnce(&E) -> R) -> R {
        let hash = FxBuildHasher.hash_one(text);
        let room = ROOM.load(Ordering::Relaxed) / PARTS;
        let part = || self.parts[hash as usize % PARTS].lock().unwrap_or_else(PoisonError::into_inner);
        {
            let mut part = part();
            if let Some(kept) = part.young.get(&hash)
                && kept.text() == text
            {
                return take(kept);
            }
            if let Some(kept) = part.old.remove(&hash).filter(|kept| kept.text() == text) {
                return take(part.keep(hash, kept, room));
            }
        }
        // Not under the lock: two threads may make the same thing, and one of them is kept.
        let made = make();
        let taken = take(&made);
        // A whole plan on one line would take the place of all others.
        if text.len() <= room {
            part().keep(hash, made, room);
        }
        taken
    }
}

impl<E: OfText> Part<E> {
    fn keep(&mut self, hash: u64, made: E, room: usize) -> &E {
        if self.size > room {
            let next = FxHashMap::with_capacity_and_hasher(self.young.len(), FxBuildHasher);
            self.old = std::mem::replace(&mut self.young, next);
            self.size = 0;
        }
        self.size += made.text().len() + ENTRY;
        self.young.entry(hash).insert_entry(made).into_mut()
    }
}

impl<V> Memo<V> {
    /// An empty one.
    pub const fn new() -> Self {
        Self(Store::new())
    }
}

impl<V> Default for Memo<V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<V: Clone> Memo<V> {
    /// What `make` makes of the text: it must read nothing else.
    pub fn of(&self, text: &str, make: impl FnOnce() -> V) -> V {
        self.0.of(text, || (text.into(), make()), |(_, made)| made.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn a_text_is_read_once_while_it_is_remembered() {
        let memo = Memo::new();
        let reads = Cell::new(0);
        let read = |text: &str| {
            memo.of(text, || {
                reads.set(reads.get() + 1);
                text.chars().count()
            })
        };
        assert_eq!((read("甲乙丙"), read("甲乙丙"), reads.get()), (3, 3, 1));
        // Asked for now and then it stays; what is not asked for goes.
        let many = 2 * MOST / ENTRY;
        for n in 0..2 * many {
            read(&n.to_string());
            read("甲乙丙");
        }
        let before = reads.get();
        assert_eq!((read("甲乙丙"), reads.get()), (3, before));
        read("0");
        assert_eq!(reads.get(), before + 1);
        let kept: usize =
            memo.0.parts.iter().map(|p| p.lock().expect("whole")).map(|p| p.young.len() + p.old.len()).sum();
        assert!(kept <= many, "{kept}");
    }
}
