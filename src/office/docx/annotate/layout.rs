//! What the paragraphs of a Word document are made of, as far as a comment can be anchored there.

use crate::office::Trouble;
use crate::office::xml::{self, Element, Sink};
use std::ops::Range;

/// Something in a paragraph that a mark may stand before or behind.
#[derive(Debug, Default)]
pub struct Unit {
    /// All of its bytes.
    pub span: Range<usize>,
    /// What it is made of, when it is a run and may be parted.
    pub run: Option<Run>,
    /// The units, of this paragraph, of the field that it belongs to.
    pub field: Option<(usize, usize)>,
}

/// A run (文字段): text of one look.
#[derive(Debug, Default)]
pub struct Run {
    /// Bytes of its start tag.
    pub open: Range<usize>,
    /// Bytes of its properties.
    pub properties: Option<Range<usize>>,
    /// What it holds, in order.
    pub children: Vec<Child>,
    /// How fields begin and end in it: +1, -1.
    depth: i32,
}

/// Text, a tab, a break … in a run.
#[derive(Debug, Default)]
pub struct Child {
    /// All of its bytes.
    pub span: Range<usize>,
    /// Bytes of its start tag.
    pub open: Range<usize>,
    /// Bytes of its text, when it is text.
    pub text: Option<Range<usize>>,
}

/// Elements of a paragraph within which marks of comments may stand, and which they do not change. Tracked changes
/// are none: a mark in them would be deleted or taken over with them.
const OPEN: [&str; 5] = ["hyperlink", "smartTag", "customXml", "dir", "bdo"];

/// The units of each paragraph that is in no other.
pub fn read(xml: &str) -> Result<Vec<Vec<Unit>>, Trouble> {
    let mut layout = Layout::default();
    xml::read(xml, &mut layout)?;
    Ok(layout.done)
}

#[derive(Default)]
struct Layout {
    at: Range<usize>,
    done: Vec<Vec<Unit>>,
    paragraph: Option<Vec<Unit>>,
    /// Open elements between the paragraph and a unit.
    around: usize,
    /// Open elements from the unit on.
    inside: usize,
    child: Child,
}

impl Sink for Layout {
    fn at(&mut self, bytes: Range<usize>) {
        self.at = bytes;
    }

    fn start(&mut self, element: &Element<'_>) -> Result<(), Trouble> {
        let Some(units) = &mut self.paragraph else {
            if element.name == "p" {
                self.paragraph = Some(Vec::new());
                (self.around, self.inside) = (0, 0);
            }
            return Ok(());
        };
        match self.inside {
            0 if OPEN.contains(&element.name) => {
                self.around += 1;
                return Ok(());
            }
            0 => {
                let run = (element.name == "r").then(|| Run { open: self.at.clone(), ..Run::default() });
                units.push(Unit { span: self.at.clone(), run, field: None });
            }
            1 => self.child = Child { span: self.at.clone(), open: self.at.clone(), text: None },
            _ => {}
        }
        if element.name == "fldChar"
            && self.inside == 1
            && let Some(run) = units.last_mut().and_then(|unit| unit.run.as_mut())
        {
            run.depth += match element.get("fldCharType").as_deref() {
                Some("begin") => 1,
                Some("end") => -1,
                _ => 0,
            };
        }
        self.inside += 1;
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), Trouble> {
        let Some(units) = &mut self.paragraph else { return Ok(()) };
        match self.inside {
            0 if self.around > 0 => {
                self.around -= 1;
                return Ok(());
            }
            0 => {
                let mut units = self.paragraph.take().unwrap_or_default();
                find_fields(&mut units);
                self.done.push(units);
                return Ok(());
            }
            1 => {
                if let Some(unit) = units.last_mut() {
                    unit.span.end = self.at.end;
                }
            }
            2 => {
                if let Some(run) = units.last_mut().and_then(|unit| unit.run.as_mut()) {
                    let mut child = std::mem::take(&mut self.child);
                    child.span.end = self.at.end;
                    // An element without content is one tag, which begins and ends it.
                    if matches!(name, "t" | "delText") && self.at != child.open {
                        child.text = Some(child.open.end..self.at.start);
                    }
                    if name == "rPr" {
                        run.properties = Some(child.span);
                    } else {
                        run.children.push(child);
                    }
                }
            }
            _ => {}
        }
        self.inside -= 1;
        Ok(())
    }
}

/// Finds the fields that begin and end in a paragraph: they stay whole.
fn find_fields(units: &mut [Unit]) {
    let (mut depth, mut begun) = (0, 0);
    for at in 0..units.len() {
        let step = units[at].run.as_ref().map_or(0, |run| run.depth);
        if depth == 0 && step > 0 {
            begun = at;
        }
        depth = (depth + step).max(0);
        if depth == 0 && step < 0 {
            units[begun..=at].iter_mut().for_each(|unit| unit.field = Some((begun, at)));
        }
    }
}
