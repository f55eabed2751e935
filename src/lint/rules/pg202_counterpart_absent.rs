//! PG202: a unit of the parent's task whose counterpart the child does not name (缺对应责任单位).

use crate::align::scope::level_of;
use crate::base::{Severity, Span};
use crate::lint::open::unnamed;
use crate::lint::parents::related;
use crate::lint::{Input, Sink};
use crate::plan::Level;

/// Reports, for each task that answers one of the nearest parents', the functions among the parent's units that
/// it lost.
pub fn check(input: &Input<'_>, out: &mut Sink<'_>) {
    // A township has offices and centres of its own making, and no counterpart of each bureau.
    if input.parents.is_empty() || level_of(input.doc) == Some(Level::Township) {
        return;
    }
    for (parent, remote) in related(input) {
        if remote {
            continue;
        }
        for gap in parent.alignment.units.iter().filter(|u| u.counterpart.is_none()) {
            let theirs = &parent.doc.facts.tasks[gap.task];
            let unit = &theirs.units[gap.unit];
            let Some(link) = parent.alignment.tasks.iter().find(|l| l.parent == gap.task) else { continue };
            let Some(&child) = link.children.first() else { continue };
            let own = &input.doc.facts.tasks[child];
            if unnamed(input, own) {
                continue;
            }
            // At the clause, where the name is to be added; else at the heading.
            let here: Span =
                own.clauses.last().map_or(input.doc.plan.sections[own.section].heading_span, |c| c.span);
            let variant = match (gap.default, gap.addressed) {
                (true, true) => "default-unit-addressed",
                (true, false) => "default-unit",
                (false, _) => "default",
            };
            let finding = out
                .report(here, variant)
                .arg("unit", unit.name.as_str())
                .arg("expected", gap.expected.as_str())
                .arg("task", own.title.as_str())
                .arg("parent_task", theirs.title.as_str())
                .related(&parent.doc, unit.span, "parent");
            // Charged in general elsewhere: worth a look, no more.
            if gap.addressed { finding.severity(Severity::Info).done() } else { finding.done() }
        }
    }
}
