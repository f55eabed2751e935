//! Tables: ruled on all sides, the head repeated on every page.

use super::xml::{RunForm, Setting, width};
use crate::office::write::paragraph;
use crate::render::paper::CellForm;
use crate::render::runs::joined;

/// From the rule to the text, at the sides of a cell: 1.5 mm.
const SIDE: u32 = 85;

/// What a column's rules take of it, with some air for rounding.
const RULE: u32 = 20;

/// How wide a cell's text is, characters being so wide. LibreOffice sets digits and Latin letters apart from Chinese
/// by a fifth of a character, whatever the paragraph says of it.
fn room(text: &str, character: f64) -> f64 {
    let word = |c: char| c.is_alphanumeric();
    let apart = text.chars().zip(text.chars().skip(1));
    let apart = apart.filter(|(a, b)| word(*a) && word(*b) && a.is_ascii() != b.is_ascii()).count();
    (width(text) + apart as f64 / 5.0) * character
}

/// A table as the document has it.
#[derive(Debug, Clone, Copy)]
pub struct Grid<'a> {
    /// How many columns.
    pub columns: usize,
    /// How many rows are head.
    pub head: usize,
    /// Shares of the columns; 0 for one as wide as its text.
    pub shares: &'a [usize],
    /// The rows.
    pub rows: &'a [Vec<CellForm>],
    /// How wide it is.
    pub width: u32,
    /// Size of its text in half points.
    pub size: u32,
    /// How the office sets it.
    pub set: Setting<'a>,
}

/// A place in a row.
enum Place<'a> {
    /// A cell begins.
    Cell(&'a CellForm, usize),
    /// A cell from above goes on over so many columns.
    Covered(usize),
    /// Nothing stands here.
    Empty(usize),
}

impl Grid<'_> {
    /// The table, and what must follow it.
    pub fn table(self) -> String {
        let widths = self.widths();
        let columns: String = widths.iter().map(|w| format!("<w:gridCol w:w=\"{w}\"/>")).collect();
        let borders: String = ["top", "left", "bottom", "right", "insideH", "insideV"]
            .map(|side| format!("<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"auto\"/>"))
            .concat();
        let margins: String = [("top", 32), ("left", SIDE), ("bottom", 32), ("right", SIDE)]
            .map(|(side, w)| format!("<w:{side} w:w=\"{w}\" w:type=\"dxa\"/>"))
            .concat();
        let mut out = format!(
            "<w:tbl><w:tblPr><w:tblW w:w=\"{}\" w:type=\"dxa\"/><w:jc w:val=\"center\"/><w:tblBorders>{borders}</w:tblBorders>\
             <w:tblLayout w:type=\"fixed\"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr><w:tblGrid>{columns}</w:tblGrid>",
            self.width
        );
        let mut below = vec![(0usize, 0usize); self.columns];
        for (at, row) in self.rows.iter().enumerate() {
            let head = at < self.head;
            // A row stays on one page, unless it is longer than any page could hold with grace.
            let long = row.iter().any(|c| width(&joined(&c.text)) > 150.0);
            let split = if long { "" } else { "<w:cantSplit/>" };
            let repeated = if head { "<w:tblHeader/>" } else { "" };
            out.push_str("<w:tr>");
            if head || !long {
                out.push_str(&format!("<w:trPr>{split}{repeated}</w:trPr>"));
            }
            let mut column = 0;
            for place in places(row, &mut below) {
                let (span, merge, text) = match place {
                    Place::Cell(cell, span) => {
                        let merge = if cell.rowspan > 1 { "<w:vMerge w:val=\"restart\"/>" } else { "" };
                        (span, merge, self.text(cell, head))
                    }
                    Place::Covered(span) => (span, "<w:vMerge/>", paragraph("TableText", "", "")),
                    Place::Empty(span) => (span, "", paragraph("TableText", "", "")),
                };
                let wide: u32 = widths.iter().skip(column).take(span).sum();
                column += span;
                let spanned = if span > 1 { format!("<w:gridSpan w:val=\"{span}\"/>") } else { String::new() };
                out.push_str(&format!(
                    "<w:tc><w:tcPr><w:tcW w:w=\"{wide}\" w:type=\"dxa\"/>{spanned}{merge}<w:vAlign w:val=\"center\"/></w:tcPr>{text}</w:tc>"
                ));
            }
            out.push_str("</w:tr>");
        }
        out.push_str("</w:tbl>");
        out.push_str(&paragraph("Gap", "", ""));
        out
    }

    fn text(&self, cell: &CellForm, head: bool) -> String {
        let own = (self.size != 24).then_some(self.size);
        let runs = self.set.run(&joined(&cell.text), RunForm { size: own, ..RunForm::default() });
        let line = own
            .map_or(String::new(), |half| format!("<w:spacing w:line=\"{}\" w:lineRule=\"exact\"/>", half * 145 / 10));
        match (head, cell.short) {
            (true, _) => paragraph("TableHead", &line, &runs),
            (false, true) => paragraph("TableText", &format!("{line}<w:jc w:val=\"center\"/>"), &runs),
            (false, false) => paragraph("TableText", &line, &runs),
        }
    }

    /// Widths of the columns: the short ones as wide as their text, the others share the rest.
    fn widths(&self) -> Vec<u32> {
        let character = f64::from(self.size) * 10.0;
        let mut needs = vec![0.0f64; self.columns];
        let mut below = vec![(0, 0); self.columns];
        for row in self.rows {
            let mut column = 0;
            for place in places(row, &mut below) {
                let (Place::Cell(_, span) | Place::Covered(span) | Place::Empty(span)) = place;
                if let (Place::Cell(cell, 1), Some(need)) = (&place, needs.get_mut(column)) {
                    *need = need.max(room(&joined(&cell.text), character) + f64::from(SIDE * 2 + RULE));
                }
                column += span;
            }
        }
        let whole = f64::from(self.width);
        let share = |at: usize| self.shares.get(at).copied().unwrap_or(1);
        let short: f64 = (0..self.columns).filter(|at| share(*at) == 0).map(|at| needs[at]).sum();
        let shares: usize = (0..self.columns).map(share).sum();
        // Long columns keep a third of the width at least.
        let rest = if shares == 0 { 0.0 } else { (whole - short).max(whole / 3.0) };
        let squeeze = if short > 0.0 { (whole - rest) / short } else { 1.0 };
        let wide = |at: usize| match share(at) {
            0 => needs[at] * squeeze,
            share => rest * share as f64 / shares as f64,
        };
        // Edges are rounded, not widths, so that the sum is the table's.
        let mut edge = 0.0;
        let mut from = 0;
        (0..self.columns)
            .map(|at| {
                edge += wide(at);
                let to = if at + 1 == self.columns { self.width } else { (edge.round() as u32).min(self.width) };
                let wide = to.saturating_sub(from);
                from = to;
                wide
            })
            .collect()
    }
}

