//! `plangen lint`: checks plans, alone and against their parents.

use super::{Context, Status};
use plangen::align::{self, Doc};
use plangen::base::{Failure, Finding, Severity, SourceFile};
use plangen::data::Register;
use plangen::lint::{FileInput, Input, Parent, check_file, check_project};
use plangen::plan::{Facts, Plan};
use plangen::report::{json, pretty};
use plangen::{extract, import, source};
use std::path::{Path, PathBuf};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Plans, or folders of plans ‖ 方案文件，或存放方案的文件夹
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    /// A parent to compare with; may repeat ‖ 要对照的上级方案，可以多次给出
    #[arg(long, value_name = "FILE")]
    parent: Vec<PathBuf>,
    /// Form of the output ‖ 输出格式
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    format: Format,
    /// Exit with 1 when a finding is this severe or more ‖ 有达到此程度的问题时以 1 退出
    #[arg(long, value_enum, value_name = "SEVERITY", default_value_t)]
    fail_on: FailOn,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, Default)]
enum Format {
    #[default]
    Pretty,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, Default)]
enum FailOn {
    #[default]
    Error,
    Warning,
    Info,
    Never,
}

struct Read {
    file: SourceFile,
    plan: Plan,
    facts: Facts,
    findings: Vec<Finding>,
}

impl Read {
    fn of(path: &Path) -> Result<Self, Failure> {
        let file = source::load(path)?;
        let parsed = import::read(&file);
        let facts = extract::facts(&parsed.plan, Register::builtin());
        Ok(Self { file, plan: parsed.plan, facts, findings: parsed.findings })
    }

    fn doc(&self) -> Doc<'_> {
        Doc { plan: &self.plan, facts: &self.facts, file: &self.file }
    }
}

/// Runs the command.
pub fn run(args: Args, context: &Context) -> Result<Status, Failure> {
    let register = Register::builtin();
    let parents: Vec<Read> = args.parent.iter().map(|p| Read::of(p)).collect::<Result<_, _>>()?;
    let plans: Vec<Read> = args.paths.iter().map(|p| Read::of(p)).collect::<Result<_, _>>()?;
    let mut all = Vec::new();
    for plan in &plans {
        all.extend(plan.findings.iter().cloned());
        all.extend(check_file(&FileInput { doc: plan.doc(), register }));
        let alignments: Vec<_> = parents.iter().map(|p| align::align(plan.doc(), p.doc(), register)).collect();
        let parents: Vec<Parent<'_>> =
            parents.iter().zip(&alignments).map(|(p, alignment)| Parent { doc: p.doc(), alignment }).collect();
        all.extend(check_project(&Input { doc: plan.doc(), parents: &parents, register }));
    }
    let files = |path: &Path| plans.iter().chain(&parents).map(|r| &r.file).find(|f| f.path == path);
    match args.format {
        Format::Json => {
            let rows: Vec<_> = all.iter().map(|f| json::finding(f, &files, context.lang)).collect();
            context.print(&format!("{:#}\n", serde_json::Value::Array(rows)))?;
        }
        Format::Pretty => {
            let look = pretty::Look { lang: context.lang, color: context.color, width: context.width };
            context.print(&pretty::findings(&all, &files, look))?;
            context.print(&format!("{}\n", pretty::summary(&all, plans.len(), context.lang)))?;
        }
    }
    let threshold = match args.fail_on {
        FailOn::Error => Severity::Error,
        FailOn::Warning => Severity::Warning,
        FailOn::Info => Severity::Info,
        FailOn::Never => return Ok(Status::Clean),
    };
    Ok(if all.iter().any(|f| f.severity >= threshold) { Status::Findings } else { Status::Clean })
}
