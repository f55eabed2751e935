//! Sentences of the parent that the child repeats, but with a word that leaves them open (语气弱化).

use super::tasks::Said;
use super::{Doc, scope};
use crate::base::Span;
use crate::data::Compare;
use crate::extract::form::is_han;
use crate::extract::target::parts;
use crate::plan::Level;

/// A clause that was softened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Softening {
    /// Bytes of the child's file.
    pub child: Span,
    /// Bytes of the parent's file.
    pub parent: Span,
    /// The word that softens: 探索.
    pub word: String,
    /// The word of the parent that it stands for, where it stands for one: 严禁 became 严格控制.
    pub instead_of: Option<String>,
    /// How alike the clauses are without it, in percent.
    pub alike: u8,
}

/// Two clauses say the same but for the softening word from this likeness on.
const SAME: f32 = 0.6;
/// A clause shorter than this (in 汉字) says too little to compare.
const SHORT: usize = 6;

/// The clauses that the child softened. Where the parent's sentence leaves itself open too, nothing is; targets
/// with figures are compared elsewhere.
pub fn find(
    child: Doc<'_>,
    parent: Doc<'_>,
    level: Option<Level>,
    pairs: &[Said<'_>],
    words: &Compare,
) -> Vec<Softening> {
    let mut out: Vec<Softening> = Vec::new();
    for pair in pairs {
        let opened = words.opening_in(pair.child.text()).is_some() && words.softening_in(pair.parent.text()).is_none();
        if !opened && !may_curb(pair, words) {
            continue;
        }
        let (own, theirs) = (pair.child.prose.as_str(), pair.parent.prose.as_str());
        let of_parent: Vec<&str> =
            parts(theirs, pair.parent.range.range()).into_iter().map(|p| &theirs[p.range]).collect();
        let start = |part: &str| part.as_ptr() as usize - theirs.as_ptr() as usize;
        for part in parts(own, pair.child.range.range()) {
            let text = &own[part.range.clone()];
            let found = if opened { softened(text, &of_parent, level, words) } else { curbed(text, &of_parent, words) };
            let Some(Found { word, flat, alike, instead_of }) = found else { continue };
            let span = pair.child.prose.source_of(part.range.clone());
            let target = child.facts.targets.iter().any(|t| t.span.start < span.end && span.start < t.span.end);
            if target || out.iter().any(|s| s.child == span) {
                continue;
            }
            out.push(Softening {
                child: span,
                parent: pair.parent.prose.source_of(start(flat)..start(flat) + flat.len()),
                word: word.to_owned(),
                instead_of: instead_of.map(str::to_owned),
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

/// How a clause was softened.
struct Found<'a> {
    word: &'a str,
    /// The parent's clause.
    flat: &'a str,
    alike: f32,
    /// The parent's word that it stands for.
    instead_of: Option<&'a str>,
}

/// A clause that says what one of the parent's does, but for a word that leaves it open: 探索建立.
fn softened<'a>(clause: &str, of_parent: &[&'a str], level: Option<Level>, words: &'a Compare) -> Option<Found<'a>> {
    let (at, word) = words.opening_in(clause)?;
    let rest = format!("{}{}", &clause[..at], &clause[at + word.len()..]);
    let (flat, alike) = likest(&rest, of_parent)?;
    let open = words.open.iter().any(|w| flat.contains(w.as_str()) && !rest.contains(w.as_str()));
    if open || word == "争取" && is_granted(&rest, level, words) {
        return None;
    }
    Some(Found { word, flat, alike, instead_of: None })
}

/// Whether what is striven for is another's to grant: 争取把符合条件的项目纳入中央预算内投资.
fn is_granted(clause: &str, level: Option<Level>, words: &Compare) -> bool {
    let own = level.map_or(0, scope::tier);
    words.granters.iter().any(|word| clause.contains(word.as_str())) || words.tiers_in(clause).iter().any(|t| t.0 < own)
}

/// Whether the parent's sentence bans something, and the child's bans nothing and curbs.
fn may_curb(pair: &Said<'_>, words: &Compare) -> bool {
    let any = |list: &[String], text: &str| list.iter().any(|word| text.contains(word.as_str()));
    any(&words.bans, pair.parent.text())
        && !any(&words.bans, pair.child.text())
        && any(&words.curbs, pair.child.text())
        && !any(&words.curbs, pair.parent.text())
}

/// A clause that curbs what one of the parent's bans: 严格控制新增产能 for 严禁新增产能.
fn curbed<'a>(clause: &str, of_parent: &[&'a str], words: &'a Compare) -> Option<Found<'a>> {
    let curb = words.curbs.iter().filter(|word| clause.contains(word.as_str())).max_by_key(|word| word.len())?;
    let bans = |clause: &&&str| words.bans.iter().any(|ban| clause.contains(ban.as_str()));
    let banned: Vec<&str> = of_parent.iter().filter(bans).copied().collect();
    let without =
        |text: &str, list: &[String]| list.iter().fold(text.to_owned(), |text, word| text.replace(word.as_str(), ""));
    let bare: Vec<String> = banned.iter().map(|clause| without(clause, &words.bans)).collect();
    let bare: Vec<&str> = bare.iter().map(String::as_str).collect();
    let (found, alike) = likest(&without(clause, &words.curbs), &bare)?;
    let flat = banned.get(bare.iter().position(|clause| std::ptr::eq(*clause, found))?)?;
    let ban = words.bans.iter().find(|ban| flat.contains(ban.as_str()))?;
    Some(Found { word: curb, flat, alike, instead_of: Some(ban) })
}

/// The clause that says the same, and how alike the two are.
fn likest<'c>(clause: &str, of: &[&'c str]) -> Option<(&'c str, f32)> {
    if clause.chars().filter(|c| is_han(*c)).count() < SHORT {
        return None;
    }
    let alike = of.iter().map(|other| (*other, super::similarity(clause, other)));
    alike.max_by(|a, b| a.1.total_cmp(&b.1)).filter(|best| best.1 >= SAME)
}
