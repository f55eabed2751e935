//! Settings at work: which lints run on which files, by `plangen.toml` and by the command line, and what
//! `plangen config` says of it. Runs the real binary.

use crate::support::{self, Run, command};
use serde_json::Value;
use std::path::Path;

/// One warning (PG502), one info (PG603); against a parent one error (PG301).
const PLAN: &str = "---\nplangen: 1\ntitle: 河套市管护方案\nparents: [/PARENT/]\n---\n## 一、重点任务\n\n### （一）加强监测\n\n覆盖率达到85%以上,建立台账建立台账。（责任单位：市水利局）\n";
const PARENT: &str =
    "北原自治区管护方案\n\n一、重点任务\n（一）加强监测。覆盖率达到90%以上。（责任单位：自治区水利厅）\n";

struct Project(tempfile::TempDir);

impl Project {
    fn new(settings: &str) -> Self {
        let project = Self(tempfile::tempdir().expect("a folder"));
        project.put("上级.txt", PARENT);
        project.put("市/方案.md", &PLAN.replace("/PARENT/", "../上级.txt"));
        project.put("县/甲/方案.md", &PLAN.replace("/PARENT/", "../../上级.txt"));
        project.put("plangen.toml", settings);
        project
    }

    fn put(&self, name: &str, text: &str) {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        std::fs::write(path, text).expect("written");
    }

    fn run(&self, args: &[&str]) -> Run {
        support::run(command().current_dir(self.0.path()).args(args))
    }

    /// The codes found in a file, with their severities.
    fn found(&self, file: &str, args: &[&str]) -> String {
        let run = self.run(&[&["lint", file, "--format", "json"], args].concat());
        assert!(run.status <= 1, "{run:#?}");
        let rows: Value = serde_json::from_str(&run.stdout).expect("JSON");
        let rows = rows.as_array().expect("a list").iter();
        let of = |row: &Value, key: &str| row[key].as_str().expect("a word").to_owned();
        rows.filter(|r| ["PG301", "PG502", "PG603"].contains(&r["code"].as_str().unwrap_or_default()))
            .map(|row| format!("{} {}", of(row, "code"), of(row, "severity")))
            .collect::<Vec<_>>()
            .join(", ")
    }
}

const ALL: &str = "PG301 error, PG502 warning, PG603 info";

#[test]
fn lints_are_chosen_on_the_command_line() {
    let project = Project::new("");
    let found = |args: &[&str]| project.found("市/方案.md", args);
    assert_eq!(found(&[]), ALL);
    assert_eq!(found(&["--select", "PG301"]), "PG301 error");
    assert_eq!(found(&["--select", "weaker-target,PG6xx"]), "PG301 error, PG603 info");
    assert_eq!(found(&["--select", "PG3xx", "--select", "pg502"]), "PG301 error, PG502 warning");
    assert_eq!(found(&["--ignore", "PG3xx, half-width-mark"]), "PG603 info");
    assert_eq!(found(&["--select", "all", "--ignore", "PG6xx"]), "PG301 error, PG502 warning");
    assert_eq!(found(&["--select", "PG603", "--ignore", "PG6xx"]), "PG603 info", "the closer word goes first");
    // What is left out fails nothing.
    let args = ["lint", "市/方案.md", "--fail-on", "info", "--ignore"];
    assert_eq!(project.run(&[&args[..], &["all"]].concat()).status, 0);
    assert_eq!(project.run(&[&args[..], &["PG3xx"]].concat()).status, 1);
    for format in ["pretty", "sarif", "junit", "html"] {
        let run = project.run(&["lint", "市/方案.md", "--ignore", "PG301", "--format", format]);
        assert!(run.status == 0 && !run.stdout.contains("PG301"), "{format}: {run:#?}");
    }
}

