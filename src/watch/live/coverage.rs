//! How far a plan answers its parents, as the page is told: each task with what answers it and how sure that is.

use super::News;
use super::view::{Places, SHOWN, shortened, words};
use crate::align::{Alignment, Certainty, Doc, Relation, Suggestion, names_plan, plan_name, suggestions};
use crate::base::{Finding, SourceFile};
use crate::plan::Task;
use crate::report::trace;
use crate::session::Document;
use crate::source;
use serde_json::{Value, json};
use std::path::Path;

/// The plan's own tasks: a person may say that one of them answers a task of a parent.
pub fn own_tasks(news: &News<'_>) -> Value {
    let Some(own) = news.session.document(news.path).filter(|_| !news.parents.is_empty()) else {
        return Value::Array(Vec::new());
    };
    own.facts.tasks.iter().map(|task| json!([task.path, task.title])).collect()
}

/// A plan and a parent, side by side.
struct Pair<'a> {
    child: Doc<'a>,
    above: Doc<'a>,
    alignment: &'a Alignment,
    suggested: Vec<Suggestion>,
    /// The child's side file.
    side: Option<SourceFile>,
    /// What links call the parent.
    name: String,
}

/// Whether a link that is written leads to this task.
fn leads(to: &str, above: Doc<'_>, task: &Task) -> bool {
    let (plan, path) = to.split_once(':').unwrap_or(("", to));
    let id = above.plan.sections.get(task.section).and_then(|s| s.id.as_ref());
    (plan.is_empty() || names_plan(above, plan)) && (path == task.path || id.is_some_and(|id| id.0 == path))
}

impl Places<'_, '_> {
    pub(super) fn coverage(&mut self, child: &Document, parent: &Path) -> Option<Value> {
        let session = self.news.session;
        let (above, alignment) = (session.document(parent)?, session.alignment(self.news.path, parent)?);
        let (child, above) = (child.doc(), above.doc());
        let side = source::side_of(child.file).ok().flatten();
        let pair = Pair {
            child,
            above,
            suggested: suggestions(child, above, &alignment),
            alignment: &alignment,
            side,
            name: plan_name(above),
        };
        let tasks: Vec<Value> = (0..alignment.tasks.len()).filter_map(|at| self.task(&pair, at, parent)).collect();
        let dropped: Vec<Value> = alignment
            .dropped
            .iter()
            .filter_map(|&id| above.plan.sections.get(id))
            .map(|s| json!({ "path": s.path, "title": s.title.as_str(), "place": self.place(parent, s.heading_span, None) }))
            .collect();
        let targets: Vec<Value> = alignment
            .targets
            .iter()
            .filter(|l| !matches!(l.relation, Relation::Apportioned | Relation::NotComparable))
            .filter_map(|link| {
                let target = above.facts.targets.get(link.parent)?;
                let own = link.child.and_then(|c| child.facts.targets.get(c));
                let said = link.said.map(|s| s.of(&child.file.text));
                Some(json!({
                    "path": target.path,
                    "quote": target.quote,
                    "relation": link.relation.key(),
                    "answer": own.map(|t| t.quote.as_str()).or(said),
                    "why": words(|l| link.why.iter().map(|w| trace::why(w, l)).collect::<Vec<_>>().join(l.pick("；", "; "))),
                }))
            })
            .collect();
        Some(json!({
            "title": above.plan.meta.title,
            "file": self.file(parent),
            "unrelated": alignment.unrelated,
            "tasks": tasks,
            "dropped": dropped,
            "targets": targets,
            "extra": alignment.extra.len(),
        }))
    }

    fn task(&mut self, pair: &Pair<'_>, at: usize, parent: &Path) -> Option<Value> {
        let Pair { child, above, alignment, .. } = *pair;
        let link = alignment.tasks.get(at)?;
        let task = above.facts.tasks.get(link.parent)?;
        let heading = |doc: Doc<'_>, section: usize| doc.plan.sections.get(section).map(|s| s.heading_span);
        let to = format!("{}:{}", pair.name, task.path);
        let answers: Vec<Value> = link
            .children
            .iter()
            .filter_map(|&c| Some((c, child.facts.tasks.get(c)?)))
            .map(|(c, answer)| {
                let span = heading(child, answer.section).unwrap_or_default();
                let suggested = pair.suggested.iter().find(|s| s.parent == link.parent && s.child == c);
                let own = child.plan.sections.get(answer.section).filter(|_| link.by_hand);
                let by_hand = own.and_then(|s| s.implements.iter().map(|(to, _)| to).find(|to| leads(to, above, task)));
                let reason =
                    by_hand.and_then(|to| source::link_reason(child.plan, pair.side.as_ref(), answer.section, to));
                json!({
                    "path": answer.path,
                    "title": answer.title,
                    "place": self.place(&child.file.path, span, None),
                    "linked": by_hand,
                    "reason": reason,
                    "sure": suggested.is_none_or(|s| s.certainty == Certainty::Sure),
                    "certainty": suggested.map(|s| words(|l| trace::certainty(s.certainty, l).to_owned())),
                    "evidence": suggested.map(|s| words(|l| trace::evidence(s.evidence, l).to_owned())),
                })
            })
            .collect();
        let absent = alignment.units.iter().filter(|u| u.task == link.parent && u.counterpart.is_none());
        let absent: Vec<&str> = absent.map(|u| u.expected.as_str()).collect();
        let unanswered: Vec<String> =
            link.unanswered.iter().map(|s| shortened(s.of(&above.file.text).trim(), SHOWN)).collect();
        Some(json!({
            "path": task.path,
            "title": task.title,
            "to": to,
            "status": link.status.key(),
            "share": (f64::from(link.share) * 100.0).round(),
            "answers": answers,
            "absent": absent,
            "unanswered": unanswered,
            "place": self.place(parent, heading(above, task.section).unwrap_or_default(), None),
        }))
    }

    /// The parent's task that a finding says is not answered, or not in full: a person may know what answers it.
    pub(super) fn answers(&self, finding: &Finding) -> Option<Value> {
        let place = finding.related.first().filter(|_| matches!(finding.code, "PG101" | "PG102" | "PG104"))?;
        let above = self.news.session.document(&place.file)?;
        let plan = &above.parsed.plan;
        let mut at = plan.section_at(place.span.start);
        while let Some(id) = at {
            if let Some(task) = above.facts.tasks.iter().find(|task| task.section == id) {
                return Some(json!(format!("{}:{}", plan_name(above.doc()), task.path)));
            }
            at = plan.sections.get(id)?.parent;
        }
        None
    }
}
