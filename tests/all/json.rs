//! What `lint --format json` promises to programs: every field with its type, the words a field may hold, and
//! that places can be found again in the file. The help of `--format`, the book's chapter on output and this
//! test say the same.

use crate::support::{command, run};
use serde_json::Value;
use std::collections::BTreeSet;

const PARENT: &str = "北原自治区管护方案\n\n一、重点任务\n（一）健全责任。落实河长制，建立考核制度。（责任单位：自治区水利厅、财政厅）\n（二）加强监测。覆盖率达到90%以上。（责任单位：自治区水利厅）\n（三）开展宣传。每年组织世界水日宣传，发动志愿者巡河护河。（责任单位：自治区水利厅）\n";
// The second paragraph begins with two characters beyond the basic plane: columns are no UTF-16 units.
const CHILD: &str = "河套市管护方案\r\n\r\n一、重点任务\r\n（一）健全责任。落实河长制，建立考核制度。（责任单位：市水利局）\r\n（二）加强监测。𠀀𠀁河覆盖率达到85%以上，其它工作涉及到多个部门。（责任单位：市水利局）\r\n";

fn linted(child: &str, lang: &str) -> (Vec<Value>, String) {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("parent.txt"), PARENT).expect("written");
    std::fs::write(folder.path().join("child.txt"), child).expect("written");
    let args = ["lint", "child.txt", "--parent", "parent.txt", "--format", "json", "--lang", lang];
    let run = run(command().current_dir(folder.path()).args(args));
    assert_eq!((run.status, run.stderr.as_str()), (1, ""), "{run:#?}");
    let Value::Array(rows) = serde_json::from_str(&run.stdout).expect("JSON") else {
        panic!("a list of findings: {}", run.stdout);
    };
    (rows, run.stdout)
}

/// The text from one line and column to another, counted from 1, columns in Unicode scalar values.
fn cut(text: &str, place: &Value) -> String {
    let number = |key: &str| place[key].as_u64().map(|n| n as usize - 1).expect("a number from 1 up");
    let starts: Vec<usize> = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let at = |line: usize, column: usize| {
        let line = &text[starts[line]..];
        line.char_indices().nth(column).map_or(line.len(), |(at, _)| at)
    };
    let (from, to) = (number("line"), number("end_line"));
    text[starts[from] + at(from, number("column"))..starts[to] + at(to, number("end_column"))].to_owned()
}

#[test]
fn every_finding_has_every_field() {
    let (rows, _) = linted(CHILD, "en");
    let codes: BTreeSet<&str> = rows.iter().filter_map(|r| r["code"].as_str()).collect();
    assert!(codes.contains("PG301") && codes.contains("PG602"), "{codes:?}");
    for row in &rows {
        let keys: Vec<&str> = row.as_object().expect("an object").keys().map(String::as_str).collect();
        let expected = [
            "code",
            "name",
            "severity",
            "message",
            "help",
            "variant",
            "args",
            "fingerprint",
            "place",
            "related",
            "fix",
        ];
        assert_eq!(keys, expected, "{row:#}");
        let word = |key: &str| row[key].as_str().unwrap_or_else(|| panic!("{key} is a string: {row:#}"));
        assert!(word("code").len() == 5 && word("code").starts_with("PG"), "{row:#}");
        assert!(word("name").chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{row:#}");
        assert!(["error", "warning", "info"].contains(&word("severity")), "{row:#}");
        assert!(!word("message").is_empty() && !word("message").contains('{'), "{row:#}");
        assert!(row["help"].is_string() || row["help"].is_null(), "{row:#}");
        assert!(row["args"].is_object(), "{row:#}");
        let print = word("fingerprint");
        assert!(print.len() == 16 && print.chars().all(|c| c.is_ascii_hexdigit()), "{row:#}");
        let related = row["related"].as_array().expect("a list");
        for place in related.iter().chain([&row["place"]]) {
            let file = place["file"].as_str().expect("a path");
            let text = match file {
                "child.txt" => CHILD,
                "parent.txt" => PARENT,
                other => panic!("no such file was read: {other}"),
            };
            let quote = place["quote"].as_str().expect("a quote");
            let [from, to] = [0, 1].map(|i| place["span"][i].as_u64().expect("bytes") as usize);
            assert_eq!(&text[from..to], quote, "span is bytes of the decoded text: {place:#}");
            assert_eq!(cut(text, place), quote, "lines and columns lead to the same: {place:#}");
        }
        if let Some(fix) = row["fix"].as_object() {
            assert!(
                ["safe", "unsafe", "suggestion"].contains(&fix["applicability"].as_str().unwrap_or_default()),
                "{row:#}"
            );
            for edit in fix["edits"].as_array().expect("a list") {
                assert!(edit["span"].is_object() && edit["text"].is_string(), "{row:#}");
            }
        }
    }
    let weaker = rows.iter().find(|r| r["code"] == "PG301").expect("found");
    assert!(weaker["related"].as_array().is_some_and(|r| r.iter().any(|p| p["file"] == "parent.txt")), "{weaker:#}");
}

#[test]
fn the_same_again_and_in_either_language() {
    let (rows, text) = linted(CHILD, "en");
    assert_eq!(linted(CHILD, "en").1, text, "byte for byte");
    let (zh, _) = linted(CHILD, "zh");
    assert_eq!(rows.len(), zh.len());
    for (en, zh) in rows.iter().zip(&zh) {
        assert_ne!(en["message"], zh["message"]);
        for key in ["code", "name", "severity", "variant", "args", "fingerprint", "fix"] {
            assert_eq!(en[key], zh[key]);
        }
        assert_eq!(en["place"]["span"], zh["place"]["span"]);
    }
}

#[test]
fn fingerprints_outlive_edits_elsewhere() {
    let prints = |text: &str| -> BTreeSet<String> {
        let (rows, _) = linted(text, "en");
        rows.iter().map(|r| r["fingerprint"].as_str().expect("a string").to_owned()).collect()
    };
    let moved = CHILD.replacen("一、重点任务\r\n", "一、重点任务\r\n各部门要抓好落实。\r\n", 1);
    assert_eq!(prints(CHILD), prints(&moved));
    let mended = prints(&CHILD.replace("85%", "90%"));
    assert!(mended.is_subset(&prints(CHILD)) && mended.len() < prints(CHILD).len());
}
