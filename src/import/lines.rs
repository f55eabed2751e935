//! Lines of a published text, and those that belong to its pages rather than to it: page numbers, running
//! heads, what a web site or a database put around it.

use super::signs::{is_notice_title, kind_of, number};
use super::web;
use crate::base::{Needle, Span};
use crate::data::numbering;
use crate::source;
use memchr::{memchr, memchr3};
use regex::Regex;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// A line without the white space at its ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'a> {
    /// Its text.
    pub text: &'a str,
    /// Its bytes in the file.
    pub span: Span,
    /// Width of the white space before it, in half characters.
    pub indent: usize,
    /// Blank lines before it.
    pub blank: usize,
    /// Whether a page ends before it.
    pub page: bool,
}

impl Line<'_> {
    /// Its width in half characters: a 汉字 counts two.
    pub fn width(&self) -> usize {
        width(self.text)
    }
}

/// Width in half characters: characters from U+2000 on, whose first byte is 0xE2 or more, count two.
pub fn width(text: &str) -> usize {
    // Bytes are counted in parts whose sums fit a byte: the machine then counts many at once.
    let begins = |b: u8| b & 0xc0 != 0x80;
    let count = |part: &[u8]| usize::from(part.iter().fold(0u8, |n, &b| n + u8::from(begins(b)) + u8::from(b >= 0xe2)));
    text.as_bytes().chunks(127).map(count).sum()
}

/// Why a line is not part of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FurnitureKind {
    /// - 3 -, — 3 —, 6/6
    PageNumber,
    /// A line that recurs on the pages.
    RunningHead,
    /// What a site or database added: addresses, 来源, ICP备 …
    Web,
    /// 【发文字号】: a blank that plangen set where a draft did not say what it is.
    Blank,
    /// The word 附件 over a plan that was attached to its notice.
    AttachmentMark,
    /// 目录, and its lines: 第一章　规划背景……3
    Contents,
    /// Front matter without the key that makes a text source.
    FrontMatter,
}

/// A line that is not part of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Furniture {
    /// Why.
    pub kind: FurnitureKind,
    /// Bytes of the file.
    pub span: Span,
}

/// The fewest lines between two bare page numbers.
const PAGE: usize = 10;

fn white(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}' | '\u{a0}')
}

/// The lines of a text that are not blank, and the furniture between them.
pub fn read(text: &str) -> (Vec<Line<'_>>, Vec<Furniture>) {
    // Lines of many texts have about this many bytes.
    let mut lines = Vec::with_capacity(text.len() / 80);
    let mut at = 0;
    let mut blank = 0;
    let mut page = false;
    // How many tabs the last line has, with those at its ends.
    let mut tabs = 0;
    let separated = SEPARATOR.is_in(text);
    while at < text.len() {
        let start = at;
        at += line_len(&text[start..], separated);
        let raw = &text[start..at];
        let from = raw.trim_start_matches(white);
        let body = from.trim_end_matches(white);
        if body.is_empty() {
            blank += usize::from(raw.ends_with(['\r', '\n']) && !(raw == "\n" && text[..start].ends_with('\r')));
            page |= raw.contains('\u{0c}');
            continue;
        }
        let mut lead = &raw[..raw.len() - from.len()];
        // A row whose first cells are empty has as many tabs as the row before it; one tab is no row yet.
        let counted = if memchr(b'\t', raw.as_bytes()).is_some() { raw.matches('\t').count() } else { 0 };
        if counted > 1
            && counted == tabs
            && let Some(tab) = lead.find('\t')
        {
            lead = &lead[..tab];
        }
        tabs = counted;
        let body = raw[lead.len()..].trim_end_matches(white);
        let start = start + lead.len();
        let indent = lead.chars().map(|c| if c == '\u{3000}' { 2 } else { 1 }).sum();
        lines.push(Line { text: body, span: Span::new(start, start + body.len()), indent, blank, page });
        blank = 0;
        page = raw.ends_with('\u{0c}');
    }
    let mut furniture = Vec::new();
    let mut kinds = classify(&lines);
    let front = source::unmarked_front(text).map_or(0, |front| front.span.end);
    let fronted = lines.iter().take_while(|line| line.span.end <= front).count();
    kinds.iter_mut().take(fronted).for_each(|kind| *kind = Some(FurnitureKind::FrontMatter));
    let mut kept = Vec::with_capacity(lines.len());
    let mut lost_page = false;
    for (line, kind) in lines.into_iter().zip(kinds) {
        match kind {
            Some(kind) => {
                furniture.push(Furniture { kind, span: line.span });
                lost_page |= kind == FurnitureKind::PageNumber;
            }
            None => {
                kept.push(Line { page: line.page || lost_page, ..line });
                lost_page = false;
            }
        }
    }
    (kept, furniture)
}

