//! XLSX for Excel and WPS: a frozen head with filters, widths, wrapped text, and pages that print: A4 lying, as wide
//! as the paper, the head on every page.

use super::{Cell, Column, Kind, Tone, Value, Workbook, clean, like_formula};
use rust_decimal::prelude::ToPrimitive as _;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook as Book, Worksheet, XlsxError,
};

/// The most characters that a cell holds.
const CELL: usize = 32_767;
/// The most characters that the name of a sheet has.
const NAME: usize = 31;

/// The bytes.
pub fn write(book: &Workbook) -> Result<Vec<u8>, XlsxError> {
    let mut out = Book::new();
    // The clock's time would differ from run to run.
    let date = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let about = DocProperties::new().set_title(clean(&book.title)).set_creation_datetime(&date);
    out.set_properties(&about);
    let mut names: Vec<String> = Vec::new();
    for sheet in &book.sheets {
        let page = out.add_worksheet();
        page.set_name(name(&sheet.title, &mut names))?;
        write_sheet(page, sheet)?;
        set_up(page, &book.title, &sheet.columns)?;
    }
    if !book.notes.is_empty() {
        let page = out.add_worksheet();
        page.set_name(name(book.lang.pick("说明", "Notes"), &mut names))?;
        page.set_column_width(0, 100)?;
        for (row, note) in (0..).zip(&book.notes) {
            write_text(page, (row, 0), note, &cell(Kind::Text, None))?;
        }
    }
    out.save_to_buffer()
}

fn write_sheet(page: &mut Worksheet, sheet: &super::Sheet) -> Result<(), XlsxError> {
    for (at, column) in (0..).zip(&sheet.columns) {
        let head = frame().set_bold().set_align(FormatAlign::Center).set_background_color(Color::RGB(0xD9_E2_EC));
        write_text(page, (0, at), &column.head, &head)?;
        page.set_column_width(at, f64::from(column.width) * 2.0 + 1.0)?;
    }
    let nothing = Cell::default();
    for (row, cells) in (1..).zip(&sheet.rows) {
        for (at, column) in (0..).zip(&sheet.columns) {
            let found = cells.get(usize::from(at)).unwrap_or(&nothing);
            let form = cell(column.kind, found.tone);
            match &found.value {
                Value::Number(number) => {
                    page.write_number_with_format(row, at, number.to_f64().unwrap_or_default(), &form)?;
                }
                Value::Text(words) => write_text(page, (row, at), words, &form)?,
            }
        }
    }
    let (rows, columns) = (sheet.rows.len(), sheet.columns.len());
    if let (Ok(last), Some(Ok(end))) = (u32::try_from(rows), columns.checked_sub(1).map(u16::try_from)) {
        page.autofilter(0, 0, last, end)?;
    }
    Ok(())
}

/// How it is looked at and printed.
fn set_up(page: &mut Worksheet, title: &str, columns: &[Column]) -> Result<(), XlsxError> {
    page.set_freeze_panes(1, 0)?;
    page.set_repeat_rows(0, 0)?;
    page.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0).set_print_center_horizontally(true);
    page.set_margins(0.5, 0.5, 0.8, 0.7, 0.3, 0.3);
    // `&` begins a code; a header holds 255 characters.
    let title: String = clean(title).chars().filter(|c| *c != '\n').take(100).collect();
    page.set_header(format!("&C{}", title.replace('&', "&&")));
    page.set_footer("&C— &P —");
    // What a person fills in is where one begins.
    if let Some(Ok(first)) = columns.iter().position(|c| c.kind == Kind::Open).map(u16::try_from) {
        page.set_selection(1, first, 1, first)?;
    }
    Ok(())
}

/// Text is text, whatever it begins with, also after a person has been in the cell.
fn write_text(page: &mut Worksheet, (row, column): (u32, u16), words: &str, form: &Format) -> Result<(), XlsxError> {
    let mut words = clean(words);
    if words.encode_utf16().count() > CELL {
        let mut left = CELL - 1;
        words = words.chars().take_while(|c| left.checked_sub(c.len_utf16()).map(|l| left = l).is_some()).collect();
        words.push('…');
    }
    if words.is_empty() {
        page.write_blank(row, column, form)?;
    } else if like_formula(&words) {
        page.write_string_with_format(row, column, words, &form.clone().set_quote_prefix())?;
    } else {
        page.write_string_with_format(row, column, words, form)?;
    }
    Ok(())
}

fn frame() -> Format {
    Format::new()
        .set_font_name("宋体")
        .set_font_size(10.5)
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
        .set_border(FormatBorder::Thin)
        .set_border_color(Color::RGB(0x9A_A5_B1))
}

fn cell(kind: Kind, tone: Option<Tone>) -> Format {
    let form = match kind {
        Kind::Text | Kind::Open => frame().set_align(FormatAlign::Left),
        Kind::Short => frame().set_align(FormatAlign::Center),
        Kind::Number => frame().set_align(FormatAlign::Right),
    };
    let Some(tone) = tone else { return form };
    let (ink, paper) = match tone {
        Tone::Good => (0x00_61_00, 0xE2_F0_D9),
        Tone::Note => (0x1F_4E_78, 0xDD_EB_F7),
        Tone::Weak => (0x7F_4A_00, 0xFF_EB_9C),
        Tone::Missing => (0x9C_00_06, 0xFF_D5_D9),
    };
    form.set_font_color(Color::RGB(ink)).set_background_color(Color::RGB(paper))
}

/// A name that a sheet may have, and no other has.
fn name(title: &str, taken: &mut Vec<String>) -> String {
    let held = |c: char| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\n' | '\t');
    let plain: String = clean(title).chars().map(|c| if held(c) { c } else { ' ' }).collect();
    let plain = plain.trim().trim_matches('\'');
    let plain = if plain.is_empty() { "1" } else { plain };
    let cut = |room: usize| {
        let mut left = room;
        plain.chars().take_while(|c| left.checked_sub(c.len_utf16()).map(|l| left = l).is_some()).collect::<String>()
    };
    let first = cut(NAME);
    let others = (2..).map(|n| format!("{} {n}", cut(NAME - 6)));
    let known = |name: &str| taken.iter().any(|t| t.to_lowercase() == name.to_lowercase());
    let name = std::iter::once(first.clone()).chain(others).find(|n| !known(n)).unwrap_or(first);
    taken.push(name.clone());
    name
}
