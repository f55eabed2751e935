//! Tables that people filled in: spreadsheets (.xlsx), and the tables of Word documents.

use super::package::Package;
use super::{Changes, read, workbook};
use crate::base::Failure;
use std::path::Path;

/// Rows of cells.
pub type Rows = Vec<Vec<String>>;

/// The tables of a spreadsheet or a Word document, the sheets in their order; of a Word document with tracked changes
/// as it is with them.
///
/// # Errors
/// When it is neither, damaged, encrypted, or larger than any such table.
pub fn tables(path: &Path, bytes: &[u8]) -> Result<Vec<Rows>, Failure> {
    if bytes.starts_with(b"PK\x03\x04") && Package::open(bytes).is_ok_and(|p| p.has("xl/workbook.xml")) {
        return Ok(workbook::read(path, bytes)?.into_iter().map(|table| table.rows).collect());
    }
    let Some((text, _)) = read(path, bytes, Changes::Final)? else {
        return Err(Failure::new("不是表格文件", "not a file of tables")
            .file(path)
            .remedy("给出 .xlsx 或 .docx 文件", "name a .xlsx or .docx file"));
    };
    Ok(of_text(&text))
}

/// The tables of a text, a row in each line.
fn of_text(text: &str) -> Vec<Rows> {
    let mut out: Vec<Rows> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        let Some(row) = line.trim().strip_prefix('|').and_then(|l| l.strip_suffix('|')) else {
            inside = false;
            continue;
        };
        if !inside {
            out.push(Vec::new());
        }
        inside = true;
        let cells: Vec<String> = row.split('|').map(|c| c.trim().to_owned()).collect();
        let is_rule = cells.iter().all(|c| !c.is_empty() && c.chars().all(|c| c == '-'));
        if let Some(rows) = out.last_mut().filter(|_| !is_rule) {
            rows.push(cells);
        }
    }
    out
}
