//! The tree of sections: from headings and blocks in document order to sections with paths.

mod heading;

use crate::base::{Prose, Span};
use crate::data::numbering::{self, styles};
use crate::plan::{Block, Paragraph, Section, SectionId, SectionKind};
use rustc_hash::FxHashMap;

pub use heading::{Heading, attachment, chapter, heading, numbered, unnumbered};

/// A heading or a block, in document order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// Begins a section.
    Heading(Heading),
    /// Belongs to the section before it.
    Block(Block),
}

/// Puts items into a tree. `end` is the end of the document in bytes.
pub fn build(items: Vec<Item>, end: usize) -> (Vec<Block>, Vec<Section>) {
    let mut tree = Tree::new(&items);
    // How many blocks follow each heading, the last first: most have one, and blocks are large.
    let headings = items.iter().filter(|item| matches!(item, Item::Heading(_))).count();
    let mut rooms: Vec<usize> = items.split(|item| matches!(item, Item::Heading(_))).map(<[Item]>::len).collect();
    rooms.reverse();
    let mut room = || Vec::with_capacity(rooms.pop().unwrap_or_default());
    let mut preamble = room();
    let mut sections: Vec<Section> = Vec::with_capacity(headings);
    for item in items {
        match item {
            Item::Block(block) => match sections.last_mut() {
                Some(section) => section.blocks.push(block),
                None => preamble.push(block),
            },
            Item::Heading(heading) => {
                let parent = tree.place(&heading, sections.len());
                if let Some(parent) = parent {
                    let id = sections.len();
                    sections[parent].children.push(id);
                }
                let depth = parent.map_or(1, |p| sections[p].depth.saturating_add(1));
                if heading.kind == SectionKind::Document {
                    tree.documents += 1;
                }
                let leaf = leaf(&heading, tree.documents);
                let above = parent.map(|p| sections[p].path.as_str()).or(tree.prefix.as_deref());
                let mut path = match above.filter(|_| heading.kind != SectionKind::Document) {
                    Some(above) => format!("{above}/{leaf}"),
                    None => leaf,
                };
                let times = tree.paths.entry(path.clone()).or_insert(0);
                *times += 1;
                if *times > 1 {
                    path = format!("{path}#{times}");
                }
                if matches!(heading.kind, SectionKind::Document) {
                    tree.prefix = Some(path.clone());
                }
                sections.push(Section {
                    kind: heading.kind,
                    label: heading.label,
                    path,
                    title: heading.title,
                    run_in: heading.run_in,
                    titled: heading.titled,
                    depth,
                    parent,
                    children: Vec::new(),
                    blocks: room(),
                    id: heading.id,
                    implements: heading.implements,
                    heading_span: heading.span,
                    span: heading.span,
                });
            }
        }
    }
    if sections.is_empty()
        && let Some(at) = preamble.iter().position(|block| matches!(block, Block::Table(_)))
    {
        sections.push(implied(preamble.split_off(at)));
    }
    close(&mut sections, end);
    (preamble, sections)
}

/// What holds the table of a plan that has no heading, so that its rows can be tasks.
fn implied(blocks: Vec<Block>) -> Section {
    let start = blocks.first().map_or(0, |block| block_span(block).start);
    let start = Span::empty(start);
    Section { heading_span: start, span: start, ..Section::holding(SectionKind::Unnumbered, blocks) }
}

/// A section ends where the next one that is not below it begins.
fn close(sections: &mut [Section], end: usize) {
    let mut next_at_depth: Vec<usize> = Vec::new();
    for i in (0..sections.len()).rev() {
        let depth = usize::from(sections[i].depth);
        let until = next_at_depth.iter().take(depth + 1).copied().min().unwrap_or(end);
        sections[i].span.end = until.max(sections[i].heading_span.end);
        next_at_depth.resize(next_at_depth.len().max(depth + 1), end);
        next_at_depth.truncate(depth + 1);
        next_at_depth[depth] = sections[i].span.start;
    }
}

/// The last part of a section's path.
fn leaf(heading: &Heading, documents: usize) -> String {
    match (&heading.kind, &heading.label) {
        (SectionKind::Box, _) => format!("专栏:{}", heading.title.as_str()),
        (SectionKind::Document, _) => format!("文{documents}"),
        (_, Some(label)) => label.key.clone(),
        (SectionKind::Attachment, None) => "附件".to_owned(),
        (_, None) => plain_key(heading.title.as_str()),
    }
}

