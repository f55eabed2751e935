//! PG835: a last line with hardly a word on it (段末行过短).

use crate::lint::{PageSink, PagesInput, Spot};
use crate::pages::is_mark;

/// A tenth of a line.
const SHARE: f64 = 0.1;

/// Reports last lines of paragraphs that hold less than a tenth of a line, in one finding.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    let mut short = Vec::new();
    for step in input.flow.steps.iter().filter(|s| s.continues && !s.goes_on) {
        let (Some(left), Some(right)) = (input.flow.left(step.page), input.flow.right(step.page)) else { continue };
        // Half of a closing mark is its ink.
        let last = step.line.characters.last();
        let end = last.map_or(0.0, |c| if is_mark(c.text) { c.x + c.em() / 2.0 } else { c.end });
        if end - left < SHARE * (right - left) {
            short.push(Spot::Line(step.page, step.line));
        }
    }
    if let Some(draft) = out.report_all(&short, "default", "many") {
        draft.done();
    }
}
