//! Tasks to tasks, and the parent's sections that the child lost.

use super::side::{Sentence, Side, is_row};
use super::text::{Counts, Index, Scores, Search, Spread, Vector, dice, grams};
use super::{Doc, Pair, scope};
use crate::base::Span;
use crate::data::Compare;
use crate::extract::task::{Purpose, ancestors, purpose};
use crate::plan::{Block, Plan, SectionId, SectionKind, Task};
use rustc_hash::FxHashSet;
use std::cell::OnceCell;

/// How far a parent's task is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// All or nearly all of it.
    Covered,
    /// Some of its measures are not.
    Partial,
    /// None of it.
    Missing,
}

impl Status {
    /// Its name in what programs read.
    pub fn key(self) -> &'static str {
        match self {
            Self::Covered => "covered",
            Self::Partial => "partial",
            Self::Missing => "missing",
        }
    }
}

/// A parent's task and the child's tasks that answer it.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskLink {
    /// Index of the parent's task.
    pub parent: usize,
    /// Indices of the child's tasks, the best first.
    pub children: Vec<usize>,
    /// How alike it and each of these are, 0 to 1.
    pub scores: Vec<f32>,
    /// How far it is answered.
    pub status: Status,
    /// The share of its sentences, by weight, that the child has, 0 to 1.
    pub share: f32,
    /// How alike it and its best answer are, 0 to 1.
    pub score: f32,
    /// Whether a person made the link.
    pub by_hand: bool,
    /// Sentences of the parent's task that nothing in the child answers, those aside that only the upper level
    /// can carry out: bytes of the parent's file.
    pub unanswered: Vec<Span>,
    /// Sentences of it that tasks of the child say which do not answer it as a whole: bytes of the parent's file, and
    /// the child's task.
    pub elsewhere: Vec<(Span, usize)>,
    /// Whether any of it is the child's to carry out.
    pub demanded: bool,
}

/// A sentence of the child and how well the parent's best sentence matches it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Basis {
    /// The section it stands in.
    pub section: Option<SectionId>,
    /// Bytes of the child's file.
    pub span: Span,
    /// The likeness of the parent's best sentence, 0 to 1.
    pub score: f32,
}

/// Two sentences that say the same or nearly so.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// The parent's.
    pub parent: Sentence<'a>,
    /// The child's.
    pub child: Sentence<'a>,
}

/// What aligning tasks gives.
#[derive(Debug, Default)]
pub struct Tasks<'a> {
    pub links: Vec<TaskLink>,
    pub extra: Vec<usize>,
    pub dropped: Vec<SectionId>,
    pub sentences: Vec<Said<'a>>,
    /// Every sentence of the child, and its words as a vector.
    pub own: (Vec<Sentence<'a>>, Vec<Vector>),
    pub basis: Vec<Basis>,
    pub likeness: Vec<(usize, usize, f32)>,
    pub unrelated: bool,
}

/// A child's task takes its best parent from this likeness on.
const OWN: f32 = 0.13;
/// A parent's task takes its best child from this likeness on.
const ANSWER: f32 = 0.20;
/// Sentences are the same matter from this likeness on.
const SAME: f32 = 0.45;
/// A link needs this share of a task in sentences that match.
const SHARE: f32 = 0.15;
/// A single sentence is said again from this likeness on.
const AGAIN: f32 = 0.5;
/// A sentence has moved to another task from this likeness on.
const MOVED: f32 = 0.3;
/// Rows may speak of a task of whose title they have so much.
const HINT: f32 = 0.4;
/// A task is missing when less of it is found than this, by sentence and as a whole.
const MISSING: f32 = 0.12;
/// A section is there when so much of it is found.
const KEPT: f32 = 0.35;

/// The child's sections as vectors, made when they are asked for.
struct Sections<'a> {
    index: &'a Index<'a>,
    counts: Vec<Counts>,
    vectors: Vec<OnceCell<Vector>>,
}

impl<'a> Sections<'a> {
    fn of_child(plan: &Plan, index: &'a Index<'a>) -> Self {
        let counts = index.sections_of_child(plan);
        Self { index, vectors: vec![OnceCell::new(); counts.len()], counts }
    }

    fn get(&self, id: SectionId) -> &Vector {
        self.vectors[id].get_or_init(|| self.index.weigh(&self.counts[id]))
    }
}

/// The tasks of both plans as wholes.
pub(super) struct Wholes<'a> {
    of_child: Sections<'a>,
    /// How alike each task of the parent is to each of the child's.
    likeness: Vec<Vec<f32>>,
}

