//! `plangen lsp` as a process, with a small editor of our own.

use crate::lsp_client::{Editor, Folder, Kind, quoted, uri};
use crate::support::{command, run};
use serde_json::{Value, json};
use std::path::Path;

const PARENT: &str = "---\nplangen: 1\nid: beiyuan\ntitle: 北原自治区管护方案\nlevel: region\n---\n\n## 一、重点任务\n\n### （一）健全责任\n\n落实河长制，建立考核制度。（责任单位：自治区水利厅）\n\n### （二）加强监测\n\n到2025年，自动监测覆盖率达到90%以上。（责任单位：自治区水利厅、财政厅）\n";
const CHILD: &str = "---\nplangen: 1\nid: hetao\ntitle: 河套市管护方案\nlevel: city\nregion: 河套市\nparents: [../beiyuan/plan.md]\n---\n\n## 一、重点任务\n\n### （一）健全责任\n\n落实河长制，建立考核制度。（责任单位：市水利局）\n\n### （二）加强监测\n\n到2025年，自动监测覆盖率达到85%以上。（责任单位：市水利局、市财政局）\n";

fn family() -> Folder {
    Folder::new(&[("beiyuan/plan.md", PARENT), ("hetao/plan.md", CHILD)])
}

fn codes(found: &[Value]) -> Vec<&str> {
    found.iter().filter_map(|d| d["code"].as_str()).collect()
}

fn has(code: &'static str) -> impl Fn(&[Value]) -> bool {
    move |found| codes(found).contains(&code)
}

fn lacks(code: &'static str) -> impl Fn(&[Value]) -> bool {
    move |found| !codes(found).contains(&code)
}

#[test]
fn a_finding_is_shown_with_the_parents_words() {
    let folder = family();
    let mut editor = Editor::start(&folder.root(), Kind::default());
    let child = folder.path("hetao/plan.md");
    editor.open(&child, CHILD);
    let found = editor.diagnostics(&child, has("PG301"));
    let weaker = found.iter().find(|d| d["code"] == "PG301").expect("it was waited for");
    assert_eq!(quoted(CHILD, &weaker["range"]), "自动监测覆盖率达到85%以上");
    assert_eq!((weaker["severity"].as_u64(), &weaker["source"]), (Some(1), &json!("plangen")));
    assert!(
        weaker["message"].as_str().is_some_and(|m| m.contains("the parent demands ≥90%") && m.contains("\nhelp: "))
    );
    let related = &weaker["relatedInformation"][0];
    assert_eq!(related["location"]["uri"], uri(&folder.path("beiyuan/plan.md")));
    assert_eq!(quoted(PARENT, &related["location"]["range"]), "自动监测覆盖率达到90%以上");
    assert_eq!(related["message"], "the parent says: 自动监测覆盖率达到90%以上");
    assert_eq!(weaker["data"]["name"], "weaker-target");
    assert_eq!(editor.quit().code(), Some(0));
}

#[test]
fn lint_and_the_editor_find_the_same() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let mut editor = Editor::start(&seeds, Kind::default());
    let plan = seeds.join("qingya/plan.md");
    editor.open_file(&plan);
    let found = editor.diagnostics(&plan, lacks("PG003"));
    let lint = run(command().arg("lint").arg(&plan).args(["--format", "json"]));
    let rows: Vec<Value> = serde_json::from_str(&lint.stdout).expect("lint writes JSON");
    let text = std::fs::read_to_string(&plan).expect("a plan");
    let told = |code: &Value, quote: String, message: &Value| format!("{code} {quote} {message}");
    let by_lint: Vec<String> = rows
        .iter()
        .map(|r| told(&r["code"], r["place"]["quote"].as_str().unwrap_or("").to_owned(), &r["message"]))
        .collect();
    let first_line = |d: &Value| json!(d["message"].as_str().and_then(|m| m.lines().next()));
    let by_editor: Vec<String> =
        found.iter().map(|d| told(&d["code"], quoted(&text, &d["range"]), &first_line(d))).collect();
    assert!(!by_lint.is_empty());
    assert_eq!(by_editor, by_lint);
}

