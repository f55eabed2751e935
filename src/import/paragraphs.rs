//! Lines to paragraphs: hard wraps of PDF and of text tools are joined, headings are not.

use super::chapters;
use super::lines::{Line, width};
use super::signs::{is_addressees, is_signature, printed};
use crate::base::{CharSet, Needle, Prose, Span, skip};
use crate::data::{numbering, words};
use crate::extract::bracket;
use crate::extract::clause::{label_of, starts_with_label};

/// A paragraph: what it says, and how it stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Para {
    /// Its text, wraps joined, Markdown emphasis and heading marks gone.
    pub prose: Prose,
    /// Bytes of its lines.
    pub span: Span,
    /// Width of the white space before it.
    pub indent: usize,
    /// Level of a Markdown heading, 1 to 6.
    pub level: Option<u8>,
    /// Whether it is a chapter's heading whose number has no mark: 1 总则 over 1.1 编制目的.
    pub chapter: bool,
    /// The columns of its line, when it looks like a row of a table.
    pub cells: Vec<Prose>,
    /// Whether marks part its columns (pipes, tabs), not the width of gaps.
    pub ruled: bool,
    /// Whether its last line was full, so that it may go on in the next paragraph.
    pub full: bool,
}

/// How the lines of a text were wrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Wrap {
    /// Width of a full line in half characters.
    width: usize,
    /// Whether first lines of paragraphs are indented.
    indented: bool,
}

/// A line with what is asked of it again and again.
struct Seen<'a> {
    line: Line<'a>,
    looks: Looks,
}

impl std::ops::Deref for Seen<'_> {
    type Target = Looks;

    fn deref(&self) -> &Looks {
        &self.looks
    }
}

/// What the words of a line alone tell.
#[derive(Clone, Copy)]
struct Looks {
    /// Its width in half characters.
    width: usize,
    /// Whether it begins a paragraph by its looks.
    begins: bool,
    /// Whether it is a label and nothing else.
    label: bool,
    /// Whether it is a row of a table.
    row: bool,
    /// Bytes before its first blank or *: most lines have none.
    until_gap: usize,
    /// Whether wide gaps part it.
    gapped: bool,
    /// Level of a Markdown heading.
    level: Option<u8>,
    /// Whether it is the heading of a chapter that counts without a mark.
    chapter: bool,
}

impl<'a> Seen<'a> {
    fn new(line: Line<'a>) -> Self {
        Self { line, looks: Looks::of(line.text) }
    }

    /// Where it ends, in half characters from the margin.
    fn end(&self) -> usize {
        self.line.indent.min(8) + self.width
    }

    /// Whether it fills a line of this width, but for what the next line begins with and could not be parted.
    fn is_full(&self, width: usize, next: usize) -> bool {
        let end = self.end();
        end + 8 + next >= width && end <= width + 24
    }
}

impl Looks {
    fn of(line: &str) -> Self {
        let label = numbering::read(line).map(|label| label.len);
        let until_gap = until_gap(line);
        Self {
            width: width(line),
            begins: label.is_some() || begins(line),
            label: label == Some(line.len()),
            row: row(line),
            until_gap,
            gapped: until_gap < line.len() && gapped(&line[until_gap..]),
            level: markdown_level(line),
            chapter: false,
        }
    }
}

/// A word that stays on one line is hardly longer than this, in half characters.
const MOST_KEPT: usize = 16;

