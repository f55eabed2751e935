//! PG811: faces of headings by their level (层次标题字体).

use crate::lint::paged::{Faces, heading};
use crate::lint::{PageSink, PagesInput, Spot};
use crate::pages::{Start, is_han};
use std::sync::Arc;

/// The role of each level's face: 一、 （一） 1. （1）, and how the standard calls it.
const LEVELS: [(&str, &str); 4] = [("hei", "黑体"), ("kai", "楷体"), ("fangsong", "仿宋"), ("fangsong", "仿宋")];

/// Reports headings in a face that is known to be of another class, once for each level.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    for (level, (role, name)) in LEVELS.iter().enumerate() {
        let mut off: Vec<Spot<'_>> = Vec::new();
        let mut found: Option<Arc<str>> = None;
        for step in input.flow.steps.iter().filter(|s| s.start == Start::Indented && !s.continues) {
            if heading(&step.line.text()) != Some(level) {
                continue;
            }
            // Digits and brackets may be of another face; the first 汉字 shows the heading's.
            let Some(letter) = step.line.characters.iter().find(|c| is_han(c.text)) else { continue };
            if Faces::is_of(&letter.family, role) == Some(false) {
                found.get_or_insert_with(|| Arc::clone(&letter.family));
                off.push(Spot::Line(step.page, step.line));
            }
        }
        if let (Some(found), Some(draft)) = (found, out.report_all(&off, "default", "many")) {
            draft.arg("level", level + 1).arg("found", &*found).arg("wanted", *name).done();
        }
    }
}
