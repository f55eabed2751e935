//! The text of a Word document: paragraphs with their automatic numbers, tables, text boxes, notes, tracked
//! changes and comments.

use super::numbering::Numbering;
use super::styles::{Format, Styles};
use crate::base::{LeftOut, RemarkKind};
use crate::office::blocks::{Block, Builder, Line};
use crate::office::xml::{Element, Sink};
use crate::office::{Changes, Trouble};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// The most cells of all tables together.
const CELLS: usize = 1_000_000;

/// A comment: who wrote it, when, and what.
#[derive(Debug, Clone, Default)]
pub struct Comment {
    /// Its author.
    pub author: String,
    /// Its date and time, as Word writes it.
    pub date: Option<String>,
    /// Its text.
    pub text: String,
}

/// What the body refers to in other parts.
#[derive(Debug, Default)]
pub struct Parts {
    /// Styles.
    pub styles: Styles,
    /// Lists.
    pub numbering: Numbering,
    /// Footnotes and endnotes by `footnote` or `endnote` and id.
    pub notes: FxHashMap<(&'static str, String), String>,
    /// Comments by id.
    pub comments: FxHashMap<String, Comment>,
}

/// Reads `word/document.xml`.
pub struct Body<'a> {
    parts: &'a mut Parts,
    changes: Changes,
    out: &'a mut Builder,
    /// What paragraphs and tables are put in: the body, then cells and text boxes that are open.
    containers: Vec<Vec<Block>>,
    tables: Vec<Table>,
    paragraphs: Vec<Paragraph>,
    /// Tracked changes that are open: their remarks, and whether their text is part of the document.
    tracked: Vec<(usize, bool)>,
    /// Open elements that say nothing of the text: how many deep.
    skipped: usize,
    /// Inside `w:t` or `w:delText`.
    in_text: bool,
    /// Inside the properties of a paragraph or row.
    in_properties: usize,
    cells: usize,
    /// Comments by id that are open.
    comments: FxHashMap<String, usize>,
    /// Bytes of the part that are being read.
    at: Range<usize>,
}

#[derive(Default)]
struct Paragraph {
    line: Line,
    style: Option<String>,
    format: Format,
    /// What stands in text boxes anchored here.
    boxes: Vec<Block>,
    notes: Vec<String>,
    /// Its end was inserted, or deleted: what follows may belong to it.
    mark: Option<RemarkKind>,
}

#[derive(Default)]
struct Table {
    rows: Vec<Vec<Vec<Block>>>,
    /// Whether the open row is part of the document.
    row_is_there: bool,
    /// Columns of the open cell.
    columns: usize,
    /// Whether the open cell goes on from above.
    goes_on: bool,
}

/// Elements with nothing of the text in them: former properties, what is shown only by programs that know no
/// newer form, instructions of fields.
const SKIPPED: [&str; 14] = [
    "Fallback",
    "instrText",
    "delInstrText",
    "pPrChange",
    "rPrChange",
    "sectPrChange",
    "tblPrChange",
    "trPrChange",
    "tcPrChange",
    "tblGridChange",
    "tblPrExChange",
    "numberingChange",
    "sdtPr",
    "sectPr",
];

impl<'a> Body<'a> {
    pub fn new(parts: &'a mut Parts, changes: Changes, out: &'a mut Builder) -> Self {
        Self {
            parts,
            changes,
            out,
            containers: vec![Vec::new()],
            tables: Vec::new(),
            paragraphs: Vec::new(),
            tracked: Vec::new(),
            skipped: 0,
            in_text: false,
            in_properties: 0,
            cells: 0,
            comments: FxHashMap::default(),
            at: 0..0,
        }
    }

    /// The blocks of the whole document.
    pub fn finish(mut self) -> Vec<Block> {
        self.containers.pop().unwrap_or_default()
    }

    fn put(&mut self, block: Block) {
        if let Some(container) = self.containers.last_mut() {
            container.push(block);
        }
    }

    /// Text of the paragraph, or of what was taken out of it.
    fn push(&mut self, text: &str) {
        if let Some((remark, _)) = self.tracked.last() {
            self.out.remark(*remark).text.push_str(text);
        }
        if self.tracked.iter().all(|(_, there)| *there)
            && let Some(paragraph) = self.paragraphs.last_mut()
        {
            paragraph.line.push(text, self.at.clone());
        }
    }

