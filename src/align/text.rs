//! Texts as weighted character bigrams.

use super::side::{AsParent, Side, Words};
use crate::extract::form::is_han;
use std::borrow::Cow;
use std::sync::LazyLock;

/// Numbers of bigrams, from 0 up in the order they are first met: a table that is probed, for it is asked once for
/// every character of a plan.
#[derive(Debug)]
pub(super) struct Numbers {
    /// A bigram's number at the place that its bits say, or at the next ones that were free.
    table: Vec<u32>,
    /// The bigrams by number.
    all: Vec<u64>,
}

impl Numbers {
    const FREE: u32 = u32::MAX;

    /// Room for so many at first.
    pub fn with_room(bigrams: usize) -> Self {
        let places = (bigrams.max(32) * 2).next_power_of_two();
        Self { table: vec![Self::FREE; places], all: Vec::with_capacity(bigrams / 2) }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Those there are, by number.
    pub fn bigrams(&self) -> &[u64] {
        &self.all
    }

    /// The place of a bigram, and its number if it has one.
    fn find(&self, bigram: u64) -> (usize, Option<u32>) {
        let bits = self.table.len().trailing_zeros();
        let mut place = (bigram.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - bits)) as usize;
        loop {
            match self.table[place] {
                Self::FREE => return (place, None),
                number if self.all[number as usize] == bigram => return (place, Some(number)),
                _ => place = (place + 1) & (self.table.len() - 1),
            }
        }
    }

    /// A bigram's number, if it has one.
    pub fn get(&self, bigram: u64) -> Option<u32> {
        self.find(bigram).1
    }

    /// A bigram's number; the next one for a new bigram.
    pub fn number(&mut self, bigram: u64) -> u32 {
        let (place, known) = self.find(bigram);
        known.unwrap_or_else(|| {
            let number = self.all.len() as u32;
            self.table[place] = number;
            self.all.push(bigram);
            if self.all.len() * 2 > self.table.len() {
                self.grow();
            }
            number
        })
    }

    fn grow(&mut self) {
        self.table = vec![Self::FREE; self.table.len() * 2];
        for number in 0..self.all.len() {
            let (place, _) = self.find(self.all[number]);
            self.table[place] = number as u32;
        }
    }
}

