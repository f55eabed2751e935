//! CommonMark to headings and blocks. The Markdown reader's events come in a flat row, so that nothing here
//! goes as deep as a document nests.

use super::mask::{GONE, Masked};
use super::outline::{self, Heading, Item};
use crate::base::{Prose, Span};
use crate::data::numbering;
use crate::plan::{Block, BoxBlock, Cell, LinkMark, MarkKind, Paragraph, Picture, SectionKind, Table};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// A heading's attribute that is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stray {
    /// As written, `implement=a:一`.
    pub text: String,
    pub span: Span,
}

/// What stands in a Markdown text.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub items: Vec<Item>,
    pub marks: Vec<LinkMark>,
    pub strays: Vec<Stray>,
    /// Rows of tables with more cells than the head.
    pub wide_rows: Vec<Span>,
    /// Pictures among text, where documents show none.
    pub inline_pictures: Vec<Span>,
}

/// Reads `masked`, which hides what is not to be read of `text`.
pub(super) fn read(text: &str, masked: &Masked) -> Body {
    let options = Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES;
    let mut reader = Reader::new(text, &masked.text);
    for (event, range) in Parser::new_ext(&masked.text, options).into_offset_iter() {
        reader.event(event, range);
    }
    reader.body
}

/// What the text that comes now belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Paragraph,
    Heading,
    Cell,
    Code,
}

