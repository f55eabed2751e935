//! Tables that share tasks out (任务分工表): a row is a task with its units and its deadline.

use super::clause;
use super::table::{self, Column, Read};
use super::task::{self, Tasks};
use super::unit;
use crate::base::Span;
use crate::data::Register;
use crate::plan::{Cell, Clause, Plan, Role, SectionId, SectionKind, Task};

/// A row of a table that shares tasks out.
struct Row {
    no: Option<String>,
    title: String,
    task: Task,
}

/// Reads the tables that share tasks out into `tasks`: a row that names a section's task gives it its units; any
/// other row is a task of its own, below the section that holds the table.
pub fn read(plan: &Plan, register: &Register, tasks: &mut Tasks) {
    for table in table::all(plan) {
        let Some(holder) = table.section.filter(|_| is_duties(&table)) else { continue };
        let rows = rows(&table, holder, plan, register);
        if rows.is_empty() {
            continue;
        }
        tasks.tables.push(table.table.span);
        for (at, row) in rows.into_iter().enumerate() {
            let section = section_of(&row.title, holder, plan);
            let mut task = row.task;
            let known = section.and_then(|id| tasks.tasks.iter().position(|t| t.section == id));
            if let Some(known) = known {
                let known = &mut tasks.tasks[known];
                task.units.into_iter().for_each(|unit| task::add(&mut known.units, unit));
                known.clauses.append(&mut task.clauses);
                known.deadline = known.deadline.take().or(task.deadline);
                continue;
            }
            if let Some(id) = section {
                let named = task::blank(id, &plan.sections[id]);
                task = Task { section: id, path: named.path, title: named.title, ..task };
                let place = tasks.tasks.partition_point(|t| t.section < id);
                tasks.tasks.insert(place, task);
                continue;
            }
            let no = row.no.unwrap_or_else(|| (at + 1).to_string());
            let above = &plan.sections[holder].path;
            let path = if above.is_empty() { no } else { format!("{above}/{no}") };
            let times =
                tasks.tasks.iter().filter(|t| t.path == path || t.path.starts_with(&format!("{path}#"))).count();
            task.path = if times > 0 { format!("{path}#{}", times + 1) } else { path };
            task.title = row.title;
            tasks.tasks.push(task);
        }
    }
}

/// The cells of such tables that say what is to be done and what is to be reached, each with what its row says of
/// when, and the section that holds the table.
pub fn said(plan: &Plan) -> Vec<(SectionId, &Cell, &str)> {
    let mut out = Vec::new();
    for table in table::all(plan) {
        let Some(holder) = table.section.filter(|_| is_duties(&table)) else { continue };
        let time_at = table.at(|c| *c == Column::Time);
        let says = |column: &Column| !matches!(column, Column::No | Column::Time | Column::Units(_));
        for row in table.rows {
            let cells = table.columns.iter().zip(row).filter(|(column, _)| says(column));
            out.extend(cells.map(|(_, cell)| (holder, cell, Read::cell(row, time_at))));
        }
    }
    out
}

/// A table with a column of tasks and one of units.
fn is_duties(table: &Read<'_>) -> bool {
    let has = |is: fn(&Column) -> bool| table.columns.iter().any(is);
    let units = has(|c| matches!(c, Column::Units(_)));
    // A table of indicators that says who answers for each.
    let indicators = has(|c| *c == Column::Indicator) && has(|c| matches!(c, Column::Value { .. }));
    units && !indicators && task_column(table).is_some()
}

fn task_column(table: &Read<'_>) -> Option<usize> {
    // The last of several says most: 任务类别, 工作任务, 具体措施 — but titles stand in the first.
    table.at(|c| *c == Column::Task).or_else(|| {
        let units = table.at(|c| matches!(c, Column::Units(_)))?;
        table.columns[..units].iter().rposition(|c| matches!(c, Column::Other | Column::Indicator | Column::Category))
    })
}

