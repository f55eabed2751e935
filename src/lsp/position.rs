//! Places as editors count them, to and from bytes. Nothing else in the server counts characters.

use crate::base::{SourceFile, Span};
use lsp_types::{Position, PositionEncodingKind, Range};
use std::sync::Arc;

/// What a column counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units: what an editor counts that says nothing else.
    #[default]
    Utf16,
    /// Unicode scalar values.
    Utf32,
}

impl Encoding {
    /// The first of those an editor offers that is known.
    pub fn negotiate(offered: Option<&[PositionEncodingKind]>) -> Self {
        let known = |kind: &PositionEncodingKind| match kind.as_str() {
            "utf-8" => Some(Self::Utf8),
            "utf-16" => Some(Self::Utf16),
            "utf-32" => Some(Self::Utf32),
            _ => None,
        };
        offered.and_then(|kinds| kinds.iter().find_map(known)).unwrap_or_default()
    }

    /// As the protocol names it.
    pub fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
            Self::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    /// How many columns a character takes.
    fn width(self, c: char) -> usize {
        match self {
            Self::Utf8 => c.len_utf8(),
            Self::Utf16 => c.len_utf16(),
            Self::Utf32 => 1,
        }
    }

    /// How many columns a text takes.
    pub fn columns(self, text: &str) -> usize {
        match self {
            Self::Utf8 => text.len(),
            Self::Utf32 => text.chars().count(),
            // Those beyond the basic plane take two; in UTF-8 they begin with such a byte.
            Self::Utf16 => text.chars().count() + text.bytes().filter(|byte| *byte >= 0xf0).count(),
        }
    }
}

/// A text with its lines, to ask for places in it.
#[derive(Debug)]
pub struct Lines<'a> {
    text: Text<'a>,
    encoding: Encoding,
    /// The byte each line begins at.
    starts: Vec<usize>,
    /// In long lines, here and there a byte and its column: a plan on one line is not counted anew for each place.
    marks: Vec<(usize, usize)>,
}

/// A text, lent or shared.
#[derive(Debug)]
enum Text<'a> {
    Lent(&'a str),
    Shared(Arc<SourceFile>),
}

impl std::ops::Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Lent(text) => text,
            Self::Shared(file) => &file.text,
        }
    }
}

/// How far the marks of a long line stand apart, in bytes.
const STRIDE: usize = 1024;
/// How many bytes make a line a long one: most paragraphs are shorter, and are counted as quickly.
const LONG: usize = 4 * STRIDE;

impl Lines<'static> {
    /// The lines of a file, which is kept with them.
    pub fn of_file(file: &Arc<SourceFile>, encoding: Encoding) -> Self {
        Lines::of(Text::Shared(Arc::clone(file)), encoding)
    }
}

impl<'a> Lines<'a> {
    /// The lines of a text: they end in `\n`, `\r\n` or `\r`, as the protocol says.
    pub fn new(text: &'a str, encoding: Encoding) -> Self {
        Self::of(Text::Lent(text), encoding)
    }

    fn of(text: Text<'a>, encoding: Encoding) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        let ends = memchr::memchr2_iter(b'\n', b'\r', bytes);
        starts.extend(ends.filter(|at| bytes[*at] == b'\n' || bytes.get(at + 1) != Some(&b'\n')).map(|at| at + 1));
        let mut marks = Vec::new();
        for (line, &start) in starts.iter().enumerate() {
            let end = starts.get(line + 1).copied().unwrap_or(text.len());
            if end - start <= LONG {
                continue;
            }
            let (mut next, mut column) = (start + STRIDE, 0);
            for (at, c) in text[start..end].char_indices() {
                if start + at >= next {
                    marks.push((start + at, column));
                    next = start + at + STRIDE;
                }
                column += encoding.width(c);
            }
        }
        Self { text, encoding, starts, marks }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The position of a byte; one inside a character is its beginning, one behind the text its end.
    pub fn position(&self, offset: usize) -> Position {
        let offset = floor(&self.text, offset.min(self.text.len()));
        let line = self.line_of(offset);
        let start = self.starts[line];
        // Between `\r` and `\n` there is no place.
        let offset = offset.min(self.end(line));
        let mark = self.marks.partition_point(|&(at, _)| at <= offset).checked_sub(1).and_then(|i| self.marks.get(i));
        let (from, before) = mark.copied().filter(|&(at, _)| at >= start).unwrap_or((start, 0));
        let column = before + self.encoding.columns(self.text.get(from..offset).unwrap_or(""));
        Position::new(small(line), small(column))
    }

    /// The byte of a position; a column behind the line is the line's end, a line behind the text the text's, and
    /// one inside a character the character's beginning.
    pub fn offset(&self, position: Position) -> usize {
        let Some(&start) = self.starts.get(position.line as usize) else { return self.text.len() };
        let end = self.end(position.line as usize);
        let wanted = position.character as usize;
        let first = self.marks.partition_point(|&(at, _)| at < start);
        let until = self.marks.partition_point(|&(at, _)| at < end);
        let of_line = &self.marks[first..until];
        let mark = of_line.partition_point(|&(_, column)| column <= wanted).checked_sub(1).map(|i| of_line[i]);
        let (from, mut column) = mark.unwrap_or((start, 0));
        for (at, c) in self.text[from..end].char_indices() {
            column += self.encoding.width(c);
            if column > wanted {
                return from + at;
            }
        }
        end
    }

    /// The range of a span.
    pub fn range(&self, span: Span) -> Range {
        Range::new(self.position(span.start), self.position(span.end))
    }

    /// The span of a range; one that ends before it begins is empty.
    pub fn span(&self, range: Range) -> Span {
        Span::new(self.offset(range.start), self.offset(range.end))
    }

    /// The line, from 0, that holds a byte.
    pub fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|&s| s <= offset).max(1) - 1
    }

    /// A line, from 0, without its end.
    pub fn line(&self, line: usize) -> Span {
        self.starts.get(line).map_or(Span::empty(self.text.len()), |&start| Span::new(start, self.end(line)))
    }

    /// Where a line ends, before its line end.
    fn end(&self, line: usize) -> usize {
        let Some(&next) = self.starts.get(line + 1) else { return self.text.len() };
        let start = self.starts[line];
        start + self.text[start..next].trim_end_matches(['\r', '\n']).len()
    }

    /// A span cut into its lines, without line ends; empty pieces are left out.
    pub fn pieces(&self, span: Span) -> Vec<Span> {
        let (first, last) = (self.line_of(span.start), self.line_of(span.end.min(self.text.len())));
        let lines = (first..=last).map(|line| self.line(line));
        lines
            .map(|line| Span::new(line.start.max(span.start), line.end.min(span.end)))
            .filter(|piece| !piece.is_empty())
            .collect()
    }
}

