//! PG803: text outside the type area (版心之外的文字).

use super::pg802_margins::off_top;
use crate::lint::{PageSink, PagesInput, Spot};
use crate::pages::{Form, Kind, Row, Sheet, is_mark};

/// The edges of the 版心, mm.
const TOP: f64 = 37.0;
const BOTTOM: f64 = 262.0;
const LEFT: f64 = 28.0;
const RIGHT: f64 = 184.0;
/// Above and below; and on the sides.
const TOLERANCE: f64 = 1.0;
const SIDE: f64 = 0.6;

/// Reports text below, above and beside the type area; at most one place of each page.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    let layout = input.layout;
    let letter = layout.head.as_ref().is_some_and(|h| h.form == Form::Letter);
    let first = |of: &dyn Fn(&Sheet<'_>, &Row<'_>) -> bool| -> Vec<Spot<'_>> {
        let sheets = layout.sheets.iter().filter(|s| !s.across);
        sheets.filter_map(|s| s.text().find(|r| of(s, r)).map(|r| Spot::Line(s.number, r.line))).collect()
    };
    let below = first(&|_, r| r.line.bottom() > BOTTOM + TOLERANCE);
    if let Some(draft) = out.report_all(&below, "below", "below-many") {
        let lowest = below.iter().map(|s| s.area()).map(|a| a.y.value() + a.height.value()).fold(0.0, f64::max);
        draft.measured(lowest, BOTTOM, TOLERANCE).done();
    }
    // Text that begins too high on every page is told as a margin.
    if off_top(layout).is_none() {
        let above = first(&|s, r| {
            !(letter && s.number == 1) && r.kind != Kind::Mark && r.line.top() < TOP - TOLERANCE
        });
        if let Some(draft) = out.report_all(&above, "above", "above-many") {
            let highest = above.iter().map(|s| s.area().y.value()).fold(f64::MAX, f64::min);
            draft.measured(highest, TOP, TOLERANCE).done();
        }
    }
    let beside = first(&|s, r| {
        // Lines that end where all of them end are told as a margin; marks may be trimmed at the edge, or hang.
        let right = input.flow.right(s.number).unwrap_or(RIGHT).max(RIGHT) + SIDE;
        let left = input.flow.left(s.number).unwrap_or(LEFT).min(LEFT) - SIDE;
        let slack = |c: Option<&crate::pages::Placed>| c.filter(|c| is_mark(c.text)).map_or(0.0, |c| c.em());
        let (first, last) = (r.line.characters.first(), r.line.characters.last());
        let letter_head = letter && s.number == 1 && matches!(r.kind, Kind::Mark | Kind::Number);
        !letter_head && (r.line.end() > right + slack(last) || r.line.x() < left - slack(first))
    });
    if let Some(draft) = out.report_all(&beside, "beside", "beside-many") {
        let reach = beside.iter().map(|s| s.area()).map(|a| a.x.value() + a.width.value()).fold(0.0, f64::max);
        draft.measured(reach, RIGHT, SIDE).done();
    }
}