impl<'a> Wholes<'a> {
    pub fn of(pair: &'a Pair<'_>) -> Self {
        let (child, parent, index) = (pair.child, pair.parent, &pair.index);
        let of_child = Sections::of_child(child.plan, index);
        let by_task = Search::new(index, child.facts.tasks.iter().map(|t| of_child.get(t.section)));
        let of_parent = |id: SectionId| index.weigh(&index.section_of_parent(pair.known, id));
        let likeness = |task: &Task| by_task.likeness(&of_parent(task.section)).into_iter().map(|l| l.cosine).collect();
        let likeness = parent.facts.tasks.iter().map(likeness).collect();
        Self { of_child, likeness }
    }
}

/// The sentences of both plans with their words as vectors, and which says best what another does.
pub(super) struct Sentences<'a> {
    parent: (Vec<Sentence<'a>>, Vec<Vector>),
    child: (Vec<Sentence<'a>>, Vec<Vector>),
    /// By sentence of the parent its best in the child, with how alike they are: of equally good ones the last.
    best: Vec<Option<(usize, f32)>>,
    /// By sentence of the child its best in the parent.
    back: Vec<Option<(usize, f32)>>,
}

impl<'a> Sentences<'a> {
    pub fn of(pair: &Pair<'a>) -> Self {
        let parent_sentences = pair.parent_side.sentences(&pair.parent_texts, Side::LETTERS);
        let child_sentences = pair.child_side.sentences(&pair.child_texts, Side::SHORT);
        let index = &pair.index;
        let (parent_vectors, child_vectors) = (index.sentences_of_parent(pair.known), index.sentences_of_child());
        let sentences = Search::new(index, &child_vectors);
        let mut best: Vec<Option<(usize, f32)>> = Vec::with_capacity(parent_sentences.len());
        let mut back: Vec<(usize, f32)> = vec![(0, f32::NEG_INFINITY); child_sentences.len()];
        let mut room = Scores::default();
        for (i, sentence) in parent_vectors.iter().enumerate() {
            let (there, here) = sentences.both(sentence, &mut room);
            for (back, &here) in back.iter_mut().zip(here) {
                if here >= back.1 {
                    *back = (i, here);
                }
            }
            let mut own = (0, 0.2);
            for (c, &there) in there.iter().enumerate() {
                if there >= own.1 {
                    own = (c, there);
                }
            }
            best.push(Some(own).filter(|own| own.1 > 0.2));
        }
        let back = back.into_iter().map(|b| Some(b).filter(|b| b.1 >= 0.0)).collect();
        Self { parent: (parent_sentences, parent_vectors), child: (child_sentences, child_vectors), best, back }
    }
}

/// Aligns tasks, and finds dropped sections.
pub(super) fn align<'a>(
    pair: &Pair<'a>,
    Wholes { of_child, likeness }: Wholes<'_>,
    found: Sentences<'a>,
    words: &Compare,
) -> Tasks<'a> {
    let Pair { child, parent, ref index, known, .. } = *pair;
    let of_parent = |id: SectionId| index.weigh(&index.section_of_parent(known, id));
    let (in_parent, in_child) = (parent.facts.tasks.len(), child.facts.tasks.len());
    let Sentences { parent: (parent_sentences, parent_vectors), child: (child_sentences, child_vectors), best, back } =
        found;
    let child_of = owner(child, &child_sentences);
    let parent_of = owner(parent, &parent_sentences);
    let demanded = pair.parent_side.demanded(pair.level, parent, &parent_sentences, words);
    let basis = child_sentences
        .iter()
        .zip(&back)
        .map(|(s, best)| Basis {
            section: s.section,
            span: s.prose.source_of(s.range),
            score: best.map_or(0.0, |b| b.1),
        })
        .collect();

    let hand = by_hand(child, parent);
    let mut sentences_of: Vec<Vec<usize>> = vec![Vec::new(); in_parent];
    for (i, of) in parent_of.iter().enumerate() {
        if let Some(own) = of.and_then(|p| sentences_of.get_mut(p)) {
            own.push(i);
        }
    }
    let own_best: Vec<Option<usize>> =
        (0..in_child).map(|c| (0..in_parent).max_by(|a, b| likeness[*a][c].total_cmp(&likeness[*b][c]))).collect();
    let rows = Rows::of(child, parent);
    let rows_say = child_sentences.iter().any(|s| s.row.is_some());
    let mut links: Vec<TaskLink> = Vec::new();
    for (p, own) in sentences_of.iter().enumerate() {
        let mass: f32 = own.iter().map(|&i| parent_vectors[i].mass).sum();
        let mut found = 0.0;
        let mut into: Vec<f32> = vec![0.0; in_child];
        let mut unanswered = Vec::new();
        for &i in own {
            let (sentence, own_mass) = (&parent_sentences[i], parent_vectors[i].mass);
            match best[i] {
                Some((c, score)) if score >= SAME => {
                    found += own_mass;
                    if let Some(c) = child_of[c] {
                        into[c] += own_mass;
                    }
                }
                Some((_, score)) if score >= 0.3 => found += own_mass * 0.5,
                _ if !demanded[i] || sentence.title => {}
                _ => unanswered.push(sentence.prose.source_of(sentence.range)),
            }
        }
        let share = if mass > 0.0 { found / mass } else { 0.0 };
        let best_child = (0..in_child).max_by(|a, b| likeness[p][*a].total_cmp(&likeness[p][*b]));
        let mut children: Vec<usize> = (0..in_child)
            .filter(|&c| {
                own_best[c] == Some(p) && likeness[p][c] >= OWN
                    || best_child == Some(c) && likeness[p][c] >= ANSWER
                    || mass > 0.0 && into[c] / mass >= SHARE && likeness[p][c] >= 0.08
            })
            .collect();
        // A sentence said again inside a task of another matter answers its part, when no answer says it better.
        for &i in own {
            let Some((s, _)) = best[i].filter(|b| b.1 >= AGAIN) else { continue };
            if let Some(c) = child_of[s].filter(|c| !children.contains(c))
                && back[s].is_some_and(|b| b.0 == i)
            {
                children.push(c);
            }
        }
        let hands: Vec<usize> = hand.iter().filter(|h| h.0 == p).map(|h| h.1).collect();
        let linked = !hands.is_empty();
        if linked {
            children = hands;
        }
        // Rows are told apart by their titles: what they say stands in no section of theirs.
        let by_title = rows.answers(p);
        let part = |c: usize| if mass > 0.0 { into[c] / mass } else { 0.0 };
        if !linked && (rows.parent[p] || rows.any) {
            children.retain(|&c| !rows.parent[p] && (!rows.child[c] || part(c) >= SHARE));
            children.extend(by_title.map(|found| found.0).filter(|c| !children.contains(c)));
        }
        let alike = |c: usize| match by_title.filter(|found| found.0 == c) {
            Some((_, titled)) => titled,
            None if rows.child[c] => part(c),
            None => likeness[p][c],
        };
        // A row says in few words what it is about: what it leaves out is not told.
        if rows.parent[p] || rows.most {
            unanswered.clear();
        }
        // Where rows have no more than titles, nothing could be found in them.
        let unsure = rows.parent[p] || rows.most && !rows_say;
        // What a person linked elsewhere is not taken again.
        children.retain(|c| linked || !hand.iter().any(|h| h.1 == *c));
        children.sort_by(|a, b| alike(*b).total_cmp(&alike(*a)));
        let scores: Vec<f32> = children.iter().map(|&c| alike(c)).collect();
        let score = scores.iter().copied().fold(0.0, f32::max);
        let found_little = share < MISSING && score_anywhere(&likeness[p]) < ANSWER;
        let hinted =
            || rows.most && is_hinted(&parent.facts.tasks[p], own.iter().map(|&i| best[i]), child, &child_sentences);
        let nowhere = !unsure && children.is_empty() && found_little && !hinted();
        let status = if nowhere {
            Status::Missing
        } else if share >= 0.8 || unanswered.is_empty() && share >= 0.6 {
            Status::Covered
        } else {
            Status::Partial
        };
        let elsewhere = own
            .iter()
            .filter_map(|&i| {
                let (sentence, found) = (&parent_sentences[i], best[i].filter(|best| best.1 >= MOVED)?);
                let task = child_of[found.0].filter(|task| !children.contains(task))?;
                Some((sentence.prose.source_of(sentence.range), task))
            })
            .collect();
        let own_part = own.is_empty() || own.iter().any(|&i| demanded[i]);
        links.push(TaskLink {
            parent: p,
            children,
            scores,
            status,
            share,
            score,
            by_hand: linked,
            unanswered,
            elsewhere,
            demanded: own_part,
        });
    }
    let by_hand = hand.iter().map(|&(p, c)| (p, c, likeness[p][c])).collect();
    let answering: FxHashSet<usize> = links.iter().flat_map(|l| l.children.iter().copied()).collect();
    let extra = (0..in_child).filter(|c| !answering.contains(c)).collect();
    let missing = links.iter().filter(|l| l.status == Status::Missing).count();
    let unrelated = links.len() >= 4 && missing * 10 >= links.len() * 7 && hand.is_empty();
    let dropped = dropped((child, &of_child), (parent, &of_parent), (&parent_sentences, &parent_vectors), &best);
    let sentences = best
        .into_iter()
        .zip(&parent_sentences)
        .filter_map(|(found, p)| {
            let (c, _) = found.filter(|f| f.1 >= SAME)?;
            Some(Said { parent: *p, child: child_sentences[c] })
        })
        .collect();
    let own = (child_sentences, child_vectors);
    Tasks { links, extra, dropped, sentences, own, basis, likeness: by_hand, unrelated }
}

