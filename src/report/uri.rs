//! Paths as URIs.

use std::path::{Component, Path};

/// A path as a URI reference: relative where it stays below the present folder, else absolute (`file:///…`). What
/// may not stand in a URI is percent-encoded, byte by byte of its UTF-8.
pub(super) fn of(path: &Path) -> String {
    let leaves = path.is_absolute() || path.components().any(|c| c == Component::ParentDir);
    if !leaves {
        return encoded(path);
    }
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let mut plain = std::path::PathBuf::new();
    for part in absolute.components() {
        if part == Component::ParentDir {
            plain.pop();
        } else {
            plain.push(part);
        }
    }
    format!("file:///{}", encoded(&plain).trim_start_matches('/'))
}

fn encoded(path: &Path) -> String {
    let parts = path.components().filter(|c| *c != Component::CurDir && *c != Component::RootDir);
    let parts = parts.map(|c| {
        let mut out = String::new();
        for byte in c.as_os_str().to_string_lossy().bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
                _ => out.push_str(&format!("%{byte:02X}")),
            }
        }
        out
    });
    parts.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::of;
    use std::path::Path;

    #[test]
    fn paths_are_encoded() {
        let uri = |path: &str| of(Path::new(path));
        assert_eq!(uri("./县 a/计划#1%.md"), "%E5%8E%BF%20a/%E8%AE%A1%E5%88%92%231%25.md");
        assert_eq!(uri("/tmp/a/../b.md"), "file:///tmp/b.md");
        let up = uri("../b.md");
        assert!(up.starts_with("file:///") && !up.contains(".."), "{up}");
    }
}