/// What ends a line in the texts of some programs.
static SEPARATOR: Needle = Needle::of("\u{2028}");

/// Bytes of the first line of a text with its end: \n, \r, a page's end or U+2028, where the text has such.
fn line_len(text: &str, separated: bool) -> usize {
    let end = memchr3(b'\n', b'\r', 0x0c, text.as_bytes()).map_or(text.len(), |at| at + 1);
    let parted = separated.then(|| SEPARATOR.places(&text[..end]).next()).flatten();
    parted.map_or(end, |(at, separator)| at + separator.len())
}

/// What plangen's own documents mark as blank.
const BLANKS: [&str; 9] =
    ["发文机关标志", "发文字号", "签发人", "标题", "通知正文", "发文机关署名", "成文日期", "印发机关", "印发日期"];

/// Whether a line is made of blanks alone: 【印发机关】　【印发日期】
fn is_blank(text: &str) -> bool {
    let mut rest = text;
    while let Some(inner) = rest.strip_prefix('【') {
        let Some((name, after)) = inner.split_once('】') else { return false };
        if !BLANKS.contains(&name) {
            return false;
        }
        rest = after.trim_start();
    }
    rest.is_empty()
}

static DASHED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:[-—–－―‐\s·•.]+[0-9０-９]{1,4}[-—–－―‐\s·•.]+|[0-9０-９]{1,4}\s*/\s*[0-9０-９]{1,4}|第\s*[0-9０-９]{1,4}\s*页(?:\s*[，,/共]?\s*共?\s*[0-9０-９]{1,4}\s*页)?)$")
        .unwrap_or_else(|_| unreachable!("a constant pattern"))
});

/// Whether what [`DASHED`] matches may begin with a character.
fn may_be_dashed(first: char) -> bool {
    !first.is_alphabetic() || first == '第'
}

