//! Published text to a plan.

use super::head::{self, Frame};
use super::lines::{self, Furniture};
use super::paragraphs::{self, Para};
use super::{tables, web};
use crate::base::{Prose, SourceFile, Span};
use crate::plan::{Block, BoxBlock, Plan, Section, SectionKind, Table};
use crate::source::outline::{self, Heading, Item};

/// A plan read from published text, and how it was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Imported {
    /// The plan.
    pub plan: Plan,
    /// What was recognised.
    pub report: ImportReport,
}

/// What import recognised, and what it is unsure of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportReport {
    /// Lines that are not part of the text.
    pub furniture: Vec<Furniture>,
    /// Fields of the front matter, and the bytes they were read from.
    pub front: Vec<(&'static str, Span)>,
    /// What a person should look at.
    pub doubts: Vec<Doubt>,
}

/// Something import is unsure of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Doubt {
    /// What.
    pub kind: DoubtKind,
    /// Bytes of the file.
    pub span: Span,
}

/// What import is unsure of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DoubtKind {
    /// No numbered heading in the whole text.
    NoSections,
    /// Short lines in a row: likely a table whose columns were lost.
    LostTable,
    /// No title was found.
    NoTitle,
}

/// Reads published text: its notice, title, sections, boxes, tables and colophon. Every character of the
/// text is in the plan, in [`ImportReport::front`] or in [`ImportReport::furniture`].
pub fn text(file: &SourceFile) -> Imported {
    let (lines, mut furniture) = lines::read(&file.text);
    let paras = paragraphs::join(&file.text, &lines);
    let mut paras = head::part_glued(paras);
    let mut frame = head::read(&paras);
    if let Some(notice) = &mut frame.meta.notice {
        web::complete(&file.text, &furniture, notice);
    }
    let body = &mut paras[frame.body.0..frame.body.1];
    let mut doubts = Vec::new();
    let items = items(body, &frame, &mut doubts);
    let (preamble, sections) = outline::build(items, file.text.len());
    if sections.is_empty() && !paras.is_empty() {
        doubts.push(Doubt { kind: DoubtKind::NoSections, span: Span::new(0, file.text.len()) });
    }
    if frame.meta.title.is_none() && !paras.is_empty() {
        doubts.push(Doubt { kind: DoubtKind::NoTitle, span: Span::empty(0) });
    }
    doubts.sort_by_key(|d| d.span);
    furniture.extend(&frame.furniture);
    furniture.sort_by_key(|f| f.span);
    let plan = Plan { meta: frame.meta, preamble, sections, marks: Vec::new(), comments: Vec::new() };
    Imported { plan, report: ImportReport { furniture, front: frame.taken, doubts } }
}

/// Turns paragraphs into headings and blocks; the text of those that stay paragraphs is taken out of `paras`, for
/// nothing looks back at it.
fn items(paras: &mut [Para], frame: &Frame, doubts: &mut Vec<Doubt>) -> Vec<Item> {
    let mut out: Vec<Item> = Vec::with_capacity(paras.len());
    let mut open_box: Option<BoxBlock> = None;
    let mut at = 0;
    while at < paras.len() {
        let para = &paras[at];
        let text = para.prose.as_str();
        if let Some(title) = box_title(text) {
            close_box(&mut open_box, &mut out);
            open_box =
                Some(BoxBlock { title: para.prose.slice(title..text.len()), blocks: Vec::new(), span: para.span });
            at += 1;
            continue;
        }
        if let Some((table, next)) = tables::table(paras, at) {
            put(captioned(table, &mut open_box, &mut out), &mut open_box, &mut out);
            at = next;
            continue;
        }
        let numbered = if para.chapter {
            outline::chapter(&para.prose).map(|heading| (heading, Prose::default()))
        } else {
            outline::numbered(&para.prose)
        };
        if let Some((heading, _)) = &numbered
            && !open_box.as_ref().is_some_and(|open| counts_on(heading, open))
            && open_box.is_some()
            && leaves_box(heading, &out)
        {
            close_box(&mut open_box, &mut out);
        }
        if open_box.is_some() {
            put(taken(&mut paras[at]), &mut open_box, &mut out);
            at += 1;
            continue;
        }
        let listed = if at > 0 { head::attachments(&paras[at..]) } else { 0 };
        if listed > 0 {
            out.extend(paras[at..at + listed].iter_mut().map(|p| Item::Block(taken(p))));
            at += listed;
            continue;
        }
        if let Some(heading) = other_heading(para, frame, at > 0) {
            out.push(Item::Heading(heading));
            at += 1;
            continue;
        }
        match numbered {
            Some((mut heading, rest)) => {
                heading.level = para.level;
                out.push(Item::Heading(heading));
                if !rest.is_empty() {
                    out.push(Item::Block(outline::paragraph(rest)));
                }
            }
            None if para.level.is_some() => out.push(Item::Heading(plain_heading(para))),
            None => {
                if let Some(next) = tables::lost(paras, at) {
                    let span = Span::new(para.span.start, paras[next - 1].span.end);
                    doubts.push(Doubt { kind: DoubtKind::LostTable, span });
                    out.extend(paras[at..next].iter_mut().map(|p| Item::Block(taken(p))));
                    at = next;
                    continue;
                }
                out.push(Item::Block(taken(&mut paras[at])));
            }
        }
        at += 1;
    }
    close_box(&mut open_box, &mut out);
    out
}