/// The last boundary between characters at or before a byte.
fn floor(text: &str, offset: usize) -> usize {
    (0..=offset).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn columns_count_as_agreed() {
        // 汉字, one beyond the basic plane, a letter with a combining mark.
        let text = "目标𠮷a\u{301}达\r\n到2025年\r乙";
        let at = text.find('达').unwrap_or_default();
        for (encoding, column) in [(Encoding::Utf8, 13), (Encoding::Utf16, 6), (Encoding::Utf32, 5)] {
            let lines = Lines::new(text, encoding);
            assert_eq!(lines.position(at), Position::new(0, column), "{encoding:?}");
            assert_eq!(lines.offset(Position::new(0, column)), at, "{encoding:?}");
            assert_eq!(lines.position(text.find('乙').unwrap_or_default()), Position::new(2, 0));
        }
        let lines = Lines::new(text, Encoding::Utf16);
        // Inside the surrogate pair, behind the line, behind the text.
        assert_eq!(lines.offset(Position::new(0, 3)), text.find('𠮷').unwrap_or_default());
        assert_eq!(lines.offset(Position::new(0, 99)), text.find('\r').unwrap_or_default());
        assert_eq!(lines.offset(Position::new(9, 0)), text.len());
    }

    #[test]
    fn the_first_known_encoding_is_taken() {
        let kinds = |names: &[&'static str]| names.iter().map(|n| PositionEncodingKind::new(n)).collect::<Vec<_>>();
        for (offered, taken) in [
            (Some(kinds(&["utf-7", "utf-32", "utf-8"])), Encoding::Utf32),
            (Some(kinds(&["utf-8"])), Encoding::Utf8),
            (Some(kinds(&[])), Encoding::Utf16),
            (None, Encoding::Utf16),
        ] {
            assert_eq!(Encoding::negotiate(offered.as_deref()), taken);
        }
    }

    fn encoding() -> impl Strategy<Value = Encoding> {
        prop_oneof![Just(Encoding::Utf8), Just(Encoding::Utf16), Just(Encoding::Utf32)]
    }

    proptest! {
        /// There and back, in short lines and long ones.
        #[test]
        fn every_place_is_found_again(text in "[甲𠮷a\u{301}\r\n]{0,40}", times in 1usize..200, encoding in encoding()) {
            let text = text.repeat(times);
            let lines = Lines::new(&text, encoding);
            for (at, _) in text.char_indices().chain([(text.len(), ' ')]) {
                let inside = at > 0 && text[..at].ends_with('\r') && text[at..].starts_with('\n');
                let position = lines.position(at);
                prop_assert_eq!(lines.offset(position), if inside { at - 1 } else { at });
                // As counted from the beginning of the line.
                let start = lines.line(position.line as usize).start;
                let counted = encoding.columns(text[start..at].trim_end_matches('\r'));
                prop_assert_eq!(position.character as usize, counted);
            }
        }

        #[test]
        fn any_position_is_answered(text in "[甲𠮷\r\na]{0,20}", line in any::<u32>(), column in any::<u32>(), small in 0u32..4) {
            let lines = Lines::new(&text, Encoding::Utf16);
            for position in [Position::new(line, column), Position::new(small, column), Position::new(small, small)] {
                prop_assert!(text.is_char_boundary(lines.offset(position)));
            }
            prop_assert!(lines.pieces(Span::new(0, text.len())).iter().all(|p| !p.of(&text).contains(['\r', '\n'])));
        }
    }
}
