//! PG104: a clause of the parent repeated with a word that leaves it open (表述弱化).

use crate::lint::parents::related;
use crate::lint::{Input, Sink};

/// Reports 探索, 鼓励, 力争 and the like before words that the parent states flatly, and what curbs where the parent
/// bans.
pub fn check(input: &Input<'_>, out: &mut Sink<'_>) {
    for (parent, remote) in related(input) {
        if remote {
            continue;
        }
        for softened in &parent.alignment.softened {
            let variant = if softened.instead_of.is_some() { "curbed" } else { "default" };
            out.report(softened.child, variant)
                .arg("word", softened.word.as_str())
                .arg("ban", softened.instead_of.as_deref().unwrap_or_default())
                .arg("clause", softened.child.of(&input.doc.file.text))
                .related(&parent.doc, softened.parent, "parent")
                .done();
        }
    }
}
