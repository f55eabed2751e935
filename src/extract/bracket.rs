//! Brackets of a text: （）, (), 〔〕, 【】, ［］, [], one closing another as hasty typing has it.

use super::form::is_han;

/// A pair of brackets: bytes of the opening mark, of what it holds, of the closing mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bracket {
    /// First byte of the opening mark.
    pub start: usize,
    /// First byte inside.
    pub inner_start: usize,
    /// Byte behind the last inside.
    pub inner_end: usize,
    /// Byte behind the closing mark.
    pub end: usize,
}

/// The marks that open or close a bracket.
pub const MARKS: &[char] = &['（', '(', '〔', '【', '［', '[', '）', ')', '〕', '】', '］', ']'];

/// Whether this mark opens a bracket.
pub fn opens(c: char) -> bool {
    matches!(c, '（' | '(' | '〔' | '【' | '［' | '[')
}

/// Whether this mark closes a bracket.
pub fn closes(c: char) -> bool {
    matches!(c, '）' | ')' | '〕' | '】' | '］' | ']')
}

/// Whether two bytes of a text, one behind the other, may be the end of a mark that closes: for [`crate::base::skip`].
#[inline]
pub fn may_close(byte: u8, next: u8) -> bool {
    let in_80 = (next == 0x91) | (next == 0x95);
    let in_bc = (next == 0x89) | (next == 0xbd);
    (byte == b')') | (byte == b']') | ((byte == 0x80) & in_80) | ((byte == 0xbc) & in_bc)
}

/// The outermost pairs, in order. A mark without its partner is passed over.
pub fn outermost(text: &str) -> Vec<Bracket> {
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut pairs: Vec<Bracket> = Vec::new();
    for (i, c) in text.char_indices().filter(|(_, c)| !is_han(*c)) {
        if opens(c) {
            open.push((i, i + c.len_utf8()));
        } else if closes(c)
            && let Some((start, inner_start)) = open.pop()
        {
            // Pairs inside this one go.
            while pairs.last().is_some_and(|p| p.start > start) {
                pairs.pop();
            }
            pairs.push(Bracket { start, inner_start, inner_end: i, end: i + c.len_utf8() });
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_that_closes_is_told_by_two_of_its_bytes() {
        for mark in MARKS {
            let text = format!("{mark}\0");
            let told = text.as_bytes().windows(2).any(|pair| may_close(pair[0], pair[1]));
            assert_eq!(told, closes(*mark), "{mark}");
        }
    }

    fn inner(text: &str) -> Vec<&str> {
        outermost(text).iter().map(|b| &text[b.inner_start..b.inner_end]).collect()
    }

    #[test]
    fn every_mark_opens_or_closes_a_bracket() {
        assert!(MARKS.iter().all(|&c| opens(c) != closes(c)));
        assert_eq!(('\0'..=char::MAX).filter(|&c| opens(c) || closes(c)).count(), MARKS.len());
    }

    #[test]
    fn nesting_and_lost_marks() {
        assert_eq!(inner("甲（乙（丙）丁）戊(己）"), ["乙（丙）丁", "己"]);
        assert_eq!(inner("甲（乙（丙）丁"), ["丙"]);
        assert_eq!(inner("）甲（乙）"), ["乙"]);
    }
}
