//! PG843: the list of attachments below the text (附件说明).

use crate::lint::paged::listed;
use crate::lint::{PageSink, PagesInput, Spot};
use crate::pages::{PT, is_mark};

/// Two characters of a line of 28, mm.
const INDENT: f64 = 2.0 * 156.0 / 28.0;
const SIDE: f64 = 0.6;
/// One empty line between text and list: this many lines from one base line to the next; mm.
const LINES: f64 = 2.0;
const TOLERANCE: f64 = 3.0;

/// Reports a list that is not one empty line below the text or not two characters in; serials and names that are
/// not aligned; names with a mark at their end.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    for list in listed(input) {
        let Some(first) = list.names.first() else { continue };
        let at = Spot::Line(list.page, first.lines[0]);
        if let Some(left) = input.flow.left(list.page)
            && (first.lines[0].x() - left - INDENT).abs() > SIDE
        {
            out.report(at, "left").measured(first.lines[0].x(), left + INDENT, SIDE).done();
        }
        if let (Some(above), Some(pitch)) = (list.above, input.layout.pitch) {
            let (found, wanted) = (first.lines[0].baseline - above.baseline, LINES * pitch / PT);
            if (found - wanted).abs() > TOLERANCE {
                out.report(at, "above").measured(found, wanted, TOLERANCE).done();
            }
        }
        if let Some(name) = list.names.iter().find(|n| n.text.ends_with(['。', '；', ';', '，', ',', '、'])) {
            let line = name.lines[name.lines.len() - 1];
            out.report(Spot::Line(list.page, line), "stop").arg("name", name.text.as_str()).done();
        }
        if let Some(wanted) = first.serial_x
            && let Some((found, line)) =
                list.names.iter().filter_map(|n| Some((n.serial_x?, n.lines[0]))).find(|(x, _)| (x - wanted).abs() > SIDE)
        {
            out.report(Spot::Line(list.page, line), "serials").measured(found, wanted, SIDE).done();
        }
        let below = list.names.iter().flat_map(|n| n.lines.iter().skip(1).map(move |l| (n.x, *l)));
        let off = |wanted: f64, line: &crate::pages::Line| {
            let slack = line.characters.first().filter(|c| is_mark(c.text)).map_or(0.0, |c| c.em() / 2.0);
            !(wanted - SIDE - slack..=wanted + SIDE + slack).contains(&line.x())
        };
        if let Some((wanted, line)) = below.into_iter().find(|(wanted, line)| off(*wanted, line)) {
            out.report(Spot::Line(list.page, line), "hanging").measured(line.x(), wanted, SIDE).done();
        }
    }
}
