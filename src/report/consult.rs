//! Consultation as tables for people: whom to ask (征求意见单位名单), and what they said (意见采纳情况表).

use super::sheets::{Cell, Column, Kind, Sheet, Tone, Workbook};
use crate::base::Lang;
use crate::consult::{Asked, Decided, HEADS, OPEN, Opinion, OpinionKind, Sender};
use crate::plan::{Facts, Plan, Role};

/// What a consultation comes to.
#[derive(Debug)]
pub struct Consultation<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// Its facts.
    pub facts: &'a Facts,
    /// Whom to ask.
    pub asked: &'a [Asked],
    /// Who sent copies back.
    pub senders: &'a [Sender],
    /// What they said; `None` when nothing was gathered.
    pub opinions: Option<&'a [Decided]>,
}

impl Consultation<'_> {
    /// Whether a unit has answered: it sent a copy back, or the table has an opinion of it.
    pub fn has_answered(&self, number: usize) -> bool {
        self.senders.contains(&Sender::Asked(number)) || self.count(number) > 0
    }

    /// The names of those who have not.
    pub fn silent(&self) -> Vec<&str> {
        let all = self.asked.iter().enumerate();
        all.filter(|(at, _)| !self.has_answered(*at)).map(|(_, asked)| asked.name.as_str()).collect()
    }

    fn count(&self, number: usize) -> usize {
        let names = self.asked.get(number).map_or(&[][..], |asked| &asked.names);
        self.opinions.unwrap_or_default().iter().filter(|row| names.contains(&row.told[0])).count()
    }
}

/// An opinion as a row, nothing decided yet.
pub fn row(opinion: &Opinion, asked: &[Asked], lang: Lang) -> Decided {
    let unit = match &opinion.sender {
        Sender::Asked(at) => asked.get(*at).map_or_else(String::new, |a| a.name.clone()),
        Sender::Other(name) => name.clone(),
    };
    let (path, title) = &opinion.clause;
    let clause = [path.as_str(), title.as_str()].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" ");
    let said = match &opinion.kind {
        OpinionKind::Said(text) => text.clone(),
        OpinionKind::Changed { old, new, .. } if !old.is_empty() && !new.is_empty() => {
            lang.pick(format!("将“{old}”改为“{new}”"), format!("change “{old}” to “{new}”"))
        }
        OpinionKind::Changed { old, .. } if !old.is_empty() => {
            lang.pick(format!("删去“{old}”"), format!("delete “{old}”"))
        }
        OpinionKind::Changed { new, after, .. } if after.trim().is_empty() => {
            lang.pick(format!("在段首增加“{new}”"), format!("add “{new}” at the beginning"))
        }
        OpinionKind::Changed { new, after, .. } => {
            lang.pick(format!("在“{}”之后增加“{new}”", after.trim()), format!("add “{new}” after “{}”", after.trim()))
        }
    };
    Decided { told: [unit, clause, opinion.text.clone(), said], ..Decided::default() }
}

/// The tables.
pub fn book(consultation: &Consultation<'_>, lang: Lang) -> Workbook {
    let title = consultation.plan.meta.title.as_deref().unwrap_or_default();
    let (what, mut notes) = match consultation.opinions {
        None => (lang.pick("征求意见单位名单", "whom to ask"), Vec::new()),
        Some(rows) => {
            let open = rows.iter().filter(|row| row.is_open()).count();
            let (all, decided) = (rows.len(), rows.len() - open);
            let note = lang.pick(
                format!("共收到意见 {all} 条，已定 {decided} 条，待定 {open} 条。"),
                format!("{all} opinions: {decided} decided, {open} open."),
            );
            (lang.pick("意见采纳情况表", "opinions and decisions"), vec![note])
        }
    };
    if consultation.opinions.is_some() {
        let silent = consultation.silent();
        if !silent.is_empty() {
            let names = silent.join(lang.pick("、", ", "));
            notes.push(lang.pick(
                format!("尚未反馈的单位 {} 个：{names}。", silent.len()),
                format!("{} units have not answered: {names}.", silent.len()),
            ));
        }
    }
    let title = lang.pick(format!("《{title}》{what}"), format!("{title}: {what}"));
    let opinions = consultation.opinions.map(|rows| opinions(rows, lang));
    let sheets = opinions.into_iter().chain([units(consultation, lang)]).collect();
    Workbook { title, notes, sheets, attachment: false, lang }
}

