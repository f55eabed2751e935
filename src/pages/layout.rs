//! What the things on a page are, told by their places and forms.

use super::{Line, Measured, PT, Rule, median, mode};
use regex::Regex;
use std::sync::LazyLock;

/// What a line of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// 发文机关标志
    Mark,
    /// 发文字号
    Number,
    /// A line of a title: much larger than the text.
    Title,
    /// Text in its own size, headings and the signature among it.
    Body,
    /// In a table or a box.
    Table,
    /// In the 版记.
    Colophon,
    /// 页码
    Foot,
    /// Anything else: text of another size.
    Other,
}

/// A line and what it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row<'a> {
    /// The line.
    pub line: &'a Line,
    /// What it is.
    pub kind: Kind,
}

/// A page and what stands on it.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet<'a> {
    /// Its place in the document, from 1.
    pub number: usize,
    /// The page.
    pub page: &'a Measured,
    /// Its lines, from top to bottom.
    pub rows: Vec<Row<'a>>,
    /// Level rules, pieces on one line joined, from top to bottom.
    pub rules: Vec<Rule>,
    /// Whether it lies across, or most of its text does.
    pub across: bool,
}

impl<'a> Sheet<'a> {
    /// The lines of a kind.
    pub fn of(&self, kind: Kind) -> impl DoubleEndedIterator<Item = &'a Line> {
        self.rows.iter().filter(move |r| r.kind == kind).map(|r| r.line)
    }

    /// Everything but the page number.
    pub fn text(&self) -> impl DoubleEndedIterator<Item = &Row<'a>> {
        self.rows.iter().filter(|r| r.kind != Kind::Foot)
    }

    /// Whether it holds nothing but text, so that its lines can be counted.
    pub fn is_plain(&self) -> bool {
        !self.across
            && self.page.pictures == 0
            && self.page.rules.is_empty()
            && self.text().all(|r| r.kind == Kind::Body)
    }
}

/// Which of the standard's forms a document has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// 普通格式
    General,
    /// 信函格式
    Letter,
    /// 命令（令）格式
    Order,
    /// 纪要格式
    Minutes,
}

/// 版头
#[derive(Debug, Clone, PartialEq)]
pub struct Head<'a> {
    /// The form.
    pub form: Form,
    /// The lines of the mark.
    pub marks: Vec<&'a Line>,
    /// The line of the number.
    pub number: Option<&'a Line>,
    /// Red rules, from top to bottom.
    pub rules: Vec<Rule>,
}

/// 版记
#[derive(Debug, Clone, PartialEq)]
pub struct Colophon<'a> {
    /// Its page, from 1.
    pub page: usize,
    /// Its rules, from top to bottom; at least two.
    pub rules: Vec<Rule>,
    /// Its lines.
    pub lines: Vec<&'a Line>,
}

/// A document's pages and what stands on them.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout<'a> {
    /// The pages.
    pub sheets: Vec<Sheet<'a>>,
    /// The size of most of the text, pt; 0 without text.
    pub size: f64,
    /// From line to line of the text, pt, where there are enough lines to tell.
    pub pitch: Option<f64>,
    /// 版头, where the first page shows one.
    pub head: Option<Head<'a>>,
    /// 版记, where there is one.
    pub colophon: Option<Colophon<'a>>,
}

static FOOT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^[—–－\-─━―·•]*(第)?[0-9０-９]{1,4}(页)?([/／共][共]?[0-9]{1,4}页?)?[—–－\-─━―·•]*$").ok()
});
static NUMBER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"[〔\[［【（(][0-9０-９]{4}[〕\]］】）)]第?[0-9０-９]+号").ok());

impl<'a> Layout<'a> {
    /// Reads pages.
    pub fn read(pages: &'a [Measured]) -> Self {
        let mut sheets: Vec<Sheet<'a>> = pages.iter().enumerate().map(|(at, page)| sheet(at + 1, page)).collect();
        let head = sheets.first_mut().and_then(head);
        let colophon = sheets.iter_mut().rev().find_map(colophon);
        tables(&mut sheets, colophon.as_ref());
        let size = body_size(&sheets);
        for row in sheets.iter_mut().flat_map(|s| &mut s.rows).filter(|r| r.kind == Kind::Other) {
            let own = row.line.size();
            row.kind = match own {
                _ if (own - size).abs() < 0.45 => Kind::Body,
                _ if own > size + 1.5 => Kind::Title,
                _ => Kind::Other,
            };
        }
        let pitch = pitch(&sheets);
        Self { sheets, size, pitch, head, colophon }
    }

