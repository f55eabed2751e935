//! What plangen found, for people and for programs: one file per kind of output.

pub mod facts;
