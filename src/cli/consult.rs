//! `plangen consult`: whom to ask about a draft, and what they answered.

use super::{Context, Status, table, work};
use plangen::base::Failure;
use plangen::consult::{self, Decided, Returned};
use plangen::office;
use plangen::report::consult::{Consultation, book, row};
use plangen::report::sheets::{self, Format as Sheets};
use plangen::session::{Session, same};
use plangen::source;
use std::path::{Path, PathBuf};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The draft that was sent out ‖ 发出去的稿子
    #[arg(value_name = "PLAN")]
    plan: PathBuf,
    /// Copies that came back, with comments or tracked changes (.docx); the unit is told by the file's name or the author ‖ 退回的稿子，带批注或修订（.docx）；单位从文件名或批注的作者认
    #[arg(value_name = "RETURNED")]
    returned: Vec<PathBuf>,
    /// A table of opinions in which people decided (.xlsx, .docx): what they wrote is kept; by default the file of -o, where it is there ‖ 已经填过的采纳情况表（.xlsx、.docx），填的都保留；默认是 -o 给的文件（已有时）
    #[arg(long, value_name = "TABLE")]
    decided: Option<PathBuf>,
    /// Form of the output; by default as the name of the file asks, else markdown ‖ 输出格式；默认看 -o 给的文件名，没有就是 markdown
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<Format>,
    /// Write to a file ‖ 写入文件
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Xlsx,
    Docx,
    Html,
    Csv,
    Markdown,
}

impl Args {
    fn file(&self) -> Option<&Path> {
        self.out.as_deref().filter(|out| *out != Path::new("-"))
    }

    fn format(&self) -> Result<Sheets, Failure> {
        match (self.format, self.file()) {
            (Some(Format::Xlsx), _) => Ok(Sheets::Xlsx),
            (Some(Format::Docx), _) => Ok(Sheets::Docx),
            (Some(Format::Html), _) => Ok(Sheets::Html),
            (Some(Format::Csv), _) => Ok(Sheets::Csv),
            (Some(Format::Markdown), _) | (None, None) => Ok(Sheets::Markdown),
            (None, Some(path)) => table::by_name(path, &Sheets::ALL.map(|f| (f.extension(), f))),
        }
    }

    /// The rows that people decided, where there is such a table.
    fn decided(&self) -> Result<Option<Vec<Decided>>, Failure> {
        let own = || self.file().filter(|path| path.exists());
        let Some(path) = self.decided.as_deref().or_else(own) else { return Ok(None) };
        let given = self.decided.is_some();
        // A page for the browser is not filled in.
        let readable = matches!(Sheets::of(path), Some(format) if format != Sheets::Html);
        let found = if given || readable { decided_of(path)? } else { None };
        match found {
            Some(rows) => Ok(Some(rows)),
            None if given => Err(Failure::new("不是意见采纳情况表", "it is no table of opinions")
                .file(path)
                .cause(
                    "没有一张表有单位、条款、原文、意见、采纳情况、理由这些栏",
                    "no table in it has the columns Unit, Clause, Text, Opinion, Decision, Reason",
                )
                .remedy(
                    "给出 plangen consult 写出的、填过的表",
                    "name a table that `plangen consult` wrote and people filled in",
                )),
            // The list of units, or a file of another kind, holds nothing that people decided.
            None => Ok(None),
        }
    }
}

fn decided_of(path: &Path) -> Result<Option<Vec<Decided>>, Failure> {
    if matches!(Sheets::of(path), Some(Sheets::Csv | Sheets::Markdown)) {
        let tables: Vec<_> = sheets::read(path)?.into_iter().map(|table| table.rows).collect();
        return Ok(consult::decided(&tables));
    }
    let bytes = std::fs::read(path).map_err(|e| Failure::io("读不出文件", "cannot read the file", path, &e))?;
    Ok(consult::decided(&office::tables(path, &bytes)?))
}

/// Runs the command.
pub fn run(args: Args, context: &Context) -> Result<Status, Failure> {
    let format = args.format()?;
    let mut session = Session::new(work::settings(std::slice::from_ref(&args.plan))?);
    session.load(&args.plan)?;
    let Some(document) = session.document(&args.plan) else { return Ok(Status::Failed) };
    let mut copies = Vec::new();
    let mut failed = false;
    for path in &args.returned {
        if same(path, &args.plan) {
            failed = true;
            context.fail(
                &Failure::new("退回的稿子就是发出去的稿子自己", "the returned copy is the draft itself").file(path),
            );
            continue;
        }
        match source::load(path).and_then(Returned::of) {
            Ok(copy) => copies.push(copy),
            Err(failure) => {
                failed = true;
                context.fail(&failure);
            }
        }
    }
    if let Some(out) = args.file().filter(|out| args.returned.iter().any(|path| same(path, out))) {
        return Err(Failure::new(
            "-o 指的是一份退回的稿子，没有覆盖",
            "-o names a returned copy, which was not overwritten",
        )
        .file(out)
        .remedy("换一个文件名", "choose another name"));
    }
    let register = &session.config().register;
    let asked = consult::asked(&document.facts, register);
    let decided = args.decided()?;
    let (opinions, senders) = consult::opinions(&document.file, &copies, &asked, register);
    let gathered = !args.returned.is_empty() || decided.is_some();
    let kept = decided.as_ref().map_or(0, Vec::len);
    let new = opinions.iter().map(|opinion| row(opinion, &asked, context.lang)).collect();
    let (rows, added) = consult::merge(decided.unwrap_or_default(), new);
    let consultation = Consultation {
        plan: &document.parsed.plan,
        facts: &document.facts,
        asked: &asked,
        senders: &senders,
        opinions: gathered.then_some(rows.as_slice()),
    };
    table::put(&book(&consultation, context.lang), format, args.out.as_deref(), &session, context)?;
    tell(&consultation, kept, added, context);
    Ok(if failed { Status::Failed } else { Status::Clean })
}

fn tell(consultation: &Consultation<'_>, kept: usize, added: usize, context: &Context) {
    let Some(rows) = consultation.opinions else {
        let n = consultation.asked.len();
        return context.note(&format!("要征求意见的单位 {n} 个"), &format!("{n} units are to be asked"));
    };
    let open = rows.iter().filter(|row| row.is_open()).count();
    context.note(
        &format!("意见 {} 条：原有 {kept} 条，新增 {added} 条；待定 {open} 条", rows.len()),
        &format!("{} opinions: {kept} there before, {added} new; {open} open", rows.len()),
    );
    let silent = consultation.silent();
    if !silent.is_empty() {
        context.note(
            &format!("尚未反馈的单位 {} 个：{}", silent.len(), silent.join("、")),
            &format!("{} units have not answered: {}", silent.len(), silent.join(", ")),
        );
    }
}
