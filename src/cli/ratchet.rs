//! `plangen lint --baseline`, `--since`: what is new, beside what was there.

use super::Context;
use super::output::Outcome;
use plangen::base::{Failure, Finding};
use plangen::lint::Phase;
use plangen::lint::baseline::{Baseline, Entry, Split, name};
use plangen::project::Revision;
use plangen::report::json;
use plangen::session::{Checked, Session, Since};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct RatchetArgs {
    /// Let the findings of this list pass; new ones count, and those that are gone must leave the list ‖ 放过这份基线里的问题；新问题照报，已不存在的须从基线中去掉
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Take what is gone out of the baseline, or make it where there is none ‖ 从基线中去掉已不存在的问题；还没有基线时建立
    #[arg(long, requires = "baseline", conflicts_with = "diff")]
    update_baseline: bool,
    /// With --update-baseline: let the new findings pass, too ‖ 与 --update-baseline 同用：把新问题也记入基线
    #[arg(long, requires = "update_baseline")]
    force: bool,
    /// Only what goes with changes since this git revision: changed lines, and plans whose parent changed ‖ 只报这个 git 版本以来改动的：改动的行，以及上级方案改动了的下级方案
    #[arg(long, value_name = "REV")]
    since: Option<String>,
}

/// What findings are held against.
pub struct Ratchet<'a> {
    args: &'a RatchetArgs,
    baseline: Option<Baseline>,
    since: Option<Since>,
}

/// Findings, parted.
#[derive(Debug, Default)]
pub struct Sifted {
    /// What counts.
    pub findings: Vec<Finding>,
    /// What the baseline lets pass, where there is one.
    pub known: Option<Vec<Finding>>,
    /// What the baseline holds and is gone.
    pub stale: Vec<Entry>,
}

impl RatchetArgs {
    /// Reads the baseline and the revision, where they are asked for.
    pub fn open(&self, session: &mut Session, plans: &[PathBuf], parents: &[PathBuf]) -> Result<Ratchet<'_>, Failure> {
        let baseline = match &self.baseline {
            None => None,
            Some(path) => match (Baseline::read(path)?, self.update_baseline) {
                (Some(baseline), _) => Some(baseline),
                (None, true) => None,
                (None, false) => {
                    return Err(Failure::new("没有这份基线", "there is no such baseline").file(path).remedy(
                        "用 --update-baseline 建立，或检查路径",
                        "make it with --update-baseline, or check the path",
                    ));
                }
            },
        };
        let since = match (&self.since, plans.first()) {
            (Some(name), Some(near)) => {
                let revision = Revision::find(near, name)?;
                let checked = session.check(plans, parents)?;
                Some(Since::new(session, &checked, parents, &revision)?)
            }
            _ => None,
        };
        Ok(Ratchet { args: self, baseline, since })
    }
}

