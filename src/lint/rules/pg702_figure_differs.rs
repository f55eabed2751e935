//! PG702: numbers, dates and units that an edition says otherwise than its original (版本数据不一致).

use crate::base::Severity;
use crate::lint::{EditionInput, Sink};

/// Reports each of them with both wordings.
pub fn check(input: &EditionInput<'_>, out: &mut Sink<'_>) {
    for difference in &input.edition.differences {
        let variant = match (difference.unit, difference.words.is_empty(), difference.original.is_empty()) {
            (true, ..) => "unit",
            (_, true, _) => "lost",
            (_, _, true) => "added",
            _ => "default",
        };
        let mut finding = out
            .report(difference.here, variant)
            .arg("here", difference.words.as_str())
            .arg("there", difference.original.as_str())
            .related(&input.original, difference.there, "original");
        if difference.unit {
            finding = finding.severity(Severity::Warning);
        }
        finding.done();
    }
}
