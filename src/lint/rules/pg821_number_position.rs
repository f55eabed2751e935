//! PG821: place of the document number (发文字号位置).

use crate::lint::{PageSink, PagesInput, Spot};
use crate::pages::{Form, PT, is_mark};

/// The middle and the edges of the 版心, one character, mm.
const CENTRE: f64 = 106.0;
const LEFT: f64 = 28.0;
const RIGHT: f64 = 184.0;
const CHARACTER: f64 = 156.0 / 28.0;
const TOLERANCE: f64 = 0.7;
/// Two empty lines: 59 pt, and up to 73 pt with the leading of the number's own line.
const BELOW: (f64, f64) = (59.0 - 5.0, 73.0 + 5.0);

/// Reports a number that is not in the middle (in documents upward: one character in), or too near to the mark or
/// too far from it.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    let (Some(head), Some(sheet)) = (&input.layout.head, input.layout.sheets.first()) else { return };
    let Some(number) = head.number else { return };
    let spot = Spot::Line(sheet.number, number);
    let text = number.text();
    // A number that begins with its bracket (of minutes) has it trimmed.
    let slack = number.characters.first().filter(|c| is_mark(c.text)).map_or(0.0, |c| c.em() / 4.0);
    match head.form {
        Form::Letter => {
            if (number.end() - RIGHT).abs() > TOLERANCE {
                out.report(spot, "right").clause("10.1").measured(number.end(), RIGHT, TOLERANCE).done();
            }
            return;
        }
        _ if text.contains("签发人") => {
            let wanted = LEFT + CHARACTER;
            if (number.x() - wanted).abs() > TOLERANCE {
                out.report(spot, "left").measured(number.x(), wanted, TOLERANCE).done();
            }
        }
        _ if (number.centre() - CENTRE).abs() > TOLERANCE + slack => {
            out.report(spot, "centre").measured(number.centre(), CENTRE, TOLERANCE).done();
        }
        _ => {}
    }
    // Several issuers or signers take lines of their own between the two.
    let [mark] = head.marks.as_slice() else { return };
    let ink = mark.characters.iter().filter_map(|c| c.ink).map(|(_, bottom)| bottom).reduce(f64::max);
    if let Some(bottom) = ink.filter(|_| head.form == Form::General && !text.contains("签发人")) {
        let gap = (number.top() - bottom) * PT;
        if !(BELOW.0..=BELOW.1).contains(&gap) {
            out.report(spot, "below").arg("found", gap / PT).arg("least", BELOW.0 / PT).arg("most", BELOW.1 / PT).done();
        }
    }
}
