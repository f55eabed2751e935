//! PG106: a commitment on money, staff, recruitment, penalties or awards that no parent mentions (无上级依据的事项).

use crate::base::Span;
use crate::extract::task::{Purpose, purpose};
use crate::lint::parents::related;
use crate::lint::{Input, Sink};
use crate::plan::SectionId;

/// A sentence is the plan's own when no sentence of a parent is as like it as this.
const OWN: f32 = 0.3;

/// A sentence, the kind of commitment it makes, and the word that shows it.
type Row<'a> = (Span, &'a str, &'a str);

/// Lists, once for each item, the sentences without a basis in any parent that make such commitments.
pub fn check(input: &Input<'_>, out: &mut Sink<'_>) {
    let parents: Vec<_> = related(input).into_iter().map(|p| p.0).collect();
    let Some(first) = parents.first() else { return };
    let text = &input.doc.file.text;
    let mut items: Vec<(Option<SectionId>, Vec<Row<'_>>)> = Vec::new();
    for (at, sentence) in first.alignment.basis.iter().enumerate() {
        if parents.iter().any(|p| p.alignment.basis.get(at).is_some_and(|b| b.score >= OWN)) {
            continue;
        }
        let Some((kind, word)) = input.register.matters().commitment_in(sentence.span.of(text)) else { continue };
        if sentence.section.is_none_or(|s| purpose(input.doc.plan, s) != Purpose::Measures) {
            continue;
        }
        let row = (sentence.span, kind.label.as_str(), word);
        match items.last_mut() {
            Some((section, rows)) if *section == sentence.section => rows.push(row),
            _ => items.push((sentence.section, vec![row])),
        }
    }
    for (section, rows) in items {
        let Some(section) = section.map(|s| &input.doc.plan.sections[s]) else { continue };
        let Some((span, ..)) = rows.first() else { continue };
        let mut kinds: Vec<String> = Vec::new();
        for (_, kind, _) in &rows {
            if !kinds.iter().any(|k| k == kind) {
                kinds.push((*kind).to_owned());
            }
        }
        let words: Vec<String> = rows.iter().map(|r| r.2.to_owned()).collect();
        let mut finding = out
            .report(*span, "default")
            .arg("task", section.title.as_str())
            .arg("count", rows.len())
            .arg("kinds", kinds)
            .arg("words", words);
        for (span, ..) in rows.iter().skip(1) {
            finding = finding.related(&input.doc, *span, "also");
        }
        finding.done();
    }
}
