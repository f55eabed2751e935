//! PG101: a parent's task that nothing in the plan answers (上级任务缺失).

use crate::align::{Doc, Status};
use crate::base::{Severity, Span};
use crate::lint::parents::{related, title};
use crate::lint::{Input, Sink};
use crate::plan::{Level, Task};

/// Reports every task of a parent without an answer, those aside that only the upper level can carry out; a
/// plan that answers hardly any is told once to be likely another parent's. What a parent further up asks
/// reaches the plan through the nearer one, and is only worth a look; so is what bodies above are to do by themselves.
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
            let above = is_above(parent.doc, task);
            let variant = match (remote, above) {
                (true, _) => "remote",
                (false, true) => "above",
                (false, false) => "default",
            };
            let finding = out
                .report(head(input), variant)
                .arg("path", task.path.as_str())
                .arg("task", task.title.as_str())
                .arg("parent", title(parent.doc.plan, parent.doc.file))
                .related(&parent.doc, section.heading_span, "parent");
            if remote || above { finding.severity(Severity::Info).done() } else { finding.done() }
        }
    }
}

/// Whether only bodies above the child are charged with a task: those of the nation in a plan that is not the nation's,
/// or bodies of a plan that names the places below (各地区) for most of its tasks and not for this one.
fn is_above(parent: Doc<'_>, task: &Task) -> bool {
    const NATIONAL: [&str; 5] = ["国家", "国务院", "中央", "全国", "最高"];
    let charged = || parent.facts.tasks.iter().filter(|task| !task.units.is_empty());
    let place = |name: &str| name.starts_with('各') && !["部门", "单位"].iter().any(|body| name.contains(body));
    let below = |task: &Task| task.units.iter().any(|unit| place(&unit.name));
    let national = |task: &Task| task.units.iter().all(|unit| NATIONAL.iter().any(|word| unit.name.starts_with(word)));
    let nations = parent.plan.meta.level.is_none_or(|level| level == Level::National);
    !task.units.is_empty()
        && (!nations && national(task)
            || !below(task) && charged().filter(|task| below(task)).count() * 2 > charged().count())
}

/// Where a finding about the whole plan stands: its title, else its first section.
pub(super) fn head(input: &Input<'_>) -> Span {
    let plan = input.doc.plan;
    if !plan.meta.title_span.is_empty() {
        return plan.meta.title_span;
    }
    plan.sections.first().map(|s| s.heading_span).unwrap_or_default()
}
