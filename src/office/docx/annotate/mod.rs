//! Comments written into a Word document at places of its text. What is not touched stays byte by byte: the parts are
//! edited as text, at the bytes where their reading found what belongs where.

mod anchors;
mod layout;
mod parts;

use super::{beside, main_part, read_mapped};
use crate::base::Span;
use crate::office::blocks::Piece;
use crate::office::package::Package;
use crate::office::{Changes, Note, Trouble};
use anchors::Anchor;
use std::collections::BTreeMap;
use std::ops::Range;

/// The package with the notes as comments in the place of those written before; `None` when its text is not `text`.
///
/// A document can be out of order in ways that nobody thought of. So what is given was tried: written once more it is
/// the same, byte by byte, and the comments can be taken away again.
pub fn annotate(package: Package<'_>, text: &str, notes: &[Note]) -> Result<Option<Vec<u8>>, Trouble> {
    let Some(out) = written(package, text, notes)? else { return Ok(None) };
    let again = |notes: &[Note]| written(Package::open(&out)?, text, notes);
    let holds = again(notes)?.is_some_and(|again| again == out) && again(&[])?.is_some();
    if holds { Ok(Some(out)) } else { Err(Trouble::Damaged) }
}

fn written(mut package: Package<'_>, text: &str, notes: &[Note]) -> Result<Option<Vec<u8>>, Trouble> {
    let main = main_part(&mut package)?;
    let document = Part::of(&mut package, &main)?.ok_or(Trouble::Damaged)?;
    let relations_name = relations_of(&main);
    let relations = Part::of(&mut package, &relations_name)?;
    let name_of = |kind: &str| -> Result<(String, bool), Trouble> {
        let target = match &relations {
            Some(part) => parts::target(&part.text, kind)?,
            None => None,
        };
        // A target is told from the folder of the main part, or from the root.
        let name = match &target {
            Some(target) => target.strip_prefix('/').map_or_else(|| beside(&main, target), str::to_owned),
            None => beside(&main, &format!("{kind}.xml")),
        };
        Ok((name, target.is_some()))
    };
    let (name, told_of) = name_of("comments")?;
    let comments = Part::of(&mut package, &name)?;
    let mut others = Vec::new();
    for kind in ["commentsExtended", "commentsIds", "commentsExtensible"] {
        let (name, _) = name_of(kind)?;
        if let Some(part) = Part::of(&mut package, &name)? {
            let rows = parts::Rows::read(&part.text)?;
            others.push((name, part, rows));
        }
    }
    let parents = others.iter().flat_map(|(_, _, rows)| rows.parents.iter().cloned()).collect();
    let old = match &comments {
        Some(part) => parts::Comments::read(&part.text, &parents)?,
        None => parts::Comments::default(),
    };
    let bare = edited(&document.text, anchors::marks_of(&document.text, &old.own)?);
    let (found, _, map) = read_mapped(&mut package, &main, &bare, Changes::default())?;
    if found != text {
        return Ok(None);
    }
    let mut anchors = Vec::new();
    let mut written = Vec::new();
    let mut answered = old.answered.clone();
    for note in notes {
        // What was said, and answered, is not said again.
        let said: Vec<String> = note.paragraphs.iter().map(|p| parts::plain(p)).collect();
        if let Some(at) = answered.iter().position(|there| *there == said) {
            answered.swap_remove(at);
            continue;
        }
        let Some(xml) = place(&map, text, note.span) else { continue };
        let id = old.next + anchors.len();
        anchors.push(Anchor { id, xml });
        written.push((id, note.paragraphs.as_slice()));
    }
    let mut changed = BTreeMap::new();
    changed.insert(main.clone(), document.with(edited(&bare, anchors::edits(&bare, &anchors)?)));
    if !written.is_empty() || comments.is_some() {
        let body = match &comments {
            Some(part) => part.with(old.replaced(&part.text, &written)),
            None => parts::fresh(&document.text, &written).into_bytes(),
        };
        changed.insert(name.clone(), body);
    }
    let mut gone = old.gone.clone();
    for (name, part, rows) in &others {
        if let Some((text, names)) = rows.without(&part.text, &gone) {
            // Each of these parts knows comments by a name that the one before told.
            gone.extend(names);
            changed.insert(name.clone(), part.with(text));
        }
    }
    if !written.is_empty() && !told_of {
        let strict = parts::is_strict(&document.text);
        let told = relations.as_ref().map_or(parts::NO_RELATIONS, |part| &part.text);
        let told = parts::with_relation(told, &name, strict)?;
        changed.insert(
            relations_name,
            relations.map_or_else(|| told.clone().into_bytes(), |part| part.with(told.clone())),
        );
    }
    if !written.is_empty()
        && let Some(types) = Part::of(&mut package, "[Content_Types].xml")?
        && let Some(told) = parts::with_type(&types.text, &name)?
    {
        changed.insert("[Content_Types].xml".to_owned(), types.with(told));
    }
    let out = package.with(changed)?;
    // Parts that are out of order may be read where nobody looks at them, and not once something is put into them.
    let (again, _) = super::read(&mut Package::open(&out)?, Changes::default())?;
    if again == text { Ok(Some(out)) } else { Err(Trouble::Damaged) }
}

