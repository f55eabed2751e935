//! PG308: targets of one plan that contradict each other (目标前后矛盾).

use crate::base::Severity;
use crate::extract::indicator::{is_state, key};
use crate::lint::words::target_value;
use crate::lint::{FileInput, Sink};
use crate::plan::{Comparator, Indicator, Target, TargetKind};
use rust_decimal::Decimal;

/// A metric of fewer characters names too little to be the same thing twice.
const NAME: usize = 5;

/// Reports two values for one metric, a later target weaker than an earlier one, prose that differs from the
/// table, and a target weaker than its baseline.
pub fn check(input: &FileInput<'_>, out: &mut Sink<'_>) {
    let facts = input.doc.facts;
    let targets: Vec<&Target> = facts.targets.iter().filter(|t| comparable(t)).collect();
    for (at, here) in targets.iter().enumerate() {
        let mut same = targets[..at].iter().filter(|there| one_thing(here, there, &input.doc.file.text));
        let Some((there, variant, told)) = same.find_map(|there| {
            let (variant, told) = conflict(here, there)?;
            Some((there, variant, told))
        }) else {
            continue;
        };
        // The later of the two deadlines is where the slip is looked for.
        let (here, there) = if told { (*here, *there) } else { (*there, *here) };
        out.report(here.span, variant)
            .arg("metric", here.metric.as_str())
            .arg("year", here.deadline.unwrap_or_default().to_string())
            .arg("here", target_value(here))
            .arg("there", target_value(there))
            .related(&input.doc, there.span, "there")
            .done();
    }
    for indicator in &facts.indicators {
        against_prose(input, indicator, &targets, out);
        against_base(indicator, out);
    }
}

fn comparable(target: &Target) -> bool {
    let kind = matches!(
        target.kind,
        TargetKind::Level | TargetKind::Share | TargetKind::Count | TargetKind::Coverage
    );
    kind && target.period.is_none()
        && target.deadline.is_some()
        && target.value2.is_none()
        && target.metric.chars().count() >= NAME
}

/// Whether two targets speak of the same metric in the same way.
fn one_thing(a: &Target, b: &Target, text: &str) -> bool {
    let by_kind = a.kind == b.kind || a.kind != TargetKind::Count && b.kind != TargetKind::Count;
    // What is added each time is not what there is in all.
    let adds = |t: &Target| ["新增", "新建", "增加", "累计", "年均"].map(|w| t.quote.contains(w));
    // 全市 in a city's plan is what it speaks of anyway.
    let scope = |t: &Target| t.scope.clone().filter(|s| !(s.starts_with('全') && s.chars().count() <= 3));
    // What is added in one year says nothing of what is added in another; the years of 其中 are parts of one sum.
    let of_one_sum = || a.sentence == b.sentence && a.sentence.of(text).contains("其中");
    let parts = a.deadline != b.deadline && (adds(a)[..3].contains(&true) || of_one_sum());
    a.metric == b.metric && a.unit == b.unit && scope(a) == scope(b) && by_kind && adds(a) == adds(b) && !parts && a.span != b.span
}

/// How two targets of one metric conflict, and whether the first of them is the one to look at.
fn conflict(a: &Target, b: &Target) -> Option<(&'static str, bool)> {
    let floor = |t: &Target| matches!(t.op, Comparator::AtLeast | Comparator::More);
    let ceiling = |t: &Target| matches!(t.op, Comparator::AtMost | Comparator::Less);
    let alike = floor(a) && floor(b) || ceiling(a) && ceiling(b) || a.op == b.op;
    if !alike || a.value == b.value {
        return None;
    }
    if a.deadline == b.deadline {
        return Some(("value", true));
    }
    let (early, late) = if a.deadline < b.deadline { (a, b) } else { (b, a) };
    let weaker = floor(early) && late.value < early.value || ceiling(early) && late.value > early.value;
    weaker.then_some(("later", std::ptr::eq(late, a)))
}

fn against_prose(input: &FileInput<'_>, row: &Indicator, targets: &[&Target], out: &mut Sink<'_>) {
    let (Some(value), Some(unit), Some(year)) = (row.value, row.unit.as_deref(), row.deadline) else { return };
    let name = key(&row.name);
    for target in targets {
        let same = key(&target.metric) == name && target.unit == unit && target.deadline == Some(year);
        if !same || target.value == value || target.scope.is_some() || !is_state(&row.target) {
            continue;
        }
        out.report(target.span, "table")
            .arg("metric", target.metric.as_str())
            .arg("year", year.to_string())
            .arg("here", target_value(target))
            .arg("there", format!("{}{unit}", row.target))
            .related(&input.doc, row.span, "there")
            .severity(Severity::Warning)
            .done();
    }
}

fn against_base(row: &Indicator, out: &mut Sink<'_>) {
    let number = |text: &str| text.trim().trim_end_matches(['%', '％']).parse::<Decimal>().ok();
    let (Some(value), Some(base)) = (row.value, row.base.as_deref().and_then(number)) else { return };
    let weaker = match row.op {
        Some(Comparator::AtLeast | Comparator::More) => value < base,
        Some(Comparator::AtMost | Comparator::Less) => value > base,
        _ => false,
    };
    if weaker && is_state(&row.target) {
        out.report(row.span, "base")
            .arg("metric", row.name.as_str())
            .arg("here", row.target.as_str())
            .arg("there", row.base.clone().unwrap_or_default())
            .done();
    }
}
