//! Targets to targets.

use super::tasks::TaskLink;
use super::text::{Index, Vector};
use super::{Doc, Strength, compare};
use crate::plan::{Target, TargetKind};

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

/// Why a target is weaker.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Why {
    /// The value asks for less.
    Value,
    /// It is due later.
    Later,
    /// A hedge was added.
    Softened,
    /// These of the parent's scope are not in the child's.
    Narrower(Vec<String>),
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
    /// How they stand.
    pub relation: Relation,
    /// Why, when it is weaker; empty otherwise.
    pub why: Vec<Why>,
    /// How alike the two are, 0 to 1.
    pub score: f32,
}

/// Two targets are of one thing from this likeness on.
const SAME: f32 = 0.42;
/// In tasks that answer each other less is enough.
const SAME_TASK: f32 = 0.34;
/// Two statements of full coverage in such tasks share few words: 全覆盖, 均设置.
const SAME_WHOLE: f32 = 0.28;
/// A sentence of the child answers a target in words from this likeness on.
const IN_WORDS: f32 = 0.6;

/// Finds for each target of the parent the child's that answers it.
pub fn align(child: Doc<'_>, parent: Doc<'_>, links: &[TaskLink], index: &Index) -> (Vec<TargetLink>, Vec<usize>) {
    let words = |t: &Target| index.vector(&bare(&format!("{} {}", t.quote, t.metric)));
    let theirs: Vec<Vector> = child.facts.targets.iter().map(words).collect();
    let sentences = index.sentences(child, 6);
    let mut out = Vec::new();
    for (p, target) in parent.facts.targets.iter().enumerate() {
        let own = words(target);
        let best = child
            .facts
            .targets
            .iter()
            .zip(&theirs)
            .enumerate()
            .map(|(c, (other, vector))| {
                let linked = in_linked_tasks(parent, child, links, target, other);
                let mut score = own.cosine(vector);
                // The whole of a short statement in a longer one.
                score = score.max(0.55 * own.within(vector) + 0.45 * score);
                let all = |t: &Target| t.kind == TargetKind::Coverage;
                let enough = match (linked, all(target) && all(other)) {
                    (true, true) => SAME_WHOLE,
                    (true, false) => SAME_TASK,
                    (false, _) => SAME,
                };
                let kinds = agree(target, other);
                (c, score + if linked { 0.05 } else { 0.0 } + if kinds { 0.05 } else { -0.1 }, score >= enough)
            })
            .filter(|b| b.2)
            .max_by(|a, b| a.1.total_cmp(&b.1));
        let link = match best {
            Some((c, score, _)) => judge(p, target, c, &child.facts.targets[c], score),
            None => unanswered(p, target, parent, &own, &sentences),
        };
        out.push(link);
    }
    let extra = (0..child.facts.targets.len()).filter(|c| !out.iter().any(|l| l.child == Some(*c))).collect();
    (out, extra)
}

/// A target's words without its figures and years.
fn bare(text: &str) -> String {
    let mut text: String = text.chars().filter(|c| !c.is_ascii_digit() && !matches!(c, '%' | '.' | '％')).collect();
    for word in ["以上", "以下", "不少于", "不低于", "达到", "到年", "力争", "实现", "推进", "推动", "到底", "的比例"]
    {
        text = text.replace(word, "，");
    }
    text
}

fn agree(a: &Target, b: &Target) -> bool {
    let class = |t: &Target| match t.kind {
        TargetKind::Count => 0,
        TargetKind::Change => 1,
        _ => 2,
    };
    class(a) == class(b)
}

fn in_linked_tasks(parent: Doc<'_>, child: Doc<'_>, links: &[TaskLink], p: &Target, c: &Target) -> bool {
    links.iter().any(|l| {
        let of_parent = p.section == Some(parent.facts.tasks[l.parent].section);
        of_parent && l.children.iter().any(|&t| c.section == Some(child.facts.tasks[t].section))
    })
}

