//! The WordprocessingML that the parts are made of. Measures are twentieths of a point.

use crate::base::escape;
use crate::office::write::{face, size};
use crate::project::Habits;
use crate::render::notice::Slot;

/// Width of the type area (版心): A4 less the margins, 156 mm.
pub const WIDTH: u32 = 8844;
/// Height of the type area, which is the width of a page that lies: 225 mm.
pub const HEIGHT: u32 = 12756;
/// The left margin (订口), 28 mm.
pub const LEFT: u32 = 1588;
/// The left margin of even pages where margins change sides, 26 mm.
pub const LEFT_MIRRORED: u32 = 1474;
/// From line to line, unless the office has its own: 22 lines in 225 mm.
const PITCH: u32 = 579;
/// A line's characters, 16 pt.
const LINE: u32 = 320;
/// A character of the grid: 28 in 156 mm.
pub const CHARACTER: f64 = 8844.0 / 28.0;

/// How an office sets its documents.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// From line to line.
    pub pitch: u32,
    /// The face of digits and Latin letters; without one they stand in the face of the text.
    digits: Option<&'a str>,
}

impl<'a> Setting<'a> {
    /// As the project says.
    pub fn of(habits: &'a Habits) -> Self {
        Self { pitch: habits.line_pitch.map_or(PITCH, |p| (p + 25) / 50), digits: habits.digits.as_deref() }
    }

    /// How far the text stands out of the type area at the top and at the bottom. Word gives the first line its leading
    /// above it: where lines fill the type area from the edge of the first to the edge of the last, they take more.
    pub fn beyond(self) -> (u32, u32) {
        let lines = (HEIGHT - LINE) / self.pitch + 1;
        let more = (lines * self.pitch).saturating_sub(HEIGHT);
        (more / 2, more - more / 2)
    }

    /// A face for every script.
    pub fn fonts(self, key: &str) -> String {
        let name = escape(face(key));
        let latin = self.digits.map_or_else(|| name.clone(), escape);
        format!("<w:rFonts w:ascii=\"{latin}\" w:eastAsia=\"{name}\" w:hAnsi=\"{latin}\" w:cs=\"{latin}\"/>")
    }

    /// A run of text.
    pub fn run(self, text: &str, form: RunForm<'_>) -> String {
        if text.is_empty() {
            return String::new();
        }
        format!("<w:r>{}<w:t xml:space=\"preserve\">{}</w:t></w:r>", form.properties(self), escape(text))
    }

    /// A run in the face of its paragraph.
    pub fn plain(self, text: &str) -> String {
        self.run(text, RunForm::default())
    }

    /// What may still be to be given.
    pub fn given(self, slot: &Slot) -> String {
        if slot.blank {
            self.run(&format!("【{}】", slot.text), RunForm { blank: true, ..RunForm::default() })
        } else {
            self.plain(&slot.text)
        }
    }
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
    fn properties(self, set: Setting<'_>) -> String {
        let mut out = String::new();
        if let Some(style) = self.style {
            out.push_str(&format!("<w:rStyle w:val=\"{style}\"/>"));
        }
        match self.face {
            Some(key) => out.push_str(&set.fonts(key).replacen("<w:rFonts ", "<w:rFonts w:hint=\"eastAsia\" ", 1)),
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

/// A picture in the line: its number among all, the part that holds it, its words, its size in mm.
pub fn drawing(number: usize, part: &str, alt: &str, size: (f64, f64)) -> String {
    const DRAWING: &str = "http://schemas.openxmlformats.org/drawingml/2006";
    // English Metric Units.
    let (wide, high) = (size.0 * 36_000.0, size.1 * 36_000.0);
    let about = format!("id=\"{number}\" name=\"图片{number}\" descr=\"{}\"", escape(alt));
    format!(
        "<w:r><w:drawing><wp:inline xmlns:wp=\"{DRAWING}/wordprocessingDrawing\" distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\">\
         <wp:extent cx=\"{wide:.0}\" cy=\"{high:.0}\"/><wp:docPr {about}/><wp:cNvGraphicFramePr>\
         <a:graphicFrameLocks xmlns:a=\"{DRAWING}/main\" noChangeAspect=\"1\"/></wp:cNvGraphicFramePr>\
         <a:graphic xmlns:a=\"{DRAWING}/main\"><a:graphicData uri=\"{DRAWING}/picture\">\
         <pic:pic xmlns:pic=\"{DRAWING}/picture\"><pic:nvPicPr><pic:cNvPr {about}/><pic:cNvPicPr/></pic:nvPicPr>\
         <pic:blipFill><a:blip r:embed=\"{part}\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>\
         <pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"{wide:.0}\" cy=\"{high:.0}\"/></a:xfrm>\
         <a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>\
         </wp:inline></w:drawing></w:r>"
    )
}

/// How wide a text is, in characters: half of one for digits and Latin letters.
pub fn width(text: &str) -> f64 {
    text.chars().map(|c| if c.is_ascii() { 0.5 } else { 1.0 }).sum()
}
