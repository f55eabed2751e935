//! A page's content: text with exact advances and glyph numbers, paths for rules and tables, pictures.

use super::Ids;
use super::faces::Faces;
use super::paths::{self, around, color};
use super::pictures::Pictures;
use super::xml::{escaped, number, numbers};
use crate::base::Failure;
use std::fmt::Write;
use typst::layout::{Abs, Frame, FrameItem, Ratio, Size, Transform};
use typst::text::TextItem;
use typst::visualize::{Curve, Geometry, Image, Shape};
use typst_layout::Page;

/// Writes the objects of one page.
pub struct Writer<'a> {
    /// The faces of the document.
    pub faces: &'a mut Faces,
    /// Its pictures.
    pub pictures: &'a mut Pictures,
    /// The numbers of its objects.
    pub ids: &'a mut Ids,
    /// What cuts off the objects that are being written, with the way from it to the page.
    pub clips: Vec<(Curve, Transform)>,
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

impl Stretch {
    /// Leaves out the spaces at both ends: they show nothing, and readers that trim the text of an element would
    /// give every character after them the glyph of its neighbour.
    fn trim(&mut self) {
        if !self.simple {
            return;
        }
        let blank = self.text.chars().take_while(|c| c.is_whitespace()).count();
        let kept = self.text.trim().chars().count();
        self.text = self.text.trim().to_owned();
        self.glyphs = self.glyphs.iter().copied().skip(blank).take(kept).collect();
        self.at = self.at.iter().copied().skip(blank).take(kept).collect();
    }
}

