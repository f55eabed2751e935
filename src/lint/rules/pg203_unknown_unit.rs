//! PG203: a unit's name one character away from another of the plan, and known to no register (责任单位名称疑误).

use super::pg206_unit_names_differ::bare;
use crate::extract::unit::is_group;
use crate::lint::{FileInput, Sink};

/// Reports names that nothing knows and that differ by one character from a known name the plan uses. Unknown
/// names alone are no fault: places have bodies of their own.
pub fn check(input: &FileInput<'_>, out: &mut Sink<'_>) {
    let units = || input.doc.facts.tasks.iter().flat_map(|t| &t.units);
    let known: Vec<&str> = units().filter(|u| u.function.is_some()).map(|u| bare(&u.name)).collect();
    let mut told: Vec<&str> = Vec::new();
    for unit in units().filter(|u| u.function.is_none() && !is_group(&u.name)) {
        let name = bare(&unit.name);
        if name.chars().count() < 4 || told.contains(&name) {
            continue;
        }
        let Some(near) = known.iter().find(|k| k.chars().count() >= 4 && is_near(k, name)) else {
            continue;
        };
        told.push(name);
        out.report(unit.span, "default").arg("unit", unit.name.as_str()).arg("near", *near).done();
    }
}

/// Whether two names are one character apart: one more, one less, another one, or two that changed places.
fn is_near(a: &str, b: &str) -> bool {
    // What stands before and behind is the same: most names are told apart by it.
    let before = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let behind = a.chars().rev().zip(b.chars().rev()).take_while(|(a, b)| a == b).count();
    let longer = a.chars().count().max(b.chars().count());
    before + behind + 2 >= longer && strsim::osa_distance(a, b) == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_look_at_both_ends_loses_no_name(a in "[市县财政局]{3,8}", at in 0usize..8, other in "[市县财政局]{0,2}", cut in 0usize..3) {
            let letters: Vec<char> = a.chars().collect();
            let at = at.min(letters.len());
            let cut = cut.min(letters.len() - at);
            let b: String = letters[..at].iter().copied().chain(other.chars()).chain(letters[at + cut..].iter().copied()).collect();
            prop_assert_eq!(is_near(&a, &b), strsim::osa_distance(&a, &b) == 1);
        }
    }
}
