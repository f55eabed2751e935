//! PG825: place of the addressees (主送机关位置).

use crate::lint::{PageSink, PagesInput, Spot};
use crate::pages::{Kind, Line, PT};

/// One empty line between title and addressees: this many lines from one base line to the next.
const LINES: f64 = 2.0;
/// mm
const TOLERANCE: f64 = 3.0;
/// From the left edge of the text, mm.
const SIDE: f64 = 0.6;

/// Reports addressees that are not one empty line below the title, or not flush left.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    let Some(sheet) = input.layout.sheets.first().filter(|_| input.layout.head.is_some()) else { return };
    let Some(title) = sheet.of(Kind::Title).next_back() else { return };
    let below: Vec<&Line> = sheet.of(Kind::Body).filter(|l| l.baseline > title.baseline).collect();
    let Some(first) = below.first() else { return };
    // Addressees end in a colon, a few lines further at most; what else begins there is text.
    let ends = |text: &str| text.ends_with('：') || text.ends_with(':');
    if !below.iter().take(6).any(|l| ends(&l.text())) {
        return;
    }
    let spot = Spot::Line(sheet.number, first);
    if let Some(left) = input.flow.left(1)
        && (first.x() - left).abs() > SIDE
    {
        // Not addressees after all: a paragraph that introduces a list.
        if (first.x() - left - 2.0 * 156.0 / 28.0).abs() < 1.0 {
            return;
        }
        out.report(spot, "left").measured(first.x(), left, SIDE).done();
    }
    if let Some(pitch) = input.layout.pitch {
        // Lower edge of the one to lower edge of the other: sizes differ.
        let (found, wanted) = (first.bottom() - title.bottom(), LINES * pitch / PT);
        if (found - wanted).abs() > TOLERANCE {
            out.report(spot, "below").measured(found, wanted, TOLERANCE).done();
        }
    }
}