#[test]
fn the_parent_edited_in_one_tab_updates_the_child_in_another() {
    let folder = family();
    let (parent, child) = (folder.path("beiyuan/plan.md"), folder.path("hetao/plan.md"));
    let mut editor = Editor::start(&folder.root(), Kind::default());
    editor.open(&child, CHILD);
    editor.open(&parent, PARENT);
    editor.diagnostics(&child, has("PG301"));
    // Not saved: the disk still says 90%.
    editor.replace(&parent, 2, &PARENT.replace("90%", "80%"));
    editor.diagnostics(&child, lacks("PG301"));
    editor.replace(&parent, 3, &PARENT.replace("90%", "95%"));
    let found = editor.diagnostics(&child, has("PG301"));
    let weaker = found.iter().find(|d| d["code"] == "PG301").expect("it was waited for");
    assert!(weaker["message"].as_str().is_some_and(|m| m.contains("≥95%")), "{weaker}");
    // Closed without saving: the disk counts again.
    editor.replace(&parent, 4, &PARENT.replace("90%", "80%"));
    editor.diagnostics(&child, lacks("PG301"));
    editor.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri(&parent) } }));
    editor.diagnostics(&child, has("PG301"));
}

#[test]
fn a_parent_of_another_folder_is_read_as_it_is_edited() {
    let folder = family();
    let (parent, child) = (folder.path("beiyuan/plan.md"), folder.path("hetao/plan.md"));
    // Neither folder holds the other's plan; the second way round no folder is open at all.
    for folders in [vec![folder.path("beiyuan"), folder.path("hetao")], vec![]] {
        let folders: Vec<&Path> = folders.iter().map(|f| f.as_path()).collect();
        let mut editor = Editor::silent(&[]);
        editor.initialize(&folders, Kind::default());
        editor.open(&parent, &PARENT.replace("90%", "80%"));
        editor.open(&child, CHILD);
        let found = editor.diagnostics(&child, |_| true);
        assert!(lacks("PG301")(&found), "{found:?}");
        editor.replace(&parent, 2, PARENT);
        editor.diagnostics(&child, has("PG301"));
    }
}

#[test]
fn a_document_with_broken_front_matter_is_still_checked() {
    let folder = Folder::new(&[]);
    let plan = folder.path("plan.md");
    let mut editor = Editor::start(&folder.root(), Kind::default());
    editor.open(&plan, "---\nplangen: 1\nnotice: {a: [\n---\n\n## 一、任务\n\n到2025年5月32日完成，，按期(完成）。\n\n## 三、保障\n\n加强领导。\n");
    let found = editor.diagnostics(&plan, has("PG001"));
    assert!(has("PG501")(&found), "the text below it is checked: {:?}", codes(&found));
    editor.open(&folder.path("cut.md"), "---\nplangen: 1\nlevel: cty\n## 一、任务\n按期完成。\n");
    editor.diagnostics(&folder.path("cut.md"), has("PG001"));
}

#[test]
fn columns_are_counted_as_agreed() {
    // 汉字, characters beyond the basic plane, combining marks, and a fault behind them on the same line.
    let line = "𠮷林𠀀县e\u{301}区卫生院(含分院）按期完成。";
    let text = format!("---\nplangen: 1\ntitle: 河套市方案\n---\n\n## 一、任务\n\n{line}\n");
    let at = line.find('(').expect("the half-width bracket");
    let expected = |name: &str| match name {
        "utf-8" => at,
        "utf-16" => line[..at].encode_utf16().count(),
        _ => line[..at].chars().count(),
    };
    for name in ["utf-8", "utf-16", "utf-32"] {
        let folder = Folder::new(&[]);
        let plan = folder.path("plan.md");
        let mut editor = Editor::start(&folder.root(), Kind::counting(name));
        assert_eq!(editor.agreed["capabilities"]["positionEncoding"], name);
        editor.open(&plan, &text);
        let found = editor.diagnostics(&plan, has("PG502"));
        let mark = found.iter().find(|d| d["code"] == "PG502").expect("it was waited for");
        assert_eq!(mark["range"]["start"], json!({ "line": 7, "character": expected(name) }), "{name}");
        // And the other way: the fault is mended where the editor says it stands.
        let (line, column) = (7, expected(name));
        let range =
            json!({ "start": { "line": line, "character": column }, "end": { "line": line, "character": column + 1 } });
        editor.change(&plan, 2, json!([{ "range": range, "text": "（" }]));
        editor.diagnostics(&plan, lacks("PG502"));
    }
}