/// The title of an unnumbered section as a link of a path.
fn plain_key(title: &str) -> String {
    let own = title.chars().filter(|c| !c.is_whitespace());
    own.map(|c| match c {
        '/' => '／',
        '#' => '＃',
        c => c,
    })
    .collect()
}

/// How styles nest in one part of a document: as in the register, unless the part shows another order by
/// counting. Where style A goes on from n to n+1 and style B starts at 1 between them, and it is never so the
/// other way round, A stands above B.
#[derive(Debug, Default)]
struct Order {
    /// For (A, B): how often B started at 1 between two As that follow, and how often it went on.
    between: FxHashMap<(usize, usize), (u32, u32)>,
}

impl Order {
    fn learn(labels: &[(usize, u32)]) -> Self {
        let mut order = Order::default();
        // For each style its last number, and the first number of every other style since then.
        let mut last: FxHashMap<usize, (u32, Vec<(usize, u32)>)> = FxHashMap::default();
        for &(style, ordinal) in labels {
            if let Some((before, since)) = last.insert(style, (ordinal, Vec::new()))
                && before.checked_add(1) == Some(ordinal)
            {
                for (other, first) in since {
                    let count = order.between.entry((style, other)).or_default();
                    if first == 1 { count.0 += 1 } else { count.1 += 1 }
                }
            }
            for (other, (_, since)) in &mut last {
                if *other != style && !since.iter().any(|(s, _)| *s == style) {
                    since.push((style, ordinal));
                }
            }
        }
        order
    }

    fn is_above(&self, a: usize, b: usize) -> bool {
        let shown = |a: usize, b: usize| self.between.get(&(a, b)).copied().unwrap_or_default();
        let ((a_starts, a_goes_on), (b_starts, b_goes_on)) = (shown(a, b), shown(b, a));
        if a_starts > a_goes_on && b_starts == 0 {
            return true;
        }
        if b_starts > b_goes_on && a_starts == 0 {
            return false;
        }
        a < b
    }
}

/// The order of each part: the plan, then each attachment and further document.
fn orders(items: &[Item]) -> Vec<Order> {
    let mut parts: Vec<Vec<(usize, u32)>> = vec![Vec::new()];
    for item in items {
        let Item::Heading(heading) = item else { continue };
        if is_part(heading.kind) {
            parts.push(Vec::new());
        } else if let (Some(style), Some(part)) = (style_of(heading), parts.last_mut()) {
            part.push((style, heading.label.as_ref().map_or(0, |l| l.ordinal)));
        }
    }
    parts.iter().map(|part| Order::learn(part)).collect()
}

fn is_part(kind: SectionKind) -> bool {
    matches!(kind, SectionKind::Attachment | SectionKind::Document)
}

/// The heading's style as its place in the register.
fn style_of(heading: &Heading) -> Option<usize> {
    let label = heading.label.as_ref()?;
    styles().iter().position(|s| s.name == label.style)
}

/// What is open while the tree is built.
struct Tree {
    /// From the outermost.
    open: Vec<Open>,
    /// Times each path was given.
    paths: FxHashMap<String, usize>,
    /// Path of the further document that sections stand in.
    prefix: Option<String>,
    /// How many documents there are so far.
    documents: usize,
    order: Order,
    /// Those of the parts to come.
    orders: std::vec::IntoIter<Order>,
}

#[derive(Clone, Copy)]
struct Open {
    section: SectionId,
    /// Place of the numbering style in the register; `None` without a number.
    style: Option<usize>,
    ordinal: u32,
    /// Markdown level.
    level: Option<u8>,
    part: bool,
}

impl Tree {
    fn new(items: &[Item]) -> Self {
        let mut orders = orders(items).into_iter();
        let order = orders.next().unwrap_or_default();
        Self { open: Vec::new(), paths: FxHashMap::default(), prefix: None, documents: 1, order, orders }
    }

    /// Finds the parent of a heading, and opens it.
    fn place(&mut self, heading: &Heading, id: SectionId) -> Option<SectionId> {
        let style = style_of(heading);
        let ordinal = heading.label.as_ref().map_or(0, |l| l.ordinal);
        let part = is_part(heading.kind);
        if part {
            self.open.clear();
            self.order = self.orders.next().unwrap_or_default();
        } else if heading.kind == SectionKind::Box {
            return self.open.last().map(|o| o.section);
        } else if let Some(style) = style {
            self.close_for(style, ordinal, heading.level);
        } else {
            self.close_for_unnumbered(heading.level);
        }
        let parent = self.open.last().map(|o| o.section);
        if heading.kind != SectionKind::Document {
            self.open.push(Open { section: id, style, ordinal, level: heading.level, part });
        }
        parent
    }

