//! PG807: lines that do not end at the edge of the text (行末不齐).

use crate::lint::{PageSink, PagesInput, Spot};
use crate::pages::is_mark;

/// Lines may end this far from the edge, mm.
const TOLERANCE: f64 = 0.5;

/// Reports text whose lines end here and there: a tenth of the lines that go on, and at least three. Lines that
/// end in a mark are left aside, for marks may be trimmed there.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    let mut all = 0;
    let mut off = Vec::new();
    let mut worst: f64 = 0.0;
    for (step, _) in input.flow.joins() {
        let Some(right) = input.flow.right(step.page) else { continue };
        let Some(last) = step.line.characters.last().filter(|c| !is_mark(c.text)) else { continue };
        all += 1;
        if (last.end - right).abs() > TOLERANCE {
            off.push(Spot::Line(step.page, step.line));
            worst = worst.max((last.end - right).abs());
        }
    }
    if off.len() >= 3
        && off.len() * 10 > all
        && let Some(draft) = out.report_all(&off, "default", "default")
    {
        draft.measured(worst, 0.0, TOLERANCE).done();
    }
}
