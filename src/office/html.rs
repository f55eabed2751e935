//! Web pages of government sites: the text of the document, without menus, share bars and lists of files.

use super::Trouble;
use super::blocks::{Block, Builder, Line};
use crate::base::{LeftOut, Origin, OriginKind};
use ego_tree::NodeRef;
use ego_tree::iter::Edge;
use encoding_rs::{Encoding, GB18030, UTF_8};
use rustc_hash::FxHashMap;
use scraper::node::Element;
use scraper::{Html, Node};

/// The most cells of all tables together.
const CELLS: usize = 1_000_000;

/// Whether bytes begin as a web page does.
pub fn is_page(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(512)];
    let from = head.iter().position(|byte| byte.is_ascii() && !char::from(*byte).is_whitespace());
    let head = &head[from.unwrap_or(head.len())..];
    let starts = |head: &[u8], tag: &str| head.get(..tag.len()).is_some_and(|s| s.eq_ignore_ascii_case(tag.as_bytes()));
    starts(head, "<!doctype html")
        || starts(head, "<html")
        || starts(head, "<?xml") && (0..head.len()).any(|at| starts(&head[at..], "<html"))
}

/// The text of a page.
pub fn read(bytes: &[u8]) -> Result<(String, Origin), Trouble> {
    let text = decoded(bytes);
    if is_too_deep(&text) {
        return Err(Trouble::TooLarge);
    }
    let page = Html::parse_document(&text);
    let weights = weigh(&page);
    let mut builder = Builder::default();
    let Some(root) = content(&page, &weights) else {
        return Ok(builder.write(Vec::new(), OriginKind::Html));
    };
    let mut reader = Reader::new(&weights, &mut builder);
    let mut skipped: Option<NodeRef<'_, Node>> = None;
    for edge in root.traverse() {
        match edge {
            Edge::Open(node) if skipped.is_none() => skipped = reader.open(node)?.then_some(node),
            Edge::Close(node) if skipped.is_some_and(|s| s == node) => skipped = None,
            Edge::Close(node) if skipped.is_none() => reader.close(node),
            _ => {}
        }
    }
    reader.flush();
    let mut blocks = reader.containers.swap_remove(0);
    // The title may stand outside of what holds the text.
    if let Some(title) = title(&page).filter(|t| !says(&blocks, t)) {
        blocks.insert(0, Block::Line(Line::new(title)));
    }
    Ok(builder.write(blocks, OriginKind::Html))
}

/// The deepest nesting that is read.
const DEPTH: usize = 4_000;

/// Whether elements lie in each other deeper than in any page: the parser walks through all that are open at each
/// end of one.
fn is_too_deep(text: &str) -> bool {
    // Those that have no end, or may leave it out, lie beside each other.
    const BESIDE: [&str; 22] = [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "p",
        "li", "dt", "dd", "tr", "td", "th", "option", "param",
    ];
    let mut depth = 0usize;
    text.split('<').skip(1).any(|tag| {
        let closes = tag.starts_with('/');
        let name = tag.trim_start_matches('/');
        let name = &name[..name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len())];
        if !name.is_empty() && !BESIDE.iter().any(|b| b.eq_ignore_ascii_case(name)) {
            depth = if closes { depth.saturating_sub(1) } else { depth + 1 };
        }
        depth > DEPTH
    })
}

/// The text of the bytes: by their mark, by what the page says of itself, by what they are.
fn decoded(bytes: &[u8]) -> String {
    if let Some((encoding, skip)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[skip..]).0.into_owned();
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]).to_ascii_lowercase();
    let named = head.split_once("charset=").and_then(|(_, rest)| {
        let label: String = rest
            .trim_start_matches(['"', '\'', ' '])
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || "-_:".contains(*c))
            .collect();
        Encoding::for_label(label.as_bytes())
    });
    // A page that is no UTF-8, whatever it says, is GB18030 here.
    let encoding = named.filter(|e| *e != UTF_8).unwrap_or(GB18030);
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// How many characters of an element are text, and how many of these stand in links; how many links there are, and
/// how many of them lead to files.
#[derive(Debug, Clone, Copy, Default)]
struct Weight {
    text: usize,
    linked: usize,
    links: usize,
    files: usize,
}