/// Joins lines to paragraphs.
pub fn join(text: &str, lines: &[Line<'_>]) -> Vec<Para> {
    let mut lines: Vec<Seen<'_>> = lines.iter().map(|line| Seen::new(*line)).collect();
    for at in chapters::find(lines.iter().map(|line| line.line.text)) {
        lines[at].looks.chapter = true;
        lines[at].looks.begins = true;
    }
    let wrap = wrapping(&lines);
    let mut out: Vec<Para> = Vec::with_capacity(if wrap.is_some() { lines.len() / 2 } else { lines.len() });
    let mut i = 0;
    while i < lines.len() {
        let mut j = i + 1;
        while j < lines.len() && goes_on(&lines[i..j], &lines[j], wrap) {
            j += 1;
        }
        split_inline(paragraph(text, &lines[i..j], wrap), &mut out);
        i = j;
    }
    out
}

impl Para {
    /// A part of it, as a paragraph of its own.
    pub(super) fn part(&self, prose: Prose) -> Para {
        let Para { indent, level, chapter, ruled, full, .. } = *self;
        Para { span: prose.span(), prose, cells: Vec::new(), indent, level, chapter, ruled, full }
    }
}

/// A paragraph of more than this many bytes that holds labels is a text that lost its line ends.
const LOST_LINES: usize = 3_600;

/// Parts a text that lost its line ends at its labels: 一、…（一）…（二）…二、…, each following the one before.
fn split_inline(para: Para, out: &mut Vec<Para>) {
    let text = para.prose.as_str();
    if let Some(cut) = article_in_heading(text) {
        let parts = [para.prose.slice(0..cut).trim(), para.prose.slice(cut..text.len()).trim()];
        out.extend(parts.into_iter().map(|prose| para.part(prose)));
        return;
    }
    if text.len() < LOST_LINES {
        out.push(para);
        return;
    }
    let mut cuts: Vec<usize> = Vec::new();
    let mut last: Vec<(usize, u32)> = Vec::new();
    let mut before = '。';
    let mut heading = false;
    for (at, c) in text.char_indices() {
        // Behind a chapter's heading without an end mark its first item follows at once.
        let stop = matches!(before, '。' | '）' | ')' | '：' | '；') || heading && matches!(c, '（' | '(');
        if at > 0
            && stop
            && let Some(label) = numbering::read(&text[at..])
            && label.len < text[at..].len()
        {
            let counted = last.iter().find(|(style, _)| *style == label.style).map_or(0, |l| l.1);
            if label.ordinal == counted + 1 || label.ordinal == 1 && counted > 0 {
                cuts.push(at);
                last.retain(|(style, _)| *style != label.style);
                last.push((label.style, label.ordinal));
                heading = numbering::styles()[label.style].top;
            }
        }
        if matches!(c, '。' | '；') {
            heading = false;
        }
        before = c;
    }
    if cuts.len() < 3 {
        out.push(para);
        return;
    }
    let mut start = 0;
    for cut in cuts.into_iter().chain([text.len()]) {
        let prose = para.prose.slice(start..cut).trim();
        if !prose.is_empty() {
            out.push(para.part(prose));
        }
        start = cut;
    }
}

/// Where the first article begins on the line of its chapter's heading: 第一章 总则　　第一条　为规范…
fn article_in_heading(text: &str) -> Option<usize> {
    /// A chapter's heading is no longer than this many bytes.
    const HEADING: usize = 90;
    static ARTICLE: Needle = Needle::of("第");
    let styles = numbering::styles();
    if !ARTICLE.is_in(&text[..text.floor_char_boundary(HEADING + "第".len())]) {
        return None;
    }
    let chapter = numbering::read(text).filter(|l| styles[l.style].top && styles[l.style].name != "article")?;
    let mut gap = false;
    for (at, c) in text.char_indices().take_while(|(at, _)| *at < HEADING) {
        if gap && c == '第' && at > chapter.len {
            let label = numbering::read(&text[at..]).filter(|l| styles[l.style].name == "article");
            return label.map(|_| at);
        }
        if matches!(c, '。' | '，' | '；') {
            return None;
        }
        gap = c.is_whitespace();
    }
    None
}

fn wrapping(lines: &[Seen<'_>]) -> Option<Wrap> {
    // The width at which most lines end: a wrapped text has a step there, a table's lines lie apart.
    let mut widths: Vec<usize> = lines.iter().map(Seen::end).filter(|w| (30..=140).contains(w)).collect();
    widths.sort_unstable();
    let near = |w: usize| widths.partition_point(|&e| e <= w) - widths.partition_point(|&e| e + 6 < w);
    let each = widths.chunk_by(|a, b| a == b).filter_map(|same| same.first().copied());
    let width = each.max_by_key(|&w| (near(w), w))?;
    if lines.len() < 8 {
        return None;
    }
    // Lines far beyond the width: the text was never wrapped.
    let beyond = lines.iter().filter(|l| l.end() > width + 24).count();
    if beyond * 10 > lines.len() {
        return None;
    }
    // A text is wrapped when many lines are as wide as the widest and end in the midst of a sentence.
    let full: Vec<&Seen<'_>> = lines.iter().filter(|l| l.is_full(width, 0)).collect();
    let open = full.iter().filter(|l| !ends(l.line.text)).count();
    if full.len() * 5 < lines.len() || open * 2 < full.len() {
        return None;
    }
    // A list in which no sentence ends has a line for each of its items.
    if !lines.iter().any(|l| l.line.text.contains('。')) {
        return None;
    }
    let starts = full.iter().filter(|l| l.line.indent >= 2).count();
    Some(Wrap { width, indented: starts * 12 >= full.len() })
}

/// Whether a bracket opens in a line and does not close in it.
fn unclosed(text: &str) -> bool {
    let count = |pair: [char; 2]| text.chars().filter(|c| pair.contains(c)).count();
    count(['（', '(']) > count(['）', ')'])
}

/// Whether a line goes on with what the ones before it left open: a title in 《》 that it ends, a bracket that it closes,
/// or a clause in a bracket (…。（牵头单位：市商务局； / 责任单位：市财政局， / 市税务局）).
fn is_tied(so_far: &[Seen<'_>], following: &str) -> bool {
    let Some(last) = so_far.last().map(|line| line.line.text) else { return false };
    let open = |depth: usize, c: char| {
        if bracket::opens(c) { depth + 1 } else { depth.saturating_sub(usize::from(bracket::closes(c))) }
    };
    // What a line closes of the one before is the first of its marks: a short look tells most lines.
    let (ends_title, closes) = closes_first(following);
    let tied = ends_title && last.rfind('《') > last.rfind('》') || closes && last.chars().fold(0, open) > 0;
    let listed = || last.ends_with(['；', '，', '、', ';', ',']) && is_listed(so_far, following);
    (tied || listed()) && numbering::read(following).is_none() && !following.starts_with('#')
}

/// Whether a line ends a title in 《》 before it begins one, and whether it closes a bracket before it opens one, both
/// before its first sentence ends.
fn closes_first(line: &str) -> (bool, bool) {
    static MARKS: CharSet = CharSet::both(bracket::MARKS, &['。', '《', '》']);
    // Most lines hold no mark that closes, and need no look at each character.
    if skip(line.as_bytes(), |b, next| bracket::may_close(b, next) | ((b == 0x80) & (next == 0x8b))) == line.len() {
        return (false, false);
    }
    let (mut title, mut bracket) = (None, None);
    for (_, c) in MARKS.places(line) {
        match c {
            '。' => break,
            '《' | '》' => title = title.or(Some(c == '》')),
            _ => bracket = bracket.or(Some(bracket::closes(c))),
        }
        if title.is_some() && bracket.is_some() {
            break;
        }
    }
    (title == Some(true), bracket == Some(true))
}

/// Whether a line is one of those of a clause that began in a bracket some lines above; names may hold brackets.
fn is_listed(so_far: &[Seen<'_>], following: &str) -> bool {
    if !starts_with_label(following) && !following.contains(bracket::closes) {
        return false;
    }
    let mut depth = 0usize;
    let mut open = "";
    for line in &so_far[so_far.len().saturating_sub(MOST_LABELS)..] {
        for (at, c) in line.line.text.char_indices() {
            if bracket::opens(c) {
                open = if depth == 0 { &line.line.text[at + c.len_utf8()..] } else { open };
                depth += 1;
            } else if bracket::closes(c) {
                depth = depth.saturating_sub(1);
            }
        }
    }
    depth > 0 && starts_with_label(open)
}

/// Whether lines are a clause in a bracket of its own that has not ended yet, with a label on each:
/// （牵头单位：市商务局 / 责任单位：市财政局）.
fn is_open_clause(lines: &[Seen<'_>]) -> bool {
    let opens = |line: &Seen<'_>| line.line.text.strip_prefix(bracket::opens).is_some_and(starts_with_label);
    let count = |is: fn(char) -> bool| lines.iter().flat_map(|l| l.line.text.chars()).filter(|c| is(*c)).count();
    (1..=MOST_LABELS).contains(&lines.len()) && opens(&lines[0]) && count(bracket::opens) > count(bracket::closes)
}

/// Lead, support, time, and one to spare.
const MOST_LABELS: usize = 4;

fn ends(text: &str) -> bool {
    text.ends_with(['。', '；', '：', '！', '？', '”', '）', ')', ':', ';'])
}

/// Whether the second line goes on with nothing that the first says: addressees under the title of a notice, who signed
/// it under its last sentence, the lines of a colophon.
fn stands_alone(latest: &str, following: &str) -> bool {
    let colophon = |text: &str| text.ends_with('印') || text.ends_with("印发");
    latest.ends_with("通知") && (is_addressees(following) || following.starts_with("关于印发"))
        || latest.ends_with('。') && is_signature(following)
        || following.starts_with("抄送")
        || colophon(following) && printed(following).is_some()
        || colophon(latest) && printed(latest).is_some()
}

/// Whether `next` continues the paragraph of `so_far`.
fn goes_on(so_far: &[Seen<'_>], following: &Seen<'_>, wrap: Option<Wrap>) -> bool {
    let (Some(opening), Some(latest)) = (so_far.first(), so_far.last()) else { return false };
    // （一） alone on its line, its title on the next.
    let label = so_far.len() == 1 && latest.label;
    if label && !following.begins && !following.row && following.width <= 80 {
        return true;
    }
    // A line that is full from the margin to its end is not one who signed, on whatever word it stops.
    let full = wrap.is_some_and(|wrap| following.line.indent < 2 && following.is_full(wrap.width, 0));
    if stands_alone(latest.line.text, following.line.text) && !(full && latest.line.text.ends_with('。')) {
        return false;
    }
    // No paragraph begins with the mark that ends a sentence: it was torn off.
    if following.line.text.starts_with(['。', '，', '、', '；', '！', '？']) && !latest.row && !latest.gapped {
        return true;
    }
    if !following.row && !following.gapped && !latest.row && !latest.gapped && is_tied(so_far, following.line.text) {
        return true;
    }
    if is_open_clause(so_far)
        && !following.row
        && (following.line.text.contains(bracket::closes) || starts_with_label(following.line.text))
    {
        return true;
    }
    if following.begins
        || opening.level.is_some()
        || opening.chapter
        || opening.row
        || following.row
        || latest.gapped
        || following.gapped
    {
        return false;
    }
    let width = latest.width;
    let (first, last, next) = (&opening.line, &latest.line, &following.line);
    let Some(wrap) = wrap else {
        // Not wrapped, but a page end may part a sentence: it stops in its midst and is long.
        let parted = || last.text.ends_with(['，', '、']) || last.page || next.page || unclosed(last.text);
        // A line that stops behind ， in its midst is none of a list, however short the lines are.
        let least = if last.text.ends_with('，') { 40 } else { 60 };
        return width >= least && next.indent <= first.indent.min(1) && !ends(last.text) && parted();
    };
    // 1:1.2 and the like stay on one line.
    let whole = next.text.bytes().take_while(|b| b.is_ascii_graphic()).count();
    if !latest.is_full(wrap.width, if whole > 2 { whole.min(MOST_KEPT) } else { 0 }) {
        return false;
    }
    if wrap.indented && next.indent >= 2 {
        return false;
    }
    // What is listed behind 责任单位： goes on in the bracket that holds it.
    if last.text.ends_with(['：', ':']) && !unclosed(last.text) {
        return false;
    }
    if last.text.ends_with(['。', '！', '？']) {
        // The end of a sentence at the end of a line: the indent tells, else a line that is full to the last.
        return wrap.indented && next.blank == 0 || width + 2 >= wrap.width && !wrap.indented && next.indent < 2;
    }
    // A heading of its own line is not as wide as text; when it is, its next line is short.
    true
}

/// Whether a line begins a paragraph by its looks, labels aside: a dash, a colophon, a box.
fn begins(text: &str) -> bool {
    text.starts_with("——")
        || text.starts_with("专栏")
        || text.starts_with("抄送")
        || text.starts_with("附件")
        || text.starts_with('#')
        || text.starts_with("**")
        || text.starts_with("- ")
        || text.starts_with("责任单位：")
        || text.starts_with("牵头单位：")
        // 序号: a table of which each cell has its line.
        || text.len() <= LONGEST_NO && words::tables().no.has(text)
}

/// 项次号, in bytes.
const LONGEST_NO: usize = 9;

/// Whether pipes part a line into cells: | 甲 | 乙 |, and 甲 | 乙 | of which a copy lost the first.
fn row(text: &str) -> bool {
    if !text.ends_with('|') {
        return false;
    }
    text.starts_with('|') && text.len() > 2 || text.matches('|').count() >= 2 && text.contains(" | ")
}

/// Whether wide gaps or tabs stand inside a line: cells of a table.
fn gapped(text: &str) -> bool {
    text.contains("    ") || text.contains('\t') || text.contains("\u{3000}\u{3000}\u{3000}")
}

fn markdown_level(text: &str) -> Option<u8> {
    let marks = text.bytes().take_while(|&b| b == b'#').count();
    (1..=6).contains(&marks).then_some(())?;
    text[marks..].starts_with([' ', '\u{3000}']).then_some(marks as u8)
}

fn paragraph(text: &str, lines: &[Seen<'_>], wrap: Option<Wrap>) -> Para {
    let mut prose = Prose::default();
    prose.reserve(lines.iter().map(|line| line.line.text.len()).sum());
    for line in lines {
        let mut span = line.line.span;
        if prose.is_empty()
            && let Some(level) = line.level
        {
            span.start += usize::from(level);
        }
        // A label that began a line in a clause (（牵头单位：甲 / 责任单位：乙）) stays apart from the name before it.
        let labelled = |line: &str| line.split_once(['：', ':']).is_some_and(|(label, _)| label_of(label).is_some());
        if prose.as_str().chars().next_back().is_some_and(char::is_alphanumeric)
            && starts_with_label(line.line.text)
            && labelled(line.line.text)
        {
            prose.push(" ", Span::empty(span.start));
        }
        let whole = span == line.line.span && line.until_gap == line.line.text.len();
        append(text, span, whole, &mut prose);
    }
    let (first, last) = (lines.first(), lines.last());
    let level = first.and_then(|l| l.level);
    let cells = match lines {
        // ## （一）甲	乙: a heading is no row, whatever stands in it.
        [one] if one.level.is_none() && (one.row || one.until_gap < one.line.text.len()) => columns(text, &one.line),
        _ => Vec::new(),
    };
    let tabbed = |l: &Seen<'_>| l.until_gap < l.line.text.len() && l.line.text.contains('\t');
    let ruled = level.is_none() && first.is_some_and(|l| l.row || tabbed(l));
    Para {
        prose: prose.trim(),
        span: Span::new(first.map_or(0, |l| l.line.span.start), last.map_or(0, |l| l.line.span.end)),
        indent: first.map_or(0, |l| l.line.indent),
        level,
        chapter: first.is_some_and(|l| l.chapter),
        cells,
        ruled,
        full: wrap.is_some_and(|w| last.is_some_and(|l| l.is_full(w.width, 0))),
    }
}

/// Appends a line: spaces between a 汉字 and a Latin letter or digit, which PDF text has and official text
/// has not, and marks of bold type (**) are left out. A line without gaps and marks is taken whole.
fn append(text: &str, span: Span, whole: bool, prose: &mut Prose) {
    let line = span.of(text);
    let joint = |a: Option<char>, b: Option<char>| {
        // Latin words keep their space, also over the end of a line; 汉字 keep one where the line has it.
        matches!((a, b), (Some(a), Some(b)) if (a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric()) || (wide(a) && wide(b)))
    };
    let mut before = prose.as_str().chars().next_back();
    if before.is_some_and(|c| c.is_ascii_alphanumeric()) && line.chars().next().is_some_and(|c| c.is_ascii_alphabetic())
    {
        prose.push(" ", Span::new(span.start, span.start));
    }
    if whole {
        prose.push(line, span);
        return;
    }
    let mut at = 0;
    while at < line.len() {
        let rest = &line[at..];
        if let Some(after) = rest.strip_prefix("**") {
            at = line.len() - after.len();
            continue;
        }
        let space = rest.len() - rest.trim_start_matches([' ', '\u{3000}', '\t', '\u{a0}']).len();
        if space > 0 {
            let next = rest[space..].chars().next();
            if joint(before, next) && at > 0 {
                let first = rest.chars().next().map_or(1, char::len_utf8);
                prose.push(&rest[..first], Span::new(span.start + at, span.start + at + first));
            }
            at += space;
            continue;
        }
        let len = if rest.starts_with('*') { 1 } else { until_gap(rest) };
        prose.push(&rest[..len], Span::new(span.start + at, span.start + at + len));
        before = rest[..len].chars().next_back();
        at += len;
    }
}

/// Bytes up to the first blank or *: text is searched by its bytes, as most of it has none.
fn until_gap(text: &str) -> usize {
    let bytes = text.as_bytes();
    let may = |b: u8, next: u8| (b == b' ') | (b == b'\t') | (b == b'*') | (b == 0xc2) | ((b == 0x80) & (next == 0x80));
    let gap = |at: &usize| match bytes[*at] {
        b' ' | b'\t' | b'*' => true,
        0xc2 => bytes.get(at + 1) == Some(&0xa0),
        0xe3 => bytes.get(at + 1..at + 3) == Some(&[0x80, 0x80]),
        _ => false,
    };
    let from = skip(bytes, may).saturating_sub(2);
    (from..bytes.len()).find(gap).unwrap_or(bytes.len())
}

fn wide(c: char) -> bool {
    c as u32 >= 0x2000
}

/// The cells of a line of a table: of a pipe table, or parted by tabs or by two spaces and more.
fn columns(text: &str, line: &Line<'_>) -> Vec<Prose> {
    let mut cells = Vec::new();
    let mut push = |start: usize, end: usize| {
        let part = &line.text[start..end];
        let lead = part.len() - part.trim_start().len();
        let trimmed = part.trim();
        let at = line.span.start + start + lead;
        cells.push(Prose::verbatim(text, Span::new(at, at + trimmed.len())));
    };
    if row(line.text) {
        let mut start = usize::from(line.text.starts_with('|'));
        let inner = &line.text[start..line.text.len() - 1];
        for part in inner.split('|') {
            push(start, start + part.len());
            start += part.len() + 1;
        }
        return cells;
    }
    if line.text.contains('\t') {
        // Tabs keep empty cells.
        let mut start = 0;
        for part in line.text.split('\t') {
            push(start, start + part.len());
            start += part.len() + 1;
        }
        return cells;
    }
    let mut parts: Vec<(usize, usize)> = Vec::new();
    let mut start = 0;
    let mut gap: Option<usize> = None;
    let mut wide_gap = false;
    for (at, c) in line.text.char_indices() {
        if matches!(c, ' ' | '\u{3000}' | '\u{a0}') {
            wide_gap = gap.is_some();
            gap.get_or_insert(at);
            continue;
        }
        if let Some(from) = gap.take()
            && wide_gap
        {
            parts.push((start, from));
            start = at;
        }
        wide_gap = false;
    }
    parts.push((start, line.text.len()));
    if parts.len() >= 3 {
        parts.into_iter().for_each(|(start, end)| push(start, end));
    }
    cells
}

#[cfg(test)]
mod tests;
