//! Whom to ask: every responsible unit, with its tasks.

use crate::data::Register;
use crate::plan::{Facts, Role};

/// A unit that is to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Its name, as the plan writes it most often.
    pub name: String,
    /// Every way the plan writes it.
    pub names: Vec<String>,
    /// Its function, where the register knows it.
    pub function: Option<String>,
    /// The tasks it is named for: their numbers among the facts, and its role.
    pub tasks: Vec<(usize, Role)>,
    /// Whether a clause names it for all tasks.
    pub all: bool,
}

/// The units of a plan in the order of their first task. Names of one function are one unit (市发改委, 市发展改革委),
/// but that all units of a kind (各旗区财政局) are another than one of them.
pub fn asked(facts: &Facts, register: &Register) -> Vec<Asked> {
    let mut out: Vec<(Asked, Vec<usize>)> = Vec::new();
    let named =
        facts.tasks.iter().enumerate().flat_map(|(at, task)| task.units.iter().map(move |u| (Some((at, u.role)), u)));
    for (task, unit) in named.chain(facts.default_units.iter().map(|d| (None, &d.unit))) {
        let name = unit.name.trim();
        let function = unit.function.clone().or_else(|| register.function_of(name).map(|f| f.key.clone()));
        let same = |other: &Asked| {
            other.names.iter().any(|n| n == name)
                || function.is_some() && other.function == function && other.names.iter().all(|n| kind(n) == kind(name))
        };
        let at = match out.iter().position(|(other, _)| same(other)) {
            Some(at) => at,
            None => {
                let (names, tasks) = (Vec::new(), Vec::new());
                out.push((
                    Asked { name: String::new(), names, function: function.clone(), tasks, all: false },
                    Vec::new(),
                ));
                out.len() - 1
            }
        };
        let (asked, counts) = &mut out[at];
        match asked.names.iter().position(|n| n == name) {
            Some(known) => counts[known] += 1,
            None => {
                asked.names.push(name.to_owned());
                counts.push(1);
            }
        }
        match task {
            Some((number, role)) if asked.tasks.iter().all(|(n, _)| *n != number) => asked.tasks.push((number, role)),
            Some(_) => {}
            None => asked.all = true,
        }
    }
    let named = |(mut asked, counts): (Asked, Vec<usize>)| {
        // Of names that are as frequent the first.
        let most = counts.iter().copied().max().unwrap_or(0);
        let at = counts.iter().position(|&c| c == most).unwrap_or(0);
        asked.name = asked.names.get(at).cloned().unwrap_or_default();
        asked
    };
    out.into_iter().map(named).collect()
}

/// What sets units of one function apart: all of a kind, or of which place.
fn kind(name: &str) -> (bool, Option<char>) {
    let first = name.chars().next();
    (first == Some('各'), first.filter(|c| matches!(c, '省' | '市' | '县' | '区' | '旗' | '盟' | '州')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Span;
    use crate::plan::{Task, UnitRef};

    #[test]
    fn one_unit_has_one_row_and_all_of_a_kind_another() {
        let unit = |name: &str, role| UnitRef { name: name.to_owned(), role, function: None, span: Span::default() };
        let task = |units: Vec<UnitRef>| Task {
            section: 0,
            path: String::new(),
            title: String::new(),
            units,
            clauses: Vec::new(),
            deadline: None,
        };
        let tasks = vec![
            task(vec![unit("市发改委", Role::Lead), unit("市财政局", Role::Support)]),
            task(vec![
                unit("市发展改革委", Role::Plain),
                unit("各旗区财政局", Role::Plain),
                unit("市某某中心", Role::Plain),
            ]),
            task(vec![unit("市发展改革委", Role::Lead)]),
        ];
        let facts = Facts { tasks, ..Facts::default() };
        let got = asked(&facts, Register::builtin());
        let told: Vec<(&str, usize)> = got.iter().map(|a| (a.name.as_str(), a.tasks.len())).collect();
        assert_eq!(told, [("市发展改革委", 3), ("市财政局", 1), ("各旗区财政局", 1), ("市某某中心", 1)]);
    }
}
