//! PG812: face and size of titles (标题字体字号).

use crate::base::Severity;
use crate::lint::paged::Faces;
use crate::lint::{PageSink, PagesInput, Spot};
use crate::pages::{Kind, Line, is_han};

/// 2号, pt.
const SIZE: f64 = 22.0;
const TOLERANCE: f64 = 0.3;

/// Reports titles of another size or in a face that is known to be of another class; one that stands in is an
/// info.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    let lines: Vec<(usize, &Line)> =
        input.layout.sheets.iter().flat_map(|s| s.of(Kind::Title).map(move |l| (s.number, l))).collect();
    let off: Vec<Spot<'_>> =
        lines.iter().filter(|(_, l)| (l.size() - SIZE).abs() > TOLERANCE).map(|(p, l)| Spot::Line(*p, l)).collect();
    let size = lines.iter().map(|(_, l)| l.size()).find(|s| (s - SIZE).abs() > TOLERANCE);
    if let (Some(size), Some(draft)) = (size, out.report_all(&off, "size", "size")) {
        draft.measured(size, SIZE, TOLERANCE).done();
    }
    let mut faces = Faces::default();
    lines.iter().flat_map(|(_, l)| &l.characters).filter(|c| is_han(c.text)).for_each(|c| faces.add(c));
    let (Some((family, _)), Some((page, line))) = (faces.most(), lines.first()) else { return };
    let spot = Spot::Line(*page, line);
    match Faces::is_of(family, "title") {
        Some(false) => out.report(spot, "default").arg("found", &**family).done(),
        Some(true) if Faces::stands_in(family, "title") => {
            out.report(spot, "stand-in").arg("found", &**family).severity(Severity::Info).done();
        }
        _ => {}
    }
}
