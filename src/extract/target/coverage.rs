//! Full coverage in words: 全覆盖, 全部设置, 所有…均达到, 覆盖所有….

use super::clause::{Around, Found};
use super::metric;
use super::sentence::Part;
use crate::data::words::TargetWords;
use crate::plan::{Comparator, TargetKind};
use rust_decimal::Decimal;

/// Words that something is to happen not once.
const NONE: [&str; 5] = ["零发生", "零事故", "零死亡", "零新增", "零感染"];

/// Words that say all of it.
const WHOLE: [&str; 3] = ["全量利用", "全量化利用", "全量处置"];

/// A quick look at a part: one of these stands in each of the words below.
pub fn may_state(body: &str) -> bool {
    body.contains(['全', '零', '覆', '所', '均'])
}

/// Reads full coverage.
pub fn read(part: &Part, around: Around<'_>, words: &TargetWords) -> Option<Found> {
    if !may_state(&around.text[part.range.clone()]) {
        return None;
    }
    let range = own(part, around.text);
    let body = &around.text[range.clone()];
    let zero = NONE.iter().any(|w| body.ends_with(w));
    let rule = rule_of(body, zero, words)?;
    let lead = metric::strip_lead(body, words);
    let metric = match rule {
        "coverage-full" => full_name(lead, words),
        "coverage-none" => lead.replace("零发生", "").replace("零事故", "事故") + "数",
        _ => format!("{lead}的比例"),
    };
    let (op, value, unit, kind) = if zero {
        (Comparator::Exactly, Decimal::ZERO, "起", TargetKind::Level)
    } else {
        (Comparator::AtLeast, Decimal::ONE_HUNDRED, "%", TargetKind::Coverage)
    };
    Some(Found {
        quote: metric::trimmed(around.text, range),
        metric,
        op,
        value,
        value2: None,
        unit: unit.to_owned(),
        scope: metric::scope(body, "", body, false, words),
        baseline: None,
        kind,
        hedge: metric::hedge(&around.text[around.sentence..part.range.end], words),
        rule,
        apart: false,
    })
}

/// 体系覆盖率 of 体系基本实现全覆盖.
fn full_name(lead: &str, words: &TargetWords) -> String {
    let Some((before, full)) = full_at(lead) else { return lead.to_owned() };
    let mut what = &lead[..before];
    let shorter = |what: &str| {
        let word = words.attained.end(what)?;
        Some(what.len() - word.len()).filter(|&len| what[..len].chars().count() >= 2)
    };
    while let Some(len) = shorter(what) {
        what = &what[..len];
    }
    format!("{what}覆盖率{}", &lead[before + full.len()..])
}

/// Where it speaks of full coverage, and in which words: 全覆盖, 实现全面覆盖.
fn full_at(body: &str) -> Option<(usize, &'static str)> {
    const FULL: &str = "全覆盖";
    const OVERALL: &str = "全面覆盖";
    let overall = || body.rfind(OVERALL).filter(|&at| body[..at].ends_with("实现"));
    body.rfind(FULL).map(|at| (at, FULL)).or_else(|| overall().map(|at| (at, OVERALL)))
}

/// The member of a list that says it: …趋零增长、主要农业废弃物全量利用、….
fn own(part: &Part, text: &str) -> std::ops::Range<usize> {
    let body = &text[part.range.clone()];
    if !body.contains('零') && !body.contains("全量") {
        return part.range.clone();
    }
    let Some((at, word)) = WHOLE.iter().chain(&NONE).filter_map(|w| body.find(w).map(|at| (at, *w))).min() else {
        return part.range.clone();
    };
    let start = body[..at].rfind('、').map_or(0, |at| at + '、'.len_utf8());
    let end = at + word.len();
    if !body[end..].is_empty() && !body[end..].starts_with('、') {
        return part.range.clone();
    }
    part.range.start + start..part.range.start + end
}

