//! What stands before and after a plan's text: the notice that carries it (印发通知), its title, and the
//! colophon (版记).

use super::paragraphs::Para;
use crate::base::Span;
use crate::plan::{Level, Meta, Notice};
use regex::Regex;
use std::sync::LazyLock;

/// What was taken out of the running text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frame {
    /// What the plan says of itself.
    pub meta: Meta,
    /// Field of the front matter, and the bytes that went into it.
    pub taken: Vec<(&'static str, Span)>,
    /// The paragraphs that are the plan's own text: from, to.
    pub body: (usize, usize),
    /// Titles of plans under the same notice, as the notice names them, where it names several.
    pub titles: Vec<String>,
}

macro_rules! pattern {
    ($name:ident, $pattern:expr) => {
        static $name: LazyLock<Regex> =
            LazyLock::new(|| Regex::new($pattern).unwrap_or_else(|_| unreachable!("a constant pattern")));
    };
}

pattern!(NUMBER, r"^[（(]?([\p{Han}]{2,16}[〔\[［（(]\s*(?:19|20)\d{2}\s*[〕\]］）)]\s*第?\s*\d{1,4}\s*号)[）)]?$");
pattern!(DATE, r"^[（(]?((?:19|20)\d{2})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日[）)]?$");
pattern!(HAN_DATE, r"^([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日$");
pattern!(NOTE, r"^[（(]((?:此件|联系|本文|附注)[^（）()]{2,80})[）)]$");
pattern!(
    PRINTED,
    r"^(.{4,40}?)\s*(?:\[bookmark[^\]]*\])?\s*((?:19|20)\d{2})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日\s*印发?$"
);
pattern!(
    ISSUER,
    r"^(.{2,60}?(?:办公室|办公厅|人民政府|国务院|委员会|委|局|厅|部|院|党组|部门|行署|公署|中心|小组|领导小组|政府))(?:关于|印发|转发)"
);

/// Words a plan's title ends in (文种).
const KINDS: [&str; 22] = [
    "实施方案",
    "工作方案",
    "行动方案",
    "行动计划",
    "实施意见",
    "指导意见",
    "若干意见",
    "工作要点",
    "实施细则",
    "若干政策",
    "若干措施",
    "规划纲要",
    "方案",
    "规划",
    "计划",
    "意见",
    "要点",
    "纲要",
    "办法",
    "规定",
    "细则",
    "措施",
];

/// Reads the frame of a text.
pub fn read(paras: &[Para]) -> Frame {
    let first_section = first_section(paras);
    let mut frame = Frame::default();
    let end = tail(paras, first_section, &mut frame);
    let behind = frame.meta.notice.clone();
    let start = head(&paras[..end], first_section.min(end), &mut frame);
    frame.body = (start, end);
    if behind.is_some_and(|behind| contradicts(&behind, frame.meta.notice.as_ref())) {
        // A second date or signature at the end belongs to the plan: it stays in its text.
        frame = Frame::default();
        let start = head(paras, first_section, &mut frame);
        frame.body = (start, paras.len());
    }
    finish(paras, &mut frame);
    frame
}

/// Where the plan's own numbering begins: behind the list of attachments that a notice may have.
fn first_section(paras: &[Para]) -> usize {
    let mut at = 0;
    while at < paras.len() && !is_section(&paras[at]) {
        let listed = attachments(&paras[at..]);
        at += listed.max(1);
    }
    at
}

