//! A page's content: text with exact advances and glyph numbers, paths for rules and tables.

use super::faces::Faces;
use super::xml::{escaped, number, numbers};
use super::{Ids, failed};
use crate::base::Failure;
use std::fmt::Write;
use typst::layout::{Abs, Frame, FrameItem, Point, Transform};
use typst::text::TextItem;
use typst::visualize::{CurveItem, FixedStroke, Geometry, Paint, Shape};

/// Writes the objects of one page.
pub struct Writer<'a> {
    /// The faces of the document.
    pub faces: &'a mut Faces,
    /// The numbers of its objects.
    pub ids: &'a mut Ids,
    /// What is written so far.
    pub out: String,
}

/// A stretch of a run in which every character has one glyph, or one cluster in which it is otherwise.
#[derive(Default)]
struct Stretch {
    text: String,
    glyphs: Vec<u16>,
    /// Where each glyph stands, mm from the run's origin.
    at: Vec<f64>,
    /// How far it is raised, mm.
    up: f64,
    face: usize,
    simple: bool,
}

impl Writer<'_> {
    /// Writes a frame.
    pub fn frame(&mut self, frame: &Frame, at: Transform) -> Result<(), Failure> {
        for (position, item) in frame.items() {
            let here = at.pre_concat(Transform::translate(position.x, position.y));
            match item {
                FrameItem::Group(group) if group.clip.is_some() => {
                    return Err(failed("a clipped part cannot be written as OFD yet"));
                }
                FrameItem::Group(group) => self.frame(&group.frame, here.pre_concat(group.transform))?,
                FrameItem::Text(text) => self.run(text, here)?,
                FrameItem::Shape(shape, _) => self.shape(shape, here)?,
                FrameItem::Image(..) => return Err(failed("a picture cannot be written as OFD yet")),
                FrameItem::Link(..) | FrameItem::Tag(_) => {}
            }
        }
        Ok(())
    }

    fn run(&mut self, run: &TextItem, here: Transform) -> Result<(), Failure> {
        let fill = color(&run.fill)?;
        let size = run.size.to_mm();
        for stretch in self.stretches(run) {
            let (Some(first), Some(last)) = (stretch.at.first(), stretch.at.last()) else { continue };
            let corners = [(*first - 0.5 * size, -1.2 * size), (*last + 1.5 * size, 0.5 * size)];
            let [left, top, width, height] = around(here, corners);
            let origin = (here.tx.to_mm() - left, here.ty.to_mm() - top);
            let linear = [here.sx.get(), here.ky.get(), here.kx.get(), here.sy.get()];
            let upright = linear.iter().zip([1.0, 0.0, 0.0, 1.0]).all(|(a, b)| (a - b).abs() < 1e-9);
            let (ctm, x, y) = if upright {
                (String::new(), origin.0 + first, origin.1 - stretch.up)
            } else {
                let [a, b, c, d] = linear;
                (format!(" CTM=\"{}\"", numbers(&[a, b, c, d, origin.0, origin.1])), *first, -stretch.up)
            };
            let deltas: Vec<f64> = deltas(&stretch.at);
            let delta = if deltas.is_empty() { String::new() } else { format!(" DeltaX=\"{}\"", numbers(&deltas)) };
            let glyphs: Vec<String> = stretch.glyphs.iter().map(u16::to_string).collect();
            let _ = write!(
                self.out,
                "<ofd:TextObject ID=\"{}\" Boundary=\"{}\" Font=\"{}\" Size=\"{}\"{ctm}><ofd:FillColor Value=\"{fill}\"/>\
                 <ofd:CGTransform CodePosition=\"0\" CodeCount=\"{}\" GlyphCount=\"{}\"><ofd:Glyphs>{}</ofd:Glyphs>\
                 </ofd:CGTransform><ofd:TextCode X=\"{}\" Y=\"{}\"{delta}>{}</ofd:TextCode></ofd:TextObject>",
                self.ids.next(),
                numbers(&[left, top, width, height]),
                Ids::face(stretch.face),
                number(size),
                stretch.text.chars().count(),
                glyphs.len(),
                glyphs.join(" "),
                number(x),
                number(y),
                escaped(&stretch.text),
            );
        }
        Ok(())
    }

    fn stretches(&mut self, run: &TextItem) -> Vec<Stretch> {
        let mut out: Vec<Stretch> = Vec::new();
        let mut pen = Abs::zero();
        let mut before = None;
        for glyph in &run.glyphs {
            let at = (pen + glyph.x_offset.at(run.size)).to_mm();
            let up = glyph.y_offset.at(run.size).to_mm();
            pen += glyph.x_advance.at(run.size);
            // What only forbids a line break is not text.
            let raw = run.text.get(glyph.range()).unwrap_or_default();
            let text: String = raw.chars().filter(|c| !matches!(c, '\u{2060}' | '\u{200b}')).collect();
            if text.is_empty() {
                continue;
            }
            let (face, number) = self.faces.glyph(run.font.font(), glyph.id);
            let range = Some(glyph.range());
            let same_cluster = before == range;
            before = range;
            let simple = !same_cluster && text.chars().count() == 1;
            match out.last_mut() {
                Some(last) if same_cluster => {
                    last.glyphs.push(number);
                    last.at.push(at);
                    // A second glyph for the same character: split what stood before it off.
                    if last.simple && last.glyphs.len() > 2 {
                        let (glyphs, places) =
                            (last.glyphs.split_off(last.glyphs.len() - 2), last.at.split_off(last.at.len() - 2));
                        let c = last.text.pop().map(String::from).unwrap_or_default();
                        out.push(Stretch { text: c, glyphs, at: places, up, face, simple: false });
                    } else {
                        last.simple = false;
                    }
                }
                Some(last) if simple && last.simple && (last.up - up).abs() < 1e-6 => {
                    last.text.push_str(&text);
                    last.glyphs.push(number);
                    last.at.push(at);
                }
                _ => out.push(Stretch { text, glyphs: vec![number], at: vec![at], up, face, simple }),
            }
        }
        out
    }

    fn shape(&mut self, shape: &Shape, here: Transform) -> Result<(), Failure> {
        let bounds = shape.bbox(true);
        let corners = [(bounds.min.x.to_mm(), bounds.min.y.to_mm()), (bounds.max.x.to_mm(), bounds.max.y.to_mm())];
        let [left, top, width, height] = around(here, corners);
        let at = |p: &Point| {
            let p = p.transform(here);
            numbers(&[p.x.to_mm() - left, p.y.to_mm() - top])
        };
        let zero = Point::zero();
        let path = match &shape.geometry {
            Geometry::Line(to) => format!("M {} L {}", at(&zero), at(to)),
            Geometry::Rect(size) => {
                let corner = |x, y| at(&Point::new(x, y));
                let (w, h, o) = (size.x, size.y, Abs::zero());
                format!("M {} L {} L {} L {} C", at(&zero), corner(w, o), corner(w, h), corner(o, h))
            }
            Geometry::Curve(curve) => {
                let step = |item: &CurveItem| match item {
                    CurveItem::Move(p) => format!("M {}", at(p)),
                    CurveItem::Line(p) => format!("L {}", at(p)),
                    CurveItem::Cubic(a, b, p) => format!("B {} {} {}", at(a), at(b), at(p)),
                    CurveItem::Close => "C".to_owned(),
                };
                curve.0.iter().map(step).collect::<Vec<_>>().join(" ")
            }
        };
        let scale = (here.sx.get() * here.sy.get() - here.kx.get() * here.ky.get()).abs().sqrt();
        let (stroked, stroke) = match &shape.stroke {
            Some(stroke) => (pen(stroke, scale), format!("<ofd:StrokeColor Value=\"{}\"/>", color(&stroke.paint)?)),
            None => (" Stroke=\"false\"".to_owned(), String::new()),
        };
        let (filled, fill) = match &shape.fill {
            Some(fill) => (" Fill=\"true\"", format!("<ofd:FillColor Value=\"{}\"/>", color(fill)?)),
            None => ("", String::new()),
        };
        let _ = write!(
            self.out,
            "<ofd:PathObject ID=\"{}\" Boundary=\"{}\"{stroked}{filled}>{stroke}{fill}\
             <ofd:AbbreviatedData>{path}</ofd:AbbreviatedData></ofd:PathObject>",
            self.ids.next(),
            numbers(&[left, top, width, height]),
        );
        Ok(())
    }
}

