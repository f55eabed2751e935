//! Targets to targets.

use super::scope::{self, Scopes};
use super::side::Sentence;
use super::tasks::TaskLink;
use super::text::{Index, Search, Vector};
use super::{Doc, Pair, RowLink, compare};
use crate::base::Span;
use crate::data::Compare;
use crate::plan::Level;
use crate::plan::{Target, TargetKind};
use std::cell::LazyCell;
use std::cmp::Ordering;

/// How a child stands to one of its parent's targets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// As strong.
    Equal,
    /// Asks for more.
    Stronger,
    /// Asks for less, by value, deadline or scope: see [`TargetLink::why`].
    Weaker,
    /// The child should carry it and does not.
    Missing,
    /// An absolute count: the child carries its share, or need not.
    Apportioned,
    /// Answered in words that cannot be compared.
    NotComparable,
}

impl Relation {
    /// Its name in what programs read.
    pub fn key(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Stronger => "stronger",
            Self::Weaker => "weaker",
            Self::Missing => "missing",
            Self::Apportioned => "apportioned",
            Self::NotComparable => "not-comparable",
        }
    }
}

/// Why a target is weaker.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Why {
    /// The value asks for less.
    Value,
    /// It is due later.
    Later,
    /// A hedge was added.
    Softened,
    /// 约束性 became 预期性.
    Unbound,
    /// These of the parent's scope are not in the child's.
    Narrower(Vec<String>),
    /// A qualifier was added: see [`TargetLink::scopes`].
    Qualified,
    /// The parent asks it of all, the child says it without 全部 or the like.
    CoverageLost,
    /// A lower tier: 自治区级 became 市级.
    Tier(String, String),
}

/// A parent's target and what answers it.
#[derive(Debug, Clone, PartialEq)]
pub struct TargetLink {
    /// Index of the parent's target.
    pub parent: usize,
    /// Index of the child's.
    pub child: Option<usize>,
    /// Where the child says it in words without a target: bytes of the child's file.
    pub said: Option<Span>,
    /// How they stand.
    pub relation: Relation,
    /// Why, when it is weaker; empty otherwise.
    pub why: Vec<Why>,
    /// How their scopes differ, where they do.
    pub scopes: Option<Scopes>,
    /// How alike the two are, 0 to 1.
    pub score: f32,
}

/// Two targets are of one thing from this likeness on.
const SAME: f32 = 0.42;
/// In tasks that answer each other less is enough.
const SAME_TASK: f32 = 0.34;
/// Two statements of full coverage in such tasks share few words: 全覆盖, 均设置.
const SAME_WHOLE: f32 = 0.28;
/// The sentences of two rules are alike from here on.
const RULE: f32 = 0.35;
/// A metric of fewer characters names too little to be looked for.
const NAMED: usize = 4;
/// A child's statement that answers one item of a parent's list may answer its neighbour from here on.
const NEIGHBOUR: f32 = 0.16;
/// A sentence of the child answers a target in words from this likeness on.
const IN_WORDS: f32 = 0.6;

/// Two targets that may be of one thing.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    parent: usize,
    child: usize,
    /// How alike they are.
    score: f32,
    /// The same with what speaks for or against it besides the words.
    rank: f32,
    enough: f32,
}

/// The child's target that answers one of the parent's, and how alike the two are.
type Answer = Option<(usize, f32)>;

