//! All lints, and the running of them. The tables are made from the pages by `build.rs`.

use super::{EditionInput, FileInput, Input, PageSink, PagesInput, Sink, open};
use crate::base::{Finding, Severity, profile};

/// When a lint runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Phase {
    /// While the file is read.
    Source,
    /// On one plan.
    File,
    /// On a plan and its parents.
    Project,
    /// On an edition of a plan and its original.
    Edition,
    /// On laid-out pages.
    Pages,
}

/// A lint's page.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// `PG` and three digits.
    pub code: &'static str,
    /// Kebab-case name.
    pub name: &'static str,
    /// When it runs.
    pub phase: Phase,
    /// How much its findings matter, unless the lint says otherwise.
    pub severity: Severity,
    /// Whether it runs on drafts that are not yet for signing (代拟稿, 征求意见稿).
    pub drafts: bool,
    /// What an editor would call what it finds (punctuation, numbering, citation, typo, duplicate,
    /// contradiction, date), when it finds defects of the text itself.
    pub defect: Option<&'static str>,
    /// The clause of GB/T 9704-2012 that a lint of the pages goes by; 惯例 where it goes by practice.
    pub clause: Option<&'static str>,
    /// Its words in Chinese.
    pub zh: PageWords,
    /// Its words in English.
    pub en: PageWords,
    /// The whole page.
    pub text: &'static str,
}

/// A lint's words in one language; each list maps a name to a text with `{arguments}`.
#[derive(Debug, Clone, Copy)]
pub struct PageWords {
    /// What it finds, in a few words.
    pub title: &'static str,
    /// Messages by variant.
    pub messages: &'static [(&'static str, &'static str)],
    /// What to do, by variant; `default` serves those without one.
    pub help: &'static [(&'static str, &'static str)],
    /// What places are to the finding, by label.
    pub labels: &'static [(&'static str, &'static str)],
}

type FileRule = fn(&FileInput<'_>, &mut Sink<'_>);
type EditionRule = fn(&EditionInput<'_>, &mut Sink<'_>);
type ProjectRule = fn(&Input<'_>, &mut Sink<'_>);
type PagesRule = fn(&PagesInput<'_>, &mut PageSink<'_>);

include!(concat!(env!("OUT_DIR"), "/registry.rs"));

/// All lints, by code.
pub fn pages() -> &'static [Page] {
    PAGES
}

/// The lint of this code (in any case) or name.
pub fn find(code_or_name: &str) -> Option<&'static Page> {
    // By its code as it is written, for every finding asks; the pages stand in the order of their codes.
    let known = PAGES.binary_search_by(|p| p.code.cmp(code_or_name)).ok().and_then(|at| PAGES.get(at));
    known.or_else(|| PAGES.iter().find(|p| p.code.eq_ignore_ascii_case(code_or_name) || p.name == code_or_name))
}

/// Runs every lint of the file phase; findings in order of their places.
pub fn check_file(input: &FileInput<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (page, check) in FILE_RULES {
        let page = &PAGES[*page];
        let mut sink = Sink::new(page, input.doc);
        profile::time(page.code, || check(input, &mut sink));
        findings.extend(sink.finish());
    }
    ordered(findings)
}

/// Runs every lint of the project phase; findings in order of their places.
pub fn check_project(input: &Input<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (page, check) in PROJECT_RULES {
        let page = &PAGES[*page];
        let mut sink = Sink::new(page, input.doc);
        profile::time(page.code, || check(input, &mut sink));
        findings.extend(sink.finish());
    }
    findings.retain(|finding| !open::promised_by_title(input, finding));
    ordered(findings)
}

/// Runs every lint on an edition; findings in order of their places.
pub fn check_edition(input: &EditionInput<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (page, check) in EDITION_RULES {
        let page = &PAGES[*page];
        let mut sink = Sink::new(page, input.doc);
        profile::time(page.code, || check(input, &mut sink));
        findings.extend(sink.finish());
    }
    ordered(findings)
}

/// Runs every lint of the pages phase; findings in order of their pages.
pub fn check_pages(input: &PagesInput<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (page, check) in PAGES_RULES {
        let page = &PAGES[*page];
        let mut sink = PageSink::new(page, input.path);
        profile::time(page.code, || check(input, &mut sink));
        findings.extend(sink.finish());
    }
    findings.sort_by(|a, b| (&a.place.page, a.code, &a.args).cmp(&(&b.place.page, b.code, &b.args)));
    findings
}

/// Findings in order of their places, each once.
pub(super) fn ordered(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by(|a, b| (a.place.span, a.code, &a.args).cmp(&(b.place.span, b.code, &b.args)));
    findings.dedup();
    findings
}
