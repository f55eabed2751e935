//! HTML: one file for reading on a screen, written from the document itself: landmarks, headings by depth, tables
//! with head cells; no script, nothing loaded. Well-formed as XML too. The same input gives the same bytes.

use super::TextFormat;
use super::notice::{Colophon, NoticeForm, Slot};
use super::paper::{CellForm, Form, Paper};
use super::pictures::Drawn;
use super::runs::{Run, joined};
use crate::base::{Failure, escape};
use crate::plan::{DocumentForm, Sealing};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Html;

/// How it looks: on a phone, on a desk, in the dark, on paper.
const STYLE: &str = include_str!("html.css");

impl TextFormat for Html {
    fn extension(&self) -> &'static str {
        "html"
    }

    fn write(&self, paper: &Paper) -> Result<Vec<u8>, Failure> {
        Ok(page(paper).into_bytes())
    }
}

fn page(paper: &Paper) -> String {
    let mut out = Writer { html: String::new(), base: 0, depths: Vec::new(), tables: 0, pictures: &paper.pictures };
    let title = escape(&paper.title);
    out.line("<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\"/>");
    out.line("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>");
    // The names that the sites of governments give their pages (政府网站发展指引, 国办发〔2017〕47号).
    out.line(&format!("<meta name=\"ArticleTitle\" content=\"{title}\"/>"));
    if let Some(author) = paper.author.as_deref().map(escape) {
        out.line(&format!("<meta name=\"ContentSource\" content=\"{author}\"/>"));
        out.line(&format!("<meta name=\"author\" content=\"{author}\"/>"));
    }
    out.line(&format!("<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>"));
    if let Some(notice) = &paper.notice {
        out.line("<header>");
        for line in &notice.corner {
            out.line(&format!("<p class=\"corner\">{}</p>", escape(&line.text)));
        }
        let marks: Vec<String> = notice.marks.iter().map(slot).collect();
        out.line(&format!("<p class=\"mark\">{}{}</p>", marks.join("<br/>"), escape(notice.suffix)));
        let signers = match notice.signers.as_slice() {
            [] => String::new(),
            names => format!(" <span>签发人：{}</span>", escape(&names.join("　"))),
        };
        out.line(&format!("<p class=\"number\">{}{signers}</p>\n</header>", slot(&notice.number)));
    }
    out.line("<main>");
    match &paper.notice {
        Some(notice) if notice.direct => out.direct(notice, paper),
        notice => {
            if let Some(notice) = notice {
                out.notice(notice, paper.date.as_deref());
            }
            out.line("<article>");
            let (level, mut own) = (if notice.is_some() { 2 } else { 1 }, paper.plan.title.clone());
            if own.is_empty() && level == 1 {
                // A document without any title still has a heading that readers of the page can jump to.
                own.push(paper.title.clone());
            }
            out.title(level, "", &own);
            out.stage(paper);
            out.blocks(&paper.plan.blocks);
        }
    }
    out.line("</article>\n</main>");
    if let Some(colophon) = &paper.colophon {
        out.colophon(colophon);
    }
    out.line("</body>\n</html>");
    out.html
}

struct Writer<'a> {
    html: String,
    /// The level of the title that everything stands under.
    base: u8,
    /// The levels of the headings that are open below it: none is skipped on the page.
    depths: Vec<u8>,
    /// How many tables there were.
    tables: usize,
    /// What pictures hold.
    pictures: &'a [Drawn],
}

