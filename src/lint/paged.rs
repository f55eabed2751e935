//! What a lint of the pages is given, and where it puts what it finds.

use super::Page;
use super::sink::Draft;
use crate::base::{Area, Finding, Place, Span};
use crate::pages::{Flow, Layout, Line, Measured, Rule};
use std::path::Path;

/// What a lint of the pages phase is given.
#[derive(Debug, Clone, Copy)]
pub struct PagesInput<'a> {
    /// What stands on the pages.
    pub layout: &'a Layout<'a>,
    /// The lines of the text in their order.
    pub flow: &'a Flow<'a>,
    /// The plan that was laid out, or the file that holds the pages.
    pub path: &'a Path,
}

/// A place on the pages.
#[derive(Debug, Clone, Copy)]
pub enum Spot<'a> {
    /// A page as a whole.
    Page(usize, &'a Measured),
    /// A line on a page.
    Line(usize, &'a Line),
    /// A rule on a page.
    Rule(usize, &'a Rule),
}

impl Spot<'_> {
    /// As a rectangle.
    pub fn area(self) -> Area {
        let (number, x, y, width, height, text) = match self {
            Spot::Page(number, page) => (number, 0.0, 0.0, page.width, page.height, String::new()),
            Spot::Line(number, line) => {
                let (x, y) = (line.x(), line.top());
                (number, x, y, line.end() - x, line.bottom() - y, line.text())
            }
            Spot::Rule(number, rule) => (number, rule.x, rule.y, rule.width, rule.height, String::new()),
        };
        Area { number, x: x.into(), y: y.into(), width: width.into(), height: height.into(), text }
    }
}

/// Takes the findings of one lint on the pages of one document.
#[derive(Debug)]
pub struct PageSink<'a> {
    page: &'static Page,
    path: &'a Path,
    findings: Vec<Finding>,
}

impl<'a> PageSink<'a> {
    /// A sink for a lint and the document it looks at.
    pub fn new(page: &'static Page, path: &'a Path) -> Self {
        Self { page, path, findings: Vec::new() }
    }

    /// Begins a finding at a place on the pages, told by the message `variant` of the lint's page. Its arguments
    /// hold the clause and the number of the page already.
    #[must_use = "a finding is reported by `done`"]
    pub fn report(&mut self, spot: Spot<'_>, variant: &'static str) -> Draft<'_> {
        let area = spot.area();
        let page = self.page;
        let finding = Finding {
            code: page.code,
            name: page.name,
            severity: page.severity,
            variant,
            args: vec![("clause", page.clause.unwrap_or_default().into()), ("page", area.number.into())],
            place: Place {
                file: self.path.to_path_buf(),
                span: Span::default(),
                section: None,
                page: Some(area),
                label: "here",
            },
            related: Vec::new(),
            fix: None,
        };
        Draft { finding, out: &mut self.findings }
    }

    /// Reports one finding for places of the same kind: at the first, with the others beside it and `count` of
    /// them all; nothing without places.
    pub fn report_all<'s>(
        &'s mut self,
        spots: &[Spot<'_>],
        one: &'static str,
        many: &'static str,
    ) -> Option<Draft<'s>> {
        let (first, others) = spots.split_first()?;
        let draft = self.report(*first, if others.is_empty() { one } else { many });
        let draft = draft.arg("count", spots.len()).arg("pages", pages(spots.iter().map(|s| s.area().number)));
        Some(others.iter().fold(draft, |draft, spot| draft.also(*spot)))
    }

    /// What was found, in the order it was reported.
    pub fn finish(self) -> Vec<Finding> {
        self.findings
    }
}

/// Numbers of pages in a few words: 2—5、8.
pub fn pages(numbers: impl IntoIterator<Item = usize>) -> String {
    let mut numbers: Vec<usize> = numbers.into_iter().collect();
    numbers.sort_unstable();
    numbers.dedup();
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for n in numbers {
        match runs.last_mut() {
            Some(run) if run.1 + 1 == n => run.1 = n,
            _ => runs.push((n, n)),
        }
    }
    let told = |(a, b): &(usize, usize)| match b - a {
        0 => a.to_string(),
        1 => format!("{a}、{b}"),
        _ => format!("{a}—{b}"),
    };
    runs.iter().map(told).collect::<Vec<_>>().join("、")
}

#[cfg(test)]
mod tests {
    use super::pages;

    #[test]
    fn pages_are_told_in_runs() {
        assert_eq!(pages([5, 2, 3, 4, 9, 8, 8, 12]), "2—5、8、9、12");
        assert_eq!(pages([]), "");
    }
}
