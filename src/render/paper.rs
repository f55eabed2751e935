//! The document as templates take it: a plan with its notice, in order, every text cut into runs.

use super::fonts::{Face, Fonts};
use super::runs::{self, Run, runs};
use super::title;
use crate::base::SourceFile;
use crate::plan::{Block, Cell, Notice, Paragraph, Plan, Section, SectionKind, Stage, Table};
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

/// Sizes and faces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Look {
    /// 3号 as it is set, pt, written as Typst reads it.
    pub size: String,
    /// From line to line, pt.
    pub pitch: String,
    /// The chain of each role.
    pub faces: Faces,
}

/// The chain of each role; empty until fonts were looked for, which only formats with pages need.
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

/// A thing that may not be there yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Slot {
    /// The text, or what belongs there.
    pub text: String,
    /// Whether it is still to be given.
    pub blank: bool,
}

/// The notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoticeForm {
    /// 发文机关标志, with 文件.
    pub mark: Slot,
    /// 发文字号
    pub number: Slot,
    /// The title's lines.
    pub title: Vec<String>,
    /// 主送机关 with ：.
    pub to: Option<String>,
    /// Its paragraphs.
    pub text: Vec<Vec<Run>>,
    /// Whether its text is still to be written.
    pub text_blank: bool,
    /// 署名
    pub issuer: Slot,
    /// 成文日期
    pub date: Slot,
    /// 附注, without brackets.
    pub note: Option<String>,
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

/// 版记
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Colophon {
    /// 主送机关, where they do not fit on the first page.
    pub to: Option<String>,
    /// 抄送机关 with 。
    pub copies: Option<String>,
    /// 印发机关
    pub printed_by: Slot,
    /// 印发日期
    pub printed: Slot,
}

/// What depends on where things fell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Default)]
pub struct Flow {
    /// How many pages behind the text the colophon stands.
    pub colophon_pages: u8,
    /// Whether 主送 moved to the colophon, so that the first page shows text.
    pub addressees_below: bool,
    /// Whether the last paragraph of the notice goes with the signature, which may not stand alone on a page.
    pub keep_signature: bool,
}

/// A column with no longer cell than this is as wide as its text, in characters.
const SHORT: usize = 6;

/// 3号 such that 28 characters fill 156 mm, in pt: 156 mm / 28 = 15.793 pt.
const SIZE: f64 = 15.793;

impl Paper {
    /// A plan as a document.
    pub fn new(plan: &Plan) -> Self {
        // 22 lines fill 225 mm: 21 steps and one character.
        let pitch = (225.0 * 72.0 / 25.4 - SIZE) / 21.0;
        let plan_title = plan.meta.title.clone().unwrap_or_default();
        let notice = plan.meta.notice.as_ref().map(|n| notice_form(n, &plan_title));
        let colophon = plan.meta.notice.as_ref().map(colophon);
        let stage = plan.meta.stage.filter(|s| *s != Stage::Issued).map(|s| stage_name(s).to_owned());
        Self {
            title: match &notice {
                Some(notice) => notice.title.concat(),
                None if plan_title.trim().is_empty() => "（无标题）".to_owned(),
                None => runs::clean(&plan_title),
            },
            author: plan.meta.notice.as_ref().and_then(|n| n.issuer.clone()),
            date: plan.meta.notice.as_ref().and_then(|n| n.date.clone()),
            look: Look { size: format!("{SIZE:.3}"), pitch: format!("{pitch:.4}"), faces: Faces::default() },
            notice,
            plan: PlanForm { title: title::lines(&plan_title), stage, blocks: flow(plan) },
            colophon,
            flow: Flow::default(),
            source: None,
        }
    }

