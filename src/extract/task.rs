//! Tasks (任务): numbered items with responsibility clauses, or, in a plan without clauses, the lowest items of
//! the chapters that state measures.

use super::{bracket, clause, duty};
use crate::base::{Prose, Span};
use crate::data::{Register, hant, words};
use crate::plan::{Block, Clause, DefaultUnit, MarkKind, Plan, Role, Section, SectionId, SectionKind, Task, UnitRef};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::LazyCell;

/// Tasks, default units, and whether the plan has clauses at all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tasks {
    /// In document order.
    pub tasks: Vec<Task>,
    /// Units stated once for all tasks that follow.
    pub defaults: Vec<DefaultUnit>,
    /// Whether any item carries a clause.
    pub has_clauses: bool,
    /// The tables that share tasks out, by their places.
    pub tables: Vec<Span>,
}

/// Fewer clauses than this, in no more than one of so many items, do not make a plan one that shares its work out.
const FEW: usize = 4;

/// Reads the tasks of a plan.
pub fn read(plan: &Plan, register: &Register) -> Tasks {
    let mut out = Tasks::default();
    let mut first_leads = false;
    for (id, section) in plan.sections.iter().enumerate() {
        if in_article(plan, id) {
            continue;
        }
        let mut task = blank(id, section);
        for paragraph in section.paragraphs() {
            let prose = &paragraph.prose;
            let text = prose.as_str();
            // 完成时限：2025年12月底, on a line of its own.
            if task.deadline.is_none() {
                task.deadline = clause::deadline_line(text).map(str::to_owned);
            }
            for found in clause::read(text, register).iter() {
                first_leads |= found.first_leads;
                task.clauses.push(Clause {
                    raw: text[found.range.clone()].to_owned(),
                    span: prose.source_of(found.range.clone()),
                    rule: found.rule,
                });
                if task.deadline.is_none() {
                    task.deadline = found.deadline.clone().map(|d| text[d].to_owned());
                }
                let leads = found.units.iter().any(|(_, role)| *role == Role::Lead);
                for (at, (range, role)) in found.units.iter().enumerate() {
                    let role = if first_leads && !leads && at == 0 { Role::Lead } else { *role };
                    add(&mut task.units, unit(prose, range.clone(), role, plan, register));
                }
                for range in &found.defaults {
                    let unit = unit(prose, range.clone(), Role::Plain, plan, register);
                    if !out.defaults.iter().any(|d| d.unit.name == unit.name) {
                        out.defaults.push(DefaultUnit { unit, from: section.path.clone() });
                    }
                }
            }
        }
        if !task.clauses.is_empty() {
            out.has_clauses = true;
            out.tasks.push(task);
        }
    }
    share_blocks(plan, &mut out.tasks);
    // Where nearly no item has a clause, those that have none are tasks all the same.
    let measures = if out.tasks.len() < FEW { measures(plan) } else { Vec::new() };
    if out.tasks.len() * FEW <= measures.len() {
        out.has_clauses = false;
        let have: FxHashSet<SectionId> = out.tasks.iter().flat_map(|t| ancestors(plan, t.section)).collect();
        out.tasks.extend(measures.into_iter().filter(|id| !have.contains(id)).map(|id| blank(id, &plan.sections[id])));
        out.tasks.sort_by_key(|task| task.section);
    }
    duty::read(plan, register, &mut out);
    out
}

/// Gives the units of a clause that stands once for several items to each of them: of a block behind the last one
/// (牵头单位：… on a line of its own), where no group of the plan has another, and of （以上2项由…）.
fn share_blocks(plan: &Plan, tasks: &mut Vec<Task>) {
    let at: FxHashMap<SectionId, usize> = tasks.iter().enumerate().map(|(at, task)| (task.section, at)).collect();
    let items = |parent: &Section| -> Vec<SectionId> {
        let numbered = |id: &SectionId| plan.sections[*id].kind == SectionKind::Numbered;
        parent.children.iter().copied().filter(numbered).collect()
    };
    // How many items before an item its clause is for, as it says itself.
    let counted = |task: &Task| {
        let said = |c: &Clause| clause::counted_items(c.raw.trim_start_matches(bracket::opens));
        task.clauses.iter().find_map(said).map_or(0, |(items, _)| items.saturating_sub(1))
    };
    let lines: LazyCell<FxHashSet<usize>, _> =
        LazyCell::new(|| plan.paragraphs().iter().map(|(_, p)| p.prose.span().start).collect());
    let on_its_line =
        |task: &Task| task.clauses.iter().all(|c| c.rule == "clause-line" && lines.contains(&c.span.start));
    let groups: Vec<Vec<SectionId>> = plan.sections.iter().map(items).filter(|items| items.len() > 1).collect();
    let with =
        |items: &[SectionId]| -> Vec<usize> { (0..items.len()).filter(|&n| at.contains_key(&items[n])).collect() };
    let blocks = groups.iter().all(|items| {
        let with = with(items);
        with.is_empty() || with == [items.len() - 1]
    });
    let mut shared: Vec<Task> = Vec::new();
    for items in &groups {
        for &n in &with(items) {
            let task = &tasks[at[&items[n]]];
            let before = match counted(task) {
                0 if blocks && on_its_line(task) => n,
                told => told.min(n),
            };
            for &id in items[n - before..n].iter().filter(|id| !at.contains_key(*id)) {
                let units = task.units.clone();
                shared.push(Task { units, deadline: task.deadline.clone(), ..blank(id, &plan.sections[id]) });
            }
        }
    }
    tasks.extend(shared);
    tasks.sort_by_key(|task| task.section);
}

