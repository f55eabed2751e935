//! PG207: a matter whose department is not among the task's units (主管部门未列入).

use crate::extract::task::ancestors;
use crate::lint::{FileInput, Sink};
use crate::plan::Task;

/// Reports matters that law or the 三定 rules give to a department, in tasks that name several units but not
/// that one. Tasks of a single unit leave the others to it (牵头负责); what the default clause names counts.
pub fn check(input: &FileInput<'_>, out: &mut Sink<'_>) {
    let (plan, facts) = (input.doc.plan, input.doc.facts);
    let names = |task: &Task, function: &str| task.units.iter().any(|u| u.function.as_deref() == Some(function));
    // 国务院相关部门, 各有关单位: whoever else is concerned is named with them.
    let others = |task: &Task| {
        task.units.iter().any(|u| {
            ["相关部门", "有关部门", "各部门", "相关单位", "有关单位", "成员单位", "各委办局", "直各部门"]
                .iter()
                .any(|w| u.name.contains(w))
        })
    };
    for task in facts.tasks.iter().filter(|t| !t.units.is_empty() && !others(t)) {
        let mut told: Vec<&str> = Vec::new();
        for (id, section) in plan.sections.iter().enumerate() {
            if id != task.section && !ancestors(plan, id).any(|s| s == task.section) {
                continue;
            }
            // An item inside with its own clause speaks for itself.
            if id != task.section && facts.tasks.iter().any(|t| t.section == id) {
                continue;
            }
            for paragraph in section.paragraphs() {
                let text = paragraph.prose.as_str();
                for (matter, word) in input.register.matters().in_text(text) {
                    let function = matter.function.as_str();
                    let listed = names(task, function)
                        || facts.default_units.iter().any(|d| d.unit.function.as_deref() == Some(function));
                    // The plan must know the department at all: one that never names it has another division.
                    let used = facts.tasks.iter().any(|t| names(t, function));
                    let Some(department) = input.register.get(function).filter(|_| !listed) else { continue };
                    let body = task.units.len() >= 2 || used;
                    let Some(at) = text.find(word).filter(|_| body && !told.contains(&function)) else { continue };
                    told.push(function);
                    out.report(paragraph.prose.source_of(at..at + word.len()), "default")
                        .arg("matter", word)
                        .arg("department", department.label.as_str())
                        .arg("task", task.title.as_str())
                        .arg("basis", matter.basis.as_str())
                        .done();
                }
            }
        }
    }
}
