//! Applying fixes: those that do not lie over each other, each as a whole or not at all. What was mended is read
//! again; a safe fix after which the text says something else is dropped.

use super::meaning::{Aspect, Meaning};
use crate::base::{Applicability, Edit, Finding, Place, SourceFile, Span};
use crate::data::Register;
use std::collections::{BTreeMap, BTreeSet};

/// A text after fixes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended {
    /// The text.
    pub text: String,
    /// How many places were mended.
    pub applied: usize,
    /// How many safe fixes were dropped because they would change what the text says.
    pub dropped: usize,
    /// How many fixes lie over others and wait for the next pass.
    pub waiting: usize,
    /// What unsafe fixes changed of what the text says.
    pub changed: BTreeSet<Aspect>,
}

/// Edits that belong together: of one place of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Remedy {
    applicability: Applicability,
    edits: Vec<Edit>,
}

/// Applies the fixes of a file's findings that are `most` or safer. `None` when there is nothing to apply.
pub fn apply(file: &SourceFile, findings: &[Finding], most: Applicability, register: &Register) -> Option<Mended> {
    let mut remedies: Vec<Remedy> = findings
        .iter()
        .filter(|f| f.place.file == file.path)
        .flat_map(|f| remedies(f, &file.text))
        .filter(|r| r.applicability <= most)
        .collect();
    // Safe ones first: an unsafe one that lies over them gives way.
    remedies.sort_by_key(|r| (r.applicability, r.edits.first().map_or(0, |e| e.span.start)));
    remedies.dedup();
    let mut taken = Edits::default();
    let all = remedies.len();
    let apart: Vec<Remedy> = remedies.into_iter().filter(|r| taken.take(&r.edits)).collect();
    if apart.is_empty() {
        return None;
    }
    let waiting = all - apart.len();
    let (safe, risky): (Vec<Remedy>, Vec<Remedy>) =
        apart.into_iter().partition(|r| r.applicability == Applicability::Safe);
    let meant = Meaning::read(file, register);
    let mut kept: Vec<&Remedy> = Vec::new();
    let mut dropped = 0;
    // All at once first; where that changes something, by halves until the one that does is found.
    let mut open: Vec<&[Remedy]> = vec![&safe];
    while let Some(some) = open.pop() {
        if some.is_empty() {
            continue;
        }
        let with: Vec<&Remedy> = kept.iter().copied().chain(some).collect();
        let mended = SourceFile::new(&file.path, write(&file.text, &with));
        if Meaning::read(&mended, register) == meant {
            kept = with;
        } else if some.len() == 1 {
            dropped += 1;
        } else {
            let (first, second) = some.split_at(some.len() / 2);
            open.extend([second, first]);
        }
    }
    let mut changed = BTreeSet::new();
    if !risky.is_empty() {
        kept.extend(&risky);
        let mended = SourceFile::new(&file.path, write(&file.text, &kept));
        changed = meant.differences(&Meaning::read(&mended, register));
    }
    Some(Mended { text: write(&file.text, &kept), applied: kept.len(), dropped, waiting, changed })
}

/// The remedies of a finding: one for each of its places that edits lie in, so that one place that cannot be
/// mended does not keep the others as they are.
fn remedies(finding: &Finding, text: &str) -> Vec<Remedy> {
    let Some(fix) = &finding.fix else { return Vec::new() };
    // Edits that do not fit the text are another text's.
    let fits = |e: &Edit| text.get(e.span.range()).is_some();
    if !fix.edits.iter().all(fits) {
        return Vec::new();
    }
    let own = |place: &&Place| place.file == finding.place.file;
    let places: Vec<Span> = finding.related.iter().filter(own).map(|p| p.span).collect();
    let mut by_place: BTreeMap<Option<usize>, Vec<Edit>> = BTreeMap::new();
    for edit in &fix.edits {
        let at = match finding.place.span.contains(edit.span) {
            true => None,
            false => places.iter().position(|p| p.contains(edit.span)),
        };
        by_place.entry(at).or_default().push(edit.clone());
    }
    by_place.into_values().map(|edits| Remedy { applicability: fix.applicability, edits }).collect()
}

/// Edits that do not lie over each other.
#[derive(Debug, Default)]
struct Edits(BTreeMap<(usize, usize), String>);

impl Edits {
    /// Takes edits, all or none: none when one lies over an edit taken before and is not the same.
    fn take(&mut self, edits: &[Edit]) -> bool {
        let free = edits.iter().all(|e| self.free(e));
        if free {
            self.0.extend(edits.iter().map(|e| ((e.span.start, e.span.end), e.text.clone())));
        }
        free
    }

