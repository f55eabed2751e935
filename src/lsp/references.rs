//! Find references: of a parent's task or target what answers it in the children; of an id the links to it; of a
//! cited document who cites it; of a unit where it is named.

use super::cursor::{self, Thing};
use super::definition;
use super::rename;
use super::view::View;
use crate::base::Span;
use crate::extract::citation;
use crate::lint::{is_titled, plain_number};
use crate::session::Document;
use lsp_types::{Location, Position};
use std::path::PathBuf;

/// Everything that refers to the thing at a position; `declared`: with the thing itself.
pub fn at(view: &View<'_>, position: Position, declared: bool) -> Vec<Location> {
    let Some((thing, span)) = cursor::at(view, view.offset(position)) else { return Vec::new() };
    let own = || declared.then(|| view.location(&view.path, span)).flatten();
    match thing {
        Thing::Task(task) => own().into_iter().chain(answers(view, task)).collect(),
        Thing::Target(target) => own().into_iter().chain(of_target(view, target)).collect(),
        Thing::TargetId(id) => {
            let at = view.document.facts.targets.iter().position(|t| t.id == id);
            own().into_iter().chain(at.map(|at| of_target(view, at)).unwrap_or_default()).collect()
        }
        Thing::PlanId(_) | Thing::SectionId(_) => {
            let places = rename::places(view, &thing);
            let kept = places.into_iter().filter(|(path, at)| declared || *path != view.path || *at != span);
            kept.filter_map(|(path, span)| view.location(&path, span)).collect()
        }
        Thing::Implements(plan, path) => match definition::linked(view, &plan, &path) {
            Some((other, section)) => {
                let found = &other.document.parsed.plan.sections[section];
                let head = view.location_in(&other.document.file, found.heading_span);
                head.into_iter().filter(|_| declared).chain(own()).collect()
            }
            None => own().into_iter().collect(),
        },
        Thing::Citation(title, number) => cited(view, &title, number.as_deref()),
        Thing::Unit(task, at) => {
            let facts = &view.document.facts;
            let unit = match task {
                Some(task) => facts.tasks.get(task).and_then(|t| t.units.get(at)),
                None => facts.default_units.get(at).map(|d| &d.unit),
            };
            unit.map(|u| of_unit(view, &u.name, u.function.as_deref())).unwrap_or_default()
        }
        Thing::Parent(_) | Thing::Code(_) | Thing::Section(_) => Vec::new(),
    }
}

/// The children's tasks that answer a task.
pub fn answers(view: &View<'_>, task: usize) -> Vec<Location> {
    let mut out = Vec::new();
    for child in view.children() {
        let Some(link) = child.alignment.tasks.iter().find(|l| l.parent == task) else { continue };
        for &at in &link.children {
            let section = child.document.facts.tasks[at].section;
            let head = child.document.parsed.plan.sections[section].heading_span;
            out.extend(view.location_in(&child.document.file, head));
        }
    }
    out
}

fn of_target(view: &View<'_>, target: usize) -> Vec<Location> {
    let mut out = Vec::new();
    for child in view.children() {
        for link in child.alignment.targets.iter().filter(|l| l.parent == target) {
            let said = link.child.map(|c| child.document.facts.targets[c].span).or(link.said);
            out.extend(said.and_then(|span| view.location_in(&child.document.file, span)));
        }
    }
    out
}

/// The plans of the project, those that are only read as parents among them, in order.
fn documents(view: &View<'_>) -> Vec<Document> {
    let session = view.project.session();
    let mut paths: Vec<PathBuf> = session.files().map(PathBuf::from).collect();
    paths.sort();
    paths.iter().filter_map(|path| session.document(path)).collect()
}

/// Every citation of a document in the project.
fn cited(view: &View<'_>, title: &str, number: Option<&str>) -> Vec<Location> {
    let number = number.map(plain_number);
    let same = |found: &citation::Titled| match (&number, &found.number) {
        (Some(number), Some(other)) => *number == plain_number(other),
        _ => found.title == title || is_titled(&found.title, title) && is_titled(title, &found.title),
    };
    let mut out = Vec::new();
    for document in documents(view) {
        for run in document.parsed.plan.texts().iter().filter(|r| r.prose.as_str().contains('《')) {
            for found in citation::titles(run.prose.as_str()).into_iter().filter(same) {
                out.extend(view.location_in(&document.file, run.prose.source_of(found.range)));
            }
        }
    }
    out
}

/// Every naming of a body in the plan: by its function, else by its name.
fn of_unit(view: &View<'_>, name: &str, function: Option<&str>) -> Vec<Location> {
    let facts = &view.document.facts;
    let named = facts.tasks.iter().flat_map(|t| &t.units).chain(facts.default_units.iter().map(|d| &d.unit));
    let same = named.filter(|u| if function.is_some() { u.function.as_deref() == function } else { u.name == name });
    let mut spans: Vec<Span> = same.map(|u| u.span).collect();
    spans.sort();
    spans.dedup();
    spans.into_iter().filter_map(|span| view.location(&view.path, span)).collect()
}
