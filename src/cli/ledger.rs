//! `plangen ledger`: the ledger of a plan's tasks, with progress that people fill in.

use super::{Context, Status, table};
use plangen::base::{Failure, write_atomic};
use plangen::office::workbook;
use plangen::project::Config;
use plangen::report::ledger::{self, Member, Merged};
use plangen::report::sheets::{self, Format, Workbook};
use plangen::session::{Document, Session};
use std::path::{Path, PathBuf};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The plan ‖ 方案文件
    #[arg(value_name = "PLAN")]
    plan: PathBuf,
    /// The plans that carry it out, issued or not: the ledger then shows what each does and left out ‖ 承接它的下级方案，印发没印发都可以：台账写明各自怎样承接、漏了什么
    #[arg(value_name = "CHILD")]
    children: Vec<PathBuf>,
    /// Write to a file, and keep what people wrote into the one that is there; by default NAME-台账.xlsx beside the plan ‖ 写入文件，已有的台账里填过的内容保留；默认写到方案旁边的“名称-台账.xlsx”
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Form of the ledger; by default as the name of the file asks; text without a file goes to stdout ‖ 台账的格式；默认看文件名；csv、markdown 不给文件名就写到标准输出
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<Kind>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Kind {
    Xlsx,
    Csv,
    Markdown,
}

impl Kind {
    fn of(self) -> Format {
        match self {
            Kind::Xlsx => Format::Xlsx,
            Kind::Csv => Format::Csv,
            Kind::Markdown => Format::Markdown,
        }
    }
}

/// The formats that are read again.
const ENDINGS: [(&str, Format); 4] =
    [("xlsx", Format::Xlsx), ("csv", Format::Csv), ("md", Format::Markdown), ("markdown", Format::Markdown)];

/// Runs the command.
pub fn run(args: Args, context: &Context) -> Result<Status, Failure> {
    let asked = args.format.map(Kind::of);
    let named = args.out.as_ref().filter(|out| *out != Path::new("-"));
    let format = match (asked, named) {
        (Some(format), _) => format,
        (None, Some(path)) => table::by_name(path, &ENDINGS)?,
        (None, None) => Format::Xlsx,
    };
    let out = match &args.out {
        Some(out) => Some(out.clone()),
        None if format == Format::Xlsx => Some(beside(&args.plan, "xlsx")),
        None => None,
    };
    let mut session = Session::new(Config::find(&args.plan)?);
    session.load(&args.plan)?;
    for child in &args.children {
        session.load(child)?;
    }
    let mut failures = Vec::new();
    let Some(plan) = session.document(&args.plan) else { return Ok(Status::Failed) };
    let mut book = if args.children.is_empty() {
        ledger::own(plan.doc(), context.lang)
    } else {
        of_children(&plan, &args, &session, &mut failures, context)
    };
    let held = out.as_deref().filter(|path| path.is_file());
    if let Some(path) = held {
        let merged = keep(&mut book, path, format, context)?;
        tell(&merged, path, context);
    }
    table::put(&book, format, out.as_deref(), &session, context)?;
    failures.iter().for_each(|failure| context.fail(failure));
    Ok(if failures.is_empty() { Status::Clean } else { Status::Failed })
}

/// Where the ledger of a plan stands.
fn beside(plan: &Path, ending: &str) -> PathBuf {
    let stem = plan.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    plan.with_file_name(format!("{stem}-台账.{ending}"))
}

/// The parent's ledger; a child's that cannot be read is told, and the others go on.
fn of_children(
    parent: &Document,
    args: &Args,
    session: &Session,
    failures: &mut Vec<Failure>,
    context: &Context,
) -> Workbook {
    let mut found = Vec::new();
    for path in &args.children {
        let (Some(child), Some(alignment)) = (session.document(path), session.alignment(path, &args.plan)) else {
            continue;
        };
        let place = ["xlsx", "csv"].map(|ending| beside(path, ending)).into_iter().find(|p| p.is_file());
        let progress = match place.map(|place| reported(&child, &place)) {
            Some(Ok(progress)) => progress,
            Some(Err(failure)) => {
                failures.push(failure);
                Vec::new()
            }
            None => Vec::new(),
        };
        found.push((child, alignment, progress));
    }
    let members: Vec<Member<'_>> =
        found.iter().map(|(child, alignment, progress)| Member { doc: child.doc(), alignment, progress }).collect();
    ledger::family(parent.doc(), &members, context.lang)
}

fn reported(child: &Document, place: &Path) -> Result<Vec<String>, Failure> {
    ledger::progress(child.doc(), &sheets::read(place)?).ok_or_else(|| no_ledger(place))
}

fn no_ledger(path: &Path) -> Failure {
    Failure::new("这不是任务台账", "this is no ledger of tasks")
        .file(path)
        .cause("表头里没有“任务”和“进展”两栏", "its head has no columns `Task` and `Progress`")
        .remedy("换一个文件名；或者补上这两栏的表头", "choose another name, or give it these two columns")
}

/// Puts what people wrote into the new ledger.
fn keep(book: &mut Workbook, path: &Path, format: Format, context: &Context) -> Result<Merged, Failure> {
    let tables = sheets::read(path)?;
    let merged = ledger::merge(book, &tables, context.lang).ok_or_else(|| no_ledger(path))?;
    let bytes = std::fs::read(path).map_err(|e| Failure::io("读不出文件", "cannot read the file", path, &e))?;
    // Formulas, comments and pictures are not in the cells' text: the file that has them stays.
    if format == Format::Xlsx && workbook::holds_more(path, &bytes)? {
        let old = spare(path);
        write_atomic(&old, &bytes)?;
        context.note(
            &format!("原台账里有公式、批注或图片，只保留了文字；原文件另存为 {}", old.display()),
            &format!(
                "the old ledger has formulas, comments or pictures, of which only text is kept; it is saved as {}",
                old.display()
            ),
        );
    }
    Ok(merged)
}

/// A name beside a file that is free.
fn spare(path: &Path) -> PathBuf {
    let stem = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let ending = path.extension().map(|e| e.to_string_lossy().into_owned()).unwrap_or_default();
    let named = |n: usize| path.with_file_name(format!("{stem}.old{n}.{ending}"));
    (1..).map(named).find(|p| !p.exists()).unwrap_or_else(|| named(0))
}

fn tell(merged: &Merged, path: &Path, context: &Context) {
    let Merged { kept, gone, new } = merged;
    let place = path.display();
    context.note(
        &format!("{place}：保留 {kept} 项任务的进展，新增 {} 项任务，{} 项方案中已没有", new.len(), gone.len()),
        &format!(
            "{place}: progress of {kept} tasks kept, {} tasks new, {} no longer in the plan",
            new.len(),
            gone.len()
        ),
    );
    for task in gone {
        context.note(
            &format!("  方案中没有这项任务，原行保留在表末：{task}"),
            &format!("  not in the plan, its row is kept at the end: {task}"),
        );
    }
}
