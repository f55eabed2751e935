//! A family of plans (上下级方案): who carries out what at which level, for a terminal and as tables.

use super::{Status, TaskLink, state};
use crate::align::{Alignment, Doc, Relation};
use crate::base::Lang;
use crate::plan::Level;
use crate::report::clause::title;
use crate::report::ledger::issued;
use crate::report::sheets::{Cell, Column, Kind, Sheet, Tone, Workbook};
use std::fmt::Write as _;

/// A plan that carries out another.
#[derive(Debug, Clone, Copy)]
pub struct Edge<'a> {
    /// Index of the plan.
    pub child: usize,
    /// Index of its parent.
    pub parent: usize,
    /// How it answers it.
    pub alignment: &'a Alignment,
}

/// Plans and how they hang together; there are no circles in it.
#[derive(Debug, Clone)]
pub struct Family<'a> {
    /// The plans.
    pub plans: Vec<Doc<'a>>,
    /// Who carries out whom.
    pub edges: Vec<Edge<'a>>,
}

/// How much of a parent a plan answers, in tasks, and its weaker targets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Coverage {
    /// Answered.
    pub covered: usize,
    /// In part.
    pub partial: usize,
    /// Not at all.
    pub missing: usize,
    /// For the parent itself to do.
    pub own: usize,
    /// Targets that are weaker than the parent's.
    pub weaker: usize,
}

impl Coverage {
    /// Of one plan and one parent.
    pub fn of(alignment: &Alignment) -> Self {
        let mut out = Self::default();
        for link in &alignment.tasks {
            *match (link.status, link.demanded) {
                (Status::Covered, _) => &mut out.covered,
                (Status::Partial, _) => &mut out.partial,
                (Status::Missing, true) => &mut out.missing,
                (Status::Missing, false) => &mut out.own,
            } += 1;
        }
        out.weaker = alignment.targets.iter().filter(|t| t.relation == Relation::Weaker).count();
        out
    }

    /// In words; what there is none of is not named.
    pub fn words(self, lang: Lang) -> String {
        let all = self.covered + self.partial + self.missing + self.own;
        let mut out = lang.pick(format!("已承接 {}/{all}", self.covered), format!("covered {}/{all}", self.covered));
        for (count, zh, en) in [
            (self.partial, "部分承接", "partial"),
            (self.missing, "缺失", "missing"),
            (self.own, "上级事项", "the parent's own"),
            (self.weaker, "目标偏弱", "weaker targets"),
        ] {
            if count > 0 {
                let _ = write!(out, "{}{} {count}", lang.pick("，", ", "), lang.pick(zh, en));
            }
        }
        out
    }
}

/// A level in a word.
pub fn level(level: Option<Level>, lang: Lang) -> &'static str {
    match level {
        Some(Level::National) => lang.pick("国家级", "national"),
        Some(Level::Region) => lang.pick("省级", "region"),
        Some(Level::City) => lang.pick("市级", "city"),
        Some(Level::County) => lang.pick("县级", "county"),
        Some(Level::Township) => lang.pick("乡镇级", "township"),
        None => "",
    }
}

/// What a plan is called among its kin: its region, else its title.
pub fn name(doc: Doc<'_>) -> String {
    doc.plan.meta.region.clone().unwrap_or_else(|| title(doc))
}

impl<'a> Family<'a> {
    /// The edge to a plan's nearest parent: the lowest of them, of equals the first.
    pub fn nearest(&self, plan: usize) -> Option<&Edge<'a>> {
        let mut best: Option<&Edge<'a>> = None;
        for edge in self.edges.iter().filter(|e| e.child == plan) {
            let level = |e: &Edge<'_>| self.plans[e.parent].plan.meta.level;
            if best.is_none_or(|b| level(edge) > level(b)) {
                best = Some(edge);
            }
        }
        best
    }

    /// The plans whose nearest parent this one is, with how they answer it.
    pub fn children(&self, plan: usize) -> Vec<&Edge<'a>> {
        (0..self.plans.len()).filter_map(|c| self.nearest(c)).filter(|e| e.parent == plan).collect()
    }

    /// The plans without a parent.
    pub fn roots(&self) -> Vec<usize> {
        (0..self.plans.len()).filter(|&p| self.nearest(p).is_none()).collect()
    }

    /// A plan's descendants, each behind its parent, with their depth below it.
    pub fn below(&self, plan: usize) -> Vec<(&Edge<'a>, usize)> {
        let mut out = Vec::new();
        let mut open: Vec<(&Edge<'a>, usize)> = self.children(plan).into_iter().rev().map(|e| (e, 1)).collect();
        while let Some((edge, depth)) = open.pop() {
            out.push((edge, depth));
            open.extend(self.children(edge.child).into_iter().rev().map(|e| (e, depth + 1)));
        }
        out
    }
}

/// For a terminal: the tree with how much of its parent each plan answers, then every task of the top and who carries
/// it out.
pub fn text(family: &Family<'_>, lang: Lang) -> String {
    let mut out = String::new();
    for root in family.roots() {
        if !out.is_empty() {
            out.push('\n');
        }
        let _ = writeln!(out, "{}", named(family.plans[root], lang));
        branches(family, root, "", lang, &mut out);
        if family.children(root).is_empty() {
            continue;
        }
        out.push('\n');
        for (at, task) in family.plans[root].facts.tasks.iter().enumerate() {
            let _ = writeln!(out, "{}  {}", task.path, task.title);
            answers(family, root, &[at], 1, lang, &mut out);
        }
    }
    out
}

