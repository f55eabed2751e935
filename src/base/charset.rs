//! Sets of characters that every character of a text is asked for.

/// A set of characters. Most characters are told to be outside of it by one look at a bit.
#[derive(Debug)]
pub struct CharSet {
    chars: [&'static [char]; 2],
    /// Whether a member has these low bits.
    low: [u64; LOW / 64],
}

/// How many values the low bits of a character have.
const LOW: usize = 1 << 12;

impl CharSet {
    /// The set of these characters.
    pub const fn of(chars: &'static [char]) -> Self {
        Self::both(chars, &[])
    }

    /// The set of the characters of two lists.
    pub const fn both(some: &'static [char], others: &'static [char]) -> Self {
        let chars = [some, others];
        let mut low = [0; LOW / 64];
        let mut at = 0;
        while at < some.len() + others.len() {
            let c = if at < some.len() { some[at] } else { others[at - some.len()] };
            let bits = c as usize % LOW;
            low[bits / 64] |= 1 << (bits % 64);
            at += 1;
        }
        Self { chars, low }
    }

    /// Whether a character is in the set.
    #[inline]
    pub fn has(&self, c: char) -> bool {
        let bits = c as usize % LOW;
        self.low[bits / 64] >> (bits % 64) & 1 == 1 && self.lists(c)
    }

    #[inline(never)]
    fn lists(&self, c: char) -> bool {
        self.chars.iter().any(|chars| chars.contains(&c))
    }

    /// Whether a text holds one of the set.
    pub fn any_in(&self, text: &str) -> bool {
        text.chars().any(|c| self.has(c))
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
    }
}
