//! Places as plans name them: what a plan calls itself (我市, 我区), the place whose 实际 it fits, and lists of
//! subordinate places.

use super::{Known, is_han};
use crate::base::{Needle, Span};
use regex::Regex;
use rustc_hash::FxHashSet;
use std::sync::{Arc, LazyLock};

/// Endings of names of places (地名通名).
const ENDINGS: [char; 11] = ['省', '市', '县', '区', '旗', '州', '盟', '镇', '乡', '道', '木'];

/// What a plan of this place calls it: 我市 for 河套市, 我区 for 北原自治区.
pub fn own_word(region: &str) -> Option<char> {
    region.chars().next_back().filter(|c| ENDINGS[..9].contains(c)).filter(|_| !region.ends_with("地区"))
}

/// Characters that make a longer word of what follows 我: 我市场, 我区域.
fn goes_on(word: char, next: Option<char>) -> bool {
    let longer = match word {
        '市' => "场民值容政",
        '区' => "域间别分块划",
        '省' => "略去钱时",
        '县' => "域级",
        '旗' => "下舰帜",
        '州' => "际",
        '乡' => "村",
        '镇' => "静定",
        _ => "",
    };
    next.is_some_and(|c| longer.contains(c))
}

/// Every 我省, 我市, 我区 … of a text, with its ending.
pub fn self_names(text: &str) -> Vec<(Span, char)> {
    let mut out = Vec::new();
    static OWN: Needle = Needle::of("我");
    for (at, mark) in OWN.places(text) {
        let mut rest = text[at + mark.len()..].chars();
        let Some(ending) = rest.next().filter(|c| ENDINGS[..9].contains(c)) else { continue };
        // 自我: no place.
        if text[..at].ends_with(['自', '忘', '大']) || goes_on(ending, rest.next()) {
            continue;
        }
        out.push((Span::new(at, at + mark.len() + ending.len_utf8()), ending));
    }
    out
}

static FITS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:结合|立足|符合|根据|按照|依据|适应)([〇㐀-鿿\x{20000}-\x{3FFFF}]{1,9}?[省市县区旗州盟])(?:的)?(?:实际|实情|市情|区情|县情|旗情|省情|州情)")
        .unwrap_or_else(|_| unreachable!("a constant pattern"))
});

/// The place of 结合某市实际: bytes of its name. 我市, 全市, 本市, 各市 name none.
pub fn fitted_place(text: &str) -> Vec<Span> {
    static REAL: [Needle; 2] = [Needle::of("实"), Needle::of("情")];
    if !REAL.iter().any(|word| word.is_in(text)) {
        return Vec::new();
    }
    FITS.captures_iter(text)
        .filter_map(|found| found.get(1))
        .filter(|name| name.as_str().chars().count() >= 3)
        .filter(|name| !name.as_str().contains(['我', '全', '本', '各', '该', '所', '当', '地', '和', '与']))
        .map(|name| Span::new(name.start(), name.end()))
        .collect()
}

/// A list that lacks one place of a fuller one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShortList {
    /// Which text the short list stands in, and its bytes there.
    pub here: (usize, Span),
    /// The full list.
    pub full: (usize, Span),
    /// The place it lacks.
    pub lacks: String,
}

static COMMA: Needle = Needle::of("、");

/// A list of at least this many places is one that counts.
const LIST: usize = 4;

/// Lists of places (、 between them) that have all but one of the longest list of the texts.
pub fn short_lists(texts: &[Arc<Known>]) -> Vec<ShortList> {
    let mut lists: Vec<(usize, Span, Vec<&str>)> = Vec::new();
    for (index, text) in texts.iter().enumerate() {
        let names = |names: &[Span]| names.iter().map(|name| name.of(text.text())).collect();
        lists.extend(text.place_lists().iter().map(|(span, of)| (index, *span, names(of))));
    }
    let Some(full) = lists.iter().max_by_key(|l| l.2.len()).filter(|l| l.2.len() > LIST) else { return Vec::new() };
    let whole: FxHashSet<&str> = full.2.iter().copied().collect();
    let mut out = Vec::new();
    for list in &lists {
        let own: FxHashSet<&str> = list.2.iter().copied().collect();
        if own.len() < LIST || own.len() + 1 != whole.len() || !own.is_subset(&whole) {
            continue;
        }
        if let Some(lacks) = full.2.iter().find(|name| !own.contains(*name)) {
            out.push(ShortList { here: (list.0, list.1), full: (full.0, full.1), lacks: (*lacks).to_owned() });
        }
    }
    out
}

