//! Child against parent (对照): which tasks, units and targets answer which.
//!
//! Matching is by character bigrams weighted by how rare they are in the two plans (TF-IDF), first task by
//! task, then sentence by sentence: a parent's task is often answered by one sentence inside another task, so
//! what is missing is decided by sentences, not by headings.

mod drift;
mod edition;
pub mod rollup;
mod rows;
pub mod scope;
mod strength;
mod suggest;
mod targets;
mod tasks;
mod text;
mod units;
mod versions;
mod wording;

pub use drift::Drift;
pub use edition::{Conversion, Difference, Edition, compare_editions};
pub use rows::RowLink;
pub use scope::Scopes;
pub use strength::{Strength, compare};
pub use suggest::{Certainty, Evidence, Suggestion, suggestions};
pub use targets::{Relation, TargetLink, Why};
pub use tasks::{Basis, Status, TaskLink, names_plan, plan_name};
pub use text::similarity;
pub use units::UnitLink;
pub use versions::{How, Matter, VersionChange, versions};
pub use wording::Softening;

use crate::base::SourceFile;
use crate::data::Register;
use crate::plan::{Facts, Plan, SectionId};

/// One plan with everything that was read from it.
#[derive(Debug, Clone, Copy)]
pub struct Doc<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// Its facts.
    pub facts: &'a Facts,
    /// The file it was read from.
    pub file: &'a SourceFile,
}

/// How a plan answers a parent. Tasks and targets are indices into the [`Facts`] of the two plans.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Alignment {
    /// Every task of the parent, in order.
    pub tasks: Vec<TaskLink>,
    /// Tasks of the child that answer none of the parent's.
    pub extra: Vec<usize>,
    /// Sections of the parent (组织实施 and the like, not tasks) that the child has nowhere.
    pub dropped: Vec<SectionId>,
    /// Every responsible unit of the parent's answered tasks that has a function.
    pub units: Vec<UnitLink>,
    /// Every target of the parent, in order.
    pub targets: Vec<TargetLink>,
    /// Targets of the child that answer none of the parent's.
    pub extra_targets: Vec<usize>,
    /// Metrics of indicator tables that both plans name, in tables or in prose.
    pub rows: Vec<RowLink>,
    /// Near-copies in which a word changed.
    pub drift: Vec<Drift>,
    /// Sentences of the parent that the child repeats with a word that leaves them open.
    pub softened: Vec<Softening>,
    /// Sentences of the child with the likeness of the parent's best, in order.
    pub basis: Vec<Basis>,
    /// The links made by hand, parent's and child's task, with how alike the two are.
    pub likeness: Vec<(usize, usize, f32)>,
    /// Whether the two plans have so little in common that the child is likely not this parent's.
    pub unrelated: bool,
}

impl Eq for Alignment {}

/// Aligns a plan with a parent.
pub fn align(child: Doc<'_>, parent: Doc<'_>, register: &Register) -> Alignment {
    let index = text::Index::new(&[parent, child]);
    let words = register.compare();
    let tasks::Tasks { links, extra, dropped, sentences, own, basis, likeness, unrelated } =
        tasks::align(child, parent, &index, words);
    let units = units::align(child, parent, &links, register);
    let (targets, extra_targets) = targets::align(child, parent, &links, (&index, &own), words);
    let level = scope::level_of(child).or_else(|| parent.plan.meta.level.and_then(scope::below));
    let rows = if unrelated { Vec::new() } else { rows::find(child, parent, level, words) };
    let drift = drift::find(child, parent, &sentences);
    let softened = wording::find(child, parent, &sentences, words);
    Alignment {
        tasks: links,
        extra,
        dropped,
        units,
        targets,
        extra_targets,
        rows,
        drift,
        softened,
        basis,
        likeness,
        unrelated,
    }
}
