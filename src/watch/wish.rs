//! What the preview asks the watching thread to do to a plan: only it has the plans as they were read.

use super::Watch;
use crate::align::{Doc, plan_name};
use crate::base::{Failure, Finding, SourceFile, Waived};
use crate::import;
use crate::plan::{Plan, SectionId};
use crate::report::json::fingerprint;
use crate::source::{self, Link, Waiver, Waiving};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tokio::sync::oneshot;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// Accept a finding of a plan.
    Waive {
        /// The plan.
        plan: PathBuf,
        /// What the preview calls the finding.
        id: String,
        /// Why.
        reason: String,
        /// The last day.
        until: Option<String>,
    },
    /// No longer accept what a waiver accepts.
    Lift {
        /// The plan.
        plan: PathBuf,
        /// What the preview calls the accepted finding.
        id: String,
    },
    /// Store that a task of a plan answers one of a parent's.
    Link {
        /// The plan.
        plan: PathBuf,
        /// Its task, by path.
        task: String,
        /// What it implements, `PLAN:PATH`.
        to: String,
        /// Why, where that is said.
        reason: String,
    },
    /// Take such a link out again.
    Unlink {
        /// The plan.
        plan: PathBuf,
        /// Its task, by path.
        task: String,
        /// What it implements, `PLAN:PATH`.
        to: String,
    },
}

/// Where something was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The file.
    pub path: PathBuf,
    /// The line, from 1.
    pub line: usize,
}

/// A wish, and who waits for its answer.
#[derive(Debug)]
pub struct Asked {
    /// The wish.
    pub wish: Wish,
    /// Where the answer goes.
    pub answer: oneshot::Sender<Result<Written, Failure>>,
}

/// Things by what the preview calls them.
type Named<'a, T> = BTreeMap<String, &'a T>;

/// What findings are called: by their fingerprint, and those alike by their order.
pub struct Names(BTreeMap<String, usize>);

impl Names {
    /// Nothing is called anything yet.
    pub fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// What the next finding with this fingerprint is called.
    pub fn of(&mut self, fingerprint: String) -> String {
        let nth = self.0.entry(fingerprint.clone()).or_default();
        *nth += 1;
        if *nth == 1 { fingerprint } else { format!("{fingerprint}-{nth}") }
    }
}

impl Watch {
    /// Does what was asked; the round that follows tells what came of it.
    ///
    /// # Errors
    /// When the finding, waiver or task is no longer there, the reason says nothing, the file changed meanwhile or cannot
    /// be written.
    pub fn grant(&self, wish: &Wish) -> Result<Written, Failure> {
        let (Wish::Waive { plan: path, .. }
        | Wish::Lift { plan: path, .. }
        | Wish::Link { plan: path, .. }
        | Wish::Unlink { plan: path, .. }) = wish;
        let gone = || {
            Failure::new("这一条已经变了", "this has changed meanwhile")
                .file(path)
                .remedy("看看页面上的新结果再试", "look at what the page shows now, and try again")
        };
        let document = self.session().document(path).ok_or_else(gone)?;
        let (plan, file) = (&document.parsed.plan, &*document.file);
        let (findings, waived) = self.found(path).ok_or_else(gone)?;
        let task = |task: &str| document.facts.tasks.iter().find(|t| t.path == task).map(|t| t.section);
        let done = match wish {
            Wish::Link { task: own, to, reason, .. } => {
                let section = task(own).filter(|_| self.is_task_above(path, to)).ok_or_else(gone)?;
                let link = Link { section, to: to.clone(), reason: Some(reason.clone()) };
                let (files, _) = import::linked(file, plan, &[link])?;
                files.into_iter().next().ok_or_else(gone)?
            }
            Wish::Unlink { task: own, to, .. } => {
                let section: SectionId = task(own).ok_or_else(gone)?;
                let side = source::side_of(file)?;
                source::remove_link(file, side.as_ref(), plan, section, to)?.ok_or_else(gone)?
            }
            Wish::Waive { id, reason, until, .. } => {
                let finding = findings.get(id).ok_or_else(gone)?;
                let config = self.session().config();
                if finding.code.starts_with("PG0") || config.not_waivable.contains(finding.code) {
                    return Err(Failure::new("这一项不许豁免", "this may not be waived")
                        .cause(finding.code, finding.code)
                        .remedy("请改正它", "correct it"));
                }
                let until = until.as_deref().map(|day| self.day(day)).transpose()?;
                let (code, at) = (finding.code, finding.place.span);
                source::waive(plan, file, Waiving { code, at, reason, until: until.as_deref() })?
            }
            Wish::Lift { id, .. } => {
                let one = waived.get(id).ok_or_else(gone)?;
                let (waiver, written) = self.waiver_of(one, plan, file)?.ok_or_else(gone)?;
                source::lift(plan, file, &waiver, &written)?
            }
        };
        done.write()?;
        Ok(Written { path: done.path, line: done.line })
    }

    /// Whether a link leads to a task of one of the plan's parents.
    fn is_task_above(&self, path: &Path, to: &str) -> bool {
        let Some((name, task)) = to.split_once(':') else { return false };
        let is = |above: Doc<'_>| plan_name(above) == name && above.facts.tasks.iter().any(|t| t.path == task);
        let parents = self.parents(path).filter_map(|parent| self.session().document(parent));
        parents.into_iter().any(|document| is(document.doc()))
    }

    /// A day that has not gone by.
    fn day(&self, written: &str) -> Result<String, Failure> {
        let day = written.parse::<jiff::civil::Date>().ok().filter(|day| *day >= self.session().today());
        day.map(|day| day.to_string()).ok_or_else(|| {
            Failure::new("没有写豁免", "the waiver was not written")
                .cause(format!("“{written}”不是今天或以后的日期"), format!("`{written}` is no day from today on"))
                .remedy("写成 2026-12-31 这样，或不填", "write it as 2026-12-31, or leave it out")
        })
    }

    /// The plan's findings, and those that are accepted, by what the preview calls them.
    fn found(&self, path: &Path) -> Option<(Named<'_, Finding>, Named<'_, Waived>)> {
        let (known, waived) = self.told(path)?;
        let mut names = Names::new();
        let findings = known.map(|known| (names.of(known.fingerprint.clone()), &known.finding)).collect();
        let files = |p: &Path| self.session().text(p).map(|file| &**file);
        let waived = waived.iter().map(|one| (names.of(fingerprint(&one.finding, &files)), one)).collect();
        Some((findings, waived))
    }

    /// The waiver that accepts something, and how it writes the lint.
    fn waiver_of(&self, one: &Waived, plan: &Plan, file: &SourceFile) -> Result<Option<(Waiver, String)>, Failure> {
        let all = match &one.aside {
            None => source::waivers(file, plan),
            Some(_) => source::side_waivers(file, plan)?,
        };
        let own = &self.session().config().own;
        let code = |waiver: &Waiver| {
            let is = |written: &str| own.find(written).is_some_and(|page| page.code == one.finding.code);
            waiver.codes.iter().map(|(written, _)| written).find(|written| is(written)).cloned()
        };
        let same = |w: &&Waiver| w.span == one.span && w.reason == one.reason && code(w).is_some();
        Ok(all.iter().find(same).and_then(|w| Some((w.clone(), code(w)?))))
    }
}
