//! Inlay hints: behind each target the value it is compared by.

use super::view::View;
use super::words;
use crate::lint::target_value;
use lsp_types::{InlayHint, InlayHintKind, InlayHintLabel, InlayHintTooltip, Range};

/// The hints of a part of a plan.
pub fn of(view: &View<'_>, range: Range) -> Vec<InlayHint> {
    let wanted = view.lines.span(range);
    let seen = view.document.facts.targets.iter().filter(|t| wanted.start <= t.span.end && t.span.end <= wanted.end);
    let hints = seen.map(|target| {
        let parts = [Some(target_value(target)), words::due(target, view.lang)];
        let label = parts.into_iter().flatten().collect::<Vec<_>>().join(view.say("，", ", "));
        InlayHint {
            position: view.lines.position(target.span.end),
            label: InlayHintLabel::String(label),
            kind: Some(InlayHintKind::TYPE),
            text_edits: None,
            tooltip: (!target.metric.is_empty()).then(|| InlayHintTooltip::String(target.metric.clone())),
            padding_left: Some(true),
            padding_right: None,
            data: None,
        }
    });
    hints.collect()
}