/// The steps from each place to the next, each rounded so that the errors do not add up.
fn deltas(at: &[f64]) -> Vec<f64> {
    let round = |v: f64| (v * 1e4).round() / 1e4;
    at.windows(2).map(|pair| if let [a, b] = pair { round(*b) - round(*a) } else { 0.0 }).collect()
}

fn pen(stroke: &FixedStroke, scale: f64) -> String {
    let mm = |v: Abs| v.to_mm() * scale;
    let mut out = format!(" LineWidth=\"{}\"", number(mm(stroke.thickness)));
    if let Some(dash) = &stroke.dash {
        let pattern: Vec<f64> = dash.array.iter().map(|v| mm(*v)).collect();
        let _ = write!(out, " DashPattern=\"{}\" DashOffset=\"{}\"", numbers(&pattern), number(mm(dash.phase)));
    }
    out
}

/// Left, top, width and height of a box after a transform, mm.
fn around(here: Transform, [low, high]: [(f64, f64); 2]) -> [f64; 4] {
    let corners = [low, (high.0, low.1), (low.0, high.1), high].map(|(x, y)| {
        let p = Point::new(Abs::mm(x), Abs::mm(y)).transform(here);
        (p.x.to_mm(), p.y.to_mm())
    });
    let fold =
        |pick: fn(f64, f64) -> f64, from| corners.iter().fold((from, from), |m, c| (pick(m.0, c.0), pick(m.1, c.1)));
    let (low, high) = (fold(f64::min, f64::INFINITY), fold(f64::max, f64::NEG_INFINITY));
    // A box without height would be a box that shows nothing.
    [low.0, low.1, (high.0 - low.0).max(0.01), (high.1 - low.1).max(0.01)]
}

fn color(paint: &Paint) -> Result<String, Failure> {
    let Paint::Solid(color) = paint else {
        return Err(failed("a gradient or tiling cannot be written as OFD"));
    };
    let rgb = color.to_rgb();
    let parts = [rgb.red, rgb.green, rgb.blue].map(|v| f64::from((v * 255.0).round()));
    Ok(numbers(&parts))
}
