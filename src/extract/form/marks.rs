//! Half-width marks beside Chinese text, and marks between quoted items (GB/T 15834-2011).

use super::is_han;
use crate::base::Span;

/// Something out of form, and what should stand there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// Bytes of the text read.
    pub span: Span,
    /// The remedy for those bytes.
    pub should: String,
}

/// Half-width `, ; : ? ! ( ) "` beside a 汉字 (GB/T 15834-2011 4, 5: Chinese text takes full-width
/// marks). Left alone: times and ratios (8:00, 1:1.6), decimal points, thousands, Latin text, and
/// brackets that hold only Latin letters or digits between Latin words. A bracket is judged with its
/// partner: either both stand in Chinese text or neither.
pub fn half_width(text: &str) -> Vec<Slip> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut out = Vec::new();
    for (i, &(at, c)) in chars.iter().enumerate() {
        let full = match c {
            ',' => '，',
            ';' => '；',
            ':' => '：',
            '?' => '？',
            '!' => '！',
            _ => continue,
        };
        let before = chars[..i].iter().rev().map(|x| x.1).find(|c| !c.is_whitespace() && !"()\"".contains(*c));
        let after = chars[i + 1..].iter().map(|x| x.1).find(|c| !c.is_whitespace());
        let chinese = |c: Option<char>| c.is_some_and(|c| is_han(c) || is_full_mark(c));
        // A digit on both sides: a thousand, a ratio or a time.
        let digits = before.is_some_and(|c| c.is_ascii_digit()) && after.is_some_and(|c| c.is_ascii_digit());
        // An address or a file name: http://, C:\.
        let address = c == ':' && after.is_some_and(|c| c == '/' || c == '\\');
        if (chinese(before) || (chinese(after) && before.is_some())) && !digits && !address {
            out.push(Slip { span: Span::new(at, at + 1), should: full.to_string() });
        }
    }
    brackets(&chars, &mut out);
    out.sort_by_key(|s| s.span);
    out
}

fn is_full_mark(c: char) -> bool {
    "，。、；：？！“”‘’（）《》〈〉〔〕【】".contains(c)
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
                    for (j, full) in [(start, "（"), (i, "）")] {
                        if chars[j].1.is_ascii() {
                            out.push(Slip { span: Span::new(chars[j].0, chars[j].0 + 1), should: full.to_owned() });
                        }
                    }
                }
            }
            _ => {}
        }
    }
}

/// 、 between two quoted or titled items that stand side by side: “甲”、“乙” (GB/T 15834-2011 4.5.3.5:
/// usually none is wanted, unless something in brackets stands between).
pub fn marks_between(text: &str) -> Vec<Slip> {
    let mut out = Vec::new();
    for (at, mark) in text.match_indices('、') {
        let before = text[..at].chars().next_back();
        let after = text[at + mark.len()..].chars().next();
        let quoted =
            matches!((before, after), (Some('”'), Some('“')) | (Some('》'), Some('《')) | (Some('’'), Some('‘')));
        if quoted {
            out.push(Slip { span: Span::new(at, at + mark.len()), should: String::new() });
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
        assert_eq!(half("中医(蒙医)医院"), ["(", ")"]);
        assert_eq!(half("服务能力,大力培养"), [","]);
        assert_eq!(half("执业(助理）医师"), ["("]);
        assert_eq!(half("各区(含开发区):"), ["(", ")", ":"]);
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
    fn marks_between_quotes() {
        let text = "“蒙沪”、“蒙辽”和《甲》、《乙》";
        assert_eq!(marks_between(text).len(), 2);
        assert!(marks_between("“蒙沪”（试点）、“蒙辽”").is_empty());
    }
}
