//! Tables of a plan: what each column is for, by the words of its head.

use super::clause;
use crate::base::Memo;
use crate::data::words::{self, List};
use crate::plan::{Block, Cell, Plan, Role, SectionId, Table};
use regex::Regex;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

/// What a column is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Column {
    /// 序号
    No,
    /// 类别
    Category,
    /// 指标
    Indicator,
    /// 单位, of measure
    Measure,
    /// A value at a time, or to start from (基期值), or to reach (目标值).
    Value {
        /// The year, where the head names one.
        year: Option<i32>,
        /// Whether it is the value to start from.
        base: bool,
    },
    /// 年均增速, 累计
    Growth,
    /// 属性: 约束性, 预期性
    Attribute,
    /// 重点任务
    Task,
    /// 牵头单位, 责任单位, 配合单位
    Units(Role),
    /// 完成时限
    Time,
    /// 责任领导
    Person,
    /// 备注
    Remark,
    /// None of these.
    Other,
}

static DATED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[“”\x22]?((?:19|20)[0-9]{2})[”\x22]?年?(?:末|底|年底)?[（(]?([^0-9０-９（）()]{0,6})[）)]?$|^([^0-9０-９（）()]{1,6})[（(]?((?:19|20)[0-9]{2})年?(?:末|底)?[）)]?$|^[“”\x22]?(十[一二三四五六七八九]五)[”\x22]?(?:时期|期末|末|期间)?([^0-9０-９（）()]{0,6})$")
        .unwrap_or_else(|_| unreachable!("a constant pattern"))
});

/// What [`DATED`] matches has no more than twenty characters.
const LONGEST_DATED: usize = 3 * 20;

/// White space gone: 序 号 is 序号.
pub fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// What a column is for, by its head.
pub fn column(head: &str) -> Column {
    let head = if head.contains(char::is_whitespace) { Cow::Owned(squeezed(head)) } else { Cow::Borrowed(head) };
    let words = words::tables();
    // Only a year or a five-year plan dates a column.
    let dated = head.len() <= LONGEST_DATED && ["19", "20", "十"].iter().any(|year| head.contains(year));
    if let Some(found) = dated.then(|| DATED.captures(&head)).flatten() {
        let year = found.get(1).or(found.get(4)).and_then(|y| y.as_str().parse().ok());
        let rest = found.get(2).or(found.get(3)).or(found.get(6)).map_or("", |m| m.as_str()).trim_start_matches('年');
        let base = words.base.has(rest);
        let known = rest.is_empty() || base || words.goal.has(rest) || rest == "值";
        let known = known || found.get(1).is_some() && words.indicator.has(rest);
        if year.is_some() && known {
            return Column::Value { year, base };
        }
        if year.is_none() && found.get(5).is_some() && (base || words.goal.has(rest)) {
            return Column::Value { year: None, base };
        }
    }
    named(&head).or_else(|| named(without_brackets(&head))).unwrap_or(Column::Other)
}

fn without_brackets(head: &str) -> &str {
    head.find(['（', '(']).filter(|&at| at > 0).map_or(head, |at| &head[..at])
}

fn named(head: &str) -> Option<Column> {
    /// The words that name a column by themselves; one that stands in two lists means what the first says.
    static NAMES: LazyLock<FxHashMap<&str, Column>> = LazyLock::new(|| {
        let words = words::tables();
        let lists = [
            (&words.no, Column::No),
            (&words.indicator, Column::Indicator),
            (&words.measure, Column::Measure),
            (&words.category, Column::Category),
            (&words.attribute, Column::Attribute),
            (&words.growth, Column::Growth),
            (&words.base, Column::Value { year: None, base: true }),
            (&words.goal, Column::Value { year: None, base: false }),
            (&words.task, Column::Task),
        ];
        let mut names = FxHashMap::default();
        for (list, column) in lists {
            for word in &list.words {
                names.entry(word.as_str()).or_insert(column);
            }
        }
        names
    });
    NAMES.get(head).copied().or_else(|| label(head))
}

fn label(head: &str) -> Option<Column> {
    Some(match clause::label_of(head)? {
        clause::Label::Units(role) => Column::Units(role),
        clause::Label::Time => Column::Time,
        clause::Label::Person => Column::Person,
    })
}

