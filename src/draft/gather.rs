//! The outline of a new plan: the first parent's, with the tasks of the others where theirs would stand.

use super::{Request, Source};
use crate::align::{Alignment, Doc, Status, align, similarity};
use crate::base::SourceFile;
use crate::data::Register;
use crate::extract::task::{Purpose, ancestors, purpose};
use crate::plan::{Facts, Meta, Plan, SectionId, SectionKind, Task};
use std::collections::BTreeSet;

/// A section of the new plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The parents' sections it comes from, the one it is named after first: index of the parent, its section.
    pub from: Vec<(usize, SectionId)>,
    /// Whether it is a task, and which: index of the parent, index of its task; one and the same of several parents.
    pub tasks: Vec<(usize, usize)>,
    /// The sections it holds.
    pub children: Vec<Node>,
}

/// A task of a parent that is not the new plan's to answer: only the upper level can carry it out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    /// Index of the parent.
    pub parent: usize,
    /// Index of its task.
    pub task: usize,
}

/// The outline, and what was left out of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outline {
    /// The chapters.
    pub chapters: Vec<Node>,
    /// Tasks that only an upper level can carry out.
    pub left: Vec<Left>,
}

/// Two tasks are one and the same from this likeness on, where the alignment says that one answers the other.
const SAME: f32 = 0.3;
/// Titles are of one matter from this likeness on.
const TITLED: f32 = 0.7;

/// The outline of a plan that carries out these parents.
pub fn outline(parents: &[Source<'_>], request: &Request, register: &Register) -> Outline {
    let mut out = Outline::default();
    for (at, parent) in parents.iter().enumerate() {
        let asked = asked(parent.doc, request, register);
        let left = |task: &usize| !asked.get(*task).copied().unwrap_or(true);
        out.left.extend((0..asked.len()).filter(left).map(|task| Left { parent: at, task }));
        if at == 0 {
            let whole = Whole { doc: parent.doc, asked: &asked };
            out.chapters = roots(parent.doc.plan).filter_map(|id| whole.node(id)).collect();
            continue;
        }
        // What an earlier parent says already is one task of the new plan.
        let earlier: Vec<Alignment> = parents[..at].iter().map(|p| align(p.doc, parent.doc, register)).collect();
        for (task, of) in parent.doc.facts.tasks.iter().enumerate() {
            if left(&task) {
                continue;
            }
            let same = earlier.iter().enumerate().find_map(|(p, alignment)| {
                let link = alignment.tasks.iter().find(|l| l.parent == task)?;
                let alike = link.status != Status::Missing && (link.score >= SAME || link.status == Status::Covered);
                link.children.first().filter(|_| alike).map(|&own| (p, own))
            });
            let there = same.and_then(|same| find(&mut out.chapters, &|node| node.tasks.contains(&same)));
            match there {
                Some(node) => {
                    node.tasks.push((at, task));
                    node.from.push((at, of.section));
                }
                None => {
                    let node = Node { from: vec![(at, of.section)], tasks: vec![(at, task)], children: Vec::new() };
                    match beside(&out.chapters, parents, at, task) {
                        Some((other, after)) => next_to(&mut out.chapters, (at, other), after, node),
                        None => insert(&mut out.chapters, parents, at, of.section, node),
                    }
                }
            }
        }
        // How the plan is carried out: sections that no earlier parent has.
        let lost = |id: &SectionId| earlier.iter().all(|a| a.unrelated || a.dropped.contains(id));
        let dropped: BTreeSet<SectionId> =
            earlier.iter().flat_map(|a| a.dropped.iter().copied()).filter(lost).collect();
        for id in dropped {
            let node = Node { from: vec![(at, id)], tasks: Vec::new(), children: Vec::new() };
            insert(&mut out.chapters, parents, at, id, node);
        }
        tie(&mut out.chapters, parents, at);
    }
    out
}

/// Which tasks of a parent are the new plan's to answer, by what aligning a plan of that level and place with it says.
fn asked(parent: Doc<'_>, request: &Request, register: &Register) -> Vec<bool> {
    let meta = Meta { level: Some(request.level), region: Some(request.region.clone()), ..Meta::default() };
    let plan = Plan { meta, ..Plan::default() };
    let (facts, file) = (Facts::default(), SourceFile::new("", ""));
    let empty = Doc { plan: &plan, facts: &facts, file: &file };
    align(empty, parent, register).tasks.into_iter().map(|link| link.demanded).collect()
}

/// The chapters of a plan; what is attached to it holds none.
fn roots(plan: &Plan) -> impl Iterator<Item = SectionId> + '_ {
    (0..plan.sections.len()).filter(|&id| plan.sections[id].parent.is_none())
}

/// One parent, taken whole.
struct Whole<'a> {
    doc: Doc<'a>,
    asked: &'a [bool],
}

