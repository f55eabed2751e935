//! The pages of a PDF, as far as it tells: characters with their pens and sizes, and rules.
//!
//! What the file shows is read by running its drawing commands (hayro, the interpreter that typst brings along).

use super::unpack::{self, Counted, TooLarge};
use super::{Measured, PT, Placed, Rule, lines};
use crate::base::{Failure, Words};
use crate::data::radicals;
use hayro_interpret::font::{FontData, FontQuery, Glyph};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name};
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_interpret::{
    BlendMode, CacheKey as _, ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterCache, InterpreterSettings,
    Paint, PathDrawMode, SoftMask, TransformExt, interpret_page,
};
use kurbo::{Affine, BezPath, PathEl, Point, Rect, Shape, Vec2};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Finds a font for text whose own font is not in the file: its places are known all the same.
pub type Fallback = Arc<dyn Fn() -> Option<Vec<u8>> + Send + Sync>;

/// What was read of a PDF.
#[derive(Debug, Clone, PartialEq)]
pub struct Read {
    /// Its pages.
    pub pages: Vec<Measured>,
    /// What could not be read, and hence not measured.
    pub notes: Vec<Words>,
    /// The encodings that are named in it and not given: text in them is not on the pages.
    pub encodings: Vec<String>,
    /// How many characters are drawings; they are not on the pages.
    pub drawn: usize,
}

/// How pages are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// As they show: what stands turned on them is counted.
    AsShown,
    /// As one reads: turned by quarters until most of their text stands upright, as one does with a sheet that lies
    /// crosswise, and with letters that are drawings where the file tells which they are.
    ToRead,
}

/// The most pages of a document.
const PAGES: usize = 5_000;
/// The most letters, lines and areas that are drawn; a page of text has a thousand.
const DRAWN: usize = 2_000_000;
/// The longest that one page is looked at: forms that draw forms take no room and no end of time.
const LONGEST: Duration = Duration::from_secs(10);

/// Reads a PDF.
///
/// # Errors
/// When it cannot be opened, is no PDF or a broken one, is encrypted, or has no pages.
pub fn read(path: &Path, fallback: Fallback) -> Result<Read, Failure> {
    let data = std::fs::read(path).map_err(|e| Failure::io("读不了 PDF", "cannot read the PDF", path, &e))?;
    parse(path, data, Hold::AsShown, fallback)
}

/// As [`read`], of bytes that were read already.
///
/// # Errors
/// As [`read`], but for a file that cannot be opened.
pub fn parse(path: &Path, data: Vec<u8>, hold: Hold, fallback: Fallback) -> Result<Read, Failure> {
    let broken = |zh: &str, en: &str| {
        Failure::new("读不了 PDF", "cannot read the PDF")
            .file(path)
            .cause(zh, en)
            .remedy("请给出完整、未加密的 PDF", "name a whole PDF that is not encrypted")
    };
    // Readers allow for something before the head, within reason.
    if !data.windows(5).take(1024).any(|w| w == b"%PDF-") {
        return Err(broken("这不是 PDF 文件", "it is no PDF"));
    }
    let too_large = || {
        Failure::new("读不了 PDF", "cannot read the PDF")
            .file(path)
            .cause("文件展开后过大，不像是公文", "it unpacks to more than any document holds")
            .remedy("请给出方案本身的文件", "name the file of the plan itself")
    };
    let counted = unpack::before(&data).map_err(|TooLarge| too_large())?;
    let pdf = Pdf::new(data).map_err(|e| match e {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => {
            broken("文件有密码", "it is protected by a password")
        }
        LoadPdfError::Decryption(_) => {
            broken("文件是加密的，加密方式不支持", "it is encrypted in a way that is not supported")
        }
        LoadPdfError::Invalid => broken("文件不完整或已损坏", "it is truncated or damaged"),
    })?;
    if pdf.pages().is_empty() {
        return Err(broken("文件里没有页面，可能不完整", "it has no pages; it may be truncated"));
    }
    if pdf.pages().len() > PAGES {
        return Err(too_large());
    }
    if counted == Counted::Some {
        unpack::after(&pdf).map_err(|TooLarge| too_large())?;
    }
    let resolve = move || fallback().map(|bytes| (Arc::new(bytes) as FontData, 0));
    let settings = InterpreterSettings {
        font_resolver: Arc::new(move |_: &FontQuery| resolve()),
        ..InterpreterSettings::default()
    };
    let cache = InterpreterCache::new();
    let mut seen = Seen::default();
    let mut pages = Vec::new();
    // The commands of pages that were read stay in memory.
    let mut room = unpack::KEPT;
    for page in pdf.pages().iter() {
        unpack::page(page.raw(), room.min(unpack::STREAM)).map_err(|TooLarge| too_large())?;
        room = room.saturating_sub(page.page_stream().map_or(0, <[u8]>::len));
        seen.name_fonts(page.raw());
        let mut look =
            |quarters| look(&pdf, page, (hold, quarters), &settings, &cache, &mut seen).ok_or_else(too_large);
        let mut shown = look(0)?;
        if hold == Hold::ToRead
            && let Some(quarters) = shown.quarters()
        {
            shown = look(quarters)?;
        }
        pages.push(shown.page);
    }
    let notes = seen.notes(pages.iter().all(|p| p.lines.is_empty()));
    Ok(Read { pages, notes, encodings: seen.encodings.into_iter().collect(), drawn: seen.drawn })
}

