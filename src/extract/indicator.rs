//! Indicator tables (指标表): a row is a metric with its unit, the value to start from and the one to reach.

use super::numeral::{self, Reading};
use super::table::{self, Column, Read};
use crate::base::Span;
use crate::data::words;
use crate::plan::{Cell, Comparator, Indicator, Plan, Target, TargetKind};
use rust_decimal::Decimal;

/// The rows of a plan's indicator tables, in document order.
pub fn read(plan: &Plan) -> Vec<Indicator> {
    table::all(plan).iter().filter(|t| is_indicators(t)).flat_map(rows).collect()
}

/// A table of metrics: a column names them, and one at least holds values.
pub fn is_indicators(table: &Read<'_>) -> bool {
    let values = table.columns.iter().filter(|c| matches!(c, Column::Value { .. })).count();
    let shares_out = table.columns.iter().any(|c| matches!(c, Column::Units(_)));
    let named = name_column(table).is_some();
    values >= 1 && named && (!shares_out || table.columns.contains(&Column::Indicator))
}

fn name_column(table: &Read<'_>) -> Option<usize> {
    let years = table.columns.iter().filter(|c| matches!(c, Column::Value { year: Some(_), .. })).count();
    table.at(|c| *c == Column::Indicator).or_else(|| {
        // 项目 | 2020年 | 2025年: whatever stands before two years is what they measure.
        let first = table.at(|c| matches!(c, Column::Value { .. }))?;
        (years >= 2)
            .then(|| table.columns[..first].iter().rposition(|c| matches!(c, Column::Other | Column::Category)))?
    })
}

/// Which column is the value to reach, and which the one to start from.
fn ends(table: &Read<'_>) -> (Option<usize>, Option<usize>, Option<i32>) {
    let values: Vec<(usize, Option<i32>, bool)> = table
        .columns
        .iter()
        .enumerate()
        .filter_map(|(at, c)| match c {
            Column::Value { year, base } => Some((at, *year, *base)),
            _ => None,
        })
        .collect();
    let goal = values.iter().filter(|v| !v.2).max_by_key(|v| (v.1, v.0)).or(values.last()).copied();
    let base = values.iter().filter(|v| goal.is_none_or(|g| g.0 != v.0)).min_by_key(|v| (!v.2, v.1, v.0)).copied();
    (goal.map(|g| g.0), base.map(|b| b.0), goal.and_then(|g| g.1))
}

