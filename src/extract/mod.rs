//! Reading Chinese official text: pure functions over strings, then facts over a plan.

pub mod form;
