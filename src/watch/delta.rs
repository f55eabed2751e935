//! What a save changed: findings that are new, and those that are gone.

use crate::base::{Finding, Severity};
use crate::report::json::{Files, fingerprint};
use rustc_hash::FxHashMap;

/// A finding and what tells it again when the text around it moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// See [`fingerprint`].
    pub fingerprint: String,
    /// The finding.
    pub finding: Finding,
}

impl Known {
    /// A finding of a file that is at hand.
    pub fn new(finding: Finding, files: &Files<'_>) -> Self {
        Self { fingerprint: fingerprint(&finding, files), finding }
    }

    /// What is compared: a finding that became more severe is told again.
    fn key(&self) -> (&str, Severity) {
        (&self.fingerprint, self.finding.severity)
    }
}

/// The way from one list of findings to the next.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Delta {
    /// Not there before, in their order.
    pub new: Vec<Known>,
    /// No longer there, in their order.
    pub fixed: Vec<Known>,
}

impl Delta {
    /// What differs between two lists. A finding that only moved is neither new nor fixed; of several alike as
    /// many are told as there are more or fewer.
    pub fn between(old: &[Known], new: &[Known]) -> Delta {
        Delta { new: beyond(new, old), fixed: beyond(old, new) }
    }

    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.new.is_empty() && self.fixed.is_empty()
    }
}

/// Those of `list` that `other` has not, counted: the last ones of several alike.
fn beyond(list: &[Known], other: &[Known]) -> Vec<Known> {
    let mut there: FxHashMap<(&str, Severity), usize> = FxHashMap::default();
    for known in other {
        *there.entry(known.key()).or_default() += 1;
    }
    let mut out = Vec::new();
    for known in list {
        match there.get_mut(&known.key()) {
            Some(left) if *left > 0 => *left -= 1,
            _ => out.push(known.clone()),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Place, Span};
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn known(n: u8, at: usize) -> Known {
        let severity = if n.is_multiple_of(2) { Severity::Error } else { Severity::Info };
        let place = Place { file: "a.md".into(), span: Span::empty(at), section: None, page: None, label: "here" };
        let (code, name, variant) = ("PG101", "missing-task", "default");
        let finding = Finding {
            code,
            name,
            severity,
            variant,
            args: Vec::new(),
            place,
            related: Vec::new(),
            fix: None,
            words: None,
        };
        Known { fingerprint: format!("{:02}", n / 2), finding }
    }

    fn counts<'a>(list: impl IntoIterator<Item = &'a Known>) -> BTreeMap<(String, Severity), i32> {
        let mut out = BTreeMap::new();
        for k in list {
            *out.entry((k.fingerprint.clone(), k.finding.severity)).or_default() += 1;
        }
        out
    }

    proptest! {
        #[test]
        fn old_less_fixed_plus_new_is_new(old in prop::collection::vec(0u8..12, 0..30), new in prop::collection::vec(0u8..12, 0..30)) {
            let old: Vec<Known> = old.into_iter().enumerate().map(|(at, n)| known(n, at)).collect();
            let new: Vec<Known> = new.into_iter().enumerate().map(|(at, n)| known(n, at + 7)).collect();
            let delta = Delta::between(&old, &new);
            let mut result = counts(&old);
            for k in &delta.fixed {
                *result.entry((k.fingerprint.clone(), k.finding.severity)).or_default() -= 1;
            }
            for k in &delta.new {
                *result.entry((k.fingerprint.clone(), k.finding.severity)).or_default() += 1;
            }
            result.retain(|_, n| *n != 0);
            prop_assert_eq!(result, counts(&new));
            // Nothing is told as both, and what is told as new stands where the new text has it.
            for k in &delta.new {
                prop_assert!(delta.fixed.iter().all(|f| f.key() != k.key()));
                prop_assert!(new.contains(k));
            }
            prop_assert!(Delta::between(&new, &new).is_empty());
        }
    }
}