/// A page as it was looked at.
struct Shown {
    page: Measured,
    /// How many characters run to the right, down, to the left and up.
    runs: [usize; 4],
}

impl Shown {
    /// By how many quarters the page is turned with the clock for most of its text to run to the right; `None` where it
    /// does.
    fn quarters(&self) -> Option<u8> {
        let [right, down, left, up] = self.runs;
        let most = right.max(down).max(left).max(up);
        match () {
            () if right == most => None,
            () if up == most => Some(1),
            () if left == most => Some(2),
            () => Some(3),
        }
    }
}

/// Looks at a page, held in a way and turned by quarters with the clock; `None` when there is more on the pages than on those of any
/// document.
fn look<'a>(
    pdf: &'a Pdf,
    page: &Page<'a>,
    (hold, quarters): (Hold, u8),
    settings: &InterpreterSettings,
    cache: &InterpreterCache<'a>,
    seen: &mut Seen,
) -> Option<Shown> {
    seen.until = Instant::now().checked_add(LONGEST);
    let (width, height) = page.render_dimensions();
    let (width, height) = (f64::from(width), f64::from(height));
    let turn = match quarters {
        0 => Affine::IDENTITY,
        1 => Affine::new([0.0, 1.0, -1.0, 0.0, height, 0.0]),
        2 => Affine::new([-1.0, 0.0, 0.0, -1.0, width, height]),
        _ => Affine::new([0.0, -1.0, 1.0, 0.0, 0.0, width]),
    };
    let (width, height) = if quarters % 2 == 1 { (height, width) } else { (width, height) };
    let bounds = Rect::new(0.0, 0.0, width, height);
    let transform = turn * page.initial_transform(true).to_kurbo();
    let (before, images) = (seen.unknown, (seen.images, seen.drawn));
    let work = || {
        let mut context = Context::new(transform, bounds, cache, pdf.xref(), settings.clone());
        let mut collector = Collector {
            seen: &mut *seen,
            characters: Vec::new(),
            page: Measured::default(),
            runs: [0; 4],
            hold,
            blank: None,
        };
        interpret_page(page, &mut context, &mut collector);
        let Collector { characters, page, runs, .. } = collector;
        let page = Measured { width: width / PT, height: height / PT, lines: lines(characters), ..page };
        Shown { page, runs }
    };
    // The interpreter cannot be told to stop: what draws without end unwinds through it.
    let shown = match catch_unwind(AssertUnwindSafe(work)) {
        Ok(shown) => shown,
        Err(thrown) if thrown.is::<TooMuch>() => return None,
        Err(thrown) => resume_unwind(thrown),
    };
    if quarters > 0 {
        // What is looked at twice is counted once.
        (seen.unknown, seen.images, seen.drawn) = (seen.unknown - before, images.0, images.1);
    }
    Some(shown)
}

/// Thrown where more is drawn than on the pages of any document.
struct TooMuch;

/// What was met on the pages of a file.
#[derive(Debug, Default)]
struct Seen {
    /// Names of fonts by what identifies them.
    fonts: FxHashMap<u128, Arc<str>>,
    /// Those that the file does not hold.
    loose: FxHashSet<u128>,
    /// Encodings of which a file gives no more than the name (GBK-EUC-H), and which hence say nothing here.
    encodings: BTreeSet<String>,
    /// Characters whose code the file does not tell.
    unknown: usize,
    /// Text that draws pictures for letters.
    drawn: usize,
    images: usize,
    /// Letters, lines and areas that were drawn, and clips and groups that were begun.
    strokes: usize,
    /// When the page is to have been looked at.
    until: Option<Instant>,
}

