//! The tree of sections: from headings and blocks in document order to sections with paths.

use crate::base::{Prose, Span};
use crate::data::numbering::{self, styles};
use crate::plan::{Block, Label, Paragraph, Section, SectionId, SectionKind};
use rustc_hash::FxHashMap;

/// A heading as it was read, before it has its place in the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// What it is.
    pub kind: SectionKind,
    /// Its number.
    pub label: Option<Label>,
    /// Its title, without label and final 。
    pub title: Prose,
    /// Whether it has a title of its own.
    pub titled: bool,
    /// Whether a 。 stands behind the title: what follows belongs to the same printed paragraph.
    pub run_in: bool,
    /// The level of the Markdown heading, 1 to 6, where it is one.
    pub level: Option<u8>,
    /// The id given by hand.
    pub id: Option<(String, Span)>,
    /// Hand-made links.
    pub implements: Vec<(String, Span)>,
    /// Bytes of label and title, with the title's final mark.
    pub span: Span,
}

/// A heading or a block, in document order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// Begins a section.
    Heading(Heading),
    /// Belongs to the section before it.
    Block(Block),
}

/// The longest title a numbered paragraph may begin with, in characters: longer first sentences are text.
/// Titles in published plans end at about 35; measures begin at about 30.
const TITLE: usize = 40;
/// A numbered line without an end mark is a heading up to this length.
const LINE: usize = 80;

/// Reads the text of what is known to be a heading: its label, where it has one, and its title. A final 。
/// says that the text which follows belongs to the same paragraph.
pub fn heading(prose: Prose) -> Heading {
    let prose = prose.trim();
    let text = prose.as_str();
    let (label, from) = match numbering::read(text) {
        Some(read) => (
            Some(Label {
                raw: text[..read.len].to_owned(),
                key: read.key,
                ordinal: read.ordinal,
                style: styles().get(read.style).map_or("", |s| s.name.as_str()),
                span: prose.source_of(0..read.len),
            }),
            read.len,
        ),
        None => match attachment(text).or_else(|| without_mark(text)) {
            Some((mut label, rest)) => {
                label.span = prose.source_of(label.span);
                (Some(label), text.len() - rest.len())
            }
            None => (None, 0),
        },
    };
    titled(&prose, label, from)
}

/// A heading whose text is all title, whatever it looks like.
pub fn unnumbered(prose: Prose) -> Heading {
    titled(&prose.trim(), None, 0)
}

fn titled(prose: &Prose, label: Option<Label>, from: usize) -> Heading {
    let title = prose.slice(from..prose.as_str().len()).trim();
    let bare = title.as_str().strip_suffix('。').map(str::len);
    let kind = match label.as_ref().map(|l| l.style) {
        None => SectionKind::Unnumbered,
        Some("attachment") => SectionKind::Attachment,
        Some("article") => SectionKind::Article,
        Some(_) => SectionKind::Numbered,
    };
    Heading {
        kind,
        label,
        run_in: bare.is_some(),
        title: bare.map_or(title.clone(), |end| title.slice(0..end).trim()),
        titled: true,
        level: None,
        id: None,
        implements: Vec::new(),
        span: prose.span(),
    }
}

/// The label of an attachment at the start of `text` (附件, 附件1, 附件 2：) and what follows it. The label's
/// span counts from the start of `text`.
pub fn attachment(text: &str) -> Option<(Label, &str)> {
    let rest = text.strip_prefix("附件")?;
    let mut digits = String::new();
    let mut at = rest.len() - rest.trim_start().len();
    for c in rest.trim_start().chars() {
        let Some(digit) = numbering::arabic(c).and_then(|d| char::from_digit(d, 10)) else { break };
        digits.push(digit);
        at += c.len_utf8();
    }
    let after = if digits.is_empty() { rest } else { &rest[at..] };
    let body = after.trim_start();
    let body = body.strip_prefix(['：', ':', '.', '．', '、']).unwrap_or(body);
    // 附件下载, 附件所列: a word that goes on is no label unless a number or a mark parts them.
    if digits.is_empty() && !rest.is_empty() && body.len() == rest.len() {
        return None;
    }
    let raw = text[..text.len() - body.len()].trim_end();
    let label = Label {
        raw: raw.to_owned(),
        key: format!("附件{digits}"),
        ordinal: digits.parse().unwrap_or(1),
        style: "attachment",
        span: Span::new(0, raw.len()),
    };
    Some((label, body.trim_start()))
}

/// The number of a chapter that no mark follows (1 总则), where the text is known to be a heading, and the title. The
/// label's span counts from the start of `text`.
fn without_mark(text: &str) -> Option<(Label, &str)> {
    let title = text.trim_start_matches(|c| numbering::arabic(c).is_some()).trim_start();
    let raw = text[..text.len() - title.len()].trim_end();
    (raw.len() < text.len() - title.len()).then_some(())?;
    let (label, title) = chapter_label(raw).zip(Some(title))?;
    let words = title.starts_with(|c: char| c.is_alphabetic() && !c.is_ascii()) && !numbering::is_figure(title);
    words.then_some((label, title))
}

