//! What stands at a place of a plan.

use super::view::View;
use crate::base::Span;
use crate::plan::{MarkKind, SectionId};
use crate::session::Document;

/// Something of a plan that can be pointed at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Thing {
    /// A lint's code or name in a waiver.
    Code(String),
    /// A parent as the front matter names it.
    Parent(String),
    /// The plan's own id in the front matter.
    PlanId(String),
    /// A section's id: `{#talent}`.
    SectionId(String),
    /// The plan and the path of a hand-made link: `beiyuan`, `二/（三）/17`.
    Implements(String, String),
    /// A target's id in a mark: `(target:ID)`, by the mark's place among the plan's marks.
    TargetId(String),
    /// A unit: the task's index, where it belongs to one, and the unit.
    Unit(Option<usize>, usize),
    /// A target, by its index.
    Target(usize),
    /// A cited document, by its title and number.
    Citation(String, Option<String>),
    /// A task, by its index.
    Task(usize),
    /// A section that is no task.
    Section(SectionId),
}

/// What stands at a byte, the smallest thing first, with its span.
pub fn at(view: &View<'_>, offset: usize) -> Option<(Thing, Span)> {
    let document = &view.document;
    let within = |span: Span| !span.is_empty() && span.start <= offset && offset <= span.end;
    front(document, &within)
        .or_else(|| waived(view, &within))
        .or_else(|| attribute(document, &within))
        .or_else(|| mark(document, &within))
        .or_else(|| unit(document, &within))
        .or_else(|| citation(document, &within))
        .or_else(|| target(document, &within))
        .or_else(|| section(document, offset))
}

fn front(document: &Document, within: &dyn Fn(Span) -> bool) -> Option<(Thing, Span)> {
    let meta = &document.parsed.plan.meta;
    let id = meta.id.iter().find(|id| within(id.span)).map(|id| (Thing::PlanId(id.value.clone()), id.span));
    let parent = || meta.parents.iter().find(|p| within(p.span)).map(|p| (Thing::Parent(p.value.clone()), p.span));
    id.or_else(parent)
}

fn waived(view: &View<'_>, within: &dyn Fn(Span) -> bool) -> Option<(Thing, Span)> {
    let (document, own) = (&view.document, &view.project.session().config().own);
    let plan = &document.parsed.plan;
    let comment = plan.comments.iter().find(|c| within(c.span))?;
    // Also where the waiver is not whole yet: its code is what its reader looks up.
    let text = comment.span.of(&document.file.text);
    let code = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (code(c), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                let span = Span::new(comment.span.start + from, comment.span.start + at);
                let word = &text[from..at];
                if within(span) && own.find(word).is_some() {
                    return Some((Thing::Code(word.to_owned()), span));
                }
                start = None;
            }
            _ => {}
        }
    }
    None
}

fn attribute(document: &Document, within: &dyn Fn(Span) -> bool) -> Option<(Thing, Span)> {
    let text = document.file.text.as_str();
    for section in &document.parsed.plan.sections {
        if let Some((id, span)) = section.id.as_ref().filter(|(_, span)| within(*span)) {
            // The span begins at its #.
            let start = span.start + usize::from(span.of(text).starts_with('#'));
            return Some((Thing::SectionId(id.clone()), Span::new(start, span.end)));
        }
        if let Some((link, span)) = section.implements.iter().find(|(_, span)| within(*span)) {
            let (plan, path) = link.split_once(':').unwrap_or(("", link));
            return Some((Thing::Implements(plan.to_owned(), path.to_owned()), *span));
        }
    }
    None
}

/// Where a mark's address stands behind its text: of `[text](target:ID)` the ID.
pub fn mark_id(text: &str, marked: Span, kind: &str, id: &str) -> Option<Span> {
    let behind = text.get(marked.end..)?;
    let head = format!("]({kind}:");
    let start = marked.end + behind.starts_with(&head).then_some(head.len())?;
    text.get(start..)?.starts_with(id).then(|| Span::new(start, start + id.len()))
}

fn mark(document: &Document, within: &dyn Fn(Span) -> bool) -> Option<(Thing, Span)> {
    let text = document.file.text.as_str();
    document.parsed.plan.marks.iter().find_map(|mark| match &mark.kind {
        MarkKind::Target(id) => {
            let span = mark_id(text, mark.span, "target", id).filter(|s| within(*s))?;
            Some((Thing::TargetId(id.clone()), span))
        }
        MarkKind::Unit(_) => None,
    })
}

fn unit(document: &Document, within: &dyn Fn(Span) -> bool) -> Option<(Thing, Span)> {
    let facts = &document.facts;
    for (task, own) in facts.tasks.iter().enumerate() {
        if let Some(at) = own.units.iter().position(|u| within(u.span)) {
            return Some((Thing::Unit(Some(task), at), own.units[at].span));
        }
    }
    let at = facts.default_units.iter().position(|d| within(d.unit.span))?;
    Some((Thing::Unit(None, at), facts.default_units[at].unit.span))
}

fn citation(document: &Document, within: &dyn Fn(Span) -> bool) -> Option<(Thing, Span)> {
    // A document may be cited again and again, and the facts have each once.
    for run in document.parsed.plan.texts() {
        if !run.prose.as_str().contains('《') || !within(run.prose.span()) {
            continue;
        }
        for found in crate::extract::citation::titles(run.prose.as_str()) {
            let span = run.prose.source_of(found.range.clone());
            if within(span) {
                return Some((Thing::Citation(found.title, found.number), span));
            }
        }
    }
    None
}

fn target(document: &Document, within: &dyn Fn(Span) -> bool) -> Option<(Thing, Span)> {
    let found = document.facts.targets.iter().enumerate().filter(|(_, t)| within(t.span));
    found.min_by_key(|(_, t)| t.span.len()).map(|(at, t)| (Thing::Target(at), t.span))
}

fn section(document: &Document, offset: usize) -> Option<(Thing, Span)> {
    let plan = &document.parsed.plan;
    let id = plan.section_at(offset)?;
    let span = plan.sections[id].heading_span;
    // A task is everything in its section.
    let holding = crate::extract::task::ancestors(plan, id)
        .find_map(|at| document.facts.tasks.iter().position(|t| t.section == at));
    match holding {
        Some(task) => Some((Thing::Task(task), plan.sections[document.facts.tasks[task].section].heading_span)),
        None => Some((Thing::Section(id), span)),
    }
}
