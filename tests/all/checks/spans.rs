//! Every span that a plan and its facts hold lies in the file, on whole characters.

use plangen::base::Span;
use plangen::plan::{Block, Facts, Plan};

/// A span of the file, on whole characters.
pub fn lies_in(text: &str, span: Span, what: &str) {
    assert!(span.start <= span.end && text.get(span.range()).is_some(), "{what}: {span:?} is not in the text");
}

/// Several of a kind.
pub fn lie_in(text: &str, spans: impl IntoIterator<Item = Span>, what: &str) {
    spans.into_iter().for_each(|span| lies_in(text, span, what));
}

/// The spans of a plan.
pub fn of_plan(plan: &Plan, text: &str) {
    for run in plan.texts() {
        lies_in(text, run.prose.span(), "text");
        for (at, c) in run.prose.as_str().char_indices() {
            lies_in(text, run.prose.source_of(at..at + c.len_utf8()), "character");
        }
        if let Some(section) = run.section {
            assert!(section < plan.sections.len());
        }
    }
    of_blocks(&plan.preamble, text);
    for (id, section) in plan.sections.iter().enumerate() {
        let before = id.checked_sub(1).and_then(|b| plan.sections.get(b)).map_or(0, |b| b.span.start);
        assert!(before <= section.span.start, "{}: begins before what stands before it", section.path);
        if let Some(parent) = section.parent {
            assert!(parent < id && plan.sections[parent].span.contains(section.span), "{}: outside", section.path);
        }
        of_blocks(&section.blocks, text);
        lie_in(text, [section.span, section.heading_span], "section");
        assert!(section.span.contains(section.heading_span), "{}: the heading lies outside", section.path);
        lie_in(text, section.label.as_ref().map(|l| l.span), "label");
        lie_in(text, section.id.as_ref().map(|i| i.1), "id");
        lie_in(text, section.implements.iter().map(|i| i.1), "link");
    }
    lie_in(text, plan.marks.iter().map(|m| m.span), "mark");
    lie_in(text, plan.comments.iter().map(|c| c.span), "comment");
    lie_in(text, [plan.meta.span, plan.meta.title_span], "front matter");
    lie_in(text, plan.meta.parents.iter().chain(&plan.meta.id).map(|l| l.span), "front matter");
}

fn of_blocks(blocks: &[Block], text: &str) {
    for block in blocks {
        match block {
            Block::Paragraph(_) => {}
            Block::Table(t) => lies_in(text, t.span, "table"),
            Block::Picture(p) => lies_in(text, p.span, "picture"),
            Block::Box(b) => {
                lies_in(text, b.span, "box");
                of_blocks(&b.blocks, text);
            }
        }
    }
}

/// The spans of facts.
pub fn of_facts(facts: &Facts, text: &str) {
    for task in &facts.tasks {
        lie_in(text, task.units.iter().map(|u| u.span), "unit");
        lie_in(text, task.clauses.iter().map(|c| c.span), "clause");
    }
    lie_in(text, facts.default_units.iter().map(|d| d.unit.span), "default unit");
    for target in &facts.targets {
        lie_in(text, [target.span, target.sentence], "target");
        assert!(!target.span.is_empty(), "a target nowhere: {target:?}");
    }
    lie_in(text, facts.indicators.iter().map(|i| i.span), "indicator");
    lie_in(text, facts.citations.iter().map(|c| c.span), "citation");
    lie_in(text, facts.duty_tables.iter().copied(), "duty table");
}
