//! Which character of a page is which of a text: laid-out pages read beside the text they were made of.
//!
//! Nothing is written into the pages for it: templates are the office's own, and a mark in every paragraph would be
//! laid out again whenever its number changed. The pages show the text in its order, with little in between (numbers
//! of pages, heads of tables, labels that were made), so the two are read side by side.

use super::{PT, Placed};
use crate::base::{Prose, Span};
use rustc_hash::FxHashMap;

/// A text as pages show it: its characters without white space, each with its place in the file.
#[derive(Debug, Clone, Default)]
pub struct Written {
    characters: Vec<char>,
    places: Vec<Span>,
}

impl Written {
    /// Adds a part of the file that is shown as it stands.
    pub fn push(&mut self, text: &str, at: usize) {
        for (offset, c) in text.char_indices().filter(|(_, c)| !c.is_whitespace()) {
            self.characters.push(c);
            self.places.push(Span::new(at + offset, at + offset + c.len_utf8()));
        }
    }

    /// Adds running text.
    pub fn push_prose(&mut self, prose: &Prose) {
        for (text, source) in prose.pieces() {
            let same = text.len() == source.len();
            for (offset, c) in text.char_indices().filter(|(_, c)| !c.is_whitespace()) {
                let at = source.start + offset;
                self.characters.push(c);
                self.places.push(if same { Span::new(at, at + c.len_utf8()) } else { source });
            }
        }
    }

    /// Where some of its characters are found again: the first place from `from` on, else the first of all.
    fn find(&self, wanted: &[char], from: usize) -> Option<usize> {
        let within = |range: &[char]| range.windows(wanted.len()).position(|w| w == wanted);
        let behind = self.characters.get(from..).and_then(within).map(|at| from + at);
        behind.or_else(|| within(&self.characters))
    }
}

/// A rectangle on a page, mm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// The page, from 0.
    pub page: usize,
    /// From the left edge.
    pub x: f64,
    /// From the upper edge.
    pub y: f64,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
}

impl Area {
    fn of(page: usize, c: &Placed) -> Self {
        let (top, bottom) = (c.top(), c.bottom());
        Self { page, x: c.x, y: top, width: (c.end - c.x).max(0.0), height: bottom - top }
    }

    /// Whether a character follows on the same line.
    fn goes_on(&self, page: usize, c: &Placed) -> bool {
        let em = c.size / PT;
        self.page == page
            && (self.y - c.top()).abs() < em / 2.0
            && c.x >= self.x - em
            && c.x - (self.x + self.width) < 2.0 * em
    }
}

/// Pages with the way back to the text they were made of.
#[derive(Debug, Default)]
pub struct Traced {
    /// The characters of each page, with their places in the file where those are known.
    pages: Vec<Vec<(Placed, Option<Span>)>>,
    /// Start in the file, page and character, in order of the file.
    order: Vec<(usize, u32, u32)>,
}

/// How many characters in a row tell that two texts go on alike.
const ALIKE: usize = 6;
/// How far ahead on the pages the text is looked for again.
const AHEAD: usize = 40;
/// How far ahead in the text, before all of it is looked through.
const NEAR: usize = 240;

impl Traced {
    /// Reads pages beside the body of a text and what stands at its head (the front matter).
    pub fn read(pages: Vec<Vec<Placed>>, body: &Written, head: &Written) -> Self {
        let shown: Vec<char> = pages.iter().flatten().map(|c| c.text).collect();
        let found = match_up(&shown, body, head);
        let mut found = found.into_iter();
        let pages: Vec<Vec<(Placed, Option<Span>)>> =
            pages.into_iter().map(|page| page.into_iter().map(|c| (c, found.next().flatten())).collect()).collect();
        let mut order = Vec::new();
        for (page, characters) in (0u32..).zip(&pages) {
            for (at, (_, place)) in (0u32..).zip(characters) {
                order.extend(place.map(|p| (p.start, page, at)));
            }
        }
        order.sort_unstable();
        Self { pages, order }
    }

    /// Where the bytes of a span stand on the pages, line by line.
    pub fn areas(&self, span: Span) -> Vec<Area> {
        let from = self.order.partition_point(|(start, ..)| *start < span.start);
        let mut shown: Vec<(u32, u32)> =
            self.order[from..].iter().take_while(|(start, ..)| *start < span.end).map(|(_, p, c)| (*p, *c)).collect();
        shown.sort_unstable();
        let mut out: Vec<Area> = Vec::new();
        for (page, at) in shown {
            let page = page as usize;
            let Some((c, _)) = self.pages.get(page).and_then(|p| p.get(at as usize)) else { continue };
            match out.last_mut() {
                Some(last) if last.goes_on(page, c) => last.width = last.width.max(c.end - last.x),
                _ => out.push(Area::of(page, c)),
            }
        }
        out
    }

