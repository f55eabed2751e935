//! Office files to text: Word documents, web pages, PDF and OFD. What is read from then on is the text, as if
//! it had been published as one; what stands in it came from the file, and nothing else.

mod blocks;
mod docx;
mod html;
mod ofd;
mod package;
#[cfg(feature = "pdf")]
mod pdf;
mod sheets;
mod table;
pub mod workbook;
pub mod write;
mod xml;

use crate::base::{Failure, Origin, OriginKind, Span};
use package::Package;
use std::path::Path;
pub use table::{Rows, tables};

/// Which text of a document with tracked changes is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Changes {
    /// As it was before the changes: nobody's edit is taken over unasked.
    #[default]
    Original,
    /// As it is with all of them.
    Final,
}

/// Why a file could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// It is not whole, or not what it claims to be.
    Damaged,
    /// It is protected by a password.
    Encrypted,
    /// It unpacks to more than any document has.
    TooLarge,
    /// It has pages, but no text on them.
    NoText,
    /// Its fonts do not tell what characters they hold.
    #[cfg_attr(not(feature = "pdf"), expect(dead_code, reason = "only PDFs have such fonts"))]
    Unread,
    /// A form that is not read: an old binary one, a spreadsheet.
    Other(&'static str),
}

/// The form of a file, where it is one that is read here; an error where it is one that cannot be.
fn kind(path: &Path, bytes: &[u8]) -> Result<Option<OriginKind>, Trouble> {
    // The head of a compound file: .doc, .wps, and any office file with a password.
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        let name = |name: &str| {
            let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            bytes.windows(wide.len()).any(|w| w == wide)
        };
        return Err(if name("EncryptedPackage") { Trouble::Encrypted } else { Trouble::Other("doc") });
    }
    if bytes.starts_with(b"PK\x03\x04") {
        let mut package = Package::open(bytes)?;
        if package.has("word/document.xml") {
            return Ok(Some(OriginKind::Docx));
        }
        if package.has("OFD.xml") {
            return Ok(Some(OriginKind::Ofd));
        }
        let types = package.text("[Content_Types].xml")?.unwrap_or_default();
        if types.contains("wordprocessingml.document.main+xml") {
            return Ok(Some(OriginKind::Docx));
        }
        let opendocument = package.text("mimetype").ok().flatten().is_some_and(|t| t.contains("opendocument"));
        return Err(Trouble::Other(match () {
            () if package.has("xl/workbook.xml") => "xlsx",
            () if opendocument => "odt",
            () => "zip",
        }));
    }
    if bytes.starts_with(b"{\\rtf") {
        return Err(Trouble::Other("rtf"));
    }
    // Readers allow for something before the head, within reason.
    if bytes.windows(5).take(1024).any(|w| w == b"%PDF-") {
        return Ok(Some(OriginKind::Pdf));
    }
    let named = path
        .extension()
        .and_then(|e| e.to_str())
        .is_some_and(|e| matches!(e.to_ascii_lowercase().as_str(), "html" | "htm" | "xhtml"));
    Ok((named || html::is_page(bytes)).then_some(OriginKind::Html))
}

/// The text of an office file; `None` when the bytes are none.
///
/// # Errors
/// When it is damaged, encrypted, larger than any document, or of a form that is not read.
pub fn read(path: &Path, bytes: &[u8], changes: Changes) -> Result<Option<(String, Origin)>, Failure> {
    let kind = kind(path, bytes).map_err(|trouble| failure(path, trouble))?;
    if kind == Some(OriginKind::Pdf) {
        #[cfg(feature = "pdf")]
        return pdf::read(path, bytes).map(Some);
        #[cfg(not(feature = "pdf"))]
        return Err(failure(path, Trouble::Other("pdf")));
    }
    let read = || {
        Ok(match kind {
            Some(OriginKind::Docx) => Some(docx::read(&mut Package::open(bytes)?, changes)?),
            Some(OriginKind::Html) => Some(html::read(bytes)?),
            Some(OriginKind::Ofd) => Some(ofd::read(&mut Package::open(bytes)?)?),
            Some(OriginKind::Pdf) | None => None,
        })
    };
    read().map_err(|trouble: Trouble| failure(path, trouble))
}

