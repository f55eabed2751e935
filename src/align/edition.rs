//! Two editions of one plan: a traditional-character edition beside its original. Both are folded to simplified
//! characters and compared letter by letter; what is equal tells how characters were converted, what is not
//! tells what is missing or says something else.

use super::Doc;
use crate::base::Span;
use crate::data::hant;
use crate::extract::numeral;
use crate::plan::{SectionId, TextRun};
use rustc_hash::FxHashMap;
use similar::{Algorithm, DiffOp};
use std::time::{Duration, Instant};

/// How an edition differs from its original.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Edition {
    /// Whether the two have so little in common that they are likely not one plan.
    pub unrelated: bool,
    /// Sections of the original that the edition lacks, with the place in the edition where they would stand.
    pub missing: Vec<(SectionId, Span)>,
    /// Passages of the original that the edition lacks, with that place.
    pub passages: Vec<(Span, Span)>,
    /// Numbers and units that differ.
    pub differences: Vec<Difference>,
    /// Characters that were converted wrongly.
    pub conversions: Vec<Conversion>,
}

/// Words that say something else in the edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Whether it is a name in a responsibility clause, not a number.
    pub unit: bool,
    /// Bytes of the edition.
    pub here: Span,
    /// Its words.
    pub words: String,
    /// Bytes of the original.
    pub there: Span,
    /// Its words.
    pub original: String,
}

/// A character that the tables write otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversion {
    /// As written.
    pub found: char,
    /// As it should be.
    pub should: char,
    /// Whether the standards differ on it.
    pub free: bool,
    /// Bytes of the edition, in order, each with the words around it.
    pub places: Vec<(Span, String)>,
}

/// A letter, digit or sign of a number.
struct Letter {
    c: char,
    fold: char,
    run: usize,
    /// Which character of the run.
    nth: usize,
    /// Bytes of the file.
    span: Span,
    section: Option<SectionId>,
}

/// How long the comparison may take before it is content with a coarser one.
const PATIENCE: Duration = Duration::from_secs(3);
/// Letters a lost passage has at least; a shorter one is a matter of wording.
const PASSAGE: usize = 15;
/// The share of a section's letters that the edition has at least, when it has the section.
const KEPT: f64 = 0.3;
/// The share of letters that two editions have in common.
const RELATED: f64 = 0.5;

/// Compares an edition with its original.
pub fn compare_editions(edition: Doc<'_>, original: Doc<'_>) -> Edition {
    let (here_runs, there_runs) = (edition.plan.texts(), original.plan.texts());
    let mut folds = FxHashMap::default();
    let here = letters(&here_runs, &mut folds);
    let there = letters(&there_runs, &mut folds);
    let fold = |list: &[Letter]| list.iter().map(|l| l.fold).collect::<Vec<char>>();
    let ops = similar::capture_diff_slices_deadline(
        Algorithm::Myers,
        &fold(&there),
        &fold(&here),
        Some(Instant::now() + PATIENCE),
    );
    let equal: usize = ops.iter().map(|op| if let DiffOp::Equal { len, .. } = op { *len } else { 0 }).sum();
    let mut out = Edition::default();
    if (equal as f64) < RELATED * there.len().min(here.len()) as f64 || here.is_empty() || there.is_empty() {
        out.unrelated = true;
        return out;
    }
    let compared = Compared { original, here: &here, there: &there };
    out.missing = compared.missing(&ops);
    let lost = |section: Option<SectionId>| {
        section.is_some_and(|s| {
            crate::extract::task::ancestors(original.plan, s).any(|a| out.missing.iter().any(|(m, _)| *m == a))
        })
    };
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    let mut differences = Vec::new();
    let mut passages = Vec::new();
    for change in changes(&ops) {
        match change {
            Change::Equal(old, new, len) => pairs.extend((0..len).map(|k| (old + k, new + k))),
            Change::Other((old, old_len), (new, new_len)) => {
                if old_len > 0 && lost(there[old].section) {
                    continue;
                }
                if let Some(difference) = compared.difference((old, old_len), (new, new_len)) {
                    differences.push(difference);
                } else if old_len >= PASSAGE && new_len * 4 < old_len {
                    let span = there[old].span.cover(there[old + old_len - 1].span);
                    passages.push((span, compared.beside(new)));
                }
            }
        }
    }
    out.conversions = compared.conversions(&pairs, &there_runs);
    differences.extend(notices(edition, original));
    out.differences = differences;
    out.passages = passages;
    out
}

