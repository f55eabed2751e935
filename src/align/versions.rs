//! Two versions of one plan (两稿比较): what changed in tasks, units, targets and deadlines, and whether the plan asks
//! for more or less since.

use super::{Certainty, Doc, align, similarity, suggestions};
use crate::data::Register;
use crate::plan::{Comparator, Indicator, Role, SectionId, Target, Task, UnitRef};
use std::cmp::Ordering;

/// What a change is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Matter {
    /// A task: there or not, its title.
    Task,
    /// Who is responsible.
    Unit,
    /// A target's value, or how it binds.
    Target,
    /// When something is due.
    Deadline,
}

/// How something changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum How {
    /// 新增
    Added,
    /// 删去
    Removed,
    /// 改名
    Renamed,
    /// 牵头单位由…改为…
    Lead,
    /// 提高
    Raised,
    /// 降低
    Lowered,
    /// 改为, where neither is more.
    Changed,
    /// 提前
    Earlier,
    /// 推后
    Later,
    /// 加了留有余地的词
    Softened,
    /// 去掉了留有余地的词
    Hardened,
}

/// One change between two versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionChange {
    /// What it is of.
    pub matter: Matter,
    /// How it changed.
    pub how: How,
    /// Path of the section, in the new version where it is there, else in the old.
    pub path: String,
    /// The section's title, or the metric of a target.
    pub title: String,
    /// What stood there; empty where nothing did.
    pub old: String,
    /// What stands there; empty where nothing does.
    pub new: String,
    /// Whether the plan asks for more (`Greater`) or less since; `None` where that cannot be said.
    pub strength: Option<Ordering>,
}

/// Metrics are of one target from this likeness on.
const SAME: f32 = 0.5;

/// What changed from the old version to the new: by the order of the new version, what is gone behind.
pub fn versions(old: Doc<'_>, new: Doc<'_>, register: &Register) -> Vec<VersionChange> {
    let pairs = pairs(old, new, register);
    let mut out = Vec::new();
    for (at, task) in new.facts.tasks.iter().enumerate() {
        match pairs.iter().find(|p| p.1 == at) {
            Some(&(was, _)) => of_task(&old.facts.tasks[was], task, &mut out),
            None => out.push(whole(task, How::Added)),
        }
    }
    let gone = old.facts.tasks.iter().enumerate().filter(|(at, _)| !pairs.iter().any(|p| p.0 == *at));
    out.extend(gone.map(|(_, task)| whole(task, How::Removed)));
    let sections: Vec<(SectionId, SectionId)> =
        pairs.iter().map(|&(o, n)| (old.facts.tasks[o].section, new.facts.tasks[n].section)).collect();
    of_targets(old, new, &sections, &mut out);
    of_rows(&old.facts.indicators, &new.facts.indicators, new, old, &mut out);
    out.sort_by_key(|c| c.matter);
    out
}

/// Tasks of the two versions that are one: the same by path and title first, then by the alignment, the surest first.
fn pairs(old: Doc<'_>, new: Doc<'_>, register: &Register) -> Vec<(usize, usize)> {
    let mut out: Vec<(usize, usize)> = Vec::new();
    let add = |o: usize, n: usize, out: &mut Vec<(usize, usize)>| {
        if !out.iter().any(|p| p.0 == o || p.1 == n) {
            out.push((o, n));
        }
    };
    let (theirs, own) = (&old.facts.tasks, &new.facts.tasks);
    for (o, was) in theirs.iter().enumerate() {
        let same = |t: &Task| t.title == was.title;
        let found = own.iter().position(|t| same(t) && t.path == was.path).or_else(|| own.iter().position(same));
        if let Some(n) = found {
            add(o, n, &mut out);
        }
    }
    let alignment = align(new, old, register);
    let mut found = suggestions(new, old, &alignment);
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    for s in found.iter().filter(|s| s.certainty >= Certainty::Likely) {
        add(s.parent, s.child, &mut out);
    }
    out
}

fn whole(task: &Task, how: How) -> VersionChange {
    let (old, new) = match how {
        How::Removed => (task.title.clone(), String::new()),
        _ => (String::new(), task.title.clone()),
    };
    let strength = Some(if how == How::Removed { Ordering::Less } else { Ordering::Greater });
    VersionChange { matter: Matter::Task, how, path: task.path.clone(), title: task.title.clone(), old, new, strength }
}

