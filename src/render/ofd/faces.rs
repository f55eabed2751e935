//! Faces cut down to the glyphs that a document shows.

use super::failed;
use crate::base::Failure;
use subsetter::GlyphRemapper;
use typst::text::Font;

/// The faces of a document in the order in which they are met.
#[derive(Default)]
pub struct Faces(Vec<(Font, GlyphRemapper)>);

impl Faces {
    /// A face's place in the list and the number that one of its glyphs has in the subset.
    pub fn glyph(&mut self, font: &Font, glyph: u16) -> (usize, u16) {
        let at = self.0.iter().position(|(known, _)| known == font).unwrap_or_else(|| {
            self.0.push((font.clone(), GlyphRemapper::new()));
            self.0.len() - 1
        });
        let number = self.0.get_mut(at).map_or(glyph, |(_, glyphs)| glyphs.remap(glyph));
        (at, number)
    }

    /// Family and subset of each.
    pub fn subsets(&self) -> Result<Vec<(String, Vec<u8>)>, Failure> {
        let one = |(font, glyphs): &(Font, GlyphRemapper)| {
            let family = font.info().family.to_string();
            let told = |e: subsetter::Error| failed(&format!("{family}：{e}"), &format!("{family}: {e}"));
            let bytes = subsetter::subset(font.data(), font.index(), glyphs).map_err(told)?;
            Ok((family, bytes))
        };
        self.0.iter().map(one).collect()
    }
}
