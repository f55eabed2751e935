//! How the lines of the text follow each other: where a line begins, and which goes on from the one before.

use super::{Kind, Layout, Line, PT, Placed};

/// Where a line begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// At the left edge of the text.
    Flush,
    /// Two characters in, as a paragraph does.
    Indented,
    /// Elsewhere: in the middle, on the right.
    Elsewhere,
}

/// A line of the text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step<'a> {
    /// Its page, from 1.
    pub page: usize,
    /// The line.
    pub line: &'a Line,
    /// Where it begins.
    pub start: Start,
    /// Whether it goes on in the next line.
    pub goes_on: bool,
    /// Whether it goes on from the line before.
    pub continues: bool,
}

/// The lines of the text in the order they are read.
#[derive(Debug, Clone, PartialEq)]
pub struct Flow<'a> {
    /// The lines.
    pub steps: Vec<Step<'a>>,
    /// The edges of the text on even pages and on odd ones, where there are lines enough to tell; the same
    /// unless the margins change sides.
    edges: [Edges; 2],
}

/// The edges of the text, mm.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Edges {
    left: Option<f64>,
    right: Option<f64>,
}

/// Marks that an engine may trim to half their width at the edge of a line; what a PDF has no code for may be one.
pub(crate) fn is_mark(c: char) -> bool {
    c == char::REPLACEMENT_CHARACTER
        || matches!(c, '\u{2010}'..='\u{201f}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{301b}' | '…' | '·')
        || matches!(c, '！' | '（' | '）' | '，' | '．' | '：' | '；' | '？' | '％')
}

impl<'a> Flow<'a> {
    /// Reads the lines of a layout.
    pub fn of(layout: &Layout<'a>) -> Self {
        let em = layout.size / PT;
        let rows = layout.sheets.iter().filter(|s| !s.across).flat_map(|s| {
            let last = s.text().count();
            s.text().enumerate().map(move |(at, row)| (s.number, row, at == 0, at + 1 == last)).collect::<Vec<_>>()
        });
        let rows: Vec<_> = rows.filter(|(_, row, ..)| row.kind == Kind::Body).collect();
        let edges_of = |wanted: &dyn Fn(usize) -> bool| {
            let lines = || rows.iter().filter(|(page, ..)| wanted(*page)).map(|(_, row, ..)| &row.line.characters);
            let starts: Vec<f64> =
                lines().filter_map(|l| l.first()).filter(|c| !is_mark(c.text)).map(|c| c.x).collect();
            let ends = lines().filter_map(|l| l.last()).filter(|c| !is_mark(c.text)).map(|c| -c.end).collect();
            let wide = |from: f64| {
                let width = |l: &Vec<Placed>| Some(l.last()?.end - l.first()?.x);
                let begun = lines().filter(|l| l.first().is_some_and(|c| (c.x - from).abs() < 0.7));
                begun.filter_map(width).fold(0.0, f64::max)
            };
            Edges { left: left_edge(&starts, em, wide), right: edge(ends).map(|e| -e) }
        };
        let sides = [edges_of(&|page| page % 2 == 0), edges_of(&|page| page % 2 == 1)];
        let mirrored = matches!((sides[0].left, sides[1].left), (Some(a), Some(b)) if (a - b).abs() > 1.0);
        let edges = if mirrored { sides } else { [edges_of(&|_| true); 2] };
        let mut steps: Vec<Step<'a>> = rows
            .iter()
            .map(|&(page, row, ..)| {
                let first = row.line.characters.first();
                // A trimmed opening mark begins up to half a character further left.
                let slack = if first.is_some_and(|c| is_mark(c.text)) { em / 2.0 } else { 0.0 };
                let left = edges[page % 2].left;
                let x = row.line.x() - left.unwrap_or_default();
                let start = match left {
                    Some(_) if x > -slack - 0.8 && x < 0.6 * em => Start::Flush,
                    Some(_) if x > 2.0 * em - slack - 0.9 && x < 2.0 * em + 0.9 => Start::Indented,
                    _ => Start::Elsewhere,
                };
                Step { page, line: row.line, start, goes_on: false, continues: false }
            })
            .collect();
        let pitch = layout.pitch.unwrap_or(layout.size * 15.0 / 8.0) / PT;
        for at in 1..steps.len() {
            let (a, b) = (steps[at - 1], steps[at]);
            let next = match b.page - a.page {
                0 => b.line.baseline - a.line.baseline < 1.5 * pitch,
                1 => rows[at - 1].3 && rows[at].2,
                _ => false,
            };
            // A paragraph may begin anywhere near the edge; what stands further in is no running text.
            let near = edges[a.page % 2].left.is_some_and(|l| a.line.x() < l + 5.0 * em);
            let filled = near && edges[a.page % 2].right.is_some_and(|r| a.line.end() > r - 1.6 * em);
            if next && filled && b.start == Start::Flush {
                steps[at - 1].goes_on = true;
                steps[at].continues = true;
            }
        }
        Self { steps, edges }
    }

    /// The left edge of the text on a page, mm, where there are lines enough to tell.
    pub fn left(&self, page: usize) -> Option<f64> {
        self.edges[page % 2].left
    }

    /// The right edge of the text on a page.
    pub fn right(&self, page: usize) -> Option<f64> {
        self.edges[page % 2].right
    }

    /// Each line that goes on, with the one it goes on in.
    pub fn joins(&self) -> impl Iterator<Item = (&Step<'a>, &Step<'a>)> {
        self.steps.windows(2).filter(|p| p[0].goes_on).map(|p| (&p[0], &p[1]))
    }
}

/// The left edge of the text from where its lines begin. In a short document most lines are first lines: where some
/// begin two characters further left, the edge is there; where none does, and none is as wide as no first line can be
/// or begins two characters further in, that place may as well be the indent, and nothing is told. `wide` tells how
/// wide the widest line is that begins at a place.
fn left_edge(starts: &[f64], em: f64, wide: impl Fn(f64) -> f64) -> Option<f64> {
    let begins = |at: f64| starts.iter().copied().find(|x| (x - at).abs() < 0.7);
    let found = edge(starts.to_vec())?;
    let further = begins(found - 2.0 * em);
    let sure = || begins(found + 2.0 * em).is_some() || wide(found) > 26.3 * em;
    further.or_else(|| sure().then_some(found))
}

/// The outermost place at which enough lines begin: an eighth of them, and at least three.
fn edge(mut places: Vec<f64>) -> Option<f64> {
    places.sort_by(f64::total_cmp);
    let enough = (places.len() / 8).max(3);
    places.windows(enough).find(|w| w[enough - 1] - w[0] < 0.7).map(|w| w[enough / 2])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_lines_of_short_paragraphs_are_no_edge() {
        let em = 5.571;
        let short = |_: f64| 20.0 * em;
        // Addressees, and three paragraphs of a line.
        assert_eq!(left_edge(&[28.0, 39.14, 39.14, 39.14], em, short), Some(28.0));
        // Paragraphs of a line alone: the edge does not show.
        assert_eq!(left_edge(&[39.14; 5], em, short), None);
        // Lines that go on, and a text without indents.
        assert_eq!(left_edge(&[39.14, 28.0, 28.0, 28.0], em, short), Some(28.0));
        assert_eq!(left_edge(&[28.0; 5], em, |_| 28.0 * em), Some(28.0));
        assert_eq!(left_edge(&[28.0, 39.14], em, short), None, "too few to tell");
    }
}
