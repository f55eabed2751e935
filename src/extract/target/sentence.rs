//! Sentences and their parts.

use crate::base::skip;
use crate::extract::form::is_han;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// The sentences of a text: between 。；！？
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    for (at, mark) in stops(text) {
        out.push(start..at);
        start = at + mark.len();
    }
    if start < text.len() {
        out.push(start..text.len());
    }
    out
}

/// The marks that end a sentence, with their places: 。；！？ and ;
pub fn stops(text: &str) -> impl Iterator<Item = (usize, &'static str)> {
    let bytes = text.as_bytes();
    // The last two bytes of each mark.
    let may = |b: u8, next: u8| {
        (b == b';')
            | ((b == 0x80) & (next == 0x82))
            | ((b == 0xbc) & ((next == 0x9b) | (next == 0x81) | (next == 0x9f)))
    };
    let mark_at = |at: usize| {
        let rest = &bytes[at..];
        let is = |mark: &&'static str| rest.starts_with(mark.as_bytes());
        match rest[0] {
            b';' => Some(";"),
            0xe3 => Some("。").filter(is),
            0xef => ["；", "！", "？"].into_iter().find(is),
            _ => None,
        }
    };
    let mut from = 0;
    std::iter::from_fn(move || {
        let near = from + skip(&bytes[from..], may);
        let (at, mark) = (near.saturating_sub(2).max(from)..bytes.len()).find_map(|at| Some((at, mark_at(at)?)))?;
        from = at + mark.len();
        Some((at, mark))
    })
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
    // Whether a quotation is open whose words are parts.
    let mut quoted = false;
    // What was seen between the part's start and the last 、 和 or 及 in it; none of them stands in a figure.
    let mut seen = Seen { at: start, figure: false, all: false };
    let body = &text[sentence.clone()];
    for (at, c) in body.char_indices() {
        if is_han(c) && !matches!(c, '和' | '及') {
            continue;
        }
        let at = sentence.start + at;
        match c {
            // 实现“人才达到2000名，贡献率达到40%”的目标: what is quoted is said.
            '“' if depth == 0 && says(&text[at + c.len_utf8()..sentence.end]) => {
                out.push(Part { range: start..at, list });
                start = at + c.len_utf8();
                list = false;
                quoted = true;
            }
            '”' if depth == 0 && quoted => {
                out.push(Part { range: start..at, list });
                start = at + c.len_utf8();
                list = false;
                quoted = false;
            }
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

/// Whether what a quotation mark opens is told in full: goals with their values, not a name or a slogan with a number.
fn says(rest: &str) -> bool {
    // Nobody quotes more, in bytes: a text of marks that open and never close is not looked through for each.
    const LONGEST: usize = 1_000;
    let near = &rest[..rest.floor_char_boundary(LONGEST)];
    let Some(inner) = near.find('”').map(|end| &near[..end]) else { return false };
    let reached = ["达到", "不低于", "不少于", "提高到", "控制在", "以上"].iter().any(|w| inner.contains(w));
    reached && inner.contains(['，', ',', '；']) && figure(inner)
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
        Regex::new(r"[0-9](?:[0-9.]*)(?:%|％|‰|(?:公里|平方|立方|微克|毫克|千克|千瓦|兆瓦|[TPEG]B|PFLOPS|[MGk]W|[MGT]bps|[个家所名人张项件套台条户座处款种场支门万亿元亩吨次例对辆艘架头只株位栋幢部宗笔篇册片组间里斤眼份批棵节期届幅]))")
            .unwrap_or_else(|_| unreachable!("a constant pattern"))
    });
    text.bytes().any(|byte| byte.is_ascii_digit()) && FIGURE.is_match(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        sentences(text).into_iter().flat_map(|s| parts(text, s)).map(|p| &text[p.range]).collect()
    }

    proptest::proptest! {
        #[test]
        fn every_stop_is_found_and_nothing_else(text in "[甲。；！？;，、“”a\u{3000}\u{2028}]{0,90}") {
            let plain = text.char_indices().filter(|(_, c)| matches!(c, '。' | '；' | '！' | '？' | ';'));
            let plain: Vec<(usize, String)> = plain.map(|(at, c)| (at, c.to_string())).collect();
            let found: Vec<(usize, String)> = stops(&text).map(|(at, mark)| (at, mark.to_owned())).collect();
            proptest::prop_assert_eq!(found, plain);
        }
    }

    #[test]
    fn lists_of_figures_are_parted() {
        assert_eq!(split("打造1个甲中心、2个乙基地，建设丙、丁"), ["打造1个甲中心", "2个乙基地", "建设丙、丁"]);
        assert_eq!(split("比例为1:1.6，共1,100万"), ["比例为1:1.6", "共1,100万"]);
        assert_eq!(split("环节不超过3个、材料不超过2份"), ["环节不超过3个", "材料不超过2份"]);
        assert_eq!(split("实现“人才达到20名，占比达到4%”的目标"), ["实现", "人才达到20名", "占比达到4%", "的目标"]);
        assert_eq!(split("实施“1个中心，3个基地”行动").len(), 1);
        assert_eq!(split("改造危桥8座、公路200公里以上"), ["改造危桥8座", "公路200公里以上"]);
    }
}
