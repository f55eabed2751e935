//! PG105: a link made by hand that leads nowhere, or to a task that says something else (手工链接可疑).

use crate::align::{Doc, names_plan};
use crate::lint::open::unwritten;
use crate::lint::{Input, Sink};

/// Tasks that have less in common than this are of different matters.
const STRANGE: f32 = 0.06;

/// Checks every `implements=PLAN:PATH` of the plan.
pub fn check(input: &Input<'_>, out: &mut Sink<'_>) {
    if input.parents.is_empty() {
        return;
    }
    for (id, section) in input.doc.plan.sections.iter().enumerate() {
        for (link, span) in &section.implements {
            let (plan, path) = link.split_once(':').unwrap_or(("", link.as_str()));
            let parents: Vec<_> =
                input.parents.iter().filter(|p| plan.is_empty() || names_plan(p.doc, plan)).collect();
            if parents.is_empty() {
                out.report(*span, "unknown-plan").arg("plan", plan).done();
                continue;
            }
            let Some((parent, there)) = parents.iter().find_map(|p| Some((p, found(p.doc, path)?))) else {
                out.report(*span, "unknown-path").arg("path", path).arg("plan", plan).done();
                continue;
            };
            let theirs = parent.doc.facts.tasks.iter().position(|t| t.section == there);
            let own = input.doc.facts.tasks.iter().position(|t| t.section == id);
            let Some((theirs, own)) = theirs.zip(own) else { continue };
            let alike = parent.alignment.likeness.iter().find(|l| l.0 == theirs && l.1 == own).map(|l| l.2);
            if alike.is_some_and(|a| a < STRANGE) && !unwritten(input.doc.plan, id, input.register) {
                out.report(*span, "dissimilar")
                    .arg("task", section.title.as_str())
                    .arg("parent_task", parent.doc.facts.tasks[theirs].title.as_str())
                    .related(&parent.doc, parent.doc.plan.sections[there].heading_span, "parent")
                    .done();
            }
        }
    }
}

fn found(parent: Doc<'_>, path: &str) -> Option<usize> {
    parent.plan.sections.iter().position(|s| s.path == path || s.id.as_ref().is_some_and(|i| i.0 == path))
}