/// How many paragraphs the list of attachments takes that begins here (附件：1．清单 / 2．分工表).
pub(super) fn attachments(paras: &[Para]) -> usize {
    let Some(rest) = paras.first().and_then(|p| text(p).strip_prefix("附件")) else { return 0 };
    let Some(mut first) = rest.trim_start().strip_prefix(['：', ':']).map(str::trim_start) else { return 0 };
    let mut count = 1;
    if first.is_empty() {
        // 附件： on a line of its own lists what is attached where the attachment comes under its own mark.
        let Some(next) = paras.get(1).map(text).filter(|t| is_line(t)) else { return 0 };
        if !paras[2..].iter().any(|p| is_attachment_mark(text(p))) {
            return 0;
        }
        first = next;
        count = 2;
    }
    if first.chars().count() > 60 || first.contains('。') {
        return 0;
    }
    let Some(label) = crate::data::numbering::read(first) else { return count };
    for (next, para) in (label.ordinal + 1..).zip(&paras[count..]) {
        let words = text(para);
        let goes_on = crate::data::numbering::read(words)
            .is_some_and(|l| l.style == label.style && l.ordinal == next && words.len() > l.len && is_line(words));
        if !goes_on {
            break;
        }
        count += 1;
    }
    count
}

/// 附件, 附件1: over the attachment itself.
fn is_attachment_mark(text: &str) -> bool {
    text.strip_prefix("附件").is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit() || c.is_whitespace()))
}

/// Whether what was taken from the end did not get into the notice, for the start says otherwise.
fn contradicts(behind: &Notice, notice: Option<&Notice>) -> bool {
    let lost = |behind: &Option<String>, kept: Option<&String>| behind.is_some() && behind.as_ref() != kept;
    lost(&behind.date, notice.and_then(|n| n.date.as_ref()))
        || lost(&behind.issuer, notice.and_then(|n| n.issuer.as_ref()))
        || lost(&behind.note, notice.and_then(|n| n.note.as_ref()))
}

/// Whether a field that is said again is said otherwise.
fn differs<T: PartialEq>(field: &Option<T>, again: &T) -> bool {
    field.as_ref().is_some_and(|said| said != again)
}

pattern!(
    SIGNED,
    r"^((?:[\p{Han}]{2,40}(?:政府|办公室|办公厅|国务院|委员会|委|局|厅|部|院|党组|行署|公署|中心|小组|银行|总署))?)\s*((?:19|20)\d{2}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)\s*((?:[（(][^（）()]{2,80}[）)])?)$"
);

/// Parts what a copy ran together: a signature with its date and note (behind a last sentence too), a title with
/// its document number.
pub fn part_glued(paras: Vec<Para>) -> Vec<Para> {
    let mut out = Vec::with_capacity(paras.len());
    for para in paras {
        match cuts(para.prose.as_str()) {
            cuts if cuts.is_empty() => out.push(para),
            cuts => {
                let text = para.prose.as_str();
                let mut start = 0;
                for end in cuts.into_iter().chain([text.len()]) {
                    let prose = para.prose.slice(start..end).trim();
                    if !prose.is_empty() {
                        out.push(Para { span: prose.span(), prose, cells: Vec::new(), ..para.clone() });
                    }
                    start = end;
                }
            }
        }
    }
    out
}

/// Where a paragraph is to be cut.
fn cuts(text: &str) -> Vec<usize> {
    if text.ends_with(['日', '）', ')']) {
        let from = text.rfind('。').map_or(0, |at| at + '。'.len_utf8());
        if let Some(found) = SIGNED.captures(&text[from..]) {
            let starts = [1, 2, 3].into_iter().filter_map(|i| found.get(i)).filter(|m| !m.is_empty());
            let mut cuts: Vec<usize> = starts.map(|m| from + m.start()).filter(|&at| at > 0).collect();
            cuts.dedup();
            // One date alone, or one in brackets, is whole.
            return cuts;
        }
    }
    // …的实施意见国办发〔2020〕24号
    if text.ends_with('号') && text.chars().count() <= 120 {
        let at = KINDS.iter().chain(&["通知"]).filter_map(|k| text.rfind(k).map(|at| at + k.len())).max();
        if let Some(at) = at.filter(|&at| NUMBER.is_match(text[at..].trim())) {
            return vec![at];
        }
    }
    Vec::new()
}