/// Finds for each target of the parent the child's that answers it: the likest pairs first, each target once;
/// one statement of the child may answer several items of one list of the parent.
pub(super) fn align(
    pair: &Pair<'_>,
    links: &[TaskLink],
    (sentences, vectors): &(Vec<Sentence<'_>>, Vec<Vector>),
    rows: &[RowLink],
    words: &Compare,
) -> (Vec<TargetLink>, Vec<usize>) {
    let (child, parent, index, level) = (pair.child, pair.parent, &pair.index, pair.level);
    let theirs: Vec<Vector> = index.targets_of_child();
    let own: Vec<Vector> = index.targets_of_parent(pair.known);
    let search = Search::new(index, &theirs);
    let linked = Linked::new(child, parent, links);
    let traits = |t: &Target| Traits::of(t, words);
    let series = [Series::of(&parent.facts.targets), Series::of(&child.facts.targets)];
    let of_child: Vec<Traits<'_>> = child.facts.targets.iter().map(traits).collect();
    let mut candidates: Vec<Candidate> = Vec::new();
    for (p, target) in parent.facts.targets.iter().enumerate() {
        let of_parent = Traits::of(target, words);
        for (c, (other, likeness)) in child.facts.targets.iter().zip(search.likeness(&own[p])).enumerate() {
            if likeness.cosine < 0.05 {
                continue;
            }
            // A rule is one of its matter: 不超过投资额20%的比例 stands in many grants.
            let rules = target.kind == TargetKind::Norm && other.kind == TargetKind::Norm;
            if rules && super::similarity(matter(target, parent), matter(other, child)) < RULE {
                continue;
            }
            let score = likeness.cosine.max(0.55 * likeness.within + 0.45 * likeness.cosine);
            let linked = linked.are(target, other);
            let all = target.kind == TargetKind::Coverage && other.kind == TargetKind::Coverage;
            let enough = match (linked, all) {
                (true, true) => SAME_WHOLE,
                (true, false) => SAME_TASK,
                (false, _) => SAME,
            };
            let mut rank = score + if linked { 0.05 } else { 0.0 };
            rank += if kinds_agree(target, other) { 0.05 } else { -0.1 };
            rank -= of_parent.mismatch(&of_child[c]);
            // 2025年58%、2026年60%: each year's value answers that year's.
            let due = |t: &Target, other: &Target| t.deadline.filter(|_| t.deadline != other.deadline);
            let elsewhere = due(target, other).is_some_and(|year| series[1].has(c, year))
                || due(other, target).is_some_and(|year| series[0].has(p, year));
            rank -= if elsewhere { OTHER_YEAR } else { 0.0 };
            candidates.push(Candidate { parent: p, child: c, score, rank, enough });
        }
    }
    candidates.sort_by(|a, b| b.rank.total_cmp(&a.rank).then((a.parent, a.child).cmp(&(b.parent, b.child))));
    let mut answer: Vec<Answer> = vec![None; own.len()];
    let mut taken: Vec<Option<usize>> = vec![None; theirs.len()];
    for c in candidates.iter().filter(|c| c.score >= c.enough && c.rank >= c.enough - 0.05) {
        if answer[c.parent].is_none() && taken[c.child].is_none() {
            answer[c.parent] = Some((c.child, c.score));
            taken[c.child] = Some(c.parent);
        }
    }
    let targets = &parent.facts.targets;
    for c in &candidates {
        let Some(first) = taken[c.child].filter(|_| answer[c.parent].is_none()) else { continue };
        let neighbours = targets[first].sentence == targets[c.parent].sentence
            && targets[first].kind == TargetKind::Coverage
            && targets[c.parent].kind == TargetKind::Coverage
            && c.score >= NEIGHBOUR;
        // The parent says it twice: in its aims and in a task.
        let twice = targets[first].sentence != targets[c.parent].sentence
            && c.score >= 0.7
            && targets[first].kind == targets[c.parent].kind
            && targets[first].unit == targets[c.parent].unit;
        // What holds of all holds of some of them: 超载地区用水大户计划管理全覆盖 beside 用水大户计划管理全覆盖.
        let included = targets[first].kind == targets[c.parent].kind
            && targets[first].unit == targets[c.parent].unit
            && targets[first].metric.chars().count() >= NAMED
            && targets[c.parent].metric.ends_with(&targets[first].metric);
        if neighbours || twice || included {
            answer[c.parent] = Some((c.child, c.score));
        }
    }
    // Asked only for what no target answers.
    let said = LazyCell::new(|| Search::new(index, vectors));
    let out: Vec<TargetLink> = (0..targets.len())
        .map(|p| match answer[p] {
            Some((c, score)) => judge(p, (targets, &answer), c, (child, parent), (score, level), words),
            None if let Some(row) = row_of(&targets[p], rows) => in_row(p, row),
            None if !scope::demanded(&targets[p].quote, level, parent, words)
                || of_places(&targets[p], level, words) =>
            {
                link(p, Relation::Apportioned)
            }
            None if targets[p].kind == TargetKind::Change && !is_dropped(&targets[p], child, &taken) => {
                link(p, Relation::NotComparable)
            }
            None => unanswered(p, &targets[p], &own[p], (sentences, &said), index, words),
        })
        .collect();
    let extra = (0..theirs.len()).filter(|&c| !out.iter().any(|l| l.child == Some(c))).collect();
    (out, extra)
}

/// Whether a growth of a thing (回收量较2023年增长30%) is one that the child says nothing of: it names it nowhere, and has
/// no figure of what may be it under another name (单位地区生产总值能耗, 单位GDP能耗), those aside that are `taken` by other
/// targets. One that is parted among places,
/// or whose name was not read, is not asked for.
fn is_dropped(target: &Target, child: Doc<'_>, taken: &[Option<usize>]) -> bool {
    let metric = target.metric.as_str();
    let named = metric.chars().count() >= NAMED && target.quote.contains(metric) && !target.quote.contains("分别");
    let Some((tail, _)) = metric.char_indices().rev().nth(1).filter(|_| named) else { return false };
    let same = |name: &str| name.contains(&metric[tail..]) || super::similarity(name, metric) >= 0.5;
    let facts = child.facts;
    let free = facts.targets.iter().zip(taken).filter(|(_, taken)| taken.is_none()).map(|(target, _)| &target.quote);
    let known = free.chain(facts.indicators.iter().map(|row| &row.name)).any(|name| same(name));
    !known && !child.plan.texts().iter().any(|run| run.prose.as_str().contains(metric))
}

/// The row of the child's indicator table that gives a target of the parent's prose.
fn row_of<'r>(target: &Target, rows: &'r [RowLink]) -> Option<&'r RowLink> {
    rows.iter().find(|row| row.parent.span == target.span && row.parent.sentence == target.sentence)
}

