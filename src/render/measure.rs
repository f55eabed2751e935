//! What stands where on the laid-out pages: the words and rules with their measures, read from the layout and
//! not from what was asked for.

use super::Laid;
pub use crate::pages::{Line, Measured, Placed, Rule};
use crate::pages::{PT, lines};
use std::sync::Arc;
use typst::layout::{Abs, Frame, FrameItem, Point, Transform};
use typst::text::TextItem;
use typst::visualize::{Geometry, Paint, Shape};
use typst_layout::PagedDocument;

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
                turned: collector.turned,
                clockwise: collector.clockwise,
                pictures: collector.pictures,
                // What is laid out goes into the file with its faces.
                loose: Vec::new(),
            }
        })
        .collect()
}

/// The characters of a page in the order in which they were set; none where there is no such page.
pub(super) fn characters(pages: &PagedDocument, page: usize) -> Vec<Placed> {
    let mut collector = Collector::default();
    if let Some(page) = pages.pages().get(page) {
        collector.frame(&page.frame, Transform::identity());
    }
    collector.characters
}

/// Characters of this size and more are measured by their ink: what they say of a place is said of edges (上边缘).
const LARGE: f64 = 24.0;

#[derive(Default)]
struct Collector {
    characters: Vec<Placed>,
    rules: Vec<Rule>,
    turned: usize,
    clockwise: usize,
    pictures: usize,
    /// The last family met: most runs have the one of the run before.
    family: Option<Arc<str>>,
}

impl Collector {
    fn frame(&mut self, frame: &Frame, at: Transform) {
        for (position, item) in frame.items() {
            let here = at.pre_concat(Transform::translate(position.x, position.y));
            match item {
                FrameItem::Group(group) => self.frame(&group.frame, here.pre_concat(group.transform)),
                FrameItem::Text(text) => self.text(text, here),
                FrameItem::Shape(shape, _) => self.shape(shape, here),
                FrameItem::Image(..) => self.pictures += 1,
                _ => {}
            }
        }
    }

    fn text(&mut self, text: &TextItem, here: Transform) {
        let name = text.font.font().info().family.as_str();
        let family = match &self.family {
            Some(family) if **family == *name => Arc::clone(family),
            _ => Arc::from(name),
        };
        self.family = Some(Arc::clone(&family));
        let turned = here.ky.get().abs() > here.sx.get().abs();
        let size = text.size.to_pt() * here.sy.get().abs();
        let ink = (size > LARGE && !turned).then(|| {
            let ink = text.bbox();
            let edges = [ink.min.y, ink.max.y].map(|y| placed(here, Point::new(Abs::zero(), y)).1);
            (edges[0].min(edges[1]), edges[0].max(edges[1]))
        });
        let (red, black) = (is_red(&text.fill), is_black(&text.fill));
        let mut pen = Abs::zero();
        let mut before = None;
        for glyph in &text.glyphs {
            let from = pen;
            pen += glyph.x_advance.at(text.size);
            let range = glyph.range();
            let whole = text.text.get(range.clone()).unwrap_or_default();
            let count = whole.chars().count();
            if before.replace(range.clone()) == Some(range) {
                // A character of several glyphs.
                if let Some(last) = self.characters.last_mut().filter(|_| !turned) {
                    last.end = placed(here, Point::with_x(pen)).0;
                }
                continue;
            }
            // A glyph of several characters is shared out among them.
            for (at, c) in whole.chars().enumerate().filter(|(_, c)| !c.is_whitespace() && !is_format(*c)) {
                if turned {
                    self.turned += 1;
                    self.clockwise += usize::from(here.ky.get() > 0.0);
                    continue;
                }
                let part = |n: usize| placed(here, Point::with_x(from + (pen - from) * (n as f64 / count as f64)));
                let ((x, baseline), (end, _)) = (part(at), part(at + 1));
                // A mark that is trimmed on its left is drawn further left than the pen stands.
                let x = x + if at == 0 { glyph.x_offset.at(text.size).to_pt() * here.sx.get() / PT } else { 0.0 };
                let family = Arc::clone(&family);
                self.characters.push(Placed {
                    text: c,
                    x,
                    end,
                    baseline,
                    size,
                    family,
                    red,
                    black,
                    ink,
                    spaced: false,
                });
            }
        }
    }

    fn shape(&mut self, shape: &Shape, here: Transform) {
        let paint = shape.fill.as_ref().or(shape.stroke.as_ref().map(|s| &s.paint));
        let red = paint.is_some_and(is_red);
        let stroke = shape.stroke.as_ref();
        // Dashed strokes mark what a draft lacks; they are no rules of the document.
        if stroke.is_some_and(|s| s.dash.is_some()) {
            return;
        }
        let mut rule = |from: Point, to: Point, grow: f64| {
            let (a, b) = (placed(here, from), placed(here, to));
            let (x, y) = (a.0.min(b.0), a.1.min(b.1));
            let (width, height) = ((a.0 - b.0).abs(), (a.1 - b.1).abs());
            // A stroke lies half on either side of its line.
            let (across, along) = if width > height { (0.0, grow) } else { (grow, 0.0) };
            let (x, y) = (x - across / 2.0, y - along / 2.0);
            self.rules.push(Rule { x, y, width: width + across, height: height + along, red });
        };
        let thickness = stroke.map_or(0.0, |s| s.thickness.to_pt() / PT);
        match &shape.geometry {
            Geometry::Rect(size) if shape.fill.is_some() => rule(Point::zero(), size.to_point(), 0.0),
            Geometry::Rect(size) if stroke.is_some() => {
                let (right, bottom) = (Point::with_x(size.x), Point::with_y(size.y));
                for (from, to) in [
                    (Point::zero(), right),
                    (right, size.to_point()),
                    (bottom, size.to_point()),
                    (Point::zero(), bottom),
                ] {
                    rule(from, to, thickness);
                }
            }
            Geometry::Line(to) => rule(Point::zero(), *to, thickness),
            _ => {}
        }
    }
}

/// Characters that show nothing and only tell where a line may break.
fn is_format(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// Where a point of an item stands on the page, mm.
fn placed(at: Transform, point: Point) -> (f64, f64) {
    let (x, y) = (point.x.to_pt(), point.y.to_pt());
    let across = at.tx.to_pt() + at.sx.get() * x + at.kx.get() * y;
    let down = at.ty.to_pt() + at.ky.get() * x + at.sy.get() * y;
    (across / PT, down / PT)
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

fn is_black(paint: &Paint) -> bool {
    match paint {
        Paint::Solid(color) => color.to_vec4()[..3].iter().all(|part| *part < 0.25),
        _ => false,
    }
}
