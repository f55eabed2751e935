//! `plangen import`: published files to source.

use super::{Context, Status};
use plangen::base::{Failure, Lang, LeftOut, Origin, RemarkKind, SourceFile, Words, write_atomic, write_new};
use plangen::import::{self, DoubtKind, FurnitureKind, ImportReport};
use plangen::office::Changes;
use plangen::source;
use std::path::{Path, PathBuf};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The published file: text, Word (.docx), PDF, OFD or a web page ‖ 已发布的文件：文本、Word（.docx）、PDF、OFD 或网页
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Where to write the source; stdout by default ‖ 源文件写到哪里，默认写到标准输出
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Overwrite a file that is there ‖ 覆盖已有的文件
    #[arg(long)]
    force: bool,
    /// Which text of a document with tracked changes is taken; by default the one before the changes ‖ 文档有修订时取哪一种文字，默认取修订前的
    #[arg(long, value_enum, value_name = "WHICH", default_value_t)]
    changes: ChangesArg,
    /// Tell line by line what was recognised and what is unsure ‖ 逐行说明识别了什么、哪些没有把握
    #[arg(long)]
    report: bool,
}

/// Which text of a document with tracked changes is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, Default)]
enum ChangesArg {
    #[default]
    Original,
    Final,
}

/// Runs the command.
pub fn run(args: Args, context: &Context) -> Result<Status, Failure> {
    let changes = match args.changes {
        ChangesArg::Original => Changes::Original,
        ChangesArg::Final => Changes::Final,
    };
    let file = source::load_with(&args.file, changes)?;
    if source::is_source(&file.text) {
        return Err(Failure::new("它已经是源文件", "it is source already").file(&args.file));
    }
    let imported = import::text(&file);
    let text = import::to_source(&imported.plan);
    match args.output.as_deref().filter(|o| *o != Path::new("-")) {
        None => context.print(&text)?,
        Some(output) if args.force => write_atomic(output, text.as_bytes())?,
        Some(output) => write_new(output, text.as_bytes())?,
    }
    if let Some(origin) = &file.origin {
        tell_origin(&file, origin, args.changes, args.report, context);
    }
    tell(&file, &imported.report, args.report, context);
    Ok(Status::Clean)
}

/// Tells what an office file has besides its text: changes and comments, each with author and place; pictures and
/// the like.
fn tell_origin(file: &SourceFile, origin: &Origin, changes: ChangesArg, whole: bool, context: &Context) {
    let path = file.path.display();
    let tracked = origin.tracked();
    let comments = origin.remarks.len() - tracked;
    if tracked > 0 {
        let (zh, en) = match changes {
            ChangesArg::Original => (
                "取的是修订前的文字；要修订后的，加 --changes final",
                "the text before them was taken; --changes final takes the one after them",
            ),
            ChangesArg::Final => ("取的是修订后的文字", "the text after them was taken"),
        };
        context
            .note(&format!("{path} 有修订 {tracked} 处：{zh}"), &format!("{path} has {tracked} tracked changes: {en}"));
    }
    if comments > 0 && !whole {
        context.note(
            &format!("{path} 有批注 {comments} 条，加 --report 逐条列出"),
            &format!("{path} has {comments} comments; --report lists them"),
        );
    }
    let pictures =
        origin.left_out.iter().filter(|l| matches!(l, LeftOut::Picture | LeftOut::Embedded | LeftOut::Sign)).count();
    if pictures > 0 {
        context.note(
            &format!("{path} 有图片、嵌入对象或符号字体的符号 {pictures} 处，没有导入，请核对"),
            &format!(
                "{path} has {pictures} pictures, embedded objects or signs of symbol fonts, which were not taken over"
            ),
        );
    }
    missing(file).iter().for_each(|words| context.tell(words));
    if !whole {
        return;
    }
    for remark in &origin.remarks {
        let (zh, en) = match remark.kind {
            RemarkKind::Inserted => ("插入", "inserted"),
            RemarkKind::Deleted => ("删除", "deleted"),
            RemarkKind::Comment => ("批注", "comment"),
        };
        let at = counted(file, remark.span.start, context.lang);
        let quote = file.line_span(remark.span.start).of(&file.text);
        let quote: String = quote.trim().chars().take(30).collect();
        let day = remark.date.as_deref().map(|d| format!(" {}", d.get(..10).unwrap_or(d))).unwrap_or_default();
        let author = &remark.author;
        let text = remark.text.replace(['\n', '\r'], " ");
        context.note(
            &format!("{path}:{at} {zh}（{author}{day}）：{text} ← {quote}"),
            &format!("{path}:{at} {en} ({author}{day}): {text} ← {quote}"),
        );
    }
    for left in &origin.left_out {
        match left {
            LeftOut::HeadOrFoot(text) => {
                context.note(
                    &format!("{path} 略去页眉页脚：{text}"),
                    &format!("{path} left out, head or foot of pages: {text}"),
                );
            }
            LeftOut::Navigation(text) => {
                context.note(&format!("{path} 略去网页导航：{text}"), &format!("{path} left out, navigation: {text}"));
            }
            LeftOut::Picture
            | LeftOut::Embedded
            | LeftOut::Sign
            | LeftOut::Unread(_)
            | LeftOut::Turned(_)
            | LeftOut::Drawn(_)
            | LeftOut::Encoded(_) => {}
        }
    }
}

