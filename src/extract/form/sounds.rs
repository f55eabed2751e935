//! How texts sound, window by window: what wordings of one sound are found by.

use super::Known;
use pinyin::ToPinyin;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// Length of the window that must sound alike, in characters.
pub(super) const WINDOW: usize = 5;

/// By character the sound of the window that it begins (the upper half) and its wording (the lower), as numbers; 0
/// where it begins none. Windows of one sound have one number for it; other ones by chance, about once in four thousand
/// million.
#[derive(Debug, Default)]
pub(super) struct Windows(Box<[u64]>);

impl Windows {
    /// Those of a text.
    pub fn of(text: &str) -> Self {
        let mut keys: Vec<u64> = Vec::with_capacity(text.len() / 3 + 1);
        // Behind how many characters the letters belong to one clause.
        let mut from = 0;
        // The last five sounds and letters: four of sixteen bits, and the one before them.
        let (mut sounds, mut letters) = ((0u64, 0u64), (0u64, 0u64));
        // Which of the last letters are no 汉字, a bit for each.
        let mut other = 0u32;
        for (at, c) in text.chars().enumerate() {
            let sound = sound_of(c);
            let push = |(_, last): (u64, u64), next: u32| (last >> 48, last << 16 | u64::from(next & 0xffff));
            sounds = push(sounds, u32::from(sound));
            letters = push(letters, c as u32 ^ c as u32 >> 16);
            other = (other << 1 | u32::from(sound >= UNSOUNDED)) & ((1 << WINDOW) - 1);
            keys.push(0);
            if sound >= UNSOUNDED && matches!(c, '。' | '；' | '\n') {
                from = at + 1;
            }
            // One of them may be no 汉字.
            if at + 1 < from + WINDOW || other & other.wrapping_sub(1) != 0 {
                continue;
            }
            let key = mixed(sounds) << 32 | mixed(letters);
            keys[at + 1 - WINDOW] = key.max(1);
        }
        // None begins with the last characters.
        let last = keys.iter().rposition(|&key| key != 0).map_or(0, |at| at + 1);
        keys.truncate(last);
        Self(keys.into())
    }
}

/// A number of 32 bits for five of sixteen.
#[inline]
fn mixed((first, last): (u64, u64)) -> u64 {
    let product = u128::from(last ^ first.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xA076_1D64_78BD_642F)
        * u128::from(0xE703_7ED1_A0B4_28DBu64);
    ((product >> 64) as u64 ^ product as u64) >> 32
}

/// Where a window begins: which of the texts, and which character there.
pub(super) type Spot = (u32, u32);

/// Some texts with their windows.
#[derive(Debug)]
pub(super) struct Sounds(Vec<Arc<Known>>);

impl Sounds {
    /// Those of some texts.
    pub fn of<'k>(texts: impl IntoIterator<Item = &'k Arc<Known>>) -> Self {
        Self(texts.into_iter().map(Arc::clone).collect())
    }

    /// The texts.
    pub fn texts(&self) -> &[Arc<Known>] {
        &self.0
    }

    /// The windows in order.
    fn windows(&self) -> impl Iterator<Item = (u64, Spot)> {
        self.0.iter().enumerate().flat_map(|(text, known)| {
            let keys = known.windows().0.iter().enumerate();
            keys.filter(|(_, key)| **key != 0).map(move |(at, &key)| (key, (text as u32, at as u32)))
        })
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

    fn place(sound: u32) -> (usize, u64) {
        ((sound >> 6) as usize % Self::WORDS, 1 << (sound % 64))
    }

    fn note(&mut self, sound: u32) {
        let (word, bit) = Self::place(sound);
        self.0[word] |= bit;
    }

    fn holds(&self, sound: u32) -> bool {
        let (word, bit) = Self::place(sound);
        self.0[word] & bit != 0
    }
}

/// Texts that others are held against, again and again: their windows by sound.
#[derive(Debug)]
pub struct KnownSounds {
    pub(super) sounds: Sounds,
    /// The windows in the order of their sounds.
    windows: Vec<(u64, Spot)>,
    /// By sound which of `windows` have it.
    by_sound: FxHashMap<u32, std::ops::Range<usize>>,
    /// The sounds there are.
    some: Filter,
}

impl KnownSounds {
    /// The sounds of some texts.
    pub fn of<'k>(texts: impl IntoIterator<Item = &'k Arc<Known>>) -> Self {
        let sounds = Sounds::of(texts);
        let mut windows: Vec<(u64, Spot)> = sounds.windows().collect();
        windows.sort_unstable_by_key(|&(key, spot)| (key >> 32, spot));
        let (mut by_sound, mut some) = (FxHashMap::default(), Filter::new());
        let mut begin = 0;
        for same in windows.chunk_by(|a, b| a.0 >> 32 == b.0 >> 32) {
            let sound = (same[0].0 >> 32) as u32;
            by_sound.insert(sound, begin..begin + same.len());
            some.note(sound);
            begin += same.len();
        }
        Self { sounds, windows, by_sound, some }
    }

    /// The windows of a sound, in order.
    fn of_sound(&self, sound: u32) -> &[(u64, Spot)] {
        if !self.some.holds(sound) {
            return &[];
        }
        self.by_sound.get(&sound).map_or(&[], |range| &self.windows[range.clone()])
    }
}

