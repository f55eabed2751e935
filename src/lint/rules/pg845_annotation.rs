//! PG845: the note below the date (附注).

use crate::lint::paged::date;
use crate::lint::{PageSink, PagesInput, Spot};
use crate::pages::PT;

/// Two characters of a line of 28, mm.
const INDENT: f64 = 2.0 * 156.0 / 28.0;
const SIDE: f64 = 0.6;
/// From the date's base line to the note's, mm.
const TOLERANCE: f64 = 3.0;
/// What a note begins with where its brackets are missing.
const NOTES: [&str; 4] = ["此件公开发布", "此件发至", "此件不公开", "联系人："];

/// Reports a note that is not on the line below the date, not two characters in, or not in brackets.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    let Some(at) = date(input) else { return };
    let [date, note, ..] = &input.flow.steps[at..] else { return };
    if note.page != date.page {
        return;
    }
    let spot = Spot::Line(note.page, note.line);
    let text = note.line.text();
    if NOTES.iter().any(|n| text.starts_with(n)) {
        out.report(spot, "brackets").arg("found", text).done();
        return;
    }
    let Some(bracket) = note.line.characters.first().filter(|c| matches!(c.text, '（' | '(')) else { return };
    if let Some(left) = input.flow.left(note.page) {
        // A bracket may be trimmed on its left.
        let from = left + INDENT;
        if !(from - SIDE - bracket.em() / 2.0..=from + SIDE).contains(&bracket.x) {
            out.report(spot, "left").measured(bracket.x, from, SIDE).done();
        }
    }
    if let Some(pitch) = input.layout.pitch {
        let (found, wanted) = (note.line.baseline - date.line.baseline, pitch / PT);
        if (found - wanted).abs() > TOLERANCE {
            out.report(spot, "below").measured(found, wanted, TOLERANCE).done();
        }
    }
}
