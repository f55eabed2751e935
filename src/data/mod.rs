//! Registers of the administration and of its language, as data files a user can extend.

mod register;
pub mod words;

pub use register::{Function, Register, RegisterError};
