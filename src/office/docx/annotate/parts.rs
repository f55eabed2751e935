//! The part of comments, and what tells of it in the package.

use crate::base::escape;
use crate::office::xml::{self, Element, Sink};
use crate::office::{AUTHOR, Trouble};
use rustc_hash::FxHashSet;
use std::fmt::Write as _;
use std::ops::Range;

/// The vocabulary of Word documents.
const WORDS: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
/// The same where a document keeps to the strict form.
const STRICT: &str = "http://purl.oclc.org/ooxml/wordprocessingml/main";
/// A part of relations without any.
pub const NO_RELATIONS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
    <Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>";
const TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml";

/// The comments that a document has.
#[derive(Debug, Default)]
pub struct Comments {
    /// Numbers of those that plangen wrote.
    pub own: FxHashSet<String>,
    /// The first number above those of others.
    pub next: usize,
    spans: Vec<Range<usize>>,
    /// Bytes of the tag that ends the part, or is all of it.
    last: Range<usize>,
    at: Range<usize>,
    open: usize,
    start: Option<usize>,
}

impl Comments {
    /// Reads the part.
    pub fn read(xml: &str) -> Result<Self, Trouble> {
        let mut comments = Self::default();
        xml::read(xml, &mut comments)?;
        Ok(comments)
    }

    /// The part with these in the place of plangen's.
    pub fn replaced(&self, xml: &str, new: &[(usize, &[String])]) -> String {
        let prefix = prefix(xml);
        let mut out = String::with_capacity(xml.len());
        let mut done = 0;
        for span in &self.spans {
            out.push_str(xml.get(done..span.start).unwrap_or(""));
            done = span.end;
        }
        out.push_str(xml.get(done..self.last.start).unwrap_or(""));
        let last = xml.get(self.last.clone()).unwrap_or("");
        let tail = xml.get(self.last.end..).unwrap_or("");
        match last.strip_suffix("/>").filter(|_| !last.starts_with("</")) {
            Some(root) => {
                let name = root.trim_start_matches('<').split_whitespace().next().unwrap_or("");
                let _ = write!(out, "{}>", root.trim_end());
                new.iter().for_each(|(id, paragraphs)| comment(&mut out, &prefix, *id, paragraphs));
                let _ = write!(out, "</{name}>{tail}");
            }
            None => {
                new.iter().for_each(|(id, paragraphs)| comment(&mut out, &prefix, *id, paragraphs));
                out.push_str(last);
                out.push_str(tail);
            }
        }
        out
    }
}

impl Sink for Comments {
    fn at(&mut self, bytes: Range<usize>) {
        self.at = bytes;
    }

    fn start(&mut self, element: &Element<'_>) -> Result<(), Trouble> {
        self.open += 1;
        if element.name == "comment" && self.open == 2 {
            let id = element.get("id").unwrap_or_default();
            if element.get("author").as_deref() == Some(AUTHOR) {
                self.own.insert(id);
                self.start = Some(self.at.start);
            } else if let Ok(id) = id.trim().parse::<usize>() {
                self.next = self.next.max(id.saturating_add(1));
            }
        }
        Ok(())
    }

    fn end(&mut self, _: &str) -> Result<(), Trouble> {
        if self.open == 2
            && let Some(start) = self.start.take()
        {
            self.spans.push(start..self.at.end);
        }
        if self.open == 1 {
            self.last = self.at.clone();
        }
        self.open = self.open.saturating_sub(1);
        Ok(())
    }
}

/// A part of comments for a document that has none.
pub fn fresh(document: &str, new: &[(usize, &[String])]) -> String {
    let words = if is_strict(document) { STRICT } else { WORDS };
    let mut out =
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:comments xmlns:w=\"{words}\">");
    new.iter().for_each(|(id, paragraphs)| comment(&mut out, "w:", *id, paragraphs));
    out.push_str("</w:comments>");
    out
}

fn comment(out: &mut String, prefix: &str, id: usize, paragraphs: &[String]) {
    let p = prefix;
    let _ = write!(out, "<{p}comment {p}id=\"{id}\" {p}author=\"{AUTHOR}\" {p}initials=\"PG\">");
    for text in paragraphs {
        // No file of XML may hold other control characters.
        let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let _ = write!(out, "<{p}p><{p}r><{p}t xml:space=\"preserve\">{}</{p}t></{p}r></{p}p>", escape(&text));
    }
    let _ = write!(out, "</{p}comment>");
}

