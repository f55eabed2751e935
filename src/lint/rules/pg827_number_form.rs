//! PG827: how the document number is written (发文字号写法).

use crate::lint::{PageSink, PagesInput, Spot};
use crate::pages::Form;
use regex::Regex;
use std::sync::LazyLock;

static PARTS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"([〔\[［【（(])([0-9０-９]{4})([〕\]］】）)])(第?)([0-9０-９]+)号").ok()
});

/// Reports a number in other brackets, with 第, with zeros in front or with wide digits. Orders and minutes are
/// numbered in another way.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    let (Some(head), Some(sheet)) = (&input.layout.head, input.layout.sheets.first()) else { return };
    let Some(number) = head.number.filter(|_| matches!(head.form, Form::General | Form::Letter)) else { return };
    let text = number.text();
    let Some(parts) = PARTS.as_ref().and_then(|r| r.captures(&text)) else { return };
    let digits = |at: usize| parts[at].chars().map(narrow).collect::<String>();
    let serial = digits(5);
    let serial = serial.trim_start_matches('0');
    let wanted = format!("〔{}〕{}号", digits(2), if serial.is_empty() { "0" } else { serial });
    if parts[0] != wanted {
        out.report(Spot::Line(sheet.number, number), "default").arg("found", &parts[0]).arg("wanted", wanted).done();
    }
}

fn narrow(c: char) -> char {
    match c {
        '０'..='９' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        c => c,
    }
}
