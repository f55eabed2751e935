//! A new ledger with what people wrote into the one before: tasks are known by place and words, whatever their numbers
//! are now, and nothing that stood in a cell is lost.

use super::{CHANGE, Field, Key, PROGRESS};
use crate::align::{Doc, similarity};
use crate::base::Lang;
use crate::office::workbook::Table;
use crate::report::sheets::{Cell, Column, Kind, Sheet, Workbook};
use rust_decimal::Decimal;

/// Two tasks at one place are one when their words are this alike …
const SAME_PLACE: f32 = 0.5;
/// … and at different places when they are this alike.
const ELSEWHERE: f32 = 0.75;

/// What became of the ledger before.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Merged {
    /// How many tasks it holds progress for.
    pub kept: usize,
    /// Tasks that the plan no longer has; their rows stand at the end.
    pub gone: Vec<String>,
    /// Tasks that it did not have.
    pub new: Vec<String>,
}

/// The ledger among the tables of a file: its number, the row of its head, and what its columns are.
struct Old<'a> {
    table: usize,
    head: usize,
    fields: Vec<Option<&'static Field>>,
    heads: &'a [String],
}

impl<'a> Old<'a> {
    fn find(tables: &'a [Table]) -> Option<Self> {
        for (table, found) in tables.iter().enumerate() {
            for (head, row) in found.rows.iter().enumerate().take(10) {
                let fields: Vec<_> = row.iter().map(|c| Field::of(c)).collect();
                let has = |key| fields.iter().flatten().any(|f: &&Field| f.key == key);
                if has(Key::Task) && has(Key::Progress) {
                    return Some(Self { table, head, fields, heads: row });
                }
            }
        }
        None
    }

    fn get<'r>(&self, row: &'r [String], key: Key) -> &'r str {
        let at = self.fields.iter().position(|f| f.is_some_and(|f| f.key == key));
        at.and_then(|at| row.get(at)).map_or("", String::as_str)
    }
}

