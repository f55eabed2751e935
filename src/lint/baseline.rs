//! The baseline (基线): findings that were there when a project began to be checked. They are let pass; what is new
//! is not, and what is gone must leave the list, so that it only gets shorter.
//!
//! An entry is known again by its fingerprint (lint, section path and quote without white space): lines that move
//! change nothing. The other fields are for people.

use crate::base::{Failure, Finding, write_atomic};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The version of the file's form.
pub const VERSION: u32 = 1;

/// How many characters of a quote the list shows.
const QUOTE: usize = 60;

/// A finding that is let pass.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The file, from the folder of the baseline, with `/` between folders.
    pub file: String,
    /// The code of the lint.
    pub code: String,
    /// The path of the section, `二/（一）/1`; empty before the first.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub section: String,
    /// The words it stands at, the first of them.
    pub quote: String,
    /// What it is known by.
    pub fingerprint: String,
    /// How often it stands there, where that is more than once.
    #[serde(default = "once", skip_serializing_if = "is_once")]
    pub count: usize,
}

fn once() -> usize {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over references")]
fn is_once(count: &usize) -> bool {
    *count == 1
}

/// A list of findings that are let pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// The version of its form.
    pub version: u32,
    /// The findings, sorted.
    pub findings: Vec<Entry>,
}

/// Findings beside a baseline.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Split {
    /// What is not in the list.
    pub new: Vec<Finding>,
    /// What is.
    pub known: Vec<Finding>,
    /// What is in the list and found no more; `count` says how often.
    pub stale: Vec<Entry>,
}

impl Baseline {
    /// Reads a baseline; `None` when there is no such file.
    ///
    /// # Errors
    /// When it cannot be read, is none, or is of a later version.
    pub fn read(path: &Path) -> Result<Option<Self>, Failure> {
        #[derive(Deserialize)]
        struct Versioned {
            version: u32,
        }
        if !path.exists() {
            return Ok(None);
        }
        let file = crate::source::load_text(path)?;
        let broken = |e: &serde_json::Error| {
            let at = crate::base::Position { line: e.line().max(1), column: e.column().max(1) };
            Failure::new("基线文件有误", "the baseline is wrong")
                .file(path)
                .at(at)
                .cause(e.to_string(), e.to_string())
                .remedy(
                    "从版本库取回原来的文件，或用 --update-baseline 重建",
                    "take it back from version control, or remove it and make it anew with --update-baseline",
                )
        };
        // The version first: what a later one holds is not for this one to judge.
        let versioned: Versioned = serde_json::from_str(&file.text).map_err(|e| broken(&e))?;
        if versioned.version > VERSION {
            let version = versioned.version;
            return Err(Failure::new("基线文件的版本比本程序新", "the baseline is of a later version")
                .file(path)
                .cause(
                    format!("文件是第 {version} 版，本程序只认到第 {VERSION} 版"),
                    format!("it is version {version}, and this program knows up to {VERSION}"),
                )
                .remedy("升级 plangen；文件没有改动", "update plangen; the file was left as it is"));
        }
        let own: Self = serde_json::from_str(&file.text).map_err(|e| broken(&e))?;
        Ok(Some(Self { version: VERSION, ..own }))
    }

    /// A baseline of findings, with the entry of each.
    pub fn of(entries: impl IntoIterator<Item = Entry>) -> Self {
        let mut counts: BTreeMap<Entry, usize> = BTreeMap::new();
        for entry in entries {
            let count = entry.count;
            *counts.entry(Entry { count: 0, ..entry }).or_default() += count;
        }
        let findings = counts.into_iter().map(|(entry, count)| Entry { count, ..entry }).collect();
        Self { version: VERSION, findings }
    }

    /// Parts findings, each with its entry, into those that are known and those that are new. What is not found any
    /// more is stale where `judged` says that it would have been found.
    pub fn split(&self, found: Vec<(Finding, Entry)>, judged: impl Fn(&Entry) -> bool) -> Split {
        let mut left: BTreeMap<(String, String), usize> = BTreeMap::new();
        for entry in &self.findings {
            *left.entry(entry.key()).or_default() += entry.count;
        }
        let mut out = Split::default();
        for (finding, entry) in found {
            match left.get_mut(&entry.key()).filter(|n| **n > 0) {
                Some(count) => {
                    *count -= 1;
                    out.known.push(finding);
                }
                None => out.new.push(finding),
            }
        }
        for entry in &self.findings {
            let count = left.get(&entry.key()).copied().unwrap_or(0);
            if count > 0 && judged(entry) {
                out.stale.push(Entry { count: count.min(entry.count), ..entry.clone() });
            }
        }
        out
    }

    /// The list without what is stale.
    #[must_use]
    pub fn without(&self, stale: &[Entry]) -> Self {
        let kept = self.findings.iter().filter_map(|entry| {
            let gone = stale.iter().find(|s| s.key() == entry.key());
            let count = entry.count - gone.map_or(0, |g| g.count).min(entry.count);
            (count > 0).then(|| Entry { count, ..entry.clone() })
        });
        Self::of(kept)
    }

