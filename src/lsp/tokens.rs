//! Semantic tokens: labels, units, targets, deadlines and citations, under names that every theme colours.

use super::view::View;
use crate::base::Span;
use crate::extract::citation;
use lsp_types::{Range, SemanticToken, SemanticTokens};

/// The kinds, in the order of their numbers: the name the protocol has, and what it stands for here.
pub const KINDS: [(&str, Kind); 5] = [
    ("keyword", Kind::Label),
    ("class", Kind::Unit),
    ("number", Kind::Target),
    ("enumMember", Kind::Deadline),
    ("string", Kind::Citation),
];

/// What is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The number of a heading.
    Label,
    /// A responsible unit.
    Unit,
    /// The words that state a target.
    Target,
    /// By when it is due.
    Deadline,
    /// A cited document.
    Citation,
}

/// The tokens of a plan, or of a part of it.
pub fn of(view: &View<'_>, range: Option<Range>) -> SemanticTokens {
    let wanted = range.map_or(Span::new(0, view.text().len()), |range| view.lines.span(range));
    let mut data = Vec::new();
    let (mut line, mut column) = (0, 0);
    for (span, kind) in painted(view) {
        if span.end <= wanted.start || wanted.end <= span.start {
            continue;
        }
        // No token goes over the end of a line.
        for piece in view.lines.pieces(span) {
            let Range { start, end } = view.range(piece);
            if start.line != line {
                column = 0;
            }
            data.push(SemanticToken {
                delta_line: start.line - line,
                delta_start: start.character - column,
                length: end.character - start.character,
                token_type: KINDS.iter().position(|(_, k)| *k == kind).map_or(0, |at| at as u32),
                token_modifiers_bitset: 0,
            });
            (line, column) = (start.line, start.character);
        }
    }
    SemanticTokens { result_id: None, data }
}

/// Every span that is coloured, in order and none over another.
fn painted(view: &View<'_>) -> Vec<(Span, Kind)> {
    let (plan, facts) = (&view.document.parsed.plan, &view.document.facts);
    let mut layers: Vec<(Span, Kind)> = Vec::new();
    // What comes first stays on top.
    for run in plan.texts().iter().filter(|r| r.prose.as_str().contains('《')) {
        let titles = citation::titles(run.prose.as_str()).into_iter();
        layers.extend(titles.map(|t| (run.prose.source_of(t.range), Kind::Citation)));
    }
    let units = facts.tasks.iter().flat_map(|t| &t.units).chain(facts.default_units.iter().map(|d| &d.unit));
    layers.extend(units.map(|u| (u.span, Kind::Unit)));
    for target in &facts.targets {
        layers.extend(target.deadline.and_then(|year| due(view.text(), target.sentence, target.span, year)));
    }
    layers.extend(plan.sections.iter().filter_map(|s| s.label.as_ref()).map(|l| (l.span, Kind::Label)));
    layers.extend(facts.targets.iter().map(|t| (t.span, Kind::Target)));
    let mut taken: std::collections::BTreeMap<usize, (usize, Kind)> = std::collections::BTreeMap::new();
    for (span, kind) in layers {
        for free in free(&taken, span) {
            taken.insert(free.start, (free.end, kind));
        }
    }
    taken.into_iter().map(|(start, (end, kind))| (Span::new(start, end), kind)).collect()
}

/// The parts of a span that nothing lies on yet.
fn free(taken: &std::collections::BTreeMap<usize, (usize, Kind)>, span: Span) -> Vec<Span> {
    let mut out = Vec::new();
    let before = taken.range(..span.start).next_back().map_or(0, |(_, (end, _))| *end);
    let mut at = span.start.max(before);
    for (&start, &(end, _)) in taken.range(span.start..span.end) {
        if at < start {
            out.push(Span::new(at, start));
        }
        at = at.max(end);
    }
    if at < span.end {
        out.push(Span::new(at, span.end));
    }
    out
}

/// The words that set a target's year: the last in its sentence that stand before its end.
fn due(text: &str, sentence: Span, target: Span, year: i32) -> Option<(Span, Kind)> {
    let told = Span::new(sentence.start, target.end.max(sentence.start)).of(text);
    let word = format!("{year}年");
    let at = told.rfind(&word)?;
    let rest = &told[at + word.len()..];
    let tail = ["底前", "底", "末", "前"].into_iter().find(|t| rest.starts_with(t)).map_or(0, str::len);
    let start = sentence.start + at;
    Some((Span::new(start, start + word.len() + tail), Kind::Deadline))
}
