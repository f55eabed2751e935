//! What stands beside plans and is read with them: side files, and the project's lock.

use super::{File, LockFile, Session, db};
use crate::base::{Failure, SourceFile};
use crate::lock::Lock;
use crate::source;
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

impl Session {
    /// Goes on without a lock that cannot be read, and tells of it in [`Session::unread_locks`]: an editor still has all
    /// else to say.
    pub fn pass_over_locks(&mut self) {
        self.unread_locks = Some(Vec::new());
    }

    /// The locks that could not be read and were passed over.
    pub fn unread_locks(&self) -> &[Failure] {
        self.unread_locks.as_deref().unwrap_or_default()
    }

    /// Reads the side files and locks of all plans again: what changed in them is computed anew, and nothing else.
    ///
    /// # Errors
    /// When a lock cannot be read and is not to be passed over: of no plan it could be said that its clauses still stand.
    pub fn look_aside(&mut self) -> Result<(), Failure> {
        let held: Vec<(PathBuf, File)> = self.files.iter().map(|(path, held)| (path.clone(), held.file)).collect();
        let mut unread = Vec::new();
        let mut locks: FxHashMap<PathBuf, Option<LockFile>> = FxHashMap::default();
        for (path, file) in held {
            let side = read(&source::side_path(&path));
            if file.side(&self.db).as_deref() != side.as_ref() {
                db::set_side(&mut self.db, file, side.map(Arc::new));
            }
            let at = Lock::path(self.config.root.as_deref(), &path);
            let lock = match locks.get(&at) {
                Some(lock) => *lock,
                None => {
                    let lock = match self.lock_at(&at) {
                        Err(failure) if self.unread_locks.is_some() => {
                            unread.push(failure);
                            None
                        }
                        lock => lock?,
                    };
                    locks.insert(at.clone(), lock);
                    lock
                }
            };
            // A file keeps its place, and so its name in the lock.
            if file.lock(&self.db).as_ref().map(|held| held.0) != lock {
                db::set_lock(&mut self.db, file, lock.map(|lock| (lock, Lock::name(&at, &path))));
            }
        }
        if let Some(told) = &mut self.unread_locks {
            *told = unread;
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
