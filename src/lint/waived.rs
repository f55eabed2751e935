//! Waivers (豁免) at work: findings that a person accepted are set aside; waivers that accept nothing, or no
//! longer hold, are findings themselves (PG007, PG008).

use super::levels::Levels;
use super::own::{Known, OwnLints};
use super::{Phase, find};
use crate::align::Doc;
use crate::base::{Arg, Finding, Place, Span, Waived};
use crate::source::{Waiver, waivers};
use jiff::civil::Date;

/// What of the project decides whether a waiver is of use.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// The day that expiry is measured by.
    pub today: Date,
    /// Whether the plan was compared with a parent; without one, what such lints would find is not known.
    pub compared: bool,
    /// Which lints are on.
    pub levels: &'a Levels,
    /// The project's own lints.
    pub own: &'a OwnLints,
}

/// Takes out what the plan's waivers accept, and adds what is wrong with the waivers. `findings` are all
/// findings of the plan. Answers with what was taken out.
pub fn apply(doc: Doc<'_>, setting: Setting<'_>, findings: &mut Vec<Finding>) -> Vec<Waived> {
    let mut out = Vec::new();
    let all = waivers(doc.file, doc.plan);
    if all.is_empty() {
        return out;
    }
    let before = first_text(doc);
    let mut told = Vec::new();
    for waiver in &all {
        if let Some(until) = waiver.until.as_deref().filter(|u| expired(u, setting.today)) {
            let args = vec![("until", until.into()), ("reason", waiver.reason.as_str().into())];
            told.extend(finding(doc, "PG008", waiver.span, "default", args));
            continue;
        }
        // A waiver before the first word of the text speaks for what is found of the plan as a whole, which
        // stands at its title in the front matter.
        let front = before.is_none_or(|start| waiver.span.end <= start);
        let covers = |f: &Finding| {
            let at = f.place.span;
            f.place.file == doc.file.path
                && (touches(waiver.scope, at) || front && touches(doc.plan.meta.span, at) && !at.is_empty())
        };
        for (written, span) in &waiver.codes {
            let Some(page) = setting.own.find(written) else {
                told.extend(finding(doc, "PG007", *span, "unknown", vec![("lint", written.as_str().into())]));
                continue;
            };
            let taken: Vec<Finding> = findings.extract_if(.., |f| f.code == page.code && covers(f)).collect();
            let nothing = taken.is_empty();
            out.extend(taken.into_iter().map(|finding| Waived {
                finding,
                reason: waiver.reason.clone(),
                until: waiver.until.clone(),
                span: waiver.span,
            }));
            if nothing && judged(page, doc, setting) && !doubled(waiver, page, setting.own, &all) {
                told.extend(finding(doc, "PG007", *span, "default", vec![("lint", written.as_str().into())]));
            }
        }
    }
    findings.extend(told);
    out
}

/// Where the text begins, the front matter aside.
fn first_text(doc: Doc<'_>) -> Option<usize> {
    let preamble = doc.plan.paragraphs().first().map(|(_, p)| p.prose.span().start);
    let section = doc.plan.sections.first().map(|s| s.heading_span.start);
    preamble.into_iter().chain(section).min()
}

fn touches(scope: Span, at: Span) -> bool {
    at.start < scope.end && (scope.start < at.end || scope.start <= at.start)
}

fn expired(until: &str, today: Date) -> bool {
    until.parse::<Date>().is_ok_and(|until| until < today)
}

/// Whether it is known what this lint finds in the plan.
fn judged(page: Known<'_>, doc: Doc<'_>, setting: Setting<'_>) -> bool {
    let known = match page.phase {
        Phase::Project => setting.compared,
        Phase::Edition | Phase::Pages => false,
        Phase::Source | Phase::File => true,
    };
    known && setting.levels.on(page.code, &doc.file.path)
}

/// Whether a waiver around this one, or before it, took what this one would take.
fn doubled(waiver: &Waiver, page: Known<'_>, own: &OwnLints, all: &[Waiver]) -> bool {
    all.iter().any(|other| {
        other.span != waiver.span
            && other.scope.contains(waiver.scope)
            && other.codes.iter().any(|(code, _)| own.find(code).is_some_and(|p| p.code == page.code))
    })
}

fn finding(
    doc: Doc<'_>,
    code: &str,
    span: Span,
    variant: &'static str,
    args: Vec<(&'static str, Arg)>,
) -> Option<Finding> {
    let page = find(code)?;
    let section = doc.plan.section_at(span.start).map(|id| doc.plan.sections[id].path.clone());
    Some(Finding {
        code: page.code,
        name: page.name,
        severity: page.severity,
        variant,
        args,
        place: Place { file: doc.file.path.clone(), span, section, page: None, label: "here" },
        related: Vec::new(),
        fix: None,
        words: None,
    })
}
