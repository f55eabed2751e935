//! What commands share: a session with the plans that were asked for.

use super::Context;
use plangen::base::{Failure, SourceFile, Words};
use plangen::project::{self, Config};
use plangen::session::{self, Cache, Checked, Session};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A session, the plans in it that were asked for, and those that could not be read (and were told).
pub struct Work {
    /// The session.
    pub session: Session,
    /// The plans.
    pub plans: Vec<PathBuf>,
    /// Why others could not be read.
    pub failures: Vec<Failure>,
}

/// Finds and reads plans. One that cannot be read is told and left out; the others go on.
#[cfg(feature = "render")]
pub fn open(paths: &[PathBuf], context: &Context) -> Result<Work, Failure> {
    open_with(paths, settings(paths)?, None, context)
}

/// The settings that hold for the first of some paths.
pub fn settings(paths: &[PathBuf]) -> Result<Config, Failure> {
    Config::find(paths.first().map_or(Path::new("."), PathBuf::as_path))
}

/// As [`open`], with settings and a cache that are given.
pub fn open_with(paths: &[PathBuf], config: Config, cache: Option<Cache>, context: &Context) -> Result<Work, Failure> {
    let found = project::discover(paths)?;
    note_others(&found, &config, context);
    let mut session = Session::new(config);
    if let Some(cache) = cache {
        session.use_cache(cache);
    }
    let failures: Vec<Failure> = session.load_all(&found).into_iter().map(|(_, failure)| failure).collect();
    failures.iter().for_each(|failure| context.fail(failure));
    for path in &found {
        let Some(file) = session.text(path) else { continue };
        told(file).iter().for_each(|words| context.tell(words));
    }
    let plans = found.into_iter().filter(|path| session.holds(path)).collect();
    Ok(Work { session, plans, failures })
}

/// What a reader of a file must know of how it was read.
pub fn told(file: &SourceFile) -> Vec<Words> {
    let mut out = super::import::missing(file);
    let changed = file.origin.as_ref().map_or(0, |origin| origin.tracked());
    if changed > 0 {
        let path = file.path.display();
        out.push(Words::new(
            format!("{path} 有修订 {changed} 处，按修订前的文字读；修订后的可用 import --changes final 导入"),
            format!(
                "{path} has {changed} tracked changes and is read as it was before them; `import --changes final` takes it as it is after them"
            ),
        ));
    }
    out
}

/// Tells it of a plan and of what it was compared with.
pub fn tell(session: &Session, plan: &Path, checked: &[Checked], context: &Context) {
    let own = session.text(plan).map(|file| told(file)).unwrap_or_default();
    own.iter().chain(&told_of_parents(session, checked)).for_each(|words| context.tell(words));
}

/// As [`told`], of the parents of plans, each once.
pub fn told_of_parents(session: &Session, checked: &[Checked]) -> Vec<Words> {
    let own: BTreeSet<&Path> = checked.iter().map(|c| c.path.as_path()).collect();
    let parents: BTreeSet<&Path> = checked.iter().flat_map(|c| &c.parents).map(PathBuf::as_path).collect();
    parents.difference(&own).filter_map(|path| session.text(path)).flat_map(|file| told(file)).collect()
}

/// Tells of settings files nearer to some plan than the one that holds for the run.
fn note_others(plans: &[PathBuf], config: &Config, context: &Context) {
    let folders: BTreeSet<&Path> = plans.iter().filter_map(|p| p.parent()).collect();
    let own = config.root.as_ref().map(|root| root.join(project::FILE));
    // A folder given as `` is the present one.
    let here = |folder: &'_ Path| if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.to_path_buf() };
    let others: BTreeSet<PathBuf> = folders.into_iter().filter_map(|folder| Config::locate(&here(folder))).collect();
    for other in others.iter().filter(|other| own.as_ref().is_none_or(|own| !session::same(own, other))) {
        let other = other.display();
        context.note(
            &format!("没有用 {other}：一次检查只用一个设置文件，即第一个路径的"),
            &format!("{other} was not used: one run has the settings of its first path"),
        );
    }
}

/// The plans that are not among the parents they are to be compared with: `lint . --parent region.md` and
/// `lint *.md --parent region.md` mean the others.
pub fn without_parents(plans: &[PathBuf], parents: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let is_parent = |plan: &PathBuf| parents.iter().any(|parent| session::same(plan, parent));
    let own: Vec<PathBuf> = plans.iter().filter(|plan| !is_parent(plan)).cloned().collect();
    match plans.first() {
        Some(plan) if own.is_empty() => {
            Err(Failure::new("给出的上级方案就是方案自己", "the parent is the plan itself")
                .file(plan)
                .remedy("用 --parent 给出它的上级方案", "name its parent with --parent"))
        }
        _ => Ok(own),
    }
}

/// Reads a plan with its parents, those it names and those given, into a session: the parents, at least one.
///
/// # Errors
/// When the plan or a parent cannot be read, or there is no parent.
pub fn compared(
    session: &mut Session,
    child: &Path,
    given: &[PathBuf],
    context: &Context,
) -> Result<Vec<PathBuf>, Failure> {
    session.load(child)?;
    let checked = session.check(&[child.to_path_buf()], given)?;
    if let Some(failure) = checked.iter().flat_map(|c| &c.failures).next() {
        return Err(failure.clone());
    }
    tell(session, child, &checked, context);
    for missing in checked.iter().flat_map(|c| &c.findings).filter(|f| f.code == "PG003") {
        let line = session.text(child).map_or(0, |file| file.position(missing.place.span.start).line);
        let link = session.text(child).map_or("", |file| missing.place.span.of(&file.text)).to_owned();
        context.note(
            &format!("{}:{line}：找不到上级方案 {link}", child.display()),
            &format!("{}:{line}: the parent {link} was not found", child.display()),
        );
    }
    let parents: Vec<PathBuf> = checked.into_iter().flat_map(|c| c.parents).collect();
    if parents.is_empty() {
        return Err(Failure::new("没有可对照的上级方案", "there is no parent to compare with").file(child).remedy(
            "用 --parent 给出上级方案，或在方案开头写明 parents",
            "name one with --parent, or in the plan's front matter",
        ));
    }
    Ok(parents)
}
