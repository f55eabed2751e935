//! PG403: document numbers out of form (发文字号格式).

use crate::lint::{FileInput, Sink};

/// Reports numbers without 〔〕, with 第 or with padding.
pub fn check(input: &FileInput<'_>, out: &mut Sink<'_>) {
    for (run, slips) in input.slipped() {
        let text = run.prose.as_str();
        for slip in &slips.document_numbers {
            let span = run.prose.source_of(slip.span);
            let mut finding =
                out.report(span, "default").arg("found", slip.span.of(text)).arg("should", slip.should.as_str());
            for (at, to) in &slip.edits {
                finding = finding.replace(run.prose.source_of(*at), to.as_str());
            }
            finding.done();
        }
    }
}