/// Its letters and digits: a database gives a title twice, with other marks.
fn words_of(title: &str) -> String {
    title.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn is_section(para: &Para) -> bool {
    crate::data::numbering::read(para.prose.as_str()).is_some()
}

fn text(para: &Para) -> &str {
    para.prose.as_str()
}

/// Whether a paragraph is a line of its own without marks of a sentence.
fn is_line(text: &str) -> bool {
    !text.is_empty()
        && text.chars().count() <= 60
        && !text.ends_with(['。', '；', '：', '，', '、', ':', '！', '？'])
        && !text.contains('。')
}

fn kind_of(title: &str) -> Option<&'static str> {
    let bare = without_brackets(title);
    KINDS.iter().copied().find(|k| bare.ends_with(k))
}

/// The title without a bracket at its end: （2021—2023年）, （征求意见稿）.
fn without_brackets(title: &str) -> &str {
    let title = title.trim();
    match title.rfind(['（', '(']) {
        Some(at) if title.ends_with(['）', ')']) && at > 0 => title[..at].trim(),
        _ => title,
    }
}

fn is_notice_title(title: &str) -> bool {
    let bare = without_brackets(title);
    bare.ends_with("通知")
        || bare.ends_with("的函")
        || bare.ends_with("的通告")
        || (bare.starts_with("关于印发") && bare.ends_with('》'))
        || (bare.contains("印发《") && bare.ends_with('》'))
}

/// The bodies that sign, one in a line.
fn is_signature(text: &str) -> bool {
    let bare = without_brackets(text);
    let organ = [
        "办公室",
        "办公厅",
        "政府",
        "国务院",
        "委员会",
        "委",
        "局",
        "厅",
        "部",
        "院",
        "会",
        "党组",
        "行署",
        "公署",
        "中心",
        "小组",
        "银行",
        "总署",
    ];
    is_line(text)
        && text.chars().count() <= 40
        && !text.contains(['《', '“', '关'])
        && organ.iter().any(|o| bare.ends_with(o))
}

fn is_addressees(text: &str) -> bool {
    let body = ["政府", "部门", "委", "单位", "厅", "局", "机构", "公署", "行署", "企业", "院校", "组织"];
    text.ends_with(['：', ':'])
        && !text.contains('。')
        && text.chars().count() >= 4
        && body.iter().any(|b| text.contains(b))
}

/// 市委办公室，市人大常委会办公室、市政协办公室。: a line of a list of copies.
fn is_list_of_bodies(text: &str) -> bool {
    const ENDS: [&str; 26] = [
        "办公室",
        "办公厅",
        "部门",
        "军区",
        "军分区",
        "总队",
        "支队",
        "人武部",
        "法院",
        "检察院",
        "监委",
        "委员会",
        "团体",
        "单位",
        "政协",
        "人大",
        "工商联",
        "党派",
        "委",
        "局",
        "厅",
        "部",
        "会",
        "政府",
        "公署",
        "高等院校",
    ];
    if text.chars().count() > 120 {
        return false;
    }
    let names = text.split(['、', '，', '。', '；']).map(str::trim).filter(|n| !n.is_empty());
    let (all, bodies) = names.fold((0, 0), |(all, bodies), name| {
        (all + 1, bodies + usize::from(name.chars().count() <= 24 && ENDS.iter().any(|e| name.ends_with(e))))
    });
    all > 0 && bodies * 3 >= all * 2
}

/// Whether a paragraph belongs to a notice's own text.
fn is_notice_text(text: &str) -> bool {
    [
        "印发给你们",
        "转发给你们",
        "现予印发",
        "现予发布",
        "现印发",
        "现转发",
        "特此通知",
        "印發給你們",
        "转发你们",
        "印发你们",
        "请认真贯彻执行",
        "予以印发",
    ]
    .iter()
    .any(|w| text.contains(w))
}