#[test]
fn messages_are_in_the_language_that_was_asked_for() {
    let folder = family();
    let child = folder.path("hetao/plan.md");
    for (locale, args, word) in [
        ("zh-cn", &[][..], "上级要求"),
        ("en", &[][..], "the parent demands"),
        ("en", &["--lang", "zh"][..], "上级要求"),
    ] {
        let mut editor = Editor::start(&folder.root(), Kind { locale, args, ..Kind::default() });
        editor.open(&child, CHILD);
        let found = editor.diagnostics(&child, has("PG301"));
        assert!(found.iter().any(|d| d["message"].as_str().is_some_and(|m| m.contains(word))), "{locale} {args:?}");
    }
}

#[test]
fn editors_may_ask_for_diagnostics() {
    let folder = family();
    let (parent, child) = (folder.path("beiyuan/plan.md"), folder.path("hetao/plan.md"));
    let mut editor = Editor::start(&folder.root(), Kind::pulling());
    assert_eq!(editor.agreed["capabilities"]["diagnosticProvider"]["workspaceDiagnostics"], true);
    editor.open(&child, CHILD);
    editor.open(&parent, PARENT);
    assert!(has("PG301")(&editor.pull(&child)));
    let report = editor.of("textDocument/diagnostic", &child);
    let id = report["resultId"].clone();
    let again = json!({ "textDocument": { "uri": uri(&child) }, "previousResultId": id });
    assert_eq!(editor.ask("textDocument/diagnostic", again), json!({ "kind": "unchanged", "resultId": id }));
    // The editor does not know that the child changed with its parent: it is told to ask again.
    editor.replace(&parent, 2, &PARENT.replace("90%", "80%"));
    editor.wait(|m| m["method"] == "workspace/diagnostic/refresh");
    assert!(lacks("PG301")(&editor.pull(&child)));
}

#[test]
fn all_plans_of_the_workspace_are_told_of() {
    let folder = family();
    folder.put("linqu/notes.md", "# Notes\n\nNothing official (at all).\n");
    let (parent, child) = (folder.path("beiyuan/plan.md"), folder.path("hetao/plan.md"));
    // Unasked: none is open.
    let mut editor = Editor::start(&folder.root(), Kind::default());
    editor.diagnostics(&child, has("PG301"));
    drop(editor);
    // Asked.
    let mut editor = Editor::start(&folder.root(), Kind::pulling());
    let known = |report: &Value| -> Vec<Value> {
        let items = report["items"].as_array().expect("a list");
        items.iter().map(|i| json!({ "uri": i["uri"], "value": i["resultId"] })).collect()
    };
    let first = editor.ask("workspace/diagnostic", json!({ "previousResultIds": [] }));
    let uris: Vec<&str> = first["items"].as_array().expect("a list").iter().filter_map(|i| i["uri"].as_str()).collect();
    assert_eq!(uris, [uri(&parent), uri(&child)], "notes are no plan");
    // Nothing new: the answer waits until there is.
    let waiting = editor.begin("workspace/diagnostic", json!({ "previousResultIds": known(&first) }));
    editor.open(&parent, &PARENT.replace("90%", "80%"));
    let second = editor.answer(waiting)["result"].take();
    let of_child =
        second["items"].as_array().expect("a list").iter().find(|i| i["uri"] == uri(&child)).expect("the child");
    assert!(lacks("PG301")(of_child["items"].as_array().expect("a list")), "{of_child}");
    let cancelled = editor.begin("workspace/diagnostic", json!({ "previousResultIds": known(&second) }));
    editor.tell("$/cancelRequest", json!({ "id": cancelled }));
    assert_eq!(editor.answer(cancelled)["error"]["code"], -32800);
}