fn opinions(rows: &[Decided], lang: Lang) -> Sheet {
    let widths = [10, 14, 24, 24, 8, 16];
    let kinds = [Kind::Short, Kind::Text, Kind::Text, Kind::Text, Kind::Open, Kind::Open];
    let head = HEADS.into_iter().zip(widths).zip(kinds);
    let head = head.map(|(((zh, en), width), kind)| Column::new(lang.pick(zh, en), width, kind));
    let row = |(at, row): (usize, &Decided)| {
        let decision = match row.is_open() {
            true => Cell::toned(lang.pick(OPEN[0], OPEN[1]), Tone::Note),
            false => Cell::text(&row.decision),
        };
        let told = row.told.iter().map(Cell::text);
        let number = Cell::number(at + 1);
        [number].into_iter().chain(told).chain([decision, Cell::text(&row.reason)]).collect()
    };
    Sheet {
        title: lang.pick("意见采纳情况表", "Opinions").to_owned(),
        columns: [Column::new(lang.pick("序号", "No."), 4, Kind::Number)].into_iter().chain(head).collect(),
        rows: rows.iter().enumerate().map(row).collect(),
        filter: Some(1),
    }
}

fn units(consultation: &Consultation<'_>, lang: Lang) -> Sheet {
    let mut columns = vec![
        Column::new(lang.pick("序号", "No."), 4, Kind::Number),
        Column::new(lang.pick("单位", "Unit"), 12, Kind::Text),
        Column::new(lang.pick("牵头的任务", "Leads"), 28, Kind::Text),
        Column::new(lang.pick("负责或参与的任务", "Has a part in"), 32, Kind::Text),
        Column::new(lang.pick("任务数", "Tasks"), 5, Kind::Number),
    ];
    let answers = consultation.opinions.is_some();
    if answers {
        columns.push(Column::new(lang.pick("反馈情况", "Answer"), 8, Kind::Short));
    }
    let rows = consultation.asked.iter().enumerate().map(|(at, asked)| {
        let tasks = |lead: bool| {
            let own = asked.tasks.iter().filter(|(_, role)| (*role == Role::Lead) == lead);
            let named = own.filter_map(|(n, _)| {
                let task = consultation.facts.tasks.get(*n)?;
                Some(format!("{} {}", task.path, task.title))
            });
            let all = (asked.all && !lead).then(|| lang.pick("各项任务", "all tasks").to_owned());
            all.into_iter().chain(named).collect::<Vec<_>>().join("\n")
        };
        let count = if asked.all { consultation.facts.tasks.len() } else { asked.tasks.len() };
        let mut row = vec![
            Cell::number(at + 1),
            Cell::text(&asked.name),
            Cell::text(tasks(true)),
            Cell::text(tasks(false)),
            Cell::number(count),
        ];
        if answers {
            let opinions = consultation.count(at);
            row.push(match (consultation.has_answered(at), opinions) {
                (false, _) => Cell::toned(lang.pick("未反馈", "none yet"), Tone::Missing),
                (true, 0) => Cell::toned(lang.pick("无意见", "no opinion"), Tone::Good),
                (true, n) => Cell::toned(lang.pick(format!("意见 {n} 条"), format!("{n} opinions")), Tone::Good),
            });
        }
        row
    });
    Sheet {
        title: lang.pick("征求意见单位名单", "Whom to ask").to_owned(),
        columns,
        rows: rows.collect(),
        filter: None,
    }
}