    /// The place in the file of what stands at a point of a page, mm: of the character there, else of the nearest one
    /// on its line or the lines around it.
    pub fn at(&self, page: usize, x: f64, y: f64) -> Option<Span> {
        let near = |c: &Placed| {
            let middle = (c.top() + c.bottom()) / 2.0;
            let down = ((y - middle).abs() - c.em() / 2.0).max(0.0);
            let across = (c.x - x).max(x - c.end).max(0.0);
            // A line reaches as far as its neighbours let it; words of another line are further away than any of this.
            down * 20.0 + across
        };
        let known = self.pages.get(page)?.iter().filter_map(|(c, place)| Some((near(c), c.em(), (*place)?)));
        let (far, em, place) = known.min_by(|a, b| a.0.total_cmp(&b.0))?;
        (far < em * 60.0).then_some(place)
    }

    /// How many characters the pages show, and of how many the place in the file is known.
    pub fn known(&self) -> (usize, usize) {
        (self.pages.iter().map(Vec::len).sum(), self.order.len())
    }
}

fn match_up(shown: &[char], body: &Written, head: &Written) -> Vec<Option<Span>> {
    let mut found: Vec<Option<Span>> = vec![None; shown.len()];
    let mut index: Option<FxHashMap<&[char], Vec<usize>>> = None;
    let (mut at, mut to) = (0, 0);
    while at < shown.len() {
        if body.characters.get(to) == Some(&shown[at]) {
            found[at] = body.places.get(to).copied();
            at += 1;
            to += 1;
            continue;
        }
        let (ahead, step) = again(shown, at, body, to, &mut index);
        at += ahead;
        to = step.unwrap_or(to);
    }
    leftovers(shown, body, head, &mut found);
    found
}

/// Where the two texts go on alike: how many characters of the pages to pass over, and where the text goes on.
fn again<'b>(
    shown: &[char],
    at: usize,
    body: &'b Written,
    to: usize,
    index: &mut Option<FxHashMap<&'b [char], Vec<usize>>>,
) -> (usize, Option<usize>) {
    let mut best: Option<(usize, usize, usize)> = None;
    let better = |cost: usize, best: &Option<(usize, usize, usize)>| best.is_none_or(|b| cost < b.0);
    let window = body.characters.get(to..(to + NEAR).min(body.characters.len())).unwrap_or(&[]);
    for ahead in 0..AHEAD {
        let Some(gram) = shown.get(at + ahead..at + ahead + ALIKE) else { break };
        if let Some(step) = window.windows(ALIKE).position(|w| w == gram)
            && better(ahead + step / 4, &best)
        {
            best = Some((ahead + step / 4, ahead, to + step));
        }
        if best.is_some_and(|b| ahead > b.0) {
            break;
        }
    }
    if let Some((_, ahead, to)) = best {
        return (ahead, Some(to));
    }
    // A long way off: only what goes on alike for long is taken for it.
    let index = index.get_or_insert_with(|| {
        let mut index: FxHashMap<&[char], Vec<usize>> = FxHashMap::default();
        for (at, gram) in body.characters.windows(ALIKE).enumerate() {
            index.entry(gram).or_default().push(at);
        }
        index
    });
    for ahead in 0..AHEAD {
        let Some(gram) = shown.get(at + ahead..at + ahead + ALIKE) else { break };
        let places = index.get(gram).map_or(&[][..], Vec::as_slice);
        let next = places.partition_point(|p| *p < to);
        for &place in places[next..].iter().take(8) {
            let alike = shown[at + ahead..].iter().zip(&body.characters[place..]).take_while(|(a, b)| a == b).count();
            if alike >= 3 * ALIKE {
                return (ahead, Some(place));
            }
        }
    }
    (if shown.len() - at < AHEAD { 1 } else { AHEAD / 2 }, None)
}

