//! What the file system tells: which files changed under the folders that are watched.

use super::wish::Asked;
use crate::base::Failure;
use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::time::Duration;

/// How long a file must be quiet before it is read: longer than an editor takes to write it, shorter than a
/// person notices.
const QUIET: Duration = Duration::from_millis(40);

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
    debouncer: Debouncer<RecommendedWatcher, RecommendedCache>,
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
        let handler = move |result: DebounceEventResult| {
            let event = match result {
                Ok(events) if events.iter().any(|e| e.need_rescan()) => Event::Unsure,
                Ok(events) => {
                    let told = events.into_iter().filter(|e| matters(e.kind)).flat_map(|e| e.event.paths);
                    Event::Changed(told.collect())
                }
                Err(_) => Event::Unsure,
            };
            let nothing = matches!(&event, Event::Changed(paths) if paths.is_empty());
            if !nothing {
                // Nobody listens any more when watching ends.
                let _ = out.send(event);
            }
        };
        let debouncer = new_debouncer(QUIET, Some(QUIET / 4), handler).map_err(|e| unable(Path::new("."), &e))?;
        Ok(Self { debouncer, watched: BTreeMap::new() })
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
            let _ = self.debouncer.unwatch(&path);
            self.watched.remove(&path);
        }
        for (path, how) in wanted {
            if !self.watched.contains_key(&path) {
                let mode = if how.0 { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
                self.debouncer.watch(&path, mode).map_err(|e| unable(&path, &e))?;
                self.watched.insert(path, how);
            }
        }
        Ok(())
    }

    /// Ends watching and waits for its thread.
    pub fn stop(self) {
        self.debouncer.stop();
    }
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
