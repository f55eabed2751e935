//! PG811: faces of headings by their level (层次标题字体).

use crate::lint::paged::{Faces, heading};
use crate::lint::{PageSink, PagesInput, Spot};
use crate::pages::{Start, Step, is_han};
use std::sync::Arc;

/// The role of each level's face: 一、 （一） 1. （1）, and how the standard calls it.
const LEVELS: [(&str, &str); 4] = [("hei", "黑体"), ("kai", "楷体"), ("fangsong", "仿宋"), ("fangsong", "仿宋")];

/// A sentence that is a heading has so many characters at most.
const LONGEST: usize = 32;

/// Reports headings in a face that is known to be of another class, once for each level.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    for (level, (role, name)) in LEVELS.iter().enumerate() {
        let mut off: Vec<Spot<'_>> = Vec::new();
        let mut found: Option<Arc<str>> = None;
        for (at, step) in input.flow.steps.iter().enumerate() {
            let begins = step.start == Start::Indented && !step.continues;
            if !begins || heading(&step.line.text()) != Some(level) || !heads(&input.flow.steps[at..], level) {
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

/// Whether a paragraph with a number begins with a heading: with words that end without a mark, or with a sentence
/// that text follows in the same paragraph, or lower numbers in the next. One that is a sentence and no more may be an
/// item of a list, whose face is that of the text.
fn heads(steps: &[Step<'_>], level: usize) -> bool {
    let length = steps.iter().position(|s| !s.goes_on).map_or(steps.len(), |at| at + 1);
    let (own, behind) = steps.split_at(length);
    let text: String = own.iter().map(|s| s.line.text()).collect();
    let Some((at, mark)) = text.char_indices().find(|(_, c)| matches!(c, '。' | '；' | ';' | '！' | '？')) else {
        return true;
    };
    // A long sentence, or one that names a thing and goes on about it, is an item's text.
    if mark != '。' || text[..at].chars().count() > LONGEST || text[..at].contains(['：', ':']) {
        return false;
    }
    let lower = || behind.first().and_then(|s| heading(&s.line.text())).is_some_and(|next| next > level);
    at + mark.len_utf8() < text.len() || lower()
}
