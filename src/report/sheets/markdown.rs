//! Markdown: a heading and a table for each sheet, as GitHub and most editors show them.

use super::{Kind, Workbook, clean};
use crate::report::markdown;
use std::fmt::Write as _;

fn escaped(text: &str) -> String {
    markdown::escaped(&clean(text))
}

/// The text.
pub fn write(book: &Workbook) -> String {
    let mut out = format!("# {}\n", escaped(&book.title));
    for note in &book.notes {
        let _ = write!(out, "\n{}\n", escaped(note));
    }
    for sheet in &book.sheets {
        if book.sheets.len() > 1 {
            let _ = write!(out, "\n## {}\n", escaped(&sheet.title));
        }
        let heads: Vec<String> = sheet.columns.iter().map(|c| escaped(&c.head)).collect();
        let lines: Vec<&str> = sheet
            .columns
            .iter()
            .map(|c| match c.kind {
                Kind::Text | Kind::Open => "---",
                Kind::Short => ":-:",
                Kind::Number => "--:",
            })
            .collect();
        let _ = write!(out, "\n| {} |\n|{}|\n", heads.join(" | "), lines.join("|"));
        for row in &sheet.rows {
            let mut cells: Vec<String> = row.iter().map(|cell| escaped(&cell.words())).collect();
            cells.resize(sheet.columns.len(), String::new());
            let _ = writeln!(out, "| {} |", cells.join(" | "));
        }
    }
    out
}
