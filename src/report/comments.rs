//! Findings as comments in a Word document: what is wrong, what to do, and the parent's clause, at the sentence.

use super::messages;
use super::pretty::ALSO;
use super::run::{Run, severity};
use crate::base::{Finding, Lang, Place, SourceFile};
use crate::office::Note;

/// More related places than this are not told; the message counts them.
const MOST_PLACES: usize = 3;

/// A comment for each finding of a run in one file, and for each further place where the same stands again.
pub fn notes(run: &Run<'_>, file: &SourceFile, lang: Lang) -> Vec<Note> {
    let mut out = Vec::new();
    for finding in run.findings.iter().filter(|finding| finding.place.file == file.path) {
        // Looked for once: a finding may have a hundred thousand places.
        let others: Vec<&Place> =
            finding.related.iter().filter(|place| place.label != ALSO).take(MOST_PLACES).collect();
        out.push(note(finding, &finding.place, &others, run, file, lang));
        let again = finding.related.iter().filter(|place| place.label == ALSO && place.file == file.path);
        out.extend(again.map(|place| note(finding, place, &others, run, file, lang)));
    }
    out
}

fn note(finding: &Finding, place: &Place, others: &[&Place], run: &Run<'_>, file: &SourceFile, lang: Lang) -> Note {
    let span = file.sentence(place.span);
    let (code, word) = (finding.code, severity(finding.severity, lang));
    let colon = lang.pick("：", ": ");
    let mut paragraphs = vec![format!("{code} {word}{colon}{}", messages::message(finding, lang))];
    let words = run.at(place).words(80);
    // A sentence may have several words to speak of: which they are.
    if !words.is_empty() && !span.of(&file.text).starts_with(words.trim_end_matches('…')) {
        paragraphs.push(lang.pick(format!("所指文字：“{words}”"), format!("the words: “{words}”")));
    }
    if let Some(help) = messages::help(finding, lang) {
        paragraphs.push(format!("{}{colon}{help}", lang.pick("办法", "help")));
    }
    for other in others {
        let at = run.at(other);
        let label = messages::label(finding, other, lang);
        let label = label.unwrap_or_else(|| lang.pick("相关位置", "related").to_owned());
        let words = at.sentence(200).unwrap_or_else(|| at.words(200));
        // Of one's own file the reader needs no name.
        let name = if other.file == file.path { String::new() } else { format!("{} ", at.name()) };
        let section = at.section.filter(|s| !s.is_empty()).map_or_else(String::new, |s| format!("{s} "));
        let told = format!("{label}{colon}{name}{section}“{words}”");
        if !paragraphs.contains(&told) {
            paragraphs.push(told);
        }
    }
    Note { span, paragraphs }
}
