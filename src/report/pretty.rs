//! Findings for people at a terminal: the place with its words, the parent's clause beside it, what to do.

use super::json::Files;
use super::messages;
use super::run::Run;
use crate::base::{Area, Finding, Lang, Place, Severity, SourceFile, Span, Spot};
use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode,
    SourceSpan, SpanContents, ThemeCharacters, ThemeStyles,
};
use rustc_hash::FxHashMap;
use std::fmt;
use std::path::Path;

/// How findings are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Language of messages.
    pub lang: Lang,
    /// Colours.
    pub color: bool,
    /// Width of the terminal in columns.
    pub width: usize,
}

/// The findings and the verdict.
pub fn write(run: &Run<'_>, look: Look) -> String {
    format!("{}{}\n", findings(run.findings, run.files, look), run.verdict.words(look.lang))
}

/// Findings, each with its words; ends in a line end.
pub fn findings(list: &[Finding], files: &Files<'_>, look: Look) -> String {
    let styles = if look.color { ThemeStyles::ansi() } else { ThemeStyles::none() };
    let theme = GraphicalTheme { characters: ThemeCharacters::unicode(), styles };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(look.width)
        .with_context_lines(0)
        .with_links(false)
        .without_primary_span_start()
        .without_cause_chain();
    // To break a line takes longer than all else: most fit behind the mark that stands before them.
    let unbroken = handler.clone().with_wrap_lines(false);
    let fits = |message: &str| !message.contains('\n') && crate::base::width(message) + 4 <= look.width;
    let mut out = String::new();
    // Notes of one kind in one file stand together, at the first of them.
    let mut notes: FxHashMap<(&Path, &str), Vec<&Finding>> = FxHashMap::default();
    for note in list.iter().filter(|f| f.severity == Severity::Info) {
        notes.entry((note.place.file.as_path(), note.code)).or_default().push(note);
    }
    notes.retain(|_, alike| alike.len() > FEW);
    for finding in list {
        let kind = (finding.place.file.as_path(), finding.code);
        if finding.severity == Severity::Info
            && let Some(alike) = notes.get_mut(&kind)
        {
            let alike = std::mem::take(alike);
            if !alike.is_empty() {
                out.push_str(&fold(&alike, files, look));
            }
            continue;
        }
        let report = Report::of(finding, files, look);
        let mut draw = |diagnostic: &dyn Diagnostic| {
            let message = diagnostic.to_string();
            let handler = if fits(&message) { &unbroken } else { &handler };
            // Writing to a string cannot fail; a broken snippet leaves the message standing.
            if handler.render_report(&mut out, diagnostic).is_err() {
                out.push_str(&message);
                out.push('\n');
            }
        };
        draw(&report);
        report.others.iter().for_each(|other| draw(other));
        if let Some(place) = &report.place {
            out.push_str(&indented(look.lang.pick("位置：", "at: "), place, look.width));
        }
        if !report.also.is_empty() {
            let also = report.also.join(look.lang.pick("、", ", "));
            out.push_str(&format!("  {}{also}\n", look.lang.pick("同样：", "also: ")));
        }
        if let Some(help) = &report.help {
            out.push_str(&indented(look.lang.pick("办法：", "help: "), help, look.width));
        }
        out.push('\n');
    }
    out
}

/// More notes of one kind in one file than this are listed, each in a line.
const FEW: usize = 3;

/// Notes of one kind, each in a line: where it is and what it says.
fn fold(list: &[&Finding], files: &Files<'_>, look: Look) -> String {
    let Some(first) = list.first() else { return String::new() };
    let count = list.len();
    let head = look.lang.pick(format!("同类提示 {count} 条"), format!("{count} notes of one kind"));
    let mut out = format!("{} {}\n\n  ☞ {head}\n", first.code, first.name);
    for finding in list {
        let file = files(&finding.place.file);
        let at = file.map_or_else(String::new, |f| format!("{} ", counted(f, finding.place.span.start, look.lang)));
        let section = finding.place.section.as_deref().map_or_else(String::new, |s| format!("{s} "));
        out.push_str(&format!(
            "    {}\n",
            shortened(&format!("{at}{section}{}", messages::message(finding, look.lang)), look.width)
        ));
    }
    out.push('\n');
    out
}

