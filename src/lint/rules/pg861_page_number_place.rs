//! PG861: page numbers on the wrong side or at the wrong height (页码位置).

use crate::lint::{PageSink, PagesInput, Spot};
use crate::pages::Kind;

/// The edges of the 版心 and one character of 4号 inside them, mm.
const LEFT: f64 = 28.0 + 4.94;
const RIGHT: f64 = 184.0 - 4.94;
/// The dash is 7 mm below the 版心.
const HEIGHT: f64 = 262.0 + 7.0;
const TOLERANCE: f64 = 0.7;

/// Reports numbers that do not stand on the right of odd pages and on the left of even ones, one character in,
/// and dashes at another height.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    let (mut odd, mut even, mut height) = (Vec::new(), Vec::new(), Vec::new());
    let (mut at_odd, mut at_even, mut at_height) = (0.0, 0.0, 0.0);
    for sheet in input.layout.sheets.iter().filter(|s| s.page.width < s.page.height) {
        let Some(line) = sheet.of(Kind::Foot).next() else { continue };
        // The number itself says which side it is on: a document may begin with another than 1.
        let digits: String = line.text().chars().filter(char::is_ascii_digit).collect();
        let Ok(number) = digits.parse::<usize>() else { continue };
        let spot = Spot::Line(sheet.number, line);
        if number % 2 == 1 && (line.end() - RIGHT).abs() > TOLERANCE {
            at_odd = if odd.is_empty() { line.end() } else { at_odd };
            odd.push(spot);
        }
        if number % 2 == 0 && (line.x() - LEFT).abs() > TOLERANCE {
            at_even = if even.is_empty() { line.x() } else { at_even };
            even.push(spot);
        }
        // The dash of an em stands 0.38 em above the base line.
        if let Some(dash) = line.characters.first().filter(|c| matches!(c.text, '—' | '―' | '─' | '━')) {
            let middle = dash.baseline - 0.38 * dash.em();
            if (middle - HEIGHT).abs() > TOLERANCE {
                at_height = if height.is_empty() { middle } else { at_height };
                height.push(spot);
            }
        }
    }
    for (spots, variant, found, wanted) in [
        (&odd, "odd", at_odd, RIGHT),
        (&even, "even", at_even, LEFT),
        (&height, "height", at_height, HEIGHT),
    ] {
        if let Some(draft) = out.report_all(spots, variant, variant) {
            draft.measured(found, wanted, TOLERANCE).done();
        }
    }
}
