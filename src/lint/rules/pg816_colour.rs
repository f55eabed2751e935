//! PG816: text that is not black (颜色).

use crate::lint::{PageSink, PagesInput, Spot};
use crate::pages::Kind;

/// Reports text in a colour, but for the mark, which is red.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    let rows = input.layout.sheets.iter().flat_map(|s| s.rows.iter().map(move |r| (s.number, r)));
    let coloured = rows.filter(|(_, r)| r.kind != Kind::Mark && r.line.characters.iter().any(|c| !c.black));
    let spots: Vec<Spot<'_>> = coloured.map(|(page, r)| Spot::Line(page, r.line)).collect();
    if let Some(draft) = out.report_all(&spots, "default", "many") {
        draft.done();
    }
}
