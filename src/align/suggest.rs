//! Links that a person may accept (建议链接): which of the child's tasks answers which of the parent's, how sure that
//! is, and by what.

use super::{Alignment, Doc, similarity};

/// How sure a suggested link is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// It may be: worth a look.
    Possible,
    /// More likely than not.
    Likely,
    /// Each is the other's only answer, and title or text leave no doubt.
    Sure,
}

/// What a suggestion rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Evidence {
    /// The titles are the same.
    SameTitle,
    /// Titles and texts are alike.
    TitleAndText,
    /// The texts are alike.
    Text,
    /// A measure of the one is said in the other.
    Measure,
}

/// A link that a person may accept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Suggestion {
    /// Index of the parent's task.
    pub parent: usize,
    /// Index of the child's.
    pub child: usize,
    /// How alike the two are, 0 to 1.
    pub score: f32,
    /// How sure it is.
    pub certainty: Certainty,
    /// By what.
    pub evidence: Evidence,
}

/// Texts that are each other's best are of one task from this likeness on.
const SURE: f32 = 0.30;
/// With like titles from this one on.
const SURE_TITLED: f32 = 0.15;
/// And these are likely so.
const LIKELY: f32 = 0.20;
/// Titles are alike from here on.
const TITLED: f32 = 0.5;

/// The links that an alignment suggests, those made by hand aside: by the child's tasks, the best first.
pub fn suggestions(child: Doc<'_>, parent: Doc<'_>, alignment: &Alignment) -> Vec<Suggestion> {
    let mut out = Vec::new();
    let links = || alignment.tasks.iter().filter(|l| !l.by_hand);
    let pairs = || links().flat_map(|l| l.children.iter().zip(&l.scores).map(|(&c, &score)| (l.parent, c, score)));
    for (p, c, score) in pairs() {
        let title = similarity(&parent.facts.tasks[p].title, &child.facts.tasks[c].title);
        // A link made by hand takes the place of all computed ones of its two tasks: where there are others, which of
        // them hold is for a person to say.
        let alone = !pairs().any(|(other, own, _)| (other == p) != (own == c));
        let evidence = match () {
            () if title >= 0.99 => Evidence::SameTitle,
            () if title >= TITLED && score >= SURE_TITLED => Evidence::TitleAndText,
            () if score >= LIKELY => Evidence::Text,
            () => Evidence::Measure,
        };
        let certainty = match () {
            () if alone && (score >= SURE || title >= TITLED && score >= SURE_TITLED) => Certainty::Sure,
            () if score >= LIKELY || title >= TITLED => Certainty::Likely,
            () => Certainty::Possible,
        };
        out.push(Suggestion { parent: p, child: c, score, certainty, evidence });
    }
    out.sort_by(|a, b| (a.child, b.certainty, a.parent).cmp(&(b.child, a.certainty, b.parent)));
    out
}