/// Tasks that are rows of a table (任务分工表), below the section that holds the table.
struct Rows {
    /// The bigrams of the titles of both plans' tasks, where there are rows.
    titles: [Vec<Vec<u64>>; 2],
    parent: Vec<bool>,
    child: Vec<bool>,
    /// Whether any task of the child is one, and whether most are.
    any: bool,
    most: bool,
}

/// Titles name one task from this likeness on.
const NAMED: f32 = 0.6;

impl Rows {
    fn of(child: Doc<'_>, parent: Doc<'_>) -> Self {
        let of = |doc: Doc<'_>| -> Vec<bool> { doc.facts.tasks.iter().map(|task| is_row(doc, task)).collect() };
        let (of_parent, of_child) = (of(parent), of(child));
        let count = of_child.iter().filter(|row| **row).count();
        let none = count == 0 && !of_parent.contains(&true);
        let titles = |doc: Doc<'_>| match none {
            true => Vec::new(),
            false => doc.facts.tasks.iter().map(|task| grams(&task.title)).collect(),
        };
        Self {
            titles: [titles(parent), titles(child)],
            any: count > 0,
            most: count * 2 > of_child.len(),
            parent: of_parent,
            child: of_child,
        }
    }

    /// The child's task that has the title of one of the parent's, where one of the two is a row; and how alike they
    /// are.
    fn answers(&self, p: usize) -> Option<(usize, f32)> {
        let [parent, child] = &self.titles;
        let title = parent.get(p)?;
        let rows = (0..child.len()).filter(|&c| self.parent[p] || self.child[c]);
        rows.map(|c| (c, dice(title, &child[c]))).filter(|found| found.1 >= NAMED).max_by(|a, b| a.1.total_cmp(&b.1))
    }
}

