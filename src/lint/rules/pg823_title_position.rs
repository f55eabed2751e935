//! PG823: place of the title (标题位置).

use crate::lint::{PageSink, PagesInput, Spot};
use crate::pages::{Form, Kind, PT, is_mark};

/// The middle of the 版心, mm.
const CENTRE: f64 = 106.0;
const TOLERANCE: f64 = 0.7;
/// Two empty lines below the red rule, mm: 52 to 66 pt.
const BELOW: (f64, f64) = (52.0 / PT, 66.0 / PT);

/// Reports a first title that is not two lines below the rule, and lines of titles out of the middle.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    let layout = input.layout;
    if let (Some(head), Some(sheet)) = (&layout.head, layout.sheets.first())
        && head.form == Form::General
        && let Some(rule) = head.rules.last()
        && let Some(title) = sheet.of(Kind::Title).find(|l| l.baseline > rule.y)
    {
        let gap = title.top() - rule.bottom();
        if !(BELOW.0..=BELOW.1).contains(&gap) {
            let draft = out.report(Spot::Line(sheet.number, title), "below");
            draft.arg("found", gap).arg("least", BELOW.0).arg("most", BELOW.1).done();
        }
    }
    let mut off = Vec::new();
    let mut found = CENTRE;
    for sheet in layout.sheets.iter().filter(|s| !s.across) {
        for line in sheet.of(Kind::Title) {
            // A mark at one end may be trimmed.
            let ends = [line.characters.first(), line.characters.last()];
            let slack = ends.into_iter().flatten().filter(|c| is_mark(c.text)).map(|c| c.em() / 4.0).sum::<f64>();
            if (line.centre() - CENTRE).abs() > TOLERANCE + slack {
                found = if off.is_empty() { line.centre() } else { found };
                off.push(Spot::Line(sheet.number, line));
            }
        }
    }
    if let Some(draft) = out.report_all(&off, "centre", "centre") {
        draft.measured(found, CENTRE, TOLERANCE).done();
    }
}