    fn tracked_start(&mut self, element: &Element<'_>, inserted: bool) {
        let kind = if inserted { RemarkKind::Inserted } else { RemarkKind::Deleted };
        let remark = self.out.add_remark(kind, element.get("author").unwrap_or_default(), element.get("date"));
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.line.open(remark);
        }
        self.tracked.push((remark, inserted == (self.changes == Changes::Final)));
    }

    fn tracked_end(&mut self) {
        if let Some((remark, _)) = self.tracked.pop()
            && let Some(paragraph) = self.paragraphs.last_mut()
        {
            paragraph.line.close(remark);
        }
    }

    fn paragraph_end(&mut self) {
        let Some(mut paragraph) = self.paragraphs.pop() else { return };
        let format = self.parts.styles.format(paragraph.style.as_deref(), std::mem::take(&mut paragraph.format));
        if let Some(list) = format.list.as_deref().filter(|l| *l != "0") {
            let number = self.parts.numbering.next(list, format.list_level.unwrap_or(0));
            if !paragraph.line.text.trim().is_empty() {
                paragraph.line.prepend(&number);
            }
        }
        paragraph.line.outline = format.outline.filter(|&level| level < 9);
        for block in paragraph.boxes {
            self.put(block);
        }
        // The mark that ends a paragraph may be what was inserted or deleted.
        let ends = match paragraph.mark {
            Some(RemarkKind::Inserted) => self.changes == Changes::Final,
            Some(RemarkKind::Deleted) => self.changes == Changes::Original,
            _ => true,
        };
        let joins = matches!(self.containers.last().and_then(|c| c.last()), Some(Block::Line(last)) if last.goes_on);
        paragraph.line.goes_on = !ends;
        if joins && let Some(Block::Line(last)) = self.containers.last_mut().and_then(|c| c.last_mut()) {
            last.extend(paragraph.line);
        } else {
            self.put(Block::Line(paragraph.line));
        }
        for note in paragraph.notes {
            self.put(Block::Line(Line::new(format!("注：{note}"))));
        }
    }

    fn cell_end(&mut self) {
        if self.containers.len() < 2 {
            return;
        }
        let blocks = self.containers.pop().unwrap_or_default();
        let Some(table) = self.tables.last_mut() else { return };
        let Some(row) = table.rows.last_mut() else { return };
        row.push(if table.goes_on { Vec::new() } else { blocks });
        for _ in 1..table.columns.min(100) {
            row.push(Vec::new());
        }
    }
}

