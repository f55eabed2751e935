//! How the commands of the gate tell what they found: formats, files, threshold, exit status.

use super::{Context, Status};
use clap::builder::PossibleValuesParser;
use plangen::base::{Failure, Finding, Severity, Waived, profile, write_together};
use plangen::lint::baseline::Entry;
use plangen::project::Config;
use plangen::report::formats::{self, FORMATS, Format};
use plangen::report::messages;
use plangen::report::pretty::Look;
use plangen::report::run::{Run, Verdict};
use plangen::session::{Document, Session, same};
use serde_json::json;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct OutputArgs {
    /// Form of the output; lines and columns count from 1, columns in Unicode characters (rdjson: bytes of UTF-8) ‖ 输出格式；行、列从 1 数起，列按 Unicode 字符计（rdjson 按 UTF-8 字节计）
    #[arg(long, value_parser = names(), value_name = "FORMAT", default_value = "pretty")]
    format: String,
    /// Write the findings to a file, too: `--output sarif=lint.sarif`; may repeat ‖ 另把结果写入文件，如 --output sarif=lint.sarif；可以多次给出
    #[arg(long, value_name = "FORMAT=FILE")]
    output: Vec<String>,
    /// Exit with 1 when a finding is this severe or more; error by default ‖ 有达到此程度的问题时以 1 退出，默认 error
    #[arg(long, value_enum, value_name = "SEVERITY")]
    fail_on: Option<FailOn>,
    /// Count findings by lint instead of listing them ‖ 只按检查项统计，不逐条列出
    #[arg(long)]
    statistics: bool,
    /// Tell on stderr how long each lint took ‖ 在标准错误输出说明每个检查项用了多少时间
    #[arg(long)]
    profile: bool,
}

fn names() -> PossibleValuesParser {
    PossibleValuesParser::new(FORMATS.iter().map(|f| f.name))
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

/// What a command of the gate gathered. Failures were told on stderr when they came up.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What counts.
    pub findings: Vec<Finding>,
    /// What a waiver accepts.
    pub waived: Vec<Waived>,
    /// What the baseline holds already; `None` when there is none.
    pub known: Option<Vec<Finding>>,
    /// How many entries of the baseline are found no more.
    pub stale: Vec<Entry>,
    /// What could not be done.
    pub failures: Vec<Failure>,
    /// The files that were checked.
    pub checked: Vec<PathBuf>,
}

impl Outcome {
    /// Tells a failure and keeps it.
    pub fn fail(&mut self, failure: Failure, context: &Context) {
        context.fail(&failure);
        self.failures.push(failure);
    }
}

/// Where findings go, as the arguments ask for it.
#[derive(Debug)]
pub struct Outputs {
    format: &'static Format,
    files: Vec<(&'static Format, PathBuf)>,
    fail_on: Option<FailOn>,
    statistics: bool,
    profile: bool,
    /// Nothing is listed on stdout: it holds another answer.
    pub unlisted: bool,
}

impl OutputArgs {
    /// Reads the arguments.
    ///
    /// # Errors
    /// When an `--output` is no form and file, or two name one file.
    pub fn outputs(&self) -> Result<Outputs, Failure> {
        let mut files: Vec<(&'static Format, PathBuf)> = Vec::new();
        for text in &self.output {
            let parts = text.split_once('=').filter(|(_, path)| !path.is_empty());
            let Some((format, path)) = parts.and_then(|(name, path)| Some((formats::find(name)?, PathBuf::from(path))))
            else {
                let known = |comma: &str| FORMATS.iter().map(|f| f.name).collect::<Vec<_>>().join(comma);
                return Err(Failure::new(
                    format!("--output 的取值“{text}”无效"),
                    format!("invalid value `{text}` for --output"),
                )
                .remedy(
                    format!("写作“格式=文件”；格式有：{}", known("、")),
                    format!("write FORMAT=FILE; formats: {}", known(", ")),
                ));
            };
            if files.iter().any(|(_, other)| same(other, &path)) {
                return Err(Failure::new("两个 --output 写到同一个文件", "two --output write to one file").file(&path));
            }
            files.push((format, path));
        }
        let format = formats::find(&self.format).unwrap_or(&FORMATS[0]);
        if self.profile {
            profile::start();
        }
        let (statistics, profile) = (self.statistics, self.profile);
        Ok(Outputs { format, files, fail_on: self.fail_on, statistics, profile, unlisted: false })
    }
}

impl Outputs {
    /// Tells what was gathered, in every form that was asked for, and answers with the status.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub fn finish(&self, outcome: &Outcome, session: &Session, context: &Context) -> Result<Status, Failure> {
        let files = |path: &Path| session.text(path).map(|file| &**file);
        let verdict = Verdict {
            waived: outcome.waived.len(),
            known: outcome.known.as_ref().map_or(0, Vec::len),
            stale: outcome.stale.len(),
            failures: outcome.failures.len(),
            checked: outcome.checked.len(),
            ..Verdict::of(&outcome.findings, threshold(self.fail_on, session.config()))
        };
        let run = Run {
            findings: &outcome.findings,
            waived: &outcome.waived,
            known: outcome.known.as_deref(),
            stale: &outcome.stale,
            failures: &outcome.failures,
            checked: &outcome.checked,
            files: &files,
            verdict,
        };
        let written = self.write(&run, session, context);
        if let Err(failure) = &written {
            context.fail(failure);
        }
        // Of nothing that was checked "nothing found" would be no answer.
        if !outcome.checked.is_empty() && !self.unlisted {
            let look = Look { lang: context.lang, color: context.color, width: context.width };
            let text =
                if self.statistics { statistics(&run, self.format, context) } else { (self.format.write)(&run, look) };
            context.print(&text)?;
        }
        if self.profile {
            tell_times(context);
        }
        Ok(if written.is_err() || !outcome.failures.is_empty() || outcome.checked.is_empty() {
            Status::Failed
        } else if verdict.failing > 0 || verdict.stale > 0 {
            Status::Findings
        } else {
            Status::Clean
        })
    }

