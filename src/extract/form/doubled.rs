//! Text that stands twice: a word doubled by a slip of the keyboard, a sentence copied twice.

use super::is_han;
use crate::base::Span;
use rustc_hash::FxHashMap;

/// A passage that stands twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubled {
    /// The first time.
    pub first: Span,
    /// The second time.
    pub second: Span,
}

/// A run of three or more different 汉字 that is followed at once by itself: 医疗卫生医疗卫生. Shorter runs
/// are left alone, for the language doubles words itself (研究研究, 家家户户).
pub fn doubled_runs(text: &str) -> Vec<Doubled> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let offset = |i: usize| chars.get(i).map_or(text.len(), |c| c.0);
    let mut out: Vec<Doubled> = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        let longest = (3..=20.min((chars.len() - i) / 2)).rev().find(|&n| {
            (0..n).all(|k| chars[i + k].1 == chars[i + n + k].1) && (0..n).all(|k| is_han(chars[i + k].1))
                // 层层层 is no doubled word: all characters the same.
                && (1..n).any(|k| chars[i + k].1 != chars[i].1)
        });
        match longest {
            Some(n) => {
                out.push(Doubled {
                    first: Span::new(offset(i), offset(i + n)),
                    second: Span::new(offset(i + n), offset(i + 2 * n)),
                });
                i += 2 * n;
            }
            None => i += 1,
        }
    }
    out
}

/// Sentences (runs between 。；！？) of at least `least` 汉字 that stand a second time among `texts`; each
/// text is given with its index, and the result tells where both stand.
pub fn doubled_sentences<'a>(
    texts: impl IntoIterator<Item = (usize, &'a str)>,
    least: usize,
) -> Vec<((usize, Span), (usize, Span))> {
    let mut seen: FxHashMap<&str, (usize, Span)> = FxHashMap::default();
    let mut out = Vec::new();
    for (index, text) in texts {
        let mut start = 0;
        for part in text.split_inclusive(['。', '；', '！', '？']) {
            let begin = start;
            start += part.len();
            let words = part.trim().trim_end_matches(['。', '；', '！', '？']);
            if words.chars().filter(|&c| is_han(c)).count() < least {
                continue;
            }
            let at = begin + (part.len() - part.trim_start().len());
            let here = (index, Span::new(at, at + words.len()));
            match seen.get(words) {
                Some(&first) => out.push((first, here)),
                None => {
                    seen.insert(words, here);
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubled_words() {
        let text = "进一步完善医疗卫生医疗卫生服务体系，家家户户、层层落实";
        let found = doubled_runs(text);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].second.of(text), "医疗卫生");
        assert!(doubled_runs("研究研究再说").is_empty());
    }

    #[test]
    fn doubled_sentence_is_found_once_with_both_places() {
        let a = "加快推进公共卫生服务体系改革。其他。";
        let b = "健全机制。加快推进公共卫生服务体系改革。";
        let found = doubled_sentences([(0, a), (1, b)], 10);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].1.1.of(b), "加快推进公共卫生服务体系改革");
    }
}
