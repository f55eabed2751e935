//! PG503: brackets, quotes and title marks without a partner (标点不配对).

use crate::extract::form::unpaired;
use crate::lint::{FileInput, Sink};

/// Reports every mark without a partner in its paragraph.
pub fn check(input: &FileInput<'_>, out: &mut Sink<'_>) {
    for run in input.doc.plan.texts() {
        for lone in unpaired(run.prose.as_str()) {
            out.report(run.prose.source_of(lone.span), "default")
                .arg("mark", lone.mark.to_string())
                .arg("partner", lone.partner.to_string())
                .done();
        }
    }
}