#[test]
fn settings_hold_and_are_read_again() {
    let folder = family();
    let (child, settings) = (folder.path("hetao/plan.md"), folder.path("plangen.toml"));
    folder.put("plangen.toml", "[lint.severity]\nweaker-target = \"off\"\n");
    let mut editor = Editor::start(&folder.root(), Kind::default());
    editor.open(&child, CHILD);
    assert!(lacks("PG301")(&editor.diagnostics(&child, |_| true)));
    let changed = |editor: &mut Editor| {
        let change = json!({ "uri": uri(&settings), "type": 2 });
        editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": [change] }));
    };
    folder.put("plangen.toml", "[lint.severity]\nweaker-target = \"warning\"\n");
    changed(&mut editor);
    let found = editor.diagnostics(&child, has("PG301"));
    assert!(found.iter().any(|d| d["code"] == "PG301" && d["severity"] == 2));
    // What is wrong with them is told on them, and the last good ones hold.
    folder.put("plangen.toml", "[lint.severity]\nweaker-targets = \"off\"\n");
    changed(&mut editor);
    let told = editor.diagnostics(&settings, |found| !found.is_empty());
    assert_eq!(told[0]["range"]["start"], json!({ "line": 1, "character": 0 }));
    assert!(told[0]["message"].as_str().is_some_and(|m| m.contains("`weaker-targets`") && m.contains("weaker-target")));
    // Open in the editor, they hold while they are written.
    editor.open(&settings, "[lint.severity]\nweaker-target = \"off\"\n");
    editor.diagnostics(&settings, <[Value]>::is_empty);
    editor.diagnostics(&child, lacks("PG301"));
}

#[test]
fn a_side_file_wakes_the_server() {
    let folder = family();
    let child = folder.path("hetao/plan.md");
    let mut editor = Editor::start(&folder.root(), Kind::default());
    editor.diagnostics(&child, has("PG301"));
    let side = folder.path("hetao/plan.plangen.toml");
    let changed = |editor: &mut Editor, kind: u32| {
        let change = json!({ "uri": uri(&side), "type": kind });
        editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": [change] }));
    };
    // Of a plan that is not open as of one that is.
    folder.put("hetao/plan.plangen.toml", "[[waiver]]\ncodes = [\"PG301\"]\nreason = \"分两步达标\"\n");
    changed(&mut editor, 1);
    editor.diagnostics(&child, lacks("PG301"));
    editor.open(&child, CHILD);
    std::fs::remove_file(&side).expect("removed");
    changed(&mut editor, 3);
    editor.diagnostics(&child, has("PG301"));
    folder.put("hetao/plan.plangen.toml", "[[waiver]]\ncodes = [\"PG301\"]\nreason = \"分两步达标\"\n");
    changed(&mut editor, 1);
    editor.diagnostics(&child, lacks("PG301"));
}

#[test]
fn plans_that_nobody_has_open_are_told_of_when_they_change() {
    let folder = family();
    let (parent, child) = (folder.path("beiyuan/plan.md"), folder.path("hetao/plan.md"));
    // So many that what was made of most is dropped.
    let alone = |n: usize| format!("---\nplangen: 1\n---\n## 一、任务\n\n落实(经费{n})。\n");
    (0..150).for_each(|n| folder.put(&format!("more/{n}.md"), &alone(n)));
    let mut editor = Editor::start(&folder.root(), Kind::pulling());
    let told = |editor: &mut Editor| {
        let report = editor.ask("workspace/diagnostic", json!({ "previousResultIds": [] }));
        report["items"].as_array().expect("a list").clone()
    };
    let all = told(&mut editor);
    assert_eq!(all.len(), 152);
    let found = |item: &Value| item["items"].as_array().is_some_and(|items| !items.is_empty());
    assert!(all.iter().all(|item| item["kind"] == "full"));
    assert!(all.iter().filter(|item| found(item)).count() > 150, "the notes and the child");
    // A parent that changes on the disk; a plan that is mended, one that goes, one that comes.
    folder.put("beiyuan/plan.md", &PARENT.replace("90%", "80%"));
    folder.put("more/7.md", &alone(7).replace("(经费7)", "经费"));
    std::fs::remove_file(folder.path("more/8.md")).expect("removed");
    folder.put("more/new.md", &alone(8));
    let changes: Vec<Value> = [
        (&parent, 2),
        (&folder.path("more/7.md"), 2),
        (&folder.path("more/8.md"), 3),
        (&folder.path("more/new.md"), 1),
    ]
    .iter()
    .map(|(path, kind)| json!({ "uri": uri(path), "type": kind }))
    .collect();
    editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
    let now = told(&mut editor);
    drop(editor);
    let mut fresh = Editor::start(&folder.root(), Kind::pulling());
    assert_eq!(now, told(&mut fresh), "what a fresh server says");
    let of = |path: &Path| now.iter().find(|item| item["uri"] == uri(path)).map(|item| item["items"].clone());
    assert!(of(&child).is_some_and(|items| lacks("PG301")(items.as_array().expect("a list"))));
    assert!(of(&folder.path("more/8.md")).is_none());
    let found = fresh.ask("workspace/symbol", json!({ "query": "监测" }));
    assert!(found.as_array().is_some_and(|list| list.len() >= 2), "{found}");
}