fn iso(year: &str, month: &str, day: &str) -> Option<String> {
    let (y, m, d): (i16, i8, i8) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    jiff::civil::Date::new(y, m, d).ok().map(|d| d.to_string())
}

fn date(text: &str) -> Option<String> {
    if let Some(found) = DATE.captures(text) {
        return iso(&found[1], &found[2], &found[3]);
    }
    let found = HAN_DATE.captures(text)?;
    let digit =
        |c: char| "零一二三四五六七八九".chars().position(|d| d == c).or_else(|| matches!(c, '〇' | '○').then_some(0));
    let year: String = found[1].chars().filter_map(digit).map(|d| d.to_string()).collect();
    let number = |s: &str| crate::extract::numeral::han_value(s).map(|n| n.to_string());
    iso(&year, &number(&found[2])?, &number(&found[3])?)
}

/// Lists of bodies: ， between classes, 、 inside.
fn bodies(text: &str) -> Vec<Vec<String>> {
    let text = text.trim().trim_end_matches(['：', ':', '。']);
    let mut classes = vec![Vec::new()];
    let mut depth = 0usize;
    let mut name = String::new();
    for c in text.chars() {
        match c {
            '（' | '(' => depth += 1,
            '）' | ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        match c {
            '、' | '，' | ',' | ';' | '；' | '。' if depth == 0 => {
                if !name.trim().is_empty()
                    && let Some(class) = classes.last_mut()
                {
                    class.push(name.trim().to_owned());
                }
                name.clear();
                if c != '、' && classes.last().is_some_and(|c| !c.is_empty()) {
                    classes.push(Vec::new());
                }
            }
            _ => name.push(c),
        }
    }
    if !name.trim().is_empty()
        && let Some(class) = classes.last_mut()
    {
        class.push(name.trim().to_owned());
    }
    classes.retain(|c| !c.is_empty());
    classes
}

/// Takes the notice and the title from the start; answers where the plan's own text begins.
fn head(paras: &[Para], sections: usize, frame: &mut Frame) -> usize {
    let mut notice = Notice::default();
    let mut found = false;
    let mut title: Option<(String, Span)> = None;
    let mut signed = false;
    let mut at = 0;
    let mut carried = false;
    while at < sections {
        let para = &paras[at];
        let words = text(para);
        let listed = attachments(&paras[at..sections]);
        if listed > 0 && carried {
            for para in &paras[at..at + listed] {
                notice.text.push(text(para).to_owned());
                frame.taken.push(("notice.text", para.span));
            }
            at += listed;
            continue;
        }
        if let Some(issuer) =
            mark(words).filter(|_| notice.number.is_none() && notice.title.is_none() && title.is_none())
        {
            // 红头: the issuer's name and 文件; of several bodies each has its line.
            let issuer = issuer.split_whitespace().collect::<String>();
            notice.issuer = Some(notice.issuer.map_or(issuer.clone(), |first| format!("{first}、{issuer}")));
            frame.taken.push(("notice.issuer", para.span));
            found = true;
        } else if let Some(number) = NUMBER.captures(words).map(|n| normal_number(&n[1])) {
            if differs(&notice.number, &number) {
                break;
            }
            notice.number = Some(number);
            frame.taken.push(("notice.number", para.span));
            found = true;
        } else if let Some(day) = date(words) {
            if differs(&notice.date, &day) {
                break;
            }
            notice.date = Some(day);
            frame.taken.push(("notice.date", para.span));
            found = true;
            signed = true;
        } else if let Some(note) = NOTE.captures(words).map(|n| n[1].to_owned()) {
            if differs(&notice.note, &note) {
                break;
            }
            notice.note = Some(note);
            frame.taken.push(("notice.note", para.span));
            found = true;
        } else if notice.to.is_empty() && is_addressees(words) && !signed {
            notice.to = bodies(words);
            frame.taken.push(("notice.to", para.span));
            found = true;
        } else if is_notice_text(words)
            && !signed
            && (title.is_none() || carried || notice.number.is_some() || !notice.to.is_empty())
        {
            frame.titles.extend(titles_in(words));
            notice.text.push(words.to_owned());
            frame.taken.push(("notice.text", para.span));
            found = true;
            carried = true;
        } else if carried
            && !signed
            && is_signature(words)
            && title_lines(&paras[at..sections]).is_none_or(|(_, t)| kind_of(&t).is_none())
        {
            // Several bodies may sign; the first is the issuer, one in brackets stands in for it.
            if !words.starts_with(['（', '(']) {
                match &mut notice.issuer {
                    None => notice.issuer = Some(without_brackets(words).to_owned()),
                    Some(first) if frame.taken.last().is_some_and(|t| t.0 == "notice.issuer") => {
                        first.push('、');
                        first.push_str(without_brackets(words));
                    }
                    Some(first) if first == without_brackets(words) => {}
                    Some(_) => break,
                }
            }
            frame.taken.push(("notice.issuer", para.span));
        } else if let Some((lines, joined)) = title_lines(&paras[at..sections]) {
            let span = Span::new(para.span.start, paras[at + lines - 1].span.end);
            let is_notice = is_notice_title(&joined);
            let again = notice.title.as_ref().is_none_or(|known| words_of(known) == words_of(&joined));
            if is_notice && title.is_none() && again {
                // A database gives the title twice.
                notice.title.get_or_insert(joined);
                frame.taken.push(("notice.title", span));
                found = true;
                carried = true;
            } else if title.is_none() && (kind_of(&joined).is_some() || carried || at == 0 || signed) {
                title = Some((joined, span));
                frame.taken.push(("title", span));
            } else if title.as_ref().is_some_and(|t| t.0 == joined) {
                frame.taken.push(("title", span));
            } else if title.is_some() && joined.starts_with(['（', '(']) {
                if let Some((t, _)) = &mut title {
                    t.push_str(&joined);
                }
                frame.taken.push(("title", span));
            } else {
                break;
            }
            at += lines;
            continue;
        } else if carried && !signed && title.is_none() && notice_goes_on(&paras[at..sections]) {
            notice.text.push(words.to_owned());
            frame.taken.push(("notice.text", para.span));
        } else {
            break;
        }
        at += 1;
    }
    if found || frame.meta.notice.is_some() {
        let kept = frame.meta.notice.take().unwrap_or_default();
        // A line of marks alone says nothing.
        notice.text.retain(|text| !text.trim().is_empty());
        notice.copies = kept.copies;
        notice.printed_by = kept.printed_by;
        notice.printed = kept.printed;
        notice.date = notice.date.or(kept.date);
        notice.issuer = notice.issuer.or(kept.issuer);
        notice.note = notice.note.or(kept.note);
        frame.meta.notice = Some(notice);
    }
    if let Some((title, span)) = title {
        frame.meta.title = Some(title);
        frame.meta.title_span = span;
    }
    at
}

/// The issuer that a mark names: 河套市人民政府文件.
fn mark(words: &str) -> Option<&str> {
    words.strip_suffix("文件").map(str::trim_end).filter(|issuer| is_signature(issuer))
}

/// A notice may have more paragraphs than the one that says 印发给你们: they stand before a date or signature.
fn notice_goes_on(paras: &[Para]) -> bool {
    paras.iter().take(6).any(|p| date(text(p)).is_some() || is_notice_text(text(p)))
}

/// The lines of a title at the start of `paras`: how many, and the title.
fn title_lines(paras: &[Para]) -> Option<(usize, String)> {
    let mut joined = String::new();
    let mut count = 0;
    for para in paras.iter().take(5) {
        let words = text(para);
        let special = NUMBER.is_match(words) || date(words).is_some() || NOTE.is_match(words) || is_addressees(words);
        let stand_in = count == 0 && words.starts_with(['（', '(']);
        if special || stand_in || !is_line(words) || is_section(para) {
            break;
        }
        let complete = kind_of(&joined).is_some() || is_notice_title(&joined);
        if complete && !words.starts_with(['（', '(']) {
            break;
        }
        joined.push_str(words);
        count += 1;
    }
    (count > 0).then_some((count, joined))
}

/// The titles in 《》 that a notice prints: 现将《甲》《乙》印发给你们.
fn titles_in(words: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut depth = 0usize;
    let mut start = 0;
    for (at, c) in words.char_indices() {
        match c {
            '《' => {
                if depth == 0 {
                    start = at + c.len_utf8();
                }
                depth += 1;
            }
            '》' if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    out.push(words[start..at].to_owned());
                }
            }
            _ => {}
        }
    }
    let cut = words.find("印发给你们").or_else(|| words.find("印发"));
    let before = cut.map_or(words, |c| &words[..c]);
    out.retain(|t| before.contains(t.as_str()) && kind_of(t).is_some());
    out
}

