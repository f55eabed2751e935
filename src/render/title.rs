//! Lines of a title, chosen by meaning: no word, name or number is broken, and the outline is a trapezoid or a
//! lozenge, never a rectangle or an hourglass (GB/T 9704-2012, 7.3.1).

use crate::data::titles::titles;
use icu_segmenter::WordSegmenter;
use icu_segmenter::options::WordBreakInvariantOptions;

/// A line of 2号 type holds so many characters at most (156 mm at 22 pt).
pub(super) const WIDEST: usize = 20;

/// A place where a line may end, and what that costs.
#[derive(Debug, Clone, Copy)]
struct Break {
    at: usize,
    cost: i32,
}

/// The lines of a title; the `names` in it, of issuers and places, stay whole.
pub fn lines(title: &str, names: &[&str]) -> Vec<String> {
    lines_below(Vec::new(), title, names)
}

/// The lines of a title whose first ones are `above`, of joint issuers: the outline is that of all.
pub fn lines_below(above: Vec<String>, title: &str, names: &[&str]) -> Vec<String> {
    let mut lines = above;
    let below = rest(&lines, title, names);
    lines.extend(below);
    lines
}

/// The lines of what a title says below lines that stand already.
fn rest(above: &[String], title: &str, names: &[&str]) -> Vec<String> {
    let title: Vec<char> = super::runs::clean(title).chars().filter(|c| !c.is_whitespace()).collect();
    let whole = width(&title);
    if title.is_empty() || above.is_empty() && fits(&title) {
        return if title.is_empty() { Vec::new() } else { vec![title.iter().collect()] };
    }
    let breaks = breaks(&title, names);
    let fewest = if fits(&title) { 1 } else { whole.div_ceil(WIDEST * 2).max(2) };
    let best = (fewest..=fewest + 2).flat_map(|n| split(above, &title, &breaks, n)).min_by_key(|(cost, _)| *cost);
    match best {
        Some((_, ends)) => {
            let mut from = 0;
            ends.into_iter()
                .chain([title.len()])
                .map(|to| {
                    let line = title[from..to].iter().collect();
                    from = to;
                    line
                })
                .collect()
        }
        // Words allow no lines: they are filled one after the other.
        None => filled(&title),
    }
}

/// Lines as full as they get, whatever they break.
fn filled(title: &[char]) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut line = Vec::new();
    for c in title {
        line.push(*c);
        if !fits(&line) {
            out.push(String::new());
            line = vec![*c];
        }
        if let Some(line) = out.last_mut() {
            line.push(*c);
        }
    }
    out
}

/// Whether a text stands on one line of 2号. The digits and letters of the faces that stand in for a 小标宋 are wider
/// than half a character.
fn fits(text: &[char]) -> bool {
    text.iter().map(|c| if c.is_ascii() { 60 } else { 100 }).sum::<usize>() <= WIDEST * 100
}

/// Width in half characters.
fn width(text: &[char]) -> usize {
    text.iter().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// Where lines may end. Behind an issuer, a place or 关于印发 a break reads well; inside a quoted title it reads
/// badly; inside a word, before 的 or a closing mark there is none.
fn breaks(title: &[char], names: &[&str]) -> Vec<Break> {
    let text: String = title.iter().collect();
    let mut of_byte = vec![0; text.len() + 1];
    for (at, (byte, _)) in text.char_indices().enumerate() {
        of_byte[byte] = at;
    }
    of_byte[text.len()] = title.len();
    let mut words: Vec<bool> = vec![false; title.len() + 1];
    for byte in WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()).segment_str(&text) {
        words[of_byte[byte]] = true;
    }
    // A name that no line holds is broken like anything else.
    let names = names.iter().copied().filter(|n| !n.is_empty() && fits(&n.chars().collect::<Vec<_>>()));
    for whole in titles().whole.iter().map(String::as_str).chain(names) {
        for (byte, _) in text.match_indices(whole) {
            let (from, to) = (of_byte[byte], of_byte[byte + whole.len()]);
            words[from + 1..to].fill(false);
            words[from] = true;
            words[to] = true;
        }
    }
    for (from, to) in quoted(title) {
        words[from + 1..to].fill(false);
    }
    let mut out = Vec::new();
    let mut depth = 0i32;
    for at in 1..title.len() {
        let (before, after) = (title[at - 1], title[at]);
        match before {
            '《' | '（' | '“' => depth += 1,
            '》' | '）' | '”' => depth -= 1,
            _ => {}
        }
        let glued = "的和及与、，》”）》：".contains(after) && !"和及与".contains(after)
            || "《“（".contains(before)
            || before.is_ascii_digit() && (after.is_ascii_digit() || after == '年')
            || before.is_ascii_alphanumeric() && after.is_ascii_alphanumeric();
        if glued || !words[at] {
            continue;
        }
        let head: String = title[..at].iter().collect();
        let tail: String = title[at..].iter().collect();
        // What the dictionary cut off as a word of one character and is the end of the one before: 自治|区, 保税|区.
        let cut_off = words.get(at + 1).is_some_and(|word| *word) && titles().endings.contains(after);
        if cut_off && !["关于", "印发", "转发"].iter().any(|w| head.ends_with(w)) {
            continue;
        }
        let cost = if head.ends_with("关于印发") || head.ends_with("关于") {
            -6
        } else if tail.starts_with("关于") {
            -4
        } else if tail.starts_with('《') {
            -2
        } else if titles().kinds.iter().any(|k| tail.starts_with(k.as_str())) {
            -1
        } else if "和及与".contains(before) {
            9
        } else {
            2 + depth.clamp(0, 1)
        };
        out.push(Break { at, cost });
    }
    out
}

