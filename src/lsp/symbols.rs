//! Symbols: a plan's sections, tasks and targets, and those of all plans.

use super::project::Project;
use super::view::{View, title};
use super::words;
use crate::base::{SourceFile, Span};
use crate::lint::target_value;
use crate::plan::{SectionId, SectionKind};
use crate::session::Document;
use lsp_types::{DocumentSymbol, Location, Range, SymbolInformation, SymbolKind};
use std::sync::Arc;

/// The tree of a plan.
pub fn tree(view: &View<'_>) -> Vec<DocumentSymbol> {
    let plan = &view.document.parsed.plan;
    let top = (0..plan.sections.len()).filter(|&id| plan.sections[id].parent.is_none());
    top.map(|id| section(view, id)).collect()
}

fn section(view: &View<'_>, id: SectionId) -> DocumentSymbol {
    let plan = &view.document.parsed.plan;
    let own = &plan.sections[id];
    let task = view.document.facts.tasks.iter().find(|t| t.section == id);
    let mut children: Vec<DocumentSymbol> = own.children.iter().map(|&child| section(view, child)).collect();
    let range = view.range(own.span);
    for target in view.document.facts.targets.iter().filter(|t| t.section == Some(id)) {
        let detail = [Some(target_value(target)), words::due(target, view.lang)];
        let detail = detail.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let name = if target.metric.is_empty() { &target.quote } else { &target.metric };
        let at = within(view.range(target.span), range);
        children.push(symbol(name.clone(), Some(detail), SymbolKind::CONSTANT, at, at, Vec::new()));
    }
    let label = own.label.as_ref().map_or("", |l| l.raw.as_str());
    let name = format!("{label}{}{}", if label.ends_with('.') { " " } else { "" }, own.title.as_str());
    // The protocol wants a name.
    let name = [name, own.path.clone(), plan.meta.title.clone().unwrap_or_default()];
    let name = name.into_iter().find(|name| !name.trim().is_empty()).unwrap_or_else(|| "—".to_owned());
    let kind = match (own.kind, task) {
        (_, Some(_)) => SymbolKind::METHOD,
        (SectionKind::Box, _) => SymbolKind::OBJECT,
        (SectionKind::Attachment | SectionKind::Document, _) => SymbolKind::FILE,
        _ => SymbolKind::NAMESPACE,
    };
    let detail = task.map(|t| words::units(&t.units, view.lang)).filter(|d| !d.is_empty());
    symbol(name, detail, kind, range, within(view.range(own.heading_span), range), children)
}

/// A range that lies within another, as the protocol wants of what is selected.
fn within(range: Range, outer: Range) -> Range {
    let start = range.start.max(outer.start);
    Range::new(start, range.end.min(outer.end).max(start))
}

#[expect(deprecated, reason = "a field of the protocol's type that must be given")]
fn symbol(
    name: String,
    detail: Option<String>,
    kind: SymbolKind,
    range: Range,
    selection_range: Range,
    children: Vec<DocumentSymbol>,
) -> DocumentSymbol {
    let children = (!children.is_empty()).then_some(children);
    DocumentSymbol { name, detail, kind, tags: None, deprecated: None, range, selection_range, children }
}

/// The tree as a list, for editors that show none.
pub fn flat(view: &View<'_>) -> Vec<SymbolInformation> {
    let Some(uri) = view.uri() else { return Vec::new() };
    let mut out = Vec::new();
    let mut open: Vec<(DocumentSymbol, Option<String>)> = tree(view).into_iter().rev().map(|s| (s, None)).collect();
    while let Some((symbol, container)) = open.pop() {
        let location = Location { uri: uri.clone(), range: symbol.selection_range };
        let below = symbol.children.into_iter().flatten().rev();
        open.extend(below.map(|child| (child, Some(symbol.name.clone()))));
        out.push(information(symbol.name, symbol.kind, location, container));
    }
    out
}

#[expect(deprecated, reason = "a field of the protocol's type that must be given")]
fn information(name: String, kind: SymbolKind, location: Location, container: Option<String>) -> SymbolInformation {
    SymbolInformation { name, kind, tags: None, deprecated: None, location, container_name: container }
}

/// How many symbols of all plans are listed: an editor asks again with more of the word.
const MOST: usize = 500;

/// What a plan may be looked for by: its title, first, its tasks and its targets. It is kept when the plan is not.
#[derive(Debug, Default)]
pub struct Listed(Vec<(String, SymbolKind, Span)>);

impl Listed {
    /// Those of a plan.
    pub fn of(document: &Document) -> Self {
        let plan = &document.parsed.plan;
        let mut out = vec![(title(document.doc()), SymbolKind::FILE, plan.meta.title_span)];
        for task in &document.facts.tasks {
            out.push((words::task(task), SymbolKind::METHOD, plan.sections[task.section].heading_span));
        }
        for target in &document.facts.targets {
            out.push((format!("{} {}", target.metric, target_value(target)), SymbolKind::CONSTANT, target.span));
        }
        Self(out)
    }
}

/// The titles, tasks and targets of a project's plans whose words hold the letters of `query` in their order.
pub fn search(
    project: &mut Project,
    query: &str,
    place: &dyn Fn(&Arc<SourceFile>, Span) -> Option<Location>,
) -> Vec<SymbolInformation> {
    let mut out = Vec::new();
    project.list();
    for (path, Listed(list)) in project.listed() {
        let Some(file) = project.session().text(path) else { continue };
        let title = list.first().map_or("", |(title, ..)| title.as_str());
        for (name, kind, span) in list.iter().filter(|(name, ..)| holds(name, query)) {
            if out.len() == MOST {
                return out;
            }
            let container = (*kind != SymbolKind::FILE).then(|| title.to_owned());
            out.extend(place(file, *span).map(|at| information(name.clone(), *kind, at, container)));
        }
    }
    out
}

/// Whether the letters of a query stand in a name in this order.
fn holds(name: &str, query: &str) -> bool {
    let mut letters = name.chars().flat_map(char::to_lowercase);
    query.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).all(|c| letters.any(|l| l == c))
}
