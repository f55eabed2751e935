//! Number ranges, dates and document numbers out of form (GB/T 15835-2011, GB/T 15834-2011, GB/T 9704-2012).

use super::is_han;
use super::marks::Slip;
use crate::base::{Needle, Span};
use regex::Regex;
use std::sync::LazyLock;

/// Number ranges joined by a hyphen: 1-2所, 2021-2023年, 5-20%. A range takes ～ or — (GB/T 15834-2011
/// 4.13). Left alone: telephone numbers, codes, ISO dates and anything with Latin letters beside it.
pub fn range_hyphens(text: &str) -> Vec<Slip> {
    let mut out = Vec::new();
    static HYPHENS: [Needle; 3] = [Needle::of("-"), Needle::of("－"), Needle::of("–")];
    if !HYPHENS.iter().any(|hyphen| hyphen.is_in(text)) {
        return out;
    }
    let bytes = text.as_bytes();
    for (at, mark) in text.match_indices(['-', '－', '–']) {
        let end = at + mark.len();
        let left = bytes[..at].iter().rev().take_while(|b| b.is_ascii_digit() || **b == b'.' || **b == b'%').count();
        let right = bytes[end..].iter().take_while(|b| b.is_ascii_digit() || **b == b'.' || **b == b'%').count();
        // 0471-6946150 is a telephone number, 001-15 a code.
        let padded = left > 1 && bytes[at - left] == b'0' && bytes[at - left + 1].is_ascii_digit();
        if left == 0 || right == 0 || left > 6 || right > 6 || padded {
            continue;
        }
        // GB/T 15834-2011: the letters of a code may stand off from its number.
        let before = text[..at - left].trim_end_matches(' ').chars().next_back();
        let after = text[end + right..].chars().next();
        let joins = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || "-－–/_#+".contains(c));
        // What follows a range is its unit, a mark or the year sign; a code stands in brackets or alone.
        let counts = after.is_some_and(|c| is_han(c) || "%％‰℃".contains(c)) || text[end..end + right].ends_with('%');
        // 《…方案（2019-2022年）》: another document is called so.
        let cited = text[..at].rfind(['《', '》']).is_some_and(|mark| text[mark..].starts_with('《'));
        if !joins(before) && !joins(after) && counts && !cited {
            out.push(Slip::new(Span::new(at, end), "—"));
        }
    }
    out
}

static DATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?P<y>(?:19|20)[0-9][0-9])(?:[.．/](?P<m>[0-9]{1,2})[.．/](?P<d>[0-9]{1,2})|年(?P<m2>[0-9]{1,2})月(?P<d2>[0-9]{1,2})日)",
    )
});

static DAYS: [u32; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// Dates out of form: 2024.4.8, 2024/4/8, 2024年04月08日 (GB/T 9704-2012 7.3.5.4: full year, no padding),
/// and dates that no calendar has (2024年13月40日), whose remedy is left open (an empty `should`).
pub fn bad_dates(text: &str) -> Vec<Slip> {
    if !text.bytes().fold(false, |any, b| any | b.is_ascii_digit()) {
        return Vec::new();
    }
    let mut out = Vec::new();
    for found in DATE.captures_iter(text) {
        let Some(whole) = found.get(0) else { continue };
        let digit_beside = text[..whole.start()].ends_with(|c: char| c.is_ascii_digit() || c == '.')
            || text[whole.end()..].starts_with(|c: char| c.is_ascii_digit() || c == '.' || c == '/');
        if digit_beside {
            continue;
        }
        let part = |a: &str, b: &str| found.name(a).or_else(|| found.name(b)).map_or("", |m| m.as_str());
        let (month, day) = (part("m", "m2"), part("d", "d2"));
        let (Ok(m), Ok(d), Ok(y)) = (month.parse::<u32>(), day.parse::<u32>(), found["y"].parse::<u32>()) else {
            continue;
        };
        let leap = y.is_multiple_of(4) && (!y.is_multiple_of(100) || y.is_multiple_of(400));
        let real = (1..=12).contains(&m)
            && d >= 1
            && DAYS.get(m as usize - 1).is_some_and(|&n| d <= n)
            && (m != 2 || d <= 28 || leap);
        let should = if real { format!("{y}年{m}月{d}日") } else { String::new() };
        if should != whole.as_str() {
            let edits = if real { date_edits(text, Span::new(whole.start(), whole.end())) } else { Vec::new() };
            out.push(Slip { span: Span::new(whole.start(), whole.end()), should, edits });
        }
    }
    out
}

/// What makes a date well formed, mark by mark: the digits stay where they stand.
fn date_edits(text: &str, date: Span) -> Vec<(Span, String)> {
    let mut edits = Vec::new();
    let mut marks = ["年", "月"].into_iter();
    let mut begins = true;
    for (at, c) in date.of(text).char_indices() {
        let span = Span::new(date.start + at, date.start + at + c.len_utf8());
        if matches!(c, '.' | '．' | '/') {
            edits.extend(marks.next().map(|mark| (span, mark.to_owned())));
        } else if c == '0' && begins {
            edits.push((span, String::new()));
        }
        begins = !c.is_ascii_digit();
    }
    if date.of(text).ends_with(|c: char| c.is_ascii_digit()) {
        edits.push((Span::empty(date.end), "日".to_owned()));
    }
    edits
}

static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?P<word>[〇㐀-鿿\x{20000}-\x{3FFFF}])(?P<open>[〔\[［【（(﹝〈{])(?P<y>(?:19|20)[0-9][0-9])(?P<close>[〕\]］】）)﹞〉}])(?P<di>第)?(?P<n>(?P<pad>0*)[0-9]{1,5})号",
    )
});

