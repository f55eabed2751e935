//! PG604: what drafting left to be filled in (占位文字未替换).

use crate::base::{Severity, Span};
use crate::data::Collocation;
use crate::extract::form::is_han;
use crate::extract::task::ancestors;
use crate::lint::{FileInput, Sink};
use crate::plan::{SectionKind, Stage};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Reports placeholders; in an early draft at info, and there not those that come with signing.
pub fn check(input: &FileInput<'_>, out: &mut Sink<'_>) {
    let plan = input.doc.plan;
    let early = plan.meta.stage() < Stage::Review && plan.meta.stage.is_some();
    let texts = input.worded().filter(|r| {
        // Forms among the attachments are for others to fill in.
        r.section.is_none_or(|s| ancestors(plan, s).all(|a| plan.sections[a].kind != SectionKind::Attachment))
    });
    let own = texts.map(|r| r.prose).chain(std::iter::once(&input.title));
    let mut found: Vec<(Span, &str, &Collocation)> = Vec::new();
    for prose in own {
        let text = prose.as_str();
        for (range, rule) in input.register.placeholders().find(text) {
            let quoted = text[..range.start].ends_with(['“', '‘', '"']);
            if !quoted && !is_masked(text, &range) {
                found.push((prose.source_of(range.clone()), &text[range], rule));
            }
        }
    }
    let notice = in_notice(input);
    found.extend(notice.iter().map(|(span, words, rule)| (*span, words.as_str(), *rule)));
    for (span, words, rule) in found {
        if early && words.contains(['年', '号']) && !words.starts_with('【') {
            continue;
        }
        let mut finding = out
            .report(span, "default")
            .arg("found", words.trim())
            .arg("zh", rule.zh.as_str())
            .arg("en", rule.en.as_str());
        if early {
            finding = finding.severity(Severity::Info);
        }
        finding.done();
    }
}

/// Whether a mark stands for part of a name or a telephone number that is not to be published: 副县长　林××, 138××××0001.
fn is_masked(text: &str, range: &Range<usize>) -> bool {
    let marks = &text[range.clone()];
    if !marks.chars().all(|c| matches!(c, '×' | '*' | '＊')) {
        return false;
    }
    let (before, behind) = (&text[..range.start], text[range.end..].chars().next());
    let digits = before.chars().rev().take_while(char::is_ascii_digit).count();
    if digits >= 3 {
        return true;
    }
    // One letter of the name is left, and nothing of a body's name follows.
    let mut back = before.chars().rev();
    let surname = back.next().is_some_and(is_han);
    let alone = back.next().is_none_or(|c| !is_han(c) || matches!(c, '长' | '任' | '记' | '员' | '席' | '主' | '人'));
    marks.chars().count() <= 2 && surname && alone && behind.is_none_or(|c| !is_han(c))
}

/// What is left open among the names and words of the notice, where it stands in the front matter. Number and date
/// come with signing, and have a lint of their own.
fn in_notice<'i>(input: &FileInput<'i>) -> Vec<(Span, String, &'i Collocation)> {
    let meta = &input.doc.plan.meta;
    let Some(notice) = meta.notice.as_ref().filter(|_| meta.format.is_some()) else { return Vec::new() };
    let names = notice.issuer.iter().chain(&notice.with).chain(&notice.title);
    let lists = notice.to.iter().flatten().chain(&notice.text).chain(&notice.attachments);
    let all = names.chain(lists).chain(notice.copies.iter().flatten()).chain(&notice.printed_by);
    let head = meta.span.of(&input.doc.file.text);
    let mut from: FxHashMap<String, usize> = FxHashMap::default();
    let mut out = Vec::new();
    for text in all {
        for (range, rule) in input.register.placeholders().find(text) {
            let words = text[range].to_owned();
            // The same mark may stand there twice.
            let start = from.entry(words.clone()).or_default();
            let Some(at) = head.get(*start..).and_then(|rest| rest.find(&words)).map(|at| *start + at) else { continue };
            *start = at + words.len();
            out.push((Span::new(meta.span.start + at, meta.span.start + at + words.len()), words, rule));
        }
    }
    out
}
