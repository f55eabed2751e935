//! A project: its settings, its plans, and how they hang together.

mod config;
mod discover;

pub use config::{Config, FILE, Habits};
pub use discover::{discover, plans_in};
