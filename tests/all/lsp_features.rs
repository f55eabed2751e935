//! What `plangen lsp` answers about plans: hovers, places, lists, edits.

use crate::lsp_client::{Editor, Folder, Kind, position, quoted, uri};
use serde_json::{Value, json};

const PARENT: &str = "---\nplangen: 1\nid: beiyuan\ntitle: 北原自治区河湖管护实施方案\nlevel: region\nregion: 北原自治区\nnotice:\n  issuer: 北原自治区人民政府\n  number: 北政发〔2023〕6号\n---\n\n## 一、重点任务\n\n### （一）健全管护责任 {#duty}\n\n落实五级河长湖长制，明确巡河频次，建立考核评价制度。（责任单位：自治区水利厅）\n\n### （二）加强水质监测\n\n优化监测断面布局，到2025年，自动监测覆盖率达到90%以上。（责任单位：自治区生态环境厅、财政厅）\n\n### （三）规范行政执法\n\n严厉打击非法采砂、侵占河道行为，完善部门联合执法机制。（责任单位：自治区公安厅、水利厅）\n";
const CHILD: &str = "---\nplangen: 1\nid: hetao\ntitle: 河套市河湖管护实施方案\nlevel: city\nregion: 河套市\nparents: [../beiyuan/plan.md]\n---\n\n为贯彻落实《北原自治区河湖管护实施方案》（北政发〔2023〕6号）要求，制定本方案。\n\n## 一、重点任务\n\n### （一）健全管护责任 {#own implements=beiyuan:duty}\n\n落实五级河长湖长制，明确巡河频次，建立考核评价制度。（责任单位：市水利局）\n\n### （二）加强水质监测\n\n优化监测断面布局，到2025年，自动监测覆盖率达到[85%以上](target:cover)。（责任单位：市生态环境局、市财政局）\n";
const OTHER: &str = "---\nplangen: 1\nid: yunze\ntitle: 云泽市河湖管护实施方案\nlevel: city\nregion: 云泽市\nparents: [beiyuan]\n---\n\n## 一、重点任务\n\n### （一）加强水质监测\n\n优化监测断面布局，到2025年，自动监测覆盖率达到90%以上。（责任单位：市生态环境局、市财政局）\n";

struct Open {
    editor: Editor,
    folder: Folder,
}

impl Open {
    fn new() -> Self {
        Self::with(Kind::default())
    }

    fn with(kind: Kind) -> Self {
        let folder = Folder::new(&[
            ("plangen.toml", "[[unit]]\nkey = \"water\"\naliases = [\"河湖局\"]\n"),
            ("beiyuan/plan.md", PARENT),
            ("hetao/plan.md", CHILD),
            ("yunze/plan.md", OTHER),
        ]);
        let mut editor = Editor::start(&folder.root(), kind);
        let yunze = folder.path("yunze/plan.md");
        // All plans are read once the last one is told of.
        editor.diagnostics(&yunze, |_| true);
        for (name, text) in [("beiyuan/plan.md", PARENT), ("hetao/plan.md", CHILD)] {
            editor.open(&folder.path(name), text);
        }
        Self { editor, folder }
    }

    fn at(&mut self, method: &str, name: &str, words: &str) -> Value {
        let text = if name == "hetao/plan.md" { CHILD } else { PARENT };
        self.editor.at(method, &self.folder.path(name), text, words)
    }

    fn hover(&mut self, name: &str, words: &str) -> String {
        let shown = self.at("textDocument/hover", name, words);
        shown["contents"]["value"].as_str().unwrap_or_default().to_owned()
    }

    /// Places as file and quoted text.
    fn places(&self, found: &Value) -> Vec<(String, String)> {
        let texts = [("beiyuan/plan.md", PARENT), ("hetao/plan.md", CHILD), ("yunze/plan.md", OTHER)];
        let place = |p: &Value| {
            let (name, text) =
                texts.into_iter().find(|(name, _)| p["uri"] == uri(&self.folder.path(name))).expect("a plan of ours");
            (name.to_owned(), quoted(text, &p["range"]))
        };
        found.as_array().expect("places").iter().map(place).collect()
    }
}

fn pair(name: &str, text: &str) -> (String, String) {
    (name.to_owned(), text.to_owned())
}