#[test]
fn ten_megabytes_on_one_line_are_answered() {
    let folder = Folder::new(&[]);
    let path = folder.path("long.md");
    let mut text = String::from("---\nplangen: 1\n---\n");
    while text.len() < 10 * 1024 * 1024 {
        text.push_str("到2025年完成，落实经费，");
    }
    let mut editor = Editor::start(&folder.root(), Kind::default());
    editor.open(&path, &text);
    editor.diagnostics(&path, |_| true);
    let end = text.lines().last().map_or(0, |line| line.chars().count());
    let place = json!({ "line": 3, "character": end });
    editor.change(&path, 2, json!([{ "range": { "start": place, "end": place }, "text": "(经费)" }]));
    editor.at("textDocument/hover", &path, "落实", "落实");
    assert_eq!(editor.quit().code(), Some(0));
}

#[test]
fn the_disk_is_watched_where_the_editor_does_not() {
    let folder = family();
    let child = folder.path("hetao/plan.md");
    let mut kind = Kind::default();
    kind.capabilities["workspace"] = json!({});
    let mut editor = Editor::start(&folder.root(), kind);
    editor.open(&child, CHILD);
    editor.diagnostics(&child, has("PG301"));
    folder.put("beiyuan/plan.md", &PARENT.replace("90%", "80%"));
    editor.diagnostics(&child, lacks("PG301"));
    std::fs::remove_file(folder.path("beiyuan/plan.md")).expect("removed");
    editor.diagnostics(&child, has("PG003"));
    folder.put("beiyuan/plan.md", PARENT);
    editor.diagnostics(&child, has("PG301"));
}

#[test]
fn what_is_malformed_or_out_of_order_is_answered() {
    let folder = family();
    let child = folder.path("hetao/plan.md");
    let mut editor = Editor::silent(&[]);
    assert_eq!(editor.refused("textDocument/hover", json!({}))["code"], -32002, "not initialised");
    editor.tell("textDocument/didOpen", json!({}));
    editor.raw(b"Content-Length: 3\r\n\r\n{a}");
    assert_eq!(editor.wait(|m| m["id"].is_null() && m.get("error").is_some())["error"]["code"], -32700);
    editor.initialize(&[&folder.root()], Kind::default());
    assert_eq!(editor.refused("initialize", json!({}))["code"], -32600, "a second time");
    assert_eq!(editor.refused("textDocument/hover", json!({ "position": 7 }))["code"], -32602, "no such parameters");
    assert_eq!(editor.refused("plangen/nothing", json!({}))["code"], -32601, "no such request");
    editor.raw(b"rubbish\r\n\r\n");
    assert_eq!(editor.wait(|m| m["id"].is_null() && m.get("error").is_some())["error"]["code"], -32700);
    editor.send(&json!({ "jsonrpc": "2.0", "id": 77, "method": 5 }));
    assert_eq!(editor.answer(77)["error"]["code"], -32600);
    editor.send(&json!({ "jsonrpc": "2.0", "id": 99, "result": null }));
    editor.tell("textDocument/didOpen", json!({ "textDocument": 1 }));
    editor.wait(|m| m["method"] == "window/logMessage");
    // A change of what was never opened, a close of it, a place far outside.
    editor.replace(&child, 9, "x");
    editor.wait(|m| m["method"] == "window/logMessage");
    editor.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri(&child) } }));
    editor.open(&child, CHILD);
    let far = json!({ "start": { "line": 9999, "character": 0 }, "end": { "line": 3, "character": 99999 } });
    editor.change(&child, 2, json!([{ "range": far, "text": "" }]));
    let far = json!({ "textDocument": { "uri": uri(&child) }, "position": { "line": 4294967295u32, "character": 9 } });
    editor.ask("textDocument/hover", far);
    editor.diagnostics(&child, has("PG301"));
    assert_eq!(editor.ask("shutdown", Value::Null), Value::Null);
    assert_eq!(editor.refused("textDocument/hover", json!({}))["code"], -32600, "after shutdown");
    editor.tell("exit", Value::Null);
    assert_eq!(editor.ends().code(), Some(0));
}