fn of_task(was: &Task, is: &Task, out: &mut Vec<VersionChange>) {
    let mut add = |matter, how, old: String, new: String| {
        let (path, title) = (is.path.clone(), is.title.clone());
        out.push(VersionChange { matter, how, path, title, old, new, strength: None });
    };
    if was.title != is.title {
        add(Matter::Task, How::Renamed, was.title.clone(), is.title.clone());
    }
    let names = |task: &Task, lead: bool| -> Vec<String> {
        let of = |u: &&UnitRef| (u.role == Role::Lead) == lead;
        task.units.iter().filter(of).map(|u| u.name.clone()).collect()
    };
    let (old, new) = (names(was, true), names(is, true));
    if !same_set(&old, &new) {
        add(Matter::Unit, How::Lead, old.join("、"), new.join("、"));
    }
    // A unit that leads now, or led, is told with the lead.
    let (led, leads) = (old, new);
    let (old, new) = (names(was, false), names(is, false));
    let less = |a: &[String], b: &[String], told: &[String]| -> Vec<String> {
        a.iter().filter(|n| !b.contains(n) && !told.contains(n)).cloned().collect()
    };
    let (gone, come) = (less(&old, &new, &leads), less(&new, &old, &led));
    if !gone.is_empty() {
        add(Matter::Unit, How::Removed, gone.join("、"), String::new());
    }
    if !come.is_empty() {
        add(Matter::Unit, How::Added, String::new(), come.join("、"));
    }
    let (old, new) = (was.deadline.clone().unwrap_or_default(), is.deadline.clone().unwrap_or_default());
    if old != new {
        let how = match (old.is_empty(), new.is_empty()) {
            (true, _) => How::Added,
            (_, true) => How::Removed,
            _ => How::Changed,
        };
        add(Matter::Deadline, how, old, new);
    }
}

fn same_set(a: &[String], b: &[String]) -> bool {
    a.iter().all(|x| b.contains(x)) && b.iter().all(|x| a.contains(x))
}

/// Targets to targets: those stated in the same words first, then by metric and unit, those of one task before others.
fn of_targets(old: Doc<'_>, new: Doc<'_>, sections: &[(SectionId, SectionId)], out: &mut Vec<VersionChange>) {
    let (theirs, own) = (&old.facts.targets, &new.facts.targets);
    let together = |o: &Target, n: &Target| match (o.section, n.section) {
        (Some(o), Some(n)) => sections.contains(&(o, n)),
        _ => o.path == n.path,
    };
    let mut scored: Vec<(f32, usize, usize)> = Vec::new();
    for (o, was) in theirs.iter().enumerate() {
        for (n, is) in own.iter().enumerate() {
            let near = if together(was, is) || was.path == is.path { 0.3 } else { 0.0 };
            let like = similarity(&was.metric, &is.metric);
            let same = plain(&was.quote) == plain(&is.quote);
            if same {
                scored.push((2.0 + near, o, n));
            } else if like >= SAME && alike(was, is) {
                scored.push((like + near, o, n));
            }
        }
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (_, o, n) in scored {
        if !pairs.iter().any(|p| p.0 == o || p.1 == n) {
            pairs.push((o, n));
        }
    }
    for (n, is) in own.iter().enumerate() {
        match pairs.iter().find(|p| p.1 == n) {
            Some(&(o, _)) => of_target(&theirs[o], is, out),
            None => {
                out.push(one(is, Matter::Target, How::Added, String::new(), is.quote.clone(), Some(Ordering::Greater)))
            }
        }
    }
    for (_, was) in theirs.iter().enumerate().filter(|(o, _)| !pairs.iter().any(|p| p.0 == *o)) {
        out.push(one(was, Matter::Target, How::Removed, was.quote.clone(), String::new(), Some(Ordering::Less)));
    }
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric() || *c == '%').collect()
}

fn alike(a: &Target, b: &Target) -> bool {
    a.unit == b.unit || [a, b].iter().all(|t| matches!(t.unit.as_str(), "%" | "‰"))
}

fn one(
    target: &Target,
    matter: Matter,
    how: How,
    old: String,
    new: String,
    strength: Option<Ordering>,
) -> VersionChange {
    VersionChange { matter, how, path: target.path.clone(), title: target.metric.clone(), old, new, strength }
}