/// What the titles and the notices of both say otherwise: number, dates, issuer, addressees, copies.
fn notices(edition: Doc<'_>, original: Doc<'_>) -> Vec<Difference> {
    let fields = |doc: Doc<'_>| -> Vec<Option<String>> {
        let meta = &doc.plan.meta;
        let mut all = vec![meta.title.clone()];
        let Some(n) = &meta.notice else { return all };
        let bodies = |list: &[Vec<String>]| (!list.is_empty()).then(|| list.concat().join("、"));
        all.extend([n.title.clone(), n.issuer.clone(), n.number.clone(), n.date.clone(), n.printed_by.clone()]);
        all.extend([n.printed.clone(), bodies(&n.to), bodies(&n.copies)]);
        all
    };
    let folded = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).map(hant::simplified).collect::<String>();
    let place = |doc: Doc<'_>, words: &str| {
        let at = doc.file.text.find(words).map(|at| Span::new(at, at + words.len()));
        at.or_else(|| doc.plan.sections.first().map(|s| s.heading_span)).unwrap_or_default()
    };
    let both = fields(edition).into_iter().zip(fields(original)).filter_map(|(here, there)| Some((here?, there?)));
    both.filter(|(here, there)| folded(here) != folded(there))
        .map(|(words, original_words)| Difference {
            unit: false,
            here: place(edition, &words),
            there: place(original, &original_words),
            words,
            original: original_words,
        })
        .collect()
}

/// What the comparison found, one part after the other.
enum Change {
    Equal(usize, usize, usize),
    Other((usize, usize), (usize, usize)),
}

/// Neighbouring changes as one: what is deleted and what is inserted at one place belong together.
fn changes(ops: &[DiffOp]) -> Vec<Change> {
    let mut out: Vec<Change> = Vec::new();
    for op in ops {
        let (old, new) = (op.old_range(), op.new_range());
        match (op, out.last_mut()) {
            (DiffOp::Equal { len, .. }, _) => out.push(Change::Equal(old.start, new.start, *len)),
            (_, Some(Change::Other(a, b))) => {
                a.1 = old.end.max(a.0) - a.0;
                b.1 = new.end.max(b.0) - b.0;
            }
            _ => out.push(Change::Other((old.start, old.len()), (new.start, new.len()))),
        }
    }
    out
}

fn letters(runs: &[TextRun<'_>], folds: &mut FxHashMap<char, char>) -> Vec<Letter> {
    let mut out = Vec::new();
    for (run, text) in runs.iter().enumerate() {
        let words = text.prose.as_str();
        for (nth, (at, c)) in words.char_indices().enumerate() {
            let point = matches!(c, '.' | '．') && words[..at].ends_with(is_digit);
            if !(c.is_alphanumeric() || matches!(c, '%' | '％' | '‰') || point) {
                continue;
            }
            let fold = *folds.entry(c).or_insert_with(|| match c {
                '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '％' | '．' => {
                    char::from_u32(c as u32 - 0xFEE0).unwrap_or(c)
                }
                c => hant::simplified(c),
            });
            let span = text.prose.source_of(Span::new(at, at + c.len_utf8()));
            out.push(Letter { c, fold, run, nth, span, section: text.section });
        }
    }
    out
}

/// Letters of a name that are told with a changed one, on each side.
const NAME: usize = 12;

/// Whether two letters stand side by side in the text.
fn touch(list: &[Letter], a: usize, b: usize) -> bool {
    matches!((list.get(a), list.get(b)), (Some(a), Some(b)) if a.run == b.run && a.nth + 1 == b.nth)
}

/// A stretch of letters with those beside it that are like it.
fn widen(list: &[Letter], (at, len): (usize, usize), like: impl Fn(&Letter) -> bool) -> (usize, usize) {
    let (mut from, mut to) = (at, at + len);
    while from > 0 && like(&list[from - 1]) && (from == to || touch(list, from - 1, from)) {
        from -= 1;
    }
    while to < list.len() && like(&list[to]) && (from == to || touch(list, to - 1, to)) {
        to += 1;
    }
    (from, to - from)
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

struct Compared<'a> {
    original: Doc<'a>,
    here: &'a [Letter],
    there: &'a [Letter],
}

