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

/// Bits of a key by which windows are counted: several times as many places as a plan has characters.
const CROWD: u32 = 16;

struct Letter {
    c: char,
    text: usize,
    at: usize,
    sound: u16,
}

/// Wordings that differ by one character of the same sound, with equal ones on both sides. At the edge of
/// what is equal the two may belong to different words (卫生机构公…, 卫生机构功…), so there both must be words
/// that the register of homophones pairs (监测, 检测).
pub fn sound_alikes(texts: &[&str]) -> Vec<Variant> {
    let letters = letters(texts);
    let mut found: Vec<(usize, usize, Variant)> = Vec::new();
    for group in groups(&letters) {
        let mut wordings: Vec<(usize, usize)> = Vec::new();
        for at in group {
            match wordings.iter().position(|(first, _)| differing(&letters, *first, at).is_empty()) {
                Some(known) => wordings[known].1 += 1,
                None if wordings.len() < 8 => wordings.push((at, 1)),
                None => {}
            }
        }
        for (i, &(a, a_times)) in wordings.iter().enumerate() {
            for &(b, b_times) in &wordings[i + 1..] {
                let &[offset] = differing(&letters, a, b).as_slice() else { continue };
                let pair = [letters[a + offset].c, letters[b + offset].c];
                if pair.iter().any(|&c| !is_han(c) || FUNCTION.contains(c)) {
                    continue;
                }
                let word = |at: usize| match offset {
                    0 => Some([letters[at].c, letters[at + 1].c]),
                    _ if offset == WINDOW - 1 => Some([letters[at + offset - 1].c, letters[at + offset].c]),
                    _ => None,
                };
                if let (Some(x), Some(y)) = (word(a), word(b))
                    && !homophones::paired(x, y)
                {
                    continue;
                }
                let (rare, rare_times, usual, usual_times) =
                    if a_times < b_times { (a, a_times, b, b_times) } else { (b, b_times, a, a_times) };
                if rare_times > 1 || (usual_times < 2 && context(&letters, rare + offset, usual + offset) < CONTEXT) {
                    continue;
                }
                let variant = Variant {
                    here: span(&letters, rare, WINDOW),
                    there: span(&letters, usual, WINDOW),
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

/// Windows that sound alike, each group in order, the groups by their first.
fn groups(letters: &[Letter]) -> Vec<Vec<usize>> {
    let mut keys: Vec<(u64, usize)> = Vec::new();
    // How many windows share the upper bits of a key: most stand alone and need not be sorted.
    let mut crowd = vec![0u8; 1 << CROWD];
    let slot = |key: u64| (key >> (64 - CROWD)) as usize;
    // From where on the letters belong to one clause of one text.
    let mut from = 0;
    let mut key = 0u64;
    let mut han = 0;
    for (at, letter) in letters.iter().enumerate() {
        if at > 0 && letters[at - 1].text != letter.text {
            from = at;
        }
        if matches!(letter.c, '。' | '；' | '\n') {
            from = at + 1;
        }
        // Five sounds of sixteen bits do not fit: the first gives way to the fifth, mixed in by a product.
        han += usize::from(is_han(letter.c));
        han -= usize::from(at >= WINDOW && is_han(letters[at - WINDOW].c));
        key = key << 16 | u64::from(letter.sound);
        if at + 1 < from + WINDOW || han < WINDOW - 1 {
            continue;
        }
        let first = u64::from(letters[at + 1 - WINDOW].sound);
        let mixed = (key ^ first.wrapping_mul(0x9E37_79B9_7F4A_7C15)).wrapping_mul(0xF135_7AEA_2E62_A9C5);
        crowd[slot(mixed)] = crowd[slot(mixed)].saturating_add(1);
        keys.push((mixed, at + 1 - WINDOW));
    }
    keys.retain(|&(key, _)| crowd[slot(key)] > 1);
    keys.sort_unstable();
    let alike = keys.chunk_by(|a, b| a.0 == b.0).filter(|run| run.len() > 1);
    let mut out: Vec<Vec<usize>> = alike.map(|run| run.iter().map(|&(_, at)| at).collect()).collect();
    out.sort_unstable_by_key(|group| group[0]);
    out
}

/// Every character of the texts with its sound; Latin letters and digits stand for themselves.
fn letters(texts: &[&str]) -> Vec<Letter> {
    let mut out = Vec::with_capacity(texts.iter().map(|t| t.len() / 3).sum());
    for (text, s) in texts.iter().enumerate() {
        for (at, c) in s.char_indices() {
            out.push(Letter { c, text, at, sound: sound_of(c) });
        }
    }
    out
}

/// A number for the sound of a character, the same for all that sound alike: from 1 up in the order they are
/// first met; other characters take numbers from the upper half.
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
        None => 0x8000 | (c as u32 & 0x7fff) as u16,
    };
    if let Some(place) = place {
        place.store(sound, Ordering::Relaxed);
    }
    sound
}

fn differing(letters: &[Letter], a: usize, b: usize) -> Vec<usize> {
    (0..WINDOW).filter(|i| letters[a + i].c != letters[b + i].c).collect()
}

/// How many characters around two places are equal, both sides together; marks end the count.
fn context(letters: &[Letter], a: usize, b: usize) -> usize {
    let same = |x: Option<&Letter>, y: Option<&Letter>, of: (&Letter, &Letter)| match (x, y) {
        (Some(x), Some(y)) => x.c == y.c && is_han(x.c) && x.text == of.0.text && y.text == of.1.text,
        _ => false,
    };
    let of = (&letters[a], &letters[b]);
    let right = (1..=CONTEXT).take_while(|i| same(letters.get(a + i), letters.get(b + i), of)).count();
    let back = |at: usize, i: usize| at.checked_sub(i).and_then(|at| letters.get(at));
    let left = (1..=CONTEXT).take_while(|&i| same(back(a, i), back(b, i), of)).count();
    left + right
}

fn span(letters: &[Letter], at: usize, len: usize) -> At {
    let last = &letters[at + len - 1];
    At { text: letters[at].text, start: letters[at].at, end: last.at + last.c.len_utf8() }
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
    let mut out = Vec::new();
    for (i, a) in names.iter().enumerate() {
        for b in &names[i + 1..] {
            if !one_apart(a.0, b.0) {
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

fn one_apart(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let head = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
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
