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
struct Events(BufReader<TcpStream>);

impl Events {
    fn of(port: u16, plan: &str) -> Self {
        let stream = send(port, &format!("GET /events?plan={plan} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"));
        Self(BufReader::new(stream))
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

    /// The next state of the plan in which something holds.
    fn until(&mut self, holds: impl Fn(&Value) -> bool) -> Value {
        loop {
            let plan = self.next("plan");
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
    let plan = events.next("plan");
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
    assert!(has(&second.next("plan"), "PG301"));
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
        "/page/%2e%2e/0/0",
        "/page/x/0/0",
        "/page/x/99999999999999999999/0",
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
    assert_eq!(with("GET /page/x/0/zz", &own), 404);
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
