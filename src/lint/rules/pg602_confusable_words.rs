//! PG602: words that official texts confuse, and constructions that run together (易混词语, 句式杂糅).

use crate::base::{Severity, Span};
use crate::data::Confusable;
use crate::lint::{FileInput, Sink};

/// Reports each word once a document, with its further places, and each construction.
pub fn check(input: &FileInput<'_>, out: &mut Sink<'_>) {
    let mut words: Vec<(&Confusable, Vec<Span>)> = Vec::new();
    for run in input.worded() {
        let text = run.prose.as_str();
        for hit in input.register.confusables().find(text) {
            let span = run.prose.source_of(hit.range);
            match words.iter_mut().find(|(pair, _)| *pair == hit.pair) {
                Some((_, places)) => places.push(span),
                None => words.push((hit.pair, vec![span])),
            }
        }
        for (range, rule) in input.register.collocations().find(text) {
            out.report(run.prose.source_of(range.clone()), "construction")
                .arg("found", &text[range])
                .arg("zh", rule.zh.as_str())
                .arg("en", rule.en.as_str())
                .done();
        }
    }
    for (pair, places) in words {
        let Some((&first, rest)) = places.split_first() else { continue };
        let mut finding = out
            .report(first, if rest.is_empty() { "default" } else { "many" })
            .arg("found", pair.wrong.as_str())
            .arg("should", pair.right.as_str())
            .arg("count", places.len())
            .arg("zh", pair.zh.as_str())
            .arg("en", pair.en.as_str());
        for &span in &places {
            // A word that a line end parts is left to its author.
            if span.of(&input.doc.file.text) == pair.wrong {
                finding = finding.rewrite(span, pair.right.as_str());
            }
        }
        if pair.sure {
            finding = finding.severity(Severity::Warning);
        }
        for &span in rest {
            finding = finding.related(&input.doc, span, "also");
        }
        finding.done();
    }
}