/// Document numbers out of form: 内政办发[2023]61号, 〔2023〕061号, 〔2023〕第61号 (GB/T 9704-2012 7.2.5: the
/// year in 〔〕, no 第, no padding). The span is from the bracket to 号.
pub fn malformed_document_numbers(text: &str) -> Vec<Slip> {
    static NUMBERED: Needle = Needle::of("号");
    if !NUMBERED.is_in(text) {
        return Vec::new();
    }
    let mut out = Vec::new();
    for found in NUMBER.captures_iter(text) {
        let (Some(open), Some(whole)) = (found.name("open"), found.get(0)) else { continue };
        let digits = found["n"].trim_start_matches('0');
        let should = format!("〔{}〕{}号", &found["y"], digits);
        let span = Span::new(open.start(), whole.end());
        // （2023）61号 is often a case number or a standard: only document words such as 发, 函, 办, 字 before it.
        let edits = ["open", "close", "di", "pad"].into_iter().filter_map(|name| {
            let part = found.name(name)?;
            let should = match name {
                "open" => "〔",
                "close" => "〕",
                _ => "",
            };
            (part.as_str() != should).then(|| (Span::new(part.start(), part.end()), should.to_owned()))
        });
        let worded = found["word"].ends_with(['发', '函', '办', '字', '规', '令', '秘', '电', '通', '厅', '科', '联']);
        if worded && !digits.is_empty() && span.of(text) != should {
            out.push(Slip { span, should, edits: edits.collect() });
        }
    }
    out
}

fn pattern(source: &str) -> Regex {
    // The patterns are constants of this file; a test compiles each.
    Regex::new(source).unwrap_or_else(|e| unreachable!("pattern of this file: {e}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quotes(text: &str, f: fn(&str) -> Vec<Slip>) -> Vec<(String, String)> {
        f(text).into_iter().map(|s| (s.span.of(text).to_owned(), s.should)).collect()
    }

    #[test]
    fn ranges() {
        assert_eq!(quotes("力争1-2所进入百强", range_hyphens), [("-".into(), "—".into())]);
        assert_eq!(range_hyphens("（2021-2023年）").len(), 1);
        assert_eq!(range_hyphens("《方案（2021-2023年）》每年建1-2所").len(), 1);
        assert_eq!(range_hyphens("提高5%-20%左右").len(), 1);
        for fine in ["电话0471-6946150转", "GB/T 15834-2011标准", "2024-04-08印发", "50—100人", "A-1区"] {
            assert!(range_hyphens(fine).is_empty(), "{fine}");
        }
    }

    #[test]
    fn dates() {
        assert_eq!(quotes("2024.4.8印发", bad_dates), [("2024.4.8".into(), "2024年4月8日".into())]);
        assert_eq!(quotes("2024年04月08日", bad_dates), [("2024年04月08日".into(), "2024年4月8日".into())]);
        assert_eq!(quotes("2024年13月40日", bad_dates), [("2024年13月40日".into(), String::new())]);
        assert_eq!(quotes("2023年2月29日", bad_dates), [("2023年2月29日".into(), String::new())]);
        assert!(bad_dates("2024年4月8日，版本2024.4.8.1").is_empty());
    }

    #[test]
    fn document_numbers() {
        assert_eq!(
            quotes("（内政办发[2023]061号）", malformed_document_numbers),
            [("[2023]061号".into(), "〔2023〕61号".into())]
        );
        assert!(malformed_document_numbers("内政办发〔2023〕61号").is_empty());
    }
}
