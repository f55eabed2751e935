//! Texts as weighted character bigrams.

use super::Doc;
use crate::base::{Prose, Span};
use crate::extract::form::is_han;
use crate::plan::{SectionId, TextKind};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// How rare each bigram is in the plans that are compared.
#[derive(Debug)]
pub struct Index {
    /// Bigrams by number, so that vectors are short lists and postings an array.
    ids: FxHashMap<u64, u32>,
    /// The weight of each.
    rarity: Vec<f32>,
    /// Those of the plans' texts in their order, so that each is looked up once.
    tokens: Vec<Token>,
    /// Where each text's tokens are, by where the text is in memory.
    texts: FxHashMap<usize, Range<u32>>,
}

/// A bigram of a text.
#[derive(Debug, Clone, Copy)]
struct Token {
    /// Its number; [`NONE`] where no passage has it.
    id: u32,
    /// Where it begins, bytes of the text.
    start: u32,
    /// Where it ends.
    end: u32,
}

/// Bigrams that run over the end of a sentence, and that no sentence has.
const NONE: u32 = u32::MAX;

/// A text as a vector: bigrams with their weights, sorted; and its length.
#[derive(Debug, Clone, Default)]
pub struct Vector {
    parts: Vec<(u32, f32)>,
    norm: f32,
    /// Sum of the weights.
    pub mass: f32,
}

/// How often bigrams stand in a text, in order of their numbers.
#[derive(Debug, Clone, Default)]
pub struct Counts(Vec<(u32, u32)>);

impl Counts {
    fn of(mut found: Vec<u32>) -> Self {
        found.sort_unstable();
        Self(found.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as u32)).collect())
    }

    /// Those of two texts together.
    pub fn and(&self, other: &Self) -> Self {
        let (a, b) = (&self.0, &other.0);
        if a.is_empty() || b.is_empty() {
            return if a.is_empty() { other.clone() } else { self.clone() };
        }
        let mut out = Vec::with_capacity(a.len() + b.len());
        let (mut i, mut j) = (0, 0);
        while i < a.len() && j < b.len() {
            let (mine, theirs) = (a[i], b[j]);
            match mine.0.cmp(&theirs.0) {
                std::cmp::Ordering::Less => out.push(mine),
                std::cmp::Ordering::Greater => out.push(theirs),
                std::cmp::Ordering::Equal => out.push((mine.0, mine.1 + theirs.1)),
            }
            i += usize::from(mine.0 <= theirs.0);
            j += usize::from(theirs.0 <= mine.0);
        }
        out.extend_from_slice(&a[i..]);
        out.extend_from_slice(&b[j..]);
        Self(out)
    }
}

/// One sentence of a plan.
#[derive(Debug, Clone)]
pub struct Sentence<'a> {
    /// The section it stands in.
    pub section: Option<SectionId>,
    /// Whether it is a title, not a sentence of the text.
    pub title: bool,
    /// The paragraph.
    pub prose: &'a Prose,
    /// Bytes of the paragraph's text.
    pub range: Span,
    /// Its words as a vector.
    pub vector: Vector,
}

impl Sentence<'_> {
    /// Its words.
    pub fn text(&self) -> &str {
        self.range.of(self.prose.as_str())
    }
}

/// The bigrams of a text: of 汉字 and of letters and digits, over no mark.
fn bigrams(text: &str, mut each: impl FnMut(u64)) {
    placed(text, |b, _, _| each(b));
}

/// The bigrams of a text, each with where it begins and ends.
fn placed(text: &str, mut each: impl FnMut(u64, usize, usize)) {
    let mut before: Option<(char, usize)> = None;
    for (at, c) in text.char_indices() {
        // Most of what is no 汉字 is one of few marks: they need no look into the tables of Unicode.
        let mark = matches!(c, '，' | '、' | '。' | '；' | '：' | '（' | '）' | '《' | '》' | '“' | '”');
        if !mark && (is_han(c) || c.is_alphanumeric()) {
            if let Some((b, start)) = before {
                each(u64::from(b as u32) << 32 | u64::from(c as u32), start, at + c.len_utf8());
            }
            before = Some((c, at));
        } else if !matches!(c, '“' | '”' | ' ') {
            before = None;
        }
    }
}

