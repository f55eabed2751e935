//! How a plan is built: sections in a tree, and blocks of text in them, every one with its span.

use super::Meta;
use crate::base::{Prose, Span};

/// A plan (方案) as it was read: from source or from published text, the same shape.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// What it says of itself.
    pub meta: Meta,
    /// Blocks before the first section (the opening paragraph 为深入贯彻落实…).
    pub preamble: Vec<Block>,
    /// All sections in document order; a section's parent stands before it.
    pub sections: Vec<Section>,
    /// `[text](target:ID)` and `[text](unit:FUNCTION)` marks, in order.
    pub marks: Vec<LinkMark>,
    /// HTML comments, with their spans: waivers are read from them.
    pub comments: Vec<Note>,
}

/// Index of a section in [`Plan::sections`].
pub type SectionId = usize;

/// What a section is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SectionKind {
    /// A numbered heading (一、 （一） 1. （1） 第一章 第一节).
    Numbered,
    /// A heading without a number.
    Unnumbered,
    /// An article (第一条) of a rule: holds no tasks.
    Article,
    /// A box (专栏), as a leaf.
    Box,
    /// An attachment (附件1): its sections' paths begin with its label.
    Attachment,
    /// A further document under the same notice; paths begin with `文2`.
    Document,
}

/// A heading's number.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Label {
    /// As written: `（一）`, `1．`, `第三章`.
    pub raw: String,
    /// Normalised for paths: `（一）`, `1`, `第三章`, `一`.
    pub key: String,
    /// The number it stands for, from 1.
    pub ordinal: u32,
    /// Which style of the register of numbering styles (`han-comma`, `han-paren`, `arabic-dot`,
    /// `arabic-paren`, `chapter`, `chapter-section`, `article`, `circled` …).
    pub style: &'static str,
    /// Bytes of the file.
    pub span: Span,
}

/// A heading and what it holds (章, 节, 一、（一）1.).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// What it is.
    pub kind: SectionKind,
    /// Its number, where it has one.
    pub label: Option<Label>,
    /// The chain of labels, `二/（一）/1`; unique in the plan (`#2` behind a repeated one).
    pub path: String,
    /// The title without its label and without a final 。
    pub title: Prose,
    /// Whether a 。 stands behind the title; the text that follows, where there is some, then belongs to the
    /// same printed paragraph (1.推进高水平医疗中心建设。按照…).
    pub run_in: bool,
    /// Whether the item has a title of its own; when not, `title` is its first sentence (which `blocks`
    /// holds too).
    pub titled: bool,
    /// Depth below the plan, from 1.
    pub depth: u8,
    /// The section that holds it.
    pub parent: Option<SectionId>,
    /// The sections it holds, in order.
    pub children: Vec<SectionId>,
    /// Its own text, before its first child section.
    pub blocks: Vec<Block>,
    /// The id given by hand: `{#talent}`.
    pub id: Option<(String, Span)>,
    /// Hand-made links: `implements=PLAN:PATH`.
    pub implements: Vec<(String, Span)>,
    /// Bytes of the heading.
    pub heading_span: Span,
    /// Bytes of the section with all it holds.
    pub span: Span,
}

/// A block of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Paragraph(Paragraph),
    /// A table.
    Table(Table),
    /// A box (专栏).
    Box(BoxBlock),
    /// A picture: few plans have one.
    Picture(Box<Picture>),
}

/// A picture that stands by itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Picture {
    /// Its file, as written: a path from the plan.
    pub path: String,
    /// What it shows, for those who cannot see it; not printed.
    pub alt: Prose,
    /// What stands below it (图1 …).
    pub caption: Option<Prose>,
    /// Bytes of the whole mark.
    pub span: Span,
}

/// A paragraph, hard wraps joined.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Paragraph {
    /// Its text.
    pub prose: Prose,
    /// Whether it is an item of a dash or bullet list.
    pub item: bool,
}

/// A table; rows of cells, the head first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// Its caption (表1 主要指标), where it has one.
    pub caption: Option<Prose>,
    /// How many of `rows` are head.
    pub head_rows: usize,
    /// The rows; every row has as many cells as the widest.
    pub rows: Vec<Vec<Cell>>,
    /// Bytes of the whole table.
    pub span: Span,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cell {
    /// Its text.
    pub prose: Prose,
    /// How many columns it covers (0: covered by a cell before it).
    pub columns: usize,
    /// How many rows it covers (0: covered by a cell above it).
    pub rows: usize,
}

/// A box (专栏): a title and blocks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BoxBlock {
    /// Its title, 专栏1 …
    pub title: Prose,
    /// What it holds.
    pub blocks: Vec<Block>,
    /// Bytes of the whole box.
    pub span: Span,
}

/// What a hand-made mark says of its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MarkKind {
    /// `[text](target:ID)`
    Target(String),
    /// `[text](unit:FUNCTION)`
    Unit(String),
}

/// A hand-made mark on a run of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkMark {
    /// What it says.
    pub kind: MarkKind,
    /// Bytes of the marked text in the file.
    pub span: Span,
}

/// A comment in the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What stands between `<!--` and `-->`.
    pub text: String,
    /// Bytes of the whole comment.
    pub span: Span,
}

impl Plan {
    /// The section of this path.
    pub fn section(&self, path: &str) -> Option<SectionId> {
        self.sections.iter().position(|s| s.path == path)
    }

