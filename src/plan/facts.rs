//! What was read from a plan: tasks, units, targets, citations.

use super::{SectionId, Table};
use crate::base::Span;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What a body is named for in a responsibility clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// 牵头
    Lead,
    /// 按职责分工负责
    Duty,
    /// 配合, 参与, 协办
    Support,
    /// Only listed, or 负责.
    Plain,
}

/// A responsible unit (责任单位) as a clause names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitRef {
    /// As written, split from its list.
    pub name: String,
    /// What it is named for.
    pub role: Role,
    /// Key of its function (职能) in the register (`finance`), where the register or a mark knows it.
    pub function: Option<String>,
    /// Bytes of the name in the file.
    pub span: Span,
}

/// A responsibility clause （责任单位：…）.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// As written, with its brackets.
    pub raw: String,
    /// Bytes of the clause.
    pub span: Span,
    /// The rule that read it, for `facts --explain`.
    pub rule: &'static str,
}

/// A task (任务): a numbered item with a responsibility clause; in a plan without clauses, a lowest
/// numbered item of the chapters that state measures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// The section it is.
    pub section: SectionId,
    /// The section's path.
    pub path: String,
    /// The section's title.
    pub title: String,
    /// Its units, all clauses together, in order.
    pub units: Vec<UnitRef>,
    /// Its clauses.
    pub clauses: Vec<Clause>,
    /// A deadline inside the clause, as written.
    pub deadline: Option<String>,
}

/// A unit that a clause says applies to all following tasks (以下各项任务责任单位均包括…，不再列出).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefaultUnit {
    /// The unit.
    pub unit: UnitRef,
    /// Path of the task that states it.
    pub from: String,
}

/// How a target's value binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Comparator {
    /// At least: 以上, 不少于, 不低于, 达到.
    #[serde(rename = ">=")]
    AtLeast,
    /// At most: 以下, 以内, 不超过.
    #[serde(rename = "<=")]
    AtMost,
    /// More than: 超过, 高于.
    #[serde(rename = ">")]
    More,
    /// Less than: 低于, 少于.
    #[serde(rename = "<")]
    Less,
    /// Exactly.
    #[serde(rename = "=")]
    Exactly,
    /// About: 左右.
    #[serde(rename = "~")]
    About,
    /// Between `value` and `value2`.
    #[serde(rename = "range")]
    Range,
}

/// What a target's value is, hence how it compares between levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TargetKind {
    /// A rate, ratio or per-head value: comparable at any level.
    Level,
    /// A percentage of units or people: comparable.
    Share,
    /// An absolute number of a jurisdiction: apportioned among children, not comparable one to one.
    Count,
    /// Relative to a baseline.
    Change,
    /// 100 %: 全覆盖, 所有, 全部.
    Coverage,
    /// A rule with a number.
    Norm,
}

/// A commitment with a value (目标, 指标).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// `T1`, `T2` … in document order, or the id given by hand.
    pub id: String,
    /// The section it stands in; `None` before the first.
    pub section: Option<SectionId>,
    /// That section's path; empty before the first.
    pub path: String,
    /// The words that state it, as short as is self-contained.
    pub quote: String,
    /// Bytes of the quote.
    pub span: Span,
    /// Bytes of the sentence it stands in.
    pub sentence: Span,
    /// What is measured.
    pub metric: String,
    /// How the value binds.
    pub op: Comparator,
    /// The value, in `unit`.
    pub value: Decimal,
    /// The upper end of a range.
    pub value2: Option<Decimal>,
    /// `%`, `个`, `家/旗区`, `1:x`, `万人` …; empty where none is said.
    pub unit: String,
    /// The year by which it is due.
    pub deadline: Option<i32>,
    /// `年` for every year, `十四五`, `5年`.
    pub period: Option<String>,
    /// Over whom or where it holds (全区, 二级及以上公立综合性医院).
    pub scope: Option<String>,
    /// What a change is relative to.
    pub baseline: Option<String>,
    /// What the value is.
    pub kind: TargetKind,
    /// 约束性 true, 预期性 false, not said `None`.
    pub binding: Option<bool>,
    /// 力争, 争取, 原则上 …
    pub hedge: Option<String>,
    /// The rule that read it, for `facts --explain`.
    pub rule: &'static str,
}

/// A row of an indicator table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indicator {
    /// The number of the row, as written.
    pub no: Option<String>,
    /// The group it belongs to (健康水平).
    pub category: Option<String>,
    /// What is measured.
    pub name: String,
    /// Its unit.
    pub unit: Option<String>,
    /// The baseline's value, as written.
    pub base: Option<String>,
    /// The target's value, as written.
    pub target: String,
    /// How it binds, where it could be read.
    pub op: Option<Comparator>,
    /// The value, where it could be read.
    pub value: Option<Decimal>,
    /// The year of the target's column.
    pub deadline: Option<i32>,
    /// 约束性 or 预期性.
    pub binding: Option<bool>,
    /// The value of every year that has a column, as written.
    pub values: Vec<(i32, String)>,
    /// Bytes of the row.
    pub span: Span,
}

/// How a plan stands to a document it cites.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Relation {
    /// The plan says it implements it (贯彻落实…要求).
    Parent,
    /// Only named.
    Cited,
}

/// A governing document named by title, often with its number (依据).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// The title without its 《》.
    pub title: String,
    /// 中办发〔2023〕10号
    pub number: Option<String>,
    /// How the plan stands to it.
    pub relation: Relation,
    /// The section it stands in.
    pub section: Option<SectionId>,
    /// Bytes of title and number.
    pub span: Span,
}

/// Everything read from one plan.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// In document order.
    pub tasks: Vec<Task>,
    /// Whether any item carries a responsibility clause.
    pub has_clauses: bool,
    /// Units stated once for all tasks.
    pub default_units: Vec<DefaultUnit>,
    /// In document order.
    pub targets: Vec<Target>,
    /// Rows of indicator tables.
    pub indicators: Vec<Indicator>,
    /// In document order, each document once.
    pub citations: Vec<Citation>,
    /// Tables that were read as responsibility tables (分工表), by their spans.
    pub duty_tables: Vec<Span>,
}

impl Table {
    /// The number of columns.
    pub fn columns(&self) -> usize {
        self.rows.iter().map(Vec::len).max().unwrap_or(0)
    }
}
