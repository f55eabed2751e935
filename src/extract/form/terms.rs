//! One thing written in two ways within a text: by a character of the same sound (监测预警, 检测预警), or
//! as a quoted name with a character more or less (“一平台多基地”, “一平台+多基地”).

use super::is_han;
use crate::data::homophones;
use pinyin::ToPinyin;
use rustc_hash::FxHashMap;
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{LazyLock, Mutex, PoisonError};

/// Where a wording stands: which of the texts, and its bytes there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct At {
    /// Index of the text.
    pub text: usize,
    /// Bytes of that text.
    pub start: usize,
    /// Their end.
    pub end: usize,
}

/// Two wordings of what is likely one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// The rarer wording (of two equally rare ones, the later).
    pub here: At,
    /// The other, where it first stands.
    pub there: At,
    /// How often the rarer one stands in the texts.
    pub times_here: usize,
    /// How often the other.
    pub times_there: usize,
}

/// Length of the window that must sound alike, in characters.
const WINDOW: usize = 5;
/// How many equal neighbours a lone wording needs.
const CONTEXT: usize = 5;
/// Characters with grammatical work or of numbering: another of the same sound in their place is as a rule
/// another word (由市财政局, 有市财政局), not a slip.
const FUNCTION: &str = "的地得和与于在是由有又及级为委对将各个以已一至之市区县等向把被从其且或者即也都就不未无可能会应当要需须使让给到里内中上下前后时而所两二三四五六七八九十百千万亿零另每某本该此这那定订他它她";

/// The characters of some texts, one after the other, with their sounds.
struct Letters<'a> {
    texts: &'a [&'a str],
    /// Where each text begins in `chars`.
    begins: Vec<usize>,
    chars: Vec<char>,
    sounds: Vec<u16>,
}

impl<'a> Letters<'a> {
    fn of(texts: &'a [&'a str]) -> Self {
        let room = texts.iter().map(|t| t.len() / 3 + 1).sum();
        let (mut chars, mut sounds) = (Vec::with_capacity(room), Vec::with_capacity(room));
        let mut begins = Vec::with_capacity(texts.len());
        for text in texts {
            let begin = chars.len();
            begins.push(begin);
            chars.extend(text.chars());
            sounds.extend(chars[begin..].iter().map(|&c| sound_of(c)));
        }
        Self { texts, begins, chars, sounds }
    }

    /// The text that a letter stands in.
    fn text_of(&self, at: usize) -> usize {
        self.begins.partition_point(|&begin| begin <= at).saturating_sub(1)
    }

    fn window(&self, at: usize) -> &[char] {
        self.chars.get(at..at + WINDOW).unwrap_or_default()
    }

    /// Where a window stands in its text.
    fn span(&self, at: usize) -> At {
        let text = self.text_of(at);
        let mut offsets = self.texts[text].char_indices().map(|(offset, _)| offset).skip(at - self.begins[text]);
        let start = offsets.next().unwrap_or_default();
        let end = offsets.nth(WINDOW - 1).unwrap_or(self.texts[text].len());
        At { text, start, end }
    }

    /// The one place in which two windows differ.
    fn differing(&self, a: usize, b: usize) -> Option<usize> {
        let mut apart = self.window(a).iter().zip(self.window(b)).enumerate().filter(|(_, (x, y))| x != y);
        let (offset, _) = apart.next()?;
        apart.next().is_none().then_some(offset)
    }

    /// How many characters around two places are equal, both sides together; marks end the count.
    fn context(&self, a: usize, b: usize) -> usize {
        let (in_a, in_b) = (self.text_of(a), self.text_of(b));
        let same = |x: usize, y: usize| match (self.chars.get(x), self.chars.get(y)) {
            (Some(c), Some(d)) => c == d && is_han(*c) && self.text_of(x) == in_a && self.text_of(y) == in_b,
            _ => false,
        };
        let right = (1..=CONTEXT).take_while(|i| same(a + i, b + i)).count();
        let left = (1..=CONTEXT).take_while(|&i| i <= a && i <= b && same(a - i, b - i)).count();
        left + right
    }
}