impl Ratchet<'_> {
    /// Parts findings of plans that were checked.
    pub fn sift(&self, session: &Session, checked: &[Seen], edition: bool, findings: Vec<Finding>) -> Sifted {
        let split = match (&self.baseline, &self.args.baseline) {
            (Some(baseline), Some(path)) => {
                let root = folder_of(path);
                let named: BTreeMap<String, &Seen> = checked.iter().map(|s| (name(&s.path, root), s)).collect();
                let judged = |entry: &Entry| judged(entry, root, session, &named, edition);
                baseline.split(entries(session, root, findings), judged)
            }
            _ => Split { new: findings, ..Split::default() },
        };
        let findings = match &self.since {
            Some(since) => since.sift(session, split.new),
            None => split.new,
        };
        Sifted { findings, known: self.baseline.as_ref().map(|_| split.known), stale: split.stale }
    }

    /// Writes the baseline where that is asked for, and tells what is stale. What was taken into it counts no more.
    pub fn finish(
        &self,
        session: &Session,
        mut sifted: Sifted,
        outcome: &mut Outcome,
        context: &Context,
    ) -> Result<(), Failure> {
        if let Some(since) = &self.since {
            let (n, all) = (since.plans(&outcome.checked), outcome.checked.len());
            context.note(
                &format!("只报改动：{all} 份方案中 {n} 份有改动或上级有改动"),
                &format!("changes only: {n} of {all} plans changed, or their parents did"),
            );
        }
        if let Some(path) = self.args.baseline.as_deref().filter(|_| self.args.update_baseline) {
            self.update(path, session, &mut sifted, context)?;
        }
        for entry in &sifted.stale {
            let Entry { file, code, section, quote, count, .. } = entry;
            context.note(
                &format!("基线中的问题已不存在：{file} {section} {code} “{quote}”（{count} 处）"),
                &format!("in the baseline and gone: {file} {section} {code} “{quote}” ({count})"),
            );
        }
        if !sifted.stale.is_empty() {
            context.note(
                "用 --update-baseline 从基线中去掉，并提交基线文件",
                "take them out with --update-baseline, and commit the baseline",
            );
        }
        outcome.stale = sifted.stale.into_iter().map(|entry| self.placed(entry, &outcome.checked)).collect();
        outcome.known = sifted.known;
        outcome.findings = sifted.findings;
        Ok(())
    }

    /// An entry with the path of its file, as the run calls it.
    fn placed(&self, entry: Entry, checked: &[PathBuf]) -> Entry {
        let Some(root) = self.args.baseline.as_deref().map(folder_of) else { return entry };
        let own = checked.iter().find(|path| name(path, root) == entry.file);
        let path = own.cloned().unwrap_or_else(|| root.join(&entry.file));
        let path = path.strip_prefix(".").unwrap_or(&path);
        Entry { file: path.to_string_lossy().into_owned(), ..entry }
    }

    fn update(&self, path: &Path, session: &Session, sifted: &mut Sifted, context: &Context) -> Result<(), Failure> {
        let root = folder_of(path);
        let new = |sifted: &mut Sifted| -> Vec<Entry> {
            let new = entries(session, root, std::mem::take(&mut sifted.findings));
            let (findings, entries): (Vec<Finding>, Vec<Entry>) = new.into_iter().unzip();
            sifted.known.get_or_insert_default().extend(findings);
            entries
        };
        let baseline = match &self.baseline {
            None => Baseline::of(new(sifted)),
            Some(old) => {
                let shorter = old.without(&sifted.stale);
                match self.args.force {
                    true => Baseline::of(shorter.findings.into_iter().chain(new(sifted))),
                    false => shorter,
                }
            }
        };
        let gone = sifted.stale.len();
        sifted.stale.clear();
        let count: usize = baseline.findings.iter().map(|e| e.count).sum();
        if self.baseline.as_ref() != Some(&baseline) {
            baseline.write(path)?;
        }
        context.note(
            &format!("基线 {}：{count} 个问题，去掉 {gone} 条", path.display()),
            &format!("baseline {}: {count} findings, {gone} entries taken out", path.display()),
        );
        if !self.args.force && self.baseline.is_some() && !sifted.findings.is_empty() {
            let n = sifted.findings.len();
            context.note(
                &format!("{n} 个新问题没有记入基线；确需记入的加 --force"),
                &format!("{n} new findings were not taken in; --force takes them in"),
            );
        }
        Ok(())
    }
}

/// A plan that was checked.
#[derive(Debug, Clone)]
pub struct Seen {
    path: PathBuf,
    compared: bool,
}

impl From<&Checked> for Seen {
    fn from(checked: &Checked) -> Self {
        Self { path: checked.path.clone(), compared: !checked.parents.is_empty() }
    }
}

/// Findings with their entries in a baseline of a folder.
fn entries(session: &Session, root: &Path, findings: Vec<Finding>) -> Vec<(Finding, Entry)> {
    let files = |path: &Path| session.text(path).map(|f| &**f);
    let entry = |finding: &Finding| {
        let quote = files(&finding.place.file).map_or("", |f| finding.place.span.of(&f.text));
        Entry::of(finding, quote, json::fingerprint(finding, &files), root)
    };
    findings.into_iter().map(|f| (entry(&f), f)).map(|(entry, finding)| (finding, entry)).collect()
}

/// Whether an entry would have been found if it were still there: its file was checked, or is gone; its lint is on
/// and ran.
fn judged(entry: &Entry, root: &Path, session: &Session, checked: &BTreeMap<String, &Seen>, edition: bool) -> bool {
    let Some(seen) = checked.get(&entry.file) else {
        return !root.join(&entry.file).exists();
    };
    let Some(page) = session.config().own.find(&entry.code) else { return true };
    let ran = match page.phase {
        Phase::Source | Phase::File => true,
        Phase::Project => seen.compared,
        Phase::Edition => edition,
        Phase::Pages => false,
    };
    ran && session.config().levels.on(page.code, &seen.path)
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
