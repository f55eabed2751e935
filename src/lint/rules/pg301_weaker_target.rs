//! PG301: a target weaker than the parent's (目标弱于上级).

use crate::align::{TargetLink, Why};
use crate::base::{Severity, Span};
use crate::lint::parents::related;
use crate::lint::words::{parents_value, target_value};
use crate::lint::{Input, Parent, Sink};
use std::cmp::Ordering;

/// Reports values below the parents', against the strictest of them; a scope that differs is told with it. A
/// lower tier, and 约束性 that became 预期性, are warnings.
pub fn check(input: &Input<'_>, out: &mut Sink<'_>) {
    let parents = related(input);
    let links = |why: fn(&Why) -> bool| {
        let of = move |p: &'_ Parent<'_>| -> Vec<TargetLink> {
            p.alignment.targets.iter().filter(|l| l.why.iter().any(why)).cloned().collect()
        };
        parents.iter().flat_map(|(p, _)| of(p).into_iter().map(|l| (*p, l))).collect::<Vec<_>>()
    };
    let below = links(|w| *w == Why::Value);
    for (at, own) in input.doc.facts.targets.iter().enumerate() {
        let of_target: Vec<_> = below.iter().filter(|(_, l)| l.child == Some(at)).collect();
        let theirs = |(p, l): &(&Parent<'_>, TargetLink)| p.doc.facts.targets[l.parent].clone();
        // The strictest: the one beside which no other asks for more.
        let words = input.register.compare();
        let Some(strictest) = of_target.iter().copied().reduce(|a, b| {
            let more = crate::align::compare(&theirs(a), &theirs(b), None, words).value == Some(Ordering::Greater);
            if more { b } else { a }
        }) else {
            continue;
        };
        let (parent, link) = strictest;
        let wanted = &parent.doc.facts.targets[link.parent];
        let mut finding = match &link.scopes {
            Some(scopes) => out
                .report(own.span, "other-scope")
                .arg("own_scope", scopes.own.as_str())
                .arg("wanted_scope", scopes.wanted.as_str()),
            None => out.report(own.span, "default"),
        }
        .arg("metric", own.metric.as_str())
        .arg("own", target_value(own))
        .arg("wanted", target_value(wanted))
        .related(&parent.doc, wanted.span, "parent");
        for (other, l) in of_target.iter().filter(|o| !std::ptr::eq(**o, strictest)) {
            finding = finding.related(&other.doc, other.doc.facts.targets[l.parent].span, "parent");
        }
        if let Some((figure, value)) = parents_value(&input.doc.file.text, own, wanted).filter(|_| link.scopes.is_none()) {
            finding = finding.suggest(figure, value);
        }
        finding.done();
    }
    // A table's row against a row or prose of the same metric.
    let mut told: Vec<Span> = below.iter().filter_map(|(_, l)| Some(input.doc.facts.targets.get(l.child?)?.span)).collect();
    for (parent, _) in &parents {
        for link in parent.alignment.rows.iter().filter(|l| l.strength.value == Some(Ordering::Less)) {
            if !told.contains(&link.child.span) {
                told.push(link.child.span);
                let mut finding = out
                    .report(link.child.span, "default")
                    .arg("metric", link.child.metric.as_str())
                    .arg("own", target_value(&link.child))
                    .arg("wanted", target_value(&link.parent))
                    .related(&parent.doc, link.parent.span, "parent");
                if let Some((figure, value)) = parents_value(&input.doc.file.text, &link.child, &link.parent) {
                    finding = finding.suggest(figure, value);
                }
                finding.done();
            }
        }
    }
    for (parent, link) in links(|w| matches!(w, Why::Tier(..) | Why::Unbound)) {
        let wanted = &parent.doc.facts.targets[link.parent];
        let Some(own) = link.child.and_then(|c| input.doc.facts.targets.get(c)) else { continue };
        for why in &link.why {
            let finding = match why {
                Why::Tier(from, to) => {
                    out.report(own.span, "tier").arg("from", from.as_str()).arg("to", to.as_str())
                }
                Why::Unbound => out.report(own.span, "unbound"),
                _ => continue,
            };
            finding
                .arg("metric", own.metric.as_str())
                .severity(Severity::Warning)
                .related(&parent.doc, wanted.span, "parent")
                .done();
        }
    }
}
