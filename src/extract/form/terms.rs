//! One thing written in two ways within a text: by a character of the same sound (监测预警, 检测预警), or
//! as a quoted name with a character more or less (“一平台多基地”, “一平台+多基地”).

use super::sounds::{KnownSounds, Letters, Sounds, Spot, WINDOW, groups, sound_of};
use super::{Known, is_han};
use crate::base::CharSet;
use crate::data::homophones;
use std::sync::Arc;

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

/// How many equal neighbours a lone wording needs.
const CONTEXT: usize = 5;
/// Characters with grammatical work or of numbering: another of the same sound in their place is as a rule
/// another word (由市财政局, 有市财政局), not a slip.
static FUNCTION: CharSet = CharSet::of(&[
    '的', '地', '得', '和', '与', '于', '在', '是', '由', '有', '又', '及', '级', '为', '委', '对', '将', '各', '个',
    '以', '已', '一', '至', '之', '市', '区', '县', '等', '向', '把', '被', '从', '其', '且', '或', '者', '即', '也',
    '都', '就', '不', '未', '无', '可', '能', '会', '应', '当', '要', '需', '须', '使', '让', '给', '到', '里', '内',
    '中', '上', '下', '前', '后', '时', '而', '所', '两', '二', '三', '四', '五', '六', '七', '八', '九', '十', '百',
    '千', '万', '亿', '零', '另', '每', '某', '本', '该', '此', '这', '那', '定', '订', '他', '它', '她',
]);

/// Wordings that differ by one character of the same sound, with equal ones on both sides. At the edge of
/// what is equal the two may belong to different words (卫生机构公…, 卫生机构功…), so there both must be words
/// that the register of homophones pairs (监测, 检测).
pub fn sound_alikes(texts: &[Arc<Known>]) -> Vec<Variant> {
    let groups = groups(&Sounds::of(texts), None);
    variants(&Letters::of(texts.iter().map(|text| text.text())), groups)
}

/// The same for some texts with others behind them ([`At::text`] counts on): the wordings of a sound that the first
/// have.
pub fn sound_alikes_beside(texts: &[Arc<Known>], others: &KnownSounds) -> Vec<Variant> {
    let groups = groups(&Sounds::of(texts), Some(others));
    variants(&Letters::of(texts.iter().chain(others.sounds.texts()).map(|text| text.text())), groups)
}

/// The variants among windows that sound alike.
fn variants(letters: &Letters<'_>, groups: Vec<Vec<Spot>>) -> Vec<Variant> {
    let mut found: Vec<(Spot, Variant)> = Vec::new();
    for group in groups {
        let mut wordings: Vec<([char; WINDOW], Spot, usize)> = Vec::new();
        for at in group {
            let Some(window) = letters.window(at) else { continue };
            match wordings.iter().position(|(known, ..)| *known == window) {
                Some(known) => wordings[known].2 += 1,
                None if wordings.len() < 8 => wordings.push((window, at, 1)),
                None => {}
            }
        }
        for (i, &(in_a, a, a_times)) in wordings.iter().enumerate() {
            for &(in_b, b, b_times) in &wordings[i + 1..] {
                let Some(offset) = differing(&in_a, &in_b) else { continue };
                let (x, y) = (in_a[offset], in_b[offset]);
                if sound_of(x) != sound_of(y) || [x, y].iter().any(|&c| !is_han(c) || FUNCTION.has(c)) {
                    continue;
                }
                let word = |window: &[char]| match offset {
                    0 => Some([window[0], window[1]]),
                    _ if offset == WINDOW - 1 => Some([window[offset - 1], window[offset]]),
                    _ => None,
                };
                if let (Some(x), Some(y)) = (word(&in_a), word(&in_b))
                    && !homophones::paired(x, y)
                {
                    continue;
                }
                let (rare, rare_times, usual, usual_times) =
                    if a_times < b_times { (a, a_times, b, b_times) } else { (b, b_times, a, a_times) };
                if rare_times > 1 || (usual_times < 2 && context(letters, rare, usual, offset) < CONTEXT) {
                    continue;
                }
                let place = |spot: Spot| {
                    let bytes = letters.bytes(spot);
                    At { text: spot.0 as usize, start: bytes.start, end: bytes.end }
                };
                let variant = Variant {
                    here: place(rare),
                    there: place(usual),
                    times_here: rare_times,
                    times_there: usual_times,
                };
                // Overlapping windows see the same character: the first found speaks for all.
                let rare = (rare.0, rare.1 + offset as u32);
                if !found.iter().any(|(known, _)| *known == rare) {
                    found.push((rare, variant));
                }
            }
        }
    }
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, variant)| variant).collect()
}

