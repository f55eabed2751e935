//! PG813: face and size of the colophon (版记字体字号).

use crate::lint::paged::Faces;
use crate::lint::{PageSink, PagesInput, Spot};
use crate::pages::is_han;

/// 4号, pt.
const SIZE: f64 = 14.0;
const TOLERANCE: f64 = 0.3;

/// Reports lines of the colophon of another size, or in a face that is known to be of another class.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    let Some(colophon) = &input.layout.colophon else { return };
    if let Some(line) = colophon.lines.iter().find(|l| (l.size() - SIZE).abs() > TOLERANCE) {
        out.report(Spot::Line(colophon.page, line), "size").measured(line.size(), SIZE, TOLERANCE).done();
    }
    let mut faces = Faces::default();
    colophon.lines.iter().flat_map(|l| &l.characters).filter(|c| is_han(c.text)).for_each(|c| faces.add(c));
    if let (Some((family, _)), Some(line)) = (faces.most(), colophon.lines.first())
        && Faces::is_of(family, "fangsong") == Some(false)
    {
        out.report(Spot::Line(colophon.page, line), "default").arg("found", &**family).done();
    }
}