impl Index {
    /// The index of some plans: each sentence is a passage.
    pub fn new(docs: &[Doc<'_>]) -> Self {
        let mut ids: FxHashMap<u64, u32> = FxHashMap::default();
        ids.reserve(docs.iter().map(|d| d.file.text.len() / 6).sum());
        // In how many passages each bigram is, and the last of them.
        let mut seen: Vec<(u32, u32)> = Vec::new();
        let mut passages = 0u32;
        let mut tokens: Vec<Token> = Vec::with_capacity(docs.iter().map(|d| d.file.text.len() / 3).sum());
        let mut texts: FxHashMap<usize, Range<u32>> = FxHashMap::default();
        // Bigrams over the end of a sentence: whether a sentence has them too is known at the end.
        let mut over: Vec<(usize, u64)> = Vec::new();
        for doc in docs {
            for run in doc.plan.texts() {
                let text = run.prose.as_str();
                let from = tokens.len() as u32;
                let mut sentences = crate::extract::target::sentences(text).into_iter();
                let mut sentence = sentences.next().inspect(|_| passages += 1);
                placed(text, |b, start, end| {
                    while sentence.as_ref().is_some_and(|s| s.end <= start) {
                        sentence = sentences.next().inspect(|_| passages += 1);
                    }
                    let mut token = Token { id: NONE, start: start as u32, end: end as u32 };
                    if sentence.as_ref().is_some_and(|s| s.start <= start && end <= s.end) {
                        let next = seen.len() as u32;
                        token.id = *ids.entry(b).or_insert(next);
                        if token.id == next {
                            seen.push((0, 0));
                        }
                        let (times, last) = &mut seen[token.id as usize];
                        if *last != passages {
                            *times += 1;
                            *last = passages;
                        }
                    } else {
                        over.push((tokens.len(), b));
                    }
                    tokens.push(token);
                });
                passages += sentences.count() as u32;
                texts.insert(text.as_ptr().addr(), from..tokens.len() as u32);
            }
        }
        for (at, b) in over {
            tokens[at].id = ids.get(&b).copied().unwrap_or(NONE);
        }
        let all = passages.max(1) as f32;
        let weights: Vec<f32> = (0..=passages.max(1)).map(|n| (1.0 + all / n.max(1) as f32).ln()).collect();
        let rarity = seen.into_iter().map(|(times, _)| weights[times as usize]).collect();
        Self { ids, rarity, tokens, texts }
    }

    /// A text as a vector. Bigrams that no passage has (words run together from two places) are left out.
    pub fn vector(&self, text: &str) -> Vector {
        let mut found = Vec::new();
        bigrams(text, |b| found.extend(self.ids.get(&b)));
        self.of_ids(found)
    }

    /// How often each bigram stands in several texts of the plans.
    pub fn counts_of<'t>(&self, texts: impl IntoIterator<Item = &'t str>) -> Counts {
        let mut found = Vec::new();
        for text in texts {
            match self.texts.get(&text.as_ptr().addr()) {
                Some(at) => found.extend(self.tokens_of(at).iter().map(|t| t.id).filter(|id| *id != NONE)),
                None => bigrams(text, |b| found.extend(self.ids.get(&b))),
            }
        }
        Counts::of(found)
    }

    /// A part of a text of the plans as a vector.
    fn vector_in(&self, text: &str, part: &Range<usize>) -> Vector {
        let Some(at) = self.texts.get(&text.as_ptr().addr()) else { return self.vector(&text[part.clone()]) };
        let tokens = self.tokens_of(at);
        let first = tokens.partition_point(|t| (t.start as usize) < part.start);
        let own = tokens[first..].iter().take_while(|t| t.end as usize <= part.end);
        self.of_ids(own.map(|t| t.id).filter(|id| *id != NONE).collect())
    }

    fn tokens_of(&self, at: &Range<u32>) -> &[Token] {
        &self.tokens[at.start as usize..at.end as usize]
    }

    fn of_ids(&self, found: Vec<u32>) -> Vector {
        self.weigh(&Counts::of(found))
    }

    /// Bigrams with their weights.
    pub fn weigh(&self, counts: &Counts) -> Vector {
        let weight = |&(id, count): &(u32, u32)| {
            let often = if count > 1 { 1.0 + (count as f32).ln() } else { 1.0 };
            (id, often * self.rarity.get(id as usize).copied().unwrap_or(1.0))
        };
        let parts: Vec<(u32, f32)> = counts.0.iter().map(weight).collect();
        let norm = parts.iter().map(|p| p.1 * p.1).sum::<f32>().sqrt();
        let mass = parts.iter().map(|p| p.1).sum();
        Vector { parts, norm, mass }
    }

