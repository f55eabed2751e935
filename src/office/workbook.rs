//! Spreadsheets (XLSX) as Excel, WPS and LibreOffice write them: what a reader sees in the cells, as text.

use super::package::Package;
use super::xml::{self, Element, Sink};
use super::{Trouble, failure};
use crate::base::Failure;
use jiff::ToSpan as _;
use rust_decimal::Decimal;
use rustc_hash::FxHashMap;
use std::path::Path;

/// The most cells, empty ones between others among them, that a sheet is read to.
const CELLS: usize = 2_000_000;

/// One sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its rows from the first, as long as their last cell with a value.
    pub rows: Vec<Vec<String>>,
}

/// The sheets of a workbook in their order.
///
/// # Errors
/// When it is damaged, encrypted, larger than any table for people, or no workbook.
pub fn read(path: &Path, bytes: &[u8]) -> Result<Vec<Table>, Failure> {
    // What else it may be, with a password or old, is told as of any office file.
    let kind = |e| match e {
        Trouble::Other("zip" | "xlsx" | "odt") => Ok(()),
        other => Err(failure(path, other)),
    };
    super::kind(path, bytes).map(drop).or_else(kind)?;
    sheets(bytes).map_err(|trouble| match trouble {
        Trouble::Other(_) => Failure::new("读不出文件", "cannot read the file")
            .file(path)
            .cause("这不是 Excel 工作簿（.xlsx）", "it is no Excel workbook (.xlsx)")
            .remedy("在 Excel 或 WPS 里另存为 .xlsx", "save it as .xlsx in Excel or WPS"),
        other => failure(path, other),
    })
}

/// Whether a workbook holds what its cells' text does not tell: formulas, comments, pictures, macros.
///
/// # Errors
/// As [`read`].
pub fn holds_more(path: &Path, bytes: &[u8]) -> Result<bool, Failure> {
    let look = || -> Result<bool, Trouble> {
        let mut package = Package::open(bytes)?;
        let names = package.names();
        let beside =
            ["xl/comments", "xl/threadedComments", "xl/media/", "xl/charts/", "xl/vbaProject", "xl/pivotTables/"];
        if names.iter().any(|name| beside.iter().any(|b| name.starts_with(b))) {
            return Ok(true);
        }
        for name in names.iter().filter(|n| n.starts_with("xl/worksheets/") && n.ends_with(".xml")) {
            let xml = package.text(name)?.unwrap_or_default();
            if xml.contains("<f>") || xml.contains("<f ") {
                return Ok(true);
            }
        }
        Ok(false)
    };
    look().map_err(|trouble| failure(path, trouble))
}

fn sheets(bytes: &[u8]) -> Result<Vec<Table>, Trouble> {
    if !bytes.starts_with(b"PK") {
        return Err(Trouble::Other("xlsx"));
    }
    let mut package = Package::open(bytes)?;
    let Some(book) = package.text("xl/workbook.xml")? else { return Err(Trouble::Other("xlsx")) };
    let book = part(&book, Book::default())?;
    let relations = package.text("xl/_rels/workbook.xml.rels")?.ok_or(Trouble::Damaged)?;
    let relations = part(&relations, Relations::default())?.0;
    let strings = match package.text("xl/sharedStrings.xml")? {
        Some(xml) => part(&xml, Strings::default())?.found,
        None => Vec::new(),
    };
    let forms = match package.text("xl/styles.xml")? {
        Some(xml) => part(&xml, Styles::default())?.forms(),
        None => Vec::new(),
    };
    let mut out = Vec::new();
    for (name, id) in book.sheets {
        let target = relations.get(&id).ok_or(Trouble::Damaged)?;
        let target = match target.strip_prefix('/') {
            Some(whole) => whole.to_owned(),
            None => format!("xl/{target}"),
        };
        // A sheet that is a chart has no cells.
        if !target.contains("/worksheets/") {
            continue;
        }
        let xml = package.text(&target)?.ok_or(Trouble::Damaged)?;
        let cells = Cells { strings: &strings, forms: &forms, from_1904: book.from_1904, ..Cells::default() };
        out.push(Table { name, rows: part(&xml, cells)?.rows });
    }
    Ok(out)
}

