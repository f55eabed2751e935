//! Styles of a Word document: the outline level and the numbering that a paragraph takes from its style.

use crate::office::Trouble;
use crate::office::xml::{self, Element, Sink};
use rustc_hash::FxHashMap;

/// What a paragraph, or a style, says of its place in the outline.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Format {
    /// 0 for the highest heading, up to 8; 9 is body text.
    pub outline: Option<u8>,
    /// The list it counts in; `0` for none.
    pub list: Option<String>,
    /// The level of the list, from 0.
    pub list_level: Option<u8>,
}

impl Format {
    /// It, with what it leaves open from another.
    fn or(self, other: &Format) -> Format {
        Format {
            outline: self.outline.or(other.outline),
            list: self.list.or_else(|| other.list.clone()),
            list_level: self.list_level.or(other.list_level),
        }
    }

    /// Takes over what an element of its properties says.
    pub fn take(&mut self, element: &Element<'_>) {
        let number = || element.val().and_then(|v| v.parse().ok());
        match element.name {
            "outlineLvl" => self.outline = number(),
            "numId" => self.list = element.val(),
            "ilvl" => self.list_level = number(),
            _ => {}
        }
    }
}

#[derive(Debug, Default)]
struct Style {
    format: Format,
    based_on: Option<String>,
}

/// The styles of a document.
#[derive(Debug, Default)]
pub struct Styles {
    by_id: FxHashMap<String, Style>,
    /// The style of paragraphs that name none.
    default: Option<String>,
}

impl Styles {
    /// Reads `word/styles.xml`.
    pub fn read(xml: &str) -> Result<Self, Trouble> {
        let mut reader = Reader::default();
        xml::read(xml, &mut reader)?;
        Ok(reader.styles)
    }

    /// What a paragraph's own format and its style together say.
    pub fn format(&self, style: Option<&str>, own: Format) -> Format {
        let mut format = own;
        let mut next = style.or(self.default.as_deref());
        // A chain of styles may lead back to itself.
        for _ in 0..16 {
            let Some(style) = next.and_then(|id| self.by_id.get(id)) else { break };
            format = format.or(&style.format);
            next = style.based_on.as_deref();
        }
        format
    }
}

#[derive(Default)]
struct Reader {
    styles: Styles,
    id: Option<String>,
}

impl Sink for Reader {
    fn start(&mut self, element: &Element<'_>) -> Result<(), Trouble> {
        if element.name == "style" {
            self.id = element.get("styleId").filter(|_| element.get("type").as_deref() == Some("paragraph"));
            if let Some(id) = &self.id {
                self.styles.by_id.insert(id.clone(), Style::default());
                if element.get("default").is_some_and(|d| matches!(d.as_str(), "1" | "true" | "on")) {
                    self.styles.default = Some(id.clone());
                }
            }
            return Ok(());
        }
        let Some(style) = self.id.as_ref().and_then(|id| self.styles.by_id.get_mut(id)) else { return Ok(()) };
        match element.name {
            "basedOn" => style.based_on = element.val(),
            _ => style.format.take(element),
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), Trouble> {
        if name == "style" {
            self.id = None;
        }
        Ok(())
    }
}
