//! A plan's parents: those its front matter names, found by path, id or document number.

use super::Session;
use crate::base::{Finding, Place, Severity, Span};
use std::path::{Path, PathBuf};

/// The parents of a plan, loaded, and what is wrong with them (PG003, PG004).
pub(super) fn of(session: &mut Session, plan: &Path, given: &[PathBuf]) -> (Vec<PathBuf>, Vec<Finding>) {
    let mut out: Vec<PathBuf> = Vec::new();
    let mut findings = Vec::new();
    let Some(document) = session.document(plan) else { return (out, findings) };
    for link in &document.parsed.plan.meta.parents {
        match resolve(session, plan, &link.value) {
            None => findings.push(finding("PG003", "parent-not-found", plan, link.span, &link.value)),
            Some(path) if same(&path, plan) || ancestors(session, &path).iter().any(|a| same(a, plan)) => {
                findings.push(finding("PG004", "parent-cycle", plan, link.span, &link.value));
            }
            Some(path) => {
                if !out.iter().any(|p| same(p, &path)) {
                    out.push(path);
                }
            }
        }
    }
    for path in given {
        if same(path, plan) {
            let title = document.parsed.plan.meta.title_span;
            findings.push(finding("PG004", "parent-cycle", plan, title, &path.display().to_string()));
        } else if !out.iter().any(|p| same(p, path)) {
            out.push(path.clone());
        }
    }
    (out, findings)
}

fn finding(code: &'static str, name: &'static str, plan: &Path, span: Span, link: &str) -> Finding {
    Finding {
        code,
        name,
        severity: Severity::Error,
        variant: "default",
        args: vec![("parent", link.into())],
        place: Place { file: plan.to_path_buf(), span, section: None, label: "here" },
        related: Vec::new(),
        fix: None,
    }
}

/// The file a link names: a path beside the plan, or the id or number of a plan of the project.
fn resolve(session: &mut Session, plan: &Path, link: &str) -> Option<PathBuf> {
    let folder = plan.parent().unwrap_or(Path::new(""));
    let path = tidy(&folder.join(link));
    if session.files().any(|f| f == path) {
        return Some(path);
    }
    if path.is_file() && session.load(&path).is_ok() {
        return Some(path);
    }
    let number: String = link.chars().filter(|c| !c.is_whitespace()).collect();
    let mut known: Vec<PathBuf> = session.files().map(Path::to_path_buf).collect();
    known.sort();
    known.into_iter().find(|file| {
        session.document(file).is_some_and(|d| {
            let meta = &d.parsed.plan.meta;
            let of_notice = meta.notice.as_ref().and_then(|n| n.number.as_deref());
            meta.id.as_ref().is_some_and(|id| id.value == link) || of_notice == Some(number.as_str())
        })
    })
}

/// A path without `.` and without `..` behind a folder's name, as far as the words tell.
fn tidy(path: &Path) -> PathBuf {
    use std::path::Component;
    let mut out = PathBuf::new();
    for part in path.components() {
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

/// All plans above a plan.
fn ancestors(session: &mut Session, path: &Path) -> Vec<PathBuf> {
    let mut out: Vec<PathBuf> = Vec::new();
    let mut open = vec![path.to_path_buf()];
    while let Some(path) = open.pop() {
        let Some(document) = session.document(&path) else { continue };
        for link in &document.parsed.plan.meta.parents {
            if let Some(parent) = resolve(session, &path, &link.value)
                && !out.contains(&parent)
            {
                out.push(parent.clone());
                open.push(parent);
            }
        }
    }
    out
}

fn same(a: &Path, b: &Path) -> bool {
    a == b || matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}
