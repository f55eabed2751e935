//! PG509: numbers of headings out of form or in reversed order (层次序号).

use crate::base::Span;
use crate::data::numbering;
use crate::lint::{FileInput, Sink};
use crate::plan::{Section, SectionKind};

/// How many places of one kind are told one by one; more become one finding.
const FEW: usize = 2;

/// A label out of form: where it stands, as written, as it should be.
type Written<'a> = (Span, &'a str, String);

/// Reports labels out of form, each kind once when it recurs, and levels that are turned around.
pub fn check(input: &FileInput<'_>, out: &mut Sink<'_>) {
    let plan = input.doc.plan;
    let mut forms: Vec<(&str, Vec<Written<'_>>)> = Vec::new();
    let mut turned: Vec<(&str, &str)> = Vec::new();
    for section in plan.sections.iter().filter(|s| s.kind == SectionKind::Numbered) {
        let Some(label) = &section.label else { continue };
        if let Some((kind, should)) = normal(&label.raw) {
            let place = (label.span, label.raw.as_str(), should);
            match forms.iter_mut().find(|(k, _)| *k == kind) {
                Some((_, places)) => places.push(place),
                None => forms.push((kind, vec![place])),
            }
        }
        let Some(outer) = section.parent.map(|p| &plan.sections[p]) else { continue };
        let Some(above) = outer.label.as_ref().filter(|_| outer.kind == SectionKind::Numbered) else { continue };
        let pair = (label.style, above.style);
        if rank(section) < rank(outer) && !turned.contains(&pair) {
            turned.push(pair);
            out.report(section.heading_span, "nested")
                .arg("inner", label.raw.as_str())
                .arg("outer", above.raw.as_str())
                .related(&input.doc, outer.heading_span, "outer")
                .done();
        }
    }
    for (_, places) in forms {
        let one_by_one = places.len() <= FEW;
        let told = if one_by_one { places.len() } else { 1 };
        for (span, found, should) in &places[..told] {
            let mut finding = out
                .report(*span, if one_by_one { "form" } else { "forms" })
                .arg("found", *found)
                .arg("should", should.as_str())
                .arg("count", places.len());
            if !one_by_one {
                for (also, ..) in &places[1..] {
                    finding = finding.related(&input.doc, *also, "also");
                }
            }
            finding.done();
        }
    }
}

/// Where the style of a section's number stands in the order in which styles nest.
fn rank(section: &Section) -> Option<usize> {
    let style = section.label.as_ref()?.style;
    numbering::styles().iter().position(|s| s.name == style)
}

/// How a label should be written, where it is out of form, with the kind of slip.
fn normal(raw: &str) -> Option<(&'static str, String)> {
    let mark = |c: char| matches!(c, '(' | '（' | ')' | '）' | '、' | '.' | '．');
    // Most are in form.
    let inner = raw.strip_prefix('（').and_then(|label| label.strip_suffix('）'));
    if inner.is_some_and(|inner| !inner.contains(|c: char| mark(c) || c.is_whitespace())) {
        return None;
    }
    let label: String = raw.chars().filter(|c| !c.is_whitespace()).collect();
    let bracket = label.starts_with(['(', '（']);
    if bracket {
        let inner: String = label.chars().filter(|c| !mark(*c)).collect();
        let should = format!("（{inner}）");
        return (label != should).then_some((if label.contains(['、', '.', '．']) { "surplus" } else { "width" }, should));
    }
    let digits = label.strip_suffix('、')?;
    let arabic = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    arabic.then(|| ("comma", format!("{digits}.")))
}
