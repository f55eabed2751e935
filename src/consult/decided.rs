//! A table of opinions in which people decided (已填的意见采纳情况表): what they wrote is kept.

use super::{HEADS, OPEN, bare};

/// A row of such a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decided {
    /// 单位, 条款, 原文, 意见.
    pub told: [String; 4],
    /// 采纳情况; empty where it is open.
    pub decision: String,
    /// 理由.
    pub reason: String,
}

impl Decided {
    /// What tells it again: the unit, the words it is about, and what it says.
    fn key(&self) -> [String; 3] {
        [bare(&self.told[0]), bare(&self.told[2]), bare(&self.told[3])]
    }

    /// Whether nothing is decided.
    pub fn is_open(&self) -> bool {
        self.decision.is_empty()
    }
}

/// The rows of the first table that has the columns of one; `None` when none has. Columns may stand in another
/// order, and others between them.
pub fn decided(tables: &[Vec<Vec<String>>]) -> Option<Vec<Decided>> {
    tables.iter().find_map(|rows| {
        let (head, columns) = rows.iter().enumerate().find_map(|(at, row)| Some((at, columns(row)?)))?;
        let cell = |row: &[String], column: usize| row.get(columns[column]).map_or("", |c| c.trim()).to_owned();
        let read = |row: &Vec<String>| {
            let decision = cell(row, 4);
            let open = OPEN.iter().any(|word| decision.eq_ignore_ascii_case(word));
            Decided {
                told: [cell(row, 0), cell(row, 1), cell(row, 2), cell(row, 3)],
                decision: if open { String::new() } else { decision },
                reason: cell(row, 5),
            }
        };
        let rows = rows[head + 1..].iter().map(read);
        Some(rows.filter(|row| !row.told[0].is_empty() && !row.told[3].is_empty()).collect())
    })
}

/// Where each column stands in a row that is the head of a table.
fn columns(row: &[String]) -> Option<[usize; 6]> {
    let find = |(zh, en): (&str, &str)| {
        row.iter().position(|cell| {
            let cell = bare(cell);
            cell == zh || cell.eq_ignore_ascii_case(en)
        })
    };
    let mut out = [0; 6];
    for (at, head) in HEADS.into_iter().enumerate() {
        out[at] = find(head)?;
    }
    Some(out)
}

/// The rows of a decided table with what is new behind them; each new opinion that it holds already is left as people
/// decided it. Answers as well how many were added.
pub fn merge(decided: Vec<Decided>, new: Vec<Decided>) -> (Vec<Decided>, usize) {
    let mut out = decided;
    let before = out.len();
    for row in new {
        if out.iter().all(|old| old.key() != row.key()) {
            out.push(row);
        }
    }
    let added = out.len() - before;
    (out, added)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[[&str; 7]]) -> Vec<Vec<String>> {
        rows.iter().map(|row| row.iter().map(|c| (*c).to_owned()).collect()).collect()
    }

    #[test]
    fn what_people_decided_is_kept_and_what_is_new_is_added() {
        let rows = table(&[
            ["某市方案意见采纳情况表", "", "", "", "", "", ""],
            ["序号", "单位", "条款", "原 文", "意见", "理由", "采纳情况"],
            ["1", "市财政局", "二/1", "床位达到 100 张。", "改为80张", "财力所限", "采纳"],
            ["2", "市民政局", "", "甲", "乙", "", "待定"],
        ]);
        let old = decided(&[rows]).expect("a table of opinions");
        assert_eq!((old.len(), old[0].decision.as_str(), old[0].reason.as_str()), (2, "采纳", "财力所限"));
        assert!(old[1].is_open());
        let new = |unit: &str, text: &str, said: &str| Decided {
            told: [unit.to_owned(), String::new(), text.to_owned(), said.to_owned()],
            ..Decided::default()
        };
        let (all, added) =
            merge(old, vec![new("市财政局", "床位达到100张。", "改为80张"), new("市财政局", "丙", "删去")]);
        assert_eq!((all.len(), added), (3, 1));
        assert_eq!(all[0].decision, "采纳");
        assert_eq!(decided(&[table(&[["单位", "任务", "", "", "", "", ""]])]), None);
    }
}
