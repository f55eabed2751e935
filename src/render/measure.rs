//! What stands where on the laid-out pages: the words and rules with their measures, read from the layout and
//! not from what was asked for.

use super::Laid;
use typst::layout::{Abs, Frame, FrameItem, Transform};
use typst::visualize::{Geometry, Paint};

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
    /// The family of its face.
    pub family: String,
    /// Whether it is red.
    pub red: bool,
}

/// A line of text: the characters on one base line, from left to right.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its base line, mm from the upper edge.
    pub baseline: f64,
    /// Its characters.
    pub characters: Vec<Placed>,
}

impl Line {
    /// Its text.
    pub fn text(&self) -> String {
        self.characters.iter().map(|c| c.text).collect()
    }
}

/// A filled rectangle.
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
}

/// The pages of a document.
pub fn pages(laid: &Laid) -> Vec<Measured> {
    laid.pages
        .pages()
        .iter()
        .map(|page| {
            let mut collector = Collector::default();
            collector.frame(&page.frame, Transform::identity());
            let size = page.frame.size();
            Measured {
                width: size.x.to_mm(),
                height: size.y.to_mm(),
                lines: lines(collector.characters),
                rules: collector.rules,
            }
        })
        .collect()
}

#[derive(Default)]
struct Collector {
    characters: Vec<Placed>,
    rules: Vec<Rule>,
}

impl Collector {
    fn frame(&mut self, frame: &Frame, at: Transform) {
        for (position, item) in frame.items() {
            let here = at.pre_concat(Transform::translate(position.x, position.y));
            match item {
                FrameItem::Group(group) => self.frame(&group.frame, here.pre_concat(group.transform)),
                FrameItem::Text(text) => {
                    let family = text.font.font().info().family.clone();
                    let red = is_red(&text.fill);
                    let mut pen = Abs::zero();
                    for glyph in &text.glyphs {
                        let from = pen;
                        pen += glyph.x_advance.at(text.size);
                        let Some(c) = text.text.get(glyph.range()).and_then(|s| s.chars().next()) else { continue };
                        if !c.is_whitespace() {
                            let start = point(here, from);
                            self.characters.push(Placed {
                                text: c,
                                x: start.0,
                                end: point(here, pen).0,
                                baseline: start.1,
                                size: text.size.to_pt(),
                                family: family.clone(),
                                red,
                            });
                        }
                    }
                }
                FrameItem::Shape(shape, _) => {
                    let red = shape.fill.as_ref().or(shape.stroke.as_ref().map(|s| &s.paint)).is_some_and(is_red);
                    let (width, height) = match &shape.geometry {
                        Geometry::Rect(size) if shape.fill.is_some() => (size.x, size.y),
                        Geometry::Line(to) => (to.x, shape.stroke.as_ref().map_or(Abs::zero(), |s| s.thickness)),
                        _ => continue,
                    };
                    let (x, y) = point(here, Abs::zero());
                    self.rules.push(Rule { x, y, width: width.to_mm(), height: height.to_mm(), red });
                }
                _ => {}
            }
        }
    }
}

/// A point `x` to the right of a transform's origin, mm.
fn point(at: Transform, x: Abs) -> (f64, f64) {
    (at.tx.to_mm() + at.sx.get() * x.to_mm(), at.ty.to_mm() + at.ky.get() * x.to_mm())
}

fn is_red(paint: &Paint) -> bool {
    match paint {
        Paint::Solid(color) => {
            let [r, g, b, _] = color.to_vec4();
            r > 0.78 && g < 0.25 && b < 0.25
        }
        _ => false,
    }
}

/// Characters within 1 mm of height stand on one line.
fn lines(mut characters: Vec<Placed>) -> Vec<Line> {
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