    fn free(&self, edit: &Edit) -> bool {
        let Span { start, end } = edit.span;
        if let Some(text) = self.0.get(&(start, end)) {
            return *text == edit.text && start < end;
        }
        let before = self.0.range(..(start, end)).next_back().map(|(span, _)| *span);
        let behind = self.0.range((start, end)..).next().map(|(span, _)| *span);
        before.is_none_or(|(_, until)| until <= start) && behind.is_none_or(|(from, _)| end <= from)
    }
}

fn write(text: &str, remedies: &[&Remedy]) -> String {
    let mut edits = Edits::default();
    for remedy in remedies {
        edits.take(&remedy.edits);
    }
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for ((start, end), new) in edits.0 {
        out.push_str(&text[at..start]);
        out.push_str(&new);
        at = end;
    }
    out.push_str(&text[at..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Fix, Severity};

    fn finding(text: &str, applicability: Applicability, edits: &[(&str, &str)]) -> Finding {
        let edits: Vec<Edit> = edits
            .iter()
            .map(|(old, new)| {
                let start = text.find(old).expect("quoted");
                Edit { span: Span::new(start, start + old.len()), text: (*new).to_owned() }
            })
            .collect();
        let span = edits.iter().map(|e| e.span).reduce(Span::cover).expect("an edit");
        Finding {
            code: "PG502",
            name: "half-width-mark",
            severity: Severity::Info,
            variant: "default",
            args: Vec::new(),
            place: Place { file: "plan.txt".into(), span, section: None, page: None, label: "here" },
            related: Vec::new(),
            fix: Some(Fix { applicability, edits }),
            words: None,
        }
    }

    fn mended(text: &str, most: Applicability, fixes: &[(Applicability, &[(&str, &str)])]) -> Option<Mended> {
        let findings: Vec<Finding> = fixes.iter().map(|(a, edits)| finding(text, *a, edits)).collect();
        apply(&SourceFile::new("plan.txt", text), &findings, most, Register::builtin())
    }

    const TEXT: &str = "到2025年,床位达到6.8张,医院(蒙医)建成。";

    #[test]
    fn fixes_that_change_nothing_are_applied() {
        let told = mended(
            TEXT,
            Applicability::Safe,
            &[(Applicability::Safe, &[(",床", "，床")]), (Applicability::Safe, &[("(", "（"), (")", "）")])],
        )
        .expect("applied");
        assert_eq!(told.text, "到2025年，床位达到6.8张,医院（蒙医）建成。");
        assert_eq!((told.applied, told.dropped, told.waiting), (2, 0, 0));
    }

    #[test]
    fn one_that_changes_a_number_is_dropped_and_the_others_stay() {
        let fixes: [(Applicability, &[(&str, &str)]); 3] = [
            (Applicability::Safe, &[(",床", "，床")]),
            (Applicability::Safe, &[(".", "，")]),
            (Applicability::Safe, &[(",医", "，医")]),
        ];
        let told = mended(TEXT, Applicability::Safe, &fixes).expect("applied");
        assert_eq!(told.text, "到2025年，床位达到6.8张，医院(蒙医)建成。");
        assert_eq!((told.applied, told.dropped), (2, 1));
    }

    #[test]
    fn unsafe_ones_wait_to_be_asked_for_and_say_what_they_change() {
        let fix: [(Applicability, &[(&str, &str)]); 1] = [(Applicability::Unsafe, &[("6.8", "7")])];
        assert_eq!(mended(TEXT, Applicability::Safe, &fix), None);
        let told = mended(TEXT, Applicability::Unsafe, &fix).expect("applied");
        assert!(told.text.contains("达到7张"));
        assert_eq!(told.changed.into_iter().collect::<Vec<_>>(), [Aspect::Numbers]);
        let thought: [(Applicability, &[(&str, &str)]); 1] = [(Applicability::Suggestion, &[("6.8", "7")])];
        assert_eq!(mended(TEXT, Applicability::Unsafe, &thought), None);
    }

    #[test]
    fn fixes_that_lie_over_each_other_wait() {
        let fixes: [(Applicability, &[(&str, &str)]); 3] = [
            (Applicability::Safe, &[("(", "（"), (")", "）")]),
            (Applicability::Unsafe, &[("(蒙医)", "")]),
            (Applicability::Safe, &[("(", "（"), (")", "）")]),
        ];
        let told = mended(TEXT, Applicability::Unsafe, &fixes).expect("applied");
        assert!(told.text.contains("（蒙医）"), "{}", told.text);
        assert_eq!((told.applied, told.waiting), (1, 1));
    }
}
