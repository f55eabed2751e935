//! What the file system tells: which files changed under the folders that are watched.

use super::wish::Asked;
use crate::base::Failure;
use notify::event::{AccessKind, AccessMode, EventKind, ModifyKind, RenameMode};
use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How long files must be quiet before they are read: longer than an editor takes to write one, shorter than a person
/// notices.
const QUIET: Duration = Duration::from_millis(40);
/// And after the system said that a file is whole: it was closed after writing, or a written one took its name.
const WHOLE: Duration = Duration::from_millis(6);
/// However busy files are, what happened is told after this long.
const MOST: Duration = Duration::from_millis(200);

/// What may have happened.
#[derive(Debug)]
pub enum Event {
    /// These paths were written, made, renamed or removed.
    Changed(BTreeSet<PathBuf>),
    /// Something was missed: anything may have changed.
    Unsure,
    /// The preview wants something done.
    Asked(Box<Asked>),
    /// Time to end.
    Stop,
}

/// Watches folders. Files are never watched themselves: editors put a new file in the place of the old one.
pub struct Watcher {
    watcher: RecommendedWatcher,
    gathering: JoinHandle<()>,
    watched: BTreeMap<PathBuf, (bool, Identity)>,
}

impl std::fmt::Debug for Watcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watcher").field("watched", &self.watched).finish_non_exhaustive()
    }
}

/// Tells a folder from another one that took its place.
type Identity = (u64, u64);

impl Watcher {
    /// A watcher that sends what happens to `out`.
    ///
    /// # Errors
    /// When the system has no means to watch.
    pub fn new(out: Sender<Event>) -> Result<Self, Failure> {
        let (told, happening) = channel();
        // Nobody listens any more when watching ends.
        let handler = move |event| drop(told.send(event));
        let watcher = notify::recommended_watcher(handler).map_err(|e| unable(Path::new("."), &e))?;
        let gathering = std::thread::spawn(move || gather(&happening, &out));
        Ok(Self { watcher, gathering, watched: BTreeMap::new() })
    }

    /// Watches these folders (`true`: with all folders in them) and no others. One that is not there is waited
    /// for in the nearest folder above it.
    ///
    /// # Errors
    /// When a folder that is there cannot be watched.
    pub fn watch(&mut self, folders: &BTreeMap<PathBuf, bool>) -> Result<(), Failure> {
        let mut wanted: BTreeMap<PathBuf, (bool, Identity)> = BTreeMap::new();
        for (folder, deep) in folders {
            let Some(there) = folder.ancestors().find(|f| f.is_dir()) else { continue };
            let deep = *deep && there == folder;
            let entry = wanted.entry(there.to_path_buf()).or_insert((false, identity(there)));
            entry.0 |= deep;
        }
        // What lies in a folder that is watched with all in it needs no watch of its own.
        let deep: Vec<PathBuf> = wanted.iter().filter(|(_, how)| how.0).map(|(path, _)| path.clone()).collect();
        wanted.retain(|path, _| !deep.iter().any(|d| path != d && path.starts_with(d)));
        let gone: Vec<PathBuf> =
            self.watched.iter().filter(|(path, how)| wanted.get(*path) != Some(how)).map(|(p, _)| p.clone()).collect();
        for path in gone {
            // The watch of a folder that was removed is gone already.
            let _ = self.watcher.unwatch(&path);
            self.watched.remove(&path);
        }
        for (path, how) in wanted {
            if !self.watched.contains_key(&path) {
                let mode = if how.0 { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
                self.watcher.watch(&path, mode).map_err(|e| unable(&path, &e))?;
                self.watched.insert(path, how);
            }
        }
        Ok(())
    }

    /// Ends watching and waits for its thread.
    pub fn stop(self) {
        let Self { watcher, gathering, .. } = self;
        // It ends once there is no watcher that could tell something.
        drop(watcher);
        // A panic in it was told already.
        let _ = gathering.join();
    }
}

/// Sends on what happens: what belongs together as one, and as soon as the files are whole.
fn gather(happening: &Receiver<notify::Result<notify::Event>>, out: &Sender<Event>) {
    while let Ok(first) = happening.recv() {
        let latest = Instant::now() + MOST;
        let mut pending = Pending::default();
        pending.add(first);
        while !pending.is_empty() && Instant::now() < latest {
            let quiet = if pending.whole { WHOLE } else { QUIET };
            match happening.recv_timeout(quiet.min(latest.saturating_duration_since(Instant::now()))) {
                Ok(event) => pending.add(event),
                Err(_) => break,
            }
        }
        if !pending.is_empty() && out.send(pending.told()).is_err() {
            return;
        }
    }
}

/// What happened and was not told yet.
#[derive(Debug, Default)]
struct Pending {
    paths: BTreeSet<PathBuf>,
    unsure: bool,
    /// Whether the last that happened left a file whole.
    whole: bool,
}

impl Pending {
    fn add(&mut self, event: notify::Result<notify::Event>) {
        match event {
            Ok(event) if event.need_rescan() => self.unsure = true,
            Ok(event) if matters(event.kind) => {
                // What a file is allowed or when it was touched says nothing of its text.
                if !matches!(event.kind, EventKind::Modify(ModifyKind::Metadata(_))) {
                    self.whole = is_whole(event.kind);
                }
                self.paths.extend(event.paths);
            }
            Ok(_) => {}
            Err(_) => self.unsure = true,
        }
    }