impl Sink for Body<'_> {
    fn start(&mut self, element: &Element<'_>) -> Result<(), Trouble> {
        if self.skipped > 0 || SKIPPED.contains(&element.name) {
            self.skipped += 1;
            return Ok(());
        }
        match element.name {
            "p" if element.parent != "rPr" => self.paragraphs.push(Paragraph::default()),
            "pPr" | "trPr" | "tcPr" | "tblPr" | "rPr" => self.in_properties += 1,
            "tbl" => self.tables.push(Table::default()),
            "tr" => {
                if let Some(table) = self.tables.last_mut() {
                    table.rows.push(Vec::new());
                    table.row_is_there = true;
                }
            }
            "tc" => {
                self.cells += 1;
                if self.cells > CELLS {
                    return Err(Trouble::TooLarge);
                }
                if let Some(table) = self.tables.last_mut() {
                    (table.columns, table.goes_on) = (1, false);
                }
                self.containers.push(Vec::new());
            }
            "txbxContent" => self.containers.push(Vec::new()),
            "ins" | "moveTo" | "del" | "moveFrom" => {
                let inserted = matches!(element.name, "ins" | "moveTo");
                match element.parent {
                    "rPr" => {
                        if let Some(paragraph) = self.paragraphs.last_mut().filter(|_| self.in_properties > 1) {
                            let kind = if inserted { RemarkKind::Inserted } else { RemarkKind::Deleted };
                            paragraph.mark = Some(kind);
                        }
                    }
                    "trPr" => {
                        if let Some(table) = self.tables.last_mut() {
                            table.row_is_there = inserted == (self.changes == Changes::Final);
                        }
                    }
                    _ => self.tracked_start(element, inserted),
                }
            }
            "pStyle" => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.style = element.val();
                }
            }
            "outlineLvl" | "numId" | "ilvl" => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.format.take(element);
                }
            }
            "gridSpan" => {
                if let (Some(table), Some(columns)) =
                    (self.tables.last_mut(), element.val().and_then(|v| v.parse().ok()))
                {
                    table.columns = columns;
                }
            }
            "vMerge" => {
                if let Some(table) = self.tables.last_mut() {
                    table.goes_on = element.val().as_deref() != Some("restart");
                }
            }
            "t" | "delText" => self.in_text = true,
            "tab" if element.parent == "r" => self.push(" "),
            "br" | "cr" if element.parent == "r" => self.push("\n"),
            "noBreakHyphen" => self.push("-"),
            "sym" => {
                match element.get("char").and_then(|c| u32::from_str_radix(&c, 16).ok()).and_then(char::from_u32) {
                    // Signs of symbol fonts have no character of their own.
                    Some('\u{e000}'..='\u{f8ff}') | None => self.out.left_out(LeftOut::Sign),
                    Some(c) => self.push(&c.to_string()),
                }
            }
            "footnoteReference" | "endnoteReference" => {
                let kind = if element.name == "footnoteReference" { "footnote" } else { "endnote" };
                let note = element.get("id").and_then(|id| self.parts.notes.get(&(kind, id)));
                if let (Some(note), Some(paragraph)) = (note, self.paragraphs.last_mut()) {
                    paragraph.notes.push(note.clone());
                }
            }
            "commentRangeStart" | "commentRangeEnd" | "commentReference" => self.comment(element),
            "blip" | "imagedata" => self.out.left_out(LeftOut::Picture),
            "altChunk" => self.out.left_out(LeftOut::Embedded),
            "chart" | "relIds" | "oleObject" | "OLEObject" => self.out.left_out(LeftOut::Embedded),
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), Trouble> {
        if self.skipped > 0 {
            self.skipped -= 1;
            return Ok(());
        }
        match name {
            "p" => self.paragraph_end(),
            "pPr" | "trPr" | "tcPr" | "tblPr" | "rPr" => self.in_properties = self.in_properties.saturating_sub(1),
            "tc" => self.cell_end(),
            "tr" => {
                if let Some(table) = self.tables.last_mut().filter(|t| !t.row_is_there) {
                    table.rows.pop();
                }
            }
            "tbl" => {
                if let Some(table) = self.tables.pop() {
                    self.put(Block::Table(table.rows));
                }
            }
            "txbxContent" if self.containers.len() > 1 => {
                let blocks = self.containers.pop().unwrap_or_default();
                match self.paragraphs.last_mut() {
                    Some(paragraph) => paragraph.boxes.extend(blocks),
                    None => blocks.into_iter().for_each(|b| self.put(b)),
                }
            }
            "ins" | "moveTo" | "del" | "moveFrom" if self.in_properties == 0 => self.tracked_end(),
            "t" | "delText" => self.in_text = false,
            _ => {}
        }
        Ok(())
    }

    fn at(&mut self, bytes: Range<usize>) {
        self.at = bytes;
    }

    fn text(&mut self, text: &str) -> Result<(), Trouble> {
        if self.in_text && self.skipped == 0 {
            self.push(text);
        }
        Ok(())
    }
}

impl Body<'_> {
    /// A comment begins, ends, or is referred to (at its end, or where it has no range at all).
    fn comment(&mut self, element: &Element<'_>) {
        let Some(id) = element.get("id") else { return };
        if element.name == "commentRangeEnd" {
            if let (Some(&remark), Some(paragraph)) = (self.comments.get(&id), self.paragraphs.last_mut()) {
                paragraph.line.close(remark);
            }
            return;
        }
        if self.comments.contains_key(&id) {
            return;
        }
        let Some(comment) = self.parts.comments.get(&id).cloned() else { return };
        let remark = self.out.add_remark(RemarkKind::Comment, comment.author, comment.date);
        self.out.remark(remark).text = comment.text;
        self.comments.insert(id, remark);
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.line.open(remark);
            if element.name == "commentReference" {
                paragraph.line.close(remark);
            }
        } else {
            self.out.pending(remark);
        }
    }
}
