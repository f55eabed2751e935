//! PG841: a page with nothing but the signature (署名单独成页).

use crate::lint::paged::dated;
use crate::lint::{PageSink, PagesInput, Spot};
use crate::pages::{Kind, Start};

/// Reports a page behind the first that holds the date and no text.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    let Some((page, date)) = dated(input).filter(|(page, _)| *page > 1) else { return };
    let Some(sheet) = input.layout.sheets.get(page - 1) else { return };
    let text = input.flow.steps.iter().filter(|s| s.page == page && s.start != Start::Elsewhere);
    // Neither the note in brackets nor what says that there is no text is text.
    let text = text.filter(|s| !s.line.text().starts_with(['（', '(']));
    let other = sheet.text().any(|r| matches!(r.kind, Kind::Table | Kind::Title));
    if text.count() == 0 && !other {
        out.report(Spot::Line(page, date), "default").done();
    }
}
