//! Defects of a plan's own text, for programs: the findings of lints that find such, each with its quote.

use super::messages;
use crate::align::Doc;
use crate::base::{Finding, Lang, Span};
use crate::extract::bracket;
use crate::lint;
use serde_json::{Value, json};

/// A slip that recurs more often than this through a document is a habit: one row speaks for it.
const HABIT: usize = 8;

/// A row for each place of each finding that is a defect of `doc`.
pub fn rows(doc: Doc<'_>, findings: &[Finding]) -> Vec<Value> {
    let mut out = Vec::new();
    // One slip may be told by two lints: beside the parent, and alone.
    let mut told: Vec<(&str, Span)> = Vec::new();
    for finding in findings.iter().filter(|f| f.place.file == doc.file.path) {
        let Some(kind) = lint::find(finding.code).and_then(|page| page.defect) else { continue };
        let also: Vec<_> = finding.related.iter().filter(|p| p.label == "also").collect();
        let habit = also.len() >= HABIT;
        let further = also.into_iter().filter(|_| !habit);
        for place in std::iter::once(&finding.place).chain(further) {
            let again = |(k, s): &(&str, Span)| {
                *k == kind && kind == "typo" && s.start < place.span.end && place.span.start < s.end
            };
            if told.iter().any(again) {
                continue;
            }
            told.push((kind, place.span));
            out.push(json!({
                "path": place.section,
                "quote": wider(place.span, &doc.file.text),
                "kind": kind,
                "code": finding.code,
                "why": messages::message(finding, Lang::Zh),
            }));
        }
    }
    out
}

/// A mark alone is no quote: it is told with the words around it, a few on each side.
fn wider(span: Span, text: &str) -> &str {
    let words = span.of(text);
    let bracketed = words.starts_with(bracket::opens);
    if words.chars().count() > 4 && !bracketed {
        return words;
    }
    let back = text[..span.start].char_indices().rev().take(5).take_while(|(_, c)| *c != '\n').last();
    let start = back.map_or(span.start, |b| b.0);
    let on = text[span.end..].char_indices().take(5).take_while(|(_, c)| *c != '\n').last();
    let end = on.map_or(span.end, |(at, c)| span.end + at + c.len_utf8());
    &text[start..end]
}
