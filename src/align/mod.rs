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
mod side;
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
pub use side::Side;
pub use strength::{Strength, compare, softened_by};
pub use suggest::{Certainty, Evidence, Suggestion, suggestions};
pub use targets::{Relation, TargetLink, Why};
pub use tasks::{Basis, Status, TaskLink, names_plan, plan_name};
pub use text::similarity;
pub use units::UnitLink;
pub use versions::{How, Matter, VersionChange, versions};
pub use wording::Softening;

use crate::base::{SourceFile, wide};
use crate::data::Register;
use crate::plan::{Facts, Level, Plan, SectionId, TextRun};
use side::AsParent;
use text::Index;

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

/// A child and its parent with all that is asked of the two.
struct Pair<'a> {
    child: Doc<'a>,
    parent: Doc<'a>,
    child_side: &'a Side,
    parent_side: &'a Side,
    /// Everything each says.
    child_texts: Vec<TextRun<'a>>,
    parent_texts: Vec<TextRun<'a>>,
    known: &'a AsParent,
    index: Index<'a>,
    /// The child's level: as it says, else the one below the parent's.
    level: Option<Level>,
}

impl<'a> Pair<'a> {
    fn new((child, child_side): (Doc<'a>, &'a Side), (parent, parent_side): (Doc<'a>, &'a Side)) -> Self {
        let (child_texts, parent_texts) = (child.plan.texts(), parent.plan.texts());
        let known = parent_side.as_parent(parent.plan, &parent_texts);
        let index = Index::new(parent_side, child_side);
        let level = child_side.level.or_else(|| parent.plan.meta.level.and_then(scope::below));
        Self { child, parent, child_side, parent_side, child_texts, parent_texts, known, index, level }
    }
}

/// Aligns a plan with a parent.
pub fn align(child: Doc<'_>, parent: Doc<'_>, register: &Register) -> Alignment {
    align_sides((child, &Side::of(child)), (parent, &Side::of(parent)), register)
}

/// Aligns a plan with a parent, of both of which the side is there ([`Side::of`]).
pub fn align_sides(own: (Doc<'_>, &Side), theirs: (Doc<'_>, &Side), register: &Register) -> Alignment {
    let pair = Pair::new(own, theirs);
    let (child, parent) = (own.0, theirs.0);
    let words = register.compare();
    let by_sentence = || (tasks::Sentences::of(&pair), drift::alikes(&pair));
    let (wholes, (sentences, alikes)) = wide::both(|| tasks::Wholes::of(&pair), by_sentence);
    let tasks::Tasks { mut links, extra, dropped, sentences, own, basis, likeness, unrelated } =
        tasks::align(&pair, wholes, sentences, words);
    let in_words = || {
        let drift = drift::find(&pair, &sentences, alikes);
        (drift, wording::find(child, parent, pair.level, &sentences, words))
    };
    let by_tasks = || {
        let units = units::align(child, parent, pair.child_side.level, &links, register);
        let rows = if unrelated { Vec::new() } else { rows::find(child, parent, pair.level, words) };
        let (targets, extra_targets) = targets::align(&pair, &links, &own, &rows, words);
        targets::answered_in_rows(&mut links, parent, &targets, &rows);
        (units, rows, targets, extra_targets)
    };
    let ((units, rows, targets, extra_targets), (drift, softened)) = wide::both(by_tasks, in_words);
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
