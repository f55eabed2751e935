//! A project's own lints, without a compiler: TOML files in `lints/` beside its plangen.toml.
//!
//! A file is one lint: what kind it is, the options of the kind, its words in both languages, and examples of text
//! it must and must not find. They run on one plan, like the lints of the file phase.

mod figures;
mod form;
mod read;
mod sections;
mod texts;
mod units;

use super::{FileInput, Page, Phase, sink::place};
use crate::align::{Doc, scope::level_of};
use crate::base::{Arg, Finding, Lang, Severity, Span, Wording, profile};
use crate::plan::{Level, Stage, TextRun};
use jiff::civil::Date;
use std::path::PathBuf;
use std::sync::Arc;

/// The folder of a project's own lints, beside its settings.
pub const FOLDER: &str = "lints";

/// A project's own lints, by code.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OwnLints {
    lints: Vec<OwnLint>,
}

/// A lint that a project makes itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnLint {
    /// Letters of the project's choice and three digits.
    pub code: &'static str,
    /// Kebab-case name.
    pub name: &'static str,
    /// Which of the kinds it is: `terms`.
    pub kind: &'static str,
    /// How much its findings matter.
    pub severity: Severity,
    /// Whether it runs on drafts that are not yet for signing.
    pub drafts: bool,
    /// Its title, message and help.
    pub words: Arc<Wording>,
    /// What its author says of it, in Chinese and English; may be empty.
    pub about: crate::base::Words,
    /// What it must find and must not find.
    pub examples: Vec<Example>,
    /// The file that makes it.
    pub file: PathBuf,
    when: When,
    rule: Rule,
}

/// A text that a lint must or must not find something in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// Whether something must be found.
    pub bad: bool,
    /// The text of a plan.
    pub text: String,
    /// Line of the lint's file where it stands, from 1.
    pub line: usize,
}

/// Which plans a lint is for; what is not said is all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct When {
    kinds: Vec<String>,
    levels: Vec<Level>,
    from: Option<Date>,
    until: Option<Date>,
}

/// What a lint looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Rule {
    RequiredSection(sections::Required),
    Order(sections::Order),
    Terms(texts::Terms),
    Consistency(texts::Consistency),
    Bounds(figures::Bounds),
    Measures(figures::Measures),
    Units(units::Units),
}

/// What is known of a lint, be it plangen's or the project's own.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// Its code.
    pub code: &'static str,
    /// Kebab-case name.
    pub name: &'static str,
    /// When it runs.
    pub phase: Phase,
    /// How much its findings matter, unless the project says otherwise.
    pub severity: Severity,
    /// Its page, when it is plangen's.
    pub page: Option<&'static Page>,
    /// Itself, when it is the project's own.
    pub own: Option<&'a OwnLint>,
}

impl<'a> Known<'a> {
    /// What it finds, in a few words.
    pub fn title(&self, lang: Lang) -> &'a str {
        match (self.page, self.own) {
            (Some(page), _) => lang.pick(page.zh, page.en).title,
            (None, Some(own)) => own.words.title.get(lang),
            (None, None) => self.name,
        }
    }
}

impl From<&'static Page> for Known<'_> {
    fn from(page: &'static Page) -> Self {
        let Page { code, name, phase, severity, .. } = *page;
        Self { code, name, phase, severity, page: Some(page), own: None }
    }
}

impl<'a> From<&'a OwnLint> for Known<'a> {
    fn from(own: &'a OwnLint) -> Self {
        let OwnLint { code, name, severity, .. } = *own;
        Self { code, name, phase: Phase::File, severity, page: None, own: Some(own) }
    }
}

impl OwnLints {
    /// The lints, by code.
    pub fn iter(&self) -> impl Iterator<Item = &OwnLint> {
        self.lints.iter()
    }

    /// Whether the project has none.
    pub fn is_empty(&self) -> bool {
        self.lints.is_empty()
    }