/// Whether rows of a table, which say things in few words, may say something of a task: a sentence of it is like one of
/// theirs, or a good part of its title stands in one.
fn is_hinted(
    task: &Task,
    mut best: impl Iterator<Item = Option<(usize, f32)>>,
    child: Doc<'_>,
    sentences: &[Sentence<'_>],
) -> bool {
    let title = grams(&task.title);
    let said = |text: &str| {
        let own = grams(text);
        let kept = title.iter().filter(|gram| own.binary_search(gram).is_ok()).count();
        kept as f32 >= HINT * title.len() as f32
    };
    best.any(|best| best.is_some())
        || child.facts.tasks.iter().any(|own| said(&own.title))
        || sentences.iter().any(|sentence| said(sentence.text()))
}

fn score_anywhere(row: &[f32]) -> f32 {
    row.iter().copied().fold(0.0, f32::max)
}

/// The task each sentence belongs to: the innermost section around it that is one.
fn owner(doc: Doc<'_>, sentences: &[Sentence<'_>]) -> Vec<Option<usize>> {
    let of_section = scope::tasks_of_sections(doc);
    let by_section = |s: &Sentence<'_>| s.section.and_then(|id| of_section.get(id).copied().flatten());
    sentences.iter().map(|s| s.row.or_else(|| by_section(s))).collect()
}

/// Links that a person made: `{#id implements=PLAN:PATH}` on the child's heading.
fn by_hand(child: Doc<'_>, parent: Doc<'_>) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    for (c, task) in child.facts.tasks.iter().enumerate() {
        for (link, _) in &child.plan.sections[task.section].implements {
            let (plan, path) = link.split_once(':').unwrap_or(("", link.as_str()));
            if !plan.is_empty() && !names_plan(parent, plan) {
                continue;
            }
            let found = parent.facts.tasks.iter().position(|t| {
                t.path == path || parent.plan.sections[t.section].id.as_ref().is_some_and(|i| i.0 == path)
            });
            if let Some(p) = found {
                out.push((p, c));
            }
        }
    }
    out
}