/// A target that a row of the child's table answers: how they stand is told of the row.
fn in_row(parent: usize, row: &RowLink) -> TargetLink {
    let relation = match row.strength.value {
        Some(Ordering::Less) => Relation::Weaker,
        Some(Ordering::Equal) => Relation::Equal,
        Some(Ordering::Greater) => Relation::Stronger,
        None => Relation::NotComparable,
    };
    let why = if relation == Relation::Weaker { vec![Why::Value] } else { Vec::new() };
    TargetLink { said: Some(row.child.span), score: 1.0, why, ..link(parent, relation) }
}

/// A sentence of the parent whose targets all stand in rows of the child's tables is answered by these.
pub(super) fn answered_in_rows(links: &mut [TaskLink], parent: Doc<'_>, targets: &[TargetLink], rows: &[RowLink]) {
    if rows.is_empty() {
        return;
    }
    let in_table = |at: usize| row_of(&parent.facts.targets[at], rows).is_some();
    for link in links.iter_mut().filter(|link| !link.unanswered.is_empty()) {
        link.unanswered.retain(|sentence| {
            let mut own = targets
                .iter()
                .map(|t| t.parent)
                .filter(|&at| sentence.contains(parent.facts.targets[at].span))
                .peekable();
            own.peek().is_none() || !own.all(in_table)
        });
    }
}

/// What a rule is about: its sentence up to the part with the first figure.
fn matter<'a>(target: &Target, doc: Doc<'a>) -> &'a str {
    let sentence = target.sentence.of(&doc.file.text);
    let figure = sentence.find(|c: char| c.is_ascii_digit()).unwrap_or(sentence.len());
    let before = sentence[..figure].rfind('，').map_or("", |at| &sentence[..at]);
    if before.chars().count() >= 8 { before } else { sentence }
}

fn kinds_agree(a: &Target, b: &Target) -> bool {
    let class = |t: &Target| match t.kind {
        TargetKind::Count => 0,
        TargetKind::Change => 1,
        _ => 2,
    };
    class(a) == class(b)
}

/// Against a pair of which one has a fellow that is due when the other is.
const OTHER_YEAR: f32 = 0.3;

/// The years of targets that are of one thing and due one after another.
struct Series(Vec<Vec<i32>>);

