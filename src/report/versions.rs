//! What changed between two versions of a plan, in the words of an office.

use super::sheets::{Cell, Column, Kind, Sheet, Tone, Workbook};
use crate::align::{How, Matter, VersionChange};
use crate::base::Lang;
use serde_json::{Value, json};
use std::cmp::Ordering;

/// What a change is of.
pub fn matter(matter: Matter, lang: Lang) -> &'static str {
    match matter {
        Matter::Task => lang.pick("任务", "task"),
        Matter::Unit => lang.pick("责任单位", "unit"),
        Matter::Target => lang.pick("目标", "target"),
        Matter::Deadline => lang.pick("时限", "deadline"),
    }
}

/// How something changed, in a word.
pub fn how(how: How, lang: Lang) -> &'static str {
    match how {
        How::Added => lang.pick("新增", "added"),
        How::Removed => lang.pick("删去", "removed"),
        How::Renamed => lang.pick("改名", "renamed"),
        How::Lead => lang.pick("牵头变更", "lead"),
        How::Raised => lang.pick("提高", "raised"),
        How::Lowered => lang.pick("降低", "lowered"),
        How::Changed => lang.pick("改为", "changed"),
        How::Earlier => lang.pick("提前", "earlier"),
        How::Later => lang.pick("推后", "later"),
        How::Softened => lang.pick("放宽", "softened"),
        How::Hardened => lang.pick("收紧", "hardened"),
    }
}

/// Whether the plan asks for more or less since; empty where that cannot be said.
pub fn strength(strength: Option<Ordering>, lang: Lang) -> &'static str {
    match strength {
        Some(Ordering::Greater) => lang.pick("要求加强", "stronger"),
        Some(Ordering::Less) => lang.pick("要求减弱", "weaker"),
        Some(Ordering::Equal) | None => "",
    }
}

/// A change in one sentence.
pub fn sentence(change: &VersionChange, lang: Lang) -> String {
    let VersionChange { title, old, new, .. } = change;
    match lang {
        Lang::Zh => match (change.matter, change.how) {
            (Matter::Task, How::Added) => format!("新增任务“{new}”"),
            (Matter::Task, How::Removed) => format!("删去任务“{old}”"),
            (Matter::Task, _) => format!("任务名称由“{old}”改为“{new}”"),
            (Matter::Unit, How::Lead) if old.is_empty() => format!("“{title}”新增牵头单位{new}"),
            (Matter::Unit, How::Lead) if new.is_empty() => format!("“{title}”不再由{old}牵头"),
            (Matter::Unit, How::Lead) => format!("“{title}”牵头单位由{old}改为{new}"),
            (Matter::Unit, How::Added) => format!("“{title}”新增责任单位{new}"),
            (Matter::Unit, _) => format!("“{title}”删去责任单位{old}"),
            (Matter::Deadline, How::Earlier) => format!("“{title}”由{old}提前到{new}"),
            (Matter::Deadline, How::Later) => format!("“{title}”由{old}推后到{new}"),
            (Matter::Deadline, How::Added) => format!("“{title}”新增时限{new}"),
            (Matter::Deadline, How::Removed) => format!("“{title}”删去时限{old}"),
            (Matter::Deadline, _) => format!("“{title}”时限由{old}改为{new}"),
            (Matter::Target, How::Added) => format!("新增目标“{title}”：{new}"),
            (Matter::Target, How::Removed) => format!("删去目标“{title}”：{old}"),
            (Matter::Target, How::Raised) => format!("“{title}”提高：由“{old}”改为“{new}”"),
            (Matter::Target, How::Lowered) => format!("“{title}”降低：由“{old}”改为“{new}”"),
            (Matter::Target, How::Softened) => format!("“{title}”加了“{new}”"),
            (Matter::Target, How::Hardened) => format!("“{title}”去掉“{old}”"),
            (Matter::Target, _) => format!("“{title}”由“{old}”改为“{new}”"),
        },
        Lang::En => match (change.matter, change.how) {
            (_, How::Added) => format!("{} “{title}” added: {new}", matter(change.matter, lang)),
            (_, How::Removed) => format!("{} “{title}” removed: {old}", matter(change.matter, lang)),
            (Matter::Task, _) => format!("task “{old}” is now “{new}”"),
            (_, How::Lead) => format!("“{title}”: the lead {old} is now {new}"),
            (_, How::Softened) => format!("“{title}” was softened by “{new}”"),
            (_, How::Hardened) => format!("“{title}” lost its “{old}”"),
            (_, word) => format!("“{title}” {}: {old} is now {new}", self::how(word, lang)),
        },
    }
}

/// The changes for a terminal: by matter, each in a sentence.
pub fn table(changes: &[VersionChange], lang: Lang) -> String {
    let mut out = String::new();
    let mut last = None;
    for change in changes {
        if last != Some(change.matter) {
            let gap = if out.is_empty() { "" } else { "\n" };
            out.push_str(&format!("{gap}{}\n", matter(change.matter, lang)));
            last = Some(change.matter);
        }
        let word = strength(change.strength, lang);
        let word = if word.is_empty() { String::new() } else { format!("  [{word}]") };
        out.push_str(&format!("  {}  {}{word}\n", change.path, sentence(change, lang)));
    }
    if out.is_empty() {
        out.push_str(
            lang.pick(
                "任务、责任单位、目标和时限没有变化\n",
                "nothing changed in tasks, units, targets and deadlines\n",
            ),
        );
    }
    out
}

/// The changes as JSON.
pub fn json(changes: &[VersionChange]) -> Value {
    let row = |c: &VersionChange| {
        json!({
            "matter": matter(c.matter, Lang::En),
            "change": how(c.how, Lang::En),
            "path": c.path,
            "title": c.title,
            "old": c.old,
            "new": c.new,
            "strength": match c.strength {
                Some(Ordering::Greater) => Some("stronger"),
                Some(Ordering::Less) => Some("weaker"),
                _ => None,
            },
            "sentence": sentence(c, Lang::Zh),
        })
    };
    Value::Array(changes.iter().map(row).collect())
}

/// The changes as a table for people.
pub fn book(title: String, changes: &[VersionChange], lang: Lang) -> Workbook {
    let column = |zh: &str, en: &str, width, kind| Column::new(lang.pick(zh, en), width, kind);
    let columns = vec![
        column("类别", "matter", 5, Kind::Short),
        column("位置", "path", 8, Kind::Short),
        column("变化", "change", 5, Kind::Short),
        column("事项", "what", 18, Kind::Text),
        column("原稿", "old", 24, Kind::Text),
        column("新稿", "new", 24, Kind::Text),
        column("要求", "strength", 6, Kind::Short),
    ];
    let row = |c: &VersionChange| {
        let word = strength(c.strength, lang);
        let last = match c.strength {
            Some(Ordering::Greater) => Cell::toned(word, Tone::Good),
            Some(Ordering::Less) => Cell::toned(word, Tone::Weak),
            _ => Cell::text(word),
        };
        vec![
            Cell::text(matter(c.matter, lang)),
            Cell::text(c.path.as_str()),
            Cell::text(how(c.how, lang)),
            Cell::text(c.title.as_str()),
            Cell::text(c.old.as_str()),
            Cell::text(c.new.as_str()),
            last,
        ]
    };
    let sheet = Sheet {
        title: lang.pick("修改对照", "changes").to_owned(),
        columns,
        rows: changes.iter().map(row).collect(),
        filter: Some(0),
    };
    Workbook { title, notes: Vec::new(), sheets: vec![sheet], attachment: false, lang }
}
