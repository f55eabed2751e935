//! Words that stand in the place of a reason and are none (占位文字): a waiver says why, or it is no waiver.

use std::sync::LazyLock;

static WORDS: LazyLock<Vec<&str>> = LazyLock::new(|| include_str!("reasons.txt").lines().collect());

/// Whether a text says nothing: marks alone, one character again and again (。。。, xxx), or a word that waits for a
/// reason (待定, TODO, 原因).
pub fn is_placeholder(text: &str) -> bool {
    let inner = text.trim().trim_matches(|c: char| !c.is_alphanumeric());
    let mut chars = inner.chars();
    let Some(first) = chars.next() else { return true };
    let again = chars.clone().count() > 0 && chars.all(|c| c == first);
    again || WORDS.contains(&inner.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_nothing() {
        for text in ["", "。。。", "…", "TODO", "todo:", "待定", "（待补充）", "原因", "xxx", "XX", "？？", "N/A", "略"]
        {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["原文如此", "由自治区承担", "甲", "财政厅要求", "见内政办发〔2023〕61号", "无此职能"]
        {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}
