//! 三栏对照表: what the parent asks, what the plan arranges, and remarks, as an attachment to the plan. What is waived
//! is told by the reason for it.

use super::sheets::{answer, heading_of, relation};
use super::{Pair, accepted, state, why};
use crate::align::{Relation, Status, TaskLink};
use crate::base::{Lang, Span};
use crate::report::clause::{heading, title, whole};
use crate::report::sheets::{Cell, Column, Kind, Sheet, Workbook};

/// The table, one for each parent.
pub fn book(pairs: &[Pair<'_>], lang: Lang) -> Workbook {
    let sheets = pairs
        .iter()
        .map(|pair| Sheet {
            title: if pairs.len() > 1 { title(pair.parent) } else { lang.pick("对照表", "Comparison").to_owned() },
            columns: vec![
                Column::new(lang.pick("上级要求", "The parent asks"), 20, Kind::Text),
                Column::new(lang.pick("本级安排", "This plan arranges"), 20, Kind::Text),
                Column::new(lang.pick("说明", "Remarks"), 10, Kind::Text),
            ],
            rows: rows(pair, lang),
            filter: None,
        })
        .collect();
    Workbook { title: heading_of(pairs, lang), notes: Vec::new(), sheets, attachment: true, lang }
}

/// In the parent's order: its tasks, the sections that were dropped, and the targets that stand outside tasks.
fn rows(pair: &Pair<'_>, lang: Lang) -> Vec<Vec<Cell>> {
    let (child, parent) = (pair.child, pair.parent);
    let mut out: Vec<(usize, Vec<Cell>)> = Vec::new();
    let mut held: Vec<Span> = Vec::new();
    for link in &pair.alignment.tasks {
        let Some(task) = parent.facts.tasks.get(link.parent) else { continue };
        let span = parent.plan.sections.get(task.section).map(|s| s.span).unwrap_or_default();
        held.push(span);
        let answers = link.children.iter().filter_map(|&c| child.facts.tasks.get(c));
        let answers: Vec<String> = answers.map(|t| whole(child, t)).collect();
        let remarks = task_remarks(pair, link, span, lang).join("\n");
        let cells = [whole(parent, task), answers.join("\n"), remarks].map(Cell::text);
        out.push((span.start, cells.to_vec()));
    }
    for &id in &pair.alignment.dropped {
        let section = &parent.plan.sections[id];
        let reasons = accepted(pair, &["PG103"], section.span);
        let remark = if reasons.is_empty() {
            lang.pick("本级未写", "not in this plan").to_owned()
        } else {
            reasons.join("\n")
        };
        out.push((section.span.start, [heading(section), String::new(), remark].map(Cell::text).to_vec()));
    }
    let outside = |span: Span| held.iter().all(|h| span.start < h.start || span.end > h.end);
    for link in &pair.alignment.targets {
        let Some(target) = parent.facts.targets.get(link.parent).filter(|t| outside(t.span)) else { continue };
        let remark = target_remark(pair, link, lang).unwrap_or_else(|| relation(link.relation, lang).0.to_owned());
        let cells = [target.quote.clone(), answer(pair, link).unwrap_or_default(), remark].map(Cell::text);
        out.push((target.span.start, cells.to_vec()));
    }
    out.sort_by_key(|(at, _)| *at);
    out.into_iter().map(|(_, row)| row).collect()
}

/// What is to be said of a task: how far it is answered; what is not, or why that was accepted.
fn task_remarks(pair: &Pair<'_>, link: &TaskLink, span: Span, lang: Lang) -> Vec<String> {
    let comma = lang.pick("、", ", ");
    let colon = lang.pick("：", ": ");
    let mut out = Vec::new();
    let reasons = accepted(pair, &["PG101", "PG102", "PG104"], span);
    if reasons.is_empty() {
        let word = state(link, lang).0;
        let missed: Vec<&str> = link.unanswered.iter().map(|s| s.of(&pair.parent.file.text).trim()).collect();
        if missed.is_empty() || link.status == Status::Missing {
            out.push(word.to_owned());
        } else {
            let missed = lang.pick(format!("“{}”", missed.join("”“")), format!("“{}”", missed.join("”, “")));
            out.push(format!("{word}{colon}{}{missed}", lang.pick("未见", "not found: ")));
        }
    } else {
        out.extend(reasons);
    }
    let mut absent = Vec::new();
    for unit in pair.alignment.units.iter().filter(|u| u.task == link.parent && u.counterpart.is_none()) {
        let place = pair.parent.facts.tasks.get(unit.task).and_then(|t| t.units.get(unit.unit));
        let reasons = accepted(pair, &["PG202"], place.map(|u| u.span).unwrap_or_default());
        if reasons.is_empty() { absent.push(unit.expected.clone()) } else { out.extend(reasons) }
    }
    if !absent.is_empty() {
        out.push(format!("{}{}", lang.pick("未列责任单位：", "units not named: "), absent.join(comma)));
    }
    for target in &pair.alignment.targets {
        let inside = pair
            .parent
            .facts
            .targets
            .get(target.parent)
            .is_some_and(|t| span.start <= t.span.start && t.span.end <= span.end);
        if inside && link.status != Status::Missing {
            out.extend(target_remark(pair, target, lang));
        }
    }
    out.dedup();
    out
}

/// What is to be said of a target that does not hold.
fn target_remark(pair: &Pair<'_>, link: &crate::align::TargetLink, lang: Lang) -> Option<String> {
    let target = pair.parent.facts.targets.get(link.parent)?;
    if !matches!(link.relation, Relation::Weaker | Relation::Missing) {
        return None;
    }
    let reasons = accepted(pair, &["PG3"], target.span);
    if !reasons.is_empty() {
        return Some(reasons.join("\n"));
    }
    let whys: Vec<String> = link.why.iter().map(|w| why(w, lang)).collect();
    let whys = if whys.is_empty() {
        String::new()
    } else {
        lang.pick(format!("（{}）", whys.join("；")), format!(" ({})", whys.join("; ")))
    };
    let word = relation(link.relation, lang).0;
    Some(lang.pick(format!("目标{word}：{}{whys}", target.quote), format!("target {word}: {}{whys}", target.quote)))
}
