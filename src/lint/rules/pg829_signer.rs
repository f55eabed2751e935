//! PG829: the signer of a document upward (签发人).

use crate::lint::paged::Faces;
use crate::lint::{PageSink, PagesInput, Spot};
use crate::pages::{Form, Kind, is_han};

/// The right edge of the 版心 less one character, mm.
const RIGHT: f64 = 184.0 - 156.0 / 28.0;
const TOLERANCE: f64 = 0.7;

/// Reports a request or report whose head names no signer; and a signer out of place or in another face.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    let (Some(head), Some(sheet)) = (&input.layout.head, input.layout.sheets.first()) else { return };
    let (Form::General, Some(number), Some(rule)) = (head.form, head.number, head.rules.first()) else { return };
    let above: Vec<_> = sheet.rows.iter().map(|r| r.line).filter(|l| l.baseline < rule.y).collect();
    let Some(line) = above.iter().find(|l| l.text().contains("签发人")) else {
        let title: String = sheet.of(Kind::Title).map(|l| l.text()).collect();
        // What has no code may be the signer.
        let unread = above.iter().any(|l| l.text().contains(char::REPLACEMENT_CHARACTER));
        if !unread && (title.ends_with("请示") || title.ends_with("的报告")) {
            out.report(Spot::Line(sheet.number, number), "missing").arg("title", title).done();
        }
        return;
    };
    let spot = Spot::Line(sheet.number, line);
    let Some(colon) = line.characters.iter().rposition(|c| matches!(c.text, '：' | ':')) else { return };
    let names = &line.characters[colon + 1..];
    let Some(last) = names.last() else { return };
    if (last.end - RIGHT).abs() > TOLERANCE {
        out.report(spot, "right").measured(last.end, RIGHT, TOLERANCE).done();
    }
    let letter = names.iter().find(|c| is_han(c.text));
    if let Some(letter) = letter.filter(|c| Faces::is_of(&c.family, "kai") == Some(false)) {
        out.report(spot, "face").arg("found", &*letter.family).done();
    }
}
