//! PG815: fonts that the file does not hold, and characters from another face than the text's (字体嵌入).

use crate::lint::paged::Faces;
use crate::lint::{PageSink, PagesInput, Spot};
use crate::pages::{Kind, Line, is_han};
use std::collections::BTreeSet;

/// Quoted at most.
const SHOWN: usize = 12;

/// Reports, as practice, faces of which the file names no more than the name, and single characters of the text in
/// 宋体: programs take it where the face of the text lacks a character.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    let sheets = &input.layout.sheets;
    let loose: Vec<_> = sheets.iter().filter(|s| !s.page.loose.is_empty()).collect();
    let names: BTreeSet<&str> = loose.iter().flat_map(|s| &s.page.loose).map(|n| &**n).collect();
    let spots: Vec<Spot<'_>> = loose.iter().map(|s| Spot::Page(s.number, s.page)).collect();
    if let Some(draft) = out.report_all(&spots, "default", "default") {
        draft.arg("faces", names.into_iter().collect::<Vec<_>>().join("、")).done();
    }
    let mut lacking: Vec<char> = Vec::new();
    let mut spots = Vec::new();
    for (page, line) in sheets.iter().flat_map(|s| s.of(Kind::Body).map(move |l| (s.number, l))) {
        let other = strangers(line);
        if !other.is_empty() {
            spots.push(Spot::Line(page, line));
            lacking.extend(other);
        }
    }
    lacking.sort_unstable();
    lacking.dedup();
    if let Some(draft) = out.report_all(&spots, "other", "other") {
        let more = if lacking.len() > SHOWN { "…" } else { "" };
        let shown: String = lacking.iter().take(SHOWN).collect();
        draft.arg("characters", shown + more).done();
    }
}

/// 汉字 in 宋体 in a line of 仿宋.
fn strangers(line: &Line) -> Vec<char> {
    let han = || line.characters.iter().filter(|c| is_han(c.text));
    let of = |role: &str| han().filter(|c| Faces::is_of(&c.family, role) == Some(true)).count();
    let song = |family: &str| {
        Faces::is_of(family, "song") == Some(true) && Faces::is_of(family, "fangsong") == Some(false)
    };
    let strange: Vec<char> = han().filter(|c| song(&c.family)).map(|c| c.text).collect();
    // Many of them are a choice, and told as the face of the text.
    if strange.len() * 3 > of("fangsong") { Vec::new() } else { strange }
}
