//! The server: messages in, messages out, and in between a step of work at a time. It knows nothing of streams, so
//! that tests can talk to it.

mod changes;
mod telling;

use super::capabilities;
use super::client::Client;
use super::diagnostics::Said;
use super::documents::Open;
use super::position::Lines;
use super::project::Project;
use super::requests;
use super::symbols;
use super::transport::Outgoing;
use super::uri::{self, Names};
use super::view::View;
use crate::base::{Failure, Lang, SourceFile, Span};
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response, ResponseError};
use lsp_types::{Location, SymbolInformation, WorkspaceDiagnosticParams};
use rustc_hash::FxHashMap;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What the server is started with.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// The language that was asked for; else the editor's.
    pub asked: Option<Lang>,
    /// The language of the locale, where the editor names none.
    pub locale: Lang,
}

/// How far the conversation has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Nothing was agreed yet.
    New,
    /// At work.
    Running,
    /// Asked to shut down.
    Closing,
    /// Over, with the status that the process ends with.
    Ended(u8),
}

/// A language server.
#[derive(Debug)]
pub struct Server {
    options: Options,
    phase: Phase,
    pub(super) client: Client,
    pub(super) lang: Lang,
    pub(super) names: Names,
    open: FxHashMap<PathBuf, Open>,
    projects: Vec<Project>,
    /// What an editor was told last of each document, with a word for it: the same is not told twice.
    told: FxHashMap<PathBuf, Said>,
    /// Requests for the diagnostics of all plans that wait for something new.
    waiting: Vec<(RequestId, WorkspaceDiagnosticParams)>,
    /// Whether something may be told to those that wait.
    news: bool,
    /// Whether something changed that the editor does not know to ask for.
    refresh: bool,
    /// Whether settings, or files that cannot be read, may have changed.
    unsettled: bool,
    /// Files that trouble was told of.
    troubled: Vec<PathBuf>,
    /// Locks that cannot be read, as they were told.
    unread_locks: Vec<Failure>,
    out: Vec<Outgoing>,
    next_id: i32,
    today: jiff::civil::Date,
}

/// The answer to a request.
pub(super) type Answer = Result<Value, ResponseError>;

impl Server {
    /// A server that nobody has talked to yet.
    pub fn new(options: Options) -> Self {
        Self {
            options,
            phase: Phase::New,
            client: Client::default(),
            lang: options.asked.unwrap_or(options.locale),
            names: Names::default(),
            open: FxHashMap::default(),
            projects: Vec::new(),
            told: FxHashMap::default(),
            waiting: Vec::new(),
            news: false,
            refresh: false,
            unsettled: false,
            troubled: Vec::new(),
            unread_locks: Vec::new(),
            out: Vec::new(),
            next_id: 0,
            today: crate::base::today(),
        }
    }

    /// The status to end with, when the conversation is over.
    pub fn ended(&self) -> Option<u8> {
        match self.phase {
            Phase::Ended(status) => Some(status),
            _ => None,
        }
    }

    /// The editor's process, where it told it.
    pub fn client_process(&self) -> Option<u32> {
        self.client.process
    }

    /// What is to be sent.
    pub fn drain(&mut self) -> Vec<Outgoing> {
        std::mem::take(&mut self.out)
    }

    /// The folders whose files an editor does not watch itself.
    pub fn folders_to_watch(&self) -> Vec<PathBuf> {
        if self.phase != Phase::Running || self.client.watches {
            return Vec::new();
        }
        self.projects.iter().map(|p| p.root().to_path_buf()).filter(|p| p.is_absolute()).collect()
    }

    /// Takes a message.
    pub fn take(&mut self, message: Message) {
        match message {
            Message::Request(request) => self.request(request),
            Message::Notification(notification) => self.notification(notification),
            // Answers to what the server asked: refusing changes nothing.
            Message::Response(_) => {}
        }
    }

    /// Answers a request that the editor no longer wants.
    pub fn cancelled(&mut self, id: RequestId) {
        let why = self.lang.pick("请求已取消", "the request was cancelled");
        self.fail(id, ErrorCode::RequestCanceled, why);
    }

    /// Answers a request whose document changes before it could be answered.
    pub fn outdated(&mut self, request: &Request) {
        let why = self.lang.pick("文档已改动", "the document changes").to_owned();
        let id = request.id.clone();
        if request.method == "textDocument/diagnostic" {
            let data = Some(json!({ "retriggerRequest": true }));
            let error = ResponseError { code: ErrorCode::ServerCancelled as i32, message: why, data };
            self.send(Message::Response(Response { id, response_result: Err(error) }));
        } else {
            self.fail(id, ErrorCode::ContentModified, &why);
        }
    }

    fn send(&mut self, message: Message) {
        self.out.push(Outgoing::Message(message));
    }

    fn fail(&mut self, id: RequestId, code: ErrorCode, why: &str) {
        self.send(Message::Response(Response::new_err(id, code as i32, why.to_owned())));
    }

