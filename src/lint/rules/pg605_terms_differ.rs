//! PG605: one thing written in two ways (用语不统一).

use crate::extract::form::{quoted_names, sound_alikes};
use crate::lint::{FileInput, Sink};
use crate::plan::TextKind;

/// Reports words of one sound in the same surroundings, and quoted names one character apart.
pub fn check(input: &FileInput<'_>, out: &mut Sink<'_>) {
    let runs: Vec<_> = input.doc.plan.texts().into_iter().filter(|r| r.kind != TextKind::Cell).collect();
    let texts: Vec<&str> = runs.iter().map(|r| r.prose.as_str()).collect();
    let kinds = [("sound", sound_alikes(&texts)), ("name", quoted_names(&texts))];
    for (variant, found) in kinds {
        for pair in found {
            let span = |at: crate::extract::form::At| runs[at.text].prose.source_of(at.start..at.end);
            let words = |at: crate::extract::form::At| &texts[at.text][at.start..at.end];
            out.report(span(pair.here), variant)
                .arg("here", words(pair.here))
                .arg("there", words(pair.there))
                .arg("times", pair.times_there)
                .related(&input.doc, span(pair.there), "there")
                .done();
        }
    }
}
