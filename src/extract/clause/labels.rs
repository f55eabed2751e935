//! Labels of clauses and of tables' columns: 责任单位, 牵头单位, 完成时限.

use crate::data::words::{self, ClauseWords, List};
use crate::extract::bracket;
use crate::plan::Role;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// What a label of a clause, or the head of a table's column, announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// 责任单位, 牵头单位 …
    Units(Role),
    /// 完成时限 …
    Time,
    /// 责任领导 …: persons, no units.
    Person,
}

/// What the words announce when they are a label and nothing else: 牵头单位, 完成时限.
pub fn label_of(words: &str) -> Option<Label> {
    LABELS.get(words.trim_end()).copied()
}

/// Whether a text begins with a label.
pub fn starts_with_label(text: &str) -> bool {
    static LIST: LazyLock<List> = LazyLock::new(|| List::of(LABELS.keys().cloned()));
    LIST.starts(text)
}

/// Every label there is: each is a word of the lists, or a stem with a noun behind it.
static LABELS: LazyLock<FxHashMap<String, Label>> = LazyLock::new(|| {
    let words = words::clauses();
    let stems = words.label.iter().flat_map(|label| &label.stems.words);
    let units = stems.flat_map(|stem| words.nouns.words.iter().map(move |noun| format!("{stem}{noun}")));
    let all = words.person.words.iter().chain(&words.time.words).cloned().chain(units);
    all.filter_map(|word| {
        let (_, label) = label_before(&word, word.len(), words).filter(|(start, _)| *start == 0)?;
        Some((word, label))
    })
    .collect()
});

/// What a line says that begins with the label of a deadline: 完成时限：2025年12月底.
pub fn deadline_line(text: &str) -> Option<&str> {
    let text = text.trim();
    if text.len() > 120 {
        return None;
    }
    let (label, said) = text.split_once(['：', ':']).filter(|(label, _)| label.len() <= 30)?;
    // …；责任单位：…
    let said = said.split(['；', ';']).next().unwrap_or_default().trim().trim_end_matches('。');
    (label_of(label.trim()) == Some(Label::Time) && !said.is_empty()).then_some(said)
}

/// The label that ends at byte `colon`, and where it begins.
pub(super) fn label_before(text: &str, colon: usize, words: &ClauseWords) -> Option<(usize, Label)> {
    let head = text[..colon].trim_end();
    let ends = |list: &List| list.ending(head).map(str::len).max();
    let person = ends(&words.person);
    if let Some(len) = ends(&words.time) {
        return Some((head.len() - len, Label::Time));
    }
    let mut best: Option<(usize, Role)> = None;
    for noun in words.nouns.ending(head) {
        let stem_end = &head[..head.len() - noun.len()];
        for label in &words.label {
            for stem in label.stems.ending(stem_end) {
                let len = stem.len() + noun.len();
                if best.is_none_or(|(l, _)| len > l) {
                    best = Some((len, label.role));
                }
            }
        }
    }
    // 牵头单位及责任人 names bodies, 责任人 none.
    if let Some(len) = person.filter(|len| best.is_none_or(|(found, _)| found <= *len)) {
        return Some((head.len() - len, Label::Person));
    }
    if best.is_none() {
        for label in &words.label {
            // 牵头：市教育局: nothing else may stand before it.
            let opens = |bare: &&str| {
                let before = head[..head.len() - bare.len()].chars().next_back();
                before.is_none_or(|c| {
                    matches!(c, '。' | '；' | ';' | '，' | '、') || c.is_whitespace() || bracket::opens(c)
                })
            };
            best = best.or(label
                .bare
                .ending(head)
                .filter(opens)
                .map(|bare| (bare.len(), label.role))
                .max_by_key(|found| found.0));
        }
    }
    best.map(|(len, role)| (head.len() - len, Label::Units(role)))
}
