//! Targets (目标): commitments with a value, read sentence by sentence.

mod apart;
mod clause;
mod coverage;
mod deadline;
mod figure;
mod hints;
mod metric;
mod sentence;
mod signs;
mod time;

use super::bracket;
use super::clause::{Clause, read as clause_of};
use crate::base::{Memo, Prose};
use crate::data::{Register, words};
use crate::plan::{MarkKind, Paragraph, Plan, Section, SectionId, SectionKind, Target, TargetKind, Task};
use hints::Hints;
use rustc_hash::FxHashSet;
use std::ops::Range;
use std::sync::Arc;

pub use clause::{Around, Found, read as read_part};
pub use deadline::Deadline;
pub use figure::{Figure, Sort, bound_before, bound_behind, figures};
pub use sentence::{Part, parts, sentences, stops};

/// The targets of a plan, in document order, `T1`, `T2` …
pub fn read(plan: &Plan, tasks: &[Task], register: &Register) -> Vec<Target> {
    let year = plan_year(plan);
    let mut out: Vec<Target> = Vec::new();
    let with_clauses: FxHashSet<SectionId> =
        tasks.iter().filter(|task| !task.clauses.is_empty()).map(|task| task.section).collect();
    // A lead (到2025年，实现以下目标：) carries its deadline to what stands under it.
    let mut lead: Option<(Option<SectionId>, Deadline)> = None;
    let (stating, goals) = (stating(plan), under_goals(plan));
    for (section, paragraph) in texts(plan) {
        if let Some(id) = section
            && !stating[id]
        {
            continue;
        }
        let Some(paragraph) = paragraph else {
            read_title(plan, section, year, &mut out);
            continue;
        };
        let prose = &paragraph.prose;
        let text = prose.as_str();
        if lead.as_ref().is_some_and(|(at, _)| !holds(plan, *at, section)) {
            lead = None;
        }
        let mut carried = lead.as_ref().map_or_else(|| Deadline::of_plan(year), |(_, d)| d.clone());
        carried.goals = carried.year.is_some() || section.is_some_and(|id| goals[id]);
        // A few letters without an end are a piece of a table.
        let piece = text.len() <= 32 && text.chars().count() < 8 && !text.ends_with('。');
        let own = section.filter(|id| with_clauses.contains(id)).map(|_| clause_of(text, register));
        if !piece {
            read_prose(plan, section, prose, own.as_deref().unwrap_or_default(), &carried, &mut out);
        }
        if text.ends_with(['：', ':']) {
            let mut said = Deadline::of_plan(year);
            said.update(text);
            lead = Some((section, said));
        }
    }
    in_tables(plan, year, &stating, &mut out);
    for (at, target) in out.iter_mut().enumerate() {
        if target.id.is_empty() {
            target.id = format!("T{}", at + 1);
        }
    }
    out
}

/// What the tables that share tasks out (任务分工表) say is to be reached, but for what the text says as well.
fn in_tables(plan: &Plan, year: Option<i32>, stating: &[bool], out: &mut Vec<Target>) {
    let mut found = Vec::new();
    for (holder, cell, due) in super::duty::said(plan) {
        if !stating[holder] {
            continue;
        }
        let mut deadline = Deadline::of_plan(year);
        deadline.update(due);
        read_prose(plan, Some(holder), &cell.prose, &[], &deadline, &mut found);
    }
    if found.is_empty() {
        return;
    }
    let known: FxHashSet<String> = out.iter().map(|t| t.quote.clone()).collect();
    out.extend(found.into_iter().filter(|t| !known.contains(&t.quote)));
    out.sort_by_key(|t| t.span.start);
}

/// Every section's title and then its paragraphs, in document order.
fn texts(plan: &Plan) -> Vec<(Option<SectionId>, Option<&Paragraph>)> {
    let mut paragraphs = plan.paragraphs().into_iter().peekable();
    let mut out = Vec::new();
    while let Some((_, p)) = paragraphs.next_if(|(section, _)| section.is_none()) {
        out.push((None, Some(p)));
    }
    for (id, section) in plan.sections.iter().enumerate() {
        let title = section.title.as_str();
        if section.titled
            && (hints::may_count(title) || is_sentence(title) && Hints::of(title).target_in(0..title.len()))
        {
            out.push((Some(id), None));
        }
        while let Some((at, p)) = paragraphs.next_if(|(at, _)| *at == Some(id)) {
            out.push((at, Some(p)));
        }
    }
    out
}