#[test]
fn hovers_say_what_is_known() {
    let mut open = Open::new();
    let (child, parent) = ("hetao/plan.md", "beiyuan/plan.md");
    let task = open.hover(child, "加强‸水质监测");
    assert!(task.contains("（二） 加强水质监测") && task.contains("北原自治区河湖管护实施方案"), "{task}");
    assert!(task.contains("优化监测断面布局，到2025年，自动监测覆盖率达到90%以上"), "{task}");
    let target = open.hover(child, "自动监测‸覆盖率达到");
    for part in ["自动监测覆盖率", "≥85%", "by 2025", "**weaker**", "the value asks for less", "≥90%"] {
        assert!(target.contains(part), "{part}: {target}");
    }
    let unit = open.hover(child, "市‸财政局");
    for part in ["finance", "财政部", "财政厅", "县财政局"] {
        assert!(unit.contains(part), "{part}: {unit}");
    }
    let cited = open.hover(child, "《北原‸自治区");
    assert!(
        cited.contains("北政发〔2023〕6号") && cited.contains("In the project: 北原自治区河湖管护实施方案"),
        "{cited}"
    );
    let named = open.hover(child, "beiyuan/pl‸an.md");
    assert!(named.contains("北原自治区河湖管护实施方案") && named.contains("3 tasks: "), "{named}");
    let linked = open.hover(child, "implements=bei‸yuan");
    assert!(linked.contains("健全管护责任"), "{linked}");
    let of_parent = open.hover(parent, "规范‸行政执法");
    assert!(of_parent.contains("河套市河湖管护实施方案: missing") && of_parent.contains("云泽市"), "{of_parent}");
}

#[test]
fn a_code_in_a_waiver_shows_the_lints_page() {
    let text = CHILD.replace("优化监测", "<!-- plangen: allow PG301 reason=\"分步达标\" -->\n优化监测");
    let mut open = Open::with(Kind { locale: "zh-cn", ..Kind::default() });
    let path = open.folder.path("hetao/plan.md");
    open.editor.replace(&path, 2, &text);
    let shown = open.editor.at("textDocument/hover", &path, &text, "allow PG‸301");
    let shown = shown["contents"]["value"].as_str().expect("a page");
    assert!(shown.starts_with("**PG301 weaker-target** · 目标弱于上级") && shown.contains("不得弱于上级"), "{shown}");
    assert!(!shown.contains("```"), "no examples: {shown}");
}

#[test]
fn definitions_lead_to_the_parent() {
    let mut open = Open::new();
    let child = "hetao/plan.md";
    let go = |open: &mut Open, words: &str| {
        let found = open.at("textDocument/definition", child, words);
        open.places(&found)
    };
    assert_eq!(go(&mut open, "加强‸水质监测"), [pair("beiyuan/plan.md", "### （二）加强水质监测")]);
    assert_eq!(go(&mut open, "自动监测‸覆盖率达到"), [pair("beiyuan/plan.md", "自动监测覆盖率达到90%以上")]);
    assert_eq!(go(&mut open, "（北政发‸〔2023〕"), [pair("beiyuan/plan.md", "北原自治区河湖管护实施方案")]);
    assert_eq!(go(&mut open, "../bei‸yuan"), [pair("beiyuan/plan.md", "北原自治区河湖管护实施方案")]);
    assert_eq!(go(&mut open, "implements=beiyuan:du‸ty")[0].0, "beiyuan/plan.md");
    let unit = open.at("textDocument/definition", child, "市水‸利局");
    assert_eq!(unit[0]["uri"], uri(&open.folder.path("plangen.toml")), "{unit}");
    assert_eq!(unit[0]["range"]["start"]["line"], 0);
    assert_eq!(open.at("textDocument/definition", child, "市财‸政局"), json!([]), "a built-in entry has no place");
}

