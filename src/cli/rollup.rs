//! `plangen rollup`: the children's counts against the parent's totals.

use super::output::{Documents, FailOn};
use super::table::{self, Form};
use super::{Context, Status};
use plangen::align::rollup::{Child, Side, sum};
use plangen::align::scope;
use plangen::base::Failure;
use plangen::lint;
use plangen::project::{Config, plans_in};
use plangen::report::{json, pretty, rollup};
use plangen::session::{Session, same};
use plangen::source;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The parent; quotas may stand beside it in NAME.plangen.toml ‖ 上级方案；分解指标可以写在旁边的“名称.plangen.toml”里
    #[arg(value_name = "PARENT")]
    parent: PathBuf,
    /// The plans that carry it out; without any, those of the project that name it ‖ 承接它的下级方案；不给出时，取项目里写明它为上级的方案
    #[arg(value_name = "CHILD")]
    children: Vec<PathBuf>,
    /// How many plans share the totals, those not given among them ‖ 共有多少个下级方案（含未给出的）
    #[arg(long, value_name = "N")]
    siblings: Option<NonZeroU32>,
    /// Form of the output; by default as the name of the file asks, else a table; svg is a bar chart ‖ 输出格式；默认看 -o 给的文件名，没有就是 table；svg 是条形图
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<Form>,
    /// Write to a file ‖ 写入文件
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Exit with 1 when a finding is this severe or more; without it never ‖ 有达到此程度的问题时以 1 退出；不给出则不会
    #[arg(long, value_enum, value_name = "SEVERITY")]
    fail_on: Option<FailOn>,
}

/// Runs the command.
pub fn run(args: Args, context: &Context) -> Result<Status, Failure> {
    let form = Form::asked(args.format, args.out.as_deref(), Form::Table)?;
    let mut session = Session::new(Config::find(&args.parent)?);
    session.load(&args.parent)?;
    for child in &args.children {
        session.load(child)?;
    }
    let given = if args.children.is_empty() { in_project(&mut session, &args.parent)? } else { args.children };
    let side = side_file(&args.parent)?;
    let siblings = args.siblings.map(NonZeroU32::get).or(session.config().siblings);
    let documents: Vec<_> =
        given.iter().filter_map(|c| Some((session.document(c)?, session.alignment(c, &args.parent)?))).collect();
    let Some(parent) = session.document(&args.parent) else { return Ok(Status::Failed) };
    let children: Vec<Child<'_>> =
        documents.iter().map(|(document, alignment)| Child { doc: document.doc(), alignment }).collect();
    let ledger = sum(parent.doc(), &children, &side);
    let findings = lint::rollup(parent.doc(), &children, &ledger, siblings);
    let held = Documents::of(&session);
    let files = |path: &Path| held.0.get(path).map(|d| &*d.file);
    let out = args.out.as_deref();
    if let Some(format) = form.sheets() {
        let book = rollup::sheets::book(parent.doc(), &children, &ledger, siblings, context.lang);
        table::put(&book, format, out, &session, context)?;
    } else {
        let text = match form {
            Form::Json => {
                let rows = findings.iter().map(|f| json::finding(f, &files, context.lang)).collect();
                format!("{:#}\n", rollup::json(parent.doc(), &children, &ledger, rows))
            }
            Form::Svg => rollup::picture::svg(parent.doc(), &children, &ledger, siblings, context.lang),
            _ => {
                let table = rollup::table(parent.doc(), &children, &ledger, siblings, context.lang);
                let color = context.color && out.is_none();
                let look = pretty::Look { lang: context.lang, color, width: context.width };
                let told = if findings.is_empty() { String::new() } else { pretty::findings(&findings, &files, look) };
                if told.is_empty() { table } else { format!("{table}\n{told}") }
            }
        };
        table::put_bytes(text.as_bytes(), out, &session, context)?;
    }
    let least = args.fail_on.and_then(FailOn::severity);
    let found = least.is_some_and(|least| findings.iter().any(|f| f.severity >= least));
    Ok(if found { Status::Findings } else { Status::Clean })
}

/// The plans of the project, one level below, that name this plan as their parent; without a project those in the
/// plan's folder, or in the folders beside it where each plan has its own.
fn in_project(session: &mut Session, parent: &Path) -> Result<Vec<PathBuf>, Failure> {
    let own = parent.parent().map_or_else(PathBuf::new, Path::to_path_buf);
    let apart = parent.file_stem().is_some_and(|s| s == "plan");
    let beside = if apart { own.join("..") } else { own };
    let beside = if beside.as_os_str().is_empty() { PathBuf::from(".") } else { beside };
    let folder = session.config().root.clone().unwrap_or(beside);
    let plans: Vec<PathBuf> = plans_in(&folder)?.into_iter().filter(|p| !same(p, parent)).collect();
    session.load_all(&plans);
    let below = session.document(parent).and_then(|d| d.parsed.plan.meta.level).and_then(scope::below);
    let checked = session.check(&plans, &[])?;
    let children: Vec<PathBuf> = checked
        .into_iter()
        .filter(|c| c.parents.iter().any(|p| same(p, parent)))
        .map(|c| c.path)
        .filter(|c| {
            let level = session.document(c).and_then(|d| d.parsed.plan.meta.level);
            below.is_none() || level.is_none() || level == below
        })
        .collect();
    if children.is_empty() {
        return Err(Failure::new("项目里没有以它为上级的方案", "no plan of the project names it as its parent")
            .file(parent)
            .remedy(
                "在命令里给出下级方案，或在下级方案的 `parents` 里写明上级",
                "give the children, or name the parent in their `parents`",
            ));
    }
    Ok(children)
}

/// What stands beside a plan in `NAME.plangen.toml`, where there is one.
fn side_file(plan: &Path) -> Result<Side, Failure> {
    let path = plan.with_extension("plangen.toml");
    if !path.is_file() {
        return Ok(Side::default());
    }
    let file = source::load(&path)?;
    toml::from_str(&file.text).map_err(|e| {
        let failure = Failure::new("附表文件有误", "the side file is wrong")
            .file(&path)
            .cause(e.message(), e.message())
            .remedy("按 [[quota]] 写 target、child、value 三项", "write target, child and value under [[quota]]");
        match e.span() {
            Some(span) => failure.at(file.position(span.start)),
            None => failure,
        }
    })
}
