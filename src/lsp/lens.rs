//! Code lenses: over a parent's task, in how many of its children it is carried out.

use super::references;
use super::view::View;
use crate::align::Status;
use crate::base::Lang;
use lsp_types::{CodeLens, Command};
use serde_json::json;

/// The command that shows where a task is carried out; editors register it.
pub const SHOW: &str = "plangen.showReferences";

/// The lenses of a plan that others carry out.
pub fn all(view: &View<'_>) -> Vec<CodeLens> {
    let children = view.children();
    // A child that shares next to nothing is likely another's; nobody counts it.
    let children: Vec<_> = children.into_iter().filter(|c| !c.alignment.unrelated).collect();
    if children.is_empty() {
        return Vec::new();
    }
    let mut out = Vec::new();
    for (at, task) in view.document.facts.tasks.iter().enumerate() {
        let status = |c: &super::view::Other| c.alignment.tasks.iter().find(|l| l.parent == at).map(|l| l.status);
        let done = children.iter().filter(|c| status(c) == Some(Status::Covered)).count();
        let partly = children.iter().filter(|c| status(c) == Some(Status::Partial)).count();
        let head = view.document.parsed.plan.sections[task.section].heading_span;
        let range = view.range(head);
        let places = references::answers(view, at);
        let arguments = vec![json!(view.uri()), json!(range.start), json!(places)];
        let command = Command {
            title: words(children.len(), done, partly, view.lang),
            command: SHOW.to_owned(),
            arguments: Some(arguments),
        };
        out.push(CodeLens { range, command: Some(command), data: None });
    }
    out
}

fn words(all: usize, done: usize, partly: usize, lang: Lang) -> String {
    match (lang, partly) {
        (Lang::Zh, 0) => format!("{all} 份下级方案中 {done} 份已落实"),
        (Lang::Zh, _) => format!("{all} 份下级方案中 {done} 份已落实，{partly} 份部分落实"),
        (Lang::En, 0) => format!("implemented in {done} of {all}"),
        (Lang::En, _) => format!("implemented in {done} of {all}, partly in {partly}"),
    }
}
