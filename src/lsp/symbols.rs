//! Symbols: a plan's sections, tasks and targets, and those of all plans.

use super::view::View;
use super::words;
use crate::lint::target_value;
use crate::plan::{SectionId, SectionKind};
use lsp_types::{DocumentSymbol, Location, Range, SymbolInformation, SymbolKind};

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
    let name = if name.trim().is_empty() { own.path.clone() } else { name };
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

/// The titles, tasks and targets of a project's plans whose words hold the letters of `query` in their order.
pub fn search(
    project: &super::project::Project,
    query: &str,
    place: &dyn Fn(&std::sync::Arc<crate::base::SourceFile>, crate::base::Span) -> Option<Location>,
) -> Vec<SymbolInformation> {
    let mut out = Vec::new();
    for path in project.plans() {
        let Some(document) = project.document(path) else { continue };
        let title = super::view::title(document.doc());
        let plan = &document.parsed.plan;
        let mut take = |name: String, kind, span, container: Option<&str>| {
            if out.len() < MOST && holds(&name, query) {
                let at = place(&document.file, span);
                out.extend(at.map(|at| information(name, kind, at, container.map(str::to_owned))));
            }
        };
        take(title.clone(), SymbolKind::FILE, plan.meta.title_span, None);
        for task in &document.facts.tasks {
            let head = plan.sections[task.section].heading_span;
            take(words::task(task), SymbolKind::METHOD, head, Some(&title));
        }
        for target in &document.facts.targets {
            let name = format!("{} {}", target.metric, target_value(target));
            take(name, SymbolKind::CONSTANT, target.span, Some(&title));
        }
    }
    out
}

/// Whether the letters of a query stand in a name in this order.
fn holds(name: &str, query: &str) -> bool {
    let mut letters = name.chars().flat_map(char::to_lowercase);
    query.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).all(|c| letters.any(|l| l == c))
}
