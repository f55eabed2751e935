//! PG822: the red rule under the document number (版头分隔线).

use crate::base::Severity;
use crate::lint::{PageSink, PagesInput, Spot};
use crate::pages::{Form, Rule};

/// Width and left edge, mm, as wide as the 版心; in the letter format 170 mm in the middle of the page.
const RULE: (f64, f64) = (156.0, 28.0);
const OF_LETTER: (f64, f64) = (170.0, 20.0);
/// Below the number, mm; the letter's first rule stands as far below the mark.
const BELOW: f64 = 4.0;
const TOLERANCE: f64 = 0.5;
/// The letter's second rule, 20 mm above the lower edge of the page, mm.
const SECOND: f64 = 277.0;
/// Below this is the lower half of the page, mm.
const HALF: f64 = 297.0 / 2.0;

/// Reports a rule that is too short, too long, out of the middle, at another distance, or not there.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    let (Some(head), Some(sheet)) = (&input.layout.head, input.layout.sheets.first()) else { return };
    let letter = head.form == Form::Letter;
    let clause = if letter { "10.1" } else { "7.2.7" };
    let Some(rule) = head.rules.first() else {
        // It may have been drawn in a way that was not understood.
        if head.form == Form::General
            && let Some(number) = head.number
        {
            out.report(Spot::Line(sheet.number, number), "missing").severity(Severity::Warning).done();
        }
        return;
    };
    let at = Spot::Rule(sheet.number, rule);
    let (width, left) = if letter { OF_LETTER } else { RULE };
    if (rule.width - width).abs() > TOLERANCE {
        out.report(at, "width").clause(clause).measured(rule.width, width, TOLERANCE).done();
    } else if (rule.x - left).abs() > TOLERANCE {
        out.report(at, "left").clause(clause).measured(rule.x, left, TOLERANCE).done();
    }
    if letter {
        second(input, out);
    }
    let above = match head.form {
        Form::General => head.number,
        // Minutes have issuer and date between the two, as offices write them; the standard says nothing.
        Form::Letter | Form::Order | Form::Minutes => None,
    };
    if let Some(number) = above {
        let distance = rule.y - number.bottom();
        if (distance - BELOW).abs() > TOLERANCE {
            out.report(at, "distance").clause(clause).measured(distance, BELOW, TOLERANCE).done();
        }
    }
}

/// The letter's second double rule: at its place, the thin line above the thick one, on the first page only.
fn second(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    let [sheet, later @ ..] = input.layout.sheets.as_slice() else { return };
    let Some(head) = &input.layout.head else { return };
    let (upper, lower): (Vec<&Rule>, Vec<&Rule>) = head.rules.iter().partition(|r| r.y < HALF);
    let swapped = |pair: &[&Rule], thick_first: bool| {
        let [a, b] = pair else { return false };
        (a.height > b.height + 0.05) != thick_first && (a.height - b.height).abs() > 0.05
    };
    if let [first, ..] = upper.as_slice()
        && swapped(&upper, true)
    {
        out.report(Spot::Rule(sheet.number, first), "upper-order").clause("10.1").done();
    }
    let (Some(first), Some(last)) = (lower.first(), lower.last()) else {
        // It may have been drawn in a way that was not understood.
        let spot = Spot::Page(sheet.number, sheet.page);
        out.report(spot, "second-missing").clause("10.1").severity(Severity::Warning).done();
        return;
    };
    let at = Spot::Rule(sheet.number, first);
    if !(first.y - TOLERANCE..=last.bottom() + TOLERANCE).contains(&SECOND) {
        out.report(at, "second").clause("10.1").measured(last.bottom(), SECOND, TOLERANCE).done();
    }
    if swapped(&lower, false) {
        out.report(at, "lower-order").clause("10.1").done();
    }
    let again = later.iter().filter_map(|s| {
        let rule = s.rules.iter().find(|r| r.red && r.width > 163.0 && r.y > HALF)?;
        Some(Spot::Rule(s.number, rule))
    });
    let again: Vec<Spot<'_>> = again.collect();
    if let Some(draft) = out.report_all(&again, "repeated", "repeated") {
        draft.clause("10.1").done();
    }
}
