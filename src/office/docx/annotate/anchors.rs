//! The marks of comments in the main part: taking away those of before, and placing new ones.

use super::Edit;
use super::layout::{self, Child, Run, Unit};
use crate::office::Trouble;
use crate::office::xml::{self, Element, Sink};
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;
use std::ops::Range;

/// A comment's place in the main part.
pub struct Anchor {
    /// Its number.
    pub id: usize,
    /// Bytes of the text it is about.
    pub xml: Range<usize>,
}

/// What takes the marks of these comments away.
pub fn marks_of(xml: &str, ids: &FxHashSet<String>) -> Result<Vec<Edit>, Trouble> {
    let mut marks = Marks { ids, at: 0..0, open: Vec::new(), found: Vec::new() };
    if !ids.is_empty() {
        xml::read(xml, &mut marks)?;
    }
    Ok(marks.found.into_iter().map(|at| Edit { at, text: String::new() }).collect())
}

struct Marks<'a> {
    ids: &'a FxHashSet<String>,
    at: Range<usize>,
    /// Open elements: where each begins, and the marks in it with whether it holds anything else.
    open: Vec<(usize, Vec<Range<usize>>, bool)>,
    found: Vec<Range<usize>>,
}

impl Sink for Marks<'_> {
    fn at(&mut self, bytes: Range<usize>) {
        self.at = bytes;
    }

    fn start(&mut self, element: &Element<'_>) -> Result<(), Trouble> {
        let is_mark = matches!(element.name, "commentRangeStart" | "commentRangeEnd" | "commentReference")
            && element.get("id").is_some_and(|id| self.ids.contains(&id));
        if let Some((_, _, others)) = self.open.last_mut() {
            *others |= !is_mark && element.name != "rPr";
        }
        let mark = if is_mark { vec![self.at.clone()] } else { Vec::new() };
        self.open.push((self.at.start, mark, false));
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), Trouble> {
        let Some((start, marks, others)) = self.open.pop() else { return Ok(()) };
        let whole = start..self.at.end;
        match name {
            _ if marks.is_empty() => {}
            "commentReference" => {
                // A run with nothing else in it goes with it.
                if let Some((_, above, _)) = self.open.last_mut() {
                    above.push(whole);
                }
            }
            "commentRangeStart" | "commentRangeEnd" => self.found.push(whole),
            "r" if !others => self.found.push(whole),
            _ => self.found.extend(marks),
        }
        Ok(())
    }
}

/// Where a mark goes.
#[derive(Clone, Copy)]
enum Cut<'a> {
    /// Between two units.
    Between,
    /// Between what a run holds.
    Run(&'a Run),
    /// In a text of a run.
    Text(&'a Run, &'a Child),
}

/// What is written at one place: ends come before beginnings.
struct Marked<'a> {
    cut: Cut<'a>,
    ends: Vec<usize>,
    starts: Vec<usize>,
}

/// What writes the marks of these comments.
pub fn edits(xml: &str, anchors: &[Anchor]) -> Result<Vec<Edit>, Trouble> {
    if anchors.is_empty() {
        return Ok(Vec::new());
    }
    let paragraphs = layout::read(xml)?;
    let units: Vec<(&Unit, &[Unit])> =
        paragraphs.iter().flat_map(|p| p.iter().map(move |u| (u, p.as_slice()))).collect();
    let mut places: BTreeMap<usize, Marked<'_>> = BTreeMap::new();
    for anchor in anchors {
        let (Some((from, starting)), Some((to, ending))) =
            (start_at(&units, anchor.xml.start), end_at(&units, anchor.xml.end))
        else {
            return Err(Trouble::Damaged);
        };
        for (at, cut, starts) in [(from, starting, true), (to, ending, false)] {
            let place = places.entry(at).or_insert(Marked { cut, ends: Vec::new(), starts: Vec::new() });
            if starts { place.starts.push(anchor.id) } else { place.ends.push(anchor.id) }
        }
    }
    Ok(written(xml, &places))
}

/// The unit that holds a byte.
fn unit_at<'a>(units: &[(&'a Unit, &'a [Unit])], at: usize) -> Option<(&'a Unit, &'a [Unit])> {
    let next = units.partition_point(|(unit, _)| unit.span.start <= at);
    units.get(next.checked_sub(1)?).copied().filter(|(unit, _)| at < unit.span.end)
}

