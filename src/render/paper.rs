//! The document as templates take it: a plan with its notice, in order, every text cut into runs.

use super::fonts::{Face, Fonts};
use super::notice::{Colophon, NoticeForm, colophon, notice_form};
use super::pictures::Drawn;
use super::runs::{self, Run, runs};
use super::table::tables;
use super::title;
use crate::base::{SourceFile, Span};
use crate::data::numbering;
use crate::plan::{Block, Paragraph, Picture, Plan, Section, SectionKind, Stage};
use crate::project::Habits;
use serde::Serialize;

/// All that the Tera template is given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Paper {
    /// The document's title, for readers of the file.
    pub title: String,
    /// Who issues it.
    pub author: Option<String>,
    /// Its date, ISO, where it has one.
    pub date: Option<String>,
    /// Sizes and faces.
    pub look: Look,
    /// The notice that carries the plan.
    pub notice: Option<NoticeForm>,
    /// The plan.
    pub plan: PlanForm,
    /// 版记
    pub colophon: Option<Colophon>,
    /// What depends on where things fell.
    pub flow: Flow,
    /// The file that it is made from, where it is to be attached.
    pub source: Option<Attachment>,
    /// Its pictures, once they were read.
    #[serde(skip)]
    pub pictures: Vec<Drawn>,
    /// How the office sets its documents, for formats that are written without a layout.
    #[serde(skip)]
    pub habits: Habits,
}

/// A file inside the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Attachment {
    /// Its name, without folders.
    pub name: String,
    /// What kind of text it is.
    pub mime: &'static str,
    /// What it says.
    pub text: String,
}

impl Attachment {
    /// A source.
    pub fn new(file: &SourceFile) -> Self {
        let name = file.path.file_name().unwrap_or_default().to_string_lossy().replace(['/', '\\', '\0'], "_");
        let mime = if name.ends_with(".md") { "text/markdown" } else { "text/plain" };
        Self { name, mime, text: file.text.clone() }
    }
}

/// Sizes and faces; empty until fonts were looked for, which only formats with pages need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct Look {
    /// 3号 as it is set, pt, written as Typst reads it.
    pub size: String,
    /// From line to line, pt.
    pub pitch: String,
    /// The chain of each role.
    pub faces: Faces,
    /// What stands before and behind the number of a page.
    pub page_number: (String, String),
    /// Whether the mark and red rules are printed already.
    pub preprinted: bool,
    /// Whether the binding margin is at the right of even pages.
    pub mirrored: bool,
}

impl Look {
    /// How an office sets its documents with these fonts.
    pub fn of(fonts: &Fonts, habits: &Habits) -> Self {
        // 22 lines fill 225 mm: 21 steps and one character.
        let full = (225.0 * 72.0 / 25.4 - SIZE) / 21.0;
        let pitch = habits.line_pitch.map_or(full, |thousandths| f64::from(thousandths) / 1000.0);
        Self {
            size: format!("{SIZE:.3}"),
            pitch: format!("{pitch:.4}"),
            faces: Faces::of(fonts),
            page_number: habits.page_number.clone().unwrap_or_else(|| ("— ".to_owned(), " —".to_owned())),
            preprinted: habits.preprinted,
            mirrored: habits.mirrored,
        }
    }
}

/// The chain of each role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct Faces {
    /// 仿宋
    pub fangsong: Vec<Face>,
    /// 楷体
    pub kai: Vec<Face>,
    /// 黑体
    pub hei: Vec<Face>,
    /// 小标宋
    pub title: Vec<Face>,
    /// 宋体
    pub song: Vec<Face>,
}

impl Faces {
    /// What serves each role.
    pub fn of(fonts: &Fonts) -> Self {
        Self {
            fangsong: fonts.chain("fangsong"),
            kai: fonts.chain("kai"),
            hei: fonts.chain("hei"),
            title: fonts.chain("title"),
            song: fonts.chain("song"),
        }
    }
}

/// The plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlanForm {
    /// The title's lines.
    pub title: Vec<String>,
    /// 征求意见稿 and the like, for a draft that says so.
    pub stage: Option<String>,
    /// What it says, in order.
    pub blocks: Vec<Form>,
}

