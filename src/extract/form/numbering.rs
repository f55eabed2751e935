//! The order of a plan's numbers: gaps and repeats among headings.

use crate::plan::{Plan, SectionId, SectionKind};

/// A heading whose number does not follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutOfOrder {
    /// The heading.
    pub section: SectionId,
    /// The heading before it in the same run; `None` for the first.
    pub before: Option<SectionId>,
    /// The number it should bear.
    pub expected: u32,
    /// What is wrong.
    pub fault: Fault,
    /// The headings that count on from here, this one first, with the numbers that put all of them in order.
    pub anew: Vec<(SectionId, u32)>,
}

/// What is wrong with a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A number is left out: 一、二、四、
    Gap,
    /// A number stands twice: （一）（二）（二）
    Repeat,
    /// A number is lower than the one before it, and is not a new start.
    Back,
    /// The first of a run is not 1 and continues nothing.
    Start,
}

/// Headings whose numbers do not follow those of their siblings. A style may count on through the whole
/// plan (tasks 1 to 34 under four chapters): a run whose first number follows the last of its style is in
/// order. One wrong number makes one fault: counting goes on from what stands there, unless the number
/// after it shows that it was the single wrong one.
pub fn out_of_order(plan: &Plan) -> Vec<OutOfOrder> {
    let mut last_of_style: Vec<(&'static str, u32, SectionId)> = Vec::new();
    let mut out = Vec::new();
    let top: Vec<SectionId> = (0..plan.sections.len()).filter(|&i| plan.sections[i].parent.is_none()).collect();
    let mut stack: Vec<&[SectionId]> = vec![&top];
    // Depth first in document order, so that counts through the plan are seen in order.
    let mut runs: Vec<&[SectionId]> = Vec::new();
    let mut read: Vec<Vec<(SectionId, &'static str, u32)>> = Vec::new();
    while let Some(siblings) = stack.pop() {
        runs.push(siblings);
        stack.extend(siblings.iter().rev().map(|&s| plan.sections[s].children.as_slice()).filter(|c| !c.is_empty()));
    }
    runs.sort_by_key(|r| r.first().copied().unwrap_or_default());
    for siblings in runs {
        let numbered: Vec<(SectionId, &'static str, u32)> = siblings
            .iter()
            .filter(|&&s| matches!(plan.sections[s].kind, SectionKind::Numbered | SectionKind::Article))
            .filter(|&&s| !is_row(plan.sections[s].title.as_str()))
            .filter_map(|&s| plan.sections[s].label.as_ref().map(|l| (s, l.style, l.ordinal)))
            .collect();
        read.push(numbered);
    }
    for (run, numbered) in read.iter().enumerate() {
        let mut before: Option<(SectionId, &'static str, u32)> = None;
        for (at, &(section, style, ordinal)) in numbered.iter().enumerate() {
            let counted = last_of_style.iter().find(|(s, ..)| *s == style).copied();
            let last = before.filter(|b| b.1 == style);
            let expected = last.map_or(1, |b| b.2 + 1);
            let goes_on = counted.is_some_and(|c| ordinal == c.1 + 1);
            let next = numbered.get(at + 1).filter(|n| n.1 == style).map(|n| n.2);
            let fault = match last {
                _ if ordinal == expected || goes_on => None,
                // 一、二、… then a new 一、: a second list under the same heading.
                Some(_) if ordinal == 1 && next != Some(expected + 1) => None,
                Some(b) if ordinal == b.2 => Some(Fault::Repeat),
                Some(b) if ordinal < b.2 => Some(Fault::Back),
                Some(_) => Some(Fault::Gap),
                // A lone number that starts high quotes something else more often than it is wrong.
                None if next == Some(ordinal + 1) || numbered.len() > 1 => Some(Fault::Start),
                None => None,
            };
            // When the next number goes on from what was expected here, only this one is wrong.
            let single = fault.is_some() && next == Some(expected + 1);
            if let Some(fault) = fault {
                let anew = if single { vec![(section, expected)] } else { counting_on(&read[run..], at, expected) };
                out.push(OutOfOrder { section, before: last.map(|b| b.0), expected, fault, anew });
            }
            let stands = if single { expected } else { ordinal };
            before = Some((section, style, stands));
            match last_of_style.iter_mut().find(|(s, ..)| *s == style) {
                Some(entry) => *entry = (style, stands, section),
                None => last_of_style.push((style, stands, section)),
            }
        }
    }
    out
}

/// The headings of one style from the one at `at` of the first run on, as far as they count on: to the next new
/// start, and into the runs that go on from there.
fn counting_on(runs: &[Vec<(SectionId, &'static str, u32)>], at: usize, expected: u32) -> Vec<(SectionId, u32)> {
    let Some(&(first, style, mut stood)) = runs.first().and_then(|run| run.get(at)) else { return Vec::new() };
    let mut out = vec![(first, expected)];
    for (run, headings) in runs.iter().enumerate() {
        let from = if run == 0 { at + 1 } else { 0 };
        let mut own = headings.iter().skip(from).filter(|h| h.1 == style).peekable();
        // Another run goes on where the count stood before it was mended.
        if run > 0 && own.peek().is_some_and(|h| stood.checked_add(1) != Some(h.2)) {
            break;
        }
        for &(section, _, ordinal) in own {
            if ordinal == 1 {
                return out;
            }
            stood = ordinal;
            out.push((section, expected + u32::try_from(out.len()).unwrap_or(0)));
        }
    }
    out
}

/// A row of a table whose lines were lost is no heading: its cells stand apart (床位数（张）   120   150).
fn is_row(title: &str) -> bool {
    // Most titles have no blank at all.
    memchr::memchr2(b' ', b'\t', title.as_bytes()).is_some() && (title.trim().contains("   ") || title.contains('\t'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Prose, Span};
    use crate::plan::{Label, Section};

    /// A plan of headings given as (depth, style, ordinal).
    fn plan(headings: &[(u8, &'static str, u32)]) -> Plan {
        let mut sections: Vec<Section> = Vec::new();
        for (i, &(depth, style, ordinal)) in headings.iter().enumerate() {
            let parent = (0..i).rev().find(|&p| sections[p].depth < depth);
            if let Some(parent) = parent {
                sections[parent].children.push(i);
            }
            sections.push(Section {
                kind: SectionKind::Numbered,
                label: Some(Label { raw: String::new(), key: String::new(), ordinal, style, span: Span::default() }),
                path: i.to_string(),
                title: Prose::default(),
                run_in: false,
                titled: true,
                depth,
                parent,
                children: Vec::new(),
                blocks: Vec::new(),
                id: None,
                implements: Vec::new(),
                heading_span: Span::default(),
                span: Span::default(),
            });
        }
        Plan { sections, ..Plan::default() }
    }

    fn faults(headings: &[(u8, &'static str, u32)]) -> Vec<(usize, Fault, u32)> {
        out_of_order(&plan(headings)).into_iter().map(|o| (o.section, o.fault, o.expected)).collect()
    }

    #[test]
    fn gaps_and_repeats() {
        assert_eq!(faults(&[(1, "a", 1), (1, "a", 2), (1, "a", 4), (1, "a", 5)]), [(2, Fault::Gap, 3)]);
        assert_eq!(faults(&[(1, "a", 1), (1, "a", 2), (1, "a", 2), (1, "a", 3)]), [(2, Fault::Repeat, 3)]);
        assert_eq!(faults(&[(1, "a", 1), (1, "a", 3), (1, "a", 3)]), [(1, Fault::Gap, 2)]);
    }

    #[test]
    fn a_count_through_the_plan_is_in_order() {
        assert_eq!(faults(&[(1, "a", 1), (2, "b", 1), (2, "b", 2), (1, "a", 2), (2, "b", 3), (2, "b", 4)]), []);
        assert_eq!(
            faults(&[(1, "a", 1), (2, "b", 1), (2, "b", 2), (1, "a", 2), (2, "b", 4), (2, "b", 5)]),
            [(4, Fault::Start, 1)]
        );
    }

    #[test]
    fn each_chapter_may_start_anew() {
        assert_eq!(faults(&[(1, "a", 1), (2, "b", 1), (2, "b", 2), (1, "a", 2), (2, "b", 1)]), []);
        assert_eq!(faults(&[(1, "a", 1), (1, "a", 2), (1, "a", 1), (1, "a", 2)]), []);
    }
}