/// The text of a paragraph as a block.
fn taken(para: &mut Para) -> Block {
    outline::paragraph(std::mem::take(&mut para.prose))
}

/// The table with the line before it, where that is its caption (表1 主要指标).
fn captioned(mut table: Table, open_box: &mut Option<BoxBlock>, out: &mut Vec<Item>) -> Block {
    let before = match open_box {
        Some(open) => open.blocks.last(),
        None => match out.last() {
            Some(Item::Block(block)) => Some(block),
            _ => None,
        },
    };
    if let Some(Block::Paragraph(p)) = before
        && outline::is_caption(p.prose.as_str())
    {
        let prose = p.prose.clone();
        table.span = table.span.cover(prose.span());
        table.caption = Some(prose);
        match open_box {
            Some(open) => drop(open.blocks.pop()),
            None => drop(out.pop()),
        }
    }
    Block::Table(table)
}

fn put(block: Block, open_box: &mut Option<BoxBlock>, out: &mut Vec<Item>) {
    match open_box {
        Some(open) => {
            let end = match &block {
                Block::Paragraph(p) => p.prose.span().end,
                Block::Table(t) => t.span.end,
                Block::Box(b) => b.span.end,
                Block::Picture(p) => p.span.end,
            };
            open.span.end = open.span.end.max(end);
            open.blocks.push(block);
        }
        None => out.push(Item::Block(block)),
    }
}

fn close_box(open: &mut Option<BoxBlock>, out: &mut Vec<Item>) {
    if let Some(done) = open.take() {
        out.push(Item::Block(Block::Box(done)));
    }
}

/// Where the title of a box begins: 专栏3 普及健康生活方式重点项目.
fn box_title(text: &str) -> Option<usize> {
    let rest = text.strip_prefix("专栏")?;
    let short = text.chars().count() <= 40 && !text.ends_with(['。', '，', '；']);
    let next = rest.chars().next();
    (short && next.is_none_or(|c| c.is_ascii_digit() || c.is_whitespace() || "一二三四五六七八九十：:".contains(c)))
        .then_some(0)
}

/// Whether a heading goes on counting what the box itself counts.
fn counts_on(heading: &Heading, open: &BoxBlock) -> bool {
    let Some(label) = &heading.label else { return false };
    let inside = open.blocks.iter().rev().find_map(|block| match block {
        Block::Paragraph(p) => outline::numbered(&p.prose)?.0.label.filter(|l| l.style == label.style),
        _ => None,
    });
    inside.is_some_and(|l| l.ordinal.checked_add(1) == Some(label.ordinal))
}

/// A box ends where the numbering of the text around it goes on.
fn leaves_box(heading: &Heading, before: &[Item]) -> bool {
    let Some(label) = &heading.label else { return false };
    let mut seen: Vec<&str> = Vec::new();
    for item in before.iter().rev() {
        let Item::Heading(Heading { label: Some(earlier), .. }) = item else { continue };
        if earlier.style == label.style {
            return label.ordinal == earlier.ordinal + 1 || (label.ordinal == 1 && seen.is_empty() && !heading.titled);
        }
        if !seen.contains(&earlier.style) {
            seen.push(earlier.style);
        }
    }
    // A chapter or section begins outside of boxes.
    matches!(label.style, "part" | "chapter" | "chapter-section")
}

/// Headings that are not numbered: an attachment, a further plan under the same notice.
fn other_heading(para: &Para, frame: &Frame, inside: bool) -> Option<Heading> {
    let text = para.prose.as_str();
    // Most paragraphs begin like none of them.
    let first = text.chars().next();
    if first != Some('附') && !frame.titles.iter().skip(1).any(|t| t.len() <= text.len() && t.chars().next() == first)
    {
        return None;
    }
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let number = bare.strip_prefix("附件").map(|n| n.trim_end_matches(['：', ':']));
    if inside && let Some(number) = number.filter(|n| n.chars().all(|c| c.is_ascii_digit()) && n.len() <= 2) {
        let ordinal = number.parse().unwrap_or(1);
        let label = crate::plan::Label {
            raw: text.to_owned(),
            key: format!("附件{number}"),
            ordinal,
            style: "attachment",
            span: para.prose.span(),
        };
        return Some(Heading {
            kind: SectionKind::Attachment,
            label: Some(label),
            ..bare_heading(para, Prose::default())
        });
    }
    let again = frame.titles.iter().skip(1).any(|t| *t == bare) && frame.meta.title.as_deref() != Some(bare.as_str());
    (inside && again).then(|| Heading { kind: SectionKind::Document, ..bare_heading(para, para.prose.clone()) })
}

fn plain_heading(para: &Para) -> Heading {
    bare_heading(para, para.prose.clone())
}

fn bare_heading(para: &Para, title: Prose) -> Heading {
    Heading {
        kind: SectionKind::Unnumbered,
        label: None,
        title,
        titled: true,
        run_in: false,
        level: para.level,
        id: None,
        implements: Vec::new(),
        span: para.prose.span(),
    }
}

/// The sections of a plan as `(path, title)`, for tests and reports.
pub fn contents(sections: &[Section]) -> Vec<(&str, &str)> {
    sections.iter().map(|s| (s.path.as_str(), s.title.as_str())).collect()
}
