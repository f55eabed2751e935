//! Paragraphs and tables of an office file, written out as the text that is read from then on.

use crate::base::{LeftOut, Origin, OriginKind, Remark, RemarkKind, Span};
use crate::data::numbering;
use std::ops::Range;

/// A paragraph of this text is the end of a page.
pub const PAGE_END: &str = "\u{c}";

/// A paragraph or a table.
#[derive(Debug, Clone)]
pub enum Block {
    /// A paragraph.
    Line(Line),
    /// Rows of cells, each with its own paragraphs; a cell that is part of another one is empty.
    Table(Vec<Vec<Vec<Block>>>),
}

/// A paragraph: its text, and where remarks begin and end in it.
#[derive(Debug, Clone, Default)]
pub struct Line {
    /// Its text; a line break inside it is `\n`.
    pub text: String,
    /// The outline level its style gives it, from 0.
    pub outline: Option<u8>,
    /// Whether the next paragraph belongs to it, its end being deleted or not yet inserted.
    pub goes_on: bool,
    /// Bytes of the text, the remark, and whether it begins there.
    anchors: Vec<(usize, usize, bool)>,
    /// Where its text stands in the part it was read from; what is not, like an automatic number, has none.
    pieces: Vec<Piece>,
}

/// Text that stands in a part of XML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Where it begins in the text, in bytes.
    pub at: usize,
    /// Its length there.
    pub len: usize,
    /// Bytes of the part. Of the same length, it stands there byte by byte; else only as a whole.
    pub xml: Range<usize>,
}

impl Line {
    /// A paragraph of this text.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// A remark begins here.
    pub fn open(&mut self, remark: usize) {
        self.anchors.push((self.text.len(), remark, true));
    }

    /// A remark ends here.
    pub fn close(&mut self, remark: usize) {
        self.anchors.push((self.text.len(), remark, false));
    }

    /// Appends text, which stands in the part at these bytes.
    pub fn push(&mut self, text: &str, xml: Range<usize>) {
        self.pieces.push(Piece { at: self.text.len(), len: text.len(), xml });
        self.text.push_str(text);
    }

    /// Puts text before it.
    pub fn prepend(&mut self, text: &str) {
        self.anchors.iter_mut().for_each(|anchor| anchor.0 += text.len());
        self.pieces.iter_mut().for_each(|piece| piece.at += text.len());
        self.text.insert_str(0, text);
    }

    /// Appends another paragraph.
    pub fn extend(&mut self, other: Line) {
        let at = self.text.len();
        self.anchors.extend(other.anchors.into_iter().map(|(a, remark, open)| (at + a, remark, open)));
        self.pieces.extend(other.pieces.into_iter().map(|piece| Piece { at: at + piece.at, ..piece }));
        self.text.push_str(&other.text);
        self.goes_on = other.goes_on;
    }
}

/// Gathers what is read, and writes it out.
#[derive(Debug, Default)]
pub struct Builder {
    text: String,
    remarks: Vec<Remark>,
    left_out: Vec<LeftOut>,
    /// Remarks between paragraphs: they begin with the next one.
    pending: Vec<usize>,
    /// Where the text written so far stands in the part, in order.
    map: Vec<Piece>,
}

impl Builder {
    /// Takes note of a remark; answers its number.
    pub fn add_remark(&mut self, kind: RemarkKind, author: String, date: Option<String>) -> usize {
        self.remarks.push(Remark { kind, author, date, text: String::new(), span: Span::default() });
        self.remarks.len() - 1
    }

    /// A remark taken note of before.
    pub fn remark(&mut self, number: usize) -> &mut Remark {
        &mut self.remarks[number]
    }

    /// The remark begins with the next paragraph.
    pub fn pending(&mut self, number: usize) {
        self.pending.push(number);
    }

    /// Takes note of something that is not text.
    pub fn left_out(&mut self, what: LeftOut) {
        self.left_out.push(what);
    }

