//! What stands beside plans and is read with them: side files, and the project's lock.

use super::{File, LockFile, Session, db};
use crate::base::{Failure, SourceFile};
use crate::lock::Lock;
use crate::source;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

impl Session {
    /// Goes on without a lock that cannot be read, and tells of it in [`Session::unread_locks`]: an editor still has all
    /// else to say.
    pub fn pass_over_locks(&mut self) {
        self.unread_locks = Some(BTreeMap::new());
    }

    /// The locks that could not be read and were passed over.
    pub fn unread_locks(&self) -> impl Iterator<Item = &Failure> {
        self.unread_locks.iter().flat_map(BTreeMap::values)
    }

    /// Reads the side files and locks of all plans again: what changed in them is computed anew, and nothing else.
    ///
    /// # Errors
    /// When a lock cannot be read and is not to be passed over: of no plan it could be said that its clauses still stand.
    pub fn look_aside(&mut self) -> Result<(), Failure> {
        let all: Vec<PathBuf> = self.files.keys().cloned().collect();
        self.look_aside_at(all.iter().map(PathBuf::as_path))
    }

    /// As [`Session::look_aside`], of some plans.
    pub(super) fn look_aside_at<'a>(&mut self, paths: impl Iterator<Item = &'a Path>) -> Result<(), Failure> {
        let held: Vec<(&Path, File)> = paths.filter_map(|path| Some((path, self.files.get(path)?.file))).collect();
        let mut locks: FxHashMap<PathBuf, Option<LockFile>> = FxHashMap::default();
        for (path, file) in held {
            let side = read(&source::side_path(path));
            if file.side(&self.db).as_deref() != side.as_ref() {
                db::set_side(&mut self.db, file, side.map(Arc::new));
            }
            let at = Lock::path(self.config.root.as_deref(), path);
            let lock = match locks.get(&at) {
                Some(lock) => *lock,
                None => {
                    let lock = match self.lock_at(&at) {
                        Err(failure) => {
                            let Some(unread) = &mut self.unread_locks else { return Err(failure) };
                            unread.insert(at.clone(), failure);
                            None
                        }
                        Ok(lock) => {
                            self.unread_locks.as_mut().and_then(|unread| unread.remove(&at));
                            lock
                        }
                    };
                    locks.insert(at.clone(), lock);
                    lock
                }
            };
            // A file keeps its place, and so its name in the lock.
            if file.lock(&self.db).as_ref().map(|held| held.0) != lock {
                db::set_lock(&mut self.db, file, lock.map(|lock| (lock, Lock::name(&at, path))));
            }
        }
        if let Some(unread) = self.unread_locks.as_mut().filter(|unread| !unread.is_empty()) {
            // Of plans that are gone nobody asks for the lock any more.
            let root = self.config.root.as_deref();
            let asked: BTreeSet<PathBuf> = self.files.keys().map(|path| Lock::path(root, path)).collect();
            unread.retain(|path, _| asked.contains(path));
        }
        Ok(())
    }

    /// The lock in a file, as it stands now.
    fn lock_at(&mut self, path: &Path) -> Result<Option<LockFile>, Failure> {
        let Ok(_) = std::fs::metadata(path) else { return Ok(None) };
        let text = source::load_text(path)?;
        let lock = match self.locks.get(path) {
            Some(&lock) => {
                if **lock.source(&self.db) != text {
                    db::set_lock_source(&mut self.db, lock, Arc::new(text));
                }
                lock
            }
            None => {
                let lock = LockFile::new(&self.db, Arc::new(text));
                self.locks.insert(path.to_path_buf(), lock);
                lock
            }
        };
        match db::lock(&self.db, lock).as_ref() {
            Ok(_) => Ok(Some(lock)),
            Err(failure) => Err(failure.clone()),
        }
    }
}

/// A file's text, where there is one that can be read; what is wrong with it is told elsewhere.
pub(super) fn read(path: &Path) -> Option<SourceFile> {
    path.is_file().then(|| source::load_text(path).ok())?
}
