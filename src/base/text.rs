//! Texts that know where each of their characters came from.

use super::{LineIndex, Origin, Position, Span};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Width of a text on a terminal or in a plain text file, in columns: a 汉字 or full-width mark takes two.
pub fn width(text: &str) -> usize {
    let wide = |c: char| match c {
        ' '..='~' => 1,
        // Most characters there are.
        '一'..='鿿' => 2,
        c if c.is_ascii() => 1,
        c => unicode_width::UnicodeWidthChar::width_cjk(c).unwrap_or(0),
    };
    text.chars().map(wide).sum()
}

/// One decoded file: its path, its text, and its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// The path as the user gave it.
    pub path: PathBuf,
    /// The decoded text; a byte order mark is not part of it.
    pub text: String,
    /// The office file the text was taken from: then each line is a paragraph, and a reader knows its words, not
    /// its line and column.
    pub origin: Option<Arc<Origin>>,
    lines: LineIndex,
    /// Of an office file, by line: the paragraph it is, or the page it begins on.
    pub(super) spots: Vec<usize>,
}

impl SourceFile {
    /// A file of this path and decoded text.
    pub fn new(path: impl AsRef<Path>, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { path: path.as_ref().to_path_buf(), lines: LineIndex::new(&text), text, origin: None, spots: Vec::new() }
    }

    /// A file whose text was taken from an office file.
    pub fn taken_from(path: impl AsRef<Path>, text: impl Into<String>, origin: Origin) -> Self {
        let file = Self::new(path, text);
        Self { spots: super::spot::by_line(&file.text, origin.kind), origin: Some(Arc::new(origin)), ..file }
    }

    /// Line and column of a byte offset.
    pub fn position(&self, offset: usize) -> Position {
        self.lines.position(&self.text, offset)
    }

    /// The line that holds a byte offset, without its line end.
    pub fn line_span(&self, offset: usize) -> Span {
        self.lines.line_span(&self.text, offset)
    }
}

/// Running text as a reader reads it (hard wraps joined, marks of Markdown gone), with the way back to
/// the bytes of the file: every run of text remembers where it stood.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prose {
    text: String,
    /// Its runs: most have one, and a plan has thousands of cells and paragraphs. An empty first one is none.
    first: Run,
    more: Vec<Run>,
}

/// `len` bytes at `at` in the prose stand at `source` in the file. A run whose text differs from the
/// file's bytes (an entity, an escape) is opaque: it maps as a whole. No file that is read has four thousand million
/// bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Run {
    at: u32,
    len: u32,
    source: u32,
    source_len: u32,
}

impl Run {
    fn new(at: usize, len: usize, source: Span) -> Self {
        Self { at: at as u32, len: len as u32, source: source.start as u32, source_len: source.len() as u32 }
    }

    fn at(self) -> usize {
        self.at as usize
    }

    fn end(self) -> usize {
        self.at as usize + self.len as usize
    }

    fn source(self) -> Span {
        Span::new(self.source as usize, self.source as usize + self.source_len as usize)
    }

    fn is_opaque(self) -> bool {
        self.len != self.source_len
    }
}

impl Prose {
    /// Prose whose text is `text[span]` of the file, unchanged.
    pub fn verbatim(text: &str, span: Span) -> Self {
        let mut prose = Self::default();
        prose.push(span.of(text), span);
        prose
    }

    /// Makes room for so many bytes more.
    pub fn reserve(&mut self, bytes: usize) {
        self.text.reserve(bytes);
    }

    /// Appends `text`, which came from `source` in the file.
    pub fn push(&mut self, text: &str, source: Span) {
        if text.is_empty() {
            return;
        }
        let opaque = text.len() != source.len();
        let run = Run::new(self.text.len(), text.len(), source);
        self.text.push_str(text);
        match self.more.last_mut().unwrap_or(&mut self.first) {
            first if first.len == 0 => *first = run,
            last if !opaque && !last.is_opaque() && last.source().end == source.start => {
                last.len += run.len;
                last.source_len += run.len;
            }
            _ => self.more.push(run),
        }
    }

    fn runs(&self) -> impl DoubleEndedIterator<Item = Run> {
        Some(self.first).filter(|first| first.len > 0).into_iter().chain(self.more.iter().copied())
    }