/// A part as text, and how it was written.
struct Part {
    text: String,
    marked: bool,
    utf8: bool,
}

impl Part {
    fn of(package: &mut Package<'_>, name: &str) -> Result<Option<Self>, Trouble> {
        let Some(bytes) = package.bytes(name)? else { return Ok(None) };
        let marked = bytes.starts_with(b"\xef\xbb\xbf");
        let utf8 = marked || encoding_rs::Encoding::for_bom(&bytes).is_none();
        Ok(package.text(name)?.map(|text| Self { text, marked, utf8 }))
    }

    /// Another text in its form; what was UTF-16 becomes UTF-8, which every program reads.
    fn with(&self, text: String) -> Vec<u8> {
        let text = match text.find("?>").filter(|_| !self.utf8 && text.starts_with("<?xml")) {
            Some(end) => format!("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"{}", &text[end..]),
            None => text,
        };
        let mark: &[u8] = if self.marked { b"\xef\xbb\xbf" } else { b"" };
        [mark, text.as_bytes()].concat()
    }
}

/// `word/document.xml` → `word/_rels/document.xml.rels`.
fn relations_of(main: &str) -> String {
    match main.rsplit_once('/') {
        Some((folder, name)) => format!("{folder}/_rels/{name}.rels"),
        None => format!("_rels/{main}.rels"),
    }
}

/// A change of a text: bytes, and what shall stand there.
pub(super) struct Edit {
    at: Range<usize>,
    text: String,
}

/// A text with edits that do not overlap, in the order they are given where they are at one place.
fn edited(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| edit.at.start);
    let mut out = String::with_capacity(text.len() + edits.iter().map(|e| e.text.len()).sum::<usize>());
    let mut done = 0;
    for edit in edits {
        out.push_str(text.get(done..edit.at.start).unwrap_or(""));
        out.push_str(&edit.text);
        done = done.max(edit.at.end);
    }
    out.push_str(text.get(done..).unwrap_or(""));
    out
}

/// Where a span of the text stands in the main part; what does not stand there itself (an automatic number, a
/// footnote) is told at the character before it: how much of a text is in one run says nothing.
fn place(map: &[Piece], text: &str, span: Span) -> Option<Range<usize>> {
    let first = map.partition_point(|piece| piece.at + piece.len <= span.start);
    let last = map.partition_point(|piece| piece.at < span.end);
    let exact = |piece: &Piece| piece.len == piece.xml.len();
    if first >= last {
        let near = map.get(first.saturating_sub(1)).or(map.first())?;
        let end = text.get(near.at..near.at + near.len).and_then(|t| t.chars().next_back()).filter(|_| exact(near));
        return Some(near.xml.end - end.map_or(near.xml.len(), char::len_utf8)..near.xml.end);
    }
    let (from, to) = (map.get(first)?, map.get(last - 1)?);
    let start = from.xml.start + if exact(from) { span.start.saturating_sub(from.at) } else { 0 };
    let end = if exact(to) { to.xml.start + (span.end - to.at).min(to.len) } else { to.xml.end };
    // Text boxes are read before the paragraph they are anchored in: then the order in the file is another.
    Some(if start < end { start..end } else { from.xml.clone() })
}
