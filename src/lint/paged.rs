//! What a lint of the pages is given, and where it puts what it finds.

use super::Page;
use super::sink::Draft;
use crate::base::{Area, Finding, Place, Span};
use crate::pages::{Flow, Layout, Line, Measured, Placed, Rule, Start, face};
use regex::Regex;
use std::path::Path;
use std::sync::{Arc, LazyLock};

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
            words: None,
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

/// More runs of pages are not told.
const MOST_RUNS: usize = 6;

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
    let shown: Vec<String> = runs.iter().take(MOST_RUNS).map(told).collect();
    shown.join("、") + if runs.len() > MOST_RUNS { "…" } else { "" }
}

/// How often each face was met.
#[derive(Debug, Default)]
pub struct Faces {
    counts: Vec<(Arc<str>, usize)>,
}

impl Faces {
    /// Adds a character.
    pub fn add(&mut self, character: &Placed) {
        match self.counts.iter_mut().find(|(family, _)| *family == character.family) {
            Some((_, count)) => *count += 1,
            None => self.counts.push((Arc::clone(&character.family), 1)),
        }
    }

    /// How many characters there are.
    pub fn all(&self) -> usize {
        self.counts.iter().map(|(_, count)| count).sum()
    }

    /// The face that most of them have.
    pub fn most(&self) -> Option<(&Arc<str>, usize)> {
        self.counts.iter().max_by_key(|(_, count)| *count).map(|(family, count)| (family, *count))
    }

    /// Whether a face serves a role; `None` when its name tells nothing.
    pub fn is_of(family: &str, role: &str) -> Option<bool> {
        let faces = face(family);
        (!faces.is_empty()).then(|| faces.iter().any(|f| f.role == role))
    }

    /// Whether a face only stands in for those of a role.
    pub fn stands_in(family: &str, role: &str) -> bool {
        face(family).iter().any(|f| f.role == role && f.stand_in)
    }
}

/// The level of the heading that a line begins with, from 0: 一、 （一） 1. （1）.
pub fn heading(text: &str) -> Option<usize> {
    static LEVELS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
        let numeral = "[一二三四五六七八九十百]+";
        let forms = [
            format!("^{numeral}、"),
            format!("^[（(]{numeral}[）)]"),
            "^[0-9]+[.．][^0-9]".to_owned(),
            "^[（(][0-9]+[）)]".to_owned(),
        ];
        forms.iter().filter_map(|f| Regex::new(f).ok()).collect()
    });
    LEVELS.iter().position(|r| r.is_match(text))
}

/// The first date that stands under a signature: its page, the name above it where it is one line, the date.
pub fn signature<'a>(input: &PagesInput<'a>) -> Option<(usize, Option<&'a Line>, &'a Line)> {
    static DATE: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new("^(19|20)[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日$").ok());
    let steps = &input.flow.steps;
    let aside = |at: usize| steps[at].start == Start::Elsewhere && steps[at].line.centre() > 106.0;
    let is_date = |at: &usize| aside(*at) && DATE.as_ref().is_some_and(|r| r.is_match(&steps[*at].line.text()));
    let at = (0..steps.len()).find(is_date)?;
    let (page, date) = (steps[at].page, steps[at].line);
    let above = |back: usize| at.checked_sub(back).filter(|i| steps[*i].page == page && aside(*i));
    let name = above(1).map(|i| steps[i].line);
    // Several lines are several bodies, or one long name; where each stands is not judged.
    if above(1).is_some() && above(2).is_some() {
        return None;
    }
    Some((page, name, date))
}

#[cfg(test)]
mod tests {
    use super::pages;

    #[test]
    fn pages_are_told_in_runs() {
        assert_eq!(pages([5, 2, 3, 4, 9, 8, 8, 12]), "2—5、8、9、12");
        assert_eq!(pages([]), "");
        assert_eq!(pages([1, 3, 5, 7, 9, 11, 13]), "1、3、5、7、9、11…");
    }
}