/// Wordings that differ by one character of the same sound, with equal ones on both sides. At the edge of
/// what is equal the two may belong to different words (卫生机构公…, 卫生机构功…), so there both must be words
/// that the register of homophones pairs (监测, 检测).
pub fn sound_alikes(texts: &[&str]) -> Vec<Variant> {
    let letters = Letters::of(texts);
    let chars = &letters.chars;
    let mut found: Vec<(usize, usize, Variant)> = Vec::new();
    for group in groups(&letters) {
        let mut wordings: Vec<(usize, usize)> = Vec::new();
        for at in group {
            match wordings.iter().position(|(first, _)| letters.window(*first) == letters.window(at)) {
                Some(known) => wordings[known].1 += 1,
                None if wordings.len() < 8 => wordings.push((at, 1)),
                None => {}
            }
        }
        for (i, &(a, a_times)) in wordings.iter().enumerate() {
            for &(b, b_times) in &wordings[i + 1..] {
                let Some(offset) = letters.differing(a, b) else { continue };
                let pair = [chars[a + offset], chars[b + offset]];
                if pair.iter().any(|&c| !is_han(c) || FUNCTION.contains(c)) {
                    continue;
                }
                let word = |at: usize| match offset {
                    0 => Some([chars[at], chars[at + 1]]),
                    _ if offset == WINDOW - 1 => Some([chars[at + offset - 1], chars[at + offset]]),
                    _ => None,
                };
                if let (Some(x), Some(y)) = (word(a), word(b))
                    && !homophones::paired(x, y)
                {
                    continue;
                }
                let (rare, rare_times, usual, usual_times) =
                    if a_times < b_times { (a, a_times, b, b_times) } else { (b, b_times, a, a_times) };
                if rare_times > 1 || (usual_times < 2 && letters.context(rare + offset, usual + offset) < CONTEXT) {
                    continue;
                }
                let variant = Variant {
                    here: letters.span(rare),
                    there: letters.span(usual),
                    times_here: rare_times,
                    times_there: usual_times,
                };
                // Overlapping windows see the same character: the first found speaks for all.
                if !found.iter().any(|(r, ..)| *r == rare + offset) {
                    found.push((rare + offset, usual + offset, variant));
                }
            }
        }
    }
    found.sort_by_key(|(at, ..)| *at);
    found.into_iter().map(|(.., variant)| variant).collect()
}

/// Windows that sound alike but do not all read alike, each group in order, the groups by their first.
fn groups(letters: &Letters<'_>) -> Vec<Vec<usize>> {
    let mut sounds = Sounds::new(letters.chars.len());
    let ends = letters.begins.iter().skip(1).copied().chain([letters.chars.len()]);
    for (&begin, end) in letters.begins.iter().zip(ends) {
        let text = begin..end;
        // Behind how many characters the letters belong to one clause.
        let mut from = 0;
        let mut key = 0u64;
        // Which of the last letters are no 汉字, a bit for each.
        let mut other = 0u32;
        for (at, (&c, &sound)) in letters.chars[text.clone()].iter().zip(&letters.sounds[text]).enumerate() {
            // Five sounds of sixteen bits do not fit: the first gives way to the fifth, mixed in by a product.
            let fifth = (key >> 48).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            key = key << 16 | u64::from(sound);
            other = (other << 1 | u32::from(sound >= UNSOUNDED)) & ((1 << WINDOW) - 1);
            if sound >= UNSOUNDED && matches!(c, '。' | '；' | '\n') {
                from = at + 1;
            }
            // One of them may be no 汉字.
            if at + 1 < from + WINDOW || other & other.wrapping_sub(1) != 0 {
                continue;
            }
            sounds.add((key ^ fifth).wrapping_mul(0xF135_7AEA_2E62_A9C5), begin + at + 1 - WINDOW, letters);
        }
    }
    sounds.mixed()
}

