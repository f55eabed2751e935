//! Sentences of the parent that the child repeats, but with a word that leaves them open (语气弱化).

use super::Doc;
use super::tasks::Said;
use crate::base::Span;
use crate::data::Compare;
use crate::extract::form::is_han;
use crate::extract::target::parts;

/// A clause that was softened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Softening {
    /// Bytes of the child's file.
    pub child: Span,
    /// Bytes of the parent's file.
    pub parent: Span,
    /// The word that softens: 探索.
    pub word: String,
    /// How alike the clauses are without it, in percent.
    pub alike: u8,
}

/// Two clauses say the same but for the softening word from this likeness on.
const SAME: f32 = 0.6;
/// A clause shorter than this (in 汉字) says too little to compare.
const SHORT: usize = 6;

/// The clauses that the child softened. Where the parent's sentence leaves itself open too, nothing is; targets
/// with figures are compared elsewhere.
pub fn find(child: Doc<'_>, parent: Doc<'_>, pairs: &[Said<'_>], words: &Compare) -> Vec<Softening> {
    let mut out: Vec<Softening> = Vec::new();
    for pair in pairs {
        let (own, theirs) = (pair.child.prose.as_str(), pair.parent.prose.as_str());
        if words.softening_in(pair.child.text()).is_none() || words.softening_in(pair.parent.text()).is_some() {
            continue;
        }
        let of_parent = parts(theirs, pair.parent.range.range());
        for part in parts(own, pair.child.range.range()) {
            let text = &own[part.range.clone()];
            let Some((at, word)) = words.softening_in(text) else { continue };
            let rest = format!("{}{}", &text[..at], &text[at + word.len()..]);
            if rest.chars().filter(|c| is_han(*c)).count() < SHORT {
                continue;
            }
            let best = of_parent
                .iter()
                .map(|p| (p, super::similarity(&rest, &theirs[p.range.clone()])))
                .max_by(|a, b| a.1.total_cmp(&b.1));
            let Some((theirs_part, alike)) = best.filter(|b| b.1 >= SAME) else { continue };
            let flat = &theirs[theirs_part.range.clone()];
            if words.open.iter().any(|w| flat.contains(w.as_str()) && !rest.contains(w.as_str())) {
                continue;
            }
            let span = pair.child.prose.source_of(part.range.clone());
            let target = child.facts.targets.iter().any(|t| t.span.start < span.end && span.start < t.span.end);
            if target || out.iter().any(|s| s.child == span) {
                continue;
            }
            out.push(Softening {
                child: span,
                parent: pair.parent.prose.source_of(theirs_part.range.clone()),
                word: word.to_owned(),
                alike: (alike * 100.0) as u8,
            });
        }
    }
    // The parent may say it a second time, with the word.
    out.retain(|s| {
        let words = s.child.of(&child.file.text);
        !parent.plan.texts().iter().any(|r| r.prose.as_str().contains(words))
    });
    out.sort_by_key(|s| s.child);
    out
}