    /// Writes it, sorted, one entry under the other, the same for the same findings.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), Failure> {
        let mut text = serde_json::to_string_pretty(&Self::of(self.findings.iter().cloned())).unwrap_or_default();
        text.push('\n');
        write_atomic(path, text.as_bytes())
    }
}

impl Entry {
    /// What it is known by: the file and the fingerprint.
    fn key(&self) -> (String, String) {
        (self.file.clone(), self.fingerprint.clone())
    }

    /// The entry of a finding that stands at `quote`, in a baseline of the folder `root`.
    pub fn of(finding: &Finding, quote: &str, fingerprint: String, root: &Path) -> Self {
        let words: String = quote.split_whitespace().collect();
        Self {
            file: name(&finding.place.file, root),
            code: finding.code.to_owned(),
            section: finding.place.section.clone().unwrap_or_default(),
            quote: words.chars().take(QUOTE).collect(),
            fingerprint,
            count: 1,
        }
    }
}

/// A file as a baseline in the folder `root` names it.
pub fn name(file: &Path, root: &Path) -> String {
    let whole = |p: &Path| -> PathBuf {
        let real = p.canonicalize().or_else(|_| std::path::absolute(p));
        real.unwrap_or_else(|_| p.to_path_buf())
    };
    let (file, root) = (whole(file), whole(root));
    let mut up = String::new();
    for folder in root.ancestors() {
        if let Ok(below) = file.strip_prefix(folder) {
            let parts: Vec<_> = below.components().map(|c| c.as_os_str().to_string_lossy()).collect();
            return format!("{up}{}", parts.join("/"));
        }
        up.push_str("../");
    }
    file.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Place, Severity, Span};

    fn finding(code: &'static str, mark: &str) -> (Finding, Entry) {
        let place =
            Place {
                file: "a.md".into(), span: Span::default(), section: Some("一".into()), page: None, label: "here"
            };
        let finding = Finding {
            code,
            name: "x",
            severity: Severity::Error,
            variant: "default",
            args: Vec::new(),
            place,
            related: Vec::new(),
            fix: None,
            words: None,
        };
        let entry = Entry::of(&finding, mark, format!("{code}{mark}"), Path::new("."));
        (finding, entry)
    }

    #[test]
    fn new_known_and_stale_are_told_apart() {
        let list = [("PG301", "甲"), ("PG502", "，"), ("PG502", "，")].map(|(c, m)| finding(c, m).1);
        let baseline = Baseline::of(list);
        assert_eq!(baseline.findings.iter().map(|e| e.count).collect::<Vec<_>>(), [1, 2]);
        let found = vec![finding("PG502", "，"), finding("PG602", "乙")];
        let split = baseline.split(found.clone(), |_| true);
        let codes = |list: &[Finding]| list.iter().map(|f| f.code).collect::<Vec<_>>();
        assert_eq!((codes(&split.new), codes(&split.known)), (vec!["PG602"], vec!["PG502"]));
        assert_eq!(
            split.stale.iter().map(|e| (e.code.as_str(), e.count)).collect::<Vec<_>>(),
            [("PG301", 1), ("PG502", 1)]
        );
        let shorter = baseline.without(&split.stale);
        assert_eq!(shorter.findings.iter().map(|e| (e.code.as_str(), e.count)).collect::<Vec<_>>(), [("PG502", 1)]);
        // What was not looked at is not gone.
        assert_eq!(baseline.split(found, |e| e.code != "PG301").stale.len(), 1);
    }

    #[test]
    fn what_is_written_is_read_and_always_the_same() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("基线.json");
        assert_eq!(Baseline::read(&path), Ok(None));
        let mut entries = vec![finding("PG502", "，").1, finding("PG301", "甲").1];
        Baseline::of(entries.clone()).write(&path).expect("written");
        let text = std::fs::read_to_string(&path).expect("there");
        let read = Baseline::read(&path).expect("read").expect("there");
        entries.reverse();
        Baseline::of(entries).write(&path).expect("written");
        assert_eq!(std::fs::read_to_string(&path).expect("there"), text);
        assert_eq!(read.findings.len(), 2);
    }

    #[test]
    fn what_is_no_baseline_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("b.json");
        for (text, part) in [
            ("{\"version\":2,\"findings\":{}}", "later version"),
            ("{\"version\":1,\"findings\":[{\"x\":1}]}", "b.json:1:"),
            ("[]", "b.json:1:"),
            ("{\"version\":1", "b.json:1:"),
        ] {
            std::fs::write(&path, text).expect("written");
            let told = Baseline::read(&path).expect_err(text).render(crate::base::Lang::En);
            assert!(told.contains(part), "{text}: {told}");
        }
    }

    #[test]
    fn files_are_named_from_the_folder_of_the_list() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |p: &str| folder.path().join(p);
        std::fs::create_dir_all(at("甲/乙")).expect("made");
        std::fs::write(at("甲/plan.md"), "").expect("written");
        assert_eq!(name(&at("甲/plan.md"), folder.path()), "甲/plan.md");
        assert_eq!(name(&at("甲/plan.md"), &at("甲/乙")), "../plan.md");
    }
}