/// The name of a font without what says how it is encoded.
fn plain_name(name: &str) -> Arc<str> {
    name.strip_suffix("-Identity-H").or_else(|| name.strip_suffix("-Identity-V")).unwrap_or(name).into()
}

/// Whether the file holds a font with its outlines. One that draws its letters is in the file as drawings.
fn is_held(font: &Dict<'_>) -> bool {
    let below = font.get::<Array<'_>>(b"DescendantFonts").and_then(|all| all.iter::<Dict<'_>>().next());
    let own = below.as_ref().unwrap_or(font);
    let drawn = font.get::<Name<'_>>(b"Subtype").is_some_and(|kind| kind.as_str() == "Type3");
    let held = |descriptor: Dict<'_>| {
        [&b"FontFile"[..], b"FontFile2", b"FontFile3"].iter().any(|key| descriptor.contains_key(key))
    };
    drawn || own.get::<Dict<'_>>(b"FontDescriptor").is_some_and(held)
}

/// The encoding of a font of many characters that is named and not given. The tables for these names are large, and
/// programs have written their own encoding into the file for twenty years.
fn predefined(font: &Dict<'_>) -> Option<String> {
    let name = font.get::<Name<'_>>(b"Encoding")?.as_str().to_owned();
    let wide = font.get::<Name<'_>>(b"Subtype").is_some_and(|kind| kind.as_str() == "Type0");
    (wide && !name.starts_with("Identity-")).then_some(name)
}

impl Seen {
    /// Something is drawn.
    fn stroke(&mut self) {
        self.strokes += 1;
        let late = || self.until.is_some_and(|until| Instant::now() > until);
        if self.strokes > DRAWN || late() {
            resume_unwind(Box::new(TooMuch));
        }
    }

    /// Notes the names of a page's fonts: not every kind of font tells its own.
    fn name_fonts(&mut self, page: &Dict<'_>) {
        let fonts = page.get::<Dict<'_>>(b"Resources").and_then(|r| r.get::<Dict<'_>>(b"Font"));
        for font in fonts.iter().flat_map(|fonts| fonts.keys().filter_map(|key| fonts.get::<Dict<'_>>(&key))) {
            if let Some(name) = font.get::<Name<'_>>(b"BaseFont") {
                let key = font.cache_key();
                self.fonts.entry(key).or_insert_with(|| plain_name(name.as_str()));
                if !is_held(&font) {
                    self.loose.insert(key);
                }
                self.encodings.extend(predefined(&font));
            }
        }
    }

    fn notes(&self, no_text: bool) -> Vec<Words> {
        let mut notes = Vec::new();
        let mut note = |zh: String, en: String| notes.push(Words::new(zh, en));
        if no_text && self.images > 0 {
            note(
                "页面是图片，没有文字（扫描件？），只能量纸张大小".to_owned(),
                "the pages are pictures without text (a scan?); only the size of the paper can be measured".to_owned(),
            );
        } else if self.images > 0 {
            let n = self.images;
            note(
                format!("有 {n} 张图片，图片里的字和线量不到"),
                format!("there are {n} pictures; letters and rules in them are not measured"),
            );
        }
        if !self.encodings.is_empty() {
            let names = self.encodings.iter().map(String::as_str).collect::<Vec<_>>().join("、");
            note(
                format!(
                    "有的字体用预定义编码 {names}，这些字读不出来，没有量；请用 Word、WPS 重新“另存为 PDF”并嵌入字体"
                ),
                format!(
                    "fonts with the predefined encoding {names} cannot be read, and their text was not measured; save the PDF anew from Word or WPS with its fonts embedded"
                ),
            );
        }
        if self.unknown > 0 {
            let n = self.unknown;
            note(
                format!("有 {n} 个字没有对应的字符编码：只量了位置，凭文字判断的没有查"),
                format!(
                    "{n} characters have no code: their places were measured, what goes by the text was not checked"
                ),
            );
        }
        if self.drawn > 0 {
            let n = self.drawn;
            note(
                format!("有 {n} 个字是画出来的（Type 3 字体），没有量"),
                format!("{n} characters are drawings (Type 3 fonts) and are not measured"),
            );
        }
        notes
    }
}

