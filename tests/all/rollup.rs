//! `plangen rollup`, end to end.

use super::support::plangen;
use serde_json::Value;
use std::path::{Path, PathBuf};

const PARENT: &str = "北原自治区河湖管护方案\n\n一、重点任务\n（一）加强监测。全区建设自动监测站不少于120个，自动监测覆盖率达到90%以上。（责任单位：自治区水利厅）\n（二）治理河道。全区完成中小河流治理不少于60条。（责任单位：自治区水利厅）\n";

fn child(region: &str, stations: &str, rivers: &str) -> String {
    format!(
        "{region}河湖管护方案\n\n一、重点任务\n（一）加强监测。{stations}自动监测覆盖率达到90%以上。（责任单位：市水利局）\n（二）治理河道。{rivers}加强巡查。（责任单位：市水利局）\n"
    )
}

fn folder() -> (tempfile::TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().expect("a folder");
    let put = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("written");
        path
    };
    let files = vec![
        put("parent.txt", PARENT),
        put("a.txt", &child("河套市", "全市建设自动监测站70个，", "全市完成中小河流治理不少于40条，")),
        put("b.txt", &child("临渠市", "全市建设自动监测站40个，", "")),
    ];
    (folder, files)
}

fn json(args: &[&str], files: &[PathBuf]) -> (i32, Value) {
    let files: Vec<&str> = files.iter().filter_map(|f| f.to_str()).collect();
    let all = ["rollup"].iter().chain(&files).chain(args).chain(&["--format", "json"]).copied();
    let run = plangen(all);
    (run.status, serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{}{}", run.stdout, run.stderr)))
}

fn row<'v>(ledger: &'v Value, word: &str) -> &'v Value {
    let rows = ledger["rows"].as_array().expect("rows");
    rows.iter().find(|r| r["parent_quote"].as_str().is_some_and(|q| q.contains(word))).expect("a row")
}

#[test]
fn counts_are_added_up_and_the_silent_are_named() {
    let (_folder, files) = folder();
    let (status, ledger) = json(&[], &files);
    assert_eq!(status, 0, "findings alone never fail");
    let stations = row(&ledger, "监测站");
    assert_eq!((&stations["sum"], &stations["total"], &stations["gap"]), (&110.into(), &120.into(), &10.into()));
    let rivers = row(&ledger, "河流");
    assert_eq!((&rivers["sum"], &rivers["silent"][0]), (&40.into(), &"临渠市".into()));
    assert!(ledger["rows"].as_array().is_some_and(|r| r.len() == 2), "a rate is no total");
    assert_eq!(json(&["--fail-on", "warning"], &files).0, 1);
    assert_eq!(json(&["--fail-on", "error"], &files).0, 0);
}

#[test]
fn with_siblings_missing_nothing_is_short_but_far_shares_are_asked_about() {
    let (_folder, files) = folder();
    let (_, ledger) = json(&["--siblings", "4"], &files);
    assert_eq!(ledger["findings"].as_array().map(Vec::len), Some(0), "{:#}", ledger["findings"]);
    let (_, ledger) = json(&["--siblings", "2"], &[files[0].clone(), files[2].clone()]);
    assert!(ledger["findings"].as_array().is_some_and(|f| f.is_empty()), "40 of 120 among 2 is not half of 60");
    let (_, ledger) = json(&["--siblings", "1"], &[files[0].clone(), files[2].clone()]);
    assert_eq!(ledger["findings"][0]["variant"], "far");
}

#[test]
fn quotas_stand_in_the_side_file() {
    let (folder, files) = folder();
    let side = folder.path().join("parent.plangen.toml");
    std::fs::write(&side, "[[quota]]\ntarget = \"监测站\"\nchild = \"河套市\"\nvalue = 80\n[[quota]]\ntarget = \"河流\"\nchild = \"临渠市\"\nvalue = 20\n")
        .expect("written");
    let (_, ledger) = json(&[], &files);
    assert_eq!(row(&ledger, "河流")["gap"], Value::Null, "a quota binds who is silent");
    let variants: Vec<&str> =
        ledger["findings"].as_array().into_iter().flatten().filter_map(|f| f["variant"].as_str()).collect();
    assert!(variants.contains(&"quota"), "{variants:?}");
    std::fs::write(&side, "[[quota]]\ntarget = \"监测站\"\n").expect("written");
    let run = plangen([Path::new("rollup"), &files[0], &files[1]]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("parent.plangen.toml"), "{}", run.stderr);
}

#[test]
fn what_cannot_be_read_is_told() {
    let (_folder, files) = folder();
    let run = plangen(["rollup".as_ref(), files[0].as_os_str(), "none.txt".as_ref()]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("none.txt"), "{}", run.stderr);
}

#[test]
fn children_are_found_in_the_project() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let run =
        plangen(["rollup".as_ref(), seeds.join("beiyuan/plan.md").as_os_str(), "--format".as_ref(), "json".as_ref()]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let ledger: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let children = ledger["children"].as_array().map(Vec::len);
    // Two cities; the county names the region too and is the city's to count.
    assert_eq!(children, Some(2), "{:#}", ledger["children"]);
    let (folder, files) = folder();
    let run = plangen(["rollup".as_ref(), files[0].as_os_str()]);
    assert_eq!(run.status, 2, "none names it: {}", run.stdout);
    drop(folder);
}
