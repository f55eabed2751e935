//! PG107: a target that asks for more than every parent (层层加码).

use crate::align::Relation;
use crate::align::scope::level_of;
use crate::lint::parents::related;
use crate::lint::words::target_value;
use crate::lint::{Input, Sink};
use std::cmp::Ordering;

/// Reports values above the parents', and scopes that hold for more: means must follow. Where one parent asks
/// for as much there is nothing to tell.
pub fn check(input: &Input<'_>, out: &mut Sink<'_>) {
    let parents = related(input);
    for (at, own) in input.doc.facts.targets.iter().enumerate() {
        // Of each parent that asks for it, whether the plan asks for more.
        let of_parents = parents.iter().filter_map(|(p, _)| {
            let mut links = p.alignment.targets.iter().filter(|l| l.child == Some(at)).peekable();
            links.peek()?;
            Some((*p, links.find(|l| l.relation == Relation::Stronger)))
        });
        let Some(links) = of_parents.map(|(p, l)| Some((p, l?))).collect::<Option<Vec<_>>>() else { continue };
        let Some((parent, link)) = links.first() else { continue };
        let theirs = &parent.doc.facts.targets[link.parent];
        let value = crate::align::compare(theirs, own, level_of(input.doc), input.register.compare()).value;
        let wider = link.scopes.as_ref().filter(|s| s.wider);
        let finding = match (value, wider) {
            (Some(Ordering::Greater), _) | (_, None) => out.report(own.span, "default"),
            (_, Some(scopes)) => out
                .report(own.span, "wider")
                .arg("own_scope", scopes.own.as_str())
                .arg("wanted_scope", scopes.wanted.as_str()),
        };
        finding
            .arg("metric", own.metric.as_str())
            .arg("own", target_value(own))
            .arg("wanted", target_value(theirs))
            .related(&parent.doc, theirs.span, "parent")
            .done();
    }
}
