//! PG302: a target due later than the parent's (完成时限晚于上级).

use crate::align::Why;
use crate::lint::parents::related;
use crate::lint::words::year;
use crate::lint::{Input, Sink};

/// Reports targets due in a later year than a parent's, against the earliest of them, and tasks of a later date.
pub fn check(input: &Input<'_>, out: &mut Sink<'_>) {
    let parents = related(input);
    let mut told = Vec::new();
    for (at, own) in input.doc.facts.targets.iter().enumerate() {
        let of_target = parents.iter().flat_map(|(p, _)| {
            let links = p.alignment.targets.iter().filter(|l| l.child == Some(at) && l.why.contains(&Why::Later));
            links.map(move |l| (*p, &p.doc.facts.targets[l.parent]))
        });
        let Some((parent, theirs)) = of_target.min_by_key(|(_, t)| t.deadline) else { continue };
        let (Some(due), Some(wanted)) = (own.deadline, theirs.deadline) else { continue };
        let mut finding = out
            .report(own.span, "default")
            .arg("metric", own.metric.as_str())
            .arg("own", due.to_string())
            .arg("wanted", wanted.to_string())
            .related(&parent.doc, theirs.span, "parent");
        if let Some(year) = year(&input.doc.file.text, own) {
            finding = finding.suggest(year, wanted.to_string());
        }
        finding.done();
        told.push(own.span);
    }
    // A table's row against a row or prose of the same metric.
    for (parent, _) in &parents {
        for link in parent.alignment.rows.iter().filter(|l| l.strength.later && l.strength.value.is_some()) {
            let (Some(due), Some(wanted)) = (link.child.deadline, link.parent.deadline) else { continue };
            if !told.contains(&link.child.span) {
                told.push(link.child.span);
                out.report(link.child.span, "default")
                    .arg("metric", link.child.metric.as_str())
                    .arg("own", due.to_string())
                    .arg("wanted", wanted.to_string())
                    .related(&parent.doc, link.parent.span, "parent")
                    .done();
            }
        }
    }
    of_tasks(input, out);
}

/// Reports tasks whose clause names a later date (完成时限：2025年12月) than the parent's.
fn of_tasks(input: &Input<'_>, out: &mut Sink<'_>) {
    let mut told = Vec::new();
    for (parent, remote) in related(input) {
        for link in parent.alignment.tasks.iter().filter(|l| !remote && (l.by_hand || l.score >= SURE)) {
            let Some(&child) = link.children.first() else { continue };
            let (theirs, own) = (&parent.doc.facts.tasks[link.parent], &input.doc.facts.tasks[child]);
            let (Some(wanted), Some(due)) = (&theirs.deadline, &own.deadline) else { continue };
            let later = date(wanted).zip(date(due)).is_some_and(|(wanted, due)| due > wanted);
            if !later || told.contains(&child) {
                continue;
            }
            told.push(child);
            let heading = |doc: &crate::align::Doc<'_>, section: usize| doc.plan.sections[section].heading_span;
            let here = own.clauses.last().map_or_else(|| heading(&input.doc, own.section), |c| c.span);
            let there = theirs.clauses.last().map_or_else(|| heading(&parent.doc, theirs.section), |c| c.span);
            out.report(here, "task")
                .arg("task", own.title.as_str())
                .arg("own", due.as_str())
                .arg("wanted", wanted.as_str())
                .related(&parent.doc, there, "parent")
                .done();
        }
    }
}

/// Two tasks are of one thing, for their dates to be compared, from this likeness on.
const SURE: f32 = 0.35;

/// The year and month that a deadline names: 2025年12月底前; a year alone is its end. `None` where it names no year, or
/// more than one.
fn date(deadline: &str) -> Option<(i32, u32)> {
    let (before, after) = deadline.split_once('年')?;
    let digits = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let year = before[before.len() - digits..].parse().ok().filter(|year| (2000..2100).contains(year))?;
    if after.contains('年') && !after.starts_with(['底', '末']) {
        return None;
    }
    let month_len = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    match after[..month_len].parse().ok().filter(|_| after[month_len..].starts_with('月')) {
        Some(month) if !after[month_len + '月'.len_utf8()..].contains('月') => Some((year, month)),
        Some(_) => None,
        None if after.contains(['月', '季', '上']) => None,
        None => Some((year, 12)),
    }
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn dates_of_clauses() {
        for (text, is) in [
            ("2025年12月底前", Some((2025, 12))),
            ("2024年6月", Some((2024, 6))),
            ("2026年底", Some((2026, 12))),
            ("2026年", Some((2026, 12))),
            ("12月底前", None),
            ("长期坚持", None),
            ("2025年一季度", None),
            ("2024年6月至2025年3月", None),
            ("2024年6月至12月", None),
        ] {
            assert_eq!(date(text), is, "{text}");
        }
    }
}
