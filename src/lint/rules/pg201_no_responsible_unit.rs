//! PG201: an item without a responsibility clause among siblings that have one (任务缺责任单位).

use crate::base::Severity;
use crate::extract::form::unpaired;
use crate::extract::task::{Purpose, ancestors, purpose};
use crate::lint::open::unwritten;
use crate::lint::{FileInput, Sink};
use crate::plan::{DocumentForm, SectionKind};

/// A plan of fewer tasks is hardly one that shares work out.
const TASKS: usize = 3;

/// Reports items whose numbered siblings nearly all carry a clause. A plan without any clause is told so once,
/// at info; a rule in articles has no tasks and is told nothing.
pub fn check(input: &FileInput<'_>, out: &mut Sink<'_>) {
    let (plan, facts) = (input.doc.plan, input.doc.facts);
    if !facts.has_clauses {
        // Letters, orders and minutes share no work out as plans do.
        let plain = plan.meta.notice.as_ref().is_none_or(|n| n.form == DocumentForm::General);
        // Who leads may be said in the text: 由市教育局牵头，会同有关部门制定办法.
        let said = || {
            let leads = plan.paragraphs().iter().filter(|(_, p)| p.prose.as_str().contains("牵头")).count();
            leads * 3 >= facts.tasks.len()
        };
        let nobody = facts.tasks.iter().all(|t| t.units.is_empty()) && !said();
        if plain && nobody && facts.tasks.len() >= TASKS {
            out.report(input.head(), "none").arg("count", facts.tasks.len()).severity(Severity::Info).done();
        }
        return;
    }
    // A clause may stand at the end of what an item holds, or on the item around it.
    let (mut named, mut holds) = (vec![false; plan.sections.len()], vec![false; plan.sections.len()]);
    for task in facts.tasks.iter().filter(|t| !t.units.is_empty()) {
        named[task.section] = true;
        ancestors(plan, task.section).for_each(|s| holds[s] = true);
    }
    let within = |id: usize| holds[id];
    let above = |id: usize| ancestors(plan, id).skip(1).any(|s| named[s]);
    for parent in 0..plan.sections.len() {
        let items: Vec<usize> = plan.sections[parent]
            .children
            .iter()
            .copied()
            .filter(|&c| plan.sections[c].kind == SectionKind::Numbered)
            .collect();
        let with = items.iter().filter(|&&c| within(c)).count();
        // One clause behind the last item speaks for all of them.
        if items.len() < 2 || with < 2 || with * 2 < items.len() {
            continue;
        }
        for &id in &items {
            let section = &plan.sections[id];
            // A clause that a break of the page tore open cannot be read.
            let torn = || section.paragraphs().iter().any(|p| unpaired(p.prose.as_str()).iter().any(|u| u.mark == '（'));
            if within(id) || above(id) || purpose(plan, id) != Purpose::Measures || section.blocks.is_empty() || torn() || unwritten(plan, id, input.register) {
                continue;
            }
            out.report(section.heading_span, "default")
                .arg("path", section.path.as_str())
                .arg("task", section.title.as_str())
                .arg("with", with)
                .arg("all", items.len())
                .done();
        }
    }
}
