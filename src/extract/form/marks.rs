//! Half-width marks beside Chinese text, and marks between quoted items (GB/T 15834-2011).

use super::is_han;
use crate::base::{CharSet, Needle, Span};

/// Something out of form, and what should stand there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// Bytes of the text read.
    pub span: Span,
    /// The remedy for those bytes, as a reader is told it.
    pub should: String,
    /// The remedy mark by mark, where it touches less than the whole span.
    pub edits: Vec<(Span, String)>,
}

impl Slip {
    /// A slip whose remedy replaces all of it.
    pub fn new(span: Span, should: impl Into<String>) -> Self {
        Self { span, should: should.into(), edits: Vec::new() }
    }
}

/// Half-width `, ; : ? ! ( ) "` beside a 汉字 (GB/T 15834-2011 4, 5: Chinese text takes full-width
/// marks). Left alone: times and ratios (8:00, 1:1.6), decimal points, thousands, Latin text, and
/// brackets that hold only Latin letters or digits between Latin words. A bracket is judged with its
/// partner: either both stand in Chinese text or neither.
pub fn half_width(text: &str) -> Vec<Slip> {
    // Official text has few of them: one look at all its bytes at once tells.
    let half = |b: u8| matches!(b, b',' | b';' | b':' | b'?' | b'!' | b'(' | b')' | b'"');
    if !text.bytes().fold(false, |any, b| any | half(b)) {
        return Vec::new();
    }
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut out = Vec::new();
    // In a row of marks each is what the others are: what stands before and behind the row decides.
    let mark = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '?' | '!');
    let mut behind = vec![None; chars.len()];
    for i in (1..chars.len()).rev() {
        behind[i - 1] = if mark(chars[i].1) { behind[i] } else { Some(chars[i].1) };
    }
    let mut before = None;
    for (i, &(at, c)) in chars.iter().enumerate() {
        if !mark(c) && !matches!(c, '(' | ')' | '"') {
            before = Some(c);
        }
        let full = match c {
            ',' => '，',
            ';' => '；',
            ':' => '：',
            '?' => '？',
            '!' => '！',
            _ => continue,
        };
        let after = behind[i];
        let chinese = |c: Option<char>| c.is_some_and(|c| is_han(c) || is_full_mark(c));
        // A digit on both sides: a thousand, a ratio or a time.
        let digits = before.is_some_and(|c| c.is_ascii_digit()) && after.is_some_and(|c| c.is_ascii_digit());
        // An address or a file name: http://, C:\.
        let address = c == ':' && chars.get(i + 1).is_some_and(|c| matches!(c.1, '/' | '\\'));
        if (chinese(before) || (chinese(after) && before.is_some())) && !digits && !address {
            out.push(Slip::new(Span::new(at, at + 1), full));
        }
    }
    brackets(&chars, &mut out);
    quotes(text, &mut out);
    out.sort_by_key(|s| s.span);
    out
}

fn is_full_mark(c: char) -> bool {
    static MARKS: CharSet = CharSet::of(&[
        '，', '。', '、', '；', '：', '？', '！', '“', '”', '‘', '’', '（', '）', '《', '》', '〈', '〉', '〔', '〕',
        '【', '】',
    ]);
    MARKS.has(c)
}

/// Straight quotes where a curved one is the partner (“掌上办"), and pairs of them around 汉字.
fn quotes(text: &str, out: &mut Vec<Slip>) {
    if !text.contains('"') {
        return;
    }
    // The quote that is open: where it stands, where its words begin, whether it is straight.
    let mut open: Option<(usize, usize, bool)> = None;
    for (at, c) in text.char_indices() {
        let straight = c == '"';
        let close = match (c, open) {
            ('“', _) => {
                open = Some((at, at + c.len_utf8(), false));
                continue;
            }
            ('"', None) => {
                open = Some((at, at + 1, true));
                continue;
            }
            ('"' | '”', Some(pair)) => pair,
            _ => continue,
        };
        open = None;
        let (start, inner, from_straight) = close;
        let words = &text[inner..at];
        if !(straight || from_straight) || !words.chars().any(is_han) {
            continue;
        }
        let end = at + c.len_utf8();
        let mut edits = Vec::new();
        if from_straight {
            edits.push((Span::new(start, inner), "“".to_owned()));
        }
        if straight {
            edits.push((Span::new(at, end), "”".to_owned()));
        }
        out.push(Slip { span: Span::new(start, end), should: format!("“{words}”"), edits });
    }
}

