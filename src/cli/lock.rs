//! `plangen lock`: records the parents' clauses that plans depend on, as they stand.

use super::work::{self, Work};
use super::{Context, Status};
use plangen::base::{Failure, Finding, SourceFile, write_atomic};
use plangen::lock::{Clause, Depends, Entry, Lock, dependences};
use plangen::report::pretty;
use plangen::session::{Document, Session};
use plangen::source;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Plans, or folders of plans ‖ 方案文件，或存放方案的文件夹
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    /// A parent, besides those the plans name; may repeat ‖ 上级方案（方案自己写明的之外），可以多次给出
    #[arg(long, value_name = "FILE")]
    parent: Vec<PathBuf>,
    /// Write nothing; exit with 1 when the lock is not up to date, and say where ‖ 不写文件；锁定文件跟不上时列出并以 1 退出
    #[arg(long)]
    check: bool,
}

/// Runs the command.
pub fn run(args: Args, context: &Context) -> Result<Status, Failure> {
    let Work { mut session, plans, failures } =
        work::open_with(&args.paths, work::settings(&args.paths)?, None, context)?;
    let plans = work::without_parents(&plans, &args.parent)?;
    let checked = session.check(&plans, &args.parent)?;
    let mut failed = !failures.is_empty();
    let mut locks = Locks::default();
    let (mut new, mut kept) = (0usize, 0usize);
    for plan in &checked {
        plan.failures.iter().for_each(|failure| context.fail(failure));
        failed |= !plan.failures.is_empty();
        let Some(child) = session.document(&plan.path) else { continue };
        let lock = locks.of(&session, &plan.path)?;
        let name = Lock::name(&lock.path, &plan.path);
        // A parent that cannot be read now keeps what was recorded of it.
        let complete = plan.failures.is_empty() && plan.findings.iter().all(|f| f.code != "PG003");
        let mut wanted: Vec<(String, String, String)> = Vec::new();
        for (depends, parent) in depending(&session, &plan.path, &plan.parents) {
            let task = child.parsed.plan.sections[depends.own].path.clone();
            let path = parent.parsed.plan.sections[depends.theirs].path.clone();
            wanted.push((depends.parent.clone(), path.clone(), task.clone()));
            if lock
                .held
                .entries
                .iter()
                .any(|e| e.child == name && e.parent == depends.parent && e.path == path && e.tasks.contains(&task))
            {
                kept += 1;
                continue;
            }
            let clause = Clause::of(&parent.parsed.plan, depends.theirs);
            lock.held.accept(&name, &task, &depends.parent, &path, &clause);
            new += 1;
        }
        if complete {
            lock.keep_only(&name, &wanted);
        }
    }
    let gone = locks.forget_missing();
    if args.check {
        let suspect: Vec<Finding> = checked.into_iter().flat_map(|c| c.findings).filter(is_suspect).collect();
        return Ok(match (failed, compare(&session, &locks, &suspect, context)?) {
            (true, _) => Status::Failed,
            (false, true) => Status::Findings,
            (false, false) => Status::Clean,
        });
    }
    let written = locks.write()?;
    for path in &written {
        context.print(&format!("{}\n", path.display()))?;
    }
    context.note(
        &format!(
            "记下条文 {new} 处，原已记下 {kept} 处{}",
            if gone > 0 { format!("，去掉已不存在的方案的 {gone} 处") } else { String::new() }
        ),
        &format!(
            "{new} clauses recorded, {kept} were already{}",
            if gone > 0 { format!(", {gone} of plans that are gone dropped") } else { String::new() }
        ),
    );
    let suspect = checked.iter().flat_map(|c| &c.findings).filter(|f| is_suspect(f)).count();
    if suspect > 0 {
        context.note(
            &format!("有 {suspect} 处上级改过、还没有确认：先用 plangen lint 查看，再用 plangen review 确认"),
            &format!("{suspect} clauses changed and are not accepted yet: see them with `plangen lint`, accept them with `plangen review`"),
        );
    }
    Ok(if failed { Status::Failed } else { Status::Clean })
}

/// Whether a finding says that a clause is no longer as it was accepted.
fn is_suspect(finding: &Finding) -> bool {
    finding.code == "PG105" && matches!(finding.variant, "changed" | "moved")
}

