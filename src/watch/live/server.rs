//! The server of the preview: HTTP on this machine's own address and no other, on one thread of its own.
//!
//! Changes reach pages as server-sent events. What the page is made of is in the program; of the disk nothing is
//! served.

use super::super::{self as watching, Asked, Wish};
use super::{Live, guard, lock};
use crate::base::{Failure, Lang};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use futures_util::{future, stream};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path as FilePath;
use std::pin::pin;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot, watch};

const PAGE: &str = include_str!("page/live.html");
const CSS: &str = include_str!("page/live.css");
const ICON: &str = include_str!("page/icon.svg");
const SCRIPTS: [(&str, &str); 5] = [
    ("words.js", include_str!("page/words.js")),
    ("sheets.js", include_str!("page/sheets.js")),
    ("coverage.js", include_str!("page/coverage.js")),
    ("panel.js", include_str!("page/panel.js")),
    ("live.js", include_str!("page/live.js")),
];

/// Nothing but what plangen serves itself, in no frame, from no cache: drafts may be confidential.
const HEADERS: [(HeaderName, &str); 7] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

/// A request says no more than this.
const LONGEST: usize = 16 * 1024;
/// How many pages are told of changes at once.
const LISTENERS: usize = 64;

/// A server that runs; it ends when it is dropped.
#[derive(Debug)]
pub struct Server {
    port: u16,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    live: Arc<Live>,
    /// Where wishes go; the watching thread reads them.
    wishes: Mutex<Sender<watching::Event>>,
    port: u16,
    lang: Lang,
    listeners: Arc<Semaphore>,
}

/// A port for a project that is free on most machines and the same after every start, so that a page that is open
/// finds its server again: below those that systems give out themselves.
pub fn port_of(folder: &FilePath) -> u16 {
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
    let hash = super::key(&folder);
    let number = u64::from_str_radix(&hash, 16).unwrap_or_default();
    20_000 + u16::try_from(number % 12_000).unwrap_or_default()
}

impl Server {
    /// Serves a preview: on this port or not at all; without one on `preferred`, or where that is taken on any that is
    /// free. What the page asks for goes to `wishes`. `lang` is what the page speaks until its reader chooses.
    ///
    /// # Errors
    /// When the port is taken, or the system lets nothing be served.
    pub fn start(
        live: Arc<Live>,
        wishes: Sender<watching::Event>,
        port: Option<u16>,
        preferred: u16,
        lang: Lang,
    ) -> Result<Self, Failure> {
        let bind = |port: u16| TcpListener::bind((Ipv4Addr::LOCALHOST, port));
        let listener = match port {
            Some(port) => bind(port),
            None => bind(preferred).or_else(|_| bind(0)),
        };
        let failed = |e: std::io::Error| {
            let named = port.map_or_else(String::new, |port| format!(" {port}"));
            let failure = Failure::new("开不了实时预览", "the live preview cannot be served");
            let cause = (format!("端口{named} 不能用（{e}）"), format!("port{named} cannot be used ({e})"));
            failure.cause(cause.0, cause.1).remedy(
                "换一个 --port，或不写 --port 由系统选；不要预览可加 --no-preview",
                "choose another --port, or leave it out; --no-preview does without",
            )
        };
        let listener = listener.map_err(failed)?;
        listener.set_nonblocking(true).map_err(failed)?;
        let port = listener.local_addr().map_err(failed)?.port();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .max_blocking_threads(2)
            .thread_name("preview")
            .build()
            .map_err(failed)?;
        let listeners = Arc::new(Semaphore::new(LISTENERS));
        let shared = Arc::new(Shared { live, wishes: Mutex::new(wishes), port, lang, listeners });
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            runtime.block_on(async move {
                let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
                let served = axum::serve(listener, router(shared)).into_future();
                future::select(pin!(served), stopped).await;
            });
            // Pages that listen would be waited for.
            runtime.shutdown_background();
        });
        Ok(Self { port, stop: Some(stop), thread: Some(thread) })
    }

    /// Where the page is.
    pub fn address(&self) -> String {
        format!("http://{}/", SocketAddr::from((Ipv4Addr::LOCALHOST, self.port)))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // It ends by itself; a panic in it was told already.
            let _ = thread.join();
        }
    }
}

