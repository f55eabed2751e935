//! The document part: head, title, addressees, text, signature, attachments, colophon.

use super::Head;
use super::parts::part;
use super::styles::{HeadingFaces, placed};
use super::table::{self, Grid};
use super::xml::{CHARACTER, LEFT, PITCH, RunForm, WIDTH, paragraph, run, width};
use crate::plan::{DocumentForm, Sealing};
use crate::render::notice::{Colophon, NoticeForm, Slot};
use crate::render::paper::{Form, Paper};
use crate::render::runs::{Run, joined};

/// From a box's frame to its text: one character.
const BOX_SIDE: u32 = 316;

/// What is written of a document.
pub struct Body<'a> {
    xml: String,
    faces: &'a HeadingFaces,
}

fn plain(text: &str) -> String {
    run(text, RunForm::default())
}

fn given(slot: &Slot) -> String {
    if slot.blank {
        run(&format!("【{}】", slot.text), RunForm { blank: true, ..RunForm::default() })
    } else {
        plain(&slot.text)
    }
}

/// A line of a title under the other.
fn lines(title: &[String]) -> String {
    title.iter().map(|line| plain(line)).collect::<Vec<_>>().join("<w:r><w:br/></w:r>")
}

/// Two lines between the red rule and the title, less what stands above the characters of its first line.
const BELOW_RULE: &str = "<w:spacing w:before=\"1000\"/>";

impl<'a> Body<'a> {
    /// The part.
    pub fn document(paper: &Paper, head: Head, faces: &'a HeadingFaces) -> String {
        let mut body = Self { xml: String::new(), faces };
        let blocks = &paper.plan.blocks;
        match &paper.notice {
            // Signed behind its text and before its attachments.
            Some(notice) if notice.direct => {
                body.head(notice, head);
                body.opening(notice, head);
                body.stage(paper);
                let parts = blocks.iter().position(|b| matches!(b, Form::Part { .. })).unwrap_or(blocks.len());
                let (text, parts) = blocks.split_at(parts);
                body.blocks(text, false);
                body.closing(notice);
                body.blocks(parts, false);
            }
            notice => {
                if let Some(notice) = notice {
                    body.head(notice, head);
                    body.notice(notice, head);
                }
                body.title(&paper.plan.title, notice.is_some(), false, paper.plan.stage.is_none());
                body.stage(paper);
                body.blocks(blocks, false);
            }
        }
        match &paper.colophon {
            Some(colophon) => body.colophon(colophon),
            // A table may not be the last thing; neither may a document be empty.
            None if paper.plan.blocks.is_empty() => body.push("BodyText", "", ""),
            None => {}
        }
        part(
            "document",
            &format!(
                "<w:body>{}<w:sectPr><w:footerReference w:type=\"even\" r:id=\"rId6\"/>\
                 <w:footerReference w:type=\"default\" r:id=\"rId5\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
                 <w:pgMar w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"{LEFT}\" w:header=\"851\" \
                 w:footer=\"1417\" w:gutter=\"0\"/><w:cols w:space=\"720\"/>\
                 <w:docGrid w:type=\"linesAndChars\" w:linePitch=\"{PITCH}\" w:charSpace=\"-852\"/></w:sectPr></w:body>",
                body.xml
            ),
        )
    }

    fn push(&mut self, style: &str, properties: &str, runs: &str) {
        self.xml.push_str(&paragraph(style, properties, runs));
    }

    fn head(&mut self, notice: &NoticeForm, head: Head) {
        match head {
            Head::Bare => {}
            Head::Room => self.push("HeadRoom", "", ""),
            Head::Set => {
                for line in &notice.corner {
                    self.push("Addressees", "", &plain(&line.text));
                }
                let last = notice.marks.len().saturating_sub(1);
                let names = notice.marks.iter().enumerate();
                let names = names.map(|(at, name)| mark(name, if at == last { notice.suffix } else { "" }));
                self.push("IssuerMark", "", &names.collect::<Vec<_>>().join("<w:r><w:br/></w:r>"));
                let signers = match notice.signers.as_slice() {
                    [] => String::new(),
                    names => plain(&format!("　　　　签发人：{}", names.join("　"))),
                };
                self.push("DocumentNumber", "", &(given(&notice.number) + &signers));
            }
        }
    }

    fn stage(&mut self, paper: &Paper) {
        if let Some(stage) = &paper.plan.stage {
            self.push("Stage", "", &plain(&format!("（{stage}）")));
        }
    }

