//! PG603: text that stands twice (重复文字).

use crate::base::Span;
use crate::extract::form::{Known, Passage, doubled_measures, doubled_sentences};
use crate::extract::task::{Purpose, ancestors, purposes};
use crate::lint::words::as_read;
use crate::lint::{FileInput, Sink};
use crate::plan::{Plan, SectionId, SectionKind, TextKind, TextRun};

/// How many doubled measures of a document are told one by one; more become one finding.
const FEW: usize = 5;

/// Reports doubled words, sentences that stand twice, and measures that stand in two items.
pub fn check(input: &FileInput<'_>, out: &mut Sink<'_>) {
    let plan = input.doc.plan;
    let runs = &input.texts;
    let restating = restating(plan);
    let restated = |at: Option<SectionId>| at.is_none_or(|id| restating[id]);
    for (run, slips) in input.slipped() {
        let text = run.prose.as_str();
        for double in &slips.doubled {
            let second = run.prose.source_of(double.second);
            let mut finding = out
                .report(second, "word")
                .arg("found", double.second.of(text))
                .related(&input.doc, run.prose.source_of(double.first), "first");
            if let Some(whole) = as_read(&input.doc.file.text, run.prose, double.second) {
                finding = finding.rewrite(whole, "");
            }
            finding.done();
        }
    }
    // The same units answer for many tasks.
    let clauses: Vec<Span> = input.doc.facts.tasks.iter().flat_map(|t| &t.clauses).map(|c| c.span).collect();
    let in_clause = |at: Span| clauses.iter().any(|c| c.start <= at.start && at.start < c.end);
    let with_known = || runs.iter().zip(input.known.iter().map(|known| &**known));
    let (prose, texts): (Vec<&TextRun<'_>>, Vec<&Known>) =
        with_known().filter(|(r, _)| r.kind == TextKind::Paragraph && !restated(r.section)).unzip();
    let mut told: Vec<Span> = Vec::new();
    for ((first, first_span), (second, span)) in doubled_sentences(&texts) {
        let (before, here) = (prose[first].prose.source_of(first_span), prose[second].prose.source_of(span));
        if !in_clause(here) {
            told.push(here);
            let found = span.of(prose[second].prose.as_str());
            out.report(here, "sentence").arg("found", found).related(&input.doc, before, "first").done();
        }
    }
    let passage = |(r, text): (&TextRun<'_>, _)| Passage {
        item: r.section.map_or(0, |s| s + 1),
        title: r.kind == TextKind::Title,
        text,
    };
    let (all, passages): (Vec<&TextRun<'_>>, Vec<Passage<'_>>) = with_known()
        .filter(|(r, _)| r.kind != TextKind::Cell && !restated(r.section))
        // 附件1：…清单: a name.
        .filter(|(r, _)| !r.prose.as_str().trim_start().starts_with("附件"))
        .map(|(r, text)| (r, passage((r, text))))
        .unzip();
    let mut measures = Vec::new();
    for ((first, first_span), (second, span)) in doubled_measures(&passages) {
        let (one, two) = (all[first], all[second]);
        let (before, here) = (one.prose.source_of(first_span), two.prose.source_of(span));
        let titled = passages[first].title || passages[second].title;
        if in_clause(here)
            || in_clause(before)
            || told.iter().any(|t| t.start <= here.start && here.end <= t.end)
            || !comparable(plan, one.section, two.section, titled)
            || named(two.prose.as_str(), span)
            || leads_in(two.prose.as_str(), span)
        {
            continue;
        }
        measures.push((here, before, span.of(two.prose.as_str())));
    }
    let one_by_one = measures.len() <= FEW;
    let told = if one_by_one { measures.len() } else { 1 };
    for &(here, before, found) in &measures[..told] {
        let mut finding = out
            .report(here, if one_by_one { "measure" } else { "measures" })
            .arg("found", found)
            .arg("count", measures.len())
            .related(&input.doc, before, "first");
        if !one_by_one {
            for &(other, ..) in &measures[1..] {
                finding = finding.related(&input.doc, other, "also");
            }
        }
        finding.done();
    }
}

/// For each section, whether it says again what others say by its nature: the opening that sums the plan up, the articles
/// of a rule, an attachment that assigns the plan's tasks.
fn restating(plan: &Plan) -> Vec<bool> {
    let mut apart: Vec<bool> = Vec::with_capacity(plan.sections.len());
    for section in &plan.sections {
        let own = matches!(section.kind, SectionKind::Article | SectionKind::Attachment);
        apart.push(own || section.parent.is_some_and(|parent| apart[parent]));
    }
    let purposes = purposes(plan);
    apart.into_iter().zip(purposes).map(|(apart, purpose)| apart || purpose == Purpose::Opening).collect()
}

/// Whether one measure in two sections is worth telling: a heading repeats what the text under it or the lead
/// above it says; and outside its own chapter a heading's words are too general.
fn comparable(plan: &Plan, a: Option<SectionId>, b: Option<SectionId>, titled: bool) -> bool {
    let (Some(a), Some(b)) = (a, b) else { return false };
    if ancestors(plan, a).any(|s| s == b) || ancestors(plan, b).any(|s| s == a) {
        return false;
    }
    !titled || plan.sections[a].parent == plan.sections[b].parent
}

/// Whether a span of a text is a name in quotes or title marks.
fn named(text: &str, span: Span) -> bool {
    text[..span.start].ends_with(['《', '“', '〈', '‘']) && text[span.end..].starts_with(['》', '”', '〉', '’'])
}

/// Whether a span only leads over to a list: 实施以下重点项目：
fn leads_in(text: &str, span: Span) -> bool {
    text[span.end..].starts_with(['：', ':']) && ["如下", "以下", "下列"].iter().any(|w| span.of(text).contains(w))
}
