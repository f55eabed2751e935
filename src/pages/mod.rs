//! Laid-out pages: what stands where on them, whoever laid them out, and what each thing is.
//!
//! [`Measured`] is what can be seen on a page: characters with their pens and sizes, and rules. It is made from
//! plangen's own layout or from a PDF. [`Layout`] is what a reader takes it for: mark, title, text, tables,
//! colophon, page number, told by their places and forms alone, so that the same measures hold for both.

mod faces;
mod gaps;
mod layout;
mod paragraphs;
#[cfg(feature = "pdf")]
pub mod pdf;
mod sheets;
#[cfg(feature = "pdf")]
mod unpack;
mod written;

pub use faces::{Face, face};
pub use gaps::gaps;
pub use layout::{Colophon, Form, Head, Kind, Layout, Row, Sheet};
pub(crate) use paragraphs::is_mark;
pub use paragraphs::{Flow, Start, Step};
pub use sheets::{Sheets, Size};
pub use written::{Area, Traced, Written};

use std::sync::Arc;

/// Points in a millimetre.
pub const PT: f64 = 72.0 / 25.4;

/// A character on a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// The character.
    pub text: char,
    /// Its pen position, mm from the left edge.
    pub x: f64,
    /// Where the next one stands, mm.
    pub end: f64,
    /// Its base line, mm from the upper edge.
    pub baseline: f64,
    /// Its size, pt.
    pub size: f64,
    /// The family of its face, or the name a PDF gives it.
    pub family: Arc<str>,
    /// Whether it is red.
    pub red: bool,
    /// Whether it is black, or grey enough to be taken for it.
    pub black: bool,
    /// Upper and lower edge of its ink, or of the run it stands in, mm; where that was measured.
    pub ink: Option<(f64, f64)>,
    /// Whether a blank is written before it. A gap alone may be one that programs leave between digits and 汉字.
    pub spaced: bool,
}

impl Placed {
    /// The upper edge of its em box, mm: 0.88 em above the base line, as Chinese faces have it.
    pub fn top(&self) -> f64 {
        self.baseline - 0.88 * self.size / PT
    }

    /// The lower edge of its em box, mm.
    pub fn bottom(&self) -> f64 {
        self.baseline + 0.12 * self.size / PT
    }

    /// Its size in mm.
    pub fn em(&self) -> f64 {
        self.size / PT
    }
}

/// A line of text: the characters on one base line, from left to right.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its base line, mm from the upper edge.
    pub baseline: f64,
    /// Its characters; never none.
    pub characters: Vec<Placed>,
}

impl Line {
    /// Its text.
    pub fn text(&self) -> String {
        self.characters.iter().map(|c| c.text).collect()
    }

    /// Where its first character stands, mm.
    pub fn x(&self) -> f64 {
        self.characters.first().map_or(0.0, |c| c.x)
    }

    /// Where its last character ends, mm.
    pub fn end(&self) -> f64 {
        self.characters.last().map_or(0.0, |c| c.end)
    }

    /// Where its middle is, mm.
    pub fn centre(&self) -> f64 {
        (self.x() + self.end()) / 2.0
    }

    /// The size of most of its characters, pt.
    pub fn size(&self) -> f64 {
        let mut sizes: Vec<f64> = self.characters.iter().map(|c| c.size).collect();
        sizes.sort_by(f64::total_cmp);
        sizes.get(sizes.len() / 2).copied().unwrap_or(0.0)
    }

    /// The upper edge of its em boxes, mm.
    pub fn top(&self) -> f64 {
        self.baseline - 0.88 * self.size() / PT
    }

    /// The lower edge of its em boxes, mm.
    pub fn bottom(&self) -> f64 {
        self.baseline + 0.12 * self.size() / PT
    }
}

/// A rule: a filled rectangle or a straight stroke, level or upright.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    /// Its left edge, mm.
    pub x: f64,
    /// Its upper edge, mm.
    pub y: f64,
    /// Its width, mm.
    pub width: f64,
    /// Its height, mm.
    pub height: f64,
    /// Whether it is red.
    pub red: bool,
}

impl Rule {
    /// Its right edge, mm.
    pub fn end(&self) -> f64 {
        self.x + self.width
    }

    /// Its lower edge, mm.
    pub fn bottom(&self) -> f64 {
        self.y + self.height
    }
}

/// A page.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Measured {
    /// Width, mm.
    pub width: f64,
    /// Height, mm.
    pub height: f64,
    /// The lines from top to bottom, spaces left out.
    pub lines: Vec<Line>,
    /// Rules: filled rectangles and straight strokes.
    pub rules: Vec<Rule>,
    /// Characters that stand turned, in no line (tables across the sheet).
    pub turned: usize,
    /// Those of them that are turned with the clock, their upper edge to the right.
    pub clockwise: usize,
    /// How many pictures it shows.
    pub pictures: usize,
    /// Faces that are used on it and that the file names without holding them.
    pub loose: Vec<Arc<str>>,
}

/// Characters within 1 mm of height stand on one line.
pub fn lines(mut characters: Vec<Placed>) -> Vec<Line> {
    characters.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
    let mut out: Vec<Line> = Vec::new();
    for c in characters {
        match out.last_mut() {
            Some(line) if c.baseline - line.baseline < 1.0 => line.characters.push(c),
            _ => out.push(Line { baseline: c.baseline, characters: vec![c] }),
        }
    }
    for line in &mut out {
        line.characters.sort_by(|a, b| a.x.total_cmp(&b.x));
    }
    out
}

/// Whether a character is one of those that fill a square of the grid: a 汉字.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' | '〇')
}

/// The middle one of some values.
pub(crate) fn median(values: &mut [f64]) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

/// The value that most are near to (within `by`), and how many are.
pub(crate) fn mode(values: &mut [f64], by: f64) -> Option<(f64, usize)> {
    values.sort_by(f64::total_cmp);
    let mut best: Option<(usize, usize)> = None;
    let mut from = 0;
    for to in 0..values.len() {
        while values[to] - values[from] > by {
            from += 1;
        }
        if best.is_none_or(|(a, b)| to - from > b - a) {
            best = Some((from, to));
        }
    }
    let (from, to) = best?;
    Some((values[(from + to) / 2], to - from + 1))
}
