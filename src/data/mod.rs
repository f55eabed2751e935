//! Registers of the administration and of its language, as data files a user can extend.

mod collocation;
mod confusable;
pub mod fonts;
pub mod hant;
pub mod homophones;
pub mod numbering;
mod register;
mod required;
pub mod titles;
pub mod words;

pub use collocation::{Collocation, Collocations};
pub use confusable::{Confusable, Confusables, Hit};
pub use register::{Function, Register, RegisterError};
pub use required::Required;
