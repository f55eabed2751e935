//! A plan as an official document: model → data (Tera) → layout (Typst) → pages → file formats.
//!
//! Tera writes the document down as Typst data ([`paper`]); the Typst templates lay it out in memory
//! ([`world`]); what depends on where things fell (the page of the colophon, whether the first page shows text)
//! is decided here between two layouts. The format is GB/T 9704-2012.

pub mod attached;
mod docx;
pub mod fonts;
mod html;
pub mod measure;
mod notice;
mod ofd;
mod paper;
mod pdf;
pub mod pictures;
mod runs;
mod screen;
mod table;
pub mod templates;
pub mod title;
mod world;

use crate::base::{Failure, SourceFile};
use crate::data::fonts::typefaces;
use crate::plan::{DocumentForm, Plan};
use crate::project::Habits;
use fonts::Fonts;
use paper::{Attachment, Look};
use std::path::PathBuf;
use templates::Templates;
use typst::foundations::{Label, NativeElement, Selector};
use typst::introspection::Introspector;
use typst::pdf::AttachElem;
use typst::utils::PicoStr;
use typst_layout::PagedDocument;
use world::Paperwork;

pub use docx::{Docx, Head};
pub use html::Html;
pub use ofd::Ofd;
pub use paper::{Flow, Paper};
pub use pdf::Pdf;

/// What rendering needs of its surroundings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Where fonts are.
    pub fonts: fonts::Options,
    /// A project's own templates.
    pub templates: Option<PathBuf>,
    /// How the project's documents are set.
    pub habits: Habits,
    /// The project's folder, which pictures are of; without one, the plan's own.
    pub root: Option<PathBuf>,
}

/// Typesets documents, one after the other; what did not change between two of them is not laid out again.
#[derive(Debug)]
pub struct Engine {
    templates: Templates,
    world: Paperwork,
    /// Whether sources are attached.
    attaching: bool,
    habits: Habits,
    root: Option<PathBuf>,
}

/// A document laid out on pages.
#[derive(Debug)]
pub struct Laid {
    pages: PagedDocument,
    /// Its date, ISO, where it has one.
    date: Option<String>,
    /// Whether its source is attached.
    attached: bool,
    /// What was decided by where things fell.
    flow: Flow,
}

impl Laid {
    /// What was decided by where things fell: formats without pages of their own follow it where they can.
    pub fn flow(&self) -> Flow {
        self.flow
    }

    /// How many pages it has.
    pub fn pages(&self) -> usize {
        self.pages.pages().len()
    }
}

/// A file format that a laid-out document can be written in.
pub trait Format {
    /// The ending of its files.
    fn extension(&self) -> &'static str;
    /// The document as a file.
    ///
    /// # Errors
    /// When the document cannot be expressed in the format.
    fn write(&self, laid: &Laid) -> Result<Vec<u8>, Failure>;
}

/// A file format without pages of its own, written from the document's text: it needs no fonts and no layout.
pub trait TextFormat {
    /// The ending of its files.
    fn extension(&self) -> &'static str;
    /// The document as a file.
    ///
    /// # Errors
    /// When the file cannot be put together.
    fn write(&self, paper: &Paper) -> Result<Vec<u8>, Failure>;
}

impl Engine {
    /// Finds the fonts and reads the templates.
    ///
    /// # Errors
    /// When a role has no face, or a template is not well-formed.
    pub fn new(options: &Options) -> Result<Self, Failure> {
        let fonts = Fonts::find(&options.fonts)?;
        fonts.complete()?;
        let templates = Templates::load(options.templates.as_deref())?;
        let world = Paperwork::new(&templates, fonts)?;
        let attaching = options.habits.attach_source;
        Ok(Self { templates, world, habits: options.habits.clone(), attaching, root: options.root.clone() })
    }

    /// Attaches to what is laid out from now on the source that it is made from, or no longer, whatever the office's
    /// habit is. Formats that can hold no other file pass over it.
    pub fn attach_sources(&mut self, whether: bool) {
        self.attaching = whether;
    }

    /// Lays a plan out.
    ///
    /// # Errors
    /// When no font has a character of the plan (with its place), a picture cannot be shown, or a template fails.
    pub fn layout(&mut self, plan: &Plan, file: &SourceFile) -> Result<Laid, Failure> {
        let mut paper = Paper::new(plan);
        paper.look = Look::of(self.world.fonts(), &self.habits);
        for (key, text) in paper.texts() {
            let lacking = self.world.fonts().lacking(key, &text);
            if !lacking.is_empty() {
                let role = typefaces().roles.iter().find(|r| r.key == key).map_or(key, |r| r.name.as_str());
                return Err(fonts::unshown(file, role, &lacking));
            }
        }
        pictures::load(&mut paper, file, self.root.as_deref())?;
        self.world.set_pictures(&paper.pictures);
        paper.source = self.attaching.then(|| Attachment::new(file));
        let mut pages = self.set(&paper)?;
        // Moving one thing may move another; three rounds settle every document that can be settled.
        for _ in 0..3 {
            let flow = decide(&paper, &pages, &self.habits);
            if flow == paper.flow {
                break;
            }
            if flow.addressees_below
                && let (Some(notice), Some(colophon)) = (&paper.notice, &mut paper.colophon)
            {
                colophon.to = notice.to.as_ref().map(|to| format!("{}。", to.trim_end_matches('：')));
            }
            paper.flow = flow;
            pages = self.set(&paper)?;
        }
        let attached = !pages.introspector().query(&AttachElem::ELEM.select()).is_empty();
        if self.attaching && !attached {
            return Err(Failure::new("源文件没有附上", "the source was not attached")
                .file(&file.path)
                .cause("项目自己的模板没有附上 paper.source", "the project's own template does not attach paper.source")
                .remedy(
                    "照内置的 main.typ 补上 pdf.attach；`plangen build --eject` 可取得内置模板",
                    "add pdf.attach as the built-in main.typ has it; `plangen build --eject` writes it out",
                ));
        }
        paper.flow.signed_page_full = signed_page_full(&paper, &pages);
        paper.flow.may_go_over = may_go_over(&paper, &pages);
        // What older documents left behind is forgotten after a while.
        comemo::evict(10);
        Ok(Laid { pages, date: paper.date, attached, flow: paper.flow })
    }