struct Reader<'a> {
    text: &'a str,
    masked: &'a str,
    body: Body,
    place: Place,
    /// The lines of the text being read, and whether each begins behind a hard break.
    lines: Vec<(Prose, bool)>,
    heading: Heading,
    /// For each open list whether its items are numbered.
    lists: Vec<bool>,
    /// The start of a numbered item whose marker is not yet written into its text.
    marker: Option<usize>,
    /// Open block quotes; those within one are part of it.
    quotes: usize,
    quote: BoxBlock,
    table: Table,
    row: Vec<Cell>,
    link: Option<(MarkKind, Span)>,
    /// The picture whose words are being read.
    picture: Option<Picture>,
    /// Pictures of the paragraph being read; they are blocks where nothing else is in it.
    pictures: Vec<Picture>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, masked: &'a str) -> Self {
        Self {
            text,
            masked,
            body: Body::default(),
            place: Place::Paragraph,
            lines: Vec::new(),
            heading: outline::heading(Prose::default()),
            lists: Vec::new(),
            marker: None,
            quotes: 0,
            quote: BoxBlock::default(),
            table: Table::default(),
            row: Vec::new(),
            link: None,
            picture: None,
            pictures: Vec::new(),
        }
    }

    fn event(&mut self, event: Event, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => self.push(&text, range),
            Event::Code(_) => self.push_code(range),
            Event::SoftBreak => self.lines.push((Prose::default(), false)),
            Event::HardBreak => self.lines.push((Prose::default(), true)),
            // HTML is masked and comes as text; the other kinds are not switched on.
            Event::Html(text) | Event::InlineHtml(text) => self.push(&text, range),
            Event::Rule | Event::InlineMath(_) | Event::DisplayMath(_) => {}
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag, range: Range<usize>) {
        match tag {
            Tag::Paragraph => self.flush(),
            Tag::Heading { level, id, attrs, classes } => {
                self.flush();
                self.place = Place::Heading;
                self.heading = outline::heading(Prose::default());
                self.heading.level = Some(rank(level));
                self.heading.span = range.clone().into();
                self.attributes(range, id.as_deref(), &classes, &attrs);
            }
            Tag::BlockQuote(_) => {
                self.flush();
                if self.quotes == 0 {
                    self.quote = BoxBlock { span: range.into(), ..BoxBlock::default() };
                }
                self.quotes += 1;
            }
            Tag::CodeBlock(_) => {
                self.flush();
                self.place = Place::Code;
            }
            Tag::List(first) => {
                self.flush();
                self.lists.push(first.is_some());
            }
            Tag::Item => {
                self.flush();
                self.marker = self.lists.last().copied().unwrap_or(false).then_some(range.start);
            }
            Tag::Table(_) => {
                self.flush();
                self.table = Table { span: trimmed(self.text, range), ..Table::default() };
            }
            Tag::TableHead | Tag::TableRow => self.row.clear(),
            Tag::TableCell => {
                self.lines.clear();
                self.place = Place::Cell;
            }
            Tag::Image { dest_url, title, .. } => {
                let span = Span::from(range);
                // The title stands at the end of the mark.
                let at = span.of(self.text).rfind(&*title).filter(|_| !title.is_empty()).map(|at| span.start + at);
                let caption = at.map(|at| {
                    let mut caption = Prose::default();
                    caption.push(&title, Span::new(at, at + title.len()));
                    caption
                });
                self.picture = Some(Picture { path: dest_url.to_string(), alt: Prose::default(), caption, span });
            }
            Tag::Link { dest_url, .. } => {
                self.link = mark_kind(&dest_url).map(|kind| (kind, Span::default()));
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Paragraph | TagEnd::Item | TagEnd::CodeBlock => {
                self.flush();
                if tag == TagEnd::Item {
                    self.marker = None;
                }
                self.place = Place::Paragraph;
            }
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::List(_) => {
                self.flush();
                self.lists.pop();
            }
            TagEnd::BlockQuote(_) => {
                self.flush();
                self.quotes = self.quotes.saturating_sub(1);
                if self.quotes == 0 {
                    let mut quote = std::mem::take(&mut self.quote);
                    quote.span = trimmed(self.text, range);
                    // `>` alone holds nothing.
                    if !quote.title.is_empty() || !quote.blocks.is_empty() {
                        self.body.items.push(Item::Block(Block::Box(quote)));
                    }
                }
            }
            TagEnd::TableCell => {
                let prose = self.joined();
                self.row.push(Cell { prose, columns: 1, rows: 1 });
                self.place = Place::Paragraph;
            }
            TagEnd::TableHead => {
                self.table.head_rows = 1;
                self.end_row(range);
            }
            TagEnd::TableRow => self.end_row(range),
            TagEnd::Table => {
                let table = std::mem::take(&mut self.table);
                self.end_table(table);
            }
            TagEnd::Image => self.pictures.extend(self.picture.take()),
            TagEnd::Link => {
                if let Some((kind, span)) = self.link.take()
                    && !span.is_empty()
                {
                    self.body.marks.push(LinkMark { kind, span });
                }
            }
            _ => {}
        }
    }

    /// Adds text to the line; masked bytes are no text.
    fn push(&mut self, text: &str, range: Range<usize>) {
        let span = Span::from(range.clone());
        if let Some(picture) = &mut self.picture {
            picture.alt.push(text, span);
            return;
        }
        if self.lines.is_empty() {
            self.lines.push((Prose::default(), false));
            if let Some(start) = self.marker.take() {
                // `1. ` is the label of the item: it is text here.
                self.put(Span::new(start, span.start.max(start)));
            }
        }
        if let Some((_, marked)) = &mut self.link {
            *marked = if marked.is_empty() { span } else { marked.cover(span) };
        }
        if self.place == Place::Code {
            self.push_lines(span);
        } else if self.masked.get(range) == Some(text) {
            self.put(span);
        } else if let Some((prose, _)) = self.lines.last_mut() {
            // An entity or another spelling.
            prose.push(text, span);
        }
    }

    fn push_lines(&mut self, span: Span) {
        let mut at = span.start;
        for line in span.of(self.text).split_inclusive('\n') {
            let bare = line.trim_end_matches(['\n', '\r']);
            self.put(Span::new(at, at + bare.len()));
            at += line.len();
            if bare.len() < line.len() {
                self.lines.push((Prose::default(), true));
            }
        }
    }

    /// Adds the file's own bytes, without what is masked.
    fn put(&mut self, span: Span) {
        let Some((prose, _)) = self.lines.last_mut() else { return };
        let masked = span.of(self.masked).as_bytes();
        if !masked.contains(&GONE) {
            prose.push(span.of(self.text), span);
            return;
        }
        let mut at = 0;
        for part in masked.split_inclusive(|b| *b == GONE) {
            let gone =
                part.last() == Some(&GONE) && self.text.as_bytes().get(span.start + at + part.len() - 1) != Some(&GONE);
            let own = Span::new(span.start + at, span.start + at + part.len() - usize::from(gone));
            prose.push(own.of(self.text), own);
            at += part.len();
        }
    }

    fn push_code(&mut self, range: Range<usize>) {
        let raw = self.text.get(range.clone()).unwrap_or("");
        let ticks = raw.len() - raw.trim_start_matches('`').len();
        let inner = raw.get(ticks..raw.len() - ticks.min(raw.len())).unwrap_or("");
        let mut at = range.start + ticks;
        for (row, line) in inner.split_inclusive('\n').enumerate() {
            let bare = line.trim_end_matches(['\n', '\r']);
            let mut lead = 0;
            // Over the end of a line it is wrapped as other text is.
            if row > 0 {
                self.lines.push((Prose::default(), false));
                let quoted = self.quotes > 0;
                lead = bare.len() - bare.trim_start_matches(|c| matches!(c, ' ' | '\t') || quoted && c == '>').len();
            }
            let span = Span::new(at + lead, at + bare.len());
            let text = span.of(self.masked).to_owned();
            self.push(&text, span.range());
            at += line.len();
        }
    }

    /// The lines read so far as one prose.
    fn joined(&mut self) -> Prose {
        let mut out = Prose::default();
        for (line, _) in std::mem::take(&mut self.lines) {
            join(&mut out, &line);
        }
        // A heading or a cell shows no picture.
        self.body.inline_pictures.extend(self.pictures.drain(..).map(|p| p.span));
        out.trim()
    }

    /// Ends the text being read, if there is one, and puts it where it belongs.
    fn flush(&mut self) {
        if self.place == Place::Heading {
            return;
        }
        let lines = std::mem::take(&mut self.lines);
        let alone = self.place == Place::Paragraph && lines.iter().all(|(line, _)| line.as_str().trim().is_empty());
        for picture in std::mem::take(&mut self.pictures) {
            if !alone {
                self.body.inline_pictures.push(picture.span);
            } else if self.quotes > 0 {
                self.quote.blocks.push(Block::Picture(Box::new(picture)));
            } else {
                self.body.items.push(Item::Block(Block::Picture(Box::new(picture))));
            }
        }
        if lines.is_empty() {
            return;
        }
        if self.quotes > 0 {
            self.flush_quote(lines);
            return;
        }
        let bullet = self.lists.last() == Some(&false);
        for prose in paragraphs(self.text, lines) {
            self.body.items.push(Item::Block(Block::Paragraph(Paragraph { prose, item: bullet })));
        }
    }

    /// The first line of a block quote is the title of the box.
    fn flush_quote(&mut self, mut lines: Vec<(Prose, bool)>) {
        if self.quote.title.is_empty() && self.quote.blocks.is_empty() && !lines.is_empty() {
            self.quote.title = lines.remove(0).0.trim();
        }
        let item = self.lists.last() == Some(&false);
        let own = paragraphs(self.text, lines).into_iter().map(|prose| Block::Paragraph(Paragraph { prose, item }));
        self.quote.blocks.extend(own);
    }

    fn end_heading(&mut self) {
        self.place = Place::Paragraph;
        if self.quotes > 0 {
            let prose = self.joined();
            self.flush_quote(vec![(prose, false)]);
            return;
        }
        // A rule right under a paragraph is a rule, whatever CommonMark makes of it.
        let underlined = !self.heading.span.of(self.text).trim_start().starts_with('#');
        if underlined && self.lines.iter().any(|(line, _)| line.as_str().trim_end().ends_with(['。', '；', '：', '，']))
        {
            self.flush();
            return;
        }
        let level = self.heading.level.take();
        let mut heading = std::mem::replace(&mut self.heading, outline::heading(Prose::default()));
        let title = self.joined();
        let marked = trimmed(self.text, heading.span.range());
        let mut read = outline::heading(title.clone());
        if read.label.as_ref().is_some_and(|l| l.span.len() != l.raw.len()) {
            // Written with an escape or an entity: text, not a label.
            read = outline::unnumbered(title);
        }
        heading.label = read.label;
        heading.title = read.title;
        heading.run_in = read.run_in;
        if heading.kind == SectionKind::Unnumbered {
            heading.kind = read.kind;
        }
        heading.level = level;
        heading.span = marked;
        self.body.items.push(Item::Heading(heading));
    }

    fn attributes(
        &mut self,
        range: Range<usize>,
        id: Option<&str>,
        classes: &[pulldown_cmark::CowStr],
        attrs: &[(pulldown_cmark::CowStr, Option<pulldown_cmark::CowStr>)],
    ) {
        if id.is_none() && classes.is_empty() && attrs.is_empty() {
            return;
        }
        let raw = self.text.get(range.clone()).unwrap_or("");
        let from = raw.rfind('{').unwrap_or(0);
        let place = |word: &str| {
            let at = raw[from..].find(word).map_or(from, |i| from + i);
            Span::new(range.start + at, range.start + (at + word.len()).min(raw.len()))
        };
        if let Some(id) = id {
            self.heading.id = Some((id.to_owned(), place(&format!("#{id}"))));
        }
        for class in classes {
            if &**class == "document" {
                self.heading.kind = SectionKind::Document;
            } else {
                let text = format!(".{class}");
                self.body.strays.push(Stray { span: place(&text), text });
            }
        }
        for (key, value) in attrs {
            match (&**key, value) {
                ("implements", Some(value)) => {
                    let value = value.trim_matches(['"', '\'']).to_owned();
                    let span = place(&value);
                    self.heading.implements.push((value, span));
                }
                (key, value) => {
                    let text = value.as_ref().map_or_else(|| key.to_owned(), |v| format!("{key}={v}"));
                    self.body.strays.push(Stray { span: place(key), text });
                }
            }
        }
    }

    fn end_row(&mut self, range: Range<usize>) {
        let mut row = std::mem::take(&mut self.row);
        let span = trimmed(self.text, range);
        let written = cells(self.masked, span);
        // CommonMark drops cells beyond the head's columns; a plan loses nothing.
        if let Some(over) = written.get(row.len()..).filter(|over| !over.is_empty() && !row.is_empty()) {
            self.body.wide_rows.push(span);
            row.extend(over.iter().map(|cell| Cell { prose: Prose::verbatim(self.text, *cell), columns: 1, rows: 1 }));
        }
        self.table.rows.push(row);
    }

    fn end_table(&mut self, mut table: Table) {
        // A head without words stands only because pipe tables must have one.
        if table.rows.first().is_some_and(|head| head.iter().all(|c| c.prose.is_empty())) && table.rows.len() > 1 {
            table.rows.remove(0);
            table.head_rows = 0;
        }
        let width = table.columns();
        for row in &mut table.rows {
            row.resize(width, Cell { columns: 1, rows: 1, ..Cell::default() });
        }
        let blocks_end = if self.quotes > 0 { self.quote.blocks.last() } else { last_block(&self.body.items) };
        if let Some(Block::Paragraph(p)) = blocks_end
            && outline::is_caption(p.prose.as_str())
        {
            let prose = p.prose.clone();
            table.span = table.span.cover(prose.span());
            table.caption = Some(prose);
            if self.quotes > 0 {
                self.quote.blocks.pop();
            } else {
                self.body.items.pop();
            }
        }
        let block = Block::Table(table);
        if self.quotes > 0 {
            self.quote.blocks.push(block);
        } else {
            self.body.items.push(Item::Block(block));
        }
    }
}

