//! PG501: headings whose numbers do not follow (跳号, 重号).

use crate::base::Span;
use crate::data::numbering;
use crate::extract::form::{Fault, out_of_order};
use crate::lint::{FileInput, Sink};

/// Reports every heading whose number does not follow those of its siblings.
pub fn check(input: &FileInput<'_>, out: &mut Sink<'_>) {
    let plan = input.doc.plan;
    for wrong in out_of_order(plan) {
        let section = &plan.sections[wrong.section];
        let Some(label) = &section.label else { continue };
        let from = wrong.before.map_or(0, |b| plan.sections[b].heading_span.end);
        let between = input.doc.file.text.get(from..section.heading_span.start).unwrap_or_default();
        if wrong.fault == Fault::Gap && stands(between, label.style, wrong.expected) {
            continue;
        }
        let variant = match wrong.fault {
            Fault::Gap => "gap",
            Fault::Repeat => "repeat",
            Fault::Back => "back",
            Fault::Start => "start",
        };
        let mut finding = out
            .report(section.heading_span, variant)
            .arg("label", label.raw.as_str())
            .arg("expected", wrong.expected as usize);
        if let Some(before) = wrong.before.map(|b| &plan.sections[b]) {
            let raw = before.label.as_ref().map_or("", |l| l.raw.as_str());
            finding = finding.arg("before", raw).related(&input.doc, before.heading_span, "before");
        }
        // All that count on from here, or none: half of them would be out of order again.
        let text = &input.doc.file.text;
        let edits: Option<Vec<(Span, String)>> = wrong
            .anew
            .iter()
            .map(|&(id, number)| {
                let label = plan.sections.get(id)?.label.as_ref().filter(|l| l.span.of(text) == l.raw)?;
                Some((label.span, numbering::renumber(&label.raw, number)?))
            })
            .collect();
        for (span, label) in edits.into_iter().flatten().filter(|(span, label)| span.of(text) != label) {
            finding = finding.rewrite(span, label);
        }
        finding.done();
    }
}

/// Whether a line of the text begins with the number that seems to be missing: it is there, though not as a
/// heading (a row of a table, a line that a page break tore off).
fn stands(text: &str, style: &str, expected: u32) -> bool {
    text.lines().filter_map(|line| numbering::read(line.trim_start_matches(['|', ' ', '\t', '　', '#', '*']))).any(
        |label| label.ordinal == expected && numbering::styles().get(label.style).is_some_and(|s| s.name == style),
    )
}
