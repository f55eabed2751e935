//! PG806: lines that do not hold 28 characters (每行字数).

use crate::lint::{PageSink, PagesInput, Spot};
use crate::pages::{PT, Start, is_han, mode};

/// Characters on a line, and from one to the next: 156 mm / 28, pt.
const CHARACTERS: f64 = 28.0;
const ADVANCE: f64 = 156.0 * PT / CHARACTERS;
const TOLERANCE: f64 = 0.15;
/// With fewer pairs nothing is said.
const ENOUGH: usize = 60;

/// Reports an advance from 汉字 to 汉字 with which 28 of them do not fill a line. What most pairs have counts:
/// lines with digits or trimmed marks are stretched or narrowed.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    let lines = || input.flow.steps.iter().filter(|s| s.goes_on && s.start != Start::Elsewhere);
    let pairs = lines().flat_map(|s| s.line.characters.windows(2));
    let mut advances: Vec<f64> = pairs
        .filter(|p| p.iter().all(|c| is_han(c.text) && (c.size - input.layout.size).abs() < 0.45))
        .map(|p| (p[1].x - p[0].x) * PT)
        .collect();
    let all = advances.len();
    let Some((advance, _)) = mode(&mut advances, 0.1).filter(|_| all >= ENOUGH) else { return };
    if (advance - ADVANCE).abs() <= TOLERANCE {
        return;
    }
    if let Some(step) = lines().next() {
        out.report(Spot::Line(step.page, step.line), "default")
            .arg("characters", (CHARACTERS * ADVANCE / advance * 10.0).round() / 10.0)
            .measured(advance, ADVANCE, TOLERANCE)
            .done();
    }
}
