//! Tables made from a plan's data and attached to it: 责任分工表 (its tasks and who is responsible) and 对照表 (the
//! parents' tasks and what answers them).

use crate::align::{Alignment, Doc, Status};
use crate::base::{Prose, Span};
use crate::plan::{Attached, Block, Cell, Label, Paragraph, Plan, Role, Section, SectionKind, Table, Task, UnitRef};

/// The plan with the tables behind it that its front matter asks for; `parents` are those it is aligned with.
pub fn with_tables(doc: Doc<'_>, parents: &[(Doc<'_>, &Alignment)]) -> Plan {
    let mut plan = doc.plan.clone();
    let mut made = Vec::new();
    for table in &doc.plan.meta.attach {
        match table {
            Attached::Duties => made.push(("责任分工表".to_owned(), duties(doc))),
            Attached::Alignment => {
                made.extend(parents.iter().map(|(parent, alignment)| answers(doc, *parent, alignment)));
            }
        }
    }
    let there = plan.sections.iter().filter(|s| s.kind == SectionKind::Attachment).count();
    let alone = there + made.len() == 1;
    for (at, (title, blocks)) in made.into_iter().enumerate() {
        let serial = u32::try_from(there + at + 1).unwrap_or(u32::MAX);
        // One attachment has no serial.
        let raw = if alone { "附件".to_owned() } else { format!("附件{serial}") };
        plan.sections.push(attachment(raw, serial, &title, blocks));
    }
    plan
}

fn attachment(raw: String, ordinal: u32, title: &str, blocks: Vec<Block>) -> Section {
    let label = Label { key: raw.clone(), raw: raw.clone(), ordinal, style: "attachment", span: Span::default() };
    Section {
        path: raw,
        label: Some(label),
        title: prose(title),
        titled: true,
        ..Section::holding(SectionKind::Attachment, blocks)
    }
}

fn prose(text: &str) -> Prose {
    let mut prose = Prose::default();
    prose.push(text, Span::default());
    prose
}

fn table(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Block {
    let cell = |text: &str| Cell { prose: prose(text), columns: 1, rows: 1 };
    let head: Vec<Cell> = head.iter().map(|h| cell(h)).collect();
    let body = rows
        .enumerate()
        .map(|(at, row)| std::iter::once((at + 1).to_string()).chain(row).map(|text| cell(&text)).collect());
    let rows = std::iter::once(head).chain(body).collect();
    Block::Table(Table { caption: None, head_rows: 1, rows, span: Span::default() })
}

/// A task by its number and title.
fn named(plan: &Plan, task: &Task) -> String {
    let label = plan.sections.get(task.section).and_then(|s| s.label.as_ref()).map_or("", |l| l.raw.as_str());
    format!("{label}{}", task.title.trim_end_matches('。'))
}

/// 责任分工表: with 牵头单位 and 配合单位 apart where most tasks set them apart, else with （牵头） behind the name; and
/// with deadlines where clauses say them.
fn duties(doc: Doc<'_>) -> Vec<Block> {
    let tasks = &doc.facts.tasks;
    let led = tasks.iter().filter(|t| t.units.iter().any(|u| u.role == Role::Lead)).count();
    let apart = led * 2 > tasks.len();
    let of = |task: &Task, lead: Option<bool>| {
        let units = task.units.iter().filter(|u| lead.is_none_or(|lead| (u.role == Role::Lead) == lead));
        let marked = |u: &UnitRef| match u.role {
            Role::Lead if lead.is_none() => format!("{}（牵头）", u.name),
            _ => u.name.clone(),
        };
        units.map(marked).collect::<Vec<_>>().join("、")
    };
    let deadlines = tasks.iter().any(|t| t.deadline.is_some());
    let mut head = vec!["序号", "任务"];
    head.extend(if apart { ["牵头单位", "责任（配合）单位"].as_slice() } else { &["责任单位"] });
    head.extend(deadlines.then_some("完成时限"));
    let rows = tasks.iter().map(|task| {
        let mut row = vec![named(doc.plan, task)];
        row.extend(apart.then(|| of(task, Some(true))));
        row.push(of(task, apart.then_some(false)));
        row.extend(deadlines.then(|| task.deadline.clone().unwrap_or_default()));
        row
    });
    let mut blocks = vec![table(&head, rows)];
    // A clause that holds for all following tasks (以下各项任务责任单位均包括…) is not repeated in every row.
    let mut froms: Vec<&str> = doc.facts.default_units.iter().map(|d| d.from.as_str()).collect();
    froms.dedup();
    for from in froms {
        let units = doc.facts.default_units.iter().filter(|d| d.from == from).map(|d| d.unit.name.as_str());
        let units = units.collect::<Vec<_>>().join("、");
        let first = tasks.iter().position(|t| t.path == from).unwrap_or_default();
        let whose =
            if first == 0 { "各项任务".to_owned() } else { format!("第{}项起的各项任务", first + 1) };
        let text = format!("注：{whose}的责任单位均包括{units}。");
        blocks.push(Block::Paragraph(Paragraph { prose: prose(&text), item: false }));
    }
    blocks
}

/// 对照表 with one parent.
fn answers(child: Doc<'_>, parent: Doc<'_>, alignment: &Alignment) -> (String, Vec<Block>) {
    let rows = alignment.tasks.iter().map(|link| {
        let answers = link.children.iter().filter_map(|&c| child.facts.tasks.get(c));
        let answers = answers.map(|task| named(child.plan, task)).collect::<Vec<_>>().join("；");
        let status = match link.status {
            Status::Covered => "已承接",
            Status::Partial => "部分承接",
            Status::Missing => "未承接",
        };
        let task = parent.facts.tasks.get(link.parent).map(|task| named(parent.plan, task));
        vec![task.unwrap_or_default(), answers, status.to_owned()]
    });
    let title = match parent.plan.meta.title.as_deref() {
        Some(title) => format!("与《{title}》任务对照表"),
        None => "与上级方案任务对照表".to_owned(),
    };
    (title, vec![table(&["序号", "上级任务", "本方案任务", "承接情况"], rows)])
}
