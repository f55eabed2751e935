//! PG205: several units for a task and none in the lead, in a plan that names leads elsewhere (缺牵头单位).

use crate::lint::{FileInput, Sink};
use crate::plan::{Role, Task};

/// Reports tasks of two or more units without 牵头, where most tasks of two or more units have one. 按职责分工
/// charges each with its own part and needs no lead.
pub fn check(input: &FileInput<'_>, out: &mut Sink<'_>) {
    let several = |t: &&Task| t.units.len() >= 2;
    let led = |t: &Task| t.units.iter().any(|u| u.role == Role::Lead);
    let tasks: Vec<&Task> = input.doc.facts.tasks.iter().filter(several).collect();
    let with = tasks.iter().filter(|t| led(t)).count();
    if with < 3 || with * 4 < tasks.len() * 3 {
        return;
    }
    // One clause for each part of a task, each with one body: that body leads.
    let one_each = |t: &Task| t.clauses.len() >= t.units.len();
    let open = |t: &&&Task| !led(t) && !one_each(t) && t.units.iter().all(|u| u.role == Role::Plain);
    for task in tasks.iter().filter(open) {
        let Some(clause) = task.clauses.last() else { continue };
        out.report(clause.span, "default")
            .arg("task", task.title.as_str())
            .arg("count", task.units.len())
            .arg("with", with)
            .arg("all", tasks.len())
            .done();
    }
}
