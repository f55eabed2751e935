//! Tables of published text: rows whose columns are marked, and tables that a copy flattened into lines.

use super::paragraphs::Para;
use crate::base::{Prose, Span};
use crate::data::numbering;
use crate::data::words;
use crate::extract::table::{self as head, Column, NoHead};
use crate::plan::{Cell, Table};
use crate::source::outline;
use regex::Regex;
use std::sync::LazyLock;

/// The table that begins at paragraph `at`, and where it ends.
pub fn table(paras: &[Para], at: usize) -> Option<(Table, usize)> {
    ruled(paras, at).or_else(|| flattened(paras, at)).or_else(|| spaced(paras, at))
}

fn cell(prose: Prose) -> Cell {
    Cell { prose, columns: 1, rows: 1 }
}

fn finish(mut rows: Vec<Vec<Cell>>, paras: &[Para]) -> Table {
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    rows.iter_mut().for_each(|row| row.resize(width, cell(Prose::default())));
    let span = match (paras.first(), paras.last()) {
        (Some(first), Some(last)) => Span::new(first.span.start, last.span.end),
        _ => Span::default(),
    };
    Table { caption: None, head_rows: 1, rows, span }
}

/// Rows whose columns pipes or tabs part: their number may differ, for empty cells at the end of a line go.
fn ruled(paras: &[Para], at: usize) -> Option<(Table, usize)> {
    let is_row = |p: &Para| p.ruled && p.cells.len() >= 2;
    let end = at + paras[at..].iter().take_while(|p| is_row(p)).count();
    if end - at < 2 {
        return None;
    }
    // Under its head a pipe table has a rule; a row of dashes anywhere else says that there is nothing.
    let rule = |(i, p): &(usize, &Para)| {
        let dashes = |c: &Prose| !c.is_empty() && c.as_str().chars().all(|c| matches!(c, '-' | ':' | ' '));
        *i == 1 && p.prose.as_str().starts_with('|') && p.cells.iter().all(dashes)
    };
    let own = paras[at..end].iter().enumerate().filter(|row| !rule(row));
    let rows = own.map(|(_, p)| p.cells.iter().cloned().map(cell).collect());
    Some((finish(rows.collect(), &paras[at..end]), end))
}

/// Rows in a line with the same number of cells, parted by wide gaps.
fn spaced(paras: &[Para], at: usize) -> Option<(Table, usize)> {
    let columns = paras[at].cells.len();
    if columns < 2 || paras[at].ruled {
        return None;
    }
    let end = at + paras[at..].iter().take_while(|p| p.cells.len() == columns && !p.ruled).count();
    if end - at < 2 {
        return None;
    }
    let rows = paras[at..end].iter().map(|p| p.cells.iter().cloned().map(cell).collect()).collect();
    Some((finish(rows, &paras[at..end]), end))
}

/// How many short lines in a row were likely a table.
const LOST: usize = 8;

/// Where a run of short lines ends that was likely a table.
pub fn lost(paras: &[Para], at: usize) -> Option<usize> {
    let short = |p: &Para| {
        let text = p.prose.as_str();
        text.len() <= 16 * 4
            && text.chars().count() <= 16
            && !text.ends_with(['。', '；', '：'])
            && outline::numbered(&p.prose).is_none()
    };
    let run = paras[at..].iter().take_while(|p| short(p)).count();
    if run < LOST {
        return None;
    }
    // A table whose columns are clear ends the run.
    let run = (1..run).find(|i| flattened(paras, at + i).is_some()).unwrap_or(run);
    (run >= LOST).then_some(at + run)
}

/// The most lines a head takes when every cell is one, and more.
const HEAD: usize = 14;
/// The longest line of a table without borders, in characters.
const LINE: usize = 64;

/// A table that lost its borders: a head that names its columns, then cells in lines, or several on a line.
fn flattened(paras: &[Para], at: usize) -> Option<(Table, usize)> {
    let (columns, from) = head_at(paras, at)?;
    let has = |is: fn(&Column) -> bool| columns.iter().any(|(c, _)| is(c));
    let (rows, end) = if has(|c| *c == Column::Task) && has(|c| matches!(c, Column::Units(_))) {
        duty_rows(&columns, paras, from)?
    } else {
        indicator_rows(&columns, paras, from)?
    };
    // Cells that would have to change places were not read in the columns they stood in: it stays text.
    let places: Vec<usize> =
        rows.iter().flatten().filter(|c| !c.prose.is_empty()).map(|c| c.prose.span().start).collect();
    if !places.is_sorted() {
        return None;
    }
    let head = columns.into_iter().map(|(_, prose)| cell(prose)).collect();
    let rows = std::iter::once(head).chain(rows).collect();
    Some((finish(rows, &paras[at..end]), end))
}

