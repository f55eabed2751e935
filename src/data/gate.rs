//! A quick look before a search: which of many searches may find something in a text at all.

use crate::base::LowBits;
use rustc_hash::FxHashMap;

/// Searches, a bit for each; those beyond 64 share one with others.
type Searches = u64;

/// Keeps texts out of searches for words: most sentences hold none of them, and a look at their pairs of
/// characters takes a fraction of the time of an automaton.
#[derive(Clone)]
pub struct Gate {
    /// Whether a pair of neighbouring characters, by a hash of sixteen bits, stands in `words`.
    pairs: Box<[u64; 1 << 10]>,
    /// Whether a word ends with a character of these twelve low bits: for most characters no more is asked.
    ends: Box<LowBits>,
    /// The same for words of a single character.
    singles: Box<LowBits>,
    /// The last two characters of each word (`\0` and its only one), with the searches that find something only
    /// where a word of their first list ends so, and those of which a word of the second list does.
    words: FxHashMap<[char; 2], [Searches; 2]>,
    /// Searches that ask for no word of their first list, and of their second.
    always: [Searches; 2],
}

impl std::fmt::Debug for Gate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gate").field("words", &self.words.len()).finish_non_exhaustive()
    }
}

/// Sixteen bits of a pair.
fn hash(before: char, c: char) -> usize {
    let mixed = (before as u32).wrapping_mul(0x9E37_79B1) ^ (c as u32).wrapping_mul(0x85EB_CA77);
    (mixed >> 16) as usize
}

/// A gate that nothing passes.
impl Default for Gate {
    fn default() -> Self {
        let (ends, singles) = Default::default();
        Self { pairs: Box::new([0; 1 << 10]), ends, singles, words: FxHashMap::default(), always: [0; 2] }
    }
}

impl Gate {
    /// A gate for searches that each find something only in a text that holds one word of its first list and one
    /// of its second; an empty list asks for nothing.
    pub fn of<'a, A, B>(searches: impl IntoIterator<Item = (A, B)>) -> Self
    where
        A: IntoIterator<Item = &'a str>,
        B: IntoIterator<Item = &'a str>,
    {
        let mut gate = Self::default();
        searches.into_iter().enumerate().for_each(|(search, words)| gate.add(search, words));
        gate
    }

    /// Adds a search with the words of its lists, under the number that [`Gate::holds`] is to know it by.
    pub fn add<'a>(
        &mut self,
        search: usize,
        words: (impl IntoIterator<Item = &'a str>, impl IntoIterator<Item = &'a str>),
    ) {
        self.fill(search, 0, words.0);
        self.fill(search, 1, words.1);
    }

    fn fill<'a>(&mut self, search: usize, list: usize, words: impl IntoIterator<Item = &'a str>) {
        let bit = 1 << (search % 64);
        let mut any = false;
        for word in words {
            any = true;
            let mut back = word.chars().rev();
            let Some(last) = back.next() else {
                self.always[list] |= bit;
                continue;
            };
            self.ends.add(last);
            let before = back.next().unwrap_or('\0');
            self.words.entry([before, last]).or_default()[list] |= bit;
            if before == '\0' {
                self.singles.add(last);
            } else {
                let at = hash(before, last);
                self.pairs[at / 64] |= 1 << (at % 64);
            }
        }
        if !any {
            self.always[list] |= bit;
        }
    }

    /// The searches that may find something in the text, a bit for each ([`Gate::holds`]).
    pub fn open_to(&self, text: &str) -> Searches {
        self.open_where(text, |_, first| first)
    }

    /// The same, where a word of a first list counts for those searches that `sure` says of the text up to its end and
    /// of the searches that ask for a word of that end.
    pub fn open_where(&self, text: &str, sure: impl Fn(&str, Searches) -> Searches) -> Searches {
        let mut open = self.always;
        for (at, c) in self.ends.places(text) {
            let before = text[..at].chars().next_back().unwrap_or('\0');
            let pair = hash(before, c);
            let paired = self.pairs[pair / 64] >> (pair % 64) & 1 == 1;
            for word in [(paired, [before, c]), (self.singles.has(c), ['\0', c])] {
                if let (true, Some(&[first, second])) = (word.0, self.words.get(&word.1)) {
                    open[0] |= if first & !open[0] == 0 { 0 } else { sure(&text[..at + c.len_utf8()], first) };
                    open[1] |= second;
                }
            }
        }
        open[0] & open[1]
    }

    /// Whether a search is among those of [`Gate::open_to`].
    pub fn holds(open: Searches, search: usize) -> bool {
        open >> (search % 64) & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_searches_whose_words_stand_in_the_text_are_open() {
        let gate = Gate::of([(vec!["围绕"], vec!["为中心", "核心"]), (vec!["待定"], vec![]), (vec!["×"], vec!["号"])]);
        assert_eq!(gate.open_to("推进健康河套建设，完善服务体系。"), 0);
        assert_eq!(gate.open_to("围绕群众需求推进"), 0);
        assert!(Gate::holds(gate.open_to("围绕群众需求为中心"), 0));
        assert!(Gate::holds(gate.open_to("责任单位待定"), 1));
        assert!(Gate::holds(gate.open_to("〔2024〕×号"), 2));
    }

    proptest! {
        #[test]
        fn no_text_with_its_words_is_kept_out(
            before in "\\PC{0,9}", a in "\\PC{1,6}", between in "\\PC{0,9}", b in "\\PC{1,6}", search in 0usize..100,
        ) {
            let searches = (0..=search).map(|at| if at == search { (vec![a.as_str()], vec![b.as_str()]) } else { (vec!["甲"], vec!["乙"]) });
            let text = [before, a.clone(), between, b.clone()].concat();
            prop_assert!(Gate::holds(Gate::of(searches).open_to(&text), search));
        }
    }
}