    /// Writes blocks out: a paragraph a line, a row of a table a line between pipes.
    pub fn write(self, blocks: Vec<Block>, kind: OriginKind) -> (String, Origin) {
        let (text, origin, _) = self.write_mapped(blocks, kind);
        (text, origin)
    }

    /// As [`Builder::write`], with where the text stands in the part it was read from.
    pub fn write_mapped(mut self, mut blocks: Vec<Block>, kind: OriginKind) -> (String, Origin, Vec<Piece>) {
        unmark_title(&mut blocks);
        self.blocks(&blocks);
        // A remark without words (a change of formatting alone) says nothing.
        self.remarks.retain(|r| !r.text.trim().is_empty());
        (self.text, Origin { kind, remarks: self.remarks, left_out: self.left_out }, self.map)
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Line(line) => self.line(line),
                Block::Table(rows) => self.table(rows),
            }
        }
    }

    fn line(&mut self, line: &Line) {
        // The end of a page ends no line.
        if line.text == PAGE_END {
            self.text.push_str(PAGE_END);
            return;
        }
        let bare = line.text.trim();
        // A heading by its style alone is marked; one with a label shows by itself.
        if let Some(level) = line.outline
            && !bare.is_empty()
            && !bare.contains('\n')
            && numbering::read(bare).is_none()
            && !bare.ends_with(['。', '；', '：', ':'])
        {
            self.text.push_str(&"#".repeat(usize::from(level).min(5) + 1));
            self.text.push(' ');
        }
        self.inline(line, |c| c);
        self.text.push('\n');
    }

    /// The text of a paragraph with the places of its remarks.
    fn inline(&mut self, line: &Line, map: impl Fn(char) -> char) {
        let start = self.text.len();
        for number in std::mem::take(&mut self.pending) {
            self.remarks[number].span = Span::empty(start);
        }
        let mut written = 0;
        let mut anchors = line.anchors.iter().peekable();
        let mut pieces = line.pieces.iter();
        let mut piece = pieces.next();
        loop {
            let next = anchors.peek().map_or(line.text.len(), |a| a.0);
            for (at, c) in line.text[written..next].char_indices().map(|(at, c)| (written + at, c)) {
                while piece.is_some_and(|p| p.at + p.len <= at) {
                    piece = pieces.next();
                }
                if is_noise(c) {
                    continue;
                }
                let shown = map(c);
                if let Some(piece) = piece.filter(|p| p.at <= at) {
                    note(&mut self.map, self.text.len(), shown, piece, at, c);
                }
                self.text.push(shown);
            }
            written = next;
            let Some(&(_, number, open)) = anchors.next() else { break };
            let at = self.text.len();
            let span = &mut self.remarks[number].span;
            *span = if open { Span::empty(at) } else { Span::new(span.start, at) };
        }
    }

    fn table(&mut self, rows: &[Vec<Vec<Block>>]) {
        let rows: Vec<&Vec<Vec<Block>>> = rows.iter().filter(|row| row.iter().any(|c| !is_blank(c))).collect();
        let filled = |row: &&Vec<Vec<Block>>| row.iter().filter(|c| !is_blank(c)).count();
        let nested = rows.iter().flat_map(|row| row.iter()).flatten().any(|b| matches!(b, Block::Table(_)));
        let colophon = rows.iter().any(|row| row.iter().any(|cell| first_text(cell).trim_start().starts_with("抄送")));
        // A frame around text, or what lays out a page: its cells are paragraphs. 版记 is set so, too.
        if nested || colophon || rows.len() < 2 || rows.iter().all(|row| filled(row) < 2) {
            for row in rows {
                let flat = !nested && filled(&row) > 1 && row.iter().all(|c| c.len() < 2);
                if !flat {
                    row.iter().for_each(|cell| self.blocks(cell));
                    continue;
                }
                for (at, cell) in row.iter().filter(|c| !is_blank(c)).enumerate() {
                    if at > 0 {
                        self.text.push(' ');
                    }
                    self.cell(cell);
                }
                self.text.push('\n');
            }
            return;
        }
        for (at, row) in rows.iter().enumerate() {
            self.text.push('|');
            for cell in row.iter() {
                self.text.push(' ');
                self.cell(cell);
                self.text.push_str(" |");
            }
            self.text.push('\n');
            if at == 0 {
                self.text.push('|');
                self.text.push_str(&"---|".repeat(row.len()));
                self.text.push('\n');
            }
        }
    }

    /// The paragraphs of a cell on one line.
    fn cell(&mut self, blocks: &[Block]) {
        let mut ended = false;
        for block in blocks {
            match block {
                Block::Line(line) if line.text.trim().is_empty() => {
                    self.inline(&Line { text: String::new(), ..line.clone_anchors() }, |c| c)
                }
                Block::Line(line) => {
                    if ended && !self.text.ends_with(['。', '；', '，', '、', '：', ' ']) {
                        self.text.push(' ');
                    }
                    self.inline(line, |c| match c {
                        '\n' | '\r' => ' ',
                        // A pipe would part the cell.
                        '|' => '｜',
                        c => c,
                    });
                    ended = true;
                }
                Block::Table(rows) => rows.iter().flatten().for_each(|cell| self.cell(cell)),
            }
        }
    }
}

