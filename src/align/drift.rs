//! Near-copies of the parent's sentences in which a word changed in a way that looks like a slip.

use super::side::known;
use super::tasks::Said;
use super::{Doc, Pair};
use crate::base::{Memo, Span};
use crate::data::{hant, homophones};
use crate::extract::form::{Variant, is_han, sound_alikes_beside};
use pinyin::ToPinyinMulti;
use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::sync::Arc;

/// A word that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// Bytes of the child's file: the changed word with what stands around it.
    pub child: Span,
    /// Bytes of the parent's file.
    pub parent: Span,
    /// The child's words.
    pub here: String,
    /// The parent's words.
    pub there: String,
    /// How it changed.
    pub kind: Kind,
}

/// How a word changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// One character for another of the same sound: 权力, 权利.
    SameSound,
    /// A word of certainty lost with what stood beside it: 基本实现.
    LostWord,
}

/// What looks like a slip in one pair of sentences, by the two alone.
#[derive(Debug)]
struct Slip {
    /// Bytes of the child's sentence, and of the parent's: the words between two marks, as far as they are the same.
    here: Span,
    there: Span,
    /// Bytes of the child's sentence: the character with a few around it.
    near: Span,
    /// Where it is one only if the parent's word (the second) is at home and the child's is none.
    only_if: Option<[[char; 2]; 2]>,
}

/// Slips in the pairs of sentences that say the same, and among wordings that sound alike ([`alikes`]).
pub(super) fn find(plans: &Pair<'_>, pairs: &[Said<'_>], alikes: Vec<Variant>) -> Vec<Drift> {
    let mut out: Vec<Drift> = Vec::new();
    let (child, parent, own) = (plans.child, plans.parent, &plans.child_texts);
    for pair in pairs.iter().filter(|pair| pair.parent.text() != pair.child.text()) {
        for slip in slips(pair.parent.text(), pair.child.text()).iter() {
            if slip.only_if.is_some_and(|[here, there]| !is_no_word(here, there, (child, parent))) {
                continue;
            }
            let (here, there) = (slip.here.of(pair.child.text()), slip.there.of(pair.parent.text()));
            // The child uses the word elsewhere in the same surroundings: it means it.
            let near = slip.near.of(pair.child.text());
            let times = own.iter().map(|r| r.prose.as_str().matches(near).count()).sum::<usize>();
            if times > 1 || same_but_for_form(here, there) {
                continue;
            }
            let shift = |s: Span, by: usize| Span::new(s.start + by, s.end + by);
            out.push(Drift {
                child: pair.child.prose.source_of(shift(slip.here, pair.child.range.start)),
                parent: pair.parent.prose.source_of(shift(slip.there, pair.parent.range.start)),
                here: here.to_owned(),
                there: there.to_owned(),
                kind: Kind::SameSound,
            });
        }
    }
    terms(plans, alikes, &mut out);
    out.sort_by_key(|d| d.child);
    out.dedup_by_key(|d| d.child);
    out
}

/// What looks like a slip in a pair of sentences. A keystroke leaves nearly all pairs as they were.
fn slips(parent: &str, child: &str) -> Arc<[Slip]> {
    static KNOWN: Memo<Arc<[Slip]>> = Memo::new();
    KNOWN.of(&format!("{parent}\n{child}"), || slips_of(parent, child).into())
}

fn slips_of(parent: &str, child: &str) -> Vec<Slip> {
    let mut out = Vec::new();
    let (a, b) = (letters(parent), letters(child));
    let (x, y): (Vec<char>, Vec<char>) = (a.iter().map(|l| l.1).collect(), b.iter().map(|l| l.1).collect());
    if !may_slip(&x, &y) {
        return out;
    }
    let ops = capture_diff_slices(Algorithm::Myers, &x, &y);
    for (i, op) in ops.iter().enumerate() {
        let DiffOp::Replace { old_index, old_len, new_index, new_len } = *op else { continue };
        let around = |at: usize| match ops.get(at) {
            Some(DiffOp::Equal { len, .. }) => *len,
            _ => 0,
        };
        let (before, after) = (i.checked_sub(1).map_or(0, around), around(i + 1));
        if old_len != 1 || new_len != 1 || before + after < 5 || before == 0 && after < 5 {
            continue;
        }
        let (was, is) = (x[old_index], y[new_index]);
        if !sounds_alike(was, is) || is_function(was, is) {
            continue;
        }
        // A word of two characters on one of the sides must be paired, or the surroundings be long.
        let word = |s: &[char], at: usize| [s.get(at.wrapping_sub(1)).copied(), s.get(at + 1).copied()];
        let (w, v) = (word(&x, old_index), word(&y, new_index));
        let paired = (w[0] == v[0] && w[0].zip(v[0]).is_some_and(|(p, q)| homophones::paired([p, was], [q, is])))
            || (w[1] == v[1] && w[1].zip(v[1]).is_some_and(|(p, q)| homophones::paired([was, p], [is, q])));
        let mut only_if = None;
        if !paired && (before < 2 || after < 2) {
            // At the edge of a sentence: the parent's word is at home, the child's is none.
            only_if = w[0].filter(|_| w[0] == v[0]).map(|p| [[p, is], [p, was]]);
            if only_if.is_none() || before + after < 6 {
                continue;
            }
        }
        let few = |len: usize| len.min(4);
        let back = reach(x[old_index - before..old_index].iter().rev());
        let on = reach(x[old_index + 1..old_index + 1 + after].iter());
        out.push(Slip {
            here: range(&b, new_index - back, new_index + 1 + on),
            there: range(&a, old_index - back, old_index + 1 + on),
            near: range(&b, new_index - few(before), new_index + 1 + few(after)),
            only_if,
        });
    }
    out
}

