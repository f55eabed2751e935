//! `plangen trace`: which of a plan's tasks, units and targets answer which of its parents'.

use super::output::FailOn;
use super::{Context, Status, table, work};
use plangen::base::{Failure, Finding, Lang};
use plangen::project::Config;
use plangen::report::{self, sheets, trace};
use plangen::session::Session;
use std::path::{Path, PathBuf};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The plan ‖ 方案文件
    #[arg(value_name = "CHILD")]
    child: PathBuf,
    /// A parent to compare with, besides those the plan names; may repeat ‖ 要对照的上级方案（方案自己写明的之外），可以多次给出
    #[arg(long, value_name = "FILE")]
    parent: Vec<PathBuf>,
    /// Form of the output; by default as the name of the file asks, else a table ‖ 输出格式；默认看 -o 给的文件名，没有就是 table
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<Format>,
    /// Write to a file ‖ 写入文件
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Which columns tables have: all, or the three of a comparison that is attached to the plan ‖ 表格有哪些栏：全部，或作附件用的三栏（上级要求、本级安排、说明）
    #[arg(long, value_enum, value_name = "WHICH", default_value_t)]
    columns: Columns,
    /// Exit with 1 when a finding is this severe or more; without it never ‖ 有达到此程度的问题时以 1 退出；不给出则不会
    #[arg(long, value_enum, value_name = "SEVERITY")]
    fail_on: Option<FailOn>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Table,
    Json,
    Html,
    Xlsx,
    Docx,
    Csv,
    Markdown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, Default)]
enum Columns {
    #[default]
    All,
    Three,
}

impl Args {
    fn format(&self) -> Result<Format, Failure> {
        let named = |path: &PathBuf| {
            let tables = table::ENDINGS.map(|(ending, format)| (ending, Format::of(format)));
            table::by_name(path, &[&tables[..], &[("json", Format::Json), ("txt", Format::Table)]].concat())
        };
        let file = self.out.as_ref().filter(|out| *out != Path::new("-"));
        let format = self.format.map(Ok).or_else(|| file.map(named)).transpose()?;
        // Three columns are a table of Markdown where no format is asked for.
        let usual = if self.columns == Columns::Three { Format::Markdown } else { Format::Table };
        let format = format.unwrap_or(usual);
        if self.columns == Columns::Three && format.sheets().is_none() {
            return Err(Failure::new("--columns three 只用于表格文件", "--columns three is for files of tables")
                .remedy(
                    "用 --format docx、xlsx、html、csv 或 markdown",
                    "use --format docx, xlsx, html, csv or markdown",
                ));
        }
        Ok(format)
    }
}

impl Format {
    fn of(format: sheets::Format) -> Self {
        match format {
            sheets::Format::Csv => Format::Csv,
            sheets::Format::Markdown => Format::Markdown,
            sheets::Format::Xlsx => Format::Xlsx,
            sheets::Format::Html => Format::Html,
            sheets::Format::Docx => Format::Docx,
        }
    }

    fn sheets(self) -> Option<sheets::Format> {
        sheets::Format::ALL.into_iter().find(|f| Format::of(*f) == self)
    }
}

/// Runs the command.
pub fn run(args: Args, context: &Context) -> Result<Status, Failure> {
    let format = args.format()?;
    let mut session = Session::new(Config::find(&args.child)?);
    session.load(&args.child)?;
    work::without_parents(std::slice::from_ref(&args.child), &args.parent)?;
    let checked = session.check(std::slice::from_ref(&args.child), &args.parent)?;
    // A parent that is named and was not compared with is not passed over.
    let mut failures: Vec<Failure> = checked.iter().flat_map(|c| c.failures.clone()).collect();
    for finding in checked.iter().flat_map(|c| &c.findings).filter(|f| matches!(f.code, "PG003" | "PG004")) {
        let [zh, en] = [Lang::Zh, Lang::En].map(|lang| report::messages::message(finding, lang));
        let failure = Failure::new(zh, en).file(&args.child);
        failures.push(match session.text(&args.child) {
            Some(file) => failure.at(file.position(finding.place.span.start)),
            None => failure,
        });
    }
    let parents: Vec<PathBuf> = checked.iter().flat_map(|c| c.parents.clone()).collect();
    if parents.is_empty() && failures.is_empty() {
        return Err(Failure::new("没有可对照的上级方案", "there is no parent to compare with")
            .file(&args.child)
            .remedy(
                "用 --parent 给出上级方案，或在方案开头写明 parents",
                "name one with --parent, or in the plan's front matter",
            ));
    }
    let waived: Vec<_> = checked.iter().flat_map(|c| c.waived.clone()).collect();
    let findings: Vec<_> = checked.into_iter().flat_map(|c| c.findings).collect();
    let Some(child) = session.document(&args.child) else { return Ok(Status::Failed) };
    let documents: Vec<_> = parents
        .iter()
        .filter_map(|path| Some((session.document(path)?, session.alignment(&args.child, path)?)))
        .collect();
    let pairs: Vec<trace::Pair<'_>> = documents
        .iter()
        .map(|(parent, alignment)| trace::Pair { child: child.doc(), parent: parent.doc(), alignment, waived: &waived })
        .collect();
    if !pairs.is_empty() {
        write(&pairs, &findings, format, &args, &session, context)?;
    }
    failures.iter().for_each(|failure| context.fail(failure));
    let least = args.fail_on.and_then(FailOn::severity);
    let found = least.is_some_and(|least| findings.iter().any(|f| f.severity >= least));
    Ok(match (failures.is_empty(), found) {
        (false, _) => Status::Failed,
        (true, true) => Status::Findings,
        (true, false) => Status::Clean,
    })
}

fn write(
    pairs: &[trace::Pair<'_>],
    findings: &[Finding],
    format: Format,
    args: &Args,
    session: &Session,
    context: &Context,
) -> Result<(), Failure> {
    let out = args.out.as_deref();
    if let Some(format) = format.sheets() {
        let book = match args.columns {
            Columns::All => trace::sheets::book(pairs, context.lang),
            Columns::Three => trace::three::book(pairs, context.lang),
        };
        return table::put(&book, format, out, session, context);
    }
    let text = if format == Format::Json {
        let mut rows: Vec<_> = pairs.iter().map(|p| trace::json(p.child, p.parent, p.alignment, findings)).collect();
        // One parent makes one object, several an array in their order.
        let value = if rows.len() == 1 { rows.remove(0) } else { serde_json::Value::Array(rows) };
        format!("{value:#}\n")
    } else {
        let tables: Vec<String> =
            pairs.iter().map(|p| trace::table(p.child, p.parent, p.alignment, context.lang)).collect();
        tables.join("\n")
    };
    table::put_bytes(text.as_bytes(), out, session, context)
}