#[test]
fn references_and_lenses_lead_to_the_children() {
    let mut open = Open::new();
    let parent = open.folder.path("beiyuan/plan.md");
    let ask = |open: &mut Open, words: &str| {
        let text = json!({ "uri": uri(&open.folder.path("beiyuan/plan.md")) });
        let params = json!({ "textDocument": text, "position": position(PARENT, words), "context": { "includeDeclaration": false } });
        let found = open.editor.ask("textDocument/references", params);
        open.places(&found)
    };
    assert_eq!(
        ask(&mut open, "加强‸水质监测"),
        [pair("hetao/plan.md", "### （二）加强水质监测"), pair("yunze/plan.md", "### （一）加强水质监测")]
    );
    assert_eq!(
        ask(&mut open, "自动监测‸覆盖率"),
        [pair("hetao/plan.md", "自动监测覆盖率达到[85%以上"), pair("yunze/plan.md", "自动监测覆盖率达到90%以上")]
    );
    assert_eq!(ask(&mut open, "#du‸ty"), [pair("hetao/plan.md", "duty")]);
    let lenses = open.editor.of("textDocument/codeLens", &parent);
    let titles: Vec<&str> =
        lenses.as_array().expect("lenses").iter().filter_map(|l| l["command"]["title"].as_str()).collect();
    assert_eq!(titles, ["implemented in 1 of 2", "implemented in 2 of 2", "implemented in 0 of 2"]);
    // An editor without the command asks the server, who lists the places.
    let lens = &lenses[1]["command"];
    open.editor.ask("workspace/executeCommand", json!({ "command": lens["command"], "arguments": lens["arguments"] }));
    let told = open.editor.wait(|m| m["method"] == "window/showMessage");
    assert!(
        told["params"]["message"]
            .as_str()
            .is_some_and(|m| m.contains("hetao/plan.md:") && m.contains("yunze/plan.md:"))
    );
    let child = open.folder.path("hetao/plan.md");
    assert_eq!(open.editor.of("textDocument/codeLens", &child), json!([]), "nobody carries out the child");
}

#[test]
fn ids_are_renamed_in_all_files() {
    let mut open = Open::new();
    let rename = |open: &mut Open, name: &str, words: &str, to: &str| {
        let text = if name == "hetao/plan.md" { CHILD } else { PARENT };
        let document = json!({ "uri": uri(&open.folder.path(name)) });
        let edit = json!({ "textDocument": document, "position": position(text, words), "newName": to });
        let edit = open.editor.ask("textDocument/rename", edit);
        let mut out = Vec::new();
        for (name, text) in [("beiyuan/plan.md", PARENT), ("hetao/plan.md", CHILD), ("yunze/plan.md", OTHER)] {
            for change in edit["changes"][uri(&open.folder.path(name))].as_array().into_iter().flatten() {
                assert_eq!(change["newText"], to);
                out.push((name.to_owned(), quoted(text, &change["range"])));
            }
        }
        out
    };
    assert_eq!(
        rename(&mut open, "beiyuan/plan.md", "id: bei‸yuan", "north"),
        [pair("beiyuan/plan.md", "beiyuan"), pair("hetao/plan.md", "beiyuan"), pair("yunze/plan.md", "beiyuan")]
    );
    // From the link as well.
    assert_eq!(
        rename(&mut open, "hetao/plan.md", "implements=beiyuan:du‸ty", "keeping"),
        [pair("beiyuan/plan.md", "duty"), pair("hetao/plan.md", "duty")]
    );
    assert_eq!(rename(&mut open, "hetao/plan.md", "(target:co‸ver", "share"), [pair("hetao/plan.md", "cover")]);
    let prepared = open.at("textDocument/prepareRename", "hetao/plan.md", "{#ow‸n");
    assert_eq!((&prepared["placeholder"], quoted(CHILD, &prepared["range"])), (&json!("own"), "own".to_owned()));
    assert_eq!(open.at("textDocument/prepareRename", "hetao/plan.md", "落实‸五级"), Value::Null);
    let document = json!({ "uri": uri(&open.folder.path("beiyuan/plan.md")) });
    for (to, why) in [("a b", "white space"), ("hetao", "is taken")] {
        let params = json!({ "textDocument": document, "position": position(PARENT, "id: bei‸yuan"), "newName": to });
        let error = open.editor.refused("textDocument/rename", params);
        assert!(error["message"].as_str().is_some_and(|m| m.contains(why)), "{error}");
    }
}

