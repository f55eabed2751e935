//! PG207: a matter whose department is not among the task's units (主管部门未列入).

use crate::base::Prose;
use crate::data::Matter;
use crate::data::words::List;
use crate::extract::form::Known;
use crate::lint::{FileInput, Sink};
use crate::plan::{SectionId, Task};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// Reports matters that law or the 三定 rules give to a department, in tasks that name several units but not
/// that one. Tasks of a single unit leave the others to it (牵头负责); what the default clause names counts.
pub fn check(input: &FileInput<'_>, out: &mut Sink<'_>) {
    let (plan, facts) = (input.doc.plan, input.doc.facts);
    let bears = |name: &str, own: Option<&str>, function: &str| {
        own == Some(function) || input.register.covers(name, function)
    };
    let names = |task: &Task, function: &str| {
        task.units.iter().any(|u| bears(&u.name, u.function.as_deref(), function))
    };
    // 国务院相关部门, 各有关单位: whoever else is concerned is named with them.
    static OTHERS: LazyLock<List> = LazyLock::new(|| {
        let words =
            ["相关部门", "有关部门", "各部门", "相关单位", "有关单位", "成员单位", "各委办局", "直各部门"];
        List::of(words.map(str::to_owned))
    });
    let others = |task: &Task| task.units.iter().any(|u| OTHERS.any_in(&u.name));
    let mut has_task = vec![false; plan.sections.len()];
    facts.tasks.iter().for_each(|t| has_task[t.section] = true);
    // The matters that each section names: the rows of one table ask the same section again and again.
    let mut named: FxHashMap<SectionId, Vec<(&Prose, &Matter, &str)>> = FxHashMap::default();
    let matters_of = |id: SectionId| -> Vec<(&Prose, &Matter, &str)> {
        let proses = plan.sections[id].paragraphs().into_iter().map(|p| &p.prose);
        let known = |prose: &Prose| Known::of(prose.as_str()).matters(input.register);
        proses.flat_map(|prose| known(prose).into_iter().map(move |(m, word)| (prose, m, word))).collect()
    };
    for task in facts.tasks.iter().filter(|t| !t.units.is_empty() && !others(t)) {
        let mut told: Vec<&str> = Vec::new();
        for id in plan.within(task.section) {
            // An item inside with its own clause speaks for itself.
            if id != task.section && has_task[id] {
                continue;
            }
            for &(prose, matter, word) in &*named.entry(id).or_insert_with(|| matters_of(id)) {
                let function = matter.function.as_str();
                let listed = names(task, function)
                    || facts.default_units.iter().any(|d| d.unit.function.as_deref() == Some(function));
                let Some(department) = input.register.get(function).filter(|_| !listed) else { continue };
                // The plan must know the department at all: one that never names it has another division.
                let body = || task.units.len() >= 2 || facts.tasks.iter().any(|t| names(t, function));
                if told.contains(&function) || !body() {
                    continue;
                }
                // 其中小学3600个
                let whole = |at: &usize| !(word.starts_with('中') && prose.as_str()[..*at].ends_with('其'));
                let Some(at) = prose.as_str().match_indices(word).map(|(at, _)| at).find(whole) else { continue };
                told.push(function);
                out.report(prose.source_of(at..at + word.len()), "default")
                    .arg("matter", word)
                    .arg("department", department.label.as_str())
                    .arg("task", task.title.as_str())
                    .arg("basis", matter.basis.as_str())
                    .done();
            }
        }
    }
}