impl Series {
    fn of(targets: &[Target]) -> Self {
        let fellows = |a: &Target, b: &Target| {
            a.deadline != b.deadline
                && a.unit == b.unit
                && a.kind == b.kind
                && (a.metric == b.metric || super::similarity(&a.metric, &b.metric) >= 0.8)
        };
        // What is due in one year has fellows nearby: a list of years in one paragraph or row.
        let near = |at: usize| &targets[at.saturating_sub(NEAR)..targets.len().min(at + NEAR + 1)];
        let years = |(at, own): (usize, &Target)| match own.deadline {
            Some(_) => near(at).iter().filter(|other| fellows(own, other)).filter_map(|t| t.deadline).collect(),
            None => Vec::new(),
        };
        Self(targets.iter().enumerate().map(years).collect())
    }

    /// Whether a target has a fellow that is due in a year.
    fn has(&self, target: usize, year: i32) -> bool {
        self.0[target].contains(&year)
    }
}

/// How many targets away a fellow may stand.
const NEAR: usize = 12;

/// What may speak against two targets being of one thing, read once for each.
struct Traits<'w> {
    grades: Vec<&'w str>,
    tier: Option<usize>,
    due: Option<i32>,
}

impl<'w> Traits<'w> {
    fn of(target: &Target, words: &'w Compare) -> Self {
        let grades = words.grades.iter().map(String::as_str).filter(|g| target.quote.contains(g)).collect();
        let tier = words.tiers_in(&target.metric).first().map(|t| t.0);
        Self { grades, tier, due: target.deadline }
    }

    /// How much: other grades of bodies, another tier, other years where each is due.
    fn mismatch(&self, other: &Self) -> f32 {
        let graded = !self.grades.is_empty() && !other.grades.is_empty();
        let grades = graded && !self.grades.iter().any(|g| other.grades.contains(g));
        let apart = self.tier.zip(other.tier).map_or(0, |(a, b)| a.abs_diff(b));
        let years = self.due.zip(other.due).is_some_and(|(a, b)| a != b);
        let cost = |against: bool, much: f32| if against { much } else { 0.0 };
        cost(grades, 0.2) + cost(apart == 1, 0.05) + cost(apart > 1, 0.3) + cost(years, 0.03)
    }
}

/// Which sections stand in tasks that answer each other.
struct Linked {
    of_parent: Vec<Option<usize>>,
    of_child: Vec<Option<usize>>,
    pairs: Vec<(usize, usize)>,
}

impl Linked {
    fn new(child: Doc<'_>, parent: Doc<'_>, links: &[TaskLink]) -> Self {
        let mut pairs: Vec<(usize, usize)> =
            links.iter().flat_map(|l| l.children.iter().map(|&c| (l.parent, c))).collect();
        pairs.sort_unstable();
        Self { of_parent: scope::tasks_of_sections(parent), of_child: scope::tasks_of_sections(child), pairs }
    }

    fn are(&self, p: &Target, c: &Target) -> bool {
        let task = |of: &[Option<usize>], t: &Target| of.get(t.section?).copied().flatten();
        match (task(&self.of_parent, p), task(&self.of_child, c)) {
            (Some(p), Some(c)) => self.pairs.binary_search(&(p, c)).is_ok(),
            // Both among the aims.
            (None, None) => p.section.is_some() && c.section.is_some(),
            _ => false,
        }
    }
}

fn link(parent: usize, relation: Relation) -> TargetLink {
    TargetLink { parent, child: None, said: None, relation, why: Vec::new(), scopes: None, score: 0.0 }
}

