//! PG603: text that stands twice (重复文字).

use crate::extract::form::{Passage, doubled_measures, doubled_runs, doubled_sentences};
use crate::lint::{FileInput, Sink};
use crate::plan::TextKind;

/// How many 汉字 a sentence that is told of has at least.
const SENTENCE: usize = 20;

/// Reports doubled words, sentences that stand twice, and measures that stand in two items.
pub fn check(input: &FileInput<'_>, out: &mut Sink<'_>) {
    let plan = input.doc.plan;
    let runs = plan.texts();
    for run in &runs {
        let text = run.prose.as_str();
        for double in doubled_runs(text) {
            let second = run.prose.source_of(double.second);
            out.report(second, "word")
                .arg("found", double.second.of(text))
                .related(&input.doc, run.prose.source_of(double.first), "first")
                .suggest(second, String::new())
                .done();
        }
    }
    let prose = |at: usize| runs.iter().filter(|r| r.kind == TextKind::Paragraph).nth(at).map(|r| r.prose);
    let paragraphs = runs.iter().filter(|r| r.kind == TextKind::Paragraph).map(|r| r.prose.as_str());
    let mut told = Vec::new();
    for ((first, first_span), (second, span)) in doubled_sentences(paragraphs.enumerate(), SENTENCE) {
        let (Some(first), Some(second)) = (prose(first), prose(second)) else { continue };
        let (before, here) = (first.source_of(first_span), second.source_of(span));
        told.push(here);
        out.report(here, "sentence").arg("found", span.of(second.as_str())).related(&input.doc, before, "first").done();
    }
    let all: Vec<_> = runs.iter().filter(|r| r.kind != TextKind::Cell).collect();
    let passages: Vec<Passage<'_>> = all
        .iter()
        .map(|r| Passage {
            item: r.section.map_or(0, |s| s + 1),
            title: r.kind == TextKind::Title,
            text: r.prose.as_str(),
        })
        .collect();
    for ((first, first_span), (second, span)) in doubled_measures(&passages) {
        let (before, here) = (all[first].prose.source_of(first_span), all[second].prose.source_of(span));
        // The same units answer for many tasks.
        let clause = input.doc.facts.tasks.iter().flat_map(|t| &t.clauses).any(|c| c.span.contains(here));
        if clause || told.iter().any(|t| t.start <= here.start && here.end <= t.end) {
            continue;
        }
        out.report(here, "measure")
            .arg("found", span.of(passages[second].text))
            .related(&input.doc, before, "first")
            .done();
    }
}
