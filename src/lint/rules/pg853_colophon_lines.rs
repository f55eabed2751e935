//! PG853: the lines of the colophon (版记各行).

use crate::lint::{PageSink, PagesInput, Spot};
use crate::pages::PT;

/// The edges of the 版心, and a character of 4号, mm.
const LEFT: f64 = 28.0;
const RIGHT: f64 = 184.0;
const CHARACTER: f64 = 14.0 / PT;
const TOLERANCE: f64 = 0.5;

/// Reports lines that are not one character in, copies that do not end in a full stop, and lines that do not go on
/// behind the colon.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    let Some(colophon) = &input.layout.colophon else { return };
    let mut under = None;
    let labels = ["抄送", "主送", "分送"];
    for (at, line) in colophon.lines.iter().enumerate() {
        let text = line.text();
        // A rule above it begins another part.
        let parted = |a: f64, b: f64| colophon.rules.iter().any(|r| r.y > a && r.y < b);
        if at > 0 && parted(colophon.lines[at - 1].baseline, line.baseline) {
            under = None;
        }
        let spot = Spot::Line(colophon.page, line);
        let printed = text.ends_with("印发");
        if printed || labels.iter().any(|l| text.starts_with(l)) {
            let wanted = LEFT + CHARACTER;
            if (line.x() - wanted).abs() > TOLERANCE {
                out.report(spot, "left").measured(line.x(), wanted, TOLERANCE).done();
            }
        }
        if printed {
            under = None;
            let wanted = RIGHT - CHARACTER;
            if (line.end() - wanted).abs() > TOLERANCE {
                out.report(spot, "right").clause("7.4.3").measured(line.end(), wanted, TOLERANCE).done();
            }
            continue;
        }
        // A line goes on behind the colon of the one that begins.
        match line.characters.iter().position(|c| matches!(c.text, '：' | ':')).filter(|at| *at < 4) {
            Some(colon) => under = line.characters.get(colon + 1).map(|c| c.x),
            None => {
                if let Some(wanted) = under.filter(|w| (line.x() - w).abs() > CHARACTER / 2.0 + TOLERANCE) {
                    out.report(spot, "hanging").measured(line.x(), wanted, TOLERANCE).done();
                }
            }
        }
        // The last line of a list stands above a rule, or above another list.
        let next = colophon.lines.get(at + 1).filter(|next| !parted(line.baseline, next.baseline));
        let ends = next.is_none_or(|next| labels.iter().any(|l| next.text().starts_with(l)));
        if under.is_some() && ends && !text.ends_with('。') {
            out.report(spot, "stop").done();
        }
    }
}
