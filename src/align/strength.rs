//! Whether a child's target is as strong as the parent's.

use crate::data::Compare;
use crate::plan::{Comparator, Level, Target, TargetKind};
use rust_decimal::Decimal;
use std::cmp::Ordering;

/// A child's target against its parent's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Strength {
    /// Whether the child's value asks for less, the same or more; `None` where the two cannot be compared:
    /// other units, other kinds, absolute counts.
    pub value: Option<Ordering>,
    /// It is due later.
    pub later: bool,
    /// It was softened: 力争, 原则上.
    pub softened: bool,
    /// 约束性 became 预期性.
    pub unbound: bool,
}

/// Compares a child's target with its parent's. Rates compare across levels; what is full coverage compares as
/// 100 %. Absolute counts are shares of the parent's and their values do not compare.
///
/// `level` is the child's: what each place of that level is to have is compared with the child's whole count.
pub fn compare(parent: &Target, child: &Target, level: Option<Level>, words: &Compare) -> Strength {
    let value = per_place(parent, child, level, words).or_else(|| value(parent, child, words));
    // 90%以上 became 90%左右.
    let neared = |t: &Target| t.op == Comparator::About;
    let neared = neared(child) && !neared(parent) && value == Some(Ordering::Equal);
    Strength {
        value,
        later: matches!((parent.deadline, child.deadline), (Some(due), Some(later)) if later > due),
        softened: hedge(parent, words).is_none() && (neared || hedge(child, words).is_some()),
        unbound: parent.binding == Some(true) && child.binding == Some(false),
    }
}

/// The word that leaves a target open: 力争, 原则上, 基本 of 基本实现全覆盖.
fn hedge<'t>(target: &'t Target, words: &'t Compare) -> Option<&'t str> {
    let known = |hedge: &&str| words.softening.iter().chain(&words.nearly).any(|word| word == hedge);
    let nearly = || {
        let whole = |word: &&String| target.quote.contains(&format!("{word}全覆盖"));
        words.nearly.iter().find(whole).map(String::as_str)
    };
    let own = target.hedge.as_deref().filter(known);
    own.or_else(|| words.softening_in(&target.quote).map(|found| found.1)).or_else(nearly)
}

/// The word that leaves a target open, or that says its value is only neared (90%左右).
pub fn softened_by<'t>(target: &'t Target, words: &'t Compare) -> Option<&'t str> {
    let about = || words.about.iter().map(String::as_str).find(|word| target.quote.contains(word));
    hedge(target, words).or_else(|| about().filter(|_| target.op == Comparator::About))
}

/// Compares what is asked of each place (每个旗县至少1所): with what the child asks of each of the same tier, or,
/// where the places are of the child's own level, with its whole count.
fn per_place(parent: &Target, child: &Target, level: Option<Level>, words: &Compare) -> Option<Ordering> {
    let (unit, place) = parent.unit.split_once('/')?;
    let tier = |place: &str| words.tiers_in(place).first().map(|t| t.0);
    let wanted = tier(place)?;
    let floor = |t: &Target| !matches!(t.op, Comparator::AtMost | Comparator::Less);
    let body = |unit: &str| matches!(unit, "个" | "家" | "所" | "处" | "座" | "支");
    let (own_unit, same) = match child.unit.split_once('/') {
        Some((unit, place)) => (unit, tier(place) == Some(wanted)),
        None => (child.unit.as_str(), child.kind == TargetKind::Count && level.map(super::scope::tier) == Some(wanted)),
    };
    let alike = unit == own_unit || body(unit) && body(own_unit);
    (same && alike && floor(parent) && floor(child)).then(|| child.value.cmp(&parent.value))
}

fn value(parent: &Target, child: &Target, words: &Compare) -> Option<Ordering> {
    let count = |t: &Target| t.kind == TargetKind::Count;
    let change = |t: &Target| t.kind == TargetKind::Change;
    if count(parent) || count(child) || change(parent) != change(child) {
        return None;
    }
    // A ceiling is stronger when lower, a floor when higher.
    let ceiling = |op: Comparator| matches!(op, Comparator::AtMost | Comparator::Less);
    if ceiling(parent.op) != ceiling(child.op) {
        return None;
    }
    let down = ceiling(parent.op);
    let (wanted, given) = (in_base(parent, down)?, in_base(child, down)?);
    if wanted.1 != given.1 {
        return None;
    }
    let mut order = given.0.cmp(&wanted.0);
    let says = |list: &[String]| [parent, child].iter().any(|t| list.iter().any(|w| t.quote.contains(w.as_str())));
    // How much a grant is at most binds who gives it, each for itself: less is no more.
    let money = [parent, child].iter().all(|t| t.unit.contains('元'));
    if down && (says(&words.grants) || money && says(&words.benefits)) {
        return Some(Ordering::Equal);
    }
    // 师生比不低于1:18: the fewer to one, the better.
    if wanted.1 == "1:x" && says(&words.fewer_to_one) {
        if down {
            return None;
        }
        order = order.reverse();
    }
    // A rule's exact figure is neither better nor worse when it differs.
    if order != Ordering::Equal && parent.op == Comparator::Exactly && child.op == Comparator::Exactly {
        return None;
    }
    Some(if down { order.reverse() } else { order })
}

