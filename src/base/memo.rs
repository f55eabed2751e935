//! What pure functions made of texts, kept for the next time the same text comes: a keystroke changes one paragraph of
//! a plan and leaves hundreds as they were, and a plan repeats whole sentences of its parent.

use rustc_hash::{FxBuildHasher, FxHashMap};
use std::hash::BuildHasher;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Parts with a lock of their own, so that threads seldom wait for each other.
const PARTS: usize = 16;

/// Results of one pure function by its text. It holds what was asked for of late and forgets the rest: of two
/// generations the older one goes when the younger one is full.
pub struct Memo<V> {
    parts: [Mutex<Part<V>>; PARTS],
}

/// How many bytes of text a generation of each holds: as much as is at hand, within bounds.
static ROOM: AtomicUsize = AtomicUsize::new(LEAST);
const LEAST: usize = 1 << 18;
const MOST: usize = 1 << 21;

/// Says how many bytes of text are at hand: a draft and its parent need little room, a thousand plans more.
pub fn expect(bytes: usize) {
    ROOM.fetch_max(bytes.min(MOST), Ordering::Relaxed);
}

struct Part<V> {
    young: Kept<V>,
    old: Kept<V>,
    /// Bytes of text in `young`.
    size: usize,
}

/// Texts with what was made of them, by the hash of the text: where two texts share one, the later is kept.
type Kept<V> = FxHashMap<u64, (Box<str>, V)>;

/// What an entry takes beside its text, by a rough count: many short texts fill a generation, too.
const ENTRY: usize = 100;

impl<V> std::fmt::Debug for Memo<V> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Memo").finish_non_exhaustive()
    }
}

impl<V> Memo<V> {
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

impl<V> Default for Memo<V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<V: Clone> Memo<V> {
    /// What `make` makes of the text: it must read nothing else.
    pub fn of(&self, text: &str, make: impl FnOnce() -> V) -> V {
        let hash = FxBuildHasher.hash_one(text);
        let room = ROOM.load(Ordering::Relaxed) / PARTS;
        let part = || self.parts[hash as usize % PARTS].lock().unwrap_or_else(PoisonError::into_inner);
        {
            let mut part = part();
            if let Some((own, made)) = part.young.get(&hash)
                && **own == *text
            {
                return made.clone();
            }
            if let Some((own, made)) = part.old.remove(&hash).filter(|(own, _)| **own == *text) {
                part.keep(hash, own, made.clone(), room);
                return made;
            }
        }
        // Not under the lock: two threads may make the same thing, and one of them is kept.
        let made = make();
        // A whole plan on one line would take the place of all others.
        if text.len() <= room {
            part().keep(hash, text.into(), made.clone(), room);
        }
        made
    }
}

impl<V> Part<V> {
    fn keep(&mut self, hash: u64, text: Box<str>, made: V, room: usize) {
        if self.size > room {
            let next = FxHashMap::with_capacity_and_hasher(self.young.len(), FxBuildHasher);
            self.old = std::mem::replace(&mut self.young, next);
            self.size = 0;
        }
        self.size += text.len() + ENTRY;
        self.young.insert(hash, (text, made));
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
            memo.parts.iter().map(|p| p.lock().expect("whole")).map(|p| p.young.len() + p.old.len()).sum();
        assert!(kept <= many, "{kept}");
    }
}
