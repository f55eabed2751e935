//! `plangen lock` and `plangen review`: what the plans were written to, what changed since, and accepting it.

use crate::lsp_client::{Editor, Folder, Kind, uri};
use crate::support::{Run, command, run};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

const PARENT: &str = "---\nplangen: 1\nid: beiyuan\ntitle: 北原自治区河湖管护实施方案\nlevel: region\nregion: 北原自治区\n---\n\n## 一、重点任务\n\n### （一）健全管护责任体系\n\n落实五级河长湖长制，明确河长湖长巡河频次，建立考核评价制度。（责任单位：自治区水利厅）\n\n### （二）加强河湖水质监测\n\n到2025年，自动监测覆盖率达到90%以上，健全水质监测预警机制。（责任单位：自治区生态环境厅）\n\n### （三）保障经费投入\n\n统筹安排管护资金，加强资金使用监督。（责任单位：自治区财政厅）\n";
const CHILD: &str = "---\nplangen: 1\nid: hetao\ntitle: 河套市河湖管护实施方案\nlevel: city\nregion: 河套市\nparents: [beiyuan.md]\n---\n\n为贯彻落实《北原自治区河湖管护实施方案》要求，制定本方案。\n\n## 一、重点任务\n\n### （一）健全管护责任体系 {implements=beiyuan:一/（一）}\n\n落实河长湖长制，明确河长湖长巡河频次，建立考核评价制度。（责任单位：市水利局）\n\n### （二）加强河湖水质监测 {#water implements=beiyuan:一/（二）}\n\n到2025年，自动监测覆盖率达到90%以上，健全水质监测预警机制。（责任单位：市生态环境局）\n\n### （三）保障经费投入\n\n统筹安排管护资金，加强资金使用监督。（责任单位：市财政局）\n";

fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [("plangen.toml", ""), ("beiyuan.md", PARENT), ("hetao.md", CHILD)] {
        fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

fn go(folder: &Path, args: &[&str]) -> Run {
    run(command().args(args).current_dir(folder))
}

/// What PG105 says of the child: section and message.
fn suspects(folder: &Path) -> Vec<(String, String)> {
    let run = go(folder, &["lint", "hetao.md", "--format", "json", "--select", "PG105"]);
    assert!(run.status < 2, "{}", run.stderr);
    let cold = go(folder, &["lint", "hetao.md", "--format", "json", "--select", "PG105", "--no-cache"]);
    assert_eq!(run.stdout, cold.stdout, "with the cache as without it");
    let rows: Vec<Value> = serde_json::from_str(&run.stdout).expect("lint writes JSON");
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    rows.iter().map(|r| (text(&r["place"]["section"]), text(&r["message"]))).collect()
}

fn edit(folder: &Path, name: &str, from: &str, to: &str) {
    let path = folder.join(name);
    let text = fs::read_to_string(&path).expect("there");
    assert!(text.contains(from), "{from}");
    fs::write(path, text.replace(from, to)).expect("written");
}

#[test]
fn exactly_what_depends_on_a_change_is_suspect_until_it_is_reviewed() {
    let folder = project();
    let at = folder.path();
    assert_eq!(suspects(at), [], "nothing is recorded yet");
    let run = go(at, &["lock"]);
    assert!(run.status == 0 && run.stdout.ends_with("plangen.lock\n"), "{run:?}");
    assert_eq!(suspects(at), []);
    // Another layout, other forms of marks, another number: the content is the same.
    edit(
        at,
        "beiyuan.md",
        "健全水质监测预警机制。（责任单位：自治区生态环境厅）",
        "健全水质监测\n预警机制。\n\n(责任单位:自治区生态环境厅)",
    );
    assert_eq!(suspects(at), []);
    edit(at, "beiyuan.md", "达到90%以上", "达到92%以上");
    let found = suspects(at);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, "一/（二）");
    assert!(
        found[0].1.contains("“自动监测覆盖率达到90%以上”→“自动监测覆盖率达到92%以上”")
            || found[0].1.contains("达到90%以上”→“"),
        "{found:?}"
    );
    // To lock again accepts nothing.
    let run = go(at, &["lock"]);
    assert!(run.stderr.contains("plangen review"), "{}", run.stderr);
    assert_eq!(suspects(at), found);
    assert_eq!(go(at, &["review", "hetao.md", "一/（一）"]).status, 0);
    assert_eq!(suspects(at), found, "another task was looked at");
    let run = go(at, &["review", "hetao.md", "water"]);
    assert!(run.status == 0 && run.stdout.contains("加强河湖水质监测 ← beiyuan:一/（二）"), "{run:?}");
    assert_eq!(suspects(at), []);
    // A computed link depends as well.
    edit(at, "beiyuan.md", "加强资金使用监督", "加强资金使用监督和绩效评价");
    assert_eq!(suspects(at).iter().map(|s| s.0.as_str()).collect::<Vec<_>>(), ["一/（三）"]);
    assert_eq!(go(at, &["review", "hetao.md", "--all"]).status, 0);
    assert_eq!(suspects(at), []);
    let kept = fs::read(at.join("plangen.lock")).expect("there");
    assert_eq!(go(at, &["lock"]).status, 0);
    assert_eq!(fs::read(at.join("plangen.lock")).expect("there"), kept, "nothing new, nothing written");
}