    /// Pages that hold nothing but text and are filled, the first one aside.
    pub fn full(&self) -> Vec<&Sheet<'a>> {
        let Some(pitch) = self.pitch else { return Vec::new() };
        let bottom = |s: &Sheet<'a>| s.of(Kind::Body).next_back().map(Line::bottom);
        // A page before an attachment, or before another part with a title, ends where its text does.
        let begins_part = |row: &Row<'_>| row.kind == Kind::Title || row.line.text().starts_with("附件");
        let before_part =
            |s: &Sheet<'a>| self.sheets.get(s.number).is_some_and(|next| next.rows.iter().take(2).any(begins_part));
        let plain = |s: &&Sheet<'a>| s.number > 1 && s.is_plain() && s.rows.len() > 10 && !before_part(s);
        // The text area ends where the fullest pages end, whatever it should be.
        let ends: Vec<f64> = self.sheets.iter().filter(|s| plain(s)).filter_map(bottom).collect();
        let Some(lowest) = ends.iter().copied().max_by(f64::total_cmp) else { return Vec::new() };
        // A single page that ends early is no full page of a lower area: there must be room for no further line.
        let floor = lowest.min(262.0);
        self.sheets
            .iter()
            .filter(plain)
            .filter(|s| s.number < self.sheets.len() && bottom(s).is_some_and(|b| b > floor - pitch / PT + 0.3))
            .collect()
    }
}

fn sheet(number: usize, page: &Measured) -> Sheet<'_> {
    let letters: usize = page.lines.iter().map(|l| l.characters.len()).sum();
    let mut rows: Vec<Row<'_>> =
        page.lines.iter().filter(|l| !l.characters.is_empty()).map(|line| Row { line, kind: Kind::Other }).collect();
    // A page number stands apart from the text, at the foot of the page (or at its head, which is told).
    let apart = |a: &Line, b: &Line| (b.top() - a.bottom()) > 1.0;
    let is_number = |line: &Line| FOOT.as_ref().is_some_and(|r| r.is_match(&line.text()));
    if let Some(last) = rows.len().checked_sub(1)
        && is_number(rows[last].line)
        && rows[last].line.baseline > page.height * 0.85
        && (last == 0 || apart(rows[last - 1].line, rows[last].line))
    {
        rows[last].kind = Kind::Foot;
    } else if let Some(first) = rows.first_mut()
        && is_number(first.line)
        && first.line.baseline < page.height * 0.12
    {
        first.kind = Kind::Foot;
    }
    Sheet { number, page, rows, rules: level(&page.rules), across: page.width > page.height || page.turned > letters }
}

/// The level rules of a page; pieces that follow each other on one line are one rule.
fn level(rules: &[Rule]) -> Vec<Rule> {
    let mut flat: Vec<Rule> = rules.iter().copied().filter(|r| r.height < 3.0 && r.width > 2.0 * r.height).collect();
    flat.sort_by(|a, b| a.y.total_cmp(&b.y));
    // Pieces whose edges differ by less than a hair are on one line.
    let mut bands: Vec<Vec<Rule>> = Vec::new();
    for rule in flat {
        match bands.last_mut() {
            Some(band) if rule.y - band[0].y < 0.2 => band.push(rule),
            _ => bands.push(vec![rule]),
        }
    }
    let mut out = Vec::new();
    for mut band in bands {
        band.sort_by(|a, b| a.x.total_cmp(&b.x));
        let mut joined: Vec<Rule> = Vec::new();
        for rule in band {
            match joined.last_mut() {
                Some(last) if last.red == rule.red && rule.x - last.end() < 0.6 => {
                    last.width = last.width.max(rule.end() - last.x);
                }
                _ => joined.push(rule),
            }
        }
        out.extend(joined);
    }
    out
}

/// The head of a first page: red letters, red rules, the number between or below them.
fn head<'a>(sheet: &mut Sheet<'a>) -> Option<Head<'a>> {
    let red = |line: &Line| line.characters.iter().filter(|c| c.red).count() * 5 >= line.characters.len() * 4;
    let rules: Vec<Rule> = sheet.rules.iter().copied().filter(|r| r.red && r.width > 100.0).collect();
    // Letters are wide and squeezed in many ways; what is red, large and in the upper half is the mark, and what is red
    // above the rule: many issuers have small letters. 文件 of a joint head stands level with the names' middle, on a
    // line of its own.
    let first = rules.first().map_or(0.0, |r| r.y);
    let half = sheet.page.height / 2.0;
    let mut marks = Vec::new();
    for row in &mut sheet.rows {
        if red(row.line) && (row.line.size() > 19.0 && row.line.baseline < half || row.line.baseline < first) {
            row.kind = Kind::Mark;
            marks.push(row.line);
        }
    }
    if marks.is_empty() && rules.is_empty() {
        return None;
    }
    let name: String = marks.iter().map(|m| m.text()).collect();
    let form = match () {
        () if rules.iter().any(|r| r.width > 163.0) => Form::Letter,
        () if name.ends_with('令') => Form::Order,
        () if name.ends_with("纪要") => Form::Minutes,
        () => Form::General,
    };
    // Nothing of the text stands so near below the mark or the rule.
    let reach = match (form, rules.first(), marks.last()) {
        (Form::Letter, Some(rule), _) => rule.bottom() + 15.0,
        (_, Some(rule), _) => rule.y,
        (_, None, Some(mark)) => mark.baseline + 35.0,
        _ => 0.0,
    };
    let is_number = |text: &str| NUMBER.as_ref().is_some_and(|r| r.is_match(text));
    let number = sheet.rows.iter_mut().find(|r| {
        r.kind == Kind::Other && r.line.baseline < reach && r.line.size() < 19.0 && is_number(&r.line.text())
    });
    let number = number.map(|row| {
        row.kind = Kind::Number;
        row.line
    });
    Some(Head { form, marks, number, rules })
}

