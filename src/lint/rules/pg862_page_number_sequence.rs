//! PG862: page numbers that leave one out, repeat one, or are not there (页码连续).

use crate::base::Severity;
use crate::lint::{PageSink, PagesInput, Spot};
use crate::pages::{Form, Kind, Sheet};

/// Reports a number that does not follow the one before, pages without one, a document without any.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    let sheets = &input.layout.sheets;
    let number = |s: &Sheet<'_>| -> Option<usize> {
        let text = s.of(Kind::Foot).next()?.text();
        let digits: String = text.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
        digits.parse().ok()
    };
    let numbered: Vec<(&Sheet<'_>, usize)> = sheets.iter().filter_map(|s| Some((s, number(s)?))).collect();
    let Some((first, _)) = numbered.first() else {
        if let [first, _, ..] = sheets.as_slice() {
            // Numbers that are drawn as pictures are not seen.
            out.report(Spot::Page(first.number, first.page), "none").severity(Severity::Warning).done();
        }
        return;
    };
    for pair in numbered.windows(2) {
        let ((before, a), (after, b)) = (pair[0], pair[1]);
        // Pages without a number between the two count.
        if b != a + (after.number - before.number)
            && let Some(line) = after.of(Kind::Foot).next()
        {
            let wanted = a + (after.number - before.number);
            out.report(Spot::Line(after.number, line), "default").arg("found", b).arg("wanted", wanted).done();
            return;
        }
    }
    // The first page of a letter, empty pages before the colophon and the colophon's page then carry none.
    let letter = input.layout.head.as_ref().is_some_and(|h| h.form == Form::Letter);
    let last = numbered.last().map_or(first.number, |(s, _)| s.number);
    let behind = input.layout.colophon.as_ref().is_some_and(|c| c.page > last);
    // On a page that lies across, the number runs along its edge.
    let lacking = sheets.iter().filter(|s| !s.across && number(s).is_none());
    let lacking: Vec<Spot<'_>> = lacking
        .filter(|s| !(letter && s.number == 1 || behind && s.number > last))
        .map(|s| Spot::Page(s.number, s.page))
        .collect();
    if let Some(draft) = out.report_all(&lacking, "lacking", "lacking") {
        draft.done();
    }
}
