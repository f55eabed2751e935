//! XML as office files have it: a stream of elements and text, within limits, without document types and
//! hence without entities that could grow.

use super::Trouble;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::ops::Range;

/// The deepest nesting that is read.
const DEPTH: usize = 512;

/// What a part of XML tells, one after the other. Names come without their prefix: offices write them with
/// different ones.
pub trait Sink {
    /// An element begins.
    fn start(&mut self, element: &Element<'_>) -> Result<(), Trouble>;
    /// The element that began last, and is not yet ended, ends.
    fn end(&mut self, _: &str) -> Result<(), Trouble> {
        Ok(())
    }
    /// Text inside it.
    fn text(&mut self, _: &str) -> Result<(), Trouble> {
        Ok(())
    }
    /// Bytes of the part that what is told next stands at; told only of elements and text.
    fn at(&mut self, _: Range<usize>) {}
}

/// An element with its attributes.
pub struct Element<'a> {
    /// Its name without a prefix.
    pub name: &'a str,
    /// The name of the element it stands in, empty for the root.
    pub parent: &'a str,
    start: &'a BytesStart<'a>,
}

impl Element<'_> {
    /// The value of an attribute, by its name without a prefix.
    pub fn get(&self, name: &str) -> Option<String> {
        let mut attributes = self.start.attributes();
        let found = attributes.with_checks(false).flatten().find(|a| a.key.local_name().into_inner() == name)?;
        Some(found.normalized_value(XmlVersion::default()).ok()?.into_owned())
    }

    /// `w:val`.
    pub fn val(&self) -> Option<String> {
        self.get("val")
    }

    /// A switch: there without a value it is on.
    pub fn is_on(&self) -> bool {
        !matches!(self.val().as_deref(), Some("0" | "false" | "off" | "none"))
    }
}

/// Reads a part of XML.
pub fn read(xml: &str, sink: &mut impl Sink) -> Result<(), Trouble> {
    let mut reader = Reader::from_str(xml);
    let mut open: Vec<String> = Vec::new();
    let mut ended = false;
    loop {
        let from = position(&reader);
        let event = reader.read_event().map_err(|_| Trouble::Damaged)?;
        sink.at(from..position(&reader));
        // Behind the one root stands no other.
        if ended && matches!(event, Event::Start(_) | Event::Empty(_)) {
            return Err(Trouble::Damaged);
        }
        match event {
            Event::Start(start) => {
                if open.len() >= DEPTH {
                    return Err(Trouble::TooLarge);
                }
                begin(&start, &open, sink)?;
                open.push(start.local_name().into_inner().to_owned());
            }
            Event::Empty(start) => {
                begin(&start, &open, sink)?;
                sink.end(start.local_name().into_inner())?;
                ended = open.is_empty();
            }
            Event::End(_) => {
                let name = open.pop().ok_or(Trouble::Damaged)?;
                sink.end(&name)?;
                ended = open.is_empty();
            }
            Event::Text(text) => sink.text(&text.xml_content(XmlVersion::default()))?,
            Event::CData(text) => sink.text(&text.xml_content(XmlVersion::default()))?,
            Event::GeneralRef(name) => {
                let told = match name.resolve_char_ref().map_err(|_| Trouble::Damaged)? {
                    Some(c) => c.to_string(),
                    None => quick_xml::escape::resolve_predefined_entity(&name).ok_or(Trouble::Damaged)?.to_owned(),
                };
                sink.text(&told)?;
            }
            // No office file has one; what has may be a trap of entities.
            Event::DocType(_) => return Err(Trouble::Damaged),
            Event::Eof if open.is_empty() => return Ok(()),
            Event::Eof => return Err(Trouble::Damaged),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

fn begin(start: &BytesStart<'_>, open: &[String], sink: &mut impl Sink) -> Result<(), Trouble> {
    let name = start.local_name().into_inner();
    sink.start(&Element { name, parent: open.last().map_or("", String::as_str), start })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Words(String);

    impl Sink for Words {
        fn start(&mut self, element: &Element<'_>) -> Result<(), Trouble> {
            self.0.push_str(&format!(
                "<{}{}>",
                element.name,
                element.val().map(|v| format!(" {v}")).unwrap_or_default()
            ));
            Ok(())
        }

        fn end(&mut self, name: &str) -> Result<(), Trouble> {
            self.0.push_str(&format!("</{name}>"));
            Ok(())
        }

        fn text(&mut self, text: &str) -> Result<(), Trouble> {
            self.0.push_str(text);
            Ok(())
        }
    }

    fn told(xml: &str) -> Result<String, Trouble> {
        let mut words = Words::default();
        read(xml, &mut words).map(|()| words.0)
    }

    #[test]
    fn a_part_has_one_root() {
        assert_eq!(told("<?xml version='1.0'?><a>甲</a><!-- 乙 -->").as_deref(), Ok("<a>甲</a>"));
        for two in ["<a/><b/>", "<a>甲</a><a/>", "<a></a>\n<b></b>"] {
            assert_eq!(told(two), Err(Trouble::Damaged), "{two}");
        }
    }

    #[test]
    fn elements_and_text() {
        assert_eq!(
            told("<w:p><w:s w:val='甲&amp;乙'/><t>1&lt;&#x4e8c;</t></w:p>").as_deref(),
            Ok("<p><s 甲&乙></s><t>1<二</t></p>")
        );
    }

    #[test]
    fn what_is_no_office_xml_is_refused() {
        for xml in ["<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "<a>&b;</a>", "<a><b></a>", "<a>", &"<a>".repeat(600)] {
            assert!(told(xml).is_err(), "{xml}");
        }
    }
}
