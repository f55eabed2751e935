//! PG303: a target of the parent that the plan does not carry (上级目标缺失).

use super::pg101_missing_task::head;
use crate::align::{Relation, Status, similarity};
use crate::base::Severity;
use crate::data::words;
use crate::extract::task::Purpose;
use crate::lint::open::{unwritten, unwritten_of};
use crate::lint::parents::related;
use crate::lint::{Input, Sink};
use crate::plan::{Level, Target};

/// Reports rates and full coverages that nothing in the plan answers. Absolute counts are shared out among
/// children and are not asked for here. What several parents ask is told once, by the nearest; what only a
/// parent further up asks is worth a look.
pub fn check(input: &Input<'_>, out: &mut Sink<'_>) {
    let mut parents = related(input);
    parents.sort_by_key(|p| p.1);
    let mut told: Vec<&str> = Vec::new();
    let open = unwritten_of(input, &[Purpose::Opening, Purpose::Measures]);
    for (parent, remote) in parents {
        for link in parent.alignment.targets.iter().filter(|l| l.relation == Relation::Missing) {
            let theirs = &parent.doc.facts.targets[link.parent];
            if asked_of_others(theirs, input.doc.plan.meta.level) {
                continue;
            }
            // At the task that answers the parent's, else at the plan's title; where the whole task is missing
            // that is told already.
            let task = parent.doc.facts.tasks.iter().position(|t| Some(t.section) == theirs.section);
            let answer = task.and_then(|t| parent.alignment.tasks.iter().find(|l| l.parent == t));
            let known = told.iter().any(|t| similarity(t, &theirs.quote) >= 0.7);
            if known || answer.is_some_and(|a| a.status == Status::Missing) {
                continue;
            }
            let child = answer.and_then(|a| a.children.first()).map(|&c| input.doc.facts.tasks[c].section);
            if child.map_or(open, |child| unwritten(input.doc.plan, child, input.register)) {
                continue;
            }
            told.push(&theirs.quote);
            let here = child.map_or_else(|| head(input), |child| input.doc.plan.sections[child].heading_span);
            let finding = out
                .report(here, "default")
                .arg("target", theirs.quote.as_str())
                .arg("path", theirs.path.as_str())
                .related(&parent.doc, theirs.span, "parent");
            if remote { finding.severity(Severity::Info).done() } else { finding.done() }
        }
    }
}

/// Whether the parent asks it of places above the child: 每个盟市至少1所, read for a county.
fn asked_of_others(target: &Target, level: Option<Level>) -> bool {
    let place = target.unit.rsplit_once('/').map(|(_, place)| place);
    level.is_some_and(|l| l >= Level::County)
        && place.is_some_and(|p| words::targets().above_counties.words.iter().any(|w| w == p))
}