fn normal_number(raw: &str) -> String {
    raw.chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '[' | '［' | '(' | '（' => '〔',
            ']' | '］' | ')' | '）' => '〕',
            c => c,
        })
        .collect()
}

/// Takes colophon, signature and notes from the end; answers where the plan's own text ends.
fn tail(paras: &[Para], first_section: usize, frame: &mut Frame) -> usize {
    let mut notice = Notice::default();
    let mut taken = Vec::new();
    let mut end = paras.len();
    let mut found = false;
    // A colophon's list of copies may run over several lines: find its start first.
    let from = paras.len().saturating_sub(14).max(first_section);
    if let Some(copies) = (from..paras.len()).find(|&i| text(&paras[i]).starts_with("抄送")) {
        let mut list = String::new();
        let mut last = copies;
        // 抄送：…。某办公室2024年4月9日印发: one paragraph where the lines ran together.
        let glued = text(&paras[copies]).rsplit_once('。').filter(|(_, rest)| PRINTED.is_match(rest));
        for (i, para) in paras.iter().enumerate().skip(copies) {
            if let Some((own, _)) = glued {
                list.push_str(own);
                break;
            }
            let over = is_section(para) || list.ends_with('。') && !is_list_of_bodies(text(para));
            if PRINTED.is_match(text(para)) || i > copies && over {
                break;
            }
            list.push_str(text(para));
            last = i;
        }
        // Whatever else stands behind the list shows that it is not the end of the document.
        let behind = &paras[last + 1..];
        if !list.is_empty() && paras.len() <= last + 2 && behind.iter().all(|p| PRINTED.is_match(text(p))) {
            let span = Span::new(paras[copies].span.start, paras[last].span.end);
            let own = list.len();
            let list = list.trim_start_matches("抄送").trim_start_matches(['：', ':']);
            notice.copies = bodies(list);
            let prose = &paras[copies].prose;
            let span = if glued.is_some() { prose.source_of(0..own + '。'.len_utf8()) } else { span };
            taken.push(("notice.copies", span));
            let glued =
                glued.map(|(_, rest)| (rest, prose.source_of(prose.as_str().len() - rest.len()..prose.as_str().len())));
            for (words, span) in glued.into_iter().chain(behind.iter().map(|p| (text(p), p.span))) {
                if let Some(printed) = PRINTED.captures(words) {
                    notice.printed_by = Some(printed[1].trim().to_owned());
                    notice.printed = iso(&printed[2], &printed[3], &printed[4]);
                    taken.push(("notice.printed", span));
                }
            }
            end = copies;
            found = true;
        }
    }
    while end > first_section.max(1) {
        let para = &paras[end - 1];
        let words = text(para);
        if let Some(printed) = PRINTED.captures(words) {
            if notice.printed_by.is_some() {
                break;
            }
            notice.printed_by = Some(printed[1].trim().to_owned());
            notice.printed = iso(&printed[2], &printed[3], &printed[4]);
            taken.push(("notice.printed", para.span));
        } else if let Some(note) = NOTE.captures(words).map(|n| n[1].to_owned()) {
            if differs(&notice.note, &note) {
                break;
            }
            notice.note = Some(note);
            taken.push(("notice.note", para.span));
        } else if let Some(day) = date(words) {
            if differs(&notice.date, &day) {
                break;
            }
            notice.date = Some(day);
            taken.push(("notice.date", para.span));
        } else if notice.date.is_some() && is_signature(words) && !is_section(para) {
            let joint = notice.issuer.take();
            notice.issuer = Some(joint.map_or_else(|| words.to_owned(), |later| format!("{words}、{later}")));
            taken.push(("notice.issuer", para.span));
        } else {
            break;
        }
        found = true;
        end -= 1;
    }
    if found {
        frame.meta.notice = Some(notice);
        frame.taken.extend(taken);
    }
    end
}