fn last_block(items: &[Item]) -> Option<&Block> {
    match items.last() {
        Some(Item::Block(block)) => Some(block),
        _ => None,
    }
}

fn rank(level: HeadingLevel) -> u8 {
    level as u8
}

fn mark_kind(url: &str) -> Option<MarkKind> {
    if let Some(id) = url.strip_prefix("target:") {
        return Some(MarkKind::Target(id.to_owned()));
    }
    url.strip_prefix("unit:").map(|function| MarkKind::Unit(function.to_owned()))
}

/// The span without white space at its end.
fn trimmed(text: &str, range: Range<usize>) -> Span {
    let span = Span::from(range);
    Span::new(span.start, span.start + span.of(text).trim_end().len())
}

/// The cells of a row of a pipe table as written, without white space around them.
fn cells(text: &str, row: Span) -> Vec<Span> {
    let own = row.of(text);
    let from = own.find(|c: char| !c.is_whitespace() && c != '>').unwrap_or(own.len());
    let begin = from + usize::from(own[from..].starts_with('|'));
    let mut start = begin;
    let mut cells = Vec::new();
    let mut escaped = false;
    for (at, c) in own.char_indices().skip_while(|(at, _)| *at < begin) {
        if c == '|' && !escaped {
            cells.push(Span::new(start, at));
            start = at + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    if !own[start..].trim().is_empty() {
        cells.push(Span::new(start, own.len()));
    }
    for cell in &mut cells {
        let inner = cell.of(own);
        let lead = inner.len() - inner.trim_start().len();
        let len = inner.trim().len();
        *cell = Span::new(row.start + cell.start + lead, row.start + cell.start + lead + len);
    }
    cells
}

/// The lines of a Markdown paragraph as paragraphs: wraps are joined; a hard break, an indent of two 全角
/// spaces, and a line that begins with a number where the line before it has ended begin a new one, for that
/// is how people type plans.
fn paragraphs(file: &str, lines: Vec<(Prose, bool)>) -> Vec<Prose> {
    let mut out: Vec<Prose> = Vec::new();
    let mut current = Prose::default();
    for (line, hard) in lines {
        let text = line.as_str();
        let begins = hard
            || text.starts_with("\u{3000}\u{3000}")
            || (numbering::read(text.trim_start()).is_some() || is_indented(file, &line))
                && has_ended(current.as_str());
        if begins && !current.as_str().trim().is_empty() {
            out.push(std::mem::take(&mut current).trim());
        }
        join(&mut current, &line);
    }
    out.push(current.trim());
    out.retain(|p| !p.is_empty());
    out
}

/// Whether four spaces or a tab stand before a line.
fn is_indented(file: &str, line: &Prose) -> bool {
    let before = file.get(..line.span().start).unwrap_or("");
    let indent = &before[before.rfind('\n').map_or(0, |i| i + 1)..];
    indent.len() < 40 && (indent == "\t" || indent.len() >= 4) && indent.trim().is_empty()
}

/// Whether a line is a whole: a sentence with its end mark, or a short heading with a number.
fn has_ended(text: &str) -> bool {
    let text = text.trim();
    text.ends_with(['。', '；', '：', '！', '？', '”', '）', ')', ';', ':'])
        || text.chars().count() <= 40 && numbering::read(text).is_some() && !text.ends_with(['，', '、'])
}

/// Appends a line; between two words of Latin letters a wrap is a space, in Chinese it is nothing.
fn join(to: &mut Prose, line: &Prose) {
    if line.is_empty() {
        return;
    }
    let latin = |c: char| c.is_ascii_graphic();
    if to.as_str().chars().next_back().is_some_and(latin) && line.as_str().chars().next().is_some_and(latin) {
        to.push(" ", Span::new(to.span().end, line.span().start));
    }
    to.extend(line);
}
