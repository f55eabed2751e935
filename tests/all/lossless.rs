//! Import loses nothing: what a text says is in the plan, in the front matter, or named in the report as not
//! part of the text; character by character and in order, white space aside.

use crate::reread::texts;
use plangen::base::{SourceFile, Span};
use plangen::import;
use plangen::plan::{Block, Meta, Plan};
use plangen::source;
use proptest::prelude::*;

fn push(out: &mut String, text: &str) {
    out.extend(text.chars().filter(|c| !white(*c)));
}

/// Texts taken from web pages carry marks of emphasis (**一、工作目标**), which are no text.
fn plain(text: &str) -> String {
    text.replace("**", "")
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
            Block::Box(b) => {
                push(out, b.title.as_str());
                blocks(out, &b.blocks);
            }
        }
    }
}

/// Everything the plan holds, in order.
fn held(plan: &Plan) -> String {
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
fn left(text: &str, report: &import::ImportReport) -> String {
    let mut elsewhere: Vec<_> =
        report.front.iter().map(|(_, s)| *s).chain(report.furniture.iter().map(|f| f.span)).collect();
    elsewhere.sort();
    let mut out = String::new();
    let mut at = 0;
    for span in elsewhere {
        push(&mut out, text.get(at..span.start.max(at)).unwrap_or(""));
        at = at.max(span.end);
    }
    push(&mut out, text.get(at..).unwrap_or(""));
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
        "notice.issuer" => notice.issuer.iter().cloned().collect(),
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

fn difference(text: &str) -> Option<String> {
    let read = import::text(&SourceFile::new("plan.txt", text));
    let (left, held) = (plain(&left(text, &read.report)), plain(&held(&read.plan)));
    if left == held {
        return dropped(text, &read);
    }
    let at = left.chars().zip(held.chars()).take_while(|(a, b)| a == b).count();
    let near = |t: &str| t.chars().skip(at.saturating_sub(10)).take(40).collect::<String>();
    Some(format!("at {at}: text “{}”, plan “{}”", near(&left), near(&held)))
}

#[test]
fn published_texts_are_in_their_plans() {
    let mut faults = Vec::new();
    for path in texts() {
        let file = source::load(&path).expect("the text is read");
        faults.extend(difference(&file.text).map(|d| format!("{}: {d}", path.display())));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_in_its_plan(lines in prop::collection::vec(
        prop_oneof![
            "(　　|  )?(一、|二、|（一）|（二）|1\\.|2．|第一章 |第一条 |附件1|专栏1 |- 3 -|抄送：|表1 )?[甲乙丙。；：，、（）《》“”0-9%a 　]{0,20}",
            Just("某市人民政府办公室关于印发某市方案的通知".to_owned()),
            Just("某政办发〔2024〕5号".to_owned()),
            Just("各区县人民政府，市直各部门：".to_owned()),
            Just("现印发给你们，请认真组织实施。".to_owned()),
            Just("2024年4月8日".to_owned()),
            Just("（此件公开发布）".to_owned()),
            Just("某市实施方案".to_owned()),
            Just("某市人民政府办公室 2024年4月9日印发".to_owned()),
            Just(String::new()),
        ], 0..24)) {
        let text = lines.join("\n");
        if let Some(difference) = difference(&text) {
            return Err(TestCaseError::fail(format!("{difference}\n{text}")));
        }
    }
}
