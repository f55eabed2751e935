//! A plan as canonical source: what `import` writes. Reading it again gives the same plan.
//!
//! A mark of Markdown in the text is escaped only where it would be read as one, so that prose stays
//! readable.

use crate::base::{Prose, Span};
use crate::data::numbering;
use crate::plan::{
    Block, Cell, DocumentForm, Level, MarkKind, Meta, Notice, Paragraph, Picture, Plan, Section, SectionKind, Stage,
    Table,
};
use crate::source::{self, outline};

/// The plan as a source file.
pub fn to_source(plan: &Plan) -> String {
    let mut writer = Writer { plan, out: String::new(), comments: 0, in_list: false, attached: false };
    writer.out.push_str(&front_matter(&plan.meta));
    writer.blocks(&plan.preamble, "");
    for section in &plan.sections {
        writer.section(section);
    }
    writer.comments_before(usize::MAX);
    writer.out
}

/// Words as they stand in a heading of a source, and read back the same.
pub fn heading_text(text: &str) -> String {
    escape(text, Place::Heading, &[])
}

/// The front matter with its fences.
pub fn front_matter(meta: &Meta) -> String {
    let mut out = String::from("---\nplangen: 1\n");
    let mut line = |key: &str, value: Option<&str>| {
        if let Some(value) = value.filter(|v| !v.trim().is_empty()) {
            out.push_str(&format!("{key}: {}\n", scalar(value.trim(), false)));
        }
    };
    line("id", meta.id.as_ref().map(|id| id.value.as_str()));
    line("kind", meta.kind.as_deref());
    line("title", meta.title.as_deref());
    line("level", meta.level.map(level));
    line("region", meta.region.as_deref());
    line("stage", meta.stage.map(stage));
    if !meta.parents.is_empty() {
        let parents: Vec<String> = meta.parents.iter().map(|p| scalar(&p.value, true)).collect();
        out.push_str(&format!("parents: [{}]\n", parents.join(", ")));
    }
    if !meta.attach.is_empty() {
        let word = |table| source::TABLES.iter().find(|(_, t)| t == table).map(|(word, _)| *word);
        let tables: Vec<&str> = meta.attach.iter().filter_map(word).collect();
        out.push_str(&format!("attach: [{}]\n", tables.join(", ")));
    }
    if let Some(notice) = &meta.notice {
        out.push_str(&notice_lines(notice));
    }
    out.push_str("---\n");
    out
}

fn notice_lines(notice: &Notice) -> String {
    let mut out = String::new();
    let text = |out: &mut String, key: &str, value: &Option<String>| {
        if let Some(value) = value.as_deref().map(str::trim).filter(|v| !v.is_empty()) {
            out.push_str(&format!("  {key}: {}\n", scalar(value, false)));
        }
    };
    let word = |known: Option<&str>| known.map(str::to_owned);
    if notice.form != DocumentForm::default() {
        let form = source::FORMS.iter().find(|(_, f)| *f == notice.form).map(|(word, _)| *word);
        text(&mut out, "form", &word(form));
    }
    text(&mut out, "direct", &notice.direct.map(|d| d.to_string()));
    text(&mut out, "mark", &notice.mark);
    text(&mut out, "issuer", &notice.issuer);
    names(&mut out, "with", &notice.with);
    text(&mut out, "copy-number", &notice.copy_number);
    text(&mut out, "secrecy", &notice.secrecy);
    text(&mut out, "urgency", &notice.urgency);
    text(&mut out, "title", &notice.title);
    text(&mut out, "number", &notice.number);
    text(&mut out, "date", &notice.date);
    names(&mut out, "signers", &notice.signers);
    out.push_str(&classes("to", &notice.to));
    if !notice.text.is_empty() {
        out.push_str("  text:\n");
        for paragraph in &notice.text {
            out.push_str(&format!("    - {}\n", scalar(paragraph, false)));
        }
    }
    names(&mut out, "attachments", &notice.attachments);
    let seal = notice.seal.and_then(|seal| source::SEALS.iter().find(|(_, s)| *s == seal));
    text(&mut out, "seal", &word(seal.map(|(word, _)| *word)));
    names(&mut out, "post", &notice.posts);
    names(&mut out, "present", &notice.present);
    names(&mut out, "excused", &notice.excused);
    names(&mut out, "observers", &notice.observers);
    text(&mut out, "note", &notice.note);
    text(&mut out, "publicity", &notice.publicity);
    out.push_str(&classes("copies", &notice.copies));
    text(&mut out, "printed-by", &notice.printed_by);
    text(&mut out, "printed", &notice.printed);
    // A notice of which nothing is known yet is still a notice.
    if out.is_empty() { "notice: {}\n".to_owned() } else { format!("notice:\n{out}") }
}

