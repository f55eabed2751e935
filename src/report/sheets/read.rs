//! Tables that people filled in, read back: XLSX, CSV in any encoding that Excel writes, Markdown.

use super::like_formula;
use crate::base::Failure;
use crate::office::workbook::{self, Table};
use crate::source::decode;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::path::Path;

/// The tables of a file, as they are shown: sheets of a workbook, sections of a CSV, tables of a page.
///
/// # Errors
/// When it cannot be read, or is no file of tables.
pub fn read(path: &Path) -> Result<Vec<Table>, Failure> {
    let bytes = std::fs::read(path).map_err(|e| Failure::io("读不出文件", "cannot read the file", path, &e))?;
    let text = || {
        decode(&bytes).map(|d| d.text).map_err(|e| {
            Failure::new("读不出文件", "cannot read the file")
                .file(path)
                .cause("不是文本文件，或不是 UTF-8、GB18030 编码", e.to_string())
                .remedy("用 Excel 或 WPS 另存为 .xlsx 再试", "save it as .xlsx in Excel or WPS and try again")
        })
    };
    match super::Format::of(path) {
        Some(super::Format::Csv) => rows(&text()?).map_err(|e| {
            Failure::new("读不出文件", "cannot read the file").file(path).cause(e.to_string(), e.to_string())
        }),
        Some(super::Format::Markdown) => Ok(tables(&text()?)),
        _ => workbook::read(path, &bytes),
    }
}

/// A CSV; where sheets stand one below the other, empty lines part them and each begins with its name.
fn rows(text: &str) -> Result<Vec<Table>, csv::Error> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut all: Vec<Vec<String>> = Vec::new();
    for record in reader.records() {
        all.push(record?.iter().map(plain).collect());
    }
    let filled = |row: &Vec<String>| row.iter().filter(|c| !c.is_empty()).count();
    let mut out: Vec<Table> = Vec::new();
    for part in all.split(|row| filled(row) == 0).filter(|part| !part.is_empty()) {
        // Excel pads every line to the widest.
        let named = part.len() > 1 && filled(&part[0]) == 1 && filled(&part[1]) > 1;
        let name = if named { part[0][0].clone() } else { String::new() };
        let rows = part[usize::from(named)..].to_vec();
        // An empty line in the middle of a table does not end it.
        match out.last_mut() {
            Some(last) if !named => last.rows.extend(rows),
            _ => out.push(Table { name, rows }),
        }
    }
    Ok(out)
}

/// Without the apostrophe that keeps a text from being taken for a formula.
fn plain(cell: &str) -> String {
    let text = cell.strip_prefix('\'').filter(|rest| like_formula(rest)).unwrap_or(cell);
    text.replace("\r\n", "\n")
}

/// The tables of a page of Markdown, each under the heading before it.
fn tables(text: &str) -> Vec<Table> {
    let mut out: Vec<Table> = Vec::new();
    let (mut heading, mut open) = (String::new(), String::new());
    let mut in_cell = false;
    let mut in_heading = false;
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Heading { .. }) => (in_heading, heading) = (true, String::new()),
            Event::End(TagEnd::Heading(_)) => in_heading = false,
            Event::Start(Tag::Table(_)) => out.push(Table { name: heading.clone(), rows: Vec::new() }),
            Event::Start(Tag::TableHead | Tag::TableRow) => {
                out.last_mut().into_iter().for_each(|t| t.rows.push(Vec::new()));
            }
            Event::Start(Tag::TableCell) => (in_cell, open) = (true, String::new()),
            Event::End(TagEnd::TableCell) => {
                in_cell = false;
                // Put there to keep a name from being told of the text.
                let cell = std::mem::take(&mut open).replace("@\u{2060}", "@");
                out.last_mut().and_then(|t| t.rows.last_mut()).into_iter().for_each(|row| row.push(cell.clone()));
            }
            Event::Text(words) | Event::Code(words) if in_cell => open.push_str(&words),
            Event::InlineHtml(tag) if in_cell && tag.starts_with("<br") => open.push('\n'),
            Event::Text(words) if in_heading => heading.push_str(&words),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::{Format, tests::book, write};
    use super::*;

    #[test]
    fn what_was_written_is_read_back() {
        let folder = tempfile::tempdir().expect("a folder");
        for format in [Format::Csv, Format::Markdown, Format::Xlsx] {
            let path = folder.path().join(format!("a.{}", format.extension()));
            std::fs::write(&path, write(&book(), format).expect("written")).expect("written");
            let tables = read(&path).expect("read");
            let rows = &tables[0].rows;
            assert_eq!(tables[0].name, "任务", "{format:?}");
            assert_eq!(rows[1][0], "=HYPERLINK(\"x\")\n第二行，|<b>", "{format:?}");
            assert_eq!((rows[1][2].as_str(), rows[1][3].as_str()), ("-12.5", "-1+2"), "{format:?}");
            assert_eq!(rows[2][0], "@甲", "{format:?}");
            // In a CSV a table of one column is not told from the rows above it; its cells are there.
            let last = tables.last().and_then(|t| t.rows.last()).map(|r| r[0].as_str());
            assert_eq!(last, Some(if format == Format::Xlsx { "一句说明。" } else { "甲/乙" }), "{format:?}");
        }
    }

    #[test]
    fn a_table_that_excel_saved_in_its_own_encoding_is_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.csv");
        let (bytes, ..) =
            encoding_rs::GB18030.encode("任务,进展\r\n加强监测工作,已完成\r\n\r\n治理河道,\"一、\r\n二\"\r\n");
        std::fs::write(&path, bytes).expect("written");
        let tables = read(&path).expect("read");
        assert_eq!(tables.len(), 1);
        assert_eq!(tables[0].rows[2], ["治理河道", "一、\n二"]);
    }
}