/// The bigrams of a child and its parent with how rare each is in the two: first the parent's by its own numbers, then
/// those that the child alone has.
#[derive(Debug)]
pub struct Index<'s> {
    parent: &'s Side,
    child: &'s Side,
    /// The number of each of the child's bigrams.
    of_child: Vec<u32>,
    /// The weight of each.
    rarity: Vec<f32>,
}

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
    /// Those of one text.
    pub(super) fn of(mut found: Vec<u32>) -> Self {
        found.sort_unstable();
        Self(found.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as u32)).collect())
    }

    /// Those of many texts; numbers are below `all`. All texts are gone through together in the order of the numbers,
    /// instead of each being sorted.
    pub(super) fn of_all<G: IntoIterator<Item = u32>>(texts: impl Iterator<Item = G>, all: usize) -> Vec<Self> {
        let mut out: Vec<Self> = Vec::new();
        let mut found: Vec<(u32, u32)> = Vec::new();
        // First how often each number stands in all, then where the texts that have it begin, and in the end where
        // they end.
        let mut ends: Vec<u32> = vec![0; all];
        for (text, ids) in texts.enumerate() {
            let before = found.len();
            found.extend(ids.into_iter().map(|id| (text as u32, id)));
            for &(_, id) in &found[before..] {
                ends[id as usize] += 1;
            }
            out.push(Self(Vec::with_capacity(found.len() - before)));
        }
        let mut begin = 0;
        for end in &mut ends {
            begin += std::mem::replace(end, begin);
        }
        let mut by_number: Vec<u32> = vec![0; found.len()];
        for (text, id) in found {
            let end = &mut ends[id as usize];
            by_number[*end as usize] = text;
            *end += 1;
        }
        let mut begin = 0;
        for (id, end) in (0u32..).zip(ends) {
            for &text in &by_number[begin as usize..end as usize] {
                let counts = &mut out[text as usize].0;
                match counts.last_mut().filter(|last| last.0 == id) {
                    Some((_, times)) => *times += 1,
                    None => counts.push((id, 1)),
                }
            }
            begin = end;
        }
        out
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

/// The bigrams of a text: of 汉字 and of letters and digits, over no mark.
pub(super) fn bigrams(text: &str, mut each: impl FnMut(u64)) {
    let mut before: Option<char> = None;
    for c in text.chars() {
        // Most of what is no 汉字 is one of few marks: they need no look into the tables of Unicode.
        let mark = matches!(c, '，' | '、' | '。' | '；' | '：' | '（' | '）' | '《' | '》' | '“' | '”');
        if !mark && (is_han(c) || c.is_alphanumeric()) {
            if let Some(b) = before {
                each(u64::from(b as u32) << 32 | u64::from(c as u32));
            }
            before = Some(c);
        } else if !matches!(c, '“' | '”' | ' ') {
            before = None;
        }
    }
}

impl<'s> Index<'s> {
    /// The bigrams of two plans.
    pub fn new(parent: &'s Side, child: &'s Side) -> Self {
        let all = (parent.passages + child.passages).max(1);
        let weights: Vec<f32> = (0..=all).map(|n| (1.0 + all as f32 / n.max(1) as f32).ln()).collect();
        let mut times = parent.times.clone();
        let number = |(&bigram, &here): (&u64, &u32)| {
            let number = parent.numbers.get(bigram).unwrap_or(times.len() as u32);
            match times.get_mut(number as usize) {
                Some(there) => *there += here,
                None => times.push(here),
            }
            number
        };
        let of_child = child.numbers.bigrams().iter().zip(&child.times).map(number).collect();
        let rarity = times.into_iter().map(|times| weights[times as usize]).collect();
        Self { parent, child, of_child, rarity }
    }

    /// The number of a bigram that a passage of either has.
    fn number(&self, bigram: u64) -> Option<u32> {
        self.parent.numbers.get(bigram).or_else(|| self.of_child(bigram))
    }

    fn of_child(&self, bigram: u64) -> Option<u32> {
        self.child.numbers.get(bigram).map(|id| self.of_child[id as usize])
    }

    /// A text as a vector. Bigrams that no passage has (words run together from two places) are left out.
    pub fn vector(&self, text: &str) -> Vector {
        let mut found = Vec::new();
        bigrams(text, |b| found.extend(self.number(b)));
        self.weigh(&Counts::of(found))
    }

    /// The child's sentences as vectors.
    pub fn sentences_of_child(&self) -> Vec<Vector> {
        let number = |id: u32| self.of_child[id as usize];
        let counts = self.child.counts_of_sentences(Side::SHORT, self.rarity.len(), number);
        counts.iter().map(|counts| self.weigh(counts)).collect()
    }

    /// The parent's sentences as vectors.
    pub fn sentences_of_parent(&self, known: &AsParent) -> Vec<Vector> {
        known.sentences.iter().map(|counts| self.weigh(counts)).collect()
    }

    /// The bigrams of the child's sections.
    pub fn sections_of_child(&self, plan: &crate::plan::Plan) -> Vec<Counts> {
        self.child.counts_of_sections(plan, self.rarity.len(), |words| self.numbers_of_child(words))
    }

    /// The bigrams of a section of the parent.
    pub fn section_of_parent<'a>(&self, known: &'a AsParent, section: usize) -> Cow<'a, Counts> {
        self.with_foreign(&known.sections[section], self.parent.foreign_in_title(section))
    }

    /// The child's targets as vectors.
    pub fn targets_of_child(&self) -> Vec<Vector> {
        let counts = |words: &Words| Counts::of(self.numbers_of_child(words));
        self.child.targets().iter().map(|words| self.weigh(&counts(words))).collect()
    }

    /// The parent's targets as vectors.
    pub fn targets_of_parent(&self, known: &AsParent) -> Vec<Vector> {
        let counts = |(counts, words): (_, &Words)| self.weigh(&self.with_foreign(counts, words.foreign()));
        known.targets.iter().zip(self.parent.targets()).map(counts).collect()
    }

    fn numbers_of_child(&self, words: &Words) -> Vec<u32> {
        words.numbers(|id| self.of_child[id as usize], |bigram| self.parent.numbers.get(bigram))
    }

    /// Counts of the parent with bigrams that it has in no passage, as far as the child has.
    fn with_foreign<'a>(&self, counts: &'a Counts, foreign: &[u64]) -> Cow<'a, Counts> {
        let found: Vec<u32> = foreign.iter().filter_map(|&bigram| self.of_child(bigram)).collect();
        if found.is_empty() { Cow::Borrowed(counts) } else { Cow::Owned(counts.and(&Counts::of(found))) }
    }

    /// Bigrams with their weights.
    pub fn weigh(&self, counts: &Counts) -> Vector {
        let weight = |&(id, count): &(u32, u32)| {
            let often = often(count);
            (id, often * self.rarity.get(id as usize).copied().unwrap_or(1.0))
        };
        let parts: Vec<(u32, f32)> = counts.0.iter().map(weight).collect();
        let norm = parts.iter().map(|p| p.1 * p.1).sum::<f32>().sqrt();
        let mass = parts.iter().map(|p| p.1).sum();
        Vector { parts, norm, mass }
    }
}