    fn request(&mut self, mut request: Request) {
        uri::mend(&mut request.params);
        let id = request.id.clone();
        match (self.phase, request.method.as_str()) {
            (Phase::New, "initialize") => {
                let result = self.initialize(&request.params);
                self.reply(id, Ok(result));
            }
            (Phase::New, _) => {
                let why = self.lang.pick("还没有 initialize", "there was no `initialize` yet");
                self.fail(id, ErrorCode::ServerNotInitialized, why);
            }
            (Phase::Running, "initialize") => {
                let why = self.lang.pick("已经 initialize 过", "`initialize` came a second time");
                self.fail(id, ErrorCode::InvalidRequest, why);
            }
            (Phase::Running, "shutdown") => {
                self.phase = Phase::Closing;
                for (waiting, _) in std::mem::take(&mut self.waiting) {
                    self.cancelled(waiting);
                }
                self.reply(id, Ok(Value::Null));
            }
            (Phase::Running, "workspace/diagnostic") => match serde_json::from_value(request.params) {
                Ok(params) => {
                    self.waiting.push((id, params));
                    self.news = true;
                }
                Err(e) => self.fail(id, ErrorCode::InvalidParams, &e.to_string()),
            },
            (Phase::Running, _) => {
                let answer = requests::answer(self, request);
                self.reply(id, answer);
            }
            (Phase::Closing | Phase::Ended(_), _) => {
                let why = self.lang.pick("正在关闭", "the server is shutting down");
                self.fail(id, ErrorCode::InvalidRequest, why);
            }
        }
    }

    fn reply(&mut self, id: RequestId, answer: Answer) {
        self.send(Message::Response(Response { id, response_result: answer }));
    }

    fn initialize(&mut self, params: &Value) -> Value {
        self.client = Client::read(params);
        self.lang = self.options.asked.or(self.client.lang).unwrap_or(self.options.locale);
        self.phase = Phase::Running;
        for folder in self.client.folders.clone() {
            self.add_folder(folder);
        }
        json!({
            "capabilities": capabilities::of(&self.client),
            "serverInfo": { "name": "plangen", "version": env!("CARGO_PKG_VERSION") },
        })
    }

    fn notification(&mut self, mut notification: Notification) {
        uri::mend(&mut notification.params);
        let Notification { method, params } = notification;
        match (self.phase, method.as_str()) {
            (Phase::Closing, "exit") => self.phase = Phase::Ended(0),
            (_, "exit") => self.phase = Phase::Ended(1),
            (Phase::Running, "initialized") => self.watch_files(),
            (Phase::Running, "$/cancelRequest") => self.cancel(&params),
            (Phase::Running, "textDocument/didOpen") => self.with(&method, params, Self::did_open),
            (Phase::Running, "textDocument/didChange") => self.with(&method, params, Self::did_change),
            (Phase::Running, "textDocument/didClose") => self.with(&method, params, Self::did_close),
            (Phase::Running, "textDocument/didSave") => self.with(&method, params, Self::did_save),
            (Phase::Running, "workspace/didChangeWatchedFiles") => self.with(&method, params, Self::watched),
            (Phase::Running, "workspace/didChangeWorkspaceFolders") => self.with(&method, params, Self::folders),
            _ => {}
        }
    }

    /// Reads what a notification says and passes it on; what cannot be read is told in the editor's log.
    fn with<P: DeserializeOwned>(&mut self, method: &str, params: Value, take: fn(&mut Self, P)) {
        match serde_json::from_value(params) {
            Ok(params) => take(self, params),
            Err(e) => {
                let (zh, en) = (format!("{method} 的内容无法解读：{e}"), format!("{method} cannot be read: {e}"));
                self.log(&zh, &en);
            }
        }
    }

    fn log(&mut self, zh: &str, en: &str) {
        let params = json!({ "type": 2, "message": self.lang.pick(zh, en) });
        self.notify("window/logMessage", params);
    }

    pub(super) fn notify(&mut self, method: &str, params: Value) {
        self.send(Message::Notification(Notification { method: method.to_owned(), params }));
    }

    fn ask(&mut self, method: &str, params: Value) {
        self.next_id += 1;
        let id = RequestId::from(format!("plangen-{}", self.next_id));
        self.send(Message::Request(Request { id, method: method.to_owned(), params }));
    }

    fn watch_files(&mut self) {
        if self.client.watches {
            let patterns =
                ["**/plangen.toml", "**/*.plangen.toml", "**/plangen.lock", "**/lints/*.toml", "**/*.md", "**/*.txt"]
                    .map(|glob| json!({ "globPattern": glob }));
            let options = json!({ "watchers": patterns });
            let wanted =
                json!({ "id": "files", "method": "workspace/didChangeWatchedFiles", "registerOptions": options });
            self.ask("client/registerCapability", json!({ "registrations": [wanted] }));
        }
    }

    fn cancel(&mut self, params: &Value) {
        let Some(id) = params.get("id").and_then(|id| serde_json::from_value::<RequestId>(id.clone()).ok()) else {
            return;
        };
        if let Some(at) = self.waiting.iter().position(|(waiting, _)| *waiting == id) {
            let (id, _) = self.waiting.remove(at);
            self.cancelled(id);
        }
    }

    /// A document that something is asked of, up to date.
    pub(super) fn view(&mut self, path: &Path) -> Option<View<'_>> {
        let at = self.project_of(path)?;
        let checked = self.projects[at].check(path)?;
        let project = &self.projects[at];
        let document = project.document(path)?;
        let lines = Lines::of_file(&document.file, self.client.encoding);
        Some(View {
            project,
            path: path.to_path_buf(),
            document,
            checked,
            lines,
            lang: self.lang,
            client: &self.client,
            names: &self.names,
        })
    }

    /// The symbols of all plans that match a query.
    pub(super) fn symbols(&mut self, query: &str) -> Vec<SymbolInformation> {
        let (names, encoding) = (&self.names, self.client.encoding);
        let place = |file: &Arc<SourceFile>, span: Span| {
            let range = Lines::of_file(file, encoding).range(span);
            Some(Location { uri: names.of(&file.path)?, range })
        };
        self.projects.iter_mut().flat_map(|project| symbols::search(project, query, &place)).collect()
    }
}
