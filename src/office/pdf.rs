//! PDFs with a text layer.

use super::Trouble;
use super::blocks::Builder;
use super::sheets;
use crate::base::{Failure, LeftOut, Origin, OriginKind};
use crate::data::fonts::typefaces;
use crate::pages::pdf;
use std::path::Path;
use std::sync::Arc;

/// The text of a PDF.
pub fn read(path: &Path) -> Result<(String, Origin), Failure> {
    let read = pdf::read(path, Arc::new(any_font))?;
    if read.pages.iter().all(|page| page.lines.is_empty()) {
        return Err(super::failure(path, Trouble::NoText));
    }
    let mut builder = Builder::default();
    let characters = read.pages.iter().flat_map(|p| &p.lines).flat_map(|l| &l.characters);
    let unread = characters.filter(|c| c.text == char::REPLACEMENT_CHARACTER).count();
    if unread > 0 {
        builder.left_out(LeftOut::Unread(unread));
    }
    Ok(builder.write(sheets::blocks(&read.pages), OriginKind::Pdf))
}

/// A font of this machine for text whose own is not in the file: its characters are known all the same.
fn any_font() -> Option<Vec<u8>> {
    let mut fonts = fontdb::Database::new();
    fonts.load_system_fonts();
    let known: Vec<&String> = typefaces().roles.iter().flat_map(|r| r.families.iter().chain(&r.stand_ins)).collect();
    let face = fonts.faces().find(|f| f.families.iter().any(|(name, _)| known.contains(&name)))?;
    fonts.with_face_data(face.id, |data, _| data.to_vec())
}
