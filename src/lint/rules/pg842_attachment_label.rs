//! PG842: the label of an attachment (附件标注).

use crate::lint::paged::Faces;
use crate::lint::{PageSink, PagesInput, Spot};
use crate::pages::{Kind, is_han};

/// From the left edge of the text, mm.
const SIDE: f64 = 0.6;

/// Reports 附件 with its number where it does not begin a page, is not flush left or not in 黑体.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    let label = |text: &str| text.strip_prefix("附件").is_some_and(|n| n.len() < 3 && n.bytes().all(|b| b.is_ascii_digit()));
    for sheet in input.layout.sheets.iter().filter(|s| !s.across) {
        let rows: Vec<_> = sheet.text().collect();
        for (at, row) in rows.iter().enumerate().filter(|(_, r)| r.kind == Kind::Body && label(&r.line.text())) {
            let spot = Spot::Line(sheet.number, row.line);
            if at > 0 {
                out.report(spot, "place").done();
                continue;
            }
            if let Some(left) = input.flow.left(sheet.number)
                && (row.line.x() - left).abs() > SIDE
            {
                out.report(spot, "left").measured(row.line.x(), left, SIDE).done();
            }
            let letter = row.line.characters.iter().find(|c| is_han(c.text));
            if let Some(letter) = letter.filter(|c| Faces::is_of(&c.family, "hei") == Some(false)) {
                out.report(spot, "face").arg("found", &*letter.family).done();
            }
        }
    }
}
