//! PG850: rules of the colophon that are not as wide as the type area (版记分隔线).

use crate::lint::{PageSink, PagesInput, Spot};

/// As wide as the 版心, mm.
const WIDTH: f64 = 156.0;
const LEFT: f64 = 28.0;
const TOLERANCE: f64 = 0.5;

/// Reports the first rule that is too short, too long or out of place.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    let Some(colophon) = &input.layout.colophon else { return };
    let off = |found: f64, wanted: f64| (found - wanted).abs() > TOLERANCE;
    if let Some(rule) = colophon.rules.iter().find(|r| off(r.width, WIDTH)) {
        let draft = out.report(Spot::Rule(colophon.page, rule), "width");
        draft.measured(rule.width, WIDTH, TOLERANCE).done();
    } else if let Some(rule) = colophon.rules.iter().find(|r| off(r.x, LEFT)) {
        out.report(Spot::Rule(colophon.page, rule), "left").measured(rule.x, LEFT, TOLERANCE).done();
    }
}