/// From the opening to the closing mark of what is quoted and short, which stays whole: “高效办成一件事”.
fn quoted(title: &[char]) -> Vec<(usize, usize)> {
    const LONGEST: usize = 12;
    let mut opened = None;
    let mut out = Vec::new();
    for (at, c) in title.iter().enumerate() {
        match c {
            '“' => opened = Some(at),
            '”' => out.extend(opened.take().filter(|from| at - from <= LONGEST).map(|from| (from, at + 1))),
            _ => {}
        }
    }
    out
}

/// The best way to make `n` lines, with its cost; `None` where words do not allow it.
fn split(above: &[String], title: &[char], breaks: &[Break], n: usize) -> Option<(i32, Vec<usize>)> {
    let mut search = Search { above, title, breaks, ends: Vec::new(), best: None, tries: 60_000 };
    // A line more must be worth its while.
    search.go(0, n, i32::try_from(n).unwrap_or(0) * 14);
    search.best
}

/// All ways to break a title, as far as so many tries reach.
struct Search<'a> {
    /// Lines that stand already.
    above: &'a [String],
    title: &'a [char],
    breaks: &'a [Break],
    /// Where the lines so far end.
    ends: Vec<usize>,
    best: Option<(i32, Vec<usize>)>,
    /// Titles of hundreds of characters are cut as well as so many tries allow.
    tries: usize,
}

impl Search<'_> {
    /// Makes `left` lines of what stands behind `from`.
    fn go(&mut self, from: usize, left: usize, cost: i32) {
        if self.tries == 0 {
            return;
        }
        self.tries -= 1;
        if left <= 1 {
            if !fits(&self.title[from..]) {
                return;
            }
            // Digits take half a character, or more in the faces that stand in for a 小标宋: right either way.
            let total = cost + outline(&self.widths(5)).max(outline(&self.widths(6)));
            if self.best.as_ref().is_none_or(|(best, _)| total < *best) {
                self.best = Some((total, self.ends.clone()));
            }
            return;
        }
        for at in 0..self.breaks.len() {
            let b = self.breaks[at];
            if b.at <= from {
                continue;
            }
            if !fits(&self.title[from..b.at]) {
                break;
            }
            self.ends.push(b.at);
            self.go(b.at, left - 1, cost + b.cost);
            self.ends.pop();
        }
    }

    /// The lines' widths in tenths of a character, with digits and letters of such a width.
    fn widths(&self, ascii: i32) -> Vec<i32> {
        let mut start = 0;
        let ends = self.ends.iter().copied().chain([self.title.len()]);
        let wide = |c: &char| if c.is_ascii() { ascii } else { 10 };
        // A mark that closes a line is set half as wide there.
        let closed = |line: &[char]| line.last().is_some_and(|c| "》”）".contains(*c));
        let own = ends.map(|end| {
            let line = &self.title[start..end];
            start = end;
            line.iter().map(wide).sum::<i32>() - if closed(line) { 5 } else { 0 }
        });
        self.above.iter().map(|line| line.chars().map(|c| wide(&c)).sum()).chain(own).collect()
    }
}

/// Lines that differ by less, in tenths of a character, look as long as each other.
const STEP: i32 = 10;

