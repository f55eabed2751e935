//! A project: its settings, its plans, and how they hang together.

mod config;
mod discover;
mod editor;
pub mod listing;
pub mod picture;
mod revision;

pub use config::{Config, FILE, Habits, schema};
pub use discover::{discover, is_plan, plans_in, walk};
pub use editor::Editor;
pub use revision::{Revision, Then};

use crate::lint::own;
use std::path::Path;

/// Whether a change of this path may change a project's settings: its plangen.toml, or a lint of its own.
pub fn is_setting(path: &Path) -> bool {
    let is = |path: &Path, name: &str| path.file_name().is_some_and(|n| n == name);
    let own = || path.extension().is_some_and(|x| x == "toml") && path.parent().is_some_and(|p| is(p, own::FOLDER));
    is(path, FILE) || is(path, own::FOLDER) || own()
}
