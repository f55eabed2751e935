//! Headings: the label, the title, and where what follows in the paragraph begins.

use crate::base::{Prose, Span};
use crate::data::numbering::{self, styles};
use crate::plan::{Label, SectionKind};

/// A heading as it was read, before it has its place in the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// What it is.
    pub kind: SectionKind,
    /// Its number.
    pub label: Option<Label>,
    /// Its title, without label and final 。
    pub title: Prose,
    /// Whether it has a title of its own.
    pub titled: bool,
    /// Whether a 。 stands behind the title: what follows belongs to the same printed paragraph.
    pub run_in: bool,
    /// The level of the Markdown heading, 1 to 6, where it is one.
    pub level: Option<u8>,
    /// The id given by hand.
    pub id: Option<(String, Span)>,
    /// Hand-made links.
    pub implements: Vec<(String, Span)>,
    /// Bytes of label and title, with the title's final mark.
    pub span: Span,
}

/// The longest title a numbered paragraph may begin with, in characters: longer first sentences are text.
/// Titles in published plans end at about 35; measures begin at about 30.
const TITLE: usize = 40;
/// A numbered line without an end mark is a heading up to this length.
const LINE: usize = 80;

/// Reads the text of what is known to be a heading: its label, where it has one, and its title. A final 。
/// says that the text which follows belongs to the same paragraph.
pub fn heading(prose: Prose) -> Heading {
    let prose = prose.trim();
    let text = prose.as_str();
    let (label, from) = match numbering::read(text) {
        Some(read) => (
            Some(Label {
                raw: text[..read.len].to_owned(),
                key: read.key(text),
                ordinal: read.ordinal,
                style: styles().get(read.style).map_or("", |s| s.name.as_str()),
                span: prose.source_of(0..read.len),
            }),
            read.len,
        ),
        None => match attachment(text).or_else(|| without_mark(text)) {
            Some((mut label, rest)) => {
                label.span = prose.source_of(label.span);
                (Some(label), text.len() - rest.len())
            }
            None => (None, 0),
        },
    };
    titled(&prose, label, from)
}

/// A heading whose text is all title, whatever it looks like.
pub fn unnumbered(prose: Prose) -> Heading {
    titled(&prose.trim(), None, 0)
}

fn titled(prose: &Prose, label: Option<Label>, from: usize) -> Heading {
    let title = prose.slice(from..prose.as_str().len()).trim();
    let bare = title.as_str().strip_suffix('。').map(str::len);
    let kind = match label.as_ref().map(|l| l.style) {
        None => SectionKind::Unnumbered,
        Some("attachment") => SectionKind::Attachment,
        Some("article") => SectionKind::Article,
        Some(_) => SectionKind::Numbered,
    };
    Heading {
        kind,
        label,
        run_in: bare.is_some(),
        title: bare.map_or(title.clone(), |end| title.slice(0..end).trim()),
        titled: true,
        level: None,
        id: None,
        implements: Vec::new(),
        span: prose.span(),
    }
}

/// The label of an attachment at the start of `text` (附件, 附件1, 附件 2：) and what follows it. The label's
/// span counts from the start of `text`.
pub fn attachment(text: &str) -> Option<(Label, &str)> {
    let rest = text.strip_prefix("附件")?;
    let mut digits = String::new();
    let mut at = rest.len() - rest.trim_start().len();
    for c in rest.trim_start().chars() {
        let Some(digit) = numbering::arabic(c).and_then(|d| char::from_digit(d, 10)) else { break };
        digits.push(digit);
        at += c.len_utf8();
    }
    let after = if digits.is_empty() { rest } else { &rest[at..] };
    let body = after.trim_start();
    let body = body.strip_prefix(['：', ':', '.', '．', '、']).unwrap_or(body);
    // 附件下载, 附件所列: a word that goes on is no label unless a number or a mark parts them.
    if digits.is_empty() && !rest.is_empty() && body.len() == rest.len() {
        return None;
    }
    let raw = text[..text.len() - body.len()].trim_end();
    let label = Label {
        raw: raw.to_owned(),
        key: format!("附件{digits}"),
        ordinal: digits.parse().unwrap_or(1),
        style: "attachment",
        span: Span::new(0, raw.len()),
    };
    Some((label, body.trim_start()))
}

/// The number of a chapter that no mark follows (1 总则), where the text is known to be a heading, and the title. The
/// label's span counts from the start of `text`.
fn without_mark(text: &str) -> Option<(Label, &str)> {
    let title = text.trim_start_matches(|c| numbering::arabic(c).is_some()).trim_start();
    let raw = text[..text.len() - title.len()].trim_end();
    (raw.len() < text.len() - title.len()).then_some(())?;
    let (label, title) = chapter_label(raw).zip(Some(title))?;
    let words = title.starts_with(|c: char| c.is_alphabetic() && !c.is_ascii()) && !numbering::is_figure(title);
    words.then_some((label, title))
}

