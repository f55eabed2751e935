//! Laid-out pages (PDF, OFD) to text: lines as they stand, tables by their rules. What a page's width parted, and
//! what belongs to pages alone, is the import of text to tell: it reads such texts as they are copied.

use super::blocks::{Block, Line, PAGE_END};
use crate::pages::{Measured, PT, Placed, Rule, is_han};

/// Ends of rules within this many mm meet.
const NEAR: f64 = 1.2;

/// The blocks of pages.
pub fn blocks(pages: &[Measured]) -> Vec<Block> {
    let margin = margin(pages);
    let mut out = Vec::new();
    let mut open: Vec<Grid> = Vec::new();
    for (number, page) in pages.iter().enumerate() {
        let (mut grids, sides) = grids(&page.rules);
        // A browser parts a frame without closing it: what goes on from the page before has its sides alone.
        grids.extend(sides.into_iter().filter(|side| open.iter().any(|frame| frame.is_above(side))));
        open = grids.iter().filter(|g| g.is_open()).cloned().collect();
        let mut cells: Vec<Vec<Vec<Vec<&Placed>>>> =
            grids.iter().map(|g| vec![vec![Vec::new(); g.columns()]; g.rows()]).collect();
        let mut pieces: Vec<(f64, Block)> = Vec::new();
        let mut last: Option<f64> = None;
        for line in &page.lines {
            let (inside, outside): (Vec<&Placed>, Vec<&Placed>) =
                line.characters.iter().partition(|c| grids.iter().any(|g| g.holds(c)));
            for c in inside {
                if let Some((at, grid)) = grids.iter().enumerate().find(|(_, g)| g.holds(c)) {
                    let (row, column) = grid.cell(c);
                    cells[at][row][column].push(c);
                }
            }
            if let Some(first) = outside.first() {
                let em = first.em().max(1.0);
                // A gap of more than a line is one that a reader sees.
                if last.is_some_and(|last| line.baseline - last > 2.6 * em) {
                    pieces.push((line.baseline - em / 2.0, Block::Line(Line::default())));
                }
                let indent = ((first.x - margin) / em * 2.0).round().clamp(0.0, 60.0);
                // Rounded, from 0 to 60.
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 60")]
                let indent = " ".repeat(indent as usize);
                pieces.push((line.baseline, Block::Line(Line::new(format!("{indent}{}", spaced(&outside))))));
                last = Some(line.baseline);
            }
        }
        for (grid, cells) in grids.iter().zip(cells) {
            pieces.push((grid.top(), grid.block(&cells)));
        }
        pieces.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut pieces: Vec<Block> = pieces.into_iter().map(|(_, block)| block).collect();
        carry_on(&mut out, &mut pieces);
        out.append(&mut pieces);
        if number + 1 < pages.len() {
            out.push(Block::Line(Line::new(PAGE_END)));
        }
    }
    out
}

/// A table that goes on over the page repeats its head: its rows go on with those before.
fn carry_on(out: &mut [Block], page: &mut Vec<Block>) {
    let Some(Block::Table(rows)) = page.first_mut() else { return };
    // Between them stands the end of a page, and on it perhaps its number.
    let number = |b: &Block| matches!(b, Block::Line(line) if line.text.chars().all(|c| !is_han(c)));
    let between = out.iter().rev().take(8).take_while(|b| number(b)).count();
    let Some(at) = out.len().checked_sub(between + 1) else { return };
    let Some(Block::Table(before)) = out.get_mut(at) else { return };
    let (Some(head), Some(again)) = (before.first(), rows.first()) else { return };
    if head.len() > 1 && texts(head) == texts(again) {
        before.extend(rows.drain(..).skip(1));
        page.remove(0);
    }
}

fn texts(row: &[Vec<Block>]) -> Vec<String> {
    let text = |block: &Block| match block {
        Block::Line(line) => line.text.clone(),
        Block::Table(_) => String::new(),
    };
    row.iter().map(|cell| cell.iter().map(text).collect()).collect()
}

/// Where most lines begin, mm: indents are measured from there.
fn margin(pages: &[Measured]) -> f64 {
    let mut starts: Vec<i64> = Vec::new();
    for page in pages {
        #[expect(clippy::cast_possible_truncation, reason = "millimetres of a page")]
        starts.extend(page.lines.iter().map(|l| l.x().round() as i64));
    }
    starts.sort_unstable();
    let mut best = (0usize, 0i64);
    for run in starts.chunk_by(|a, b| a == b) {
        if run.len() > best.0 {
            best = (run.len(), run[0]);
        }
    }
    best.1 as f64
}