struct Collector<'s> {
    seen: &'s mut Seen,
    characters: Vec<Placed>,
    /// The page without its lines.
    page: Measured,
    /// See [`Shown::runs`].
    runs: [usize; 4],
    hold: Hold,
    /// The base line of a blank that was written last.
    blank: Option<f64>,
}

/// Thicker things are areas, no rules, mm.
const THICK: f64 = 3.0;
/// Characters of this size and more are measured by their ink, pt.
const LARGE: f64 = 24.0;

impl Collector<'_> {
    fn rule(&mut self, bounds: Rect, thickness: f64, paint: &Paint<'_>) {
        let Some([r, g, b]) = colour(paint) else { return };
        // What is as light as the paper is not seen.
        if r.min(g).min(b) > 0.85 {
            return;
        }
        let (mut x, mut y) = (bounds.x0 / PT, bounds.y0 / PT);
        let (mut width, mut height) = (bounds.width() / PT, bounds.height() / PT);
        let grow = thickness / PT;
        // A stroke lies half on either side of its line.
        if width > height {
            (y, height) = (y - grow / 2.0, height + grow);
        } else {
            (x, width) = (x - grow / 2.0, width + grow);
        }
        if width.min(height) < THICK && width.max(height) > THICK {
            self.page.rules.push(Rule { x, y, width, height, red: is_red([r, g, b]) });
        }
    }
}

