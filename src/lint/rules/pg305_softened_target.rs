//! PG305: a target the parent states flatly and the child with a hedge (目标表述弱化).

use crate::align::{Relation, Why};
use crate::lint::{Input, Sink};

/// Reports 力争, 原则上 and the like where the parent has none.
pub fn check(input: &Input<'_>, out: &mut Sink<'_>) {
    for parent in input.parents.iter().filter(|p| !p.alignment.unrelated) {
        let softer = |l: &&crate::align::TargetLink| l.relation == Relation::Weaker && l.why.contains(&Why::Softened);
        for link in parent.alignment.targets.iter().filter(softer) {
            let theirs = &parent.doc.facts.targets[link.parent];
            let Some(own) = link.child.and_then(|c| input.doc.facts.targets.get(c)) else { continue };
            out.report(own.span, "default")
                .arg("hedge", own.hedge.clone().unwrap_or_default())
                .arg("metric", own.metric.as_str())
                .related(&parent.doc, theirs.span, "parent")
                .done();
        }
    }
}
