//! PG837: tables that lie across the sheet: their page number and the way they are turned (横排表格).

use crate::lint::{PageSink, PagesInput, Spot};
use crate::pages::Kind;

/// Reports pages that lie across whose number stands below the table instead of where upright pages have it; and
/// upright pages whose table is turned with its head to the right.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    let across = || input.layout.sheets.iter().filter(|s| s.across);
    let lying = across().filter(|s| s.page.width > s.page.height);
    let numbered: Vec<Spot<'_>> =
        lying.filter_map(|s| s.of(Kind::Foot).next().map(|line| Spot::Line(s.number, line))).collect();
    if let Some(draft) = out.report_all(&numbered, "number", "number") {
        draft.done();
    }
    // On an upright page the number alone is not turned.
    let upright = across().filter(|s| s.page.width < s.page.height);
    let right: Vec<Spot<'_>> =
        upright.filter(|s| s.page.clockwise * 2 > s.page.turned).map(|s| Spot::Page(s.number, s.page)).collect();
    if let Some(draft) = out.report_all(&right, "turned", "turned") {
        draft.done();
    }
}
