//! Sections that a plan must have (`required-section`), and their order (`order`).

use super::form::{Table, Text};
use super::{Report, Titled, squeeze};
use crate::align::Doc;
use crate::base::Words;
use crate::data::numbering;
use crate::lint::FileInput;
use crate::plan::Section;

/// A section that a plan must have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Required {
    section: Titled,
    depth: Option<u8>,
}

impl Required {
    pub fn read(options: &Table<'_>) -> Option<Self> {
        let section = options.need("section", options.texts("section"), "section = \"组织保障\"");
        let depth = options.count("depth", 1..10);
        Some(Self { section: titled(options, section?)?, depth })
    }

    pub fn check(&self, input: &FileInput<'_>, out: &mut Report<'_>) {
        let titled = |s: &&Section| s.titled && self.depth.is_none_or(|depth| s.depth == depth);
        let sections: Vec<&Section> = input.doc.plan.sections.iter().filter(titled).collect();
        // A text without headings is no plan with one missing.
        if sections.is_empty() || sections.iter().any(|s| self.section.is(s.title.as_str())) {
            return;
        }
        out.add(input.head(), vec![("section", self.section.shown().into())]);
    }
}

/// Sections that stand in an order; those a plan lacks are passed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Order {
    sections: Vec<Titled>,
    depth: u8,
}

impl Order {
    pub fn read(options: &Table<'_>) -> Option<Self> {
        let lists = options.need(
            "sections",
            options.lists("sections"),
            "sections = [\"总体要求\", \"重点任务\", \"组织保障\"]",
        );
        let depth = options.count("depth", 1..10).unwrap_or(1);
        let lists = lists?;
        if lists.len() < 2 {
            options.form.fault(
                &options.place_of("sections"),
                Words::new("只有一项，没有次序可查", "one section alone has no order and can match nothing"),
                Words::new("列出至少两节", "list at least two sections"),
            );
            return None;
        }
        let mut sections: Vec<Titled> = Vec::new();
        for list in lists {
            let at = list.first().map_or(0..0, |t| t.at.clone());
            let section = titled(options, list)?;
            // What an earlier item takes, a later one with the same words never gets.
            if let Some(earlier) = sections.iter().find(|s| section.0.iter().all(|word| s.is(word))) {
                options.form.fault(
                    &at,
                    Words::new(
                        format!("“{}”已由前面的“{}”包括，这一项什么也查不出", section.shown(), earlier.shown()),
                        format!(
                            "`{}` is covered by `{}` before it and can match nothing",
                            section.shown(),
                            earlier.shown()
                        ),
                    ),
                    Words::new("删去，或换更具体的字", "remove it, or use more exact words"),
                );
                return None;
            }
            sections.push(section);
        }
        Some(Self { sections, depth })
    }

    pub fn check(&self, input: &FileInput<'_>, out: &mut Report<'_>) {
        let Doc { plan, .. } = input.doc;
        let rank = |s: &Section| self.sections.iter().position(|t| t.is(s.title.as_str()));
        // Sections of different documents or parents are not in one order.
        let mut furthest: Vec<(Option<usize>, usize, &Section)> = Vec::new();
        for section in plan.sections.iter().filter(|s| s.titled && s.depth == self.depth) {
            let Some(rank) = rank(section) else { continue };
            match furthest.iter_mut().find(|(parent, ..)| *parent == section.parent) {
                Some((_, top, before)) if rank < *top => {
                    let args =
                        vec![("section", section.title.as_str().into()), ("before", before.title.as_str().into())];
                    let related = super::place(&input.doc, before.heading_span, "before");
                    out.add(section.heading_span, args).related.push(related);
                }
                Some(last) => *last = (section.parent, rank, section),
                None => furthest.push((section.parent, rank, section)),
            }
        }
    }
}

/// Words of a section's title; told when a title can never hold them.
pub(super) fn titled(options: &Table<'_>, texts: Vec<Text>) -> Option<Titled> {
    let mut words = Vec::new();
    for Text { text, at } in texts {
        if numbering::read(&text).is_some() {
            options.form.fault(
                &at,
                Words::new(
                    format!("“{text}”带着序号；标题不含序号，什么也查不出"),
                    format!("`{text}` begins with a label; titles are kept without theirs, so it can match nothing"),
                ),
                Words::new("只写标题里的字", "write words of the title alone"),
            );
            return None;
        }
        let word = squeeze(&text);
        if word.ends_with('。') {
            options.form.fault(
                &at,
                Words::new(
                    format!("“{text}”以句号结尾；标题不含句号，什么也查不出"),
                    format!("`{text}` ends in 。; titles are kept without it, so it can match nothing"),
                ),
                Words::new("去掉句号", "leave out the 。"),
            );
            return None;
        }
        words.push(word);
    }
    Some(Titled(words))
}
