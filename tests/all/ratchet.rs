//! What is new beside what was there: the baseline, and what changed since a revision of git.

use crate::support::{Run, command, run};
use std::path::Path;
use std::process::Command;

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn put(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        std::fs::write(path, text).expect("written");
    }

    fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).expect("there")
    }

    fn lint(&self, args: &[&str]) -> Run {
        run(command().arg("lint").args(args).args(["--fail-on=info", "--format=concise"]).current_dir(self.path()))
    }

    /// Runs git; `false` where it is not there.
    fn git(&self, args: &[&str]) -> bool {
        let who = [
            "-c",
            "user.name=t",
            "-c",
            "user.email=t@example.org",
            "-c",
            "init.defaultBranch=main",
            "-c",
            "commit.gpgsign=false",
        ];
        let out = Command::new("git").args(who).args(args).current_dir(self.path()).output();
        match out {
            Ok(out) => {
                assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
                true
            }
            Err(_) => {
                println!("skipped: no git here");
                false
            }
        }
    }
}

const HEAD: &str = "河套市河道管护方案\n\n一、重点任务\n";
const OLD: &str = "（一）加强巡查。配齐河道巡查河道巡查人员。\n";
const NEW: &str = "（二）落实保障。清理入河排口入河排口垃圾。\n";
const FINE: &str = "（二）落实保障。落实经费。\n";

#[test]
fn a_baseline_lets_old_findings_pass_and_new_ones_not() {
    let folder = Folder::new();
    folder.put("方案.txt", &format!("{HEAD}{OLD}{FINE}"));
    let none = folder.lint(&["方案.txt", "--baseline=基线.json"]);
    assert_eq!(none.status, 2, "{}", none.stderr);
    assert!(none.stderr.contains("--update-baseline"), "{}", none.stderr);
    assert_eq!(folder.lint(&["方案.txt", "--baseline=基线.json", "--update-baseline"]).status, 0);
    let list = folder.text("基线.json");
    assert!(list.contains("\"version\": 1") && list.contains("方案.txt") && list.contains("河道巡查"), "{list}");
    assert_eq!(folder.lint(&["方案.txt", "--baseline=基线.json"]).status, 0);
    // Lines before it, other ends of lines: the same finding.
    folder.put(
        "方案.txt",
        &format!("{}{OLD}{FINE}", HEAD.replace("一、", "为加强管护，制定本方案。\n\n一、")).replace('\n', "\r\n"),
    );
    let moved = folder.lint(&["方案.txt", "--baseline=基线.json"]);
    assert_eq!(moved.status, 0, "{}{}", moved.stdout, moved.stderr);
    assert!(moved.stdout.contains("in the baseline"), "{}", moved.stdout);
    // A new one fails, and is not taken in by an update that is not forced.
    folder.put("方案.txt", &format!("{HEAD}{OLD}{NEW}"));
    let new = folder.lint(&["方案.txt", "--baseline=基线.json"]);
    assert_eq!(new.status, 1);
    assert!(new.stdout.contains("入河排口") && !new.stdout.contains("河道巡查"), "{}", new.stdout);
    assert_eq!(folder.lint(&["方案.txt", "--baseline=基线.json", "--update-baseline"]).status, 1);
    assert_eq!(folder.text("基线.json"), list);
    assert_eq!(folder.lint(&["方案.txt", "--baseline=基线.json", "--update-baseline", "--force"]).status, 0);
    assert_eq!(folder.lint(&["方案.txt", "--baseline=基线.json"]).status, 0);
    // What is gone fails until it leaves the list.
    folder.put("方案.txt", &format!("{HEAD}{OLD}{FINE}"));
    let gone = folder.lint(&["方案.txt", "--baseline=基线.json"]);
    assert_eq!(gone.status, 1);
    assert!(gone.stderr.contains("gone") && gone.stderr.contains("入河排口"), "{}", gone.stderr);
    assert_eq!(folder.lint(&["方案.txt", "--baseline=基线.json", "--update-baseline"]).status, 0);
    assert_eq!(folder.text("基线.json"), list);
}

#[test]
fn what_was_not_looked_at_is_not_gone_from_the_baseline() {
    let folder = Folder::new();
    folder.put("甲.txt", &format!("{HEAD}{OLD}{FINE}"));
    folder.put("乙.txt", &format!("{HEAD}{FINE}"));
    assert_eq!(folder.lint(&[".", "--baseline=b.json", "--update-baseline"]).status, 0);
    assert_eq!(folder.lint(&["乙.txt", "--baseline=b.json"]).status, 0);
    assert_eq!(folder.lint(&[".", "--baseline=b.json", "--select=PG502"]).status, 0);
    std::fs::remove_file(folder.path().join("甲.txt")).expect("removed");
    assert_eq!(folder.lint(&["乙.txt", "--baseline=b.json"]).status, 1);
}

