//! PG814: face, size and width of page numbers (页码字体字号).

use crate::lint::paged::Faces;
use crate::lint::{PageSink, PagesInput, Spot};
use crate::pages::Kind;

/// 4号, pt.
const SIZE: f64 = 14.0;
const TOLERANCE: f64 = 0.3;
/// A half-width digit, in em.
const HALF: f64 = 0.5;
const OF_WIDTH: f64 = 0.06;

/// Reports the first number of another size, whose digits are not half-width, or whose face is known not to be 宋体.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    let mut feet = input.layout.sheets.iter().filter_map(|s| Some((s.number, s.of(Kind::Foot).next()?)));
    let Some((page, line)) = feet.next() else { return };
    let spot = Spot::Line(page, line);
    let Some(digit) = line.characters.iter().find(|c| c.text.is_ascii_digit()) else { return };
    if (digit.size - SIZE).abs() > TOLERANCE {
        out.report(spot, "size").measured(digit.size, SIZE, TOLERANCE).done();
    }
    let width = (digit.end - digit.x) / digit.em();
    if Faces::is_of(&digit.family, "song") == Some(false) {
        out.report(spot, "default").arg("found", &*digit.family).done();
    } else if (width - HALF).abs() > OF_WIDTH {
        out.report(spot, "width").measured(width, HALF, OF_WIDTH).done();
    }
}
