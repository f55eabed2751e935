//! PG801: paper that is not A4 (用纸).

use crate::lint::{PageSink, PagesInput, Spot};
use crate::pages::Measured;

/// A4, mm.
const PAPER: (f64, f64) = (210.0, 297.0);
/// For pages that were laid out; ±2 mm is for trimmed paper.
const TOLERANCE: f64 = 0.5;

/// Reports pages of another size; one that lies across is A4 all the same.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    let is_a4 = |page: &Measured| {
        let near = |a: f64, b: f64| (a - b).abs() <= TOLERANCE;
        let (short, long) = (page.width.min(page.height), page.width.max(page.height));
        near(short, PAPER.0) && near(long, PAPER.1)
    };
    let off: Vec<_> = input.layout.sheets.iter().filter(|s| !is_a4(s.page)).collect();
    let spots: Vec<Spot<'_>> = off.iter().map(|s| Spot::Page(s.number, s.page)).collect();
    if let (Some(first), Some(draft)) = (off.first(), out.report_all(&spots, "default", "many")) {
        draft.arg("width", first.page.width).arg("height", first.page.height).arg("tolerance", TOLERANCE).done();
    }
}
