//! What would change in a text, as a unified diff.

use similar::TextDiff;
use std::path::Path;

/// The diff of a file's text, to be read or given to `patch -p0`; empty when nothing changes.
pub fn unified(path: &Path, old: &str, new: &str) -> String {
    if old == new {
        return String::new();
    }
    let name = path.display().to_string();
    TextDiff::from_lines(old, new).unified_diff().header(&name, &name).to_string()
}