/// The one place in which two windows differ.
fn differing(a: &[char], b: &[char]) -> Option<usize> {
    let mut apart = a.iter().zip(b).enumerate().filter(|(_, (x, y))| x != y);
    let (offset, _) = apart.next()?;
    apart.next().is_none().then_some(offset)
}

/// How many characters around two places in windows are equal, both sides together; marks end the count.
fn context(letters: &Letters<'_>, a: Spot, b: Spot, offset: usize) -> usize {
    let same = |by: usize, back: bool| {
        let by = if back { offset as isize - by as isize } else { (offset + by) as isize };
        let (x, y) = (letters.letter(a, by), letters.letter(b, by));
        x.is_some() && x == y && x.is_some_and(is_han)
    };
    let run = |back: bool| (1..=CONTEXT).take_while(|&by| same(by, back)).count();
    run(true) + run(false)
}

/// Quoted names of five characters or more that differ by one character more, less or other (numerals
/// aside: they tell editions apart).
pub fn quoted_names(texts: &[Arc<Known>]) -> Vec<Variant> {
    let mut names: Vec<(&str, At, usize)> = Vec::new();
    for (text, known) in texts.iter().enumerate() {
        for quote in known.quotes().iter().filter(|quote| (5..=20).contains(&quote.letters)) {
            let name = quote.name.of(known.text());
            match names.iter_mut().find(|(known, ..)| *known == name) {
                Some((.., times)) => *times += 1,
                None => names.push((name, At { text, start: quote.name.start, end: quote.name.end }, 1)),
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

    fn heard(texts: &[&str]) -> Vec<Variant> {
        sound_alikes(&known(texts))
    }

    fn quoted(texts: &[&str]) -> Vec<Variant> {
        quoted_names(&known(texts))
    }

    fn known(texts: &[&str]) -> Vec<Arc<Known>> {
        texts.iter().map(|text| Known::of(text)).collect()
    }

    fn pairs(find: fn(&[&str]) -> Vec<Variant>, texts: &[&str]) -> Vec<(String, String)> {
        let of = |at: At| texts[at.text][at.start..at.end].to_owned();
        find(texts).into_iter().map(|v| (of(v.here), of(v.there))).collect()
    }

    #[test]
    fn a_character_of_the_same_sound() {
        let texts = ["健全传染病监测预警体系建设。", "建成智能检测预警体系。"];
        assert_eq!(pairs(heard, &texts), [("检测预警体".to_owned(), "监测预警体".to_owned())]);
        let texts = ["规范权力运行规则。规范权力运行规则。", "规范权利运行规则。"];
        assert_eq!(pairs(heard, &texts).len(), 1);
    }

    #[test]
    fn other_words_of_the_same_sound_are_left_alone() {
        for texts in [
            ["由市财政局会同有关部门", "有市财政局会同有关部门"],
            ["制定具体实施办法细则", "制订具体实施办法细则"],
            ["医疗服务机构", "医疗服务基地"],
        ] {
            assert_eq!(pairs(heard, &texts), [], "{texts:?}");
        }
    }

    #[test]
    fn quoted_names_one_character_apart() {
        let texts =
            ["打造“一平台+多基地”格局", "形成“一平台多基地”新模式", "“十四五规划纲”“十五五规划纲”“夜间门诊”“假日门诊”"];
        assert_eq!(pairs(quoted, &texts), [("一平台多基地".to_owned(), "一平台+多基地".to_owned())]);
    }

    proptest! {
        #[test]
        fn texts_beside_others_are_as_among_them(
            own in prop::collection::vec("[监检测预警体系。]{0,30}", 0..3),
            others in prop::collection::vec("[监检测预警体系。]{0,30}", 0..3),
        ) {
            let own: Vec<&str> = own.iter().map(String::as_str).collect();
            let others: Vec<&str> = others.iter().map(String::as_str).collect();
            let mut among = heard(&[own.clone(), others.clone()].concat());
            among.retain(|variant| variant.here.text < own.len());
            let behind = KnownSounds::of(&known(&others));
            let mut beside = sound_alikes_beside(&known(&own), &behind);
            beside.retain(|variant| variant.here.text < own.len());
            prop_assert_eq!(beside, among);
        }
    }

    proptest! {
        #[test]
        fn places_lie_in_the_texts(texts in prop::collection::vec("[监检测预警体系“”。a-c]{0,40}", 0..4)) {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            for v in [heard(&texts), quoted(&texts)].concat() {
                for at in [v.here, v.there] {
                    prop_assert!(texts[at.text].get(at.start..at.end).is_some());
                }
                prop_assert_ne!(v.here, v.there);
            }
        }
    }
}
