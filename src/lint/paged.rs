//! What a lint of the pages is given, and where it puts what it finds.

use super::Page;
use super::sink::Draft;
use crate::base::{Area, Finding, Place, Span};
use crate::pages::{Flow, Layout, Line, Measured, PT, Placed, Rule, Sheet, Start, Step, face};
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

/// Where the first date that stands under a signature is among the lines of the text.
pub fn date(input: &PagesInput<'_>) -> Option<usize> {
    static DATE: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new("^(19|20)[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日$").ok());
    let steps = &input.flow.steps;
    let is_date = |at: &usize| aside(&steps[*at]) && DATE.as_ref().is_some_and(|r| r.is_match(&steps[*at].line.text()));
    (0..steps.len()).find(is_date)
}

/// Whether a line stands on the right, as signatures do.
fn aside(step: &Step<'_>) -> bool {
    step.start == Start::Elsewhere && step.line.centre() > 106.0
}

/// The first date that stands under a signature, with its page.
pub fn dated<'a>(input: &PagesInput<'a>) -> Option<(usize, &'a Line)> {
    let step = &input.flow.steps[date(input)?];
    Some((step.page, step.line))
}

/// The first date that stands under a signature: its page, the name above it where it is one line, the date.
pub fn signature<'a>(input: &PagesInput<'a>) -> Option<(usize, Option<&'a Line>, &'a Line)> {
    let steps = &input.flow.steps;
    let at = date(input)?;
    let (page, date) = (steps[at].page, steps[at].line);
    let above = |back: usize| at.checked_sub(back).filter(|i| steps[*i].page == page && aside(&steps[*i]));
    let name = above(1).map(|i| steps[i].line);
    // Several lines are several bodies, or one long name; where each stands is not judged.
    if above(1).is_some() && above(2).is_some() {
        return None;
    }
    Some((page, name, date))
}

/// A list of attachments (附件说明).
#[derive(Debug)]
pub struct Listed<'a> {
    /// Its page.
    pub page: usize,
    /// The line of the text above it on that page.
    pub above: Option<&'a Line>,
    /// Its names.
    pub names: Vec<Named<'a>>,
}

/// A name in a list of attachments.
#[derive(Debug)]
pub struct Named<'a> {
    /// Its serial, where it has one.
    pub serial: Option<usize>,
    /// Where that begins, mm.
    pub serial_x: Option<f64>,
    /// Where the name begins, mm.
    pub x: f64,
    /// The name.
    pub text: String,
    /// Its lines; never none.
    pub lines: Vec<&'a Line>,
}

impl<'a> Named<'a> {
    /// The name that begins behind `skip` characters of a line, with the serial before it where it is the next.
    fn begin(line: &'a Line, skip: usize, next: usize) -> Option<Self> {
        static SERIAL: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new("^([0-9]{1,2})[.．、]").ok());
        let text: String = line.characters.iter().skip(skip).map(|c| c.text).collect();
        let serial = SERIAL.as_ref().and_then(|r| r.captures(&text)).filter(|s| s[1].parse() == Ok(next));
        let length = serial.as_ref().map_or(0, |s| s[0].chars().count());
        let name = line.characters.get(skip + length)?;
        Some(Self {
            serial: serial.as_ref().map(|_| next),
            serial_x: serial.as_ref().and_then(|_| line.characters.get(skip)).map(|c| c.x),
            x: name.x,
            text: text.chars().skip(length).collect(),
            lines: vec![line],
        })
    }
}

/// The lists of attachments of a document: 附件： and what is named behind it. What only labels an attachment begins
/// its page.
pub fn listed<'a>(input: &PagesInput<'a>) -> Vec<Listed<'a>> {
    let (steps, layout) = (&input.flow.steps, input.layout);
    let pitch = layout.pitch.unwrap_or(layout.size * 15.0 / 8.0) / PT;
    let em = layout.size / PT;
    let mut out = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        let text = step.line.text();
        if !(text.starts_with("附件：") || text.starts_with("附件:")) || step.continues {
            continue;
        }
        let begins_page = layout
            .sheets
            .get(step.page - 1)
            .and_then(|s| s.text().next())
            .is_some_and(|r| std::ptr::eq(r.line, step.line) && step.start != Start::Indented);
        let Some(first) = Named::begin(step.line, 3, 1).filter(|_| !begins_page) else { continue };
        let above = at.checked_sub(1).map(|i| &steps[i]).filter(|s| s.page == step.page).map(|s| s.line);
        // Something else than text may stand between the two.
        let between = |from: &Line| {
            let rows = layout.sheets.get(step.page - 1).into_iter().flat_map(Sheet::text);
            rows.filter(|r| r.line.baseline > from.baseline && r.line.baseline < step.line.baseline).count() > 0
        };
        let above = above.filter(|line| !between(line));
        let mut names = vec![first];
        let mut before = step;
        for step in &steps[at + 1..] {
            let near = step.page == before.page && step.line.baseline - before.line.baseline < 1.5 * pitch;
            let Some(last) = names.last_mut().filter(|_| near && !aside(step)) else { break };
            let next = Named::begin(step.line, 0, last.serial.unwrap_or_default() + 1);
            match next.filter(|n| n.serial.is_some() && last.serial.is_some()) {
                Some(next) => names.push(next),
                // A name goes on where its line was full.
                None if input.flow.right(step.page).is_some_and(|r| before.line.end() > r - 1.6 * em) => {
                    last.text.push_str(&step.line.text());
                    last.lines.push(step.line);
                }
                None => break,
            }
            before = step;
        }
        out.push(Listed { page: step.page, above, names });
    }
    out
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
