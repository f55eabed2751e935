//! Rename of ids: a plan's, a section's, a target's, with every link to it in the project.

use super::cursor::{self, Thing};
use super::definition;
use super::view::{View, called};
use crate::align::names_plan;
use crate::base::Span;
use crate::plan::{MarkKind, Plan};
use crate::session::Document;
use lsp_types::{Position, Range, TextEdit, Uri, WorkspaceEdit};
use std::collections::HashMap;
use std::path::PathBuf;

/// What would be renamed at a position, and its present name.
pub fn prepare(view: &View<'_>, position: Position) -> Option<(Range, String)> {
    let (thing, span) = renamed(view, position)?;
    let name = match thing {
        Thing::PlanId(id) | Thing::SectionId(id) | Thing::TargetId(id) => id,
        _ => return None,
    };
    Some((view.range(span), name))
}

/// The id at a position: of a link the part the pointer stands in, as the plan it names has it.
fn renamed(view: &View<'_>, position: Position) -> Option<(Thing, Span)> {
    let offset = view.offset(position);
    let (thing, span) = cursor::at(view, offset)?;
    match thing {
        Thing::PlanId(_) | Thing::SectionId(_) | Thing::TargetId(_) => Some((thing, span)),
        Thing::Implements(plan, path) => {
            let (other, section) = definition::linked(view, &plan, &path)?;
            let split = span.start + plan.len();
            if !plan.is_empty() && offset <= split {
                other.document.parsed.plan.meta.id.as_ref()?;
                return Some((Thing::PlanId(plan), Span::new(span.start, split)));
            }
            // A path of labels is no id.
            let named = other.document.parsed.plan.sections[section].id.as_ref().is_some_and(|(id, _)| *id == path);
            let start = span.end - path.len();
            named.then_some((Thing::SectionId(path), Span::new(start, span.end)))
        }
        Thing::Parent(link) => {
            let other = definition::parent(view, span)?;
            let id = other.document.parsed.plan.meta.id.as_ref()?;
            (id.value == link).then_some((Thing::PlanId(link), span))
        }
        _ => None,
    }
}

/// Renames the id at a position everywhere.
///
/// # Errors
/// When there is none, or the new one cannot be an id or is taken; told in the editor's language.
pub fn rename(view: &View<'_>, position: Position, name: &str) -> Result<WorkspaceEdit, String> {
    let Some((thing, _)) = renamed(view, position) else {
        return Err(view.say("这里没有可以改名的标识", "there is no id here that could be renamed").to_owned());
    };
    let bad = |c: char| {
        c.is_whitespace() || matches!(c, ':' | '：' | '/' | '\\' | '#' | '{' | '}' | '(' | ')' | '[' | ']' | ',' | '=')
    };
    if name.is_empty() || name.contains(bad) {
        let why = view.say(
            "标识不能是空的，也不能含空白和 : / \\ # { } ( ) [ ] , =",
            "an id is not empty and holds no white space and none of : / \\ # { } ( ) [ ] , =",
        );
        return Err(why.to_owned());
    }
    if let Some(taken) = taken(view, &thing, name) {
        return Err(match view.lang {
            crate::base::Lang::Zh => format!("“{name}”已用于{taken}"),
            crate::base::Lang::En => format!("`{name}` is taken by {taken}"),
        });
    }
    #[expect(clippy::mutable_key_type, reason = "the protocol's own type; addresses are not changed here")]
    let mut changes: HashMap<Uri, Vec<TextEdit>> = HashMap::new();
    for (path, span) in places(view, &thing) {
        if let Some(place) = view.location(&path, span) {
            changes.entry(place.uri).or_default().push(TextEdit::new(place.range, name.to_owned()));
        }
    }
    Ok(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() })
}

/// Who has this id already.
fn taken(view: &View<'_>, thing: &Thing, name: &str) -> Option<String> {
    let session = view.project.session();
    match thing {
        Thing::PlanId(_) => {
            let mut files: Vec<PathBuf> = session.files().map(PathBuf::from).collect();
            files.sort();
            let same = |path: &&PathBuf| session.links(path).is_some_and(|own| own.id.as_deref() == Some(name));
            files.iter().find(same).map(|path| called(session, path))
        }
        Thing::SectionId(_) => {
            let (_, owner) = owner(view, thing)?;
            let section =
                owner.parsed.plan.sections.iter().find(|s| s.id.as_ref().is_some_and(|(id, _)| id == name))?;
            Some(section.path.clone())
        }
        _ => {
            let target = view.document.facts.targets.iter().find(|t| t.id == name)?;
            Some(target.quote.clone())
        }
    }
}