/// What the outline of lines costs, from their widths in tenths of a character: a trapezoid or a lozenge is free,
/// lines much shorter than the widest are dear, a rectangle or an hourglass is out of the question.
fn outline(widths: &[i32]) -> i32 {
    let rises = |widths: &[i32]| widths.windows(2).all(|w| w[0] + STEP <= w[1]);
    let falls = |widths: &[i32]| widths.windows(2).all(|w| w[0] >= w[1] + STEP);
    let top = widths.iter().position(|w| Some(w) == widths.iter().max()).unwrap_or(0);
    let lozenge =
        widths.len() > 2 && top > 0 && top + 1 < widths.len() && rises(&widths[..=top]) && falls(&widths[top..]);
    let shape = if rises(widths) || falls(widths) || lozenge { 0 } else { 200 };
    let widest = widths.iter().copied().max().unwrap_or(0);
    // Steps of one to five characters look right.
    let steps: i32 = widths.windows(2).map(|w| ((w[0] - w[1]).abs() - 30).abs().max(20) - 20).sum();
    let thin: i32 = widths.iter().map(|w| (widest / 3 - w).max(0)).sum();
    shape + (steps + thin * 2) / 5
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn titles_break_by_meaning() {
        assert_eq!(lines("河套市健康促进规划", &[]), ["河套市健康促进规划"]);
        assert_eq!(
            lines("河套市人民政府办公室关于印发健全老年健康服务体系实施方案的通知", &[]),
            ["河套市人民政府办公室关于印发", "健全老年健康服务体系实施方案的通知"]
        );
        let long = lines("河套市人民政府办公室关于印发河套市进一步完善医疗卫生服务体系实施方案的通知", &[]);
        assert_eq!(long, ["河套市人民政府办公室关于印发河套市", "进一步完善医疗卫生服务体系实施方案的通知"]);
    }

    #[test]
    fn the_outline_is_a_trapezoid_or_a_lozenge() {
        assert!(outline(&[150, 120]) < 100 && outline(&[120, 150]) < 100);
        assert!(outline(&[100, 150, 120]) < 100);
        assert!(outline(&[150, 150]) >= 200 && outline(&[150, 155]) >= 200, "rectangle");
        assert!(outline(&[150, 100, 150]) >= 200, "hourglass");
    }

    #[test]
    fn a_name_stays_whole_and_lines_are_not_of_one_length() {
        let title = "工业互联网建设领导小组办公厅关于加快公共数据资源开发利用的意见";
        let all = lines(title, &["工业互联网建设领导小组办公厅"]);
        assert!(all.iter().any(|l| l.contains("工业互联网建设领导小组办公厅")), "{all:?}");
        let all = lines("河套省工业互联网创新发展行动计划（2021-2023年）", &[]);
        let [a, b] = all.as_slice() else { panic!("{all:?}") };
        let tenths = |l: &str| l.chars().map(|c| if c.is_ascii() { 6 } else { 10 }).sum::<i32>();
        assert!((tenths(a) - tenths(b)).abs() >= STEP, "{all:?}");
    }

    #[test]
    fn a_mark_that_closes_a_line_counts_half() {
        // 15 and 15.5 characters would be a rectangle.
        let all =
            lines_below(vec!["河套市民政局　河套市教育局联合".to_owned()], "印发《河套市信息化发展战略纲要》", &[]);
        assert_ne!(all[1..], ["印发《河套市信息化发展战略纲要》"], "{all:?}");
    }

    #[test]
    fn a_word_keeps_its_ending_and_a_quotation_stays_whole() {
        let all = lines("国务院关于促进综合保税区高水平开放高质量发展的若干意见", &[]);
        assert_eq!(all, ["国务院关于促进综合保税区", "高水平开放高质量发展的若干意见"]);
        let title = "河套自治区人民政府办公厅关于印发自治区“十四五”卫生与健康事业发展规划的通知";
        let all = lines(title, &["河套自治区人民政府办公厅"]);
        assert!(all.iter().all(|l| !l.ends_with("自治") && !l.starts_with('区')), "{all:?}");
        let all = lines(
            "河套市政务服务和数据管理局关于印发《河套市第三批新建和优化“高效办成一件事”场景工作方案》的通知",
            &[],
        );
        assert!(all.iter().any(|l| l.contains("“高效办成一件事”")), "{all:?}");
    }

    #[test]
    fn digits_of_wide_faces_leave_no_character_over() {
        let all = lines("河套市人民政府关于印发互联网创新发展行动计划（2021—2023年）的通知", &[]);
        assert!(all.iter().all(|l| fits(&l.chars().collect::<Vec<_>>())), "{all:?}");
        assert!(!all.iter().any(|l| l == "联网创新发展行动计划（2021—2023年）的通知"), "{all:?}");
    }

    proptest! {
        #[test]
        fn no_character_is_lost(title in "[一-龥《》“”、的0-9]{0,120}") {
            let lines = lines(&title, &[]);
            prop_assert!(lines.iter().all(|l| l.chars().count() <= WIDEST * 2));
            prop_assert_eq!(lines.concat(), title);
        }
    }
}
