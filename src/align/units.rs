//! The parent's responsible units and their counterparts in the child, by function and level.

use super::Doc;
use super::tasks::{Status, TaskLink};
use crate::data::Register;
use crate::extract::unit::is_group;
use crate::plan::{Level, UnitRef};

/// A unit of a parent's task and its counterpart in the child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitLink {
    /// Index of the parent's task.
    pub task: usize,
    /// Index of the unit in that task's units.
    pub unit: usize,
    /// Its function in the register.
    pub function: String,
    /// The child's task and unit that answer it; `None` when its counterpart is absent.
    pub counterpart: Option<(usize, usize)>,
    /// What the counterpart would be called (市财政局).
    pub expected: String,
    /// Whether it was named by a clause for all tasks: told once, where it stands.
    pub default: bool,
}

/// Governments of the levels below, named together (各盟行政公署, 市人民政府).
const GOVERNMENT: &str = "local-government";

/// For each answered task of the parent, which of its units the child names.
pub fn align(child: Doc<'_>, parent: Doc<'_>, links: &[TaskLink], register: &Register) -> Vec<UnitLink> {
    let mut out = Vec::new();
    let has_units = child.facts.tasks.iter().any(|t| !t.units.is_empty());
    if !has_units {
        return out;
    }
    let region = child.plan.meta.region.as_deref().unwrap_or("");
    let level = child.plan.meta.level.or_else(|| parent.plan.meta.level.and_then(below)).unwrap_or(Level::City);
    // The governments a parent names are the child's own kind only one level down.
    let next = parent.plan.meta.level.and_then(below).is_none_or(|l| child.plan.meta.level.is_none_or(|c| c == l));
    let defaults: Vec<&UnitRef> = child.facts.default_units.iter().map(|d| &d.unit).collect();
    for link in links.iter().filter(|l| l.status != Status::Missing && !l.children.is_empty()) {
        // Tasks that carry no clause at all are another lint's matter.
        let named = link.children.iter().any(|&c| !child.facts.tasks[c].units.is_empty());
        if !named {
            continue;
        }
        let task = &parent.facts.tasks[link.parent];
        for (at, unit) in task.units.iter().enumerate() {
            let Some(function) = unit.function.as_deref() else { continue };
            let default = parent.facts.default_units.iter().find(|d| d.unit.name == unit.name);
            let government = function == GOVERNMENT;
            if government && (!next || default.is_none_or(|d| d.from != task.path))
                || !government && is_group(&unit.name)
            {
                continue;
            }
            let counterpart = if government {
                // Once for the whole plan: does the child name the governments below it for any task?
                if out.iter().any(|u: &UnitLink| u.default && u.function == GOVERNMENT) {
                    continue;
                }
                find(child, 0..child.facts.tasks.len(), function)
                    .or_else(|| defaults.iter().any(|u| u.function.as_deref() == Some(function)).then_some((0, 0)))
            } else {
                bearers(register, function, level).find_map(|function| {
                    find(child, link.children.iter().copied(), function).or_else(|| {
                        let stated = defaults.iter().any(|u| u.function.as_deref() == Some(function));
                        stated.then_some((link.children[0], 0))
                    })
                })
            };
            // The last of several groups of governments is the one of the child's kind (盟 and 市 alike).
            let last_of_kind =
                !government || !task.units[at + 1..].iter().any(|u| u.function.as_deref() == Some(GOVERNMENT));
            if !last_of_kind {
                continue;
            }
            let expected = if government {
                governments(level, region)
            } else {
                register.get(function).map(|f| register.counterpart_name(f, level, region)).unwrap_or_default()
            };
            out.push(UnitLink {
                task: link.parent,
                unit: at,
                function: function.to_owned(),
                counterpart,
                expected,
                default: default.is_some(),
            });
        }
    }
    out
}

/// A function, and at 市 and 县 level those whose bodies do its work.
fn bearers<'r>(register: &'r Register, function: &'r str, level: Level) -> impl Iterator<Item = &'r str> {
    let local = matches!(level, Level::City | Level::County | Level::Township);
    let others = register.get(function).filter(|_| local).map_or(&[][..], |f| f.local_by.as_slice());
    std::iter::once(function).chain(others.iter().map(String::as_str))
}

fn find(child: Doc<'_>, tasks: impl IntoIterator<Item = usize>, function: &str) -> Option<(usize, usize)> {
    tasks.into_iter().find_map(|task| {
        let at = child.facts.tasks[task].units.iter().position(|u| u.function.as_deref() == Some(function))?;
        Some((task, at))
    })
}

fn below(level: Level) -> Option<Level> {
    Some(match level {
        Level::National => Level::Region,
        Level::Region => Level::City,
        Level::City => Level::County,
        Level::County | Level::Township => Level::Township,
    })
}

/// What a plan of this level calls the governments below it.
fn governments(level: Level, region: &str) -> String {
    match level {
        Level::National => "各省、自治区、直辖市人民政府".to_owned(),
        Level::Region => "各市人民政府".to_owned(),
        Level::City => format!("各{}人民政府", if region.ends_with('盟') { "旗县市" } else { "县（市、区、旗）" }),
        Level::County | Level::Township => "各乡镇人民政府".to_owned(),
    }
}
