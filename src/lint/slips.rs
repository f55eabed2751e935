//! What the rules on marks share: slips found in each text, told one by one or, where the same slip recurs
//! through a document, once with all its places.

use crate::base::Span;
use crate::extract::form::{Known, Slip, Slips};
use crate::lint::{FileInput, Sink};

/// How many places of one kind are told one by one; more become one finding.
const FEW: usize = 3;

/// Where a slip stands in the file, its words, what should stand there, and the edits that make it so.
struct Found {
    span: Span,
    words: String,
    should: String,
    edits: Vec<(Span, String)>,
}

/// Words of a document in a message: long ones keep their ends.
fn short(words: &str) -> String {
    let count = words.chars().count();
    if count <= 20 {
        return words.to_owned();
    }
    let head: String = words.chars().take(9).collect();
    let tail: String = words.chars().skip(count - 4).collect();
    format!("{head}…{tail}")
}

/// Reports the slips that `which` picks: variant `default`, or `many` (with `count`) at the first place when more than
/// a few of one kind stand in the document, the other places as related ones. Slips are of one kind when
/// `kind` says the same of their words.
pub fn check(input: &FileInput<'_>, out: &mut Sink<'_>, which: fn(&Slips) -> &Vec<Slip>, kind: fn(&str) -> String) {
    let mut kinds: Vec<(String, Vec<Found>)> = Vec::new();
    let title = Known::of(input.title.as_str());
    let in_title = title.slips().into_iter().map(|slips| (&input.title, slips));
    for (prose, slips) in in_title.chain(input.slipped().map(|(run, slips)| (run.prose, slips))) {
        let text = prose.as_str();
        for slip in which(slips) {
            let words = slip.span.of(text);
            let key = kind(words);
            let span = prose.source_of(slip.span);
            let edits = if slip.edits.is_empty() {
                vec![(span, slip.should.clone())]
            } else {
                slip.edits.iter().map(|(at, to)| (prose.source_of(*at), to.clone())).collect()
            };
            let found = Found { span, words: short(words), should: short(&slip.should), edits };
            match kinds.iter_mut().find(|(k, _)| *k == key) {
                Some((_, places)) => places.push(found),
                None => kinds.push((key, vec![found])),
            }
        }
    }
    for (_, places) in kinds {
        if places.len() <= FEW {
            for found in places {
                let mut finding =
                    out.report(found.span, "default").arg("found", found.words).arg("should", found.should);
                for (span, to) in found.edits {
                    finding = finding.replace(span, to);
                }
                finding.done();
            }
            continue;
        }
        let count = places.len();
        let mut places = places.into_iter();
        let Some(first) = places.next() else { continue };
        let mut finding =
            out.report(first.span, "many").arg("found", first.words).arg("should", first.should).arg("count", count);
        for (span, to) in first.edits {
            finding = finding.replace(span, to);
        }
        for also in places {
            finding = finding.related(&input.doc, also.span, "also");
            for (span, to) in also.edits {
                finding = finding.replace(span, to);
            }
        }
        finding.done();
    }
}