/// Whether a document keeps to the strict form.
pub fn is_strict(document: &str) -> bool {
    root_of(document).is_some_and(|root| root.contains(STRICT))
}

/// The prefix that a part gives the words of Word, with its colon; programs differ in it.
pub fn prefix(part: &str) -> String {
    let root = root_of(part).unwrap_or("");
    let bound = [WORDS, STRICT].iter().find_map(|words| {
        let before = &root[..root.find(words)?];
        let name = before.rsplit_once("xmlns:")?.1;
        Some(name.split('=').next()?.trim().to_owned())
    });
    format!("{}:", bound.unwrap_or_else(|| "w".to_owned()))
}

/// The start tag of the root.
fn root_of(part: &str) -> Option<&str> {
    let start = part.match_indices('<').map(|(at, _)| at).find(|&at| !part[at + 1..].starts_with(['?', '!']))?;
    Some(&part[start..start + part[start..].find('>')? + 1])
}

/// The target of the relation to comments.
pub fn comments_target(relations: &str) -> Result<Option<String>, Trouble> {
    let mut found = Relations::default();
    xml::read(relations, &mut found)?;
    Ok(found.target)
}

/// The relations with one to the comments.
pub fn with_relation(relations: &str, name: &str, strict: bool) -> Result<String, Trouble> {
    let mut found = Relations::default();
    xml::read(relations, &mut found)?;
    let id = (1..).map(|n| format!("rIdPlangen{n}")).find(|id| !found.ids.contains(id)).unwrap_or_default();
    let kind = if strict {
        "http://purl.oclc.org/ooxml/officeDocument/relationships/comments"
    } else {
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
    };
    let target = name.rsplit('/').next().unwrap_or(name);
    let prefix = found.prefix(relations);
    found.appended(relations, &format!("<{prefix}Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"{target}\"/>"))
}

/// The list of types with that of the comments; `None` when it is there.
pub fn with_type(types: &str, name: &str) -> Result<Option<String>, Trouble> {
    let mut found = Relations::default();
    xml::read(types, &mut found)?;
    let part = format!("/{name}");
    if found.parts.iter().any(|p| p.eq_ignore_ascii_case(&part)) {
        return Ok(None);
    }
    let prefix = found.prefix(types);
    found.appended(types, &format!("<{prefix}Override PartName=\"{part}\" ContentType=\"{TYPE}\"/>")).map(Some)
}

/// A list of relations, or of types.
#[derive(Default)]
struct Relations {
    target: Option<String>,
    ids: FxHashSet<String>,
    parts: Vec<String>,
    at: Range<usize>,
    last: Range<usize>,
}

impl Relations {
    /// The prefix of the root's name.
    fn prefix<'a>(&self, xml: &'a str) -> &'a str {
        let root = root_of(xml).unwrap_or("<").trim_start_matches('<');
        let name = root.split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).next().unwrap_or("");
        name.find(':').map_or("", |colon| &name[..=colon])
    }

    /// The list with another row at its end.
    fn appended(&self, xml: &str, row: &str) -> Result<String, Trouble> {
        let last = xml.get(self.last.clone()).ok_or(Trouble::Damaged)?;
        let (head, tail) = (&xml[..self.last.start], &xml[self.last.end..]);
        Ok(match last.strip_suffix("/>").filter(|_| !last.starts_with("</")) {
            Some(root) => {
                let name = root.trim_start_matches('<').split_whitespace().next().unwrap_or("");
                format!("{head}{root}>{row}</{name}>{tail}")
            }
            None => format!("{head}{row}{last}{tail}"),
        })
    }
}

impl Sink for Relations {
    fn at(&mut self, bytes: Range<usize>) {
        self.at = bytes;
    }

    fn start(&mut self, element: &Element<'_>) -> Result<(), Trouble> {
        if element.name == "Relationship" {
            self.ids.extend(element.get("Id"));
            if element.get("Type").is_some_and(|kind| kind.ends_with("/comments")) {
                self.target = element.get("Target");
            }
        }
        if element.name == "Override" {
            self.parts.extend(element.get("PartName"));
        }
        Ok(())
    }

    fn end(&mut self, _: &str) -> Result<(), Trouble> {
        // The root ends last.
        self.last = self.at.clone();
        Ok(())
    }
}
