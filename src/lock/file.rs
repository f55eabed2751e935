//! The lock's file: reading and writing.

use super::FILE;
use super::clause::Clause;
use crate::base::{Failure, SourceFile, relative};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// A clause that a plan depends on, as it was accepted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The plan, from the lock's folder.
    pub child: String,
    /// What links call the parent.
    pub parent: String,
    /// Path of the parent's section.
    pub path: String,
    /// Paths of the plan's sections that depend on it.
    pub tasks: Vec<String>,
    /// The fingerprint of its content.
    pub fingerprint: String,
    /// Its title and sentences.
    pub text: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    #[serde(default)]
    clause: Vec<Entry>,
}

/// A lock: what of their parents the plans of a project were written to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lock {
    /// In order.
    pub entries: Vec<Entry>,
}

const HEAD: &str = "# 由 plangen lock 和 plangen review 写成，请随项目提交，不要手改。\n# Written by `plangen lock` and `plangen review`: commit it, and do not edit it by hand.\n";

impl Lock {
    /// Where the lock of a plan stands: in the project's folder, else beside the plan.
    pub fn path(root: Option<&Path>, plan: &Path) -> PathBuf {
        let beside = plan.parent().unwrap_or(Path::new(""));
        root.unwrap_or(beside).join(FILE)
    }

    /// How the lock in this file names a plan.
    pub fn name(lock: &Path, plan: &Path) -> String {
        let folder = lock.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
        relative(folder, plan)
    }

    /// Reads a lock.
    ///
    /// # Errors
    /// When it is not TOML, or not of the lock's form; conflicts of a merge that were left in it among them.
    pub fn read(file: &SourceFile) -> Result<Self, Failure> {
        let form: Form = toml::from_str(&file.text).map_err(|e| {
            let at = e.span().map_or(0, |s| s.start);
            let line = file.line_span(at).of(&file.text);
            let conflict = ["<<<<<<<", "=======", ">>>>>>>"].iter().any(|m| line.starts_with(m));
            let failure = Failure::new("锁定文件有误", "the lock is wrong").file(&file.path).at(file.position(at));
            let message = e.message().trim().replace('\n', "; ");
            if conflict {
                failure.cause("合并的冲突没有解决", "a conflict of a merge was left in it").remedy(
                    "两边的条目都留下，再运行 plangen lock",
                    "keep the entries of both sides and run `plangen lock`",
                )
            } else {
                failure.cause(format!("“{line}”不合写法（{message}）"), format!("`{line}`: {message}")).remedy(
                    "从版本库取回原来的，或删去它再运行 plangen lock",
                    "take it back from the repository, or remove it and run `plangen lock`",
                )
            }
        })?;
        let mut lock = Self { entries: form.clause };
        lock.settle();
        Ok(lock)
    }

    /// Its text.
    pub fn write(&self) -> String {
        let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
        let mut out = String::from(HEAD);
        for entry in &self.entries {
            let tasks: Vec<String> = entry.tasks.iter().map(|t| quoted(t)).collect();
            out.push_str("\n[[clause]]\n");
            for (key, value) in [("child", &entry.child), ("parent", &entry.parent), ("path", &entry.path)] {
                out.push_str(&format!("{key} = {}\n", quoted(value)));
            }
            out.push_str(&format!("tasks = [{}]\nfingerprint = {}\n", tasks.join(", "), quoted(&entry.fingerprint)));
            let lines: String = entry.text.iter().map(|line| format!("    {},\n", quoted(line))).collect();
            out.push_str(&format!("text = [\n{lines}]\n"));
        }
        out
    }

    /// What a plan's section depends on at a clause, as it was accepted: for this task, else for another of the plan.
    pub fn find<'a>(entries: &'a [Entry], parent: &str, path: &str, task: &str) -> Option<&'a Entry> {
        let of = || entries.iter().filter(|e| e.parent == parent && e.path == path);
        of().find(|e| e.tasks.iter().any(|t| t == task)).or_else(|| of().next())
    }

    /// Accepts a clause for a task of a plan as it stands now.
    pub fn accept(&mut self, child: &str, task: &str, parent: &str, path: &str, clause: &Clause) {
        for entry in self.entries.iter_mut().filter(|e| e.child == child && e.parent == parent && e.path == path) {
            entry.tasks.retain(|t| t != task);
        }
        self.entries.push(Entry {
            child: child.to_owned(),
            parent: parent.to_owned(),
            path: path.to_owned(),
            tasks: vec![task.to_owned()],
            fingerprint: clause.fingerprint.clone(),
            text: clause.text.clone(),
        });
        self.settle();
    }

    /// Entries in order, those of one content in one, without those nothing depends on.
    pub fn settle(&mut self) {
        self.entries.sort_by(|a, b| key(a).cmp(&key(b)));
        self.entries.dedup_by(|later, first| {
            let same = key(later) == key(first);
            if same {
                first.tasks.append(&mut later.tasks);
            }
            same
        });
        for entry in &mut self.entries {
            entry.tasks.sort();
            entry.tasks.dedup();
        }
        self.entries.retain(|e| !e.tasks.is_empty());
    }
}

fn key(entry: &Entry) -> (&str, &str, &str, &str) {
    (&entry.child, &entry.parent, &entry.path, &entry.fingerprint)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clause(text: &str) -> Clause {
        let text = vec![text.to_owned()];
        Clause { fingerprint: super::super::clause::fingerprint(&text), text }
    }

    #[test]
    fn what_is_written_reads_the_same_and_stands_in_order() {
        let mut lock = Lock::default();
        lock.accept("乙.md", "一", "上级", "二", &clause("引号“\"”和\\。"));
        lock.accept("乙.md", "二", "上级", "二", &clause("引号“\"”和\\。"));
        lock.accept("甲.md", "一", "上级", "一", &clause("甲。"));
        assert_eq!(lock.entries.len(), 2);
        let file = SourceFile::new(FILE, lock.write());
        let again = Lock::read(&file).expect("well-formed");
        assert_eq!((again.write(), &again), (file.text.clone(), &lock));
        // One of two tasks is accepted anew: the other keeps what it was written to.
        lock.accept("乙.md", "二", "上级", "二", &clause("改过。"));
        let of = |task: &str| Lock::find(&lock.entries, "上级", "二", task).map(|e| e.text.concat());
        assert_eq!((of("一").as_deref(), of("二").as_deref()), (Some("引号“\"”和\\。"), Some("改过。")));
    }

    #[test]
    fn a_conflict_is_told_with_its_line() {
        let text = "[[clause]]\nchild = \"a\"\n<<<<<<< HEAD\n";
        let told = Lock::read(&SourceFile::new(FILE, text)).expect_err("a conflict").render(crate::base::Lang::En);
        assert!(told.contains("plangen.lock:3:") && told.contains("conflict"), "{told}");
    }
}
