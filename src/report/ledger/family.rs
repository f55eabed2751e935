//! The ledger of a parent (上级台账): every task with every child on one sheet, issued or not, what each left out, and
//! the progress that the children's ledgers report.

use super::{
    ANSWER, DUE, ISSUED, LEAD, LEFT_OUT, PLACE, PROGRESS, REGION, REPORTED, SERIAL, STATE, TARGETS, TASK, notes, said,
};
use crate::align::{Alignment, Doc, Status};
use crate::base::Lang;
use crate::plan::Stage;
use crate::report::clause::title;
use crate::report::sheets::{Cell, Sheet, Tone, Workbook};
use crate::report::trace::state;

/// A child of the parent.
#[derive(Debug, Clone, Copy)]
pub struct Member<'a> {
    /// The child.
    pub doc: Doc<'a>,
    /// How it answers the parent.
    pub alignment: &'a Alignment,
    /// What its ledger reports, task by task in the order of its facts; empty where none does.
    pub progress: &'a [String],
}

/// What people call a plan among others: its region, else its title.
fn name(doc: Doc<'_>) -> String {
    doc.plan.meta.region.clone().unwrap_or_else(|| title(doc))
}

/// How far a plan is: its number and date once it is issued, else its stage where it says one.
pub fn issued(doc: Doc<'_>, lang: Lang) -> (String, Tone) {
    let meta = &doc.plan.meta;
    if meta.stage() == Stage::Issued {
        let notice = meta.notice.as_ref();
        let mut words = vec![lang.pick("已印发", "issued").to_owned()];
        words.extend(notice.and_then(|n| n.number.clone()));
        words.extend(notice.and_then(|n| n.date.clone()));
        return (words.join("\n"), Tone::Good);
    }
    let (zh, en) = match meta.stage {
        Some(Stage::Review) => ("送审稿", "for approval"),
        Some(Stage::Consultation) => ("征求意见稿", "for comments"),
        Some(Stage::Commissioned) => ("代拟稿", "first draft"),
        Some(Stage::Issued) | None => ("未见文号", "no number seen"),
    };
    (lang.pick(zh, en).to_owned(), Tone::Note)
}

/// The ledger: for each task of the parent a row for each child.
pub fn family(parent: Doc<'_>, members: &[Member<'_>], lang: Lang) -> Workbook {
    let fields = [SERIAL, PLACE, TASK, LEAD, DUE, TARGETS, REGION, ISSUED, STATE, ANSWER, LEFT_OUT, REPORTED, PROGRESS];
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for (at, task) in parent.facts.tasks.iter().enumerate() {
        let [lead, _, due, targets] = said(parent, task, lang);
        for member in members {
            let Some(link) = member.alignment.tasks.iter().find(|l| l.parent == at) else { continue };
            let (word, tone) = state(link, lang);
            let answers = || link.children.iter().filter_map(|&c| Some((c, member.doc.facts.tasks.get(c)?)));
            let titles: Vec<String> = answers().map(|(_, t)| format!("{} {}", t.path, t.title)).collect();
            let left: Vec<&str> = link.unanswered.iter().map(|s| s.of(&parent.file.text).trim()).collect();
            let left = if link.status == Status::Missing { String::new() } else { left.join("\n") };
            let several = link.children.len() > 1;
            let reported: Vec<String> = answers()
                .filter_map(|(c, t)| Some((t, member.progress.get(c).filter(|p| !p.is_empty())?)))
                .map(|(t, p)| if several { format!("{}：{p}", t.path) } else { p.clone() })
                .collect();
            let (stage, how) = issued(member.doc, lang);
            let serial = u32::try_from(rows.len() + 1).unwrap_or(u32::MAX);
            rows.push(vec![
                Cell::number(serial),
                Cell::text(task.path.as_str()),
                Cell::text(task.title.as_str()),
                lead.clone(),
                due.clone(),
                targets.clone(),
                Cell::text(name(member.doc)),
                Cell::toned(stage, how),
                Cell::toned(word, tone),
                Cell::text(titles.join("\n")),
                Cell::text(left),
                Cell::text(reported.join("\n")),
                Cell::default(),
            ]);
        }
    }
    let mut notes = notes(parent, lang);
    notes.extend(members.iter().map(|m| dropped(parent, m, lang)).filter(|n| !n.is_empty()));
    Workbook {
        title: lang.pick(format!("《{}》落实台账", title(parent)), format!("Children's ledger of {}", title(parent))),
        notes,
        sheets: vec![Sheet {
            title: lang.pick("台账", "Ledger").to_owned(),
            columns: fields.iter().map(|f| f.column(lang)).collect(),
            rows,
            filter: Some(8),
        }],
        attachment: false,
        lang,
    }
}

/// The sections besides tasks that a child left out.
fn dropped(parent: Doc<'_>, member: &Member<'_>, lang: Lang) -> String {
    let titles: Vec<String> = member
        .alignment
        .dropped
        .iter()
        .filter_map(|&id| parent.plan.sections.get(id))
        .map(|s| format!("{} {}", s.path, s.title.as_str()))
        .collect();
    if titles.is_empty() {
        return String::new();
    }
    let (name, titles) = (name(member.doc), titles.join(lang.pick("、", ", ")));
    lang.pick(format!("{name}整节缺失：{titles}。"), format!("{name} has no section on: {titles}."))
}
