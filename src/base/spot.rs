//! Places as readers of office files know them: the paragraph or the page, and the sentence. A line and column of
//! the text that was taken from the file stand nowhere in it.

use super::{Lang, OriginKind, SourceFile, Span};

/// Where in an office file something stands, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Spot {
    /// Among the paragraphs and rows of tables that are not empty (Word documents and web pages).
    Paragraph(usize),
    /// Among the pages (PDF and OFD).
    Page(usize),
}

impl Spot {
    /// `第 17 段`, `p. 3`.
    pub fn words(self, lang: Lang) -> String {
        match self {
            Spot::Paragraph(n) => lang.pick(format!("第{n}段"), format!("paragraph {n}")),
            Spot::Page(n) => lang.pick(format!("第{n}页"), format!("page {n}")),
        }
    }

    /// The number alone.
    pub fn number(self) -> usize {
        match self {
            Spot::Paragraph(n) | Spot::Page(n) => n,
        }
    }
}

/// What ends a sentence.
const ENDS: [char; 6] = ['。', '！', '？', '；', '!', ';'];
/// What closes behind the end of a sentence and belongs to it.
const CLOSERS: [char; 7] = ['”', '’', '」', '』', '）', ')', '》'];

impl SourceFile {
    /// The paragraph or page that holds a byte offset; `None` for a file of text, whose lines a reader sees.
    pub fn spot(&self, offset: usize) -> Option<Spot> {
        let kind = self.origin.as_ref()?.kind;
        let number = self.spots.get(self.position(offset).line - 1).copied().unwrap_or(1);
        Some(match kind {
            OriginKind::Docx | OriginKind::Html => Spot::Paragraph(number),
            OriginKind::Pdf | OriginKind::Ofd => {
                let line = Span::new(self.line_span(offset).start, offset.min(self.text.len()));
                Spot::Page(number + line.of(&self.text).matches('\u{c}').count())
            }
        })
    }

    /// The sentence, within its paragraph or cell, that holds the beginning of a span, and what follows of the
    /// span's own paragraph to the end of the sentence it ends in.
    pub fn sentence(&self, span: Span) -> Span {
        let line = self.line_span(span.start);
        let at = span.start.clamp(line.start, line.end);
        let (Some(before), Some(line_text)) = (self.text.get(line.start..at), self.text.get(line.range())) else {
            return span;
        };
        let row = is_row(line_text);
        let mut start = line.start;
        let mut after_end = false;
        for (i, c) in before.char_indices() {
            if ENDS.contains(&c) || (row && c == '|') {
                (start, after_end) = (line.start + i + c.len_utf8(), true);
            } else if after_end && CLOSERS.contains(&c) {
                start = line.start + i + c.len_utf8();
            } else {
                after_end = false;
            }
        }
        // The words themselves may be the mark that ends the sentence.
        let from = span.end.clamp(at, line.end);
        let from = if from > at && self.text.get(at..from).is_some_and(|t| t.ends_with(ENDS)) {
            from - self.text[at..from].chars().next_back().map_or(0, char::len_utf8)
        } else {
            from
        };
        let Some(rest) = self.text.get(from..line.end) else { return span };
        let mut end = line.end;
        let mut chars = rest.char_indices().peekable();
        while let Some((i, c)) = chars.next() {
            if row && c == '|' {
                end = from + i;
                break;
            }
            if ENDS.contains(&c) {
                end = from + i + c.len_utf8();
                while let Some(&(i, c)) = chars.peek().filter(|(_, c)| CLOSERS.contains(c)) {
                    end = from + i + c.len_utf8();
                    chars.next();
                }
                break;
            }
        }
        let Some(text) = self.text.get(start..end) else { return span };
        let trimmed = text.trim_start();
        let start = end - trimmed.len();
        Span::new(start, start + trimmed.trim_end().len())
    }
}

/// Of each line the paragraph it is, or the page it begins on.
pub(super) fn by_line(text: &str, kind: OriginKind) -> Vec<usize> {
    let mut number = 1;
    let step = |line: &str| match kind {
        OriginKind::Docx | OriginKind::Html => usize::from(is_paragraph(line)),
        OriginKind::Pdf | OriginKind::Ofd => line.matches('\u{c}').count(),
    };
    let of_line = |line: &str| {
        let own = number;
        number += step(line);
        own
    };
    text.split('\n').map(of_line).collect()
}

/// Whether a line is a paragraph that a reader sees: the rule under a table's head stands nowhere in the file.
fn is_paragraph(line: &str) -> bool {
    let line = line.trim();
    let rule = line.starts_with("|-") && line.chars().all(|c| matches!(c, '|' | '-'));
    !(line.is_empty() || rule)
}

fn is_row(line: &str) -> bool {
    line.starts_with('|') && line.trim_end().ends_with('|')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Origin;

    fn file(kind: OriginKind, text: &str) -> SourceFile {
        SourceFile::taken_from("a.docx", text, Origin { kind, remarks: Vec::new(), left_out: Vec::new() })
    }

    fn told(text: &str, quote: &str) -> (Option<Spot>, String) {
        let file = file(OriginKind::Docx, text);
        let start = text.find(quote).expect("there");
        let span = Span::new(start, start + quote.len());
        (file.spot(start), file.sentence(span).of(text).to_owned())
    }

    #[test]
    fn paragraphs_are_counted_without_blank_ones_and_rules_of_tables() {
        let text = "标题\n\n　一、甲。乙到2025年（注）。丙。\n| 指标 | 值 |\n|---|---|\n| 床位 | 6.8张 |\n末段";
        assert_eq!(told(text, "2025"), (Some(Spot::Paragraph(2)), "乙到2025年（注）。".to_owned()));
        assert_eq!(told(text, "6.8"), (Some(Spot::Paragraph(4)), "6.8张".to_owned()));
        assert_eq!(told(text, "末段"), (Some(Spot::Paragraph(5)), "末段".to_owned()));
        assert_eq!(told(text, "一、甲。"), (Some(Spot::Paragraph(2)), "一、甲。".to_owned()));
    }

    #[test]
    fn a_quote_ends_with_its_sentence() {
        let text = "他说“甲。”乙。（丙。）丁";
        assert_eq!(told(text, "甲").1, "他说“甲。”");
        assert_eq!(told(text, "乙").1, "乙。");
        assert_eq!(told(text, "丙").1, "（丙。）");
    }

    #[test]
    fn pages_are_counted_and_texts_have_no_spot() {
        let text = "甲\n\u{c}乙\n丙";
        assert_eq!(file(OriginKind::Pdf, text).spot(text.find('丙').expect("there")), Some(Spot::Page(2)));
        assert_eq!(SourceFile::new("a.md", text).spot(3), None);
    }
}
