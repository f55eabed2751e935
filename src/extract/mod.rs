//! Reading Chinese plans: numerals, dates, responsible units, targets, citations. Pure functions over
//! text, then facts over a plan.

pub mod bracket;
pub mod citation;
pub mod clause;
pub mod duty;
pub mod form;
pub mod indicator;
pub mod numeral;
pub mod table;
pub mod target;
pub mod task;
pub mod unit;

use crate::data::Register;
use crate::plan::{Facts, Plan};

/// Everything that is read from a plan: tasks with their units, targets, indicators, citations.
pub fn facts(plan: &Plan, register: &Register) -> Facts {
    let tasks = task::read(plan, register);
    let targets = target::read(plan, &tasks.tasks, register);
    Facts {
        tasks: tasks.tasks,
        targets,
        has_clauses: tasks.has_clauses,
        default_units: tasks.defaults,
        indicators: indicator::read(plan),
        duty_tables: tasks.tables,
        citations: citation::read(plan),
    }
}