    /// All text by role, to see which characters the fonts have.
    pub fn texts(&self) -> [(&'static str, String); 4] {
        let (mut fangsong, mut kai, mut hei, mut titles) = Default::default();
        if let Some(n) = &self.notice {
            titles = n.mark.text.clone() + &n.title.concat();
            fangsong = [&n.number.text, &n.issuer.text, &n.date.text].map(String::as_str).concat();
            fangsong.extend(n.to.iter().chain(&n.note).map(String::as_str));
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

fn slot(value: Option<&str>, what: &str) -> Slot {
    match value.map(runs::clean).filter(|v| !v.trim().is_empty()) {
        Some(text) => Slot { text, blank: false },
        None => Slot { text: what.to_owned(), blank: true },
    }
}

fn notice_form(notice: &Notice, plan_title: &str) -> NoticeForm {
    let issuer = notice.issuer.as_deref();
    let mark = issuer.map(|i| format!("{i}文件"));
    let title = match (&notice.title, issuer) {
        (Some(title), _) => title.clone(),
        // The form that notices of this kind have (关于印发…的通知).
        (None, Some(issuer)) => format!("{issuer}关于印发{plan_title}的通知"),
        (None, None) => format!("关于印发{plan_title}的通知"),
    };
    let to = classes(&notice.to);
    let public = notice.publicity.as_deref() == Some("主动公开");
    NoticeForm {
        mark: slot(mark.as_deref(), "发文机关标志"),
        number: slot(notice.number.as_deref(), "发文字号"),
        title: title::lines(&title),
        to: (!to.is_empty()).then(|| format!("{}：", to.trim_end_matches(['：', ':']))),
        text: notice.text.iter().map(|p| runs(p)).collect(),
        text_blank: notice.text.is_empty(),
        issuer: slot(issuer, "发文机关署名"),
        date: slot(notice.date.as_deref().map(date).as_deref(), "成文日期"),
        note: notice.note.clone().map(|n| runs::clean(&n)).or_else(|| public.then(|| "此件公开发布".to_owned())),
    }
}

fn colophon(notice: &Notice) -> Colophon {
    let copies = classes(&notice.copies);
    let copies = copies.trim_end_matches('。');
    Colophon {
        to: None,
        copies: (!copies.is_empty()).then(|| format!("{copies}。")),
        printed_by: slot(notice.printed_by.as_deref(), "印发机关"),
        printed: slot(notice.printed.as_deref().map(date).as_deref(), "印发日期"),
    }
}

/// Members of a class are set apart by 、, classes by ，.
fn classes(classes: &[Vec<String>]) -> String {
    let classes: Vec<String> = classes.iter().map(|c| c.join("、")).collect();
    runs::clean(&classes.join("，"))
}

/// An ISO date as documents write it, without zeros in front; anything else as it is.
fn date(iso: &str) -> String {
    let parts: Vec<&str> = iso.split('-').collect();
    let number = |s: &str| s.parse::<u32>().ok();
    match parts.as_slice() {
        [y, m, d] => match (number(y), number(m), number(d)) {
            (Some(y), Some(m), Some(d)) => format!("{y}年{m}月{d}日"),
            _ => iso.to_owned(),
        },
        _ => iso.to_owned(),
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
    for section in &plan.sections {
        let label = match &section.label {
            Some(label) => label.raw.clone(),
            None if bare && section.kind == SectionKind::Unnumbered => number(section.depth, &mut counts),
            None => String::new(),
        };
        let from = out.len();
        push_section(section, &label, &mut out);
        for form in &mut out[from..] {
            if let Form::Heading { level, .. } = form {
                *level = rank(*level, &mut depths);
            }
        }
    }
    out
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

fn push_section(section: &Section, label: &str, out: &mut Vec<Form>) {
    match section.kind {
        SectionKind::Attachment | SectionKind::Document => {
            let label = if section.kind == SectionKind::Attachment { runs::clean(label) } else { String::new() };
            out.push(Form::Part { label, title: title::lines(section.title.as_str()) });
            push_blocks(&section.blocks, out);
            return;
        }
        SectionKind::Box => {
            let mut inner = Vec::new();
            push_blocks(&section.blocks, &mut inner);
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
    if !section.titled {
        // No heading of its own: the label stands before the text.
        let (text, rest) = match first {
            Some((paragraph, rest)) => (paragraph.prose.as_str(), rest),
            None => ("", section.blocks.as_slice()),
        };
        out.push(Form::Paragraph { text: runs(&format!("{label}{text}")), item: false });
        push_blocks(rest, out);
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

/// 第一章 and 第一条 stand apart from what follows.
fn needs_gap(label: &str, title: &str) -> bool {
    !title.is_empty() && label.ends_with(['章', '节', '条', '篇', '编'])
}

/// 黑体 for 一、, 楷体 for （一）, 仿宋 below; chapters in the middle of the line. By the form of the number where
/// there is one, else by depth.
fn face(section: &Section, label: &str) -> &'static str {
    let styles = section.label.as_ref().map(|l| l.style);
    match styles {
        Some("han-comma") => "hei",
        Some("han-paren") => "kai",
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
            Block::Table(t) => out.extend(table(t)),
            Block::Box(b) => {
                let mut inner = Vec::new();
                push_blocks(&b.blocks, &mut inner);
                out.push(Form::Box { title: runs(b.title.as_str()), blocks: inner });
            }
        }
    }
}

fn paragraph(paragraph: &Paragraph) -> Form {
    Form::Paragraph { text: runs(paragraph.prose.as_str()), item: paragraph.item }
}

fn table(table: &Table) -> Option<Form> {
    let columns = table.rows.iter().map(Vec::len).max()?;
    if columns == 0 {
        return None;
    }
    let mut lengths = vec![0usize; columns];
    for row in &table.rows {
        for (at, cell) in row.iter().enumerate() {
            if cell.columns == 1 && at < columns {
                lengths[at] = lengths[at].max(cell.prose.as_str().chars().count());
            }
        }
    }
    // Long cells wrap: shares grow slower than lengths. Where every column is short, they share the page.
    let all_short = lengths.iter().all(|l| *l <= SHORT) || columns > 8;
    let share = |length: &usize| match *length {
        l if all_short => l.max(2) + 2,
        l if l <= SHORT => 0,
        l => l.min(12) + l.min(60) / 4,
    };
    let widths = lengths.iter().map(share).collect();
    let rows =
        table.rows.iter().map(|row| row.iter().filter(|c| c.columns > 0 && c.rows > 0).map(cell).collect()).collect();
    Some(Form::Table {
        caption: table.caption.as_ref().filter(|c| !c.is_empty()).map(|c| runs(c.as_str())),
        columns,
        head: table.head_rows.min(table.rows.len()),
        widths,
        rows,
    })
}

fn cell(cell: &Cell) -> CellForm {
    let text = cell.prose.as_str();
    CellForm {
        text: runs(text),
        colspan: cell.columns.max(1),
        rowspan: cell.rows.max(1),
        short: text.chars().count() <= 8,
    }
}