/// The head that begins at a paragraph: its columns with their words, and where it ends.
fn head_at(paras: &[Para], at: usize) -> Option<(Vec<(Column, Prose)>, usize)> {
    let mut joined = Prose::default();
    let mut found = None;
    for (i, para) in paras[at..].iter().take(HEAD).enumerate() {
        let text = para.prose.as_str();
        if para.ruled || text.len() > LINE * 3 || text.contains(['。', '，', '；']) {
            break;
        }
        // Most short lines are no head, and their first characters tell.
        if i == 0 && !head::may_begin(text.trim_start()) {
            return None;
        }
        para.prose.words().iter().for_each(|word| joined.extend(word));
        match head::columns(joined.as_str()) {
            Ok(columns) if is_head(columns.iter().map(|(_, c)| *c)) => {
                found = Some((columns, joined.clone(), at + i + 1));
            }
            Ok(_) => {}
            Err(NoHead::Yet) if i > 0 => {}
            Err(_) => break,
        }
    }
    let (columns, joined, end) = found?;
    Some((columns.into_iter().map(|(range, column)| (column, joined.slice(range))).collect(), end))
}

/// A head names what is measured and at least one value, or a task and its units, in this order.
fn is_head(columns: impl Iterator<Item = Column>) -> bool {
    let columns: Vec<Column> = columns.collect();
    let first = matches!(columns.first(), Some(Column::No | Column::Category | Column::Indicator | Column::Task));
    let at = |is: fn(&Column) -> bool| columns.iter().position(is);
    let values = at(|c| matches!(c, Column::Value { .. }));
    let measured = at(|c| *c == Column::Indicator);
    let shared = at(|c| *c == Column::Task).is_some() && at(|c| matches!(c, Column::Units(_))).is_some();
    let indicators = measured.is_some() && values.is_some() && measured < values;
    first && (indicators || shared)
}

static VALUE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^[〔\[［（(]?[≥≤＞＜<>≈＝=约超近]{0,2}[-−－负]?[0-9][0-9,]*(?:[.．][0-9]+)?(?:[-—～~][0-9][0-9.]*)?",
        r"[%％‰万亿]{0,2}(?:左右|以上|以下|以内|及以上)?[〕\]］）)]?$|^[—–―－/-]{1,4}$"
    ))
    .unwrap_or_else(|_| unreachable!("a constant pattern"))
});

fn is_binding(text: &str) -> bool {
    let words = words::tables();
    words.binding.has(text) || words.expected.has(text)
}

/// A word of the body of a table.
struct Word {
    prose: Prose,
    /// The paragraph it stands in.
    para: usize,
}

impl Word {
    fn text(&self) -> &str {
        self.prose.as_str()
    }

    fn number(&self) -> Option<u32> {
        self.text().parse().ok().filter(|n| *n > 0 && *n < 1000)
    }

    fn is_value(&self) -> bool {
        VALUE.is_match(self.text())
    }
}

/// A group's name in a narrow column runs over several lines: 健康 / 水平.
fn is_shred(word: &Word) -> bool {
    word.text().chars().count() <= 3
}

/// Joins words to one cell: words of Latin letters or digits stay apart.
fn joined(words: &[Word]) -> Prose {
    let mut out = Prose::default();
    for word in words {
        let meet = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        if meet(out.as_str().chars().next_back()) && meet(word.text().chars().next()) {
            let at = word.prose.span().start;
            out.push(" ", Span::empty(at));
        }
        out.extend(&word.prose);
    }
    out
}