fn rule_of(body: &str, zero: bool, words: &TargetWords) -> Option<&'static str> {
    if is_full(body) {
        return Some("coverage-full");
    }
    // 全部正常运行视为完成: what is taken for it.
    if words.taken_for.any_in(body) {
        return None;
    }
    if zero {
        return Some("coverage-none");
    }
    if WHOLE.iter().any(|w| body.ends_with(w)) {
        // 推动…全量利用 states a direction; a goal names the state.
        return (!["推动", "推进", "促进", "加快"].iter().any(|w| body.trim_start().starts_with(w)))
            .then_some("coverage-whole");
    }
    if let Some(at) = body.find("覆盖") {
        let after = &body[at + "覆盖".len()..];
        let after = after.trim_start_matches('到').trim_start_matches('了');
        let every =
            ["所有", "全部", "各级各类", "全市", "全省", "全区", "全县", "全旗", "全国", "全体", "各类", "每个"];
        // 构建覆盖全省的…能力 says what a thing is like.
        let like = after.chars().take(14).any(|c| c == '的') && !after.contains("所有") && !after.contains("各级各类");
        if every.iter().any(|w| after.starts_with(w))
            && !like
            && !body[..at].ends_with(['构', '立', '建', '成', '、', '的', '造'])
        {
            return Some("coverage-of-all");
        }
        if every.iter().any(|w| after.starts_with(w)) {
            return None;
        }
    }
    if let Some(at) = body.find("全部") {
        let after = &body[at + "全部".len()..];
        let before = body[..at].trim_end();
        // 全部设置, 实现全部利用 — not 全部资金, nor 将…全部纳入 of a procedure.
        // 完成全部改造任务: the verb stands before, and what follows is a thing.
        let done = words.coverage_verbs.starts(after) && !before.ends_with("完成");
        let shuffles = ["坚持", "将", "把", "按", "须"].iter().any(|w| before.trim_start().starts_with(w));
        let whole_of = (before.is_empty() || before.ends_with(['年', '底', '前']) || ends_with_lead(before, words))
            && words.coverage_verbs.any_in(after)
            && !shuffles;
        if !shuffles && (done && before.chars().count() >= 2 || before.ends_with("实现") || whole_of) {
            return Some("coverage-whole");
        }
        return None;
    }
    if let Some(at) = body.find("所有") {
        // A commitment about all of them: 所有…达到, 所有…均设置; not 对所有…进行, nor 归国家所有.
        let before = body[..at].trim_end();
        let after = &body[at + "所有".len()..];
        let deep = !(before.is_empty() || before.ends_with(['年', '底', '前', '末']) || ends_with_lead(before, words));
        // 授权所有…开展: what may be done, not what will.
        if ["授权", "允许", "准许", "委托", "鼓励"].iter().any(|w| before.contains(w)) {
            return None;
        }
        let owned = after.starts_with(['权', '制', '者', '的', '人']) || after.is_empty();
        let states =
            words.coverage_verbs.words.iter().any(|v| after.find(v.as_str()).is_some_and(|at| at >= "医院".len()));
        return (!deep && !owned && states).then_some("coverage-all");
    }
    let at = body.find('均')?;
    let after = &body[at + '均'.len_utf8()..];
    let before = &body[..at];
    let every = ["各", "所有", "全部", "全市", "全区", "全省", "全县", "全旗", "每", "以上", "全年"]
        .iter()
        .any(|w| before.contains(w));
    let word = before.ends_with(['人', '年', '平', '户', '日', '月', '地', '千', '亩', '车', '床'])
        && !before.ends_with("全年")
        && !before.ends_with("人员");
    (every && !word && words.each_verbs.starts(after)).then_some("coverage-each")
}

/// 全覆盖 as what is reached, not as what a thing is like (全覆盖监管).
fn is_full(body: &str) -> bool {
    let Some((at, full)) = full_at(body) else { return false };
    let before = &body[..at];
    let after = &body[at + full.len()..];
    let ends = after.is_empty()
        || ["的目标", "目标", "要求", "和", "、", "）", "与"].iter().any(|w| after.starts_with(w))
            && !after.contains('的')
        || after.chars().count() <= 2 && !after.starts_with('的');
    ends && before.chars().count() >= 2 && !before.ends_with(['、', '健', '安', '完'])
}

fn ends_with_lead(before: &str, words: &TargetWords) -> bool {
    words.lead.end(before).is_some()
}
