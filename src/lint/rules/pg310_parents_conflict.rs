//! PG310: two parents ask different things of one matter (上级要求不一致).

use crate::align::scope::level_of;
use crate::align::{compare, similarity};
use crate::lint::open::any_unwritten;
use crate::lint::parents::{related, title};
use crate::lint::words::target_value;
use crate::lint::{Input, Sink};
use crate::plan::{Target, TargetKind};
use std::cmp::Ordering;

/// Targets of two parents are of one metric from this likeness on.
const SAME: f32 = 0.8;

/// Reports pairs of comparable targets of two parents that differ in value or year, with the stricter one. That
/// a parent asks for more than the one above it is usual, and no conflict.
pub fn check(input: &Input<'_>, out: &mut Sink<'_>) {
    let parents = related(input);
    let words = input.register.compare();
    for (at, (a, _)) in parents.iter().enumerate() {
        for (b, _) in &parents[at + 1..] {
            let mut told: Vec<usize> = Vec::new();
            for (i, p) in a.doc.facts.targets.iter().enumerate().filter(|(_, t)| comparable(t)) {
                let answer = a.alignment.targets.get(i).filter(|l| l.score >= 0.5).and_then(|l| l.child);
                let other = b.doc.facts.targets.iter().enumerate().find(|(j, q)| {
                    let link = b.alignment.targets.get(*j).filter(|l| l.score >= 0.5);
                    let both = answer.is_some() && link.and_then(|l| l.child) == answer;
                    comparable(q) && !told.contains(j) && (both && q.unit == p.unit || similarity(&q.metric, &p.metric) >= SAME)
                });
                let Some((j, q)) = other else { continue };
                told.push(j);
                let strength = compare(p, q, None, words);
                let order = match strength.value {
                    Some(Ordering::Equal) | None => match (p.deadline, q.deadline) {
                        (Some(x), Some(y)) if strength.value.is_some() && x != y => y.cmp(&x),
                        _ => continue,
                    },
                    // Values for two years stand on one path, and do not conflict.
                    Some(_) if p.deadline != q.deadline => continue,
                    Some(order) => order,
                };
                let ((strict, strict_of), (lax, lax_of)) =
                    if order == Ordering::Greater { ((q, b), (p, a)) } else { ((p, a), (q, b)) };
                let nearer = level_of(strict_of.doc).zip(level_of(lax_of.doc)).is_some_and(|(s, l)| s > l);
                // The nearer parent raised what the one further up asks: both are met by it.
                if nearer {
                    continue;
                }
                let own = answer.and_then(|c| input.doc.facts.targets.get(c));
                // Which of the two the plan will have is not written yet.
                if own.is_none() && any_unwritten(input) {
                    continue;
                }
                let here = own.map_or_else(|| super::pg101_missing_task::head(input), |t| t.span);
                out.report(here, "default")
                    .arg("metric", strict.metric.as_str())
                    .arg("strict", said(strict))
                    .arg("lax", said(lax))
                    .arg("strict_parent", title(strict_of.doc.plan, strict_of.doc.file))
                    .arg("lax_parent", title(lax_of.doc.plan, lax_of.doc.file))
                    .related(&strict_of.doc, strict.span, "strict")
                    .related(&lax_of.doc, lax.span, "lax")
                    .done();
            }
        }
    }
}

fn comparable(t: &Target) -> bool {
    matches!(t.kind, TargetKind::Level | TargetKind::Share | TargetKind::Coverage)
}

fn said(t: &Target) -> String {
    t.deadline.map_or_else(|| target_value(t), |year| format!("{}（{year}年）", target_value(t)))
}