/// As much of a line as fits the width.
fn shortened(text: &str, width: usize) -> String {
    let room = width.saturating_sub(6).max(40);
    let mut used = 0;
    let end = text.char_indices().find_map(|(at, c)| {
        used += crate::base::width(c.encode_utf8(&mut [0; 4]));
        (used > room || c == '\n').then_some(at)
    });
    end.map_or_else(|| text.to_owned(), |end| format!("{}…", text[..end].trim_end()))
}

/// A line under a finding, wrapped to the width, its further lines indented.
fn indented(word: &str, text: &str, width: usize) -> String {
    let indent = " ".repeat(2 + crate::base::width(word));
    let mut out = format!("  {word}");
    let mut column = indent.len();
    for c in text.chars() {
        let wide = crate::base::width(c.encode_utf8(&mut [0; 4]));
        // Marks that end a clause may hang over the edge rather than begin a line.
        if c == '\n' || column + wide > width && !matches!(c, '，' | '。' | '；' | '：' | '、' | '”' | '）' | '》')
        {
            out.push('\n');
            out.push_str(&indent);
            column = indent.len();
        }
        if c != '\n' {
            out.push(c);
            column += wide;
        }
    }
    out.push('\n');
    out
}

/// One finding as miette draws it.
#[derive(Debug)]
struct Report<'a> {
    code: String,
    message: String,
    help: Option<String>,
    severity: Severity,
    window: Option<Window<'a>>,
    labels: Vec<LabeledSpan>,
    others: Vec<Other<'a>>,
    /// Where it is on the pages.
    place: Option<String>,
    /// Further places of the same kind, as `line:column`.
    also: Vec<String>,
}

impl<'a> Report<'a> {
    fn of(finding: &Finding, files: &Files<'a>, look: Look) -> Self {
        let room = look.width.saturating_sub(12).max(40);
        // What was seen on a page and is not found in the text again is told by its place on the page alone.
        let seen = finding.place.page.is_some() && finding.place.span.is_empty();
        let file = files(&finding.place.file).filter(|_| !seen);
        // A place nearby in the same file is drawn in the same snippet, others get their own.
        let window = file.map(|f| Window::around(f, &finding.place, room, look.lang));
        let mut labels = Vec::new();
        if let (Some(file), Some(window)) = (file, &window) {
            labels.push(labelled(file, &finding.place, messages::label(finding, &finding.place, look.lang), window));
        }
        let others = finding
            .related
            .iter()
            .filter(|p| p.label != ALSO)
            .take(MOST_PLACES)
            .filter_map(|place| {
                let file = files(&place.file)?;
                let window = Window::around(file, place, room, look.lang);
                let said = messages::label(finding, place, look.lang);
                Some(Other { label: labelled(file, place, None, &window), said, window })
            })
            .collect();
        // Further places on pages are told by the message.
        let also = finding
            .related
            .iter()
            .filter(|p| p.label == ALSO && p.page.is_none())
            .filter_map(|p| Some(counted(files(&p.file)?, p.span.start, look.lang)))
            .collect();
        let place = finding.place.page.as_ref().map(|page| on_page(page, &finding.place, seen, look.lang));
        Self {
            code: format!("{} {}", finding.code, finding.name),
            message: messages::message(finding, look.lang),
            help: messages::help(finding, look.lang),
            severity: finding.severity,
            window,
            labels,
            others,
            place,
            also,
        }
    }
}

/// A place on a page in words: the file, where no text of it is shown, the page, how far from its left and upper
/// edge, and what stands there.
pub(super) fn on_page(page: &Area, place: &Place, name: bool, lang: Lang) -> String {
    let file = if name { format!("{} ", place.file.display()) } else { String::new() };
    let (n, x, y) = (page.number, page.x, page.y);
    let at = match lang {
        Lang::Zh => format!("{file}第 {n} 页，距左 {x} mm，距上 {y} mm"),
        Lang::En => format!("{file}page {n}, {x} mm from the left, {y} mm from above"),
    };
    match page.text.as_str() {
        // The whole page.
        "" if x.value() == 0.0 && y.value() == 0.0 => lang.pick(format!("{file}第 {n} 页"), format!("{file}page {n}")),
        "" => at,
        text => format!("{at}{}{text}{}", lang.pick("：“", ": “"), '”'),
    }
}

/// The label of places where the same stands again: told by line and column only.
pub(super) const ALSO: &str = "also";

/// More related places than this are not drawn; the message counts them.
const MOST_PLACES: usize = 3;

