//! `plangen lint`: checks plans, alone and against their parents.

use super::work::{self, Work};
use super::{Context, Status};
use plangen::base::{Failure, Finding, Severity};
use plangen::project::Config;
use plangen::report::{json, pretty};
use plangen::session::{Document, Session};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Plans, or folders of plans ‖ 方案文件，或存放方案的文件夹
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    /// A parent to compare with, besides those the plans name; may repeat ‖ 要对照的上级方案（方案自己写明的之外），可以多次给出
    #[arg(long, value_name = "FILE")]
    parent: Vec<PathBuf>,
    /// The original that the plan is an edition of (traditional characters, say): compare with it, too ‖ 所给方案是这个文件的另一版本（如繁体版），与之比较
    #[arg(long, value_name = "FILE")]
    edition_of: Option<PathBuf>,
    /// Form of the output; json counts lines and columns from 1, columns in Unicode characters ‖ 输出格式；json 的行、列从 1 数起，列按 Unicode 字符计
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    format: Format,
    /// Exit with 1 when a finding is this severe or more; error by default ‖ 有达到此程度的问题时以 1 退出，默认 error
    #[arg(long, value_enum, value_name = "SEVERITY")]
    fail_on: Option<FailOn>,
    /// Count findings by lint instead of listing them ‖ 只按检查项统计，不逐条列出
    #[arg(long)]
    statistics: bool,
}

/// Form of a list of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, Default)]
pub enum Format {
    #[default]
    Pretty,
    Json,
}

/// The least severity that makes a command exit with 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum FailOn {
    Error,
    Warning,
    Info,
    Never,
}

impl FailOn {
    /// As a severity; `None` for never.
    pub fn severity(self) -> Option<Severity> {
        match self {
            FailOn::Error => Some(Severity::Error),
            FailOn::Warning => Some(Severity::Warning),
            FailOn::Info => Some(Severity::Info),
            FailOn::Never => None,
        }
    }
}

/// Runs the command.
pub fn run(args: Args, context: &Context) -> Result<Status, Failure> {
    let Work { mut session, plans, mut failed } = work::open(&args.paths, context)?;
    let fail_on = threshold(args.fail_on, session.config());
    if plans.is_empty() {
        // None could be read: "nothing found" would be no answer.
        return Ok(Status::Failed);
    }
    let own = work::without_parents(&plans, &args.parent)?;
    let checked = session.check(&own, &args.parent)?;
    for failure in checked.iter().flat_map(|c| &c.failures) {
        context.fail(failure);
        failed = true;
    }
    let mut findings: Vec<Finding> = checked.into_iter().flat_map(|c| c.findings).collect();
    if let Some(original) = &args.edition_of {
        let [edition] = own.as_slice() else {
            return Err(Failure::new("--edition-of 一次只比较一份方案", "--edition-of compares one plan at a time")
                .cause(format!("给出了 {} 份", own.len()), format!("{} plans were given", own.len()))
                .remedy("只写一个文件", "name one file"));
        };
        findings.extend(session.edition(edition, original)?);
        findings.sort_by(|a, b| (a.place.span, a.code).cmp(&(b.place.span, b.code)));
    }
    let documents = Documents::of(&session);
    let files = |path: &Path| documents.0.get(path).map(|d| &*d.file);
    if args.statistics {
        context.print(&statistics(&findings, context))?;
    } else {
        print(&findings, &files, own.len(), args.format, context)?;
    }
    let found = fail_on.is_some_and(|least| findings.iter().any(|f| f.severity >= least));
    // The process ends here: to free a thousand plans piece by piece would take as long as reading some of them.
    std::mem::forget((session, documents));
    Ok(match (failed, found) {
        (true, _) => Status::Failed,
        (false, true) => Status::Findings,
        (false, false) => Status::Clean,
    })
}

/// Prints findings in `plans` plans.
pub fn print(
    findings: &[Finding],
    files: &json::Files<'_>,
    plans: usize,
    format: Format,
    context: &Context,
) -> Result<(), Failure> {
    match format {
        Format::Json => {
            let rows: Vec<_> = findings.iter().map(|f| json::finding(f, files, context.lang)).collect();
            context.print(&format!("{:#}\n", serde_json::Value::Array(rows)))
        }
        Format::Pretty => {
            let look = pretty::Look { lang: context.lang, color: context.color, width: context.width };
            context.print(&pretty::findings(findings, files, look))?;
            context.print(&format!("{}\n", pretty::summary(findings, plans, context.lang)))
        }
    }
}

/// The least severity that fails: as asked, else as the project sets, else error.
pub fn threshold(asked: Option<FailOn>, config: &Config) -> Option<Severity> {
    let set = || match config.fail_on.as_deref() {
        Some("warning") => FailOn::Warning,
        Some("info") => FailOn::Info,
        Some("never") => FailOn::Never,
        _ => FailOn::Error,
    };
    asked.unwrap_or_else(set).severity()
}

/// Every document of a session, for reports.
pub struct Documents(pub BTreeMap<PathBuf, Document>);

impl Documents {
    /// The documents of a session.
    pub fn of(session: &Session) -> Self {
        Self(session.files().filter_map(|p| Some((p.to_path_buf(), session.document(p)?))).collect())
    }
}

fn statistics(findings: &[Finding], context: &Context) -> String {
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for finding in findings {
        *counts.entry((finding.code, finding.name)).or_default() += 1;
    }
    let mut rows: Vec<_> = counts.into_iter().collect();
    rows.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let mut out = String::new();
    for ((code, name), count) in rows {
        let title = plangen::lint::find(code).map_or(name, |p| context.lang.pick(p.zh.title, p.en.title));
        out.push_str(&format!("{count:5}  {code}  {name}  {title}\n"));
    }
    out
}
