//! The responsibility clause (责任单位) of a new task: the parent's, with the counterpart of each unit.

use super::{Request, Source, check_mark, mark};
use crate::align::scope;
use crate::data::Register;
use crate::extract::unit::is_group;
use crate::plan::{Level, Role, Task, UnitRef};
use std::collections::BTreeMap;

/// Words between the names of a clause that speak of a level.
const OTHERS: [&str; 12] = ["国务院", "全国", "国家", "中央", "省", "自治区", "地区", "盟", "州", "县", "旗", "各级"];

/// Governments of the levels below, named together: which they are the parent does not say.
const GOVERNMENT: &str = "local-government";

/// What the units of the parents are called in the new plan: one function by one name throughout.
#[derive(Debug, Default)]
pub struct Names(BTreeMap<String, Vec<String>>);

impl Names {
    /// The names, by the order in which the parents' tasks name their units.
    pub fn of(parents: &[Source<'_>], request: &Request, register: &Register) -> Self {
        let mut out = Self::default();
        let units = parents.iter().flat_map(|p| p.doc.facts.tasks.iter().flat_map(|t| &t.units));
        for unit in units.filter(|u| !is_group(&u.name)) {
            let Some(function) = unit.function.as_deref().and_then(|f| register.get(f)) else { continue };
            // What another body does here takes that body's name, once all are known.
            let other = request.level != Level::Region && !function.local_by.is_empty();
            let Some(name) = register.counterpart(&unit.name, request.level, &request.region).filter(|_| !other) else {
                continue;
            };
            let known = out.0.entry(function.key.clone()).or_default();
            if !known.iter().any(|k| shortens(k, &name) || shortens(&name, k)) {
                known.push(name);
            }
        }
        out
    }

    /// The name in use for a counterpart: the one in the list that it shortens or that shortens it.
    fn in_use(&self, name: String, register: &Register) -> String {
        let known = register.function_of(&name).and_then(|f| self.0.get(&f.key));
        let same = known.and_then(|names| names.iter().find(|k| shortens(k, &name) || shortens(&name, k)));
        same.cloned().unwrap_or(name)
    }
}

/// Whether `short` is `long` with characters left out.
fn shortens(short: &str, long: &str) -> bool {
    let mut rest = long.chars();
    short.chars().all(|c| rest.any(|r| r == c))
}

/// The clause of a task that answers these of the parents': as the first that names units has it.
pub fn clause(
    parents: &[Source<'_>],
    tasks: &[(usize, usize)],
    names: &Names,
    request: &Request,
    register: &Register,
) -> String {
    let mut named = tasks.iter().map(|&(p, t)| (&parents[p], &parents[p].doc.facts.tasks[t]));
    let Some((parent, task)) = named.find(|(_, t)| !t.units.is_empty()) else {
        return format!("（责任单位：{}）", mark("责任单位"));
    };
    let theirs = scope::level_of(parent.doc);
    let own = |unit: &UnitRef| own_name(unit, theirs, names, request, register);
    // Units that the clause names for all tasks stand in it behind the task's own.
    let defaults = parent.doc.facts.default_units.iter().filter(|d| d.from == task.path).map(|d| &d.unit);
    let mut units: Vec<&UnitRef> = task.units.iter().chain(defaults).collect();
    units.sort_by_key(|u| u.span);
    units.dedup_by_key(|u| u.span);
    as_written(task, &units, &own).unwrap_or_else(|| listed(task, &own))
}

/// What stands in the place of a parent's unit; an open mark where its counterpart is not known.
fn own_name(unit: &UnitRef, theirs: Option<Level>, names: &Names, request: &Request, register: &Register) -> String {
    let name = unit.name.as_str();
    // A plan that carries out one of its own level names the same bodies.
    if theirs == Some(request.level) {
        return name.to_owned();
    }
    if unit.function.as_deref() == Some(GOVERNMENT) {
        return mark("下级政府");
    }
    if is_group(name) {
        // 各有关部门 is the same at every level; 各盟市 is not.
        let of_level = ["省", "自治区", "盟", "市", "州", "县", "旗", "区", "乡", "镇", "国家", "中央"];
        return if of_level.iter().any(|w| name.contains(w)) { check_mark(name) } else { name.to_owned() };
    }
    let own = register.counterpart(name, request.level, &request.region);
    own.map_or_else(|| check_mark(name), |own| names.in_use(own, register))
}

/// The parent's clause as it is written, name for name. `None` where its names do not stand in it as they were read.
fn as_written(task: &Task, units: &[&UnitRef], own: &dyn Fn(&UnitRef) -> String) -> Option<String> {
    let [clause] = &task.clauses[..] else { return None };
    let raw: String = clause.raw.chars().filter(|c| !c.is_whitespace()).collect();
    let mut out = String::new();
    let mut rest = raw.as_str();
    let mut said: Vec<String> = Vec::new();
    for &unit in units {
        let at = rest.find(unit.name.as_str())?;
        let between = &rest[..at];
        let name = own(unit);
        rest = &rest[at + unit.name.len()..];
        if said.contains(&name) {
            // Two bodies of the parent may have one counterpart, which is named once.
            let kept = between.strip_suffix('、')?;
            out.push_str(kept);
            continue;
        }
        // Names of one list stand side by side.
        out.push_str(if matches!(between, "，" | "," | "､") { "、" } else { between });
        out.push_str(&name);
        said.push(name);
    }
    out.push_str(rest);
    said.retain(|name| !name.starts_with('【'));
    let around = said.iter().fold(out.clone(), |text, name| text.replacen(name.as_str(), "", 1));
    // What stands in open marks is to be looked at anyway.
    let around: String = around.split('【').map(|part| part.split_once('】').map_or(part, |(_, rest)| rest)).collect();
    // A day inside the clause, or what names a level (等国务院相关部门), is not to be copied unseen.
    let plain = !around.contains(|c: char| c.is_ascii_digit())
        && !OTHERS.iter().any(|word| around.contains(word))
        && out.starts_with(['（', '('])
        && out.ends_with(['）', ')']);
    plain.then_some(out)
}

/// The units of a task as a clause of the usual form.
fn listed(task: &Task, own: &dyn Fn(&UnitRef) -> String) -> String {
    let of = |wanted: &[Role]| {
        let mut names: Vec<String> = Vec::new();
        for unit in task.units.iter().filter(|u| wanted.contains(&u.role)) {
            let name = own(unit);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names.join("、")
    };
    let (lead, support, others) = (of(&[Role::Lead]), of(&[Role::Support]), of(&[Role::Plain, Role::Duty]));
    let mut parts = Vec::new();
    for (label, names) in [("牵头单位", lead), ("责任单位", others), ("配合单位", support)] {
        if !names.is_empty() {
            parts.push(format!("{label}：{names}"));
        }
    }
    format!("（{}）", parts.join("；"))
}