/// What stands in a row, every column once. `below` says of each column for how many rows, and how wide, a cell from
/// above goes on.
fn places<'a>(row: &'a [CellForm], below: &mut [(usize, usize)]) -> Vec<Place<'a>> {
    let mut out = Vec::new();
    let mut cells = row.iter();
    let mut column = 0;
    while column < below.len() {
        if let (rows @ 1.., span) = below[column] {
            below[column].0 = rows - 1;
            out.push(Place::Covered(span));
            column += span.max(1);
            continue;
        }
        let free = below[column..].iter().take_while(|(rows, _)| *rows == 0).count();
        match cells.next() {
            Some(cell) => {
                let span = cell.colspan.clamp(1, free);
                if cell.rowspan > 1 {
                    below[column] = (cell.rowspan - 1, span);
                }
                out.push(Place::Cell(cell, span));
                column += span;
            }
            None => {
                out.push(Place::Empty(free));
                column += free;
            }
        }
    }
    out
}

/// How the colophon stands at the foot of the type area.
#[derive(Debug, Clone, Copy)]
pub struct Foot {
    /// From the page's left edge.
    pub left: u32,
    /// Its width.
    pub whole: u32,
    /// Whether it has rules; a letter's has none.
    pub ruled: bool,
    /// How far the page's text reaches below the type area: the colophon does not.
    pub below: u32,
}

