//! Lints: the engine that runs them, and what a lint is given.
//!
//! A lint is a file of code in `rules/` and a page in `lints/` of the same name; `build.rs` finds both. The
//! page holds its metadata, its messages in Chinese and English, and its examples.

pub mod baseline;
pub mod fix;
pub mod levels;
pub mod meaning;
mod open;
pub mod own;
mod paged;
mod parents;
mod registry;
mod rollup;
mod sink;
mod slips;
pub mod waived;
mod words;

pub use paged::{PageSink, PagesInput, Spot};
pub use parents::{is_titled, plain_number};
pub use registry::{Page, PageWords, Phase, check_edition, check_file, check_pages, check_project, find, pages};
pub use rollup::rollup;
pub use sink::{Draft, Sink};
pub use words::target_value;

use crate::align::{Alignment, Doc, Edition};
use crate::base::{Prose, Span};
use crate::data::Register;
use crate::extract::form::{Known, Slips};
use crate::lock::Entry;
use crate::plan::TextRun;
use jiff::civil::Date;
use std::sync::Arc;

/// What a lint of the file phase is given.
#[derive(Debug, Clone)]
pub struct FileInput<'a> {
    /// The plan.
    pub doc: Doc<'a>,
    /// Units, confusable words and the like, with the project's own.
    pub register: &'a Register,
    /// The present day: a draft without a date is judged by it.
    pub today: Date,
    /// Everything the plan says ([`crate::plan::Plan::texts`]).
    pub texts: Vec<TextRun<'a>>,
    /// What is known of each of `texts` by itself.
    pub known: Vec<Arc<Known>>,
    /// Those of `texts` that hold words or patterns of the register ([`Register::is_quiet`]), by index.
    pub worded: Vec<usize>,
    /// The plan's own title as running text; empty where it has none.
    pub title: Prose,
}

/// The plan's own title as running text.
fn title(doc: Doc<'_>) -> Prose {
    let text = &doc.file.text;
    let span = doc.plan.meta.title_span;
    // The quotes of YAML are no part of the title.
    let quoted = |mark: char| {
        let own = span.of(text);
        own.len() > 1 && own.starts_with(mark) && own.ends_with(mark)
    };
    let span = if quoted('"') || quoted('\'') { Span::new(span.start + 1, span.end - 1) } else { span };
    Prose::verbatim(text, span)
}

impl<'a> FileInput<'a> {
    /// A plan, with what all lints ask of its texts.
    pub fn new(doc: Doc<'a>, register: &'a Register, today: Date) -> Self {
        let texts = doc.plan.texts();
        let known: Vec<Arc<Known>> = texts.iter().map(|run| Known::of(run.prose.as_str())).collect();
        let all = known.iter().enumerate();
        let worded = all.filter(|(_, text)| !text.is_quiet(register)).map(|(at, _)| at).collect();
        Self { doc, register, today, known, worded, title: title(doc), texts }
    }

    /// The texts that are out of form somehow, in order.
    pub fn slipped(&self) -> impl Iterator<Item = (&TextRun<'a>, &Slips)> {
        self.texts.iter().zip(&self.known).filter_map(|(run, known)| Some((run, known.slips()?)))
    }

    /// The texts that hold words or patterns of the register, in order.
    pub fn worded(&self) -> impl Iterator<Item = &TextRun<'a>> {
        self.worded.iter().map(|&at| &self.texts[at])
    }

    /// The day of the plan itself (成文日期, else 印发日期).
    pub fn date(&self) -> Option<Date> {
        let notice = self.doc.plan.meta.notice.as_ref()?;
        notice.date.as_deref().or(notice.printed.as_deref())?.parse().ok()
    }

    /// Where a finding about the whole plan stands: its title, else its first section or text.
    pub fn head(&self) -> Span {
        let plan = self.doc.plan;
        if !plan.meta.title_span.is_empty() {
            return plan.meta.title_span;
        }
        let section = plan.sections.first().map(|s| s.heading_span);
        section.or_else(|| Some(plan.paragraphs().first()?.1.prose.span())).unwrap_or_default()
    }
}

/// A parent, and how the plan answers it.
#[derive(Debug, Clone, Copy)]
pub struct Parent<'a> {
    /// The parent.
    pub doc: Doc<'a>,
    /// The alignment of the plan with it.
    pub alignment: &'a Alignment,
}

/// What a lint of the project phase is given.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// The plan.
    pub doc: Doc<'a>,
    /// Its parents, in the order they are named.
    pub parents: &'a [Parent<'a>],
    /// How many plans of its level carry out its nearest parent, where the project says so.
    pub siblings: Option<u32>,
    /// What the project's lock says of the plan: the parents' clauses as they were accepted.
    pub locked: &'a [Entry],
    /// Units, confusable words and the like, with the project's own.
    pub register: &'a Register,
}

/// What a lint on an edition is given.
#[derive(Debug, Clone, Copy)]
pub struct EditionInput<'a> {
    /// The edition.
    pub doc: Doc<'a>,
    /// The original.
    pub original: Doc<'a>,
    /// How the two differ.
    pub edition: &'a Edition,
}