#[test]
fn a_server_does_not_outlive_its_editor() {
    let folder = family();
    let mut editor = Editor::start(&folder.root(), Kind::default());
    editor.die();
    assert_eq!(editor.ends().code(), Some(1));
    let mut editor = Editor::silent(&[]);
    editor.raw(b"Content-Length: 100\r\n\r\n{\"half\":");
    editor.die();
    assert_eq!(editor.ends().code(), Some(1));
    // Its process is gone, while something else holds the stream open.
    let mut editor = Editor::silent(&[]);
    let mut short = std::process::Command::new("true").spawn().expect("a short process");
    let gone = short.id();
    short.wait().expect("it ends");
    editor.ask("initialize", json!({ "processId": gone, "capabilities": {} }));
    if Path::new("/proc/self").exists() {
        assert_eq!(editor.ends().code(), Some(1));
    }
}

#[test]
fn a_request_that_is_no_longer_wanted_is_not_computed() {
    let folder = family();
    let child = folder.path("hetao/plan.md");
    let mut editor = Editor::start(&folder.root(), Kind::pulling());
    editor.open(&child, CHILD);
    let message = |m: Value| {
        let text = m.to_string();
        format!("Content-Length: {}\r\n\r\n{text}", text.len())
    };
    let document = json!({ "textDocument": { "uri": uri(&child) } });
    // In one write, so that all of it waits when the first is looked at.
    let change = json!({ "textDocument": { "uri": uri(&child), "version": 2 }, "contentChanges": [{ "text": CHILD }] });
    let batch = [
        message(json!({ "jsonrpc": "2.0", "id": 501, "method": "textDocument/documentSymbol", "params": document })),
        message(json!({ "jsonrpc": "2.0", "id": 502, "method": "textDocument/diagnostic", "params": document })),
        message(
            json!({ "jsonrpc": "2.0", "id": 503, "method": "textDocument/hover", "params": { "textDocument": { "uri": uri(&child) }, "position": { "line": 0, "character": 0 } } }),
        ),
        message(json!({ "jsonrpc": "2.0", "method": "$/cancelRequest", "params": { "id": 503 } })),
        message(json!({ "jsonrpc": "2.0", "method": "textDocument/didChange", "params": change })),
    ];
    editor.raw(batch.concat().as_bytes());
    // Each has an answer, whichever way: it may have been computed before what follows came in.
    for (id, code) in [(501, -32801), (502, -32802), (503, -32800)] {
        let answer = editor.answer(id);
        assert!(answer["error"]["code"] == code || answer.get("result").is_some(), "{answer}");
    }
    assert!(has("PG301")(&editor.pull(&child)));
}

#[test]
fn odd_files_do_no_harm() {
    let folder =
        Folder::new(&[("plangen.toml", ""), ("方 案/河套 市.md", CHILD), ("beiyuan/plan.md", PARENT), ("long.md", "")]);
    let child = folder.path("方 案/河套 市.md");
    std::fs::write(folder.path("binary.txt"), b"\x01\x02\0\0").expect("written");
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt as _;
        std::os::unix::fs::symlink(folder.root(), folder.path("方 案/loop")).expect("a link");
        std::fs::write(folder.root().join(std::ffi::OsStr::from_bytes(b"\xff.md")), CHILD).expect("written");
    }
    let mut editor = Editor::start(&folder.root(), Kind::default());
    editor.diagnostics(&child, has("PG301"));
    let told = editor.diagnostics(&folder.path("binary.txt"), |found| !found.is_empty());
    assert!(told[0]["message"].as_str().is_some_and(|m| m.contains("not a text file")), "{told:?}");
    // An address as sloppy editors write it.
    let sloppy = format!("file://{}", child.display());
    let document =
        json!({ "uri": sloppy, "languageId": "markdown", "version": 1, "text": CHILD.replace("85%", "95%") });
    editor.tell("textDocument/didOpen", json!({ "textDocument": document }));
    editor.diagnostics(&child, lacks("PG301"));
    // All on one line.
    let long: String = (0..2000).map(|n| format!("第{n}项工作到2025年完成。")).collect();
    editor.open(&folder.path("long.md"), &format!("---\nplangen: 1\n---\n{long}"));
    editor.diagnostics(&folder.path("long.md"), |_| true);
    std::fs::remove_file(folder.path("beiyuan/plan.md")).expect("removed");
    let change = json!({ "uri": uri(&folder.path("beiyuan/plan.md")), "type": 3 });
    editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": [change] }));
    editor.diagnostics(&child, has("PG003"));
    assert_eq!(editor.quit().code(), Some(0));
}