/// The lists of the words that name a column by themselves.
fn lists() -> [&'static List; 10] {
    let tables = words::tables();
    [
        &tables.no,
        &tables.indicator,
        &tables.measure,
        &tables.category,
        &tables.attribute,
        &tables.growth,
        &tables.base,
        &tables.goal,
        &tables.task,
        &tables.remark,
    ]
}

/// Whether a column's name may begin a text. Every short line of a text is asked for the columns it names: for
/// most, a look answers.
pub fn may_begin(text: &str) -> bool {
    let dated = text.starts_with("19") || text.starts_with("20") || text.starts_with(['年', '值', '十', '“', '”', '"']);
    let end = text.char_indices().nth(LONGEST).map_or(text.len(), |(at, _)| at);
    let near = &text[..end];
    dated
        || near.contains(char::is_whitespace)
        || lists().iter().any(|list| list.starts(near))
        || clause::starts_with_label(near)
}

/// The longest name of a column, in characters.
const LONGEST: usize = 14;

/// Why some words are no head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoHead {
    /// Their last part may be the beginning of a name.
    Yet,
    /// Nor are they one with more words behind them.
    Ever,
}

/// The columns that the words of a head without its cells' borders name: 序号指标单位2020年2025年属性. With
/// the bytes of each.
///
/// # Errors
/// When anything in it is no name of a column.
pub fn columns(head: &str) -> Result<Vec<(Range<usize>, Column)>, NoHead> {
    type Columns = Result<Arc<[(Range<usize>, Column)]>, NoHead>;
    static KNOWN: Memo<Columns> = Memo::new();
    KNOWN.of(head, || parted(head).map(Arc::from)).map(|columns| columns.to_vec())
}

fn parted(head: &str) -> Result<Vec<(Range<usize>, Column)>, NoHead> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < head.len() {
        let rest = &head[at..];
        // （%） under a head that stands a line higher.
        if at > 0
            && let Some(inner) = rest.strip_prefix(['（', '('])
            && let Some(len) = inner.find(['）', ')']).filter(|&len| len <= 12)
        {
            let len = rest.len() - inner.len() + len;
            let len = len + rest[len..].chars().next().map_or(0, char::len_utf8);
            out.push((at..at + len, Column::Other));
            at += len;
            continue;
        }
        // Where there are as many characters as a name may have, those behind them make no difference.
        let none = if rest.chars().nth(LONGEST).is_some() { NoHead::Ever } else { NoHead::Yet };
        if !may_begin(rest) {
            return Err(none);
        }
        let ends: Vec<usize> = rest.char_indices().map(|(i, c)| i + c.len_utf8()).take(LONGEST).collect();
        let named = ends.into_iter().rev().find_map(|len| match column(&rest[..len]) {
            // 2025年 | 指标性质, not 2025年指标 | 性质.
            Column::Value { .. } if rest[..len].ends_with(['（', '(', '“']) => None,
            Column::Value { .. } if words::tables().indicator.end(&rest[..len]).is_some() => None,
            Column::Other | Column::Remark => words::tables().remark.has(&rest[..len]).then_some((len, Column::Remark)),
            known => Some((len, known)),
        });
        let (len, column) = named.ok_or(none)?;
        out.push((at..at + len, column));
        at += len;
    }
    Ok(out)
}

/// A table with the section it stands in and what its columns are for.
#[derive(Debug, Clone)]
pub struct Read<'a> {
    /// The section.
    pub section: Option<SectionId>,
    /// The table.
    pub table: &'a Table,
    /// What its columns are for.
    pub columns: Vec<Column>,
    /// The rows behind the head.
    pub rows: &'a [Vec<Cell>],
}

/// The tables of a plan, boxes opened.
pub fn all(plan: &Plan) -> Vec<Read<'_>> {
    let mut out = Vec::new();
    collect(None, &plan.preamble, &mut out);
    for (id, section) in plan.sections.iter().enumerate() {
        collect(Some(id), &section.blocks, &mut out);
    }
    out
}

