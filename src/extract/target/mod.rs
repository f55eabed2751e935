//! Targets (目标): commitments with a value, read sentence by sentence.

mod clause;
mod coverage;
mod deadline;
mod figure;
mod metric;
mod sentence;

use crate::base::{Prose, Span};
use crate::data::words;
use crate::extract::numeral;
use crate::plan::{MarkKind, Plan, SectionId, SectionKind, Target, TargetKind, Task};
use aho_corasick::AhoCorasick;
use std::sync::LazyLock;

pub use clause::{Around, Found, read as read_part};
pub use deadline::Deadline;
pub use figure::{Figure, Sort, bound_before, bound_behind, figures};
pub use sentence::{Part, parts, sentences};

/// The targets of a plan, in document order, `T1`, `T2` …
pub fn read(plan: &Plan, tasks: &[Task]) -> Vec<Target> {
    let year = plan_year(plan);
    let mut out: Vec<Target> = Vec::new();
    // A lead (到2025年，实现以下目标：) carries its deadline to what stands under it.
    let mut lead: Option<(Option<SectionId>, Deadline)> = None;
    let mut seen = usize::MAX;
    for (section, paragraph) in plan.paragraphs() {
        if let Some(id) = section {
            if !states_targets(plan, id) {
                continue;
            }
            let title = &plan.sections[id].title;
            if seen != id && plan.sections[id].titled && may_count(title.as_str()) {
                seen = id;
                let mut found = Vec::new();
                read_prose(plan, Some(id), title, &[], Deadline::of_plan(year), &mut found);
                // A title that the text says again is the text's.
                let body: String = plan.sections[id].paragraphs().iter().map(|p| p.prose.as_str()).collect();
                found.retain(|t| !body.contains(t.quote.as_str()) && t.kind != TargetKind::Coverage);
                out.append(&mut found);
            }
        }
        let prose = &paragraph.prose;
        let text = prose.as_str();
        if lead.as_ref().is_some_and(|(at, _)| !holds(plan, *at, section)) {
            lead = None;
        }
        let carried = lead.as_ref().map_or_else(|| Deadline::of_plan(year), |(_, d)| d.clone());
        // A few letters without an end are a piece of a table.
        let piece = text.chars().count() < 8 && !text.ends_with('。');
        if !piece && may_hold_target(text) {
            let clauses: Vec<Span> =
                tasks.iter().filter(|t| Some(t.section) == section).flat_map(|t| &t.clauses).map(|c| c.span).collect();
            read_prose(plan, section, prose, &clauses, carried, &mut out);
        }
        if text.ends_with(['：', ':']) {
            let mut said = Deadline::of_plan(year);
            said.update(text);
            lead = Some((section, said));
        }
    }
    for (at, target) in out.iter_mut().enumerate() {
        if target.id.is_empty() {
            target.id = format!("T{}", at + 1);
        }
    }
    out
}

/// Whether a paragraph of `section` stands under a lead of `at`.
fn holds(plan: &Plan, at: Option<SectionId>, section: Option<SectionId>) -> bool {
    match (at, section) {
        (None, None) => true,
        (Some(at), Some(id)) => super::task::ancestors(plan, id).any(|s| s == at),
        _ => false,
    }
}

/// The year the plan was made.
fn plan_year(plan: &Plan) -> Option<i32> {
    let notice = plan.meta.notice.as_ref()?;
    notice.date.as_ref().or(notice.printed.as_ref())?.get(..4)?.parse().ok()
}

fn read_prose(
    plan: &Plan,
    section: Option<SectionId>,
    prose: &Prose,
    clauses: &[Span],
    carried: Deadline,
    out: &mut Vec<Target>,
) {
    let text = prose.as_str();
    let mut deadline = carried.clone();
    for sentence in sentences(text) {
        // A deadline holds to the end of its sentence, over ； but not over 。
        if !text[..sentence.start].ends_with(['；', ';']) {
            deadline = carried.clone();
        }
        let mut counted = false;
        for part in parts(text, sentence.clone()) {
            deadline.update(&text[part.range.clone()]);
            let place = prose.source_of(part.range.clone());
            if deadline.is_past() || clauses.iter().any(|c| c.start < place.end && place.start < c.end) {
                continue;
            }
            let around = Around { text, sentence: sentence.start, carried: counted };
            let Some(found) = read_part(&part, around) else { continue };
            counted =
                matches!(found.kind, TargetKind::Count | TargetKind::Level | TargetKind::Share | TargetKind::Norm);
            let span = prose.source_of(found.quote.clone());
            let hand = plan.marks.iter().find_map(|m| match &m.kind {
                MarkKind::Target(id) if span.start <= m.span.start && m.span.end <= span.end => Some(id.clone()),
                _ => None,
            });
            out.push(Target {
                id: hand.unwrap_or_default(),
                section,
                path: section.map(|s| plan.sections[s].path.clone()).unwrap_or_default(),
                quote: text[found.quote].to_owned(),
                span,
                sentence: prose.source_of(sentence.clone()),
                metric: found.metric,
                op: found.op,
                value: found.value,
                value2: found.value2,
                unit: found.unit,
                deadline: deadline.year,
                period: deadline.period.clone(),
                scope: found.scope,
                baseline: found.baseline,
                kind: found.kind,
                binding: binding(&text[sentence.clone()]),
                hedge: found.hedge,
                rule: found.rule,
            });
        }
    }
}

/// 约束性, 预期性, where a sentence says one of them.
fn binding(sentence: &str) -> Option<bool> {
    match (sentence.contains("约束性"), sentence.contains("预期性")) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}

/// Whether a section may hold commitments: rules in articles, background and titles of the past do not.
fn states_targets(plan: &Plan, id: SectionId) -> bool {
    let background = &words::targets().background;
    super::task::ancestors(plan, id).all(|s| {
        let section = &plan.sections[s];
        let title = section.title.as_str();
        let past = section.titled && title.chars().count() <= 12 && background.any_in(title);
        section.kind != SectionKind::Article && !past
    })
}

/// Whether a number may stand in a text: a quick look.
pub(super) fn may_count(text: &str) -> bool {
    static COUNTED: LazyLock<AhoCorasick> = LazyLock::new(|| {
        AhoCorasick::new(["分之", "一半", "半数", "翻"]).unwrap_or_else(|_| unreachable!("a few words"))
    });
    static ASKED: LazyLock<AhoCorasick> = LazyLock::new(|| {
        AhoCorasick::new(["至少", "不少于", "不低于", "不超过", "建成", "每人", "打造", "建设", "组建"])
            .unwrap_or_else(|_| unreachable!("a few words"))
    });
    text.bytes().any(|b| b.is_ascii_digit())
        || text.chars().any(|c| numeral::arabic_digit(c).is_some())
        || COUNTED.is_match(text)
        || ASKED.is_match(text) && text.chars().any(numeral::begins)
}

/// A quick look: no number and no word of full coverage, no target.
fn may_hold_target(text: &str) -> bool {
    may_count(text) || ["覆盖", "全部", "所有", "均", "全量", "零"].iter().any(|w| text.contains(w))
}