/// The rows of a table of indicators, and where they end; at least two rows must be clear.
fn indicator_rows(columns: &[(Column, Prose)], paras: &[Para], from: usize) -> Option<(Vec<Vec<Cell>>, usize)> {
    let mut body: Vec<Word> = Vec::new();
    for (i, para) in paras[from..].iter().enumerate().take(800) {
        let text = para.prose.as_str();
        let sentence = text.chars().count() > LINE || text.ends_with(['。', '；']) || text.starts_with("注：");
        if para.ruled || sentence {
            break;
        }
        body.extend(para.prose.words().into_iter().map(|prose| Word { prose, para: from + i }));
    }
    let layout = Layout::of(columns)?;
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut last_no = 0;
    let mut at = 0;
    let mut end = from;
    let mut complete = 0;
    // A row that ends in the midst of a line is none: the table ends with the last one that ends with its line.
    let mut kept = 0;
    while at < body.len() {
        let Some(row) = layout.row(&body, at, &mut last_no) else { break };
        rows.extend(row.rows);
        complete += 1;
        at = row.end;
        if body.get(at).is_none_or(|w| w.para != body[at - 1].para) {
            end = body[at - 1].para + 1;
            kept = rows.len();
        }
    }
    rows.truncate(kept);
    // A name or a group that is no whole phrase: the lines do not stand in the order of the cells.
    let whole = |c: &Cell| {
        let text = c.prose.as_str();
        let count = |marks: [char; 2]| text.chars().filter(|c| marks.contains(c)).count();
        count(['（', '(']) == count(['）', ')']) && text.chars().count() <= 48
    };
    if !rows.iter().all(|row| whole(&row[layout.name]) && layout.category.is_none_or(|c| whole(&row[c]))) {
        return None;
    }
    (complete >= 2 && kept >= 2).then_some((rows, end))
}

/// How the columns of a table of indicators stand.
struct Layout {
    width: usize,
    name: usize,
    no: Option<usize>,
    category: Option<usize>,
    unit: Option<usize>,
    /// The columns behind the name and its unit that hold values.
    values: Vec<usize>,
    attribute: Option<usize>,
}

/// What one row took: its cells, lines of its group before it.
struct Taken {
    rows: Vec<Vec<Cell>>,
    end: usize,
}

impl Layout {
    fn of(columns: &[(Column, Prose)]) -> Option<Self> {
        let at = |column: Column| columns.iter().position(|(c, _)| *c == column);
        let name = at(Column::Indicator)?;
        let is_value = |c: &Column| matches!(c, Column::Value { .. } | Column::Growth | Column::Other);
        Some(Self {
            width: columns.len(),
            name,
            no: at(Column::No).filter(|&n| n < name),
            category: at(Column::Category).filter(|&c| c < name),
            unit: at(Column::Measure).filter(|&u| u > name),
            values: (name + 1..columns.len()).filter(|&i| is_value(&columns[i].0)).collect(),
            attribute: at(Column::Attribute).filter(|&a| a + 1 == columns.len()),
        })
    }

    fn blank(&self) -> Vec<Cell> {
        vec![cell(Prose::default()); self.width]
    }

    fn alone(&self, words: &[Word]) -> Vec<Cell> {
        let mut row = self.blank();
        row[self.category.unwrap_or(self.name)] = cell(joined(words));
        row
    }