fn part<S: Sink>(xml: &str, mut sink: S) -> Result<S, Trouble> {
    xml::read(xml, &mut sink)?;
    Ok(sink)
}

#[derive(Default)]
struct Book {
    sheets: Vec<(String, String)>,
    from_1904: bool,
}

impl Sink for Book {
    fn start(&mut self, element: &Element<'_>) -> Result<(), Trouble> {
        match element.name {
            "sheet" => {
                let (name, id) = (element.get("name"), element.get("id"));
                self.sheets.push((name.ok_or(Trouble::Damaged)?, id.ok_or(Trouble::Damaged)?));
            }
            "workbookPr" => {
                self.from_1904 = element.get("date1904").is_some_and(|v| matches!(v.as_str(), "1" | "true"));
            }
            _ => {}
        }
        Ok(())
    }
}

/// Targets by id.
#[derive(Default)]
struct Relations(FxHashMap<String, String>);

impl Sink for Relations {
    fn start(&mut self, element: &Element<'_>) -> Result<(), Trouble> {
        if let (Some(id), Some(target)) = (element.get("Id"), element.get("Target")) {
            self.0.insert(id, target);
        }
        Ok(())
    }
}

/// Strings that cells share; how a word is spoken is no part of it.
#[derive(Default)]
struct Strings {
    found: Vec<String>,
    open: String,
    in_text: bool,
    spoken: bool,
}

impl Sink for Strings {
    fn start(&mut self, element: &Element<'_>) -> Result<(), Trouble> {
        match element.name {
            "si" => self.open.clear(),
            "rPh" => self.spoken = true,
            "t" => self.in_text = !self.spoken,
            _ => {}
        }
        Ok(())
    }
    fn end(&mut self, name: &str) -> Result<(), Trouble> {
        match name {
            "si" => self.found.push(unescaped(&std::mem::take(&mut self.open))),
            "rPh" => self.spoken = false,
            "t" => self.in_text = false,
            _ => {}
        }
        Ok(())
    }
    fn text(&mut self, text: &str) -> Result<(), Trouble> {
        if self.in_text {
            self.open.push_str(text);
        }
        Ok(())
    }
}

/// `_x000D_` stands for what XML has no place for; line ends become plain ones.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let code = rest.get(at + 2..at + 6).filter(|_| rest[at..].get(6..7) == Some("_"));
        let found = code.and_then(|c| u32::from_str_radix(c, 16).ok()).and_then(char::from_u32);
        let (kept, skip) = if found.is_some() { (at, at + 7) } else { (at + 2, at + 2) };
        out.push_str(&rest[..kept]);
        out.extend(found);
        rest = &rest[skip..];
    }
    out.push_str(rest);
    out.replace("\r\n", "\n").replace('\r', "\n")
}

/// How a number is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Form {
    #[default]
    Plain,
    Date,
    /// So many digits behind the point.
    Percent(u32),
}

#[derive(Default)]
struct Styles {
    own: FxHashMap<String, Form>,
    cells: Vec<String>,
    in_cells: bool,
}

impl Styles {
    fn forms(self) -> Vec<Form> {
        let form = |id: &String| match id.as_str() {
            "9" => Form::Percent(0),
            "10" => Form::Percent(2),
            _ => match id.parse::<u32>() {
                Ok(14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57 | 58) => Form::Date,
                _ => self.own.get(id).copied().unwrap_or_default(),
            },
        };
        self.cells.iter().map(form).collect()
    }
}

impl Sink for Styles {
    fn start(&mut self, element: &Element<'_>) -> Result<(), Trouble> {
        match element.name {
            "numFmt" => {
                if let (Some(id), Some(code)) = (element.get("numFmtId"), element.get("formatCode")) {
                    self.own.insert(id, form(&code));
                }
            }
            "cellXfs" => self.in_cells = true,
            "xf" if self.in_cells => self.cells.push(element.get("numFmtId").unwrap_or_default()),
            _ => {}
        }
        Ok(())
    }
    fn end(&mut self, name: &str) -> Result<(), Trouble> {
        self.in_cells &= name != "cellXfs";
        Ok(())
    }
}

