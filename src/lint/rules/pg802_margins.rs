//! PG802: margins, and the type area they leave (页边与版心).

use crate::lint::{PageSink, PagesInput, Spot};
use crate::pages::{Kind, Layout, Line, PT, Start, median};

/// 天头, 订口, and the width of the 版心, mm.
const TOP: f64 = 37.0;
const LEFT: f64 = 28.0;
const WIDTH: f64 = 156.0;
/// On even pages, where the margins change sides so that both sides of a sheet meet.
const LEFT_MIRRORED: f64 = 26.0;
const TOLERANCE: f64 = 1.0;

/// Reports an upper or left edge of the text, or a width between its edges, that is off.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    top(input.layout, out);
    let off = |found: f64, wanted: f64| (found - wanted).abs() > TOLERANCE;
    for side in [1, 0] {
        let Some(left) = input.flow.left(side) else { continue };
        // On a few lines that all begin paragraphs the edge would be the place where those begin.
        if !input.flow.steps.iter().any(|s| s.page % 2 == side && s.start == Start::Indented) {
            continue;
        }
        let mirrored = side == 0 && input.flow.left(1).is_some_and(|odd| !off(odd, LEFT) && odd > left);
        let wanted = if mirrored { LEFT_MIRRORED } else { LEFT };
        let Some(step) = input.flow.steps.iter().find(|s| s.page % 2 == side && s.continues) else { continue };
        // Both sides have the same edges unless they are mirrored: once is enough.
        if side == 0 && input.flow.left(1) == Some(left) {
            continue;
        }
        if off(left, wanted) {
            out.report(Spot::Line(step.page, step.line), "left").measured(left, wanted, TOLERANCE).done();
        }
        if let Some(width) = input.flow.right(side).map(|right| right - left)
            && off(width, WIDTH)
        {
            out.report(Spot::Line(step.page, step.line), "width").measured(width, WIDTH, TOLERANCE).done();
        }
    }
}

fn top(layout: &Layout<'_>, out: &mut PageSink<'_>) {
    if let Some((page, line, found)) = off_top(layout) {
        out.report(Spot::Line(page, line), "top").measured(found, TOP, TOLERANCE).done();
    }
}

/// The upper edge of the text where it is off: the first line of the pages behind the first.
pub fn off_top<'a>(layout: &Layout<'a>) -> Option<(usize, &'a Line, f64)> {
    let behind = layout.sheets.iter().filter(|s| s.number > 1 && !s.across);
    let firsts: Vec<(usize, &Line)> = behind
        .filter_map(|s| s.text().next().filter(|r| r.kind == Kind::Body).map(|r| (s.number, r.line)))
        .collect();
    let found = median(&mut firsts.iter().map(|(_, l)| l.top()).collect::<Vec<_>>())?;
    // Where a line is set in the middle of its place, what the lines leave of the height lies above them.
    let pitch = layout.pitch.filter(|p| *p > 1.0).map_or(0.0, |pitch| {
        let lines = ((225.0 * PT - layout.size) / pitch).floor();
        225.0 - (lines * pitch + layout.size) / PT
    });
    let fits = (TOP - TOLERANCE..=TOP + TOLERANCE + pitch).contains(&found);
    let (page, line) = firsts.iter().find(|(_, l)| (l.top() - found).abs() < 0.01)?;
    (!fits).then_some((*page, *line, found))
}