    /// The innermost section that holds byte `offset`.
    pub fn section_at(&self, offset: usize) -> Option<SectionId> {
        // Sections stand in order, each within its parent: the last that begins before, or one that holds it.
        let mut at = self.sections.partition_point(|s| s.span.start <= offset).checked_sub(1);
        while let Some(section) = at.and_then(|id| self.sections.get(id)) {
            if offset < section.span.end {
                return at.filter(|_| !section.is_implied());
            }
            at = section.parent;
        }
        None
    }

    /// A section and all below it: they stand one after the other.
    pub fn within(&self, id: SectionId) -> std::ops::Range<SectionId> {
        let below = |s: &&Section| s.parent.is_some_and(|parent| parent >= id);
        let count = self.sections.get(id + 1..).map_or(0, |rest| rest.iter().take_while(below).count());
        id..id + 1 + count
    }

    /// Every picture of the plan in document order, boxes opened.
    pub fn pictures(&self) -> Vec<&Picture> {
        fn of<'a>(blocks: &'a [Block], out: &mut Vec<&'a Picture>) {
            for block in blocks {
                match block {
                    Block::Picture(picture) => out.push(picture),
                    Block::Box(inner) => of(&inner.blocks, out),
                    Block::Paragraph(_) | Block::Table(_) => {}
                }
            }
        }
        let mut out = Vec::new();
        of(&self.preamble, &mut out);
        self.sections.iter().for_each(|section| of(&section.blocks, &mut out));
        out
    }

    /// Every paragraph of the plan in document order (tables aside, boxes opened), with its section.
    pub fn paragraphs(&self) -> Vec<(Option<SectionId>, &Paragraph)> {
        let mut out = Vec::new();
        collect(None, &self.preamble, &mut out);
        for (id, section) in self.sections.iter().enumerate() {
            collect(Some(id), &section.blocks, &mut out);
        }
        out
    }
}

/// A run of text of a plan, for lints that read everything.
#[derive(Debug, Clone, Copy)]
pub struct TextRun<'a> {
    /// The section it stands in.
    pub section: Option<SectionId>,
    /// What it is.
    pub kind: TextKind,
    /// Its text.
    pub prose: &'a Prose,
}

/// What a [`TextRun`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TextKind {
    /// The title of a section or box, without its label.
    Title,
    /// A paragraph.
    Paragraph,
    /// A cell of a table.
    Cell,
}

impl Plan {
    /// Everything the plan says, in document order: titles, paragraphs, boxes and cells, each once (the
    /// title of an item without a title of its own is its first sentence, and stands in its paragraph).
    pub fn texts(&self) -> Vec<TextRun<'_>> {
        let mut out = Vec::new();
        runs(None, &self.preamble, &mut out);
        for (id, section) in self.sections.iter().enumerate() {
            if section.titled && !section.title.is_empty() {
                out.push(TextRun { section: Some(id), kind: TextKind::Title, prose: &section.title });
            }
            runs(Some(id), &section.blocks, &mut out);
        }
        out
    }
}

fn runs<'a>(section: Option<SectionId>, blocks: &'a [Block], out: &mut Vec<TextRun<'a>>) {
    for block in blocks {
        match block {
            Block::Paragraph(p) => out.push(TextRun { section, kind: TextKind::Paragraph, prose: &p.prose }),
            Block::Box(b) => {
                out.push(TextRun { section, kind: TextKind::Title, prose: &b.title });
                runs(section, &b.blocks, out);
            }
            Block::Picture(p) => {
                out.extend(p.caption.iter().map(|prose| TextRun { section, kind: TextKind::Cell, prose }));
            }
            Block::Table(t) => {
                let cells = t.caption.iter().chain(t.rows.iter().flatten().map(|c| &c.prose));
                out.extend(cells.filter(|p| !p.is_empty()).map(|prose| TextRun {
                    section,
                    kind: TextKind::Cell,
                    prose,
                }));
            }
        }
    }
}

fn collect<'a>(at: Option<SectionId>, blocks: &'a [Block], out: &mut Vec<(Option<SectionId>, &'a Paragraph)>) {
    for block in blocks {
        match block {
            Block::Paragraph(p) => out.push((at, p)),
            Block::Box(b) => collect(at, &b.blocks, out),
            Block::Table(_) | Block::Picture(_) => {}
        }
    }
}

impl Section {
    /// A section of the first level that holds some blocks and stands nowhere in the text itself yet: without number,
    /// title and path.
    pub fn holding(kind: SectionKind, blocks: Vec<Block>) -> Self {
        Self {
            kind,
            label: None,
            path: String::new(),
            title: Prose::default(),
            run_in: false,
            titled: false,
            depth: 1,
            parent: None,
            children: Vec::new(),
            blocks,
            id: None,
            implements: Vec::new(),
            heading_span: Span::default(),
            span: Span::default(),
        }
    }

    /// Whether it has neither number nor title: it holds the table, and what stands behind it, of a plan that is a
    /// table alone (任务分解表).
    pub fn is_implied(&self) -> bool {
        !self.titled && self.label.is_none()
    }

    /// The paragraphs of the section itself, boxes opened.
    pub fn paragraphs(&self) -> Vec<&Paragraph> {
        let mut out = Vec::new();
        collect(None, &self.blocks, &mut out);
        out.into_iter().map(|(_, p)| p).collect()
    }
}