/// A chapter's number alone. It stands where 1. does.
fn chapter_label(raw: &str) -> Option<Label> {
    let key: String = raw.chars().map_while(|c| char::from_digit(numbering::arabic(c)?, 10)).collect();
    let ordinal = key.parse().ok().filter(|n| (1..100).contains(n))?;
    Some(Label { raw: raw.to_owned(), key, ordinal, style: "arabic-dot", span: Span::new(0, raw.len()) })
}

/// The heading of a chapter that import knows by what stands below it, white space or none behind its number:
/// 1 总则, 1总则.
pub fn chapter(prose: &Prose) -> Option<Heading> {
    let prose = prose.clone().trim();
    let digits = prose.as_str().chars().take_while(|c| numbering::arabic(*c).is_some()).map(char::len_utf8).sum();
    let mut label = chapter_label(&prose.as_str()[..digits])?;
    label.span = prose.source_of(label.span);
    Some(titled(&prose, Some(label), digits))
}

/// Reads a numbered paragraph: its heading, and the text that follows in the paragraph. `None` when it
/// begins with no label.
///
/// The title is the text up to the first 。 when it is short and something follows or the line is a heading
/// of its own; otherwise the item has no title and its whole text is returned to stand in its blocks.
pub fn numbered(prose: &Prose) -> Option<(Heading, Prose)> {
    // Most texts have no label: the text is looked at before it is copied.
    let read = numbering::read(prose.as_str().trim())?;
    let trimmed;
    let prose = if prose.as_str().trim().len() == prose.as_str().len() {
        prose
    } else {
        trimmed = prose.clone().trim();
        &trimmed
    };
    let text = prose.as_str();
    let style = &styles()[read.style];
    let after = text[read.len..].trim_start_matches([' ', '\u{3000}', '\t', '\u{a0}']);
    let start = text.len() - after.len();
    let label = Label {
        raw: text[..read.len].to_owned(),
        key: read.key(text),
        ordinal: read.ordinal,
        style: &style.name,
        span: prose.source_of(0..read.len),
    };
    let kind = if style.name == "article" { SectionKind::Article } else { SectionKind::Numbered };
    let end = title_end(after, kind);
    let heading = |title: Prose, titled: bool, run_in: bool, end: usize| Heading {
        kind,
        label: Some(label.clone()),
        title,
        titled,
        run_in,
        level: None,
        id: None,
        implements: Vec::new(),
        span: prose.source_of(0..end),
    };
    match end {
        Some((title, body)) => {
            let rest = prose.slice(start + body..text.len()).trim();
            let title = prose.slice(start..start + title).trim();
            let run_in = text[..start + body].ends_with('。');
            Some((heading(title, true, run_in, start + body), rest))
        }
        None => {
            let first = after.find(['。', '！', '？']).unwrap_or(after.len());
            let title = prose.slice(start..start + first);
            Some((heading(title, false, false, start), prose.slice(start..text.len())))
        }
    }
}

/// Where the title of a numbered text ends and where what follows begins; `None` when it has none.
fn title_end(text: &str, kind: SectionKind) -> Option<(usize, usize)> {
    if kind == SectionKind::Article {
        return None;
    }
    let stop = stop_of(text);
    let Some((at, mark)) = stop else {
        // No end mark: a heading of its own line, with or without a clause in brackets behind it.
        let end = clause_at(text).unwrap_or(text.len());
        let title = text[..end].trim_end();
        let short = title.chars().count() <= LINE && !title.ends_with(['：', ':', '，', '、', '；']);
        return (short && !title.is_empty()).then_some((title.len(), end));
    };
    let title = &text[..at];
    let rest = text[at + mark.len_utf8()..].trim();
    if mark != '。' || !is_title(title) {
        return None;
    }
    // 10.推进甲建设。 with nothing behind it: the measure itself, unless it is as short as a title.
    if rest.is_empty() && title.chars().count() > 25 {
        return None;
    }
    Some((at, at + mark.len_utf8()))
}

/// The mark that ends the first sentence; what stands in a bracket at the end of the line ends none:
/// 理念提升行动（牵头单位：县安委办；配合单位：县委宣传部）.
fn stop_of(text: &str) -> Option<(usize, char)> {
    let stop = text.char_indices().find(|(_, c)| matches!(c, '。' | '；' | '！' | '？'))?;
    let open = clause_at(text).filter(|open| *open < stop.0 && !text[*open..].contains('。'));
    if open.is_some() { None } else { Some(stop) }
}

/// Whether a first sentence reads as a title: short, and neither a statement with figures or quotes of
/// documents nor one of several steps.
fn is_title(text: &str) -> bool {
    let letters = text.chars().count();
    let commas = text.matches('，').count();
    letters > 0
        && letters <= TITLE
        && commas <= 3
        && !text.contains(['《', '：', '；'])
        && !(letters > 30 && commas > 2)
}

/// Where a responsibility clause in brackets at the end of a heading begins: 加强规划（责任单位：市财政局）.
fn clause_at(text: &str) -> Option<usize> {
    if !text.trim_end().ends_with(['）', ')']) {
        return None;
    }
    let open = text.rfind(['（', '(']).filter(|open| *open > 0)?;
    ["责任", "牵头", "负责", "配合", "参加"].iter().any(|w| text[open..].contains(w)).then_some(open)
}