/// A target's promised value in a base unit, and that unit: ‰ in %, 亿 in 万, months in days, per ten thousand
/// heads in per thousand. Of a range the end is taken that promises less.
pub(super) fn in_base(target: &Target, ceiling: bool) -> Option<(Decimal, String)> {
    // 翻一番, 增长一倍, 增长100%: one and the same.
    if target.kind == TargetKind::Change && target.unit == "倍" {
        let were = if target.quote.contains('翻') { Decimal::ONE } else { Decimal::ZERO };
        return Some((target.value.checked_sub(were)?.checked_mul(Decimal::ONE_HUNDRED)?, "%".to_owned()));
    }
    let value = match target.value2 {
        Some(to) if ceiling => to,
        _ => target.value,
    };
    let unit = target.unit.as_str();
    if let Some(first) = unit.strip_suffix(":x") {
        let first: Decimal = first.parse().ok()?;
        return Some((value.checked_div(first)?, "1:x".to_owned()));
    }
    let times = |factor: i64, unit: &str| Some((value.checked_mul(Decimal::from(factor))?, unit.to_owned()));
    let heads = heads(target);
    match unit {
        "%" | "百分比" => Some((value, "%".to_owned())),
        "‰" => Some((value.checked_div(Decimal::TEN)?, "%".to_owned())),
        "年" => times(365, "日"),
        "个月" | "月" => times(30, "日"),
        "周" | "星期" => times(7, "日"),
        "日" | "天" | "个工作日" | "工作日" => times(1, if unit.contains("工作日") { "工作日" } else { "日" }),
        "小时" => times(60, "分钟"),
        "分钟" | "分" => times(1, "分钟"),
        "公里" | "千米" => times(1000, "米"),
        "公顷" => times(15, "亩"),
        _ => {
            let (unit, factor) = match unit.strip_prefix('亿') {
                Some(rest) => (rest, 100_000_000),
                None => unit.strip_prefix('万').map_or((unit, 1), |rest| (rest, 10_000)),
            };
            let value = value.checked_mul(Decimal::from(factor))?.checked_div(Decimal::from(heads))?;
            // 名, 人 and 位 count people alike; 家, 个 and 所 bodies.
            let unit = match unit {
                "名" | "位" => "人",
                "家" | "所" | "处" => "个",
                other => other,
            };
            Some((value, if heads > 1 { format!("{unit}/人") } else { unit.to_owned() }))
        }
    }
}