/// Whether a link's plan is this one: by its id, else by the name of its file or, for `plan.md`, its folder.
pub fn names_plan(doc: Doc<'_>, plan: &str) -> bool {
    if let Some(id) = &doc.plan.meta.id {
        return id.value == plan;
    }
    file_names(doc).iter().any(|name| name == plan || as_link(name) == plan)
}

/// What a link calls a plan: its id, else its file's name or, for `plan.md`, its folder's, without what cannot stand
/// in a heading's attributes. Empty where it has neither.
pub fn plan_name(doc: Doc<'_>) -> String {
    if let Some(id) = &doc.plan.meta.id {
        return id.value.clone();
    }
    let [stem, folder] = file_names(doc);
    let own = if stem == "plan" && !folder.is_empty() { &folder } else { &stem };
    as_link(own)
}

/// The names of a plan's file, without its ending, and of its folder.
fn file_names(doc: Doc<'_>) -> [String; 2] {
    let text = |name: Option<&std::ffi::OsStr>| name.map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    [text(doc.file.path.file_stem()), text(doc.file.path.parent().and_then(std::path::Path::file_name))]
}

fn as_link(name: &str) -> String {
    let barred = |c: &char| c.is_whitespace() || matches!(c, ':' | '{' | '}' | '"' | '\'' | '=' | '#' | '\\');
    name.chars().filter(|c| !barred(c)).collect()
}

/// Sections of the parent that are no tasks and say how the plan is carried out, and that the child has
/// neither by title nor by sentence. Aims and principles are the parent's own.
fn dropped(
    (child, of_child): (Doc<'_>, &Sections<'_>),
    (parent, of_parent): (Doc<'_>, impl Fn(SectionId) -> Vector),
    (sentences, vectors): (&[Sentence<'_>], &[Vector]),
    best: &[Option<(usize, f32)>],
) -> Vec<SectionId> {
    let plan = parent.plan;
    let mut out: Vec<SectionId> = Vec::new();
    let mut reworded: Vec<SectionId> = Vec::new();
    let closes = child.plan.sections.iter().enumerate().any(|(id, own)| {
        own.depth == 1 && own.kind == SectionKind::Numbered && purpose(child.plan, id) == Purpose::Closing
    });
    let tasks: FxHashSet<SectionId> = parent.facts.tasks.iter().map(|t| t.section).collect();
    let holding: FxHashSet<SectionId> = tasks.iter().flat_map(|&t| ancestors(plan, t)).collect();
    for (id, section) in plan.sections.iter().enumerate() {
        let in_task = ancestors(plan, id).any(|s| tasks.contains(&s));
        let holds_task = holding.contains(&id);
        let own_text = section.blocks.iter().any(|b| !matches!(b, Block::Table(_)));
        if in_task || holds_task || section.kind != SectionKind::Numbered || purpose(plan, id) != Purpose::Closing {
            continue;
        }
        // What a plan says of its own force is its own.
        if crate::data::words::chapters().own.any_in(section.title.as_str()) {
            continue;
        }
        // How a kept section is divided is the child's own matter.
        if section.depth > 2
            || !own_text && section.children.is_empty()
            || section.parent.is_some_and(|p| out.contains(&p))
        {
            continue;
        }
        let title = section.title.as_str();
        let vector = of_parent(id);
        let spread = Spread::of(of_child.index, &vector);
        // What closes a plan stands at its end.
        let there = child.plan.sections.iter().enumerate().rev().any(|(section, own)| {
            let alike = spread.cosine(of_child.get(section));
            let titled = || super::similarity(own.title.as_str(), title) >= 0.5;
            alike >= 0.30 || (alike >= 0.1 || vector.is_empty()) && titled()
        });
        let mut mass = 0.0;
        let mut found = 0.0;
        for ((sentence, vector), best) in sentences.iter().zip(vectors).zip(best) {
            if sentence.section.is_some_and(|s| ancestors(plan, s).any(|a| a == id)) {
                mass += vector.mass;
                if best.is_some_and(|b| b.1 >= 0.4) {
                    found += vector.mass;
                }
            }
        }
        if there || mass > 0.0 && found / mass >= KEPT {
            continue;
        }
        // 保障措施 may be called 工作要求 and say it all in other words: then its items are looked for one by one.
        if section.depth == 1 && !section.children.is_empty() && closes {
            reworded.push(id);
        } else {
            out.push(id);
        }
    }
    // Where most of them are not found the words are others throughout, and nothing can be said of any.
    for id in reworded {
        let items = &plan.sections[id].children;
        if items.iter().filter(|item| out.contains(item)).count() * 2 > items.len() {
            out.retain(|item| !items.contains(item));
        }
    }
    out
}