/// Fills in what follows from what was found: title, kind, issuer, level, region.
fn finish(paras: &[Para], frame: &mut Frame) {
    let meta = &mut frame.meta;
    if meta.title.is_none() {
        meta.title = frame.titles.first().cloned().or_else(|| {
            let title = meta.notice.as_ref()?.title.as_deref()?;
            title_in_notice(title)
        });
    }
    meta.kind = meta.title.as_deref().and_then(kind_of).map(str::to_owned);
    if let Some(notice) = &mut meta.notice
        && notice.issuer.is_none()
    {
        let title = notice.title.as_deref().or(meta.title.as_deref());
        notice.issuer = title.and_then(|t| ISSUER.captures(t)).map(|c| c[1].to_owned());
        if notice.issuer.is_none() {
            // The body that prints is an office of the issuer: 某自治区人民政府办公厅文电处.
            let printer = notice.printed_by.as_deref().unwrap_or("");
            let end = ["办公厅", "办公室"].iter().filter_map(|w| printer.find(w).map(|at| at + w.len())).min();
            notice.issuer = end.map(|end| printer[..end].to_owned());
        }
    }
    // 意见: the title names the issuer, and there is a number or date without a notice's text.
    let issuer = meta.notice.as_ref().and_then(|n| n.issuer.clone());
    let title = meta.title.clone().unwrap_or_default();
    let (region, level) = place(issuer.as_deref().unwrap_or(&title)).or_else(|| place(&title)).unzip();
    meta.region = region.filter(|r| !r.is_empty());
    meta.level = level.or_else(|| title.starts_with("国务院").then_some(Level::National));
    if title.contains("征求意见稿") || paras.iter().take(3).any(|p| text(p).contains("征求意见稿")) {
        meta.stage = Some(crate::plan::Stage::Consultation);
    }
}