    /// Writes the files, all or none.
    fn write(&self, run: &Run<'_>, session: &Session, context: &Context) -> Result<(), Failure> {
        let look = Look { lang: context.lang, color: false, width: 100 };
        let mut files = Vec::new();
        for (format, path) in &self.files {
            if session.files().any(|held| same(held, path)) {
                return Err(Failure::new(
                    "--output 指的是一份方案，没有覆盖",
                    "--output names a plan, which was not overwritten",
                )
                .file(path)
                .remedy("换一个文件名", "choose another name"));
            }
            files.push((path.clone(), (format.write)(run, look).into_bytes()));
        }
        write_together(&files)
    }
}

/// Where the time went, the longest first: lints by code, and what comes before them. Of several threads the sum.
fn tell_times(context: &Context) {
    let mut out = String::new();
    for (name, spent) in profile::spent() {
        let title = match (name, plangen::lint::find(name)) {
            (_, Some(page)) => context.lang.pick(page.zh, page.en).title,
            ("read", _) => context.lang.pick("读源文件", "reading the source"),
            ("facts", _) => context.lang.pick("读出任务、单位、目标", "reading tasks, units and targets"),
            ("align", _) => context.lang.pick("与上级对照", "aligning with parents"),
            _ => "",
        };
        let (ms, runs) = (spent.time.as_secs_f64() * 1000.0, spent.runs);
        out.push_str(&format!("{ms:10.2} ms  {runs:6}  {name:5}  {title}\n"));
    }
    let _ = std::io::stderr().write_all(out.as_bytes());
}

/// The least severity that fails: as asked, else as the project sets, else error.
fn threshold(asked: Option<FailOn>, config: &Config) -> Option<Severity> {
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

/// How often each lint found something, the most frequent first.
fn statistics(run: &Run<'_>, format: &Format, context: &Context) -> String {
    let mut counts: BTreeMap<&str, (usize, &Finding)> = BTreeMap::new();
    for finding in run.findings {
        counts.entry(finding.code).or_insert((0, finding)).0 += 1;
    }
    let mut rows: Vec<(usize, &Finding)> = counts.into_values().collect();
    rows.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    let title = |finding: &Finding| messages::title(finding, context.lang).to_owned();
    if format.name == "json" {
        let row = |(count, f): &(usize, &Finding)| json!({ "code": f.code, "name": f.name, "title": title(f), "count": count });
        return format!("{:#}\n", serde_json::Value::Array(rows.iter().map(row).collect()));
    }
    rows.into_iter().map(|(count, f)| format!("{count:5}  {}  {}  {}\n", f.code, f.name, title(f))).collect()
}