/// What a bigram counts that stands so often in a text.
fn often(count: u32) -> f32 {
    static KNOWN: LazyLock<[f32; 64]> = LazyLock::new(|| std::array::from_fn(|n| 1.0 + (n.max(1) as f32).ln()));
    match count {
        1 => 1.0,
        _ => KNOWN.get(count as usize).copied().unwrap_or_else(|| 1.0 + (count as f32).ln()),
    }
}

/// A text laid out by the numbers of its bigrams, to be held against many others.
#[derive(Debug)]
pub struct Spread {
    weights: Vec<f32>,
    norm: f32,
}

impl Spread {
    /// A text of a comparison.
    pub fn of(index: &Index<'_>, vector: &Vector) -> Self {
        let mut weights = vec![0.0; index.rarity.len()];
        for &(id, weight) in &vector.parts {
            if let Some(slot) = weights.get_mut(id as usize) {
                *slot = weight;
            }
        }
        Self { weights, norm: vector.norm }
    }

    /// The cosine of it and another, 0 to 1.
    pub fn cosine(&self, other: &Vector) -> f32 {
        let norms = self.norm * other.norm;
        let weight = |id: u32| self.weights.get(id as usize).copied().unwrap_or(0.0);
        let dot: f32 = other.parts.iter().map(|&(id, own)| own * weight(id)).sum();
        if norms == 0.0 { 0.0 } else { dot / norms }
    }
}

impl Vector {
    /// The sum of its weights of what the other has too.
    fn shared(&self, other: &Vector) -> f32 {
        let (mut i, mut j, mut sum) = (0, 0, 0.0);
        while let (Some(a), Some(b)) = (self.parts.get(i), other.parts.get(j)) {
            match a.0.cmp(&b.0) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => {
                    sum += a.1;
                    i += 1;
                    j += 1;
                }
            }
        }
        sum
    }

    /// The share of this text's weight that the other has too, 0 to 1.
    pub fn within(&self, other: &Vector) -> f32 {
        if self.mass == 0.0 { 0.0 } else { self.shared(other) / self.mass }
    }

    /// Whether the two share any bigram at all; cheap to ask before the rest.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }
}

/// Texts to search, by the bigrams they hold: one pass over the postings of a text's bigrams gives its likeness
/// to all of them.
#[derive(Debug)]
pub struct Search {
    /// The length and the mass of each; 1 for a text that has none, for it shares nothing either.
    norms: Vec<f32>,
    masses: Vec<f32>,
    /// Number of the text and weight, all of one bigram side by side.
    postings: Vec<(u32, f32)>,
    /// Where those of each bigram end; they begin where the ones before end.
    ends: Vec<u32>,
}

/// What is shared with each of the texts that are searched, and the scores that come of it: room that is used again.
#[derive(Debug, Default)]
pub struct Scores {
    products: Vec<f32>,
    /// By text what of the weight of the one that is asked about is in it.
    there: Vec<f32>,
    /// By text what of its weight is in the one that is asked about.
    here: Vec<f32>,
}

/// How alike a text is to one of those that were searched.
#[derive(Debug, Clone, Copy, Default)]
pub struct Likeness {
    /// Cosine of the two, 0 to 1.
    pub cosine: f32,
    /// The share of the text's weight that the other has too, 0 to 1.
    pub within: f32,
}

/// How far one text says what another does, by their cosine and the share of its weight that the other has. A copy
/// inside a longer sentence counts as one: the share is tempered by the cosine.
#[inline]
fn score(cosine: f32, within: f32) -> f32 {
    let tempered = 0.5 * (cosine + within);
    if cosine < 0.12 || tempered < cosine { cosine } else { tempered }
}

/// A length or mass to divide by.
fn or_one(n: f32) -> f32 {
    if n == 0.0 { 1.0 } else { n }
}

