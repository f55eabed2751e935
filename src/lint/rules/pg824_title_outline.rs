//! PG824: the outline of a title of several lines (标题排列).

use crate::lint::{PageSink, PagesInput, Spot};
use crate::pages::{Kind, Line};

/// Lines that differ by less are of one length, in characters.
const ALIKE: f64 = 0.9;

/// Reports titles whose lines make a rectangle or an hourglass.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    for sheet in &input.layout.sheets {
        let titles: Vec<&Line> = sheet.of(Kind::Title).collect();
        // Lines of one title follow each other in one size.
        let joined = |a: &&Line, b: &&Line| {
            (a.size() - b.size()).abs() < 0.3 && b.baseline - a.baseline < 2.0 * a.size() / crate::pages::PT
        };
        for title in titles.chunk_by(joined).filter(|t| t.len() > 1) {
            let widths: Vec<f64> =
                title.iter().map(|l| (l.end() - l.x()) / (l.size() / crate::pages::PT)).collect();
            let (least, most) = widths.iter().fold((f64::MAX, 0.0_f64), |(a, b), w| (a.min(*w), b.max(*w)));
            // A line shorter than both of its neighbours.
            let waist = widths.windows(3).any(|w| w[0] > w[1] + ALIKE && w[2] > w[1] + ALIKE);
            let variant = match () {
                () if most - least < ALIKE => "rectangle",
                () if waist => "hourglass",
                () => continue,
            };
            let lines: Vec<String> = title.iter().map(|l| l.text()).collect();
            out.report(Spot::Line(sheet.number, title[0]), variant).arg("lines", lines.join("／")).done();
        }
    }
}
