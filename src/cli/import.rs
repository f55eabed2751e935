//! `plangen import`: published text to source.

use super::{Context, Status};
use plangen::base::{Failure, SourceFile, write_atomic, write_new};
use plangen::import::{self, DoubtKind, FurnitureKind, ImportReport};
use plangen::source;
use std::path::{Path, PathBuf};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The published text ‖ 已发布的文本
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Where to write the source; stdout by default ‖ 源文件写到哪里，默认写到标准输出
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Overwrite a file that is there ‖ 覆盖已有的文件
    #[arg(long)]
    force: bool,
    /// Tell line by line what was recognised and what is unsure ‖ 逐行说明识别了什么、哪些没有把握
    #[arg(long)]
    report: bool,
}

/// Runs the command.
pub fn run(args: Args, context: &Context) -> Result<Status, Failure> {
    let file = source::load(&args.file)?;
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
    tell(&file, &imported.report, args.report, context);
    Ok(Status::Clean)
}

fn tell(file: &SourceFile, report: &ImportReport, whole: bool, context: &Context) {
    for doubt in &report.doubts {
        let at = file.position(doubt.span.start);
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
        let place = format!("{}:{}:{}", file.path.display(), at.line, at.column);
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
        let at = file.position(span.start);
        let text = span.of(&file.text).replace(['\n', '\r'], "");
        context.note(
            &format!("{}:{} {field} ← {text}", file.path.display(), at.line),
            &format!("{}:{} {field} ← {text}", file.path.display(), at.line),
        );
    }
    for line in &report.furniture {
        let at = file.position(line.span.start);
        let (zh, en) = match line.kind {
            FurnitureKind::PageNumber => ("页码", "page number"),
            FurnitureKind::RunningHead => ("页眉", "running head"),
            FurnitureKind::Web => ("网页附加内容", "web page"),
            FurnitureKind::AttachmentMark => ("附件字样", "attachment mark"),
        };
        let text = line.span.of(&file.text);
        context.note(
            &format!("{}:{} 略去{zh}：{text}", file.path.display(), at.line),
            &format!("{}:{} left out, {en}: {text}", file.path.display(), at.line),
        );
    }
}
