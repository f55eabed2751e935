//! A small editor for the tests: it starts `plangen lsp` and talks to it over its streams.

use crate::support::command;
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// Far longer than anything takes, even on a busy machine: it only bounds a test that fails.
const LONG: Duration = Duration::from_secs(240);

/// An editor and its server; the server is ended with it.
pub struct Editor {
    child: Child,
    input: Option<ChildStdin>,
    inbox: Receiver<Value>,
    /// What came while something else was waited for.
    kept: VecDeque<Value>,
    next: i64,
    /// What the server said when it was initialised.
    pub agreed: Value,
}

/// What an editor is like, besides its folder.
#[derive(Debug, Clone)]
pub struct Kind {
    pub capabilities: Value,
    pub options: Value,
    pub locale: &'static str,
    pub args: &'static [&'static str],
}

impl Default for Kind {
    fn default() -> Self {
        Self {
            capabilities: json!({
                "textDocument": {
                    "publishDiagnostics": { "relatedInformation": true },
                    "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
                    "codeAction": { "codeActionLiteralSupport": { "codeActionKind": { "valueSet": [] } } },
                },
                // Files are told of by the test itself.
                "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } },
            }),
            options: Value::Null,
            locale: "en",
            args: &[],
        }
    }
}

impl Kind {
    /// One that asks for diagnostics.
    pub fn pulling() -> Self {
        let mut kind = Self::default();
        kind.capabilities["textDocument"]["diagnostic"] = json!({});
        kind.capabilities["workspace"]["diagnostics"] = json!({ "refreshSupport": true });
        kind
    }

    /// One that counts columns so.
    pub fn counting(encoding: &str) -> Self {
        let mut kind = Self::default();
        kind.capabilities["general"] = json!({ "positionEncodings": [encoding] });
        kind
    }
}

/// The address of a path.
pub fn uri(path: &Path) -> String {
    let mut out = String::from("file://");
    for byte in path.to_str().expect("a path of the tests").bytes() {
        match byte {
            b'/' | b'.' | b'-' | b'_' => out.push(byte as char),
            b if b.is_ascii_alphanumeric() => out.push(b as char),
            b => out.push_str(&format!("%{b:02X}")),
        }
    }
    out
}

impl Editor {
    /// Starts a server and sends it nothing.
    pub fn silent(args: &[&str]) -> Self {
        let mut command = command();
        command.arg("lsp").args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        let mut child = command.spawn().expect("the server starts");
        let output = child.stdout.take().expect("piped");
        let input = child.stdin.take();
        let (sender, inbox) = channel();
        std::thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Some(message) = read(&mut output) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Self { child, input, inbox, kept: VecDeque::new(), next: 0, agreed: Value::Null }
    }

    /// Starts a server for a folder.
    pub fn start(folder: &Path, kind: Kind) -> Self {
        let mut editor = Self::silent(kind.args);
        editor.initialize(&[folder], kind);
        editor
    }

    /// Agrees with the server.
    pub fn initialize(&mut self, folders: &[&Path], kind: Kind) {
        let folders: Vec<Value> = folders.iter().map(|f| json!({ "uri": uri(f), "name": "plans" })).collect();
        let params = json!({
            "processId": std::process::id(),
            "rootUri": null,
            "locale": kind.locale,
            "capabilities": kind.capabilities,
            "initializationOptions": kind.options,
            "workspaceFolders": folders,
        });
        self.agreed = self.ask("initialize", params);
        self.tell("initialized", json!({}));
    }