#[test]
fn symbols_folds_and_links() {
    let mut open = Open::new();
    let child = open.folder.path("hetao/plan.md");
    let tree = open.editor.of("textDocument/documentSymbol", &child);
    assert_eq!(tree[0]["name"], "一、重点任务");
    let tasks = tree[0]["children"].as_array().expect("tasks");
    assert_eq!(
        tasks.iter().map(|t| t["name"].as_str().unwrap_or("")).collect::<Vec<_>>(),
        ["（一）健全管护责任", "（二）加强水质监测"]
    );
    assert_eq!(
        (&tasks[1]["detail"], &tasks[1]["children"][0]["name"]),
        (&json!("市生态环境局, 市财政局"), &json!("自动监测覆盖率"))
    );
    assert_eq!(tasks[1]["children"][0]["detail"], "≥85% · by 2025");
    let found = open.editor.ask("workspace/symbol", json!({ "query": "水质监" }));
    assert_eq!(found.as_array().map(Vec::len), Some(3), "{found}");
    let folds = open.editor.of("textDocument/foldingRange", &child);
    let lines: Vec<(u64, u64)> = folds
        .as_array()
        .expect("folds")
        .iter()
        .map(|f| (f["startLine"].as_u64().expect("a line"), f["endLine"].as_u64().expect("a line")))
        .collect();
    assert_eq!(lines, [(0, 7), (11, 19), (13, 15), (17, 19)]);
    let links = open.editor.of("textDocument/documentLink", &child);
    let quotes: Vec<String> = links.as_array().expect("links").iter().map(|l| quoted(CHILD, &l["range"])).collect();
    assert_eq!(quotes, ["../beiyuan/plan.md", "《北原自治区河湖管护实施方案》（北政发〔2023〕6号）"]);
    assert!(links.as_array().expect("links").iter().all(|l| l["target"] == uri(&open.folder.path("beiyuan/plan.md"))));
}

#[test]
fn hints_and_tokens() {
    let mut open = Open::new();
    let child = open.folder.path("hetao/plan.md");
    let whole = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } });
    let hints =
        open.editor.ask("textDocument/inlayHint", json!({ "textDocument": { "uri": uri(&child) }, "range": whole }));
    assert_eq!(hints.as_array().map(Vec::len), Some(1));
    assert_eq!(hints[0]["label"], "≥85%, by 2025");
    let tokens = open.editor.of("textDocument/semanticTokens/full", &child);
    let legend: Vec<Value> = open.editor.agreed["capabilities"]["semanticTokensProvider"]["legend"]["tokenTypes"]
        .as_array()
        .expect("a legend")
        .clone();
    let data: Vec<u64> = tokens["data"].as_array().expect("data").iter().filter_map(Value::as_u64).collect();
    let (mut line, mut column, mut seen) = (0, 0, Vec::new());
    for token in data.chunks(5) {
        column = if token[0] == 0 { column + token[1] } else { token[1] };
        line += token[0];
        let range = json!({ "start": { "line": line, "character": column }, "end": { "line": line, "character": column + token[2] } });
        seen.push(format!("{} {}", legend[token[3] as usize].as_str().unwrap_or(""), quoted(CHILD, &range)));
    }
    for wanted in [
        "string 《北原自治区河湖管护实施方案》（北政发〔2023〕6号）",
        "keyword 一、",
        "keyword （二）",
        "enumMember 2025年",
        "class 市水利局",
        "class 市财政局",
    ] {
        assert!(seen.iter().any(|s| s == wanted), "{wanted}: {seen:#?}");
    }
    assert!(seen.iter().any(|s| s.starts_with("number 自动监测覆盖率达到")), "{seen:#?}");
}

fn labels(items: &Value) -> Vec<&str> {
    items["items"].as_array().expect("items").iter().filter_map(|i| i["label"].as_str()).collect()
}