/// A comment to write: what it is about, and its paragraphs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Bytes of the text that [`read`] gives.
    pub span: Span,
    /// Its paragraphs.
    pub paragraphs: Vec<String>,
}

/// The author of comments that plangen writes.
pub const AUTHOR: &str = "plangen";

/// A Word document with comments at places of its text, the comments that plangen wrote into it before taken away;
/// all else in it stays as it is.
///
/// # Errors
/// As [`read`]; when it is no Word document; when its text is not `text`.
pub fn annotate(path: &Path, bytes: &[u8], text: &str, notes: &[Note]) -> Result<Vec<u8>, Failure> {
    let work = || match kind(path, bytes)? {
        Some(OriginKind::Docx) => docx::annotate(Package::open(bytes)?, text, notes),
        _ => Ok(None),
    };
    work().map_err(|trouble| failure(path, trouble))?.ok_or_else(|| {
        Failure::new("文件在检查时有改动", "the file changed while it was checked")
            .file(path)
            .remedy("再运行一次", "run it again")
    })
}

fn failure(path: &Path, trouble: Trouble) -> Failure {
    let failure = Failure::new("读不出文件", "cannot read the file").file(path);
    match trouble {
        Trouble::Damaged => failure
            .cause("文件不完整或已损坏", "it is truncated or damaged")
            .remedy("用办公软件打开，另存一份再试", "open it in an office program, save it anew, and try again"),
        Trouble::Encrypted => failure
            .cause("文件有密码", "it is protected by a password")
            .remedy("去掉密码后另存一份", "save a copy without the password"),
        Trouble::TooLarge => failure
            .cause("文件展开后过大，不像是公文", "it unpacks to more than any document holds")
            .remedy("请给出方案本身的文件", "name the file of the plan itself"),
        Trouble::NoText => {
            failure.cause("页面上没有文字，可能是扫描件", "there is no text on its pages; it may be a scan").remedy(
                "请给出文字版，或先用文字识别软件转成文字",
                "name one with text, or run it through a program that recognises text",
            )
        }
        Trouble::Unread => failure
            .cause(
                "里面的字体没有说明各是什么字，读不出文字",
                "its fonts do not tell which characters they hold, so its text cannot be read",
            )
            .remedy(
                "用 Word、WPS 重新“另存为 PDF”，或给出 Word 文件",
                "save the PDF anew from Word or WPS, or name the Word document",
            ),
        Trouble::Other("pdf") => failure
            .cause(
                "这个 plangen 编译时没有排版功能，读不了 PDF",
                "this plangen was built without typesetting and reads no PDF",
            )
            .remedy(
                "请用完整的 plangen，或给出 Word、网页、文本",
                "use a full plangen, or name a Word document, a web page or a text",
            ),
        Trouble::Other("doc") => failure
            .cause("这是旧版 Word 或 WPS 的二进制格式", "it is in the old binary format of Word or WPS")
            .remedy("在 Word 或 WPS 里另存为 .docx", "save it as .docx in Word or WPS"),
        Trouble::Other(kind @ ("rtf" | "odt")) => failure
            .cause(
                format!("这是 {} 文件", kind.to_uppercase()),
                format!("it is in the format {}, which is not read", kind.to_uppercase()),
            )
            .remedy("在 Word 或 WPS 里另存为 .docx", "save it as .docx in Word or WPS"),
        Trouble::Other("xlsx") => failure
            .cause("这是电子表格，不是方案", "it is a spreadsheet and no plan")
            .remedy("请给出方案本身的文件", "name the file of the plan itself"),
        Trouble::Other(_) => failure
            .cause("这是压缩包，里面没有 Word 或 OFD 文档", "it is an archive without a Word or OFD document in it")
            .remedy("请给出 .docx、.ofd、.pdf、.html 或文本文件", "name a .docx, .ofd, .pdf, .html or text file"),
    }
}

#[cfg(test)]
mod tests;
