//! The session and the cache on disk: which results are there already, and which are to be kept.

use super::cache::{Cache, Saved, digest};
use super::db::{self, Db};
use super::{Checked, Job, Session};
use crate::base::{Finding, Waived};
use crate::data::Register;
use crate::project::{Config, Habits};
use crate::source;
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What was found in a plan.
pub(super) type FoundIn = (Vec<Finding>, Vec<Waived>);

impl Session {
    /// Lets the session take results from a cache on disk, and keep new ones there.
    pub fn use_cache(&mut self, cache: Cache) {
        self.cache = Some(cache);
    }

    /// How many plans' results were taken from the cache.
    pub fn taken_from_cache(&self) -> usize {
        self.cache.as_ref().map_or(0, Cache::hits)
    }

    /// Writes the cache, where there is one.
    pub fn save_cache(&mut self) -> Option<Saved> {
        self.cache.as_mut().map(Cache::save)
    }

    /// The keys of all that jobs read.
    pub(super) fn keys(&self, jobs: &[Job]) -> Vec<u64> {
        let settings = *self.config_digest.get_or_init(|| settings(&self.config));
        let (files, db, today) = (&self.files, &self.db, self.today);
        let one = |db: &mut Db, job: &Job| {
            let Checked { path, parents, findings, .. } = &job.checked;
            let held = || std::iter::once(path).chain(parents).map(|p| files.get(p));
            let texts: Option<Vec<u64>> = held().map(|held| Some(held?.digest(db))).collect();
            // Waivers of the side file may end on some day as well.
            let aside = std::fs::read(source::side_path(path)).ok();
            let own = files.get(path);
            let locked = own.map(|held| Arc::clone(db::locked(db, held.file)));
            let daily = aside.is_some() || own.and_then(|held| held.head.get()).is_none_or(|head| head.daily);
            let day = daily.then(|| today.to_string());
            digest(&(settings, path, parents, texts, aside, locked, day, findings))
        };
        jobs.par_iter().map_with(db.clone(), one).collect()
    }

    /// What the cache holds of jobs, by their keys.
    pub(super) fn known(&self, jobs: &[Job], keys: &[u64]) -> Vec<Option<FoundIn>> {
        let Some(cache) = &self.cache else { return jobs.iter().map(|_| None).collect() };
        let own = &self.config.own;
        jobs.par_iter().zip(keys).map(|(job, key)| cache.findings(&files(&job.checked), *key, own)).collect()
    }

    /// Marks the results that were taken from the cache, and keeps the new ones.
    pub(super) fn keep(&mut self, taken: &[&Checked], new: &[(u64, &Checked)]) {
        let (Some(cache), files_of, db) = (&mut self.cache, &self.files, &self.db) else { return };
        for checked in taken {
            cache.used(&files(checked));
        }
        // What could not be read may be readable the next time.
        for (key, checked) in new.iter().filter(|(_, checked)| checked.failures.is_empty()) {
            cache.keep_findings(&files(checked), *key, &checked.findings, &checked.waived);
        }
        for path in new.iter().flat_map(|(_, checked)| files(checked)) {
            let Some(held) = files_of.get(path) else { continue };
            let digest = held.digest(db);
            if let Some(head) = held.head.get().filter(|_| !cache.has_head(path, digest)) {
                cache.keep_head(path, digest, head);
            }
        }
    }
}

/// A plan and its parents, by number as the cache names them.
fn files(checked: &Checked) -> Vec<&Path> {
    std::iter::once(&checked.path).chain(&checked.parents).map(PathBuf::as_path).collect()
}

/// The digest of the settings that findings depend on. It is made of all settings less those that only rendering
/// and the exit status look at, so that what is added to the settings is part of it by itself.
fn settings(config: &Config) -> u64 {
    let read = Config {
        root: None,
        fail_on: None,
        fonts: Vec::new(),
        templates: None,
        habits: Habits::default(),
        no_cache: false,
        // Told by the digest of the tables it was made of.
        register: Register::default(),
        ..config.clone()
    };
    digest(&format!("{read:?}"))
}
