//! PG607: wording that the project requires and the plan lacks (必写表述缺失).

use crate::base::Span;
use crate::lint::{FileInput, Sink};

/// Reports each entry of the project's list that is in force on the plan's day and not in its text.
pub fn check(input: &FileInput<'_>, out: &mut Sink<'_>) {
    let required = input.register.required();
    if required.is_empty() {
        return;
    }
    let plan = input.doc.plan;
    let day = input.date().unwrap_or(input.today);
    let texts: Vec<(Span, String)> = plan.texts().iter().map(|r| (r.prose.span(), squeeze(r.prose.as_str()))).collect();
    for entry in required.iter().filter(|e| e.holds_on(day)) {
        let wanted = squeeze(&entry.text);
        let place = entry.place.as_deref().filter(|p| !p.is_empty());
        let sections: Vec<_> =
            plan.sections.iter().filter(|s| place.is_some_and(|p| s.title.as_str().contains(p))).collect();
        let within = |span: Span| sections.is_empty() || sections.iter().any(|s| s.span.contains(span));
        if texts.iter().any(|(span, text)| within(*span) && text.contains(&wanted)) {
            continue;
        }
        let keeper = entry.keeper.as_deref().unwrap_or_default();
        let (span, variant) = match (sections.first(), keeper.is_empty()) {
            (Some(section), true) => (section.heading_span, "in-section"),
            (Some(section), false) => (section.heading_span, "kept-in-section"),
            (None, true) => (input.head(), "default"),
            (None, false) => (input.head(), "kept"),
        };
        out.report(span, variant)
            .arg("text", entry.text.as_str())
            .arg("section", sections.first().map_or("", |s| s.title.as_str()))
            .arg("keeper", keeper)
            .done();
    }
}

fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
