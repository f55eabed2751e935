//! What of a plan decides its place among the others, and what its text says of files beside it: kept by its text, so
//! that finding parents and looking for pictures reads no plan.

use super::db::{self, Db};
use super::{Cache, Held, Session};
use crate::align::Doc;
use crate::align::scope::level_of;
use crate::base::{SourceFile, Span};
use crate::plan::{Facts, Level, Meta, Picture, Plan};
use crate::source;
use jiff::civil::Date;
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What of a plan decides its place among the others.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Head {
    /// Its id.
    pub id: Option<String>,
    /// Its document number.
    pub number: Option<String>,
    /// Its title.
    pub name: Option<String>,
    /// Its level: as written, else as its words tell.
    pub level: Option<Level>,
    /// The parents it names.
    pub links: Vec<(String, Span)>,
    /// Where its title stands.
    pub title: Span,
    /// Whether what is found in it may depend on the present day.
    pub daily: bool,
    /// The pictures that it shows.
    pub pictures: Vec<Shown>,
}

/// A picture that a plan shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Shown {
    /// Its file, as written.
    pub path: String,
    /// Whether no words say what it shows.
    pub wordless: bool,
    /// Bytes of the whole mark.
    pub span: Span,
    /// The path of its section.
    pub section: Option<String>,
}

impl Head {
    fn of(plan: &Plan, file: &SourceFile) -> Self {
        let Meta { id, notice, parents, title_span, .. } = &plan.meta;
        let dated = |n: &crate::plan::Notice| {
            n.date.as_deref().or(n.printed.as_deref()).is_some_and(|day| day.parse::<Date>().is_ok())
        };
        let shown = |picture: &Picture| Shown {
            path: picture.path.clone(),
            wordless: picture.alt.as_str().trim().is_empty(),
            span: picture.span,
            section: plan
                .section_at(picture.span.start)
                .and_then(|id| plan.sections.get(id))
                .map(|section| section.path.clone()),
        };
        Self {
            id: id.as_ref().map(|id| id.value.clone()),
            number: notice.as_ref().and_then(|n| n.number.clone()),
            name: plan.meta.title.clone(),
            level: level_of(Doc { plan, facts: &Facts::default(), file }),
            links: parents.iter().map(|link| (link.value.clone(), link.span)).collect(),
            title: *title_span,
            // A plan without a date is judged by the present day, and so is the end of a waiver.
            daily: !notice.as_ref().is_some_and(dated) || source::waivers(file, plan).iter().any(|w| w.until.is_some()),
            pictures: plan.pictures().into_iter().map(shown).collect(),
        }
    }
}

impl Session {
    /// A plan's title.
    pub fn title(&self, plan: &Path) -> Option<&str> {
        self.head(plan)?.name.as_deref()
    }

    /// A plan's document number.
    pub fn number(&self, plan: &Path) -> Option<&str> {
        self.head(plan)?.number.as_deref()
    }

    /// A plan's level: as written, else as its words tell.
    pub fn level(&self, plan: &Path) -> Option<Level> {
        self.head(plan)?.level
    }

    /// What decides a file's place among the others.
    pub(super) fn head(&self, path: &Path) -> Option<&Arc<Head>> {
        let held = self.files.get(path)?;
        Some(held.head.get_or_init(|| find(&self.db, self.cache.as_ref(), path, held)))
    }

    /// Finds the place of all files whose place is not known yet, side by side.
    pub(super) fn place_all(&self) {
        let new: Vec<(&PathBuf, &Held)> = self.files.iter().filter(|(_, held)| held.head.get().is_none()).collect();
        if new.len() > 1 {
            let (cache, progress) = (self.cache.as_ref(), &self.progress);
            progress.begin(new.len());
            new.into_par_iter().for_each_with(self.db.clone(), |db, (path, held)| {
                held.head.get_or_init(|| find(db, cache, path, held));
                progress.step();
            });
        }
    }
}

/// A plan's head: from the cache, where it is there, and else from the plan.
fn find(db: &Db, cache: Option<&Cache>, path: &Path, held: &Held) -> Arc<Head> {
    let file = held.file.source(db);
    let kept = cache.and_then(|cache| cache.head(path, held.digest(db)));
    Arc::new(kept.unwrap_or_else(|| Head::of(&db::parsed(db, held.file).plan, file)))
}
