//! The gate: `plangen check` measures what it lays out, says what is off with its clause, and judges drafts as what
//! will be signed.

use super::render::{FONTS, project, samples};
use crate::support::{Run, command, run};
use serde_json::Value;
use std::path::Path;

fn check(folder: &Path, args: &[&str]) -> Run {
    run(command().current_dir(folder).arg("check").args(args))
}

fn findings(run: &Run) -> Vec<Value> {
    match serde_json::from_str(&run.stdout) {
        Ok(Value::Array(rows)) => rows,
        other => panic!("a list of findings, not {other:?}: {run:?}"),
    }
}

fn of<'a>(rows: &'a [Value], code: &str) -> Vec<&'a Value> {
    rows.iter().filter(|r| r["code"] == code).collect()
}

/// A plan of more than a page.
fn plan() -> String {
    let text = "各镇要配齐河道巡查人员，逐段建立台账，按月通报进展，所需经费列入年度预算，确保任务落到实处。".repeat(4);
    let sections: String =
        ["一", "二", "三", "四", "五", "六"].iter().map(|n| format!("## {n}、重点任务\n{text}\n\n")).collect();
    format!("---\nplangen: 1\ntitle: 河套市河道管护实施方案\n---\n{sections}")
}

#[test]
fn the_samples_pass() {
    if !*FONTS {
        return;
    }
    for sample in samples() {
        let run = run(command().arg("check").arg(&sample).args(["--format", "json"]));
        let rows = findings(&run);
        let pages: Vec<_> = rows.iter().filter(|r| r["code"].as_str().is_some_and(|c| c.starts_with("PG8"))).collect();
        let grave: Vec<_> = pages.iter().filter(|r| r["severity"] != "info").collect();
        assert!(grave.is_empty(), "{}: {grave:#?}", sample.display());
    }
}

#[test]
fn a_projects_own_templates_are_measured_too() {
    if !*FONTS {
        return;
    }
    let folder = project(&[("plan.md", &plan()), ("plangen.toml", "")]);
    let made = run(command().current_dir(folder.path()).args(["build", "--eject"]));
    assert_eq!(made.status, 0, "{made:?}");
    let page = folder.path().join("templates/page.typ");
    let text = std::fs::read_to_string(&page).expect("ejected");
    let changed = text.replace("#let pitch = look.pitch", "#let pitch = 26pt").replace("dy: 269mm", "dy: 264mm");
    assert!(changed.contains("26pt") && changed.contains("264mm"), "the templates hold pitch and place");
    std::fs::write(&page, changed).expect("written");
    let told = check(folder.path(), &["plan.md", "--format", "json"]);
    assert_eq!(told.status, 1, "{told:?}");
    let rows = findings(&told);
    let [pitch] = of(&rows, "PG805")[..] else { panic!("one finding of the pitch: {rows:#?}") };
    assert_eq!(pitch["severity"], "warning");
    assert_eq!((&pitch["args"]["found"], &pitch["args"]["clause"]), (&26.0.into(), &"5.2.3".into()));
    assert_eq!(pitch["place"]["page"]["number"], 1);
    assert!(pitch["place"]["quote"].as_str().is_some_and(|q| q.contains("巡查")), "{pitch:#}");
    let [height] = of(&rows, "PG861")[..] else { panic!("one finding of page numbers: {rows:#?}") };
    assert_eq!((&height["severity"], &height["args"]["found"]), (&"error".into(), &264.0.into()));
    // For people: the place on the page, and the text as it stands in the file.
    let told = check(folder.path(), &["plan.md", "--lang", "zh"]);
    for part in ["行距 26 磅", "GB/T 9704—2012 5.2.3", ":6:1]", "位置：plan.md 第 1 页"] {
        assert!(told.stdout.contains(part), "{part} in {}", told.stdout);
    }
    // A project sets severities, and a waiver at the head of a plan holds for its pages.
    let set = "[lint.severity]\nPG805 = 'error'\npage-number-place = 'off'\n";
    std::fs::write(folder.path().join("plangen.toml"), set).expect("written");
    let rows = findings(&check(folder.path(), &["plan.md", "--format", "json"]));
    assert_eq!(of(&rows, "PG805")[0]["severity"], "error");
    assert!(of(&rows, "PG861").is_empty(), "{rows:#?}");
    let waived = plan().replacen("## 一", "<!-- plangen: allow PG804, PG805 reason=\"地方惯例\" -->\n\n## 一", 1);
    std::fs::write(folder.path().join("plan.md"), waived).expect("written");
    let rows = findings(&check(folder.path(), &["plan.md", "--format", "json"]));
    assert!(of(&rows, "PG804").is_empty(), "{rows:#?}");
    assert!(of(&rows, "PG007").is_empty(), "{rows:#?}");
}

#[test]
fn drafts_are_judged_as_what_will_be_signed() {
    if !*FONTS {
        return;
    }
    let text = "---\nplangen: 1\ntitle: 河套市试点方案\nstage: 征求意见稿\nnotice:\n  issuer: 河套市人民政府办公室\n---\n## 一、总体要求\n正文。\n";
    let folder = project(&[("plan.md", text)]);
    let lint = run(command().current_dir(folder.path()).args(["lint", "plan.md", "--format", "json"]));
    assert!(of(&findings(&lint), "PG508").is_empty(), "{lint:?}");
    let rows = findings(&check(folder.path(), &["plan.md", "--format", "json"]));
    assert!(!of(&rows, "PG508").is_empty(), "{rows:#?}");
}

#[test]
fn what_cannot_be_laid_out_does_not_pass() {
    if !*FONTS {
        return;
    }
    let folder = project(&[("plan.md", "---\nplangen: 1\ntitle: [\n---\n正文。\n"), ("other.md", &plan())]);
    let told = check(folder.path(), &[]);
    assert_eq!(told.status, 2, "{told:?}");
    assert!(told.stderr.contains("plan.md:3:1"), "{}", told.stderr);
    assert!(!folder.path().join("other.pdf").exists(), "the gate writes nothing");
    let none = check(folder.path(), &["absent.md"]);
    assert_eq!((none.status, none.stdout.as_str()), (2, ""), "{none:?}");
}