/// Puts what the tables of an older ledger hold into a new one; `None` when none of them is a ledger.
pub fn merge(book: &mut Workbook, tables: &[Table], lang: Lang) -> Option<Merged> {
    let old = Old::find(tables)?;
    let rows: Vec<&Vec<String>> = tables[old.table].rows[old.head + 1..].iter().filter(|r| filled(r)).collect();
    let sheet = book.sheets.first_mut()?;
    let keys: Vec<&'static Field> = sheet.columns.iter().filter_map(|c| Field::of(&c.head)).collect();
    let at = |key: Key| keys.iter().position(|f| f.key == key);
    let text = |row: &[Cell], key: Key| at(key).and_then(|at| row.get(at)).map(Cell::words).unwrap_or_default();
    let fresh: Vec<Id> = sheet
        .rows
        .iter()
        .map(|r| Id { place: text(r, Key::Place), task: text(r, Key::Task), region: text(r, Key::Region) })
        .collect();
    let known: Vec<Id> = rows
        .iter()
        .map(|r| Id {
            place: old.get(r, Key::Place).to_owned(),
            task: old.get(r, Key::Task).to_owned(),
            region: old.get(r, Key::Region).to_owned(),
        })
        .collect();
    let matches = pair(&fresh, &known);

    // Columns stand as they stood; those that are new stand behind them, before what changed.
    let mut layout: Vec<(Column, Option<&'static Field>, Option<usize>)> = Vec::new();
    for (from, (head, field)) in old.heads.iter().zip(&old.fields).enumerate() {
        let again = field.is_some_and(|f| layout.iter().any(|(_, known, _)| known.is_some_and(|k| k.zh == f.zh)));
        match field.filter(|_| !again) {
            Some(field) => layout.push((field.column(lang), Some(field), Some(from))),
            None => layout.push((Column::new(head.as_str(), 14, Kind::Open), None, Some(from))),
        }
    }
    // Cells under no head are a person's, too.
    let widest = rows.iter().map(|r| r.len()).max().unwrap_or(0);
    layout.extend((old.heads.len()..widest).map(|from| (Column::new("", 14, Kind::Open), None, Some(from))));
    for field in &keys {
        if layout.iter().all(|(_, known, _)| known.is_none_or(|k| k.zh != field.zh)) {
            layout.push((field.column(lang), Some(field), None));
        }
    }

    let mut told = Merged::default();
    let mut changes: Vec<String> = Vec::new();
    let mut out: Vec<Vec<Cell>> = Vec::new();
    for (new, row) in sheet.rows.iter().enumerate() {
        let from = matches.iter().position(|m| *m == Some(new));
        let before = from.map(|f| rows[f]);
        let mut changed = Vec::new();
        let cells = layout.iter().map(|(_, field, from)| {
            let was = before.and_then(|b| b.get((*from)?)).map_or("", String::as_str);
            let Some(field) = field else { return value(was) };
            let now = keys.iter().position(|k| k.zh == field.zh).and_then(|at| row.get(at)).cloned();
            match field.key {
                Key::Progress | Key::Change => value(was),
                Key::Serial | Key::Gathered => now.unwrap_or_default(),
                _ => {
                    // A column of another kind of ledger stays as it was.
                    let Some(now) = now else { return value(was) };
                    if !was.is_empty() && squeezed(was) != squeezed(&now.words()) {
                        changed.push(
                            lang.pick(format!("{}：原为“{was}”", field.zh), format!("{}: was “{was}”", field.en)),
                        );
                    }
                    now
                }
            }
        });
        out.push(cells.collect());
        let progress = before.is_some_and(|b| !old.get(b, Key::Progress).is_empty());
        told.kept += usize::from(progress);
        if before.is_none() {
            told.new.push(fresh[new].words());
            changed.push(lang.pick("新增任务", "new task").to_owned());
        }
        let earlier = before.map_or("", |b| old.get(b, Key::Change));
        changes.push(joined(earlier, &changed, lang));
        // Rows without a task belong to the one above: a person put them there.
        let follow = from.map_or(0, |f| known[f + 1..].iter().take_while(|k| squeezed(&k.task).is_empty()).count());
        for extra in from.into_iter().flat_map(|f| &rows[f + 1..f + 1 + follow]) {
            out.push(kept(&layout, extra));
            changes.push(old.get(extra, Key::Change).to_owned());
        }
    }
    let mut lost = true;
    for (from, row) in rows.iter().enumerate() {
        let blank = squeezed(&known[from].task).is_empty();
        // Those that stand below a task stand there already; above the first they stand alone.
        lost = if blank { lost } else { matches[from].is_none() };
        if !lost {
            continue;
        }
        out.push(kept(&layout, row));
        let earlier = old.get(row, Key::Change);
        let gone = lang.pick("方案中没有这项任务", "not in the plan");
        let gone: &[String] = if blank { &[] } else { &[gone.to_owned()] };
        changes.push(joined(earlier, gone, lang));
        if !blank {
            told.gone.push(known[from].words());
        }
    }
    let mut columns: Vec<Column> = layout.iter().map(|(column, ..)| column.clone()).collect();
    if changes.iter().any(|c| !c.is_empty()) {
        let at = layout.iter().position(|(_, field, _)| field.is_some_and(|f| f.key == Key::Change));
        if at.is_none() {
            columns.push(CHANGE.column(lang));
        }
        for (row, change) in out.iter_mut().zip(changes) {
            match at {
                Some(at) => row[at] = Cell::text(change),
                None => row.push(Cell::text(change)),
            }
        }
    }
    let state = sheet.filter.and_then(|at| keys.get(at)).map(|f| f.head(lang));
    *sheet = Sheet {
        title: sheet.title.clone(),
        filter: state.and_then(|head| columns.iter().position(|c| c.head == head)),
        columns,
        rows: out,
    };
    others(book, tables, &old);
    Some(told)
}

/// What a person put on other sheets, and above the head, stays: so do notes, once.
fn others(book: &mut Workbook, tables: &[Table], old: &Old<'_>) {
    let above = tables[old.table].rows[..old.head].iter().filter(|r| filled(r));
    let mut notes: Vec<String> = above.map(|r| line(r)).collect();
    for (at, table) in tables.iter().enumerate().filter(|(at, _)| *at != old.table) {
        let plain = table.rows.iter().all(|r| r.len() <= 1);
        if plain && matches!(table.name.as_str(), "说明" | "Notes") {
            notes.extend(table.rows.iter().filter(|r| filled(r)).map(|r| line(r)));
            continue;
        }
        let Some((head, rows)) = table.rows.split_first() else { continue };
        let wide = table.rows.iter().map(Vec::len).max().unwrap_or(0);
        let heads = (0..wide).map(|c| Column::new(head.get(c).map_or("", String::as_str), 14, Kind::Open));
        book.sheets.push(Sheet {
            title: if table.name.is_empty() { (at + 1).to_string() } else { table.name.clone() },
            columns: heads.collect(),
            rows: rows.iter().map(|r| r.iter().map(|c| value(c)).collect()).collect(),
            filter: None,
        });
    }
    notes.extend(std::mem::take(&mut book.notes));
    for note in notes {
        if !book.notes.contains(&note) && note != book.title {
            book.notes.push(note);
        }
    }
}

/// What an older ledger reports of a plan's tasks, in the order of its facts; `None` when none of the tables is one.
pub fn progress(doc: Doc<'_>, tables: &[Table]) -> Option<Vec<String>> {
    let old = Old::find(tables)?;
    let rows: Vec<&Vec<String>> = tables[old.table].rows[old.head + 1..].iter().filter(|r| filled(r)).collect();
    let id = |place: &str, task: &str| Id { place: place.to_owned(), task: task.to_owned(), region: String::new() };
    let fresh: Vec<Id> = doc.facts.tasks.iter().map(|t| id(&t.path, &t.title)).collect();
    let known: Vec<Id> = rows.iter().map(|r| id(old.get(r, Key::Place), old.get(r, Key::Task))).collect();
    let mut out = vec![String::new(); fresh.len()];
    for (row, found) in rows.iter().zip(pair(&fresh, &known)) {
        if let Some(at) = found {
            out[at] = old.get(row, PROGRESS.key).trim().to_owned();
        }
    }
    Some(out)
}

/// What a row is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Id {
    place: String,
    task: String,
    region: String,
}

