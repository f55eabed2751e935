//! Waivers (豁免) at work: findings that a person accepted are set aside; waivers that accept nothing, or no
//! longer hold, are findings themselves (PG007, PG008).

use super::levels::Levels;
use super::own::{Known, OwnLints};
use super::{Phase, find};
use crate::align::Doc;
use crate::base::{Arg, Finding, Place, Span, Waived};
use crate::source::{Scope, Waiver, waivers};
use jiff::civil::Date;
use std::collections::BTreeSet;

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
    /// Codes of lints that the project lets nobody waive.
    pub fixed: &'a BTreeSet<String>,
    /// The waivers of the plan's side file.
    pub aside: &'a [Waiver],
}

/// Takes out what the plan's waivers accept, and adds what is wrong with the waivers. `findings` are all
/// findings of the plan. Answers with what was taken out.
pub fn apply(doc: Doc<'_>, setting: Setting<'_>, findings: &mut Vec<Finding>) -> Vec<Waived> {
    let mut out = Vec::new();
    let mut all = waivers(doc.file, doc.plan);
    all.extend(setting.aside.iter().cloned());
    if all.is_empty() {
        return out;
    }
    let before = first_text(doc);
    let mut told = Vec::new();
    for (nth, waiver) in all.iter().enumerate() {
        if let Some(until) = waiver.until.as_deref().filter(|u| expired(u, setting.today)) {
            let args = vec![("until", until.into()), ("reason", waiver.reason.as_str().into())];
            told.extend(about(doc, "PG008", waiver, waiver.span, "default", args));
            continue;
        }
        // A waiver before the first word of the text speaks for what is found of the plan as a whole, which
        // stands at its title in the front matter.
        let front = before.is_none_or(|start| waiver.span.end <= start);
        let front = front && waiver.aside.is_none();
        let covers = |place: &Place| {
            let at = place.span;
            place.file == doc.file.path
                && (touches(waiver.scope, at) || front && touches(doc.plan.meta.span, at) && !at.is_empty())
        };
        for (written, span) in &waiver.codes {
            let tell = |variant| about(doc, "PG007", waiver, *span, variant, vec![("lint", written.as_str().into())]);
            let Some(page) = setting.own.find(written) else {
                told.extend(tell("unknown"));
                continue;
            };
            if setting.fixed.contains(page.code) {
                told.extend(tell("not-waivable"));
                continue;
            }
            let mut taken = Vec::new();
            for finding in std::mem::take(findings) {
                if finding.code != page.code {
                    findings.push(finding);
                    continue;
                }
                let (left, own) = part(finding, &covers);
                findings.extend(left);
                taken.extend(own);
            }
            let nothing = taken.is_empty();
            out.extend(taken.into_iter().map(|finding| Waived {
                finding,
                reason: waiver.reason.clone(),
                until: waiver.until.clone(),
                span: waiver.span,
                aside: waiver.aside.as_ref().map(|a| a.file.clone()),
            }));
            if nothing && doubled(nth, page, setting, &all) {
                told.extend(tell("doubled"));
            } else if nothing && judged(page, doc, setting) {
                told.extend(tell("default"));
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

/// Whether a waiver that holds, around this one or of the same words before it, is for the same lint.
fn doubled(nth: usize, page: Known<'_>, setting: Setting<'_>, all: &[Waiver]) -> bool {
    let Some(waiver) = all.get(nth) else { return false };
    all.iter().enumerate().any(|(at, other)| {
        at != nth
            && other.scope.contains(waiver.scope)
            && (at < nth || other.scope != waiver.scope)
            && !other.until.as_deref().is_some_and(|u| expired(u, setting.today))
            && other.codes.iter().any(|(code, _)| setting.own.find(code).is_some_and(|p| p.code == page.code))
    })
}

/// Parts a finding of several places into what stays and what is accepted.
fn part(finding: Finding, covers: &dyn Fn(&Place) -> bool) -> (Option<Finding>, Option<Finding>) {
    let also = |p: &&Place| p.label == "also" && p.page.is_none() && p.file == finding.place.file;
    let places: Vec<&Place> = std::iter::once(&finding.place).chain(finding.related.iter().filter(also)).collect();
    let (own, left): (Vec<&Place>, Vec<&Place>) = places.iter().partition(|p| covers(p));
    match (own.is_empty(), left.is_empty()) {
        (true, _) => (Some(finding), None),
        (_, true) => (None, Some(finding)),
        _ => (at_places(&finding, &left, &own), at_places(&finding, &own, &left)),
    }
}

/// The finding at some of its places, without what mends the others.
fn at_places(finding: &Finding, places: &[&Place], others: &[&Place]) -> Option<Finding> {
    let (first, rest) = places.split_first()?;
    let mut out = finding.clone();
    out.place = Place { label: finding.place.label, ..(*first).clone() };
    let also = |p: &Place| p.label == "also" && p.page.is_none() && p.file == finding.place.file;
    out.related.retain(|p| !also(p));
    out.related.extend(rest.iter().map(|p| Place { label: "also", ..(*p).clone() }));
    if let Some(fix) = &mut out.fix {
        fix.edits.retain(|e| !others.iter().any(|p| p.span.contains(e.span)));
    }
    out.fix = out.fix.filter(|f| !f.edits.is_empty());
    for (name, value) in &mut out.args {
        if *name == "count" {
            *value = places.len().into();
        }
    }
    if places.len() == 1 && out.variant == "many" {
        out.variant = "default";
    }
    Some(out)
}

/// A finding about a waiver. One of the side file is told at what it covers, with where it stands.
fn about(
    doc: Doc<'_>,
    code: &str,
    waiver: &Waiver,
    span: Span,
    variant: &'static str,
    mut args: Vec<(&'static str, Arg)>,
) -> Option<Finding> {
    let Some(aside) = &waiver.aside else { return finding(doc, code, span, variant, args) };
    let variant = match variant {
        "unknown" => "unknown-aside",
        "not-waivable" => "not-waivable-aside",
        "doubled" => "doubled-aside",
        _ => "aside",
    };
    let name = aside.file.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    args.push(("file", name.into()));
    args.push(("line", aside.line.into()));
    // A heading or the first line stands for what it covers.
    let start = doc.plan.sections.iter().find(|s| s.span == waiver.scope).map(|s| s.heading_span);
    let whole = Some(doc.plan.meta.title_span).filter(|t| waiver.kind == Scope::File && !t.is_empty());
    let span = start.or(whole).unwrap_or_else(|| doc.file.line_span(waiver.scope.start));
    finding(doc, code, span, variant, args)
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
