//! Registers of the administration and of its language, as data files a user can extend.

mod collocation;
mod compare;
mod confusable;
mod counterpart;
pub mod fonts;
mod gate;
pub mod hant;
pub mod homophones;
mod matter;
mod merged;
pub mod numbering;
mod quiet;
pub mod radicals;
pub mod reasons;
mod register;
mod required;
pub mod titles;
pub mod words;

pub use collocation::{Collocation, Collocations};
pub use compare::Compare;
pub use confusable::{Confusable, Confusables, Hit};
pub use matter::{Commitment, Matter, Matters};
pub use register::{Function, Register, RegisterError};
pub(crate) use required::Entry as RequiredEntry;
pub use required::Required;
