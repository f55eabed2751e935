//! Text that stands twice: a word doubled by a slip of the keyboard, a sentence copied twice.

use super::{Known, is_han};
use crate::base::Span;
use crate::extract::target::stops;
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::hash::BuildHasher;

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
    let mut out: Vec<Doubled> = Vec::new();
    if !may_double(text.as_bytes()) {
        return out;
    }
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let offset = |i: usize| chars.get(i).map_or(text.len(), |c| c.0);
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

/// A quick look. Where a run of `n` bytes is followed by itself, `n` bytes in a row equal those `n` behind them:
/// every `n`th byte meets one of them. Nearly all 汉字 have three bytes, of which the last differs most.
fn may_double(bytes: &[u8]) -> bool {
    let wide = bytes.iter().fold(false, |any, b| any | (*b >= 0xf0));
    let lengths = (9..=60.min(bytes.len() / 2)).step_by(3);
    wide || lengths.into_iter().any(|n| {
        let (here, behind) = (&bytes[..bytes.len() - n], &bytes[n..]);
        let alike = |i: usize| here[i] == behind[i];
        let mut i = 2;
        while i < here.len() {
            if alike(i) {
                let left = (0..i).rev().take_while(|&k| alike(k)).count();
                let right = (i..here.len()).take_while(|&k| alike(k)).count();
                if left + right >= n {
                    return true;
                }
            }
            i += n;
        }
        false
    })
}

/// How many 汉字 a sentence has at least that is looked for a second time.
const SENTENCE: usize = 20;

/// A sentence of a text that is long enough to be looked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Statement {
    span: Span,
    /// A number for its words: other words have another, but for chance.
    words: u64,
}

/// The long sentences of a text (runs between 。；！？).
pub(super) fn statements(text: &str) -> Box<[Statement]> {
    let mut out = Vec::new();
    let mut start = 0;
    let ends = stops(text).filter(|(_, mark)| *mark != ";").map(|(at, mark)| at + mark.len());
    for end in ends.chain([text.len()]) {
        let (begin, part) = (start, &text[start..end]);
        start = end;
        if part.len() < SENTENCE * 3 {
            continue;
        }
        let words = part.trim().trim_end_matches(['。', '；', '！', '？']);
        // A clause in brackets (责任单位：…) is the same wherever the same units are responsible.
        let clause = words.starts_with(['（', '(']) && words.ends_with(['）', ')']);
        if clause || words.len() < SENTENCE * 3 || words.chars().filter(|&c| is_han(c)).nth(SENTENCE - 1).is_none() {
            continue;
        }
        let at = begin + (part.len() - part.trim_start().len());
        out.push(Statement { span: Span::new(at, at + words.len()), words: FxBuildHasher.hash_one(words) });
    }
    out.into()
}

/// Sentences (runs between 。；！？) of at least twenty 汉字 that stand a second time among `texts`: where both stand,
/// each by the index of its text.
pub fn doubled_sentences(texts: &[&Known]) -> Vec<((usize, Span), (usize, Span))> {
    let mut seen: FxHashMap<u64, (usize, Span)> = FxHashMap::default();
    let mut out = Vec::new();
    for (index, text) in texts.iter().enumerate() {
        for statement in text.statements() {
            let here = (index, statement.span);
            let &mut first = seen.entry(statement.words).or_insert(here);
            let same = || first.1.of(texts[first.0].text()) == here.1.of(text.text());
            if first != here && same() {
                out.push((first, here));
            }
        }
    }
    out
}

/// One text of a plan for [`doubled_measures`].
#[derive(Debug, Clone, Copy)]
pub struct Passage<'a> {
    /// The item it belongs to: a measure repeated within one item is a matter of style, not a double.
    pub item: usize,
    /// Whether it is a heading.
    pub title: bool,
    /// Its text.
    pub text: &'a Known,
}

/// How many 汉字 a measure of running text has at least, and a heading.
const MEASURE: usize = 8;
const HEADING: usize = 6;
/// The same measure with a word or two before it (加快推进…) counts from this length on.
const TAIL: usize = 10;
/// What stands this often is a set phrase of the plan.
const PHRASE: usize = 3;

/// A clause between marks that is long enough to be looked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measure {
    span: Span,
    letters: usize,
    /// A number for its words, and for the last of them where it is longer: other words have another, but for chance.
    words: u64,
    tail: Option<u64>,
}

/// The clauses of a text between marks, those of 汉字 only.
pub(super) fn measures(text: &str) -> Box<[Measure]> {
    let mut out = Vec::new();
    let mut start = 0;
    // How many 汉字 stand since `start`, while nothing else does.
    let mut letters = Some(0usize);
    let mut push = |start: usize, end: usize, letters: Option<usize>| {
        let Some(letters) = letters.filter(|&n| n >= HEADING) else { return };
        let words = &text[start..end];
        let tail = words.char_indices().rev().nth(TAIL - 1).map(|(at, _)| FxBuildHasher.hash_one(&words[at..]));
        out.push(Measure { span: Span::new(start, end), letters, words: FxBuildHasher.hash_one(words), tail });
    };
    for (at, c) in text.char_indices() {
        if is_han(c) {
            letters = letters.map(|n| n + 1);
        } else if !matches!(c, '，' | '、' | '。' | '；' | '：') && c.is_alphanumeric()
            || matches!(c, '“' | '”' | '（' | '）' | '.' | '%' | '—' | '-')
        {
            letters = None;
        } else {
            push(start, at, letters);
            start = at + c.len_utf8();
            letters = Some(0);
        }
    }
    push(start, text.len(), letters);
    out.into()
}

