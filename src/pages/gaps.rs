//! What a document does not show, and hence could not be measured.

use super::{Kind, Layout, face, is_han};
use crate::base::Words;
use std::collections::BTreeSet;

/// What was not measured, and why.
pub fn gaps(layout: &Layout<'_>) -> Vec<Words> {
    let mut out = Vec::new();
    let mut note = |zh: &str, en: &str| out.push(Words::new(zh, en));
    if layout.sheets.iter().all(|s| s.rows.is_empty()) {
        return out;
    }
    match layout.pitch {
        None => note(
            "正文行数太少，行距和每面行数没有量",
            "there are too few lines of text to measure their pitch and count",
        ),
        Some(_) if layout.full().is_empty() => note(
            "没有排满正文的页（首页、末页和有表格的页不算），每面行数没有量",
            "no page but the first and the last is full of text alone; lines per page were not counted",
        ),
        Some(_) => {}
    }
    match &layout.head {
        None => note(
            "首页没有红色的标志和分隔线，版头没有量（预印版头的纸、只有正文的文件都是这样）",
            "the first page shows no red mark and no red rule; the head was not measured",
        ),
        Some(head) if head.number.is_none() => {
            note("没有认出发文字号，它的位置没有量", "no document number was recognised; its place was not measured");
        }
        Some(_) => {}
    }
    if layout.colophon.is_none() {
        note("没有认出版记，版记没有量", "no colophon was recognised; it was not measured");
    }
    if layout.sheets.iter().any(|s| s.across) {
        note("横排的页只量了纸张和页码", "of pages that lie across only paper and page number were measured");
    }
    let text = layout.sheets.iter().flat_map(|s| s.of(Kind::Body)).flat_map(|l| &l.characters);
    let unknown: BTreeSet<&str> =
        text.filter(|c| is_han(c.text) && face(&c.family).is_empty()).map(|c| &*c.family).collect();
    if !unknown.is_empty() {
        let names: Vec<&str> = unknown.into_iter().map(|n| if n.is_empty() { "?" } else { n }).collect();
        note(
            &format!("不认识的字体名称，是哪一类没有判断：{}", names.join("、")),
            &format!("faces whose names are not known were not judged: {}", names.join(", ")),
        );
    }
    out
}
