//! Document links: the parents in the front matter, and cited documents that the project has.

use super::view::{View, called};
use crate::base::Span;
use crate::extract::citation;
use crate::lint::plain_number;
use lsp_types::DocumentLink;
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};

/// The links of a plan.
pub fn all(view: &View<'_>) -> Vec<DocumentLink> {
    let session = view.project.session();
    let plan = &view.document.parsed.plan;
    let mut out = Vec::new();
    for link in &plan.meta.parents {
        let path = session.parent(&view.path, &link.value);
        out.extend(path.and_then(|path| to(view, link.span, &path)));
    }
    let mut cited = Vec::new();
    for run in plan.texts().iter().filter(|r| r.prose.as_str().contains('《')) {
        for found in citation::titles(run.prose.as_str()) {
            if let Some(number) = found.number {
                cited.push((plain_number(&number), run.prose.source_of(found.range)));
            }
        }
    }
    if cited.is_empty() {
        return out;
    }
    let mut by_number: FxHashMap<String, PathBuf> = FxHashMap::default();
    for path in session.files().filter(|p| *p != view.path) {
        by_number.extend(session.number(path).map(|n| (plain_number(n), path.to_path_buf())));
    }
    out.extend(cited.into_iter().filter_map(|(number, span)| to(view, span, by_number.get(&number)?)));
    out
}

fn to(view: &View<'_>, span: Span, path: &Path) -> Option<DocumentLink> {
    Some(DocumentLink {
        range: view.range(span),
        target: view.names.of(path),
        tooltip: Some(called(view.project.session(), path)),
        data: None,
    })
}
