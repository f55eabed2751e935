//! Go to definition: a child's task to the parent's, a link to what it names, a citation to the document, a unit to
//! the project's register.

use super::cursor::{self, Thing};
use super::position::Lines;
use super::view::{Other, View};
use crate::align::{Alignment, Doc, names_plan};
use crate::base::{SourceFile, Span};
use crate::lint::{is_titled, plain_number};
use crate::plan::SectionId;
use lsp_types::{Location, LocationLink, Position};
use std::path::Path;
use std::sync::Arc;

/// Where the thing at a position is defined; several places where several parents ask for it.
pub fn at(view: &View<'_>, position: Position) -> Vec<LocationLink> {
    let Some((thing, span)) = cursor::at(view, view.offset(position)) else { return Vec::new() };
    let places: Vec<(Location, Location)> = match thing {
        Thing::Parent(_) => parent(view, span).iter().filter_map(|p| whole(view, p)).collect(),
        Thing::Implements(plan, path) => {
            let found = linked(view, &plan, &path);
            found.iter().filter_map(|(other, section)| of_section(view, other, *section)).collect()
        }
        Thing::Citation(title, number) => {
            cited(view, &title, number.as_deref()).iter().filter_map(|other| whole(view, other)).collect()
        }
        Thing::Task(task) => of_task(view, task),
        Thing::Target(target) => of_target(view, target),
        Thing::TargetId(id) => {
            let at = view.document.facts.targets.iter().position(|t| t.id == id);
            at.map(|at| of_target(view, at)).unwrap_or_default()
        }
        Thing::Unit(task, at) => {
            let facts = &view.document.facts;
            let unit = match task {
                Some(task) => facts.tasks.get(task).and_then(|t| t.units.get(at)),
                None => facts.default_units.get(at).map(|d| &d.unit),
            };
            unit.and_then(|u| registered(view, u.function.as_deref()?)).into_iter().collect()
        }
        Thing::Code(_) | Thing::PlanId(_) | Thing::SectionId(_) | Thing::Section(_) => Vec::new(),
    };
    let origin = Some(view.range(span));
    places
        .into_iter()
        .map(|(all, head)| LocationLink {
            origin_selection_range: origin,
            target_uri: all.uri,
            target_range: all.range,
            target_selection_range: head.range,
        })
        .collect()
}

/// A whole plan, and its title.
fn whole(view: &View<'_>, other: &Other) -> Option<(Location, Location)> {
    let file = &other.document.file;
    let title = other.document.parsed.plan.meta.title_span;
    Some((view.location_in(file, Span::new(0, file.text.len()))?, view.location_in(file, title)?))
}

fn of_section(view: &View<'_>, other: &Other, section: SectionId) -> Option<(Location, Location)> {
    let section = other.document.parsed.plan.sections.get(section)?;
    let file = &other.document.file;
    Some((view.location_in(file, section.span)?, view.location_in(file, section.heading_span)?))
}

/// The parents' tasks that a task answers.
fn of_task(view: &View<'_>, task: usize) -> Vec<(Location, Location)> {
    let mut out = Vec::new();
    for parent in view.parents() {
        let links = parent.alignment.tasks.iter().filter(|l| l.children.contains(&task));
        let sections = links.map(|l| parent.document.facts.tasks[l.parent].section);
        out.extend(sections.filter_map(|section| of_section(view, &parent, section)));
    }
    out
}

/// The parents' targets that a target answers.
fn of_target(view: &View<'_>, target: usize) -> Vec<(Location, Location)> {
    let mut out = Vec::new();
    for parent in view.parents() {
        let links = parent.alignment.targets.iter().filter(|l| l.child == Some(target));
        let targets = links.map(|l| &parent.document.facts.targets[l.parent]);
        let file = &parent.document.file;
        out.extend(
            targets.filter_map(|t| Some((view.location_in(file, t.sentence)?, view.location_in(file, t.span)?))),
        );
    }
    out
}

/// The parent that a link of the front matter at `span` names.
pub fn parent(view: &View<'_>, span: Span) -> Option<Other> {
    let links = &view.document.parsed.plan.meta.parents;
    let link = links.iter().find(|l| l.span == span)?;
    let own = view.project.parents(&view.path);
    let session = view.project.session();
    // Parents stand in the order of the links; one that is not there leaves a gap, so each is asked for by name.
    let path =
        session.parent(&view.path, &link.value).or_else(|| (links.len() == 1).then(|| own.first().cloned())?)?;
    let alignment = session.alignment(&view.path, &path)?;
    Some(Other { document: session.document(&path)?, path, alignment })
}

/// The section that a hand-made link names, and its plan.
pub fn linked(view: &View<'_>, plan: &str, path: &str) -> Option<(Other, SectionId)> {
    let parents = view.parents();
    parents.into_iter().filter(|p| plan.is_empty() || names_plan(p.doc(), plan)).find_map(|parent| {
        let section = section_named(parent.doc(), path)?;
        Some((parent, section))
    })
}

/// The section of this path or id.
pub fn section_named(doc: Doc<'_>, name: &str) -> Option<SectionId> {
    let by_id = || doc.plan.sections.iter().position(|s| s.id.as_ref().is_some_and(|(id, _)| id == name));
    doc.plan.section(name).or_else(by_id)
}

/// The plan of the project that is cited: by its number, else by its title.
pub fn cited(view: &View<'_>, title: &str, number: Option<&str>) -> Option<Other> {
    let session = view.project.session();
    let mut paths: Vec<&Path> = session.files().filter(|p| *p != view.path).collect();
    paths.sort();
    let by_number = |path: &&Path| {
        let own = session.number(path);
        own.zip(number).is_some_and(|(own, number)| plain_number(own) == plain_number(number))
    };
    let by_title = |path: &&Path| session.title(path).is_some_and(|own| is_titled(title, own));
    let path = paths.iter().copied().find(by_number).or_else(|| paths.iter().copied().find(by_title))?;
    let (path, document) = (path.to_path_buf(), session.document(path)?);
    // What it has to do with this plan is not asked.
    Some(Other { path, document, alignment: Arc::new(Alignment::default()) })
}

/// The entry of a function in the project's own register.
fn registered(view: &View<'_>, key: &str) -> Option<(Location, Location)> {
    let path = view.project.settings_file()?;
    let file: SourceFile = crate::source::load_text(&path).ok()?;
    #[derive(serde::Deserialize)]
    struct Units {
        #[serde(default)]
        unit: Vec<toml::Spanned<toml::Table>>,
    }
    let units: Units = toml::from_str(&file.text).ok()?;
    let entry = units.unit.iter().find(|u| u.as_ref().get("key").and_then(|k| k.as_str()) == Some(key))?;
    let lines = Lines::new(&file.text, view.client.encoding);
    let range = lines.range(entry.span().into());
    let place = Location { uri: view.names.of(&path)?, range };
    Some((place.clone(), place))
}