/// The colophon's table at the foot of the type area: rows of one or two texts with thick rules outside, thin within.
/// Its place is counted from the page's edge, without which LibreOffice lets a table of full width float nowhere.
pub fn colophon(rows: &[Vec<String>], place: Foot) -> String {
    let Foot { left, whole, ruled, below } = place;
    let right = 3400;
    let rule = |side: &str, thick: bool| {
        let weight = if thick { 8 } else { 6 };
        format!("<w:{side} w:val=\"single\" w:sz=\"{weight}\" w:space=\"0\" w:color=\"auto\"/>")
    };
    let rules = if ruled {
        let bottom = if below > 0 { String::new() } else { rule("bottom", true) };
        format!("<w:tblBorders>{}{bottom}{}</w:tblBorders>", rule("top", true), rule("insideH", false))
    } else {
        String::new()
    };
    let mut out = format!(
        "<w:tbl><w:tblPr><w:tblpPr w:leftFromText=\"0\" w:rightFromText=\"0\" w:vertAnchor=\"margin\" w:horzAnchor=\"page\" \
         w:tblpX=\"{left}\" w:tblpYSpec=\"bottom\"/><w:tblOverlap w:val=\"never\"/><w:tblW w:w=\"{whole}\" w:type=\"dxa\"/>\
         {rules}<w:tblLayout w:type=\"fixed\"/><w:tblCellMar>\
         <w:left w:w=\"0\" w:type=\"dxa\"/><w:right w:w=\"0\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr><w:tblGrid>\
         <w:gridCol w:w=\"{}\"/><w:gridCol w:w=\"{right}\"/></w:tblGrid>",
        whole - right
    );
    for row in rows {
        out.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
        for (at, text) in row.iter().enumerate() {
            let (wide, span) = match (row.len(), at) {
                (1, _) => (whole, "<w:gridSpan w:val=\"2\"/>"),
                (_, 0) => (whole - right, ""),
                _ => (right, ""),
            };
            out.push_str(&format!("<w:tc><w:tcPr><w:tcW w:w=\"{wide}\" w:type=\"dxa\"/>{span}</w:tcPr>{text}</w:tc>"));
        }
        out.push_str("</w:tr>");
    }
    if below > 0 {
        let above = if ruled { format!("<w:tcBorders>{}</w:tcBorders>", rule("top", true)) } else { String::new() };
        out.push_str(&format!(
            "<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val=\"{below}\" w:hRule=\"exact\"/></w:trPr><w:tc><w:tcPr>\
             <w:tcW w:w=\"{whole}\" w:type=\"dxa\"/><w:gridSpan w:val=\"2\"/>{above}</w:tcPr>{}</w:tc></w:tr>",
            paragraph("Gap", "<w:spacing w:line=\"2\" w:lineRule=\"exact\"/>", "")
        ));
    }
    out + "</w:tbl>"
}

/// A frame with what stands in it: a box (专栏).
pub fn framed(inside: &str, whole: u32, side: u32) -> String {
    let borders: String = ["top", "left", "bottom", "right"]
        .map(|edge| format!("<w:{edge} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"auto\"/>"))
        .concat();
    format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"{whole}\" w:type=\"dxa\"/><w:jc w:val=\"center\"/><w:tblBorders>{borders}</w:tblBorders>\
         <w:tblLayout w:type=\"fixed\"/><w:tblCellMar><w:top w:w=\"170\" w:type=\"dxa\"/><w:left w:w=\"{side}\" w:type=\"dxa\"/>\
         <w:bottom w:w=\"170\" w:type=\"dxa\"/><w:right w:w=\"{side}\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr>\
         <w:tblGrid><w:gridCol w:w=\"{whole}\"/></w:tblGrid><w:tr><w:tc><w:tcPr><w:tcW w:w=\"{whole}\" w:type=\"dxa\"/></w:tcPr>\
         {inside}</w:tc></w:tr></w:tbl>{}",
        paragraph("Gap", "", "")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(colspan: usize, rowspan: usize) -> CellForm {
        CellForm { text: Vec::new(), colspan, rowspan, short: true }
    }

    #[test]
    fn every_row_fills_every_column_whatever_it_holds() {
        let rows = [
            vec![cell(1, 2), cell(2, 1)],
            vec![cell(1, 1), cell(1, 3)],
            vec![cell(2, 1)],
            vec![],
            vec![cell(9, 1), cell(1, 1)],
        ];
        let habits = crate::project::Habits::default();
        let set = Setting::of(&habits);
        let grid = Grid { columns: 3, head: 1, shares: &[0, 0, 4], rows: &rows, width: 900, size: 24, set };
        assert_eq!(grid.widths().iter().sum::<u32>(), 900);
        let mut below = vec![(0, 0); 3];
        for row in &rows {
            let filled: usize = places(row, &mut below)
                .iter()
                .map(|p| match p {
                    Place::Cell(_, span) | Place::Covered(span) | Place::Empty(span) => *span,
                })
                .sum();
            assert_eq!(filled, 3);
        }
    }
}
