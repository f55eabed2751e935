//! What stands before a plan's text: the notice that carries it (印发通知) and its title.

use super::foot::tail;
use super::lines::{Furniture, FurnitureKind};
use super::paragraphs::Para;
use super::place::place;
use super::signs::{
    BODIES, KINDS, bodies, date, is_addressees, is_adoption, is_attachment_mark, is_line, is_list_of_bodies,
    is_notice_text, is_notice_title, is_section, is_signature, iso, issuer, kind_of, mark, normal_number, note, number,
    pattern, printed, says_purpose, text, unquoted, without_brackets, words_of,
};
use crate::base::Span;
use crate::extract::table::{Column, column};
use crate::plan::{Level, Meta, Notice};
use regex::{Captures, Regex};
use std::ops::Range;
use std::sync::LazyLock;

/// What was taken out of the running text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frame {
    /// What the plan says of itself.
    pub meta: Meta,
    /// Field of the front matter, and the bytes that went into it.
    pub taken: Vec<(&'static str, Span)>,
    /// Lines of the head that are part of no field and of no text.
    pub furniture: Vec<Furniture>,
    /// The paragraphs that are the plan's own text: from, to.
    pub body: (usize, usize),
    /// Titles of plans under the same notice, as the notice names them, where it names several.
    pub titles: Vec<String>,
}