/// What a title itself states: an item of one sentence is its own title.
fn read_title(plan: &Plan, section: Option<SectionId>, year: Option<i32>, out: &mut Vec<Target>) {
    let Some(section) = section.map(|id| (id, &plan.sections[id])) else { return };
    let mut found = Vec::new();
    read_prose(plan, Some(section.0), &section.1.title, &[], &Deadline::of_plan(year), &mut found);
    // A title that the text says again is the text's; who is responsible is no text.
    let is_clause = |text: &str| {
        let text = text.trim().trim_end_matches('。');
        text.starts_with(bracket::opens) && text.ends_with(bracket::closes) || super::clause::starts_with_label(text)
    };
    let paragraphs = section.1.paragraphs();
    let texts = paragraphs.iter().map(|p| p.prose.as_str()).filter(|text| !is_clause(text));
    let body: String = texts.collect();
    let whole = body.is_empty() || is_sentence(section.1.title.as_str());
    found.retain(|t| !body.contains(t.quote.as_str()) && (t.kind != TargetKind::Coverage || whole));
    out.append(&mut found);
}

/// Whether a title is the first sentence of an item that has no heading of its own.
fn is_sentence(title: &str) -> bool {
    title.chars().count() >= 16 && title.contains('，')
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

/// A target as a text states it; bytes of that text.
#[derive(Debug, Clone)]
struct Stated {
    found: Found,
    sentence: Range<usize>,
    year: Option<i32>,
    period: Option<String>,
    binding: Option<bool>,
}

fn read_prose(
    plan: &Plan,
    section: Option<SectionId>,
    prose: &Prose,
    clauses: &[Clause],
    carried: &Deadline,
    out: &mut Vec<Target>,
) {
    let text = prose.as_str();
    for Stated { found, sentence, year, period, binding } in stated(text, clauses, carried) {
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
            sentence: prose.source_of(sentence),
            metric: found.metric,
            op: found.op,
            value: found.value,
            value2: found.value2,
            unit: found.unit,
            deadline: year,
            period,
            scope: found.scope,
            baseline: found.baseline,
            kind: found.kind,
            binding,
            hedge: found.hedge,
            rule: found.rule,
        });
    }
}

/// Of each section whether it stands under goals: 工作目标, 总体要求和主要目标; but 目标任务完成情况 tells of the past.
fn under_goals(plan: &Plan) -> Vec<bool> {
    let is_goals = |section: &Section| {
        let title = section.title.as_str();
        section.titled && title.chars().count() <= 12 && title.contains("目标") && !title.ends_with("情况")
    };
    let mut goals: Vec<bool> = Vec::with_capacity(plan.sections.len());
    for section in &plan.sections {
        goals.push(section.parent.is_some_and(|above| goals.get(above) == Some(&true)) || is_goals(section));
    }
    goals
}

/// What a text states under a deadline that was said before it, outside its responsibility clauses.
fn stated(text: &str, clauses: &[Clause], carried: &Deadline) -> Vec<Stated> {
    let mut out = Vec::new();
    let hints = Hints::of(text);
    if !hints.target_in(0..text.len()) {
        return out;
    }
    let mut deadline = carried.clone();
    // What the clause before ； stated last.
    let mut last: Option<Found> = None;
    for sentence in sentences(text) {
        // A deadline holds to the end of its sentence, over ； but not over 。
        if text[..sentence.start].ends_with(['；', ';']) {
            deadline.next_clause();
        } else {
            deadline = carried.clone();
            last = None;
        }
        if !hints.target_in(sentence.clone()) && !hints.time_in(sentence.clone()) {
            continue;
        }
        let apart: Vec<Range<usize>> = clauses
            .iter()
            .map(|c| &c.range)
            .filter(|c| c.start < sentence.end && sentence.start < c.end)
            .map(|c| c.start.saturating_sub(sentence.start)..c.end - sentence.start)
            .collect();
        let said = said(&text[sentence.clone()], &apart, &deadline, last.as_ref());
        let placed = |range: &Range<usize>| range.start + sentence.start..range.end + sentence.start;
        out.extend(said.stated.iter().cloned().map(|stated| Stated {
            sentence: placed(&stated.sentence),
            found: Found { quote: placed(&stated.found.quote), ..stated.found },
            ..stated
        }));
        deadline = said.deadline.clone();
        // Its words stand in another clause.
        last = said.stated.last().map(|stated| Found { quote: 0..0, apart: false, ..stated.found.clone() });
    }
    // What names nothing that is measured is no target.
    out.retain(|stated: &Stated| !stated.found.metric.trim().is_empty());
    out
}

/// What one sentence says.
#[derive(Debug)]
struct Said {
    /// With bytes of the sentence.
    stated: Vec<Stated>,
    /// What is due from here on.
    deadline: Deadline,
}