/// How many of the characters beside a slip are shown with it: up to the next mark, so that no word is cut, or a few
/// where that is far.
fn reach<'c>(beside: impl Iterator<Item = &'c char>) -> usize {
    const FAR: usize = 10;
    const FEW: usize = 4;
    let words = beside.take_while(|c| c.is_alphanumeric()).take(FAR + 1).count();
    if words > FAR { FEW } else { words }
}

/// A look before the two are compared in full: what is told has three equal characters on one of its sides, and the
/// two characters beside them are of one sound.
fn may_slip(x: &[char], y: &[char]) -> bool {
    let threes = |s: &[char]| -> Vec<u64> {
        s.windows(3).map(|three| three.iter().fold(0, |all, &c| all << 21 | u64::from(c as u32))).collect()
    };
    let slip = |x: Option<&char>, y: Option<&char>| match (x, y) {
        (Some(&was), Some(&is)) => sounds_alike(was, is) && !is_function(was, is),
        _ => false,
    };
    let theirs = threes(y);
    threes(x).iter().enumerate().any(|(i, three)| {
        let same = theirs.iter().enumerate().filter(|(_, other)| *other == three);
        same.map(|(j, _)| j).any(|j| {
            slip(i.checked_sub(1).and_then(|i| x.get(i)), j.checked_sub(1).and_then(|j| y.get(j)))
                || slip(x.get(i + 3), y.get(j + 3))
        })
    })
}

/// Wordings of the child that sound as some of the parent's: found without knowing which sentences answer which.
pub(super) fn alikes(plans: &Pair<'_>) -> Vec<Variant> {
    sound_alikes_beside(&known(&plans.child_texts), &plans.known.sounds)
}

/// Terms of the parent that the child writes once with another character of the same sound, in sentences of
/// its own.
fn terms(plans: &Pair<'_>, alikes: Vec<Variant>, out: &mut Vec<Drift>) {
    let (own, theirs) = (&plans.child_texts, &plans.parent_texts);
    let texts: Vec<&str> = own.iter().chain(theirs).map(|r| r.prose.as_str()).collect();
    for found in alikes {
        if found.here.text >= own.len() {
            continue;
        }
        let here = &texts[found.here.text][found.here.start..found.here.end];
        let there = &texts[found.there.text][found.there.start..found.there.end];
        let Some((run, at)) = theirs.iter().find_map(|r| Some((r, r.prose.as_str().find(there)?))) else { continue };
        let child = own[found.here.text].prose.source_of(found.here.start..found.here.end);
        let told = out.iter().any(|d| d.child.start < child.end && child.start < d.child.end);
        if told || same_but_for_form(here, there) {
            continue;
        }
        let parent = run.prose.source_of(at..at + there.len());
        out.push(Drift { child, parent, here: here.to_owned(), there: there.to_owned(), kind: Kind::SameSound });
    }
}

/// Whether two wordings are one in simplified and in traditional characters (明确, 明確): that is no slip.
fn same_but_for_form(a: &str, b: &str) -> bool {
    let same = |(a, b): (char, char)| a == b || hant::simplified(a) == hant::simplified(b);
    a.chars().count() == b.chars().count() && a.chars().zip(b.chars()).all(same)
}

/// Bytes and characters of a text.
fn letters(text: &str) -> Vec<(Span, char)> {
    text.char_indices().map(|(at, c)| (Span::new(at, at + c.len_utf8()), c)).collect()
}

fn range(letters: &[(Span, char)], from: usize, to: usize) -> Span {
    match (letters.get(from), to.checked_sub(1).and_then(|t| letters.get(t))) {
        (Some(a), Some(b)) => Span::new(a.0.start, b.0.end),
        _ => Span::default(),
    }
}

/// Whether the child's two characters stand nowhere but here, and the parent's stand in its text again and again.
fn is_no_word(here: [char; 2], there: [char; 2], (child, parent): (Doc<'_>, Doc<'_>)) -> bool {
    let count = |doc: Doc<'_>, word: [char; 2]| {
        let word: String = word.iter().collect();
        doc.plan.texts().iter().map(|r| r.prose.as_str().matches(&word).count()).sum::<usize>()
    };
    count(child, here) == 1 && count(parent, here) == 0 && count(parent, there) >= 3
}

/// Whether two characters have a sound in common: 调 is read like 条 in one of its senses.
fn sounds_alike(a: char, b: char) -> bool {
    let sounds = |c: char| c.to_pinyin_multi().into_iter().flatten().map(|p| p.plain()).collect::<Vec<_>>();
    a != b && is_han(a) && is_han(b) && {
        let others = sounds(b);
        sounds(a).iter().any(|s| others.contains(s))
    }
}

/// Pairs that differ by place or grammar, not by a slip.
fn is_function(a: char, b: char) -> bool {
    const WORDS: &str = "的地得和与于在是由有又及级市省县区旗州盟乡镇村定订";
    WORDS.contains(a) || WORDS.contains(b)
}