/// Windows by their sound: each is put in one walk over a flat table, and only those that share a sound and not
/// their letters are looked at again.
struct Sounds {
    /// For each place of the table the first window of a sound, by its number; [`Sounds::EMPTY`] where none is.
    table: Vec<u32>,
    bits: u32,
    /// The first window of each sound: its key and where it begins.
    firsts: Vec<(u64, u32)>,
    /// Those that sound like one before them.
    others: Vec<(u64, u32)>,
    /// Keys of which not all windows read alike, with the first of these.
    mixed: FxHashMap<u64, u32>,
}

impl Sounds {
    const EMPTY: u32 = u32::MAX;

    /// A table for the windows of so many characters.
    fn new(chars: usize) -> Self {
        let bits = (chars * 2).max(1 << 8).next_power_of_two().ilog2();
        let (table, firsts) = (vec![Self::EMPTY; 1 << bits], Vec::with_capacity(chars));
        Self { table, bits, firsts, others: Vec::new(), mixed: FxHashMap::default() }
    }

    fn add(&mut self, key: u64, window: usize, letters: &Letters<'_>) {
        let (Ok(place), Ok(number)) = (u32::try_from(window), u32::try_from(self.firsts.len())) else { return };
        let mut slot = (key >> (64 - self.bits)) as usize;
        loop {
            match self.table[slot] {
                Self::EMPTY => {
                    self.table[slot] = number;
                    self.firsts.push((key, place));
                    return;
                }
                number => {
                    let (known, first) = self.firsts[number as usize];
                    if known == key {
                        self.others.push((key, place));
                        if letters.window(first as usize) != letters.window(window) {
                            self.mixed.insert(key, first);
                        }
                        return;
                    }
                }
            }
            slot = (slot + 1) & (self.table.len() - 1);
        }
    }

    fn mixed(mut self) -> Vec<Vec<usize>> {
        if self.mixed.is_empty() {
            return Vec::new();
        }
        self.others.retain(|(key, _)| self.mixed.contains_key(key));
        self.others.extend(self.mixed);
        self.others.sort_unstable();
        let groups = self.others.chunk_by(|a, b| a.0 == b.0);
        let mut out: Vec<Vec<usize>> = groups.map(|run| run.iter().map(|&(_, at)| at as usize).collect()).collect();
        out.sort_unstable_by_key(|group| group[0]);
        out
    }
}

/// Sounds of characters that have none begin here.
const UNSOUNDED: u16 = 0x8000;

/// A number for the sound of a character, the same for all that sound alike: from 1 up in the order they are
/// first met; other characters take numbers from the upper half.
#[inline]
fn sound_of(c: char) -> u16 {
    /// The common 汉字 (U+4E00–U+9FFF), 0 for one that was not asked yet.
    static TABLE: [AtomicU16; 0x5200] = [const { AtomicU16::new(0) }; 0x5200];
    static SOUNDS: LazyLock<Mutex<FxHashMap<&str, u16>>> = LazyLock::new(Mutex::default);
    let place = (c as usize).checked_sub(0x4e00).and_then(|at| TABLE.get(at));
    let known = place.map_or(0, |place| place.load(Ordering::Relaxed));
    if known != 0 {
        return known;
    }
    let sound = match c.to_pinyin() {
        Some(sound) => {
            let mut sounds = SOUNDS.lock().unwrap_or_else(PoisonError::into_inner);
            let next = sounds.len() as u16 + 1;
            *sounds.entry(sound.plain()).or_insert(next)
        }
        None => UNSOUNDED | (c as u32 & 0x7fff) as u16,
    };
    if let Some(place) = place {
        place.store(sound, Ordering::Relaxed);
    }
    sound
}