#[test]
fn an_untitled_document_is_checked() {
    let mut editor = Editor::silent(&[]);
    editor.initialize(&[], Kind::default());
    let document = json!({ "uri": "untitled:Untitled-1", "languageId": "plangen", "version": 1, "text": "一、任务\n按期(完成）。\n三、保障\n加强领导。\n" });
    editor.tell("textDocument/didOpen", json!({ "textDocument": document }));
    let told = editor
        .wait(|m| m["method"] == "textDocument/publishDiagnostics" && m["params"]["uri"] == "untitled:Untitled-1");
    assert!(has("PG502")(told["params"]["diagnostics"].as_array().expect("a list")), "{told}");
}

/// What one server says of a text, asked once.
fn fresh(folder: &Folder, path: &Path, text: &str) -> Vec<Value> {
    let mut editor = Editor::start(&folder.root(), Kind::pulling());
    editor.open(path, text);
    editor.pull(path)
}

#[test]
fn random_edits_end_where_a_fresh_server_begins() {
    // Pieces that make and unmake headings, tasks, targets, comments and front matter.
    const PIECES: [&str; 16] = [
        "",
        "。",
        "，",
        "\n",
        "\n\n",
        "## 二、保障\n",
        "### （三）规范执法\n",
        "90%",
        "2026年",
        "（责任单位：市水利局）",
        "𠮷",
        "e\u{301}",
        "<!-- plangen: allow PG301 reason=\"甲\" -->\n",
        "---\n",
        "parents: []\n",
        "(",
    ];
    let folder = family();
    let (parent, child) = (folder.path("beiyuan/plan.md"), folder.path("hetao/plan.md"));
    let mut editor = Editor::start(&folder.root(), Kind::pulling());
    editor.open(&child, CHILD);
    editor.open(&parent, PARENT);
    let mut texts = [CHILD.to_owned(), PARENT.to_owned()];
    // The same numbers on every run.
    let mut state = 7u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) as usize % below
    };
    for turn in 0..300i64 {
        let which = usize::from(random(4) == 0);
        let text = &mut texts[which];
        let places: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
        let from = random(places.len());
        let to = (from + random(6)).min(places.len() - 1);
        let (from, to) = (places[from], places[to]);
        let piece = PIECES[random(PIECES.len())];
        let position = |at: usize| {
            let start = text[..at].rfind('\n').map_or(0, |i| i + 1);
            json!({ "line": text[..at].matches('\n').count(), "character": text[start..at].encode_utf16().count() })
        };
        let change = json!([{ "range": { "start": position(from), "end": position(to) }, "text": piece }]);
        text.replace_range(from..to, piece);
        editor.change(if which == 0 { &child } else { &parent }, turn + 2, change);
        if turn % 7 == 0 {
            editor.pull(&child);
            editor.of("textDocument/semanticTokens/full", &child);
            editor.of("textDocument/codeLens", &parent);
        }
        if turn % 50 == 49 {
            let told = editor.pull(&child);
            folder.put("beiyuan/plan.md", &texts[1]);
            assert_eq!(told, fresh(&folder, &child, &texts[0]), "after {turn}: {}", texts[0]);
            if turn % 100 == 99 {
                // From the beginning, or the texts become rubbish.
                texts = [CHILD.to_owned(), PARENT.to_owned()];
                editor.replace(&child, 1000 + turn, CHILD);
                editor.replace(&parent, 1000 + turn, PARENT);
            }
        }
    }
}
