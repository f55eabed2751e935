//! PG860: page numbers in another form than — 1 — (页码格式).

use crate::lint::{PageSink, PagesInput, Spot};
use crate::pages::Kind;

/// Reports page numbers of another form, once.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    let feet = input.layout.sheets.iter().filter_map(|s| Some((s.number, s.of(Kind::Foot).next()?)));
    let off: Vec<_> = feet.map(|(page, line)| (page, line, line.text())).filter(|(.., text)| !is_formed(text)).collect();
    let spots: Vec<Spot<'_>> = off.iter().map(|(page, line, _)| Spot::Line(*page, line)).collect();
    if let (Some((.., text)), Some(draft)) = (off.first(), out.report_all(&spots, "default", "many")) {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let number = if digits.is_empty() { "1".to_owned() } else { digits };
        draft.arg("found", text.as_str()).arg("wanted", format!("— {number} —")).done();
    }
}

/// A dash of one character on either side. Half of an em is narrower than asked for, but in many fonts it is
/// what the key gives: both are taken.
fn is_formed(text: &str) -> bool {
    let dash = |c: char| matches!(c, '—' | '―' | '─' | '━' | '－');
    text.strip_prefix(dash)
        .and_then(|t| t.strip_suffix(dash))
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}