    /// Without a number the mark of Markdown tells the depth; without that too it stands beside the last of
    /// its like, or below what is open.
    fn close_for_unnumbered(&mut self, level: Option<u8>) {
        match level {
            Some(level) => {
                while self.open.last().is_some_and(|o| !o.part && o.level.is_none_or(|l| l >= level)) {
                    self.open.pop();
                }
            }
            None => {
                if let Some(at) = self.open.iter().rposition(|o| !o.part && o.style.is_none()) {
                    self.open.truncate(at);
                }
            }
        }
    }

    /// Closes what cannot hold a heading of this style.
    fn close_for(&mut self, style: usize, ordinal: u32, level: Option<u8>) {
        // An unnumbered heading holds numbers of its own, unless they go on from those above it.
        let holds =
            |o: &Open| o.style.is_none() && !o.part && level.is_none_or(|new| o.level.is_none_or(|open| open < new));
        let wall = self.open.iter().rposition(holds);
        if let Some(at) = self.open.iter().rposition(|o| o.style == Some(style)) {
            let goes_on = self.open[at].ordinal.checked_add(1) == Some(ordinal);
            if goes_on || wall.is_none_or(|w| w < at) {
                self.open.truncate(at);
                return;
            }
        }
        while let Some(last) = self.open.last() {
            let above = match last.style {
                Some(open) => self.order.is_above(style, open),
                None => !last.part && !holds(last),
            };
            if !above {
                break;
            }
            self.open.pop();
        }
    }
}

/// Gives the sections of a plan whose headings bear no numbers the paths that the numbers `build` prints will
/// make: 一、 （一） 1. （1） (GB/T 9704-2012, 7.3.3). Does nothing where any heading has a number.
pub fn number(sections: &mut [Section]) {
    if sections.iter().any(|s| s.is_implied() || s.label.is_some() && !is_part(s.kind)) {
        return;
    }
    let mut counts: FxHashMap<(Option<SectionId>, Option<String>), u32> = FxHashMap::default();
    let mut prefix: Option<String> = None;
    let mut in_attachment = vec![false; sections.len()];
    for id in 0..sections.len() {
        let (parent, depth) = (sections[id].parent, sections[id].depth);
        if sections[id].kind == SectionKind::Document {
            prefix = Some(sections[id].path.clone());
        }
        let above = parent.and_then(|p| sections.get(p));
        in_attachment[id] = parent.is_some_and(|p| in_attachment[p] || sections[p].kind == SectionKind::Attachment);
        let above = above.map(|p| p.path.clone()).or_else(|| prefix.clone());
        if sections[id].kind != SectionKind::Unnumbered {
            continue;
        }
        let count = counts.entry((parent, above.clone())).or_default();
        *count += 1;
        let written = written(usize::from(depth).saturating_sub(usize::from(in_attachment[id])), *count);
        let key = numbering::read(&written).map_or_else(|| written.clone(), |read| read.key(&written));
        sections[id].kind = SectionKind::Numbered;
        sections[id].path = above.map_or_else(|| key.clone(), |above| format!("{above}/{key}"));
    }
}

/// The label a heading of this depth and number is printed with when the source leaves it out.
pub fn written(depth: usize, ordinal: u32) -> String {
    let style = match depth {
        0 | 1 => "han-comma",
        2 => "han-paren",
        3 => "arabic-dot",
        _ => "arabic-paren",
    };
    numbering::write(style, ordinal).unwrap_or_else(|| format!("{ordinal}."))
}

/// The bytes a block takes in the file.
pub fn block_span(block: &Block) -> Span {
    match block {
        Block::Paragraph(p) => p.prose.span(),
        Block::Table(t) => t.span,
        Block::Box(b) => b.span,
        Block::Picture(p) => p.span,
    }
}

/// Whether a line is the caption of a table: 表1 主要指标.
pub fn is_caption(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('表') else { return false };
    let numbered = rest
        .trim_start()
        .starts_with(|c: char| numbering::arabic(c).is_some() || "一二三四五六七八九十：:".contains(c));
    numbered && text.chars().count() <= 60 && !text.ends_with('。')
}

/// A paragraph block of a prose.
pub fn paragraph(prose: Prose) -> Block {
    Block::Paragraph(Paragraph { prose, item: false })
}

#[cfg(test)]
mod tests;
