//! Whether a child's target is as strong as the parent's.

use crate::plan::{Comparator, Target, TargetKind};
use rust_decimal::Decimal;
use std::cmp::Ordering;

/// A child's target against its parent's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Strength {
    /// As strong.
    Equal,
    /// Asks for more.
    Stronger,
    /// The value asks for less.
    WeakerValue,
    /// The value is as strong, but due later.
    Later,
    /// As strong in figures, but softened: 力争, 原则上.
    Softened,
    /// The two cannot be compared: other units, other kinds.
    NotComparable,
}

/// Compares a child's target with its parent's. Rates compare across levels; what is full coverage compares as
/// 100 %. Absolute counts are shares of the parent's and do not compare.
pub fn compare(parent: &Target, child: &Target) -> Strength {
    let counts = |t: &Target| t.kind == TargetKind::Count;
    if counts(parent) || counts(child) {
        return Strength::NotComparable;
    }
    let change = |t: &Target| t.kind == TargetKind::Change;
    if change(parent) != change(child) {
        return Strength::NotComparable;
    }
    let Some((wanted, given)) = in_one_unit(parent, child) else { return Strength::NotComparable };
    // A ceiling is stronger when lower, a floor when higher.
    let ceiling = |op: Comparator| matches!(op, Comparator::AtMost | Comparator::Less);
    if ceiling(parent.op) != ceiling(child.op) {
        return Strength::NotComparable;
    }
    let order = match given.cmp(&wanted) {
        order if ceiling(parent.op) => order.reverse(),
        order => order,
    };
    match order {
        Ordering::Less => Strength::WeakerValue,
        Ordering::Equal | Ordering::Greater => match (parent.deadline, child.deadline) {
            (Some(due), Some(later)) if later > due => Strength::Later,
            _ if parent.hedge.is_none() && child.hedge.as_deref().is_some_and(softens) => Strength::Softened,
            _ if order == Ordering::Greater => Strength::Stronger,
            _ => Strength::Equal,
        },
    }
}

fn softens(hedge: &str) -> bool {
    ["力争", "争取", "原则上", "探索", "鼓励", "有条件的"].contains(&hedge)
}

/// Both values in one unit; `None` when they have none in common.
fn in_one_unit(parent: &Target, child: &Target) -> Option<(Decimal, Decimal)> {
    // Of a range the lower end is what is promised.
    if parent.unit == child.unit {
        return Some((parent.value, child.value));
    }
    let base = |t: &Target| -> Option<(Decimal, &'static str)> {
        Some(match t.unit.as_str() {
            "%" => (t.value, "%"),
            "‰" => (t.value.checked_div(Decimal::TEN)?, "%"),
            "百分点" => (t.value, "百分点"),
            "个月" => (t.value.checked_mul(Decimal::from(30))?, "日"),
            "日" | "天" => (t.value, "日"),
            _ => return None,
        })
    };
    let (p, c) = (base(parent)?, base(child)?);
    (p.1 == c.1).then_some((p.0, c.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Span;

    fn target(op: Comparator, value: i64, unit: &str, kind: TargetKind) -> Target {
        Target {
            id: String::new(),
            section: None,
            path: String::new(),
            quote: String::new(),
            span: Span::default(),
            sentence: Span::default(),
            metric: String::new(),
            op,
            value: Decimal::from(value),
            value2: None,
            unit: unit.to_owned(),
            deadline: None,
            period: None,
            scope: None,
            baseline: None,
            kind,
            binding: None,
            hedge: None,
            rule: "",
        }
    }

    #[test]
    fn floors_and_ceilings() {
        use Comparator::{AtLeast, AtMost};
        let floor = |v| target(AtLeast, v, "%", TargetKind::Share);
        assert_eq!(compare(&floor(90), &floor(85)), Strength::WeakerValue);
        assert_eq!(compare(&floor(50), &target(AtLeast, 100, "%", TargetKind::Coverage)), Strength::Stronger);
        let ceiling = |v, unit: &str| target(AtMost, v, unit, TargetKind::Level);
        assert_eq!(compare(&ceiling(5, "‰"), &ceiling(6, "‰")), Strength::WeakerValue);
        assert_eq!(compare(&ceiling(5, "‰"), &ceiling(1, "%")), Strength::WeakerValue);
        assert_eq!(compare(&ceiling(5, "‰"), &floor(5)), Strength::NotComparable);
    }

    #[test]
    fn ratios_compare_by_meaning() {
        // 1:1.6 staff per bed is more than 1:1.4.
        let ratio = |v: &str| Target {
            value: v.parse().unwrap_or_default(),
            ..target(Comparator::AtLeast, 0, "1:x", TargetKind::Level)
        };
        assert_eq!(compare(&ratio("1.6"), &ratio("1.4")), Strength::WeakerValue);
    }

    #[test]
    fn deadlines_and_hedges() {
        let base = target(Comparator::AtLeast, 90, "%", TargetKind::Share);
        let due = |year| Target { deadline: Some(year), ..base.clone() };
        assert_eq!(compare(&due(2025), &due(2026)), Strength::Later);
        assert_eq!(compare(&due(2025), &due(2024)), Strength::Equal);
        let soft = Target { hedge: Some("力争".to_owned()), ..base.clone() };
        assert_eq!(compare(&base, &soft), Strength::Softened);
        assert_eq!(compare(&soft, &soft), Strength::Equal);
    }
}
