//! A page for the browser and for paper, light and dark; rows are chosen by their state without a script, and on a
//! narrow screen each row is a card.

use super::{Cell, Kind, Sheet, Tone, Value, Workbook};
use crate::base::escape;
use std::fmt::Write as _;

/// What all reports look like, and what tables have of their own.
const CSS: &str = concat!(include_str!("../html.css"), include_str!("page.css"));
/// The most states that rows are chosen by; the style sheet has a rule for each.
const CHOICES: usize = 9;

/// The page.
pub fn write(book: &Workbook) -> String {
    let tag = book.lang.pick("zh-CN", "en");
    let title = escape(&book.title);
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n<style>\n{CSS}</style>\n</head>\n\
         <body class=\"sheets\">\n<main>\n<h1>{title}</h1>\n"
    );
    for note in &book.notes {
        let _ = writeln!(out, "<p>{}</p>", lines(note));
    }
    for (number, sheet) in book.sheets.iter().enumerate() {
        section(sheet, number, book, &mut out);
    }
    let _ = writeln!(out, "<footer>plangen {}</footer>\n</main>\n</body>\n</html>", env!("CARGO_PKG_VERSION"));
    out
}

fn section(sheet: &Sheet, number: usize, book: &Workbook, out: &mut String) {
    out.push_str("<section>\n");
    if book.sheets.len() > 1 {
        let _ = writeln!(out, "<h2>{}</h2>", escape(&sheet.title));
    }
    if sheet.rows.is_empty() {
        let _ = writeln!(out, "<p>{}</p>\n</section>", book.lang.pick("没有内容。", "Nothing to list."));
        return;
    }
    let states = states(sheet);
    if !states.is_empty() {
        let all = (book.lang.pick("全部", "all").to_owned(), sheet.rows.len(), None);
        let counted = states.iter().map(|(word, tone)| {
            let count = sheet.rows.iter().filter(|row| state(sheet, row).as_deref() == Some(word.as_str())).count();
            (word.clone(), count, *tone)
        });
        for (at, (word, count, tone)) in std::iter::once(all).chain(counted).enumerate() {
            let checked = if at == 0 { " checked" } else { "" };
            let _ = writeln!(
                out,
                "<input class=\"filter k{at}\" type=\"radio\" name=\"f{number}\" id=\"f{number}-{at}\"{checked}>\
                 <label class=\"filter{}\" for=\"f{number}-{at}\">{} <b>{count}</b></label>",
                tone.map(|t| format!(" {}", class(t))).unwrap_or_default(),
                escape(&word)
            );
        }
    }
    let whole: u32 = sheet.columns.iter().map(|c| u32::from(c.width)).sum::<u32>().max(1);
    out.push_str("<table>\n<colgroup>");
    for column in &sheet.columns {
        let percent = f64::from(column.width) * 100.0 / f64::from(whole);
        let _ = write!(out, "<col style=\"width:{percent:.1}%\">");
    }
    out.push_str("</colgroup>\n<thead><tr>");
    for column in &sheet.columns {
        let _ = write!(out, "<th scope=\"col\">{}</th>", escape(&column.head));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    let nothing = Cell::default();
    for row in &sheet.rows {
        let found = state(sheet, row).and_then(|word| states.iter().position(|(known, _)| *known == word));
        let mark = found.map(|at| format!(" class=\"k{}\"", at + 1)).unwrap_or_default();
        let _ = write!(out, "<tr{mark}>");
        for (at, column) in sheet.columns.iter().enumerate() {
            let cell = row.get(at).unwrap_or(&nothing);
            let kind = match column.kind {
                Kind::Text | Kind::Open => "",
                Kind::Short => "short",
                Kind::Number => "number",
            };
            let classes = [kind, cell.tone.map_or("", class)].join(" ");
            let classes = match classes.trim() {
                "" => String::new(),
                found => format!(" class=\"{found}\""),
            };
            let text = match &cell.value {
                Value::Text(words) => lines(words),
                Value::Number(number) => number.normalize().to_string(),
            };
            let _ = write!(out, "<td{classes} data-head=\"{}\">{text}</td>", escape(&column.head));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n</section>\n");
}

/// The states that rows are in, the worst first; none where there is nothing to choose.
fn states(sheet: &Sheet) -> Vec<(String, Option<Tone>)> {
    let Some(column) = sheet.filter else { return Vec::new() };
    let mut out: Vec<(String, Option<Tone>)> = Vec::new();
    for row in &sheet.rows {
        let Some(cell) = row.get(column) else { continue };
        if let Some(word) = state(sheet, row).filter(|w| out.iter().all(|(known, _)| known != w)) {
            out.push((word, cell.tone));
        }
    }
    out.sort_by_key(|(_, tone)| std::cmp::Reverse(*tone));
    if out.len() > CHOICES || out.len() < 2 { Vec::new() } else { out }
}

/// The state of a row: the first line of its cell.
fn state(sheet: &Sheet, row: &[Cell]) -> Option<String> {
    let words = row.get(sheet.filter?)?.words();
    words.lines().next().map(str::to_owned).filter(|w| !w.is_empty())
}

fn class(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "good",
        Tone::Note => "note",
        Tone::Weak => "weak",
        Tone::Missing => "missing",
    }
}

fn lines(text: &str) -> String {
    escape(text).replace('\n', "<br>")
}
