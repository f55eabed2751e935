//! The live preview of `plangen watch` as a browser meets it: who is let in, what is served, what pages are told.

use crate::watch::{CHILD, LONG, Running, folder, save, weak};
use serde_json::Value;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;

/// Starts watching; answers with the port of the preview.
fn start(folder: &Path, more: &[&str]) -> (Running, u16) {
    let watch = Running::start(folder, &[&["plans", "--parent", "parent.txt"], more].concat());
    let told = watch.notes("live preview: ");
    watch.begun();
    let port = told.rsplit(':').next().and_then(|p| p.trim_end_matches('/').parse().ok());
    (watch, port.unwrap_or_else(|| panic!("no port: {told}")))
}

fn send(port: u16, request: &str) -> TcpStream {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("the preview listens");
    stream.set_read_timeout(Some(LONG)).expect("set");
    // A request that is refused may be cut off while it is sent.
    let _ = stream.write_all(request.as_bytes());
    stream
}

/// Sends a request and reads the answer to its end: status, head, body.
fn ask(port: u16, request: &str) -> (u16, String, String) {
    let mut answer = String::new();
    let _ = send(port, request).read_to_string(&mut answer);
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or_default();
    (status, head.to_lowercase(), body.to_owned())
}

fn get(port: u16, path: &str) -> (u16, String, String) {
    ask(port, &format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"))
}

/// What a page is told.
struct Events(BufReader<TcpStream>, u16);

impl Events {
    fn of(port: u16, plan: &str) -> Self {
        let stream = send(port, &format!("GET /events?plan={plan} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"));
        Self(BufReader::new(stream), port)
    }

    /// The next event of this name.
    fn next(&mut self, name: &str) -> Value {
        let mut line = String::new();
        let mut wanted = false;
        while self.0.read_line(&mut line).expect("told in time") > 0 {
            match line.trim_end().split_once(": ") {
                Some(("event", event)) => wanted = event == name,
                Some(("data", data)) if wanted => return serde_json::from_str(data).expect("JSON"),
                _ => {}
            }
            line.clear();
        }
        panic!("the server hung up before it told `{name}`");
    }

    /// The plan as it is once it is told to have changed.
    fn plan(&mut self) -> Value {
        let told = self.next("plan");
        let (status, _, body) = get(self.1, &format!("/plan/{}", told["key"].as_str().unwrap_or_default()));
        assert_eq!(status, 200, "{told}");
        let plan: Value = serde_json::from_str(&body).expect("JSON");
        assert!(plan["version"].as_u64() >= told["version"].as_u64(), "{told}");
        plan
    }

    /// The next state of the plan in which something holds.
    fn until(&mut self, holds: impl Fn(&Value) -> bool) -> Value {
        loop {
            let plan = self.plan();
            if holds(&plan) {
                return plan;
            }
        }
    }
}

fn has(plan: &Value, code: &str) -> bool {
    plan["findings"].as_array().is_some_and(|all| all.iter().any(|f| f["code"] == code))
}

#[test]
fn a_page_is_told_what_a_save_changed() {
    let (folder, parent, child) = folder();
    let (mut watch, port) = start(folder.path(), &[]);
    let mut events = Events::of(port, "");
    let hello = events.next("hello");
    assert_eq!(hello["token"].as_str().map(str::len), Some(32), "{hello}");
    let plans = events.next("plans");
    assert_eq!(plans["plans"][0]["path"], "plans/child.md");
    let plan = events.plan();
    assert!(!has(&plan, "PG301"), "{plan:#}");
    assert_eq!(plan["coverage"][0]["tasks"][0]["status"], "covered", "{plan:#}");

    save(&child, &weak());
    let plan = events.until(|plan| has(plan, "PG301"));
    let finding = plan["findings"].as_array().and_then(|all| all.iter().find(|f| f["code"] == "PG301"));
    let finding = finding.expect("it is there");
    assert_eq!(finding["place"]["line"], 5, "{finding:#}");
    assert!(finding["message"]["zh"].as_str().is_some_and(|m| m.contains("85%")), "{finding:#}");
    assert!(finding["message"]["en"].as_str().is_some_and(|m| m.contains("85%")), "{finding:#}");
    let clause = &finding["related"][0];
    assert_eq!(
        (&clause["line"], &plan["files"][clause["file"].as_u64().unwrap_or(9) as usize]),
        (&5.into(), &"parent.txt".into())
    );
    assert!(clause["quote"].as_str().is_some_and(|q| q.contains("90%")), "{clause:#}");

    // Two pages are told the same; one that comes late is told what is now.
    let mut second = Events::of(port, "");
    assert!(has(&second.plan(), "PG301"));
    save(&child, CHILD);
    events.until(|plan| !has(plan, "PG301"));
    second.until(|plan| !has(plan, "PG301"));

    // What cannot be read is said, and what was found stays.
    fs::write(&child, b"\x00\x01\x02").expect("written");
    let plan = events.until(|plan| !plan["failure"].is_null());
    assert!(plan["failure"]["zh"].as_str().is_some_and(|f| f.contains("不是文本文件")), "{plan:#}");
    save(&child, CHILD);
    events.until(|plan| plan["failure"].is_null());

    // A change of the parent changes what is covered.
    let more = "（三）完善制度。每年对水库大坝开展一次安全鉴定并公布结果。（责任单位：自治区水利厅）\n";
    save(&parent, &(fs::read_to_string(&parent).expect("there") + more));
    let plan = events.until(|plan| plan["coverage"][0]["tasks"].as_array().is_some_and(|t| t.len() == 3));
    assert_eq!(plan["coverage"][0]["tasks"][2]["status"], "missing", "{plan:#}");

    watch.signal("INT");
    assert_eq!(watch.ends().code(), Some(0), "pages that listen do not hold it up");
}

#[test]
fn only_the_own_page_is_let_in_and_nothing_of_the_disk_is_served() {
    let (folder, ..) = folder();
    let (_watch, port) = start(folder.path(), &[]);
    let (status, head, body) = get(port, "/");
    assert_eq!(status, 200, "{head}");
    for wanted in ["default-src 'none'", "cache-control: no-store", "x-frame-options: deny", "nosniff"] {
        assert!(head.contains(wanted), "{wanted}: {head}");
    }
    assert!(!body.contains("http://") && !body.contains("https://"), "nothing comes from elsewhere: {body}");
    for path in ["/live.css", "/live.js", "/words.js", "/sheets.js", "/panel.js", "/icon.svg"] {
        let (status, _, body) = get(port, path);
        assert_eq!(status, 200, "{path}");
        assert!(!body.contains("://") || path == "/icon.svg", "{path} names an address");
    }
    for path in [
        "/plans/child.md",
        "/../parent.txt",
        "/..%2fparent.txt",
        "/page/../../parent.txt",
        "/plan/x",
        "/plan/..%2f..%2fparent.txt",
        "/page/%2e%2e/0/0/600",
        "/page/x/0/0/600",
        "/page/x/0/0/-1",
        "/page/x/99999999999999999999/0/600",
        "//etc/passwd",
        "/etc/passwd",
    ] {
        let (status, _, body) = get(port, path);
        assert!(matches!(status, 400 | 404), "{path}: {status}");
        assert!(!body.contains("管护方案"), "{path}: {body}");
    }
    let with =
        |first: &str, headers: &str| ask(port, &format!("{first} HTTP/1.1\r\n{headers}Connection: close\r\n\r\n")).0;
    let own = format!("Host: localhost:{port}\r\n");
    assert_eq!(with("GET /", &own), 200);
    assert_eq!(with("GET /", "Host: plangen.example\r\n"), 403);
    assert_eq!(with("GET /events", &format!("Host: plangen.example:{port}\r\n")), 403);
    assert_eq!(with("GET /events", &format!("{own}Origin: http://plangen.example\r\n")), 403);
    assert_eq!(with("GET /live.js", &format!("{own}Sec-Fetch-Site: cross-site\r\n")), 403);
    assert_eq!(with("POST /", &format!("{own}Content-Length: 0\r\n")), 403);
    assert_eq!(with("GET /page/x/0/zz/600", &own), 404);
}

#[test]
fn a_port_is_kept_or_refused_and_the_preview_can_be_left_out() {
    let (folder, ..) = folder();
    let (first, port) = start(folder.path(), &[]);
    let (_second, other) = start(folder.path(), &[]);
    assert_ne!(port, other, "a second watch of the project takes another port");
    let mut third = Running::start(folder.path(), &["plans", "--parent", "parent.txt", "--port", &port.to_string()]);
    let told = third.notes("error: ");
    assert!(told.contains("cannot be served"), "{told}");
    assert_eq!(third.ends().code(), Some(2));
    drop(first);
    let (_again, same) = start(folder.path(), &[]);
    assert_eq!(port, same, "a page that is open finds its server again");
    let without = Running::start(folder.path(), &["plans", "--parent", "parent.txt", "--no-preview"]);
    without.until("in all");
    assert!(!without.notes("").contains("live preview"));
}

/// Sends a change as the page does: with its token.
fn post(port: u16, token: &str, path: &str, body: &Value) -> (u16, Value) {
    let body = body.to_string();
    let length = body.len();
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\nX-Plangen-Token: {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    );
    let (status, _, answer) = ask(port, &request);
    (status, serde_json::from_str(&answer).unwrap_or_default())
}

fn id_of(plan: &Value, list: &str, code: &str) -> Value {
    let found = plan[list].as_array().and_then(|all| all.iter().find(|f| f["code"] == code));
    found.map(|f| f["id"].clone()).unwrap_or_else(|| panic!("no {code}: {plan:#}"))
}

/// A source, in GB18030 and with the line ends of Windows, is waived by a comment; published text beside it. Both come
/// back to the byte.
#[test]
fn a_finding_is_waived_with_a_reason_and_that_is_undone() {
    let (folder, _, child) = folder();
    let source = format!("---\r\nplangen: 1\r\nkind: 实施方案\r\n---\r\n{}", weak().replace('\n', "\r\n\r\n"));
    let (gb, _, _) = encoding_rs::GB18030.encode(&source);
    for (bytes, written) in [(weak().into_bytes(), "plans/child.plangen.toml:1"), (gb.into_owned(), "plans/child.md:")]
    {
        fs::write(&child, &bytes).expect("written");
        let (mut watch, port) = start(folder.path(), &[]);
        let mut events = Events::of(port, "");
        let token = events.next("hello")["token"].as_str().unwrap_or_default().to_owned();
        let plan = events.until(|plan| has(plan, "PG301"));
        let waive = |reason: &str, until: Value| {
            let id = id_of(&plan, "findings", "PG301");
            post(
                port,
                &token,
                "/waive",
                &serde_json::json!({ "plan": plan["key"], "id": id, "reason": reason, "until": until }),
            )
        };
        for (reason, until) in
            [("待定", Value::Null), ("自治区同意", "明年".into()), ("自治区同意", "2001-01-01".into())]
        {
            let (status, told) = waive(reason, until);
            assert_eq!(status, 409, "{told}");
            assert!(told["zh"].is_string() && told["en"].is_string(), "{told}");
        }
        let (status, told) = waive("自治区同意“分步”达到", "2999-12-31".into());
        assert_eq!(status, 200, "{told}");
        assert!(told["where"].as_str().is_some_and(|w| w.starts_with(written)), "{told}");
        let plan = events.until(|plan| !has(plan, "PG301"));
        assert_eq!(plan["waived"][0]["reason"], "自治区同意“分步”达到", "{plan:#}");
        assert_eq!(plan["waived"][0]["until"], "2999-12-31");
        let lift = serde_json::json!({ "plan": plan["key"], "id": id_of(&plan, "waived", "PG301") });
        assert_eq!(post(port, &token, "/lift", &lift).0, 200);
        events.until(|plan| has(plan, "PG301"));
        assert_eq!(fs::read(&child).expect("there"), bytes);
        assert_eq!(post(port, &token, "/lift", &lift).0, 409, "it is lifted already");
        watch.signal("INT");
        assert_eq!(watch.ends().code(), Some(0));
        let _ = fs::remove_file(child.with_extension("plangen.toml"));
    }
}

/// What answers a task of the parent, as the page is told.
fn answers<'p>(plan: &'p Value, to: &str) -> &'p Value {
    let all = plan["coverage"][0]["tasks"].as_array().unwrap_or_else(|| panic!("no coverage: {plan:#}"));
    &all.iter().find(|t| t["to"] == to).unwrap_or_else(|| panic!("no {to}: {plan:#}"))["answers"]
}