fn of_target(was: &Target, is: &Target, out: &mut Vec<VersionChange>) {
    let ceiling = |t: &Target| matches!(t.op, Comparator::AtMost | Comparator::Less);
    let quotes = || (was.quote.clone(), is.quote.clone());
    if (was.value, was.value2, was.op, &was.unit) != (is.value, is.value2, is.op, &is.unit) {
        let (old, new) = quotes();
        let order = is.value.cmp(&was.value);
        let how = match order {
            Ordering::Greater => How::Raised,
            Ordering::Less => How::Lowered,
            Ordering::Equal => How::Changed,
        };
        // Of a ceiling less is more; of an exact figure neither is.
        let comparable = ceiling(was) == ceiling(is) && was.unit == is.unit && order != Ordering::Equal;
        let exact = was.op == Comparator::Exactly && is.op == Comparator::Exactly;
        let strength = (comparable && !exact).then(|| if ceiling(is) { order.reverse() } else { order });
        out.push(one(is, Matter::Target, how, old, new, strength));
    }
    if let (Some(due), Some(now)) = (was.deadline, is.deadline)
        && due != now
    {
        let (how, strength) = if now < due { (How::Earlier, Ordering::Greater) } else { (How::Later, Ordering::Less) };
        out.push(one(is, Matter::Deadline, how, format!("{due}年"), format!("{now}年"), Some(strength)));
    }
    let binding = |t: &Target| t.binding.map_or("", |b| if b { "约束性" } else { "预期性" }).to_owned();
    if was.binding.is_some() && is.binding.is_some() && was.binding != is.binding {
        let strength = if is.binding == Some(true) { Ordering::Greater } else { Ordering::Less };
        out.push(one(is, Matter::Target, How::Changed, binding(was), binding(is), Some(strength)));
    }
    match (&was.hedge, &is.hedge) {
        (None, Some(hedge)) => {
            out.push(one(is, Matter::Target, How::Softened, String::new(), hedge.clone(), Some(Ordering::Less)));
        }
        (Some(hedge), None) => {
            out.push(one(is, Matter::Target, How::Hardened, hedge.clone(), String::new(), Some(Ordering::Greater)));
        }
        _ => {}
    }
}

/// Rows of indicator tables, by name.
fn of_rows(old: &[Indicator], new: &[Indicator], new_doc: Doc<'_>, old_doc: Doc<'_>, out: &mut Vec<VersionChange>) {
    let at = |doc: Doc<'_>, row: &Indicator| {
        doc.plan.section_at(row.span.start).map_or_else(String::new, |id| doc.plan.sections[id].path.clone())
    };
    let value = |row: &Indicator| format!("{}{}", row.target, row.unit.as_deref().unwrap_or_default());
    let change = |row: &Indicator, path, matter, how, old, new, strength| VersionChange {
        matter,
        how,
        path,
        title: row.name.clone(),
        old,
        new,
        strength,
    };
    for row in new {
        let Some(was) = old.iter().find(|o| plain(&o.name) == plain(&row.name)) else {
            let (path, strength) = (at(new_doc, row), Some(Ordering::Greater));
            out.push(change(row, path, Matter::Target, How::Added, String::new(), value(row), strength));
            continue;
        };
        let path = at(new_doc, row);
        if plain(&was.target) != plain(&row.target) || was.op != row.op {
            let order = was.value.zip(row.value).map(|(was, is)| is.cmp(&was));
            let how = match order {
                Some(Ordering::Greater) => How::Raised,
                Some(Ordering::Less) => How::Lowered,
                _ => How::Changed,
            };
            let ceiling = matches!(row.op, Some(Comparator::AtMost | Comparator::Less));
            let strength = order.filter(|o| *o != Ordering::Equal && was.op == row.op && row.op.is_some());
            let strength = strength.map(|o| if ceiling { o.reverse() } else { o });
            out.push(change(row, path.clone(), Matter::Target, how, value(was), value(row), strength));
        }
        if let (Some(due), Some(now)) = (was.deadline, row.deadline)
            && due != now
        {
            let (how, strength) =
                if now < due { (How::Earlier, Ordering::Greater) } else { (How::Later, Ordering::Less) };
            let (due, now) = (format!("{due}年"), format!("{now}年"));
            out.push(change(row, path, Matter::Deadline, how, due, now, Some(strength)));
        }
    }
    for row in old.iter().filter(|o| !new.iter().any(|n| plain(&n.name) == plain(&o.name))) {
        let (path, strength) = (at(old_doc, row), Some(Ordering::Less));
        out.push(change(row, path, Matter::Target, How::Removed, value(row), String::new(), strength));
    }
}
