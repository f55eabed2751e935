//! Sentences and their parts.

use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// The sentences of a text: between 。；！？
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        if matches!(c, '。' | '；' | '！' | '？' | ';') {
            out.push(start..at);
            start = at + c.len_utf8();
        }
    }
    if start < text.len() {
        out.push(start..text.len());
    }
    out
}

/// A part of a sentence between commas; in a list of figures, one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// Whether it continues a list of figures (…不少于30个、…不少于100个).
    pub list: bool,
}

/// The parts of a sentence: parted at ， and ：, and at 、 where figures stand on both sides; nothing is
/// parted inside brackets, quotes and titles.
pub fn parts(text: &str, sentence: Range<usize>) -> Vec<Part> {
    let mut out: Vec<Part> = Vec::new();
    let mut depth = 0usize;
    let mut start = sentence.start;
    let mut list = false;
    // What was seen between the part's start and the last 、 和 or 及 in it; none of them stands in a figure.
    let mut seen = Seen { at: start, figure: false, all: false };
    let body = &text[sentence.clone()];
    for (at, c) in body.char_indices() {
        let at = sentence.start + at;
        match c {
            '（' | '(' | '《' | '“' | '〔' => depth += 1,
            // A half-width mark closes what a full-width one opened.
            '）' | ')' | '》' | '”' | '〕' | '"' => depth = depth.saturating_sub(1),
            '，' | ',' | '：' | ':' if depth == 0 && !between_digits(text, at, c) => {
                out.push(Part { range: start..at, list });
                start = at + c.len_utf8();
                list = false;
            }
            '、' if depth == 0 => {
                let rest = &text[at + c.len_utf8()..sentence.end];
                let next = next(rest);
                seen.read(text, start, at);
                if (seen.figure || seen.all || whole(&text[start..at])) && (figure(next) || whole(next)) {
                    out.push(Part { range: start..at, list });
                    start = at + c.len_utf8();
                    list = true;
                }
            }
            // 打造4个甲中心和4个乙中心
            '和' | '及' if depth == 0 => {
                let rest = &text[at + c.len_utf8()..sentence.end];
                seen.read(text, start, at);
                if seen.figure && rest.starts_with(|c: char| c.is_ascii_digit()) && figure(next(rest)) {
                    out.push(Part { range: start..at, list });
                    start = at + c.len_utf8();
                    list = true;
                }
            }
            _ => {}
        }
    }
    out.push(Part { range: start..sentence.end, list });
    out.retain(|p| !text[p.range.clone()].trim().is_empty());
    out
}

/// The next item of a list: up to its 、 or ，, and no further than an item reaches.
fn next(rest: &str) -> &str {
    let item = |(_, c): &(usize, char)| !matches!(c, '、' | '，');
    let end = rest.char_indices().take(400).take_while(item).last().map_or(0, |(at, c)| at + c.len_utf8());
    &rest[..end]
}

/// What stands in a part so far, read piece by piece: a list of a thousand bodies is not read again for each.
struct Seen {
    at: usize,
    figure: bool,
    /// 所有
    all: bool,
}

impl Seen {
    fn read(&mut self, text: &str, start: usize, to: usize) {
        if self.at < start {
            *self = Self { at: start, figure: false, all: false };
        }
        let piece = &text[self.at..to];
        self.figure |= figure(piece);
        self.all |= piece.contains("所有");
        self.at = to;
    }
}

fn between_digits(text: &str, at: usize, c: char) -> bool {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    matches!(c, ',' | ':' | '：')
        && digit(text[..at].chars().next_back())
        && digit(text[at + c.len_utf8()..].chars().next())
}

/// Whether it ends by saying that all are reached: …全覆盖、…全覆盖.
fn whole(text: &str) -> bool {
    ["全覆盖", "全量利用", "零发生", "全部达标"].iter().any(|w| text.ends_with(w))
}

/// Whether a number stands in it that may count something: 30个, 50%, but not 2025年.
fn figure(text: &str) -> bool {
    static FIGURE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\d(?:[\d.]*)(?:%|％|‰|(?:公里|平方|立方|[TPEG]B|PFLOPS|[MGk]W|[MGT]bps|[个家所名人张项件套台条户座处款种场支门万亿元亩吨次例对辆艘架头只株位栋幢部宗笔篇册片组间里斤眼]))")
            .unwrap_or_else(|_| unreachable!("a constant pattern"))
    });
    FIGURE.is_match(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        sentences(text).into_iter().flat_map(|s| parts(text, s)).map(|p| &text[p.range]).collect()
    }

    #[test]
    fn lists_of_figures_are_parted() {
        assert_eq!(split("打造1个甲中心、2个乙基地，建设丙、丁"), ["打造1个甲中心", "2个乙基地", "建设丙、丁"]);
        assert_eq!(split("比例为1:1.6，共1,100万"), ["比例为1:1.6", "共1,100万"]);
        assert_eq!(split("改造危桥8座、公路200公里以上"), ["改造危桥8座", "公路200公里以上"]);
    }
}
