//! `plangen review`: accepts anew the parents' clauses that changed, once a person has looked at them.

use super::lock::{Locks, depending};
use super::work::compared;
use super::{Context, Status};
use plangen::base::Failure;
use plangen::lock::{Clause, Lock};
use plangen::project::Config;
use plangen::session::Session;
use std::path::PathBuf;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The plan ‖ 方案文件
    #[arg(value_name = "CHILD")]
    child: PathBuf,
    /// The tasks that were looked at, by path or id ‖ 已经核对的任务，写路径或 id
    #[arg(value_name = "TASK", required_unless_present = "all")]
    tasks: Vec<String>,
    /// All tasks of the plan ‖ 方案的全部任务
    #[arg(long, conflicts_with = "tasks")]
    all: bool,
    /// A parent, besides those the plan names; may repeat ‖ 上级方案（方案自己写明的之外），可以多次给出
    #[arg(long, value_name = "FILE")]
    parent: Vec<PathBuf>,
}

/// Runs the command.
pub fn run(args: Args, context: &Context) -> Result<Status, Failure> {
    let mut session = Session::new(Config::find(&args.child)?);
    let parents = compared(&mut session, &args.child, &args.parent, context)?;
    let Some(child) = session.document(&args.child) else { return Ok(Status::Failed) };
    let plan = &child.parsed.plan;
    for name in &args.tasks {
        if !plan.sections.iter().any(|s| s.path == *name || s.id.as_ref().is_some_and(|i| i.0 == *name)) {
            return Err(Failure::new(format!("方案里没有“{name}”这一项"), format!("the plan has no task {name}"))
                .file(&args.child)
                .remedy(
                    "写 plangen lint 报告里的路径，如 二/（一）/1",
                    "give a path as `plangen lint` tells it, like 二/（一）/1",
                ));
        }
    }
    let mut locks = Locks::default();
    let lock = locks.of(&session, &args.child)?;
    let own = Lock::name(&lock.path, &args.child);
    if !lock.held.entries.iter().any(|e| e.child == own) {
        return Err(Failure::new("还没有记下它所承接的条文", "nothing is recorded for this plan yet")
            .file(&args.child)
            .remedy("先运行 plangen lock", "run `plangen lock` first"));
    }
    let mut accepted = 0usize;
    for (depends, parent) in depending(&session, &args.child, &parents) {
        let section = &plan.sections[depends.own];
        let named = |name: &String| section.path == *name || section.id.as_ref().is_some_and(|i| i.0 == *name);
        if !args.all && !args.tasks.iter().any(named) {
            continue;
        }
        let clause = Clause::of(&parent.parsed.plan, depends.theirs);
        let path = &parent.parsed.plan.sections[depends.theirs].path;
        let same = lock.held.entries.iter().any(|e| {
            e.child == own
                && e.parent == depends.parent
                && e.path == *path
                && e.tasks.contains(&section.path)
                && e.fingerprint == clause.fingerprint
        });
        if same {
            continue;
        }
        lock.held.accept(&own, &section.path, &depends.parent, path, &clause);
        accepted += 1;
        context.print(&format!("{}  {} ← {}:{path}\n", section.path, section.title.as_str(), depends.parent))?;
    }
    locks.write()?;
    let (zh, en) = match accepted {
        0 => (
            "没有要确认的：上级条文和记下的一样".to_owned(),
            "nothing to accept: the clauses are as recorded".to_owned(),
        ),
        n => (format!("已确认 {n} 处"), format!("{n} clauses accepted")),
    };
    context.note(&zh, &en);
    Ok(Status::Clean)
}
