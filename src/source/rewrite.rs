//! Writing a changed text back into its file.

use super::decode::{EncodeError, decode, encode};
use crate::base::{Failure, write_atomic};
use std::path::Path;

/// Writes a text in the place of the one that was read, in the encoding of its file.
///
/// # Errors
/// When the file holds another text by now, its encoding cannot take the new one, or it cannot be written.
pub fn rewrite(path: &Path, old: &str, new: &str) -> Result<(), Failure> {
    let fail = |e: &std::io::Error| Failure::io("读不出文件", "cannot read the file", path, e);
    let bytes = std::fs::read(path).map_err(|e| fail(&e))?;
    let refused =
        |zh: &str, en: &str| Failure::new("没有改动文件", "the file was not changed").file(path).cause(zh, en);
    let same = decode(&bytes).is_ok_and(|d| d.text == old);
    if !same {
        return Err(refused(
            "它在检查期间被改过，或不是文本文件",
            "it changed while it was checked, or is no text file",
        )
        .remedy("再运行一次", "run it again"));
    }
    let written = encode(new, &bytes).map_err(|e| {
        let encoding = match e {
            EncodeError::NotAsItWas(encoding) => encoding,
            EncodeError::NoText(_) => "?",
        };
        refused(
            &format!("其中有些字节按 {encoding} 写回会变样"),
            &format!("some of its bytes would come back otherwise in {encoding}"),
        )
        .remedy("请用编辑器另存为 UTF-8 后再改", "save it as UTF-8 in an editor first")
    })?;
    write_atomic(path, &written)
}
