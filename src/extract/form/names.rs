//! One quoted name with two descriptions: “河套健康通”互联网医疗小程序, “河套健康通”医疗小程序.

use super::terms::{At, Variant};
use super::{Known, is_han};
use crate::base::Span;
use crate::data::words::List;
use rustc_hash::FxHashMap;
use std::sync::{Arc, LazyLock};

/// What a product or a programme is called by: the last words of a description.
const NOUNS: [&str; 14] = [
    "小程序",
    "平台",
    "系统",
    "客户端",
    "热线",
    "工程",
    "行动",
    "计划",
    "专项",
    "项目",
    "基地",
    "中心",
    "品牌",
    "联盟",
];
/// How many characters of a description are read.
const MOST: usize = 16;
/// How many characters more one description may have.
const MORE: usize = 4;
/// How many characters the shorter description has at least.
const LEAST: usize = 5;

/// Quoted names whose descriptions differ by a word at the front: one has a few characters more before what the
/// other says whole.
pub fn described_names(texts: &[Arc<Known>]) -> Vec<Variant> {
    struct Seen<'a> {
        description: &'a str,
        at: At,
        times: usize,
    }
    let mut names: FxHashMap<&str, Vec<Seen<'_>>> = FxHashMap::default();
    let mut order: Vec<&str> = Vec::new();
    for (text, known) in texts.iter().enumerate() {
        for quote in known.quotes() {
            let Some(described) = quote.description else { continue };
            let (name, description) = (quote.name.of(known.text()), described.of(known.text()));
            let at = At { text, start: quote.name.start - '“'.len_utf8(), end: described.end };
            let seen = names.entry(name).or_insert_with(|| {
                order.push(name);
                Vec::new()
            });
            match seen.iter_mut().find(|known| known.description == description) {
                Some(known) => known.times += 1,
                None => seen.push(Seen { description, at, times: 1 }),
            }
        }
    }
    let mut out = Vec::new();
    for name in order {
        let Some(seen) = names.get(name) else { continue };
        for (i, a) in seen.iter().enumerate() {
            for b in &seen[i + 1..] {
                let (short, long) = if a.description.len() < b.description.len() { (a, b) } else { (b, a) };
                let more = long.description.strip_suffix(short.description).map(|m| m.chars().count());
                if more.is_some_and(|n| (1..=MORE).contains(&n)) && short.description.chars().count() >= LEAST {
                    out.push(Variant { here: b.at, there: a.at, times_here: b.times, times_there: a.times });
                }
            }
        }
    }
    out
}

/// A quoted name of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Quote {
    /// Its bytes, without the quotes.
    pub name: Span,
    /// How many characters it has.
    pub letters: usize,
    /// The words behind it that say what it is.
    pub description: Option<Span>,
}

/// The quoted names of a text.
pub(super) fn quotes(text: &str) -> Box<[Quote]> {
    let quote = |(open, mark): (usize, &str)| {
        let start = open + mark.len();
        let end = start + text[start..].find(['”', '“', '。'])?;
        let name = &text[start..end];
        let rest = text[end..].strip_prefix('”')?;
        let letters = name.chars().count();
        // “互联网+” is a way of doing things, not a thing.
        let thing = (4..=16).contains(&letters) && !name.ends_with(['+', '＋']);
        let from = end + '”'.len_utf8();
        let description = thing.then(|| description(rest)).flatten().map(|words| Span::new(from, from + words.len()));
        Some(Quote { name: Span::new(start, end), letters, description })
    };
    text.match_indices('“').filter_map(quote).collect()
}

/// The words behind a name up to the noun that says what it is.
fn description(rest: &str) -> Option<&str> {
    let end = rest
        .char_indices()
        .take(MOST)
        .find(|(_, c)| !is_han(*c))
        .map_or_else(|| rest.char_indices().nth(MOST).map_or(rest.len(), |(at, _)| at), |(at, _)| at);
    let words = &rest[..end];
    static FINDER: LazyLock<List> = LazyLock::new(|| List::of(NOUNS.map(str::to_owned)));
    FINDER.end_of_first(words).map(|stop| &words[..stop])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_with_two_descriptions() {
        let texts = [
            "推广“河套健康通”互联网医疗服务小程序，",
            "依托“河套健康通”医疗服务小程序建设",
            "“互联网+”智慧医疗服务平台、“互联网+”医疗服务平台",
        ];
        let found = described_names(&texts.map(Known::of));
        assert_eq!(found.len(), 1);
        assert_eq!(&texts[1][found[0].here.start..found[0].here.end], "“河套健康通”医疗服务小程序");
        let other = ["“河套通”平台", "“河套通”数据中心"];
        assert!(described_names(&other.map(Known::of)).is_empty());
    }
}
