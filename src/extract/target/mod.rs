//! Targets (目标): commitments with a value, read sentence by sentence.

mod clause;
mod sentence;

use crate::base::Span;
use crate::data::words;
use crate::plan::{MarkKind, Plan, SectionId, Target, Task};

pub use clause::{Found, read as read_clause};
pub use sentence::{Deadline, Part, parts, sentences};

/// The targets of a plan, in document order, `T1`, `T2` …
pub fn read(plan: &Plan, tasks: &[Task]) -> Vec<Target> {
    let mut out: Vec<Target> = Vec::new();
    for (section, paragraph) in plan.paragraphs() {
        if section.is_some_and(|id| !states_targets(plan, id)) {
            continue;
        }
        let prose = &paragraph.prose;
        let text = prose.as_str();
        if !may_hold_target(text) {
            continue;
        }
        let clauses: Vec<Span> =
            tasks.iter().filter(|t| Some(t.section) == section).flat_map(|t| &t.clauses).map(|c| c.span).collect();
        for sentence in sentences(text) {
            let mut deadline = Deadline::default();
            for part in parts(text, sentence.clone()) {
                deadline.update(&text[part.range.clone()], part.list);
                let place = prose.source_of(part.range.clone());
                if clauses.iter().any(|c| c.start < place.end && place.start < c.end) {
                    continue;
                }
                let Some(found) = read_clause(text, &part, sentence.clone()) else { continue };
                let span = prose.source_of(found.quote.clone());
                let hand = plan.marks.iter().find_map(|m| match &m.kind {
                    MarkKind::Target(id) if span.start <= m.span.start && m.span.end <= span.end => Some(id.clone()),
                    _ => None,
                });
                let id = hand.unwrap_or_else(|| format!("T{}", out.len() + 1));
                let (year, period) = deadline.of(&text[found.quote.clone()]);
                out.push(Target {
                    id,
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
                    deadline: year,
                    period,
                    scope: found.scope,
                    baseline: found.baseline,
                    kind: found.kind,
                    binding: None,
                    hedge: found.hedge,
                    rule: found.rule,
                });
            }
        }
    }
    out
}

/// Whether a section may hold commitments: rules in articles, background and titles of the past do not.
fn states_targets(plan: &Plan, id: SectionId) -> bool {
    let background = &words::targets().background.words;
    super::task::ancestors(plan, id).all(|s| {
        let section = &plan.sections[s];
        let title = section.title.as_str();
        let past =
            section.titled && title.chars().count() <= 12 && background.iter().any(|w| title.contains(w.as_str()));
        section.kind != crate::plan::SectionKind::Article && !past
    })
}

/// A quick look: no digit and no word of full coverage, no target.
fn may_hold_target(text: &str) -> bool {
    text.bytes().any(|b| b.is_ascii_digit())
        || [
            "全覆盖",
            "全部",
            "所有",
            "均",
            "覆盖",
            "百分之",
            "分之",
            "一半",
            "翻番",
            "翻一番",
            "零发生",
            "全量",
            "０",
            "１",
            "２",
            "３",
        ]
        .iter()
        .any(|w| text.contains(w))
}