#[test]
fn a_parent_that_was_renumbered_is_no_other_parent() {
    let folder = project();
    let at = folder.path();
    assert_eq!(go(at, &["lock"]).status, 0);
    // A task is put before the others: their numbers change, their content does not.
    edit(at, "beiyuan.md", "### （三）保障经费投入", "### （四）保障经费投入");
    edit(
        at,
        "beiyuan.md",
        "### （二）加强河湖水质监测",
        "### （二）开展联合执法\n\n建立联合执法机制，查处侵占河道行为。（责任单位：自治区公安厅）\n\n### （三）加强河湖水质监测",
    );
    let found = suspects(at);
    let moved: Vec<&(String, String)> = found.iter().filter(|f| f.1.contains("一/（三） there now")).collect();
    assert_eq!((moved.len(), moved.first().map(|m| m.0.as_str())), (1, Some("一/（二）")), "{found:?}");
    assert!(found.iter().all(|f| f.0 == "一/（二）"), "what has no link by hand follows: {found:?}");
    edit(at, "hetao.md", "implements=beiyuan:一/（二）", "implements=beiyuan:一/（三）");
    assert_eq!(suspects(at), []);
}

#[test]
fn a_lock_that_is_not_up_to_date_is_told_and_left_as_it_is() {
    let folder = project();
    let at = folder.path();
    let run = go(at, &["lock", "--check"]);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(
        run.stdout.contains("plangen.lock: beiyuan:一/（二）, which hetao.md 一/（二） carries out"),
        "{}",
        run.stdout
    );
    assert!(
        run.stderr.contains("3 not recorded, 0 no longer so, 0 changed") && run.stderr.contains("run `plangen lock`")
    );
    assert!(!at.join("plangen.lock").exists(), "nothing is written");
    assert_eq!(go(at, &["lock"]).status, 0);
    let lock = fs::read(at.join("plangen.lock")).expect("there");
    let run = go(at, &["lock", "--check"]);
    assert_eq!((run.status, run.stdout.as_str()), (0, ""), "{run:?}");
    edit(at, "beiyuan.md", "达到90%以上", "达到92%以上");
    let run = go(at, &["lock", "--check"]);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(run.stdout.contains("PG105") && run.stderr.contains("1 changed and not accepted"), "{run:?}");
    edit(at, "beiyuan.md", "达到92%以上", "达到90%以上");
    edit(at, "hetao.md", "### （三）保障经费投入\n\n统筹安排管护资金，加强资金使用监督。（责任单位：市财政局）\n", "");
    let run = go(at, &["lock", "--check"]);
    assert!(run.status == 1 && run.stderr.contains("0 not recorded, 1 no longer so, 0 changed"), "{run:?}");
    assert_eq!(fs::read(at.join("plangen.lock")).expect("there"), lock, "nothing is written");
    assert_eq!(go(at, &["lock"]).status, 0);
    assert_eq!(go(at, &["lock", "--check"]).status, 0);
}

