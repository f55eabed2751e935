//! Lints: the engine that runs them, and what a lint is given.
//!
//! A lint is a file of code in `rules/` and a page in `lints/` of the same name; `build.rs` finds both. The
//! page holds its metadata, its messages in Chinese and English, and its examples.

mod registry;
mod sink;
mod slips;
mod words;

pub use registry::{Page, PageWords, Phase, check_file, check_project, find, pages};
pub use sink::{Draft, Sink};

use crate::align::{Alignment, Doc};
use crate::data::Register;

/// What a lint of the file phase is given.
#[derive(Debug, Clone, Copy)]
pub struct FileInput<'a> {
    /// The plan.
    pub doc: Doc<'a>,
    /// Units, confusable words and the like, with the project's own.
    pub register: &'a Register,
}

/// A parent, and how the plan answers it.
#[derive(Debug, Clone, Copy)]
pub struct Parent<'a> {
    /// The parent.
    pub doc: Doc<'a>,
    /// The alignment of the plan with it.
    pub alignment: &'a Alignment,
}

/// What a lint of the project phase is given.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// The plan.
    pub doc: Doc<'a>,
    /// Its parents, in the order they are named.
    pub parents: &'a [Parent<'a>],
    /// Units, confusable words and the like, with the project's own.
    pub register: &'a Register,
}
