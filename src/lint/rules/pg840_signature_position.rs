//! PG840: place of the signature and the date (署名和成文日期位置).

use crate::lint::paged::signature;
use crate::lint::{PageSink, PagesInput, Spot};
use crate::pages::{Line, is_mark};

/// The right edge of the 版心, one character, mm.
const RIGHT: f64 = 184.0;
const CHARACTER: f64 = 156.0 / 28.0;
const TOLERANCE: f64 = 0.7;
/// In how many characters.
const SEALED: f64 = 4.0;
const UNSEALED: f64 = 2.0;

/// Whether a line has a gap that is much wider than its others, as between names.
fn apart(line: &Line) -> bool {
    let gaps: Vec<f64> = line.characters.windows(2).map(|w| w[1].x - w[0].end).collect();
    let (least, most) = gaps.iter().fold((f64::MAX, 0.0_f64), |(a, b), g| (a.min(*g), b.max(*g)));
    most - least > CHARACTER
}

/// Reports a date that is neither four characters in from the right under a seal, nor stands to its name as it does
/// without one; and a name that is not centred on its date under a seal.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    let Some((page, name, date)) = signature(input) else { return };
    // Names of several bodies in one line: where each stands is not judged.
    let name = name.filter(|n| !apart(n));
    let near = |a: f64, b: f64| (a - b).abs() <= TOLERANCE;
    let edge = |characters: f64| RIGHT - characters * CHARACTER;
    // What is still to be given stands in brackets, which may be trimmed.
    let ends = name.into_iter().chain([date]).flat_map(|l| [l.characters.first(), l.characters.last()]).flatten();
    let slack: f64 = ends.filter(|c| is_mark(c.text)).map(|c| c.em() / 4.0).sum();
    let centred = name.is_none_or(|n| (n.centre() - date.centre()).abs() <= 1.0 + slack);
    let spot = Spot::Line(page, date);
    if near(date.end(), edge(SEALED)) {
        if let Some(name) = name.filter(|_| !centred) {
            let draft = out.report(Spot::Line(page, name), "centred");
            draft.measured(name.centre(), date.centre(), 1.0).done();
        }
        return;
    }
    // A name too long for four characters ends at the edge; the date is below its middle.
    let long = centred && name.is_some_and(|n| n.end() > edge(UNSEALED) && n.end() <= RIGHT + TOLERANCE);
    let unsealed = name.is_some_and(|n| {
        let longer = date.end() - date.x() > n.end() - n.x();
        near(n.end(), edge(UNSEALED)) && near(date.x(), n.x() + 2.0 * CHARACTER) || longer && near(date.end(), edge(UNSEALED))
    });
    if !long && !unsealed {
        let found = ((RIGHT - date.end()) / CHARACTER * 10.0).round() / 10.0;
        out.report(spot, "default").arg("found", found).arg("wanted", SEALED).done();
    }
}
