//! Rows of indicator tables (指标表) against what the other plan says of the same metric, in its own table or in
//! prose.

use super::{Doc, Strength, compare};
use crate::data::Compare;
use crate::extract::indicator;
use crate::plan::{Level, Target};

/// One metric in two plans, at least one of which gives it in a table; a row stands here as a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowLink {
    /// The parent's.
    pub parent: Target,
    /// The child's.
    pub child: Target,
    /// How they stand.
    pub strength: Strength,
}

/// The metrics of a plan by their keys: those of its tables, those of its prose.
struct Metrics {
    rows: Vec<(String, Target)>,
    prose: Vec<(String, Target)>,
}

impl Metrics {
    fn of(doc: Doc<'_>, with_prose: bool) -> Self {
        let rows = doc.facts.indicators.iter().filter_map(indicator::as_target);
        let prose = doc.facts.targets.iter().filter(|t| with_prose && t.period.is_none() && t.value2.is_none());
        let keyed = |t: Target| (indicator::key(&t.metric), t);
        let long = |m: &(String, Target)| m.0.chars().count() >= indicator::KEY;
        Self { rows: rows.map(keyed).filter(long).collect(), prose: prose.cloned().map(keyed).filter(long).collect() }
    }
}

/// Finds the metrics that both plans name.
pub fn find(child: Doc<'_>, parent: Doc<'_>, level: Option<Level>, words: &Compare) -> Vec<RowLink> {
    let (own_rows, their_rows) = (!child.facts.indicators.is_empty(), !parent.facts.indicators.is_empty());
    if !own_rows && !their_rows {
        return Vec::new();
    }
    let (own, theirs) = (Metrics::of(child, their_rows), Metrics::of(parent, own_rows));
    let mut out = Vec::new();
    let mut pair = |own: &[(String, Target)], theirs: &[(String, Target)]| {
        for (key, target) in own {
            // A stage on the way is not held against the end.
            let found = theirs.iter().filter(|(k, t)| k == key && same_unit(t, target) && !before(target, t));
            if let Some((_, theirs)) = found.max_by_key(|(_, t)| t.deadline) {
                let strength = compare(theirs, target, level, words);
                out.push(RowLink { parent: theirs.clone(), child: target.clone(), strength });
            }
        }
    };
    pair(&own.rows, &theirs.rows);
    pair(&own.rows, &theirs.prose);
    pair(&own.prose, &theirs.rows);
    out
}

fn same_unit(a: &Target, b: &Target) -> bool {
    a.unit == b.unit || [a, b].iter().all(|t| matches!(t.unit.as_str(), "%" | "‰"))
}

fn before(own: &Target, theirs: &Target) -> bool {
    matches!((own.deadline, theirs.deadline), (Some(own), Some(theirs)) if own < theirs)
}
