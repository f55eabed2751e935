//! Brackets, quotes and title marks that do not pair.

use crate::base::{CharSet, Span};

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

/// The marks of [`PAIRS`], and those of half width that may stand for one.
static MARKS: CharSet = CharSet::of(&[
    '（', '）', '《', '》', '〈', '〉', '“', '”', '‘', '’', '〔', '〕', '【', '】', '「', '」', '(', ')', '"',
]);

/// Marks of one paragraph that have no partner in it. A half-width bracket pairs with a full-width one, and a
/// straight " with “ or ” (both are matters of width). A closing bracket behind a lone ordinal (1）at the paragraph's start is
/// numbering. Quotes over several paragraphs open each and close the last, so an unclosed “ at the start
/// of a paragraph is left alone.
pub fn unpaired(text: &str) -> Vec<Unpaired> {
    let mut stack: Vec<(usize, char)> = Vec::new();
    // How many of each pair are open: the stack is looked through only for what is in it.
    let mut open_of = [0usize; PAIRS.len()];
    let pair = |c: char| PAIRS.iter().position(|p| p.0 == c || p.1 == c);
    let curved = pair('“').unwrap_or_default();
    let mut out = Vec::new();
    for (at, c) in MARKS.places(text) {
        let c = match c {
            '(' => '（',
            ')' => '）',
            // A straight quote closes a curved one that is open, or opens one that closes behind it.
            '"' if open_of[curved] > 0 => '”',
            '"' if closes_curved(&text[at + 1..]) => '“',
            c => c,
        };
        let Some(kind) = pair(c) else { continue };
        let (open, close) = PAIRS[kind];
        if open == c {
            stack.push((at, c));
            open_of[kind] += 1;
            continue;
        }
        let partner = if open_of[kind] > 0 { stack.iter().rposition(|s| s.1 == open) } else { None };
        match partner {
            Some(i) => {
                open_of[kind] -= 1;
                // What opened later inside has no partner.
                for (at, mark) in stack.drain(i..).skip(1) {
                    if let Some(kind) = pair(mark) {
                        open_of[kind] -= 1;
                    }
                    push(&mut out, text, at, mark);
                }
            }
            None => {
                let ordinal = close == '）' && is_ordinal(&text[..at]);
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

/// A short number or letter at the start of a paragraph: 1）, 十一）, a）.
fn is_ordinal(text: &str) -> bool {
    let text = text.trim_start();
    let number = |c: char| c.is_ascii_alphanumeric() || "一二三四五六七八九十".contains(c);
    !text.is_empty() && text.chars().count() <= 3 && text.chars().all(number)
}

/// Whether the next quote of a text is a closing curved one.
fn closes_curved(text: &str) -> bool {
    text.chars().find(|c| matches!(c, '“' | '”' | '"')) == Some('”')
}

/// How many paragraphs a page break, a table or a clause set in between can part.
const REACH: usize = 8;

/// The last of some lone marks that stands in one of the paragraphs before this one and pairs with `partner`.
fn near(marks: &[usize], found: &[(usize, Unpaired)], paragraph: usize, partner: char) -> Option<usize> {
    let reached = marks.iter().enumerate().rev().take_while(|(_, at)| paragraph - found[**at].0 <= REACH);
    let mut own = reached.filter(|(_, at)| found[**at].0 < paragraph && found[**at].1.mark == partner);
    own.next().map(|(at, _)| at)
}

/// Takes out what a break of the paragraph parted: an opening mark whose partner stands alone a few
/// paragraphs on, or, where the paragraph breaks off without an end, a few paragraphs before (columns of a
/// page that were read out of order). `found` holds the lone marks of each of `texts` in order, with its index.
pub fn join_broken(found: &mut Vec<(usize, Unpaired)>, texts: &[&str]) {
    let (mut open, mut closed): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    let mut joined = vec![false; found.len()];
    let broken = |at: usize| {
        let text = texts.get(at).map_or("", |t| t.trim_end());
        !text.ends_with(['。', '；', '：', '！', '？', '）'])
    };
    for (i, (paragraph, lone)) in found.iter().enumerate() {
        if PAIRS.iter().any(|p| p.0 == lone.mark) {
            let before = near(&closed, found, *paragraph, lone.partner);
            match before.filter(|_| lone.mark == '（' && broken(*paragraph)) {
                Some(at) => {
                    joined[closed.remove(at)] = true;
                    joined[i] = true;
                }
                None => open.push(i),
            }
        } else if let Some(at) = near(&open, found, *paragraph, lone.partner) {
            joined[open.remove(at)] = true;
            joined[i] = true;
        } else {
            closed.push(i);
        }
    }
    let mut joined = joined.into_iter();
    found.retain(|_| !joined.next().unwrap_or_default());
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
    fn straight_quotes_pair_with_curved_ones() {
        assert_eq!(marks("接入“掌上办\"和\"随手拍”，推出“一件事\""), "");
        assert_eq!(marks("推出“一件事服务\"和“就近办"), "“");
    }

    #[test]
    fn a_broken_paragraph_is_no_lone_mark() {
        let texts = ["打造引擎（市发展改革委", "广泛参与。", "市财政局负责）1.健全制度", "（甲", "乙）", "丙）。"];
        let mut found: Vec<_> =
            texts.iter().enumerate().flat_map(|(i, t)| unpaired(t).into_iter().map(move |u| (i, u))).collect();
        join_broken(&mut found, &texts);
        assert_eq!(found.iter().map(|(i, u)| (*i, u.mark)).collect::<Vec<_>>(), [(5, '）')]);
    }

    #[test]
    fn pairs_and_strays() {
        assert_eq!(marks("（一）总体（含《甲〈乙〉丙》）“丁‘戊’”"), "");
        assert_eq!(marks("执业(助理）医师"), "");
        assert_eq!(marks("推进《健康城市建设，做好“两保障工作"), "《“");
        assert_eq!(marks("完成年度任务）。"), "）");
        assert_eq!(marks("1）完善制度"), "");
        assert_eq!(marks("元）"), "）");
        assert_eq!(marks("“引文的第一段"), "");
    }
}
