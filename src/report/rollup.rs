//! A roll-up of children's counts against the parent's totals (汇总表), as a table for people and as JSON.

pub mod picture;
pub mod sheets;

use crate::align::Doc;
use crate::align::rollup::{Child, Ledger, Row};
use crate::base::{Lang, width};
use serde_json::{Value, json};
use std::fmt::Write;

fn name(doc: Doc<'_>) -> String {
    let stem = || doc.file.path.file_stem().map(|s| s.to_string_lossy().into_owned());
    doc.plan.meta.region.clone().or_else(stem).unwrap_or_default()
}

/// The ledger as JSON; `findings` are rows made by the JSON report.
pub fn json(parent: Doc<'_>, children: &[Child<'_>], ledger: &Ledger, findings: Vec<Value>) -> Value {
    let rows: Vec<Value> = ledger
        .rows
        .iter()
        .map(|row| {
            let target = &parent.facts.targets[row.parent];
            let shares: Vec<Value> = children
                .iter()
                .enumerate()
                .map(|(at, child)| {
                    let share = row.shares[at].as_ref();
                    json!({
                        "child": name(child.doc),
                        "value": share.map(|s| number(s.value)),
                        "quota": row.quotas[at].map(number),
                        "quote": share.map(|s| child.doc.facts.targets[s.target].quote.as_str()),
                        "target": share.map(|s| child.doc.facts.targets[s.target].id.as_str()),
                    })
                })
                .collect();
            json!({
                "parent": target.id,
                "path": target.path,
                "parent_quote": target.quote,
                "metric": target.metric,
                "unit": target.unit,
                "total": number(row.total),
                "ceiling": row.ceiling,
                "sum": number(row.sum),
                "gap": row.gap().map(number),
                "silent": row.silent().into_iter().map(|c| name(children[c].doc)).collect::<Vec<_>>(),
                "shares": shares,
            })
        })
        .collect();
    let unclaimed: Vec<Value> = ledger
        .unclaimed
        .iter()
        .map(|&t| json!({ "parent": parent.facts.targets[t].id, "parent_quote": parent.facts.targets[t].quote }))
        .collect();
    json!({
        "parent": parent.plan.meta.title,
        "children": children.iter().map(|c| name(c.doc)).collect::<Vec<_>>(),
        "rows": rows,
        "unclaimed": unclaimed,
        "findings": findings,
    })
}

fn number(value: rust_decimal::Decimal) -> Value {
    let value = value.normalize();
    serde_json::from_str(&value.to_string()).unwrap_or_else(|_| json!(value.to_string()))
}

/// The ledger for people: for each total, its sentence, then every child's part, the sum and what is missing;
/// with `siblings` more than the children given, what is missing is the others' to bring.
pub fn table(parent: Doc<'_>, children: &[Child<'_>], ledger: &Ledger, siblings: Option<u32>, lang: Lang) -> String {
    let others = siblings.map_or(0, |n| (n as usize).saturating_sub(children.len()));
    let mut out = String::new();
    let _ = writeln!(out, "{}", parent.plan.meta.title.clone().unwrap_or_else(|| name(parent)));
    let names: Vec<String> = children.iter().map(|c| name(c.doc)).collect();
    let wide = names.iter().map(|n| width(n)).max().unwrap_or(0).max(8);
    for row in &ledger.rows {
        let target = &parent.facts.targets[row.parent];
        let _ = writeln!(out, "\n{}  {}", target.path, target.quote);
        for (at, name) in names.iter().enumerate() {
            let pad = " ".repeat(wide.saturating_sub(width(name)));
            let _ = writeln!(out, "    {name}{pad}  {}", part(row, at, &target.unit, lang));
        }
        let sum = lang.pick("合计", "sum");
        let pad = " ".repeat(wide.saturating_sub(width(sum)));
        let unit = &target.unit;
        let state = match row.gap() {
            None => lang.pick("，够", ", holds").to_owned(),
            Some(gap) if row.ceiling => format!("{}{}{unit}", lang.pick("，超出", ", above by "), gap.normalize()),
            Some(gap) if others > 0 => match lang {
                Lang::Zh => format!("，其余 {others} 个地方承担 {}{unit}", gap.normalize()),
                Lang::En => format!(", {}{unit} left to the {others} others", gap.normalize()),
            },
            Some(gap) => format!("{}{}{unit}", lang.pick("，尚差", ", short by "), gap.normalize()),
        };
        let _ = writeln!(out, "    {sum}{pad}  {}/{}{unit}{state}", row.sum.normalize(), row.total.normalize());
    }
    if !ledger.unclaimed.is_empty() {
        let _ = writeln!(
            out,
            "\n{}",
            lang.pick(
                "以下总数没有一个下级方案写到（上级本级完成的不必分解）：",
                "no child mentions these totals (what the parent does itself needs no shares):"
            )
        );
        for &t in &ledger.unclaimed {
            let target = &parent.facts.targets[t];
            let _ = writeln!(out, "    {}  {}", target.path, target.quote);
        }
    }
    if ledger.rows.is_empty() && ledger.unclaimed.is_empty() {
        let _ = writeln!(out, "\n{}", lang.pick("上级方案没有可汇总的总数。", "the parent states no totals."));
    }
    out
}

fn part(row: &Row, at: usize, unit: &str, lang: Lang) -> String {
    let quota = row.quotas[at].map(|q| format!("{}{}{unit}", lang.pick("分解数", "quota "), q.normalize()));
    match (&row.shares[at], quota) {
        (Some(share), quota) => {
            let percent = share
                .value
                .checked_mul(rust_decimal::Decimal::ONE_HUNDRED)
                .and_then(|p| p.checked_div(row.total))
                .map(|p| format!("（{}%）", p.round_dp(1).normalize()))
                .unwrap_or_default();
            let quota = quota.map(|q| format!("  {q}")).unwrap_or_default();
            format!("{}{unit}{percent}{quota}", share.value.normalize())
        }
        (None, Some(quota)) => format!("{}  {quota}", lang.pick("未写", "silent")),
        (None, None) => lang.pick("未写", "silent").to_owned(),
    }
}
