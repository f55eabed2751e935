//! Sets of characters that every character of a text is asked for.

/// How many values the low bits of a character have: the last two bytes of it hold them, however long it is.
const LOW: usize = 1 << 12;

/// Low bits of characters: what is not among them is told from a set by one look at a bit.
#[derive(Debug, Clone)]
pub struct LowBits([u64; LOW / 64]);

impl Default for LowBits {
    fn default() -> Self {
        Self::new()
    }
}

impl LowBits {
    /// Those of no character.
    pub const fn new() -> Self {
        Self([0; LOW / 64])
    }

    /// Adds those of a character.
    pub const fn add(&mut self, c: char) {
        let low = c as usize % LOW;
        self.0[low / 64] |= 1 << (low % 64);
    }

    /// Whether a character has low bits that were added.
    #[inline]
    pub fn has(&self, c: char) -> bool {
        let low = c as usize % LOW;
        self.0[low / 64] >> (low % 64) & 1 == 1
    }

    /// The same for the last two bytes of a character: each has six of the bits.
    #[inline]
    fn holds(&self, before: u8, last: u8) -> bool {
        self.0[usize::from(before & 0x3f)] >> (last & 0x3f) & 1 == 1
    }

    /// The characters of a text that have low bits which were added, with their bytes: the others are passed without
    /// being made out.
    #[inline]
    pub fn places<'a>(&'a self, text: &'a str) -> Places<'a> {
        Places { low: self, text, at: 0 }
    }
}

/// Characters of a text: see [`LowBits::places`].
#[derive(Debug)]
pub struct Places<'a> {
    low: &'a LowBits,
    text: &'a str,
    at: usize,
}

impl Iterator for Places<'_> {
    type Item = (usize, char);

    #[inline]
    fn next(&mut self) -> Option<(usize, char)> {
        let mut rest = self.text.as_bytes().get(self.at..)?;
        while let Some(&first) = rest.first() {
            let len = match rest {
                // Nearly all characters have three bytes.
                [0xe0..=0xef, b, c, behind @ ..] if !self.low.holds(*b, *c) => {
                    rest = behind;
                    continue;
                }
                [0xe0..=0xef, ..] => 3,
                [0..=0x7f, behind @ ..] if !self.low.holds(first >> 6, first) => {
                    rest = behind;
                    continue;
                }
                [0..=0x7f, ..] => 1,
                [0xc0..=0xdf, b, behind @ ..] if !self.low.holds(first, *b) => {
                    rest = behind;
                    continue;
                }
                [0xc0..=0xdf, ..] => 2,
                [_, _, c, d, behind @ ..] if !self.low.holds(*c, *d) => {
                    rest = behind;
                    continue;
                }
                _ => 4,
            };
            let at = self.text.len() - rest.len();
            self.at = at + len;
            return Some((at, self.text.get(at..)?.chars().next()?));
        }
        self.at = self.text.len();
        None
    }
}

/// A set of characters. Most characters are told to be outside of it by one look at a bit.
#[derive(Debug)]
pub struct CharSet {
    chars: [&'static [char]; 2],
    low: LowBits,
}

impl CharSet {
    /// The set of these characters.
    pub const fn of(chars: &'static [char]) -> Self {
        Self::both(chars, &[])
    }

    /// The set of the characters of two lists.
    pub const fn both(some: &'static [char], others: &'static [char]) -> Self {
        let mut low = LowBits::new();
        let mut at = 0;
        while at < some.len() + others.len() {
            low.add(if at < some.len() { some[at] } else { others[at - some.len()] });
            at += 1;
        }
        Self { chars: [some, others], low }
    }

    /// Whether a character is in the set.
    #[inline]
    pub fn has(&self, c: char) -> bool {
        self.low.has(c) && self.lists(c)
    }

    #[inline(never)]
    fn lists(&self, c: char) -> bool {
        self.chars.iter().any(|chars| chars.contains(&c))
    }

    /// The characters of a text that are in the set, with their bytes.
    #[inline]
    pub fn places<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (usize, char)> + 'a {
        self.low.places(text).filter(|&(_, c)| self.lists(c))
    }

    /// Whether a text holds one of the set.
    pub fn any_in(&self, text: &str) -> bool {
        self.places(text).next().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_set_has_its_characters_and_no_others(text in "\\PC{0,20}[一二三0-9]{0,2}\\PC{0,20}") {
            const CHARS: &[char] = &['一', '二', '三', '5', '０'];
            static SET: CharSet = CharSet::of(CHARS);
            static PARTED: CharSet = CharSet::both(&['一', '5'], &['二', '三', '０']);
            for c in text.chars() {
                prop_assert_eq!(SET.has(c), CHARS.contains(&c));
                prop_assert_eq!(PARTED.has(c), CHARS.contains(&c));
            }
            prop_assert_eq!(SET.any_in(&text), text.contains(CHARS));
        }

        #[test]
        fn all_places_are_found(text in "[\\x00-\\x7fé中，𠀀\\u{7ff}\\u{800}\\u{ffff}\\u{10ffff}]{0,40}", wanted in "[\\PC\\x00]{1,3}") {
            let mut low = LowBits::new();
            wanted.chars().chain(['中', '𠀀']).for_each(|c| low.add(c));
            let all: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| low.has(*c)).collect();
            prop_assert_eq!(low.places(&text).collect::<Vec<_>>(), all);
        }
    }
}
