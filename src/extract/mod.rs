//! Reading Chinese plans: numerals, dates, responsible units, targets, citations. Pure functions over
//! text, then facts over a plan.

pub mod bracket;
pub mod clause;
pub mod form;
pub mod numeral;
pub mod unit;
