//! The WordprocessingML that the parts are made of. Measures are twentieths of a point.

use crate::data::fonts::typefaces;
use crate::render::markup::escape;

/// Width of the type area (版心): A4 less the margins, 156 mm.
pub const WIDTH: u32 = 8844;
/// Height of the type area, which is the width of a page that lies: 225 mm.
pub const HEIGHT: u32 = 12756;
/// The left margin (订口), 28 mm.
pub const LEFT: u32 = 1588;
/// From line to line: 22 lines in 225 mm.
pub const PITCH: u32 = 579;
/// A character of the grid: 28 in 156 mm.
pub const CHARACTER: f64 = 8844.0 / 28.0;

/// The name of the first family of a role, which is the one that offices have.
pub fn face(key: &str) -> &'static str {
    let role = typefaces().roles.iter().find(|r| r.key == key);
    role.and_then(|r| r.families.first()).map_or("宋体", String::as_str)
}

/// A face for every script: digits stand in the face of the text.
pub fn fonts(key: &str) -> String {
    let name = escape(face(key));
    format!("<w:rFonts w:ascii=\"{name}\" w:eastAsia=\"{name}\" w:hAnsi=\"{name}\" w:cs=\"{name}\"/>")
}

/// A size in half points.
pub fn size(half_points: u32) -> String {
    format!("<w:sz w:val=\"{half_points}\"/><w:szCs w:val=\"{half_points}\"/>")
}

/// Properties of a run that are not of its paragraph's style, in the order of the schema. The hint makes marks that
/// Latin and Chinese share (“ ” … —) Chinese ones.
#[derive(Debug, Clone, Copy, Default)]
pub struct RunForm<'a> {
    /// A character style.
    pub style: Option<&'a str>,
    /// A role other than the style's.
    pub face: Option<&'a str>,
    /// Whether the text is still to be given.
    pub blank: bool,
    /// Width of the characters in percent.
    pub stretch: Option<u32>,
    /// Size in half points.
    pub size: Option<u32>,
}

impl RunForm<'_> {
    fn properties(self) -> String {
        let mut out = String::new();
        if let Some(style) = self.style {
            out.push_str(&format!("<w:rStyle w:val=\"{style}\"/>"));
        }
        match self.face {
            Some(key) => out.push_str(&fonts(key).replacen("<w:rFonts ", "<w:rFonts w:hint=\"eastAsia\" ", 1)),
            None => out.push_str("<w:rFonts w:hint=\"eastAsia\"/>"),
        }
        out.extend(self.stretch.map(|percent| format!("<w:w w:val=\"{percent}\"/>")));
        out.extend(self.size.map(size));
        if self.blank {
            out.push_str("<w:bdr w:val=\"dashed\" w:sz=\"4\" w:space=\"0\" w:color=\"auto\"/>");
        }
        format!("<w:rPr>{out}</w:rPr>")
    }
}

/// A run of text.
pub fn run(text: &str, form: RunForm<'_>) -> String {
    if text.is_empty() {
        return String::new();
    }
    format!("<w:r>{}<w:t xml:space=\"preserve\">{}</w:t></w:r>", form.properties(), escape(text))
}

/// A paragraph: its style, properties beside it in the order of the schema, runs.
pub fn paragraph(style: &str, properties: &str, runs: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{properties}</w:pPr>{runs}</w:p>")
}

/// How wide a text is, in characters: half of one for digits and Latin letters.
pub fn width(text: &str) -> f64 {
    text.chars().map(|c| if c.is_ascii() { 0.5 } else { 1.0 }).sum()
}