impl Search {
    /// Makes texts ready to be searched.
    pub fn new<'v>(index: &Index<'_>, vectors: impl IntoIterator<Item = &'v Vector>) -> Self {
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
        let norms = vectors.iter().map(|v| or_one(v.norm)).collect();
        let masses = vectors.iter().map(|v| or_one(v.mass)).collect();
        Self { norms, masses, postings, ends }
    }

    /// The scores of a text by each: how far each says what it does, and how far it says what each does.
    pub fn both<'s>(&self, text: &Vector, room: &'s mut Scores) -> (&'s [f32], &'s [f32]) {
        let all = self.norms.len();
        for sums in [&mut room.products, &mut room.there, &mut room.here] {
            sums.clear();
            sums.resize(all, 0.0);
        }
        let (products, there, here) = (&mut room.products[..all], &mut room.there[..all], &mut room.here[..all]);
        for &(id, weight) in &text.parts {
            for &(at, other) in self.postings_of(id) {
                let at = at as usize;
                products[at] += weight * other;
                there[at] += weight;
                here[at] += other;
            }
        }
        // No branches: several texts at once.
        let (norm, mass) = (or_one(text.norm), or_one(text.mass));
        let (norms, masses) = (&self.norms[..all], &self.masses[..all]);
        for at in 0..all {
            let cosine = products[at] / (norm * norms[at]);
            there[at] = score(cosine, there[at] / mass);
            here[at] = score(cosine, here[at] / masses[at]);
        }
        (there, here)
    }

    fn postings_of(&self, id: u32) -> &[(u32, f32)] {
        let begin = (id as usize).checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.postings[begin as usize..self.ends[id as usize] as usize]
    }

    /// The likeness of a text to each.
    pub fn likeness(&self, text: &Vector) -> Vec<Likeness> {
        let mut out = vec![Likeness::default(); self.norms.len()];
        for &(id, weight) in &text.parts {
            for &(at, other) in self.postings_of(id) {
                let slot = &mut out[at as usize];
                slot.cosine += weight * other;
                slot.within += weight;
            }
        }
        let (norm, mass) = (or_one(text.norm), or_one(text.mass));
        for (slot, other) in out.iter_mut().zip(&self.norms) {
            slot.cosine /= norm * other;
            slot.within /= mass;
        }
        out
    }
}

/// How alike two short texts are without any index: Dice's coefficient of their bigrams, 0 to 1. Digits are
/// left out, for figures differ where the thing is the same.
pub fn similarity(a: &str, b: &str) -> f32 {
    dice(&grams(a), &grams(b))
}

/// The bigrams of a short text for [`dice`], in their order.
pub(super) fn grams(text: &str) -> Vec<u64> {
    let bare: String = text.chars().filter(|c| !c.is_ascii_digit()).collect();
    let mut all = Vec::new();
    bigrams(&bare, |b| all.push(b));
    all.sort_unstable();
    all
}

/// [`similarity`] by the bigrams of the two.
pub(super) fn dice(a: &[u64], b: &[u64]) -> f32 {
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
    use crate::align::Doc;
    use crate::base::SourceFile;
    use crate::data::Register;
    use crate::plan::{Facts, Plan};

    #[test]
    fn many_texts_are_counted_as_each_alone() {
        let texts = [vec![3, 1, 3, 0], vec![], vec![2, 3], vec![1, 1, 1]];
        let all = Counts::of_all(texts.iter().cloned(), 4);
        let each: Vec<_> = texts.into_iter().map(|text| Counts::of(text).0).collect();
        assert_eq!(all.into_iter().map(|counts| counts.0).collect::<Vec<_>>(), each);
    }

    #[test]
    fn bigrams_keep_their_numbers_as_the_table_grows() {
        let mut numbers = Numbers::with_room(0);
        let all: Vec<u32> = (0..1000u64).map(|bigram| numbers.number(bigram << 32 | 7)).collect();
        assert_eq!(all, (0..1000).collect::<Vec<_>>());
        assert_eq!(
            (numbers.get(999 << 32 | 7), numbers.number(5 << 32 | 7), numbers.get(7 << 32)),
            (Some(999), 5, None)
        );
    }

    #[test]
    fn all_at_once_is_one_by_one() {
        let texts =
            ["健全河长制，建立考核制度", "建立监测网络，覆盖全部河段", "", "监测覆盖率达到90%以上", "健全河长制"];
        let plan = |text: &str| {
            let file = SourceFile::new("计划.md", text);
            let plan = crate::import::read(&file).plan;
            let facts = crate::extract::facts(&plan, &Register::default());
            (plan, facts, file)
        };
        let [parent, child] = [texts[..2].join("。\n\n"), texts[2..].join("。\n\n")].map(|text| plan(&text));
        let side = |(plan, facts, file): &(Plan, Facts, SourceFile)| Side::of(Doc { plan, facts, file });
        let (parent, child) = (side(&parent), side(&child));
        let index = Index::new(&parent, &child);
        let vectors: Vec<Vector> = texts.iter().map(|t| index.vector(t)).collect();
        let search = Search::new(&index, &vectors);
        let cosine = |a: &Vector, b: &Vector| Spread::of(&index, a).cosine(b);
        for one in &vectors {
            for (found, other) in search.likeness(one).iter().zip(&vectors) {
                assert!((found.cosine - cosine(one, other)).abs() < 1e-6);
                assert!((found.within - one.within(other)).abs() < 1e-6);
            }
            let mut room = Scores::default();
            let (there, here) = search.both(one, &mut room);
            for ((there, here), other) in there.iter().zip(here).zip(&vectors) {
                let score = |a: &Vector, b: &Vector| score(cosine(a, b), a.within(b));
                assert!((there - score(one, other)).abs() < 1e-6);
                assert!((here - score(other, one)).abs() < 1e-6);
            }
        }
    }
}
