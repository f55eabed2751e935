//! PG601: a near-copy of the parent's words in which one changed like a slip (与上级原文疑似误写).

use crate::lint::{Input, Sink};

/// Reports words that differ from the parent's by a character of the same sound.
pub fn check(input: &Input<'_>, out: &mut Sink<'_>) {
    for parent in input.parents.iter().filter(|p| !p.alignment.unrelated) {
        for drift in &parent.alignment.drift {
            let mut finding = out
                .report(drift.child, "default")
                .arg("here", drift.here.as_str())
                .arg("there", drift.there.as_str())
                .related(&parent.doc, drift.parent, "parent");
            if drift.child.of(&input.doc.file.text) == drift.here {
                finding = finding.rewrite(drift.child, drift.there.as_str());
            }
            finding.done();
        }
    }
}
