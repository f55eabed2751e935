//! The document part: head, title, addressees, text, signature, attachments, colophon.

use super::Head;
use super::foot::{self, closing};
use super::head::{FirstPage, head};
use super::parts;
use super::styles::{HeadingFaces, placed};
use super::table::{self, Grid};
use super::xml::{CHARACTER, HEIGHT, LEFT, LEFT_MIRRORED, RunForm, Setting, WIDTH, drawing};
use crate::office::write::{paragraph, part};
use crate::plan::DocumentForm;
use crate::render::notice::{Colophon, NoticeForm, Slot};
use crate::render::paper::{Flow, Form, Paper, PlanForm};
use crate::render::pictures::Drawn;
use crate::render::runs::{Run, joined};

/// From a box's frame to its text: one character.
const BOX_SIDE: u32 = 316;

/// The footers of even and of other pages: with the number, and without.
const NUMBERED: [&str; 2] = ["rId6", "rId5"];
const UNNUMBERED: [&str; 2] = ["rId9", "rId9"];

/// What is written of a document.
pub struct Body<'a> {
    xml: String,
    faces: &'a HeadingFaces,
    set: Setting<'a>,
    /// The document's pictures, and how many are drawn so far.
    pictures: &'a [Drawn],
    drawings: usize,
    /// What the layout showed, where there was one.
    flow: Flow,
    /// Whether the first page, which is still to be ended, has a header and footer of its own.
    first_page: bool,
}

/// A line of a title under the other.
fn lines(title: &[String], set: Setting<'_>) -> String {
    title.iter().map(|line| set.plain(line)).collect::<Vec<_>>().join("<w:r><w:br/></w:r>")
}

/// Where a title stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    /// Two lines below the red rule, less what stands above the characters of its first line.
    Rule,
    /// On a new page.
    NewPage,
    /// Where it is.
    Here,
}

impl<'a> Body<'a> {
    /// The part.
    pub fn document(
        paper: &'a Paper,
        of_head: Head,
        first_page: Option<&FirstPage>,
        faces: &'a HeadingFaces,
        set: Setting<'a>,
    ) -> String {
        let (flow, first_page, pictures) = (paper.flow, first_page.is_some(), paper.pictures.as_slice());
        let mut body = Self { xml: String::new(), faces, set, pictures, drawings: 0, flow, first_page };
        if let Some(notice) = &paper.notice {
            body.xml.push_str(&head(notice, of_head, set));
        }
        match &paper.notice {
            Some(notice) if notice.direct => body.direct(notice, &paper.plan, of_head),
            notice => {
                if let Some(notice) = notice {
                    body.notice(notice, of_head);
                }
                let at = if notice.is_some() { At::NewPage } else { At::Here };
                body.title(&paper.plan.title, at, false, paper.plan.stage.as_deref());
                body.blocks(&paper.plan.blocks, false);
            }
        }
        let (mut kind, mut feet) = ("", NUMBERED);
        match &paper.colophon {
            Some(colophon) if !colophon.plain || colophon.copies.is_some() || flow.addressees_below => {
                let even = !colophon.plain && !paper.habits.colophon_on_odd;
                // The layout showed that it does not stand on the page on which the text ends; where the text nearly
                // fills an odd page, a word processor may fill it, and the colophon is on the even one anyhow.
                let apart = flow.colophon_pages > 1 || flow.colophon_pages == 1 && !flow.may_go_over;
                if even && apart {
                    let section = body.section(false, "", NUMBERED);
                    let thin = "<w:spacing w:line=\"10\" w:lineRule=\"exact\"/>";
                    body.push("Gap", &format!("{thin}{section}"), "");
                    // A floating table is not what a section can begin with for LibreOffice.
                    body.push("Gap", thin, "");
                    kind = "<w:type w:val=\"evenPage\"/>";
                    feet = if flow.colophon_pages > 1 { UNNUMBERED } else { NUMBERED };
                }
                let left = if paper.habits.mirrored && even { LEFT_MIRRORED } else { LEFT };
                let to = paper.notice.as_ref().and_then(|n| n.to.as_deref()).filter(|_| flow.addressees_below);
                body.colophon(colophon, to, left);
            }
            // A table may not be the last thing; neither may a document be empty.
            _ if paper.plan.blocks.is_empty() => body.push("BodyText", "", ""),
            _ => {}
        }
        let section = body.section(false, kind, feet);
        part("document", &format!("<w:body>{}{section}</w:body>", body.xml))
    }