#[test]
fn the_lock_is_the_same_whatever_the_order() {
    let folder = project();
    let at = folder.path();
    fs::write(at.join("青崖.md"), CHILD.replace("hetao", "qingya")).expect("written");
    assert_eq!(go(at, &["lock"]).status, 0);
    let whole = fs::read_to_string(at.join("plangen.lock")).expect("there");
    fs::remove_file(at.join("plangen.lock")).expect("removed");
    assert_eq!(go(at, &["lock", "青崖.md"]).status, 0);
    assert_eq!(go(at, &["lock", "hetao.md"]).status, 0);
    assert_eq!(fs::read_to_string(at.join("plangen.lock")).expect("there"), whole);
    // A plan that is gone leaves nothing in it.
    fs::remove_file(at.join("青崖.md")).expect("removed");
    assert_eq!(go(at, &["lock"]).status, 0);
    assert!(!fs::read_to_string(at.join("plangen.lock")).expect("there").contains("青崖.md"));
}

#[test]
fn what_is_wrong_is_told() {
    let folder = project();
    let at = folder.path();
    for (args, part) in [
        (&["review", "hetao.md", "--all"][..], "run `plangen lock` first"),
        (&["review", "hetao.md"], "<TASK>"),
        (&["review", "hetao.md", "二/（九）"], "has no task"),
        (&["review", "beiyuan.md", "--all"], "no parent to compare with"),
        (&["lock", "none.md"], "no such file"),
    ] {
        let run = go(at, args);
        assert!(run.status == 2 && run.stderr.contains(part), "{args:?}: {}", run.stderr);
        assert!(!at.join("plangen.lock").exists());
    }
    assert_eq!(go(at, &["lock"]).status, 0);
    let good = fs::read_to_string(at.join("plangen.lock")).expect("there");
    fs::write(at.join("plangen.lock"), good.replacen("parent = ", "<<<<<<< HEAD\nparent = ", 1)).expect("written");
    for args in [&["lint"][..], &["lock"], &["review", "hetao.md", "--all"]] {
        let run = go(at, args);
        assert!(
            run.status == 2 && run.stderr.contains("plangen.lock:6:") && run.stderr.contains("conflict"),
            "{args:?}: {run:?}"
        );
    }
}

#[test]
fn the_editor_tells_it_as_the_lock_changes() {
    let folder = Folder::new(&[("plangen.toml", ""), ("beiyuan.md", PARENT), ("hetao.md", CHILD)]);
    assert_eq!(go(&folder.root(), &["lock"]).status, 0);
    folder.put("beiyuan.md", &PARENT.replace("90%", "92%"));
    let mut editor = Editor::start(&folder.root(), Kind::default());
    let child = folder.path("hetao.md");
    editor.open(&child, CHILD);
    let suspect = |found: &[Value]| found.iter().any(|d| d["code"] == "PG105");
    editor.diagnostics(&child, suspect);
    assert_eq!(go(&folder.root(), &["review", "hetao.md", "--all"]).status, 0);
    let changed = json!({ "changes": [{ "uri": uri(&folder.path("plangen.lock")), "type": 2 }] });
    editor.tell("workspace/didChangeWatchedFiles", changed);
    editor.diagnostics(&child, |found| !suspect(found));
    assert_eq!(editor.quit().code(), Some(0));
}

#[test]
fn the_editor_goes_on_without_a_lock_that_cannot_be_read_and_says_so() {
    let folder = Folder::new(&[("plangen.toml", ""), ("hetao.md", CHILD), ("plangen.lock", "x = [")]);
    let mut editor = Editor::start(&folder.root(), Kind::default());
    let (child, lock) = (folder.path("hetao.md"), folder.path("plangen.lock"));
    editor.open(&child, CHILD);
    editor.diagnostics(&child, |_| true);
    editor.diagnostics(&lock, |found| found.len() == 1 && found[0]["range"]["start"]["line"] == 0);
    std::fs::remove_file(&lock).expect("removed");
    editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": uri(&lock), "type": 3 }] }));
    editor.diagnostics(&lock, |found| found.is_empty());
    assert_eq!(editor.quit().code(), Some(0));
}