    /// The sentences of a plan with at least `least` 汉字, responsibility clauses left out.
    pub fn sentences<'a>(&self, doc: Doc<'a>, least: usize) -> Vec<Sentence<'a>> {
        let mut out = Vec::new();
        let mut task_of: Vec<Option<usize>> = vec![None; doc.plan.sections.len()];
        for (at, task) in doc.facts.tasks.iter().enumerate() {
            if let Some(slot) = task_of.get_mut(task.section) {
                *slot = Some(at);
            }
        }
        for run in doc.plan.texts() {
            if run.kind == TextKind::Cell {
                continue;
            }
            let text = run.prose.as_str();
            let task = run.section.and_then(|id| task_of.get(id).copied().flatten()).map(|t| &doc.facts.tasks[t]);
            for sentence in crate::extract::target::sentences(text) {
                let words = &text[sentence.clone()];
                let letters = words.chars().filter(|c| is_han(*c)).count();
                if letters < least {
                    continue;
                }
                let range = Span::new(sentence.start, sentence.end);
                let place = run.prose.source_of(range);
                let clause = task.is_some_and(|t| {
                    t.clauses.iter().any(|c| {
                        c.span.start <= place.start + 12 && place.end <= c.span.end + 12 && c.span.start < place.end
                    })
                });
                if clause {
                    continue;
                }
                let title = run.kind == TextKind::Title;
                out.push(Sentence {
                    section: run.section,
                    title,
                    prose: run.prose,
                    range,
                    vector: self.vector_in(text, &sentence),
                });
            }
        }
        out
    }
}

impl Vector {
    fn dot(&self, other: &Vector, with: impl Fn(f32, f32) -> f32) -> f32 {
        let (mut i, mut j, mut sum) = (0, 0, 0.0);
        while let (Some(a), Some(b)) = (self.parts.get(i), other.parts.get(j)) {
            match a.0.cmp(&b.0) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => {
                    sum += with(a.1, b.1);
                    i += 1;
                    j += 1;
                }
            }
        }
        sum
    }

    /// Cosine of two vectors, 0 to 1.
    pub fn cosine(&self, other: &Vector) -> f32 {
        let norms = self.norm * other.norm;
        if norms == 0.0 { 0.0 } else { self.dot(other, |a, b| a * b) / norms }
    }

    /// The share of this text's weight that the other has too, 0 to 1.
    pub fn within(&self, other: &Vector) -> f32 {
        if self.mass == 0.0 { 0.0 } else { self.dot(other, |a, _| a) / self.mass }
    }

    /// Whether the two share any bigram at all; cheap to ask before the rest.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }
}

/// Texts to search, by the bigrams they hold: one pass over the postings of a text's bigrams gives its likeness
/// to all of them.
#[derive(Debug)]
pub struct Search<'v> {
    vectors: Vec<&'v Vector>,
    /// Number of the text and weight, all of one bigram side by side.
    postings: Vec<(u32, f32)>,
    /// Where those of each bigram end; they begin where the ones before end.
    ends: Vec<u32>,
}

/// How alike a text is to one of those that were searched.
#[derive(Debug, Clone, Copy, Default)]
pub struct Likeness {
    /// Cosine of the two, 0 to 1.
    pub cosine: f32,
    /// The share of the text's weight that the other has too, 0 to 1.
    pub within: f32,
}

impl Likeness {
    /// A copy inside a longer sentence counts as one: the share of the shorter text found in the longer,
    /// tempered by the cosine.
    pub fn score(self) -> f32 {
        if self.cosine < 0.12 { self.cosine } else { self.cosine.max(0.5 * (self.cosine + self.within)) }
    }
}

impl<'v> Search<'v> {
    /// Makes texts ready to be searched.
    pub fn new(index: &Index, vectors: impl IntoIterator<Item = &'v Vector>) -> Self {
        let vectors: Vec<&Vector> = vectors.into_iter().collect();
        let mut ends: Vec<u32> = vec![0; index.rarity.len()];
        let parts = || vectors.iter().flat_map(|v| &v.parts);
        for &(id, _) in parts() {
            ends[id as usize] += 1;
        }
        // First where each begins; filling moves it to where it ends.
        let mut all = 0;
        for end in &mut ends {
            all += std::mem::replace(end, all);
        }
        let mut postings = vec![(0, 0.0); all as usize];
        for (at, vector) in vectors.iter().enumerate() {
            for &(id, weight) in &vector.parts {
                let next = &mut ends[id as usize];
                postings[*next as usize] = (at as u32, weight);
                *next += 1;
            }
        }
        Self { vectors, postings, ends }
    }