/// A link is stored as `link --accept` stores it: in the heading of a source, beside published text. Both come back to
/// the byte.
#[test]
fn a_task_is_said_to_answer_one_of_the_parent_and_that_is_undone() {
    let (folder, _, child) = folder();
    let text = CHILD.replace("加强监测。覆盖率达到90%以上", "推进智能巡查。两年内建成巡查系统");
    let body = text.split_once('\n').expect("a title").1.replace("\n一", "\n## 一").replace("\n（", "\n\n### （");
    let body = body.replace("健全责任。", "健全责任\n\n").replace("智能巡查。", "智能巡查\n\n");
    let source =
        format!("---\nplangen: 1\nkind: 实施方案\ntitle: 河套市管护方案\nlevel: city\nregion: 河套市\n---\n{body}");
    for (text, written, there) in [
        (
            &text,
            "plans/child.plangen.toml:1",
            "[[link]]\ntask = \"一/（二）\"\nimplements = [\"parent:一/（二）\"]\nreason = \"巡查系统即监测系统\"\n",
        ),
        (
            &source,
            "plans/child.md:",
            "### （二）推进智能巡查 {implements=parent:一/（二）}\n\n<!-- 承接 parent:一/（二）：巡查系统即监测系统 -->\n",
        ),
    ] {
        fs::write(&child, text).expect("written");
        let (mut watch, port) = start(folder.path(), &[]);
        let mut events = Events::of(port, "");
        let token = events.next("hello")["token"].as_str().unwrap_or_default().to_owned();
        let plan = events.until(|plan| has(plan, "PG101"));
        let missing = plan["findings"].as_array().and_then(|all| all.iter().find(|f| f["code"] == "PG101"));
        let to = missing.map(|f| f["task"].clone()).unwrap_or_default();
        assert_eq!(to, "parent:一/（二）", "the finding names what is to be answered");
        assert_eq!(answers(&plan, "parent:一/（二）"), &serde_json::json!([]));
        assert!(plan["tasks"].as_array().is_some_and(|all| all.iter().any(|t| t[0] == "一/（二）")), "{plan:#}");
        let send = |path: &str, task: &str, to: &str, reason: &str| {
            let key = &plan["key"];
            post(port, &token, path, &serde_json::json!({ "plan": key, "task": task, "to": to, "reason": reason }))
        };
        for (task, to, reason) in [
            ("一/（二）", "parent:九", ""),
            ("一/（二）", "other:一/（二）", ""),
            ("九", "parent:一/（二）", ""),
            ("一/（二）", "parent:一/（二）", "待定"),
            ("一/（二）", "parent:一/（二）", "甲 --> 乙"),
        ] {
            let (status, told) = send("/link", task, to, reason);
            assert!(status == 409 && told["zh"].is_string(), "{task} {to} {reason}: {told}");
        }
        assert_eq!(send("/unlink", "一/（二）", "parent:一/（二）", "").0, 409, "there is none");
        assert_eq!(fs::read_to_string(&child).expect("there"), *text);
        let (status, told) = send("/link", "一/（二）", "parent:一/（二）", " 巡查系统即监测系统\n");
        assert!(status == 200 && told["where"].as_str().is_some_and(|w| w.starts_with(written)), "{told}");
        let linked = |plan: &Value| answers(plan, "parent:一/（二）")[0]["linked"] == "parent:一/（二）";
        let now = events.until(|plan| linked(plan));
        assert!(!has(&now, "PG101"), "{now:#}");
        assert_eq!(answers(&now, "parent:一/（二）")[0]["reason"], "巡查系统即监测系统");
        let side = fs::read_to_string(child.with_extension("plangen.toml")).unwrap_or_default();
        let stored = format!("{side}{}", fs::read_to_string(&child).expect("there"));
        assert!(stored.contains(there), "{stored}");
        assert_eq!(send("/unlink", "一/（二）", "parent:一/（二）", "").0, 200);
        events.until(|plan| has(plan, "PG101"));
        assert_eq!(fs::read_to_string(&child).expect("there"), *text);
        watch.signal("INT");
        assert_eq!(watch.ends().code(), Some(0));
        let _ = fs::remove_file(child.with_extension("plangen.toml"));
    }
}

