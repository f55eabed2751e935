//! PG301: a target weaker than the parent's (目标弱于上级).

use crate::align::{Relation, Why};
use crate::base::Severity;
use crate::lint::{Input, Sink};
use crate::lint::words::target_value;

/// Reports values below the parent's; a narrower scope or a lower tier is a warning, for it may be the whole
/// of what the place has.
pub fn check(input: &Input<'_>, out: &mut Sink<'_>) {
    for parent in input.parents.iter().filter(|p| !p.alignment.unrelated) {
        for link in parent.alignment.targets.iter().filter(|l| l.relation == Relation::Weaker) {
            let theirs = &parent.doc.facts.targets[link.parent];
            let Some(own) = link.child.and_then(|c| input.doc.facts.targets.get(c)) else { continue };
            for why in &link.why {
                let finding = match why {
                    Why::Value => out.report(own.span, "default"),
                    Why::Narrower(lost) => {
                        out.report(own.span, "narrower").arg("lost", lost.clone()).severity(Severity::Warning)
                    }
                    Why::Tier(from, to) => out
                        .report(own.span, "tier")
                        .arg("from", from.as_str())
                        .arg("to", to.as_str())
                        .severity(Severity::Warning),
                    // Lints of their own: PG302, PG305.
                    Why::Later | Why::Softened => continue,
                };
                finding
                    .arg("metric", own.metric.as_str())
                    .arg("own", target_value(own))
                    .arg("wanted", target_value(theirs))
                    .related(&parent.doc, theirs.span, "parent")
                    .done();
            }
        }
    }
}