impl Line {
    /// It, with all its remarks at its start, for one that has no text of its own.
    fn clone_anchors(&self) -> Line {
        let anchors = self.anchors.iter().map(|&(_, remark, open)| (0, remark, open)).collect();
        Line { anchors, ..Line::default() }
    }
}

/// Takes note of where a character that is written stands in the part: with those before it, where it can.
fn note(map: &mut Vec<Piece>, written: usize, shown: char, piece: &Piece, at: usize, c: char) {
    let exact = piece.len == piece.xml.len();
    let from = piece.xml.start + at - piece.at;
    let xml = if exact { from..from + c.len_utf8() } else { piece.xml.clone() };
    match map.last_mut() {
        Some(last)
            if last.at + last.len == written
                && exact
                && shown == c
                && last.len == last.xml.len()
                && last.xml.end == xml.start =>
        {
            last.len += c.len_utf8();
            last.xml.end = xml.end;
        }
        _ => map.push(Piece { at: written, len: shown.len_utf8(), xml }),
    }
}

/// What no reader sees and no comparison needs: marks of direction, soft hyphens, characters that are none.
fn is_noise(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' | '\u{fdd0}'..='\u{fdef}' | '\u{fffe}' | '\u{ffff}')
        || c.is_control() && !matches!(c, '\n' | '\t' | '\u{c}')
}

fn is_blank(blocks: &[Block]) -> bool {
    blocks.iter().all(|block| match block {
        Block::Line(line) => line.text.trim().is_empty(),
        Block::Table(rows) => rows.iter().flatten().all(|cell| is_blank(cell)),
    })
}

fn first_text(blocks: &[Block]) -> &str {
    let text = |b: &'_ Block| matches!(b, Block::Line(line) if !line.text.trim().is_empty());
    match blocks.iter().find(|b| text(b)) {
        Some(Block::Line(line)) => &line.text,
        _ => "",
    }
}

/// A heading style on the document's title makes it no section: the first of all, alone on its level, is a title.
fn unmark_title(blocks: &mut [Block]) {
    let levels: Vec<u8> = blocks.iter().filter_map(outline_of).collect();
    let Some((first, rest)) = levels.split_first() else { return };
    if rest.iter().all(|level| level > first)
        && let Some(Block::Line(line)) = blocks.iter_mut().find(|b| outline_of(b).is_some())
    {
        line.outline = None;
    }
}

fn outline_of(block: &Block) -> Option<u8> {
    match block {
        Block::Line(line) if !line.text.trim().is_empty() => line.outline,
        _ => None,
    }
}
