//! The alignment of a plan with a parent (对照表), as JSON for programs and as tables for people.

pub mod family;
pub mod picture;
pub mod sheets;
pub mod three;
pub mod tree;

use super::clause::title;
use super::sheets::Tone;
use crate::align::{Alignment, Certainty, Doc, Evidence, Relation, Status, TargetLink, TaskLink, Why};
use crate::base::{Finding, Lang, Span, Waived};
use crate::plan::Target;
use serde_json::{Value, json};
use std::fmt::Write;

/// A plan with one of its parents.
#[derive(Debug, Clone, Copy)]
pub struct Pair<'a> {
    /// The plan.
    pub child: Doc<'a>,
    /// The parent.
    pub parent: Doc<'a>,
    /// How the plan answers it.
    pub alignment: &'a Alignment,
    /// What of the plan's findings is accepted.
    pub waived: &'a [Waived],
}

/// How far a task is answered, in a word.
pub fn state(link: &TaskLink, lang: Lang) -> (&'static str, Tone) {
    match link.status {
        Status::Covered => (lang.pick("已承接", "covered"), Tone::Good),
        Status::Partial => (lang.pick("部分承接", "partial"), Tone::Weak),
        Status::Missing if link.demanded => (lang.pick("缺失", "missing"), Tone::Missing),
        Status::Missing => (lang.pick("上级事项", "the parent's own"), Tone::Note),
    }
}

/// The units of one of the parent's tasks that the child does not name, by what their counterparts are called.
fn units_absent(pair: &Pair<'_>, task: usize) -> Vec<String> {
    let absent = pair.alignment.units.iter().filter(|u| u.task == task && u.counterpart.is_none());
    absent.map(|u| u.expected.clone()).collect()
}

/// Why findings of these codes, or families of codes, that speak of a place of the parent were accepted.
fn accepted(pair: &Pair<'_>, codes: &[&str], span: Span) -> Vec<String> {
    let parent = &pair.parent.file.path;
    let meets = |other: Span| other.start < span.end && span.start < other.end;
    let of = |w: &&Waived| {
        codes.iter().any(|c| w.finding.code.starts_with(c))
            && w.finding.related.iter().any(|p| p.file == *parent && meets(p.span))
    };
    let mut out: Vec<String> = Vec::new();
    for waived in pair.waived.iter().filter(of) {
        if !out.contains(&waived.reason) {
            out.push(waived.reason.clone());
        }
    }
    out
}

/// One pair of plans as JSON. `findings` are those of the child with this parent; its slips of wording go into
/// `drift` and `defects`.
pub fn json(child: Doc<'_>, parent: Doc<'_>, alignment: &Alignment, findings: &[Finding]) -> Value {
    let name = |doc: Doc<'_>| {
        let stem = doc.file.path.file_stem().map(|s| s.to_string_lossy().into_owned());
        doc.plan.meta.id.as_ref().map(|i| i.value.clone()).or(stem)
    };
    let tasks: Vec<Value> = alignment
        .tasks
        .iter()
        .map(|l| {
            json!({
                "parent": parent.facts.tasks[l.parent].path,
                "child": l.children.iter().map(|&c| child.facts.tasks[c].path.as_str()).collect::<Vec<_>>(),
                "status": l.status.key(),
                "share": round(l.share),
                "confidence": round(l.score),
                "by_hand": l.by_hand,
                "unanswered": l.unanswered.iter().map(|s| s.of(&parent.file.text)).collect::<Vec<_>>(),
            })
        })
        .collect();
    let mut targets: Vec<Value> = alignment.targets.iter().map(|l| target(child, parent, l)).collect();
    targets.extend(alignment.extra_targets.iter().map(|&c| {
        let c = &child.facts.targets[c];
        json!({ "parent": null, "child": c.id, "child_quote": c.quote, "relation": "extra" })
    }));
    let units: Vec<Value> = alignment
        .units
        .iter()
        .map(|u| {
            let task = &parent.facts.tasks[u.task];
            let counterpart = u.counterpart.and_then(|(t, n)| child.facts.tasks.get(t)?.units.get(n));
            json!({
                "parent_task": task.path,
                "parent_unit": task.units[u.unit].name,
                "counterpart": counterpart.map(|c| c.name.as_str()),
                "status": if u.counterpart.is_some() { "present" } else { "absent" },
                "expected": u.expected,
                "function": u.function,
            })
        })
        .collect();
    let dropped: Vec<Value> = alignment
        .dropped
        .iter()
        .map(|&s| json!({ "parent": parent.plan.sections[s].path, "title": parent.plan.sections[s].title.as_str() }))
        .collect();
    let drift: Vec<Value> = alignment
        .drift
        .iter()
        .map(|d| {
            json!({
                "child_path": child.plan.section_at(d.child.start).map(|s| child.plan.sections[s].path.as_str()),
                "child_quote": d.here,
                "parent_quote": d.there,
                "kind": "likely-error",
            })
        })
        .collect();
    json!({
        "parent": name(parent),
        "child": name(child),
        "tasks": tasks,
        "extra_child_tasks": alignment.extra.iter().map(|&c| child.facts.tasks[c].path.as_str()).collect::<Vec<_>>(),
        "dropped_sections": dropped,
        "targets": targets,
        "units": units,
        "drift": drift,
        "defects": super::defects::rows(child, findings),
        "parent_facts": super::facts::json(parent, &[], false),
        "child_facts": super::facts::json(child, &[], false),
    })
}