/// One thing in the flow of the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Form {
    /// A heading, with the text that runs on behind it.
    Heading {
        /// Its level among the headings, from 1.
        level: u8,
        /// `hei`, `kai`, `fangsong`, or one of them in the middle of the line: `centred-hei`.
        face: &'static str,
        /// Label and title.
        text: Vec<Run>,
        /// The paragraph it begins.
        rest: Option<Vec<Run>>,
    },
    /// A paragraph.
    Paragraph {
        /// Its text.
        text: Vec<Run>,
        /// Whether it is an item of a list.
        item: bool,
    },
    /// A table.
    Table {
        /// Its caption.
        caption: Option<Vec<Run>>,
        /// How many columns.
        columns: usize,
        /// How many rows are head.
        head: usize,
        /// Widths of the columns, in shares of what the short ones leave; 0 for a short one.
        widths: Vec<usize>,
        /// Whether it stands on pages of its own, turned (横排表格).
        turned: bool,
        /// Whether it is set smaller than other tables.
        small: bool,
        /// The rows.
        rows: Vec<Vec<CellForm>>,
    },
    /// A box (专栏).
    Box {
        /// Its title.
        title: Vec<Run>,
        /// Paragraphs and tables.
        blocks: Vec<Form>,
    },
    /// A picture.
    Picture {
        /// What the document calls it; empty until it was read.
        name: String,
        /// Its file, as the plan writes it.
        #[serde(skip)]
        path: String,
        /// What it shows.
        alt: String,
        /// What stands below it.
        caption: Option<Vec<Run>>,
        /// How wide it is shown, mm, written as Typst reads it.
        width: String,
        /// How high.
        height: String,
        /// Where it stands in the plan's file.
        #[serde(skip)]
        span: Span,
    },
    /// The list of attachments (附件说明) that ends a text: GB/T 9704-2012, 7.3.4.
    Attachments {
        /// Their names, without serials.
        names: Vec<String>,
    },
    /// An attachment or a further document.
    Part {
        /// 附件1; empty for a document.
        label: String,
        /// Its title's lines.
        title: Vec<String>,
    },
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CellForm {
    /// Its text.
    pub text: Vec<Run>,
    /// Columns it covers.
    pub colspan: usize,
    /// Rows it covers.
    pub rowspan: usize,
    /// Whether it is short or a figure, and stands in the middle.
    pub short: bool,
}

/// What depends on where things fell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Default)]
pub struct Flow {
    /// How many pages behind the text the colophon stands.
    pub colophon_pages: u8,
    /// Whether 主送 moved to the colophon, so that the first page shows text.
    pub addressees_below: bool,
    /// How many lines below the text are held free, so that its last ones go over to the page of the signature, which
    /// may not stand alone there.
    pub held_lines: u8,
    /// Whether the page on which the signature stands is full to its last line: formats that lines are broken in
    /// elsewhere keep some room.
    #[serde(skip)]
    pub signed_page_full: bool,
    /// Whether the text may end a page later where lines are broken otherwise: so little room is left below it.
    #[serde(skip)]
    pub may_go_over: bool,
}

/// 3号 such that 28 characters fill 156 mm, in pt: 156 mm / 28 = 15.793 pt.
const SIZE: f64 = 15.793;

impl Paper {
    /// A plan as a document.
    pub fn new(plan: &Plan) -> Self {
        let plan_title = plan.meta.title.clone().unwrap_or_default();
        let blocks = flow(plan);
        let mut notice = plan.meta.notice.as_ref().map(|n| notice_form(n, plan));
        if let Some(notice) = notice.as_mut().filter(|n| n.direct)
            && blocks.iter().any(|b| matches!(b, Form::Attachments { .. }))
        {
            // The text lists them itself.
            notice.attachments.clear();
        }
        let colophon = plan.meta.notice.as_ref().map(colophon);
        let stage = plan.meta.stage.filter(|s| *s != Stage::Issued).map(|s| stage_name(s).to_owned());
        Self {
            title: match &notice {
                Some(notice) if !notice.title.is_empty() => notice.title.concat(),
                _ if plan_title.trim().is_empty() => "（无标题）".to_owned(),
                _ => runs::clean(&plan_title),
            },
            author: plan.meta.notice.as_ref().and_then(|n| n.issuer.clone()),
            date: plan.meta.notice.as_ref().and_then(|n| n.date.clone()),
            look: Look::default(),
            notice,
            plan: PlanForm { title: title::lines(&plan_title, &names(plan)), stage, blocks },
            colophon,
            flow: Flow::default(),
            source: None,
            pictures: Vec::new(),
            habits: Habits::default(),
        }
    }