fn rows(table: &Read<'_>) -> Vec<Indicator> {
    let words = words::tables();
    let (Some(name_at), (goal_at, base_at, deadline)) = (name_column(table), ends(table)) else { return Vec::new() };
    let no_at = table.at(|c| *c == Column::No);
    let unit_at = table.at(|c| *c == Column::Measure);
    let category_at = table.at(|c| *c == Column::Category).filter(|&c| c != name_at);
    let attribute_at = table.at(|c| *c == Column::Attribute);
    let years: Vec<(usize, i32)> = table
        .columns
        .iter()
        .enumerate()
        .filter_map(|(at, c)| match c {
            Column::Value { year: Some(year), .. } => Some((at, *year)),
            _ => None,
        })
        .collect();
    let counted = if no_at.is_none() { counts(table, name_at, [goal_at, base_at]) } else { None };
    let mut counted = counted.map(Vec::into_iter);
    let mut out: Vec<Indicator> = Vec::new();
    let mut category: Option<String> = None;
    for row in table.rows {
        let cell = |at| Read::cell(row, at);
        if let Some(own) = category_at.map(|at| table::squeezed(cell(Some(at)))).filter(|c| !c.is_empty()) {
            category = Some(own);
        }
        let written = cell(Some(name_at));
        let filled: Vec<&str> = row.iter().map(|c| c.prose.as_str().trim()).filter(|t| !t.is_empty()).collect();
        // One text in the whole row, over all columns in print: the group of the rows that follow, or the rest of
        // a name that ran over its line.
        if let [only] = filled.as_slice()
            && table.columns.len() > 1
        {
            match out.last_mut() {
                Some(last) if only.ends_with(['）', ')']) && last.unit.is_none() && Some(*only) == said(written) => {
                    let (name, unit) = named(&format!("{}{only}", last.name));
                    (last.name, last.unit) = (name, unit);
                }
                _ => category = Some(table::squeezed(only)),
            }
            continue;
        }
        let target = cell(goal_at);
        let base = said(cell(base_at)).map(str::to_owned);
        if written.is_empty() || target.is_empty() && base.is_none() {
            continue;
        }
        let (no, written) = match (no_at, &mut counted) {
            (Some(at), _) => (said(cell(Some(at))).map(str::to_owned), written),
            (None, Some(counted)) => {
                let no = counted.next();
                let name = no.as_deref().and_then(|no| written.strip_prefix(no)).unwrap_or(written);
                (no, name.trim_start())
            }
            (None, None) => numbered(written),
        };
        let (name, own_unit) = named(written);
        let unit = unit_at.map(|at| table::squeezed(cell(Some(at)))).filter(|u| !u.is_empty() && u != "—").or(own_unit);
        // 单位GDP能耗降低（%）: how much it falls is better higher.
        let bare = name.trim_end_matches(['率', '量', '值', '比', '例', '）', ')', '%', '（', '(', '％']);
        let falls = ["降低", "下降", "减少", "降幅", "压减", "削减", "节约", "累计降低", "累计下降"]
            .iter()
            .any(|w| bare.ends_with(w));
        let lower = words.lower.any_in(&name) && !falls;
        let (op, value) = value(target, lower).map_or((None, None), |(op, value)| (Some(op), Some(value)));
        let attribute = attribute_at.map(|at| table::squeezed(cell(Some(at))));
        let attribute = attribute.or_else(|| filled.last().map(|c| table::squeezed(c)));
        out.push(Indicator {
            no,
            category: category.clone(),
            name,
            unit,
            base,
            target: target.to_owned(),
            op,
            value,
            deadline,
            binding: attribute.and_then(|a| binding(&a)),
            values: years.iter().filter_map(|&(at, year)| said(cell(Some(at))).map(|v| (year, v.to_owned()))).collect(),
            span: row
                .iter()
                .filter(|c| !c.prose.is_empty())
                .map(|c| c.prose.span())
                .reduce(|a, b| a.cover(b))
                .unwrap_or(Span::empty(table.table.span.start)),
        });
    }
    out
}

/// A key of fewer characters names too little to be the same metric in two places.
pub const KEY: usize = 4;

/// What a metric is known by: its name without brackets, words that only fill (全市, 拥有) and 数 at the end.
pub fn key(name: &str) -> String {
    let mut depth = 0usize;
    let mut key: String = name
        .chars()
        .filter(|&c| {
            let opens = matches!(c, '（' | '(');
            depth += usize::from(opens);
            let inside = depth > 0;
            if matches!(c, '）' | ')') {
                depth = depth.saturating_sub(1);
            }
            !inside && !c.is_whitespace()
        })
        .collect();
    for word in &words::tables().filler.words {
        if key.contains(word.as_str()) {
            key = key.replace(word.as_str(), "");
        }
    }
    key.trim_end_matches('数').to_owned()
}

/// A row's unit: as it says, else the one in its cell (91%); that of a coefficient is none (有效利用系数 0.58).
fn unit_of(row: &Indicator) -> Option<String> {
    let in_cell = || row.target.trim_end().ends_with(['%', '％']).then(|| "%".to_owned());
    let bare = || row.name.trim_end_matches(['）', ')']).ends_with("系数").then(String::new);
    row.unit.clone().or_else(in_cell).or_else(bare)
}

