//! PG831: paragraphs that do not begin two characters in (段首缩进).

use crate::lint::{PageSink, PagesInput, Spot};
use crate::pages::is_mark;

/// Two characters of a line of 28, mm.
const INDENT: f64 = 2.0 * 156.0 / 28.0;
const TOLERANCE: f64 = 0.6;

/// Reports paragraphs of several lines that begin elsewhere, where they are many: a third of them and at least
/// three. Single ones are addressees, labels, lists.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    let mut off = Vec::new();
    let (mut all, mut found) = (0, 0.0);
    for step in input.flow.steps.iter().filter(|s| s.goes_on && !s.continues) {
        let Some(left) = input.flow.left(step.page) else { continue };
        all += 1;
        let indent = step.line.x() - left;
        let first = step.line.characters.first();
        let slack = first.filter(|c| is_mark(c.text)).map_or(0.0, |c| c.em() / 2.0);
        if !(INDENT - TOLERANCE - slack..=INDENT + TOLERANCE).contains(&indent) {
            found = if off.is_empty() { indent } else { found };
            off.push(Spot::Line(step.page, step.line));
        }
    }
    if off.len() >= 3
        && off.len() * 3 > all
        && let Some(draft) = out.report_all(&off, "default", "default")
    {
        draft.measured(found, INDENT, TOLERANCE).done();
    }
}