    /// All text by role, to see which characters the fonts have.
    pub fn texts(&self) -> [(&'static str, String); 4] {
        let [mut fangsong, mut kai, mut hei, mut titles] = <[String; 4]>::default();
        if let Some(n) = &self.notice {
            titles.push_str(&n.mark());
            titles.push_str(&n.title.concat());
            for corner in &n.corner {
                if corner.hei { &mut hei } else { &mut fangsong }.push_str(&corner.text);
            }
            kai.extend(n.signers.iter().map(String::as_str));
            fangsong.push_str(&n.number.text);
            fangsong.push_str(&n.date.text);
            fangsong.extend(n.issuers.iter().chain(&n.posts).map(|i| i.text.as_str()));
            fangsong.extend(n.attendance.iter().map(|a| a.names.as_str()));
            fangsong.extend(n.attachments.iter().chain(&n.to).chain(&n.note).map(String::as_str));
            fangsong.extend(n.text.iter().map(|p| runs::joined(p)));
        }
        titles.push_str(&self.plan.title.concat());
        if let Some(c) = &self.colophon {
            fangsong.push_str(&c.printed_by.text);
            fangsong.push_str(&c.printed.text);
            fangsong.extend(c.copies.iter().chain(&c.to).map(String::as_str));
        }
        collect(&self.plan.blocks, &mut fangsong, &mut kai, &mut hei, &mut titles);
        [("fangsong", fangsong), ("kai", kai), ("hei", hei), ("title", titles)]
    }
}

fn collect(blocks: &[Form], fangsong: &mut String, kai: &mut String, hei: &mut String, titles: &mut String) {
    for form in blocks {
        match form {
            Form::Heading { face, text, rest, .. } => {
                let of = match *face {
                    "hei" | "centred-hei" => &mut *hei,
                    "kai" | "centred-kai" => &mut *kai,
                    _ => &mut *fangsong,
                };
                of.push_str(&runs::joined(text));
                fangsong.extend(rest.iter().map(|r| runs::joined(r)));
            }
            Form::Paragraph { text, .. } => fangsong.push_str(&runs::joined(text)),
            Form::Table { caption, head, rows, .. } => {
                hei.extend(caption.iter().map(|c| runs::joined(c)));
                for (at, row) in rows.iter().enumerate() {
                    let of = if at < *head { &mut *hei } else { &mut *fangsong };
                    of.extend(row.iter().map(|c| runs::joined(&c.text)));
                }
            }
            Form::Box { title, blocks } => {
                hei.push_str(&runs::joined(title));
                collect(blocks, fangsong, kai, hei, titles);
            }
            Form::Picture { caption, .. } => hei.extend(caption.iter().map(|c| runs::joined(c))),
            Form::Attachments { names } => fangsong.extend(names.iter().map(String::as_str)),
            Form::Part { label, title } => {
                hei.push_str(label);
                titles.push_str(&title.concat());
            }
        }
    }
}

fn stage_name(stage: Stage) -> &'static str {
    match stage {
        Stage::Commissioned => "代拟稿",
        Stage::Consultation => "征求意见稿",
        Stage::Review => "送审稿",
        Stage::Issued => "印发稿",
    }
}

/// The plan's text in order.
fn flow(plan: &Plan) -> Vec<Form> {
    let mut out = Vec::new();
    push_blocks(&plan.preamble, &mut out);
    // A source without any number is numbered here; one that has some is set as it is written.
    let bare = plan.meta.format.is_some() && plan.sections.iter().all(|s| s.label.is_none());
    let mut counts = [0u32; 4];
    let mut depths = Vec::new();
    let names = names(plan);
    // Where 1.1 stands under 1., 1. is a chapter.
    let decimals = plan.sections.iter().any(|s| s.label.as_ref().is_some_and(|l| l.style == "decimal"));
    for section in &plan.sections {
        let label = match &section.label {
            Some(label) => label.raw.clone(),
            None if bare && section.kind == SectionKind::Unnumbered && section.titled => {
                number(section.depth, &mut counts)
            }
            None => String::new(),
        };
        let from = out.len();
        push_section(section, &label, &names, &mut out);
        for form in &mut out[from..] {
            if let Form::Heading { level, face, .. } = form {
                *level = rank(*level, &mut depths);
                if decimals && section.parent.is_none() && *face == "fangsong" {
                    *face = "hei";
                }
            }
        }
    }
    listed(&mut out);
    out
}

