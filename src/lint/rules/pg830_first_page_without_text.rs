//! PG830: a first page that shows no text (首页须显示正文).

use crate::lint::{PageSink, PagesInput, Spot};
use crate::pages::{Form, Kind, Line};

/// Reports a first page with a head and no line of text below title and addressees.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    let layout = input.layout;
    let Some(head) = layout.head.as_ref().filter(|h| h.form == Form::General) else { return };
    let [sheet, _, ..] = layout.sheets.as_slice() else { return };
    let from = sheet.of(Kind::Title).next_back().map(|l| l.baseline);
    let from = from.or_else(|| head.rules.last().map(|r| r.y)).or_else(|| head.number.map(|n| n.baseline));
    let Some(from) = from else { return };
    let below: Vec<&Line> = sheet.of(Kind::Body).filter(|l| l.baseline > from).collect();
    let table = sheet.of(Kind::Table).any(|l| l.baseline > from);
    // Text is what stands below the line in which the addressees end.
    let addressed = below.iter().position(|l| l.text().ends_with(['：', ':']));
    let text = match addressed {
        Some(end) => below.len() > end + 1,
        // Addressees that go on over the page.
        None => below.iter().any(|l| l.text().contains('。')),
    };
    if !text && !table {
        out.report(Spot::Page(sheet.number, sheet.page), "default").done();
    }
}
