//! The front matter's `notice`: the official document that carries a plan, or that the plan itself is.

use super::fault::{Faults, UNKNOWN, nearest};
use super::front::{bad_value, date, key_name, text_of, wrong_type};
use super::yaml::{Node, Value};
use crate::plan::{Attached, DocumentForm, Notice, Sealing};

/// The keys of `notice`, in the order `to_source` writes them.
pub const NOTICE_KEYS: [&str; 25] = [
    "form",
    "direct",
    "mark",
    "issuer",
    "with",
    "copy-number",
    "secrecy",
    "urgency",
    "title",
    "number",
    "date",
    "signers",
    "to",
    "text",
    "attachments",
    "seal",
    "post",
    "present",
    "excused",
    "observers",
    "note",
    "publicity",
    "copies",
    "printed-by",
    "printed",
];

/// The values of `form`.
pub const FORMS: [(&str, DocumentForm); 4] = [
    ("普通", DocumentForm::General),
    ("信函", DocumentForm::Letter),
    ("命令", DocumentForm::Order),
    ("纪要", DocumentForm::Minutes),
];
/// Other words that are meant by them.
const FORM_WORDS: [(&str, &str); 8] = [
    ("通用", "普通"),
    ("文件", "普通"),
    ("general", "普通"),
    ("函", "信函"),
    ("letter", "信函"),
    ("令", "命令"),
    ("order", "命令"),
    ("minutes", "纪要"),
];

/// The values of `seal`.
pub const SEALS: [(&str, Sealing); 3] =
    [("盖章", Sealing::Seal), ("不盖章", Sealing::Unsealed), ("签名章", Sealing::Stamp)];
/// Other words that are meant by them.
const SEAL_WORDS: [(&str, &str); 6] = [
    ("加盖印章", "盖章"),
    ("印章", "盖章"),
    ("true", "盖章"),
    ("不加盖印章", "不盖章"),
    ("false", "不盖章"),
    ("签发人签名章", "签名章"),
];

/// The values of `attach`.
pub const TABLES: [(&str, Attached); 2] = [("责任分工表", Attached::Duties), ("对照表", Attached::Alignment)];
/// Other words that are meant by them.
const TABLE_WORDS: [(&str, &str); 4] =
    [("任务分工表", "责任分工表"), ("分工表", "责任分工表"), ("责任分工", "责任分工表"), ("对照", "对照表")];

/// 密级 (党政机关公文处理工作条例, 9).
const SECRECY: [&str; 3] = ["绝密", "机密", "秘密"];
/// 紧急程度, of documents and of telegrams (党政机关公文处理工作条例, 9).
const URGENCY: [&str; 4] = ["特急", "加急", "特提", "平急"];

/// The tables that `attach` names, each once.
pub(super) fn attach(node: &Node, faults: &mut Faults) -> Vec<Attached> {
    let items = match &node.value {
        Value::List(items) => items.iter().collect(),
        Value::Map(_) => {
            wrong_type("expected-list", "attach", node, faults);
            Vec::new()
        }
        Value::Scalar(_) | Value::Null => vec![node],
    };
    let mut out = Vec::new();
    for item in items {
        if let Some(table) = one_of("attach", item, &TABLES, &TABLE_WORDS, faults)
            && !out.contains(&table)
        {
            out.push(table);
        }
    }
    out
}

/// What `notice` says.
pub(super) fn notice(node: Node, faults: &mut Faults) -> Option<Notice> {
    let pairs = match node.value {
        Value::Map(pairs) => pairs,
        Value::Null => return None,
        Value::Scalar(_) | Value::List(_) => {
            wrong_type("expected-map", "notice", &node, faults);
            return None;
        }
    };
    let mut notice = Notice::default();
    let mut seen = Vec::new();
    for (key, node) in pairs {
        let Some(name) = key_name(&key, &NOTICE_KEYS, "notice.", &mut seen, faults) else { continue };
        let full = format!("notice.{name}");
        match name {
            "form" => notice.form = one_of(&full, &node, &FORMS, &FORM_WORDS, faults).unwrap_or_default(),
            "direct" => notice.direct = one_of(&full, &node, &[("true", true), ("false", false)], &YES_NO, faults),
            "mark" => notice.mark = text_of(&full, &node, faults),
            "issuer" => notice.issuer = text_of(&full, &node, faults),
            "with" => notice.with = names(&full, &node, faults),
            "copy-number" => notice.copy_number = copy_number(&full, &node, faults),
            "secrecy" => notice.secrecy = secrecy(&full, &node, faults),
            "urgency" => notice.urgency = one_of(&full, &node, &URGENCY.map(|u| (u, u.to_owned())), &[], faults),
            "title" => notice.title = text_of(&full, &node, faults),
            "number" => notice.number = text_of(&full, &node, faults),
            "date" => notice.date = date(&full, &node, faults),
            "signers" => notice.signers = names(&full, &node, faults),
            "to" => notice.to = classes(&full, &node, faults),
            "text" => notice.text = texts(&full, &node, faults),
            "attachments" => notice.attachments = texts(&full, &node, faults),
            "seal" => notice.seal = one_of(&full, &node, &SEALS, &SEAL_WORDS, faults),
            "post" => notice.posts = texts(&full, &node, faults),
            "present" => notice.present = names(&full, &node, faults),
            "excused" => notice.excused = names(&full, &node, faults),
            "observers" => notice.observers = names(&full, &node, faults),
            "note" => notice.note = text_of(&full, &node, faults),
            "publicity" => notice.publicity = text_of(&full, &node, faults),
            "copies" => notice.copies = classes(&full, &node, faults),
            "printed-by" => notice.printed_by = text_of(&full, &node, faults),
            "printed" => notice.printed = date(&full, &node, faults),
            // A key of the list that is read nowhere would be one that is unknown.
            _ => drop(faults.add(UNKNOWN, "default", key.span, vec![("key", full.into())])),
        }
    }
    Some(notice)
}

