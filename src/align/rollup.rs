//! Absolute counts of all children against the parent's totals (汇总).

use super::strength::in_base;
use super::{Alignment, Doc};
use crate::plan::{Comparator, TargetKind};
use rust_decimal::Decimal;
use serde::Deserialize;
use std::cmp::Ordering;

/// A child with its alignment with the parent.
#[derive(Debug, Clone, Copy)]
pub struct Child<'a> {
    /// The child.
    pub doc: Doc<'a>,
    /// How it answers the parent.
    pub alignment: &'a Alignment,
}

/// A quota (分解指标) issued apart from the plan: in the parent's side file NAME.plangen.toml.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Quota {
    /// The parent's target: its id (T7), or words of its metric or quote.
    pub target: String,
    /// The child: its region's name or its id.
    pub child: String,
    /// Its share, in the unit of the parent's target.
    pub value: Decimal,
}

/// Quotas and what else a side file says of the roll-up; other tables are passed over.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
pub struct Side {
    /// The quotas.
    #[serde(default, rename = "quota")]
    pub quotas: Vec<Quota>,
}

/// One child's part of a total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// Index of the child's target.
    pub target: usize,
    /// Its value in the unit of the total; of a range the end that promises less.
    pub value: Decimal,
}

/// One total of the parent and the children's parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Index of the parent's target.
    pub parent: usize,
    /// The total, in the parent's own unit.
    pub total: Decimal,
    /// Whether the total may not be exceeded (不超过), rather than must be reached.
    pub ceiling: bool,
    /// Each child's part; `None` where it says nothing.
    pub shares: Vec<Option<Share>>,
    /// Each child's quota, where one is set.
    pub quotas: Vec<Option<Decimal>>,
    /// The parts added up; a silent child counts with its quota, for that binds it too.
    pub sum: Decimal,
}

impl Row {
    /// What is missing to the total, or what is above a ceiling; `None` when the total holds.
    pub fn gap(&self) -> Option<Decimal> {
        let (more, less) = if self.ceiling { (self.sum, self.total) } else { (self.total, self.sum) };
        let gap = more.saturating_sub(less);
        (gap > Decimal::ZERO).then_some(gap)
    }

    /// The children that say nothing of this total and have no quota, by index.
    pub fn silent(&self) -> Vec<usize> {
        (0..self.shares.len()).filter(|&c| self.shares[c].is_none() && self.quotas[c].is_none()).collect()
    }
}

/// All totals of a parent that are shared out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ledger {
    /// One row for each total, in the parent's order.
    pub rows: Vec<Row>,
    /// Totals that no child mentions and no quota names: the parent's own, or forgotten by all.
    pub unclaimed: Vec<usize>,
}

/// Adds up the children's counts. A total of the parent stands in one unit; a child's target in a unit that does
/// not convert to it is not counted.
pub fn sum(parent: Doc<'_>, children: &[Child<'_>], side: &Side) -> Ledger {
    let mut out = Ledger::default();
    for (p, target) in parent.facts.targets.iter().enumerate() {
        // What is per unit (每个旗区1家), or per year of another plan, is no total.
        if target.kind != TargetKind::Count || target.unit.contains('/') {
            continue;
        }
        let ceiling = matches!(target.op, Comparator::AtMost | Comparator::Less);
        let Some((total, base)) = in_base(target, ceiling) else { continue };
        let Some(factor) = total.checked_div(target.value).filter(|f| !f.is_zero()) else { continue };
        let shares: Vec<Option<Share>> = children
            .iter()
            .map(|child| {
                let link = child.alignment.targets.iter().find(|l| l.parent == p)?;
                let own = child.doc.facts.targets.get(link.child?)?;
                let (value, unit) = in_base(own, ceiling)?;
                // A share of the total is counted by the same year or every year alike.
                (unit == base && own.period.as_deref() == Some("年") || target.period.as_deref() != Some("年"))
                    .then_some(())?;
                let counts = unit == base && own.kind == TargetKind::Count;
                let value = value.checked_div(factor).filter(|_| counts)?;
                Some(Share { target: link.child.unwrap_or_default(), value })
            })
            .collect();
        let named = |quota: &Quota| {
            quota.target == target.id || target.metric.contains(&quota.target) || target.quote.contains(&quota.target)
        };
        let quotas: Vec<Option<Decimal>> = children
            .iter()
            .map(|child| {
                let meta = &child.doc.plan.meta;
                let is = |name: &str| {
                    meta.region.as_deref() == Some(name) || meta.id.as_ref().is_some_and(|i| i.value == name)
                };
                side.quotas.iter().find(|q| named(q) && is(&q.child)).map(|q| q.value)
            })
            .collect();
        if shares.iter().all(Option::is_none) && quotas.iter().all(Option::is_none) {
            out.unclaimed.push(p);
            continue;
        }
        let parts = shares.iter().zip(&quotas).filter_map(|(s, q)| s.as_ref().map(|s| s.value).or(*q));
        let sum = parts.fold(Decimal::ZERO, Decimal::saturating_add);
        out.rows.push(Row { parent: p, total: target.value, ceiling, shares, quotas, sum });
    }
    out
}

/// Whether one child's share is far from an even split among `siblings`: less than half of it or more than three
/// times as much, and by more than rounding to whole things explains.
pub fn far(value: Decimal, total: Decimal, siblings: u32) -> Option<Ordering> {
    let even = total.checked_div(Decimal::from(siblings.max(1)))?;
    let times = |n: Decimal, factor: u32| n.saturating_mul(Decimal::from(factor));
    let apart = |more: Decimal, less: Decimal| more.saturating_sub(less) > Decimal::TWO;
    let low = times(value, 2) < even && apart(even, value);
    let high = value > times(even, 3) && apart(value, even);
    match (low, high) {
        (true, _) => Some(Ordering::Less),
        (_, true) => Some(Ordering::Greater),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_far_by_half_or_threefold() {
        let far = |v: i64, t: i64, n| far(Decimal::from(v), Decimal::from(t), n);
        assert_eq!(far(9, 300, 12), Some(Ordering::Less));
        assert_eq!(far(1, 30, 12), None, "2.5 each: 1 is what whole numbers allow");
        assert_eq!(far(6, 100, 12), None);
        assert_eq!(far(90, 300, 12), Some(Ordering::Greater));
        assert_eq!(far(1, 1, 0), None);
    }

    #[test]
    fn figures_too_large_to_add_do_not_stop_the_sum() {
        let most = Decimal::MAX;
        assert_eq!(far_of(most, most), None);
        assert_eq!(far_of(most, -most), Some(Ordering::Greater));
        let row = Row { parent: 0, total: most, ceiling: false, shares: Vec::new(), quotas: Vec::new(), sum: -most };
        assert_eq!(row.gap(), Some(most));
    }

    fn far_of(value: Decimal, total: Decimal) -> Option<Ordering> {
        super::far(value, total, 1)
    }
}
