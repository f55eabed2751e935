//! `plangen link`: suggested links, and storing them where they belong.

use crate::support::plangen;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// The samples, to be written to.
fn samples() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    for name in ["beiyuan", "hetao", "national"] {
        fs::create_dir(folder.path().join(name)).expect("made");
        for entry in fs::read_dir(seeds.join(name)).expect("a sample").flatten() {
            fs::copy(entry.path(), folder.path().join(name).join(entry.file_name())).expect("copied");
        }
    }
    let child = folder.path().join("hetao/plan.md");
    (folder, child)
}

fn rows(args: &[&str]) -> Vec<Value> {
    let run = plangen([&["link"], args, &["--format", "json"]].concat());
    assert_eq!(run.status, 0, "{}", run.stderr);
    serde_json::from_str(&run.stdout).expect("link writes JSON")
}

fn found(args: &[&str]) -> Vec<(String, String)> {
    let run = plangen([&["lint", "--format", "json"], args].concat());
    assert!(run.status < 2, "{}", run.stderr);
    let rows: Vec<Value> = serde_json::from_str(&run.stdout).expect("lint writes JSON");
    rows.iter().map(|r| (r["code"].to_string(), r["message"].to_string())).collect()
}

#[test]
fn sure_links_are_stored_once_and_change_nothing_that_is_found() {
    let (_folder, child) = samples();
    let shown = child.display().to_string();
    let suggested = rows(&[&shown]);
    assert_eq!(suggested.len(), 23);
    assert!(suggested.iter().all(|r| r["certainty"] == "sure" && r["stored"] == false), "{suggested:#?}");
    let (before, old) = (found(&[&shown]), fs::read_to_string(&child).expect("there"));
    let run = plangen(["link", &shown, "--accept"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(run.stderr.contains("23 links stored"), "{}", run.stderr);
    let text = fs::read_to_string(&child).expect("there");
    assert!(text.contains("#### 3.做实家庭医生签约服务。 {implements=beiyuan:二/（二）/9}\n"), "{text}");
    // Nothing but the links was added.
    let bare: Vec<&str> = text.lines().map(|l| l.split(" {implements=").next().unwrap_or(l)).collect();
    assert_eq!(bare, old.lines().collect::<Vec<_>>());
    assert_eq!(found(&[&shown]), before);
    assert_eq!(plangen(["fmt", "--check", &shown]).status, 0, "canonical form is kept");
    let again = plangen(["link", &shown, "--accept"]);
    assert!(again.status == 0 && again.stderr.contains(" 0 links stored"), "{}", again.stderr);
    assert_eq!(fs::read_to_string(&child).expect("there"), text);
    let trace = plangen(["trace", &shown, "--format", "json"]);
    let trace: Value = serde_json::from_str(&trace.stdout).expect("trace writes JSON");
    assert_eq!(trace["tasks"].as_array().map(Vec::len), Some(23));
}

#[test]
fn named_links_are_stored_alone() {
    let (_folder, child) = samples();
    let shown = child.display().to_string();
    let accept = ["link", &shown, "二/（二）/3", "二/（一）/2=beiyuan:二/（一）/2", "--accept"];
    let run = plangen([&accept[..], &["--reason", "待定"]].concat());
    assert!(run.status == 2 && run.stderr.contains("the reason says nothing"), "{}", run.stderr);
    let run = plangen([&accept[..], &["--reason", "自治区卫生健康委认可"]].concat());
    assert_eq!(run.status, 0, "{}", run.stderr);
    let text = fs::read_to_string(&child).expect("there");
    assert_eq!(text.matches("{implements=").count(), 2, "{}", run.stdout);
    assert!(text.contains("\n\n<!-- 承接 beiyuan:二/（一）/2：自治区卫生健康委认可 -->\n"), "{text}");
    assert_eq!(plangen(["fmt", "--check", &shown]).status, 0, "canonical form is kept");
    for (task, part) in [
        ("二/（九）/3", "has no task"),
        ("二/（二）/3", "stored already"),
        ("二/（一）/1=beiyuan:九", "no suggested link"),
    ] {
        let run = plangen(["link", &shown, task, "--accept"]);
        assert_eq!(run.status, 2, "{task}");
        assert!(run.stderr.contains(part), "{task}: {}", run.stderr);
    }
    assert_eq!(fs::read_to_string(&child).expect("there"), text, "nothing was stored");
}

#[test]
fn links_of_a_published_text_go_into_its_side_file() {
    let (folder, child) = samples();
    let source = fs::read_to_string(&child).expect("there");
    let body = source.splitn(3, "---\n").nth(2).expect("a body").replace('#', "");
    let text = folder.path().join("方案.txt");
    fs::write(&text, format!("河套市健全老年健康服务体系实施方案\n{body}")).expect("written");
    let (shown, parent) = (text.display().to_string(), folder.path().join("beiyuan/plan.md").display().to_string());
    let old = fs::read(&text).expect("there");
    let side = folder.path().join("方案.plangen.toml");
    fs::write(&side, "# 我的\n[[waiver]]\ncodes = [\"PG604\"]\nreason = \"沿用原文\"\n").expect("written");
    let before = found(&[&shown, "--parent", &parent]);
    let run = plangen(["link", &shown, "--parent", &parent, "--accept"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert_eq!(fs::read(&text).expect("there"), old, "the text is not touched");
    let stored = fs::read_to_string(&side).expect("there");
    assert!(
        stored.starts_with("# 我的\n[[waiver]]") && stored.contains("[[link]]\ntask = \"二/（二）/3\"\n"),
        "{stored}"
    );
    assert_eq!(found(&[&shown, "--parent", &parent]), before);
    assert!(rows(&[&shown, "--parent", &parent]).iter().all(|r| r["certainty"] != "sure"), "they are there");
    let again = plangen(["link", &shown, "--parent", &parent, "--accept"]);
    assert_eq!((again.status, fs::read_to_string(&side).expect("there")), (0, stored));
    // A link that leads nowhere is told at its section, one of no section with its line.
    fs::write(&side, "[[link]]\ntask = \"二/（二）/3\"\nimplements = [\"beiyuan:九/（九）\"]\n").expect("written");
    let found = plangen(["lint", &shown, "--parent", &parent]);
    assert!(found.stdout.contains("PG105") && found.stdout.contains("九/（九）"), "{}", found.stdout);
    fs::write(&side, "[[link]]\ntask = \"二/（九）\"\nimplements = [\"beiyuan:一\"]\n").expect("written");
    let found = plangen(["lint", &shown, "--parent", &parent]);
    assert!(found.status == 2 && found.stderr.contains("方案.plangen.toml:2:"), "{}", found.stderr);
}

#[test]
fn what_cannot_be_linked_is_told() {
    let (folder, child) = samples();
    let shown = child.display().to_string();
    let alone = folder.path().join("national/opinion.md").display().to_string();
    let none = folder.path().join("none.md").display().to_string();
    for (args, part) in [
        (vec!["link", &alone], "no parent to compare with"),
        (vec!["link", &none], "no such file"),
        (vec!["link", &shown, "--parent", &none], "no such file"),
    ] {
        let run = plangen(args);
        assert!(run.status == 2 && run.stderr.contains(part), "{part}: {}", run.stderr);
    }
}
