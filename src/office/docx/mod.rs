//! Word documents (ECMA-376, WordprocessingML), as Word, WPS and LibreOffice write them.

mod annotate;
mod body;
mod numbering;
mod styles;

use super::blocks::{Builder, Piece};
use super::package::Package;
use super::xml::{self, Element, Sink};
use super::{Changes, Trouble};
use crate::base::{LeftOut, Origin, OriginKind};
pub use annotate::annotate;
use body::{Body, Comment, Parts};
use numbering::Numbering;
use rustc_hash::FxHashMap;
use styles::Styles;

/// The text of a document, and what was found in it besides.
pub fn read(package: &mut Package<'_>, changes: Changes) -> Result<(String, Origin), Trouble> {
    let main = main_part(package)?;
    let xml = package.text(&main)?.ok_or(Trouble::Damaged)?;
    let (text, origin, _) = read_mapped(package, &main, &xml, changes)?;
    Ok((text, origin))
}

/// As [`read`], of a main part that is given, with where in it the text stands.
fn read_mapped(
    package: &mut Package<'_>,
    main: &str,
    xml: &str,
    changes: Changes,
) -> Result<(String, Origin, Vec<Piece>), Trouble> {
    let beside = |name: &str| beside(main, name);
    let mut parts = Parts::default();
    if let Some(xml) = package.text(&beside("styles.xml"))? {
        parts.styles = Styles::read(&xml)?;
    }
    if let Some(xml) = package.text(&beside("numbering.xml"))? {
        parts.numbering = Numbering::read(&xml)?;
    }
    for (name, kind) in [("footnotes.xml", "footnote"), ("endnotes.xml", "endnote")] {
        if let Some(xml) = package.text(&beside(name))? {
            for (id, note) in Notes::read(&xml, kind)? {
                parts.notes.insert((kind, id), note.text);
            }
        }
    }
    if let Some(xml) = package.text(&beside("comments.xml"))? {
        parts.comments = Notes::read(&xml, "comment")?;
    }
    let mut builder = Builder::default();
    for number in 1..=32 {
        for kind in ["header", "footer"] {
            if let Some(xml) = package.text(&beside(&format!("{kind}{number}.xml")))? {
                let text = Words::read(&xml)?;
                if !text.trim().is_empty() {
                    builder.left_out(LeftOut::HeadOrFoot(text.trim().to_owned()));
                }
            }
        }
    }
    let mut body = Body::new(&mut parts, changes, &mut builder);
    xml::read(xml, &mut body)?;
    let blocks = body.finish();
    Ok(builder.write_mapped(blocks, OriginKind::Docx))
}

/// The name of a part in the folder of another.
fn beside(main: &str, name: &str) -> String {
    main.rsplit_once('/').map_or_else(|| name.to_owned(), |(folder, _)| format!("{folder}/{name}"))
}

/// The name of the part with the text: as the package's relations tell.
fn main_part(package: &mut Package<'_>) -> Result<String, Trouble> {
    #[derive(Default)]
    struct Relations(Option<String>);
    impl Sink for Relations {
        fn start(&mut self, element: &Element<'_>) -> Result<(), Trouble> {
            if element.name == "Relationship" && element.get("Type").is_some_and(|t| t.ends_with("/officeDocument")) {
                self.0 = element.get("Target").map(|t| t.trim_start_matches('/').to_owned());
            }
            Ok(())
        }
    }
    let mut relations = Relations::default();
    if let Some(xml) = package.text("_rels/.rels")? {
        xml::read(&xml, &mut relations)?;
    }
    Ok(relations.0.unwrap_or_else(|| "word/document.xml".to_owned()))
}

/// Notes or comments by id.
struct Notes {
    kind: &'static str,
    found: FxHashMap<String, Comment>,
    open: Option<(String, Comment)>,
    in_text: bool,
}

impl Notes {
    fn read(xml: &str, kind: &'static str) -> Result<FxHashMap<String, Comment>, Trouble> {
        let mut notes = Self { kind, found: FxHashMap::default(), open: None, in_text: false };
        xml::read(xml, &mut notes)?;
        Ok(notes.found)
    }
}

impl Sink for Notes {
    fn start(&mut self, element: &Element<'_>) -> Result<(), Trouble> {
        if element.name == self.kind {
            // The lines between text and notes are notes of their own kind.
            let is_line = element.get("type").is_some_and(|t| t != "normal");
            let comment = Comment {
                author: element.get("author").unwrap_or_default(),
                date: element.get("date"),
                text: String::new(),
            };
            self.open = element.get("id").filter(|_| !is_line).map(|id| (id, comment));
        }
        self.in_text = element.name == "t";
        if let Some((_, comment)) = self.open.as_mut().filter(|(_, c)| element.name == "p" && !c.text.is_empty()) {
            comment.text.push(' ');
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), Trouble> {
        self.in_text = false;
        if name == self.kind
            && let Some((id, mut comment)) = self.open.take()
        {
            comment.text = comment.text.trim().to_owned();
            self.found.insert(id, comment);
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), Trouble> {
        if let Some((_, comment)) = self.open.as_mut().filter(|_| self.in_text) {
            comment.text.push_str(text);
        }
        Ok(())
    }
}

/// The bare words of a head or foot of pages.
#[derive(Default)]
struct Words {
    text: String,
    in_text: bool,
}

impl Words {
    fn read(xml: &str) -> Result<String, Trouble> {
        let mut words = Self::default();
        xml::read(xml, &mut words)?;
        Ok(words.text)
    }
}

impl Sink for Words {
    fn start(&mut self, element: &Element<'_>) -> Result<(), Trouble> {
        self.in_text = element.name == "t";
        Ok(())
    }

    fn end(&mut self, _: &str) -> Result<(), Trouble> {
        self.in_text = false;
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), Trouble> {
        if self.in_text {
            self.text.push_str(text);
        }
        Ok(())
    }
}
