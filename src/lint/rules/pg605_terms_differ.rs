//! PG605: one thing written in two ways (用语不统一).

use crate::base::Span;
use crate::extract::form::{At, described_names, quoted_names, sound_alikes};
use crate::lint::{FileInput, Sink};
use crate::plan::{TextKind, TextRun, UnitRef};
use std::sync::Arc;

/// Reports words of one sound in the same surroundings, quoted names one character apart or described in two
/// ways, and marks in clauses of units that depart from all others.
pub fn check(input: &FileInput<'_>, out: &mut Sink<'_>) {
    let (runs, known): (Vec<&TextRun<'_>>, Vec<_>) = (input.texts.iter().zip(&input.known))
        .filter(|(r, _)| r.kind != TextKind::Cell)
        .map(|(r, known)| (r, Arc::clone(known)))
        .unzip();
    let texts: Vec<&str> = runs.iter().map(|r| r.prose.as_str()).collect();
    let kinds =
        [("sound", sound_alikes(&known)), ("name", quoted_names(&known)), ("described", described_names(&known))];
    for (variant, found) in kinds {
        for pair in found {
            let span = |at: At| runs[at.text].prose.source_of(at.start..at.end);
            let words = |at: At| &texts[at.text][at.start..at.end];
            out.report(span(pair.here), variant)
                .arg("here", words(pair.here))
                .arg("there", words(pair.there))
                .arg("times", pair.times_there)
                .related(&input.doc, span(pair.there), "there")
                .done();
        }
    }
    clause_marks(input, out);
}

/// How often the usual mark stands at least, and the odd one at most.
const USUAL: usize = 10;
const ODD: usize = 2;

/// A place between two units of one clause.
struct Joint {
    span: Span,
    lead: bool,
    mark: char,
}

/// Marks between the units of clauses: where one way is the habit of the document and another stands once or
/// twice, that is a slip (甲局、乙局，丙局; 甲局牵头、各区负责).
fn clause_marks(input: &FileInput<'_>, out: &mut Sink<'_>) {
    let text = &input.doc.file.text;
    let mut joints: Vec<Joint> = Vec::new();
    for task in &input.doc.facts.tasks {
        let mut units: Vec<&UnitRef> = task.units.iter().collect();
        units.sort_by_key(|u| u.span.start);
        for pair in units.windows(2) {
            let [before, behind] = pair else { continue };
            let one_clause =
                task.clauses.iter().any(|c| c.span.contains(before.span) && c.span.contains(behind.span));
            let between = Span::new(before.span.end, behind.span.start).of(text).trim();
            let lead = between.starts_with("牵头");
            let mut marks = between;
            while let Some(rest) = marks.strip_prefix("牵头") {
                marks = rest;
            }
            let Some(mark) = marks.chars().next() else { continue };
            // Groups of bodies are set off from departments by ， as a matter of style.
            let group = !lead
                && (behind.name.starts_with('各')
                    || [before, behind].iter().any(|u| u.function.as_deref() == Some("local-government")));
            let only_mark = marks.len() == mark.len_utf8();
            if one_clause && only_mark && !group && matches!(mark, '、' | '，') {
                joints.push(Joint { span: before.span.cover(behind.span), lead, mark });
            }
        }
    }
    for lead in [false, true] {
        let of_kind = |mark: char| joints.iter().filter(move |j| j.lead == lead && j.mark == mark);
        for (usual, odd) in [('、', '，'), ('，', '、')] {
            let (often, rare) = (of_kind(usual).count(), of_kind(odd).count());
            if often < USUAL || rare == 0 || rare > ODD {
                continue;
            }
            let Some(there) = of_kind(usual).next() else { continue };
            for joint in of_kind(odd) {
                out.report(joint.span, "clause-mark")
                    .arg("here", odd.to_string())
                    .arg("there", usual.to_string())
                    .arg("times", often)
                    .related(&input.doc, there.span, "there")
                    .done();
            }
        }
    }
}
