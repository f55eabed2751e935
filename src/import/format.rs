//! Canonical source (`plangen fmt`): front matter in order, heading levels by their labels, one space where one
//! belongs, one empty line between blocks. No word changes: what is written is read again, and where it does not
//! read as the same plan it is not taken.

use super::format_front;
use crate::base::{SourceFile, Span};
use crate::data::numbering;
use crate::plan::{Block, Meta, Plan, Section, SectionKind};
use crate::source::{self, Parsed, outline};
use std::collections::BTreeMap;

/// How often what was written is looked at again.
const ROUNDS: usize = 4;

/// A source file in canonical form: the same text when it is so already. `None` for published text, which is no
/// source.
pub fn format(file: &SourceFile) -> Option<String> {
    if !source::is_source(&file.text) {
        return None;
    }
    let first = Read::of(file.text.clone());
    let mut now = first.clone();
    for _ in 0..ROUNDS {
        // Where the whole does not read the same, one part of it may.
        let written = [(true, true), (false, true), (true, false)].into_iter().find_map(|(front, body)| {
            let read = Read::of(write(&now, front, body));
            same(&first, &read).then_some(read)
        });
        match written {
            Some(written) if written.file.text != now.file.text => now = written,
            _ => return Some(now.file.text),
        }
    }
    // What does not come to rest is left as it was.
    Some(file.text.clone())
}

/// A source with what is read from it.
#[derive(Clone)]
struct Read {
    file: SourceFile,
    parsed: Parsed,
}

impl Read {
    fn of(text: String) -> Self {
        let file = SourceFile::new("plan.md", text);
        let parsed = source::parse(&file);
        Self { file, parsed }
    }

