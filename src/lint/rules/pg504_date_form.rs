//! PG504: dates out of form (日期格式), and dates no calendar has.

use crate::base::{Prose, Span};
use crate::lint::{FileInput, Sink};

/// Reports them; what no calendar has is an error.
pub fn check(input: &FileInput<'_>, out: &mut Sink<'_>) {
    for (run, slips) in input.slipped() {
        let text = run.prose.as_str();
        for slip in &slips.dates {
            let span = run.prose.source_of(slip.span);
            let found = slip.span.of(text);
            if slip.should.is_empty() {
                out.report(span, "impossible").arg("found", found).done();
            } else {
                let mut finding = out.report(span, "default").arg("found", found).arg("should", slip.should.as_str());
                for (at, to) in &slip.edits {
                    finding = finding.replace(place(run.prose, *at), to.as_str());
                }
                finding.done();
            }
        }
    }
}

/// Bytes of the file; what is put in behind a date stands right behind its last digit, whatever follows it there.
fn place(prose: &Prose, at: Span) -> Span {
    match at.is_empty() {
        true => Span::empty(prose.source_of(at.start - 1..at.start).end),
        false => prose.source_of(at),
    }
}