fn router(shared: Arc<Shared>) -> Router {
    let mut router = Router::new()
        .route("/", get(page))
        .route("/live.css", get(|| async { ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], CSS) }))
        .route("/icon.svg", get(|| async { ([(header::CONTENT_TYPE, "image/svg+xml")], ICON) }))
        .route("/events", get(events))
        .route("/plan/{plan}", get(plan))
        .route("/page/{plan}/{page}/{key}/{width}", get(picture))
        .route("/at/{plan}/{page}/{x}/{y}", get(at))
        .route("/open", post(open))
        .route("/waive", post(waive))
        .route("/lift", post(lift))
        .route("/link", post(link))
        .route("/unlink", post(unlink));
    for (name, text) in SCRIPTS {
        let script = move || async move { ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], text) };
        router = router.route(&format!("/{name}"), get(script));
    }
    router
        .layer(DefaultBodyLimit::max(LONGEST))
        .layer(middleware::from_fn_with_state(Arc::clone(&shared), guarded))
        .with_state(shared)
}

/// Lets in who may come in, and sends every answer out with what keeps it here.
async fn guarded(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let (method, path) = (request.method(), request.uri().path());
    let refused = guard::refused(method, path, request.headers(), shared.port, &shared.live.token);
    let mut response = match refused {
        Some(why) => (StatusCode::FORBIDDEN, format!("refused: {why}\n")).into_response(),
        None => next.run(request).await,
    };
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

async fn page(State(shared): State<Arc<Shared>>) -> Response {
    let page = PAGE.replace("{lang}", shared.lang.pick("zh-CN", "en")).replace("{version}", env!("CARGO_PKG_VERSION"));
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response()
}

/// A page that is told of changes.
struct Listener {
    live: Arc<Live>,
    changes: watch::Receiver<u64>,
    /// What it knows.
    since: u64,
    plan: String,
    waiting: VecDeque<(&'static str, Value)>,
    _place: OwnedSemaphorePermit,
}

async fn events(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let Ok(place) = Arc::clone(&shared.listeners).try_acquire_owned() else {
        return (StatusCode::SERVICE_UNAVAILABLE, "too many pages are open\n").into_response();
    };
    let plan = request.uri().query().and_then(|q| q.strip_prefix("plan=")).unwrap_or_default().to_owned();
    let live = Arc::clone(&shared.live);
    let hello = json!({ "token": live.token, "version": env!("CARGO_PKG_VERSION") });
    let changes = live.told.subscribe();
    let listener =
        Listener { live, changes, since: 0, plan, waiting: VecDeque::from([("hello", hello)]), _place: place };
    let next = |mut listener: Listener| async move {
        loop {
            if let Some((name, data)) = listener.waiting.pop_front() {
                return Some((Ok::<_, Infallible>(Event::default().event(name).data(data.to_string())), listener));
            }
            let since = listener.since;
            listener.changes.wait_for(|version| *version > since).await.ok()?;
            let (told, now) = listener.live.since(since, &listener.plan);
            listener.since = now;
            listener.waiting.extend(told);
        }
    };
    let alive = KeepAlive::new().interval(Duration::from_secs(10));
    Sse::new(stream::unfold(listener, next)).keep_alive(alive).into_response()
}

async fn plan(State(shared): State<Arc<Shared>>, Path(plan): Path<String>) -> Response {
    match shared.live.plan(&plan) {
        Some(told) => ([(header::CONTENT_TYPE, "application/json")], told.to_string()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn picture(
    State(shared): State<Arc<Shared>>,
    Path((plan, page, key, width)): Path<(String, usize, String, u32)>,
) -> Response {
    let Ok(key) = u128::from_str_radix(&key, 16) else { return StatusCode::NOT_FOUND.into_response() };
    // Drawing takes a while, and other pages want to be told.
    let drawn = tokio::task::spawn_blocking(move || shared.live.picture(&plan, page, key, width)).await;
    match drawn.ok().flatten() {
        Some(png) => ([(header::CONTENT_TYPE, "image/png")], Bytes::from_owner(png)).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn at(State(shared): State<Arc<Shared>>, Path((plan, page, x, y)): Path<(String, usize, f64, f64)>) -> Response {
    let found = shared.live.at(&plan, page, x, y).unwrap_or(Value::Null);
    ([(header::CONTENT_TYPE, "application/json")], found.to_string()).into_response()
}

/// An answer to something that was to be done: 200, or 409 with why it was not.
fn told(done: Result<Value, Failure>) -> Response {
    let (status, body) = match done {
        Ok(done) => (StatusCode::OK, done),
        Err(failure) => (StatusCode::CONFLICT, super::both(&super::told(&failure))),
    };
    (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

fn unreadable() -> Failure {
    Failure::new("请求读不懂", "the request cannot be read").remedy("重新载入页面", "load the page again")
}

#[derive(serde::Deserialize)]
struct Opening {
    plan: String,
    file: usize,
    line: usize,
    column: usize,
}

async fn open(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    let asked = serde_json::from_slice::<Opening>(&body).map_err(|_| unreadable());
    told(asked.and_then(|o| shared.live.open(&o.plan, o.file, o.line, o.column)).map(|()| json!({})))
}

#[derive(serde::Deserialize)]
struct Waiving {
    plan: String,
    id: String,
    reason: String,
    until: Option<String>,
}

async fn waive(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    let asked = serde_json::from_slice::<Waiving>(&body).ok().and_then(|w| {
        let Waiving { id, reason, until, .. } = w;
        Some(Wish::Waive { plan: shared.live.path(&w.plan)?, id, reason, until })
    });
    told(wish(&shared, asked).await)
}

#[derive(serde::Deserialize)]
struct Lifting {
    plan: String,
    id: String,
}

async fn lift(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    let asked = serde_json::from_slice::<Lifting>(&body).ok();
    let asked = asked.and_then(|l| Some(Wish::Lift { plan: shared.live.path(&l.plan)?, id: l.id }));
    told(wish(&shared, asked).await)
}

#[derive(serde::Deserialize)]
struct Linking {
    plan: String,
    task: String,
    to: String,
    #[serde(default)]
    reason: String,
}

async fn link(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    let asked = serde_json::from_slice::<Linking>(&body)
        .ok()
        .and_then(|l| Some(Wish::Link { plan: shared.live.path(&l.plan)?, task: l.task, to: l.to, reason: l.reason }));
    told(wish(&shared, asked).await)
}

async fn unlink(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    let asked = serde_json::from_slice::<Linking>(&body).ok();
    let asked = asked.and_then(|l| Some(Wish::Unlink { plan: shared.live.path(&l.plan)?, task: l.task, to: l.to }));
    told(wish(&shared, asked).await)
}

/// Hands a wish to the watching thread, and waits for what comes of it.
async fn wish(shared: &Shared, wish: Option<Wish>) -> Result<Value, Failure> {
    let wish = wish.ok_or_else(unreadable)?;
    let (answer, answered) = oneshot::channel();
    let ending = || Failure::new("plangen 正在结束", "plangen is ending");
    let asked = watching::Event::Asked(Box::new(Asked { wish, answer }));
    lock(&shared.wishes).send(asked).map_err(|_| ending())?;
    let written = answered.await.map_err(|_| ending())??;
    Ok(json!({ "where": format!("{}:{}", written.path.display(), written.line) }))
}
