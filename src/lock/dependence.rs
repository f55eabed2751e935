//! Which clauses of its parents a plan's tasks depend on.

use crate::align::{Alignment, Certainty, Doc, names_plan, plan_name, suggestions};
use crate::plan::SectionId;

/// A section of a plan and the parent's section it carries out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Depends {
    /// The plan's section.
    pub own: SectionId,
    /// The parent's.
    pub theirs: SectionId,
    /// What links call the parent.
    pub parent: String,
    /// Whether a person made the link.
    pub by_hand: bool,
}

/// What a plan depends on in a parent: the links made by hand, and those that the alignment is sure of or finds likely.
pub fn dependences(child: Doc<'_>, parent: Doc<'_>, alignment: &Alignment) -> Vec<Depends> {
    let name = plan_name(parent);
    let depends = |own, theirs, by_hand| Depends { own, theirs, parent: name.clone(), by_hand };
    let mut out = Vec::new();
    for (own, section) in child.plan.sections.iter().enumerate() {
        for (link, _) in &section.implements {
            let (plan, path) = link.split_once(':').unwrap_or(("", link.as_str()));
            if !plan.is_empty() && !names_plan(parent, plan) {
                continue;
            }
            let named = |s: &crate::plan::Section| s.path == path || s.id.as_ref().is_some_and(|i| i.0 == path);
            out.extend(parent.plan.sections.iter().position(named).map(|theirs| depends(own, theirs, true)));
        }
    }
    // A task that a person linked depends on nothing else.
    let linked: Vec<SectionId> = out.iter().map(|d| d.own).collect();
    let found = suggestions(child, parent, alignment);
    for s in found.iter().filter(|s| s.certainty >= Certainty::Likely) {
        let (own, theirs) = (child.facts.tasks[s.child].section, parent.facts.tasks[s.parent].section);
        if !linked.contains(&own) {
            out.push(depends(own, theirs, false));
        }
    }
    out.sort();
    out.dedup();
    out
}