    /// The likeness of a text to each, and of each to the text: what they share is the same.
    pub fn both(&self, text: &Vector) -> Vec<(Likeness, Likeness)> {
        let mut out = vec![(Likeness::default(), 0.0f32); self.vectors.len()];
        for &(id, weight) in &text.parts {
            for &(at, other) in self.postings_of(id) {
                let (slot, back) = &mut out[at as usize];
                slot.cosine += weight * other;
                slot.within += weight;
                *back += other;
            }
        }
        let share = |part: f32, mass: f32| if mass == 0.0 { 0.0 } else { part / mass };
        let shares = |((here, back), vector): ((Likeness, f32), &&Vector)| {
            let cosine = share(here.cosine, text.norm * vector.norm);
            let within = share(here.within, text.mass);
            (Likeness { cosine, within }, Likeness { cosine, within: share(back, vector.mass) })
        };
        out.into_iter().zip(&self.vectors).map(shares).collect()
    }

    fn postings_of(&self, id: u32) -> &[(u32, f32)] {
        let begin = (id as usize).checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.postings[begin as usize..self.ends[id as usize] as usize]
    }

    /// The likeness of a text to each.
    pub fn likeness(&self, text: &Vector) -> Vec<Likeness> {
        let mut out = vec![Likeness::default(); self.vectors.len()];
        for &(id, weight) in &text.parts {
            for &(at, other) in self.postings_of(id) {
                let slot = &mut out[at as usize];
                slot.cosine += weight * other;
                slot.within += weight;
            }
        }
        for (slot, vector) in out.iter_mut().zip(&self.vectors) {
            let norms = text.norm * vector.norm;
            slot.cosine = if norms == 0.0 { 0.0 } else { slot.cosine / norms };
            slot.within = if text.mass == 0.0 { 0.0 } else { slot.within / text.mass };
        }
        out
    }
}

/// How alike two short texts are without any index: Dice's coefficient of their bigrams, 0 to 1. Digits are
/// left out, for figures differ where the thing is the same.
pub fn similarity(a: &str, b: &str) -> f32 {
    let grams = |text: &str| {
        let bare: String = text.chars().filter(|c| !c.is_ascii_digit()).collect();
        let mut all = Vec::new();
        bigrams(&bare, |b| all.push(b));
        all.sort_unstable();
        all
    };
    let (a, b) = (grams(a), grams(b));
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let (mut i, mut j, mut both) = (0, 0, 0usize);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                both += 1;
                i += 1;
                j += 1;
            }
        }
    }
    2.0 * both as f32 / (a.len() + b.len()) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_at_once_is_one_by_one() {
        let texts =
            ["健全河长制，建立考核制度", "建立监测网络，覆盖全部河段", "", "监测覆盖率达到90%以上", "健全河长制"];
        let mut index =
            Index { ids: FxHashMap::default(), rarity: Vec::new(), tokens: Vec::new(), texts: FxHashMap::default() };
        for text in texts {
            bigrams(text, |b| {
                let next = index.rarity.len() as u32;
                let id = *index.ids.entry(b).or_insert(next);
                if id == next {
                    index.rarity.push(1.5);
                }
            });
        }
        let vectors: Vec<Vector> = texts.iter().map(|t| index.vector(t)).collect();
        let search = Search::new(&index, &vectors);
        for one in &vectors {
            for (found, other) in search.likeness(one).iter().zip(&vectors) {
                assert!((found.cosine - one.cosine(other)).abs() < 1e-6);
                assert!((found.within - one.within(other)).abs() < 1e-6);
            }
            for ((there, here), other) in search.both(one).iter().zip(&vectors) {
                assert!((there.cosine - one.cosine(other)).abs() < 1e-6 && there.cosine == here.cosine);
                assert!((there.within - one.within(other)).abs() < 1e-6);
                assert!((here.within - other.within(one)).abs() < 1e-6);
            }
        }
    }
}