/// Of a per-head value the number of heads: 每千人床位数 → 1,000.
fn heads(target: &Target) -> i64 {
    let said = |word: &str| target.metric.contains(word) || target.unit.contains(word);
    let each = [
        ("每百万", 1_000_000),
        ("每十万", 100_000),
        ("/10万", 100_000),
        ("每万", 10_000),
        ("每千", 1000),
        ("每百", 100),
        // 千人口床位数, 万人发明专利拥有量: 每 is left out.
        ("百万人口", 1_000_000),
        ("十万人口", 100_000),
        ("万人口", 10_000),
        ("千人口", 1000),
    ];
    let bare = [("十万人", 100_000), ("万人", 10_000), ("千人", 1000), ("百名", 100), ("百户", 100)];
    let begins = || bare.into_iter().find(|(word, _)| target.metric.starts_with(word));
    each.into_iter().find(|(word, _)| said(word)).or_else(begins).map_or(1, |(_, heads)| heads)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Span;

    fn target(op: Comparator, value: &str, unit: &str, kind: TargetKind) -> Target {
        Target {
            id: String::new(),
            section: None,
            path: String::new(),
            quote: String::new(),
            span: Span::default(),
            sentence: Span::default(),
            metric: String::new(),
            op,
            value: value.parse().unwrap_or_default(),
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

    fn value_of(parent: &Target, child: &Target) -> Option<Ordering> {
        compare(parent, child, None, Compare::builtin()).value
    }

    #[test]
    fn floors_and_ceilings() {
        use Comparator::{AtLeast, AtMost};
        let floor = |v| target(AtLeast, v, "%", TargetKind::Share);
        assert_eq!(value_of(&floor("90"), &floor("85")), Some(Ordering::Less));
        assert_eq!(value_of(&floor("50"), &target(AtLeast, "100", "%", TargetKind::Coverage)), Some(Ordering::Greater));
        let ceiling = |v, unit: &str| target(AtMost, v, unit, TargetKind::Level);
        assert_eq!(value_of(&ceiling("5", "‰"), &ceiling("6", "‰")), Some(Ordering::Less));
        assert_eq!(value_of(&ceiling("5", "‰"), &ceiling("1", "%")), Some(Ordering::Less));
        assert_eq!(value_of(&ceiling("5", "‰"), &floor("5")), None);
    }

    #[test]
    fn ratios_and_units_compare_by_meaning() {
        // 1:1.6 staff per bed is more than 1:1.4.
        let ratio = |v: &str| target(Comparator::AtLeast, v, "1:x", TargetKind::Level);
        assert_eq!(value_of(&ratio("1.6"), &ratio("1.4")), Some(Ordering::Less));
        let per = |v: &str, metric: &str| Target {
            metric: metric.to_owned(),
            ..target(Comparator::AtLeast, v, "张", TargetKind::Level)
        };
        assert_eq!(value_of(&per("6.8", "每千人口床位数"), &per("68", "每万人口床位数")), Some(Ordering::Equal));
        assert_eq!(value_of(&per("3.8", "每千人口护士数"), &per("3.6", "千人口护士数")), Some(Ordering::Less));
        assert_eq!(value_of(&per("3.8", "每百万人口影院数"), &per("3.8", "百万人口影院数")), Some(Ordering::Equal));
        let money = |v: &str, unit: &str| target(Comparator::AtLeast, v, unit, TargetKind::Level);
        assert_eq!(value_of(&money("1.2", "亿元"), &money("11000", "万元")), Some(Ordering::Less));
        assert_eq!(value_of(&money("3", "个月"), &money("90", "天")), Some(Ordering::Equal));
        assert_eq!(value_of(&money("3", "元"), &money("3", "人")), None);
    }

    #[test]
    fn what_each_place_is_to_have_compares_with_what_the_place_has() {
        let words = Compare::builtin();
        let each = |v, unit: &str| target(Comparator::AtLeast, v, unit, TargetKind::Level);
        let whole = |v| target(Comparator::AtLeast, v, "家", TargetKind::Count);
        let value = |p: &Target, c: &Target, level| compare(p, c, level, words).value;
        assert_eq!(value(&each("1", "所/旗县"), &each("2", "家/旗区"), None), Some(Ordering::Greater));
        assert_eq!(value(&each("2", "所/盟市"), &whole("1"), Some(Level::City)), Some(Ordering::Less));
        assert_eq!(value(&each("2", "所/旗县"), &whole("1"), Some(Level::City)), None);
    }

    #[test]
    fn more_of_a_benefit_is_no_worse() {
        let ceiling = |v: &str, unit: &str, quote: &str| Target {
            quote: quote.to_owned(),
            ..target(Comparator::AtMost, v, unit, TargetKind::Level)
        };
        let loan = |v| ceiling(v, "万元", "可申请最高不超过若干万元的创业担保贷款");
        assert_eq!(value_of(&loan("15"), &loan("20")), Some(Ordering::Equal));
        // How many of the loans are bad is a ceiling that is better lower.
        let bad = |v| ceiling(v, "%", "不良贷款率控制在若干以内");
        assert_eq!(value_of(&bad("2"), &bad("3")), Some(Ordering::Less));
    }

    #[test]
    fn of_a_range_the_weaker_end_is_promised() {
        let range = Target { value2: Some(Decimal::from(5)), ..target(Comparator::Range, "3", "%", TargetKind::Level) };
        assert_eq!(value_of(&target(Comparator::AtLeast, "4", "%", TargetKind::Level), &range), Some(Ordering::Less));
    }

    #[test]
    fn deadlines_hedges_and_binding_force() {
        let words = Compare::builtin();
        let base = target(Comparator::AtLeast, "90", "%", TargetKind::Share);
        let due = |year| Target { deadline: Some(year), ..base.clone() };
        assert!(compare(&due(2025), &due(2026), None, words).later);
        assert!(!compare(&due(2025), &due(2024), None, words).later);
        let soft = Target { hedge: Some("力争".to_owned()), ..base.clone() };
        assert!(compare(&base, &soft, None, words).softened);
        assert!(!compare(&soft, &soft, None, words).softened, "a hedge that the parent has too is no softening");
        let about = |v: &str| target(Comparator::About, v, "%", TargetKind::Share);
        assert!(compare(&base, &about("90"), None, words).softened);
        assert!(!compare(&base, &about("95"), None, words).softened, "more is promised than is asked");
        assert!(!compare(&about("90"), &about("90"), None, words).softened);
        let bound = |b| Target { binding: Some(b), ..base.clone() };
        assert!(compare(&bound(true), &bound(false), None, words).unbound);
    }
}
