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

/// Some texts made ready to look for windows that sound alike: their characters, one text after the other, and the
/// sound of the window that begins with each.
#[derive(Debug)]
pub struct Sounds {
    /// Where each text begins in `chars`.
    begins: Vec<usize>,
    chars: Vec<char>,
    /// By character the sound of the window that it begins; 0 where it begins none.
    keys: Vec<u64>,
}

impl Sounds {
    /// The sounds of some texts.
    pub fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let (mut begins, mut chars) = (Vec::new(), Vec::new());
        for text in texts {
            begins.push(chars.len());
            chars.reserve(text.len() / 3 + 1);
            chars.extend(text.chars());
        }
        let keys = vec![0; chars.len()];
        let mut sounds = Self { begins, chars, keys };
        for text in 0..sounds.begins.len() {
            sounds.hear(text);
        }
        sounds
    }

    /// Notes the sounds of a text's windows.
    fn hear(&mut self, text: usize) {
        let begin = self.begins[text];
        let end = self.begins.get(text + 1).copied().unwrap_or(self.chars.len());
        // Behind how many characters the letters belong to one clause.
        let mut from = 0;
        let mut key = 0u64;
        // Which of the last letters are no 汉字, a bit for each.
        let mut other = 0u32;
        for (at, &c) in self.chars[begin..end].iter().enumerate() {
            let sound = sound_of(c);
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
            let mixed = (key ^ fifth).wrapping_mul(0xF135_7AEA_2E62_A9C5);
            // The upper bits of a product depend on all others.
            self.keys[begin + at + 1 - WINDOW] = mixed ^ mixed >> 32;
        }
    }

    fn window(&self, at: usize) -> &[char] {
        self.chars.get(at..at + WINDOW).unwrap_or_default()
    }

    /// The windows with their sounds, in order.
    fn windows(&self) -> impl Iterator<Item = (u64, usize)> {
        let windows = self.keys.iter().enumerate().map(|(at, &key)| (key, at));
        windows.filter(|&(key, _)| key != 0)
    }
}

/// Which sounds there are, by some of their bits: a sound it does not hold is not there; nearly all it holds are.
#[derive(Debug)]
struct Filter(Box<[u64; Filter::WORDS]>);

impl Filter {
    const WORDS: usize = 1 << 11;

    fn new() -> Self {
        Self(Box::new([0; Self::WORDS]))
    }

    fn place(key: u64) -> (usize, u64) {
        ((key >> 6) as usize % Self::WORDS, 1 << (key % 64))
    }

    fn note(&mut self, key: u64) {
        let (word, bit) = Self::place(key);
        self.0[word] |= bit;
    }

    fn holds(&self, key: u64) -> bool {
        let (word, bit) = Self::place(key);
        self.0[word] & bit != 0
    }
}

/// Texts that others are held against, again and again: their windows by sound.
#[derive(Debug)]
pub struct KnownSounds {
    sounds: Sounds,
    /// The windows in the order of their sounds.
    windows: Vec<(u64, usize)>,
    /// By sound which of `windows` have it.
    by_sound: FxHashMap<u64, std::ops::Range<usize>>,
    /// The sounds there are.
    some: Filter,
}

impl KnownSounds {
    /// The sounds of some texts.
    pub fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let sounds = Sounds::of(texts);
        let mut windows: Vec<(u64, usize)> = sounds.windows().collect();
        windows.sort_unstable();
        let (mut by_sound, mut some) = (FxHashMap::default(), Filter::new());
        let mut begin = 0;
        for same in windows.chunk_by(|a, b| a.0 == b.0) {
            by_sound.insert(same[0].0, begin..begin + same.len());
            some.note(same[0].0);
            begin += same.len();
        }
        Self { sounds, windows, by_sound, some }
    }

    /// The windows of a sound, in order.
    fn of_sound(&self, key: u64) -> &[(u64, usize)] {
        if !self.some.holds(key) {
            return &[];
        }
        self.by_sound.get(&key).map_or(&[], |range| &self.windows[range.clone()])
    }
}