#[test]
fn a_baseline_of_a_later_version_is_left_alone() {
    let folder = Folder::new();
    folder.put("方案.txt", &format!("{HEAD}{OLD}{FINE}"));
    for text in ["{\"version\": 2, \"entries\": []}", "not JSON", "{\"version\": 1, \"findings\": 3}"] {
        folder.put("b.json", text);
        for more in [&[][..], &["--update-baseline"], &["--update-baseline", "--force"]] {
            let told = folder.lint(&[&["方案.txt", "--baseline=b.json"], more].concat());
            assert_eq!((told.status, folder.text("b.json").as_str()), (2, text), "{}", told.stderr);
            assert!(told.stderr.contains("b.json"), "{}", told.stderr);
        }
    }
    assert_eq!(folder.lint(&["方案.txt", "--update-baseline"]).status, 2);
}

#[test]
fn since_a_revision_only_what_changed_is_told() {
    let folder = Folder::new();
    folder.put("甲 案.txt", &format!("{HEAD}{OLD}{FINE}"));
    folder.put("乙.txt", &format!("{HEAD}{OLD}{FINE}"));
    if !folder.git(&["init", "-q"]) {
        return;
    }
    let no_commit = folder.lint(&[".", "--since=HEAD"]);
    assert_eq!(no_commit.status, 2, "{}", no_commit.stderr);
    folder.git(&["add", "."]);
    folder.git(&["commit", "-qm", "a"]);
    assert_eq!(folder.lint(&["."]).status, 1);
    let same = folder.lint(&[".", "--since=HEAD"]);
    assert_eq!((same.status, same.stdout.contains("PG603")), (0, false), "{}{}", same.stdout, same.stderr);
    folder.put("甲 案.txt", &format!("{HEAD}{OLD}{NEW}"));
    folder.put("丙.txt", &format!("{HEAD}{OLD}{FINE}"));
    let told = folder.lint(&[".", "--since=HEAD"]);
    assert_eq!(told.status, 1);
    assert_eq!(told.stdout.matches("PG603").count(), 2, "{}", told.stdout);
    assert!(
        told.stdout.contains("入河排口") && told.stdout.contains("丙.txt") && !told.stdout.contains("乙.txt"),
        "{}",
        told.stdout
    );
    for (rev, part) in [("none", "none"), ("--output=x", "--output=x"), ("", "revision")] {
        let told = folder.lint(&[".", &format!("--since={rev}")]);
        assert_eq!(told.status, 2, "{rev}");
        assert!(told.stderr.contains(part), "{}", told.stderr);
    }
    assert!(!folder.path().join("x").exists());
}

#[test]
fn a_child_of_a_parent_that_changed_is_told_of() {
    let folder = Folder::new();
    let parent = |more: &str| {
        format!(
            "北原自治区河道管护方案\n\n一、重点任务\n（一）健全责任。落实河长制，建立考核制度。（责任单位：自治区水利厅）\n{more}"
        )
    };
    let child = "---\nplangen: 1\ntitle: 河套市河道管护方案\nparents: [上级.txt]\n---\n\n为贯彻落实《北原自治区河道管护方案》要求，制定本方案。\n\n## 一、重点任务\n\n### （一）健全责任\n\n落实河长制，建立考核制度。（责任单位：市水利局）\n\n### （二）加强宣传\n\n清理入河排口入河排口垃圾。（责任单位：市水利局）\n";
    folder.put("上级.txt", &parent(""));
    folder.put("下级.md", child);
    if !folder.git(&["init", "-q"]) {
        return;
    }
    folder.git(&["add", "."]);
    folder.git(&["commit", "-qm", "a"]);
    assert_eq!(folder.lint(&["下级.md", "--since=HEAD"]).status, 0);
    folder.put("上级.txt", &parent("（二）加强监测。建设水质监测站网。（责任单位：自治区水利厅）\n"));
    let told = folder.lint(&["下级.md", "--since=HEAD"]);
    assert_eq!(told.status, 1);
    assert!(
        told.stdout.contains("PG10") && told.stdout.contains("加强监测") && !told.stdout.contains("PG603"),
        "{}",
        told.stdout
    );
    // A section that went makes a finding where no line changed.
    folder.git(&["commit", "-qam", "b"]);
    let shorter = child.replace("### （一）健全责任\n\n落实河长制，建立考核制度。（责任单位：市水利局）\n\n", "");
    folder.put("下级.md", &shorter);
    let told = folder.lint(&["下级.md", "--since=HEAD"]);
    assert!(told.stdout.contains("健全责任"), "{}", told.stdout);
}

#[test]
fn since_needs_a_repository() {
    let folder = Folder::new();
    folder.put("方案.txt", &format!("{HEAD}{OLD}{FINE}"));
    let told = run(command()
        .args(["lint", "方案.txt", "--since=HEAD"])
        .env("GIT_CEILING_DIRECTORIES", folder.path().parent().expect("a parent"))
        .current_dir(folder.path()));
    assert_eq!(told.status, 2);
    assert!(told.stderr.contains("git"), "{}", told.stderr);
}
