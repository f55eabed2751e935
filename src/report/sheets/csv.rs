//! CSV: UTF-8 with a byte order mark, without which Excel and WPS take it for another encoding; lines end as they end
//! there. Several sheets stand one below the other, each under its name.

use super::{Value, Workbook, clean, like_formula};

/// The bytes.
pub fn write(book: &Workbook) -> Result<Vec<u8>, csv::Error> {
    let mut out = "\u{feff}".as_bytes().to_vec();
    let mut rows = csv::WriterBuilder::new().flexible(true).terminator(csv::Terminator::CRLF).from_writer(&mut out);
    for (at, sheet) in book.sheets.iter().enumerate() {
        if book.sheets.len() > 1 {
            if at > 0 {
                rows.write_record([""])?;
            }
            rows.write_record([text(&sheet.title)])?;
        }
        rows.write_record(sheet.columns.iter().map(|c| text(&c.head)))?;
        for row in &sheet.rows {
            let cells = row.iter().map(|cell| match &cell.value {
                Value::Text(words) => text(words),
                Value::Number(number) => number.normalize().to_string(),
            });
            let rest = sheet.columns.len().saturating_sub(row.len());
            rows.write_record(cells.chain(std::iter::repeat_n(String::new(), rest)))?;
        }
    }
    rows.flush()?;
    drop(rows);
    Ok(out)
}

/// A text as a program for tables takes for text: behind an apostrophe where it begins as formulas do.
fn text(words: &str) -> String {
    let mark = if like_formula(words) { "'" } else { "" };
    format!("{mark}{}", clean(words))
}