fn rows(table: &Read<'_>, holder: SectionId, plan: &Plan, register: &Register) -> Vec<Row> {
    let Some(task_at) = task_column(table) else { return Vec::new() };
    let no_at = table.at(|c| *c == Column::No);
    let time_at = table.at(|c| *c == Column::Time);
    let mut out: Vec<Row> = Vec::new();
    let mut above: Vec<Option<&Cell>> = vec![None; table.columns.len()];
    for row in table.rows {
        let filled = filled(row, &mut above);
        let mut title = Read::cell(row, Some(task_at));
        let no = Some(Read::cell(row, no_at)).filter(|n| !n.is_empty()).map(table::squeezed);
        let units = units(table, &filled, plan, register);
        let time = time_at.and_then(|at| filled.get(at)).map_or("", |c| c.prose.as_str().trim());
        let deadline = Some(time).filter(|t| !t.is_empty()).map(table::squeezed);
        let clause = written(table, &filled);
        // A row of its own under a task that spans several: what it says in the next columns names it.
        if title.is_empty() && no.is_some() {
            title = beside(table, row, task_at);
        }
        if title.is_empty() && no.is_none() {
            // A cell over several rows: what stands beside it is the same task's.
            if let Some(last) = out.last_mut() {
                units.into_iter().for_each(|unit| task::add(&mut last.task.units, unit));
                last.task.clauses.extend(clause);
            }
            continue;
        }
        if title.is_empty() || units.is_empty() {
            continue;
        }
        let task = Task {
            section: holder,
            path: String::new(),
            title: String::new(),
            units,
            clauses: clause.into_iter().collect(),
            deadline,
        };
        out.push(Row { no, title: heading(title), task });
    }
    out
}

/// What a row says beside its task's cell: in the columns of measures, before those of units and times.
fn beside<'t>(table: &Read<'_>, row: &'t [Cell], task_at: usize) -> &'t str {
    let measures = table.columns.iter().enumerate().skip(task_at + 1);
    let mut measures = measures.filter(|(_, c)| matches!(c, Column::Task | Column::Other)).map(|(at, _)| at);
    measures.find_map(|at| Some(Read::cell(row, Some(at))).filter(|said| !said.is_empty())).unwrap_or_default()
}

