//! PG805: the distance from line to line (行距).

use crate::lint::{PageSink, PagesInput, Spot};
use crate::pages::{Kind, PT};

/// 22 lines fill 225 mm with 29.61 pt from the first line's upper edge to the last one's lower, with 28.99 pt as 22
/// equal places; what offices set lies around these.
const WITHIN: (f64, f64) = (28.5, 30.0);
/// Within one document, pt.
const TOLERANCE: f64 = 0.3;

/// Reports a pitch with which 22 lines do not fill the type area, and lines that stand off it.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    let Some(pitch) = input.layout.pitch else { return };
    let sheets = || input.layout.sheets.iter().filter(|s| !s.across);
    let pairs = |s: &crate::pages::Sheet<'_>| -> Vec<(f64, usize)> {
        let rows = s.rows.windows(2).enumerate().filter(|(_, p)| p.iter().all(|r| r.kind == Kind::Body));
        rows.map(|(at, p)| ((p[1].line.baseline - p[0].line.baseline) * PT, at + 1)).collect()
    };
    if !(WITHIN.0..=WITHIN.1).contains(&((pitch * 100.0).round() / 100.0)) {
        let at = sheets().find_map(|s| {
            let (_, at) = pairs(s).into_iter().find(|(step, _)| (step - pitch).abs() < TOLERANCE)?;
            Some(Spot::Line(s.number, s.rows[at].line))
        });
        if let Some(spot) = at {
            out.report(spot, "default").arg("found", pitch).arg("least", WITHIN.0).arg("most", WITHIN.1).done();
        }
    }
    // Lines stand on the grid, or a whole number of lines further.
    let off = |step: f64| (step - (step / pitch).round().max(1.0) * pitch).abs() > TOLERANCE;
    let mut uneven = Vec::new();
    let mut worst: f64 = pitch;
    for sheet in sheets().filter(|s| s.is_plain()) {
        for (step, at) in pairs(sheet).into_iter().filter(|(step, _)| off(*step)) {
            uneven.push(Spot::Line(sheet.number, sheet.rows[at].line));
            if (step - pitch).abs() > (worst - pitch).abs() {
                worst = step;
            }
        }
    }
    if let Some(draft) = out.report_all(&uneven, "uneven", "uneven-many") {
        draft.measured(worst, pitch, TOLERANCE).done();
    }
}
