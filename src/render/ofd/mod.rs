//! OFD (GB/T 33190-2016), the format in which offices exchange and archive: written from the same frames as the
//! PDF, so that everything stands in the same place; the same input gives the same bytes.

mod faces;
mod page;
mod paths;
mod pictures;
mod xml;

use super::{Format, Laid};
use crate::base::Failure;
use crate::office::write::packed;
use faces::Faces;
use pictures::Pictures;
use std::fmt::Write as _;
use typst::foundations::{NativeElement, StyleChain};
use typst::introspection::Introspector;
use typst::model::{Document, HeadingElem};
use typst::utils::hash128;
use typst_layout::PagedDocument;
use xml::{escaped, number, numbers, root, text};

/// The format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ofd;

/// Numbers of objects: each has its own within the document. Faces come first.
#[derive(Debug)]
struct Ids(usize);

impl Ids {
    /// Below this stand the faces.
    const FACES: usize = 1000;

    fn face(at: usize) -> usize {
        at + 1
    }

    fn next(&mut self) -> usize {
        self.0 += 1;
        self.0
    }
}

fn failed(zh: &str, en: &str) -> Failure {
    Failure::new("OFD 导出失败", "the OFD could not be written").cause(zh, en)
}

impl Format for Ofd {
    fn extension(&self) -> &'static str {
        "ofd"
    }

    fn write(&self, laid: &Laid) -> Result<Vec<u8>, Failure> {
        package(&laid.pages, laid.date.as_deref())
    }
}

/// Pages as a package of files.
fn package(document: &PagedDocument, date: Option<&str>) -> Result<Vec<u8>, Failure> {
    let (mut faces, mut pictures) = (Faces::default(), Pictures::default());
    let mut ids = Ids(Ids::FACES);
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    let mut pages = Vec::new();
    for (at, page) in document.pages().iter().enumerate() {
        let (id, layer) = (ids.next(), ids.next());
        let mut writer = page::Writer {
            faces: &mut faces,
            pictures: &mut pictures,
            ids: &mut ids,
            clips: Vec::new(),
            out: String::new(),
        };
        writer.page(page)?;
        let objects = writer.out;
        let size = page.frame.size();
        let area =
            format!("<ofd:PhysicalBox>{}</ofd:PhysicalBox>", numbers(&[0.0, 0.0, size.x.to_mm(), size.y.to_mm()]));
        let content = format!(
            "<ofd:Area>{area}</ofd:Area><ofd:Content><ofd:Layer ID=\"{layer}\" Type=\"Body\">{objects}</ofd:Layer></ofd:Content>"
        );
        let path = format!("Pages/Page_{at}/Content.xml");
        files.push((format!("Doc_0/{path}"), root("Page", "", &content).into_bytes()));
        pages.push((id, path, area));
    }
    files.extend(resources(&faces, &pictures)?);
    let area = pages.first().map(|(_, _, area)| area.as_str()).unwrap_or_default();
    let mut content = format!(
        "<ofd:CommonData><ofd:MaxUnitID>{}</ofd:MaxUnitID><ofd:PageArea>{area}</ofd:PageArea>\
         <ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData><ofd:Pages>",
        ids.0
    );
    for (id, path, _) in &pages {
        let _ = write!(content, "<ofd:Page ID=\"{id}\" BaseLoc=\"{path}\"/>");
    }
    content.push_str("</ofd:Pages>");
    let numbers_of_pages: Vec<usize> = pages.iter().map(|(id, ..)| *id).collect();
    content.push_str(&outline(document, &numbers_of_pages));
    files.push(("Doc_0/Document.xml".to_owned(), root("Document", "", &content).into_bytes()));
    files.sort();
    files.insert(0, ("OFD.xml".to_owned(), entry(document, date, hash128(&files)).into_bytes()));
    packed(&files).map_err(|e| failed(&e.to_string(), &e.to_string()))
}

/// Faces and pictures, and the list of them.
fn resources(faces: &Faces, pictures: &Pictures) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let mut fonts = String::new();
    let mut files = Vec::new();
    for (at, (family, bytes)) in faces.subsets()?.into_iter().enumerate() {
        let ending = if bytes.starts_with(b"OTTO") { "otf" } else { "ttf" };
        let (id, family) = (Ids::face(at), escaped(&family));
        let name = format!("font_{id}.{ending}");
        let _ = write!(
            fonts,
            "<ofd:Font ID=\"{id}\" FontName=\"{family}\" FamilyName=\"{family}\"><ofd:FontFile>{name}</ofd:FontFile></ofd:Font>"
        );
        files.push((name, bytes));
    }
    if !fonts.is_empty() {
        fonts = format!("<ofd:Fonts>{fonts}</ofd:Fonts>");
    }
    let (media, of_pictures) = pictures.resources();
    files.extend(of_pictures);
    let mut files: Vec<_> = files.into_iter().map(|(name, bytes)| (format!("Doc_0/Res/{name}"), bytes)).collect();
    let list = root("Res", " BaseLoc=\"Res\"", &format!("{fonts}{media}"));
    files.push(("Doc_0/PublicRes.xml".to_owned(), list.into_bytes()));
    Ok(files)
}

/// The file that a reader opens first; what it says of the document.
fn entry(document: &PagedDocument, date: Option<&str>, id: u128) -> String {
    let info = document.info();
    let mut about = text("DocID", &format!("{id:032x}"));
    about.extend(info.title.as_ref().map(|t| text("Title", t)));
    if !info.author.is_empty() {
        about.push_str(&text("Author", &info.author.join("、")));
    }
    about.extend(date.map(|d| text("CreationDate", d)));
    about.push_str(&text("Creator", "plangen"));
    about.push_str(&text("CreatorVersion", env!("CARGO_PKG_VERSION")));
    let body = format!(
        "<ofd:DocBody><ofd:DocInfo>{about}</ofd:DocInfo>{}</ofd:DocBody>",
        text("DocRoot", "Doc_0/Document.xml")
    );
    root("OFD", " Version=\"1.0\" DocType=\"OFD\"", &body)
}

/// Headings as bookmarks, nested by their levels.
fn outline(document: &PagedDocument, pages: &[usize]) -> String {
    let introspector = document.introspector();
    let mut out = String::new();
    let mut open: Vec<usize> = Vec::new();
    for element in introspector.query(&HeadingElem::ELEM.select()) {
        let Some(heading) = element.to_packed::<HeadingElem>() else { continue };
        let Some(at) = element.location().and_then(|l| introspector.position(l)) else { continue };
        let Some(page) = pages.get(at.page.get() - 1) else { continue };
        let level = heading.resolve_level(StyleChain::default()).get();
        while open.last().is_some_and(|l| *l >= level) {
            open.pop();
            out.push_str("</ofd:OutlineElem>");
        }
        open.push(level);
        let _ = write!(
            out,
            "<ofd:OutlineElem Title=\"{}\"><ofd:Actions><ofd:Action Event=\"CLICK\"><ofd:Goto><ofd:Dest Type=\"XYZ\" PageID=\"{page}\" \
             Left=\"{}\" Top=\"{}\" Zoom=\"0\"/></ofd:Goto></ofd:Action></ofd:Actions>",
            escaped(&heading.body.plain_text()),
            number(at.point.x.to_mm()),
            number(at.point.y.to_mm()),
        );
    }
    out.extend(open.iter().map(|_| "</ofd:OutlineElem>"));
    if out.is_empty() { out } else { format!("<ofd:Outlines>{out}</ofd:Outlines>") }
}
