//! The ledger of a plan (台账): who leads each task, who supports, by when, to which targets, and how far it is: the
//! last a person fills in, and it is kept when the ledger is made anew.

mod family;
mod merge;

pub use family::{Member, family, issued};
pub use merge::{Merged, merge, progress};

use super::clause::title;
use super::sheets::{Cell, Column, Kind, Sheet, Workbook};
use crate::align::Doc;
use crate::base::Lang;
use crate::plan::{Role, Task};

/// A column of plangen's own.
#[derive(Debug, Clone, Copy)]
struct Field {
    key: Key,
    zh: &'static str,
    en: &'static str,
    width: u16,
    kind: Kind,
}

/// What a column is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    /// A serial number.
    Serial,
    /// The path of the task.
    Place,
    /// The task.
    Task,
    /// The child that answers it.
    Region,
    /// What the plan says: a person may have changed it.
    Plan,
    /// What is gathered anew every time.
    Gathered,
    /// What a person fills in.
    Progress,
    /// What changed since the last time.
    Change,
}

const fn field(key: Key, zh: &'static str, en: &'static str, width: u16, kind: Kind) -> Field {
    Field { key, zh, en, width, kind }
}

const SERIAL: Field = field(Key::Serial, "序号", "No.", 4, Kind::Number);
const PLACE: Field = field(Key::Place, "位置", "Place", 9, Kind::Short);
const TASK: Field = field(Key::Task, "任务", "Task", 24, Kind::Text);
const LEAD: Field = field(Key::Plan, "牵头（责任）单位", "Lead or responsible", 16, Kind::Text);
const SUPPORT: Field = field(Key::Plan, "配合单位", "Supporting", 16, Kind::Text);
const DUE: Field = field(Key::Plan, "完成时限", "Due", 9, Kind::Text);
const TARGETS: Field = field(Key::Plan, "目标", "Targets", 26, Kind::Text);
const REGION: Field = field(Key::Region, "下级", "Child", 9, Kind::Text);
const ISSUED: Field = field(Key::Gathered, "印发情况", "Issued", 12, Kind::Text);
const STATE: Field = field(Key::Gathered, "承接情况", "Answered", 9, Kind::Short);
const ANSWER: Field = field(Key::Gathered, "下级任务", "The child's task", 18, Kind::Text);
const LEFT_OUT: Field = field(Key::Gathered, "未承接的内容", "Left out", 24, Kind::Text);
const REPORTED: Field = field(Key::Gathered, "下级进展", "Progress reported", 20, Kind::Text);
const PROGRESS: Field = field(Key::Progress, "进展", "Progress", 24, Kind::Open);
const CHANGE: Field = field(Key::Change, "变化", "Changes", 18, Kind::Text);

/// Every column that is plangen's own, in any ledger.
const ALL: [Field; 15] = [
    SERIAL, PLACE, TASK, LEAD, SUPPORT, DUE, TARGETS, REGION, ISSUED, STATE, ANSWER, LEFT_OUT, REPORTED, PROGRESS,
    CHANGE,
];

impl Field {
    fn head(&self, lang: Lang) -> &'static str {
        lang.pick(self.zh, self.en)
    }

    fn column(&self, lang: Lang) -> Column {
        Column::new(self.head(lang), self.width, self.kind)
    }

    /// The column that a head names, in either language.
    fn of(head: &str) -> Option<&'static Field> {
        static FIELDS: [Field; 15] = ALL;
        let head: String = head.chars().filter(|c| !c.is_whitespace()).collect();
        let bare = |name: &str| -> String { name.chars().filter(|c| !c.is_whitespace()).collect() };
        FIELDS.iter().find(|f| head == f.zh || head.eq_ignore_ascii_case(&bare(f.en)))
    }
}

/// The ledger of one plan.
pub fn own(doc: Doc<'_>, lang: Lang) -> Workbook {
    let fields = [SERIAL, PLACE, TASK, LEAD, SUPPORT, DUE, TARGETS, PROGRESS];
    let rows = (1u32..).zip(&doc.facts.tasks).map(|(serial, task)| {
        let mut row = vec![Cell::number(serial), Cell::text(task.path.as_str()), Cell::text(task.title.as_str())];
        row.extend(said(doc, task, lang));
        row.push(Cell::default());
        row
    });
    Workbook {
        title: lang.pick(format!("《{}》任务台账", title(doc)), format!("Ledger of {}", title(doc))),
        notes: notes(doc, lang),
        sheets: vec![Sheet {
            title: lang.pick("台账", "Ledger").to_owned(),
            columns: fields.iter().map(|f| f.column(lang)).collect(),
            rows: rows.collect(),
            filter: None,
        }],
        attachment: false,
        lang,
    }
}

/// What the plan says of a task: who leads, who supports, by when, to which targets.
fn said(doc: Doc<'_>, task: &Task, lang: Lang) -> [Cell; 4] {
    let comma = lang.pick("、", ", ");
    // Where a unit leads, all others support; where none does, those are responsible who are not said to support.
    let led = task.units.iter().any(|u| u.role == Role::Lead);
    let first = |role: Role| if led { role == Role::Lead } else { role != Role::Support };
    let named = |lead: bool| {
        let units = task.units.iter().filter(|u| first(u.role) == lead).map(|u| u.name.as_str());
        units.collect::<Vec<_>>().join(comma)
    };
    let within = doc.plan.sections.get(task.section).map(|s| s.span).unwrap_or_default();
    // A target of a task within this one is that one's.
    let inner = |at: usize| {
        let others = doc.facts.tasks.iter().filter(|t| t.section != task.section);
        let spans = others.filter_map(|t| doc.plan.sections.get(t.section)).map(|s| s.span);
        spans.into_iter().any(|s| within.start < s.start && s.start <= at && at < s.end)
    };
    let targets: Vec<_> = doc
        .facts
        .targets
        .iter()
        .filter(|t| within.start <= t.span.start && t.span.end <= within.end && !inner(t.span.start))
        .collect();
    let mut years: Vec<i32> = targets.iter().filter_map(|t| t.deadline).collect();
    years.sort_unstable();
    years.dedup();
    let years = years.iter().map(|y| lang.pick(format!("{y}年"), y.to_string())).collect::<Vec<_>>().join(comma);
    let quotes: Vec<&str> = targets.iter().map(|t| t.quote.as_str()).collect();
    [named(true), named(false), task.deadline.clone().unwrap_or(years), quotes.join("\n")].map(Cell::text)
}

/// What holds for all tasks and is not said in every row.
fn notes(doc: Doc<'_>, lang: Lang) -> Vec<String> {
    let mut froms: Vec<&str> = doc.facts.default_units.iter().map(|d| d.from.as_str()).collect();
    froms.dedup();
    let note = |from: &str| {
        let units = doc.facts.default_units.iter().filter(|d| d.from == from).map(|d| d.unit.name.as_str());
        let units = units.collect::<Vec<_>>().join(lang.pick("、", ", "));
        lang.pick(
            format!("{from}起的各项任务，责任单位均包括{units}。"),
            format!("From {from} on, every task is also for {units}."),
        )
    };
    froms.into_iter().map(note).collect()
}