    /// How the pages up to here are made: standing, or lying for a turned table (横排表格); `kind` says where they begin.
    /// `feet` are the footers of even and of other pages.
    fn section(&mut self, lying: bool, kind: &str, feet: [&str; 2]) -> String {
        let first = std::mem::take(&mut self.first_page);
        let (own, title) = if first {
            (
                "<w:headerReference w:type=\"first\" r:id=\"rId7\"/><w:footerReference w:type=\"first\" r:id=\"rId8\"/>",
                "<w:titlePg/>",
            )
        } else {
            ("", "")
        };
        let page = if lying {
            "<w:pgSz w:w=\"16838\" w:h=\"11906\" w:orient=\"landscape\"/><w:pgMar w:top=\"1588\" w:right=\"2098\" \
             w:bottom=\"1474\" w:left=\"1984\" w:header=\"851\" w:footer=\"851\" w:gutter=\"0\"/>"
                .to_owned()
        } else {
            // A letter's mark stands 30 mm from the page's upper edge (10.1).
            let (above, below) = self.set.beyond();
            format!(
                "<w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"{}\" w:right=\"1474\" w:bottom=\"{}\" \
                 w:left=\"{LEFT}\" w:header=\"{}\" w:footer=\"1417\" w:gutter=\"0\"/>",
                2098 - above.min(2098),
                1984 - below.min(1984),
                if first { 1673 } else { 851 }
            )
        };
        format!(
            "<w:sectPr>{own}<w:footerReference w:type=\"even\" r:id=\"{}\"/>\
             <w:footerReference w:type=\"default\" r:id=\"{}\"/>{kind}{page}<w:cols w:space=\"720\"/>{title}\
             <w:docGrid w:type=\"linesAndChars\" w:linePitch=\"{}\" w:charSpace=\"-852\"/></w:sectPr>",
            feet[0], feet[1], self.set.pitch
        )
    }

    fn push(&mut self, style: &str, properties: &str, runs: &str) {
        self.xml.push_str(&paragraph(style, properties, runs));
    }

    /// Title and addressees.
    fn opening(&mut self, notice: &NoticeForm, head: Head, stage: Option<&str>) {
        // Without a head at the top of the page; an order has no title (10.2).
        let at = if head == Head::Bare { At::Here } else { At::Rule };
        if notice.form != DocumentForm::Order {
            self.title(&notice.title, at, false, stage);
        }
        if let Some(to) = notice.to.as_ref().filter(|_| !self.flow.addressees_below) {
            self.push("Addressees", "", &self.set.plain(to));
        }
    }

    fn notice(&mut self, notice: &NoticeForm, head: Head) {
        self.opening(notice, head, None);
        let mut paragraphs: Vec<String> = notice.text.iter().map(|p| self.set.plain(&joined(p))).collect();
        if notice.text_blank {
            paragraphs.push(self.set.given(&Slot { text: "通知正文".to_owned(), blank: true }));
        }
        let last = paragraphs.len().saturating_sub(1);
        for (at, runs) in paragraphs.iter().enumerate() {
            // The signature does not stand alone on a page; but the first page shows text.
            self.push("BodyText", if at == last && last > 0 { "<w:keepNext/>" } else { "" }, runs);
        }
        self.xml.push_str(&closing(notice, self.flow.signed_page_full, self.set));
    }

    /// A document that the plan itself is: signed behind its text and before its attachments.
    fn direct(&mut self, notice: &NoticeForm, plan: &PlanForm, head: Head) {
        self.opening(notice, head, plan.stage.as_deref());
        let parts = plan.blocks.iter().position(|b| matches!(b, Form::Part { .. })).unwrap_or(plan.blocks.len());
        let (text, parts) = plan.blocks.split_at(parts);
        self.blocks(text, false);
        self.xml.push_str(&closing(notice, self.flow.signed_page_full, self.set));
        self.blocks(parts, false);
    }

    fn title(&mut self, title: &[String], at: At, listed: bool, stage: Option<&str>) {
        let set = self.set;
        let mut properties = String::from(if at == At::NewPage { "<w:pageBreakBefore/>" } else { "" });
        let before = match at {
            At::NewPage => format!(" w:beforeLines=\"100\" w:before=\"{}\"", set.pitch),
            At::Rule => " w:before=\"1000\"".to_owned(),
            At::Here => String::new(),
        };
        let after = if stage.is_none() { "" } else { " w:afterLines=\"0\" w:after=\"0\"" };
        if !before.is_empty() || !after.is_empty() {
            properties.push_str(&format!("<w:spacing{before}{after}/>"));
        }
        if listed {
            properties.push_str("<w:outlineLvl w:val=\"0\"/>");
        }
        let runs = if title.is_empty() {
            set.given(&Slot { text: "标题".to_owned(), blank: true })
        } else {
            lines(title, set)
        };
        self.push("Title", &properties, &runs);
        if let Some(stage) = stage {
            self.push("Stage", "", &set.plain(&format!("（{stage}）")));
        }
    }