fn judge(
    parent: usize,
    (targets, answer): (&[Target], &[Answer]),
    child: usize,
    (doc, of): (Doc<'_>, Doc<'_>),
    (score, level): (f32, Option<Level>),
    words: &Compare,
) -> TargetLink {
    let (p, c) = (&targets[parent], &doc.facts.targets[child]);
    let link = |relation, why, scopes| TargetLink {
        parent,
        child: Some(child),
        said: None,
        relation,
        why,
        scopes,
        score: score.min(1.0),
    };
    let mut strength = compare(p, c, level, words);
    // Full coverage, and a share of those that reach a standard: the same only in nearly the same words.
    if (p.kind == TargetKind::Coverage) != (c.kind == TargetKind::Coverage) && score < 0.55 {
        strength.value = None;
    }
    // Where the parent asks for the lower tier too, and nothing else answers it, the child answers that.
    let own_tier = tier_of(c, words);
    let beside = targets.iter().zip(answer).enumerate().any(|(at, (t, answered))| {
        at != parent
            && answered.is_none_or(|(by, _)| by == child)
            && own_tier.is_some()
            && tier_of(t, words) == own_tier
            && (super::similarity(&t.metric, &c.metric) >= 0.8 || t.section == p.section && is_bare_tier(t, words))
    });
    if let Some((from, to)) = lower_tier(p, c, words).filter(|_| !beside) {
        return link(Relation::Weaker, vec![Why::Tier(from, to)], None);
    }
    let mut why = Vec::new();
    if strength.value == Some(Ordering::Less) {
        why.push(Why::Value);
    }
    let sure = strength.value.is_some() || score >= 0.6;
    if strength.later && sure {
        why.push(Why::Later);
    }
    if strength.softened && sure {
        why.push(Why::Softened);
    }
    if p.kind == TargetKind::Count && !p.unit.contains('/') {
        return link(Relation::Apportioned, why, None);
    }
    if strength.unbound && sure {
        why.push(Why::Unbound);
    }
    let title = |doc: Doc<'_>| doc.plan.meta.title.clone().unwrap_or_default();
    let (theirs, own) = ((held(p, words), title(of)), (held(c, words), title(doc)));
    let scopes = strength.value.and_then(|_| scope::compare((&theirs.0, &theirs.1), (&own.0, &own.1), words));
    let lost = narrower(p, c, doc, words);
    if !lost.is_empty() {
        why.push(Why::Narrower(lost));
    } else if scopes.as_ref().is_some_and(|s| s.narrower && !s.wider) {
        why.push(Why::Qualified);
    }
    let relation = match strength.value {
        _ if !why.is_empty() => Relation::Weaker,
        Some(Ordering::Greater) => Relation::Stronger,
        Some(_) if scopes.as_ref().is_some_and(|s| s.wider) => Relation::Stronger,
        Some(_) => Relation::Equal,
        None => Relation::NotComparable,
    };
    link(relation, why, scopes)
}

/// Over whom a target holds: its scope where that is a class of bodies or people, else its words without the
/// figures.
fn held(t: &Target, words: &Compare) -> String {
    let area = |s: &str| s.starts_with('全') && s.chars().count() <= 4;
    match t.scope.as_deref() {
        Some(scope) if !area(scope) => scope.to_owned(),
        _ if t.kind == TargetKind::Coverage => {
            let mut text = t.quote.as_str();
            for word in ["，", "推进", "推动", "实现", "力争"] {
                text = text.split_once(word).map_or(text, |(_, rest)| rest);
            }
            let text = text.trim_end_matches("全覆盖");
            // Up to the last class of bodies: what they are to have says nothing of the scope.
            let end = words.bodies.iter().filter_map(|b| text.rfind(b.as_str()).map(|at| at + b.len())).max();
            end.map_or(text, |end| &text[..end]).to_owned()
        }
        _ => t.metric.clone(),
    }
}

/// Whether a target is the share of places of the child's own tier that have something (优质均衡发展县比例): one of
/// them has no share.
fn of_places(target: &Target, level: Option<Level>, words: &Compare) -> bool {
    let Some(own) = level.map(scope::tier) else { return false };
    let share = |word: &str, at: usize| {
        let behind = target.metric[at + word.len()..].trim_start_matches(['的', '）']);
        target.unit == "%" && ["比例", "占比", "比重"].iter().any(|of| behind.starts_with(of))
    };
    let places = &crate::data::words::targets().places.words;
    let ends = places.iter().filter_map(|place| Some((place.as_str(), target.metric.rfind(place.as_str())?)));
    ends.filter(|(place, at)| share(place, *at)).any(|(place, _)| words.tiers_in(place).iter().any(|t| t.0 == own))
}

/// The tier that a target's metric begins with.
fn tier_of(t: &Target, words: &Compare) -> Option<usize> {
    words.tiers_in(&t.metric).first().filter(|t| t.2 == 0).map(|t| t.0)
}

