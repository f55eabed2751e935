//! Child against parent (对照): which tasks, units and targets answer which.

use crate::base::SourceFile;
use crate::plan::{Facts, Plan};

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

/// How a plan answers a parent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Alignment {}

/// Aligns a plan with a parent.
pub fn align(_child: Doc<'_>, _parent: Doc<'_>, _register: &crate::data::Register) -> Alignment {
    Alignment {}
}