    fn blocks(&mut self, blocks: &[Form], boxed: bool) {
        let set = self.set;
        for form in blocks {
            match form {
                Form::Heading { level, face, text, rest } => self.heading(*level, face, text, rest.as_deref()),
                Form::Paragraph { text, .. } => {
                    self.push(if boxed { "BoxText" } else { "BodyText" }, "", &set.plain(&joined(text)));
                }
                Form::Table { caption, columns, head, widths, turned, small, rows } => {
                    let turned = *turned && !boxed;
                    if turned {
                        self.break_section(false);
                    }
                    if let Some(caption) = caption {
                        let style = if boxed { "BoxTitle" } else { "Caption" };
                        self.push(style, "", &set.plain(&joined(caption)));
                    } else {
                        self.push("Gap", "", "");
                    }
                    let width = match (turned, boxed) {
                        (true, _) => HEIGHT,
                        (_, true) => WIDTH - 2 * BOX_SIDE,
                        _ => WIDTH,
                    };
                    let size = if boxed || *small { 21 } else { 24 };
                    let grid = Grid { columns: *columns, head: *head, shares: widths, rows, width, size, set };
                    self.xml.push_str(&grid.table());
                    if turned {
                        self.break_section(true);
                    }
                }
                Form::Box { title, blocks } => {
                    let mut inside = Self { xml: String::new(), first_page: false, ..*self };
                    inside.push("BoxTitle", "", &set.plain(&joined(title)));
                    inside.blocks(blocks, true);
                    self.push("Gap", "", "");
                    self.drawings = inside.drawings;
                    self.xml.push_str(&table::framed(&inside.xml, WIDTH, BOX_SIDE));
                }
                Form::Picture { name, alt, caption, width, height, .. } => {
                    let mm = |text: &str| text.parse::<f64>().unwrap_or_default();
                    let room = f64::from(if boxed { WIDTH - 2 * BOX_SIDE } else { WIDTH }) / 1440.0 * 25.4;
                    let scale = (room / mm(width).max(1.0)).min(1.0);
                    self.picture(name, alt, (mm(width) * scale, mm(height) * scale), caption.is_some());
                    if let Some(caption) = caption {
                        self.push("Caption", "<w:keepNext w:val=\"0\"/>", &set.plain(&joined(caption)));
                    }
                }
                Form::Attachments { names } => self.xml.push_str(&foot::attachments(names, set)),
                Form::Part { label, title } => {
                    if !label.is_empty() {
                        self.push("AttachmentLabel", "<w:pageBreakBefore/>", &set.plain(label));
                    }
                    match (label.is_empty(), title.is_empty()) {
                        (false, true) => {}
                        (true, _) => self.title(title, At::NewPage, true, None),
                        (false, false) => self.title(title, At::Here, true, None),
                    }
                }
            }
        }
    }

    /// A picture in its paragraph; one that was not read is left to its words.
    fn picture(&mut self, name: &str, alt: &str, size: (f64, f64), captioned: bool) {
        let runs = match self.pictures.iter().position(|p| p.name == name) {
            Some(at) => {
                self.drawings += 1;
                drawing(self.drawings, &parts::picture_id(at), alt, size)
            }
            None => self.set.plain(&format!("【{alt}】")),
        };
        self.push("Picture", if captioned { "<w:keepNext/>" } else { "" }, &runs);
    }

    /// Ends the pages that lie or stand.
    fn break_section(&mut self, lying: bool) {
        let section = self.section(lying, "", NUMBERED);
        self.push("Gap", &section, "");
    }

    /// A heading on its own line has the style of its level. One that text runs on behind shares the paragraph, so
    /// that only its characters can have it: a style separator would keep both paragraphs apart for the outline, but
    /// only Word joins them again on the page.
    fn heading(&mut self, level: u8, face: &str, text: &[Run], rest: Option<&[Run]>) {
        let set = self.set;
        let level = HeadingFaces::level(level);
        let usual = self.faces.face(level);
        let (key, centred) = placed(face);
        let own = (key != placed(usual).0).then_some(key);
        match rest {
            Some(rest) => {
                let style = format!("Heading{level}Char");
                let title = set.run(&joined(text), RunForm { style: Some(&style), face: own, ..RunForm::default() });
                self.push("BodyText", "", &format!("{title}{}", set.plain(&joined(rest))));
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
                let title = set.run(&joined(text), RunForm { face: own, ..RunForm::default() });
                self.push(&format!("Heading{level}"), &place, &title);
            }
        }
    }

    fn colophon(&mut self, colophon: &Colophon, to: Option<&str>, left: u32) {
        let set = self.set;
        let mut rows = Vec::new();
        // Continued under the character after the colon; no rule between the two.
        let hanging = "<w:ind w:leftChars=\"400\" w:left=\"1120\" w:hangingChars=\"300\" w:hanging=\"840\"/>";
        let to = to.map(|to| format!("主送：{}。", to.trim_end_matches('：')));
        let copies = colophon.copies.as_ref().map(|copies| format!("抄送：{copies}"));
        let named: String =
            to.iter().chain(&copies).map(|text| paragraph("Colophon", hanging, &set.plain(text))).collect();
        if !named.is_empty() {
            rows.push(vec![named]);
        }
        if !colophon.plain {
            let mut printed = set.given(&colophon.printed);
            if !colophon.printed.blank {
                printed.push_str(&set.plain("印发"));
            }
            rows.push(vec![
                paragraph("Colophon", "", &set.given(&colophon.printed_by)),
                paragraph("Colophon", "<w:jc w:val=\"right\"/>", &printed),
            ]);
        }
        let place = table::Foot { left, whole: WIDTH, ruled: !colophon.plain, below: set.beyond().1 };
        self.xml.push_str(&table::colophon(&rows, place));
        self.push("Gap", "", "");
    }
}
