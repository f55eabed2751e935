//! PG854: a colophon that is not on the last page, or on an odd one (版记所在页).

use crate::base::Severity;
use crate::lint::{PageSink, PagesInput, Spot};

/// Reports a colophon with pages behind it; and, as practice, one on an odd page.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    let Some(colophon) = &input.layout.colophon else { return };
    let sheets = input.layout.sheets.len();
    let Some(first) = colophon.rules.first() else { return };
    let spot = Spot::Rule(colophon.page, first);
    if colophon.page != sheets {
        out.report(spot, "default").arg("last", sheets).done();
    } else if sheets > 1 && sheets % 2 == 1 {
        out.report(spot, "odd").clause("惯例").severity(Severity::Info).done();
    }
}
