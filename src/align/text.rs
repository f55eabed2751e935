//! Texts as weighted character bigrams.

use super::Doc;
use crate::base::{Prose, Span};
use crate::extract::form::is_han;
use crate::plan::{SectionId, TextKind};
use rustc_hash::FxHashMap;

/// How rare each bigram is in the plans that are compared.
#[derive(Debug)]
pub struct Index {
    frequency: FxHashMap<u64, u32>,
    passages: f32,
}

/// A text as a vector: bigrams with their weights, sorted; and its length.
#[derive(Debug, Clone, Default)]
pub struct Vector {
    parts: Vec<(u64, f32)>,
    norm: f32,
    /// Sum of the weights.
    pub mass: f32,
}

/// One sentence of a plan.
#[derive(Debug, Clone)]
pub struct Sentence<'a> {
    /// The section it stands in.
    pub section: Option<SectionId>,
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
    let mut before: Option<char> = None;
    for c in text.chars() {
        if is_han(c) || c.is_alphanumeric() {
            if let Some(b) = before {
                each(u64::from(b as u32) << 32 | u64::from(c as u32));
            }
            before = Some(c);
        } else if !matches!(c, '“' | '”' | ' ') {
            before = None;
        }
    }
}

impl Index {
    /// The index of some plans: each sentence is a passage.
    pub fn new(docs: &[Doc<'_>]) -> Self {
        let mut frequency: FxHashMap<u64, u32> = FxHashMap::default();
        let mut passages = 0u32;
        let mut seen: FxHashMap<u64, u32> = FxHashMap::default();
        for doc in docs {
            for run in doc.plan.texts() {
                for sentence in crate::extract::target::sentences(run.prose.as_str()) {
                    passages += 1;
                    bigrams(&run.prose.as_str()[sentence], |b| {
                        if seen.insert(b, passages) != Some(passages) {
                            *frequency.entry(b).or_default() += 1;
                        }
                    });
                }
            }
        }
        Self { frequency, passages: passages.max(1) as f32 }
    }

    /// A text as a vector.
    pub fn vector(&self, text: &str) -> Vector {
        self.vector_of([(text, 1.0)])
    }

    /// Several texts as one vector, each with its weight.
    pub fn vector_of<'t>(&self, texts: impl IntoIterator<Item = (&'t str, f32)>) -> Vector {
        let mut counts: FxHashMap<u64, f32> = FxHashMap::default();
        for (text, weight) in texts {
            bigrams(text, |b| *counts.entry(b).or_default() += weight);
        }
        let mut parts: Vec<(u64, f32)> = counts
            .into_iter()
            .map(|(b, count)| {
                let frequency = self.frequency.get(&b).copied().unwrap_or(1) as f32;
                (b, (1.0 + count.ln().max(0.0)) * (1.0 + self.passages / frequency).ln())
            })
            .collect();
        parts.sort_unstable_by_key(|p| p.0);
        let norm = parts.iter().map(|p| p.1 * p.1).sum::<f32>().sqrt();
        let mass = parts.iter().map(|p| p.1).sum();
        Vector { parts, norm, mass }
    }

    /// The sentences of a plan with at least `least` 汉字, responsibility clauses left out.
    pub fn sentences<'a>(&self, doc: Doc<'a>, least: usize) -> Vec<Sentence<'a>> {
        let mut out = Vec::new();
        for run in doc.plan.texts() {
            if run.kind == TextKind::Cell {
                continue;
            }
            let text = run.prose.as_str();
            let task = run.section.and_then(|id| doc.facts.tasks.iter().find(|t| t.section == id));
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
                out.push(Sentence { section: run.section, prose: run.prose, range, vector: self.vector(words) });
            }
        }
        out
    }
}

/// Vectors by the bigrams they hold, to compare one text with all of them at once: most share nothing with it.
#[derive(Debug)]
pub struct Postings {
    /// Number of the vector and weight, all of one bigram side by side.
    entries: Vec<(u32, f32)>,
    of: FxHashMap<u64, std::ops::Range<u32>>,
    norms: Vec<f32>,
}

impl Postings {
    /// The postings of some vectors.
    pub fn new<'v>(vectors: impl IntoIterator<Item = &'v Vector>) -> Self {
        let mut all: Vec<(u64, u32, f32)> = Vec::new();
        let mut norms = Vec::new();
        for (number, vector) in vectors.into_iter().enumerate() {
            all.extend(vector.parts.iter().map(|&(bigram, weight)| (bigram, number as u32, weight)));
            norms.push(vector.norm);
        }
        all.sort_unstable_by_key(|&(bigram, number, _)| (bigram, number));
        let mut of: FxHashMap<u64, std::ops::Range<u32>> = FxHashMap::default();
        let mut at = 0;
        for run in all.chunk_by(|a, b| a.0 == b.0) {
            let end = at + run.len() as u32;
            of.insert(run[0].0, at..end);
            at = end;
        }
        Self { entries: all.into_iter().map(|(_, number, weight)| (number, weight)).collect(), of, norms }
    }

    /// The cosine of a vector with each of them, the same as [`Vector::cosine`] gives.
    pub fn cosines(&self, vector: &Vector) -> Vec<f32> {
        let mut out = vec![0.0f32; self.norms.len()];
        for &(bigram, weight) in &vector.parts {
            let Some(range) = self.of.get(&bigram) else { continue };
            for &(number, other) in &self.entries[range.start as usize..range.end as usize] {
                out[number as usize] += weight * other;
            }
        }
        for (dot, norm) in out.iter_mut().zip(&self.norms) {
            let norms = vector.norm * norm;
            *dot = if norms == 0.0 { 0.0 } else { *dot / norms };
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
        let index = Index { frequency: FxHashMap::default(), passages: 4.0 };
        let vectors: Vec<Vector> = texts.iter().map(|t| index.vector(t)).collect();
        let postings = Postings::new(&vectors);
        for one in &vectors {
            assert_eq!(postings.cosines(one), vectors.iter().map(|v| one.cosine(v)).collect::<Vec<_>>());
        }
    }
}