/// What a format's code shows; words in quotes and in brackets are no codes.
fn form(code: &str) -> Form {
    let mut bare = String::new();
    let (mut quoted, mut bracket) = (false, false);
    for c in code.chars() {
        match c {
            '"' => quoted = !quoted,
            '[' if !quoted => bracket = true,
            ']' if !quoted => bracket = false,
            c if !quoted && !bracket => bare.push(c.to_ascii_lowercase()),
            _ => {}
        }
    }
    if bare.contains('%') {
        let behind = bare.split_once('.').map_or(0, |(_, b)| b.chars().take_while(|c| matches!(c, '0' | '#')).count());
        return Form::Percent(u32::try_from(behind).unwrap_or(0));
    }
    if bare.contains('y') || bare.contains('d') && bare.contains('m') { Form::Date } else { Form::Plain }
}

#[derive(Default)]
struct Cells<'a> {
    strings: &'a [String],
    forms: &'a [Form],
    from_1904: bool,
    rows: Vec<Vec<String>>,
    held: usize,
    /// The row and column, from 0, that a cell without a place of its own stands at.
    next: (usize, usize),
    kind: String,
    form: Form,
    open: String,
    in_value: bool,
    spoken: bool,
}

impl Sink for Cells<'_> {
    fn start(&mut self, element: &Element<'_>) -> Result<(), Trouble> {
        match element.name {
            "row" => {
                let told = element.get("r").and_then(|r| r.parse::<usize>().ok()).and_then(|r| r.checked_sub(1));
                self.next = (told.unwrap_or(self.next.0), 0);
            }
            "c" => {
                if let Some(told) = element.get("r").as_deref().and_then(place) {
                    self.next = told;
                }
                self.kind = element.get("t").unwrap_or_default();
                let style = element.get("s").and_then(|s| s.parse::<usize>().ok()).unwrap_or(0);
                self.form = self.forms.get(style).copied().unwrap_or_default();
                self.open.clear();
            }
            "v" => self.in_value = true,
            "rPh" => self.spoken = true,
            "t" => self.in_value = !self.spoken,
            _ => {}
        }
        Ok(())
    }
    fn end(&mut self, name: &str) -> Result<(), Trouble> {
        match name {
            "v" | "t" => self.in_value = false,
            "rPh" => self.spoken = false,
            "row" => self.next = (self.next.0 + 1, 0),
            "c" => {
                let value = self.value()?;
                self.put(value)?;
                self.next.1 += 1;
            }
            _ => {}
        }
        Ok(())
    }
    fn text(&mut self, text: &str) -> Result<(), Trouble> {
        if self.in_value {
            self.open.push_str(text);
        }
        Ok(())
    }
}

impl Cells<'_> {
    fn value(&self) -> Result<String, Trouble> {
        let open = self.open.as_str();
        Ok(match self.kind.as_str() {
            "s" => {
                let at: usize = open.trim().parse().map_err(|_| Trouble::Damaged)?;
                self.strings.get(at).ok_or(Trouble::Damaged)?.clone()
            }
            "b" => if open.trim() == "1" { "TRUE" } else { "FALSE" }.to_owned(),
            "n" | "" => number(open.trim(), self.form, self.from_1904),
            _ => unescaped(open),
        })
    }

    fn put(&mut self, value: String) -> Result<(), Trouble> {
        if value.is_empty() {
            return Ok(());
        }
        let (row, column) = self.next;
        let before = self.rows.get(row).map_or(0, Vec::len);
        self.held += (row + 1).saturating_sub(self.rows.len()) + (column + 1).saturating_sub(before);
        if self.held > CELLS {
            return Err(Trouble::TooLarge);
        }
        if self.rows.len() <= row {
            self.rows.resize(row + 1, Vec::new());
        }
        if before <= column {
            self.rows[row].resize(column + 1, String::new());
        }
        self.rows[row][column] = value;
        Ok(())
    }
}

/// `B3` as row and column from 0.
fn place(text: &str) -> Option<(usize, usize)> {
    let letters = text.bytes().take_while(u8::is_ascii_uppercase).count();
    let column = text[..letters].bytes().try_fold(0usize, |sum, b| {
        sum.checked_mul(26)?.checked_add(usize::from(b - b'A') + 1).filter(|c| *c <= 16_384)
    })?;
    let row: usize = text[letters..].parse().ok()?;
    Some((row.checked_sub(1)?, column.checked_sub(1)?))
}

