//! What the rules on marks share: slips found in each text, told one by one or, where the same slip recurs
//! through a document, once with all its places.

use crate::base::Span;
use crate::extract::form::Slip;
use crate::lint::{FileInput, Sink};

/// How many places of one kind are told one by one; more become one finding.
const FEW: usize = 3;

/// Where a slip stands in the file, its words, and what should stand there.
type Found = (Span, String, String);

/// Reports what `find` finds: variant `default`, or `many` (with `count`) at the first place when more than
/// a few of one kind stand in the document, the other places as related ones. Slips are of one kind when
/// `kind` says the same of their words.
pub fn check(input: &FileInput<'_>, out: &mut Sink<'_>, find: fn(&str) -> Vec<Slip>, kind: fn(&str) -> String) {
    let mut kinds: Vec<(String, Vec<Found>)> = Vec::new();
    for run in input.doc.plan.texts() {
        let text = run.prose.as_str();
        for slip in find(text) {
            let found = slip.span.of(text).to_owned();
            let key = kind(&found);
            let place = (run.prose.source_of(slip.span), found, slip.should);
            match kinds.iter_mut().find(|(k, _)| *k == key) {
                Some((_, places)) => places.push(place),
                None => kinds.push((key, vec![place])),
            }
        }
    }
    for (_, places) in kinds {
        if places.len() <= FEW {
            for (span, found, should) in places {
                out.report(span, "default")
                    .arg("found", found)
                    .arg("should", should.clone())
                    .replace(span, should)
                    .done();
            }
            continue;
        }
        let count = places.len();
        let mut places = places.into_iter();
        let Some((span, found, should)) = places.next() else { continue };
        let mut finding = out
            .report(span, "many")
            .arg("found", found)
            .arg("should", should.clone())
            .arg("count", count)
            .replace(span, should);
        for (span, _, should) in places {
            finding = finding.related(&input.doc, span, "also").replace(span, should);
        }
        finding.done();
    }
}