    /// What its waivers say and the words they cover.
    fn waivers(&self) -> Vec<(Vec<String>, String, Option<String>, String)> {
        let of = |w: source::Waiver| {
            let codes = w.codes.into_iter().map(|c| c.0).collect();
            (codes, w.reason, w.until, letters(w.scope.of(&self.file.text)))
        };
        source::waivers(&self.file, &self.parsed.plan).into_iter().map(of).collect()
    }
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Whether two sources say the same: all but where it stands.
fn same(a: &Read, b: &Read) -> bool {
    let meta = |plan: &Plan| {
        let mut meta = plan.meta.clone();
        (meta.span, meta.title_span) = (Span::default(), Span::default());
        meta.id.iter_mut().chain(&mut meta.parents).for_each(|link| link.span = Span::default());
        meta
    };
    let (p, q): (&Plan, &Plan) = (&a.parsed.plan, &b.parsed.plan);
    let metas: (Meta, Meta) = (meta(p), meta(q));
    let codes = |r: &Read| {
        let mut codes: Vec<_> = r.parsed.findings.iter().map(|f| (f.code, f.variant)).collect();
        codes.sort_unstable();
        codes
    };
    metas.0 == metas.1
        && p.sections.len() == q.sections.len()
        && p.sections.iter().zip(&q.sections).all(|(s, t)| same_section(s, t))
        && same_blocks(&p.preamble, &q.preamble)
        && p.marks.len() == q.marks.len()
        && p.marks
            .iter()
            .zip(&q.marks)
            .all(|(m, n)| m.kind == n.kind && letters(m.span.of(&a.file.text)) == letters(n.span.of(&b.file.text)))
        && p.comments.len() == q.comments.len()
        && p.comments.iter().zip(&q.comments).all(|(m, n)| m.text.lines().eq(n.text.lines()))
        && codes(a) == codes(b)
        && a.waivers() == b.waivers()
}

fn same_section(a: &Section, b: &Section) -> bool {
    let ids = |s: &Section| {
        let links: Vec<String> = s.implements.iter().map(|l| l.0.clone()).collect();
        (s.id.as_ref().map(|i| i.0.clone()), links)
    };
    a.kind == b.kind
        && a.path == b.path
        && a.label.as_ref().map(|l| &l.raw) == b.label.as_ref().map(|l| &l.raw)
        && a.title.as_str() == b.title.as_str()
        && (a.run_in, a.titled, a.depth, a.parent) == (b.run_in, b.titled, b.depth, b.parent)
        && ids(a) == ids(b)
        && same_blocks(&a.blocks, &b.blocks)
}

fn same_blocks(a: &[Block], b: &[Block]) -> bool {
    a.len() == b.len()
        && a.iter().zip(b).all(|pair| match pair {
            (Block::Paragraph(p), Block::Paragraph(q)) => p.item == q.item && p.prose.as_str() == q.prose.as_str(),
            (Block::Box(p), Block::Box(q)) => p.title.as_str() == q.title.as_str() && same_blocks(&p.blocks, &q.blocks),
            (Block::Table(p), Block::Table(q)) => {
                let caption = |t: &crate::plan::Table| t.caption.as_ref().map(|c| c.as_str().to_owned());
                let cells = |t: &crate::plan::Table| -> Vec<Vec<String>> {
                    t.rows.iter().map(|r| r.iter().map(|c| c.prose.as_str().to_owned()).collect()).collect()
                };
                caption(p) == caption(q) && p.head_rows == q.head_rows && cells(p) == cells(q)
            }
            (Block::Picture(p), Block::Picture(q)) => {
                let caption = |p: &crate::plan::Picture| p.caption.as_ref().map(|c| c.as_str().to_owned());
                p.path == q.path && p.alt.as_str() == q.alt.as_str() && caption(p) == caption(q)
            }
            _ => false,
        })
}

/// The source anew: its front matter, its body, or both.
fn write(read: &Read, front: bool, body: bool) -> String {
    let text = read.file.text.as_str();
    let plan = &read.parsed.plan;
    let eol = if text.matches("\r\n").count() * 2 > text.matches('\n').count() { "\r\n" } else { "\n" };
    let mut out = String::with_capacity(text.len() + 64);
    let found = source::front_matter(text);
    let from = found.map_or(0, |f| f.span.end);
    match found.filter(|f| front && f.closed) {
        Some(found) => {
            let base = found.yaml.start;
            let yaml = format_front::format(found.yaml.of(text), base, plan, &read.parsed.findings);
            out.push_str(&format!("---\n{yaml}---\n"));
        }
        None => out.push_str(&text[..from]),
    }
    if body {
        let mut writer = Body::new(text, plan, from);
        writer.lines(from);
        // Behind the front matter stands an empty line.
        if !writer.out.is_empty() && found.is_some_and(|f| f.closed) {
            out.push('\n');
        }
        out.push_str(&writer.out);
    } else {
        out.push_str(&text[from..]);
    }
    if eol == "\n" { out.replace("\r\n", "\n") } else { out.replace("\r\n", "\n").replace('\n', "\r\n") }
}

/// What a line of the body begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Start<'a> {
    /// A heading that stands in the plan.
    Heading(&'a Section),
    /// A paragraph, the caption of a table, a box.
    Block,
    /// A table.
    Table,
}

struct Body<'a> {
    text: &'a str,
    plan: &'a Plan,
    /// Starts of blocks, by the byte their words begin at.
    starts: BTreeMap<usize, Start<'a>>,
    /// Where tables stand, those in boxes aside.
    tables: Vec<Span>,
    /// Comments that stand alone on their lines.
    comments: Vec<Span>,
    out: String,
}

impl<'a> Body<'a> {
    fn new(text: &'a str, plan: &'a Plan, from: usize) -> Self {
        let mut starts = BTreeMap::new();
        let mut tables = Vec::new();
        let mut add = |blocks: &'a [Block], starts: &mut BTreeMap<usize, Start<'a>>| {
            for block in blocks {
                let at = outline::block_span(block).start;
                let start = match block {
                    Block::Paragraph(p) if p.item => continue,
                    Block::Paragraph(_) | Block::Box(_) | Block::Picture(_) => Start::Block,
                    Block::Table(table) => {
                        tables.push(table.span);
                        match &table.caption {
                            Some(caption) => {
                                starts.insert(caption.span().start, Start::Block);
                                continue;
                            }
                            None => Start::Table,
                        }
                    }
                };
                starts.insert(at, start);
            }
        };
        add(&plan.preamble, &mut starts);
        for section in &plan.sections {
            add(&section.blocks, &mut starts);
        }
        for section in &plan.sections {
            starts.insert(section.heading_span.start, Start::Heading(section));
        }
        let alone = |span: &Span| {
            let line = text[..span.start].rfind('\n').map_or(0, |i| i + 1);
            let before = text[line..span.start].trim().is_empty();
            before && text[span.end..].lines().next().unwrap_or("").trim().is_empty()
        };
        let comments = plan.comments.iter().map(|c| c.span).filter(|s| s.start >= from && alone(s)).collect();
        Self { text, plan, starts, tables, comments, out: String::new() }
    }