impl Whole<'_> {
    /// A section of the parent as one of the new plan; `None` for what the new plan does not take over.
    fn node(&self, id: SectionId) -> Option<Node> {
        let section = &self.doc.plan.sections[id];
        let task = self.doc.facts.tasks.iter().position(|t| t.section == id);
        let children: Vec<Node> = section.children.iter().filter_map(|&child| self.node(child)).collect();
        let holds_task = children.iter().any(holds_task);
        if let Some(task) = task {
            // Items of a task are the task's own matter, those aside that are tasks themselves.
            let children = if holds_task { children } else { Vec::new() };
            let own = self.asked.get(task).copied().unwrap_or(true);
            let node = Node { from: vec![(0, id)], tasks: own.then_some((0, task)).into_iter().collect(), children };
            return (own || holds_task).then_some(node);
        }
        let left = |t: &Task| ancestors(self.doc.plan, t.section).any(|s| s == id);
        // A chapter of which every task was left to the upper level has nothing more to say.
        let emptied = !holds_task && self.doc.facts.tasks.iter().any(left);
        let own = matches!(section.kind, SectionKind::Numbered | SectionKind::Unnumbered) && section.titled;
        let purposeful = section.kind == SectionKind::Numbered || purpose(self.doc.plan, id) != Purpose::Measures;
        // How the parent divides a section of its own is its own matter below the second level.
        let children = if holds_task || section.depth < 2 { children } else { Vec::new() };
        let node = Node { from: vec![(0, id)], tasks: Vec::new(), children };
        (holds_task || own && purposeful && !emptied && !section.title.is_empty()).then_some(node)
    }
}

/// Whether a node is a task or holds one.
pub fn holds_task(node: &Node) -> bool {
    !node.tasks.is_empty() || node.children.iter().any(holds_task)
}

fn find<'n>(nodes: &'n mut [Node], wanted: &dyn Fn(&Node) -> bool) -> Option<&'n mut Node> {
    for node in nodes {
        if wanted(node) {
            return Some(node);
        }
        if let Some(found) = find(&mut node.children, wanted) {
            return Some(found);
        }
    }
    None
}

/// The task of the same section of a later parent that stands in the outline nearest to this one, and whether this
/// one comes after it.
fn beside(nodes: &[Node], parents: &[Source<'_>], at: usize, task: usize) -> Option<(usize, bool)> {
    let doc = parents[at].doc;
    let around = |t: usize| doc.plan.sections[doc.facts.tasks[t].section].parent;
    let there = |&t: &usize| around(t) == around(task) && has(nodes, (at, t));
    let before = (0..task).rev().find(there).map(|t| (t, true));
    before.or_else(|| (task + 1..doc.facts.tasks.len()).find(there).map(|t| (t, false)))
}

fn has(nodes: &[Node], task: (usize, usize)) -> bool {
    nodes.iter().any(|n| n.tasks.contains(&task) || has(&n.children, task))
}

/// Puts a node next to the one of a task.
fn next_to(nodes: &mut Vec<Node>, task: (usize, usize), after: bool, node: Node) {
    match nodes.iter().position(|n| n.tasks.contains(&task)) {
        Some(found) => nodes.insert(found + usize::from(after), node),
        None => {
            if let Some(within) = nodes.iter_mut().find(|n| has(&n.children, task)) {
                next_to(&mut within.children, task, after, node);
            }
        }
    }
}

/// Puts a section of a later parent where its chapter stands in the outline, else behind the last of its purpose.
fn insert(nodes: &mut Vec<Node>, parents: &[Source<'_>], at: usize, section: SectionId, node: Node) {
    let plan = parents[at].doc.plan;
    let mut chain: Vec<SectionId> = ancestors(plan, section).skip(1).collect();
    chain.reverse();
    let mut nodes = nodes;
    for id in chain {
        let title = plan.sections[id].title.as_str();
        let alike = |n: &Node| n.tasks.is_empty() && titled(n, parents).is_some_and(|t| similarity(t, title) >= TITLED);
        let found = nodes.iter().position(|n| n.from.contains(&(at, id)) || alike(n));
        let found = match found {
            Some(found) => found,
            None => {
                let chapter = Node { from: vec![(at, id)], tasks: Vec::new(), children: Vec::new() };
                let behind = place(nodes, parents, purpose(plan, id));
                nodes.insert(behind, chapter);
                behind
            }
        };
        nodes = &mut nodes[found].children;
    }
    let behind = place(nodes, parents, purpose(plan, section));
    nodes.insert(behind, node);
}

/// Behind the last section of a purpose, else before what comes after it.
fn place(nodes: &[Node], parents: &[Source<'_>], wanted: Purpose) -> usize {
    let rank = |p: Purpose| match p {
        Purpose::Opening => 0,
        Purpose::Measures => 1,
        Purpose::Closing => 2,
    };
    let of = |n: &Node| n.from.first().map_or(Purpose::Measures, |&(p, id)| purpose(parents[p].doc.plan, id));
    nodes.iter().rposition(|n| rank(of(n)) <= rank(wanted)).map_or(0, |at| at + 1)
}

/// The title of a node, as its first parent has it.
pub fn titled<'a>(node: &Node, parents: &[Source<'a>]) -> Option<&'a str> {
    let &(parent, id) = node.from.first()?;
    let plan: &'a Plan = parents.get(parent)?.doc.plan;
    plan.sections.get(id).map(|s| s.title.as_str())
}

/// Ties a later parent's sections that are no tasks to those of the same title, so that its targets stand there.
fn tie(nodes: &mut [Node], parents: &[Source<'_>], at: usize) {
    let doc = parents[at].doc;
    for (id, section) in doc.plan.sections.iter().enumerate() {
        let in_task = ancestors(doc.plan, id).any(|s| doc.facts.tasks.iter().any(|t| t.section == s));
        if in_task || section.kind != SectionKind::Numbered || section.title.is_empty() {
            continue;
        }
        let alike = |n: &Node| {
            n.tasks.is_empty()
                && !n.from.iter().any(|f| f.0 == at)
                && titled(n, parents).is_some_and(|t| similarity(t, section.title.as_str()) >= TITLED)
        };
        if let Some(node) = find(nodes, &alike) {
            node.from.push((at, id));
        }
    }
}