impl Writer<'_> {
    fn line(&mut self, text: &str) {
        self.html.push_str(text);
        self.html.push('\n');
    }

    fn heading(&mut self, level: u8, class: &str, html: &str) {
        let level = level.clamp(1, 6);
        self.line(&format!("<h{level} class=\"{class}\">{html}</h{level}>"));
    }

    /// The title of a notice, a plan, an attachment; one without words is none. Where there is room, its lines break
    /// by meaning.
    fn title(&mut self, level: u8, label: &str, lines: &[String]) {
        self.depths.clear();
        let label =
            if label.is_empty() { String::new() } else { format!("<span class=\"label\">{}</span> ", escape(label)) };
        let lines = match lines {
            [one] => escape(one),
            lines => lines.iter().map(|l| format!("<span class=\"line\">{}</span>", escape(l))).collect(),
        };
        let html = label + &lines;
        if !html.is_empty() {
            self.base = level;
            self.heading(level, "title", html.trim_end());
        }
    }

    /// The level of a heading on the page.
    fn below(&mut self, level: u8) -> u8 {
        while self.depths.last().is_some_and(|last| *last >= level) {
            self.depths.pop();
        }
        self.depths.push(level);
        self.under()
    }

    /// The level of the innermost heading that is open.
    fn under(&self) -> u8 {
        self.base.saturating_add(u8::try_from(self.depths.len()).unwrap_or(u8::MAX))
    }

    fn notice(&mut self, notice: &NoticeForm, date: Option<&str>) {
        self.line("<article class=\"notice\">");
        self.opening(notice);
        for paragraph in &notice.text {
            self.line(&format!("<p>{}</p>", text(paragraph)));
        }
        if notice.text_blank {
            self.line("<p><span class=\"blank\">【通知正文】</span></p>");
        }
        self.closing(notice, date);
        self.line("</article>");
    }

    /// A document that the plan itself is: signed behind its text and before its attachments.
    fn direct(&mut self, notice: &NoticeForm, paper: &Paper) {
        self.line("<article>");
        self.opening(notice);
        self.stage(paper);
        let blocks = &paper.plan.blocks;
        let parts = blocks.iter().position(|b| matches!(b, Form::Part { .. })).unwrap_or(blocks.len());
        let (text, parts) = blocks.split_at(parts);
        self.blocks(text);
        self.closing(notice, paper.date.as_deref());
        self.blocks(parts);
    }

    fn stage(&mut self, paper: &Paper) {
        if let Some(stage) = &paper.plan.stage {
            self.line(&format!("<p class=\"stage\">（{}）</p>", escape(stage)));
        }
    }

    /// Title and addressees.
    fn opening(&mut self, notice: &NoticeForm) {
        self.title(1, "", &notice.title);
        if let Some(to) = &notice.to {
            self.line(&format!("<p class=\"to\">{}</p>", escape(to)));
        }
    }

    /// 附件说明
    fn attachments(&mut self, names: &[String]) {
        match names {
            [] => {}
            [one] => self.line(&format!("<p>附件：{}</p>", escape(one))),
            several => {
                let items: String = several.iter().map(|a| format!("<li>{}</li>", escape(a))).collect();
                self.line(&format!("<p>附件：</p>\n<ol>{items}</ol>"));
            }
        }
    }

    /// What stands between the text and what is attached.
    fn closing(&mut self, notice: &NoticeForm, date: Option<&str>) {
        self.attachments(&notice.attachments);
        for row in &notice.attendance {
            self.line(&format!("<p><strong>{}：</strong>{}</p>", row.label, escape(&row.names)));
        }
        // Minutes are neither signed nor sealed; their date stands here, since the page has no head for it.
        let signed = if notice.seal == Sealing::Stamp { &notice.posts } else { &notice.issuers };
        if notice.form != DocumentForm::Minutes {
            for name in signed {
                self.line(&format!("<p class=\"signed\">{}</p>", slot(name)));
            }
        }
        let written = slot(&notice.date);
        let written = match date.filter(|_| !notice.date.blank) {
            Some(iso) => format!("<time datetime=\"{}\">{written}</time>", escape(iso)),
            None => written,
        };
        self.line(&format!("<p class=\"signed\">{written}</p>"));
        if let Some(note) = &notice.note {
            self.line(&format!("<p>（{}）</p>", escape(note)));
        }
    }

    fn blocks(&mut self, blocks: &[Form]) {
        let mut list = false;
        for form in blocks {
            let item = matches!(form, Form::Paragraph { item: true, .. });
            if item != list {
                self.line(if item { "<ul>" } else { "</ul>" });
                list = item;
            }
            match form {
                Form::Heading { level, face, text, rest } => {
                    let level = self.below(*level);
                    self.heading(level, face, &self::text(text));
                    if let Some(rest) = rest {
                        self.line(&format!("<p>{}</p>", self::text(rest)));
                    }
                }
                Form::Paragraph { text, item: true } => self.line(&format!("<li>{}</li>", self::text(text))),
                Form::Paragraph { text, item: false } => self.line(&format!("<p>{}</p>", self::text(text))),
                Form::Table { caption, head, rows, .. } => self.table(caption.as_deref(), *head, rows),
                Form::Box { title, blocks } => {
                    self.line("<section class=\"box\">");
                    self.heading(self.under().saturating_add(1), "hei", &text(title));
                    self.blocks(blocks);
                    self.line("</section>");
                }
                Form::Picture { name, alt, caption, .. } => self.picture(name, alt, caption.as_deref()),
                Form::Attachments { names } => self.attachments(names),
                // Beside the plan where a notice carries it, else below its title.
                Form::Part { label, title } => self.title(2, label, title),
            }
        }
        if list {
            self.line("</ul>");
        }
    }

    /// The picture itself, for the page is one file; one that was not read is left to its words.
    fn picture(&mut self, name: &str, alt: &str, caption: Option<&[Run]>) {
        let alt = escape(alt);
        let shown = match self.pictures.iter().find(|p| p.name == name) {
            Some(drawn) => {
                let data = STANDARD.encode(&drawn.bytes);
                format!("<img src=\"data:{};base64,{data}\" alt=\"{alt}\"/>", drawn.kind.mime())
            }
            None => format!("<p>【{alt}】</p>"),
        };
        let caption = caption.map_or(String::new(), |c| format!("<figcaption>{}</figcaption>", text(c)));
        self.line(&format!("<figure>{shown}{caption}</figure>"));
    }

    fn table(&mut self, caption: Option<&[Run]>, head: usize, rows: &[Vec<CellForm>]) {
        self.tables += 1;
        let at = self.tables;
        // A wide table moves sideways in its own frame, which the keyboard can reach.
        let named = match caption {
            Some(_) => format!("aria-labelledby=\"table-{at}\""),
            None => format!("aria-label=\"表格{at}\""),
        };
        self.line(&format!("<section class=\"wide\" {named} tabindex=\"0\">\n<table>"));
        if let Some(caption) = caption {
            self.line(&format!("<caption id=\"table-{at}\">{}</caption>", text(caption)));
        }
        let (top, rest) = rows.split_at(head.min(rows.len()));
        for (rows, group, head) in [(top, "thead", true), (rest, "tbody", false)] {
            if rows.is_empty() {
                continue;
            }
            self.line(&format!("<{group}>"));
            for row in rows {
                let cells: String = row.iter().map(|c| cell(c, head)).collect();
                self.line(&format!("<tr>{cells}</tr>"));
            }
            self.line(&format!("</{group}>"));
        }
        self.line("</table>\n</section>");
    }

    fn colophon(&mut self, colophon: &Colophon) {
        if colophon.plain && colophon.copies.is_none() {
            return;
        }
        self.line("<footer>");
        if let Some(copies) = &colophon.copies {
            self.line(&format!("<p>抄送：{}</p>", escape(copies)));
        }
        if colophon.plain {
            self.line("</footer>");
            return;
        }
        let (by, on) = (slot(&colophon.printed_by), slot(&colophon.printed));
        let printed = if colophon.printed.blank { "" } else { "印发" };
        self.line(&format!("<p class=\"printed\"><span>{by}</span> <span>{on}{printed}</span></p>\n</footer>"));
    }
}

fn cell(cell: &CellForm, head: bool) -> String {
    let mut attributes = String::new();
    if head {
        attributes.push_str(" scope=\"col\"");
    }
    for (name, span) in [("colspan", cell.colspan), ("rowspan", cell.rowspan)] {
        if span > 1 {
            attributes.push_str(&format!(" {name}=\"{span}\""));
        }
    }
    if cell.short {
        attributes.push_str(" class=\"short\"");
    }
    let tag = if head { "th" } else { "td" };
    format!("<{tag}{attributes}>{}</{tag}>", text(&cell.text))
}

fn slot(slot: &Slot) -> String {
    let text = escape(&slot.text);
    if slot.blank { format!("<span class=\"blank\">【{text}】</span>") } else { text }
}

fn text(runs: &[Run]) -> String {
    escape(&joined(runs))
}