/// Bytes of a list of places, and of each of its names.
pub(super) type PlaceList = (Span, Box<[Span]>);

/// The lists of places of a text.
pub(super) fn place_lists(text: &str) -> Box<[PlaceList]> {
    // Of as many names as a list has, all but the last stand before a 、.
    let ends = |(at, _): &(usize, &str)| text[..*at].chars().next_back().is_some_and(|c| ENDINGS[1..8].contains(&c));
    if COMMA.places(text).filter(ends).count() + 1 < LIST {
        return Box::default();
    }
    let name = |&(at, name): &(usize, &str)| Span::new(at, at + name.len());
    let list = |(span, names): (Span, Vec<(usize, &str)>)| (span, names.iter().map(name).collect());
    lists_of(text).into_iter().map(list).collect()
}

/// Runs of names between 、 that end as places do, with where each begins. The first may have words before it and the last behind it:
/// the first is cut to three 汉字, as most names of places are, the last at its ending.
fn lists_of(text: &str) -> Vec<(Span, Vec<(usize, &str)>)> {
    let mut parts: Vec<(usize, &str)> = Vec::new();
    let mut start = 0;
    for (at, mark) in COMMA.places(text) {
        parts.push((start, &text[start..at]));
        start = at + mark.len();
    }
    parts.push((start, &text[start..]));
    let mut out = Vec::new();
    let mut i = 1;
    while i < parts.len() {
        let mut names: Vec<(usize, &str)> = parts[i..].iter().take_while(|(_, p)| is_place(p)).copied().collect();
        let next = i + names.len();
        if !names.is_empty() {
            let (at, words) = parts[i - 1];
            if let Some(cut) = tail_place(words) {
                names.insert(0, (at + cut, &words[cut..]));
            }
            if let Some((at, words)) = parts.get(next)
                && let Some(end) = head_place(words)
            {
                names.push((*at, &words[..end]));
            }
        }
        if let (Some(first), Some(last)) = (names.first(), names.last()) {
            let span = Span::new(first.0, last.0 + last.1.len());
            out.push((span, names));
        }
        i = next + 1;
    }
    out
}

fn is_place(words: &str) -> bool {
    words.chars().next_back().is_some_and(|c| ENDINGS[1..8].contains(&c))
        && (2..=8).contains(&words.chars().count())
        && words.chars().all(is_han)
        && !words.starts_with(['各', '全', '本', '我'])
}

/// Where a name of three 汉字 begins at the end of some words: 在东湖县 → 东湖县.
fn tail_place(words: &str) -> Option<usize> {
    let at = words.char_indices().rev().nth(2)?.0;
    is_place(&words[at..]).then_some(at)
}

/// Where a name ends at the start of some words: 临河区配齐 → 临河区.
fn head_place(words: &str) -> Option<usize> {
    let (at, ending) = words.char_indices().skip(1).take(5).find(|(_, c)| ENDINGS[1..8].contains(c))?;
    let end = at + ending.len_utf8();
    is_place(&words[..end]).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_plan_calls_itself() {
        let own: Vec<char> = self_names("我区与我市场、自我区分、我国，我省各地").into_iter().map(|n| n.1).collect();
        assert_eq!(own, ['区', '省']);
        assert_eq!(own_word("北原自治区"), Some('区'));
        assert_eq!(own_word("北原地区"), None);
    }

    #[test]
    fn the_place_that_is_fitted() {
        let found = |text: &'static str| fitted_place(text).into_iter().map(|s| s.of(text)).collect::<Vec<_>>();
        assert_eq!(found("结合青原市实际，根据我市实际，立足本地区实际，结合各地实际"), ["青原市"]);
    }

    #[test]
    fn a_list_that_forgets_one() {
        let texts = [
            "在东湖县、西湖县、南湖县、北湖县、临河区试点",
            "先在东湖县、西湖县、南湖县、临河区推开",
            "东湖县、西湖县",
        ];
        let found = short_lists(&texts.map(Known::of));
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].here.0, found[0].lacks.as_str()), (1, "北湖县"));
    }
}
