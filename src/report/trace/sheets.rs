//! The alignment as tables for people: one each for tasks, units and targets; the parent's clause stands beside the
//! child's.

use super::{Pair, accepted, state, units_absent, why};
use crate::align::{Relation, Status, TargetLink};
use crate::base::Lang;
use crate::plan::{Role, Target};
use crate::report::clause::{heading, title, whole};
use crate::report::sheets::{Cell, Column, Kind, Sheet, Tone, Workbook};

/// The tables of a plan against its parents.
pub fn book(pairs: &[Pair<'_>], lang: Lang) -> Workbook {
    Workbook {
        title: heading_of(pairs, lang),
        notes: vec![summary(pairs, lang)],
        sheets: vec![tasks(pairs, lang), units(pairs, lang), targets(pairs, lang)],
        attachment: false,
        lang,
    }
}

/// 《…》与《…》对照表
pub fn heading_of(pairs: &[Pair<'_>], lang: Lang) -> String {
    let Some(first) = pairs.first() else { return String::new() };
    let child = title(first.child);
    match (pairs, lang) {
        ([one], Lang::Zh) => format!("《{child}》与《{}》对照表", title(one.parent)),
        ([one], Lang::En) => format!("{child} against {}", title(one.parent)),
        (_, Lang::Zh) => format!("《{child}》与上级方案对照表"),
        (_, Lang::En) => format!("{child} against its parents"),
    }
}

/// How much of the parents is answered, in a sentence.
fn summary(pairs: &[Pair<'_>], lang: Lang) -> String {
    let links = || pairs.iter().flat_map(|p| &p.alignment.tasks);
    let count = |status| links().filter(|l| l.status == status && (l.demanded || status != Status::Missing)).count();
    let (all, covered, partial, missing) =
        (links().count(), count(Status::Covered), count(Status::Partial), count(Status::Missing));
    let weak = pairs.iter().flat_map(|p| &p.alignment.targets).filter(|l| l.relation == Relation::Weaker).count();
    match lang {
        Lang::Zh => format!(
            "上级任务 {all} 项：已承接 {covered} 项，部分承接 {partial} 项，缺失 {missing} 项；目标偏弱 {weak} 个。"
        ),
        Lang::En => format!(
            "{all} tasks of the parent: {covered} covered, {partial} partial, {missing} missing; {weak} targets weaker."
        ),
    }
}

/// Columns, the first of which names the parent where there are several.
fn columns(pairs: &[Pair<'_>], lang: Lang, rest: &[(&str, &str, u16, Kind)]) -> Vec<Column> {
    let parent = (pairs.len() > 1).then(|| Column::new(lang.pick("上级方案", "Parent"), 14, Kind::Text));
    let rest = rest.iter().map(|(zh, en, width, kind)| Column::new(lang.pick(*zh, *en), *width, *kind));
    parent.into_iter().chain(rest).collect()
}

fn row(pairs: &[Pair<'_>], pair: &Pair<'_>, cells: impl IntoIterator<Item = Cell>) -> Vec<Cell> {
    let parent = (pairs.len() > 1).then(|| Cell::text(title(pair.parent)));
    parent.into_iter().chain(cells).collect()
}

fn filter(pairs: &[Pair<'_>], at: usize) -> Option<usize> {
    Some(at + usize::from(pairs.len() > 1))
}

fn tasks(pairs: &[Pair<'_>], lang: Lang) -> Sheet {
    let columns = columns(
        pairs,
        lang,
        &[
            ("承接情况", "State", 9, Kind::Short),
            ("上级要求", "The parent asks", 34, Kind::Text),
            ("本级安排", "This plan answers", 34, Kind::Text),
            ("未承接的内容", "Not answered", 24, Kind::Text),
            ("缺责任单位", "Units absent", 10, Kind::Text),
            ("说明", "Remarks", 14, Kind::Text),
        ],
    );
    let mut rows = Vec::new();
    for pair in pairs {
        let (child, parent) = (pair.child, pair.parent);
        let mut own: Vec<(usize, Vec<Cell>)> = Vec::new();
        for link in &pair.alignment.tasks {
            let Some(task) = parent.facts.tasks.get(link.parent) else { continue };
            let span = parent.plan.sections.get(task.section).map(|s| s.span).unwrap_or_default();
            let (word, tone) = state(link, lang);
            let answers = link.children.iter().filter_map(|&c| child.facts.tasks.get(c));
            let answers: Vec<String> = answers.map(|t| whole(child, t)).collect();
            let missed: Vec<&str> = link.unanswered.iter().map(|s| s.of(&parent.file.text).trim()).collect();
            // Of a task that is missing all is.
            let missed = if link.status == Status::Missing { String::new() } else { missed.join("\n") };
            let cells = [
                Cell::toned(word, tone),
                Cell::text(whole(parent, task)),
                Cell::text(answers.join("\n")),
                Cell::text(missed),
                Cell::text(units_absent(pair, link.parent).join(lang.pick("、", ", "))),
                Cell::text(accepted(pair, &["PG1"], span).join("\n")),
            ];
            own.push((span.start, row(pairs, pair, cells)));
        }
        for &id in &pair.alignment.dropped {
            let section = &parent.plan.sections[id];
            let cells = [
                Cell::toned(lang.pick("整节缺失", "dropped"), Tone::Missing),
                Cell::text(heading(section)),
                Cell::default(),
                Cell::default(),
                Cell::default(),
                Cell::text(accepted(pair, &["PG1"], section.span).join("\n")),
            ];
            own.push((section.span.start, row(pairs, pair, cells)));
        }
        own.sort_by_key(|(at, _)| *at);
        rows.extend(own.into_iter().map(|(_, row)| row));
        for task in pair.alignment.extra.iter().filter_map(|&c| child.facts.tasks.get(c)) {
            let word = Cell::toned(lang.pick("本级增加", "added"), Tone::Note);
            rows.push(row(pairs, pair, [word, Cell::default(), Cell::text(whole(child, task))]));
        }
    }
    Sheet { title: lang.pick("任务", "Tasks").to_owned(), columns, rows, filter: filter(pairs, 0) }
}

fn role(role: Role, lang: Lang) -> &'static str {
    match role {
        Role::Lead => lang.pick("牵头", "lead"),
        Role::Duty => lang.pick("按职责分工", "by duty"),
        Role::Support => lang.pick("配合", "support"),
        Role::Plain => lang.pick("负责", "responsible"),
    }
}

fn units(pairs: &[Pair<'_>], lang: Lang) -> Sheet {
    let columns = columns(
        pairs,
        lang,
        &[
            ("对应情况", "State", 9, Kind::Short),
            ("上级任务", "The parent's task", 26, Kind::Text),
            ("上级责任单位", "Its unit", 14, Kind::Text),
            ("职责", "Role", 6, Kind::Short),
            ("本级应为", "Counterpart", 14, Kind::Text),
            ("本级写明", "This plan names", 14, Kind::Text),
            ("本级任务", "This plan's task", 26, Kind::Text),
            ("说明", "Remarks", 14, Kind::Text),
        ],
    );
    let mut rows = Vec::new();
    for pair in pairs {
        for link in &pair.alignment.units {
            let Some(task) = pair.parent.facts.tasks.get(link.task) else { continue };
            let Some(unit) = task.units.get(link.unit) else { continue };
            let found = link.counterpart.and_then(|(t, n)| {
                let task = pair.child.facts.tasks.get(t)?;
                Some((task, task.units.get(n)?))
            });
            let (word, tone) = match (link.counterpart.is_some(), link.addressed) {
                (true, _) => (lang.pick("已对应", "present"), Tone::Good),
                (false, true) => (lang.pick("另处要求", "elsewhere"), Tone::Note),
                (false, false) => (lang.pick("缺", "absent"), Tone::Missing),
            };
            let named =
                |task: &crate::plan::Task, doc: crate::align::Doc<'_>| heading(&doc.plan.sections[task.section]);
            let cells = [
                Cell::toned(word, tone),
                Cell::text(named(task, pair.parent)),
                Cell::text(unit.name.as_str()),
                Cell::text(role(unit.role, lang)),
                Cell::text(link.expected.as_str()),
                Cell::text(found.map(|(_, u)| u.name.clone()).unwrap_or_default()),
                Cell::text(found.map(|(t, _)| named(t, pair.child)).unwrap_or_default()),
                Cell::text(accepted(pair, &["PG202"], unit.span).join("\n")),
            ];
            rows.push(row(pairs, pair, cells));
        }
    }
    Sheet { title: lang.pick("责任单位", "Units").to_owned(), columns, rows, filter: filter(pairs, 0) }
}

/// How a target stands, in a word.
pub fn relation(relation: Relation, lang: Lang) -> (&'static str, Tone) {
    match relation {
        Relation::Equal => (lang.pick("相当", "equal"), Tone::Good),
        Relation::Stronger => (lang.pick("更高", "stronger"), Tone::Good),
        Relation::Weaker => (lang.pick("偏弱", "weaker"), Tone::Weak),
        Relation::Missing => (lang.pick("缺失", "missing"), Tone::Missing),
        Relation::Apportioned => (lang.pick("分解", "apportioned"), Tone::Note),
        Relation::NotComparable => (lang.pick("不可比", "not comparable"), Tone::Note),
    }
}

/// What the child says of one of the parent's targets: its place and words.
pub fn answer(pair: &Pair<'_>, link: &TargetLink) -> Option<String> {
    let own = link.child.and_then(|c| pair.child.facts.targets.get(c));
    own.map(|t| t.quote.clone()).or_else(|| link.said.map(|s| s.of(&pair.child.file.text).trim().to_owned()))
}

fn targets(pairs: &[Pair<'_>], lang: Lang) -> Sheet {
    let columns = columns(
        pairs,
        lang,
        &[
            ("比较", "State", 9, Kind::Short),
            ("上级位置", "Place", 10, Kind::Text),
            ("上级目标", "The parent's target", 32, Kind::Text),
            ("本级位置", "Place here", 10, Kind::Text),
            ("本级目标", "This plan's target", 32, Kind::Text),
            ("原因", "Why", 18, Kind::Text),
            ("说明", "Remarks", 14, Kind::Text),
        ],
    );
    let mut rows = Vec::new();
    for pair in pairs {
        let place = |t: &Target| Cell::text(t.path.as_str());
        for link in &pair.alignment.targets {
            let Some(target) = pair.parent.facts.targets.get(link.parent) else { continue };
            let own = link.child.and_then(|c| pair.child.facts.targets.get(c));
            let (word, tone) = relation(link.relation, lang);
            let whys: Vec<String> = link.why.iter().map(|w| why(w, lang)).collect();
            let cells = [
                Cell::toned(word, tone),
                place(target),
                Cell::text(target.quote.as_str()),
                own.map(place).unwrap_or_default(),
                Cell::text(answer(pair, link).unwrap_or_default()),
                Cell::text(whys.join(lang.pick("；", "; "))),
                Cell::text(accepted(pair, &["PG3"], target.span).join("\n")),
            ];
            rows.push(row(pairs, pair, cells));
        }
        for target in pair.alignment.extra_targets.iter().filter_map(|&c| pair.child.facts.targets.get(c)) {
            let word = Cell::toned(lang.pick("本级增加", "added"), Tone::Note);
            let cells = [word, Cell::default(), Cell::default(), place(target), Cell::text(target.quote.as_str())];
            rows.push(row(pairs, pair, cells));
        }
    }
    Sheet { title: lang.pick("目标", "Targets").to_owned(), columns, rows, filter: filter(pairs, 0) }
}