    /// The lint of this code (in any case) or name: plangen's, else the project's own.
    pub fn find(&self, code_or_name: &str) -> Option<Known<'_>> {
        let own = |l: &&OwnLint| l.code.eq_ignore_ascii_case(code_or_name) || l.name == code_or_name;
        super::find(code_or_name).map(Known::from).or_else(|| self.lints.iter().find(own).map(Known::from))
    }

    /// The codes and names of all lints, plangen's and the project's own.
    pub fn names(&self) -> impl Iterator<Item = (&'static str, &'static str)> + Clone {
        let own = self.lints.iter().map(|l| (l.code, l.name));
        super::pages().iter().map(|p| (p.code, p.name)).chain(own)
    }

    /// All lints, plangen's and the project's own.
    pub fn all(&self) -> impl Iterator<Item = Known<'_>> {
        super::pages().iter().map(Known::from).chain(self.lints.iter().map(Known::from))
    }

    /// What the project's own lints find in a plan, in order of place.
    pub fn check(&self, input: &FileInput<'_>) -> Vec<Finding> {
        let mut out = Vec::new();
        if self.lints.is_empty() {
            return out;
        }
        let texts = &input.texts;
        let draft = input.doc.plan.meta.stage() < Stage::Review;
        for lint in self.lints.iter().filter(|l| (l.drafts || !draft) && l.when.holds(input)) {
            let mut report = Report { lint, doc: input.doc, out: &mut out };
            profile::time(lint.code, || match &lint.rule {
                Rule::RequiredSection(rule) => rule.check(input, &mut report),
                Rule::Order(rule) => rule.check(input, &mut report),
                Rule::Terms(rule) => rule.check(texts, &mut report),
                Rule::Consistency(rule) => rule.check(texts, &mut report),
                Rule::Bounds(rule) => rule.check(input, texts, &mut report),
                Rule::Measures(rule) => rule.check(input, &mut report),
                Rule::Units(rule) => rule.check(input, &mut report),
            });
        }
        super::registry::ordered(out)
    }
}

impl When {
    fn holds(&self, input: &FileInput<'_>) -> bool {
        let meta = &input.doc.plan.meta;
        let kind = || {
            // Published text names its kind at the end of its title.
            let title = meta.title.as_deref().unwrap_or_default();
            self.kinds.iter().any(|k| meta.kind.as_ref().map_or(title.ends_with(k.as_str()), |kind| kind == k))
        };
        let level = || level_of(input.doc).is_some_and(|level| self.levels.contains(&level));
        let day = || input.date().unwrap_or(input.today);
        (self.kinds.is_empty() || kind())
            && (self.levels.is_empty() || level())
            && self.from.is_none_or(|from| from <= day())
            && self.until.is_none_or(|until| day() <= until)
    }
}

/// Takes what a lint finds.
struct Report<'a> {
    lint: &'a OwnLint,
    doc: Doc<'a>,
    out: &'a mut Vec<Finding>,
}

impl Report<'_> {
    /// Reports a finding; what is known besides is added to it.
    fn add(&mut self, span: Span, args: Vec<(&'static str, Arg)>) -> &mut Finding {
        let at = self.out.len();
        self.out.push(Finding {
            code: self.lint.code,
            name: self.lint.name,
            severity: self.lint.severity,
            variant: "default",
            args,
            place: place(&self.doc, span, "here"),
            related: Vec::new(),
            fix: None,
            words: Some(Arc::clone(&self.lint.words)),
        });
        &mut self.out[at]
    }
}

/// A section by words of its title: one of them is enough.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Titled(Vec<String>);

impl Titled {
    fn is(&self, title: &str) -> bool {
        let title = squeeze(title);
        self.0.iter().any(|word| title.contains(word.as_str()))
    }

    /// Whether a text stands in such a section.
    fn holds(&self, run: &TextRun<'_>, plan: &crate::plan::Plan) -> bool {
        let mut at = run.section;
        while let Some(section) = at.and_then(|id| plan.sections.get(id)) {
            if self.is(section.title.as_str()) {
                return true;
            }
            at = section.parent;
        }
        false
    }

    /// As messages name it.
    fn shown(&self) -> String {
        self.0.join("／")
    }
}

/// Text without its white space.
fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[cfg(test)]
mod tests;