/// Quoted names of five characters or more that differ by one character more, less or other (numerals
/// aside: they tell editions apart).
pub fn quoted_names(texts: &[&str]) -> Vec<Variant> {
    let mut names: Vec<(&str, At, usize)> = Vec::new();
    for (text, s) in texts.iter().enumerate() {
        for (open, _) in s.match_indices('“') {
            let start = open + '“'.len_utf8();
            let Some(len) = s[start..].find(['”', '“', '。']) else { continue };
            let name = &s[start..start + len];
            if !s[start + len..].starts_with('”') || !(5..=20).contains(&name.chars().count()) {
                continue;
            }
            match names.iter_mut().find(|(known, ..)| *known == name) {
                Some((.., times)) => *times += 1,
                None => names.push((name, At { text, start, end: start + len }, 1)),
            }
        }
    }
    let letters: Vec<Vec<char>> = names.iter().map(|(name, ..)| name.chars().collect()).collect();
    let mut out = Vec::new();
    for (i, a) in names.iter().enumerate() {
        for (j, b) in names.iter().enumerate().skip(i + 1) {
            if !one_apart(&letters[i], &letters[j]) {
                continue;
            }
            // Where neither is clearly the usual one, the later departs from the earlier.
            let (rare, usual) = if a.2 * 3 <= b.2 { (a, b) } else { (b, a) };
            out.push(Variant { here: rare.1, there: usual.1, times_here: rare.2, times_there: usual.2 });
        }
    }
    out.sort_by_key(|v| v.here);
    out
}

fn one_apart(a: &[char], b: &[char]) -> bool {
    if a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let head = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let tail = a[head..].iter().rev().zip(b[head..].iter().rev()).take_while(|(x, y)| x == y).count();
    let (left, right) = (&a[head..a.len() - tail], &b[head..b.len() - tail]);
    let telling =
        |c: &char| c.is_ascii_alphanumeric() || "一二三四五六七八九十百千万东南西北上下内外大小前后".contains(*c);
    left.len() <= 1
        && right.len() <= 1
        && left.len() + right.len() > 0
        && !left.iter().chain(right).any(telling)
        && a.len() + b.len() > 10
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pairs(find: fn(&[&str]) -> Vec<Variant>, texts: &[&str]) -> Vec<(String, String)> {
        let of = |at: At| texts[at.text][at.start..at.end].to_owned();
        find(texts).into_iter().map(|v| (of(v.here), of(v.there))).collect()
    }

    #[test]
    fn a_character_of_the_same_sound() {
        let texts = ["健全传染病监测预警体系建设。", "建成智能检测预警体系。"];
        assert_eq!(pairs(sound_alikes, &texts), [("检测预警体".to_owned(), "监测预警体".to_owned())]);
        let texts = ["规范权力运行规则。规范权力运行规则。", "规范权利运行规则。"];
        assert_eq!(pairs(sound_alikes, &texts).len(), 1);
    }

    #[test]
    fn other_words_of_the_same_sound_are_left_alone() {
        for texts in [
            ["由市财政局会同有关部门", "有市财政局会同有关部门"],
            ["制定具体实施办法细则", "制订具体实施办法细则"],
            ["医疗服务机构", "医疗服务基地"],
        ] {
            assert_eq!(pairs(sound_alikes, &texts), [], "{texts:?}");
        }
    }

    #[test]
    fn quoted_names_one_character_apart() {
        let texts =
            ["打造“一平台+多基地”格局", "形成“一平台多基地”新模式", "“十四五规划纲”“十五五规划纲”“夜间门诊”“假日门诊”"];
        assert_eq!(pairs(quoted_names, &texts), [("一平台多基地".to_owned(), "一平台+多基地".to_owned())]);
    }

    proptest! {
        #[test]
        fn places_lie_in_the_texts(texts in prop::collection::vec("[监检测预警体系“”。a-c]{0,40}", 0..4)) {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            for v in [sound_alikes(&texts) , quoted_names(&texts)].concat() {
                for at in [v.here, v.there] {
                    prop_assert!(texts[at.text].get(at.start..at.end).is_some());
                }
                prop_assert_ne!(v.here, v.there);
            }
        }
    }
}
