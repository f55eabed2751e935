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
}

/// A text by its characters: where each stands.
struct Index<'a> {
    of: &'a Written,
    places: FxHashMap<char, Vec<usize>>,
}

impl<'a> Index<'a> {
    fn new(of: &'a Written) -> Self {
        let mut places: FxHashMap<char, Vec<usize>> = FxHashMap::default();
        for (at, c) in of.characters.iter().enumerate() {
            places.entry(*c).or_default().push(at);
        }
        Self { of, places }
    }

    /// Where some characters are found: the first place from `from` on, else the first of all.
    fn find(&self, wanted: &[char], from: usize) -> Option<usize> {
        let places = self.places.get(wanted.first()?)?;
        let (before, behind) = places.split_at(places.partition_point(|at| *at < from));
        let stands = |at: &&usize| self.of.characters.get(**at..**at + wanted.len()) == Some(wanted);
        behind.iter().find(stands).or_else(|| before.iter().find(stands)).copied()
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

/// How many characters in a row are looked for: those that stand once on either side belong together. Few of them tell
/// something only where there is little room for error.
const GRAMS: [(usize, usize); 4] = [(12, usize::MAX), (6, 4000), (3, 400), (1, 40)];

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
    let text = body.characters.as_slice();
    let mut gaps = vec![(0..shown.len(), 0..text.len())];
    while let Some((mut here, mut there)) = gaps.pop() {
        while !here.is_empty() && !there.is_empty() && shown[here.start] == text[there.start] {
            found[here.start] = body.places.get(there.start).copied();
            here.start += 1;
            there.start += 1;
        }
        while !here.is_empty() && !there.is_empty() && shown[here.end - 1] == text[there.end - 1] {
            here.end -= 1;
            there.end -= 1;
            found[here.end] = body.places.get(there.end).copied();
        }
        let room = here.len().max(there.len());
        let grams = GRAMS.iter().filter(|(_, most)| room <= *most);
        let mut found = grams.map(|(len, _)| anchors(&shown[here.clone()], &text[there.clone()], *len));
        let Some(anchors) = found.find(|found| !found.is_empty()) else { continue };
        // Each anchor begins the gap behind it, and is matched there with all that follows alike.
        let starts: Vec<(usize, usize)> = anchors.into_iter().map(|(a, b)| (here.start + a, there.start + b)).collect();
        gaps.push((here.start..starts[0].0, there.start..starts[0].1));
        let ends = starts.iter().skip(1).copied().chain([(here.end, there.end)]);
        gaps.extend(starts.iter().zip(ends).map(|(from, to)| (from.0..to.0, from.1..to.1)));
    }
    leftovers(shown, body, head, &mut found);
    found
}

/// Places from which two texts have `len` characters alike that stand once in each: as many as there are in one order.
fn anchors(here: &[char], there: &[char], len: usize) -> Vec<(usize, usize)> {
    if here.len() < len || there.len() < len {
        return Vec::new();
    }
    // Once in the one text; then where in the other, if once there.
    let mut once: FxHashMap<&[char], (usize, Option<usize>, usize)> = FxHashMap::default();
    for (at, gram) in there.windows(len).enumerate() {
        once.entry(gram).and_modify(|e| e.2 += 1).or_insert((at, None, 1));
    }
    for (at, gram) in here.windows(len).enumerate() {
        if let Some(entry) = once.get_mut(gram).filter(|e| e.2 == 1) {
            match entry.1 {
                None => entry.1 = Some(at),
                Some(_) => entry.2 = 2,
            }
        }
    }
    let mut pairs: Vec<(usize, usize)> =
        once.into_values().filter(|e| e.2 == 1).filter_map(|(there, here, _)| Some((here?, there))).collect();
    pairs.sort_unstable();
    longest(&pairs)
}

/// The longest part of some pairs in which both sides rise.
fn longest(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // The last pair of the best row of each length, and what stands before each pair.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; pairs.len()];
    for (at, pair) in pairs.iter().enumerate() {
        let length = ends.partition_point(|&end| pairs[end].1 < pair.1);
        before[at] = length.checked_sub(1).map(|l| ends[l]);
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut out = Vec::new();
    let mut at = ends.last().copied();
    while let Some(one) = at {
        out.push(pairs[one]);
        at = before[one];
    }
    out.reverse();
    out
}

/// What the pages show out of order: what the front matter holds, heads of tables said again, tables that were made
/// of the text.
fn leftovers(shown: &[char], body: &Written, head: &Written, found: &mut [Option<Span>]) {
    let (in_head, in_body) = (Index::new(head), Index::new(body));
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
            let place = in_head.find(wanted, from).map(|place| (head, place));
            let (of, place) = place.or_else(|| in_body.find(wanted, 0).map(|place| (body, place)))?;
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
            Placed { text, x, end, baseline, size: 14.0, family, red: false, black: true, ink: None, spaced: false }
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

    /// What stands on the pages before the text says the same in parts, and a table says what a paragraph does.
    #[test]
    fn likeness_in_passing_leads_nobody_astray() {
        let text = "为健全服务体系，制定本方案。主要指标见下表。指标1服务率%≥66指标2签约率%≥80各旗区要办好服务。\
                    到2025年，服务率%达到60%以上，签约率达到85%。（责任单位：市财政局）由市人民政府办公室负责解释。";
        let shown = format!(
            "河套市人民政府办公室文件到2025年，服务率达到60%以上，现印发给你们。市财政局（此件公开发布）—2—{text}"
        );
        let traced = Traced::read(pages(&[&shown]), &written(text), &Written::default());
        let offset = shown.chars().count() - text.chars().count();
        for (nth, (at, c)) in text.char_indices().enumerate() {
            let (column, row) = (((nth + offset) % 10) as f64, ((nth + offset) / 10) as f64);
            let area = traced.areas(Span::new(at, at + c.len_utf8()));
            let there =
                area.iter().any(|a| (a.x - column * 5.0).abs() < 0.1 && (a.y + 4.3 - row * 10.0 - 10.0).abs() < 1.0);
            assert!(there, "{c} at {at}: {area:?}");
        }
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
