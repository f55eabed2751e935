//! A family of plans for programs: the plans, and for each and each of its parents which tasks answer which.

use super::tree::{Coverage, Family};
use crate::report::clause::title;
use serde_json::{Value, json};

/// The plans in the order of their paths, and their links to their parents.
pub fn json(family: &Family<'_>) -> Value {
    let path = |plan: usize| family.plans[plan].file.path.to_string_lossy().replace('\\', "/");
    let plans: Vec<Value> = (0..family.plans.len())
        .map(|plan| {
            let doc = family.plans[plan];
            let meta = &doc.plan.meta;
            let tasks: Vec<Value> =
                doc.facts.tasks.iter().map(|t| json!({ "path": t.path, "title": t.title })).collect();
            json!({
                "file": path(plan),
                "title": title(doc),
                "level": meta.level,
                "region": meta.region,
                "number": meta.notice.as_ref().and_then(|n| n.number.clone()),
                "tasks": tasks,
            })
        })
        .collect();
    let links: Vec<Value> = family
        .edges
        .iter()
        .map(|edge| {
            let Coverage { covered, partial, missing, own, weaker } = Coverage::of(edge.alignment);
            let nearest = family.nearest(edge.child).is_some_and(|near| near.parent == edge.parent);
            let (above, below) = (&family.plans[edge.parent].facts.tasks, &family.plans[edge.child].facts.tasks);
            let tasks: Vec<Value> = edge
                .alignment
                .tasks
                .iter()
                .filter_map(|link| {
                    let answers: Vec<&str> =
                        link.children.iter().filter_map(|&c| Some(below.get(c)?.path.as_str())).collect();
                    Some(json!({
                        "path": above.get(link.parent)?.path,
                        "status": link.status.key(),
                        "demanded": link.demanded,
                        "answered_by": answers,
                    }))
                })
                .collect();
            json!({
                "child": path(edge.child),
                "parent": path(edge.parent),
                "nearest": nearest,
                "coverage": {
                    "covered": covered,
                    "partial": partial,
                    "missing": missing,
                    "own": own,
                    "weaker_targets": weaker,
                },
                "tasks": tasks,
            })
        })
        .collect();
    json!({ "plans": plans, "links": links })
}
