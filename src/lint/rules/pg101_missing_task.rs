//! PG101: a parent's task that nothing in the plan answers (上级任务缺失).

use crate::align::Status;
use crate::base::Span;
use crate::lint::{Input, Sink};

/// Reports every task of a parent without an answer; a plan that answers hardly any is told once to be
/// likely another parent's.
pub fn check(input: &Input<'_>, out: &mut Sink<'_>) {
    for parent in input.parents {
        let facts = parent.doc.facts;
        let missing = parent.alignment.tasks.iter().filter(|l| l.status == Status::Missing);
        if parent.alignment.unrelated {
            out.report(head(input), "unrelated")
                .arg("count", missing.count())
                .arg("all", facts.tasks.len())
                .arg("parent", title(parent.doc.plan, parent.doc.file))
                .severity(crate::base::Severity::Warning)
                .done();
            continue;
        }
        for link in missing {
            let task = &facts.tasks[link.parent];
            let section = &parent.doc.plan.sections[task.section];
            out.report(head(input), "default")
                .arg("path", task.path.as_str())
                .arg("task", task.title.as_str())
                .arg("parent", title(parent.doc.plan, parent.doc.file))
                .related(&parent.doc, section.heading_span, "parent")
                .done();
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

/// What a plan is called in messages.
pub(super) fn title(plan: &crate::plan::Plan, file: &crate::base::SourceFile) -> String {
    plan.meta.title.clone().unwrap_or_else(|| file.path.display().to_string())
}
