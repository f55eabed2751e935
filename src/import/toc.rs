//! Tables of contents (目录): lines that say on which page a chapter begins. They are no headings.

use super::lines::{FurnitureKind, Line};
use rustc_hash::{FxHashMap, FxHashSet};

/// So many lines with dots and page numbers in a row are contents without the word 目录 over them.
const FEWEST: usize = 3;

/// The lines of tables of contents between those that are furniture already.
pub fn find(lines: &[Line<'_>], kinds: &[Option<FurnitureKind>]) -> Vec<usize> {
    let mut out = Vec::new();
    // Where each heading stands last; asked for only where there is a 目录.
    let mut last: Option<FxHashMap<String, usize>> = None;
    let mut at = 0;
    while at < lines.len() {
        let led = kinds[at].is_none() && is_head(lines[at].text);
        if !led && Entry::of(lines[at].text).is_none_or(|e| !e.dots) {
            at += 1;
            continue;
        }
        let run = if led {
            let last = last.get_or_insert_with(|| lines.iter().enumerate().map(|(i, l)| (key(l.text), i)).collect());
            led_run(lines, kinds, at + 1, last)
        } else {
            let free = (at..lines.len()).filter(|&i| kinds[i].is_none());
            free.take_while(|&i| Entry::of(lines[i].text).is_some_and(|e| e.dots)).collect()
        };
        let enough = if led { run.len() >= 2 } else { run.len() >= FEWEST };
        let end = run.last().map_or(at, |&i| i) + 1;
        if enough {
            out.extend(led.then_some(at));
            out.extend(run);
        }
        at = end.max(at + 1);
    }
    out
}

/// The lines of the contents under 目录: those with a page number, and those that stand in the text again.
fn led_run(
    lines: &[Line<'_>],
    kinds: &[Option<FurnitureKind>],
    from: usize,
    last: &FxHashMap<String, usize>,
) -> Vec<usize> {
    let mut run = Vec::new();
    let mut seen: FxHashSet<String> = FxHashSet::default();
    let mut free = (from..lines.len()).filter(|&i| kinds[i].is_none()).peekable();
    while let Some(i) = free.next() {
        let text = lines[i].text;
        let numbered = |i: usize| Entry::of(lines[i].text).is_some_and(|e| e.dots || e.gap);
        let title = key(text);
        // The first heading that the contents named already is the text's own.
        let again = seen.contains(&title);
        let recurs = last.get(&title).is_some_and(|&at| at > i);
        // A long title goes on over the line, its page number behind the second.
        let half = |next: usize| numbered(next) && !text.contains('。');
        if numbered(i) || !again && (recurs || free.peek().is_some_and(|&next| half(next))) {
            run.push(i);
            seen.insert(title);
        } else {
            break;
        }
    }
    run
}

/// 目录, 目　次
fn is_head(text: &str) -> bool {
    if !text.starts_with('目') {
        return false;
    }
    let mut rest = text.chars().skip(1).filter(|c| !c.is_whitespace());
    matches!(rest.next(), Some('录' | '錄' | '次')) && rest.next().is_none()
}

/// A title with the page it stands on.
struct Entry<'a> {
    title: &'a str,
    /// Whether dots lead to the page number.
    dots: bool,
    /// Whether a tab or a wide gap stands before the page number.
    gap: bool,
}

impl<'a> Entry<'a> {
    fn of(text: &'a str) -> Option<Self> {
        // Most lines end in no number.
        let before = text.trim_end_matches(['）', ')']).trim_end();
        let title = before.trim_end_matches(is_digit);
        let digits = before[title.len()..].chars().count();
        if !(1..=4).contains(&digits) {
            return None;
        }
        let lead = title.trim_end_matches(['（', '(']);
        let title = lead.trim_end_matches(|c: char| is_dot(c) || c.is_whitespace());
        let gap = &lead[title.len()..];
        let dots: usize = gap.chars().filter(|c| is_dot(*c)).map(|c| if is_ellipsis(c) { 3 } else { 1 }).sum();
        let wide = gap.contains('\t') || gap.chars().map(|c| if c == '\u{3000}' { 2 } else { 1 }).sum::<usize>() >= 2;
        (!title.is_empty() && !gap.is_empty()).then_some(Self { title, dots: dots >= 3, gap: dots == 0 && wide })
    }
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

fn is_ellipsis(c: char) -> bool {
    matches!(c, '…' | '⋯' | '‥')
}

fn is_dot(c: char) -> bool {
    is_ellipsis(c) || matches!(c, '.' | '．' | '·' | '・' | '•')
}

/// What a heading says, wherever it stands: without page number and white space.
fn key(text: &str) -> String {
    let title = Entry::of(text).map_or(text, |e| e.title);
    title.chars().filter(|c| !c.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use crate::import::{FurnitureKind, Imported, contents, text};

    fn read(words: &str) -> Imported {
        text(&crate::base::SourceFile::new("a.txt", words))
    }

    /// How many lines are contents, and the sections.
    fn found(words: &str) -> (usize, Vec<String>) {
        let got = read(words);
        assert_eq!(got.plan.meta.title.as_deref(), Some("武山县“十四五”养老服务规划"), "{words}");
        let count = got.report.furniture.iter().filter(|f| f.kind == FurnitureKind::Contents).count();
        (count, contents(&got.plan.sections).iter().map(|(path, _)| (*path).to_owned()).collect())
    }

    const TITLE: &str = "武山县“十四五”养老服务规划\n";
    const BODY: &str = "第一章　规划背景\n现状良好。\n第二章　总体要求\n坚持节水。\n";

    #[test]
    fn contents_are_no_sections() {
        let dots = "第一章　规划背景……………………………………3\n第二章　总体要求……………………………………5\n";
        let chapters = vec!["第一章".to_owned(), "第二章".to_owned()];
        for (list, lines) in [
            (dots, 3),
            ("第一章　规划背景\t3\n第二章　总体要求\t5\n", 3),
            ("第一章 规划背景 3\n第二章 总体要求 5\n", 3),
            ("第一章　规划背景\n第二章　总体要求\n", 3),
            ("第一章　规划背景......（3）\n- 1 -\n第二章　总体要求......（5）\n", 3),
            ("第一章　规划背景\n和发展基础……………………3\n第二章　总体要求……………………5\n", 4),
        ] {
            assert_eq!(found(&format!("{TITLE}目　录\n{list}{BODY}")), (lines, chapters.clone()), "{list}");
        }
        let three = "一、发展基础.............1\n二、总体要求.............2\n三、重点任务.............3\n";
        let body = "一、发展基础\n甲。\n二、总体要求\n乙。\n三、重点任务\n丙。\n";
        assert_eq!(found(&format!("{TITLE}{three}{body}")).0, 3);
        assert_eq!(found(&format!("{TITLE}{three}{body}")).1, ["一", "二", "三"]);
    }

    #[test]
    fn what_is_no_table_of_contents_stays() {
        // Two lines with dots and no 目录, a table with tabs, a 目录 over something else.
        let two = "一、床位……3\n二、医师……5\n";
        assert_eq!(found(&format!("{TITLE}{two}")), (0, vec!["一".to_owned(), "二".to_owned()]));
        assert_eq!(found(&format!("{TITLE}一、指标\n床位\t6\n医师\t3\n护士\t4\n")).0, 0);
        assert_eq!(found(&format!("{TITLE}目录\n一、床位\n增加床位。\n二、医师\n培训医师。\n")).0, 0);
    }
}