/// 关于印发《甲》的通知 → 甲; 关于印发甲的通知 → 甲.
fn title_in_notice(title: &str) -> Option<String> {
    let after = ["关于印发", "关于转发", "印发"].iter().find_map(|w| title.find(w).map(|at| &title[at + w.len()..]))?;
    let after = without_brackets(after).trim_end_matches("的通知").trim_end_matches("通知");
    let inner = after.strip_prefix('《').and_then(|a| a.strip_suffix('》')).unwrap_or(after);
    (!inner.is_empty()).then(|| inner.to_owned())
}

pattern!(
    PLACE,
    r"^(?:中共)?((?:[\p{Han}]{2,8}?(?:特别行政区|自治区|省))?(?:[\p{Han}]{1,8}?(?:自治州|地区|盟|州|市))?(?:[\p{Han}]{1,8}?(?:自治县|自治旗|特区|县|旗|区|市))?(?:[\p{Han}]{1,6}?(?:街道|苏木|镇|乡))?)"
);

/// The jurisdiction at the start of an issuer's name or a title, and its level.
pub fn place(name: &str) -> Option<(String, Level)> {
    if ["国务院", "中共中央", "国家", "工业和信息化部", "财政部", "教育部"].iter().any(|w| name.starts_with(w))
    {
        return Some((String::new(), Level::National));
    }
    let found = PLACE.captures(name)?.get(1)?.as_str();
    // 河套市城市更新规划: 城市 is no place of its own.
    const WORDS: [&str; 12] =
        ["城市", "城区", "社区", "园区", "小区", "校区", "景区", "灾区", "牧区", "农区", "林区", "山区"];
    let found = WORDS.iter().find_map(|w| found.strip_suffix(w)).filter(|f| !f.is_empty()).unwrap_or(found);
    // 某市人民政府 must not be read as 某市 + 人民…; a lazy match ends at the first ending.
    if found.is_empty() {
        return None;
    }
    let municipality = ["北京市", "天津市", "上海市", "重庆市"].iter().find(|m| found.starts_with(**m));
    let level = match municipality {
        Some(m) if found.len() == m.len() => Level::Region,
        Some(_) => Level::City,
        None if found.ends_with(['镇', '乡']) || found.ends_with("街道") || found.ends_with("苏木") => {
            Level::Township
        }
        None if found.ends_with('省') || found.ends_with("自治区") || found.ends_with("特别行政区") => {
            Level::Region
        }
        None if found.ends_with('县') || found.ends_with('旗') || found.ends_with('区') && !found.ends_with("地区") => {
            Level::County
        }
        None => Level::City,
    };
    Some((found.to_owned(), level))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_levels() {
        for (name, region, level) in [
            ("内蒙古自治区人民政府办公厅", "内蒙古自治区", Level::Region),
            ("河套市人民政府办公室", "河套市", Level::City),
            ("上海市人民政府办公厅", "上海市", Level::Region),
            ("广州市天河区教育局", "广州市天河区", Level::County),
            ("乌拉特中旗进一步完善方案", "乌拉特中旗", Level::County),
            ("阿坝州人民政府办公室", "阿坝州", Level::City),
            ("国务院关于促进就业的意见", "", Level::National),
        ] {
            assert_eq!(place(name), Some((region.to_owned(), level)), "{name}");
        }
        assert_eq!(place("“无废城市”建设试点工作方案"), None);
    }

    #[test]
    fn lists_of_bodies() {
        assert_eq!(
            bodies("各旗区人民政府，市直各有关部门、单位："),
            [vec!["各旗区人民政府".to_owned()], vec!["市直各有关部门".to_owned(), "单位".to_owned()]]
        );
    }

    #[test]
    fn copies_over_several_lines() {
        assert!(is_list_of_bodies("自治区人大常委会办公厅、政协办公厅，自治区监委，自治区高级人民法院。"));
        assert!(!is_list_of_bodies("各旗区要把医疗卫生工作列入重要议程，落实各项任务。"));
        assert_eq!(bodies("市委各部门，军分区。\n各人民团体。").len(), 3);
    }

    #[test]
    fn copies_and_printer_in_one_paragraph() {
        let text = "青崖市社区服务方案\n一、目标\n甲。\n抄送：市委办公室，市人大常委会办公室。青崖市人民政府办公室 2024年4月9日印发\n";
        let read = crate::import::text(&crate::base::SourceFile::new("plan.txt", text));
        let notice = read.plan.meta.notice.unwrap_or_default();
        assert_eq!(notice.copies.concat(), ["市委办公室", "市人大常委会办公室"]);
        assert_eq!(
            (notice.printed_by.as_deref(), notice.printed.as_deref()),
            (Some("青崖市人民政府办公室"), Some("2024-04-09"))
        );
    }

    #[test]
    fn dates_in_both_scripts() {
        assert_eq!(date("2024年4月8日").as_deref(), Some("2024-04-08"));
        assert_eq!(date("二〇二四年十月二十一日").as_deref(), Some("2024-10-21"));
        assert_eq!(date("2024年13月40日"), None);
    }
}
