//! Whether all of a text is in its plan, in the front matter, or named in the report as not part of the text;
//! character by character and in order, white space aside.

use plangen::base::{SourceFile, Span};
use plangen::import;
use plangen::plan::{Block, Meta, Plan};

fn push(out: &mut String, text: &str) {
    out.extend(text.chars().filter(|c| !white(*c)));
}

/// Texts taken from web pages carry marks of emphasis (**一、工作目标**), and pipes between cells, which are no text.
fn plain(text: &str) -> String {
    text.replace("**", "").replace('|', "")
}

/// The rules under the heads of pipe tables.
fn rules(text: &str, blocks: &[Block], out: &mut Vec<Span>) {
    for block in blocks {
        match block {
            Block::Paragraph(_) | Block::Picture(_) => {}
            Block::Box(b) => rules(text, &b.blocks, out),
            Block::Table(t) => {
                let from = t.caption.as_ref().map_or(t.span.start, |c| c.span().end.max(t.span.start));
                let mut at = from;
                let rows = text.get(from..t.span.end).unwrap_or("").split_inclusive(BREAKS).map(|line| {
                    at += line.len();
                    (line.trim(), Span::new(at - line.len(), at))
                });
                let second = rows.filter(|(line, _)| !line.is_empty()).nth(1);
                out.extend(second.filter(|(line, _)| is_rule(line)).map(|(_, span)| span));
            }
        }
    }
}

const BREAKS: [char; 4] = ['\n', '\r', '\u{0c}', '\u{2028}'];

fn is_rule(line: &str) -> bool {
    let cells = || line.trim_matches('|').split('|');
    line.starts_with('|')
        && cells().count() >= 2
        && cells().all(|c| !c.trim().is_empty() && c.chars().all(|c| matches!(c, '-' | ':' | ' ')))
}

/// Without the marks of a Markdown heading at the start of a line.
fn unmarked(text: &str) -> String {
    let bare = |line: &str| {
        let own = line.trim_start_matches(white);
        let rest = own.trim_start_matches('#');
        let level = own.len() - rest.len();
        if (1..=6).contains(&level) && rest.starts_with([' ', '\u{3000}']) { rest.to_owned() } else { line.to_owned() }
    };
    text.split_inclusive(BREAKS).map(bare).collect()
}

fn white(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}')
}

fn blocks(out: &mut String, list: &[Block]) {
    for block in list {
        match block {
            Block::Paragraph(p) => push(out, p.prose.as_str()),
            Block::Table(t) => {
                t.caption.iter().for_each(|c| push(out, c.as_str()));
                t.rows.iter().flatten().for_each(|c| push(out, c.prose.as_str()));
            }
            Block::Picture(p) => {
                push(out, p.alt.as_str());
                p.caption.iter().for_each(|c| push(out, c.as_str()));
            }
            Block::Box(b) => {
                push(out, b.title.as_str());
                blocks(out, &b.blocks);
            }
        }
    }
}

/// Everything the plan holds, in order.
pub fn held(plan: &Plan) -> String {
    let mut out = String::new();
    blocks(&mut out, &plan.preamble);
    for section in &plan.sections {
        section.label.iter().for_each(|l| push(&mut out, &l.raw));
        if section.titled {
            push(&mut out, section.title.as_str());
            out.extend(section.run_in.then_some('。'));
        }
        blocks(&mut out, &section.blocks);
    }
    out
}

/// The text of a span without what the report says is no text of the plan.
fn without_furniture(text: &str, span: Span, report: &import::ImportReport) -> String {
    let mut out = String::new();
    let mut at = span.start;
    for furniture in report.furniture.iter().filter(|f| span.contains(f.span)) {
        out.push_str(text.get(at..furniture.span.start).unwrap_or(""));
        at = furniture.span.end;
    }
    out + text.get(at..span.end).unwrap_or("")
}

/// The text without what the report says stands elsewhere.
fn left(text: &str, read: &import::Imported) -> String {
    let report = &read.report;
    let mut elsewhere: Vec<_> =
        report.front.iter().map(|(_, s)| *s).chain(report.furniture.iter().map(|f| f.span)).collect();
    rules(text, &read.plan.preamble, &mut elsewhere);
    read.plan.sections.iter().for_each(|s| rules(text, &s.blocks, &mut elsewhere));
    elsewhere.sort();
    let mut out = String::new();
    let mut at = 0;
    for span in elsewhere {
        push(&mut out, &unmarked(text.get(at..span.start.max(at)).unwrap_or("")));
        at = at.max(span.end);
    }
    push(&mut out, &unmarked(text.get(at..).unwrap_or("")));
    out
}

/// A field as words alone, for the ways of writing its marks are not kept.
fn words(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// What a field of the front matter says.
fn said(meta: &Meta, field: &str) -> Vec<String> {
    let notice = meta.notice.clone().unwrap_or_default();
    let lists = |lists: &[Vec<String>]| lists.concat().concat();
    match field {
        "title" => meta.title.iter().cloned().collect(),
        "notice.title" => notice.title.iter().cloned().collect(),
        "notice.number" => notice.number.iter().cloned().collect(),
        "notice.to" => vec![lists(&notice.to)],
        "notice.copies" => vec![format!("抄送{}", lists(&notice.copies))],
        "notice.text" => notice.text,
        "notice.note" => notice.note.iter().cloned().collect(),
        "notice.issuer" => notice.issuer.iter().chain(&notice.with).cloned().chain(notice.issuers()).collect(),
        "notice.date" => notice.date.iter().cloned().collect(),
        "notice.printed" => vec![notice.printed.unwrap_or_default(), notice.printed_by.unwrap_or_default()],
        other => panic!("a field this test does not know: {other}"),
    }
}

/// What was taken for the front matter and is not in it.
fn dropped(text: &str, read: &import::Imported) -> Option<String> {
    read.report.front.iter().find_map(|(field, span)| {
        let written = without_furniture(text, *span, &read.report);
        let taken = words(&written);
        let said = said(&read.plan.meta, field);
        let held = match *field {
            "notice.date" | "notice.printed" if taken.contains(|c: char| c.is_ascii_digit()) => {
                let parts = said.iter().flat_map(|d| d.split('-'));
                !said.is_empty() && parts.into_iter().all(|n| taken.contains(words(n).trim_start_matches('0')))
            }
            "notice.date" => !said.is_empty(),
            // One body may stand in for another: （某局代章）.
            "notice.issuer" => {
                let own = written.split(['（', '(']).next().unwrap_or("");
                said.iter().any(|s| words(s).contains(&words(own)))
            }
            // 2024年第5号 is written 〔2024〕5号.
            "notice.number" => {
                said.iter().any(|s| words(s) == taken.replace('第', "")) || said.iter().any(|s| words(s) == taken)
            }
            _ => said.iter().any(|s| words(s).contains(&taken)),
        };
        (!held).then(|| format!("{field}: “{}” is not in {said:?}", span.of(text)))
    })
}

/// What of a published text its plan does not hold; `None` when it holds all.
pub fn difference(text: &str) -> Option<String> {
    let read = import::text(&SourceFile::new("plan.txt", text));
    let (left, held) = (plain(&left(text, &read)), plain(&held(&read.plan)));
    if left == held {
        return dropped(text, &read);
    }
    let at = left.chars().zip(held.chars()).take_while(|(a, b)| a == b).count();
    let near = |t: &str| t.chars().skip(at.saturating_sub(10)).take(40).collect::<String>();
    Some(format!("at {at}: text “{}”, plan “{}”", near(&left), near(&held)))
}
