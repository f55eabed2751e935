//! What plangen read from a plan, as JSON for programs and as a table for people.

use crate::align::Doc;
use crate::base::{Finding, Lang, Prose};
use crate::extract;
use crate::plan::{Citation, Indicator, Notice, Relation, Role, Section, SectionKind, Target, Task};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::{Map, Value, json};
use std::fmt::Write;

/// The facts of a plan as one JSON object. Paths join labels from the outermost down (`二/（一）/1`); spans
/// are bytes of the decoded text, `[start, end]`. With `explain`, each unit and target names the rule that
/// read it. `findings` are those of the plan alone; the defects among them get rows.
pub fn json(doc: Doc<'_>, findings: &[Finding], explain: bool) -> Value {
    let (plan, facts) = (doc.plan, doc.facts);
    let meta = &plan.meta;
    let notice = meta.notice.as_ref();
    let name = doc.file.path.file_stem().map(|s| s.to_string_lossy().into_owned());
    json!({
        "doc": meta.id.as_ref().map(|id| id.value.clone()).or(name),
        "title": meta.title,
        "kind": meta.kind,
        "level": meta.level,
        "region": meta.region,
        "issuer": notice.and_then(Notice::issuers),
        "number": notice.and_then(|n| n.number.clone()),
        "date": notice.and_then(|n| n.date.clone().or_else(|| n.printed.clone())),
        "recipients": notice.map(|n| n.to.concat()).unwrap_or_default(),
        "copies": notice.map(|n| n.copies.concat()).unwrap_or_default(),
        "basis": facts.citations.iter().map(citation).collect::<Vec<_>>(),
        "sections": plan.sections.iter().filter(|s| is_told(s)).map(|s| {
            let mut row = json!({ "path": s.path, "title": s.title.as_str(), "span": [s.span.start, s.span.end] });
            if !s.titled {
                row["titled"] = Value::Bool(false);
            }
            row
        }).collect::<Vec<_>>(),
        "tasks": facts.tasks.iter().map(|t| task(t, explain)).collect::<Vec<_>>(),
        "default_units": facts.default_units.iter().map(|d| json!({
            "name": d.unit.name, "function": d.unit.function, "from": d.from
        })).collect::<Vec<_>>(),
        "targets": facts.targets.iter().map(|t| target(t, explain)).collect::<Vec<_>>(),
        "indicators": facts.indicators.iter().map(|i| indicator(i, &facts.targets)).collect::<Vec<_>>(),
        "defects": super::defects::rows(doc, findings),
    })
}

/// Numbered headings and boxes; 附件 alone on its line, with nothing for a title, is none.
fn is_told(section: &Section) -> bool {
    let bare = section.kind == SectionKind::Attachment && section.title.is_empty();
    section.kind == SectionKind::Box || section.label.is_some() && !bare
}

fn citation(c: &Citation) -> Value {
    json!({
        "title": c.title,
        "number": c.number,
        "relation": match c.relation { Relation::Parent => "parent", Relation::Cited => "cited" },
        "span": [c.span.start, c.span.end],
    })
}

fn task(task: &Task, explain: bool) -> Value {
    let units: Vec<Value> = task
        .units
        .iter()
        .map(|u| json!({ "name": u.name, "role": u.role, "function": u.function, "span": [u.span.start, u.span.end] }))
        .collect();
    let mut row = json!({
        "path": task.path,
        "title": task.title,
        "units": units,
        "raw": task.clauses.iter().map(|c| c.raw.as_str()).collect::<Vec<_>>().join("\n"),
    });
    if let Some(deadline) = &task.deadline {
        row["deadline"] = json!(deadline);
    }
    if explain {
        row["rules"] = json!(task.clauses.iter().map(|c| c.rule).collect::<Vec<_>>());
    }
    row
}

/// A target's row, which the trace prints too.
pub fn target(t: &Target, explain: bool) -> Value {
    let mut row = json!({
        "id": t.id, "path": t.path, "quote": t.quote, "metric": t.metric, "op": t.op,
        "value": number(t.value), "value2": t.value2.map(number), "unit": t.unit, "deadline": t.deadline,
        "period": t.period, "scope": t.scope, "baseline": t.baseline, "kind": t.kind, "binding": t.binding,
        "span": [t.span.start, t.span.end],
    });
    if let Some(hedge) = &t.hedge {
        row["hedge"] = json!(hedge);
    }
    if explain {
        row["rule"] = json!(t.rule);
    }
    row
}

