//! Tables as templates take them: how wide each column is, and which tables stand on turned pages or in parts because
//! they are wider than a page.

use super::paper::{CellForm, Form};
use super::runs::runs;
use crate::plan::{Cell, Table};
use std::ops::Range;

/// A column with no longer cell than this is as wide as its text, in characters.
const SHORT: usize = 6;

/// The width of the type area, mm; and of a turned page's.
const UPRIGHT: f64 = 156.0;
const TURNED: f64 = 225.0;

/// How a table is set: half the width of a character and what stands on both sides of a column's text, mm.
#[derive(Clone, Copy)]
struct Setting {
    half: f64,
    sides: f64,
}

/// 五号 (10.5 pt), as wide tables are set; and 小五 (9 pt), the smallest that is read with ease.
const USUAL: Setting = Setting { half: 10.5 * 0.35278 / 2.0, sides: 3.0 };
const SMALL: Setting = Setting { half: 9.0 * 0.35278 / 2.0, sides: 2.0 };

impl Setting {
    /// How wide columns are that need so many halves of a character each.
    fn width(self, columns: &[usize]) -> f64 {
        // No column has more than some hundreds of characters in a word.
        let halves = |n: &usize| f64::from(u32::try_from(*n).unwrap_or(u32::MAX));
        columns.iter().map(|n| halves(n) * self.half + self.sides).sum()
    }
}

/// A table as one form, or as several side by side that each repeat the first columns.
pub(super) fn tables(table: &Table) -> Vec<Form> {
    let columns = table.rows.iter().map(Vec::len).max().unwrap_or_default();
    if columns == 0 {
        return Vec::new();
    }
    let needs = needs(table, columns);
    let spans = table.rows.iter().flatten().any(|c| c.columns != 1 || c.rows != 1);
    if USUAL.width(&needs) <= UPRIGHT {
        return vec![form(table, 0..columns, None, false, false)];
    }
    let small = USUAL.width(&needs) > TURNED;
    if !small || SMALL.width(&needs) <= TURNED || spans {
        return vec![form(table, 0..columns, None, true, small)];
    }
    let kept = kept_columns(table);
    let parts = parts(&needs, kept);
    let several = parts.len() > 1;
    let numbered = |(at, part): (usize, Range<usize>)| {
        let part_of = several.then_some((at + 1, kept));
        form(table, part, part_of, true, true)
    };
    parts.into_iter().enumerate().map(numbered).collect()
}

/// What each column needs at least, in halves of a character: its longest number or Latin word, else two characters.
fn needs(table: &Table, columns: usize) -> Vec<usize> {
    let mut needs = vec![4usize; columns];
    for row in &table.rows {
        for (at, cell) in row.iter().enumerate().filter(|(_, c)| c.columns == 1) {
            let text = cell.prose.as_str();
            let longest = text.split(|c: char| !c.is_ascii_graphic()).map(str::len).max().unwrap_or_default();
            if let Some(need) = needs.get_mut(at) {
                *need = (*need).max(longest.min(24));
            }
        }
    }
    needs
}

/// How many columns say what a row is about: the first, and the second behind a serial.
fn kept_columns(table: &Table) -> usize {
    let body = table.rows.iter().skip(table.head_rows);
    let serials = body.filter_map(|row| row.first()).all(|c| c.prose.as_str().trim().parse::<u32>().is_ok());
    if serials { 2 } else { 1 }
}

/// Columns behind the kept ones, cut so that each part fits on a turned page with them.
fn parts(needs: &[usize], kept: usize) -> Vec<Range<usize>> {
    let kept = kept.min(needs.len());
    let base = SMALL.width(&needs[..kept]);
    let mut out = Vec::new();
    let (mut from, mut width) = (kept, base);
    for at in kept..needs.len() {
        let own = SMALL.width(&needs[at..=at]);
        if width + own > TURNED && at > from {
            out.push(from..at);
            (from, width) = (at, base);
        }
        width += own;
    }
    if from < needs.len() {
        out.push(from..needs.len());
    }
    out
}

