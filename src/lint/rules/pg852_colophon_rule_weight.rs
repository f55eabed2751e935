//! PG852: weights of the colophon's rules (版记分隔线粗细).

use crate::lint::{PageSink, PagesInput, Spot};

/// The first and the last one, and those between, mm.
const OUTER: f64 = 0.35;
const INNER: f64 = 0.25;
const TOLERANCE: f64 = 0.05;

/// Reports the first rule of another weight than recommended.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    let Some(colophon) = &input.layout.colophon else { return };
    let last = colophon.rules.len() - 1;
    for (at, rule) in colophon.rules.iter().enumerate() {
        let (wanted, variant) = if at == 0 || at == last { (OUTER, "outer") } else { (INNER, "inner") };
        // 0.01 mm is what a producer loses when it writes points with two decimals.
        if rule.height > 0.0 && (rule.height - wanted).abs() > TOLERANCE + 0.01 {
            out.report(Spot::Rule(colophon.page, rule), variant).measured(rule.height, wanted, TOLERANCE).done();
            break;
        }
    }
}