fn judge(parent: usize, p: &Target, child: usize, c: &Target, score: f32) -> TargetLink {
    let link = |relation, why| TargetLink { parent, child: Some(child), relation, why, score };
    if let Some((from, to)) = lower_tier(p, c) {
        return link(Relation::Weaker, vec![Why::Tier(from, to)]);
    }
    if p.kind == TargetKind::Count && !p.unit.contains('/') {
        return link(Relation::Apportioned, Vec::new());
    }
    let lost = narrower(p, c);
    let strength = compare(p, c);
    let mut why = match strength {
        Strength::WeakerValue => vec![Why::Value],
        Strength::Later => vec![Why::Later],
        Strength::Softened => vec![Why::Softened],
        _ => Vec::new(),
    };
    if !lost.is_empty() {
        why.push(Why::Narrower(lost));
    }
    let relation = match strength {
        _ if !why.is_empty() => Relation::Weaker,
        Strength::Stronger => Relation::Stronger,
        Strength::NotComparable => Relation::NotComparable,
        _ => Relation::Equal,
    };
    link(relation, why)
}

/// Tiers of projects and bodies, highest first.
const TIERS: [&[&str]; 4] =
    [&["国家级"], &["自治区级", "省级"], &["盟市级", "市级", "州级"], &["旗县级", "县级", "旗区级", "区县级"]];

/// The parent asks for something of a tier, the child for the same of a lower one.
fn lower_tier(p: &Target, c: &Target) -> Option<(String, String)> {
    let tier = |t: &Target| {
        TIERS.iter().enumerate().find_map(|(at, words)| {
            words.iter().find(|w| t.metric.starts_with(**w) || noun_has(t, w)).map(|w| (at, (*w).to_owned()))
        })
    };
    let (p_tier, p_word) = tier(p)?;
    let (c_tier, c_word) = tier(c)?;
    // The names must be of one thing but for the tier.
    let rest = |t: &Target, word: &str| t.metric.replace(word, "");
    let alike = super::similarity(&rest(p, &p_word), &rest(c, &c_word)) >= 0.6;
    (c_tier > p_tier && alike).then_some((p_word, c_word))
}

fn noun_has(t: &Target, tier: &str) -> bool {
    t.quote.find(tier).is_some_and(|at| t.quote[..at].ends_with(|c: char| c.is_ascii_digit() || c == '个'))
}

/// Of the bodies that a parent's full coverage names, those the child's does not.
fn narrower(p: &Target, c: &Target) -> Vec<String> {
    let whole = |t: &Target| t.kind == TargetKind::Coverage && !t.quote.contains(|ch: char| ch.is_ascii_digit());
    if !whole(p) || !whole(c) {
        return Vec::new();
    }
    subjects(&p.quote).into_iter().filter(|s| !covers(&c.quote, s)).collect()
}

/// 专科医院和妇幼保健机构中医药服务全覆盖 → 专科医院, 妇幼保健机构.
fn subjects(quote: &str) -> Vec<String> {
    let ends = ["医院", "机构", "学校", "卫生院", "中心", "企业", "社区", "乡镇", "村", "园区", "单位"];
    let mut out = Vec::new();
    for part in quote.split(['、', '和', '及', '与']) {
        let end = ends.iter().filter_map(|e| part.find(e).map(|at| at + e.len())).min();
        if let Some(end) = end {
            let head = &part[..end];
            let head = head.rsplit(['推', '进', '现', '在', '的', '上', '公', '立']).next().unwrap_or(head);
            if head.chars().count() >= 3 {
                out.push(head.to_owned());
            }
        }
    }
    if out.len() < 2 { Vec::new() } else { out }
}

fn covers(quote: &str, subject: &str) -> bool {
    quote.contains(subject) || quote.contains("各级各类") || super::similarity(quote, subject) >= 0.6
}

/// A target nothing of the child answers: an absolute count is apportioned, what only the upper level can do
/// is not demanded, what the child says in other words cannot be compared; the rest is missing.
fn unanswered(
    at: usize,
    p: &Target,
    parent: Doc<'_>,
    own: &Vector,
    sentences: &[super::text::Sentence<'_>],
) -> TargetLink {
    let link = |relation| TargetLink { parent: at, child: None, relation, why: Vec::new(), score: 0.0 };
    match p.kind {
        TargetKind::Count => return link(Relation::Apportioned),
        TargetKind::Norm | TargetKind::Change => return link(Relation::NotComparable),
        _ => {}
    }
    let region = parent.plan.meta.region.as_deref().unwrap_or("\u{0}");
    let upper = ["国家区域", "自治区本级", "省本级", "自治区级", "省级", "全国排", "直属"];
    if upper.iter().any(|w| p.quote.contains(w)) || p.quote.contains(region) {
        return link(Relation::Apportioned);
    }
    let said = sentences.iter().map(|s| own.within(&s.vector)).fold(0.0, f32::max);
    link(if said >= IN_WORDS { Relation::NotComparable } else { Relation::Missing })
}