/// What a sentence states under a deadline that was said before it; `apart` are its bytes in clauses, `last` is what
/// the clause before it stated last.
fn said(text: &str, apart: &[Range<usize>], before: &Deadline, last: Option<&Found>) -> Arc<Said> {
    static KNOWN: Memo<Arc<Said>> = Memo::new();
    let Deadline { year, period, plan_year, goals } = before;
    let mut key = String::with_capacity(text.len() + 60);
    for year in [year, plan_year] {
        key.extend(year.map(|year| year.to_string()));
        key.push(' ');
    }
    key.extend(period.as_deref());
    key.extend(apart.iter().map(|range| format!(" {}-{}", range.start, range.end)));
    key.push_str(if *goals { " goals" } else { "" });
    key.extend(last.map(|l| format!(" {} {} {:?} {}", l.metric, l.unit, l.kind, l.rule)));
    key.push('\n');
    key.push_str(text);
    KNOWN.of(&key, || {
        let mut deadline = before.clone();
        let stated = in_sentence(text, apart, &mut deadline, last);
        Arc::new(Said { stated, deadline })
    })
}

fn in_sentence(text: &str, clauses: &[Range<usize>], deadline: &mut Deadline, before: Option<&Found>) -> Vec<Stated> {
    let mut out: Vec<(usize, Stated)> = Vec::new();
    // What the part before stated, whose verb and metric the next may share.
    let mut last: Option<Found> = None;
    let sentence = 0..text.len();
    let parts = parts(text, sentence.clone());
    let years = apart::years(text, &parts);
    let one_by_one = text.contains(apart::APART) || !years.is_empty();
    for (at, part) in parts.iter().enumerate() {
        let body = &text[part.range.clone()];
        deadline.update(body);
        if let Some((_, year)) = years.iter().find(|(part, _)| *part == at) {
            deadline.year = Some(*year);
        }
        if clauses.iter().any(|c| c.start < part.range.end && part.range.start < c.end) {
            continue;
        }
        let from = told_from(text, &sentence, part);
        let around = Around { text, sentence: from, last: last.as_ref(), goals: deadline.goals };
        let found = read_part(part, around);
        let Some(found) = (if last.is_none() { clause::going_on(found, before, part, around) } else { found }) else {
            continue;
        };
        last = Some(found.clone());
        if deadline.is_past() {
            continue;
        }
        let rate = !matches!(found.kind, TargetKind::Count | TargetKind::Change);
        let stated = Stated {
            sentence: sentence.clone(),
            year: deadline.year,
            period: deadline.period_of(body, rate),
            binding: binding(body).or_else(|| binding(&text[from..told_to(text, &sentence, part)])),
            found,
        };
        out.push((at, stated));
    }
    if one_by_one {
        apart::share_out(text, &parts, &years, &mut out);
    }
    out.into_iter().flat_map(|(at, stated)| each_measured(&text[parts[at].range.clone()], stated)).collect()
}

/// 通车率、覆盖率均达到90%: one of each that is measured.
fn each_measured(body: &str, stated: Stated) -> Vec<Stated> {
    let Some(names) = apart::each(body, &stated.found) else { return vec![stated] };
    let of = |metric| Stated { found: Found { metric, ..stated.found.clone() }, ..stated.clone() };
    names.into_iter().map(of).collect()
}

/// How far back in its sentence a part is read with what stands before it, in bytes: a sentence of pages is a
/// text that lost its marks, and reading it whole for each of its parts would take the square of its length.
const TOLD: usize = 3_000;

fn told_from(text: &str, sentence: &Range<usize>, part: &Part) -> usize {
    let from = sentence.start.max(part.range.start.saturating_sub(TOLD));
    (from..=part.range.start).find(|&at| text.is_char_boundary(at)).unwrap_or(part.range.start)
}

fn told_to(text: &str, sentence: &Range<usize>, part: &Part) -> usize {
    let to = sentence.end.min(part.range.end.saturating_add(TOLD));
    (part.range.end..=to).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(part.range.end)
}

/// 约束性, 预期性, where a sentence says one of them.
fn binding(sentence: &str) -> Option<bool> {
    match (sentence.contains("约束性"), sentence.contains("预期性")) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}

/// Of each section whether it may hold commitments: rules in articles, background and titles of the past do not.
fn stating(plan: &Plan) -> Vec<bool> {
    let tells = |section: &Section| {
        section.kind == SectionKind::Article || section.titled && is_background(section.title.as_str())
    };
    let mut stating: Vec<bool> = Vec::with_capacity(plan.sections.len());
    for section in &plan.sections {
        stating.push(section.parent.is_none_or(|above| stating.get(above) != Some(&false)) && !tells(section));
    }
    stating
}

/// 发展成就, 面临形势, 现状分析; but not 夯实发展基础, 优化营商环境.
fn is_background(title: &str) -> bool {
    let words = words::targets();
    if title.chars().count() > 12 || words.background_not.starts(title) {
        return false;
    }
    let bare = words.background_tails.end(title).map_or(title, |tail| &title[..title.len() - tail.len()]);
    words.background.end(bare).is_some()
}
