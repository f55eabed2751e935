//! Tables for people (表): one model, and one writer for each kind of file. A command says what its table holds; how
//! it looks in Excel, in a browser or in Word is told here.

mod csv;
mod docx;
mod html;
mod markdown;
mod read;
mod xlsx;

pub use read::read;

use crate::base::{Failure, Lang};
use rust_decimal::Decimal;
use std::path::Path;

/// What goes into one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workbook {
    /// What it is about, as a heading.
    pub title: String,
    /// What a reader should know of it, a paragraph each.
    pub notes: Vec<String>,
    /// The tables.
    pub sheets: Vec<Sheet>,
    /// Whether it is to be attached to an official document (附件): DOCX is then set as one, without colours.
    pub attachment: bool,
    /// The language of the words that the writers add.
    pub lang: Lang,
}

/// One table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Its name.
    pub title: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows; one that is shorter than the columns is empty behind its end.
    pub rows: Vec<Vec<Cell>>,
    /// The column, from 0, by whose values readers of the page choose rows; spreadsheets filter by all.
    pub filter: Option<usize>,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// What stands at its head.
    pub head: String,
    /// How wide it is, in Chinese characters.
    pub width: u16,
    /// What stands in it.
    pub kind: Kind,
}

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text of any length.
    Text,
    /// A word or two, in the middle.
    Short,
    /// Numbers, at the right.
    Number,
    /// What a person fills in.
    Open,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cell {
    /// What it says.
    pub value: Value,
    /// How good that is. The words say it as well: colour is never all that tells.
    pub tone: Option<Tone>,
}

/// What a cell says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Text, in lines.
    Text(String),
    /// A number.
    Number(Decimal),
}

impl Default for Value {
    fn default() -> Self {
        Value::Text(String::new())
    }
}

/// How good something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tone {
    /// It holds.
    Good,
    /// It is worth a look.
    Note,
    /// It falls short.
    Weak,
    /// It is not there.
    Missing,
}

impl Column {
    /// A column.
    pub fn new(head: impl Into<String>, width: u16, kind: Kind) -> Self {
        Self { head: head.into(), width, kind }
    }
}

impl Cell {
    /// Text.
    pub fn text(text: impl Into<String>) -> Self {
        Self { value: Value::Text(text.into()), tone: None }
    }

    /// Text that says how good something is.
    pub fn toned(text: impl Into<String>, tone: Tone) -> Self {
        Self { value: Value::Text(text.into()), tone: Some(tone) }
    }

    /// A number.
    pub fn number(number: impl Into<Decimal>) -> Self {
        Self { value: Value::Number(number.into()), tone: None }
    }

    /// What it says as text.
    pub fn words(&self) -> String {
        match &self.value {
            Value::Text(text) => text.clone(),
            Value::Number(number) => number.normalize().to_string(),
        }
    }
}

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Values between commas, UTF-8 with the mark by which Excel and WPS know it.
    Csv,
    /// GitHub's tables.
    Markdown,
    /// Excel, WPS.
    Xlsx,
    /// A page for the browser.
    Html,
    /// Word, WPS.
    Docx,
}

impl Format {
    /// All of them.
    pub const ALL: [Format; 5] = [Format::Csv, Format::Markdown, Format::Xlsx, Format::Html, Format::Docx];

    /// How file names end.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Markdown => "md",
            Format::Xlsx => "xlsx",
            Format::Html => "html",
            Format::Docx => "docx",
        }
    }

    /// The format that a file's name asks for.
    pub fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        let ending = match ending.as_str() {
            "markdown" => "md",
            "htm" => "html",
            other => other,
        };
        Self::ALL.into_iter().find(|f| f.extension() == ending)
    }

    /// Whether it is text, which a terminal can show.
    pub fn is_text(self) -> bool {
        !matches!(self, Format::Xlsx | Format::Docx)
    }
}

/// The bytes of a file; the same workbook gives the same bytes.
///
/// # Errors
/// When a sheet is larger than its format allows.
pub fn write(book: &Workbook, format: Format) -> Result<Vec<u8>, Failure> {
    let failed = |e: String| Failure::new("写不出表格", "the table cannot be written").cause(e.clone(), e);
    match format {
        Format::Csv => csv::write(book).map_err(|e| failed(e.to_string())),
        Format::Markdown => Ok(markdown::write(book).into_bytes()),
        Format::Xlsx => xlsx::write(book).map_err(|e| failed(e.to_string())),
        Format::Html => Ok(html::write(book).into_bytes()),
        Format::Docx => docx::write(book).map_err(|e| failed(e.to_string())),
    }
}

/// Whether a program for tables would take a text for a formula.
fn like_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r'])
}

/// A text without what no file of text holds: control characters other than line ends and tabs.
fn clean(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

#[cfg(test)]
pub(super) mod tests;
