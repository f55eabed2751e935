//! A source file to a plan.

use super::fault::{DUPLICATE, EMPTY, Faults, INVALID, UNKNOWN, fix, nearest};
use super::markdown::{self, Body, Stray};
use super::mask::mask;
use super::outline::{self, Item};
use super::{Parsed, front, waiver};
use crate::base::{Applicability, Arg, Finding, Severity, SourceFile, Span};
use crate::plan::{Block, MarkKind, Meta, Plan, SectionKind};
use rustc_hash::FxHashMap;

/// Whether a text is source: front matter with the key `plangen`. Everything else is published text.
pub fn is_source(text: &str) -> bool {
    front::is_source(text)
}

/// What is to be told of a text that is read as published: front matter that does not count.
pub fn told_of_published(file: &SourceFile) -> Vec<Finding> {
    let mut faults = Faults::new(file);
    if let Some(front) = front::unmarked(&file.text) {
        front::tell_unmarked(front, &mut faults);
    }
    faults.found
}

/// Reads a source file: front matter and CommonMark. There is always a plan; what cannot be read as meant is
/// told in the findings.
pub fn parse(file: &SourceFile) -> Parsed {
    let mut faults = Faults::new(file);
    let text = file.text.as_str();
    let front = front::find(text);
    let mut meta = front.map_or_else(Meta::default, |front| front::read(front, &mut faults));
    let from = front.map_or(0, |front| front.span.end);
    let masked = mask(text, from);
    let body = markdown::read(text, &masked);
    tell_strays(&body, &mut faults);
    let Body { items, marks, .. } = body;
    let items = number_paragraphs(take_title(items, &mut meta, &mut faults));
    let (preamble, mut sections) = outline::build(items, text.len());
    outline::number(&mut sections);
    let plan = Plan { meta, preamble, sections, marks, comments: masked.comments };
    tell_doubled_ids(&plan, &mut faults);
    tell_empty(&plan, &mut faults);
    waiver::read_all(&plan, &mut faults);
    let mut findings = faults.found;
    for finding in &mut findings {
        let section = plan.section_at(finding.place.span.start).filter(|_| finding.place.span.start >= from);
        finding.place.section = section.and_then(|s| plan.sections.get(s)).map(|s| s.path.clone());
    }
    findings.sort_by_key(|f| f.place.span);
    Parsed { plan, findings }
}

/// A heading of level 1 without a number before everything else is the plan's title.
fn take_title(mut items: Vec<Item>, meta: &mut Meta, faults: &mut Faults) -> Vec<Item> {
    let Some(Item::Heading(first)) = items.first() else { return items };
    if first.level != Some(1) || first.kind != SectionKind::Unnumbered || first.title.is_empty() {
        return items;
    }
    let title = first.title.as_str();
    let bare = |t: &str| t.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    match &meta.title {
        None => {
            meta.title = Some(title.to_owned());
            meta.title_span = first.title.span();
        }
        Some(said) if bare(said) == bare(title) => {}
        Some(said) => {
            let args = vec![("title", Arg::from(title)), ("front", said.as_str().into())];
            let related = faults.place(meta.title_span, "front");
            faults.add(INVALID, "title-differs", first.title.span(), args).related.push(related);
        }
    }
    items.remove(0);
    items
}

/// Paragraphs that begin with a label open sections: published prose needs no marks.
fn number_paragraphs(items: Vec<Item>) -> Vec<Item> {
    let mut out = Vec::with_capacity(items.len());
    for item in items {
        let numbered = match &item {
            Item::Block(Block::Paragraph(p)) if !p.item => outline::numbered(&p.prose),
            _ => None,
        };
        // `1\.` and `&#65288;一）` are text: a label is written as it is.
        let numbered = numbered.filter(|(h, _)| h.label.as_ref().is_some_and(|l| l.span.len() == l.raw.len()));
        match numbered {
            Some((heading, rest)) => {
                out.push(Item::Heading(heading));
                if !rest.is_empty() {
                    out.push(Item::Block(outline::paragraph(rest)));
                }
            }
            None => out.push(item),
        }
    }
    out
}

const ATTRIBUTES: [&str; 1] = ["implements"];

fn tell_strays(body: &Body, faults: &mut Faults) {
    for Stray { text, span } in &body.strays {
        let key = text.split('=').next().unwrap_or(text);
        let mut args = vec![("key", Arg::from(text.as_str()))];
        match nearest(key, &ATTRIBUTES) {
            Some(near) => {
                args.push(("nearest", near.into()));
                let edit = Span::new(span.start, span.start + key.len());
                faults.add(UNKNOWN, "nearest", *span, args).fix = fix(Applicability::Unsafe, edit, near);
            }
            None => {
                faults.add(UNKNOWN, "attribute", *span, args);
            }
        }
    }
    for row in &body.wide_rows {
        faults.add(INVALID, "wide-row", *row, vec![]);
    }
    for picture in &body.inline_pictures {
        faults.add(INVALID, "picture", *picture, vec![]).severity = Severity::Warning;
    }
}

fn tell_doubled_ids(plan: &Plan, faults: &mut Faults) {
    let sections = plan.sections.iter().filter_map(|s| s.id.as_ref()).map(|(id, span)| (false, id.as_str(), *span));
    let targets = plan.marks.iter().filter_map(|m| match &m.kind {
        MarkKind::Target(id) => Some((true, id.as_str(), m.span)),
        MarkKind::Unit(_) => None,
    });
    let mut first: FxHashMap<(bool, &str), Span> = FxHashMap::default();
    for (target, id, span) in sections.chain(targets) {
        if let Some(earlier) = first.get(&(target, id)) {
            let related = faults.place(*earlier, "first");
            faults.add(DUPLICATE, "default", span, vec![("id", id.into())]).related.push(related);
        } else {
            first.insert((target, id), span);
        }
    }
}

/// An item with a number among siblings that have text, and itself without: no title, or no words below it.
fn tell_empty(plan: &Plan, faults: &mut Faults) {
    let empty = |s: &crate::plan::Section| s.blocks.is_empty() && s.children.is_empty();
    for section in &plan.sections {
        if section.kind != SectionKind::Numbered || !empty(section) {
            continue;
        }
        if section.title.is_empty() {
            faults.add(EMPTY, "no-title", section.heading_span, vec![]);
            continue;
        }
        // A title that is a sentence, or holds a figure, says what is to be done.
        if section.run_in || section.title.as_str().contains(|c: char| c.is_numeric()) {
            continue;
        }
        let siblings = section.parent.and_then(|p| plan.sections.get(p)).map_or(&[][..], |p| &p.children);
        let style = section.label.as_ref().map(|l| l.style);
        let alike = siblings
            .iter()
            .filter_map(|&s| plan.sections.get(s))
            .filter(|s| s.label.as_ref().map(|l| l.style) == style);
        let (mut with, mut without) = (0usize, 0usize);
        for sibling in alike {
            if empty(sibling) { without += 1 } else { with += 1 }
        }
        // A list of titles alone is a list; one title without text among texts is a gap.
        if with >= 2 && with > without {
            faults.add(EMPTY, "no-text", section.heading_span, vec![("title", section.title.as_str().into())]);
        }
    }
}

#[cfg(test)]
mod tests;
