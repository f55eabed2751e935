//! Addresses of documents, to and from paths.

use lsp_types::Uri;
use rustc_hash::FxHashMap;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// The path of an address: of a file its path; of anything else (an untitled document) the address itself.
pub fn to_path(uri: &Uri) -> PathBuf {
    if uri.scheme().is_none_or(|s| !s.as_str().eq_ignore_ascii_case("file")) {
        return PathBuf::from(uri.as_str());
    }
    let bytes = uri.path().as_estr().decode().into_bytes();
    path_of(&bytes)
}

#[cfg(unix)]
fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> PathBuf {
    // `/c:/plans` is `c:/plans`.
    let text = String::from_utf8_lossy(bytes);
    let drive = text.strip_prefix('/').filter(|t| t.as_bytes().get(1) == Some(&b':'));
    PathBuf::from(drive.unwrap_or(&text))
}

/// The address of a path.
pub fn from_path(path: &Path) -> Option<Uri> {
    if path.is_relative() {
        // An untitled document: its path is its address.
        return Uri::from_str(path.to_str()?).ok();
    }
    let mut out = String::from("file://");
    if !cfg!(unix) {
        out.push('/');
    }
    for &byte in bytes_of(path).iter() {
        let byte = if cfg!(windows) && byte == b'\\' { b'/' } else { byte };
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => out.push(byte as char),
            b if b.is_ascii_alphanumeric() => out.push(b as char),
            b':' if cfg!(windows) => out.push(':'),
            b => out.push_str(&format!("%{b:02X}")),
        }
    }
    Uri::from_str(&out).ok()
}

#[cfg(unix)]
fn bytes_of(path: &Path) -> std::borrow::Cow<'_, [u8]> {
    use std::os::unix::ffi::OsStrExt as _;
    path.as_os_str().as_bytes().into()
}

#[cfg(not(unix))]
fn bytes_of(path: &Path) -> std::borrow::Cow<'_, [u8]> {
    path.to_string_lossy().into_owned().into_bytes().into()
}

/// How the editor spells the addresses of what it has open: what is told of a document is told under that name.
#[derive(Debug, Default)]
pub struct Names(FxHashMap<PathBuf, Uri>);

impl Names {
    /// Takes note of how an address is spelt.
    pub fn learn(&mut self, uri: &Uri) -> PathBuf {
        let path = to_path(uri);
        self.0.insert(path.clone(), uri.clone());
        path
    }

    /// Forgets it.
    pub fn forget(&mut self, path: &Path) {
        self.0.remove(path);
    }

    /// The address of a path.
    pub fn of(&self, path: &Path) -> Option<Uri> {
        self.0.get(path).cloned().or_else(|| from_path(path))
    }
}

/// Escapes in a message's addresses what an address may not hold: some editors send 汉字 and spaces as they are.
pub fn mend(params: &mut Value) {
    match params {
        Value::Object(map) => {
            for (key, value) in map.iter_mut() {
                match value {
                    Value::String(text) if key.to_ascii_lowercase().ends_with("uri") => {
                        if let Some(mended) = escaped(text) {
                            *text = mended;
                        }
                    }
                    other => mend(other),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(mend),
        _ => {}
    }
}

fn escaped(text: &str) -> Option<String> {
    let plain =
        |b: u8| b.is_ascii_graphic() && !matches!(b, b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}');
    if text.bytes().all(plain) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if plain(byte) { out.push(byte as char) } else { out.push_str(&format!("%{byte:02X}")) }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn paths_and_addresses() {
        use std::os::unix::ffi::OsStrExt as _;
        let odd = Path::new(std::ffi::OsStr::from_bytes(b"/a/\xff%.md"));
        for path in [Path::new("/方案/河套 市/plan#1.md"), Path::new("/a/b.md"), odd] {
            let uri = from_path(path).expect("an address");
            assert!(uri.as_str().is_ascii(), "{}", uri.as_str());
            assert_eq!(to_path(&uri), path);
        }
        let untitled = Uri::from_str("untitled:Untitled-1").expect("an address");
        assert_eq!(from_path(&to_path(&untitled)), Some(untitled));
    }

    #[test]
    fn addresses_as_some_editors_write_them() {
        let mut params = serde_json::json!({ "textDocument": { "uri": "file:///方 案.md" }, "rootUri": null });
        mend(&mut params);
        assert_eq!(params["textDocument"]["uri"], "file:///%E6%96%B9%20%E6%A1%88.md");
    }
}