/// A number and nothing else, which may be that of a page.
fn is_bare(text: &str) -> bool {
    (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// Running heads that stand with a page number in the midst of a sentence, however few pages there are: the head is
/// the document's title, or stands beside another page number too. A bare number beside the title is the page's.
fn heads_in_sentences(lines: &[Line<'_>], kinds: &[Option<FurnitureKind>], bare: &[(usize, u32)]) -> Vec<usize> {
    let is_number = |i: usize| kinds.get(i) == Some(&Some(FurnitureKind::PageNumber));
    let bare = |i: usize| !is_number(i) && bare.binary_search_by_key(&i, |b| b.0).is_ok();
    let free = |i: usize| kinds.get(i) == Some(&None) && !bare(i);
    let between = |before: usize, head: usize, after: usize| {
        free(before)
            && free(head)
            && free(after)
            && breaks_off(lines[before].text)
            && lines[head].width() >= 8
            && !lines[head].text.contains(['\t', '|'])
            && numbering::read(lines[after].text).is_none()
    };
    // The number and the head, the head and the number.
    let mut found: Vec<(usize, usize)> = Vec::new();
    for i in (1..lines.len()).filter(|&i| is_number(i) || bare(i)) {
        if between(i - 1, i + 1, i + 2) {
            found.push((i, i + 1));
        } else if i >= 2 && between(i - 2, i - 1, i + 1) {
            found.push((i, i - 1));
        }
    }
    if found.is_empty() {
        return Vec::new();
    }
    // Where a line like each head stands first, and how often one stands beside a page number.
    let mut stands: FxHashMap<&str, (usize, usize)> =
        found.iter().map(|f| (lines[f.1].text, (lines.len(), 0))).collect();
    for (i, line) in lines.iter().enumerate() {
        if let Some((first, beside)) = stands.get_mut(line.text) {
            *first = i.min(*first);
            *beside += usize::from(is_number(i + 1) || i > 0 && is_number(i - 1));
        }
    }
    found.retain(|&(number, head)| {
        let (first, beside) = stands.get(lines[head].text).copied().unwrap_or_default();
        let titled = first < head && kind_of(lines[head].text).is_some();
        titled || beside >= 2 && is_number(number)
    });
    found.into_iter().flat_map(|(number, head)| [Some(head), bare(number).then_some(number)]).flatten().collect()
}

/// Whether a line of prose stops in the midst of a sentence.
fn breaks_off(text: &str) -> bool {
    /// A shorter line may be a heading or a cell.
    const SHORTEST: usize = 40;
    width(text) >= SHORTEST
        && !text.contains(['\t', '|'])
        && text.ends_with(|c: char| !c.is_whitespace() && !"。；：！？”）);:".contains(c))
}

fn classify(lines: &[Line<'_>]) -> Vec<Option<FurnitureKind>> {
    let mut kinds = vec![None; lines.len()];
    let mut bare: Vec<(usize, u32)> = Vec::new();
    // Before the first number the page around the document has more to say.
    let head = lines.iter().position(|line| numbering::read(line.text).is_some()).unwrap_or(lines.len());
    for (i, line) in lines.iter().enumerate() {
        let text = line.text;
        let first = text.chars().next().unwrap_or(' ');
        if text.len() <= 24 && may_be_dashed(first) && DASHED.is_match(text) {
            kinds[i] = Some(FurnitureKind::PageNumber);
        } else if is_bare(text) {
            bare.push((i, text.parse().unwrap_or(0)));
        } else if first == '【' && is_blank(text) {
            kinds[i] = Some(FurnitureKind::Blank);
        } else if web::is_line(text) || i < head && web::is_head_line(text) {
            kinds[i] = Some(FurnitureKind::Web);
        }
    }
    // What a label says may go on over the line; the next label follows at once.
    for i in 1..lines.len().saturating_sub(1) {
        let between =
            |j: usize| lines[j].blank == 0 && kinds[j] == Some(FurnitureKind::Web) && web::is_labelled(lines[j].text);
        // The document's own title or number between two such lines is text; the end of 标题：… is not.
        let own = |i: usize| {
            web::label(lines[i - 1].text).is_none_or(|l| l != "标题")
                && (is_notice_title(lines[i].text)
                    || kind_of(lines[i].text).is_some()
                    || number(lines[i].text).is_some())
        };
        if kinds[i].is_none()
            && kinds[i - 1] == Some(FurnitureKind::Web)
            && lines[i].blank == 0
            && lines[i].width() <= 80
            && web::is_labelled(lines[i - 1].text)
            && between(i + 1)
            && !own(i)
        {
            kinds[i] = Some(FurnitureKind::Web);
        }
    }
    // Bare numbers are page numbers when most of them count up one by one.
    let steps = bare.windows(2).filter(|w| w[1].1 == w[0].1 + 1).count();
    // They stand a page apart; the numbers of a table's rows do not.
    let apart = bare.windows(2).filter(|w| w[1].0 - w[0].0 >= PAGE).count();
    if bare.len() >= 3 && steps * 10 >= (bare.len() - 1) * 8 && apart * 10 >= (bare.len() - 1) * 6 {
        for &(i, _) in &bare {
            kinds[i] = Some(FurnitureKind::PageNumber);
        }
    }
    // A running head stands beside the page numbers, and again and again.
    let pages: Vec<usize> =
        (0..lines.len()).filter(|&i| kinds[i] == Some(FurnitureKind::PageNumber) || lines[i].page).collect();
    if pages.len() >= 3 {
        let mut recurring: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        for (i, line) in lines.iter().enumerate().filter(|(_, line)| (4..=120).contains(&line.text.len())) {
            recurring.entry(line.text).or_default().push(i);
        }
        for at in recurring.into_values().filter(|at| at.len() >= 3) {
            let beside = at.iter().filter(|&&i| pages.iter().any(|&p| p.abs_diff(i) <= 1)).count();
            if beside * 10 >= at.len() * 8 {
                for i in at {
                    kinds[i] = kinds[i].or(Some(FurnitureKind::RunningHead));
                }
            }
        }
    }
    for i in heads_in_sentences(lines, &kinds, &bare) {
        kinds[i] = Some(if is_bare(lines[i].text) { FurnitureKind::PageNumber } else { FurnitureKind::RunningHead });
    }
    for i in super::toc::find(lines, &kinds) {
        kinds[i] = Some(FurnitureKind::Contents);
    }
    // 附件 alone over the first text: the plan was attached to a notice that is not here.
    if let Some(first) = (0..lines.len()).find(|&i| kinds[i].is_none())
        && lines[first].text.trim_end_matches(['：', ':']).trim_end_matches(|c: char| c.is_ascii_digit()) == "附件"
    {
        kinds[first] = Some(FurnitureKind::AttachmentMark);
    }
    kinds
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(text: &str) -> Vec<&str> {
        read(text).0.into_iter().map(|l| l.text).collect()
    }

    proptest::proptest! {
        #[test]
        fn width_counts_characters(text in "\\PC{0,200}") {
            let each = |c: char| if u32::from(c) < 0x2000 { 1 } else { 2 };
            proptest::prop_assert_eq!(width(&text), text.chars().map(each).sum::<usize>());
        }
    }

    #[test]
    fn front_matter_that_makes_no_source_is_no_text() {
        let (lines, furniture) = read("---\ntitle: 甲市方案\nlevel: city\n---\n甲市方案\n一、总体要求\n");
        assert_eq!(lines.iter().map(|l| l.text).collect::<Vec<_>>(), ["甲市方案", "一、总体要求"]);
        assert!(furniture.len() == 4 && furniture.iter().all(|f| f.kind == FurnitureKind::FrontMatter));
    }

    #[test]
    fn page_numbers_go() {
        assert_eq!(kept("甲\n- 1 -\n乙\n\n— 12 —\n丙\n6/6\n第 3 页 共 9 页"), ["甲", "乙", "丙"]);
        let page = "甲\n".repeat(12);
        let text = format!("{page}1\n{page}2\n{page}3\n{page}");
        assert_eq!(kept(&text).len(), 48);
        // A table's figures are no page numbers.
        assert_eq!(kept("床位\n6\n医师\n3\n护士\n4").len(), 6);
    }

    #[test]
    fn rows_keep_their_empty_first_cells() {
        let rows = "序号\t任务\t单位\n1\t甲\t市数据局\n\t乙\t市司法局\n\t\t市财政局";
        assert_eq!(kept(rows)[2..], ["\t乙\t市司法局", "\t\t市财政局"]);
        // An indent is none of a row.
        assert_eq!(kept("甲\n\t乙\t丙\n\t丁"), ["甲", "乙\t丙", "丁"]);
    }

    #[test]
    fn running_heads_and_web_lines_go() {
        let text = "河套市规划\n- 1 -\n甲\n河套市规划\n- 2 -\n乙\n河套市规划\n- 3 -\n丙";
        assert_eq!(kept(text), ["甲", "乙", "丙"]);
        assert_eq!(kept("原文链接：http://a.b\n标 题： 某通知\n甲\nhttps://a.b/c"), ["甲"]);
        assert_eq!(read("附件\n某市行动计划\n甲").1[0].kind, FurnitureKind::AttachmentMark);
        assert_eq!(kept("甲\n主题分类：交通（含电\n信）\n发文机关：某市\n乙"), ["甲", "乙"]);
    }

    #[test]
    fn a_running_head_in_a_sentence_goes() {
        let open = "到2025年，全县养老机构护理型床位进一步增加，网上办理的服务事项占比不低于";
        let title = "武山县养老服务实施方案";
        for number in ["- 2 -", "2"] {
            let text = format!("{title}\n一、目标\n{open}\n{number}\n{title}\n50%，群众更满意。");
            assert_eq!(kept(&text), [title, "一、目标", open, "50%，群众更满意。"], "{number}");
            let text = format!("{title}\n一、目标\n{open}\n{title}\n{number}\n50%，群众更满意。");
            assert_eq!(kept(&text), [title, "一、目标", open, "50%，群众更满意。"], "{number}");
        }
        // Rows of a table whose columns were lost.
        let row = format!("7\n绿地服务半径覆盖率（%）\n{open}\n");
        assert_eq!(kept(&row.repeat(3)).len(), 9);
        // A line that does not recur, and one at the end of a sentence, stay.
        let other = format!("{title}\n一、目标\n{open}\n- 2 -\n养老机构\n50%，群众更满意。");
        assert_eq!(kept(&other).len(), 5);
        let whole = format!("{title}\n一、目标\n{open}60%。\n- 2 -\n{title}\n二、任务");
        assert_eq!(kept(&whole).len(), 5);
    }

    #[test]
    fn lines_of_the_page_around_the_head_go() {
        let title = "武山县人民政府办公室关于印发武山县养老服务实施方案的通知";
        for web in [
            "发布时间：2024-07-05 10:22  来源：县政府办公室  浏览次数：325",
            "时间：2024-07-05  来源：县政府办公室  字号：大 中 小",
            "日期：2024-07-05　【字体：大 中 小】",
            "【字号：大 中 小】",
            "索引号：11620524/2024-00012　发布机构：县政府办公室\n公开日期：2024-04-10　文号：武政办发〔2024〕4号",
        ] {
            let text = format!("{title}\n{web}\n武政办发〔2024〕4号\n各乡镇人民政府：");
            assert_eq!(kept(&text), [title, "武政办发〔2024〕4号", "各乡镇人民政府："], "{web}");
            // A title between two such lines is text.
            let text = format!("来源：县政府\n{title}\n{web}\n各乡镇人民政府：");
            assert_eq!(kept(&text), [title, "各乡镇人民政府："], "{web}");
        }
        assert_eq!(kept("标 题：县政府关于印发《养老服务实施\n方案》的通知\n发文字号：武政发〔2024〕4号\n甲"), ["甲"]);
        // A plan may say when and where.
        for own in ["时间：2024年5月", "时间：5月  地点：县政府", "文号：武政办发〔2024〕4号", "编辑：甲、乙"]
        {
            assert_eq!(kept(own), [own]);
        }
    }

    #[test]
    fn indent_and_blank_lines_are_kept_in_mind() {
        let (lines, _) = read("甲\r\n\r\n　　乙");
        assert_eq!((lines[1].indent, lines[1].blank, lines[1].text), (4, 1, "乙"));
    }
}
