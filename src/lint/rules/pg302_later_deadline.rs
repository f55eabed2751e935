//! PG302: a target due later than the parent's (完成时限晚于上级).

use crate::align::{Relation, Why};
use crate::lint::{Input, Sink};

/// Reports targets as strong as the parent's, but due in a later year.
pub fn check(input: &Input<'_>, out: &mut Sink<'_>) {
    for parent in input.parents.iter().filter(|p| !p.alignment.unrelated) {
        let later = |l: &&crate::align::TargetLink| l.relation == Relation::Weaker && l.why.contains(&Why::Later);
        for link in parent.alignment.targets.iter().filter(later) {
            let theirs = &parent.doc.facts.targets[link.parent];
            let Some(own) = link.child.and_then(|c| input.doc.facts.targets.get(c)) else { continue };
            let (Some(due), Some(wanted)) = (own.deadline, theirs.deadline) else { continue };
            out.report(own.span, "default")
                .arg("metric", own.metric.as_str())
                .arg("own", due.to_string())
                .arg("wanted", wanted.to_string())
                .related(&parent.doc, theirs.span, "parent")
                .done();
        }
    }
}
