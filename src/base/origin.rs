//! Where a text came from, when its file is not one of text.

use super::Span;
use serde::Serialize;

/// The form of a file, told by its bytes and not by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum OriginKind {
    /// Word and WPS (.docx).
    Docx,
    /// A web page.
    Html,
    /// PDF.
    Pdf,
    /// OFD (GB/T 33190).
    Ofd,
}

/// What a remark is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RemarkKind {
    /// Text that was inserted.
    Inserted,
    /// Text that was deleted.
    Deleted,
    /// A comment.
    Comment,
}

/// A tracked change or comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// What it is.
    pub kind: RemarkKind,
    /// Who made it.
    pub author: String,
    /// When, as the program wrote it (ISO 8601).
    pub date: Option<String>,
    /// What was inserted, deleted or said.
    pub text: String,
    /// Bytes of the text it belongs to; empty where that is a place between two characters.
    pub span: Span,
}

/// Something in the file that is no text of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum LeftOut {
    /// A picture.
    Picture,
    /// A sign of a symbol font.
    Sign,
    /// A chart, or a document within the document.
    Embedded,
    /// What stands at the head or foot of the pages.
    HeadOrFoot(String),
    /// So many characters whose font does not tell what they are.
    Unread(usize),
    /// So many characters that stand turned on pages whose text stands upright.
    Turned(usize),
    /// So many characters that are drawings.
    Drawn(usize),
    /// Text in encodings of these names, which the file does not explain.
    Encoded(String),
    /// Parts of a page that are not its text: menus, lists of links.
    Navigation(String),
}

/// The office file that a text was taken from, and what was found in it besides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The form of the file.
    pub kind: OriginKind,
    /// Tracked changes and comments, in order.
    pub remarks: Vec<Remark>,
    /// What was left out.
    pub left_out: Vec<LeftOut>,
}

impl Origin {
    /// How many changes were tracked.
    pub fn tracked(&self) -> usize {
        self.remarks.iter().filter(|r| r.kind != RemarkKind::Comment).count()
    }
}
