//! PG104: a clause of the parent repeated with a word that leaves it open (表述弱化).

use crate::lint::parents::related;
use crate::lint::{Input, Sink};

/// Reports 探索, 鼓励, 力争 and the like before words that the parent states flatly.
pub fn check(input: &Input<'_>, out: &mut Sink<'_>) {
    for (parent, remote) in related(input) {
        if remote {
            continue;
        }
        for softened in &parent.alignment.softened {
            out.report(softened.child, "default")
                .arg("word", softened.word.as_str())
                .arg("clause", softened.child.of(&input.doc.file.text))
                .related(&parent.doc, softened.parent, "parent")
                .done();
        }
    }
}