#[test]
fn completion_knows_what_stands_where() {
    let mut open = Open::new();
    let child = open.folder.path("hetao/plan.md");
    let mut version = 1;
    let mut complete = |open: &mut Open, text: &str, words: &str| {
        version += 1;
        open.editor.replace(&child, version, text);
        open.editor.at("textDocument/completion", &child, text, words)
    };
    let text = CHILD.replace("市水利局）", "市水利局、市）");
    let units = complete(&mut open, &text, "市水利局、市‸）");
    assert_eq!(labels(&units)[..2], ["市水利局", "市生态环境局"], "those of the plan first");
    assert!(labels(&units).contains(&"市公安局") && !labels(&units).contains(&"自治区公安厅"), "those of its level");
    assert_eq!(quoted(&text, &units["items"][0]["textEdit"]["range"]), "市");
    let text = CHILD.replace("beiyuan:duty", "bei");
    let tasks = complete(&mut open, &text, "implements=bei‸}");
    assert_eq!(labels(&tasks)[..2], ["beiyuan:一/（三）", "beiyuan:duty"], "what nothing answers comes first: {tasks}");
    let text = CHILD.replace("优化监测", "<!-- plangen: allow  -->\n优化监测");
    let lints = complete(&mut open, &text, "allow ‸ -->");
    assert_eq!(lints["items"][0]["label"], "PG101");
    assert!(labels(&lints).contains(&"PG502") && labels(&lints).contains(&"reason=\"\""));
    assert!(labels(&lints).contains(&"ref=\"\"") && labels(&lints).contains(&"until="));
    let text = CHILD.replace("优化监测", "<!-- plangen: allow-file PG301 reason=\"分步达标\"  -->\n优化监测");
    let more = complete(&mut open, &text, "分步达标\" ‸ -->");
    assert!(
        labels(&more).contains(&"ref=\"\"") && !labels(&more).contains(&"reason=\"\""),
        "what is said once: {more}"
    );
    let text = CHILD.replace("优化监测", "<!-- plangen: al -->\n优化监测");
    assert_eq!(labels(&complete(&mut open, &text, "plangen: al‸")), ["allow", "allow-file"]);
    let text = CHILD.replace("（北政发〔2023〕6号）", "（北");
    let numbers = complete(&mut open, &text, "方案》（北‸");
    assert_eq!(labels(&numbers), ["北政发〔2023〕6号"]);
    let text = CHILD.replace("level: city", "level: c");
    let levels = complete(&mut open, &text, "level: c‸");
    assert!(labels(&levels).contains(&"city") && labels(&levels).contains(&"county"));
    let text = CHILD.replace("[../beiyuan/plan.md]", "[]");
    let parents = complete(&mut open, &text, "parents: [‸]");
    assert_eq!(labels(&parents)[..2], ["../beiyuan/plan.md", "北政发〔2023〕6号"], "plans of levels above first");
    let text = CHILD.replace("市财政局）", "[市财政局](unit:fin)）");
    let functions = complete(&mut open, &text, "(unit:fin‸)");
    assert!(labels(&functions).contains(&"finance"));
}

/// The text after an action's edits.
fn applied(text: &str, action: &Value, uri: &str) -> String {
    let mut edits: Vec<&Value> = action["edit"]["changes"][uri].as_array().expect("edits").iter().collect();
    edits.sort_by_key(|e| {
        std::cmp::Reverse((e["range"]["start"]["line"].as_u64(), e["range"]["start"]["character"].as_u64()))
    });
    let mut out = text.to_owned();
    for edit in edits {
        let from =
            quoted(&out, &json!({ "start": { "line": 0, "character": 0 }, "end": edit["range"]["start"] })).len();
        let len = quoted(&out, &edit["range"]).len();
        out.replace_range(from..from + len, edit["newText"].as_str().expect("a text"));
    }
    out
}