    fn lines(&mut self, from: usize) {
        let text = self.text;
        let mut at = from;
        let mut fence: Option<char> = None;
        let mut empty = false;
        let mut attached = false;
        let mut comments = self.comments.clone().into_iter().peekable();
        while at < text.len() {
            let end = text[at..].find('\n').map_or(text.len(), |i| at + i + 1);
            let line = text[at..end].trim_end_matches(['\n', '\r']);
            let bare = line.trim_start_matches([' ', '\t']);
            if fence.is_none()
                && let Some(comment) = comments.next_if(|c| c.start < end)
            {
                // A comment stands with what follows it.
                self.gap();
                if attached {
                    self.close();
                }
                let until = text[comment.end..].find('\n').map_or(text.len(), |i| comment.end + i + 1);
                self.out.push_str(comment.of(text));
                self.out.push('\n');
                (at, empty, attached) = (until, false, true);
                continue;
            }
            if let Some(mark) = ['`', '~'].into_iter().find(|m| bare.starts_with(&m.to_string().repeat(3)))
                && fence.is_none_or(|open| open == mark)
            {
                if fence.is_none() && !attached {
                    self.gap();
                }
                fence = if fence.is_none() { Some(mark) } else { None };
                self.push(line);
                (at, empty, attached) = (end, false, false);
                continue;
            }
            if fence.is_some() {
                self.push(line);
            } else if line.bytes().all(|b| matches!(b, b' ' | b'\t')) {
                empty = true;
                at = end;
                continue;
            } else {
                let span = Span::new(at, end);
                let start = self.starts.range(at..end).next().map(|(_, s)| *s);
                if (empty || start.is_some()) && !attached {
                    self.gap();
                }
                let next = self.line(line, span, start);
                if let Some(next) = next {
                    (at, empty, attached) = (next, false, false);
                    continue;
                }
            }
            (at, empty, attached) = (end, false, false);
        }
        self.close();
        if self.out.trim().is_empty() {
            self.out.clear();
        }
    }

    fn push(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }

