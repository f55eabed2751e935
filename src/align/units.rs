//! The parent's responsible units and their counterparts in the child, by function and level.

use super::tasks::{Status, TaskLink};
use super::{Doc, scope};
use crate::data::{Function, Register};
use crate::extract::unit::is_group;
use crate::plan::{Level, Task, UnitRef};

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
    /// Whether the child, though it does not name the counterpart for its tasks, charges it elsewhere (组织实施:
    /// 各旗区人民政府要…).
    pub addressed: bool,
}

/// Governments of the levels below, named together (各盟行政公署, 市人民政府).
const GOVERNMENT: &str = "local-government";

/// For each answered task of the parent, which of its units the child names; `known` is the child's level.
pub fn align(
    child: Doc<'_>,
    parent: Doc<'_>,
    known: Option<Level>,
    links: &[TaskLink],
    register: &Register,
) -> Vec<UnitLink> {
    let mut out = Vec::new();
    let has_units = child.facts.tasks.iter().any(|t| !t.units.is_empty());
    if !has_units {
        return out;
    }
    let level = known.or_else(|| parent.plan.meta.level.and_then(scope::below)).unwrap_or(Level::City);
    let region = child.plan.meta.region.clone().unwrap_or_else(|| kind_of_place(child).to_owned());
    // The governments a parent names are the child's own kind only one level down.
    let next = parent.plan.meta.level.and_then(scope::below).is_none_or(|l| known.is_none_or(|c| c == l));
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
                let own = bearers(register, function, level).find_map(|function| {
                    find(child, link.children.iter().copied(), function).or_else(|| {
                        let stated = defaults.iter().any(|u| u.function.as_deref() == Some(function));
                        stated.then_some((link.children[0], 0))
                    })
                });
                own.or_else(|| merged(child, link.children.iter().copied(), function, register))
                    .or_else(|| moved(child, task, unit, link, register, level))
            };
            let due = due(register, function, level);
            if counterpart.is_none() && due.is_none_or(|due| due != function && names(task, due)) {
                continue;
            }
            let due = due.unwrap_or(function);
            // The last of several groups of governments is the one of the child's kind (盟 and 市 alike).
            let last_of_kind =
                !government || !task.units[at + 1..].iter().any(|u| u.function.as_deref() == Some(GOVERNMENT));
            if !last_of_kind {
                continue;
            }
            let (expected, addressed) = if government {
                match own_governments(child) {
                    Some(name) => (name, true),
                    None => (governments(level, child), false),
                }
            } else {
                let named = register.get(due).map(|due| {
                    own_name(child, due, register).unwrap_or_else(|| register.counterpart_name(due, level, &region))
                });
                (named.unwrap_or_default(), false)
            };
            out.push(UnitLink {
                task: link.parent,
                unit: at,
                function: function.to_owned(),
                counterpart,
                expected,
                default: default.is_some(),
                addressed,
            });
        }
    }
    out
}

/// A function, those whose bodies bear its name, and at 市 and 县 level those whose bodies do its work.
fn bearers<'r>(register: &'r Register, function: &'r str, level: Level) -> impl Iterator<Item = &'r str> {
    let local = matches!(level, Level::City | Level::County | Level::Township);
    let known = register.get(function);
    let always = known.map_or(&[][..], |f| f.borne_by.as_slice());
    let others = known.filter(|_| local).map_or(&[][..], |f| f.local_by.as_slice());
    std::iter::once(function).chain(always.iter().chain(others).map(String::as_str))
}

/// The function whose body a place of this level is to name for a function: below the lowest level that has such
/// bodies that of another (市场监管 for 药品监管), or none (no city has a 证监局).
fn due<'r>(register: &'r Register, function: &'r str, level: Level) -> Option<&'r str> {
    match register.get(function) {
        Some(known) if !known.reaches(level) => known.local_by.first().map(String::as_str),
        _ => Some(function),
    }
}

/// Whether a task names a body of a function.
fn names(task: &Task, function: &str) -> bool {
    task.units.iter().any(|u| u.function.as_deref() == Some(function))
}

fn find(child: Doc<'_>, tasks: impl IntoIterator<Item = usize>, function: &str) -> Option<(usize, usize)> {
    tasks.into_iter().find_map(|task| {
        let at = child.facts.tasks[task].units.iter().position(|u| u.function.as_deref() == Some(function))?;
        Some((task, at))
    })
}

