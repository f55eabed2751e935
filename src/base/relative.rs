//! Paths from one place to another, as files of a project name each other.

use std::path::{Component, Path, PathBuf};

/// A file's path from a folder, with `/` between its parts, links followed as far as the disk holds them; its whole
/// path where the two have nothing in common.
pub fn relative(folder: &Path, file: &Path) -> String {
    let (from, to) = (settled(folder), settled(file));
    let shared = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    if shared == 0 {
        return to.to_string_lossy().into_owned();
    }
    let up = from.components().skip(shared).map(|_| "..".to_owned());
    let down = to.components().skip(shared).map(|c| c.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// A path without links, `.` and `..`; what of it is not there yet has no links to follow.
fn settled(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let there = whole.ancestors().find_map(|a| Some((a.canonicalize().ok()?, a)));
    let real = there.map_or(whole.clone(), |(known, a)| known.join(whole.strip_prefix(a).unwrap_or(Path::new(""))));
    let mut out = PathBuf::new();
    for part in real.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_from_a_folder() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |path: &str| folder.path().join(path);
        std::fs::create_dir(at("a")).expect("made");
        std::fs::write(at("a/plan.md"), "甲").expect("written");
        assert_eq!(relative(&at("b/c"), &at("a/plan.md")), "../../a/plan.md");
        assert_eq!(relative(&at("a/../a"), &at("a/plan.md")), "plan.md");
        assert_eq!(relative(folder.path(), &at("a/plan.md")), "a/plan.md");
    }
}
