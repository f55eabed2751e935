//! PG804: full pages of more or fewer than 22 lines (每面行数).

use crate::lint::{PageSink, PagesInput, Spot};
use crate::pages::{Kind, PT};

/// Lines on a full page.
const LINES: usize = 22;

/// Reports full pages of nothing but text that hold another number of lines; an empty line counts.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    let Some(pitch) = input.layout.pitch else { return };
    let mut off = Vec::new();
    for sheet in input.layout.full() {
        let (Some(first), Some(last)) = (sheet.of(Kind::Body).next(), sheet.of(Kind::Body).next_back()) else { continue };
        let lines = ((last.baseline - first.baseline) * PT / pitch).round() as usize + 1;
        if lines != LINES {
            off.push((lines, Spot::Page(sheet.number, sheet.page)));
        }
    }
    let spots: Vec<Spot<'_>> = off.iter().map(|(_, spot)| *spot).collect();
    if let (Some((lines, _)), Some(draft)) = (off.first(), out.report_all(&spots, "default", "many")) {
        draft.arg("found", *lines).arg("wanted", LINES).done();
    }
}
