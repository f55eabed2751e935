//! The roll-up as a table for people.

use super::name;
use crate::align::Doc;
use crate::align::rollup::{Child, Ledger, Row};
use crate::base::Lang;
use crate::report::clause::title;
use crate::report::sheets::{Cell, Column, Kind, Sheet, Tone, Workbook};

/// The table: a row for each total, a column for each child.
pub fn book(parent: Doc<'_>, children: &[Child<'_>], ledger: &Ledger, siblings: Option<u32>, lang: Lang) -> Workbook {
    let mut columns = vec![
        Column::new(lang.pick("情况", "State"), 9, Kind::Short),
        Column::new(lang.pick("位置", "Place"), 9, Kind::Short),
        Column::new(lang.pick("上级目标", "The parent's target"), 28, Kind::Text),
        Column::new(lang.pick("单位", "Unit"), 5, Kind::Short),
        Column::new(lang.pick("总数", "Total"), 8, Kind::Number),
    ];
    columns.extend(children.iter().map(|c| Column::new(name(c.doc), 8, Kind::Number)));
    columns.push(Column::new(lang.pick("合计", "Sum"), 8, Kind::Number));
    columns.push(Column::new(lang.pick("差额", "Gap"), 8, Kind::Number));
    let mut rows: Vec<(usize, Vec<Cell>)> = ledger
        .rows
        .iter()
        .map(|row| {
            let target = &parent.facts.targets[row.parent];
            let (word, tone) = state(row, children.len(), siblings, lang);
            let mut cells = vec![
                Cell::toned(word, tone),
                Cell::text(target.path.as_str()),
                Cell::text(target.quote.as_str()),
                Cell::text(target.unit.as_str()),
                Cell::number(row.total),
            ];
            cells.extend((0..children.len()).map(|at| part(row, at, lang)));
            cells.push(Cell::number(row.sum));
            cells.push(row.gap().map(Cell::number).unwrap_or_default());
            (row.parent, cells)
        })
        .collect();
    rows.extend(ledger.unclaimed.iter().map(|&at| {
        let target = &parent.facts.targets[at];
        let cells = vec![
            Cell::toned(lang.pick("无人写到", "unclaimed"), Tone::Note),
            Cell::text(target.path.as_str()),
            Cell::text(target.quote.as_str()),
            Cell::text(target.unit.as_str()),
            Cell::number(target.value),
        ];
        (at, cells)
    }));
    rows.sort_by_key(|(at, _)| *at);
    let notes = vec![
        lang.pick(
            "“未写”指下级方案没有写到这个总数；“分解数”是另文下达、下级方案没有写到的数，计入合计。“无人写到”的总数，由上级本级完成的不必分解。",
            "“silent”: the child does not mention the total; a quota was set apart from the plans, and counts where the child is silent. What nobody mentions may be the parent's own to do.",
        )
        .to_owned(),
    ];
    Workbook {
        title: lang.pick(format!("《{}》分解汇总表", title(parent)), format!("Roll-up of {}", title(parent))),
        notes,
        sheets: vec![Sheet {
            title: lang.pick("分解汇总", "Roll-up").to_owned(),
            columns,
            rows: rows.into_iter().map(|(_, row)| row).collect(),
            filter: Some(0),
        }],
        attachment: false,
        lang,
    }
}

/// Whether a total holds, in a word.
pub fn state(row: &Row, children: usize, siblings: Option<u32>, lang: Lang) -> (&'static str, Tone) {
    let others = siblings.map_or(0, |n| (n as usize).saturating_sub(children));
    match (row.gap().is_some(), row.ceiling) {
        (false, _) => (lang.pick("够", "holds"), Tone::Good),
        (true, true) => (lang.pick("超出", "above"), Tone::Missing),
        (true, false) if others > 0 => (lang.pick("其余承担", "left to others"), Tone::Note),
        (true, false) => (lang.pick("尚差", "short"), Tone::Weak),
    }
}

fn part(row: &Row, at: usize, lang: Lang) -> Cell {
    match (&row.shares[at], row.quotas[at]) {
        (Some(share), _) => Cell::number(share.value),
        (None, Some(quota)) => {
            let quota = quota.normalize();
            Cell::toned(lang.pick(format!("未写（分解数{quota}）"), format!("silent (quota {quota})")), Tone::Note)
        }
        (None, None) => Cell::toned(lang.pick("未写", "silent"), Tone::Missing),
    }
}
