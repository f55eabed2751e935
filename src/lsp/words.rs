//! How tasks, targets and units are put into words for hovers, hints and lists.

use crate::align::{Doc, Relation, Status};
use crate::base::Lang;
use crate::plan::{Level, Role, Target, Task, UnitRef};

/// By when it is due.
pub fn due(target: &Target, lang: Lang) -> Option<String> {
    let year = target.deadline.map(|year| match lang {
        Lang::Zh => format!("到{year}年"),
        Lang::En => format!("by {year}"),
    });
    let period = target.period.as_deref().map(|period| match (period, lang) {
        ("年", Lang::Zh) => "每年".to_owned(),
        ("年", Lang::En) => "every year".to_owned(),
        (other, _) => other.to_owned(),
    });
    match (year, period) {
        (Some(year), Some(period)) => Some(format!("{year}{}{period}", lang.pick("，", ", "))),
        (year, period) => year.or(period),
    }
}

/// How far a parent's task is answered.
pub fn status(status: Status, lang: Lang) -> &'static str {
    match status {
        Status::Covered => lang.pick("已承接", "covered"),
        Status::Partial => lang.pick("部分承接", "partly covered"),
        Status::Missing => lang.pick("缺失", "missing"),
    }
}

/// How a target stands to the parent's.
pub fn relation(relation: Relation, lang: Lang) -> &'static str {
    match relation {
        Relation::Equal => lang.pick("相当", "as strong"),
        Relation::Stronger => lang.pick("更高", "stronger"),
        Relation::Weaker => lang.pick("偏弱", "weaker"),
        Relation::Missing => lang.pick("缺失", "missing"),
        Relation::Apportioned => lang.pick("总量，由各地分解", "a total, shared out among the children"),
        Relation::NotComparable => lang.pick("不可比", "not comparable"),
    }
}

/// What a unit is named for.
pub fn role(role: Role, lang: Lang) -> &'static str {
    match role {
        Role::Lead => lang.pick("牵头", "lead"),
        Role::Duty => lang.pick("按职责分工", "by its duties"),
        Role::Support => lang.pick("配合", "support"),
        Role::Plain => lang.pick("责任单位", "responsible"),
    }
}

/// A level's name.
pub fn level(level: Level, lang: Lang) -> &'static str {
    match level {
        Level::National => lang.pick("国家", "national"),
        Level::Region => lang.pick("省级", "region"),
        Level::City => lang.pick("市级", "city"),
        Level::County => lang.pick("县级", "county"),
        Level::Township => lang.pick("乡镇", "township"),
    }
}

/// A task with its path: `二/（三） 提升人才能力`.
pub fn task(task: &Task) -> String {
    if task.title.is_empty() { task.path.clone() } else { format!("{} {}", task.path, task.title) }
}

/// Units as a list.
pub fn units(units: &[UnitRef], lang: Lang) -> String {
    units.iter().map(|u| u.name.as_str()).collect::<Vec<_>>().join(lang.pick("、", ", "))
}

/// A text as Markdown shows it: nothing in it is markup.
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~') {
            out.push('\\');
        }
        out.push(if c == '\n' { ' ' } else { c });
    }
    out
}

/// What others call a plan in links: its id, else the name of its file or folder.
pub fn plan_name(doc: Doc<'_>) -> Option<String> {
    let meta = &doc.plan.meta;
    let stem = || {
        let path = &doc.file.path;
        let stem = path.file_stem()?.to_string_lossy().into_owned();
        let folder = || path.parent()?.file_name().map(|f| f.to_string_lossy().into_owned());
        if stem == "plan" { folder() } else { Some(stem) }
    };
    meta.id.as_ref().map(|id| id.value.clone()).or_else(stem)
}
