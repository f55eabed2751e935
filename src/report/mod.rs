//! What plangen found, for people and for programs: one file per kind of output.

pub mod defects;
pub mod facts;
pub mod json;
pub mod messages;
pub mod pretty;
pub mod rollup;
pub mod trace;