/// Pairs of half-width brackets with Chinese inside or around, and single ones whose partner is
/// full-width.
fn brackets(chars: &[(usize, char)], out: &mut Vec<Slip>) {
    let mut open: Vec<usize> = Vec::new();
    for (i, &(_, c)) in chars.iter().enumerate() {
        match c {
            '(' | '（' => open.push(i),
            ')' | '）' => {
                let Some(start) = open.pop() else { continue };
                if chars[start].1 == '（' && c == '）' {
                    continue;
                }
                let inside = &chars[start + 1..i];
                let chinese_inside = inside.iter().any(|x| is_han(x.1));
                let beside = [start.checked_sub(1).and_then(|j| chars.get(j)), chars.get(i + 1)];
                let chinese_beside = beside.iter().flatten().any(|x| is_han(x.1));
                // (1) as an ordinal mark at the start of an item is a matter of numbering, not of marks.
                let ordinal = start == 0 && inside.iter().all(|x| x.1.is_ascii_digit());
                if (chinese_inside || chinese_beside) && !ordinal {
                    let mark = |(j, full): (usize, &str)| {
                        let (at, c) = chars[j];
                        c.is_ascii().then(|| (Span::new(at, at + 1), full.to_owned()))
                    };
                    let edits: Vec<_> = [(start, "（"), (i, "）")].into_iter().filter_map(mark).collect();
                    let end = chars[i].0 + c.len_utf8();
                    let inside: String = inside.iter().map(|x| x.1).collect();
                    out.push(Slip { span: Span::new(chars[start].0, end), should: format!("（{inside}）"), edits });
                }
            }
            _ => {}
        }
    }
}

/// 、 between two quoted or titled items that stand side by side: “甲”、“乙” (GB/T 15834-2011 4.5.3.5:
/// usually none is wanted, unless something in brackets stands between).
pub fn marks_between(text: &str) -> Vec<Slip> {
    static COMMA: Needle = Needle::of("、");
    let mut out: Vec<Slip> = Vec::new();
    for (at, mark) in COMMA.places(text) {
        let (before, behind) = (&text[..at], &text[at + mark.len()..]);
        let pair = match (before.chars().next_back(), behind.chars().next()) {
            (Some('”'), Some('“')) => ('“', '”'),
            (Some('》'), Some('《')) => ('《', '》'),
            (Some('’'), Some('‘')) => ('‘', '’'),
            _ => continue,
        };
        let start = before.rfind(pair.0).unwrap_or(at);
        let end = behind.find(pair.1).map_or(at + mark.len(), |i| at + mark.len() + i + pair.1.len_utf8());
        let edit = (Span::new(at, at + mark.len()), String::new());
        match out.last_mut().filter(|last| last.span.end == at) {
            Some(list) => {
                list.should.push_str(&text[at + mark.len()..end]);
                list.span.end = end;
                list.edits.push(edit);
            }
            None => {
                let should = [&text[start..at], &text[at + mark.len()..end]].concat();
                out.push(Slip { span: Span::new(start, end), should, edits: vec![edit] });
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn half(text: &str) -> Vec<&str> {
        half_width(text).iter().map(|s| s.span.of(text)).collect()
    }

    #[test]
    fn half_width_marks_in_chinese_text() {
        assert_eq!(half("中医(蒙医)医院"), ["(蒙医)"]);
        assert_eq!(half("服务能力,大力培养"), [","]);
        assert_eq!(half("执业(助理）医师"), ["(助理）"]);
        assert_eq!(half("各区(含开发区):"), ["(含开发区)", ":"]);
    }

    #[test]
    fn numbers_latin_and_addresses_keep_theirs() {
        for text in [
            "床人比不低于1:1.6",
            "每日8:30开始",
            "投资1,100万元",
            "使用 A, B, C 三类",
            "详见https://example.org/a",
            "(1)第一项",
            "X(t) = 1",
        ] {
            assert_eq!(half(text), Vec::<&str>::new(), "{text}");
        }
    }

    #[test]
    fn straight_quotes() {
        assert_eq!(half("接入“掌上办\"，设\"就近办\"窗口，用\"OK\"键"), ["“掌上办\"", "\"就近办\""]);
    }

    #[test]
    fn marks_between_quotes() {
        let text = "“蒙沪”、“蒙辽”和《甲》、《乙》";
        assert_eq!(marks_between(text).len(), 2);
        let list = marks_between("推广“甲”、“乙”、“丙”");
        assert_eq!((list.len(), list[0].should.as_str(), list[0].edits.len()), (1, "“甲”“乙”“丙”", 2));
        assert!(marks_between("“蒙沪”（试点）、“蒙辽”").is_empty());
    }
}
