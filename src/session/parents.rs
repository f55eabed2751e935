//! A plan's parents: those its front matter names, found by path, id or document number.
//!
//! Finding goes in two steps, so that what a session was asked before never changes an answer: first every file
//! that links name by path is read, then links are resolved among the files that are there.

use super::Session;
use crate::base::{Failure, Finding, Place, Severity, Span};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::OnceCell;
use std::path::{Path, PathBuf};

/// What makes the net of plans: when it changes, any plan's parents may be others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Links {
    /// The plan's id.
    pub id: Option<String>,
    /// Its document number.
    pub number: Option<String>,
    /// The parents it names.
    pub parents: Vec<String>,
}

impl Session {
    /// What other plans may know a plan by, and the parents it names.
    pub fn links(&self, plan: &Path) -> Option<Links> {
        let head = self.head(plan)?;
        let parents = head.links.iter().map(|(link, _)| link.clone()).collect();
        Some(Links { id: head.id.clone(), number: head.number.clone(), parents })
    }
}

/// A plan's parents and what is wrong with them.
#[derive(Debug, Default)]
pub(super) struct Parents {
    /// Their files, all in the session.
    pub files: Vec<PathBuf>,
    /// PG003, PG004.
    pub findings: Vec<Finding>,
    /// Files that are there and cannot be read.
    pub failures: Vec<Failure>,
}

/// What links may name: the plans of the session by id and by document number, and the files that cannot be read.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// Made when a link is no path.
    by_name: OnceCell<FxHashMap<String, PathBuf>>,
    unreadable: FxHashMap<PathBuf, Failure>,
}

/// Reads the files that plans name as parents, and their parents, and forgets those that none names any more.
pub(super) fn gather(session: &mut Session, plans: &[PathBuf], given: &[PathBuf]) -> Index {
    let mut index = Index::default();
    let mut open: Vec<PathBuf> = plans.iter().chain(given).cloned().collect();
    open.extend(session.files.iter().filter(|(_, held)| held.opened).map(|(path, _)| path.clone()));
    let mut seen: FxHashSet<PathBuf> = open.iter().cloned().collect();
    while let Some(path) = open.pop() {
        for link in links(session, &path) {
            let parent = beside(&path, &link.0);
            if !session.files.contains_key(&parent) {
                // A link may also be an id or a number: that no such file is there means nothing yet.
                if !session.is_there(&parent) {
                    continue;
                }
                if let Err(failure) = session.read(&parent, false) {
                    index.unreadable.insert(parent, failure);
                    continue;
                }
            }
            if seen.insert(parent.clone()) {
                open.push(parent);
            }
        }
    }
    let stale: Vec<PathBuf> = session.files.keys().filter(|path| !seen.contains(*path)).cloned().collect();
    for path in stale {
        session.remove(&path);
    }
    index
}

/// The plans that the session holds, by id and by document number.
fn names(session: &Session) -> FxHashMap<String, PathBuf> {
    let mut out = FxHashMap::default();
    let mut known: Vec<&PathBuf> = session.files.keys().collect();
    known.sort();
    for path in known {
        let Some(head) = session.head(path) else { continue };
        for name in [&head.id, &head.number].into_iter().flatten() {
            out.entry(name.clone()).or_insert_with(|| path.clone());
        }
    }
    out
}

/// The parents of a plan that the session holds; nothing is read.
pub(super) fn held(session: &Session, plan: &Path) -> Vec<PathBuf> {
    let index = Index::default();
    of(session, &index, plan, &[]).files
}

/// The file that a link of a plan names, among those the session holds.
pub(super) fn named(session: &Session, plan: &Path, link: &str) -> Option<PathBuf> {
    let index = Index::default();
    match resolve(session, &index, plan, link) {
        Resolved::File(path) => Some(path),
        Resolved::Unreadable(_) | Resolved::Nothing => None,
    }
}

/// The parents of a plan: those it names and those given for every plan.
pub(super) fn of(session: &Session, index: &Index, plan: &Path, given: &[PathBuf]) -> Parents {
    let mut out = Parents::default();
    for (link, span) in links(session, plan) {
        match resolve(session, index, plan, &link) {
            Resolved::Nothing => out.findings.push(finding("PG003", "parent-not-found", plan, span, &link)),
            Resolved::Unreadable(failure) => out.failures.push(failure.clone()),
            Resolved::File(path) if same(&path, plan) || is_above(session, index, &path, plan) => {
                out.findings.push(finding("PG004", "parent-cycle", plan, span, &link));
            }
            Resolved::File(path) => {
                if !out.files.iter().any(|p| same(p, &path)) {
                    out.files.push(path);
                }
            }
        }
    }
    for path in given {
        if same(path, plan) {
            let title = session.head(plan).map(|head| head.title);
            let link = path.display().to_string();
            out.findings.push(finding("PG004", "parent-cycle", plan, title.unwrap_or_default(), &link));
        } else if !out.files.iter().any(|p| same(p, path)) {
            out.files.push(path.clone());
        }
    }
    out
}

/// What the front matter of a plan names as its parents, with the places.
fn links(session: &Session, plan: &Path) -> Vec<(String, Span)> {
    session.head(plan).map(|head| head.links.clone()).unwrap_or_default()
}

fn finding(code: &'static str, name: &'static str, plan: &Path, span: Span, link: &str) -> Finding {
    Finding {
        code,
        name,
        severity: Severity::Error,
        variant: "default",
        args: vec![("parent", link.into())],
        place: Place { file: plan.to_path_buf(), span, section: None, page: None, label: "here" },
        related: Vec::new(),
        fix: None,
        words: None,
    }
}

enum Resolved<'a> {
    File(PathBuf),
    Unreadable(&'a Failure),
    Nothing,
}

/// The file a link names: a path beside the plan, or the id or number of a plan of the session.
fn resolve<'a>(session: &Session, index: &'a Index, plan: &Path, link: &str) -> Resolved<'a> {
    let path = beside(plan, link);
    if session.files.contains_key(&path) {
        return Resolved::File(path);
    }
    if let Some(failure) = index.unreadable.get(&path) {
        return Resolved::Unreadable(failure);
    }
    let number: String = link.chars().filter(|c| !c.is_whitespace()).collect();
    let by_name = index.by_name.get_or_init(|| names(session));
    match by_name.get(link).or_else(|| by_name.get(&number)) {
        Some(path) => Resolved::File(path.clone()),
        None => Resolved::Nothing,
    }
}

/// A link as a path from the folder of the plan, without `.` and without `..` behind a folder's name, as far as
/// the words tell.
fn beside(plan: &Path, link: &str) -> PathBuf {
    use std::path::Component;
    let mut out = PathBuf::new();
    for part in plan.parent().unwrap_or(Path::new("")).join(link).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(out.components().next_back(), Some(Component::Normal(_))) => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

/// Whether `plan` is among the plans above `path`.
fn is_above(session: &Session, index: &Index, path: &Path, plan: &Path) -> bool {
    let mut seen: FxHashSet<PathBuf> = FxHashSet::default();
    let mut open = vec![path.to_path_buf()];
    while let Some(path) = open.pop() {
        for (link, _) in links(session, &path) {
            if let Resolved::File(parent) = resolve(session, index, &path, &link) {
                if same(&parent, plan) {
                    return true;
                }
                if seen.insert(parent.clone()) {
                    open.push(parent);
                }
            }
        }
    }
    false
}

/// Whether two paths name one file.
pub fn same(a: &Path, b: &Path) -> bool {
    a == b || matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}
