//! PG836: a table that goes on over the page without its head (表头未重复).

use crate::lint::{PageSink, PagesInput, Spot};
use crate::pages::{Kind, Rule, Sheet};

/// Reports tables that go on at the top of the next page with another first row.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    let mut off = Vec::new();
    for pair in input.layout.sheets.windows(2).filter(|p| p.iter().all(|s| !s.across)) {
        let (before, after) = (&pair[0], &pair[1]);
        let ends = before.text().next_back().is_some_and(|r| r.kind == Kind::Table);
        let begins = after.text().next().is_some_and(|r| r.kind == Kind::Table);
        if !ends || !begins {
            continue;
        }
        let (last, first) = (columns(before, true), columns(after, false));
        // The same columns: a frame around text has two edges, and is no table.
        let same = last.len() > 2
            && last.len() == first.len()
            && last.iter().zip(&first).all(|(a, b)| (a - b).abs() < 0.5);
        if same
            && let (Some(head), Some(top)) = (row(before, true), row(after, false))
            && head != top
            && let Some(line) = after.of(Kind::Table).next()
        {
            off.push(Spot::Line(after.number, line));
        }
    }
    if let Some(draft) = out.report_all(&off, "default", "many") {
        draft.done();
    }
}

/// The upright rules of the table at the foot or at the head of a page.
fn uprights<'a>(sheet: &'a Sheet<'_>, at_foot: bool) -> Vec<&'a Rule> {
    let mut all: Vec<&Rule> = sheet.page.rules.iter().filter(|r| r.height > 3.0 && r.width < 2.0).collect();
    all.sort_by(|a, b| a.y.total_cmp(&b.y));
    let touching = |a: &&Rule, b: &&Rule| b.y < a.bottom() + 1.0;
    let tables: Vec<&[&Rule]> = all.chunk_by(touching).collect();
    let table = if at_foot { tables.last() } else { tables.first() };
    table.map(|t| t.to_vec()).unwrap_or_default()
}

/// The edges of the columns, mm.
fn columns(sheet: &Sheet<'_>, at_foot: bool) -> Vec<f64> {
    let mut edges: Vec<f64> = uprights(sheet, at_foot).iter().map(|r| r.x + r.width / 2.0).collect();
    edges.sort_by(f64::total_cmp);
    edges.dedup_by(|a, b| (*a - *b).abs() < 0.5);
    edges
}

/// The text of the first row of the table at the foot or at the head of a page.
fn row(sheet: &Sheet<'_>, at_foot: bool) -> Option<String> {
    let top = uprights(sheet, at_foot).iter().map(|r| r.y).fold(f64::MAX, f64::min);
    // The rule below the first row; the one above it may be a hair lower than where the uprights begin.
    let next = sheet.rules.iter().map(|r| r.y).find(|y| *y > top + 2.0)?;
    let lines = sheet.of(Kind::Table).filter(|l| l.baseline > top && l.baseline < next);
    Some(lines.map(|l| l.text()).collect::<String>()).filter(|t| !t.is_empty())
}