/// The characters of some texts, and perhaps of others that stand behind them.
struct Letters<'a> {
    own: (&'a Sounds, &'a [&'a str]),
    others: Option<(&'a Sounds, &'a [&'a str])>,
}

impl<'a> Letters<'a> {
    /// Which of the two a letter stands in, and where there; the number of the first text and letter there.
    fn part(&self, at: usize) -> (&'a Sounds, &'a [&'a str], usize, usize) {
        let (own, texts) = self.own;
        match self.others.filter(|_| at >= own.chars.len()) {
            Some((others, behind)) => (others, behind, texts.len(), own.chars.len()),
            None => (own, texts, 0, 0),
        }
    }

    fn letter(&self, at: usize) -> Option<char> {
        let (part, _, _, before) = self.part(at);
        part.chars.get(at - before).copied()
    }

    /// The text that a letter stands in.
    fn text_of(&self, at: usize) -> usize {
        let (part, _, texts, before) = self.part(at);
        texts + part.begins.partition_point(|&begin| begin <= at - before).saturating_sub(1)
    }

    fn window(&self, at: usize) -> &'a [char] {
        let (part, _, _, before) = self.part(at);
        part.window(at - before)
    }

    /// Where a window stands in its text.
    fn span(&self, at: usize) -> At {
        let (part, texts, first, before) = self.part(at);
        let text = self.text_of(at);
        let words = texts[text - first];
        let skipped = at - before - part.begins[text - first];
        let mut offsets = words.char_indices().map(|(offset, _)| offset).skip(skipped);
        let start = offsets.next().unwrap_or_default();
        let end = offsets.nth(WINDOW - 1).unwrap_or(words.len());
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
        let same = |x: usize, y: usize| match (self.letter(x), self.letter(y)) {
            (Some(c), Some(d)) => c == d && is_han(c) && self.text_of(x) == in_a && self.text_of(y) == in_b,
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
    let sounds = Sounds::of(texts.iter().copied());
    let groups = groups(&sounds, None);
    variants(&Letters { own: (&sounds, texts), others: None }, groups)
}

/// The same for some texts with others behind them ([`At::text`] counts on): the wordings of a sound that the first
/// have.
pub fn sound_alikes_beside(texts: &[&str], known: &KnownSounds, others: &[&str]) -> Vec<Variant> {
    let sounds = Sounds::of(texts.iter().copied());
    let groups = groups(&sounds, Some(known));
    variants(&Letters { own: (&sounds, texts), others: Some((&known.sounds, others)) }, groups)
}

/// The variants among windows that sound alike.
fn variants(letters: &Letters<'_>, groups: Vec<Vec<usize>>) -> Vec<Variant> {
    let mut found: Vec<(usize, usize, Variant)> = Vec::new();
    for group in groups {
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
                let (in_a, in_b) = (letters.window(a), letters.window(b));
                if [in_a[offset], in_b[offset]].iter().any(|&c| !is_han(c) || FUNCTION.contains(c)) {
                    continue;
                }
                let word = |window: &[char]| match offset {
                    0 => Some([window[0], window[1]]),
                    _ if offset == WINDOW - 1 => Some([window[offset - 1], window[offset]]),
                    _ => None,
                };
                if let (Some(x), Some(y)) = (word(in_a), word(in_b))
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

/// Windows that sound alike but do not all read alike, each group in order, the groups by their first. Those of the
/// known texts count as behind the others, and only their sounds that the others have.
fn groups(sounds: &Sounds, known: Option<&KnownSounds>) -> Vec<Vec<usize>> {
    const FREE: u32 = u32::MAX;
    // The first window of each sound, at the place that its bits say or the next that was free.
    let bits = (sounds.keys.len().max(16) * 2).next_power_of_two().trailing_zeros();
    let mut firsts: Vec<u32> = vec![FREE; 1 << bits];
    let mut groups: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    let behind_of = |key| known.map_or(&[][..], |known| known.of_sound(key));
    for (key, at) in sounds.windows() {
        let here = sounds.window(at);
        let mut place = (key >> (64 - bits)) as usize;
        let other = loop {
            match firsts[place] {
                FREE => {
                    firsts[place] = at as u32;
                    break behind_of(key).iter().any(|&(_, at)| known.is_some_and(|k| k.sounds.window(at) != here));
                }
                first if sounds.keys[first as usize] == key => break sounds.window(first as usize) != here,
                _ => place = (place + 1) & (firsts.len() - 1),
            }
        };
        if other {
            groups.entry(key).or_default();
        }
    }
    if groups.is_empty() {
        return Vec::new();
    }
    for (key, at) in sounds.windows() {
        if let Some(group) = groups.get_mut(&key) {
            group.push(at);
        }
    }
    let behind = sounds.chars.len();
    let all = |(key, mut group): (u64, Vec<usize>)| {
        group.extend(behind_of(key).iter().map(|&(_, at)| behind + at));
        group
    };
    let mut out: Vec<Vec<usize>> = groups.into_iter().map(all).collect();
    out.sort_unstable_by_key(|group| group[0]);
    out
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
        fn texts_beside_others_are_as_among_them(
            own in prop::collection::vec("[监检测预警体系。]{0,30}", 0..3),
            others in prop::collection::vec("[监检测预警体系。]{0,30}", 0..3),
        ) {
            let own: Vec<&str> = own.iter().map(String::as_str).collect();
            let others: Vec<&str> = others.iter().map(String::as_str).collect();
            let mut among = sound_alikes(&[own.clone(), others.clone()].concat());
            among.retain(|variant| variant.here.text < own.len());
            let known = KnownSounds::of(others.iter().copied());
            prop_assert_eq!(sound_alikes_beside(&own, &known, &others), among);
        }
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
