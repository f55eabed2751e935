//! What changed in a clause, in words.

use super::clause::content;
use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::ops::Range;

/// A place where two texts differ, each with a few words around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What stood there.
    pub old: String,
    /// What stands there now.
    pub new: String,
}

/// Words between two differences that are fewer than this belong to both.
const APART: usize = 3;
/// How many words around a difference are shown.
const AROUND: usize = 6;
/// The most letters of either side that are shown.
const LONGEST: usize = 40;

/// Where a clause differs from what it was, by content: numbers are compared whole, all else letter by letter.
pub fn changes(old: &[String], new: &[String]) -> Vec<Change> {
    let (old, new) = (old.concat(), new.concat());
    let (a, b) = (words(&old), words(&new));
    // Marks are passed over: what is compared is where the words are that count.
    let counting = |all: &[&str]| -> Vec<(usize, String)> {
        let plain = all.iter().map(|w| content(w)).enumerate();
        plain.filter(|(_, word)| !word.is_empty()).collect()
    };
    let (own, theirs) = (counting(&a), counting(&b));
    let plain = |all: &[(usize, String)]| all.iter().map(|(_, word)| word.clone()).collect::<Vec<_>>();
    let mut spans: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &plain(&own), &plain(&theirs)) {
        if matches!(op, DiffOp::Equal { .. }) {
            continue;
        }
        let (old, new) = (op.old_range(), op.new_range());
        match spans.last_mut() {
            Some(last) if old.start - last.0.end < APART => {
                last.0.end = old.end;
                last.1.end = new.end;
            }
            _ => spans.push((old, new)),
        }
    }
    // As ranges of all words, marks among them.
    let whole = |of: &[(usize, String)], span: &Range<usize>| {
        let behind = |at: usize| at.checked_sub(1).and_then(|i| of.get(i)).map_or(0, |(i, _)| i + 1);
        let end = behind(span.end);
        let start = behind(span.start).min(end);
        start..end
    };
    let spans = spans.iter().map(|(o, n)| (whole(&own, o), whole(&theirs, n)));
    let shown = |all: &[&str], span: &Range<usize>| {
        let ends = |w: &&str| w.ends_with(['。', '；', '，', '（', '）']);
        let mut from = span.start;
        while from > 0 && span.start - from < AROUND && !ends(&all[from - 1]) {
            from -= 1;
        }
        let mut to = span.end;
        while to < all.len() && to - span.end < AROUND && !ends(&all[to]) {
            to += 1;
        }
        shortened(&all[from..to].concat())
    };
    spans.map(|(o, n)| Change { old: shown(&a, &o), new: shown(&b, &n) }).collect()
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}……", &text[..at]),
        None => text.to_owned(),
    }
}

/// A text as numbers with their signs, words of other scripts, and single letters and marks of ours.
fn words(text: &str) -> Vec<&str> {
    let kind = |c: char| match c {
        c if c.is_ascii_alphanumeric() || matches!(c, '.' | '%' | '‰') => 1,
        _ => 0,
    };
    let mut out = Vec::new();
    let mut start = 0;
    let mut last = 0;
    for (at, c) in text.char_indices() {
        let own = kind(c);
        if at > start && (own == 0 || own != last) {
            out.push(&text[start..at]);
            start = at;
        }
        last = own;
    }
    if start < text.len() {
        out.push(&text[start..]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(old: &str, new: &str) -> Vec<(String, String)> {
        changes(&[old.to_owned()], &[new.to_owned()]).into_iter().map(|c| (c.old, c.new)).collect()
    }

    #[test]
    fn changes_are_told_with_the_words_around_them() {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(
            told("到2025年，占比达到90%以上。", "到2026年，占比达到92%以上。"),
            [pair("到2025年", "到2026年"), pair("占比达到90%以上", "占比达到92%以上")]
        );
        assert_eq!(
            told("（责任单位：市财政局）", "（责任单位：市财政局、市教育局）"),
            [pair("位：市财政局", "位：市财政局、市教育局")]
        );
        assert_eq!(told("甲、乙、丙。", "甲、丙。"), [pair("甲、乙、丙", "甲、丙")]);
        assert_eq!(told("甲，乙。", "甲、乙"), []);
    }
}
