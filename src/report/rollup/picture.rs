//! The roll-up as a bar chart: for each total the children's parts, one below the other, and their sum against it.

use super::name;
use super::sheets::state;
use crate::align::Doc;
use crate::align::rollup::{Child, Ledger, Row};
use crate::base::{Lang, width};
use crate::report::clause::title;
use crate::report::svg::{Svg, wrapped};
use rust_decimal::prelude::ToPrimitive as _;

/// The whole picture, what stands left of the bars, and the bars at their longest.
const WIDE: f64 = 860.0;
const MARGIN: f64 = 24.0;
const BARS: f64 = 470.0;
/// From bar to bar.
const STEP: f64 = 22.0;

/// The picture.
pub fn svg(parent: Doc<'_>, children: &[Child<'_>], ledger: &Ledger, siblings: Option<u32>, lang: Lang) -> String {
    let mut out = Svg::default();
    let heading = lang.pick(format!("《{}》分解汇总", title(parent)), format!("Roll-up of {}", title(parent)));
    let mut y = 20.0;
    for line in wrapped(&heading, 88, 2) {
        y += 22.0;
        out.text("title", (MARGIN, y), &line);
    }
    let names: Vec<String> = children.iter().map(|c| name(c.doc)).collect();
    let sum = lang.pick("合计", "sum").to_owned();
    let widest = names.iter().chain([&sum]).map(|n| width(n)).max().unwrap_or(0).min(20);
    #[expect(clippy::cast_precision_loss, reason = "at most 20")]
    let left = MARGIN + widest as f64 * 7.0 + 12.0;
    if ledger.rows.is_empty() {
        y += 30.0;
        out.text("", (MARGIN, y), lang.pick("没有下级方案写到的总数。", "No total that a child mentions."));
    }
    for row in &ledger.rows {
        let target = &parent.facts.targets[row.parent];
        y += 34.0;
        for line in wrapped(&format!("{}　{}", target.path, target.quote), 110, 2) {
            out.text("name", (MARGIN, y), &line);
            y += 19.0;
        }
        let unit = target.unit.as_str();
        let most = row.shares.iter().flatten().map(|s| s.value).chain([row.total, row.sum]).max().unwrap_or(row.total);
        let most = most.to_f64().filter(|m| *m > 0.0).unwrap_or(1.0);
        let long = |value: f64| (value / most * BARS).clamp(0.0, BARS);
        let top = y - 6.0;
        for (at, name) in names.iter().enumerate() {
            let (value, words) = part(row, at, unit, lang);
            let label = wrapped(name, 20, 1).concat();
            out.group(&format!("{name} {words}"), |out| {
                out.text("end", (left - 8.0, y + 10.0), &label);
                let class = if at % 2 == 0 { "part" } else { "part odd" };
                out.rect(class, (left, y), (long(value), 13.0));
                out.text("soft", (left + long(value) + 8.0, y + 11.0), &words);
            });
            y += STEP;
        }
        let value = row.sum.to_f64().unwrap_or(0.0);
        let (word, _) = state(row, children.len(), siblings, lang);
        let gap = row.gap().map(|g| format!(" {}{unit}", g.normalize())).unwrap_or_default();
        let words = format!("{}/{}{unit}　{word}{gap}", row.sum.normalize(), row.total.normalize());
        out.group(&format!("{sum} {words}"), |out| {
            out.text("end", (left - 8.0, y + 10.0), &sum);
            out.rect("good", (left, y), (long(value), 13.0));
            let total = row.total.to_f64().unwrap_or(0.0);
            if value < total {
                let class = if row.ceiling { "rule" } else { "missing" };
                out.rect(class, (left + long(value), y), (long(total) - long(value), 13.0));
            }
            out.text("soft", (left + long(value.max(total)) + 8.0, y + 11.0), &words);
            out.line("mark", &[(left + long(total), top), (left + long(total), y + 17.0)]);
        });
        y += STEP;
    }
    y += 26.0;
    out.line("mark", &[(MARGIN, y - 4.0), (MARGIN + 18.0, y - 4.0)]);
    out.text(
        "soft",
        (MARGIN + 26.0, y),
        lang.pick("竖线：上级总数；斜纹：尚差", "line: the parent's total; hatched: what is missing"),
    );
    out.finish((WIDE, y + MARGIN), &heading)
}

fn part(row: &Row, at: usize, unit: &str, lang: Lang) -> (f64, String) {
    let quota = row.quotas[at].map(|q| format!("{}{}{unit}", lang.pick("分解数", "quota "), q.normalize()));
    match &row.shares[at] {
        Some(share) => {
            let value = share.value.to_f64().unwrap_or(0.0);
            (
                value,
                [Some(format!("{}{unit}", share.value.normalize())), quota]
                    .into_iter()
                    .flatten()
                    .collect::<Vec<_>>()
                    .join("　"),
            )
        }
        None => {
            let value = row.quotas[at].and_then(|q| q.to_f64()).unwrap_or(0.0);
            (
                value,
                [Some(lang.pick("未写", "silent").to_owned()), quota]
                    .into_iter()
                    .flatten()
                    .collect::<Vec<_>>()
                    .join("　"),
            )
        }
    }
}
