//! PDFs with a text layer.

use super::Trouble;
use super::blocks::Builder;
use super::sheets;
use crate::base::{Failure, LeftOut, Origin, OriginKind};
use crate::data::fonts::typefaces;
use crate::pages::pdf::{self, Hold};
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// The text of a PDF.
pub fn read(path: &Path, bytes: &[u8]) -> Result<(String, Origin), Failure> {
    let read = pdf::parse(path, bytes.to_vec(), Hold::ToRead, Arc::new(|| any_font().clone()))?;
    let characters = || read.pages.iter().flat_map(|p| &p.lines).flat_map(|l| &l.characters);
    let unread = characters().filter(|c| c.text == char::REPLACEMENT_CHARACTER).count();
    // With half of its characters gone nothing can be said of a text.
    if unread * 2 > characters().count() || characters().next().is_none() && !read.encodings.is_empty() {
        return Err(super::failure(path, Trouble::Unread));
    }
    if characters().next().is_none() {
        return Err(super::failure(path, Trouble::NoText));
    }
    let mut builder = Builder::default();
    let turned = read.pages.iter().map(|p| p.turned).sum();
    for (count, what) in [
        (unread, LeftOut::Unread(unread)),
        (turned, LeftOut::Turned(turned)),
        (read.drawn, LeftOut::Drawn(read.drawn)),
        (read.encodings.len(), LeftOut::Encoded(read.encodings.join("、"))),
    ] {
        if count > 0 {
            builder.left_out(what);
        }
    }
    Ok(builder.write(sheets::blocks(&read.pages), OriginKind::Pdf))
}

/// A font of this machine for text whose own is not in the file: its characters are known all the same. Looking for
/// one takes longer than reading a PDF, so it is looked for once.
fn any_font() -> &'static Option<Vec<u8>> {
    static FONT: OnceLock<Option<Vec<u8>>> = OnceLock::new();
    FONT.get_or_init(|| {
        let mut fonts = fontdb::Database::new();
        fonts.load_system_fonts();
        let known: Vec<&String> =
            typefaces().roles.iter().flat_map(|r| r.families.iter().chain(&r.stand_ins)).collect();
        let face = fonts.faces().find(|f| f.families.iter().any(|(name, _)| known.contains(&name)))?;
        fonts.with_face_data(face.id, |data, _| data.to_vec())
    })
}