/// Reads the frame of a text.
pub fn read(paras: &[Para]) -> Frame {
    let first = first_section(paras);
    let points = points(paras, first).unwrap_or(first..first);
    // The notice counts its own points: the plan's numbers begin behind them.
    let first_section = if points.is_empty() { first } else { points.end + first_section(&paras[points.end..]) };
    let mut frame = Frame::default();
    let end = tail(paras, first_section, &mut frame);
    let behind = frame.meta.notice.clone();
    let start = head(&paras[..end], first_section.min(end), &points, &mut frame);
    frame.body = (start, end);
    if behind.is_some_and(|behind| contradicts(&behind, frame.meta.notice.as_ref())) {
        // A second date or signature at the end belongs to the plan: it stays in its text.
        frame = Frame::default();
        let start = head(paras, first_section, &points, &mut frame);
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

/// The numbered points of a notice that has some (现将方案印发给你们，并就有关事项通知如下：一、…), up to who signed it: the
/// plan's title stands behind, and the plan counts anew.
fn points(paras: &[Para], first: usize) -> Option<Range<usize>> {
    let head = &paras[..first];
    let opens = |p: &Para| is_notice_text(text(p));
    // A notice without points of its own was signed before the first number.
    let signed_before = head.iter().any(|p| date(text(p)).is_some())
        && !head.iter().any(|p| text(p).ends_with(['：', ':']) && opens(p));
    (head.iter().any(opens) && !signed_before).then_some(())?;
    // A notice is short.
    const MOST: usize = 40;
    let signed = (first..paras.len().min(first + MOST)).find(|&i| date(text(&paras[i])).is_some())?;
    let behind = &paras[signed + 1..];
    let noted = behind.iter().take_while(|p| note(text(p)).is_some() || is_attachment_mark(text(p))).count();
    let (_, title) = title_lines(&behind[noted..])?;
    let again =
        behind.iter().any(|p| is_section(p) && crate::data::numbering::read(text(p)).is_some_and(|l| l.ordinal == 1));
    (kind_of(&title).is_some() && again).then_some(())?;
    let end = (first..signed).rev().take_while(|&i| is_signature(text(&paras[i]))).last().unwrap_or(signed);
    Some(first..end)
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

/// Whether what was taken from the end did not get into the notice, for the start says otherwise.
fn contradicts(behind: &Notice, notice: Option<&Notice>) -> bool {
    let lost = |behind: &Option<String>, kept: Option<&String>| behind.is_some() && behind.as_ref() != kept;
    lost(&behind.date, notice.and_then(|n| n.date.as_ref()))
        || lost(&behind.issuer, notice.and_then(|n| n.issuer.as_ref()))
        || lost(&behind.note, notice.and_then(|n| n.note.as_ref()))
}

/// Whether a field that is said again is said otherwise.
pub fn differs<T: PartialEq>(field: &Option<T>, again: &T) -> bool {
    field.as_ref().is_some_and(|said| said != again)
}

pattern!(
    SIGNED,
    r"^((?:[〇㐀-鿿\x{20000}-\x{3FFFF}]+)?)\s*((?:19|20)[0-9]{2}\s*年\s*[0-9]{1,2}\s*月\s*[0-9]{1,2}\s*日)\s*((?:[（(][^（）()]+[）)])?)$"
);

/// Whether what stands before the date is the name of a body, and what stands behind it a note.
fn is_signed(found: &Captures<'_>) -> bool {
    let part = |at: usize| found.get(at).map_or("", |part| part.as_str());
    let (name, note) = (part(1), part(3));
    let body = |ending: &&str| name.strip_suffix(*ending).is_some_and(|own| (2..=40).contains(&own.chars().count()));
    let named = name.is_empty() || BODIES.iter().any(body);
    named && (note.is_empty() || (4..=82).contains(&note.chars().count()))
}

/// Parts what a copy ran together: a signature with its date and note (behind a last sentence too), a title with
/// its document number.
pub fn part_glued(paras: Vec<Para>) -> Vec<Para> {
    let mut out = Vec::with_capacity(paras.len());
    let head = paras.iter().position(is_section).unwrap_or(paras.len());
    for (at, para) in paras.into_iter().enumerate() {
        match cuts(para.prose.as_str(), at < head) {
            cuts if cuts.is_empty() => out.push(para),
            cuts => {
                let text = para.prose.as_str();
                let mut start = 0;
                for end in cuts.into_iter().chain([text.len()]) {
                    let prose = para.prose.slice(start..end).trim();
                    if !prose.is_empty() {
                        out.push(para.part(prose));
                    }
                    start = end;
                }
            }
        }
    }
    out
}

/// Where a paragraph is to be cut; `head` tells that it stands before the first number.
fn cuts(text: &str, head: bool) -> Vec<usize> {
    if text.ends_with(['日', '）', ')']) {
        let from = text.rfind('。').map_or(0, |at| at + '。'.len_utf8());
        let dated = text[from..].contains('年');
        if let Some(found) = dated.then(|| SIGNED.captures(&text[from..]).filter(is_signed)).flatten() {
            let starts = [1, 2, 3].into_iter().filter_map(|i| found.get(i)).filter(|m| !m.is_empty());
            let mut cuts: Vec<usize> = starts.map(|m| from + m.start()).filter(|&at| at > 0).collect();
            cuts.dedup();
            // One date alone, or one in brackets, is whole.
            return cuts;
        }
    }
    // 武政办发〔2024〕4号《县政府办公室关于印发方案的通知》, 武政办发〔2024〕4号 县政府办公室关于印发方案的通知
    if head
        && text.ends_with(['》', '知'])
        && let Some(at) = text.find('号').map(|at| at + '号'.len_utf8())
        && number(&text[..at]).is_some()
        && (is_notice_title(text) || text[at..].trim_start().starts_with('《'))
    {
        return vec![at];
    }
    // 各乡镇人民政府：现将《方案》印发给你们。
    if head
        && let Some(at) = text.find(['：', ':']).map(|at| at + text[at..].chars().next().map_or(1, char::len_utf8))
        && at < text.len()
        && is_addressees(&text[..at])
        && is_notice_text(&text[at..])
    {
        return vec![at];
    }
    // …的实施意见国办发〔2020〕24号
    if text.ends_with('号') && text.chars().count() <= 120 {
        let at = KINDS.iter().chain(&["通知"]).filter_map(|k| text.rfind(k).map(|at| at + k.len())).max();
        if let Some(at) = at.filter(|&at| number(text[at..].trim()).is_some()) {
            return vec![at];
        }
    }
    Vec::new()
}

/// Takes the notice and the title from the start; answers where the plan's own text begins.
fn head(paras: &[Para], sections: usize, points: &Range<usize>, frame: &mut Frame) -> usize {
    let mut notice = Notice::default();
    let mut found = false;
    let mut title: Option<(String, Span)> = None;
    let mut signed = false;
    let mut at = 0;
    let mut carried = false;
    while at < sections {
        let para = &paras[at];
        let words = text(para);
        if points.contains(&at) {
            notice.text.push(words.to_owned());
            frame.taken.push(("notice.text", para.span));
            at += 1;
            continue;
        }
        let listed = attachments(&paras[at..sections]);
        if listed > 0 && carried {
            for para in &paras[at..at + listed] {
                notice.text.push(text(para).to_owned());
                frame.taken.push(("notice.text", para.span));
            }
            at += listed;
            continue;
        }
        if carried && title.is_none() && is_attached(&paras[at..sections]) {
            frame.furniture.push(Furniture { kind: FurnitureKind::AttachmentMark, span: para.span });
        } else if let Some(issuer) =
            mark(words).filter(|_| notice.number.is_none() && notice.title.is_none() && title.is_none())
        {
            // 红头: the issuer's name and 文件; of several bodies each has its line.
            let names: Vec<&str> = issuer.split_whitespace().collect();
            let issuer = names.join(if names.iter().all(|n| is_signature(n)) { "、" } else { "" });
            notice.issuer = Some(notice.issuer.map_or(issuer.clone(), |first| format!("{first}、{issuer}")));
            frame.taken.push(("notice.issuer", para.span));
            found = true;
        } else if let Some(lines) = letterhead(&paras[at..sections])
            .filter(|_| notice == Notice { to: notice.to.clone(), ..Notice::default() } && title.is_none())
        {
            notice.issuer = Some(words.to_owned());
            frame.taken.push(("notice.issuer", Span::new(para.span.start, paras[at + lines - 1].span.end)));
            found = true;
            at += lines;
            continue;
        } else if let Some(number) = number(words).map(normal_number) {
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
        } else if let Some(note) = note(words).map(str::to_owned) {
            if differs(&notice.note, &note) {
                break;
            }
            notice.note = Some(note);
            frame.taken.push(("notice.note", para.span));
            found = true;
        } else if let Some(list) = words.strip_prefix("抄送").filter(|_| signed && notice.copies.is_empty()) {
            // A colophon between the notice and the plan it carries.
            notice.copies = bodies(list.trim_start_matches(['：', ':']));
            frame.taken.push(("notice.copies", para.span));
        } else if let Some(printed) = printed(words).filter(|_| signed && notice.printed_by.is_none()) {
            notice.printed_by = Some(printed[1].trim().to_owned());
            notice.printed = iso(&printed[2], &printed[3], &printed[4]);
            frame.taken.push(("notice.printed", para.span));
        } else if let Some((lines, to)) =
            addressee_lines(&paras[at..sections]).filter(|_| notice.to.is_empty() && !signed)
        {
            notice.to = bodies(&to);
            frame.taken.push(("notice.to", Span::new(para.span.start, paras[at + lines - 1].span.end)));
            found = true;
            at += lines;
            continue;
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
                    Some(first) if first.split('、').any(|n| n == without_brackets(words)) => {}
                    Some(first) if frame.taken.last().is_some_and(|t| t.0 == "notice.issuer") => {
                        first.push('、');
                        first.push_str(without_brackets(words));
                    }
                    Some(_) => break,
                }
            }
            frame.taken.push(("notice.issuer", para.span));
        } else if let Some((lines, joined)) = title_lines(&paras[at..sections]) {
            let span = Span::new(para.span.start, paras[at + lines - 1].span.end);
            let is_notice = is_notice_title(&joined);
            let again = notice.title.as_ref().is_none_or(|known| words_of(known).ends_with(&words_of(&joined)));
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
        if !kept.copies.is_empty() {
            notice.copies = kept.copies;
        }
        if kept.printed_by.is_some() {
            (notice.printed_by, notice.printed) = (kept.printed_by, kept.printed);
        }
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

/// How many lines are the issuer's mark without its last word in the same line: the name of a body over 文件 or over the
/// document's number.
fn letterhead(paras: &[Para]) -> Option<usize> {
    let mut lines = paras.iter().map(text);
    let name =
        lines.next().filter(|name| is_signature(name) && kind_of(name).is_none() && *name == without_brackets(name))?;
    let next = lines.next()?;
    let under = next == "文件" || number(next).is_some();
    (under && name.chars().count() >= 4).then_some(if next == "文件" { 2 } else { 1 })
}

/// A notice may have more paragraphs than the one that says 印发给你们: they stand before a date or signature.
fn notice_goes_on(paras: &[Para]) -> bool {
    paras.iter().take(6).any(|p| date(text(p)).is_some() || is_notice_text(text(p)))
}

/// The lines that name the addressees at the start of `paras`, and what they say: all but the last end in 、 or ，.
fn addressee_lines(paras: &[Para]) -> Option<(usize, String)> {
    let last = paras.iter().take(5).position(|p| !text(p).ends_with(['、', '，']))?;
    let (before, last_line) = (&paras[..last], text(&paras[last]));
    let listed = before.iter().all(|p| is_list_of_bodies(text(p)) && !says_purpose(text(p)));
    let joined = || before.iter().map(text).chain([last_line]).collect::<String>();
    (listed && is_addressees(last_line)).then(|| (last + 1, joined()))
}

/// Whether the plan begins here as the attachment of its notice: 附件 or 附件1 alone, and a title on the next line.
fn is_attached(paras: &[Para]) -> bool {
    paras.first().is_some_and(|p| is_attachment_mark(text(p).trim_end_matches(['：', ':'])))
        && title_lines(&paras[1..]).is_some()
}

/// A title has no more lines, with one for each of those who issue it.
const MOST_LINES: usize = 8;

/// The lines of a title at the start of `paras`: how many, and the title.
fn title_lines(paras: &[Para]) -> Option<(usize, String)> {
    let mut joined = String::new();
    let mut count = 0;
    // Whether the line before is the name of a body.
    let mut signed = false;
    for para in paras.iter().take(MOST_LINES) {
        let words = text(para);
        let special = number(words).is_some()
            || date(words).is_some()
            || note(words).is_some()
            || is_addressees(words)
            || is_attachment_mark(words)
            || is_adoption(words)
            || words.starts_with("抄送")
            || printed(words).is_some()
            || is_row(para);
        let stand_in = count == 0 && words.starts_with(['（', '(']);
        if special || stand_in || !(is_line(words) || is_long_title(words)) || is_section(para) {
            break;
        }
        let whole = unquoted(&joined);
        // 关于印发武山县养老服务规划 / 实施方案的通知: what is issued may end like a title.
        let complete = kind_of(&whole).is_some() && !whole.contains("关于印发") || is_notice_title(&whole);
        if complete && !words.starts_with(['（', '(']) {
            break;
        }
        // Joint issuers, each on its line.
        let body = is_signature(words);
        if signed && (body || issuer(words).is_some()) {
            joined.push('　');
        }
        signed = body;
        joined.push_str(words);
        count += 1;
    }
    (count > 0).then(|| (count, unquoted(&joined).into_owned()))
}

/// A notice's title in one line, with all who issue it: longer than any other line.
fn is_long_title(words: &str) -> bool {
    words.chars().count() <= 160 && is_notice_title(words) && !words.contains(['。', '，', '；', '：', ',', ';', ':'])
}

/// Whether a paragraph is of a table: a row, or the name of its first column.
fn is_row(para: &Para) -> bool {
    let words = text(para);
    words.contains(['|', '\t'])
        || matches!(column(words), Column::No | Column::Task | Column::Indicator | Column::Units(_))
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

/// Fills in what follows from what was found: title, kind, issuer, level, region.
fn finish(paras: &[Para], frame: &mut Frame) {
    let meta = &mut frame.meta;
    if meta.title.is_none() {
        meta.title = frame.titles.first().cloned().or_else(|| {
            let title = meta.notice.as_ref()?.title.as_deref()?;
            title_in_notice(title)
        });
        // A notice that carries nothing is the plan itself.
        if meta.title.is_none()
            && let Some(notice) = meta.notice.as_mut().filter(|n| n.text.is_empty())
            && notice.title.as_deref().is_some_and(|t| !t.ends_with("公告"))
        {
            meta.title = notice.title.take();
        }
    }
    meta.kind = meta.title.as_deref().and_then(kind_of).map(str::to_owned);
    if let Some(notice) = &mut meta.notice
        && notice.issuer.is_none()
    {
        let title = notice.title.as_deref().or(meta.title.as_deref());
        notice.issuer = title.and_then(issuer).map(str::to_owned);
        if notice.issuer.is_none() {
            // The body that prints is an office of the issuer: 某自治区人民政府办公厅文电处.
            let printer = notice.printed_by.as_deref().unwrap_or("");
            let end = ["办公厅", "办公室"].iter().filter_map(|w| printer.find(w).map(|at| at + w.len())).min();
            notice.issuer = end.map(|end| printer[..end].to_owned());
        }
    }
    if let Some(notice) = &mut meta.notice {
        apart(notice);
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

/// Joint issuers that stand in one line, each by itself: 甲、乙 or 甲　乙.
fn apart(notice: &mut Notice) {
    let all = notice.issuer.as_deref().unwrap_or_default();
    let all = &party_and_government(all).unwrap_or_else(|| all.to_owned());
    let names: Vec<&str> = all.split(['、', '　', ' ']).map(str::trim).filter(|n| !n.is_empty()).collect();
    if let [main, with @ ..] = names.as_slice()
        && !with.is_empty()
        && notice.with.is_empty()
        && names.iter().all(|n| is_signature(n))
    {
        let with = with.iter().map(|n| (*n).to_owned()).collect();
        notice.issuer = Some((*main).to_owned());
        notice.with = with;
    }
}

/// 中共武山县委武山县人民政府: two bodies that nothing parts.
fn party_and_government(names: &str) -> Option<String> {
    let (place, behind) = names.strip_prefix("中共")?.split_once('委')?;
    (place.chars().count() >= 2 && behind.starts_with(place)).then(|| format!("中共{place}委、{behind}"))
}

/// 关于印发《甲》的通知 → 甲; 关于印发甲的通知 → 甲.
fn title_in_notice(title: &str) -> Option<String> {
    let after = ["关于印发", "关于转发", "印发"].iter().find_map(|w| title.find(w).map(|at| &title[at + w.len()..]))?;
    let after = without_brackets(after).trim_end_matches("的通知").trim_end_matches("通知");
    let inner = after.strip_prefix('《').and_then(|a| a.strip_suffix('》')).unwrap_or(after);
    (!inner.is_empty()).then(|| inner.to_owned())
}

#[cfg(test)]
mod tests;