    fn is_empty(&self) -> bool {
        self.paths.is_empty() && !self.unsure
    }

    fn told(self) -> Event {
        if self.unsure { Event::Unsure } else { Event::Changed(self.paths) }
    }
}

/// Whether the file is as its writer wants it.
fn is_whole(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::Access(AccessKind::Close(AccessMode::Write))
            | EventKind::Modify(ModifyKind::Name(RenameMode::To | RenameMode::Both))
    )
}

/// Reading a file, plangen's own reading among it, changes nothing.
fn matters(kind: EventKind) -> bool {
    !matches!(kind, EventKind::Access(access) if access != AccessKind::Close(AccessMode::Write))
}

#[cfg(unix)]
fn identity(folder: &Path) -> Identity {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata(folder).map(|m| (m.dev(), m.ino())).unwrap_or_default()
}

#[cfg(not(unix))]
fn identity(_: &Path) -> Identity {
    Identity::default()
}

fn unable(path: &Path, error: &notify::Error) -> Failure {
    let failure = Failure::new("无法监视文件夹", "cannot watch the folder").file(path);
    match &error.kind {
        notify::ErrorKind::MaxFilesWatch => {
            failure.cause("系统允许监视的文件夹数已用完", "the system's limit of watched folders is reached").remedy(
                "给出具体的方案文件而不是大文件夹，或调高 fs.inotify.max_user_watches",
                "name plans instead of a large folder, or raise fs.inotify.max_user_watches",
            )
        }
        notify::ErrorKind::Io(e) => Failure::io("无法监视文件夹", "cannot watch the folder", path, e),
        _ => failure.cause(error.to_string(), error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::event::{CreateKind, DataChange};

    /// Sends events with these pauses before them; answers with what was told, and when.
    fn told(events: &[(u64, EventKind, &str)]) -> Vec<(Duration, BTreeSet<PathBuf>)> {
        let (told, happening) = channel();
        let (out, heard) = channel();
        let gathering = std::thread::spawn(move || gather(&happening, &out));
        let began = Instant::now();
        let listening = std::thread::spawn(move || {
            let all = heard.iter().map(|event| match event {
                Event::Changed(paths) => (began.elapsed(), paths),
                other => panic!("{other:?}"),
            });
            all.collect::<Vec<_>>()
        });
        for (pause, kind, path) in events {
            std::thread::sleep(Duration::from_millis(*pause));
            told.send(Ok(notify::Event::new(*kind).add_path(path.into()))).expect("heard");
        }
        drop(told);
        gathering.join().expect("ended");
        listening.join().expect("ended")
    }

    const WRITTEN: EventKind = EventKind::Modify(ModifyKind::Data(DataChange::Any));
    const CLOSED: EventKind = EventKind::Access(AccessKind::Close(AccessMode::Write));

    #[test]
    fn a_save_is_told_once_and_nothing_is_lost() {
        let save = [(0, EventKind::Create(CreateKind::File), "a~"), (0, WRITTEN, "a~"), (0, CLOSED, "a~")];
        let renamed = (0, EventKind::Modify(ModifyKind::Name(RenameMode::To)), "a");
        let all = told(&[&save[..], &[renamed]].concat());
        assert_eq!(all.len(), 1, "{all:?}");
        assert!(all[0].1.contains(Path::new("a")), "{all:?}");
        // Reading changes nothing.
        assert!(told(&[(0, EventKind::Access(AccessKind::Read), "a")]).is_empty());
        // Whatever is told together, every path is told.
        let many: Vec<String> = (0..50).map(|n| n.to_string()).collect();
        let events: Vec<_> = many.iter().flat_map(|name| [(1, WRITTEN, name.as_str()), (0, CLOSED, name)]).collect();
        let paths: BTreeSet<PathBuf> = told(&events).into_iter().flat_map(|(_, paths)| paths).collect();
        assert_eq!(paths.len(), 50);
    }

    #[test]
    fn a_file_that_is_never_closed_and_never_rests_is_told_all_the_same() {
        let events: Vec<_> = (0..60).map(|_| (10, WRITTEN, "a")).collect();
        let all = told(&events);
        assert!(all.len() > 1, "{all:?}");
    }
}
