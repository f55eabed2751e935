//! Sections that nobody has written yet (未写): what they lack is told by their open marks (占位), and not once more.

use super::Input;
use crate::base::Finding;
use crate::data::Register;
use crate::extract::form::Known;
use crate::extract::task::{Purpose, ancestors, purpose};
use crate::plan::{Plan, SectionId, Task};

/// Whether a section, or one in it, has a paragraph that is nothing but an open mark.
pub fn unwritten(plan: &Plan, id: SectionId, register: &Register) -> bool {
    plan.within(id).any(|s| {
        let section = &plan.sections[s];
        section.paragraphs().iter().any(|p| is_mark(p.prose.as_str(), register))
    })
}

/// Whether words are one open mark and no more.
fn is_mark(words: &str, register: &Register) -> bool {
    let words = words.trim();
    !Known::of(words).is_quiet(register)
        && register.placeholders().find(words).iter().any(|(range, _)| range.start == 0 && range.end == words.len())
}

/// Whether any section of the plan is unwritten.
pub fn any_unwritten(input: &Input<'_>) -> bool {
    input
        .doc
        .plan
        .paragraphs()
        .iter()
        .any(|(section, p)| section.is_some() && is_mark(p.prose.as_str(), input.register))
}

/// Whether the clause of a task is open still: a unit of it is a mark.
pub fn unnamed(input: &Input<'_>, task: &Task) -> bool {
    let open = |raw: &str| !input.register.placeholders().find(raw).is_empty();
    task.clauses.iter().any(|c| open(&c.raw))
}

/// Whether a section of a purpose that is no task is unwritten: what the plan has nowhere may come to stand there.
pub fn unwritten_of(input: &Input<'_>, wanted: &[Purpose]) -> bool {
    // Without a parent nothing is missed.
    if input.parents.is_empty() {
        return false;
    }
    let plan = input.doc.plan;
    let task = |id: SectionId| ancestors(plan, id).any(|s| input.doc.facts.tasks.iter().any(|t| t.section == s));
    (0..plan.sections.len()).any(|id| {
        let section = &plan.sections[id];
        wanted.contains(&purpose(plan, id))
            && section.paragraphs().iter().any(|p| is_mark(p.prose.as_str(), input.register))
            && !task(id)
    })
}

/// Whether a finding on strength reads the heading of an unwritten section: a title above what is still to be written
/// promises nothing yet.
pub fn promised_by_title(input: &Input<'_>, finding: &Finding) -> bool {
    let plan = input.doc.plan;
    finding.code.starts_with("PG3")
        && plan.section_at(finding.place.span.start).is_some_and(|id| {
            plan.sections[id].heading_span.contains(finding.place.span) && unwritten(plan, id, input.register)
        })
}
