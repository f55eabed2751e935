//! The findings that reading a source file makes (PG0xx), before any lint runs.

use crate::base::{Applicability, Arg, Edit, Finding, Fix, Place, Severity, SourceFile, Span};

/// A code of this room with its name and its severity.
#[derive(Debug, Clone, Copy)]
pub(super) struct Code(pub &'static str, pub &'static str, pub Severity);

/// The front matter cannot be read as meant.
pub(super) const INVALID: Code = Code("PG001", "invalid-front-matter", Severity::Error);
/// A key that plangen does not know.
pub(super) const UNKNOWN: Code = Code("PG002", "unknown-key", Severity::Warning);
/// An id that stands twice.
pub(super) const DUPLICATE: Code = Code("PG005", "duplicate-id", Severity::Error);
/// An item with a number and nothing to do.
pub(super) const EMPTY: Code = Code("PG006", "empty-task", Severity::Warning);

/// The message of a key that stands twice.
pub(super) const DUPLICATE_KEY: &str = "duplicate-key";

/// Findings of one file on their way.
pub(super) struct Faults<'a> {
    pub file: &'a SourceFile,
    pub found: Vec<Finding>,
}

impl<'a> Faults<'a> {
    pub fn new(file: &'a SourceFile) -> Self {
        Self { file, found: Vec::new() }
    }

    /// Adds a finding; an empty span is widened to the character behind it, so that there is something to
    /// point at.
    pub fn add(
        &mut self,
        code: Code,
        variant: &'static str,
        span: Span,
        args: Vec<(&'static str, Arg)>,
    ) -> &mut Finding {
        let place = self.place(span, "here");
        let Code(code, name, severity) = code;
        self.found.push(Finding {
            code,
            name,
            severity,
            variant,
            args,
            place,
            related: Vec::new(),
            fix: None,
            words: None,
        });
        let last = self.found.len() - 1;
        &mut self.found[last]
    }

    /// A place of this file.
    pub fn place(&self, span: Span, label: &'static str) -> Place {
        let text = &self.file.text;
        let span = if span.is_empty() {
            let next = text.get(span.start..).and_then(|t| t.chars().next()).filter(|c| *c != '\n' && *c != '\r');
            Span::new(span.start, span.start + next.map_or(0, char::len_utf8))
        } else {
            span
        };
        Place { file: self.file.path.clone(), span, section: None, page: None, label }
    }
}

/// A fix of one edit.
pub(super) fn fix(applicability: Applicability, span: Span, text: impl Into<String>) -> Option<Fix> {
    Some(Fix { applicability, edits: vec![Edit { span, text: text.into() }] })
}

/// The known word nearest to `word`, when it is near enough to be what was meant.
pub(super) fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let lower = word.to_lowercase().replace('_', "-");
    known
        .iter()
        .map(|k| (strsim::damerau_levenshtein(&lower, k), *k))
        .filter(|(distance, k)| *distance <= 1 + k.chars().count() / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, k)| k)
}
