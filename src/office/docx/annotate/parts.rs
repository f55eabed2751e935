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

/// A comment.
#[derive(Debug, Clone, Default)]
struct Comment {
    id: String,
    own: bool,
    span: Range<usize>,
    /// What other parts call its paragraphs, and so it.
    names: Vec<String>,
    /// What its paragraphs say.
    said: Vec<String>,
}

/// The comments that a document has.
#[derive(Debug, Default)]
pub struct Comments {
    all: Vec<Comment>,
    /// Numbers of those that plangen wrote, and that are to be replaced.
    pub own: FxHashSet<String>,
    /// What other parts call them.
    pub gone: FxHashSet<String>,
    /// What those say that plangen wrote and that stay, for someone answered them.
    pub answered: Vec<Vec<String>>,
    /// The first number above those that stay.
    pub next: usize,
    spans: Vec<Range<usize>>,
    /// Bytes of the tag that ends the part, or is all of it.
    last: Range<usize>,
    at: Range<usize>,
    open: usize,
    in_text: bool,
}

impl Comments {
    /// Reads the part; `parents` are comments with replies, as other parts call them. What someone answered is part of a
    /// conversation, and stays.
    pub fn read(xml: &str, parents: &FxHashSet<String>) -> Result<Self, Trouble> {
        let mut comments = Self::default();
        xml::read(xml, &mut comments)?;
        // Without a root there is nothing that comments could be put into.
        if comments.last.is_empty() {
            return Err(Trouble::Damaged);
        }
        for comment in std::mem::take(&mut comments.all) {
            let answered = comment.names.iter().any(|name| parents.contains(name));
            if comment.own && !answered {
                comments.own.insert(comment.id);
                comments.gone.extend(comment.names);
                comments.spans.push(comment.span);
                continue;
            }
            if comment.own {
                comments.answered.push(comment.said);
            }
            if let Ok(id) = comment.id.trim().parse::<usize>() {
                comments.next = comments.next.max(id.saturating_add(1));
            }
        }
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
            self.all.push(Comment {
                id: element.get("id").unwrap_or_default(),
                own: element.get("author").as_deref() == Some(AUTHOR),
                span: self.at.start..self.at.end,
                ..Comment::default()
            });
        }
        self.in_text = element.name == "t";
        if let Some(comment) = self.all.last_mut().filter(|_| element.name == "p" && self.open == 3) {
            comment.names.extend(element.get("paraId"));
            comment.said.push(String::new());
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), Trouble> {
        self.in_text = false;
        if self.open == 2
            && name == "comment"
            && let Some(comment) = self.all.last_mut()
        {
            comment.span.end = self.at.end;
        }
        if self.open == 1 {
            self.last = self.at.clone();
        }
        self.open = self.open.saturating_sub(1);
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), Trouble> {
        if let Some(said) = self.all.last_mut().and_then(|c| c.said.last_mut()).filter(|_| self.in_text) {
            said.push_str(text);
        }
        Ok(())
    }
}

/// What other parts tell of comments, a row to each: which answers which, and numbers that stay.
#[derive(Debug, Default)]
pub struct Rows {
    /// Comments with replies, by the names of paragraphs.
    pub parents: FxHashSet<String>,
    found: Vec<(Vec<String>, Range<usize>)>,
    at: Range<usize>,
    open: usize,
}

impl Rows {
    /// Reads such a part.
    pub fn read(xml: &str) -> Result<Self, Trouble> {
        let mut rows = Self::default();
        xml::read(xml, &mut rows)?;
        Ok(rows)
    }

    /// Takes the rows of these comments out; answers with the other names that they had there, `None` where there is
    /// none.
    pub fn without(&self, xml: &str, gone: &FxHashSet<String>) -> Option<(String, FxHashSet<String>)> {
        let rows = self.found.iter().filter(|(names, _)| names.iter().any(|name| gone.contains(name)));
        let (mut out, mut names, mut done) = (String::with_capacity(xml.len()), FxHashSet::default(), 0);
        for (own, span) in rows {
            names.extend(own.iter().cloned());
            out.push_str(xml.get(done..span.start)?);
            done = span.end;
        }
        out.push_str(xml.get(done..)?);
        (done > 0).then_some((out, names))
    }
}

impl Sink for Rows {
    fn at(&mut self, bytes: Range<usize>) {
        self.at = bytes;
    }

    fn start(&mut self, element: &Element<'_>) -> Result<(), Trouble> {
        self.open += 1;
        if self.open == 2 {
            let names = ["paraId", "durableId"].iter().filter_map(|name| element.get(name)).collect();
            self.found.push((names, self.at.clone()));
            self.parents.extend(element.get("paraIdParent"));
        }
        Ok(())
    }

    fn end(&mut self, _: &str) -> Result<(), Trouble> {
        if self.open == 2
            && let Some((_, span)) = self.found.last_mut()
        {
            span.end = self.at.end;
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
        let text = plain(text);
        let _ = write!(out, "<{p}p><{p}r><{p}t xml:space=\"preserve\">{}</{p}t></{p}r></{p}p>", escape(&text));
    }
    let _ = write!(out, "</{p}comment>");
}

/// A paragraph as it is written: no file of XML may hold control characters.
pub fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
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

/// The target of the relation to a kind of part: `comments`.
pub fn target(relations: &str, kind: &str) -> Result<Option<String>, Trouble> {
    let mut found = Relations::default();
    xml::read(relations, &mut found)?;
    Ok(found.targets.into_iter().find(|(of, _)| of.rsplit('/').next() == Some(kind)).map(|(_, target)| target))
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
    /// Kind and target of each.
    targets: Vec<(String, String)>,
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
            self.targets.extend(element.get("Type").zip(element.get("Target")));
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