#[test]
fn actions_mend_waive_and_insert() {
    let mut open = Open::new();
    let child = open.folder.path("hetao/plan.md");
    let text = CHILD.replace("，制定本方案", ",制定本方案").replace("市水利局）", "市水利局)");
    open.editor.replace(&child, 2, &text);
    let actions = |open: &mut Open, text: &str, words: &str, only: Value| {
        let at = position(text, words);
        let context = json!({ "diagnostics": [], "only": only });
        let params = json!({ "textDocument": { "uri": uri(&open.folder.path("hetao/plan.md")) }, "range": { "start": at, "end": at }, "context": context });
        open.editor.ask("textDocument/codeAction", params)
    };
    let address = uri(&child);
    let titled = |actions: &Value, part: &str| -> Value {
        let found =
            actions.as_array().expect("actions").iter().find(|a| a["title"].as_str().is_some_and(|t| t.contains(part)));
        found.unwrap_or_else(|| panic!("no {part}: {actions:#}")).clone()
    };
    // A fix, and all of them.
    let mark = actions(&mut open, &text, "要求‸,制定", json!(["quickfix"]));
    let fix = titled(&mark, "fix: ");
    assert_eq!((&fix["isPreferred"], &fix["diagnostics"][0]["code"]), (&json!(true), &json!("PG502")));
    assert!(applied(&text, &fix, &address).contains("要求，制定"));
    let all = actions(&mut open, &text, "要求‸,制定", json!(["source.fixAll"]));
    assert_eq!(all.as_array().map(Vec::len), Some(1), "{all:#}");
    assert_eq!(applied(&text, &all[0], &address), CHILD);
    // A waiver holds once it has a reason.
    let weaker = actions(&mut open, &text, "自动‸监测覆盖率", Value::Null);
    let waived = applied(&text, &titled(&weaker, "waive PG301"), &address);
    assert!(waived.contains("\n<!-- plangen: allow PG301 reason=\"\" -->\n优化监测"), "{waived}");
    open.editor.replace(&child, 3, &waived);
    open.editor.diagnostics(&child, |found| found.iter().any(|d| d["code"] == "PG001"));
    let reasoned = waived.replace("reason=\"\"", "reason=\"分两步达标\"");
    open.editor.replace(&child, 4, &reasoned);
    open.editor.diagnostics(&child, |found| found.iter().all(|d| d["code"] != "PG301" && d["code"] != "PG001"));
    // The task that is missing, with the units of this level.
    let missing = actions(&mut open, &reasoned, "title: 河套‸市", Value::Null);
    let insert = titled(&missing, "insert the task “规范行政执法”");
    let whole = applied(&reasoned, &insert, &address);
    assert!(
        whole.ends_with("### （三）规范行政执法 {implements=beiyuan:一/（三）}\n\n严厉打击非法采砂、侵占河道行为，完善部门联合执法机制。（责任单位：市公安局、市水利局）\n"),
        "{whole}"
    );
    open.editor.replace(&child, 5, &whole);
    open.editor.diagnostics(&child, |found| found.iter().all(|d| d["code"] != "PG101"));
}

#[test]
fn formatting_writes_what_fmt_writes() {
    let mut open = Open::new();
    let child = open.folder.path("hetao/plan.md");
    let text = CHILD
        .replace("### （二）", "#### （二） ")
        .replace("level: city\n", "")
        .replace("id: hetao", "level: city\nid: hetao");
    open.editor.replace(&child, 2, &text);
    let options = json!({ "tabSize": 2, "insertSpaces": true });
    let params = json!({ "textDocument": { "uri": uri(&child) }, "options": options });
    let edits = open.editor.ask("textDocument/formatting", params.clone());
    let action = json!({ "edit": { "changes": { uri(&child): edits } } });
    let formatted = applied(&text, &action, &uri(&child));
    let path = open.folder.path("copy.md");
    std::fs::write(&path, &text).expect("written");
    let run = crate::support::run(crate::support::command().arg("fmt").arg(&path));
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert_eq!(formatted, std::fs::read_to_string(&path).expect("written"));
    assert_ne!(formatted, text);
    open.editor.replace(&child, 3, &formatted);
    assert_eq!(open.editor.ask("textDocument/formatting", params), json!([]));
}

#[test]
fn the_parents_value_is_taken_over() {
    let mut open = Open::new();
    let child = open.folder.path("hetao/plan.md");
    let text = CHILD.replace("[85%以上](target:cover)", "85%以上");
    open.editor.replace(&child, 2, &text);
    let at = position(&text, "自动‸监测覆盖率");
    let params = json!({ "textDocument": { "uri": uri(&child) }, "range": { "start": at, "end": at }, "context": { "diagnostics": [] } });
    let actions = open.editor.ask("textDocument/codeAction", params);
    let take = actions.as_array().expect("actions").iter().find(|a| a["title"] == "take over the parent's value");
    let whole = applied(&text, take.unwrap_or_else(|| panic!("{actions:#}")), &uri(&child));
    assert_eq!(whole, text.replace("85%", "90%"));
}
