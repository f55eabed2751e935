//! What is found on laid-out pages: of a plan, with the way back to its text, or of a file that holds pages only.

use super::Session;
use crate::align::Doc;
use crate::base::{Finding, Found, Span};
use crate::lint::{self, PagesInput};
use crate::pages::{Flow, Layout, Measured};
use crate::project::Config;
use std::path::Path;

impl Session {
    /// What is found on the pages on which a plan was laid out. Findings about text that the plan's file holds
    /// have its place there, too; waivers hold for them.
    pub fn pages(&self, plan: &Path, pages: &[Measured]) -> Found {
        let Some(document) = self.document(plan) else { return Found::default() };
        let doc = document.doc();
        let mut findings = found(plan, pages);
        let comments: Vec<Span> = doc.plan.comments.iter().map(|note| note.span).collect();
        let text = Plain::of(&doc.file.text, &comments);
        for finding in &mut findings {
            for place in finding.related.iter_mut().chain([&mut finding.place]) {
                let quote = place.page.as_ref().map_or("", |p| p.text.as_str());
                // What concerns a page as a whole stands at the title, where waivers for the whole plan hold.
                place.span = text.find(quote).unwrap_or(if quote.is_empty() {
                    doc.plan.meta.title_span
                } else {
                    Span::default()
                });
                place.section = section(&doc, place.span);
            }
        }
        self.waive(doc, "PG8", findings)
    }
}

/// What is found on the pages of a file, with a project's severities.
pub fn of_pages(path: &Path, pages: &[Measured], config: &Config) -> Vec<Finding> {
    let mut findings = found(path, pages);
    config.levels.judge(&mut findings);
    findings
}

fn found(path: &Path, pages: &[Measured]) -> Vec<Finding> {
    let layout = Layout::read(pages);
    let flow = Flow::of(&layout);
    lint::check_pages(&PagesInput { layout: &layout, flow: &flow, path })
}

fn section(doc: &Doc<'_>, span: Span) -> Option<String> {
    if span.is_empty() {
        return None;
    }
    doc.plan.section_at(span.start).map(|id| doc.plan.sections[id].path.clone())
}

/// A text without white space and marks of Markdown, as pages show it, with the way back.
struct Plain {
    text: String,
    /// Where each byte of it stands in the file.
    at: Vec<usize>,
}

fn shown(c: char) -> bool {
    !c.is_whitespace() && !matches!(c, '*' | '#' | '>' | '`' | '\\' | '\u{2060}' | '\u{feff}')
}

impl Plain {
    /// Comments are on no page.
    fn of(file: &str, comments: &[Span]) -> Self {
        let (mut text, mut at) = (String::new(), Vec::new());
        let mut comments = comments.iter().peekable();
        for (offset, c) in file.char_indices().filter(|(_, c)| shown(*c)) {
            while comments.next_if(|comment| comment.end <= offset).is_some() {}
            if comments.peek().is_some_and(|comment| comment.start <= offset) {
                continue;
            }
            text.push(c);
            at.extend(std::iter::repeat_n(offset, c.len_utf8()));
        }
        at.push(file.len());
        Self { text, at }
    }

    /// Where a line of a page stands in the file; where marks stand in between, its beginning.
    fn find(&self, line: &str) -> Option<Span> {
        let line: String = line.chars().filter(|c| shown(*c)).collect();
        let beginning: String = line.chars().take(10).collect();
        [line.as_str(), &beginning].into_iter().filter(|part| part.chars().count() > 1).find_map(|part| {
            let start = self.text.find(part)?;
            // Up to the last character's end, not to what stands behind it.
            let last = part.chars().next_back().map_or(0, char::len_utf8);
            let end = self.at[start + part.len() - last] + last;
            Some(Span::new(self.at[start], end))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Plain, Span};

    #[test]
    fn lines_of_pages_are_found_in_the_text() {
        let file = "# 标题\n\n<!-- 逐段建立台账。 -->\n各镇要**配齐**人员，\n逐段建立台账。[不少于3人](target:a)配备。";
        let comment = file.find("<!--").expect("there");
        let comment = Span::new(comment, comment + file[comment..].find('\n').expect("there"));
        let plain = Plain::of(file, &[comment]);
        let of = |line: &str| plain.find(line).map(|s| s.of(file));
        assert_eq!(of("镇要配齐人员，逐"), Some("镇要**配齐**人员，\n逐"));
        assert_eq!(of("段建立台账。"), Some("段建立台账。"));
        assert_eq!(of("没有这一行"), None);
        assert_eq!(of(""), None);
    }
}
