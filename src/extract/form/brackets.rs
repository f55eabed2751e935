//! Brackets, quotes and title marks that do not pair.

use crate::base::Span;

/// A mark without its partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unpaired {
    /// Bytes of the mark.
    pub span: Span,
    /// The mark.
    pub mark: char,
    /// What would pair with it.
    pub partner: char,
}

const PAIRS: [(char, char); 8] =
    [('（', '）'), ('《', '》'), ('〈', '〉'), ('“', '”'), ('‘', '’'), ('〔', '〕'), ('【', '】'), ('「', '」')];

/// Marks of one paragraph that have no partner in it. A half-width bracket pairs with a full-width one
/// (that is a matter of width). A closing bracket behind a lone ordinal (1）at the paragraph's start is
/// numbering. Quotes over several paragraphs open each and close the last, so an unclosed “ at the start
/// of a paragraph is left alone.
pub fn unpaired(text: &str) -> Vec<Unpaired> {
    let mut stack: Vec<(usize, char)> = Vec::new();
    let mut out = Vec::new();
    for (at, c) in text.char_indices() {
        let c = match c {
            '(' => '（',
            ')' => '）',
            c => c,
        };
        if PAIRS.iter().any(|p| p.0 == c) {
            stack.push((at, c));
            continue;
        }
        let Some(&(open, close)) = PAIRS.iter().find(|p| p.1 == c) else { continue };
        match stack.iter().rposition(|s| s.1 == open) {
            Some(i) => {
                // What opened later inside has no partner.
                for (at, mark) in stack.drain(i..).skip(1) {
                    push(&mut out, text, at, mark);
                }
            }
            None => {
                let ordinal = close == '）' && text[..at].chars().count() <= 3 && !text[..at].is_empty();
                let apostrophe = c == '’' && text[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
                if !ordinal && !apostrophe {
                    push(&mut out, text, at, c);
                }
            }
        }
    }
    for (at, mark) in stack {
        if !(at == 0 && mark == '“') {
            push(&mut out, text, at, mark);
        }
    }
    out.sort_by_key(|u| u.span);
    out
}

fn push(out: &mut Vec<Unpaired>, text: &str, at: usize, mark: char) {
    let len = text[at..].chars().next().map_or(0, char::len_utf8);
    let partner = PAIRS.iter().find_map(|&(a, b)| {
        if a == mark {
            Some(b)
        } else if b == mark {
            Some(a)
        } else {
            None
        }
    });
    if let Some(partner) = partner {
        out.push(Unpaired { span: Span::new(at, at + len), mark, partner });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(text: &str) -> String {
        unpaired(text).iter().map(|u| u.mark).collect()
    }

    #[test]
    fn pairs_and_strays() {
        assert_eq!(marks("（一）总体（含《甲〈乙〉丙》）“丁‘戊’”"), "");
        assert_eq!(marks("执业(助理）医师"), "");
        assert_eq!(marks("推进《健康城市建设，做好“两保障工作"), "《“");
        assert_eq!(marks("完成年度任务）。"), "）");
        assert_eq!(marks("1）完善制度"), "");
        assert_eq!(marks("“引文的第一段"), "");
    }
}
