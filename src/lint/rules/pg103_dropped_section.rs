//! PG103: a section of the parent on carrying the plan out that the child lost (组织实施章节缺失).

use super::pg101_missing_task::head;
use crate::extract::task::Purpose;
use crate::lint::open::unwritten_of;
use crate::lint::parents::{related, title};
use crate::lint::{Input, Sink};

/// Reports every section (督查评估, 组织领导 …) that the plan has neither by title nor by sentence.
pub fn check(input: &Input<'_>, out: &mut Sink<'_>) {
    if unwritten_of(input, &[Purpose::Closing]) {
        return;
    }
    for (parent, remote) in related(input) {
        // How a plan above the parent is carried out is the parent's own matter.
        if remote {
            continue;
        }
        for &id in &parent.alignment.dropped {
            let section = &parent.doc.plan.sections[id];
            out.report(head(input), "default")
                .arg("path", section.path.as_str())
                .arg("title", section.title.as_str())
                .arg("parent", title(parent.doc.plan, parent.doc.file))
                .related(&parent.doc, section.heading_span, "parent")
                .done();
        }
    }
}