/// Characters of one line as a text: gaps that part words or columns are blanks.
fn spaced(characters: &[&Placed]) -> String {
    let mut out = String::new();
    for (at, c) in characters.iter().enumerate() {
        if let Some(before) = at.checked_sub(1).and_then(|i| characters.get(i)) {
            let gap = (c.x - before.end) / c.em().max(0.5);
            let words = before.text.is_ascii_alphanumeric() && c.text.is_ascii_alphanumeric();
            let letter = |c: char| is_han(c) || c.is_ascii_alphanumeric();
            // Marks leave half of their square empty, and lines are stretched to their ends.
            let mixed = before.text.is_ascii_alphanumeric() != c.text.is_ascii_alphanumeric();
            if gap > 2.0 {
                out.push_str("    ");
            } else if gap > 1.1 {
                out.push('\u{3000}');
            } else if words && gap > 0.12
                || letter(before.text) && letter(c.text) && gap > 0.35
                || is_han(before.text) && is_han(c.text) && gap > 0.2
                || c.spaced && mixed && letter(before.text) && letter(c.text)
            {
                out.push(' ');
            }
        }
        out.push(c.text);
    }
    out
}

/// Sides of a frame this long, mm, and longer are more than two rows' bars.
const TALL: f64 = 8.0;

/// A table's lines: where its columns and rows begin and end, and which of the lines between them are drawn.
#[derive(Debug, Clone)]
struct Grid {
    xs: Vec<f64>,
    ys: Vec<f64>,
    level: Vec<Rule>,
    upright: Vec<Rule>,
}

/// The tables of a page: rules that meet, two upright ones at the least. And pairs of upright ones that stand beside
/// each other and meet nothing.
fn grids(rules: &[Rule]) -> (Vec<Grid>, Vec<Grid>) {
    let mut parts: Vec<Vec<Rule>> = Vec::new();
    for rule in rules.iter().filter(|r| !r.red && r.width.max(r.height) > 3.0) {
        let (mut meeting, apart): (Vec<Vec<Rule>>, Vec<Vec<Rule>>) =
            parts.into_iter().partition(|part| part.iter().any(|other| meet(rule, other)));
        let mut joined = vec![*rule];
        meeting.iter_mut().for_each(|part| joined.append(part));
        parts = apart;
        parts.push(joined);
    }
    let mut sides: Vec<Vec<Rule>> = Vec::new();
    let mut whole = Vec::new();
    for part in parts {
        match part.as_slice() {
            [side] if is_upright(side) => match sides.iter_mut().find(|other| are_abreast(&other[0], side)) {
                Some(other) => other.push(*side),
                None => sides.push(vec![*side]),
            },
            _ => whole.extend(Grid::of(part)),
        }
    }
    (whole, sides.into_iter().filter_map(Grid::of).collect())
}

/// Whether two upright rules begin and end at the same heights.
fn are_abreast(a: &Rule, b: &Rule) -> bool {
    a.height > TALL && (a.y - b.y).abs() < NEAR && (a.bottom() - b.bottom()).abs() < NEAR
}

fn is_upright(rule: &Rule) -> bool {
    rule.height > rule.width
}

fn meet(a: &Rule, b: &Rule) -> bool {
    a.x - NEAR <= b.end() && b.x - NEAR <= a.end() && a.y - NEAR <= b.bottom() && b.y - NEAR <= a.bottom()
}

/// Values that lie near to each other as one.
fn gathered(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_by(f64::total_cmp);
    values.dedup_by(|a, b| *a - *b < NEAR);
    values
}

impl Grid {
    fn of(rules: Vec<Rule>) -> Option<Grid> {
        let (upright, level): (Vec<Rule>, Vec<Rule>) = rules.into_iter().partition(is_upright);
        let xs = gathered(upright.iter().map(|r| r.x + r.width / 2.0).collect());
        let mut ys = gathered(level.iter().map(|r| r.y + r.height / 2.0).collect());
        if let [first, .., last] = upright.as_slice()
            && ys.len() < 2
            && xs.len() == 2
            && are_abreast(first, last)
        {
            // A frame that is open below, or above, or both, ends where its sides do.
            ys = gathered(ys.into_iter().chain([first.y, first.bottom()]).collect());
        }
        (xs.len() >= 2 && ys.len() >= 2 && xs.len() <= 64 && ys.len() <= 400).then_some(Grid { xs, ys, level, upright })
    }

    /// Whether it is a frame that its page does not close below.
    fn is_open(&self) -> bool {
        let bottom = self.ys.last().copied().unwrap_or_default();
        self.columns() == 1 && !self.level.iter().any(|r| (r.y + r.height / 2.0 - bottom).abs() < NEAR)
    }

    /// Whether another one, on the next page, has the same sides.
    fn is_above(&self, other: &Grid) -> bool {
        self.xs.len() == other.xs.len() && self.xs.iter().zip(&other.xs).all(|(a, b)| (a - b).abs() < NEAR)
    }

    fn columns(&self) -> usize {
        self.xs.len() - 1
    }

    fn rows(&self) -> usize {
        self.ys.len() - 1
    }

    fn top(&self) -> f64 {
        self.ys.first().copied().unwrap_or_default()
    }

    /// Middle of a character's square, mm.
    fn middle(c: &Placed) -> (f64, f64) {
        ((c.x + c.end) / 2.0, c.baseline - 0.38 * c.em())
    }