#[test]
fn changes_need_the_pages_token_and_are_short() {
    let (folder, _, child) = folder();
    save(&child, &weak());
    let (_watch, port) = start(folder.path(), &[]);
    let mut events = Events::of(port, "");
    let token = events.next("hello")["token"].as_str().unwrap_or_default().to_owned();
    let plan = events.until(|plan| has(plan, "PG301"));
    let id = id_of(&plan, "findings", "PG301");
    let body = serde_json::json!({ "plan": plan["key"], "id": id, "reason": "自治区同意" });
    assert_eq!(post(port, "", "/waive", &body).0, 403);
    assert_eq!(post(port, &"0".repeat(32), "/waive", &body).0, 403);
    assert_eq!(post(port, &token, "/waive", &Value::from("甲".repeat(20_000))).0, 413);
    assert_eq!(
        post(port, &token, "/waive", &serde_json::json!({ "plan": "../child", "id": id, "reason": "甲" })).0,
        409
    );
    for file in [2, 99] {
        let open = serde_json::json!({ "plan": plan["key"], "file": file, "line": 1, "column": 1 });
        assert_eq!(post(port, &token, "/open", &open).0, 409);
    }
    assert_eq!(fs::read_to_string(&child).expect("there"), weak());
}

#[cfg(unix)]
#[test]
fn a_place_is_opened_in_the_editor_that_is_set_and_no_shell_reads_it() {
    let (folder, _, child) = folder();
    let odd = child.with_file_name("甲 $(touch pwned) b.md");
    fs::rename(&child, &odd).expect("renamed");
    let script = folder.path().join("my editor");
    fs::write(&script, "#!/bin/sh\nprintf '%s\\n' \"$@\" > opened.part && mv opened.part opened\n").expect("written");
    fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("set");
    let setting = format!("editor = \"'{}' -g {{file}}:{{line}}:{{column}}\"\n", script.display());
    fs::write(folder.path().join("plangen.toml"), setting).expect("written");
    let (_watch, port) = start(folder.path(), &[]);
    let mut events = Events::of(port, "");
    let token = events.next("hello")["token"].as_str().unwrap_or_default().to_owned();
    assert!(events.next("plans")["editor"].as_str().is_some_and(|e| e.ends_with("-g {file}:{line}:{column}")));
    let plan = events.plan();
    let open = serde_json::json!({ "plan": plan["key"], "file": 0, "line": 5, "column": 2 });
    assert_eq!(post(port, &token, "/open", &open).0, 200);
    let opened = folder.path().join("opened");
    let deadline = std::time::Instant::now() + LONG;
    while !opened.exists() && std::time::Instant::now() < deadline {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let told = fs::read_to_string(&opened).expect("the editor was started");
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines.len(), 2, "{told}");
    assert!(lines[0] == "-g" && lines[1].ends_with("/plans/甲 $(touch pwned) b.md:5:2"), "{told}");
    assert!(!folder.path().join("pwned").exists());
}
