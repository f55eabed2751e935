//! PG305: a target the parent states flatly and the child with a hedge (目标表述弱化).

use crate::align::{Why, softened_by};
use crate::lint::parents::related;
use crate::lint::{Input, Sink};

/// Reports 力争, 原则上 and the like where the parent has none; once, by the nearest parent.
pub fn check(input: &Input<'_>, out: &mut Sink<'_>) {
    let mut parents = related(input);
    parents.sort_by_key(|p| p.1);
    let mut told: Vec<usize> = Vec::new();
    for (parent, _) in parents {
        for link in parent.alignment.targets.iter().filter(|l| l.why.contains(&Why::Softened)) {
            let theirs = &parent.doc.facts.targets[link.parent];
            let Some(at) = link.child.filter(|c| !told.contains(c)) else { continue };
            let Some(own) = input.doc.facts.targets.get(at) else { continue };
            told.push(at);
            let words = input.register.compare();
            let hedge = softened_by(own, words);
            out.report(own.span, "default")
                .arg("hedge", hedge.unwrap_or_default())
                .arg("metric", own.metric.as_str())
                .related(&parent.doc, theirs.span, "parent")
                .done();
        }
    }
}
