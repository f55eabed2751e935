//! PG105: a link made by hand that leads nowhere, or to a task that says something else; a clause of a parent that
//! changed since it was accepted (承接关系可疑).

use crate::align::{Doc, names_plan, plan_name};
use crate::lint::open::unwritten;
use crate::lint::{Input, Parent, Sink};
use crate::lock::{Clause, Entry, changes, dependences};

/// Tasks that have less in common than this are of different matters.
const STRANGE: f32 = 0.06;

/// So many changes of a clause are listed.
const CHANGES: usize = 6;

/// Checks every `implements=PLAN:PATH` of the plan, and every clause that the project's lock holds for it.
pub fn check(input: &Input<'_>, out: &mut Sink<'_>) {
    if input.parents.is_empty() {
        return;
    }
    for parent in input.parents {
        let entries: Vec<&Entry> = input.locked.iter().filter(|e| e.parent == plan_name(parent.doc)).collect();
        if !entries.is_empty() {
            since_accepted(input, parent, &entries, out);
        }
    }
    for (id, section) in input.doc.plan.sections.iter().enumerate() {
        for (link, span) in &section.implements {
            // A link of the side file stands at the section it is of.
            let span = if span.is_empty() { &section.heading_span } else { span };
            let (plan, path) = link.split_once(':').unwrap_or(("", link.as_str()));
            let parents: Vec<_> =
                input.parents.iter().filter(|p| plan.is_empty() || names_plan(p.doc, plan)).collect();
            if parents.is_empty() {
                out.report(*span, "unknown-plan").arg("plan", plan).done();
                continue;
            }
            let Some((parent, there)) = parents.iter().find_map(|p| Some((p, found(p.doc, path)?))) else {
                out.report(*span, "unknown-path").arg("path", path).arg("plan", plan).done();
                continue;
            };
            let theirs = parent.doc.facts.tasks.iter().position(|t| t.section == there);
            let own = input.doc.facts.tasks.iter().position(|t| t.section == id);
            let Some((theirs, own)) = theirs.zip(own) else { continue };
            let alike = parent.alignment.likeness.iter().find(|l| l.0 == theirs && l.1 == own).map(|l| l.2);
            if alike.is_some_and(|a| a < STRANGE) && !unwritten(input.doc.plan, id, input.register) {
                out.report(*span, "dissimilar")
                    .arg("task", section.title.as_str())
                    .arg("parent_task", parent.doc.facts.tasks[theirs].title.as_str())
                    .related(&parent.doc, parent.doc.plan.sections[there].heading_span, "parent")
                    .done();
            }
        }
    }
}

fn found(parent: Doc<'_>, path: &str) -> Option<usize> {
    parent.plan.sections.iter().position(|s| s.path == path || s.id.as_ref().is_some_and(|i| i.0 == path))
}

/// Tells what the parent's clauses say now that they did not when they were accepted.
fn since_accepted(input: &Input<'_>, parent: &Parent<'_>, entries: &[&Entry], out: &mut Sink<'_>) {
    let (own, theirs) = (input.doc.plan, parent.doc.plan);
    let depends = dependences(input.doc, parent.doc, parent.alignment);
    let stands = |fingerprint: &str| {
        (0..theirs.sections.len()).find(|&id| Clause::of(theirs, id).fingerprint == fingerprint)
    };
    for d in &depends {
        let (section, clause) = (&own.sections[d.own], &theirs.sections[d.theirs]);
        let is_of = |e: &&&Entry| e.tasks.contains(&section.path);
        let at = || entries.iter().filter(|e| e.path == clause.path);
        let of_task = || entries.iter().filter(is_of);
        // A computed link follows what the clause says, wherever it stands now.
        let elsewhere = || if d.by_hand { None } else { of_task().next() };
        let Some(entry) = at().find(is_of).or_else(elsewhere).or_else(|| at().next()) else { continue };
        let now = Clause::of(theirs, d.theirs);
        if entry.fingerprint == now.fingerprint || of_task().any(|e| e.fingerprint == now.fingerprint) {
            continue;
        }
        let moved = d.by_hand.then(|| stands(&entry.fingerprint)).flatten();
        let mut told = out
            .report(section.heading_span, if moved.is_some() { "moved" } else { "changed" })
            .arg("task", section.title.as_str())
            .arg("parent_task", entry.text.first().map_or(clause.title.as_str(), String::as_str))
            .arg("path", section.path.as_str());
        match moved {
            Some(id) => told = told.arg("now", theirs.sections[id].path.as_str()).arg("was", entry.path.as_str()),
            None => {
                let all = changes(&entry.text, &now.text);
                let shown = all.iter().take(CHANGES).map(|c| format!("“{}”→“{}”", c.old, c.new));
                told = told.arg("changes", shown.collect::<Vec<_>>()).arg("count", all.len());
            }
        }
        let span = moved.map_or(clause.heading_span, |id| theirs.sections[id].heading_span);
        told.related(&parent.doc, span, "parent").done();
    }
    for entry in entries.iter().filter(|e| theirs.section(&e.path).is_none() && stands(&e.fingerprint).is_none()) {
        for id in entry.tasks.iter().filter_map(|task| own.section(task)) {
            // A link by hand that leads nowhere is told as such; a task that answers another clause now is its own matter.
            let linked = depends.iter().any(|d| d.own == id) || !own.sections[id].implements.is_empty();
            if !linked {
                out.report(own.sections[id].heading_span, "removed")
                    .arg("task", own.sections[id].title.as_str())
                    .arg("parent_task", entry.text.first().map_or("", String::as_str))
                    .arg("path", own.sections[id].path.as_str())
                    .done();
            }
        }
    }
}