/// Whether a target names a tier and leaves what is counted to the one before it: 自治区级重点专科不少于20个、盟市级不少于60个.
fn is_bare_tier(t: &Target, words: &Compare) -> bool {
    let tier = words.tiers_in(&t.metric).into_iter().next().filter(|tier| tier.2 == 0);
    tier.is_some_and(|(_, word, _)| matches!(&t.metric[word.len()..], "" | "数"))
}

/// The parent asks for something of a tier, the child for the same of a lower one.
fn lower_tier(p: &Target, c: &Target, words: &Compare) -> Option<(String, String)> {
    // Of things that are counted: a share of 市级医院 becomes one of 县级医院 by being passed on.
    if p.unit == "%" || c.unit == "%" {
        return None;
    }
    // The tier that names the thing itself: at the head of what is counted.
    let tier = |t: &Target| {
        let (tier, word, at) = words.tiers_in(&t.metric).into_iter().next()?;
        (at == 0).then(|| (tier, word.to_owned()))
    };
    let ((p_tier, p_word), (c_tier, c_word)) = (tier(p)?, tier(c)?);
    // The names must be of one thing but for the tier.
    let rest = |t: &Target, word: &str| t.metric.replacen(word, "", 1);
    let alike = super::similarity(&rest(p, &p_word), &rest(c, &c_word)) >= 0.6;
    (c_tier > p_tier && alike).then_some((p_word, c_word))
}

/// Of the bodies that a parent's full coverage names, those that no full coverage of the child in the same
/// section names.
fn narrower(p: &Target, c: &Target, child: Doc<'_>, words: &Compare) -> Vec<String> {
    let whole = |t: &Target| t.kind == TargetKind::Coverage && !t.quote.contains(|ch: char| ch.is_ascii_digit());
    if !whole(p) || !whole(c) {
        return Vec::new();
    }
    let said: Vec<&str> = child
        .facts
        .targets
        .iter()
        .filter(|t| t.section == c.section && t.kind == TargetKind::Coverage)
        .map(|t| t.quote.as_str())
        .collect();
    let covers = |quote: &str, subject: &str| {
        quote.contains(subject) || quote.contains("各级各类") || super::similarity(quote, subject) >= 0.6
    };
    scope::classes(&p.quote, words).into_iter().filter(|s| !said.iter().any(|q| covers(q, s))).collect()
}

/// A target nothing of the child answers: an absolute count is apportioned; of what the child says in other
/// words a lost 全覆盖 is weaker, what cannot be compared is said so; the rest is missing.
fn unanswered(
    at: usize,
    p: &Target,
    own: &Vector,
    child: (&[Sentence<'_>], &Search),
    index: &Index<'_>,
    words: &Compare,
) -> TargetLink {
    match p.kind {
        TargetKind::Count => return link(at, Relation::Apportioned),
        TargetKind::Norm => return link(at, Relation::NotComparable),
        _ => {}
    }
    let (sentences, search) = child;
    let best = search.likeness(own).into_iter().map(|l| l.within).enumerate().max_by(|a, b| a.1.total_cmp(&b.1));
    let Some((sentence, within)) = best.filter(|b| b.1 >= IN_WORDS) else { return link(at, Relation::Missing) };
    let sentence = &sentences[sentence];
    let text = sentence.prose.as_str();
    // The clause that says it.
    let clause = crate::extract::target::parts(text, sentence.range.range())
        .into_iter()
        .map(|part| {
            let within = own.within(&index.vector(&text[part.range.clone()]));
            (part.range, within)
        })
        .max_by(|a, b| a.1.total_cmp(&b.1));
    let (range, score) = clause.unwrap_or((sentence.range.range(), within));
    let said = &text[range.clone()];
    let whole = words.whole.iter().any(|w| said.contains(w.as_str()));
    let (relation, why) = match p.kind {
        TargetKind::Coverage if !whole && score >= 0.5 => (Relation::Weaker, vec![Why::CoverageLost]),
        _ => (Relation::NotComparable, Vec::new()),
    };
    TargetLink { said: Some(sentence.prose.source_of(range)), why, score, ..link(at, relation) }
}