    /// The row that begins at word `at`.
    fn row(&self, body: &[Word], at: usize, last_no: &mut u32) -> Option<Taken> {
        // Where the row ends: behind its 约束性 or 预期性, or behind as many values as there are columns.
        let behind = match self.attribute {
            Some(_) => at + body[at..].iter().take(60).position(|w| is_binding(w.text()))? + 1,
            None => self.behind_values(body, at)?,
        };
        let words = &body[at..behind];
        let (words, attribute) = match self.attribute {
            Some(_) => (&words[..words.len() - 1], words.last()),
            None => (words, None),
        };
        // Its number: a whole number that goes on counting, before words.
        let no = (0..words.len().min(12)).find(|&i| {
            let counts = words[i].number().is_some_and(|n| n == *last_no + 1 || n == *last_no && n > 0);
            counts
                && words.get(i + 1).is_some_and(|next| !next.is_value() || next.number().is_some())
                && words[..i].iter().all(|w| !w.is_value())
        });
        let (before, words) = match no {
            Some(i) => {
                *last_no = words[i].number().unwrap_or(*last_no);
                (&words[..i], &words[i..])
            }
            None => self.group(words),
        };
        let number = usize::from(no.is_some());
        let named = number + self.name_end(&words[number..])?;
        let mut row = self.blank();
        let mut rows = Vec::new();
        if !before.is_empty() {
            match self.category {
                Some(at) if self.no.is_none() || no.is_some() => row[at] = cell(joined(before)),
                _ => rows.extend(
                    before.chunk_by(|a, b| a.para == b.para || is_shred(a) && is_shred(b)).map(|line| self.alone(line)),
                ),
            }
        }
        let mut name = &words[number..named];
        if let Some(at) = self.unit
            && name.len() >= 2
            && let [head @ .., unit] = name
        {
            row[at] = cell(unit.prose.clone());
            name = head;
        }
        match self.no {
            Some(at) => {
                row[at] = cell(joined(&words[..number]));
                row[self.name] = cell(joined(name));
            }
            None => {
                let mut whole = joined(&words[..number]);
                if number > 0 && !name.is_empty() {
                    whole.push(" ", Span::empty(name[0].prose.span().start));
                }
                whole.extend(&joined(name));
                row[self.name] = cell(whole);
            }
        }
        // One word a column; what is over belongs to the last, the value to reach (比基期降低10%).
        let values = &words[named..];
        for (i, &column) in self.values.iter().enumerate() {
            let last = i + 1 == self.values.len();
            let range = if last { values.get(i..) } else { values.get(i..i + 1) };
            // A single value with its base left out is the one to reach.
            let range = if values.len() < self.values.len() {
                let missing = self.values.len() - values.len();
                i.checked_sub(missing).and_then(|i| values.get(i..i + 1))
            } else {
                range
            };
            row[column] = cell(joined(range.unwrap_or(&[])));
        }
        if let (Some(at), Some(word)) = (self.attribute, attribute) {
            row[at] = cell(word.prose.clone());
        }
        rows.push(row);
        Some(Taken { rows, end: behind })
    }

    /// Without numbers, lines before the one with the name are its group.
    fn group<'a>(&self, words: &'a [Word]) -> (&'a [Word], &'a [Word]) {
        let texts = words.iter().take_while(|w| !w.is_value()).count();
        let needed = 1 + usize::from(self.unit.is_some());
        let Some(last) = texts.checked_sub(needed).filter(|&n| n > 0) else { return (&[], words) };
        let para = words[last].para;
        let start = (0..=last).find(|&i| words[i].para == para).unwrap_or(0);
        words.split_at(start)
    }

    /// Where a row without 约束性 or 预期性 ends.
    fn behind_values(&self, body: &[Word], at: usize) -> Option<usize> {
        let mut i = at;
        // The name: up to the first value behind a word of it.
        let mut named = false;
        while i < body.len() && i < at + 40 {
            if named && body[i].is_value() {
                let run = body[i..].iter().take(self.values.len()).take_while(|w| w.is_value()).count();
                if run == self.values.len() {
                    return Some(i + run);
                }
                // A figure inside a name: 高血压和 2 型糖尿病….
            }
            named |= !body[i].is_value();
            i += 1;
        }
        None
    }

    /// Where the name (and its unit) ends: at its bracket （%）, else before the values.
    fn name_end(&self, words: &[Word]) -> Option<usize> {
        if words.is_empty() {
            return None;
        }
        let rest = |end: usize| words.len() - end;
        let bracket = words.iter().position(|w| w.text().ends_with(['）', ')']) && !w.is_value());
        if self.unit.is_none()
            && let Some(end) = bracket.map(|i| i + 1).filter(|&end| rest(end) >= 1)
        {
            return Some(end);
        }
        let values = words.iter().rev().take(self.values.len()).take_while(|w| w.is_value()).count();
        if values == self.values.len() && rest(values) > 0 {
            return Some(words.len() - values);
        }
        // A goal in words: the name ends before the first value.
        let first = words.iter().position(Word::is_value).filter(|&i| i > 0)?;
        Some(first)
    }
}