type Weights = FxHashMap<ego_tree::NodeId, Weight>;

fn weigh(page: &Html) -> Weights {
    let mut weights = Weights::default();
    let mut open: Vec<Weight> = Vec::new();
    let (mut linked, mut hidden) = (0usize, 0usize);
    for edge in page.tree.root().traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Element(element) => {
                    hidden += usize::from(is_silent(element));
                    linked += usize::from(element.name() == "a");
                    open.push(Weight::default());
                }
                Node::Text(text) if hidden == 0 => {
                    let count = text.chars().filter(|c| !c.is_whitespace()).count();
                    if let Some(weight) = open.last_mut() {
                        weight.text += count;
                        weight.linked += if linked > 0 { count } else { 0 };
                    }
                }
                _ => {}
            },
            Edge::Close(node) => {
                let Node::Element(element) = node.value() else { continue };
                hidden -= usize::from(is_silent(element));
                let is_link = element.name() == "a";
                linked -= usize::from(is_link);
                let weight = open.pop().unwrap_or_default();
                if let Some(outer) = open.last_mut() {
                    outer.text += weight.text;
                    outer.linked += weight.linked;
                    outer.links += weight.links + usize::from(is_link);
                    outer.files += weight.files + usize::from(is_link && leads_to_file(element));
                }
                weights.insert(node.id(), weight);
            }
        }
    }
    weights
}

/// Whether a link is one to a document or an archive.
fn leads_to_file(link: &Element) -> bool {
    const ENDINGS: [&str; 11] = ["doc", "docx", "wps", "pdf", "ofd", "xls", "xlsx", "zip", "rar", "et", "ceb"];
    let ending =
        link.attr("href").and_then(|href| href.rsplit_once('.')).map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

/// Elements that show no text of the page.
fn is_silent(element: &Element) -> bool {
    const SILENT: [&str; 18] = [
        "head", "script", "style", "noscript", "template", "nav", "form", "button", "select", "input", "textarea",
        "iframe", "object", "svg", "audio", "video", "canvas", "map",
    ];
    let style = || element.attr("style").map(|s| s.replace(' ', "").to_ascii_lowercase());
    SILENT.contains(&element.name())
        || element.attr("hidden").is_some()
        || style().is_some_and(|s| s.contains("display:none") || s.contains("visibility:hidden"))
}

/// The element that holds the text: as far down as nearly all text that is no link stays in it.
fn content<'a>(page: &'a Html, weights: &Weights) -> Option<NodeRef<'a, Node>> {
    let own = |node: &NodeRef<'_, Node>| weights.get(&node.id()).map_or(0, |w| w.text - w.linked);
    let mut at = page.tree.root().children().filter(|n| n.value().is_element()).max_by_key(own)?;
    loop {
        let Some(next) = at.children().filter(|n| n.value().is_element()).max_by_key(own) else { return Some(at) };
        let name = next.value().as_element().map_or("", Element::name);
        let frame = matches!(
            name,
            "body"
                | "div"
                | "main"
                | "article"
                | "section"
                | "td"
                | "tr"
                | "tbody"
                | "table"
                | "center"
                | "span"
                | "font"
        );
        let named = matches!(at.value().as_element().map_or("", Element::name), "article" | "main");
        // A sentence or a document's number beside it belongs to the text, however short.
        let beside = |n: NodeRef<'_, Node>| n != next && own(&n) > 0 && says_something(n);
        if named || !frame || own(&next) * 100 < own(&at) * 92 || own(&next) == 0 || at.children().any(beside) {
            return Some(at);
        }
        at = next;
    }
}

/// Whether an element that is no menu holds a sentence or the number of a document.
fn says_something(node: NodeRef<'_, Node>) -> bool {
    let mut skipped: Option<NodeRef<'_, Node>> = None;
    for edge in node.traverse() {
        match edge {
            Edge::Open(n) if skipped.is_none() => match n.value() {
                Node::Element(e) if is_silent(e) || e.name() == "a" => skipped = Some(n),
                Node::Text(text) if text.contains(['。', '〔']) => return true,
                _ => {}
            },
            Edge::Close(n) if skipped == Some(n) => skipped = None,
            _ => {}
        }
    }
    false
}

