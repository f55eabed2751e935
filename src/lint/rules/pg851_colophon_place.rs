//! PG851: a colophon whose last rule is not at the foot of the type area (版记位置).

use crate::lint::{PageSink, PagesInput, Spot};

/// The lower edge of the 版心, mm from the upper edge of the page.
const BOTTOM: f64 = 262.0;
const TOLERANCE: f64 = 0.5;

/// Reports a last rule that stands higher or lower.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    let Some(colophon) = &input.layout.colophon else { return };
    let Some(last) = colophon.rules.last() else { return };
    // The rule is said to coincide with the edge: any part of it may.
    let off = (last.y - TOLERANCE..=last.bottom() + TOLERANCE).contains(&BOTTOM);
    if !off {
        out.report(Spot::Rule(colophon.page, last), "default").measured(last.bottom(), BOTTOM, TOLERANCE).done();
    }
}