    /// Title and addressees.
    fn opening(&mut self, notice: &NoticeForm, head: Head) {
        // Two lines below the red rule; without a head at the top of the page.
        let room = if head == Head::Bare { "" } else { BELOW_RULE };
        self.push("Title", room, &lines(&notice.title));
        if let Some(to) = &notice.to {
            self.push("Addressees", "", &plain(to));
        }
    }

    fn notice(&mut self, notice: &NoticeForm, head: Head) {
        self.opening(notice, head);
        let mut paragraphs: Vec<String> = notice.text.iter().map(|p| plain(&joined(p))).collect();
        if notice.text_blank {
            paragraphs.push(given(&Slot { text: "通知正文".to_owned(), blank: true }));
        }
        let last = paragraphs.len().saturating_sub(1);
        for (at, runs) in paragraphs.iter().enumerate() {
            // The signature does not stand alone on a page.
            self.push("BodyText", if at == last { "<w:keepNext/>" } else { "" }, runs);
        }
        self.closing(notice);
    }

    /// What stands between the text and what is attached; minutes are neither signed nor sealed.
    fn closing(&mut self, notice: &NoticeForm) {
        let several = notice.attachments.len() > 1;
        for (at, name) in notice.attachments.iter().enumerate() {
            let label = if at == 0 { "附件：" } else { "　　　" };
            let serial = if several { format!("{}.", at + 1) } else { String::new() };
            self.push("BodyText", "<w:keepNext/>", &plain(&format!("{label}{serial}{name}")));
        }
        for row in &notice.attendance {
            self.push("BodyText", "", &plain(&format!("{}：{}", row.label, row.names)));
        }
        if notice.form != DocumentForm::Minutes {
            self.signature(notice);
        }
        if let Some(note) = &notice.note {
            self.push("Annotation", "", &plain(&format!("（{note}）")));
        }
    }

    fn signature(&mut self, notice: &NoticeForm) {
        let wide = |slot: &Slot| width(&slot.text) + if slot.blank { 2.0 } else { 0.0 };
        let names = if notice.seal == Sealing::Stamp { &notice.posts } else { &notice.issuers };
        let widest = names.iter().map(wide).fold(0.0, f64::max).min(28.0);
        let date = wide(&notice.date);
        // Under a seal: the date four characters from the right, the names centred on it.
        let centre = (4.0 + date / 2.0).max(widest / 2.0);
        let right = |wide: f64| {
            let room = (centre - wide / 2.0).max(0.0);
            format!("<w:ind w:rightChars=\"{:.0}\" w:right=\"{:.0}\"/>", room * 100.0, room * CHARACTER)
        };
        for name in names {
            self.push("Signature", &right(wide(name).min(28.0)), &given(name));
        }
        self.push("Date", &right(date), &given(&notice.date));
    }

    /// A title, on a new page where something stands before it.
    fn title(&mut self, title: &[String], new_page: bool, listed: bool, last: bool) {
        let mut properties = String::from(if new_page { "<w:pageBreakBefore/>" } else { "" });
        let before = if new_page { format!(" w:beforeLines=\"100\" w:before=\"{PITCH}\"") } else { String::new() };
        let after = if last { "" } else { " w:afterLines=\"0\" w:after=\"0\"" };
        if new_page || !last {
            properties.push_str(&format!("<w:spacing{before}{after}/>"));
        }
        if listed {
            properties.push_str("<w:outlineLvl w:val=\"0\"/>");
        }
        let runs =
            if title.is_empty() { given(&Slot { text: "标题".to_owned(), blank: true }) } else { lines(title) };
        self.push("Title", &properties, &runs);
    }