    /// What serves each role.
    pub fn fonts(&self) -> &Fonts {
        self.world.fonts()
    }

    fn set(&mut self, paper: &Paper) -> Result<PagedDocument, Failure> {
        let data = self.templates.fill(paper)?;
        self.world.set_data(&data);
        typst::compile::<PagedDocument>(&self.world).output.map_err(|errors| self.world.told(&errors))
    }
}

/// What the fonts make of a role's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// The role, 仿宋 ….
    pub role: &'static str,
    /// Characters that its own face lacks and another serves.
    pub falling_back: Vec<char>,
    /// Characters in no face.
    pub lacking: Vec<char>,
}

/// Which characters of a plan are not in the face of their role.
pub fn coverage(plan: &Plan, fonts: &Fonts) -> Vec<Coverage> {
    let rows = Paper::new(plan).texts();
    let row = |(key, text): (&'static str, String)| {
        let role = typefaces().roles.iter().find(|r| r.key == key)?.name.as_str();
        Some(Coverage { role, falling_back: fonts.falling_back(key, &text), lacking: fonts.lacking(key, &text) })
    };
    rows.into_iter().filter_map(row).collect()
}

/// The page on which a label of the templates fell, from 1, and how far below its upper edge, mm.
fn place_of(pages: &PagedDocument, label: &str) -> Option<(usize, f64)> {
    let label = Label::new(PicoStr::intern(label))?;
    let found = pages.introspector().query_first(&Selector::Label(label))?;
    let position = pages.introspector().position(found.location()?)?;
    Some((position.page.get(), position.point.y.to_mm()))
}

/// Whether no line of text has room below the lowest one on the page on which the signature stands; the colophon, in
/// its smaller size, does not count.
fn signed_page_full(paper: &Paper, pages: &PagedDocument) -> bool {
    let Some((page, _)) = place_of(pages, "signed") else { return false };
    let text = measure::characters(pages, page - 1).into_iter().filter(|c| (15.0..17.0).contains(&c.size));
    let lowest = text.map(|c| c.baseline).filter(|y| *y < 262.5).fold(0.0, f64::max);
    lowest > 0.0 && lowest + pitch_mm(paper) > 262.5
}

/// Whether the room below the end of the text is less than what word processors may need further: two lines in three
/// pages, as LibreOffice does, which sets no mark closer than it is.
fn may_go_over(paper: &Paper, pages: &PagedDocument) -> bool {
    place_of(pages, "plan-ends").is_some_and(|(page, y)| (262.0 - y) / pitch_mm(paper) - 1.0 < page as f64 * 2.0 / 3.0)
}

/// From line to line, mm.
fn pitch_mm(paper: &Paper) -> f64 {
    paper.look.pitch.parse::<f64>().unwrap_or(29.6) * 25.4 / 72.0
}

/// How many lines of text go over with a signature that would stand alone, where the last paragraph has as many.
const GO_OVER: u8 = 2;

/// What must change after a look at where things fell.
fn decide(paper: &Paper, pages: &PagedDocument, habits: &Habits) -> Flow {
    let mut flow = paper.flow;
    let at = |label| place_of(pages, label);
    let page = |label| at(label).map(|(page, _)| page);
    let Some(notice) = &paper.notice else { return flow };
    if notice.to.is_some() && page("text-begins").is_some_and(|p| p > 1) {
        flow.addressees_below = true;
    }
    // A list of attachments goes with the signature; else the end of the text must (7.3.5.5).
    if flow.held_lines == 0
        && notice.attachments.is_empty()
        && let (Some((text, y)), Some(signed)) = (at("text-ends"), page("signed"))
        && signed > text
    {
        // Labels mark the first line of the last paragraph and the last one.
        let pitch = pitch_mm(paper);
        let line = (y - 37.0) / pitch;
        let of_page = ((225.0 - 5.571) / pitch).floor();
        // Lines below the text, as far as they are counted.
        let free = (0..30u8).find(|n| of_page - f64::from(*n) <= line).unwrap_or_default();
        let own = at("last-begins").filter(|(page, _)| *page == text).map(|(_, from)| ((y - from) / pitch).round());
        let own = (0..GO_OVER).find(|n| own.is_some_and(|own| own < f64::from(*n) + 0.5)).map(|n| n + 1);
        flow.held_lines = own.unwrap_or(GO_OVER).min(GO_OVER) + free;
    }
    if let (Some(end), Some(colophon)) = (page("plan-ends"), page("colophon")) {
        // On the last page, which is an even one: documents are printed on both sides. A letter is one leaf.
        let even = notice.form != DocumentForm::Letter && !habits.colophon_on_odd;
        let fits = paper.flow.colophon_pages == 0 && colophon == end;
        flow.colophon_pages = match (fits, even && end % 2 == 1) {
            (true, false) => 0,
            (_, true) => 1,
            (false, false) if paper.flow.colophon_pages == 0 => 1 + u8::from(even),
            (false, false) => paper.flow.colophon_pages,
        };
    }
    flow
}