    /// Appends another prose.
    pub fn extend(&mut self, other: &Prose) {
        for (text, source) in other.pieces() {
            self.push(text, source);
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The file's span of the whole prose.
    pub fn span(&self) -> Span {
        let last = self.more.last().unwrap_or(&self.first);
        Span::new(self.first.source().start, last.source().end)
    }

    /// The file's span of a byte range of the prose: from the first character's first byte to the last
    /// character's last byte, over whatever the file has between.
    pub fn source_of(&self, range: impl Into<Span>) -> Span {
        let range = range.into();
        if range.is_empty() {
            return Span::empty(self.source_at(range.start));
        }
        let start = self.source_at(range.start);
        let end = match self.run_holding(range.end - 1) {
            Some(run) if run.is_opaque() => run.source().end,
            Some(run) => run.source().start + (range.end - run.at()),
            None => self.span().end,
        };
        Span::new(start, end)
    }

    /// A sub-range as a prose of its own; out-of-range or mid-character bounds give an empty prose.
    pub fn slice(&self, range: impl Into<Span>) -> Prose {
        let range = range.into();
        let mut out = Prose::default();
        if self.text.get(range.range()).is_none() {
            return out;
        }
        for run in self.runs() {
            let start = range.start.max(run.at());
            let end = range.end.min(run.end());
            if start >= end {
                continue;
            }
            let own = run.source();
            let source =
                if run.is_opaque() { own } else { Span::new(own.start + start - run.at(), own.start + end - run.at()) };
            out.push(&self.text[start..end], source);
        }
        out
    }

    /// Its runs of text, each with the bytes of the file that it came from: as long as the text where it is the same.
    pub fn pieces(&self) -> impl Iterator<Item = (&str, Span)> {
        self.runs().map(|run| (&self.text[run.at()..run.end()], run.source()))
    }

    /// The prose without white space at its ends; most has none there and stays as it is.
    pub fn trim(self) -> Prose {
        let start = self.text.len() - self.text.trim_start().len();
        let end = self.text.trim_end().len();
        if start >= end {
            Prose::default()
        } else if end - start == self.text.len() {
            self
        } else {
            self.slice(Span::new(start, end))
        }
    }

    /// Its words: what stands between white space of the prose or of the file (a joined text drops some).
    pub fn words(&self) -> Vec<Prose> {
        let mut out: Vec<Prose> = Vec::new();
        let mut end = None;
        for run in self.runs() {
            let text = &self.text[run.at()..run.end()];
            let mut apart = end != Some(run.source().start);
            let mut at = 0;
            for part in text.split_inclusive(char::is_whitespace) {
                let body = part.trim_end();
                if !body.is_empty() {
                    let piece = self.slice(run.at() + at..run.at() + at + body.len());
                    match out.last_mut().filter(|_| !apart) {
                        Some(last) => last.extend(&piece),
                        None => out.push(piece),
                    }
                }
                apart = body.len() < part.len() || (apart && body.is_empty());
                at += part.len();
            }
            // White space at the end of a run parts what follows from it.
            end = (!apart).then_some(run.source().end);
        }
        out
    }

    fn source_at(&self, at: usize) -> usize {
        match self.run_holding(at) {
            Some(run) if run.is_opaque() => run.source().start,
            Some(run) => run.source().start + (at - run.at()),
            None => self.span().end,
        }
    }

    fn run_holding(&self, at: usize) -> Option<Run> {
        let i = self.more.partition_point(|r| r.at() <= at);
        let run = i.checked_sub(1).and_then(|i| self.more.get(i)).copied().unwrap_or(self.first);
        (at < run.end()).then_some(run)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joined_lines_map_back_to_their_places() {
        let file = "到2025年，床位\n\n数达到6.8张";
        let second = file.find('数').unwrap_or_default();
        let mut prose = Prose::default();
        prose.push(&file[..file.find('\n').unwrap_or_default()], Span::new(0, second - 2));
        prose.push(&file[second..], Span::new(second, file.len()));
        assert_eq!(prose.as_str(), "到2025年，床位数达到6.8张");
        let at = prose.as_str().find("位数").unwrap_or_default();
        assert_eq!(prose.source_of(at..at + 6).of(file), "位\n\n数");
        let at = prose.as_str().find("6.8").unwrap_or_default();
        assert_eq!(prose.source_of(at..at + 3).of(file), "6.8");
        assert_eq!(prose.slice(at..at + 3).span().of(file), "6.8");
    }

    #[test]
    fn words_are_parted_where_the_file_has_white_space() {
        let file = "1 每千人床位数  6.8 张";
        let mut prose = Prose::default();
        for word in ["1", "每千人床位数", "6.8", "张"] {
            let at = file.find(word).unwrap_or_default();
            prose.push(word, Span::new(at, at + word.len()));
        }
        assert_eq!(prose.words().iter().map(Prose::as_str).collect::<Vec<_>>(), ["1", "每千人床位数", "6.8", "张"]);
        let whole = Prose::verbatim(file, Span::new(0, file.len()));
        assert_eq!(whole.words().iter().map(Prose::as_str).collect::<Vec<_>>(), ["1", "每千人床位数", "6.8", "张"]);
    }

    #[test]
    fn an_entity_maps_as_a_whole() {
        let file = "甲&amp;乙";
        let mut prose = Prose::default();
        prose.push("甲", Span::new(0, 3));
        prose.push("&", Span::new(3, 8));
        prose.push("乙", Span::new(8, 11));
        assert_eq!(prose.source_of(3..4).of(file), "&amp;");
        assert_eq!(prose.source_of(0..7).of(file), file);
    }
}
