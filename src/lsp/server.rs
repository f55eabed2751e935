//! The server: messages in, messages out, and in between a step of work at a time. It knows nothing of streams, so
//! that tests can talk to it.

use super::capabilities;
use super::client::Client;
use super::diagnostics::{self, Said, Told};
use super::documents::Open;
use super::position::Lines;
use super::project::Project;
use super::requests;
use super::symbols;
use super::transport::Outgoing;
use super::uri::{self, Names};
use super::view::View;
use crate::base::{Failure, Finding, Lang, SourceFile, Span};
use crate::project::{FILE, is_setting};
use crate::session::Checked;
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response, ResponseError};
use lsp_types::{
    Diagnostic, DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidChangeWorkspaceFoldersParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams, Location, SymbolInformation,
    WorkspaceDiagnosticParams,
};
use rayon::prelude::*;
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

    fn add_folder(&mut self, folder: PathBuf) {
        if self.projects.iter().any(|p| p.is_whole() && p.root() == folder) || folder.is_relative() {
            return;
        }
        self.unsettled = true;
        self.add_project(Project::of_folder(folder));
    }

    /// A new project reads what is open elsewhere as the editor has it.
    fn add_project(&mut self, mut project: Project) {
        for (path, open) in self.open.iter().filter(|(path, _)| !is_setting(path)) {
            project.lend(SourceFile::new(path, open.text.as_str()));
        }
        self.projects.push(project);
    }

    /// The project that a document belongs to: of folders within each other the inner one.
    pub(super) fn project_of(&self, path: &Path) -> Option<usize> {
        let mut own: Vec<usize> = (0..self.projects.len()).filter(|&at| self.projects[at].holds(path)).collect();
        own.sort_by_key(|&at| (self.projects[at].is_whole(), self.projects[at].root().as_os_str().len()));
        own.pop()
    }

    fn did_open(&mut self, params: DidOpenTextDocumentParams) {
        let document = params.text_document;
        let path = self.names.learn(&document.uri);
        let open = Open { text: document.text, version: document.version, language: document.language_id };
        self.open.insert(path.clone(), open);
        if self.project_of(&path).is_none() && !is_setting(&path) {
            let root = path.parent().map(Path::to_path_buf).unwrap_or_default();
            self.add_project(Project::of_document(root));
        }
        self.edited(&path);
    }

    fn did_change(&mut self, params: DidChangeTextDocumentParams) {
        let path = uri::to_path(&params.text_document.uri);
        let encoding = self.client.encoding;
        let Some(open) = self.open.get_mut(&path) else {
            let shown = path.display();
            let (zh, en) =
                (format!("没有打开过 {shown}，改动略过"), format!("{shown} is not open; its change is passed over"));
            return self.log(&zh, &en);
        };
        open.change(params.content_changes, encoding);
        open.version = params.text_document.version;
        self.edited(&path);
    }

    /// Passes a text on to all who may read it.
    fn edited(&mut self, path: &Path) {
        self.new_day();
        let Some(open) = self.open.get(path) else { return };
        let file = SourceFile::new(path, open.text.as_str());
        if is_setting(path) {
            self.unsettled = true;
            if path.file_name().is_none_or(|name| name != FILE) {
                // A lint of the project's own is read from the disk.
                return;
            }
            let folder = path.parent().unwrap_or(path);
            for project in self.projects.iter_mut().filter(|p| p.root().starts_with(folder)) {
                // Settings nearer by go first.
                if project.settings_file().is_none_or(|own| own == path) {
                    project.read_settings(Some(&file));
                }
            }
            return;
        }
        let own = self.project_of(path);
        for (at, project) in self.projects.iter_mut().enumerate() {
            if Some(at) == own { project.edit(file.clone()) } else { project.lend(file.clone()) }
        }
    }

    /// Waivers expire at midnight, and editors stay open.
    fn new_day(&mut self) {
        let today = crate::base::today();
        if today != self.today {
            self.today = today;
            self.projects.iter_mut().for_each(|p| p.set_today(today));
        }
    }

    fn did_close(&mut self, params: DidCloseTextDocumentParams) {
        let path = uri::to_path(&params.text_document.uri);
        if self.open.remove(&path).is_none() {
            return;
        }
        if is_setting(&path) {
            self.settings_changed();
        } else {
            self.projects.iter_mut().for_each(|p| p.close(&path));
            self.projects.retain(|p| p.is_whole() || p.plans().next().is_some());
        }
        if self.project_of(&path).is_none_or(|at| !self.projects[at].has(&path)) {
            self.forget(&path);
        }
        self.names.forget(&path);
    }

    fn did_save(&mut self, params: DidSaveTextDocumentParams) {
        if is_setting(&uri::to_path(&params.text_document.uri)) {
            self.settings_changed();
        }
    }

    fn watched(&mut self, params: DidChangeWatchedFilesParams) {
        let paths: Vec<PathBuf> = params.changes.iter().map(|change| uri::to_path(&change.uri)).collect();
        self.files_changed(&paths);
    }

    /// Files on the disk changed.
    pub fn files_changed(&mut self, paths: &[PathBuf]) {
        self.unsettled = true;
        for path in paths {
            if is_setting(path) {
                self.settings_changed();
            } else if !self.open.contains_key(path) {
                self.projects.iter_mut().for_each(|p| p.file_changed(path));
                if self.projects.iter().all(|p| !p.has(path)) {
                    self.forget(path);
                }
            }
        }
    }

    /// The disk changed, it is not known where.
    pub fn anything_changed(&mut self) {
        self.settings_changed();
        let paths: Vec<PathBuf> = self.projects.iter().flat_map(Project::plans).map(Path::to_path_buf).collect();
        self.files_changed(&paths);
    }

    fn settings_changed(&mut self) {
        self.unsettled = true;
        for project in &mut self.projects {
            let file = project.settings_file();
            let open = file.and_then(|file| Some(SourceFile::new(&file, self.open.get(&file)?.text.as_str())));
            project.read_settings(open.as_ref());
        }
    }

    fn folders(&mut self, params: DidChangeWorkspaceFoldersParams) {
        for folder in params.event.removed {
            let root = uri::to_path(&folder.uri);
            let Some(at) = self.projects.iter().position(|p| p.is_whole() && p.root() == root) else { continue };
            let gone = self.projects.remove(at);
            for path in gone.plans() {
                self.forget(path);
            }
        }
        for folder in params.event.added {
            self.add_folder(uri::to_path(&folder.uri));
        }
        // Documents that stay open find their place anew.
        let open: Vec<PathBuf> = self.open.keys().filter(|path| !is_setting(path)).cloned().collect();
        for path in open {
            if self.project_of(&path).is_none() {
                let root = path.parent().map(Path::to_path_buf).unwrap_or_default();
                self.add_project(Project::of_document(root));
            }
            self.edited(&path);
        }
        let own: Vec<Option<usize>> = (0..self.projects.len()).map(Some).collect();
        let used: Vec<Option<usize>> = self.open.keys().map(|path| self.project_of(path)).collect();
        let mut at = own.into_iter();
        self.projects.retain(|p| {
            let at = at.next().unwrap_or_default();
            p.is_whole() || used.contains(&at)
        });
    }

    /// Nothing is told of a document any more.
    fn forget(&mut self, path: &Path) {
        if self.told.remove(path).is_some() {
            self.publish(path, "[]".into());
        }
    }

    /// Tells the diagnostics of a document, which are JSON already.
    fn publish(&mut self, path: &Path, diagnostics: Arc<str>) {
        let Some(uri) = self.names.of(path) else { return };
        let version = self.open.get(path).map_or(String::new(), |open| format!(r#""version":{},"#, open.version));
        let head = format!(
            r#"{{"jsonrpc":"2.0","method":"textDocument/publishDiagnostics","params":{{"uri":{},{version}"diagnostics":"#,
            json!(uri)
        );
        self.out.push(Outgoing::Written(vec![head.into(), diagnostics, "}}".into()]));
    }

    /// How findings are told.
    fn told_to(&self) -> Told<'_> {
        Told { lang: self.lang, encoding: self.client.encoding, names: &self.names, related: self.client.related }
    }

    /// What is to be said of plans that were checked, in their order.
    fn said(&self, at: usize, checked: &[Arc<Checked>]) -> Vec<Said> {
        let (project, told) = (&self.projects[at], self.told_to());
        let is_plan = |checked: &Checked| {
            let language = self.open.get(&checked.path).map(|open| open.language.as_str());
            project.document(&checked.path).is_some_and(|document| project.is_plan(&document, language))
        };
        let plans: Vec<Option<&Checked>> = checked.iter().map(|c| Some(&**c).filter(|c| is_plan(c))).collect();
        let mut texts: FxHashMap<&Path, Arc<SourceFile>> = FxHashMap::default();
        for place in
            plans.iter().flatten().flat_map(|c| &c.findings).flat_map(|f| [&f.place].into_iter().chain(&f.related))
        {
            if !texts.contains_key(&*place.file)
                && let Some(text) = project.session().text(&place.file)
            {
                texts.insert(&place.file, Arc::clone(text));
            }
        }
        let loading = project.is_loading();
        let one = |checked: Option<&Checked>| {
            let text = |path: &Path| texts.get(path).cloned();
            // A parent that was not found may be among the plans that were not read yet.
            let shown = |finding: &&Finding| !(loading && finding.code == "PG003");
            Said::new(&checked.map(|c| diagnostics::all(c, &shown, &text, told)).unwrap_or_default())
        };
        plans.into_par_iter().map(one).collect()
    }

    /// The diagnostics of a document.
    pub(super) fn report(&mut self, path: &Path) -> Said {
        let Some(at) = self.project_of(path) else { return Said::default() };
        let Some(checked) = self.projects[at].check(path) else { return Said::default() };
        let said = self.said(at, &[checked]).pop().unwrap_or_default();
        self.told.insert(path.to_path_buf(), said.clone());
        said
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

    /// Whether there is something to do before the next message.
    pub fn has_work(&self) -> bool {
        self.phase == Phase::Running
            && (self.refresh
                || self.projects.iter().any(|p| p.is_loading() || !p.untold().is_empty())
                || self.unsettled
                || self.news && !self.waiting.is_empty())
    }

    /// A step of work: the document that is edited first, then other plans, a few at a time.
    pub fn work(&mut self) {
        if self.phase != Phase::Running {
            return;
        }
        if std::mem::take(&mut self.unsettled) {
            self.tell_troubles();
        }
        for at in 0..self.projects.len() {
            let untold = self.projects[at].untold();
            if !untold.is_empty() {
                self.check(at, &untold);
                return self.projects[at].shed();
            }
        }
        for at in 0..self.projects.len() {
            if self.projects[at].load_some() {
                if !self.projects[at].is_loading() {
                    self.unsettled = true;
                    // Now all parents that there are can be found.
                    self.projects[at].all_stale();
                }
                return;
            }
        }
        if std::mem::take(&mut self.refresh) {
            if self.client.pulls {
                self.ask("workspace/diagnostic/refresh", Value::Null);
            }
            if self.client.lens_refresh {
                self.ask("workspace/codeLens/refresh", Value::Null);
            }
            if self.client.hint_refresh {
                self.ask("workspace/inlayHint/refresh", Value::Null);
            }
        }
        if std::mem::take(&mut self.news) {
            self.answer_waiting();
        }
    }

    /// Answers those who wait for the diagnostics of all plans, if there is something that they do not know. All plans
    /// were told of before.
    fn answer_waiting(&mut self) {
        for (id, params) in std::mem::take(&mut self.waiting) {
            let known: FxHashMap<PathBuf, &str> =
                params.previous_result_ids.iter().map(|p| (uri::to_path(&p.uri), p.value.as_str())).collect();
            let mut parts: Vec<Arc<str>> = Vec::new();
            let mut is_news = params.previous_result_ids.is_empty();
            let none = Said::default();
            for path in self.projects.iter().flat_map(Project::plans) {
                let said = self.told.get(path).unwrap_or(&none);
                let same = known.get(path).is_some_and(|word| **word == *said.word);
                is_news |= !same;
                self.item(path, &said.word, (!same).then_some(&said.items), &mut parts);
            }
            for (path, word) in &known {
                if **word != *none.word && self.projects.iter().all(|p| !p.has(path)) {
                    is_news = true;
                    self.item(path, &none.word, Some(&none.items), &mut parts);
                }
            }
            if is_news {
                let head = format!(r#"{{"jsonrpc":"2.0","id":{},"result":{{"items":["#, json!(id));
                parts.insert(0, head.into());
                parts.push("]}}".into());
                self.out.push(Outgoing::Written(parts));
            } else {
                self.waiting.push((id, params));
            }
        }
    }

    /// A document in the answer on all plans: its diagnostics, or that they are what they were.
    fn item(&self, path: &Path, word: &str, items: Option<&Arc<str>>, parts: &mut Vec<Arc<str>>) {
        let Some(uri) = self.names.of(path) else { return };
        let comma = if parts.is_empty() { "" } else { "," };
        let version = self.open.get(path).map(|open| open.version);
        let (uri, version) = (json!(uri), json!(version));
        let head =
            |kind: &str| format!(r#"{comma}{{"kind":"{kind}","uri":{uri},"version":{version},"resultId":"{word}""#);
        match items {
            Some(items) => {
                parts.extend([format!(r#"{},"items":"#, head("full")).into(), Arc::clone(items), "}".into()]);
            }
            None => parts.push(format!("{}}}", head("unchanged")).into()),
        }
    }

    /// Tells what is wrong with settings and with files that cannot be read, and what no longer is.
    fn tell_troubles(&mut self) {
        let mut by_file: Vec<(PathBuf, Vec<Diagnostic>)> = Vec::new();
        for (path, told) in self.troubles() {
            match by_file.iter_mut().find(|(known, _)| *known == path) {
                Some((_, list)) => list.push(told),
                None => by_file.push((path, vec![told])),
            }
        }
        for path in std::mem::take(&mut self.troubled) {
            if by_file.iter().all(|(known, _)| *known != path) && !self.told.contains_key(&path) {
                self.publish(&path, "[]".into());
            }
        }
        for (path, found) in by_file {
            self.troubled.push(path.clone());
            self.publish(&path, json!(found).to_string().into());
        }
    }

    /// Checks plans and tells what is new of them.
    fn check(&mut self, at: usize, paths: &[PathBuf]) {
        let checked = self.projects[at].check_untold(paths);
        for (checked, said) in checked.iter().zip(self.said(at, &checked)) {
            let is_open = self.open.contains_key(&checked.path);
            let before = self.told.insert(checked.path.clone(), said.clone());
            let same = before.as_ref().is_some_and(|before| before.word == said.word);
            // Of a document that is edited the editor asks by itself; of others it must be told to.
            self.news |= !same;
            if same || before.is_none() && said.is_empty() && !is_open {
                continue;
            }
            if self.client.pulls {
                self.refresh |= before.is_some();
            } else {
                self.publish(&checked.path, said.items);
            }
        }
        let locks = self.projects.iter().flat_map(|p| p.session().unread_locks()).cloned().collect();
        if self.unread_locks != locks {
            self.unread_locks = locks;
            self.unsettled = true;
        }
    }

    /// What is wrong with settings and files that cannot be read, by file.
    fn troubles(&self) -> Vec<(PathBuf, Diagnostic)> {
        let mut out: Vec<(PathBuf, Diagnostic)> = Vec::new();
        for project in &self.projects {
            let settings = project.trouble().map(Failure::each).unwrap_or_default();
            for failure in settings.into_iter().chain(project.session().unread_locks().cloned()) {
                let path = failure.path().map_or_else(|| project.root().join(FILE), Path::to_path_buf);
                let text = self.open.get(&path).map(|open| SourceFile::new(&path, open.text.as_str()));
                let file = text.or_else(|| crate::source::load_text(&path).ok());
                let told = diagnostics::failure(&failure, file.as_ref(), self.told_to());
                if !out.contains(&(path.clone(), told.clone())) {
                    out.push((path, told));
                }
            }
            let unreadable = project.unreadable().filter(|(path, _)| !self.open.contains_key(*path));
            out.extend(unreadable.map(|(path, f)| (path.to_path_buf(), diagnostics::failure(f, None, self.told_to()))));
        }
        out
    }
}