    fn blocks(&mut self, blocks: &[Form], boxed: bool) {
        for form in blocks {
            match form {
                Form::Heading { level, face, text, rest } => self.heading(*level, face, text, rest.as_deref()),
                Form::Paragraph { text, .. } => {
                    self.push(if boxed { "BoxText" } else { "BodyText" }, "", &plain(&joined(text)));
                }
                Form::Table { caption, columns, head, widths, rows, .. } => {
                    if let Some(caption) = caption {
                        let style = if boxed { "BoxTitle" } else { "Caption" };
                        self.push(style, "", &plain(&joined(caption)));
                    } else {
                        self.push("Gap", "", "");
                    }
                    let width = if boxed { WIDTH - 2 * BOX_SIDE } else { WIDTH };
                    let size = if boxed || *columns > 7 { 21 } else { 24 };
                    let grid = Grid { columns: *columns, head: *head, shares: widths, rows, width, size };
                    self.xml.push_str(&grid.table());
                }
                Form::Box { title, blocks } => {
                    let mut inside = Self { xml: String::new(), faces: self.faces };
                    inside.push("BoxTitle", "", &plain(&joined(title)));
                    inside.blocks(blocks, true);
                    self.push("Gap", "", "");
                    self.xml.push_str(&table::framed(&inside.xml, WIDTH, BOX_SIDE));
                }
                Form::Part { label, title } => {
                    if !label.is_empty() {
                        self.push("AttachmentLabel", "<w:pageBreakBefore/>", &plain(label));
                    }
                    match (label.is_empty(), title.is_empty()) {
                        (false, true) => {}
                        (labelled, _) => self.title(title, !labelled, true, true),
                    }
                }
            }
        }
    }

    /// A heading on its own line has the style of its level. One that text runs on behind shares the paragraph, so
    /// that only its characters can have it: a style separator would keep both paragraphs apart for the outline, but
    /// only Word joins them again on the page.
    fn heading(&mut self, level: u8, face: &str, text: &[Run], rest: Option<&[Run]>) {
        let level = HeadingFaces::level(level);
        let usual = self.faces.face(level);
        let (key, centred) = placed(face);
        let own = (key != placed(usual).0).then_some(key);
        match rest {
            Some(rest) => {
                let style = format!("Heading{level}Char");
                let title = run(&joined(text), RunForm { style: Some(&style), face: own, ..RunForm::default() });
                self.push("BodyText", "", &format!("{title}{}", plain(&joined(rest))));
            }
            None => {
                let place = match (centred, placed(usual).1) {
                    (true, false) => {
                        "<w:ind w:firstLineChars=\"0\" w:firstLine=\"0\"/><w:jc w:val=\"center\"/>".to_owned()
                    }
                    (false, true) => format!(
                        "<w:ind w:firstLineChars=\"200\" w:firstLine=\"{:.0}\"/><w:jc w:val=\"both\"/>",
                        CHARACTER * 2.0
                    ),
                    _ => String::new(),
                };
                let title = run(&joined(text), RunForm { face: own, ..RunForm::default() });
                self.push(&format!("Heading{level}"), &place, &title);
            }
        }
    }

    fn colophon(&mut self, colophon: &Colophon) {
        let mut rows: Vec<Vec<String>> = Vec::new();
        if let Some(copies) = &colophon.copies {
            // Continued under the character after the colon.
            let hanging = "<w:ind w:leftChars=\"400\" w:left=\"1120\" w:hangingChars=\"300\" w:hanging=\"840\"/>";
            rows.push(vec![paragraph("Colophon", hanging, &plain(&format!("抄送：{copies}")))]);
        }
        if colophon.plain {
            // A letter's has names only, without rules.
            self.xml.push_str(&rows.concat().concat());
            return;
        }
        let mut printed = given(&colophon.printed);
        if !colophon.printed.blank {
            printed.push_str(&plain("印发"));
        }
        rows.push(vec![
            paragraph("Colophon", "", &given(&colophon.printed_by)),
            paragraph("Colophon", "<w:jc w:val=\"right\"/>", &printed),
        ]);
        self.xml.push_str(&table::colophon(&rows, WIDTH));
        self.push("Gap", "", "");
    }
}

/// The mark as wide as fits: squeezed first, then smaller, so that long names stay tall.
fn mark(slot: &Slot, suffix: &str) -> String {
    const LARGEST: f64 = 46.0;
    let text = if slot.blank { format!("【{}】", slot.text) } else { format!("{}{suffix}", slot.text) };
    let room = (f64::from(WIDTH) - 227.0) / 20.0;
    let squeeze = room / (width(&text).max(1.0) * LARGEST);
    let size = if squeeze < 0.62 { LARGEST * squeeze / 0.62 } else { LARGEST };
    let stretch = (room / (width(&text).max(1.0) * size)).min(1.0);
    let form = RunForm {
        stretch: (stretch < 1.0).then_some((stretch * 100.0).floor() as u32),
        size: (size < LARGEST).then_some((size * 2.0).floor() as u32),
        ..RunForm::default()
    };
    run(&text, form)
}