/// The counterpart of a unit that a clause inside the parent's task names, where what stands before that clause went
/// into another task of the child.
fn moved(
    child: Doc<'_>,
    task: &Task,
    unit: &UnitRef,
    link: &TaskLink,
    register: &Register,
    level: Level,
) -> Option<(usize, usize)> {
    let at = task.clauses.iter().position(|clause| clause.span.contains(unit.span))?;
    let (from, end) =
        (at.checked_sub(1).map_or(0, |before| task.clauses[before].span.end), task.clauses[at].span.start);
    let alone = task.clauses.len() < 2;
    let part = link.elsewhere.iter().filter(|(said, _)| !alone && from <= said.start && said.start < end);
    let function = unit.function.as_deref()?;
    part.map(|(_, task)| *task).find_map(|task| {
        let by = |function| find(child, [task], function);
        bearers(register, function, level).find_map(by).or_else(|| merged(child, [task], function, register))
    })
}

/// A unit of the child's tasks that does the work of a function beside its own: 教体局 for 体育.
fn merged(
    child: Doc<'_>,
    tasks: impl IntoIterator<Item = usize>,
    function: &str,
    register: &Register,
) -> Option<(usize, usize)> {
    tasks.into_iter().find_map(|task| {
        let at = child.facts.tasks[task].units.iter().position(|unit| register.covers(&unit.name, function))?;
        Some((task, at))
    })
}

/// What the child calls the body of a function where it names it: the fullest form. A body that does a part of the
/// work (公积金中心) is not what is expected.
fn own_name(child: Doc<'_>, function: &Function, register: &Register) -> Option<String> {
    let units = child.facts.tasks.iter().flat_map(|t| &t.units);
    let same = units.filter(|u| u.function.as_deref() == Some(&function.key) && !register.is_part(&u.name, function));
    same.max_by_key(|u| u.name.len()).map(|u| u.name.clone())
}

/// What kind of place a plan without a region's name is of, by what it calls its own area: 全旗 → 旗.
fn kind_of_place(child: Doc<'_>) -> &'static str {
    let kinds = [("全市", "市"), ("全盟", "盟"), ("全州", "州"), ("全县", "县"), ("全旗", "旗")];
    let count = |word: &str| child.plan.texts().iter().map(|r| r.prose.as_str().matches(word).count()).sum::<usize>();
    kinds
        .into_iter()
        .map(|(word, kind)| (count(word), kind))
        .filter(|k| k.0 > 0)
        .max_by_key(|k| k.0)
        .map_or("", |k| k.1)
}

/// How the child addresses the governments below it, in its notice or text: 各旗区人民政府.
fn own_governments(child: Doc<'_>) -> Option<String> {
    let notice = child.plan.meta.notice.iter().flat_map(|n| n.to.iter().flatten());
    let texts = child.plan.texts();
    let texts = texts.iter().map(|r| r.prose.as_str());
    texts.chain(notice.map(String::as_str)).find_map(|text| {
        text.match_indices("人民政府").find_map(|(end, word)| {
            let start = text[..end].rfind('各')?;
            let name = &text[start..end + word.len()];
            let short = (3..=16).contains(&name.chars().count());
            (short && !name.contains(['，', '。', '；', '：', '“', '的', '级'])).then(|| name.to_owned())
        })
    })
}

/// What a plan of this level calls the governments below it.
fn governments(level: Level, child: Doc<'_>) -> String {
    let says = |word: &str| child.plan.texts().iter().any(|r| r.prose.as_str().contains(word));
    let first = |words: &[&str]| words.iter().find(|w| says(w)).map(|w| format!("各{w}人民政府"));
    match level {
        Level::National => "各省、自治区、直辖市人民政府".to_owned(),
        Level::Region => first(&["盟市", "市州", "地市"]).unwrap_or_else(|| "各市人民政府".to_owned()),
        Level::City => first(&["旗县区", "旗县", "旗区", "县市区", "县（市、区）", "区县", "县区"])
            .unwrap_or_else(|| "各县（市、区）人民政府".to_owned()),
        Level::County | Level::Township => {
            first(&["苏木乡镇", "苏木镇", "乡镇", "镇街"]).unwrap_or_else(|| "各乡镇人民政府".to_owned())
        }
    }
}