const YES_NO: [(&str, &str); 4] = [("是", "true"), ("yes", "true"), ("否", "false"), ("no", "false")];

/// One of a few words. Another word for the same is read and told; so is one that is nearly right.
fn one_of<T: Clone>(
    key: &str,
    node: &Node,
    known: &[(&'static str, T)],
    others: &[(&str, &str)],
    faults: &mut Faults,
) -> Option<T> {
    let written = text_of(key, node, faults)?;
    let named = |word: &str| known.iter().find(|k| k.0 == word);
    if let Some((_, value)) = named(&written) {
        return Some(value.clone());
    }
    let bare = written.trim().trim_end_matches("格式").to_lowercase();
    let meant = named(&bare).or_else(|| others.iter().find(|o| o.0 == bare).and_then(|o| named(o.1)));
    let names: Vec<&str> = known.iter().map(|k| k.0).collect();
    let meant = meant.or_else(|| nearest(&bare, &names).and_then(named));
    bad_value(key, &written, node, &names, meant.map(|m| m.0), faults);
    meant.map(|m| m.1.clone())
}

/// 份号: six digits, zeros in front (7.2.1).
fn copy_number(key: &str, node: &Node, faults: &mut Faults) -> Option<String> {
    let written = text_of(key, node, faults)?;
    match written.trim().parse::<u32>() {
        Ok(number) if (1..=999_999).contains(&number) => Some(format!("{number:06}")),
        _ => {
            bad_value(key, &written, node, &["000001—999999"], None, faults);
            None
        }
    }
}

/// 密级和保密期限: 机密★1年 (7.2.2).
fn secrecy(key: &str, node: &Node, faults: &mut Faults) -> Option<String> {
    let written = text_of(key, node, faults)?.replace(['*', '☆'], "★").replace(char::is_whitespace, "");
    let level = SECRECY.iter().find_map(|level| written.strip_prefix(level));
    match level {
        Some(rest) if rest.is_empty() || rest.strip_prefix('★').is_some_and(|period| !period.is_empty()) => {
            Some(written)
        }
        _ => {
            bad_value(key, &written, node, &["绝密", "机密", "秘密", "机密★1年"], None, faults);
            None
        }
    }
}

/// Lists of classes, each a list of bodies. A flat list is one body to a class; a text is cut at ， and 、.
fn classes(key: &str, node: &Node, faults: &mut Faults) -> Vec<Vec<String>> {
    match &node.value {
        Value::Null => Vec::new(),
        Value::Scalar(text) => text
            .trim_end_matches(['：', ':', '。'])
            .split(['，', ','])
            .map(|class| class.split('、').map(|m| m.trim().to_owned()).filter(|m| !m.is_empty()).collect())
            .filter(|class: &Vec<String>| !class.is_empty())
            .collect(),
        Value::List(items) => {
            let members = |item: &Node, faults: &mut Faults| match &item.value {
                Value::List(members) => members.iter().filter_map(|m| text_of(key, m, faults)).collect(),
                Value::Scalar(_) | Value::Null => text_of(key, item, faults).into_iter().collect::<Vec<_>>(),
                Value::Map(_) => {
                    wrong_type("expected-classes", key, item, faults);
                    Vec::new()
                }
            };
            items.iter().map(|item| members(item, faults)).filter(|class| !class.is_empty()).collect()
        }
        Value::Map(_) => {
            wrong_type("expected-classes", key, node, faults);
            Vec::new()
        }
    }
}

/// Names: a list of texts, or one text cut at ，and 、.
fn names(key: &str, node: &Node, faults: &mut Faults) -> Vec<String> {
    match &node.value {
        Value::Scalar(text) => {
            text.split(['、', '，', ',']).map(|n| n.trim().to_owned()).filter(|n| !n.is_empty()).collect()
        }
        _ => texts(key, node, faults),
    }
}

/// Paragraphs: a list of texts, or one text whose lines are paragraphs.
fn texts(key: &str, node: &Node, faults: &mut Faults) -> Vec<String> {
    match &node.value {
        Value::Null => Vec::new(),
        Value::Scalar(text) => text.lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned).collect(),
        Value::List(items) => items.iter().filter_map(|item| text_of(key, item, faults)).collect(),
        Value::Map(_) => {
            wrong_type("expected-list", key, node, faults);
            Vec::new()
        }
    }
}