fn start_at<'a>(units: &[(&'a Unit, &'a [Unit])], at: usize) -> Option<(usize, Cut<'a>)> {
    let (unit, paragraph) = unit_at(units, at)?;
    let outside = Some((unit.span.start, Cut::Between));
    if let Some((first, _)) = unit.field {
        return Some((paragraph.get(first)?.span.start, Cut::Between));
    }
    let Some(run) = &unit.run else { return outside };
    let Some((number, child)) = run.children.iter().enumerate().find(|(_, c)| c.span.contains(&at)) else {
        return outside;
    };
    match &child.text {
        Some(text) if at > text.start && at < text.end => Some((at, Cut::Text(run, child))),
        _ if number > 0 => Some((child.span.start, Cut::Run(run))),
        _ => outside,
    }
}

fn end_at<'a>(units: &[(&'a Unit, &'a [Unit])], at: usize) -> Option<(usize, Cut<'a>)> {
    let last = at.checked_sub(1)?;
    let (unit, paragraph) = unit_at(units, last)?;
    let outside = Some((unit.span.end, Cut::Between));
    if let Some((_, end)) = unit.field {
        return Some((paragraph.get(end)?.span.end, Cut::Between));
    }
    let Some(run) = &unit.run else { return outside };
    let Some((number, child)) = run.children.iter().enumerate().find(|(_, c)| c.span.contains(&last)) else {
        return outside;
    };
    match &child.text {
        Some(text) if at > text.start && at < text.end => Some((at, Cut::Text(run, child))),
        _ if number + 1 < run.children.len() => Some((child.span.end, Cut::Run(run))),
        _ => outside,
    }
}

fn written(xml: &str, places: &BTreeMap<usize, Marked<'_>>) -> Vec<Edit> {
    let tag = |bytes: &Range<usize>| xml.get(bytes.clone()).unwrap_or("");
    let prefix = super::parts::prefix(xml);
    // Blanks at the edge of a text count only where it says so.
    let blank = |at: usize| {
        xml.get(..at).is_some_and(|t| t.ends_with([' ', '\t', '\n']))
            || xml.get(at..).is_some_and(|t| t.starts_with([' ', '\t', '\n']))
    };
    let bare: BTreeMap<usize, &Child> = places
        .iter()
        .filter_map(|(&at, place)| match place.cut {
            Cut::Text(_, child) if blank(at) && !tag(&child.open).contains("xml:space") => {
                Some((child.open.end - 1, child))
            }
            _ => None,
        })
        .collect();
    const KEEP: &str = " xml:space=\"preserve\"";
    let mut out: Vec<Edit> = bare.keys().map(|&at| Edit { at: at..at, text: KEEP.to_owned() }).collect();
    for (&at, place) in places {
        let mut marks = String::new();
        for id in &place.ends {
            marks.push_str(&format!(
                "<{prefix}commentRangeEnd {prefix}id=\"{id}\"/><{prefix}r><{prefix}commentReference {prefix}id=\"{id}\"/></{prefix}r>"
            ));
        }
        for id in &place.starts {
            marks.push_str(&format!("<{prefix}commentRangeStart {prefix}id=\"{id}\"/>"));
        }
        let again = |run: &Run| {
            let open = tag(&run.open);
            let properties = run.properties.as_ref().map_or("", tag);
            (format!("</{}>", name_of(open)), format!("{open}{properties}"))
        };
        let text = match place.cut {
            Cut::Between => marks,
            Cut::Run(run) => {
                let (close, open) = again(run);
                format!("{close}{marks}{open}")
            }
            Cut::Text(run, child) => {
                let (close, open) = again(run);
                let start = tag(&child.open);
                let start = match bare.contains_key(&(child.open.end - 1)) {
                    true => format!("{}{KEEP}>", &start[..start.len() - 1]),
                    false => start.to_owned(),
                };
                format!("</{}>{close}{marks}{open}{start}", name_of(&start))
            }
        };
        out.push(Edit { at: at..at, text });
    }
    out
}

/// The name in a start tag, with its prefix.
fn name_of(tag: &str) -> &str {
    tag.trim_start_matches('<').split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).next().unwrap_or("")
}
