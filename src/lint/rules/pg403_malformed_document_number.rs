//! PG403: document numbers out of form (发文字号格式).

use crate::extract::form::malformed_document_numbers;
use crate::lint::{FileInput, Sink};

/// Reports numbers without 〔〕, with 第 or with padding.
pub fn check(input: &FileInput<'_>, out: &mut Sink<'_>) {
    for run in input.doc.plan.texts() {
        let text = run.prose.as_str();
        for slip in malformed_document_numbers(text) {
            let span = run.prose.source_of(slip.span);
            let mut finding =
                out.report(span, "default").arg("found", slip.span.of(text)).arg("should", slip.should.as_str());
            for (at, to) in slip.edits {
                finding = finding.replace(run.prose.source_of(at), to);
            }
            finding.done();
        }
    }
}