/// The colophon of a page: lines between black rules as wide as the text, at its foot.
fn colophon<'a>(sheet: &mut Sheet<'a>) -> Option<Colophon<'a>> {
    if sheet.across {
        return None;
    }
    let upright: Vec<(f64, f64)> = uprights(sheet.page);
    let inside = |r: &Rule| upright.iter().any(|(top, bottom)| (top - 0.5..bottom + 0.5).contains(&r.y));
    let rules: Vec<Rule> =
        sheet.rules.iter().copied().filter(|r| !r.red && r.width > 120.0 && r.height < 1.0 && !inside(r)).collect();
    let last = *rules.last()?;
    let begins = |text: &str| text.starts_with("抄送") || text.starts_with("主送") || text.starts_with("分送");
    let ends = |text: &str| text.ends_with("印发");
    let between = |from: f64, to: f64| {
        sheet.rows.iter().filter(move |r| r.kind == Kind::Other && r.line.baseline > from && r.line.baseline < to)
    };
    // From the first line that begins as a colophon does, else from the line of the printing.
    let first_line = between(0.0, last.y).find(|r| begins(&r.line.text()));
    let first_line = first_line.or_else(|| between(0.0, last.y).rev().find(|r| ends(&r.line.text())))?.line;
    let from = rules.iter().rposition(|r| r.y < first_line.baseline)?;
    let rules = rules[from..].to_vec();
    if rules.len() < 2 {
        return None;
    }
    let (top, bottom) = (rules[0].y, last.bottom());
    let mut lines = Vec::new();
    for row in &mut sheet.rows {
        if row.kind == Kind::Other && row.line.baseline > top && row.line.baseline < bottom {
            row.kind = Kind::Colophon;
            lines.push(row.line);
        }
    }
    lines.iter().any(|l| begins(&l.text()) || ends(&l.text())).then_some(Colophon { page: sheet.number, rules, lines })
}

/// Heights that upright rules span, those that touch joined.
fn uprights(page: &Measured) -> Vec<(f64, f64)> {
    let mut spans: Vec<(f64, f64)> =
        page.rules.iter().filter(|r| r.height > 3.0 && r.width < 2.0).map(|r| (r.y, r.bottom())).collect();
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut out: Vec<(f64, f64)> = Vec::new();
    for (top, bottom) in spans {
        match out.last_mut() {
            Some(last) if top < last.1 + 1.0 => last.1 = last.1.max(bottom),
            _ => out.push((top, bottom)),
        }
    }
    out
}

/// Marks what stands in tables and boxes: between upright rules, or, where a page has none, between its first
/// and its last level rule.
fn tables(sheets: &mut [Sheet<'_>], colophon: Option<&Colophon<'_>>) {
    for sheet in sheets {
        let mut spans = uprights(sheet.page);
        let of_colophon = |r: &Rule| colophon.is_some_and(|c| c.page == sheet.number && r.y >= c.rules[0].y - 0.1);
        let level: Vec<&Rule> = sheet.rules.iter().filter(|r| !r.red && r.width > 60.0 && !of_colophon(r)).collect();
        if spans.is_empty()
            && let [first, .., last] = level.as_slice()
        {
            spans.push((first.y, last.y));
        }
        for row in sheet.rows.iter_mut().filter(|r| r.kind == Kind::Other) {
            let middle = row.line.baseline - 0.38 * row.line.size() / PT;
            if sheet.across || spans.iter().any(|(top, bottom)| (*top..*bottom).contains(&middle)) {
                row.kind = Kind::Table;
            }
        }
    }
}

fn body_size(sheets: &[Sheet<'_>]) -> f64 {
    let of_text = |r: &&Row<'_>| r.kind == Kind::Other;
    let rows = sheets.iter().flat_map(|s| &s.rows).filter(of_text);
    let mut sizes: Vec<f64> = rows.flat_map(|r| &r.line.characters).map(|c| c.size).collect();
    mode(&mut sizes, 0.3).map_or(0.0, |(size, _)| size)
}

fn pitch(sheets: &[Sheet<'_>]) -> Option<f64> {
    let mut steps: Vec<f64> = sheets.iter().flat_map(steps).collect();
    let (most, count) = mode(&mut steps, 0.3)?;
    let mut near: Vec<f64> = steps.into_iter().filter(|s| (s - most).abs() < 0.5).collect();
    median(&mut near).filter(|_| count >= 5)
}

/// From each line of text to the next on a page, pt.
pub(super) fn steps(sheet: &Sheet<'_>) -> Vec<f64> {
    let pairs = sheet.rows.windows(2).filter(|p| p.iter().all(|r| r.kind == Kind::Body));
    pairs.map(|p| (p[1].line.baseline - p[0].line.baseline) * PT).collect()
}