/// A number as it is shown: a date, a percentage, or without the noise of its binary form.
fn number(text: &str, form: Form, from_1904: bool) -> String {
    let parsed = text.parse().ok().or_else(|| Decimal::from_scientific(&text.to_ascii_lowercase()).ok());
    let Some(value) = parsed else { return text.to_owned() };
    let value: Decimal = value;
    let shown = match form {
        Form::Plain => None,
        Form::Percent(digits) => {
            value.checked_mul(Decimal::ONE_HUNDRED).map(|p| format!("{}%", p.round_dp(digits).normalize()))
        }
        Form::Date => date(value, from_1904),
    };
    shown.unwrap_or_else(|| value.round_dp(12).normalize().to_string())
}

/// Days since the end of 1899 (or 1904), of which the 60th never was.
fn date(days: Decimal, from_1904: bool) -> Option<String> {
    let days: i64 = i64::try_from(days.trunc()).ok().filter(|d| (1..3_000_000).contains(d))?;
    let first = if from_1904 { jiff::civil::date(1904, 1, 1) } else { jiff::civil::date(1899, 12, 30) };
    first.checked_add(days.days()).ok().map(|d| d.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_shown() {
        assert_eq!(number("0.1", Form::Plain, false), "0.1");
        assert_eq!(number("6.7999999999999998", Form::Plain, false), "6.8");
        assert_eq!(number("1.2E3", Form::Plain, false), "1200");
        assert_eq!(number("0.855", Form::Percent(1), false), "85.5%");
        assert_eq!(number("46022", Form::Date, false), "2025-12-31");
        assert_eq!(form("yyyy\"年\"m\"月\""), Form::Date);
        assert_eq!(form("[Red]0.00%"), Form::Percent(2));
        assert_eq!(form("0\"day\""), Form::Plain);
        assert_eq!(unescaped("甲_x000D_\n乙_x_"), "甲\n乙_x_");
    }

    #[test]
    fn places_have_bounds() {
        assert_eq!(place("B3"), Some((2, 1)));
        assert_eq!(place("XFD1"), Some((0, 16_383)));
        for wrong in ["XFE1", "A0", "A", "3", "ZZZZZZZZZZZZZZZZ1", ""] {
            assert_eq!(place(wrong), None, "{wrong}");
        }
        let far = "<sheetData><row r='1'><c r='XFD1' t='str'><v>1</v></c></row><row><c r='A99999999' t='str'><v>1</v></c></row></sheetData>";
        assert_eq!(part(far, Cells::default()).err(), Some(Trouble::TooLarge));
    }

    #[test]
    fn cells_of_every_kind_are_read() {
        let strings = part(
            "<sst><si><t>甲</t></si><si><r><t>乙</t></r><r><t xml:space='preserve'> 丙</t></r><rPh sb='0' eb='1'><t>イ</t></rPh></si></sst>",
            Strings::default(),
        )
        .expect("read")
        .found;
        assert_eq!(strings, ["甲", "乙 丙"]);
        let xml = "<worksheet><sheetData><row r='2'><c r='A2' t='s'><v>1</v></c><c r='C2' t='inlineStr'><is><t>丁</t></is></c>\
                   <c t='b'><v>1</v></c><c r='E2' s='1'><v>46022</v></c><c t='str'><f>A1</f><v>戊</v></c><c s='1'/></row></sheetData></worksheet>";
        let forms = [Form::Plain, Form::Date];
        let rows = part(xml, Cells { strings: &strings, forms: &forms, ..Cells::default() }).expect("read").rows;
        assert_eq!(rows, [vec![], ["乙 丙", "", "丁", "TRUE", "2025-12-31", "戊"].map(str::to_owned).to_vec()]);
        let lost = "<row><c t='s'><v>9</v></c></row>";
        assert_eq!(part(lost, Cells::default()).err(), Some(Trouble::Damaged));
    }

    #[test]
    fn what_is_no_workbook_is_told() {
        for bytes in [&b"PK\x03\x04"[..], b"abc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1EncryptedPackage"] {
            read(Path::new("a.xlsx"), bytes).expect_err("refused");
        }
    }
}