impl<'a> Device<'a> for Collector<'_> {
    fn draw_glyph(
        &mut self,
        glyph: &Glyph<'a>,
        transform: Affine,
        glyph_transform: Affine,
        paint: &Paint<'a>,
        mode: &GlyphDrawMode,
    ) {
        self.seen.stroke();
        if matches!(mode, GlyphDrawMode::Invisible) {
            return;
        }
        let outline = match glyph {
            Glyph::Outline(glyph) => Some(glyph),
            Glyph::Type3(_) => None,
        };
        let text = match (glyph.as_unicode(), outline) {
            // A browser writes letters as drawings, and tells what they are. Their faces and widths are not known.
            (None, None) => {
                self.seen.drawn += 1;
                return;
            }
            (Some(_), None) if self.hold == Hold::AsShown => {
                self.seen.drawn += 1;
                return;
            }
            (Some(BfString::Char(c)), _) => c.to_string(),
            (Some(BfString::String(s)), _) => s,
            // Where a character stands is known all the same, so that lines and margins are measured.
            (None, Some(glyph)) if glyph.outline().elements().is_empty() => return,
            (None, Some(_)) => {
                self.seen.unknown += 1;
                char::REPLACEMENT_CHARACTER.to_string()
            }
        };
        let text = radicals::plain(&text).into_owned();
        let at = transform * glyph_transform;
        let direction = |v: Vec2| (at * v.to_point() - at * Point::ZERO) / 1000.0;
        let (along, up) = (direction(Vec2::new(1000.0, 0.0)), direction(Vec2::new(0.0, 1000.0)));
        let count = text.chars().filter(|c| !c.is_whitespace()).count();
        let run = match () {
            () if along.y.abs() > along.x.abs() => usize::from(along.y < 0.0) * 2 + 1,
            () => usize::from(along.x < 0.0) * 2,
        };
        self.runs[run] += count;
        if run > 0 {
            self.page.turned += count;
            self.page.clockwise += if run == 1 { count } else { 0 };
            return;
        }
        // The transform goes from thousandths of an em.
        let size = up.hypot() * 1000.0;
        let pen = at * Point::ZERO;
        let ascii = text.is_ascii();
        let advance = outline.and_then(|o| o.advance_width()).map_or(if ascii { 500.0 } else { 1000.0 }, f64::from);
        let end = (at * Point::new(advance, 0.0)).x;
        let family: Arc<str> = match outline {
            None => "".into(),
            Some(glyph) => {
                let key = glyph.font_cache_key();
                let named = || plain_name(&glyph.font_data().and_then(|d| d.postscript_name).unwrap_or_default());
                let family = Arc::clone(self.seen.fonts.entry(key).or_insert_with(named));
                if self.seen.loose.contains(&key) && !self.page.loose.contains(&family) {
                    self.page.loose.push(Arc::clone(&family));
                }
                family
            }
        };
        let colour = colour(paint).unwrap_or_default();
        let (red, black) = (is_red(colour), colour.iter().all(|part| *part < 0.3));
        let ink = outline.filter(|_| size > LARGE).map(|glyph| {
            let ink = (at * glyph.outline()).bounding_box();
            (ink.y0 / PT, ink.y1 / PT)
        });
        let count = text.chars().count();
        if text.chars().all(char::is_whitespace) {
            self.blank = Some(pen.y);
            return;
        }
        let spaced = self.blank.take().is_some_and(|y| (y - pen.y).abs() < 1.0);
        for (n, c) in text.chars().enumerate() {
            let part = |n: usize| pen.x + (end - pen.x) * n as f64 / count as f64;
            let placed = Placed {
                text: c,
                x: part(n) / PT,
                end: part(n + 1) / PT,
                baseline: pen.y / PT,
                size,
                family: Arc::clone(&family),
                red,
                black,
                ink: ink.filter(|(top, bottom)| bottom > top),
                spaced: spaced && n == 0,
            };
            // Letters that are filled and stroked (made bold), or drawn twice, stand there once.
            let again =
                |o: &Placed| o.text == c && (o.x - placed.x).abs() < 0.3 && (o.baseline - placed.baseline).abs() < 0.3;
            if !c.is_whitespace() && !c.is_control() && !self.characters.iter().rev().take(3).any(again) {
                self.characters.push(placed);
            }
        }
    }

    fn draw_path(&mut self, path: &BezPath, transform: Affine, paint: &Paint<'a>, mode: &PathDrawMode) {
        self.seen.stroke();
        let path = transform * path;
        match mode {
            PathDrawMode::Fill(_) => {
                for part in subpaths(&path) {
                    self.rule(part.bounding_box(), 0.0, paint);
                }
            }
            PathDrawMode::Stroke(stroke) if stroke.dash_array.is_empty() => {
                let scale = transform.determinant().abs().sqrt();
                let thickness = f64::from(stroke.line_width) * scale;
                for (from, to) in segments(&path) {
                    let bounds = Rect::from_points(from, to);
                    // Only what is level or upright.
                    if bounds.width().min(bounds.height()) < 0.5 {
                        self.rule(bounds, thickness, paint);
                    }
                }
            }
            PathDrawMode::Stroke(_) => {}
        }
    }

    fn draw_image(&mut self, _: Image<'a, '_>, _: Affine) {
        self.seen.stroke();
        self.seen.images += 1;
        self.page.pictures += 1;
    }

    fn set_soft_mask(&mut self, _: Option<SoftMask<'a>>) {}
    fn set_blend_mode(&mut self, _: BlendMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {
        self.seen.stroke();
    }
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.seen.stroke();
    }
    fn pop_clip_path(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// The closed or open parts of a path.
fn subpaths(path: &BezPath) -> Vec<BezPath> {
    let mut out: Vec<BezPath> = Vec::new();
    for element in path.elements() {
        match (element, out.last_mut()) {
            (PathEl::MoveTo(_), _) | (_, None) => {
                let mut part = BezPath::new();
                part.push(*element);
                out.push(part);
            }
            (_, Some(part)) => part.push(*element),
        }
    }
    out
}

/// The straight pieces of a path.
fn segments(path: &BezPath) -> Vec<(Point, Point)> {
    let (mut out, mut start, mut pen) = (Vec::new(), Point::ZERO, Point::ZERO);
    for element in path.elements() {
        match *element {
            PathEl::MoveTo(to) => (start, pen) = (to, to),
            PathEl::LineTo(to) => {
                out.push((pen, to));
                pen = to;
            }
            PathEl::QuadTo(_, to) | PathEl::CurveTo(_, _, to) => pen = to,
            PathEl::ClosePath => {
                if start != pen {
                    out.push((pen, start));
                }
                pen = start;
            }
        }
    }
    out
}

fn colour(paint: &Paint<'_>) -> Option<[f32; 3]> {
    match paint {
        Paint::Color(color) => {
            let [r, g, b, a] = color.to_rgba().components();
            (a > 0.05).then_some([r, g, b])
        }
        Paint::Pattern(_) => None,
    }
}

/// Red as screens show it, or as the inks of printing come out.
fn is_red([r, g, b]: [f32; 3]) -> bool {
    r > 0.6 && g < 0.4 && b < 0.4
}