/// What the pages show out of order: what the front matter holds, heads of tables said again, tables that were made
/// of the text.
fn leftovers(shown: &[char], body: &Written, head: &Written, found: &mut [Option<Span>]) {
    let mut at = 0;
    let mut from = 0;
    while at < shown.len() {
        if found[at].is_some() {
            at += 1;
            continue;
        }
        let free = found[at..].iter().take_while(|f| f.is_none()).count();
        let longest = (4..=free.min(24)).rev().step_by(4).chain([4]).find_map(|len| {
            let wanted = shown.get(at..at + len).filter(|_| len <= free)?;
            let place = head.find(wanted, from).map(|place| (head, place));
            let (of, place) = place.or_else(|| body.find(wanted, 0).map(|place| (body, place)))?;
            let alike = shown[at..at + free].iter().zip(&of.characters[place..]).take_while(|(a, b)| a == b).count();
            Some((of, place, alike, std::ptr::eq(of, head)))
        });
        let Some((of, place, len, in_head)) = longest else {
            at += 1;
            continue;
        };
        for step in 0..len {
            found[at + step] = of.places.get(place + step).copied();
        }
        if in_head {
            from = place + len;
        }
        at += len;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Pages of lines, ten characters in each, 5 mm wide.
    fn pages(texts: &[&str]) -> Vec<Vec<Placed>> {
        let placed = |(at, text): (usize, char)| {
            let (column, row) = ((at % 10) as f64, (at / 10) as f64);
            let family = std::sync::Arc::from("");
            let (x, end, baseline) = (column * 5.0, column * 5.0 + 5.0, row * 10.0 + 10.0);
            Placed { text, x, end, baseline, size: 14.0, family, red: false, black: true, ink: None }
        };
        texts.iter().map(|text| text.chars().enumerate().map(placed).collect()).collect()
    }

    fn written(text: &str) -> Written {
        let mut out = Written::default();
        out.push(text, 0);
        out
    }

    #[test]
    fn what_stands_on_pages_is_found_in_the_text_and_back() {
        let file = "落实河长制，建立考核制度。\n\n覆盖率达到90%以上，逐段建立台账，明确责任。\n\n各旗区要加强领导。";
        let shown = [
            "—1—一、落实河长制，建立考核制度。（一）覆盖率达到90%",
            "—2—以上，逐段建立台账，明确责任。各旗区要加强领导。",
        ];
        let traced = Traced::read(pages(&shown), &written(file), &Written::default());
        let span = |words: &str| {
            let at = file.find(words).expect("there");
            Span::new(at, at + words.len())
        };
        let areas = traced.areas(span("90%以上，逐"));
        assert_eq!(areas.iter().map(|a| a.page).collect::<Vec<_>>(), [0, 1]);
        assert!((areas[1].x - 15.0).abs() < 0.01 && (areas[1].width - 20.0).abs() < 0.01, "{areas:?}");
        assert_eq!(traced.at(1, 16.0, 8.0).map(|s| s.of(file)), Some("以"));
        assert_eq!(traced.at(0, 28.0, 8.0).map(|s| s.of(file)), Some("落"));
        assert_eq!(traced.at(7, 28.0, 8.0), None);
        let (all, known) = traced.known();
        assert_eq!(all - known, "—1—一、（一）—2—".chars().count());
    }

    #[test]
    fn what_is_said_twice_is_told_apart_by_its_order() {
        let file = "建立考核制度，落实责任。甲。建立考核制度，落实责任。乙。";
        let traced = Traced::read(pages(&[file]), &written(file), &Written::default());
        let second = file.rfind("建立考核").expect("there");
        let areas = traced.areas(Span::new(second, second + 6));
        assert_eq!(areas.len(), 1);
        assert!((areas[0].x - 20.0).abs() < 0.01 && areas[0].y > 10.0, "{areas:?}");
    }

    #[test]
    fn heads_come_from_the_front_matter() {
        let front = "title: 河套市管护方案\nnumber: 河府办发〔2024〕15号";
        let mut body = Written::default();
        body.push("各旗区要加强组织领导，落实责任。", 100);
        let shown = "河府办发〔2024〕15号河套市管护方案各旗区要加强组织领导，落实责任。";
        let traced = Traced::read(pages(&[shown]), &body, &written(front));
        assert_eq!(traced.at(0, 1.0, 8.0).map(|s| s.of(front)), Some("河"));
        let (all, known) = traced.known();
        assert_eq!(all, known);
    }

    proptest! {
        #[test]
        fn any_pages_beside_any_text(shown in "[甲乙丙丁一、。]{0,80}", body in "[甲乙丙丁一、。]{0,80}") {
            let traced = Traced::read(pages(&[&shown]), &written(&body), &written("甲乙丙丁"));
            let (all, known) = traced.known();
            prop_assert!(known <= all);
            traced.areas(Span::new(0, body.len()));
        }
    }
}