impl Id {
    fn words(&self) -> String {
        [&self.place, &self.task, &self.region]
            .map(|s| s.trim())
            .into_iter()
            .filter(|s| !s.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// For each old row the new one of the same task: the surest first, each once.
fn pair(fresh: &[Id], known: &[Id]) -> Vec<Option<usize>> {
    let mut out: Vec<Option<usize>> = vec![None; known.len()];
    let mut taken = vec![false; fresh.len()];
    let mut scored: Vec<(u32, usize, usize)> = Vec::new();
    for (o, old) in known.iter().enumerate().filter(|(_, old)| !squeezed(&old.task).is_empty()) {
        for (n, new) in fresh.iter().enumerate().filter(|(_, new)| squeezed(&new.region) == squeezed(&old.region)) {
            let place = squeezed(&old.place) == squeezed(&new.place);
            let same = squeezed(&old.task) == squeezed(&new.task);
            let alike = if same { 1.0 } else { similarity(&old.task, &new.task) };
            if same || alike >= if place { SAME_PLACE } else { ELSEWHERE } {
                // In thousandths: words first, then the place.
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 1000")]
                let score = (alike * 1000.0) as u32 * 2 + u32::from(place) + if same { 1000 } else { 0 };
                scored.push((score, o, n));
            }
        }
    }
    scored.sort_by_key(|(score, o, n)| (std::cmp::Reverse(*score), *o, *n));
    for (_, o, n) in scored {
        if out[o].is_none() && !taken[n] {
            (out[o], taken[n]) = (Some(n), true);
        }
    }
    out
}

fn filled(row: &[String]) -> bool {
    row.iter().any(|c| !c.trim().is_empty())
}

fn line(row: &[String]) -> String {
    row.iter().map(|c| c.trim()).filter(|c| !c.is_empty()).collect::<Vec<_>>().join("　")
}

/// A row as it was.
fn kept(layout: &[(Column, Option<&'static Field>, Option<usize>)], row: &[String]) -> Vec<Cell> {
    layout.iter().map(|(.., from)| value(from.and_then(|f| row.get(f)).map_or("", String::as_str))).collect()
}

/// A cell that a person filled: a number stays one, where it is written as numbers are.
fn value(text: &str) -> Cell {
    match text.parse::<Decimal>() {
        Ok(number) if text.len() <= 15 && number.to_string() == text => Cell::number(number),
        _ => Cell::text(text),
    }
}

/// A text without white space.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// What changed before, and what changed now, each once; what is there again is gone no more.
fn joined(earlier: &str, now: &[String], lang: Lang) -> String {
    let gone = [lang.pick("方案中没有这项任务", "not in the plan"), "方案中没有这项任务", "not in the plan"];
    let mut lines: Vec<&str> = earlier.lines().map(str::trim).filter(|l| !l.is_empty() && !gone.contains(l)).collect();
    for line in now {
        if !lines.contains(&line.as_str()) {
            lines.push(line);
        }
    }
    lines.join("\n")
}
