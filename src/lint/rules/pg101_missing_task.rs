//! PG101: a parent's task that nothing in the plan answers (上级任务缺失).

use crate::align::Status;
use crate::base::{Severity, Span};
use crate::lint::parents::{related, title};
use crate::lint::{Input, Sink};

/// Reports every task of a parent without an answer, those aside that only the upper level can carry out; a
/// plan that answers hardly any is told once to be likely another parent's. What a parent further up asks
/// reaches the plan through the nearer one, and is only worth a look.
pub fn check(input: &Input<'_>, out: &mut Sink<'_>) {
    for parent in input.parents.iter().filter(|p| p.alignment.unrelated) {
        let missing = parent.alignment.tasks.iter().filter(|l| l.status == Status::Missing);
        out.report(head(input), "unrelated")
            .arg("count", missing.count())
            .arg("all", parent.doc.facts.tasks.len())
            .arg("parent", title(parent.doc.plan, parent.doc.file))
            .severity(Severity::Warning)
            .done();
    }
    for (parent, remote) in related(input) {
        for link in parent.alignment.tasks.iter().filter(|l| l.status == Status::Missing && l.demanded) {
            let task = &parent.doc.facts.tasks[link.parent];
            let section = &parent.doc.plan.sections[task.section];
            let finding = out
                .report(head(input), if remote { "remote" } else { "default" })
                .arg("path", task.path.as_str())
                .arg("task", task.title.as_str())
                .arg("parent", title(parent.doc.plan, parent.doc.file))
                .related(&parent.doc, section.heading_span, "parent");
            if remote { finding.severity(Severity::Info).done() } else { finding.done() }
        }
    }
}

/// Where a finding about the whole plan stands: its title, else its first section.
pub(super) fn head(input: &Input<'_>) -> Span {
    let plan = input.doc.plan;
    if !plan.meta.title_span.is_empty() {
        return plan.meta.title_span;
    }
    plan.sections.first().map(|s| s.heading_span).unwrap_or_default()
}
