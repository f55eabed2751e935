//! The model: what a plan says of itself ([`Meta`]), how it is built ([`Plan`], [`Section`], [`Block`])
//! and what was read from it ([`Facts`]).

mod document;
mod facts;
mod meta;

pub use document::{
    Block, BoxBlock, Cell, Label, LinkMark, MarkKind, Note, Paragraph, Picture, Plan, Section, SectionId, SectionKind,
    Table, TextKind, TextRun,
};
pub use facts::{
    Citation, Clause, Comparator, DefaultUnit, Facts, Indicator, Relation, Role, Target, TargetKind, Task, UnitRef,
};
pub use meta::{Attached, DocumentForm, IssuerType, Level, Link, Meta, Notice, Sealing, Spanned, Stage};
