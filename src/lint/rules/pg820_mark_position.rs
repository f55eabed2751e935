//! PG820: place and width of the issuer's mark (发文机关标志位置).

use crate::lint::{PageSink, PagesInput, Spot};
use crate::pages::{Form, is_mark};

/// The middle of the 版心 and of the page's type, and its width, mm.
const CENTRE: f64 = 106.0;
const WIDTH: f64 = 156.0;
/// The letter's mark stands in the middle of the page.
const PAGE_CENTRE: f64 = 105.0;
const TOLERANCE: f64 = 1.0;
const SIDE: f64 = 0.7;

/// Reports a mark that is too high, too low, out of the middle or wider than the type area.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    let Some(head) = &input.layout.head else { return };
    let (Some(first), Some(sheet)) = (head.marks.first(), input.layout.sheets.first()) else { return };
    let spot = Spot::Line(sheet.number, first);
    let (top, clause) = match head.form {
        Form::General => (37.0 + 35.0, "7.2.4"),
        Form::Minutes => (37.0 + 35.0, "10.3"),
        Form::Order => (37.0 + 20.0, "10.2"),
        Form::Letter => (30.0, "10.1"),
    };
    // The edge of the characters is that of their ink; where only the em box is known, the ink begins lower.
    let ink = first.characters.iter().filter_map(|c| c.ink).map(|(top, _)| top).reduce(f64::min);
    let (found, tolerance) = match ink {
        Some(ink) => (ink, TOLERANCE),
        None => (first.top() + 0.06 * first.size() / crate::pages::PT, TOLERANCE + 1.0),
    };
    if (found - top).abs() > tolerance {
        out.report(spot, "top").clause(clause).measured(found, top, tolerance).done();
    }
    let left = head.marks.iter().map(|m| m.x()).fold(f64::MAX, f64::min);
    let right = head.marks.iter().map(|m| m.end()).fold(0.0, f64::max);
    let centre = (left + right) / 2.0;
    // A bracket at one end (of a name that is still to be given) may be trimmed.
    let ends = head.marks.iter().flat_map(|m| [m.characters.first(), m.characters.last()]).flatten();
    let slack = ends.filter(|c| is_mark(c.text)).map(|c| c.em() / 4.0).fold(0.0, f64::max);
    let near = |wanted: f64| (centre - wanted).abs() <= SIDE + slack;
    let centred = near(CENTRE) || head.form == Form::Letter && near(PAGE_CENTRE);
    if !centred {
        out.report(spot, "centre").clause(clause).measured(centre, CENTRE, SIDE).done();
    }
    if head.form == Form::General && right - left > WIDTH + SIDE {
        out.report(spot, "width").clause(clause).measured(right - left, WIDTH, SIDE).done();
    }
}