impl Compared<'_> {
    /// A place of the edition: the letter there, or the one before.
    fn beside(&self, new: usize) -> Span {
        self.here.get(new.saturating_sub(1)).or(self.here.last()).map(|l| l.span).unwrap_or_default()
    }

    /// Sections of which hardly a letter is in the edition; of nested ones the outer.
    fn missing(&self, ops: &[DiffOp]) -> Vec<(SectionId, Span)> {
        let plan = self.original.plan;
        let mut kept = vec![(0usize, 0usize); plan.sections.len()];
        let mut place = vec![None; plan.sections.len()];
        for op in ops {
            let equal = matches!(op, DiffOp::Equal { .. });
            for old in op.old_range() {
                let Some(section) = self.there[old].section else { continue };
                for id in crate::extract::task::ancestors(plan, section) {
                    kept[id].0 += usize::from(equal);
                    kept[id].1 += 1;
                    place[id].get_or_insert(op.new_range().start);
                }
            }
        }
        let gone = |id: SectionId| kept[id].1 >= 4 && (kept[id].0 as f64) < KEPT * kept[id].1 as f64;
        (0..plan.sections.len())
            .filter(|&id| gone(id) && plan.sections[id].label.is_some())
            .filter(|&id| !plan.sections[id].parent.is_some_and(gone))
            .map(|id| (id, self.beside(place[id].unwrap_or_default())))
            .collect()
    }

    /// A changed number, or a changed name in a responsibility clause.
    fn difference(&self, old: (usize, usize), new: (usize, usize)) -> Option<Difference> {
        let (of_old, of_new) = (&self.there[old.0..old.0 + old.1], &self.here[new.0..new.0 + new.1]);
        let sign = |l: &Letter| is_digit(l.c) || matches!(l.fold, '%' | '‰' | '.');
        let counts = |list: &[Letter]| !list.is_empty() && list.iter().all(|l| numeral::han_digit(l.fold).is_some());
        let number = (of_old.iter().chain(of_new).any(sign) || counts(of_old) && counts(of_new))
            && old.1 < PASSAGE
            && new.1 < PASSAGE;
        if number {
            // The whole number on both sides: 8 of 85% against 90%.
            let (a, b) = (widen(self.there, old, sign), widen(self.here, new, sign));
            return Some(self.told(false, a, b));
        }
        let clauses = self.original.facts.tasks.iter().flat_map(|t| &t.clauses);
        let span = of_old.first()?.span;
        if clauses.map(|c| c.span).any(|c| c.contains(span)) {
            // A name ends at a mark, where two letters do not touch.
            let limit = |list: &[Letter], (at, len): (usize, usize)| {
                let (mut from, mut to) = (at, at + len);
                while from > 0 && at - from < NAME && touch(list, from - 1, from) {
                    from -= 1;
                }
                while to > from && to - at < len + NAME && touch(list, to - 1, to) {
                    to += 1;
                }
                (from, to - from)
            };
            return Some(self.told(true, limit(self.there, old), limit(self.here, new)));
        }
        None
    }

    fn told(&self, unit: bool, old: (usize, usize), new: (usize, usize)) -> Difference {
        let words = |list: &[Letter], (at, len): (usize, usize)| list[at..at + len].iter().map(|l| l.c).collect();
        let span = |list: &[Letter], (at, len): (usize, usize)| match (list.get(at), list.get(at + len.max(1) - 1)) {
            (Some(first), Some(last)) => first.span.cover(last.span),
            _ => list.last().map(|l| l.span).unwrap_or_default(),
        };
        Difference {
            unit,
            here: span(self.here, new),
            words: words(self.here, new),
            there: span(self.there, old),
            original: words(self.there, old),
        }
    }

    /// Characters of the edition that no standard writes so, by pair, in order of their first place. Nothing for
    /// an edition in simplified characters.
    fn conversions(&self, pairs: &[(usize, usize)], there_runs: &[TextRun<'_>]) -> Vec<Conversion> {
        let changed = pairs.iter().filter(|&&(o, n)| self.there[o].c != self.here[n].c).count();
        if changed * 10 < pairs.len() {
            return Vec::new();
        }
        let mut forms: FxHashMap<usize, Vec<Vec<char>>> = FxHashMap::default();
        let mut out: Vec<Conversion> = Vec::new();
        for &(old, new) in pairs {
            let (o, e) = (&self.there[old], &self.here[new]);
            if e.c.is_ascii() || is_digit(e.c) {
                continue;
            }
            let words = there_runs[o.run].prose.as_str();
            let forms = forms.entry(o.run).or_insert_with(|| hant::traditional(words));
            let Some(&should) = forms.get(1).or(forms.first()).and_then(|f| f.get(o.nth)) else { continue };
            if forms.iter().any(|f| f.get(o.nth) == Some(&e.c)) {
                continue;
            }
            let rest: String = words.chars().skip(o.nth).take(8).collect();
            if hant::traditional_head(&rest) == Some(e.c) && e.c != o.c {
                continue;
            }
            let from = new.saturating_sub(3);
            let around: String = self.here[from..(new + 4).min(self.here.len())]
                .iter()
                .filter(|l| l.run == e.run)
                .map(|l| l.c)
                .collect();
            match out.iter_mut().find(|c| c.found == e.c && c.should == should) {
                Some(known) => known.places.push((e.span, around)),
                None => out.push(Conversion {
                    found: e.c,
                    should,
                    free: hant::free(e.c, should),
                    places: vec![(e.span, around)],
                }),
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::SourceFile;
    use crate::data::Register;
    use crate::{extract, import};

    const ORIGINAL: &str = "河套市管护方案\n\n一、重点任务\n（一）健全责任。后年前落实多元复合管护，规范考核，到2025年覆盖率达到85%以上。（责任单位：市水利局、市财政局）\n（二）加强监测。建设监测站网，完善预警机制，定期公布数据。（责任单位：市生态环境局）\n二、保障措施\n（一）加强领导。建立联席会议制度，统筹推进各项工作。\n";

    fn compared(text: &str) -> (Edition, String) {
        let plan = |text: &str| {
            let file = SourceFile::new("plan.txt", text);
            let plan = import::read(&file).plan;
            let facts = extract::facts(&plan, Register::builtin());
            (plan, facts, file)
        };
        let (a, b) = (plan(text), plan(ORIGINAL));
        let doc = |p: &'static (crate::plan::Plan, crate::plan::Facts, SourceFile)| Doc {
            plan: &p.0,
            facts: &p.1,
            file: &p.2,
        };
        let (a, b) = (Box::leak(Box::new(a)), Box::leak(Box::new(b)));
        (compare_editions(doc(a), doc(b)), text.to_owned())
    }

    #[test]
    fn a_sound_edition_differs_in_nothing() {
        let text = hant::traditional(ORIGINAL).swap_remove(1).into_iter().collect::<String>();
        assert_eq!(compared(&text).0, Edition::default());
        assert_eq!(compared(ORIGINAL).0, Edition::default());
    }

    #[test]
    fn conversions_numbers_units_and_sections() {
        let text: String = hant::traditional(ORIGINAL).swap_remove(1).into_iter().collect();
        let text = text.replace('後', "后").replace('複', "復").replace("85%", "80%").replace("市水利局", "市水務局");
        let text =
            text.replace("（二）加強監測。建設監測站網，完善預警機制，定期公佈數據。（責任單位：市生態環境局）\n", "");
        assert!(!text.contains("監測"), "{text}");
        let (found, text) = compared(&text);
        let pairs: Vec<(char, char)> = found.conversions.iter().map(|c| (c.found, c.should)).collect();
        assert!(pairs.starts_with(&[('后', '後'), ('復', '複')]), "{pairs:?}");
        assert_eq!(found.missing.len(), 1);
        let told: Vec<(&str, &str)> =
            found.differences.iter().map(|d| (d.words.as_str(), d.original.as_str())).collect();
        assert!(told.contains(&("80%", "85%")), "{told:?}");
        assert_eq!(found.differences[0].here.of(&text), "80%");
    }

    #[test]
    fn another_plan_is_no_edition() {
        assert!(compared("青原市招生方案\n\n一、时间\n（一）报名。五月报名，六月录取，七月发放通知书。\n").0.unrelated);
    }
}
