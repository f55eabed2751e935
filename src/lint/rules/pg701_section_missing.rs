//! PG701: what an edition lacks of its original (版本缺漏).

use crate::base::Severity;
use crate::lint::{EditionInput, Sink};

/// Reports sections and passages that the edition lacks, or that it is of another plan.
pub fn check(input: &EditionInput<'_>, out: &mut Sink<'_>) {
    let plan = input.doc.plan;
    if input.edition.unrelated {
        let title = plan.meta.title_span;
        let head = if title.is_empty() { plan.sections.first().map(|s| s.heading_span).unwrap_or(title) } else { title };
        let file = input.original.file.path.display().to_string();
        out.report(head, "unrelated").arg("original", file).severity(Severity::Warning).done();
    }
    for &(section, place) in &input.edition.missing {
        let section = &input.original.plan.sections[section];
        out.report(place, "default")
            .arg("path", section.path.as_str())
            .arg("title", section.title.as_str())
            .related(&input.original, section.heading_span, "original")
            .done();
    }
    for &(passage, place) in &input.edition.passages {
        let words: String = passage.of(&input.original.file.text).chars().filter(|c| !c.is_whitespace()).take(24).collect();
        out.report(place, "passage")
            .arg("words", words)
            .related(&input.original, passage, "original")
            .severity(Severity::Warning)
            .done();
    }
}