fn indicator(i: &Indicator, targets: &[Target]) -> Value {
    let mut row = Map::new();
    let mut put = |key: &str, value: Value| {
        row.insert(key.to_owned(), value);
    };
    put("no", json!(i.no));
    put("category", json!(i.category));
    put("name", json!(i.name));
    put("unit", json!(i.unit));
    put("base", json!(i.base));
    put("target", json!(i.target));
    put("op", json!(i.op));
    put("value", json!(i.value.map(number)));
    put("deadline", json!(i.deadline));
    put("binding", json!(i.binding));
    if i.values.len() > 1 {
        let values: Map<String, Value> = i.values.iter().map(|(year, v)| (year.to_string(), json!(v))).collect();
        put("values", Value::Object(values));
    }
    // The targets in prose that speak of the same metric.
    let key = extract::indicator::key(&i.name);
    let prose: Vec<&str> =
        targets.iter().filter(|t| extract::indicator::key(&t.metric) == key).map(|t| t.id.as_str()).collect();
    if !prose.is_empty() {
        put("targets", json!(prose));
    }
    put("span", json!([i.span.start, i.span.end]));
    Value::Object(row)
}

/// A decimal as a JSON number: whole ones without a point.
fn number(value: Decimal) -> Value {
    let value = value.normalize();
    match value.to_i64() {
        Some(whole) if value.is_integer() => json!(whole),
        _ => json!(value.to_f64()),
    }
}

/// The facts of a plan for people; with `explain`, the rule that read each clause and target.
pub fn text(doc: Doc<'_>, lang: Lang, explain: bool) -> String {
    let (plan, facts) = (doc.plan, doc.facts);
    let mut out = String::new();
    let title = plan.meta.title.as_deref().unwrap_or("—");
    let _ = writeln!(out, "{title}");
    let counts = [
        (lang.pick("章节", "sections"), plan.sections.iter().filter(|s| s.label.is_some()).count()),
        (lang.pick("任务", "tasks"), facts.tasks.len()),
        (lang.pick("目标", "targets"), facts.targets.len()),
        (lang.pick("指标", "indicators"), facts.indicators.len()),
        (lang.pick("依据", "citations"), facts.citations.len()),
    ];
    let counts: Vec<String> = counts.iter().map(|(name, n)| format!("{name} {n}")).collect();
    let _ = writeln!(out, "{}\n", counts.join(lang.pick("，", ", ")));
    for task in &facts.tasks {
        let _ = writeln!(out, "{}  {}", task.path, task.title);
        for (role, name) in [
            (Role::Lead, lang.pick("牵头", "lead")),
            (Role::Duty, lang.pick("分工负责", "duty")),
            (Role::Plain, lang.pick("责任单位", "responsible")),
            (Role::Support, lang.pick("配合", "support")),
        ] {
            let units: Vec<&str> = task.units.iter().filter(|u| u.role == role).map(|u| u.name.as_str()).collect();
            if !units.is_empty() {
                let _ = writeln!(out, "    {name}{}{}", lang.pick("：", ": "), units.join("、"));
            }
        }
        if let Some(deadline) = &task.deadline {
            let _ = writeln!(out, "    {}{}{deadline}", lang.pick("时限", "deadline"), lang.pick("：", ": "));
        }
        if explain && !task.clauses.is_empty() {
            let rules: Vec<&str> = task.clauses.iter().map(|c| c.rule).collect();
            let _ = writeln!(out, "    {}{}{}", lang.pick("规则", "rule"), lang.pick("：", ": "), rules.join(", "));
        }
    }
    if !facts.targets.is_empty() {
        let _ = writeln!(out, "\n{}", lang.pick("目标", "targets"));
    }
    for t in &facts.targets {
        let value = match t.value2 {
            Some(to) => format!("{}—{}{}", t.value.normalize(), to.normalize(), t.unit),
            None => format!("{}{}", t.value.normalize(), t.unit),
        };
        let by = t.deadline.map(|y| format!(" ({y})")).unwrap_or_default();
        let rule = if explain { format!("  [{}]", t.rule) } else { String::new() };
        let _ = writeln!(out, "  {:4} {}  {} {}{by}  “{}”{rule}", t.id, t.path, t.metric, value, t.quote);
    }
    if !facts.citations.is_empty() {
        let _ = writeln!(out, "\n{}", lang.pick("依据", "citations"));
    }
    for c in &facts.citations {
        let number = c.number.as_deref().map(|n| format!("（{n}）")).unwrap_or_default();
        let parent = if c.relation == Relation::Parent { lang.pick("  上级", "  parent") } else { "" };
        let _ = writeln!(out, "  《{}》{number}{parent}", c.title);
    }
    out
}

/// The text of a prose on one line, shortened to `letters` characters.
pub fn short(prose: &Prose, letters: usize) -> String {
    let text = prose.as_str();
    match text.char_indices().nth(letters) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