/// What the page calls the document.
fn title(page: &Html) -> Option<String> {
    let mut named = None;
    for node in page.tree.root().descendants() {
        let Node::Element(element) = node.value() else { continue };
        match element.name() {
            "meta" if element.attr("name").is_some_and(|n| n.eq_ignore_ascii_case("ArticleTitle")) => {
                return element.attr("content").map(squeezed).filter(|t| !t.is_empty());
            }
            "h1" if named.is_none() => {
                let text: String = node.descendants().filter_map(|n| n.value().as_text()).map(|t| &**t).collect();
                named = Some(squeezed(&text)).filter(|t| !t.is_empty());
            }
            _ => {}
        }
    }
    named
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a title stands at the start of the text already, over one line or several.
fn says(blocks: &[Block], title: &str) -> bool {
    let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let lines = blocks.iter().filter_map(|b| match b {
        Block::Line(line) => Some(line.text.as_str()),
        Block::Table(_) => None,
    });
    let head: String = lines.take(40).map(bare).collect();
    head.contains(&bare(title))
}

struct Reader<'a> {
    weights: &'a Weights,
    out: &'a mut Builder,
    containers: Vec<Vec<Block>>,
    line: Line,
    tables: Vec<Table>,
    /// Numbers of ordered lists that are open; `None` for bullets.
    lists: Vec<Option<u32>>,
    cells: usize,
    /// Inside an element whose line ends count.
    verbatim: usize,
}

#[derive(Default)]
struct Table {
    rows: Vec<Vec<Vec<Block>>>,
    /// By column, how many rows more a cell from above takes.
    taken: Vec<usize>,
    span: (usize, usize),
}

/// Elements that begin and end a paragraph.
fn is_block(name: &str) -> bool {
    const BLOCKS: [&str; 33] = [
        "p",
        "div",
        "section",
        "article",
        "main",
        "header",
        "footer",
        "aside",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "blockquote",
        "pre",
        "figure",
        "figcaption",
        "address",
        "center",
        "hr",
        "table",
        "caption",
        "tr",
        "td",
        "th",
        "details",
    ];
    BLOCKS.contains(&name)
}

impl<'a> Reader<'a> {
    fn new(weights: &'a Weights, out: &'a mut Builder) -> Self {
        let (line, tables, lists) = (Line::default(), Vec::new(), Vec::new());
        Self { weights, out, containers: vec![Vec::new()], line, tables, lists, cells: 0, verbatim: 0 }
    }

    fn flush(&mut self) {
        let mut line = std::mem::take(&mut self.line);
        line.text = line.text.trim_matches([' ', '\n', '\t', '\u{a0}']).to_owned();
        if !line.text.trim().is_empty()
            && let Some(container) = self.containers.last_mut()
        {
            container.push(Block::Line(line));
        }
    }