/// Adds a unit; of one that is named twice the heavier role holds: a lead that a second clause names again is
/// the lead.
pub(super) fn add(units: &mut Vec<UnitRef>, unit: UnitRef) {
    match units.iter_mut().find(|u| u.name == unit.name) {
        Some(known) if rank(unit.role) < rank(known.role) => known.role = unit.role,
        Some(_) => {}
        None => units.push(unit),
    }
}

fn rank(role: Role) -> u8 {
    match role {
        Role::Lead => 0,
        Role::Duty => 1,
        Role::Plain => 2,
        Role::Support => 3,
    }
}

/// The task a section is, without units.
pub(super) fn blank(id: SectionId, section: &Section) -> Task {
    Task {
        section: id,
        path: section.path.clone(),
        title: section.title.as_str().to_owned(),
        units: Vec::new(),
        clauses: Vec::new(),
        deadline: None,
    }
}

/// A unit named in a text.
pub(super) fn unit(
    prose: &Prose,
    range: std::ops::Range<usize>,
    role: Role,
    plan: &Plan,
    register: &Register,
) -> UnitRef {
    let name = prose.as_str()[range.clone()].to_owned();
    let span = prose.source_of(range);
    // A mark by hand says more than the name.
    let marked = plan.marks.iter().find_map(|m| match &m.kind {
        MarkKind::Unit(key) if m.span.start <= span.start && span.end <= m.span.end => Some(key.clone()),
        _ => None,
    });
    let function = marked.or_else(|| {
        let known = register.function_of(&name);
        known.or_else(|| register.function_of(&hant::folded(&name)?)).map(|f| f.key.clone())
    });
    UnitRef { name, role, function, span }
}

fn in_article(plan: &Plan, id: SectionId) -> bool {
    ancestors(plan, id).any(|s| plan.sections[s].kind == SectionKind::Article)
}

/// A section and those that hold it.
pub fn ancestors(plan: &Plan, id: SectionId) -> impl Iterator<Item = SectionId> + '_ {
    std::iter::successors(Some(id), |&s| plan.sections[s].parent)
}

/// What a section is for, by its title and those of the sections around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Aims, background, principles.
    Opening,
    /// Measures.
    Measures,
    /// How the plan is carried out.
    Closing,
}

/// What a section is for.
pub fn purpose(plan: &Plan, id: SectionId) -> Purpose {
    ancestors(plan, id).find_map(|at| said(&plan.sections[at])).unwrap_or(Purpose::Measures)
}

/// What each section of a plan is for.
pub fn purposes(plan: &Plan) -> Vec<Purpose> {
    let mut out: Vec<Purpose> = Vec::with_capacity(plan.sections.len());
    for section in &plan.sections {
        let around = || section.parent.map_or(Purpose::Measures, |parent| out[parent]);
        out.push(said(section).unwrap_or_else(around));
    }
    out
}

/// What a section's own title says it is for.
fn said(section: &Section) -> Option<Purpose> {
    let chapters = words::chapters();
    let title = section.title.as_str();
    // Long titles state measures, whatever words they hold.
    if title.chars().count() > 16 {
        None
    } else if chapters.closing.any_in(title) {
        Some(Purpose::Closing)
    } else {
        // 确保完成年度目标任务 is a measure, 主要目标和策略措施 a chapter that holds some.
        let acts = chapters.acts.start(title).is_some() || chapters.measures.end(title).is_some();
        (chapters.opening.any_in(title) && !acts).then_some(Purpose::Opening)
    }
}

/// The lowest numbered items of the chapters that state measures.
fn measures(plan: &Plan) -> Vec<SectionId> {
    let numbered = |id: &SectionId| plan.sections[*id].kind == SectionKind::Numbered;
    let has_articles = plan.sections.iter().any(|s| s.kind == SectionKind::Article);
    if has_articles {
        return Vec::new();
    }
    let purposes = purposes(plan);
    let lowest: Vec<SectionId> = (0..plan.sections.len())
        .filter(|id| numbered(id) && !plan.sections[*id].children.iter().any(numbered))
        .filter(|&id| ancestors(plan, id).all(|s| plan.sections[s].kind == SectionKind::Numbered))
        .filter(|&id| purposes[id] == Purpose::Measures)
        // A chapter that holds no items is one when others do: 二、任务 with text alone is no task.
        .filter(|&id| plan.sections[id].parent.is_some() || plan.sections.iter().all(|s| s.parent.is_none()))
        .collect();
    let saying: Vec<SectionId> = lowest.iter().copied().filter(|&id| says_something(&plan.sections[id])).collect();
    // A list of what is to be done, each in a few words on its line.
    let bare = || lowest.iter().all(|&id| plan.sections[id].parent.is_some() && plan.sections[id].blocks.is_empty());
    if saying.is_empty() && lowest.len() >= LIST && bare() { lowest } else { saying }
}

/// So many items without text are a list of tasks.
const LIST: usize = 3;

/// Whether an item says what is to be done: in text of its own, or in a heading that is a sentence
/// (1.开通夜间公交线路，优化站台布局。).
fn says_something(section: &Section) -> bool {
    !section.titled || section.run_in || section.blocks.iter().any(|b| !matches!(b, Block::Table(_)))
}
