//! Formatting: the canonical form that `plangen fmt` writes, and texts as the edits that lead to them.

use super::view::View;
use crate::base::Span;
use crate::import;
use lsp_types::TextEdit;
use similar::{DiffTag, TextDiff};

/// The edits that bring a plan into canonical form; nothing where it is published text, which has none.
pub fn all(view: &View<'_>) -> Option<Vec<TextEdit>> {
    let canonical = import::format(&view.document.file)?;
    Some(to(view, &canonical))
}

/// The edits that lead from a plan's text to another, line by line: what stays is not touched, so that the pointer
/// stays where it is.
pub fn to(view: &View<'_>, new: &str) -> Vec<TextEdit> {
    let old = view.text();
    let (from, onto) = (starts(old), starts(new));
    let diff = TextDiff::from_lines(old, new);
    let changes = diff.ops().iter().filter(|op| op.tag() != DiffTag::Equal);
    let edits = changes.map(|op| {
        let (o, n) = (op.old_range(), op.new_range());
        let span = Span::new(from[o.start], from[o.end]);
        TextEdit::new(view.range(span), new[onto[n.start]..onto[n.end]].to_owned())
    });
    edits.collect()
}

/// Where each line begins, and the end.
fn starts(text: &str) -> Vec<usize> {
    let mut out = vec![0];
    for line in text.split_inclusive('\n') {
        out.push(out.last().copied().unwrap_or(0) + line.len());
    }
    out
}
