//! PG306: a target that answers the parent's but cannot be compared with it (无法比较的目标).

use crate::align::Relation;
use crate::lint::parents::related;
use crate::lint::words::target_value;
use crate::lint::{Input, Sink};
use crate::plan::TargetKind;

/// Only nearly the same words are surely of one thing.
const SURE: f32 = 0.5;

/// Reports targets of one thing in units that do not convert, and figures that the plan puts into words.
pub fn check(input: &Input<'_>, out: &mut Sink<'_>) {
    for (parent, remote) in related(input) {
        if remote {
            continue;
        }
        let links = parent.alignment.targets.iter().filter(|l| l.relation == Relation::NotComparable);
        for link in links.filter(|l| l.score >= SURE) {
            let theirs = &parent.doc.facts.targets[link.parent];
            let measured = matches!(theirs.kind, TargetKind::Level | TargetKind::Share);
            let finding = match (link.child.and_then(|c| input.doc.facts.targets.get(c)), link.said) {
                (Some(own), _) => out.report(own.span, "default").arg("own", target_value(own)),
                // What the opening cites is no promise.
                (None, Some(said)) if measured && input.doc.plan.section_at(said.start).is_some() => {
                    out.report(said, "in-words").arg("said", said.of(&input.doc.file.text).trim())
                }
                _ => continue,
            };
            finding
                .arg("metric", theirs.metric.as_str())
                .arg("wanted", target_value(theirs))
                .related(&parent.doc, theirs.span, "parent")
                .done();
        }
    }
}