/// Tells what the lock does not say as the plans stand, and which clauses changed since they were accepted; answers
/// whether there is something of either.
fn compare(session: &Session, locks: &Locks, suspect: &[Finding], context: &Context) -> Result<bool, Failure> {
    let files = |path: &Path| session.text(path).map(|file| &**file);
    let look = pretty::Look { lang: context.lang, color: context.color, width: context.width };
    let mut out = pretty::findings(suspect, &files, look);
    let (mut lacking, mut needless) = (0usize, 0usize);
    for lock in locks.0.values() {
        let (was, now) = (depended(&lock.was_held), depended(&lock.held));
        let path = lock.path.display();
        for (child, task, parent, clause) in now.difference(&was) {
            lacking += 1;
            out.push_str(&context.lang.pick(
                format!("未记录 {path}：{child} {task} 承接的 {parent}:{clause}\n"),
                format!("not recorded in {path}: {parent}:{clause}, which {child} {task} carries out\n"),
            ));
        }
        for (child, task, parent, clause) in was.difference(&now) {
            needless += 1;
            out.push_str(&context.lang.pick(
                format!("已不承接 {path}：{child} {task} 原承接的 {parent}:{clause}\n"),
                format!("no longer so in {path}: {parent}:{clause}, which {child} {task} carried out\n"),
            ));
        }
    }
    context.print(&out)?;
    let count = suspect.len();
    context.note(
        &format!("未记录 {lacking} 处，已不承接 {needless} 处，上级改过、还没有确认 {count} 处"),
        &format!("{lacking} not recorded, {needless} no longer so, {count} changed and not accepted"),
    );
    if lacking + needless > 0 {
        context.note("运行 plangen lock 补记", "run `plangen lock` to record them");
    }
    if count > 0 {
        context.note("核对后用 plangen review 确认", "accept them with `plangen review`");
    }
    Ok(lacking + needless + count > 0)
}

/// What a lock says: plan, its task, parent, the parent's clause.
fn depended(lock: &Lock) -> BTreeSet<(&str, &str, &str, &str)> {
    let of = |e| {
        let Entry { child, parent, path, tasks, .. }: &Entry = e;
        tasks.iter().map(move |task| (child.as_str(), task.as_str(), parent.as_str(), path.as_str()))
    };
    lock.entries.iter().flat_map(of).collect()
}

/// What a plan depends on, with the parents.
pub fn depending(session: &Session, plan: &Path, parents: &[PathBuf]) -> Vec<(Depends, Document)> {
    let Some(child) = session.document(plan) else { return Vec::new() };
    let mut out = Vec::new();
    for path in parents {
        if let (Some(parent), Some(alignment)) = (session.document(path), session.alignment(plan, path)) {
            let all = dependences(child.doc(), parent.doc(), &alignment);
            out.extend(all.into_iter().map(|d| (d, parent.clone())));
        }
    }
    out
}

/// The locks of some plans, read once each.
#[derive(Debug, Default)]
pub struct Locks(BTreeMap<PathBuf, Held>);

/// A lock and what its file holds.
#[derive(Debug)]
pub struct Held {
    /// Its file.
    pub path: PathBuf,
    /// What is to stand there.
    pub held: Lock,
    /// What it said when it was read.
    was_held: Lock,
    /// What stands there; nothing where there is no file.
    was: Option<String>,
}

impl Locks {
    /// The lock of a plan.
    pub fn of(&mut self, session: &Session, plan: &Path) -> Result<&mut Held, Failure> {
        let path = Lock::path(session.config().root.as_deref(), plan);
        if !self.0.contains_key(&path) {
            let file: Option<SourceFile> = if path.exists() { Some(source::load_text(&path)?) } else { None };
            let held = file.as_ref().map(Lock::read).transpose()?.unwrap_or_default();
            let (was_held, was) = (held.clone(), file.map(|f| f.text));
            self.0.insert(path.clone(), Held { path: path.clone(), held, was_held, was });
        }
        let missing = || Failure::new("锁定文件有误", "the lock is wrong").file(&path);
        self.0.get_mut(&path).ok_or_else(missing)
    }

    /// Drops what was recorded for plans that are not there any more; answers how much.
    fn forget_missing(&mut self) -> usize {
        let mut gone = 0;
        for lock in self.0.values_mut() {
            let folder = lock.path.parent().unwrap_or(Path::new("")).to_path_buf();
            let before = lock.held.entries.len();
            lock.held.entries.retain(|e| folder.join(&e.child).exists());
            gone += before - lock.held.entries.len();
        }
        gone
    }

    /// Writes those that changed; answers which.
    pub fn write(&self) -> Result<Vec<PathBuf>, Failure> {
        let mut out = Vec::new();
        for lock in self.0.values() {
            let text = lock.held.write();
            let needless = lock.was.is_none() && lock.held.entries.is_empty();
            if lock.was.as_deref() != Some(&text) && !needless {
                write_atomic(&lock.path, text.as_bytes())?;
                out.push(lock.path.clone());
            }
        }
        Ok(out)
    }
}

impl Held {
    /// Drops of one plan what it depends on no more.
    fn keep_only(&mut self, child: &str, wanted: &[(String, String, String)]) {
        for entry in self.held.entries.iter_mut().filter(|e| e.child == child) {
            let (parent, path) = (entry.parent.clone(), entry.path.clone());
            entry.tasks.retain(|task| wanted.iter().any(|w| w.0 == parent && w.1 == path && w.2 == *task));
        }
        self.held.settle();
    }
}