fn collect<'a>(section: Option<SectionId>, blocks: &'a [Block], out: &mut Vec<Read<'a>>) {
    for block in blocks {
        match block {
            Block::Table(table) => out.extend(read(section, table)),
            Block::Box(b) => collect(section, &b.blocks, out),
            Block::Paragraph(_) | Block::Picture(_) => {}
        }
    }
}

fn read(section: Option<SectionId>, table: &Table) -> Option<Read<'_>> {
    let heads = table.head_rows.max(1);
    let width = table.columns();
    let head = |rows: usize| -> Vec<Column> {
        (0..width)
            .map(|c| {
                let cells = table.rows.iter().take(rows).filter_map(|r| r.get(c)).map(|c| c.prose.as_str());
                let cells: Vec<&str> = cells.filter(|t| !t.trim().is_empty()).collect();
                // The lowest cell says most: 2025年 under 目标值. Else one that is over all.
                let own = cells.iter().rev().map(|c| column(c)).find(|c| *c != Column::Other);
                own.unwrap_or_else(|| column(&cells.concat()))
            })
            .collect()
    };
    let known = |columns: &[Column]| columns.iter().filter(|c| **c != Column::Other).count();
    let mut columns = head(heads);
    let mut from = heads;
    // A second row of heads: 规划目标 over 2023年 and 2025年.
    let second = table.rows.get(heads)?;
    let named = second.iter().filter(|c| !c.prose.is_empty()).map(|c| column(c.prose.as_str()));
    let (mut dated, mut others) = (0, 0);
    for c in named {
        if matches!(c, Column::Value { .. }) { dated += 1 } else { others += usize::from(c == Column::Other) }
    }
    if dated >= 2 && others == 0 {
        let below = head(heads + 1);
        if known(&below) >= known(&columns) {
            (columns, from) = (below, heads + 1);
        }
    }
    Some(Read { section, table, columns, rows: table.rows.get(from..)? })
}

impl Read<'_> {
    /// The place of the first column of a kind.
    pub fn at(&self, is: impl Fn(&Column) -> bool) -> Option<usize> {
        self.columns.iter().position(is)
    }

    /// The text of a cell, white space at its ends gone.
    pub fn cell(row: &[Cell], at: Option<usize>) -> &str {
        at.and_then(|at| row.get(at)).map_or("", |c| c.prose.as_str()).trim()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_name_columns() {
        assert_eq!(column("序 号"), Column::No);
        assert_eq!(column("2025年目标值"), Column::Value { year: Some(2025), base: false });
        assert_eq!(column("2020年（基期）"), Column::Value { year: Some(2020), base: true });
        assert_eq!(column("目标值（2025年）"), Column::Value { year: Some(2025), base: false });
        assert_eq!(column("现状值"), Column::Value { year: None, base: true });
        assert_eq!(column("牵头单位"), Column::Units(Role::Lead));
        assert_eq!(column("配合部门"), Column::Units(Role::Support));
        assert_eq!(column("完成时限"), Column::Time);
        assert_eq!(column("责任领导"), Column::Person);
        assert_eq!(column("单位"), Column::Measure);
        assert_eq!(column("人均预期寿命（岁）"), Column::Other);
    }

    #[test]
    fn a_head_without_borders_is_parted() {
        let columns = |t| columns(t).map(|c| c.into_iter().map(|(_, c)| c).collect::<Vec<_>>());
        let value = |year| Column::Value { year: Some(year), base: false };
        assert_eq!(
            columns("领域序号主要指标2020年2025年指标性质"),
            Ok(vec![Column::Category, Column::No, Column::Indicator, value(2020), value(2025), Column::Attribute])
        );
        assert_eq!(columns("到2025年，指标全面完成"), Err(NoHead::Yet));
        assert_eq!(columns("指标2020年一、生态宜居区域开发强度（%）森林覆盖率"), Err(NoHead::Ever));
    }

    proptest::proptest! {
        #[test]
        fn no_words_behind_make_a_head_of_what_is_none_ever(
            head in "(指标|序号|单位|2020年|2025年|（%）|属性|责任|任务|人|均){1,12}", behind in "(指标|性质|单位|年|）|[一二]){0,6}",
        ) {
            if columns(&head) == Err(NoHead::Ever) {
                proptest::prop_assert_eq!(columns(&format!("{head}{behind}")), Err(NoHead::Ever));
            }
        }
    }
}
