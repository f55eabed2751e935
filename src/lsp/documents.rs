//! Texts that the editor has open, and its changes to them.

use super::position::{Encoding, Lines};
use lsp_types::TextDocumentContentChangeEvent;

/// A document that is open in the editor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// Its text.
    pub text: String,
    /// Its version, as the editor counts.
    pub version: i32,
    /// Its language, as the editor calls it.
    pub language: String,
}

impl Open {
    /// Applies changes one after the other, each to what the one before it left.
    pub fn change(&mut self, changes: Vec<TextDocumentContentChangeEvent>, encoding: Encoding) {
        for change in changes {
            match change.range {
                None => self.text = change.text,
                Some(range) => {
                    let span = Lines::new(&self.text, encoding).span(range);
                    self.text.replace_range(span.range(), &change.text);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lsp_types::{Position, Range};
    use proptest::prelude::*;

    fn open(text: &str) -> Open {
        Open { text: text.to_owned(), version: 1, language: "markdown".to_owned() }
    }

    fn change(from: (u32, u32), to: (u32, u32), text: &str) -> TextDocumentContentChangeEvent {
        let range = Range::new(Position::new(from.0, from.1), Position::new(to.0, to.1));
        TextDocumentContentChangeEvent { range: Some(range), range_length: None, text: text.to_owned() }
    }

    #[test]
    fn changes_follow_one_another() {
        let mut document = open("一、目标𠮷\n二、任务");
        document.change(vec![change((0, 4), (0, 6), ""), change((0, 4), (1, 0), "。\n")], Encoding::Utf16);
        assert_eq!(document.text, "一、目标。\n二、任务");
        let whole = TextDocumentContentChangeEvent { range: None, range_length: None, text: "新".to_owned() };
        document.change(vec![whole, change((0, 9), (7, 7), "文")], Encoding::Utf16);
        assert_eq!(document.text, "新文");
    }

    proptest! {
        /// What a change replaces is what lies between its two positions.
        #[test]
        fn changes_as_the_editor_means_them(text in "[甲𠮷a\u{301}\n]{0,30}", from in 0usize..30, to in 0usize..30, new in "[乙𠮷\n]{0,4}") {
            for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
                let places: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
                let (a, b) = (places[from % places.len()], places[to % places.len()]);
                let (a, b) = (a.min(b), a.max(b));
                let lines = Lines::new(&text, encoding);
                let (start, end) = (lines.position(a), lines.position(b));
                let mut document = open(&text);
                document.change(vec![change((start.line, start.character), (end.line, end.character), &new)], encoding);
                prop_assert_eq!(document.text, format!("{}{new}{}", &text[..a], &text[b..]));
            }
        }
    }
}