/// The paragraphs that end the text before what is attached and list that, as the list of attachments: 附件：甲, or
/// 附件：1.甲 with 2.乙 below.
fn listed(out: &mut Vec<Form>) {
    let end = out.iter().position(|f| matches!(f, Form::Part { .. })).unwrap_or(out.len());
    let said = |form: &Form| match form {
        // 2.乙 on a line of its own may be read as a heading.
        Form::Paragraph { text, item: false } | Form::Heading { text, rest: None, .. } => {
            Some(runs::joined(text).trim().to_owned())
        }
        _ => None,
    };
    let named =
        |form: &Form| said(form).and_then(|t| t.strip_prefix("附件")?.strip_prefix(['：', ':']).map(str::to_owned));
    let serial = |text: &str, at: usize| -> Option<String> {
        let rest = text.trim_start().strip_prefix(&at.to_string())?;
        rest.strip_prefix(['.', '．', '、']).map(|name| name.trim().to_owned())
    };
    let Some(first) = (0..end).rev().take(20).find(|at| named(&out[*at]).is_some()) else { return };
    let rows: Option<Vec<String>> = (first + 1..end).map(|at| said(&out[at])).collect();
    let (Some(opening), Some(rows)) = (named(&out[first]), rows) else { return };
    let all: Vec<String> = std::iter::once(opening).chain(rows).collect();
    let numbered: Option<Vec<String>> = all.iter().enumerate().map(|(at, text)| serial(text, at + 1)).collect();
    let names = match (numbered, all.as_slice()) {
        (Some(names), _) => names,
        (None, [one]) => vec![one.trim().to_owned()],
        _ => return,
    };
    // 附件：1.甲 2.乙 on one line is left as it is written.
    if names.iter().all(|n| !n.is_empty() && !n.contains("2.")) {
        out.splice(first..end, [Form::Attachments { names }]);
    }
}

/// Names that a title does not break: issuers and the place.
fn names(plan: &Plan) -> Vec<&str> {
    let notice = plan.meta.notice.iter();
    let issuers = notice.flat_map(|n| n.issuer.iter().chain(&n.with));
    issuers.chain(&plan.meta.region).map(String::as_str).collect()
}

/// The level of a heading among the headings that are printed, so that none is skipped (PDF/UA-1, 7.4.2): items
/// without a title of their own and attachments hold headings and are none.
fn rank(depth: u8, depths: &mut Vec<u8>) -> u8 {
    while depths.last().is_some_and(|last| *last >= depth) {
        depths.pop();
    }
    depths.push(depth);
    u8::try_from(depths.len()).unwrap_or(u8::MAX)
}

/// 一、 （一） 1. （1） by depth.
fn number(depth: u8, counts: &mut [u32; 4]) -> String {
    let level = usize::from(depth.clamp(1, 4)) - 1;
    counts[level] += 1;
    counts[level + 1..].fill(0);
    let n = counts[level];
    match level {
        0 => format!("{}、", han(n)),
        1 => format!("（{}）", han(n)),
        2 => format!("{n}."),
        _ => format!("（{n}）"),
    }
}

/// A number below a hundred in Chinese.
fn han(n: u32) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |d: u32| DIGITS[(d % 10) as usize];
    match (n / 10, n % 10) {
        (0, ones) => digit(ones).to_owned(),
        (1, ones) => format!("十{}", digit(ones)),
        (tens, ones) => format!("{}十{}", digit(tens), digit(ones)),
    }
}