    /// An empty line, unless one is there or nothing is.
    fn gap(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    /// Takes back empty lines at the end.
    fn close(&mut self) {
        while self.out.ends_with("\n\n") {
            self.out.pop();
        }
    }

    /// Writes one line; where more than the line was taken, answers with the byte behind it.
    fn line(&mut self, line: &str, span: Span, start: Option<Start<'a>>) -> Option<usize> {
        let bare = line.trim_end_matches([' ', '\t']);
        let lead = bare.len() - bare.trim_start_matches(' ').len();
        let own = &bare[lead..];
        if let Some(Start::Heading(section)) = start
            && lead < 4
        {
            if own.starts_with('#') {
                let written = self.heading(own, section, span);
                self.push(&written);
                return None;
            }
            // A heading that a line below it makes one.
            let next = self.text[span.end..].lines().next().unwrap_or("").trim();
            let rule = !next.is_empty() && (next.bytes().all(|b| b == b'=') || next.bytes().all(|b| b == b'-'));
            if rule && section.heading_span.end > span.end {
                let written = self.heading(&format!("# {own}"), section, span);
                self.push(&written);
                let rest = &self.text[span.end..];
                return Some(rest.find('\n').map_or(self.text.len(), |i| span.end + i + 1));
            }
        }
        if lead < 4 && own.starts_with('#') {
            // The title of the plan.
            let level = own.len() - own.trim_start_matches('#').len();
            let (marks, title) = own.split_at(level);
            if level <= 6 && title.starts_with([' ', '\t']) {
                self.push(&format!("{marks} {}", closed(title)));
                return None;
            }
        }
        if lead < 4 && own.starts_with('|') && self.tables.iter().any(|t| t.contains(Span::empty(span.start + lead))) {
            let written = row(own);
            self.push(&written);
            return None;
        }
        if lead < 4 && own.starts_with('>') && !own.starts_with(">>") {
            let inner = own[1..].trim_start_matches(' ');
            // Deeper marks and their indents are left as they are.
            let plain = !inner.is_empty() && !inner.starts_with(['>', '-', '+', '*', '`', '~', '\t']);
            let written = match inner {
                "" => ">".to_owned(),
                _ if inner.starts_with('|') => format!("> {}", row(inner)),
                _ if plain => format!("> {inner}"),
                _ => own.to_owned(),
            };
            self.push(&written);
            return None;
        }
        // The indent of a paragraph is a matter of its layout.
        let inner = bare.trim_start_matches([' ', '\t', '\u{3000}']);
        let marked = inner.starts_with(['#', '>', '-', '+', '*', '|', '=', '`', '~', ':']) || is_item(inner);
        let begins = matches!(start, Some(Start::Block | Start::Heading(_)));
        let written = if begins && !marked { inner } else { bare };
        let written = written.to_owned();
        self.push(&written);
        None
    }

    /// A heading of one line with the level of its section.
    fn heading(&self, own: &str, section: &Section, span: Span) -> String {
        let level = match section.kind {
            SectionKind::Document | SectionKind::Attachment => 1,
            _ => (usize::from(section.depth) - usize::from(self.in_attachment(section))).clamp(1, 5) + 1,
        };
        let title = closed(own.trim_start_matches('#'));
        let marks = "#".repeat(level);
        // Between label and title stands what keeps them apart, and no more.
        if let Some(label) = &section.label
            && span.contains(label.span)
            && let Some(rest) = title.strip_prefix(label.raw.as_str())
            && !rest.trim_start().is_empty()
        {
            let rest = rest.trim_start();
            let gap = if apart(&label.raw, rest) { " " } else { "" };
            return format!("{marks} {}{gap}{rest}", label.raw);
        }
        format!("{marks} {title}")
    }

    fn in_attachment(&self, section: &Section) -> bool {
        let ancestors = std::iter::successors(section.parent, |&p| self.plan.sections.get(p).and_then(|s| s.parent));
        ancestors.filter_map(|p| self.plan.sections.get(p)).any(|s| s.kind == SectionKind::Attachment)
    }
}

/// Whether a label and what follows it are read apart only by a space.
fn apart(label: &str, rest: &str) -> bool {
    let own = numbering::read(label).map(|r| r.len);
    let read = numbering::read(&format!("{label}{rest}")).map(|r| r.len);
    let word = label.ends_with(|c: char| c.is_alphanumeric() && !matches!(c, '①'..='⑳'));
    word || own != read
}

/// The text of a heading without the marks that may close it.
fn closed(text: &str) -> &str {
    let text = text.trim();
    let open = text.trim_end_matches('#');
    if open.len() < text.len() && (open.is_empty() || open.ends_with([' ', '\t'])) { open.trim_end() } else { text }
}

/// Whether a line is an item of a numbered list.
fn is_item(line: &str) -> bool {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    (1..=9).contains(&digits)
        && line[digits..].strip_prefix(['.', ')']).is_some_and(|rest| rest.starts_with([' ', '\t']) || rest.is_empty())
}

/// A row of a pipe table with one space round each cell.
fn row(line: &str) -> String {
    let inner = line.strip_prefix('|').unwrap_or(line);
    let mut cells: Vec<String> = vec![String::new()];
    let mut escaped = false;
    for c in inner.chars() {
        if c == '|' && !escaped {
            cells.push(String::new());
        } else if let Some(cell) = cells.last_mut() {
            cell.push(c);
        }
        escaped = c == '\\' && !escaped;
    }
    // Behind the last mark there is no cell.
    if cells.last().is_some_and(|c| c.trim().is_empty()) && cells.len() > 1 {
        cells.pop();
    }
    let rule = |c: &str| {
        let c = c.trim();
        let dashes = c.trim_start_matches(':').trim_end_matches(':');
        !dashes.is_empty() && dashes.bytes().all(|b| b == b'-')
    };
    let written: Vec<String> = match cells.iter().all(|c| rule(c)) {
        true => cells
            .iter()
            .map(|c| {
                let c = c.trim();
                let (left, right) = (c.starts_with(':'), c.ends_with(':'));
                format!("{}---{}", if left { ":" } else { "" }, if right { ":" } else { "" })
            })
            .collect(),
        false => cells.iter().map(|c| c.trim().to_owned()).collect(),
    };
    format!("| {} |", written.join(" | "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn formatted(text: &str) -> String {
        format(&SourceFile::new("plan.md", text)).expect("source")
    }

    fn body(text: &str) -> String {
        let all = formatted(&format!("---\nplangen: 1\n---\n{text}"));
        all.strip_prefix("---\nplangen: 1\n---\n\n").unwrap_or(&all).to_owned()
    }

    #[test]
    fn published_text_is_no_source() {
        assert_eq!(format(&SourceFile::new("plan.txt", "一、总体要求\n")), None);
    }

    #[test]
    fn headings_get_the_level_of_their_labels() {
        assert_eq!(
            body("# 一、总体要求\n# （一） 目标 #\n##   1. 加强巡查\n落实经费。\n### 二、保障\n"),
            "## 一、总体要求\n\n### （一）目标\n\n#### 1.加强巡查\n\n落实经费。\n\n## 二、保障\n"
        );
        assert_eq!(
            body("## 第一章 总则\n甲。\n## 第一节  背景\n乙。\n"),
            "## 第一章 总则\n\n甲。\n\n### 第一节 背景\n\n乙。\n"
        );
        assert_eq!(body("一、甲\n======\n乙。\n"), "## 一、甲\n\n乙。\n");
        assert_eq!(body("##  一、甲 {#a implements=b:二}\n\n乙。"), "## 一、甲 {#a implements=b:二}\n\n乙。\n");
    }

    #[test]
    fn blocks_stand_apart_by_one_empty_line() {
        assert_eq!(
            body("\n\n　　甲。  \n　　乙。\n\n\n\n- 丙\n- 丁\n\n>戊\n>\n>  己。\n\n|a|b|\n|:-|---|\n| 1|2 |\n庚。\n"),
            "甲。\n\n乙。\n\n- 丙\n- 丁\n\n> 戊\n>\n> 己。\n\n| a | b |\n| :--- | --- |\n| 1 | 2 |\n庚。\n"
        );
    }

    #[test]
    fn a_waiver_stays_with_what_it_covers() {
        let waiver = "<!-- plangen: allow PG603 reason=\"甲\" -->";
        assert_eq!(
            body(&format!("乙。\n{waiver}\n\n\n# 一、丙\n丁。{waiver}戊。\n")),
            format!("乙。\n\n{waiver}\n## 一、丙\n\n丁。{waiver}戊。\n")
        );
    }

    #[test]
    fn code_is_left_alone() {
        let text = "```\n# 一、甲\n\n\n  乙  \n```\n";
        assert_eq!(body(text), text);
    }

    #[test]
    fn the_front_matter_gets_its_order_and_keeps_what_was_said_beside_it() {
        assert_eq!(
            formatted(
                "---\nnotice:\n    number: \"甲〔2024〕1号\"\n    text: |\n      乙\n    issuer: 丙\n# the title\ntitle:   丁\nplangen: 1\nlevel: city # seat\ncolour: red\nparents:\n  - a.md\n  - b.md\nid: 戊\n---\n一、己\n"
            ),
            "---\nplangen: 1\nid: 戊\n# the title\ntitle:   丁\nlevel: city # seat\nparents: [a.md, b.md]\nnotice:\n  issuer: 丙\n  number: 甲〔2024〕1号\n  text: |\n    乙\ncolour: red\n---\n\n一、己\n"
        );
    }

    #[test]
    fn line_ends_are_kept() {
        assert_eq!(
            formatted("---\r\nplangen: 1\r\n---\r\n# 一、甲\r\n乙。\r\n"),
            "---\r\nplangen: 1\r\n---\r\n\r\n## 一、甲\r\n\r\n乙。\r\n"
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn it_comes_to_rest_and_says_the_same(
            front in "(\nid: a|\ntitle: 甲|\n# c|\nlevel: city|\nnotice:\n  to: 乙|\nnotice:\n  text: \\|\n    a\n\n    b|\nx: y|\nid: \"b\" # d){0,4}",
            text in "((#|##|####) ?|>|- |\\||　　|    |<!-- a -->|<!-- plangen: allow PG603 reason=丙 -->|```)?(一、|（一）|1\\.|1\\. |第一章 |附件1|\\*|---|===|甲|\\|a\\|b\\|){0,2}(乙。|丙|  | #)?(\n|\n\n|\r\n|\n\n\n){1}",
            more in prop::collection::vec("((#|##|####) ?|>|- |\\||　　|    |<!-- a -->|```)?(一、|（一）|1\\.|1\\. |第一章 |附件1|\\*|---|===|甲|\\|a\\|b\\||\\|-\\|-\\|){0,2}(乙。|丙|  | #)?(\n|\n\n|\r\n|\n\n\n){1}", 0..12),
        ) {
            let text = format!("---\nplangen: 1{front}\n---\n{text}{}", more.concat());
            let once = formatted(&text);
            prop_assert_eq!(&formatted(&once), &once);
            let (before, after) = (Read::of(text), Read::of(once));
            prop_assert!(same(&before, &after));
        }
    }
}
