//! PG810: face and size of the text (正文字体字号).

use crate::lint::{PageSink, PagesInput, Spot};
use crate::lint::paged::{Faces, heading};
use crate::pages::{Kind, is_han};

/// 3号, pt; 15.75 and 15.8 are taken for it.
const SIZE: f64 = 16.0;
const TOLERANCE: f64 = 0.5;
/// With fewer characters nothing is said.
const ENOUGH: usize = 100;

/// Reports text most of which is in another size, or in a face that is known to be of another class.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    let lines = || input.layout.sheets.iter().flat_map(|s| s.of(Kind::Body).map(move |l| (s.number, l)));
    let text = || lines().filter(|(_, l)| heading(&l.text()).is_none());
    let mut faces = Faces::default();
    text().flat_map(|(_, l)| &l.characters).filter(|c| is_han(c.text)).for_each(|c| faces.add(c));
    let Some((family, count)) = faces.most() else { return };
    if faces.all() < ENOUGH {
        return;
    }
    let spot = text().find(|(_, l)| l.characters.iter().any(|c| *c.family == **family));
    let Some(spot) = spot.map(|(page, line)| Spot::Line(page, line)) else { return };
    let size = input.layout.size;
    if (size - SIZE).abs() > TOLERANCE {
        out.report(spot, "size").measured(size, SIZE, TOLERANCE).done();
    }
    if count * 2 > faces.all() && Faces::is_of(family, "fangsong") == Some(false) {
        out.report(spot, "default").arg("found", &**family).done();
    }
}
