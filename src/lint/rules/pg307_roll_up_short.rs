//! PG307: counts of the children that do not add up to the parent's total (分解数不足).
//!
//! The sums are made by `plangen rollup`; here one plan's shares are asked about, where the project says how many
//! plans share the totals.

use crate::align::rollup::far;
use crate::align::Relation;
use crate::lint::parents::related;
use crate::lint::words::target_value;
use crate::lint::{Input, Sink};
use crate::plan::TargetKind;
use std::cmp::Ordering;

/// Reports shares far below an even split of a nearest parent's total.
pub fn check(input: &Input<'_>, out: &mut Sink<'_>) {
    let Some(siblings) = input.siblings.filter(|n| *n > 1) else { return };
    for (parent, remote) in related(input) {
        if remote {
            continue;
        }
        for link in parent.alignment.targets.iter().filter(|l| l.relation == Relation::Apportioned) {
            let theirs = &parent.doc.facts.targets[link.parent];
            let Some(own) = link.child.and_then(|c| input.doc.facts.targets.get(c)) else { continue };
            let counts = theirs.kind == TargetKind::Count && own.kind == TargetKind::Count && theirs.unit == own.unit;
            if !counts || far(own.value, theirs.value, siblings) != Some(Ordering::Less) {
                continue;
            }
            let even = theirs.value / rust_decimal::Decimal::from(siblings);
            out.report(own.span, "far")
                .arg("metric", own.metric.as_str())
                .arg("child", input.doc.plan.meta.region.clone().unwrap_or_default())
                .arg("own", target_value(own))
                .arg("wanted", target_value(theirs))
                .arg("siblings", siblings as usize)
                .arg("even", format!("{}{}", even.round_dp(1).normalize(), theirs.unit))
                .severity(crate::base::Severity::Info)
                .related(&parent.doc, theirs.span, "parent")
                .done();
        }
    }
}