/// Columns of a table; `part` is the number of a part and how many columns stand in front of each.
fn form(table: &Table, columns: Range<usize>, part: Option<(usize, usize)>, turned: bool, small: bool) -> Form {
    let kept = part.map_or(0, |(_, kept)| kept);
    let shown: Vec<usize> = (0..kept).chain(columns).collect();
    let mut lengths = vec![0usize; shown.len()];
    for row in &table.rows {
        for (length, &at) in lengths.iter_mut().zip(&shown) {
            if let Some(cell) = row.get(at).filter(|c| c.columns == 1) {
                *length = (*length).max(cell.prose.as_str().chars().count());
            }
        }
    }
    // Long cells wrap: shares grow slower than lengths. Where every column is short, they share the page.
    let all_short = lengths.iter().all(|l| *l <= SHORT) || shown.len() > 8;
    let share = |length: &usize| match *length {
        l if all_short => l.clamp(4, 12) + 2,
        l if l <= SHORT => 0,
        l => l.min(12) + l.min(60) / 4,
    };
    let caption = table.caption.as_ref().filter(|c| !c.is_empty()).map(|c| c.as_str().to_owned());
    let caption = match (caption, part.map(|(number, _)| number)) {
        (Some(caption), Some(number)) if number > 1 => Some(format!("{caption}（续{}）", number - 1)),
        (None, Some(number)) if number > 1 => Some(format!("续表{}", number - 1)),
        (caption, _) => caption,
    };
    let cells = |row: &Vec<Cell>| -> Vec<CellForm> {
        let there = shown.iter().filter_map(|&at| row.get(at));
        there.filter(|c| c.columns > 0 && c.rows > 0).map(cell).collect()
    };
    Form::Table {
        caption: caption.map(|c| runs(&c)),
        columns: shown.len(),
        head: table.head_rows.min(table.rows.len()),
        widths: lengths.iter().map(share).collect(),
        turned,
        small,
        rows: table.rows.iter().map(cells).collect(),
    }
}

fn cell(cell: &Cell) -> CellForm {
    let text = cell.prose.as_str();
    CellForm {
        text: runs(text),
        colspan: cell.columns.max(1),
        rowspan: cell.rows.max(1),
        short: text.chars().count() <= 8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Prose, Span};

    fn table(columns: usize, text: impl Fn(usize, usize) -> String) -> Table {
        let cell = |row: usize, at: usize| {
            let mut prose = Prose::default();
            prose.push(&text(row, at), Span::default());
            Cell { prose, columns: 1, rows: 1 }
        };
        let rows = (0..3).map(|row| (0..columns).map(|at| cell(row, at)).collect()).collect();
        Table { caption: None, head_rows: 1, rows, span: Span::default() }
    }

    fn turned(forms: &[Form]) -> Vec<(usize, bool, bool)> {
        let one = |form: &Form| match form {
            Form::Table { columns, turned, small, .. } => (*columns, *turned, *small),
            _ => (0, false, false),
        };
        forms.iter().map(one).collect()
    }

    #[test]
    fn tables_wider_than_a_page_are_turned_and_then_cut() {
        let number = |row: usize, at: usize| if row == 0 { "指标".to_owned() } else { format!("{}", at % 90) };
        assert_eq!(turned(&tables(&table(6, number))), [(6, false, false)]);
        assert_eq!(turned(&tables(&table(18, number))), [(18, true, false)]);
        let cut = turned(&tables(&table(40, |row, at| if at == 0 { row.to_string() } else { "1234.5".to_owned() })));
        assert!(cut.len() > 1 && cut.iter().all(|(_, turned, small)| *turned && *small), "{cut:?}");
        // A serial and a name stand in front of every part.
        let cells: usize = cut.iter().map(|(columns, ..)| columns - 2).sum();
        assert_eq!(cells, 38);
    }
}