/// The cells of a row, with the cell above in place of one that says 同上. `above` holds for each column what stood
/// there last.
fn filled<'t>(row: &'t [Cell], above: &mut [Option<&'t Cell>]) -> Vec<&'t Cell> {
    let ditto = |cell: &Cell| matches!(table::squeezed(cell.prose.as_str()).as_str(), "同上" | "〃" | "″");
    let mut out: Vec<&Cell> = row.iter().collect();
    for (cell, above) in out.iter_mut().zip(above) {
        match *above {
            Some(last) if ditto(cell) => *cell = last,
            _ => *above = Some(*cell).filter(|c| !c.prose.is_empty()).or(*above),
        }
    }
    out
}

/// What a cell says is to be done, as a title: its first sentence, without a number.
fn heading(cell: &str) -> String {
    let cell = match crate::data::numbering::read(cell) {
        Some(label) => cell[label.len..].trim_start(),
        None => cell,
    };
    let end = cell.find(['。', '；', '\n']).unwrap_or(cell.len());
    table::squeezed(&cell[..end])
}

fn units(table: &Read<'_>, row: &[&Cell], plan: &Plan, register: &Register) -> Vec<crate::plan::UnitRef> {
    let mut out = Vec::new();
    let several = table.columns.iter().filter(|c| matches!(c, Column::Units(_))).count() > 1;
    for (column, cell) in table.columns.iter().zip(row) {
        let Column::Units(role) = *column else { continue };
        let text = cell.prose.as_str();
        let found = clause::read_cell(text, role, register);
        for (range, role) in found.units {
            // 负责 in a cell beside a column of leads, or alone, adds nothing to what the head says.
            let role = if role == Role::Plain && several { Role::Plain } else { role };
            let nobody = matches!(&text[range.clone()], "—" | "-" | "——" | "/" | "无");
            if !nobody && !is_person(text, &range, register) {
                task::add(&mut out, task::unit(&cell.prose, range, role, plan, register));
            }
        }
    }
    out
}

/// Whether a name behind a gap is a person's: 县民政局 张三, in a column of bodies and who answers there.
fn is_person(text: &str, range: &std::ops::Range<usize>, register: &Register) -> bool {
    let name = &text[range.clone()];
    let behind_gap = text[..range.start].ends_with([' ', '\u{3000}']);
    behind_gap && (2..=4).contains(&name.chars().count()) && !unit::looks_like_unit(name, register)
}

/// The cells that name units, as one clause.
fn written(table: &Read<'_>, row: &[&Cell]) -> Option<Clause> {
    let mut raw = Vec::new();
    let mut span: Option<Span> = None;
    for (column, cell) in table.columns.iter().zip(row) {
        if matches!(column, Column::Units(_)) && !cell.prose.as_str().trim().is_empty() {
            raw.push(cell.prose.as_str().trim().to_owned());
            span = Some(span.map_or(cell.prose.span(), |s| s.cover(cell.prose.span())));
        }
    }
    span.map(|span| Clause { raw: raw.join("；"), span, rule: "duty-table" })
}

/// The section whose title a row repeats, outside of the part that holds the table.
fn section_of(title: &str, holder: SectionId, plan: &Plan) -> Option<SectionId> {
    let part = |id: SectionId| {
        task::ancestors(plan, id)
            .find(|&s| matches!(plan.sections[s].kind, SectionKind::Attachment | SectionKind::Document))
    };
    let own = part(holder);
    let title = bare(title);
    if title.chars().count() < 4 {
        return None;
    }
    let mut found = plan.sections.iter().enumerate().filter(|(id, section)| {
        section.kind == SectionKind::Numbered
            && *id != holder
            && (own.is_none() || part(*id) != own)
            && same(&bare(section.title.as_str()), &title)
    });
    // Two sections of one title: which is meant cannot be said.
    let (id, _) = found.next()?;
    found.next().is_none().then_some(id)
}

fn same(section: &str, row: &str) -> bool {
    section == row || section.chars().count() >= 6 && row.starts_with(section)
}

fn bare(title: &str) -> String {
    title.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use crate::base::SourceFile;
    use crate::data::Register;

    /// The tasks of a text, each with its units and its deadline.
    fn read(text: &str) -> Vec<String> {
        let plan = crate::import::text(&SourceFile::new("a.txt", text)).plan;
        let tasks = crate::extract::facts(&plan, Register::builtin()).tasks;
        tasks
            .iter()
            .map(|task| {
                let units: Vec<&str> = task.units.iter().map(|unit| unit.name.as_str()).collect();
                format!("{} {} {}", task.title, units.join("、"), task.deadline.as_deref().unwrap_or_default())
            })
            .collect()
    }

    #[test]
    fn who_answers_in_a_body_is_no_body() {
        let text = "武山县方案\n一、任务清单\n\n大类 | 序号 | 工作任务 | 分管领导 | 牵头单位及主要负责人 |\n一、保障水平 | 1 | 提高标准。 | 甲某 | 县民政局 乙某某 |\n一、保障水平 | 2 | 提高补差。 | 甲某 | 县财政局 丙某 |\n";
        assert_eq!(read(text), ["提高标准 县民政局 ", "提高补差 县财政局 "]);
    }

    #[test]
    fn a_table_without_a_heading_shares_tasks_out() {
        let text = "武山县2024年重点任务分工表\n\n序号\t工作任务\t责任单位\n1\t做好信息公开\t县财政局\n2\t改造道路\t县交通局、县财政局\n";
        assert_eq!(read(text), ["做好信息公开 县财政局 ", "改造道路 县交通局、县财政局 "]);
    }

    #[test]
    fn a_row_under_a_task_that_spans_several_is_a_task() {
        let text = "武山县方案\n一、任务分工\n\n| 序号 | 重点任务 | 细化措施 | 责任单位 |\n| --- | --- | --- | --- |\n| 1 | 严守红线 | 防止不合理取水。 | 县水利局 |\n| 2 |  | 抓好工业节水。加快改造。 | 县工信局 |\n|  |  | 推广节水器具。 | 县住建局 |\n";
        assert_eq!(read(text), ["严守红线 县水利局 ", "抓好工业节水 县工信局、县住建局 "]);
    }

    #[test]
    fn the_same_as_above_is_what_stands_above() {
        let text = "武山县方案\n一、任务分工\n\n| 序号 | 任务 | 责任单位 | 完成时限 |\n| --- | --- | --- | --- |\n| 1 | 建设床位 | 县民政局、县财政局 | 6月底 |\n| 2 | 培训人员 | 同上 | 同上 |\n| 3 | 改造设施 | 〃 | 年底 |\n";
        assert_eq!(
            read(text),
            [
                "建设床位 县民政局、县财政局 6月底",
                "培训人员 县民政局、县财政局 6月底",
                "改造设施 县民政局、县财政局 年底"
            ]
        );
    }
}
