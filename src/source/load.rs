//! A file from the disk to its decoded text.

use super::decode::{DecodeError, decode};
use crate::base::{Failure, SourceFile};
use crate::office::{self, Changes};
use std::path::Path;

/// The largest file that is read: no plan comes near it, and what does is something else.
pub const LARGEST: u64 = 64 * 1024 * 1024;

/// Reads and decodes a plan.
///
/// # Errors
/// When it cannot be read, is no text, is larger than [`LARGEST`], or is empty.
pub fn load(path: &Path) -> Result<SourceFile, Failure> {
    load_with(path, Changes::default())
}

/// As [`load`], with a choice for office files with tracked changes.
///
/// # Errors
/// As [`load`].
pub fn load_with(path: &Path, changes: Changes) -> Result<SourceFile, Failure> {
    read(path, &bytes_of(path)?, changes)
}

/// As [`load_with`], of bytes that are at hand: a file as it was in a revision.
///
/// # Errors
/// When they are no text, or empty.
pub fn read(path: &Path, bytes: &[u8], changes: Changes) -> Result<SourceFile, Failure> {
    let file = match office::read(path, bytes, changes)? {
        Some((text, origin)) => SourceFile::taken_from(path, text, origin),
        None => decoded(path, bytes)?,
    };
    if file.text.trim().is_empty() {
        return Err(Failure::new("文件是空的", "the file is empty")
            .file(path)
            .remedy("写入方案，或给出别的文件", "write a plan in it, or name another file"));
    }
    Ok(file)
}

/// Reads and decodes any text.
///
/// # Errors
/// When it cannot be read, is no text, or is larger than [`LARGEST`].
pub fn load_text(path: &Path) -> Result<SourceFile, Failure> {
    decoded(path, &bytes_of(path)?)
}

fn bytes_of(path: &Path) -> Result<Vec<u8>, Failure> {
    let fail = |e: &std::io::Error| Failure::io("读不出文件", "cannot read the file", path, e);
    let size = std::fs::metadata(path).map_err(|e| fail(&e))?;
    if size.is_dir() {
        return Err(fail(&std::io::Error::from(std::io::ErrorKind::IsADirectory)));
    }
    if size.len() > LARGEST {
        return Err(Failure::new("文件太大，不是方案", "the file is too large to be a plan").file(path));
    }
    std::fs::read(path).map_err(|e| fail(&e))
}

fn decoded(path: &Path, bytes: &[u8]) -> Result<SourceFile, Failure> {
    match decode(bytes) {
        Ok(decoded) => Ok(SourceFile::new(path, decoded.text)),
        Err(DecodeError::Binary(at)) => Err(Failure::new("不是文本文件", "not a text file")
            .file(path)
            .cause(
                format!("第 {} 个字节是控制字符 {}", at + 1, shown(bytes, at)),
                format!("byte {} is the control character {}", at + 1, shown(bytes, at)),
            )
            .remedy(
                "请给出 Markdown、纯文本、.docx、.pdf、.ofd 或 .html 文件",
                "give a Markdown, plain text, .docx, .pdf, .ofd or .html file",
            )),
        Err(DecodeError::Unknown(at)) => {
            Err(Failure::new("文字编码既不是 UTF-8 也不是 GB18030", "the text is neither UTF-8 nor GB18030")
                .file(path)
                .cause(
                    format!("第 {} 个字节 {} 无法解读", at + 1, shown(bytes, at)),
                    format!("byte {} ({}) cannot be read", at + 1, shown(bytes, at)),
                )
                .remedy("请用编辑器打开，另存为 UTF-8", "open it in an editor and save it as UTF-8"))
        }
    }
}

fn shown(bytes: &[u8], at: usize) -> String {
    bytes.get(at).map_or_else(String::new, |b| format!("0x{b:02X}"))
}