/// Windows that sound alike but do not all read alike, each group in order, the groups by their first. Those of the
/// known texts count as behind the others, and only their sounds that the others have.
pub(super) fn groups(sounds: &Sounds, known: Option<&KnownSounds>) -> Vec<Vec<Spot>> {
    let odd = read_otherwise(sounds, known);
    if odd.is_empty() {
        return Vec::new();
    }
    let mut some = Filter::new();
    odd.iter().for_each(|&sound| some.note(sound));
    let mut groups: FxHashMap<u32, Vec<Spot>> = FxHashMap::default();
    for (text, known) in (0u32..).zip(&sounds.0) {
        for (at, &key) in (0u32..).zip(&known.windows().0) {
            let sound = (key >> 32) as u32;
            if some.holds(sound) && key != 0 && odd.contains(&sound) {
                groups.entry(sound).or_default().push((text, at));
            }
        }
    }
    let behind_of = |sound: u32| known.map_or(&[][..], |known| known.of_sound(sound));
    let behind = sounds.0.len() as u32;
    let all = |(sound, mut group): (u32, Vec<Spot>)| {
        group.extend(behind_of(sound).iter().map(|&(_, (text, at))| (behind + text, at)));
        group
    };
    let mut out: Vec<Vec<Spot>> = groups.into_iter().map(all).collect();
    out.sort_unstable_by_key(|group| group[0]);
    out
}

/// The sounds that do not read alike each time they stand there, or otherwise than in the known texts.
fn read_otherwise(sounds: &Sounds, known: Option<&KnownSounds>) -> FxHashSet<u32> {
    let mut odd: FxHashSet<u32> = FxHashSet::default();
    // The first window of each sound, at the place that its bits say or the next that was free.
    let most: usize = sounds.0.iter().map(|text| text.windows().0.len()).sum();
    let bits = (most.max(12) * 4 / 3).next_power_of_two().trailing_zeros();
    let mut firsts: Vec<u64> = vec![0; 1 << bits];
    let last = firsts.len() - 1;
    for text in &sounds.0 {
        for &key in text.windows().0.iter().filter(|key| **key != 0) {
            let mut place = (key >> (64 - bits)) as usize;
            while firsts[place] >> 32 != key >> 32 && firsts[place] != 0 {
                place = (place + 1) & last;
            }
            let sound = (key >> 32) as u32;
            let first = firsts[place];
            if first == 0 {
                firsts[place] = key;
            }
            let behind = || known.is_some_and(|known| known.of_sound(sound).iter().any(|&(other, _)| other != key));
            if first != key && (first != 0 || behind()) {
                odd.insert(sound);
            }
        }
    }
    odd
}

/// The characters of some texts.
pub(super) struct Letters<'a>(Vec<&'a str>);

impl<'a> Letters<'a> {
    /// Those of some texts.
    pub fn of(texts: impl IntoIterator<Item = &'a str>) -> Self {
        Self(texts.into_iter().collect())
    }

    /// A text and the byte at which its character of this number begins.
    fn place(&self, text: u32, at: usize) -> Option<(&'a str, usize)> {
        let text = *self.0.get(text as usize)?;
        Some((text, byte_of(text, at)?))
    }

    /// The character that stands so many behind a spot.
    pub fn letter(&self, (text, at): Spot, behind: isize) -> Option<char> {
        let (text, byte) = self.place(text, (at as usize).checked_add_signed(behind)?)?;
        text.get(byte..)?.chars().next()
    }

    /// The characters of a window.
    pub fn window(&self, (text, at): Spot) -> Option<[char; WINDOW]> {
        let (text, byte) = self.place(text, at as usize)?;
        let mut letters = text.get(byte..)?.chars();
        let mut window = ['\0'; WINDOW];
        for letter in &mut window {
            *letter = letters.next()?;
        }
        Some(window)
    }

    /// Bytes of the text that a window takes.
    pub fn bytes(&self, (text, at): Spot) -> std::ops::Range<usize> {
        let Some((text, start)) = self.place(text, at as usize) else { return 0..0 };
        start..byte_of(text, at as usize + WINDOW).unwrap_or(text.len())
    }
}

/// The byte at which the character of this number begins in a text; those before it are counted, not made out.
fn byte_of(text: &str, number: usize) -> Option<usize> {
    const BLOCK: usize = 64;
    let begins = |byte: &u8| byte & 0xc0 != 0x80;
    let bytes = text.as_bytes();
    let (mut from, mut left) = (0, number);
    while let Some(block) = bytes.get(from..from + BLOCK) {
        let count = usize::from(block.iter().fold(0u8, |count, byte| count + u8::from(begins(byte))));
        if count > left {
            break;
        }
        left -= count;
        from += BLOCK;
    }
    let begun = bytes.get(from..)?.iter().enumerate().filter(|(_, byte)| begins(byte));
    begun.map(|(at, _)| from + at).nth(left)
}

/// Sounds of characters that have none begin here.
const UNSOUNDED: u16 = 0x8000;

/// A number for the sound of a character, the same for all that sound alike: from 1 up in the order they are
/// first met; other characters take numbers from the upper half.
#[inline]
pub(super) fn sound_of(c: char) -> u16 {
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_character_is_found_by_its_number(text in "[a中𠀀é]{0,200}", number in 0usize..220) {
            let expected = text.char_indices().nth(number).map(|(at, _)| at);
            prop_assert_eq!(byte_of(&text, number), expected);
            let letters = Letters::of([text.as_str()]);
            let all: Vec<char> = text.chars().collect();
            let window = letters.window((0, number as u32));
            prop_assert_eq!(window.as_ref().map(|w| &w[..]), all.get(number..number + WINDOW));
            if let Some(window) = window {
                prop_assert_eq!(&text[letters.bytes((0, number as u32))], window.iter().collect::<String>());
            }
        }
    }
}
