//! PG302: a target due later than the parent's (完成时限晚于上级).

use crate::align::Why;
use crate::lint::parents::related;
use crate::lint::words::year;
use crate::lint::{Input, Sink};

/// Reports targets due in a later year than a parent's, against the earliest of them.
pub fn check(input: &Input<'_>, out: &mut Sink<'_>) {
    let parents = related(input);
    let mut told = Vec::new();
    for (at, own) in input.doc.facts.targets.iter().enumerate() {
        let of_target = parents.iter().flat_map(|(p, _)| {
            let links = p.alignment.targets.iter().filter(|l| l.child == Some(at) && l.why.contains(&Why::Later));
            links.map(move |l| (*p, &p.doc.facts.targets[l.parent]))
        });
        let Some((parent, theirs)) = of_target.min_by_key(|(_, t)| t.deadline) else { continue };
        let (Some(due), Some(wanted)) = (own.deadline, theirs.deadline) else { continue };
        let mut finding = out
            .report(own.span, "default")
            .arg("metric", own.metric.as_str())
            .arg("own", due.to_string())
            .arg("wanted", wanted.to_string())
            .related(&parent.doc, theirs.span, "parent");
        if let Some(year) = year(&input.doc.file.text, own) {
            finding = finding.suggest(year, wanted.to_string());
        }
        finding.done();
        told.push(own.span);
    }
    // A table's row against a row or prose of the same metric.
    for (parent, _) in &parents {
        for link in parent.alignment.rows.iter().filter(|l| l.strength.later && l.strength.value.is_some()) {
            let (Some(due), Some(wanted)) = (link.child.deadline, link.parent.deadline) else { continue };
            if !told.contains(&link.child.span) {
                told.push(link.child.span);
                out.report(link.child.span, "default")
                    .arg("metric", link.child.metric.as_str())
                    .arg("own", due.to_string())
                    .arg("wanted", wanted.to_string())
                    .related(&parent.doc, link.parent.span, "parent")
                    .done();
            }
        }
    }
}
