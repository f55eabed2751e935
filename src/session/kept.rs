//! The session and the cache on disk: which results are there already, and which are to be kept.

use super::cache::{Cache, Head, Saved, digest};
use super::{Checked, Job, Session, db};
use crate::base::{Finding, SourceFile, Waived};
use crate::data::Register;
use crate::plan::{Meta, Plan};
use crate::project::{Config, Habits};
use crate::source;
use jiff::civil::Date;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A cache, and what it knows of the texts of the session.
#[derive(Debug)]
pub(super) struct Kept {
    cache: Cache,
    texts: FxHashMap<PathBuf, Seen>,
}

/// A text of the session.
#[derive(Debug, Clone)]
struct Seen {
    digest: u64,
    head: Option<Arc<Head>>,
}

impl Kept {
    fn see(&self, file: &SourceFile) -> Seen {
        let digest = digest(&file.text);
        Seen { digest, head: self.cache.head(&file.path, digest).map(Arc::new) }
    }

    /// A text is another one now, or gone.
    pub fn forget(&mut self, path: &Path) {
        self.texts.remove(path);
    }
}

impl Head {
    fn of(plan: &Plan, file: &SourceFile) -> Self {
        let Meta { id, notice, parents, title_span, .. } = &plan.meta;
        let dated = |n: &crate::plan::Notice| {
            n.date.as_deref().or(n.printed.as_deref()).is_some_and(|day| day.parse::<Date>().is_ok())
        };
        Self {
            id: id.as_ref().map(|id| id.value.clone()),
            number: notice.as_ref().and_then(|n| n.number.clone()),
            links: parents.iter().map(|link| (link.value.clone(), link.span)).collect(),
            title: *title_span,
            // A plan without a date is judged by the present day, and so is the end of a waiver.
            daily: !notice.as_ref().is_some_and(dated) || source::waivers(file, plan).iter().any(|w| w.until.is_some()),
        }
    }
}

/// What was found in a plan.
pub(super) type FoundIn = (Vec<Finding>, Vec<Waived>);

impl Session {
    /// Lets the session take results from a cache on disk, and keep new ones there.
    pub fn use_cache(&mut self, cache: Cache) {
        self.kept = Some(Kept { cache, texts: FxHashMap::default() });
    }

    /// How many plans' results were taken from the cache.
    pub fn taken_from_cache(&self) -> usize {
        self.kept.as_ref().map_or(0, |kept| kept.cache.hits())
    }

    /// Writes the cache, where there is one.
    pub fn save_cache(&mut self) -> Option<Saved> {
        self.kept.as_mut().map(|kept| kept.cache.save())
    }

    /// What decides a file's place among the others.
    pub(super) fn head(&self, path: &Path) -> Option<Arc<Head>> {
        let known = self.kept.as_ref().and_then(|kept| kept.texts.get(path)?.head.clone());
        known.or_else(|| {
            let file = self.files.get(path)?.file;
            Some(Arc::new(Head::of(&db::parsed(&self.db, file).plan, file.source(&self.db))))
        })
    }

    /// Whether the place of a file is known without reading its plan.
    pub(super) fn is_placed(&self, path: &Path) -> bool {
        self.kept.as_ref().and_then(|kept| kept.texts.get(path)).is_some_and(|seen| seen.head.is_some())
    }

    /// Looks at one text that was just read.
    pub(super) fn see(&mut self, path: &Path) {
        let Some(kept) = &mut self.kept else { return };
        let Some(held) = self.files.get(path) else { return };
        let seen = kept.see(held.file.source(&self.db));
        kept.texts.insert(path.to_path_buf(), seen);
    }

    /// Looks at all texts that are new, side by side.
    pub(super) fn see_all(&mut self) {
        let Some(kept) = &mut self.kept else { return };
        let new: Vec<&Arc<SourceFile>> = self
            .files
            .iter()
            .filter(|(path, _)| !kept.texts.contains_key(*path))
            .map(|(_, held)| held.file.source(&self.db))
            .collect();
        let seen: Vec<(PathBuf, Seen)> = new.into_par_iter().map(|file| (file.path.clone(), kept.see(file))).collect();
        kept.texts.extend(seen);
    }

    /// The keys of all that jobs read; none without a cache.
    pub(super) fn keys(&self, jobs: &[Job]) -> Option<Vec<u64>> {
        let kept = self.kept.as_ref()?;
        let settings = settings(&self.config);
        let key = |job: &Job| {
            let Checked { path, parents, findings, .. } = &job.checked;
            let texts: Option<Vec<u64>> =
                std::iter::once(path).chain(parents).map(|p| Some(kept.texts.get(p)?.digest)).collect();
            // Waivers of the side file may end on some day as well.
            let aside = std::fs::read(source::side_path(path)).ok();
            let locked = self.files.get(path).map(|held| Arc::clone(db::locked(&self.db, held.file)));
            let daily = aside.is_some() || self.head(path).is_none_or(|head| head.daily);
            let day = daily.then(|| self.today.to_string());
            digest(&(settings, path, parents, texts, aside, locked, day, findings))
        };
        Some(jobs.iter().map(key).collect())
    }

    /// What the cache holds of jobs, by their keys.
    pub(super) fn known(&self, jobs: &[Job], keys: &[u64]) -> Vec<Option<FoundIn>> {
        let Some(Kept { cache, .. }) = &self.kept else { return jobs.iter().map(|_| None).collect() };
        let own = &self.config.own;
        jobs.par_iter().zip(keys).map(|(job, key)| cache.findings(&files(&job.checked), *key, own)).collect()
    }

    /// Marks the results that were taken from the cache, and keeps the new ones.
    pub(super) fn keep(&mut self, taken: &[&Checked], new: &[(u64, &Checked)]) {
        let heads: Vec<(&Path, Arc<Head>)> = new
            .iter()
            .flat_map(|(_, checked)| files(checked))
            .filter(|path| !self.is_placed(path))
            .filter_map(|path| Some((path, self.head(path)?)))
            .collect();
        let Some(kept) = &mut self.kept else { return };
        for checked in taken {
            kept.cache.used(&files(checked));
        }
        // What could not be read may be readable the next time.
        for (key, checked) in new.iter().filter(|(_, checked)| checked.failures.is_empty()) {
            kept.cache.keep_findings(&files(checked), *key, &checked.findings, &checked.waived);
        }
        for (path, head) in heads {
            if let Some(seen) = kept.texts.get_mut(path) {
                kept.cache.keep_head(path, seen.digest, &head);
                seen.head = Some(head);
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