/// A row as a target, to be compared with targets; `None` where it says no state (降低10%, 〔20〕) or no unit.
pub fn as_target(row: &Indicator) -> Option<Target> {
    let unit = unit_of(row)?;
    let (op, value) = (row.op?, row.value.filter(|_| is_state(&row.target))?);
    let per = ["每", "人均", "户均", "平均"].iter().any(|w| row.name.starts_with(w));
    let rate =
        ["率", "寿命", "水平", "指数", "系数", "比重", "占比", "比例", "浓度"].iter().any(|w| row.name.ends_with(w));
    let level = per || rate || matches!(unit.as_str(), "%" | "％" | "‰") || unit.contains('/');
    Some(Target {
        id: String::new(),
        section: None,
        path: String::new(),
        quote: format!("{} {}", row.name, row.target),
        span: row.span,
        sentence: row.span,
        metric: row.name.clone(),
        op,
        value,
        value2: None,
        unit: if unit == "％" { "%".to_owned() } else { unit },
        deadline: row.deadline,
        period: None,
        scope: None,
        baseline: None,
        kind: if level { TargetKind::Level } else { TargetKind::Count },
        binding: row.binding,
        hedge: None,
        rule: "indicator-row",
    })
}

/// Whether the target's cell says a state (≥90, ＜10%), not a change or a sum: 降低10%, 〔20〕.
pub fn is_state(cell: &str) -> bool {
    cell.chars().all(|c| {
        c.is_ascii_digit()
            || c.is_whitespace()
            || matches!(c, '.' | ',' | '%' | '％' | '‰' | '≥' | '≤' | '＜' | '＞' | '<' | '>' | '=')
    })
}

fn said(text: &str) -> Option<&str> {
    let text = text.trim();
    (!text.is_empty()).then_some(text)
}

fn binding(attribute: &str) -> Option<bool> {
    let words = words::tables();
    if words.binding.has(attribute) {
        return Some(true);
    }
    words.expected.has(attribute).then_some(false)
}

/// The numbers of rows that count themselves before their names, where numbers run into some of these: 1人均预期寿命,
/// 2婴儿死亡率, 35岁以下儿童死亡率. Pages tell no blank that is narrow. In a long table a number may stand twice, or be
/// left out, as it happens to those who write them.
fn counts(table: &Read<'_>, name: usize, values: [Option<usize>; 2]) -> Option<Vec<String>> {
    let valued = |row: &&Vec<Cell>| values.iter().any(|at| said(Read::cell(row, *at)).is_some());
    let names: Vec<&str> =
        table.rows.iter().filter(valued).filter_map(|row| said(Read::cell(row, Some(name)))).collect();
    if names.len() < 3 || names.iter().all(|name| numbered(name).0.is_some()) {
        return None;
    }
    let (mut last, mut slips) = (0usize, 0);
    let mut out = Vec::with_capacity(names.len());
    for name in &names {
        let begins = |count: &usize| *count > 0 && name.starts_with(&count.to_string());
        let count = [last + 1, last, last + 2].into_iter().find(begins)?;
        slips += usize::from(count != last + 1);
        last = count;
        out.push(count.to_string());
    }
    (slips <= names.len() / 8).then_some(out)
}

/// 3.国内专利授权数 → 3, 国内专利授权数.
fn numbered(text: &str) -> (Option<String>, &str) {
    match crate::data::numbering::read(text) {
        Some(label) => {
            let key = label.key(text).trim_matches(['（', '）']).to_owned();
            (Some(key), text[label.len..].trim_start())
        }
        None => {
            let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            // 1 床位数, but not 5岁以下儿童死亡率.
            let parted = text[digits..].starts_with(char::is_whitespace);
            if digits > 0 && parted {
                (Some(text[..digits].to_owned()), text[digits..].trim_start())
            } else {
                (None, text)
            }
        }
    }
}

/// 人均预期寿命（岁） → the name and its unit.
fn named(text: &str) -> (String, Option<String>) {
    let name = table::squeezed(text);
    if let Some(open) = name.rfind(['（', '('])
        && name.ends_with(['）', ')'])
        && open > 0
    {
        let close = name.chars().next_back().map_or(0, char::len_utf8);
        let mark = name[open..].chars().next().map_or(0, char::len_utf8);
        let unit = name[open + mark..name.len() - close].to_owned();
        let is_unit = !unit.is_empty() && unit.chars().count() <= 12 && unit != "助理";
        if is_unit {
            return (name[..open].to_owned(), Some(unit));
        }
    }
    (name, None)
}

