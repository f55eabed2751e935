//! A quick look at a text before it is read: where in it a number, a word of full coverage or a time may stand.

use crate::base::CharSet;
use crate::extract::numeral;
use std::ops::Range;

/// What a character may be a sign of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hint {
    /// A number, or what counts as one: 翻一番, 过半.
    Number,
    /// A word of full coverage: 覆盖, 全部.
    Coverage,
    /// A time that holds for what follows: 年, 月.
    Time,
}

/// Words of full coverage, but for 均.
const COVERAGE: [&str; 4] = ["覆盖", "全部", "所有", "全量"];

/// Numbers aside from those that [`numeral::begins`] tells, and what coverage and times are told by.
const OTHERS: &[char] = &['均', '半', '翻', '倍', '覆', '全', '所', '年', '月'];

/// The signs in a text, in order, with their bytes.
pub(super) struct Hints<'a> {
    text: &'a str,
    found: Vec<(usize, Hint)>,
}

impl<'a> Hints<'a> {
    /// The signs in this text.
    pub fn of(text: &'a str) -> Self {
        static SIGNS: CharSet = CharSet::both(numeral::FIRSTS, OTHERS);
        let mut found = Vec::new();
        for (at, c) in SIGNS.places(text) {
            let hint = match c {
                '年' | '月' => Hint::Time,
                '覆' | '全' | '所' => Hint::Coverage,
                _ => Hint::Number,
            };
            found.push((at, hint));
        }
        Self { text, found }
    }

    fn within(&self, range: &Range<usize>) -> impl Iterator<Item = &(usize, Hint)> {
        let from = self.found.partition_point(|(at, _)| *at < range.start);
        self.found[from..].iter().take_while(move |(at, _)| *at < range.end)
    }

    /// Whether a target may stand there: no number and no word of full coverage, no target.
    pub fn target_in(&self, range: Range<usize>) -> bool {
        self.within(&range).any(|&(at, hint)| match hint {
            Hint::Number => true,
            Hint::Coverage => COVERAGE.iter().any(|word| self.text[at..range.end].starts_with(word)),
            Hint::Time => false,
        })
    }

    /// Whether a time may stand there.
    pub fn time_in(&self, range: Range<usize>) -> bool {
        self.within(&range).any(|(_, hint)| *hint == Hint::Time)
    }
}

/// Whether a number may stand in a text.
pub(super) fn may_count(text: &str) -> bool {
    text.chars().any(|c| numeral::begins(c) || matches!(c, '半' | '翻' | '倍'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_coverage_and_times_are_hinted_at() {
        let text = "加强管理。全面推进。实现全覆盖。到年底完成。达到八成";
        let sentences: Vec<Range<usize>> = super::super::sentence::sentences(text);
        let hints = Hints::of(text);
        let targets: Vec<bool> = sentences.iter().map(|s| hints.target_in(s.clone())).collect();
        assert_eq!(targets, [false, false, true, false, true]);
        let times: Vec<bool> = sentences.iter().map(|s| hints.time_in(s.clone())).collect();
        assert_eq!(times, [false, false, false, true, false]);
        assert!(may_count("力争翻番") && !may_count("加强管理"));
    }
}
