//! PG703: characters of a traditional edition that were converted wrongly (繁简转换错误).

use crate::base::Severity;
use crate::lint::{EditionInput, Sink};

/// Reports each pair of characters once, with all its places; one on which the standards differ, at info.
pub fn check(input: &EditionInput<'_>, out: &mut Sink<'_>) {
    for pair in &input.edition.conversions {
        let Some(((first, around), rest)) = pair.places.split_first() else { continue };
        let variant = match (pair.free, rest.is_empty()) {
            (true, _) => "free",
            (false, true) => "default",
            (false, false) => "many",
        };
        let mut finding = out
            .report(*first, variant)
            .arg("found", pair.found.to_string())
            .arg("should", pair.should.to_string())
            .arg("around", around.as_str())
            .arg("count", pair.places.len());
        if pair.free {
            finding = finding.severity(Severity::Info);
        }
        for (also, _) in rest {
            finding = finding.related(&input.doc, *also, "also");
        }
        for (at, _) in &pair.places {
            // Where the standards differ, the choice is the office's.
            finding = match pair.free {
                true => finding.suggest(*at, pair.should.to_string()),
                false => finding.rewrite(*at, pair.should.to_string()),
            };
        }
        finding.done();
    }
}