fn names(out: &mut String, key: &str, names: &[String]) {
    if !names.is_empty() {
        let names: Vec<String> = names.iter().map(|n| scalar(n, true)).collect();
        out.push_str(&format!("  {key}: [{}]\n", names.join(", ")));
    }
}

fn classes(key: &str, classes: &[Vec<String>]) -> String {
    if classes.is_empty() {
        return String::new();
    }
    let class = |members: &Vec<String>| {
        let members: Vec<String> = members.iter().map(|m| scalar(m, true)).collect();
        format!("[{}]", members.join(", "))
    };
    format!("  {key}: [{}]\n", classes.iter().map(class).collect::<Vec<_>>().join(", "))
}

fn level(level: Level) -> &'static str {
    match level {
        Level::National => "national",
        Level::Region => "region",
        Level::City => "city",
        Level::County => "county",
        Level::Township => "township",
    }
}

fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Commissioned => "代拟稿",
        Stage::Consultation => "征求意见稿",
        Stage::Review => "送审稿",
        Stage::Issued => "印发稿",
    }
}

/// Whether a character stands in YAML only as an escape (YAML 1.2.2, 5.1), or would end a line.
fn unwritable(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// A text as a YAML scalar: bare where that reads back as the same text, else in double quotes.
fn scalar(text: &str, in_list: bool) -> String {
    let bare = !text.is_empty()
        && text.trim() == text
        && !text.contains(unwritable)
        && !text.starts_with(|c: char| c.is_ascii_punctuation() && !matches!(c, '.' | '/' | '(' | '_' | '+'))
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with(':')
        && !text.starts_with("...")
        && !(in_list && text.contains([',', '[', ']', '{', '}', ':']))
        && !matches!(text.to_ascii_lowercase().as_str(), "null" | "~");
    if bare {
        return text.to_owned();
    }
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if unwritable(c) => {
                out.push_str(&format!("\\u{:04X}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

struct Writer<'a> {
    plan: &'a Plan,
    out: String,
    /// How many of the plan's comments are written.
    comments: usize,
    /// Whether the last thing written is an item of a list.
    in_list: bool,
    /// Whether the last thing written is a comment, which stands with what follows it.
    attached: bool,
}

impl Writer<'_> {
    fn section(&mut self, section: &Section) {
        self.comments_before(section.heading_span.start);
        if !section.titled {
            self.untitled(section);
            return;
        }
        let level = match section.kind {
            SectionKind::Document | SectionKind::Attachment => 1,
            _ => (usize::from(section.depth) - usize::from(self.in_attachment(section))).clamp(1, 5) + 1,
        };
        let mut title = self.inline(&section.title, Place::Heading);
        if section.run_in {
            title.push('。');
        }
        let line = match &section.label {
            Some(label) => format!("{}{title}", with_gap(&label.raw, section.title.as_str())),
            // What looks like a number and is none.
            None if outline::heading(section.title.clone()).label.is_some() => entity_first(&title),
            None => title,
        };
        let mut attributes = Vec::new();
        attributes.extend(section.id.iter().map(|(id, _)| format!("#{id}")));
        if section.kind == SectionKind::Document {
            attributes.push(".document".to_owned());
        }
        attributes.extend(section.implements.iter().map(|(to, _)| format!("implements={to}")));
        let attributes = if attributes.is_empty() { String::new() } else { format!(" {{{}}}", attributes.join(" ")) };
        self.paragraph(&format!("{} {line}{attributes}", "#".repeat(level)), "");
        self.blocks(&section.blocks, "");
    }

    /// Whether a section stands in an attachment, whose heading is one of level 1.
    fn in_attachment(&self, section: &Section) -> bool {
        let ancestors = std::iter::successors(section.parent, |&p| self.plan.sections.get(p).and_then(|s| s.parent));
        ancestors.filter_map(|p| self.plan.sections.get(p)).any(|s| s.kind == SectionKind::Attachment)
    }

    /// An item without a title of its own stays a paragraph.
    fn untitled(&mut self, section: &Section) {
        if section.is_implied() {
            self.blocks(&section.blocks, "");
            return;
        }
        let label = section.label.as_ref().map_or("", |l| l.raw.as_str());
        match section.blocks.split_first() {
            Some((Block::Paragraph(first), rest)) if !first.item => {
                let text = self.inline(&first.prose, Place::Text);
                self.paragraph(&format!("{}{text}", with_gap(label, first.prose.as_str())), "");
                self.blocks(rest, "");
            }
            _ => {
                // `8.` alone would be an item of a list.
                self.paragraph(&escape_start(label.to_owned()), "");
                self.blocks(&section.blocks, "");
            }
        }
    }

    fn blocks(&mut self, blocks: &[Block], prefix: &str) {
        for block in blocks {
            if prefix.is_empty() {
                self.comments_before(outline::block_span(block).start);
            }
            match block {
                Block::Paragraph(p) => self.text(p, prefix),
                Block::Table(table) => self.table(table, prefix),
                Block::Picture(picture) => self.picture(picture, prefix),
                Block::Box(inner) => {
                    // A box in a box is not a thing official documents have: its text goes into the outer.
                    let within = if prefix.is_empty() { "> " } else { prefix };
                    let title = self.line_text(&inner.title, false);
                    self.paragraph(&title, within);
                    self.blocks(&inner.blocks, within);
                    self.in_list = false;
                    if prefix.is_empty() {
                        self.out.push('\n');
                    }
                }
            }
        }
    }

    fn text(&mut self, paragraph: &Paragraph, prefix: &str) {
        if paragraph.prose.is_empty() {
            return;
        }
        let text = self.line_text(&paragraph.prose, prefix.is_empty() && !paragraph.item);
        if !paragraph.item {
            self.paragraph(&text, prefix);
            return;
        }
        if !self.in_list {
            self.gap(prefix);
        }
        self.out.push_str(&format!("{prefix}- {text}\n"));
        self.in_list = true;
    }

    fn picture(&mut self, picture: &Picture, prefix: &str) {
        let alt = self.inline(&picture.alt, Place::Text);
        let caption = picture.caption.as_ref().map(|c| c.as_str().replace('\\', "\\\\").replace('"', "\\\""));
        let caption = caption.map_or(String::new(), |c| format!(" \"{c}\""));
        self.paragraph(&format!("![{alt}](<{}>{caption})", picture.path), prefix);
    }

    /// The text of a paragraph, escaped at its start too. Where labels open sections, one that does not is
    /// written so that it is read as text.
    fn line_text(&mut self, prose: &Prose, labels: bool) -> String {
        let text = self.inline(prose, Place::Text);
        if labels && let Some(read) = numbering::read(prose.as_str()) {
            return escape_label(&text, read.len);
        }
        escape_start(text)
    }

    fn table(&mut self, table: &Table, prefix: &str) {
        if let Some(caption) = &table.caption {
            let text = self.line_text(caption, prefix.is_empty());
            self.paragraph(&text, prefix);
        }
        let width = table.rows.iter().map(Vec::len).max().unwrap_or(0);
        if width == 0 {
            return;
        }
        self.gap(prefix);
        let empty = vec![Cell::default(); width];
        // Pipe tables must have a head.
        let head = if table.head_rows == 0 { Some(&empty) } else { None };
        for (at, row) in head.into_iter().chain(&table.rows).enumerate() {
            let mut cells: Vec<String> = row.iter().map(|c| self.inline(&c.prose, Place::Cell)).collect();
            cells.resize(width, String::new());
            self.out.push_str(&format!("{prefix}| {} |\n", cells.join(" | ")));
            if at == 0 {
                self.out.push_str(&format!("{prefix}|{}\n", " --- |".repeat(width)));
            }
        }
    }

    fn gap(&mut self, prefix: &str) {
        self.in_list = false;
        if std::mem::take(&mut self.attached) {
            return;
        }
        if !self.out.ends_with("\n\n") {
            // Inside a box the empty line belongs to the box, unless the box begins here.
            let inside = self.out.trim_end_matches('\n').rsplit('\n').next().is_some_and(|l| l.starts_with("> "));
            let mark = if prefix.is_empty() || !inside { "" } else { prefix.trim_end() };
            self.out.push_str(mark);
            self.out.push('\n');
        }
    }

    fn paragraph(&mut self, text: &str, prefix: &str) {
        if text.is_empty() {
            return;
        }
        self.gap(prefix);
        self.out.push_str(&format!("{prefix}{text}\n"));
    }

    /// Comments that stand before byte `at` of the file the plan was read from, each on its own line.
    fn comments_before(&mut self, at: usize) {
        while let Some(comment) = self.plan.comments.get(self.comments).filter(|c| c.span.end <= at) {
            self.gap("");
            self.out.push_str(&format!("<!--{}-->\n", comment.text));
            self.attached = true;
            self.comments += 1;
        }
    }

    /// Text with its marks, comments and escapes.
    fn inline(&mut self, prose: &Prose, place: Place) -> String {
        let span = prose.span();
        let mut inserts: Vec<(usize, String)> = Vec::new();
        for mark in self.plan.marks.iter().filter(|m| !m.span.is_empty() && span.contains(m.span)) {
            let Some(own) = range_of(prose, mark.span) else { continue };
            let target = match &mark.kind {
                MarkKind::Target(id) => format!("](target:{id})"),
                MarkKind::Unit(function) => format!("](unit:{function})"),
            };
            inserts.push((own.start, "[".to_owned()));
            inserts.push((own.end, target));
        }
        while let Some(comment) =
            self.plan.comments.get(self.comments).filter(|c| !span.is_empty() && c.span.end <= span.end)
        {
            let at = prose
                .as_str()
                .char_indices()
                .find(|(i, c)| prose.source_of(*i..*i + c.len_utf8()).start >= comment.span.end);
            inserts.push((at.map_or(prose.as_str().len(), |(i, _)| i), format!("<!--{}-->", comment.text)));
            self.comments += 1;
        }
        inserts.sort_by_key(|(at, _)| *at);
        escape(prose.as_str(), place, &inserts)
    }
}

/// The bytes of a prose that come from `source` in the file.
fn range_of(prose: &Prose, source: Span) -> Option<Span> {
    let inside = |i: usize, c: char| source.contains(prose.source_of(i..i + c.len_utf8()));
    let mut chars = prose.as_str().char_indices().filter(|&(i, c)| inside(i, c));
    let (start, first) = chars.next()?;
    let (end, last) = chars.next_back().unwrap_or((start, first));
    Some(Span::new(start, end + last.len_utf8()))
}

/// A label, and a space behind it where the text would else be read into it or stick to it.
fn with_gap(label: &str, text: &str) -> String {
    let own = numbering::read(label).map(|r| r.len);
    let read = numbering::read(&format!("{label}{text}")).map(|r| r.len);
    let word = label.ends_with(|c: char| c.is_alphanumeric() && !matches!(c, '①'..='⑳'));
    if !text.is_empty() && (word || own != read) { format!("{label} ") } else { label.to_owned() }
}

/// Where an inline text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Text,
    Heading,
    Cell,
}

fn escape(text: &str, place: Place, inserts: &[(usize, String)]) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut inserts = inserts.iter().peekable();
    let mut before: Option<char> = None;
    // A bracket that a mark of ours opened or closed needs all others told apart.
    let marked = inserts.peek().is_some();
    for (at, c) in text.char_indices() {
        while let Some((_, insert)) = inserts.next_if(|(i, _)| *i <= at) {
            out.push_str(insert);
        }
        let rest = &text[at + c.len_utf8()..];
        let next = rest.chars().next();
        let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let escaped = match c {
            '\\' => next.is_none_or(|n| n.is_ascii_punctuation()) || marked,
            '*' | '`' => true,
            '_' => !(word(before) && word(next)) || marked,
            '[' => marked,
            ']' => marked || next == Some('('),
            '<' => rest.starts_with("!--"),
            '&' => is_entity(rest),
            '|' => place == Place::Cell,
            '#' => place == Place::Heading && rest.trim_start_matches('#').trim().is_empty(),
            _ => false,
        };
        before = Some(c);
        if c == '}' && place == Place::Heading && rest.trim().is_empty() {
            // A backslash does not keep the reader from taking {…} for attributes.
            out.push_str("&#125;");
            continue;
        }
        if escaped {
            out.push('\\');
        }
        // A paragraph is one line.
        out.push(if matches!(c, '\n' | '\r') { ' ' } else { c });
    }
    for (_, insert) in inserts {
        out.push_str(insert);
    }
    out
}

/// Whether what follows a `&` makes it an entity.
fn is_entity(rest: &str) -> bool {
    let Some(name) = rest.split(';').next().filter(|n| n.len() < rest.len() && n.len() <= 32) else { return false };
    let name = name.strip_prefix('#').unwrap_or(name);
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// Escapes what would make a line a heading, a list, a quote, a rule or a fence.
fn escape_start(text: String) -> String {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let ends = |at: usize| text[at..].chars().next().is_none_or(char::is_whitespace);
    if (1..=9).contains(&digits) && text[digits..].starts_with(['.', ')']) && ends(digits + 1) {
        return format!("{}\\{}", &text[..digits], &text[digits..]);
    }
    let mark = match text.bytes().next() {
        Some(b'#') => {
            let level = text.bytes().take_while(|b| *b == b'#').count();
            level <= 6 && ends(level)
        }
        Some(b'-' | b'+') => ends(1) || text.bytes().all(|b| matches!(b, b'-' | b' ' | b'\t')),
        Some(b'>' | b'|' | b'=' | b':') => true,
        Some(b'~') => text.starts_with("~~~"),
        _ => false,
    };
    if mark { format!("\\{text}") } else { text }
}

/// A number that opens no section here: `1\.`, or its first character as an entity.
fn escape_label(text: &str, len: usize) -> String {
    let label = text.get(..len).unwrap_or("");
    match label.find(['.', ')']) {
        Some(at) => format!("{}\\{}", &text[..at], &text[at..]),
        None => entity_first(text),
    }
}

fn entity_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| format!("&#{};{}", u32::from(c), chars.as_str()))
}

#[cfg(test)]
mod tests;