/// What of a file's text is not in what was read of it.
pub fn missing(file: &SourceFile) -> Vec<Words> {
    let path = file.path.display();
    let left_out = file.origin.iter().flat_map(|origin| &origin.left_out);
    let words = left_out.filter_map(|left| {
        Some(match left {
            LeftOut::Unread(n) => (
                format!("有 {n} 个字的字体没有说明是什么字，文中以 � 代替，请核对"),
                format!("has {n} characters whose font does not tell what they are; � stands for them"),
            ),
            LeftOut::Turned(n) => (
                format!("有 {n} 个字与页面上其他文字方向不同，没有读入，请核对"),
                format!(
                    "has {n} characters that stand turned against the other text of their page; they were not read"
                ),
            ),
            LeftOut::Drawn(n) => (
                format!("有 {n} 个字是画出来的（Type 3 字体），没有读入，请核对"),
                format!("has {n} characters that are drawings (Type 3 fonts); they were not read"),
            ),
            LeftOut::Encoded(names) => (
                format!("有的字体用预定义编码 {names}，这些字没有读入；请用 Word、WPS 重新“另存为 PDF”并嵌入字体"),
                format!(
                    "has fonts with the predefined encoding {names}, whose text was not read; save the PDF anew from Word or WPS with its fonts embedded"
                ),
            ),
            _ => return None,
        })
    });
    words.map(|(zh, en)| Words::new(format!("{path} {zh}"), format!("{path} {en}"))).collect()
}

/// The line of a text, the paragraph or page of an office file.
fn counted(file: &SourceFile, offset: usize, lang: Lang) -> String {
    file.spot(offset).map_or_else(|| file.position(offset).line.to_string(), |spot| spot.words(lang))
}

fn tell(file: &SourceFile, report: &ImportReport, whole: bool, context: &Context) {
    for doubt in &report.doubts {
        let at = match file.spot(doubt.span.start) {
            Some(spot) => spot.words(context.lang),
            None => {
                let at = file.position(doubt.span.start);
                format!("{}:{}", at.line, at.column)
            }
        };
        let (zh, en) = match doubt.kind {
            DoubtKind::NoSections => (
                "全文没有层次序号，作为一整段文字导入",
                "no numbered heading in the whole text; it was taken as plain text",
            ),
            DoubtKind::LostTable => (
                "这里像是表格，列已散乱，按文字导入，请核对",
                "this looks like a table whose columns were lost; it was taken as text",
            ),
            DoubtKind::NoTitle => ("没有找到标题，请补上 title", "no title was found; add `title`"),
        };
        let place = format!("{}:{at}", file.path.display());
        context.note(&format!("{place}：{zh}"), &format!("{place}: {en}"));
    }
    if !whole {
        let (front, furniture) = (report.front.len(), report.furniture.len());
        context.note(
            &format!("识别出版头、版记等 {front} 处，略去页码等 {furniture} 行；加 --report 逐行列出"),
            &format!("{front} parts of head and colophon recognised, {furniture} lines of page furniture left out; --report lists them"),
        );
        return;
    }
    for (field, span) in &report.front {
        let at = counted(file, span.start, context.lang);
        let text = span.of(&file.text).replace(['\n', '\r'], "");
        let told = format!("{}:{at} {field} ← {text}", file.path.display());
        context.note(&told, &told);
    }
    for line in &report.furniture {
        let at = counted(file, line.span.start, context.lang);
        let (zh, en) = match line.kind {
            FurnitureKind::PageNumber => ("页码", "page number"),
            FurnitureKind::RunningHead => ("页眉", "running head"),
            FurnitureKind::Web => ("网页附加内容", "web page"),
            FurnitureKind::Blank => ("空着的要素", "blank"),
            FurnitureKind::AttachmentMark => ("附件字样", "attachment mark"),
            FurnitureKind::Contents => ("目录", "table of contents"),
            FurnitureKind::FrontMatter => ("不起作用的文件头", "front matter that does not count"),
        };
        let text = line.span.of(&file.text);
        context.note(
            &format!("{}:{at} 略去{zh}：{text}", file.path.display()),
            &format!("{}:{at} left out, {en}: {text}", file.path.display()),
        );
    }
}