fn push_section(section: &Section, label: &str, names: &[&str], out: &mut Vec<Form>) {
    if section.is_implied() {
        push_blocks(&section.blocks, out);
        return;
    }
    match section.kind {
        SectionKind::Attachment | SectionKind::Document => {
            let label = if section.kind == SectionKind::Attachment { runs::clean(label) } else { String::new() };
            out.push(Form::Part { label, title: title::lines(section.title.as_str(), names) });
            push_blocks(&section.blocks, out);
            return;
        }
        SectionKind::Box => {
            let mut inner = Vec::new();
            push_blocks(&section.blocks, &mut inner);
            keep_upright(&mut inner);
            let title = runs(&format!("{label}{}", section.title.as_str()));
            out.push(Form::Box { title, blocks: inner });
            return;
        }
        SectionKind::Numbered | SectionKind::Unnumbered | SectionKind::Article => {}
    }
    let first = match section.blocks.split_first() {
        Some((Block::Paragraph(first), rest)) if !first.item => Some((first, rest)),
        _ => None,
    };
    // A sentence with numbered items below it, and no more, is a heading, however long it is.
    let heads = match first {
        Some((only, [])) if !section.children.is_empty() && section.kind != SectionKind::Article => {
            let text = only.prose.as_str().trim_end();
            text.find(['。', '；', '：']).is_none_or(|at| text[at..].chars().count() == 1 && text.ends_with('。'))
        }
        _ => false,
    };
    if let (false, true, Some((only, _))) = (section.titled, heads, first) {
        let text = runs(&format!("{label}{}", only.prose.as_str()));
        out.push(Form::Heading { level: section.depth, face: face(section, label), text, rest: None });
        return;
    }
    if !section.titled {
        // No heading of its own: the label stands before the text.
        let (text, further) = match first {
            Some((paragraph, further)) => (paragraph.prose.as_str(), further),
            None => ("", section.blocks.as_slice()),
        };
        if section.kind == SectionKind::Article && !text.trim().is_empty() {
            // 第一条 leads its text and stands out from it.
            let (level, face) = (section.depth, face(section, label));
            let rest = Some(runs(&format!("　{}", text.trim_start())));
            out.push(Form::Heading { level, face, text: runs(label), rest });
            push_blocks(further, out);
            return;
        }
        out.push(Form::Paragraph { text: runs(&format!("{label}{text}")), item: false });
        push_blocks(further, out);
        return;
    }
    let face = face(section, label);
    let title = section.title.as_str();
    let gap = if needs_gap(label, title) { "　" } else { "" };
    match first {
        Some((paragraph, rest)) if section.run_in && !face.starts_with("centred") => {
            let text = runs(&format!("{label}{gap}{title}。"));
            out.push(Form::Heading { level: section.depth, face, text, rest: Some(runs(paragraph.prose.as_str())) });
            push_blocks(rest, out);
        }
        _ => {
            let stop = if section.run_in { "。" } else { "" };
            let text = runs(&format!("{label}{gap}{title}{stop}"));
            out.push(Form::Heading { level: section.depth, face, text, rest: None });
            push_blocks(&section.blocks, out);
        }
    }
}

/// 第一章, 第一条 and 1.1 stand apart from what follows.
fn needs_gap(label: &str, title: &str) -> bool {
    let open = |c: char| matches!(c, '章' | '节' | '条' | '篇' | '编' | '分') || numbering::arabic(c).is_some();
    !title.is_empty() && label.ends_with(open)
}

/// 黑体 for 一、, 楷体 for （一）, 仿宋 below; chapters in the middle of the line. By the form of the number where
/// there is one, else by depth.
fn face(section: &Section, label: &str) -> &'static str {
    let styles = section.label.as_ref().map(|l| l.style);
    match styles {
        Some("han-comma") => "hei",
        Some("han-paren" | "decimal" | "word-han") => "kai",
        Some("chapter" | "part") => "centred-hei",
        Some("chapter-section") => "centred-kai",
        Some("article") => "hei",
        Some(_) => "fangsong",
        None if label.is_empty() && section.depth == 1 => "hei",
        None => match section.depth {
            1 => "hei",
            2 => "kai",
            _ => "fangsong",
        },
    }
}

fn push_blocks(blocks: &[Block], out: &mut Vec<Form>) {
    for block in blocks {
        match block {
            Block::Paragraph(p) => out.push(paragraph(p)),
            Block::Table(t) => out.extend(tables(t)),
            Block::Picture(p) => out.push(picture(p)),
            Block::Box(b) => {
                let mut inner = Vec::new();
                push_blocks(&b.blocks, &mut inner);
                keep_upright(&mut inner);
                out.push(Form::Box { title: runs(b.title.as_str()), blocks: inner });
            }
        }
    }
}

fn picture(picture: &Picture) -> Form {
    // Readers of a page want words for every picture.
    let alt = runs::clean(picture.alt.as_str());
    let alt = if alt.trim().is_empty() { "图片".to_owned() } else { alt };
    let (name, width, height) = <(String, String, String)>::default();
    let caption = picture.caption.as_ref().map(|c| runs(c.as_str()));
    Form::Picture { name, path: picture.path.clone(), alt, caption, width, height, span: picture.span }
}

/// A box stays on its page, and with it the tables in it.
fn keep_upright(blocks: &mut [Form]) {
    for form in blocks {
        if let Form::Table { turned, .. } = form {
            *turned = false;
        }
    }
}

fn paragraph(paragraph: &Paragraph) -> Form {
    Form::Paragraph { text: runs(paragraph.prose.as_str()), item: paragraph.item }
}