/// Measures (clauses between marks, 汉字 only) that stand in two items: `((text, span), (text, span))` by
/// index into `passages`, in order of the second place. What stands three times or more is taken for a set
/// phrase and left alone.
pub fn doubled_measures(passages: &[Passage<'_>]) -> Vec<((usize, Span), (usize, Span))> {
    /// How often a wording stands in the plan, and the first clause that had it.
    #[derive(Default)]
    struct Wording {
        times: usize,
        first: Option<usize>,
    }
    // A heading of several measures repeats in its items by nature: only a whole heading counts as one.
    let counts = |p: &Passage<'_>| !p.title || !p.text.text().contains(['，', '、']);
    let of_passages = passages.iter().enumerate().filter(|(_, p)| counts(p));
    let clauses: Vec<(usize, &Measure)> =
        of_passages.flat_map(|(index, p)| p.text.measures().iter().map(move |measure| (index, measure))).collect();
    let mut wordings: FxHashMap<u64, Wording> = FxHashMap::with_capacity_and_hasher(clauses.len(), FxBuildHasher);
    for (_, clause) in &clauses {
        wordings.entry(clause.words).or_default().times += 1;
    }
    let words = |at: usize| clauses[at].1.span.of(passages[clauses[at].0].text.text());
    let mut by_tail: FxHashMap<u64, usize> = FxHashMap::with_capacity_and_hasher(clauses.len(), FxBuildHasher);
    let mut out = Vec::new();
    for (i, &(here, clause)) in clauses.iter().enumerate() {
        let Some(wording) = wordings.get_mut(&clause.words).filter(|w| w.times < PHRASE) else { continue };
        let same = wording.first.filter(|&other| words(other) == words(i));
        let like = || {
            let other = by_tail.get(&clause.tail?).copied()?;
            let (short, long) = if clauses[other].1.letters < clause.letters { (other, i) } else { (i, other) };
            (words(long).ends_with(words(short)) && clauses[long].1.letters <= clauses[short].1.letters + 4)
                .then_some(other)
        };
        if let Some(other) = same.or_else(like) {
            let (there, first) = clauses[other];
            let (a, b) = (&passages[there], &passages[here]);
            let long_enough = first.letters.min(clause.letters) >= if a.title || b.title { HEADING } else { MEASURE };
            // Two headings of one wording are a matter of the outline.
            if a.item != b.item && long_enough && !(a.title && b.title) {
                out.push(((there, first.span), (here, clause.span)));
            }
        }
        wording.first.get_or_insert(i);
        if let Some(tail) = clause.tail {
            by_tail.entry(tail).or_insert(i);
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
    fn measures_that_stand_in_two_items() {
        let found = |texts: &[(usize, bool, &str)]| {
            let known: Vec<_> = texts.iter().map(|(.., text)| Known::of(text)).collect();
            let passages: Vec<Passage<'_>> =
                (texts.iter().zip(&known)).map(|(&(item, title, _), text)| Passage { item, title, text }).collect();
            let places = doubled_measures(&passages);
            places.iter().map(|(_, (i, at))| at.of(texts[*i].2).to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(
            found(&[
                (1, false, "加强人员配备，提高专业技术人才比例。"),
                (2, false, "提高专业技术人才比例，落实编制。")
            ]),
            ["提高专业技术人才比例"]
        );
        assert_eq!(found(&[(1, true, "促进服务连续性"), (2, false, "改善环境，促进服务连续性。")]), ["促进服务连续性"]);
        assert_eq!(
            found(&[(1, false, "加快推进公共卫生服务体系改革。"), (2, false, "推进公共卫生服务体系改革，健全机制。")]),
            ["推进公共卫生服务体系改革"]
        );
        // Short, in one item, or a set phrase: left alone.
        assert_eq!(found(&[(1, false, "加强组织领导。"), (2, false, "加强组织领导。")]), [""; 0]);
        assert_eq!(found(&[(1, false, "提高专业技术人才比例，提高专业技术人才比例。")]), [""; 0]);
        let phrase = "提高专业技术人才比例。";
        assert_eq!(found(&[(1, false, phrase), (2, false, phrase), (3, false, phrase)]), [""; 0]);
    }

    #[test]
    fn doubled_sentence_is_found_once_with_both_places() {
        let a = "加快推进公共卫生服务体系改革并健全运行机制。其他。";
        let b = "健全机制。加快推进公共卫生服务体系改革并健全运行机制。";
        let found = doubled_sentences(&[&Known::of(a), &Known::of(b)]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].1.1.of(b), "加快推进公共卫生服务体系改革并健全运行机制");
    }
}