impl Writer<'_> {
    /// Writes a page.
    pub fn page(&mut self, page: &Page) -> Result<(), Failure> {
        if let Some(fill) = page.fill_or_transparent() {
            let ground = Geometry::Rect(page.frame.size()).filled(fill);
            self.shape(&ground, Transform::identity())?;
        }
        self.frame(&page.frame, Transform::identity())
    }

    fn frame(&mut self, frame: &Frame, at: Transform) -> Result<(), Failure> {
        for (position, item) in frame.items() {
            let here = at.pre_concat(Transform::translate(position.x, position.y));
            match item {
                FrameItem::Group(group) => {
                    let inside = here.pre_concat(group.transform);
                    let outer = self.clips.len();
                    self.clips.extend(group.clip.clone().map(|clip| (clip, inside)));
                    self.frame(&group.frame, inside)?;
                    self.clips.truncate(outer);
                }
                FrameItem::Text(text) => self.run(text, here)?,
                FrameItem::Shape(shape, _) => self.shape(shape, here)?,
                FrameItem::Image(image, size, _) => self.picture(image, *size, here)?,
                FrameItem::Link(..) | FrameItem::Tag(_) => {}
            }
        }
        Ok(())
    }

    /// What is seen of a box on the page; nothing where all of it is cut off. What lies outside an object's box is
    /// not drawn, and that every reader keeps to.
    fn seen(&self, [left, top, width, height]: [f64; 4]) -> Option<[f64; 4]> {
        let mut sides = [left, top, left + width, top + height];
        for [l, t, r, b] in self.clips.iter().filter_map(|(curve, at)| paths::upright(curve, *at)) {
            sides = [sides[0].max(l), sides[1].max(t), sides[2].min(r), sides[3].min(b)];
        }
        let [l, t, r, b] = sides;
        (l < r && t < b).then_some([l, t, r - l, b - t])
    }

    /// What cuts an object off otherwise than along its box, in its own coordinates: those that `own` takes to the
    /// page.
    fn clips(&self, own: Transform) -> String {
        let Some(to_object) = own.invert() else { return String::new() };
        let clip = |(curve, at): &(Curve, Transform)| {
            let (area, data) = paths::clip(curve, to_object.pre_concat(*at));
            format!(
                "<ofd:Clip><ofd:Area><ofd:Path Boundary=\"{}\" Stroke=\"false\" Fill=\"true\">\
                 <ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:Path></ofd:Area></ofd:Clip>",
                numbers(&area)
            )
        };
        let skew = self.clips.iter().filter(|(curve, at)| paths::upright(curve, *at).is_none());
        let clips: String = skew.map(clip).collect();
        if clips.is_empty() { clips } else { format!("<ofd:Clips>{clips}</ofd:Clips>") }
    }

    fn picture(&mut self, image: &Image, size: Size, here: Transform) -> Result<(), Failure> {
        let (w, h) = (size.x.to_mm(), size.y.to_mm());
        let Some(area) = self.seen(around(here, [(0.0, 0.0), (w, h)])) else { return Ok(()) };
        let [left, top, ..] = area;
        let resource = self.pictures.number(image, self.ids)?;
        // A picture is a square of 1 by 1 until it is stretched to its place.
        let to_place = [
            here.sx.get() * w,
            here.ky.get() * w,
            here.kx.get() * h,
            here.sy.get() * h,
            here.tx.to_mm() - left,
            here.ty.to_mm() - top,
        ];
        let unit = Abs::mm(1.0);
        let square = here.pre_concat(Transform::scale(Ratio::new(size.x / unit), Ratio::new(size.y / unit)));
        let clips = self.clips(square);
        let _ = write!(
            self.out,
            "<ofd:ImageObject ID=\"{}\" Boundary=\"{}\" CTM=\"{}\" ResourceID=\"{resource}\">{clips}</ofd:ImageObject>",
            self.ids.next(),
            numbers(&area),
            numbers(&to_place),
        );
        Ok(())
    }

    fn run(&mut self, run: &TextItem, here: Transform) -> Result<(), Failure> {
        let fill = color(&run.fill)?;
        let size = run.size.to_mm();
        for stretch in self.stretches(run) {
            let (Some(first), Some(last)) = (stretch.at.first(), stretch.at.last()) else { continue };
            let corners = [(*first - 0.5 * size, -1.2 * size), (*last + 1.5 * size, 0.5 * size)];
            let Some(area) = self.seen(around(here, corners)) else { continue };
            let [left, top, ..] = area;
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
            let own = if upright { Transform::translate(Abs::mm(left), Abs::mm(top)) } else { here };
            let clips = self.clips(own);
            let glyphs: Vec<String> = stretch.glyphs.iter().map(u16::to_string).collect();
            let _ = write!(
                self.out,
                "<ofd:TextObject ID=\"{}\" Boundary=\"{}\" Font=\"{}\" Size=\"{}\"{ctm}>{clips}<ofd:FillColor Value=\"{fill}\"/>\
                 <ofd:CGTransform CodePosition=\"0\" CodeCount=\"{}\" GlyphCount=\"{}\"><ofd:Glyphs>{}</ofd:Glyphs>\
                 </ofd:CGTransform><ofd:TextCode X=\"{}\" Y=\"{}\"{delta}>{}</ofd:TextCode></ofd:TextObject>",
                self.ids.next(),
                numbers(&area),
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
        out.iter_mut().for_each(Stretch::trim);
        out
    }

    fn shape(&mut self, shape: &Shape, here: Transform) -> Result<(), Failure> {
        let bounds = shape.bbox(true);
        let corners = [(bounds.min.x.to_mm(), bounds.min.y.to_mm()), (bounds.max.x.to_mm(), bounds.max.y.to_mm())];
        let Some(area) = self.seen(around(here, corners)) else { return Ok(()) };
        let [left, top, ..] = area;
        let origin = Transform::translate(Abs::mm(left), Abs::mm(top));
        let data = paths::data(&shape.geometry, Transform::translate(-Abs::mm(left), -Abs::mm(top)).pre_concat(here));
        let (attributes, colors) = paths::paint(shape, here)?;
        let clips = self.clips(origin);
        let _ = write!(
            self.out,
            "<ofd:PathObject ID=\"{}\" Boundary=\"{}\"{attributes}>{clips}{colors}<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>",
            self.ids.next(),
            numbers(&area),
        );
        Ok(())
    }
}

/// The steps from each place to the next, each rounded so that the errors do not add up.
fn deltas(at: &[f64]) -> Vec<f64> {
    let round = |v: f64| (v * 1e4).round() / 1e4;
    at.windows(2).map(|pair| if let [a, b] = pair { round(*b) - round(*a) } else { 0.0 }).collect()
}