fn named(doc: Doc<'_>, lang: Lang) -> String {
    let level = level(doc.plan.meta.level, lang);
    let stage = issued(doc, lang).0.replace('\n', " ");
    let about: Vec<&str> = [level, stage.as_str()].into_iter().filter(|s| !s.is_empty()).collect();
    lang.pick(format!("{}（{}）", title(doc), about.join("，")), format!("{} ({})", title(doc), about.join(", ")))
}

fn branches(family: &Family<'_>, plan: usize, indent: &str, lang: Lang, out: &mut String) {
    let children = family.children(plan);
    for (at, edge) in children.iter().enumerate() {
        let last = at + 1 == children.len();
        let (branch, under) = if last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
        let coverage = Coverage::of(edge.alignment).words(lang);
        let _ = writeln!(out, "{indent}{branch}{}  {coverage}", named(family.plans[edge.child], lang));
        branches(family, edge.child, &format!("{indent}{under}"), lang, out);
    }
}

/// Who answers these tasks of a plan, and below them who answers theirs.
fn answers(family: &Family<'_>, plan: usize, tasks: &[usize], depth: usize, lang: Lang, out: &mut String) {
    for edge in family.children(plan) {
        let links: Vec<&TaskLink> = edge.alignment.tasks.iter().filter(|l| tasks.contains(&l.parent)).collect();
        let Some(worst) = worst(&links) else { continue };
        let doc = family.plans[edge.child];
        let own = own(&links);
        let titles: Vec<String> =
            own.iter().filter_map(|&c| doc.facts.tasks.get(c)).map(|t| format!("{} {}", t.path, t.title)).collect();
        let (word, _) = state(worst, lang);
        let indent = "    ".repeat(depth);
        let titles = titles.join(lang.pick("；", "; "));
        let _ = writeln!(out, "{}", format!("{indent}[{word}] {}  {titles}", name(doc)).trim_end());
        if !own.is_empty() {
            answers(family, edge.child, &own, depth + 1, lang, out);
        }
    }
}

/// The tasks that answer, each once.
fn own(links: &[&TaskLink]) -> Vec<usize> {
    let mut out: Vec<usize> = links.iter().flat_map(|l| l.children.iter().copied()).collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// Of several tasks the one that is answered least.
fn worst<'l>(links: &[&'l TaskLink]) -> Option<&'l TaskLink> {
    links.iter().copied().max_by_key(|l| match (l.status, l.demanded) {
        (Status::Missing, true) => 3,
        (Status::Partial, _) => 2,
        (Status::Covered, _) => 1,
        (Status::Missing, false) => 0,
    })
}

/// As tables, one for each top: its tasks, and a column for each plan below.
pub fn book(family: &Family<'_>, lang: Lang) -> Workbook {
    let roots: Vec<usize> = family.roots().into_iter().filter(|&r| !family.children(r).is_empty()).collect();
    let sheets = roots.iter().map(|&root| sheet(family, root, roots.len() > 1, lang)).collect();
    let first = roots.first().map(|&r| title(family.plans[r])).unwrap_or_default();
    let notes = roots
        .iter()
        .flat_map(|&r| family.below(r))
        .map(|(e, _)| {
            format!(
                "{}{}{}",
                named(family.plans[e.child], lang),
                lang.pick("：", ": "),
                Coverage::of(e.alignment).words(lang)
            )
        })
        .collect();
    Workbook {
        title: lang.pick(format!("《{first}》各级落实情况"), format!("{first}: who carries out what")),
        notes,
        sheets,
        attachment: false,
        lang,
    }
}

fn sheet(family: &Family<'_>, root: usize, several: bool, lang: Lang) -> Sheet {
    let top = family.plans[root];
    let below = family.below(root);
    let mut columns = vec![
        Column::new(lang.pick("位置", "Place"), 9, Kind::Short),
        Column::new(lang.pick("任务", "Task"), 22, Kind::Text),
    ];
    columns.extend(below.iter().map(|(edge, _)| {
        let doc = family.plans[edge.child];
        let level = level(doc.plan.meta.level, lang);
        let head = if level.is_empty() { name(doc) } else { format!("{}（{level}）", name(doc)) };
        Column::new(head, 20, Kind::Text)
    }));
    let rows = top.facts.tasks.iter().enumerate().map(|(at, task)| {
        // The tasks of each plan that carry this one out, from the top down.
        let mut held: Vec<(usize, Vec<usize>)> = vec![(root, vec![at])];
        let mut row = vec![Cell::text(task.path.as_str()), Cell::text(task.title.as_str())];
        for (edge, _) in &below {
            let above = held.iter().find(|(plan, _)| *plan == edge.parent).map_or(&[][..], |(_, tasks)| tasks);
            let links: Vec<&TaskLink> = edge.alignment.tasks.iter().filter(|l| above.contains(&l.parent)).collect();
            let own = own(&links);
            let doc = family.plans[edge.child];
            row.push(match worst(&links) {
                Some(link) => {
                    let (word, tone) = state(link, lang);
                    let titles = own.iter().filter_map(|&c| doc.facts.tasks.get(c));
                    let titles: Vec<String> = titles.map(|t| format!("{} {}", t.path, t.title)).collect();
                    let lines: Vec<&str> = std::iter::once(word).chain(titles.iter().map(String::as_str)).collect();
                    Cell::toned(lines.join("\n"), tone)
                }
                // Its own parent does not carry it out: there is nothing to answer.
                None => Cell::toned(lang.pick("上级未写", "not in its parent"), Tone::Note),
            });
            held.push((edge.child, own));
        }
        row
    });
    Sheet {
        title: if several { title(top) } else { lang.pick("各级落实", "Family").to_owned() },
        rows: rows.collect(),
        columns,
        filter: None,
    }
}
