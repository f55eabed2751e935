//! PG206: one unit under two names (责任单位名称不统一).

use crate::lint::{FileInput, Sink};
use crate::plan::UnitRef;
use std::collections::BTreeMap;

/// Reports, for each function, names of which one shortens the other (市场监督管理局, 市场监管局), once at the
/// rarer one.
pub fn check(input: &FileInput<'_>, out: &mut Sink<'_>) {
    let mut by_function: BTreeMap<&str, Vec<(&str, Vec<&UnitRef>)>> = BTreeMap::new();
    for unit in input.doc.facts.tasks.iter().flat_map(|t| &t.units) {
        let Some(function) = unit.function.as_deref() else { continue };
        // 各县（含高新区，下同）政府: the name says itself that it is another one from here on.
        if unit.name.contains("下同") {
            continue;
        }
        let names = by_function.entry(function).or_default();
        let name = bare(&unit.name);
        match names.iter_mut().find(|(n, _)| *n == name) {
            Some((_, units)) => units.push(unit),
            None => names.push((name, vec![unit])),
        }
    }
    for names in by_function.values() {
        for (at, (a, units)) in names.iter().enumerate() {
            for (b, others) in &names[at + 1..] {
                if !shortens(a, b) && !shortens(b, a) {
                    continue;
                }
                let (rare, common) = if units.len() < others.len() { (units, others) } else { (others, units) };
                let (Some(here), Some(there)) = (rare.first(), common.first()) else { continue };
                let mut finding = out
                    .report(here.span, "default")
                    .arg("here", here.name.as_str())
                    .arg("there", there.name.as_str())
                    .arg("count", rare.len())
                    .arg("times", common.len())
                    .related(&input.doc, there.span, "there");
                for unit in rare.iter().skip(1) {
                    finding = finding.related(&input.doc, unit.span, "also");
                }
                finding.done();
            }
        }
    }
}

/// The name without its level or place: a list names that once and leaves it out after.
pub(super) fn bare(name: &str) -> &str {
    let levels = ["自治区", "国家", "省", "市", "州", "盟", "旗", "县", "区"];
    // 市场监管局 and 区域… begin with such a character, but are no 市 or 区.
    let whole = ["市场", "区域", "省际", "市政", "市容"];
    if whole.iter().any(|w| name.starts_with(w)) {
        return name;
    }
    levels.iter().find_map(|l| name.strip_prefix(l)).filter(|rest| rest.chars().count() >= 3).unwrap_or(name)
}

/// Whether `short` is `long` with characters left out, from its first to its last: 发改委, 发展和改革委员会.
fn shortens(short: &str, long: &str) -> bool {
    if short.len() >= long.len() || short.chars().next() != long.chars().next() {
        return false;
    }
    let mut rest = long.chars();
    // Bodies joined in one (文化和旅游局, 文化和旅游广电局) are another body, not another name.
    let joined = long.contains('和') && !short.contains('和') && short.chars().count() * 2 < long.chars().count();
    short.chars().all(|c| rest.any(|r| r == c)) && (short.chars().last() == long.chars().last() || long.ends_with("委员会") || joined)
}