    /// Sends raw bytes.
    pub fn raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("the stream is open");
        input.write_all(bytes).and_then(|()| input.flush()).expect("the server reads");
    }

    /// Sends a message as it is.
    pub fn send(&mut self, message: &Value) {
        let text = message.to_string();
        self.raw(format!("Content-Length: {}\r\n\r\n{text}", text.len()).as_bytes());
    }

    /// Sends a notification.
    pub fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a request; answers with its id.
    pub fn begin(&mut self, method: &str, params: Value) -> i64 {
        self.next += 1;
        self.send(&json!({ "jsonrpc": "2.0", "id": self.next, "method": method, "params": params }));
        self.next
    }

    /// Waits for the answer to a request.
    #[track_caller]
    pub fn answer(&mut self, id: i64) -> Value {
        self.wait(|m| m.get("method").is_none() && m["id"] == id)
    }

    /// Asks, and waits for the result.
    #[track_caller]
    pub fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.begin(method, params);
        let mut answer = self.answer(id);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].take()
    }

    /// Asks what will be refused; answers with the error.
    pub fn refused(&mut self, method: &str, params: Value) -> Value {
        let id = self.begin(method, params);
        self.answer(id)["error"].take()
    }

    /// Waits for a message that is `wanted`.
    #[track_caller]
    pub fn wait(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.kept.iter().position(&wanted) {
            return self.kept.remove(at).expect("it was just found");
        }
        let deadline = Instant::now() + LONG;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let message = match self.inbox.recv_timeout(left) {
                Ok(message) => message,
                Err(e) => panic!("{e}; kept: {:#?}", self.kept),
            };
            if message.get("id").is_some() && message.get("method").is_some() {
                // The server asks something: editors agree.
                let id = message["id"].clone();
                self.send(&json!({ "jsonrpc": "2.0", "id": id, "result": null }));
            }
            if wanted(&message) {
                return message;
            }
            self.kept.push_back(message);
        }
    }

    /// Opens a document.
    pub fn open(&mut self, path: &Path, text: &str) {
        let document = json!({ "uri": uri(path), "languageId": "markdown", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Opens a document as it is on the disk.
    pub fn open_file(&mut self, path: &Path) {
        let text = std::fs::read_to_string(path).expect("a plan");
        self.open(path, &text);
    }

    /// Gives an open document another text.
    pub fn replace(&mut self, path: &Path, version: i64, text: &str) {
        self.change(path, version, json!([{ "text": text }]));
    }

    /// Changes an open document.
    pub fn change(&mut self, path: &Path, version: i64, changes: Value) {
        let document = json!({ "uri": uri(path), "version": version });
        self.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// Waits for diagnostics of a document that are `wanted`.
    #[track_caller]
    pub fn diagnostics(&mut self, path: &Path, wanted: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        let uri = uri(path);
        let of = |m: &Value| m["method"] == "textDocument/publishDiagnostics" && m["params"]["uri"] == uri.as_str();
        loop {
            let mut told = self.wait(of);
            let found = std::mem::take(told["params"]["diagnostics"].as_array_mut().expect("a list"));
            if wanted(&found) {
                return found;
            }
        }
    }

    /// Asks for the diagnostics of a document.
    #[track_caller]
    pub fn pull(&mut self, path: &Path) -> Vec<Value> {
        let mut report = self.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": uri(path) } }));
        assert_eq!(report["kind"], "full");
        std::mem::take(report["items"].as_array_mut().expect("a list"))
    }

    /// Asks about a place.
    pub fn at(&mut self, method: &str, path: &Path, text: &str, words: &str) -> Value {
        let position = position(text, words);
        self.ask(method, json!({ "textDocument": { "uri": uri(path) }, "position": position }))
    }

    /// Asks about a whole document.
    pub fn of(&mut self, method: &str, path: &Path) -> Value {
        self.ask(method, json!({ "textDocument": { "uri": uri(path) } }))
    }

    /// Closes the stream to the server, as a process does that dies.
    pub fn die(&mut self) {
        self.input = None;
    }

    /// Waits for the server's end.
    pub fn ends(&mut self) -> ExitStatus {
        let deadline = Instant::now() + LONG;
        while Instant::now() < deadline {
            if let Some(status) = self.child.try_wait().expect("it can be waited for") {
                return status;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("the server did not end");
    }

    /// Shuts the server down as editors do.
    pub fn quit(&mut self) -> ExitStatus {
        assert_eq!(self.ask("shutdown", Value::Null), Value::Null);
        self.tell("exit", Value::Null);
        self.ends()
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The position, in UTF-16, in the middle of the first `words` of a text; `‸` in them marks the place.
pub fn position(text: &str, words: &str) -> Value {
    let (before, after) = words.split_once('‸').unwrap_or((words.get(..3.min(words.len())).unwrap_or(words), ""));
    let whole = words.replace('‸', "");
    let _ = after;
    let at = text.find(&whole).unwrap_or_else(|| panic!("no {whole} in the text")) + before.len();
    let line = text[..at].matches('\n').count();
    let start = text[..at].rfind('\n').map_or(0, |i| i + 1);
    json!({ "line": line, "character": text[start..at].encode_utf16().count() })
}

/// The text of a range, in UTF-16.
pub fn quoted(text: &str, range: &Value) -> String {
    let offset = |p: &Value| {
        let line = p["line"].as_u64().expect("a line") as usize;
        let start = text.split_inclusive('\n').take(line).map(str::len).sum::<usize>();
        let mut column = p["character"].as_u64().expect("a column") as usize;
        let mut at = start;
        for c in text[start..].chars() {
            if column == 0 {
                break;
            }
            column -= c.len_utf16().min(column);
            at += c.len_utf8();
        }
        at
    };
    text[offset(&range["start"])..offset(&range["end"])].to_owned()
}

fn read(output: &mut BufReader<impl Read>) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            head => length = head.strip_prefix("Content-Length: ").map_or(length, |l| l.parse().expect("a length")),
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}

/// A folder with plans.
pub struct Folder(tempfile::TempDir);

impl Folder {
    pub fn new(files: &[(&str, &str)]) -> Self {
        let folder = Self(tempfile::tempdir().expect("a folder"));
        files.iter().for_each(|(name, text)| folder.put(name, text));
        folder
    }

    pub fn put(&self, name: &str, text: &str) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, text).expect("written");
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().canonicalize().expect("a folder").join(name)
    }

    pub fn root(&self) -> PathBuf {
        self.0.path().canonicalize().expect("a folder")
    }
}