/// A chapter's number alone. It stands where 1. does.
fn chapter_label(raw: &str) -> Option<Label> {
    let key: String = raw.chars().map_while(|c| char::from_digit(numbering::arabic(c)?, 10)).collect();
    let ordinal = key.parse().ok().filter(|n| (1..100).contains(n))?;
    Some(Label { raw: raw.to_owned(), key, ordinal, style: "arabic-dot", span: Span::new(0, raw.len()) })
}

/// The heading of a chapter that import knows by what stands below it, white space or none behind its number:
/// 1 总则, 1总则.
pub fn chapter(prose: &Prose) -> Option<Heading> {
    let prose = prose.clone().trim();
    let digits = prose.as_str().chars().take_while(|c| numbering::arabic(*c).is_some()).map(char::len_utf8).sum();
    let mut label = chapter_label(&prose.as_str()[..digits])?;
    label.span = prose.source_of(label.span);
    Some(titled(&prose, Some(label), digits))
}

/// Reads a numbered paragraph: its heading, and the text that follows in the paragraph. `None` when it
/// begins with no label.
///
/// The title is the text up to the first 。 when it is short and something follows or the line is a heading
/// of its own; otherwise the item has no title and its whole text is returned to stand in its blocks.
pub fn numbered(prose: &Prose) -> Option<(Heading, Prose)> {
    // Most texts have no label: the text is looked at before it is copied.
    let read = numbering::read(prose.as_str().trim())?;
    let trimmed;
    let prose = if prose.as_str().trim().len() == prose.as_str().len() {
        prose
    } else {
        trimmed = prose.clone().trim();
        &trimmed
    };
    let text = prose.as_str();
    let style = &styles()[read.style];
    let after = text[read.len..].trim_start_matches([' ', '\u{3000}', '\t', '\u{a0}']);
    let start = text.len() - after.len();
    let label = Label {
        raw: text[..read.len].to_owned(),
        key: read.key,
        ordinal: read.ordinal,
        style: &style.name,
        span: prose.source_of(0..read.len),
    };
    let kind = if style.name == "article" { SectionKind::Article } else { SectionKind::Numbered };
    let end = title_end(after, kind);
    let heading = |title: Prose, titled: bool, run_in: bool, end: usize| Heading {
        kind,
        label: Some(label.clone()),
        title,
        titled,
        run_in,
        level: None,
        id: None,
        implements: Vec::new(),
        span: prose.source_of(0..end),
    };
    match end {
        Some((title, body)) => {
            let rest = prose.slice(start + body..text.len()).trim();
            let title = prose.slice(start..start + title).trim();
            let run_in = text[..start + body].ends_with('。');
            Some((heading(title, true, run_in, start + body), rest))
        }
        None => {
            let first = after.find(['。', '！', '？']).unwrap_or(after.len());
            let title = prose.slice(start..start + first);
            Some((heading(title, false, false, start), prose.slice(start..text.len())))
        }
    }
}

/// Where the title of a numbered text ends and where what follows begins; `None` when it has none.
fn title_end(text: &str, kind: SectionKind) -> Option<(usize, usize)> {
    if kind == SectionKind::Article {
        return None;
    }
    let stop = stop_of(text);
    let Some((at, mark)) = stop else {
        // No end mark: a heading of its own line, with or without a clause in brackets behind it.
        let end = clause_at(text).unwrap_or(text.len());
        let title = text[..end].trim_end();
        let short = title.chars().count() <= LINE && !title.ends_with(['：', ':', '，', '、', '；']);
        return (short && !title.is_empty()).then_some((title.len(), end));
    };
    let title = &text[..at];
    let rest = text[at + mark.len_utf8()..].trim();
    if mark != '。' || !is_title(title) {
        return None;
    }
    // 10.推进甲建设。 with nothing behind it: the measure itself, unless it is as short as a title.
    if rest.is_empty() && title.chars().count() > 25 {
        return None;
    }
    Some((at, at + mark.len_utf8()))
}

/// The mark that ends the first sentence; what stands in a bracket at the end of the line ends none:
/// 理念提升行动（牵头单位：县安委办；配合单位：县委宣传部）.
fn stop_of(text: &str) -> Option<(usize, char)> {
    let stop = text.char_indices().find(|(_, c)| matches!(c, '。' | '；' | '！' | '？'))?;
    let open = clause_at(text).filter(|open| *open < stop.0 && !text[*open..].contains('。'));
    if open.is_some() { None } else { Some(stop) }
}

/// Whether a first sentence reads as a title: short, and neither a statement with figures or quotes of
/// documents nor one of several steps.
fn is_title(text: &str) -> bool {
    let letters = text.chars().count();
    let commas = text.matches('，').count();
    letters > 0
        && letters <= TITLE
        && commas <= 3
        && !text.contains(['《', '：', '；'])
        && !(letters > 30 && commas > 2)
}

/// Where a responsibility clause in brackets at the end of a heading begins: 加强规划（责任单位：市财政局）.
fn clause_at(text: &str) -> Option<usize> {
    if !text.trim_end().ends_with(['）', ')']) {
        return None;
    }
    let open = text.rfind(['（', '(']).filter(|open| *open > 0)?;
    ["责任", "牵头", "负责", "配合", "参加"].iter().any(|w| text[open..].contains(w)).then_some(open)
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
        let key = numbering::read(&written).map_or(written, |r| r.key);
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
