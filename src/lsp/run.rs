//! The server on a pair of streams: messages first, work when there are none.

use super::server::{Options, Server};
use super::transport::{self, Received};
use crate::watch::{Event, Watcher};
use lsp_server::{Message, Notification, RequestId};
use std::collections::{BTreeMap, VecDeque};
use std::io::{BufRead, Write};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

/// How often it is looked whether the editor is still there.
const LOOK: Duration = Duration::from_secs(3);

/// What happens.
enum Incoming {
    Received(Received),
    /// Files changed on the disk; nothing where it is not known which.
    Files(Option<Vec<PathBuf>>),
    /// The editor is gone.
    Closed,
}

/// Serves until the editor says `exit`, closes the stream or is gone. Answers with the status of the protocol: 0 after
/// `shutdown`, else 1.
pub fn run(input: impl BufRead + Send + 'static, mut output: impl Write, options: Options) -> u8 {
    let (sender, inbox) = channel();
    let reader = sender.clone();
    std::thread::spawn(move || read_all(input, &reader));
    let mut server = Server::new(options);
    let mut files = Files::default();
    let mut queue = VecDeque::new();
    loop {
        if queue.is_empty() && !server.has_work() {
            match inbox.recv_timeout(LOOK) {
                Ok(incoming) => queue.push_back(incoming),
                Err(RecvTimeoutError::Timeout) if is_alive(server.client_process()) => continue,
                Err(_) => return 1,
            }
        }
        queue.extend(inbox.try_iter());
        let sent = match queue.pop_front() {
            None => {
                server.work();
                Ok(())
            }
            Some(Incoming::Received(Received::Message(message))) => {
                take(&mut server, message, &queue);
                Ok(())
            }
            Some(Incoming::Received(Received::Malformed(code, why, id))) => {
                transport::write_malformed(&mut output, code, &why, &id)
            }
            Some(Incoming::Files(Some(paths))) => {
                server.files_changed(&paths);
                Ok(())
            }
            Some(Incoming::Files(None)) => {
                server.anything_changed();
                Ok(())
            }
            Some(Incoming::Closed) => return server.ended().unwrap_or(1),
        };
        let sent = sent.and_then(|()| server.drain().iter().try_for_each(|m| transport::write(&mut output, m)));
        if sent.is_err() {
            return 1;
        }
        if let Some(status) = server.ended() {
            return status;
        }
        files.watch(server.folders_to_watch(), &sender);
    }
}

fn read_all(mut input: impl BufRead, inbox: &Sender<Incoming>) {
    while let Ok(Some(received)) = transport::read(&mut input) {
        if inbox.send(Incoming::Received(received)).is_err() {
            return;
        }
    }
    let _ = inbox.send(Incoming::Closed);
}

/// Requests whose answer is of no use once the document changed.
const PASSING: [&str; 8] = [
    "textDocument/diagnostic",
    "textDocument/semanticTokens/full",
    "textDocument/semanticTokens/range",
    "textDocument/inlayHint",
    "textDocument/codeLens",
    "textDocument/documentSymbol",
    "textDocument/foldingRange",
    "textDocument/documentLink",
];

/// Gives the server a message, unless one that waits behind it says that it is no longer wanted.
fn take(server: &mut Server, message: Message, queue: &VecDeque<Incoming>) {
    if let Message::Request(request) = &message {
        let waiting = || {
            queue.iter().filter_map(|incoming| match incoming {
                Incoming::Received(Received::Message(Message::Notification(n))) => Some(n),
                _ => None,
            })
        };
        if waiting().any(|n| cancels(n, &request.id)) {
            return server.cancelled(request.id.clone());
        }
        let uri = request.params.pointer("/textDocument/uri");
        let changes = |n: &Notification| {
            n.method == "textDocument/didChange" && uri.is_some() && n.params.pointer("/textDocument/uri") == uri
        };
        if PASSING.contains(&request.method.as_str()) && waiting().any(changes) {
            return server.outdated(request);
        }
    }
    server.take(message);
}

fn cancels(notification: &Notification, id: &RequestId) -> bool {
    let named = || serde_json::from_value::<RequestId>(notification.params.get("id").cloned().unwrap_or_default());
    notification.method == "$/cancelRequest" && named().is_ok_and(|named| named == *id)
}

/// Whether a process is there; where that cannot be known, it is.
fn is_alive(process: Option<u32>) -> bool {
    let proc = std::path::Path::new("/proc");
    process.is_none_or(|id| !proc.join("self").exists() || proc.join(id.to_string()).exists())
}

/// The watch on files, for editors that keep none.
#[derive(Default)]
struct Files {
    watcher: Option<Watcher>,
    folders: Vec<PathBuf>,
}

impl Files {
    fn watch(&mut self, folders: Vec<PathBuf>, sender: &Sender<Incoming>) {
        if folders == self.folders {
            return;
        }
        if self.watcher.is_none() {
            let (events, told) = channel();
            let sender = sender.clone();
            std::thread::spawn(move || pass_on(&told, &sender));
            self.watcher = Watcher::new(events).ok();
        }
        let wanted: BTreeMap<PathBuf, bool> = folders.iter().map(|folder| (folder.clone(), true)).collect();
        // Where the system does not watch, what the editor saves is still told.
        let _ = self.watcher.as_mut().map(|watcher| watcher.watch(&wanted));
        self.folders = folders;
    }
}

fn pass_on(told: &Receiver<Event>, sender: &Sender<Incoming>) {
    for event in told {
        let incoming = match event {
            Event::Changed(paths) => Incoming::Files(Some(paths.into_iter().collect())),
            Event::Unsure => Incoming::Files(None),
            Event::Asked(_) => continue,
            Event::Stop => return,
        };
        if sender.send(incoming).is_err() {
            return;
        }
    }
}