    fn holds(&self, c: &Placed) -> bool {
        let (x, y) = Self::middle(c);
        let within = |list: &[f64], v: f64| list.first().is_some_and(|a| v > *a) && list.last().is_some_and(|b| v < *b);
        within(&self.xs, x) && within(&self.ys, y)
    }

    /// The cell a character stands in: the upper left one of those that no rule parts.
    fn cell(&self, c: &Placed) -> (usize, usize) {
        let (x, y) = Self::middle(c);
        let at = |list: &[f64], v: f64| list.partition_point(|edge| *edge <= v).saturating_sub(1).min(list.len() - 2);
        let (mut row, mut column) = (at(&self.ys, y), at(&self.xs, x));
        let middle = |list: &[f64], i: usize| (list[i] + list[i + 1]) / 2.0;
        while column > 0 && !self.is_parted_left(column, middle(&self.ys, row)) {
            column -= 1;
        }
        while row > 0 && !self.is_parted_above(row, middle(&self.xs, column)) {
            row -= 1;
        }
        (row, column)
    }

    /// Whether a rule stands at the left of a column, at this height.
    fn is_parted_left(&self, column: usize, y: f64) -> bool {
        let x = self.xs[column];
        self.upright.iter().any(|r| (r.x + r.width / 2.0 - x).abs() < NEAR && r.y - NEAR <= y && y <= r.bottom() + NEAR)
    }

    fn is_parted_above(&self, row: usize, x: f64) -> bool {
        let y = self.ys[row];
        self.level.iter().any(|r| (r.y + r.height / 2.0 - y).abs() < NEAR && r.x - NEAR <= x && x <= r.end() + NEAR)
    }

    /// A table, or what stands in a frame.
    fn block(&self, cells: &[Vec<Vec<&Placed>>]) -> Block {
        let rows = cells.iter().map(|row| row.iter().map(|cell| self.lines(cell)).collect()).collect();
        Block::Table(rows)
    }

    /// The lines of a cell: of a frame as they stand, so that its paragraphs are told by their indents.
    fn lines(&self, characters: &[&Placed]) -> Vec<Block> {
        let mut lines: Vec<Vec<&Placed>> = Vec::new();
        for c in characters {
            match lines.last_mut().and_then(|line| line.last().map(|b| b.baseline)) {
                Some(base) if (c.baseline - base).abs() < 1.0 => lines.last_mut().into_iter().for_each(|l| l.push(c)),
                _ => lines.push(vec![c]),
            }
        }
        if self.columns() > 1 {
            let joined: Vec<String> = lines.iter().map(|l| spaced(l)).collect();
            return vec![Block::Line(Line::new(rejoined(&joined)))];
        }
        let left = lines.iter().filter_map(|l| l.first().map(|c| c.x)).fold(f64::INFINITY, f64::min);
        let line = |l: &Vec<&Placed>| {
            let indented = l.first().is_some_and(|c| c.x - left > 1.2 * c.em());
            Block::Line(Line::new(format!("{}{}", if indented { "    " } else { "" }, spaced(l))))
        };
        lines.iter().map(line).collect()
    }
}

/// Lines of a narrow cell as one text.
fn rejoined(lines: &[String]) -> String {
    let mut out = String::new();
    for line in lines {
        let words = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
        if words(out.chars().next_back()) && words(line.chars().next()) {
            out.push(' ');
        }
        out.push_str(line);
    }
    out
}

/// Points to millimetres, for readers whose sizes are in mm.
pub fn points(mm: f64) -> f64 {
    mm * PT
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(x: f64, y: f64, width: f64, height: f64) -> Rule {
        Rule { x, y, width, height, red: false }
    }

    /// As browsers print a frame that three pages part: its beginning, its middle, its end.
    #[test]
    fn frames_that_pages_part_are_frames() {
        let sides = |top: f64, height: f64| [rule(20.0, top, 0.3, height), rule(190.0, top, 0.3, height)];
        let first = [&sides(100.0, 180.0)[..], &[rule(20.0, 100.0, 170.3, 0.3)]].concat();
        let last = [&sides(20.0, 60.0)[..], &[rule(20.0, 79.7, 170.3, 0.3)]].concat();
        let (begun, apart) = grids(&first);
        assert!(begun.len() == 1 && begun[0].is_open() && apart.is_empty(), "{begun:?} {apart:?}");
        let (whole, middle) = grids(&sides(20.0, 260.0));
        assert!(whole.is_empty() && middle.len() == 1 && middle[0].is_open(), "{middle:?}");
        assert!(begun[0].is_above(&middle[0]));
        let (ended, _) = grids(&last);
        assert!(ended.len() == 1 && !ended[0].is_open(), "{ended:?}");
        // Two bars that have nothing to do with each other are none.
        let (whole, apart) = grids(&[rule(20.0, 20.0, 0.3, 100.0), rule(190.0, 50.0, 0.3, 100.0)]);
        assert!(whole.is_empty() && apart.is_empty());
        assert!(
            !begun[0]
                .is_above(&Grid::of(vec![rule(40.0, 0.0, 0.3, 50.0), rule(90.0, 0.0, 0.3, 50.0)]).expect("a pair"))
        );
    }
}
