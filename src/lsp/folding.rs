//! Folding: sections, front matter, tables, boxes and comments.

use super::view::View;
use crate::base::Span;
use crate::plan::Block;
use lsp_types::{FoldingRange, FoldingRangeKind};

/// What of a plan can be folded away.
pub fn all(view: &View<'_>) -> Vec<FoldingRange> {
    let plan = &view.document.parsed.plan;
    let mut out = Vec::new();
    let mut fold = |span: Span, kind: Option<FoldingRangeKind>| out.extend(range(view, span, kind));
    fold(plan.meta.span, Some(FoldingRangeKind::Region));
    for comment in &plan.comments {
        fold(comment.span, Some(FoldingRangeKind::Comment));
    }
    for section in &plan.sections {
        fold(section.span, None);
    }
    let blocks = plan.preamble.iter().chain(plan.sections.iter().flat_map(|s| &s.blocks));
    for block in blocks {
        match block {
            Block::Table(table) => fold(table.span, None),
            Block::Box(own) => fold(own.span, None),
            Block::Paragraph(_) | Block::Picture(_) => {}
        }
    }
    out.sort_by_key(|f| (f.start_line, f.end_line));
    out.dedup();
    out
}

fn range(view: &View<'_>, span: Span, kind: Option<FoldingRangeKind>) -> Option<FoldingRange> {
    // Blank lines behind a section stay in sight.
    let text = span.of(view.text());
    let end = span.start + text.trim_end().len();
    let (from, to) = (view.lines.position(span.start), view.lines.position(end));
    let characters = !view.client.folds_lines;
    (to.line > from.line).then(|| FoldingRange {
        start_line: from.line,
        start_character: characters.then(|| view.lines.position(view.lines.line(from.line as usize).end).character),
        end_line: to.line,
        end_character: characters.then_some(to.character),
        kind,
        collapsed_text: None,
    })
}