/// The plan that a thing's id belongs to.
fn owner(view: &View<'_>, thing: &Thing) -> Option<(PathBuf, Document)> {
    let own = (view.path.clone(), view.document.clone());
    match thing {
        Thing::PlanId(id) => {
            if view.document.parsed.plan.meta.id.as_ref().is_some_and(|own| own.value == *id) {
                return Some(own);
            }
            let parent = view.parents().into_iter().find(|p| names_plan(p.doc(), id))?;
            Some((parent.path, parent.document))
        }
        Thing::SectionId(id) => {
            let has = |d: &Document| d.parsed.plan.sections.iter().any(|s| s.id.as_ref().is_some_and(|(i, _)| i == id));
            if has(&view.document) {
                return Some(own);
            }
            let parent = view.parents().into_iter().find(|p| has(&p.document))?;
            Some((parent.path, parent.document))
        }
        _ => Some(own),
    }
}

/// Every place where an id stands: where it is given, and the links to it.
pub fn places(view: &View<'_>, thing: &Thing) -> Vec<(PathBuf, Span)> {
    let Some((owner_path, owner)) = owner(view, thing) else { return Vec::new() };
    let session = view.project.session();
    let mut out: Vec<(PathBuf, Span)> = Vec::new();
    match thing {
        Thing::PlanId(id) => {
            out.extend(owner.parsed.plan.meta.id.iter().map(|i| (owner_path.clone(), bare(i.span, id, &owner))));
            for child in linking(view, &owner_path) {
                let plan = &child.parsed.plan;
                let path = &child.file.path;
                for link in plan.meta.parents.iter().filter(|l| l.value == *id) {
                    if session.parent(path, &link.value).as_deref() == Some(&owner_path) {
                        out.push((path.clone(), bare(link.span, id, &child)));
                    }
                }
                for (link, span) in written(plan) {
                    if link.split_once(':').is_some_and(|(plan, _)| plan == id) {
                        out.push((path.clone(), Span::new(span.start, span.start + id.len())));
                    }
                }
            }
        }
        Thing::SectionId(id) => {
            let given = owner.parsed.plan.sections.iter().filter_map(|s| s.id.as_ref()).filter(|(i, _)| i == id);
            out.extend(given.map(|(id, span)| (owner_path.clone(), Span::new(span.end - id.len(), span.end))));
            for child in linking(view, &owner_path) {
                for (link, span) in written(&child.parsed.plan) {
                    let (plan, path) = link.split_once(':').unwrap_or(("", link));
                    if path == id && (plan.is_empty() || names_plan(owner.doc(), plan)) {
                        out.push((child.file.path.clone(), Span::new(span.end - path.len(), span.end)));
                    }
                }
            }
        }
        Thing::TargetId(id) => {
            let text = owner.file.text.as_str();
            for mark in &owner.parsed.plan.marks {
                if matches!(&mark.kind, MarkKind::Target(own) if own == id) {
                    let span = cursor::mark_id(text, mark.span, "target", id);
                    out.extend(span.map(|span| (owner_path.clone(), span)));
                }
            }
        }
        _ => {}
    }
    out
}

/// The plans that have one as a parent.
fn linking(view: &View<'_>, owner: &std::path::Path) -> Vec<Document> {
    let session = view.project.session();
    view.project.children(owner).iter().filter_map(|path| session.document(path)).collect()
}

/// A value of the front matter without its quotes.
fn bare(span: Span, value: &str, document: &Document) -> Span {
    let written = span.of(&document.file.text);
    written.find(value).map_or(span, |at| Span::new(span.start + at, span.start + at + value.len()))
}

/// The links that stand in a plan's headings; those of its side file have no place there.
fn written(plan: &Plan) -> impl Iterator<Item = &(String, Span)> {
    plan.sections.iter().flat_map(|s| &s.implements).filter(|(_, span)| !span.is_empty())
}