/// The rows of a table of tasks, a cell a line, each begun by its number.
fn duty_rows(columns: &[(Column, Prose)], paras: &[Para], from: usize) -> Option<(Vec<Vec<Cell>>, usize)> {
    if columns.first().is_none_or(|(c, _)| *c != Column::No) {
        return None;
    }
    let number = |i: usize| paras.get(i).and_then(|p| p.prose.as_str().trim().parse::<usize>().ok());
    let mut starts: Vec<usize> = Vec::new();
    for i in from..paras.len() {
        if number(i) == Some(starts.len() + 1) {
            starts.push(i);
        } else if i - starts.last().copied().unwrap_or(from) > 40 {
            break;
        }
    }
    if starts.len() < 2 || starts.first() != Some(&from) {
        return None;
    }
    let cells = columns.len() - 1;
    let mut rows = Vec::new();
    let mut end = from;
    for (n, &start) in starts.iter().enumerate() {
        let until = match starts.get(n + 1) {
            Some(&next) => next,
            // The last row is as long as its columns are many, and ends before the next heading.
            None => {
                let stop = (start + 1..paras.len()).find(|&i| ends_table(&paras[i])).unwrap_or(paras.len());
                let listed = listed(&columns[1..], &paras[start + 1..stop]);
                stop.min(start + 1 + cells + listed)
            }
        };
        let texts: Vec<&Para> = paras[start + 1..until].iter().collect();
        if texts.is_empty() {
            return None;
        }
        let mut row = vec![cell(Prose::default()); columns.len()];
        row[0] = cell(paras[start].prose.clone());
        spread(&columns[1..], &texts, &mut row[1..]);
        rows.push(row);
        end = until;
    }
    Some((rows, end))
}

fn ends_table(para: &Para) -> bool {
    let text = para.prose.as_str();
    let heading = numbering::read(text).is_some_and(|l| numbering::styles().get(l.style).is_some_and(|s| s.top));
    heading || outline::attachment(text).is_some() || outline::is_caption(text) || para.ruled
}

/// How many lines more than one name bodies where the column of bodies begins, each on its line.
fn listed(columns: &[(Column, Prose)], lines: &[Para]) -> usize {
    let Some(at) = only_units(columns) else { return 0 };
    lines.iter().skip(at).take_while(|line| is_body(line)).count().saturating_sub(1)
}

/// The place of the one column of bodies.
fn only_units(columns: &[(Column, Prose)]) -> Option<usize> {
    let mut units = columns.iter().enumerate().filter(|(_, (c, _))| matches!(c, Column::Units(_)));
    let (at, _) = units.next()?;
    units.next().is_none().then_some(at)
}

fn is_body(line: &Para) -> bool {
    let text = line.prose.as_str().trim();
    text.chars().count() <= 20 && !text.ends_with('。') && words::clauses().endings.end(text).is_some()
}

/// How many lines more than one name bodies, each on its line, in a table with one column of them.
fn bodies(columns: &[(Column, Prose)], lines: &[&Para]) -> usize {
    let Some(at) = only_units(columns) else { return 0 };
    let behind = columns.len() - at - 1;
    let listed = lines[..lines.len().saturating_sub(behind)].iter().rev().take_while(|line| is_body(line)).count();
    listed.saturating_sub(1)
}

/// Puts lines into cells: as many as there are columns one each; lines over go to the task, lines that lack
/// leave the columns empty that they do not fit.
fn spread(columns: &[(Column, Prose)], lines: &[&Para], row: &mut [Cell]) {
    let over = lines.len().saturating_sub(columns.len());
    let behind = if over > 0 { bodies(columns, lines).min(over) } else { 0 };
    let over = over - behind;
    let mut next = 0;
    for (at, (column, _)) in columns.iter().enumerate() {
        let left = lines.len() - next;
        if left == 0 {
            return;
        }
        let columns_left = columns.len() - at;
        let mut take = 1;
        if over > 0 && *column == Column::Task {
            take += over;
        } else if behind > 0 && matches!(column, Column::Units(_)) {
            take += behind;
        } else if left < columns_left {
            // A line too few: a column it does not suit stays empty.
            let text = lines[next].prose.as_str();
            let dated = text.contains('年') || text.contains('月') || text.contains("持续") || text.contains("长期");
            match column {
                Column::Units(_) if dated && text.chars().count() <= 16 => take = 0,
                Column::Time if !dated => take = 0,
                _ => {}
            }
        }
        let mut prose = Prose::default();
        for line in &lines[next..(next + take).min(lines.len())] {
            // Bodies on lines of their own are a list.
            if matches!(column, Column::Units(_)) && !prose.is_empty() {
                prose.push(" ", Span::empty(line.prose.span().start));
            }
            prose.extend(&line.prose);
        }
        row[at] = cell(prose);
        next += take;
    }
    // Nothing is lost: what no column took goes to the last.
    if let (Some(last), true) = (row.last_mut(), next < lines.len()) {
        lines[next..].iter().for_each(|line| last.prose.extend(&line.prose));
    }
}

#[cfg(test)]
mod tests;
