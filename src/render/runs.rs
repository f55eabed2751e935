//! Running text cut into what may break over lines and what may not: numbers with the mark and unit behind
//! them, ranges, ratios, dates part by part (GB/T 15835-2011; GB/T 9704-2012, 7.3.3).

use regex::Regex;
use serde::Serialize;
use std::sync::LazyLock;

/// A run of text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Run {
    /// The text.
    pub text: String,
    /// Whether it stays on one line.
    pub keep: bool,
}

/// A number, its range or ratio, and the one character behind it that makes it a measure. A mark that may not
/// begin a line is kept with it: behind a box the line breaker would let it.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    let number = r"[0-9]+(?:[.,:：/][0-9]+)*[%％‰℃]?";
    let measure = format!(r"[≥≤＞＜><±+]?{number}[万亿]?");
    let range = format!(r"(?:\p{{Han}}?(?:—|–|-|－|～|~)[≥≤＞＜]?{number}[万亿]?)*");
    // A single dash begins no line either.
    Regex::new(&format!(r"{measure}{range}\p{{Han}}?[：；！？]?|[^\s—] ?— ?[^\s—]"))
        .unwrap_or_else(|_| unreachable!("a constant pattern"))
});

/// Longest run kept on one line, in characters: a longer one would tear the line before it.
const LONGEST: usize = 14;

/// Cuts a text.
pub fn runs(text: &str) -> Vec<Run> {
    let text = clean(text);
    let mut out: Vec<Run> = Vec::new();
    let mut from = 0;
    for found in NUMBER.find_iter(&text) {
        let kept = found.as_str();
        if kept.chars().count() < 2 || kept.chars().count() > LONGEST {
            continue;
        }
        if from < found.start() {
            out.push(Run { text: text[from..found.start()].to_owned(), keep: false });
        }
        out.push(Run { text: kept.to_owned(), keep: true });
        from = found.end();
    }
    if from < text.len() {
        out.push(Run { text: text[from..].to_owned(), keep: false });
    }
    out
}

/// Without what is not to be printed: control characters, marks of direction, joiners.
pub fn clean(text: &str) -> String {
    let unprinted = |c: char| {
        c.is_control()
            || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' | '\u{FFFC}')
    };
    text.chars()
        .filter_map(|c| match c {
            '\n' | '\t' => Some(' '),
            c if unprinted(c) => None,
            c => Some(c),
        })
        .collect()
}

/// The whole text of runs.
pub fn joined(runs: &[Run]) -> String {
    runs.iter().map(|r| r.text.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kept(text: &str) -> Vec<String> {
        runs(text).into_iter().filter(|r| r.keep).map(|r| r.text).collect()
    }

    #[test]
    fn numbers_stay_with_their_units() {
        assert_eq!(kept("到2025年，达到90%以上，建成50—100个站点"), ["2025年", "90%以", "50—100个"]);
        assert_eq!(kept("医护比1:1.6，每10万人；2024年4月8日"), ["1:1.6", "10万人；", "2024年", "4月", "8日"]);
        assert_eq!(kept("床位≥1.5万张"), ["≥1.5万张"]);
        assert_eq!(kept("2021年—2025年的规划，北京—上海，说明——"), ["2021年—2025年", "京—上"]);
        assert!(kept("第一批项目").is_empty());
    }

    proptest! {
        #[test]
        fn nothing_is_lost(text in "[一-龥0-9%.,:—；（）a-z ]{0,60}") {
            prop_assert_eq!(joined(&runs(&text)), text);
        }
    }
}
