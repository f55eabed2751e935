//! Writing XML for the formats that are XML.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// An XML document in the making. Writing to memory cannot fail.
pub(super) struct Xml(Writer<Vec<u8>>);

impl Xml {
    /// A document with its declaration.
    pub fn new() -> Self {
        let mut xml = Self(Writer::new_with_indent(Vec::new(), b' ', 2));
        xml.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        xml
    }

    /// An element that holds what `inside` writes.
    pub fn element(&mut self, name: &str, fields: &[(&str, &str)], inside: impl FnOnce(&mut Self)) {
        self.event(Event::Start(start(name, fields)));
        inside(self);
        self.event(Event::End(BytesEnd::new(name)));
    }

    /// An element without content.
    pub fn empty(&mut self, name: &str, fields: &[(&str, &str)]) {
        self.event(Event::Empty(start(name, fields)));
    }

    /// A text.
    pub fn text(&mut self, text: &str) {
        self.event(Event::Text(BytesText::new(&allowed(text))));
    }

    /// A comment; two hyphens may not stand in one.
    pub fn comment(&mut self, text: &str) {
        self.event(Event::Comment(BytesText::from_escaped(format!(" {} ", allowed(text).replace("--", "- -")))));
    }

    /// The document as text.
    pub fn finish(self) -> String {
        let mut out = String::from_utf8(self.0.into_inner()).unwrap_or_default();
        out.push('\n');
        out
    }

    fn event(&mut self, event: Event<'_>) {
        let _ = self.0.write_event(event);
    }
}

fn start<'a>(name: &'a str, fields: &[(&str, &str)]) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (key, value) in fields {
        start.push_attribute((*key, allowed(value).as_str()));
    }
    start
}

/// A text with a sign in the place of each character that XML cannot hold.
fn allowed(text: &str) -> String {
    let fits = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
    text.chars().map(|c| if fits(c) { c } else { '\u{fffd}' }).collect()
}