#[test]
fn what_was_asked_for_and_not_checked_is_told() {
    let project = Project::new("");
    project.put("单独.md", "---\nplangen: 1\ntitle: 河套市管护方案\n---\n## 一、重点任务\n\n建立台账。\n");
    for (args, zh, en) in [
        (&["单独.md", "--select", "PG301"][..], "没有上级方案可对照", "no parent"),
        (&["单独.md", "--select", "PG502,missing-task"], "missing-task", "missing-task"),
        (&["单独.md", "--select", "PG8xx"], "plangen check", "plangen check"),
        (&["单独.md", "--select", "PG701"], "--edition-of", "--edition-of"),
    ] {
        for (lang, word) in [("zh", zh), ("en", en)] {
            let run = project.run(&[&["lint", "--lang", lang], args].concat());
            assert_eq!(run.status, 2, "{args:?}: {run:#?}");
            assert!(run.stderr.contains(word), "{args:?}: {run:#?}");
        }
    }
    assert_eq!(project.run(&["lint", "市/方案.md", "单独.md", "--select", "PG301"]).status, 1, "one has a parent");
    assert_eq!(project.run(&["lint", "单独.md", "--select", "PG502,PG6xx"]).status, 0);
    // A parent that is not there was asked for, whatever is chosen; only who names it leaves it out.
    project.put("断.md", &PLAN.replace("/PARENT/", "无.md"));
    let run = project.run(&["lint", "断.md", "--select", "PG502"]);
    assert!(run.status == 1 && run.stdout.contains("PG003"), "{run:#?}");
    let run = project.run(&["lint", "断.md", "--select", "PG502", "--ignore", "PG003"]);
    assert!(run.status == 0 && !run.stdout.contains("PG003"), "{run:#?}");
    for (args, near) in [(&["--select", "PG9xx"][..], "PG9"), (&["--ignore", "weaker-targets"], "weaker-target")] {
        for lang in ["zh", "en"] {
            let run = project.run(&[&["lint", "单独.md", "--lang", lang], args].concat());
            assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{args:?}: {run:#?}");
            assert!(run.stderr.contains(near) && run.stderr.contains("plangen rules"), "{args:?}: {run:#?}");
        }
    }
}

#[test]
fn settings_hold_for_all_files_or_for_some() {
    let project = Project::new(
        "[lint]\nignore = ['PG6xx']\n\n[[override]]\npaths = ['县/**']\nselect = ['PG3xx', 'PG603']\nseverity.PG301 = 'warning'\n",
    );
    assert_eq!(project.found("市/方案.md", &[]), "PG301 error, PG502 warning");
    assert_eq!(project.found("县/甲/方案.md", &[]), "PG301 warning, PG603 info");
    let both = project.found(".", &[]);
    assert_eq!(both, "PG301 warning, PG603 info, PG301 error, PG502 warning", "each by its own");
    // The command line goes before all of them.
    assert_eq!(project.found("县/甲/方案.md", &["--select", "PG502"]), "PG502 warning");
    assert_eq!(project.found("县/甲/方案.md", &["--ignore", "PG301"]), "PG603 info");
    // From another folder the paths mean the same.
    let run =
        support::run(command().current_dir(project.0.path().join("县")).args(["lint", "甲", "--format", "concise"]));
    assert!(run.stdout.contains("warning PG301") && !run.stdout.contains("PG502"), "{run:#?}");
    assert_eq!(run.status, 0, "{run:#?}");
    // A waiver of what is not looked for is not called useless.
    project.put(
        "县/乙.md",
        "---\nplangen: 1\ntitle: 河套市管护方案\n---\n## 一、重点任务\n\n<!-- plangen: allow PG502 reason=\"沿用原文\" -->\n建立台账。\n",
    );
    let run = project.run(&["lint", "县/乙.md", "--format", "json"]);
    assert_eq!(run.stdout, "[]\n", "{run:#?}");
}

#[test]
fn settings_of_another_project_are_told_not_to_hold() {
    let project = Project::new("[lint]\nignore = ['PG6xx']\n");
    project.put("县/plangen.toml", "[lint]\nignore = ['PG3xx']\n");
    let run = project.run(&["lint", ".", "--lang", "en"]);
    let other = Path::new("县").join("plangen.toml").display().to_string();
    assert!(run.stderr.contains(&other) && run.stderr.contains("not used"), "{run:#?}");
    let run = project.run(&["lint", "县", "--lang", "en"]);
    assert!(run.stderr.is_empty() && run.stdout.contains("PG603") && !run.stdout.contains("PG301"), "{run:#?}");
}

#[test]
fn config_says_what_holds_and_where_it_is_set() {
    let project = Project::new(
        "[lint]\nfail-on = 'warning'\nignore = ['PG6xx']\n\n[[override]]\npaths = ['县/**']\nseverity.PG301 = 'warning'\n\n[build]\nline-pitch = 28.5\n",
    );
    let text = |file: &str, lang: &str| {
        let run = project.run(&["config", file, "--lang", lang]);
        assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{run:#?}");
        run.stdout
    };
    let line = |text: &str, begin: &str| {
        let line = text.lines().find(|l| l.starts_with(begin));
        line.unwrap_or_else(|| panic!("no `{begin}` in {text}")).to_owned()
    };
    let of = text("市/方案.md", "zh");
    assert!(of.starts_with("设置文件：") && line(&of, "设置文件：").ends_with("plangen.toml"), "{of}");
    assert!(line(&of, "lint.fail-on = \"warning\" ").ends_with(" plangen.toml:2"), "{of}");
    assert!(line(&of, "build.line-pitch = 28.5 ").ends_with(" plangen.toml:10"), "{of}");
    assert!(line(&of, "build.attach-source = false ").ends_with(" 默认"), "{of}");
    assert!(line(&of, "override[0].severity.PG301").ends_with("plangen.toml:7（不适用于这个文件）"), "{of}");
    assert!(line(&of, "PG603 doubled-text  不查").ends_with(" plangen.toml:3"), "{of}");
    assert!(!of.contains("PG301 weaker-target"), "as by default: {of}");
    let of = text("县/甲/方案.md", "en");
    assert!(line(&of, "PG301 weaker-target  warning (default error)").ends_with(" plangen.toml:7"), "{of}");
    assert!(line(&of, "override[0].severity.PG301").ends_with(" plangen.toml:7"), "{of}");
    let run = project.run(&["config", "县/甲/方案.md", "--format", "json"]);
    let value: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let lint = value["lints"].as_array().expect("a list").iter().find(|l| l["code"] == "PG301").expect("PG301");
    assert_eq!((&lint["severity"], &lint["source"]["line"]), (&"warning".into(), &7.into()), "{lint:#}");
    let settings = value["settings"].as_array().expect("a list");
    let pitch = settings.iter().find(|s| s["key"] == "build.line-pitch").expect("set");
    assert_eq!((&pitch["value"], &pitch["source"]["line"]), (&28.5.into(), &10.into()), "{pitch:#}");
    // Without a file all is as by default.
    let bare = tempfile::tempdir().expect("a folder");
    let run = support::run(command().current_dir(bare.path()).args(["config", "--lang", "en"]));
    assert_eq!(run.status, 0, "{run:#?}");
    assert!(run.stdout.starts_with("no settings file") && run.stdout.contains("lint.fail-on = \"error\""), "{run:#?}");
    for (args, word) in [(&["config", "none.md"][..], "no such file"), (&["config", "x", "--format", "xml"], "xml")] {
        let run = project.run(args);
        assert!(run.status == 2 && run.stdout.is_empty() && run.stderr.contains(word), "{run:#?}");
    }
    project.put("plangen.toml", "[lint]\nfail-onn = 'error'\n");
    let run = project.run(&["config", "市/方案.md"]);
    assert!(run.status == 2 && run.stderr.contains("plangen.toml:2:1") && run.stderr.contains("fail-on"), "{run:#?}");
}
