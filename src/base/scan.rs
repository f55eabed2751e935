//! Passing quickly over text that holds nothing of what is looked for.

use memchr::memmem::Finder;
use std::sync::OnceLock;

/// A word that every text is asked for: its searcher is made once.
#[derive(Debug)]
pub struct Needle {
    word: &'static str,
    finder: OnceLock<Finder<'static>>,
}

impl Needle {
    /// The word.
    pub const fn of(word: &'static str) -> Self {
        Self { word, finder: OnceLock::new() }
    }

    fn finder(&self) -> &Finder<'static> {
        self.finder.get_or_init(|| Finder::new(self.word))
    }

    /// Whether the word stands in a text.
    pub fn is_in(&self, text: &str) -> bool {
        self.finder().find(text.as_bytes()).is_some()
    }

    /// Where the word begins in a text, each time, with the word.
    pub fn places<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (usize, &'static str)> + 't {
        self.finder().find_iter(text.as_bytes()).map(|at| (at, self.word))
    }
}

/// How many bytes are looked at together.
const BLOCK: usize = 32;

/// How many bytes at the start hold nothing that is looked for, as far as whole blocks of them tell. `may` is asked
/// of each byte and the one behind it; made of comparisons joined by `|` and `&` alone, it is answered for a block at
/// once; behind the last byte stands a 0. What is found may begin up to two bytes before, in the character that the
/// block cuts.
#[inline]
pub fn skip(bytes: &[u8], may: impl Fn(u8, u8) -> bool) -> usize {
    let mut at = 0;
    while let (Some(block), Some(behind)) = (bytes.get(at..at + BLOCK), bytes.get(at + 1..at + 1 + BLOCK)) {
        if block.iter().zip(behind).fold(false, |any, (&byte, &next)| any | may(byte, next)) {
            break;
        }
        at += BLOCK;
    }
    // What is left is shorter than a block: the last one holds it, and some of what was passed.
    let last = bytes.len().checked_sub(BLOCK + 1).filter(|last| *last <= at && at <= last + BLOCK);
    if let Some(last) = last
        && let (Some(block), Some(behind)) = (bytes.get(last..last + BLOCK), bytes.get(last + 1..))
        && !block.iter().zip(behind).fold(false, |any, (&byte, &next)| any | may(byte, next))
        && !behind.last().is_some_and(|&byte| may(byte, 0))
    {
        return bytes.len();
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nothing_that_is_looked_for_is_passed(text in "[ab]{0,80}[x，]{0,2}[ab]{0,80}[x，]{0,1}") {
            let may = |b: u8, next: u8| (b == b'x') | ((b == 0xbc) & (next == 0x8c));
            let passed = skip(text.as_bytes(), may);
            let first = text.find(['x', '，']);
            match first {
                Some(at) => prop_assert!(passed <= at + 2),
                None => prop_assert!(passed == text.len() || text.len() <= BLOCK),
            }
        }
    }
}