fn round(value: f32) -> f64 {
    (f64::from(value) * 100.0).round() / 100.0
}

fn target(child: Doc<'_>, parent: Doc<'_>, link: &TargetLink) -> Value {
    let p = &parent.facts.targets[link.parent];
    let c = link.child.and_then(|c| child.facts.targets.get(c));
    json!({
        "parent": p.id,
        "parent_quote": p.quote,
        "child": c.map(|c| c.id.as_str()),
        "child_quote": c.map(|c| c.quote.as_str()).or_else(|| link.said.map(|s| s.of(&child.file.text))),
        "relation": link.relation.key(),
        "why": link.why.iter().map(|w| why(w, Lang::Zh)).collect::<Vec<_>>().join("；"),
        "confidence": round(link.score),
    })
}

/// Why a target is weaker, in words.
pub fn why(why: &Why, lang: Lang) -> String {
    match why {
        Why::Value => lang.pick("数值弱于上级", "the value asks for less").to_owned(),
        Why::Later => lang.pick("期限晚于上级", "it is due later").to_owned(),
        Why::Softened => lang.pick("加了留有余地的词", "a hedge was added").to_owned(),
        Why::Unbound => lang.pick("约束性改为预期性", "binding became expected").to_owned(),
        Why::Qualified => lang.pick("范围加了限定", "the scope was qualified").to_owned(),
        Why::CoverageLost => lang.pick("没有保留“全覆盖”", "full coverage was dropped").to_owned(),
        Why::Narrower(lost) => {
            let list = lost.join(lang.pick("、", ", "));
            format!("{}{list}", lang.pick("范围缩小，缺：", "the scope is narrower, without: "))
        }
        Why::Tier(from, to) => match lang {
            Lang::Zh => format!("层级由{from}降为{to}"),
            Lang::En => format!("the tier fell from {from} to {to}"),
        },
    }
}

/// How sure a suggested link is, in words.
pub fn certainty(certainty: Certainty, lang: Lang) -> &'static str {
    match certainty {
        Certainty::Sure => lang.pick("确定", "sure"),
        Certainty::Likely => lang.pick("较有把握", "likely"),
        Certainty::Possible => lang.pick("待核", "possible"),
    }
}

/// What a suggested link rests on, in words.
pub fn evidence(evidence: Evidence, lang: Lang) -> &'static str {
    match evidence {
        Evidence::SameTitle => lang.pick("标题相同", "same title"),
        Evidence::TitleAndText => lang.pick("标题和内容相近", "title and text alike"),
        Evidence::Text => lang.pick("内容相近", "text alike"),
        Evidence::Measure => lang.pick("有相近的措施", "a measure alike"),
    }
}

/// The alignment for people: each task of the parent with its answer, absent units, and targets that do not
/// hold.
pub fn table(child: Doc<'_>, parent: Doc<'_>, alignment: &Alignment, lang: Lang) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}\n{} {}\n", title(child), lang.pick("对照", "against"), title(parent));
    for link in &alignment.tasks {
        let task = &parent.facts.tasks[link.parent];
        let (word, _) = state(link, lang);
        let _ = writeln!(out, "{}  {}  [{word} {:.0}%]", task.path, task.title, link.share * 100.0);
        for &c in &link.children {
            let answer = &child.facts.tasks[c];
            let _ = writeln!(out, "    → {}  {}", answer.path, answer.title);
        }
        let absent: Vec<String> = alignment
            .units
            .iter()
            .filter(|u| u.task == link.parent && u.counterpart.is_none())
            .map(|u| format!("{}（{}）", task.units[u.unit].name, u.expected))
            .collect();
        if !absent.is_empty() {
            let _ = writeln!(
                out,
                "    {}{}",
                lang.pick("缺责任单位：", "absent units: "),
                absent.join(lang.pick("、", ", "))
            );
        }
    }
    for &section in &alignment.dropped {
        let section = &parent.plan.sections[section];
        let _ = writeln!(out, "{}  {}  [{}]", section.path, section.title.as_str(), lang.pick("整节缺失", "dropped"));
    }
    let told: Vec<&TargetLink> = alignment
        .targets
        .iter()
        .filter(|l| !matches!(l.relation, Relation::Apportioned | Relation::NotComparable))
        .collect();
    if !told.is_empty() {
        let _ = writeln!(out, "\n{}", lang.pick("目标", "targets"));
    }
    for link in told {
        let (word, _) = sheets::relation(link.relation, lang);
        let quote = |t: &Target| format!("{} {}", t.path, t.quote);
        let _ = writeln!(out, "  [{word}] {}", quote(&parent.facts.targets[link.parent]));
        if let Some(c) = link.child {
            let reasons: Vec<String> = link.why.iter().map(|w| why(w, lang)).collect();
            let reasons = reasons.join(lang.pick("；", "; "));
            let reasons = if reasons.is_empty() { reasons } else { format!("  ({reasons})") };
            let _ = writeln!(out, "      → {}{reasons}", quote(&child.facts.targets[c]));
        }
    }
    out
}