/// What a cell says is to be reached: ≥25, ＜10, 43左右, 控制在42以内, 〔15〕, 比基期降低10%, 90.
pub fn value(cell: &str, lower: bool) -> Option<(Comparator, Decimal)> {
    let text = table::squeezed(cell);
    let text = text.trim_matches(['〔', '〕', '[', ']', '［', '］', '【', '】', '*']);
    let words = words::targets();
    // A year of reference is no value: 2020年基础上增长30%.
    let mut at = 0;
    let (start, number) = loop {
        let c = text.get(at..)?.chars().next()?;
        if !numeral::begins(c) {
            at += c.len_utf8();
            continue;
        }
        match numeral::read(text, at)? {
            Reading::Number(n) if text[n.end..].starts_with('年') && n.value() >= Some(Decimal::from(1900)) => {
                at = n.end
            }
            Reading::Number(n) if n.han && n.scale.is_empty() && text.chars().count() > 4 => at = n.end,
            Reading::Number(n) => break (at, n),
            Reading::NotANumber(end) => at = end,
        }
    };
    let value = number.mantissa;
    let negative = text[..start].ends_with(['-', '−', '－', '负']);
    let before = text[..start].trim_end_matches(['-', '−', '－', '负']);
    let behind = text[number.end..].trim_start_matches(['%', '％', '‰']);
    let op = super::target::bound_behind(behind, words)
        .map(|(op, _)| op)
        .or_else(|| super::target::bound_before(before, words))
        .unwrap_or(if lower { Comparator::AtMost } else { Comparator::AtLeast });
    // 降低10%: how much it changes is a floor.
    let changes = words.change.any_in(before) && !before.ends_with(['到', '至']);
    let op = if changes { Comparator::AtLeast } else { op };
    Some((op, if negative { -value } else { value }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_metric_is_known_by_its_own_words() {
        for (one, other) in [
            ("每千人口拥有3岁以下托位数", "每千人3岁以下托位"),
            ("全市宽带普及率（%）", "宽带普及率"),
            ("每千人医疗卫生机构床位数", "每千人床位数"),
        ] {
            assert_eq!(key(one), key(other));
        }
        assert_ne!(key("每千人儿童床位数"), key("每千人床位数"));
        assert!(is_state("≥90") && !is_state("降低10%") && !is_state("〔20〕"));
    }

    #[test]
    fn rows_that_count_themselves_are_read_without_their_numbers() {
        let head = "主要指标|2020年|2025年|指标性质\n健康水平|||\n";
        let names = |rows: &str| -> Vec<String> {
            let rows = read_text(&format!("{head}{rows}")).into_iter();
            rows.map(|row| row.split(' ').take(3).collect::<Vec<_>>().join(" ")).collect()
        };
        let apart = names(
            "1 人均预期寿命（岁）|77.1|77.6|预期\n2 婴儿死亡率（‰）|3.56|＜10|预期\n3 5岁以下儿童死亡率（‰）|4.29|＜10|预期",
        );
        assert_eq!(apart, ["1 健康水平 人均预期寿命", "2 健康水平 婴儿死亡率", "3 健康水平 5岁以下儿童死亡率"]);
        let glued = names(
            "1人均预期寿命（岁）|77.1|77.6|预期\n2婴儿死亡率（‰）|3.56|＜10|预期\n35岁以下儿童死亡率（‰）|4.29|＜10|预期",
        );
        assert_eq!(glued, apart);
        let long = (1..=8).map(|n| format!("{}指标（%）|1|{n}|预期", if n < 6 { n } else { n - 1 }));
        let long = names(&long.collect::<Vec<_>>().join("\n"));
        assert!(long.len() == 8 && long.iter().all(|row| row.ends_with(" 指标")), "a number stands twice: {long:?}");
        // Names that begin with figures of their own.
        let own = names(
            "5岁以下儿童死亡率（‰）|4.29|＜10|预期\n婴儿死亡率（‰）|3.56|＜10|预期\n3岁以下托位数（个）|1|2|预期",
        );
        assert_eq!(own, [" 健康水平 5岁以下儿童死亡率", " 健康水平 婴儿死亡率", " 健康水平 3岁以下托位数"]);
    }

    fn read_text(text: &str) -> Vec<String> {
        let mut at = 0;
        let mut table = crate::plan::Table { head_rows: 1, ..Default::default() };
        for line in text.lines() {
            let row = line.split('|').map(|cell| {
                let span = Span::new(at, at + cell.len());
                at += cell.len() + 1;
                crate::plan::Cell { prose: crate::base::Prose::verbatim(text, span), columns: 1, rows: 1 }
            });
            table.rows.push(row.collect());
        }
        let plan = Plan { preamble: vec![crate::plan::Block::Table(table)], ..Plan::default() };
        read(&plan)
            .into_iter()
            .map(|i| {
                format!(
                    "{} {} {} {} {:?} {} {} {:?} {:?} {:?}",
                    i.no.unwrap_or_default(),
                    i.category.unwrap_or_default(),
                    i.name,
                    i.unit.unwrap_or_default(),
                    i.base.unwrap_or_default(),
                    i.target,
                    i.op.map(|o| format!("{o:?}")).unwrap_or_default(),
                    i.value.map(|v| v.to_string()),
                    i.deadline,
                    i.binding
                )
            })
            .collect()
    }

    #[test]
    fn rows_with_units_and_groups() {
        let rows = read_text(
            "序号|类别|指标|单位|2020年|2025年|属性\n1|草原|草畜平衡面积|万亩|300|≥450|约束性\n2||草原火灾受害率|‰|0.9|0.9|预期性\n3|牛羊|羊单位|万只|80|控制在75以内|约束性",
        );
        assert_eq!(
            rows,
            [
                "1 草原 草畜平衡面积 万亩 \"300\" ≥450 AtLeast Some(\"450\") Some(2025) Some(true)",
                "2 草原 草原火灾受害率 ‰ \"0.9\" 0.9 AtLeast Some(\"0.9\") Some(2025) Some(false)",
                "3 牛羊 羊单位 万只 \"80\" 控制在75以内 AtMost Some(\"75\") Some(2025) Some(true)",
            ]
        );
    }

    #[test]
    fn units_in_names_and_groups_over_the_row() {
        let rows = read_text(
            "指标名称|基期值|2027年目标值\n一、能力|　|\n1.每千人床位数（张）|6.1|6.9\n2.婴儿死亡率（‰）|4|3.5",
        );
        assert_eq!(
            rows,
            [
                "1 一、能力 每千人床位数 张 \"6.1\" 6.9 AtLeast Some(\"6.9\") Some(2027) None",
                "2 一、能力 婴儿死亡率 ‰ \"4\" 3.5 AtMost Some(\"3.5\") Some(2027) None",
            ]
        );
    }

    #[test]
    fn years_as_columns_under_one_head() {
        let rows = read_text("指标|现状值|规划目标||\n||2024年|2025年|2026年\n托位数（个）|2.1|3|3.5|4.2");
        assert_eq!(rows, ["  托位数 个 \"2.1\" 4.2 AtLeast Some(\"4.2\") Some(2026) None"]);
    }

    #[test]
    fn cells_that_say_how_a_value_binds() {
        let value = |t: &str, lower| value(t, lower).map(|(op, v)| format!("{op:?} {v}"));
        for (cell, expected) in [
            ("＜10", "Less 10"),
            ("≥95%", "AtLeast 95"),
            ("43左右", "About 43"),
            ("比基期降低10%", "AtLeast 10"),
            ("2020年基础上增长30%", "AtLeast 30"),
            ("〔15〕", "AtLeast 15"),
            ("降至3.5以下", "AtMost 3.5"),
        ] {
            assert_eq!(value(cell, false).as_deref(), Some(expected), "{cell}");
        }
        assert_eq!(value("0.9", true).as_deref(), Some("AtMost 0.9"));
        assert_eq!(value("达到国家平均水平", false), None);
    }
}
