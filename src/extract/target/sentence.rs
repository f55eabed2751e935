//! Sentences, their parts, and the deadlines that carry through them.

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
    let body = &text[sentence.clone()];
    for (at, c) in body.char_indices() {
        let at = sentence.start + at;
        match c {
            '（' | '(' | '《' | '“' | '〔' => depth += 1,
            '）' | ')' | '》' | '”' | '〕' => depth = depth.saturating_sub(1),
            '，' | ',' | '：' | ':' if depth == 0 && !between_digits(text, at, c) => {
                out.push(Part { range: start..at, list });
                start = at + c.len_utf8();
                list = false;
            }
            '、' if depth == 0 => {
                let rest = &text[at + c.len_utf8()..sentence.end];
                let next = rest.find(['、', '，']).map_or(rest, |end| &rest[..end]);
                let (here, next) = (&text[start..at], next);
                if (figure(here) || whole(here) || here.contains("所有")) && (figure(next) || whole(next)) {
                    out.push(Part { range: start..at, list });
                    start = at + c.len_utf8();
                    list = true;
                }
            }
            // 打造4个甲中心和4个乙中心
            '和' | '及' if depth == 0 && figure(&text[start..at]) => {
                let rest = &text[at + c.len_utf8()..sentence.end];
                if rest.starts_with(|c: char| c.is_ascii_digit())
                    && figure(rest.split(['、', '，']).next().unwrap_or(rest))
                {
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
        Regex::new(r"\d(?:[\d.]*)(?:%|％|‰|[个家所名人张项件套台条户座处万亿])")
            .unwrap_or_else(|_| unreachable!("a constant pattern"))
    });
    FIGURE.is_match(text)
}

static YEAR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:到|至|在|于)?\s*((?:20)\d{2})\s*年(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)?\s*(?:年?底|末|终)?\s*(?:前|之前|以前)?")
        .unwrap_or_else(|_| unreachable!("a constant pattern"))
});

static PERIOD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"[“”"]?(十[二三四五六七八九]五)[“”"]?(?:期间|时期|末|期末)"#)
        .unwrap_or_else(|_| unreachable!("a constant pattern"))
});

static SPAN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"([0-9]{1,2}|[一二两三四五六七八九十]{1,2})年(?:内|之内|时间)")
        .unwrap_or_else(|_| unreachable!("a constant pattern"))
});

/// The deadline in force as a sentence is read: what one part says holds for the parts behind it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Deadline {
    year: Option<i32>,
    period: Option<String>,
}

impl Deadline {
    /// Takes in what a part says; `list` parts only continue.
    pub fn update(&mut self, part: &str, list: bool) {
        if list && !part.contains('年') {
            return;
        }
        if let Some((year, rest)) = due(part) {
            self.year = Some(year);
            self.period = None;
            let _ = rest;
        }
        if let Some(found) = PERIOD.captures(part) {
            self.year = plan_end(&found[1]);
            self.period = Some(found[1].to_owned());
        } else if part.contains("每年") || part.contains("逐年") || part.contains("年均") {
            self.period = Some("年".to_owned());
            if due(part).is_none() {
                self.year = None;
            }
        } else if let Some(found) = SPAN.captures(part) {
            self.period = Some(format!("{}年", &found[1]));
        }
    }

    /// The year and period that hold for a quote.
    pub fn of(&self, _quote: &str) -> (Option<i32>, Option<String>) {
        (self.year, self.period.clone())
    }
}

/// The year by which something is due; years of reference (2020年基础上, 比2020年) and ranges of time are none.
fn due(part: &str) -> Option<(i32, usize)> {
    let mut last = None;
    for found in YEAR.captures_iter(part) {
        let (Some(whole), Some(year)) = (found.get(0), found.get(1)) else { continue };
        let before = &part[..whole.start()];
        let after = &part[whole.end()..];
        let reference = before.ends_with(['比', '较', '《', '从', '自', '〔', '—', '-', '第'])
            || after.starts_with("基础上")
            || after.starts_with("相比")
            || after.starts_with("以来")
            || after.starts_with(['至', '—', '-', '～', '起'])
            || after.starts_with("度")
            || after.starts_with('〕')
            || after.starts_with("水平上");
        if !reference {
            last = year.as_str().parse().ok().map(|y: i32| (y, whole.end()));
        }
    }
    last
}

/// The last year of a five-year plan: 十四五 → 2025.
fn plan_end(name: &str) -> Option<i32> {
    let number = crate::extract::numeral::han_value(name.strip_suffix('五')?)?;
    // The tenth plan ended in 2005.
    i32::try_from(number).ok().map(|n| 2005 + (n - 10) * 5)
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
    }

    #[test]
    fn deadlines_carry_forward() {
        let mut d = Deadline::default();
        d.update("到2025年", false);
        d.update("床位达到6.8张", false);
        assert_eq!(d.of(""), (Some(2025), None));
        let mut d = Deadline::default();
        d.update("“十四五”期间", false);
        assert_eq!(d.of(""), (Some(2025), Some("十四五".to_owned())));
        let mut d = Deadline::default();
        d.update("比2020年提高5个百分点", false);
        assert_eq!(d.of(""), (None, None));
    }
}
