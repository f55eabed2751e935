//! What a roll-up of the children's counts finds (PG307), in the parent's file.

use super::{Sink, find};
use crate::align::Doc;
use crate::align::rollup::{Child, Ledger, far};
use crate::base::{Finding, Severity};
use crate::lint::words::target_value;
use std::cmp::Ordering;

/// The findings of a ledger. With `siblings` more than the children that were given, what is missing is the
/// others' to bring, and is asked about; with all of them given it is a shortfall.
pub fn rollup(parent: Doc<'_>, children: &[Child<'_>], ledger: &Ledger, siblings: Option<u32>) -> Vec<Finding> {
    let Some(page) = find("PG307") else { return Vec::new() };
    let mut out = Sink::new(page, parent);
    let name = |c: usize| children.get(c).map(|c| c.doc.plan.meta.region.clone().unwrap_or_else(|| file(c.doc)));
    let all = siblings.is_none_or(|n| children.len() >= n as usize);
    for row in &ledger.rows {
        let target = &parent.facts.targets[row.parent];
        let unit = target.unit.as_str();
        let silent: Vec<String> = row.silent().into_iter().filter_map(name).collect();
        if let Some(gap) = row.gap().filter(|_| all && children.len() > 1) {
            let variant = match (row.ceiling, silent.is_empty()) {
                (true, _) => "over",
                (false, true) => "default",
                (false, false) => "silent",
            };
            let mut finding = out
                .report(target.span, variant)
                .arg("metric", target.metric.as_str())
                .arg("wanted", target_value(target))
                .arg("sum", format!("{}{unit}", row.sum.normalize()))
                .arg("gap", format!("{}{unit}", gap.normalize()))
                .arg("silent", silent);
            for (child, share) in children.iter().zip(&row.shares) {
                if let Some(share) = share {
                    finding = finding.related(&child.doc, child.doc.facts.targets[share.target].span, "share");
                }
            }
            finding.done();
        }
        for (at, child) in children.iter().enumerate() {
            let Some(share) = &row.shares[at] else { continue };
            let own = &child.doc.facts.targets[share.target];
            if let Some(quota) =
                row.quotas[at].filter(|q| if row.ceiling { share.value > *q } else { share.value < *q })
            {
                out.report(target.span, "quota")
                    .arg("metric", target.metric.as_str())
                    .arg("child", name(at).unwrap_or_default())
                    .arg("own", target_value(own))
                    .arg("quota", format!("{}{unit}", quota.normalize()))
                    .related(&child.doc, own.span, "share")
                    .done();
            } else if row.quotas[at].is_none()
                && let Some(siblings) = siblings
                && far(share.value, row.total, siblings) == Some(Ordering::Less)
                && !row.ceiling
            {
                let even = row.total / rust_decimal::Decimal::from(siblings.max(1));
                out.report(target.span, "far")
                    .arg("metric", target.metric.as_str())
                    .arg("child", name(at).unwrap_or_default())
                    .arg("own", target_value(own))
                    .arg("wanted", target_value(target))
                    .arg("siblings", siblings as usize)
                    .arg("even", format!("{}{unit}", even.round_dp(1).normalize()))
                    .severity(Severity::Info)
                    .related(&child.doc, own.span, "share")
                    .done();
            }
        }
    }
    out.finish()
}

fn file(doc: Doc<'_>) -> String {
    doc.file.path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default()
}