fn labelled(file: &SourceFile, place: &Place, label: Option<String>, window: &Window<'_>) -> LabeledSpan {
    let span = clip(file, place.span, window.shown);
    LabeledSpan::new_primary_with_span(label, SourceSpan::from((span.start, span.len())))
}

fn clip(file: &SourceFile, span: Span, shown: Span) -> Span {
    let start = span.start.clamp(shown.start, shown.end);
    let end = span.end.clamp(start, shown.end);
    // Line ends inside would draw over several lines.
    let text = &file.text[start..end];
    let line = text.find(['\n', '\r']).unwrap_or(text.len());
    Span::new(start, start + text[..line].trim_end().len())
}

/// The part of a file that is shown: of a paragraph on one long line only what fits around the place.
#[derive(Debug)]
struct Window<'a> {
    file: &'a SourceFile,
    shown: Span,
    name: String,
}

impl<'a> Window<'a> {
    fn around(file: &'a SourceFile, place: &Place, room: usize, lang: Lang) -> Self {
        let (text, span) = (&file.text, place.span);
        let start = floor(text, span.start);
        let Span { start: line_start, end: line_end } = file.line_span(start);
        let wide = |s: &str| crate::base::width(s);
        let mut from = line_start;
        let mut to = line_end;
        // A line of more letters than fit is not measured: it may hold a whole plan.
        if to - from > 4 * room || wide(&text[from..to]) > room {
            // A third of the room before the place, the rest for the place and what follows.
            let before = room / 3;
            let mut used = 0;
            from = start;
            for (at, c) in text[line_start..start].char_indices().rev() {
                used += wide(c.encode_utf8(&mut [0; 4]));
                if used > before {
                    break;
                }
                from = line_start + at;
            }
            let mut used = wide(&text[from..start]);
            to = start;
            for (at, c) in text[start..line_end].char_indices() {
                used += wide(c.encode_utf8(&mut [0; 4]));
                if used > room {
                    break;
                }
                to = start + at + c.len_utf8();
            }
            to = to.max(start);
        }
        let trimmed = text[from..to].len() - text[from..to].trim_start().len();
        from = (from + trimmed).min(start);
        to = from + text[from..to].trim_end().len();
        let path = file.path.display();
        let name = match &place.section {
            Some(section) => format!("{path} {section}"),
            None => path.to_string(),
        };
        let gap = if file.origin.is_some() { " " } else { ":" };
        let name = format!("{name}{gap}{}", counted(file, from, lang));
        Self { file, shown: Span::new(from, to.max(start)), name }
    }
}

/// Where a byte is as readers of its file count: `12:5`, `第17段`.
fn counted(file: &SourceFile, offset: usize, lang: Lang) -> String {
    file.spot(offset).map_or_else(
        || {
            let at = file.position(offset);
            format!("{}:{}", at.line, at.column)
        },
        |spot| spot.words(lang),
    )
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0)
}

impl SourceCode for Window<'_> {
    fn read_span<'b>(
        &'b self,
        _: &SourceSpan,
        _: usize,
        _: usize,
    ) -> Result<Box<dyn SpanContents<'b> + 'b>, MietteError> {
        let at = self.file.position(self.shown.start);
        // Beside the words stands the number of the line; of an office file that of the paragraph or page.
        let number = self.file.spot(self.shown.start).map_or(at.line, Spot::number);
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            self.shown.of(&self.file.text).as_bytes(),
            SourceSpan::from((self.shown.start, self.shown.len())),
            number.saturating_sub(1),
            at.column.saturating_sub(1),
            1,
        )))
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Report<'_> {}

fn level(severity: Severity) -> miette::Severity {
    match severity {
        Severity::Error => miette::Severity::Error,
        Severity::Warning => miette::Severity::Warning,
        Severity::Info => miette::Severity::Advice,
    }
}

impl Diagnostic for Report<'_> {
    fn code<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        Some(Box::new(&self.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(level(self.severity))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.window.as_ref().map(|w| w as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

/// Another place of a finding: the parent's clause.
#[derive(Debug)]
struct Other<'a> {
    said: Option<String>,
    window: Window<'a>,
    label: LabeledSpan,
}

impl fmt::Display for Other<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.said.as_deref().unwrap_or("…"))
    }
}

impl std::error::Error for Other<'_> {}

impl Diagnostic for Other<'_> {
    fn severity(&self) -> Option<miette::Severity> {
        Some(miette::Severity::Advice)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.window)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(self.label.clone())))
    }
}
