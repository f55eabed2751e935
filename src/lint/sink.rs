//! Where a lint puts what it finds.

use super::{Page, Spot};
use crate::align::Doc;
use crate::base::{Applicability, Arg, Edit, Finding, Fix, Place, Severity, Span};
use crate::plan::Stage;

/// Takes the findings of one lint on one plan.
#[derive(Debug)]
pub struct Sink<'a> {
    page: &'static Page,
    doc: Doc<'a>,
    findings: Vec<Finding>,
}

impl<'a> Sink<'a> {
    /// A sink for a lint and the plan it looks at.
    pub fn new(page: &'static Page, doc: Doc<'a>) -> Self {
        Self { page, doc, findings: Vec::new() }
    }

    /// Begins a finding at `span` (bytes of the plan's file), told by the message `variant` of the page.
    /// Nothing is reported until [`Draft::done`].
    #[must_use = "a finding is reported by `done`"]
    pub fn report(&mut self, span: Span, variant: &'static str) -> Draft<'_> {
        let finding = Finding {
            code: self.page.code,
            name: self.page.name,
            severity: self.page.severity,
            variant,
            args: Vec::new(),
            place: place(&self.doc, span, "here"),
            related: Vec::new(),
            fix: None,
            words: None,
        };
        Draft { finding, out: &mut self.findings }
    }

    /// What was found, in the order it was reported.
    pub fn finish(self) -> Vec<Finding> {
        let draft = self.doc.plan.meta.stage() < Stage::Review;
        // In a draft that is not yet for signing nothing is missing that comes later.
        if draft && !self.page.drafts { Vec::new() } else { self.findings }
    }
}

/// A span of a plan as a place.
pub(super) fn place(doc: &Doc<'_>, span: Span, label: &'static str) -> Place {
    let section = doc.plan.section_at(span.start).map(|id| doc.plan.sections[id].path.clone());
    Place { file: doc.file.path.clone(), span, section, page: None, label }
}

/// A finding that is being made.
#[derive(Debug)]
pub struct Draft<'s> {
    pub(super) finding: Finding,
    pub(super) out: &'s mut Vec<Finding>,
}

impl Draft<'_> {
    /// An argument of the message, `{name}` in the page.
    pub fn arg(mut self, name: &'static str, value: impl Into<Arg>) -> Self {
        self.finding.args.push((name, value.into()));
        self
    }

    /// Another place, in this plan or a parent; `label` is a key of the page's `labels`.
    pub fn related(mut self, doc: &Doc<'_>, span: Span, label: &'static str) -> Self {
        self.finding.related.push(place(doc, span, label));
        self
    }

    /// Another place on the pages where the same is found.
    pub fn also(mut self, spot: Spot<'_>) -> Self {
        let page = Some(spot.area());
        let file = self.finding.place.file.clone();
        self.finding.related.push(Place { file, span: Span::default(), section: None, page, label: "also" });
        self
    }

    /// What was measured, what was wanted, and by how much the two may differ.
    pub fn measured(self, found: f64, wanted: f64, tolerance: f64) -> Self {
        self.arg("found", found).arg("wanted", wanted).arg("tolerance", tolerance)
    }

    /// Another clause of the standard than the page's.
    pub fn clause(mut self, clause: &'static str) -> Self {
        for (name, value) in &mut self.finding.args {
            if *name == "clause" {
                *value = clause.into();
            }
        }
        self
    }

    /// Another severity than the page's.
    pub fn severity(mut self, severity: Severity) -> Self {
        self.finding.severity = severity;
        self
    }

    /// A safe fix: it changes no number, name or title.
    pub fn replace(self, span: Span, text: impl Into<String>) -> Self {
        self.edit(Applicability::Safe, span, text.into())
    }

    /// A fix that may change what the text says: applied only when asked for.
    pub fn rewrite(self, span: Span, text: impl Into<String>) -> Self {
        self.edit(Applicability::Unsafe, span, text.into())
    }

    /// A suggestion: something to think about, never applied.
    pub fn suggest(self, span: Span, text: impl Into<String>) -> Self {
        self.edit(Applicability::Suggestion, span, text.into())
    }

    fn edit(mut self, applicability: Applicability, span: Span, text: String) -> Self {
        let fix = self.finding.fix.get_or_insert(Fix { applicability, edits: Vec::new() });
        fix.applicability = fix.applicability.max(applicability);
        let at = fix.edits.partition_point(|e| e.span < span);
        fix.edits.insert(at, Edit { span, text });
        self
    }

    /// Reports it.
    pub fn done(self) {
        self.out.push(self.finding);
    }
}
