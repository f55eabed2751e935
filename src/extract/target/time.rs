//! Words of time before what is measured: 2018—2020年, 6月底前, 三年共.

use crate::base::CharSet;
use regex::Regex;
use std::sync::LazyLock;

static TIME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?:[0-9]{4}年?(?:—+|[-–～~至到])[0-9]{4}年|(?:[0-9]{1,2}月(?:[0-9]{1,2}日|底|末)?|年底|年末)之?前|(?:[0-9]{1,2}|[一二两三四五六七八九十]{1,2})年(?:内?累计|[共内]))",
    )
    .unwrap_or_else(|_| unreachable!("a constant pattern"))
});

/// Without the words of time it begins with.
pub fn without(text: &str) -> &str {
    // Most texts begin otherwise.
    static FIRSTS: CharSet = CharSet::of(&['年', '一', '二', '两', '三', '四', '五', '六', '七', '八', '九', '十']);
    if !text.starts_with(|c: char| c.is_ascii_digit() || FIRSTS.has(c)) {
        return text;
    }
    let Some(found) = TIME.find(text) else { return text };
    let rest = &text[found.end()..];
    // 年底前景
    if found.as_str().ends_with('前') && rest.starts_with(['景', '期', '沿', '后', '瞻']) {
        text
    } else {
        rest.trim_start()
    }
}

#[cfg(test)]
mod tests {
    use super::without;

    #[test]
    fn times_are_taken_off() {
        assert_eq!(without("2018—2020年工业投资"), "工业投资");
        assert_eq!(without("6月底前实现覆盖率"), "实现覆盖率");
        assert_eq!(without("三年共开展培训"), "开展培训");
        for text in ["三年行动计划项目", "年底前景", "2020年产值", "年产值", "十年树木"] {
            assert_eq!(without(text), text);
        }
    }
}
