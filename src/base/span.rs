//! Byte spans of a decoded text, and the line and column a reader is told.

use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A half-open range of byte offsets in the decoded UTF-8 text of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset behind the last byte.
    pub end: usize,
}

impl Span {
    /// The span from `start` to `end`; an inverted pair gives the empty span at `start`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end: end.max(start) }
    }

    /// The empty span at `at`.
    pub fn empty(at: usize) -> Self {
        Self { start: at, end: at }
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether nothing lies inside.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `other` lies wholly inside.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The smallest span that holds both.
    pub fn cover(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// As a range, to slice with.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// The text of the span; empty when it does not fit `text` (never panics).
    pub fn of(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or("")
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Span::new(range.start, range.end)
    }
}

/// A place as people count: line and column from 1, columns in Unicode scalar values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in Unicode scalar values, from 1.
    pub column: usize,
}

/// The starts of a text's lines, made once and asked often.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LineIndex {
    /// By line; no file that is read has four thousand million bytes.
    starts: Box<[u32]>,
    /// In long lines, here and there a byte and how many characters of its line stand before it: a whole plan on one
    /// line is not counted anew for each place.
    marks: Vec<(usize, usize)>,
}

/// How far the marks of a long line stand apart, in bytes.
const STRIDE: usize = 1024;

impl LineIndex {
    /// Reads the line starts of `text`. Lines end in `\n` (a `\r` before it belongs to the line).
    pub fn new(text: &str) -> Self {
        let mut starts = vec![0u32];
        starts.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at as u32 + 1));
        let mut marks = Vec::new();
        for (line, &start) in starts.iter().enumerate() {
            let start = start as usize;
            let end = starts.get(line + 1).map_or(text.len(), |&next| next as usize);
            if end - start <= STRIDE {
                continue;
            }
            let (mut from, mut count) = (start, 0);
            while end - from > STRIDE {
                let at = text.ceil_char_boundary(from + STRIDE);
                count += text[from..at].chars().count();
                if at < end {
                    marks.push((at, count));
                }
                from = at;
            }
        }
        Self { starts: starts.into(), marks }
    }

    /// The position of byte `offset` in `text` (the text the index was made of).
    pub fn position(&self, text: &str, offset: usize) -> Position {
        let offset = offset.min(text.len());
        let line = self.line(offset);
        let start = self.start(line).unwrap_or(0);
        let mark = self.marks.partition_point(|&(at, _)| at <= offset).checked_sub(1).and_then(|i| self.marks.get(i));
        let (from, before) = mark.copied().filter(|&(at, _)| at > start).unwrap_or((start, 0));
        let column = before + text.get(from..offset).map_or(0, |s| s.chars().count());
        Position { line: line + 1, column: column + 1 }
    }

    /// The line that holds byte `offset`, without its line end.
    pub fn line_span(&self, text: &str, offset: usize) -> Span {
        let line = self.line(offset.min(text.len()));
        let start = self.start(line).unwrap_or(0);
        Span::new(start, self.start(line + 1).map_or(text.len(), |next| next - 1))
    }

    fn start(&self, line: usize) -> Option<usize> {
        self.starts.get(line).map(|&start| start as usize)
    }

    fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|&s| s as usize <= offset).max(1) - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_not_bytes() {
        let text = "目标\n到2025年";
        let index = LineIndex::new(text);
        let at = text.find("2025").unwrap_or_default();
        assert_eq!(index.position(text, at), Position { line: 2, column: 2 });
        assert_eq!(index.position(text, 0), Position { line: 1, column: 1 });
        assert_eq!(index.position(text, 9999), Position { line: 2, column: 7 });
    }
    #[test]
    fn a_long_line_is_counted_the_same() {
        let text = format!("甲\n{}\n乙", "到2025年，".repeat(1000));
        let index = LineIndex::new(&text);
        let long = index.line_span(&text, 5);
        assert_eq!(long, Span::new(4, text.len() - 4));
        for (count, (at, _)) in long.of(&text).char_indices().enumerate() {
            assert_eq!(index.position(&text, 4 + at), Position { line: 2, column: count + 1 });
        }
        assert_eq!(index.position(&text, text.len()), Position { line: 3, column: 2 });
        assert_eq!(index.line_span(&text, text.len()).of(&text), "乙");
        assert_eq!(index.line_span(&text, 3).of(&text), "甲");
    }
}