    /// Something begins; answers whether it is to be left out.
    fn open(&mut self, node: NodeRef<'_, Node>) -> Result<bool, Trouble> {
        let element = match node.value() {
            Node::Text(text) => {
                self.text(text);
                return Ok(false);
            }
            Node::Element(element) => element,
            _ => return Ok(false),
        };
        if is_silent(element) {
            return Ok(true);
        }
        let name = element.name();
        if is_block(name) {
            self.flush();
            if self.is_navigation(node, name) {
                let text: String = node.descendants().filter_map(|n| n.value().as_text()).map(|t| &**t).collect();
                self.out.left_out(LeftOut::Navigation(squeezed(&text)));
                return Ok(true);
            }
        }
        let number = |name: &str| element.attr(name).and_then(|v| v.trim().parse::<usize>().ok());
        match name {
            "br" => self.flush(),
            "img" => self.out.left_out(LeftOut::Picture),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.line.outline = name[1..].parse::<u8>().ok().map(|level| level - 1);
            }
            "pre" => self.verbatim += 1,
            "ol" => self.lists.push(Some(number("start").and_then(|n| u32::try_from(n).ok()).unwrap_or(1))),
            "ul" => self.lists.push(None),
            "li" => {
                if let Some(Some(next)) = self.lists.last_mut() {
                    self.line.text.push_str(&format!("{next}."));
                    *next = next.saturating_add(1);
                }
            }
            "table" => self.tables.push(Table::default()),
            "tr" => {
                if let Some(table) = self.tables.last_mut() {
                    table.rows.push(Vec::new());
                    table.fill();
                }
            }
            "td" | "th" => {
                self.cells += 1;
                if self.cells > CELLS {
                    return Err(Trouble::TooLarge);
                }
                if let Some(table) = self.tables.last_mut() {
                    table.span =
                        (number("colspan").unwrap_or(1).clamp(1, 100), number("rowspan").unwrap_or(1).clamp(1, 1000));
                }
                self.containers.push(Vec::new());
            }
            _ => {}
        }
        Ok(false)
    }

    fn close(&mut self, node: NodeRef<'_, Node>) {
        let Node::Element(element) = node.value() else { return };
        let name = element.name();
        if is_block(name) {
            self.flush();
        }
        match name {
            "pre" => self.verbatim = self.verbatim.saturating_sub(1),
            "ol" | "ul" => drop(self.lists.pop()),
            "td" | "th" if self.containers.len() > 1 => {
                let blocks = self.containers.pop().unwrap_or_default();
                match self.tables.last_mut() {
                    Some(table) => table.cell(blocks),
                    None => self.containers.last_mut().into_iter().for_each(|c| c.extend(blocks.iter().cloned())),
                }
            }
            "table" => {
                if let (Some(table), Some(container)) = (self.tables.pop(), self.containers.last_mut()) {
                    container.push(Block::Table(table.rows));
                }
            }
            _ => {}
        }
    }

    /// White space as a browser shows it, but for line ends between 汉字, which part nothing.
    fn text(&mut self, text: &str) {
        if self.verbatim > 0 {
            self.line.text.push_str(text);
            return;
        }
        let mut gap: Option<bool> = None;
        for c in text.chars() {
            if matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}') {
                gap = Some(gap.unwrap_or(false) || matches!(c, '\n' | '\r'));
                continue;
            }
            if let Some(broken) = gap.take() {
                let before = self.line.text.chars().next_back();
                let wide = |c: char| c as u32 >= 0x2000;
                let parts = before.is_some_and(|b| !(b.is_whitespace() || broken && wide(b) && wide(c)));
                if parts {
                    self.line.text.push(' ');
                }
            }
            self.line.text.push(c);
        }
        if gap == Some(false) && self.line.text.chars().next_back().is_some_and(|c| !c.is_whitespace()) {
            self.line.text.push(' ');
        }
    }

    /// Share bars, menus, lists of files: nearly all of it is links.
    fn is_navigation(&self, node: NodeRef<'_, Node>, name: &str) -> bool {
        let Some(weight) = self.weights.get(&node.id()) else { return false };
        if weight.links == 0 || matches!(name, "td" | "th" | "tr") {
            return false;
        }
        let rest = weight.text - weight.linked;
        // 附件：1.某表.docx: what may be fetched, not what was written.
        let files = rest <= 8 && weight.files > 0;
        weight.links >= 3 && weight.linked * 10 >= weight.text * 7 || files
    }
}

impl Table {
    /// Columns that a cell from above takes.
    fn fill(&mut self) {
        let Some(row) = self.rows.last_mut() else { return };
        while let Some(taken) = self.taken.get_mut(row.len()).filter(|t| **t > 0) {
            *taken -= 1;
            row.push(Vec::new());
        }
    }

    fn cell(&mut self, blocks: Vec<Block>) {
        let (columns, rows) = self.span;
        let Some(row) = self.rows.last_mut() else { return };
        let at = row.len();
        row.push(blocks);
        row.extend((1..columns).map(|_| Vec::new()));
        if self.taken.len() < at + columns {
            self.taken.resize(at + columns, 0);
        }
        self.taken[at..at + columns].iter_mut().for_each(|t| *t = rows.saturating_sub(1));
        self.fill();
    }
}
