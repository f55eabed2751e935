//! PG202: a unit of the parent's task whose counterpart the child does not name (缺对应责任单位).

use crate::base::Span;
use crate::lint::{Input, Sink};

/// Reports, for each task that answers a parent's, the functions among the parent's units that it lost.
pub fn check(input: &Input<'_>, out: &mut Sink<'_>) {
    for parent in input.parents.iter().filter(|p| !p.alignment.unrelated) {
        for gap in parent.alignment.units.iter().filter(|u| u.counterpart.is_none()) {
            let theirs = &parent.doc.facts.tasks[gap.task];
            let unit = &theirs.units[gap.unit];
            let Some(link) = parent.alignment.tasks.iter().find(|l| l.parent == gap.task) else { continue };
            let Some(&child) = link.children.first() else { continue };
            let own = &input.doc.facts.tasks[child];
            // At the clause, where the name is to be added; else at the heading.
            let here: Span =
                own.clauses.last().map_or(input.doc.plan.sections[own.section].heading_span, |c| c.span);
            out.report(here, if gap.default { "default-unit" } else { "default" })
                .arg("unit", unit.name.as_str())
                .arg("expected", gap.expected.as_str())
                .arg("task", own.title.as_str())
                .arg("parent_task", theirs.title.as_str())
                .related(&parent.doc, unit.span, "parent")
                .done();
        }
    }
}
