//! PG822: the red rule under the document number (版头分隔线).

use crate::base::Severity;
use crate::lint::{PageSink, PagesInput, Spot};
use crate::pages::Form;

/// Width and left edge, mm, as wide as the 版心; in the letter format 170 mm in the middle of the page.
const RULE: (f64, f64) = (156.0, 28.0);
const OF_LETTER: (f64, f64) = (170.0, 20.0);
/// Below the number, mm; the letter's first rule stands as far below the mark.
const BELOW: f64 = 4.0;
const TOLERANCE: f64 = 0.5;

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
