//! Deadlines (期限): by when a target is due, and how that carries through a sentence.

use crate::data::words;
use regex::Regex;
use std::sync::LazyLock;

static YEAR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(20[0-9]{2})\s*年(?:\s*[0-9]{1,2}\s*月(?:\s*[0-9]{1,2}\s*日)?)?\s*(?:年?底|末|终)?\s*(?:前|之前|以前)?",
    )
    .unwrap_or_else(|_| unreachable!("a constant pattern"))
});

static PERIOD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"[“”"]?(十[二三四五六七八九]五)[“”"]?(?:规划)?(?:期间|时期|末|期末)"#)
        .unwrap_or_else(|_| unreachable!("a constant pattern"))
});

static SPAN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"([0-9]{1,2}(?:[-—～至][0-9]{1,2})?|[一二两三四五六七八九十]{1,2})年(?:左右)?(?:的)?(?:内|之内|时间|以内|累计)",
    )
    .unwrap_or_else(|_| unreachable!("a constant pattern"))
});

/// 年底前, 6月底前: of the plan's own year.
static THIS_YEAR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^|[^0-9０-９年])(?:今年)?(?:年底|年末|[0-9]{1,2}月(?:[0-9]{1,2}日|底|末|中旬|上旬|下旬)?)(?:之)?前")
        .unwrap_or_else(|_| unreachable!("a constant pattern"))
});

/// The period of what is done every year.
const YEARLY: &str = "年";

/// Words of a state that is reached, not of a sum that is made.
const STATES: [&str; 10] = ["达到", "达", "提高到", "提升到", "增加到", "增至", "扩大到", "总数", "总量", "保持在"];

/// The deadline in force as a sentence is read: what one part says holds for the parts behind it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Deadline {
    /// The year by which it is due.
    pub year: Option<i32>,
    /// `年` for every year, `十四五`, `5年`.
    pub period: Option<String>,
    /// The year the plan itself is of, where known.
    pub plan_year: Option<i32>,
    /// Whether goals are spoken of: under 工作目标, or behind 到2025年，实现以下目标：.
    pub goals: bool,
}

impl Deadline {
    /// Nothing said yet, in a plan of this year.
    pub fn of_plan(plan_year: Option<i32>) -> Self {
        Self { plan_year, ..Self::default() }
    }

    /// Takes in what a part says.
    pub fn update(&mut self, part: &str) {
        if !part.contains(['年', '月', '五']) {
            return;
        }
        let due = due(part);
        if let Some(year) = due {
            self.year = Some(year);
            self.period = None;
        } else if self.plan_year.is_some() && part.contains('前') && THIS_YEAR.is_match(part) {
            self.year = self.plan_year;
            self.period = None;
        }
        if let Some(found) = part.contains('五').then(|| PERIOD.captures(part)).flatten() {
            self.year = plan_end(&found[1]);
            self.period = Some(found[1].to_owned());
        } else if ["每年", "每人每年", "全年均"].iter().any(|w| part.contains(w)) {
            // 到2025年，每年培训1000人: every year until then.
            self.period = Some(YEARLY.to_owned());
        } else if part.contains(['内', '时', '累'])
            && let Some(found) = SPAN.captures(part)
        {
            let years = crate::extract::numeral::han_value(&found[1]).map(|n| n.to_string());
            self.period = Some(format!("{}年", years.as_deref().unwrap_or(&found[1])));
        }
    }

    /// The period of what a part states: 年均 speaks of its own part alone, and 每年 of a rate too.
    pub fn period_of(&self, part: &str, rate: bool) -> Option<String> {
        // 每年培训1000人，基地达到5个: a state is no yearly sum.
        let state = || STATES.iter().any(|w| part.contains(w));
        if self.period.as_deref() == Some(YEARLY)
            && (rate || state())
            && !["每", "逐年", "年均"].iter().any(|w| part.contains(w))
        {
            return None;
        }
        // 年均增长, but not 年均浓度.
        let yearly = part.find("年均").is_some_and(|at| {
            part[at + "年均".len()..].starts_with(['增', '递', '下', '降', '提', '新', '减', '培', '引'])
        });
        let yearly = yearly || part.contains("逐年");
        if yearly && self.period.is_none() { Some(YEARLY.to_owned()) } else { self.period.clone() }
    }

    /// A new clause begins (；): what is done every year was said of the one before.
    pub fn next_clause(&mut self) {
        self.period.take_if(|period| period == YEARLY);
    }

    /// Whether it lies before the plan's own year: a report, not a promise.
    pub fn is_past(&self) -> bool {
        matches!((self.year, self.plan_year), (Some(due), Some(plan)) if due < plan)
    }
}

/// The year by which something is due; years of reference (2020年基础上, 比2020年) and starts are none.
fn due(part: &str) -> Option<i32> {
    let mut last = None;
    if !part.contains("20") {
        return last;
    }
    for found in YEAR.captures_iter(part) {
        let (Some(whole), Some(year)) = (found.get(0), found.get(1)) else { continue };
        let before = &part[..whole.start()];
        let after = &part[whole.end()..];
        // 占比2025年达到…: no year that it is held against.
        let measured = words::targets().ratios.end(before).is_some();
        // 在2015年的基础上
        let after = after.trim_start_matches('的');
        let reference = !measured
            && before.ends_with(['比', '较', '《', '由', '从', '自', '〔', '第', '与', '以', '（', '(', '“'])
            || before.ends_with("相比于")
            || ["基础上", "相比", "以来", "度", "〕", "水平", "版", "基期"].iter().any(|w| after.starts_with(w))
            || after.starts_with(['至', '—', '-', '～', '起', '）', ')', '”', '》']);
        if !reference {
            last = year.as_str().parse().ok();
        }
    }
    last
}

/// The last year of a five-year plan: 十四五 → 2025.
fn plan_end(name: &str) -> Option<i32> {
    let number = crate::extract::numeral::han_value(name.strip_suffix('五')?)?;
    // The tenth plan ended in 2005.
    i32::try_from(number).ok().map(|n| 2005 + (n - 10) * 5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn after(parts: &[&str]) -> (Option<i32>, Option<String>) {
        let mut d = Deadline::of_plan(Some(2022));
        for part in parts {
            d.update(part);
        }
        (d.year, d.period)
    }

    #[test]
    fn deadlines_carry_forward() {
        assert_eq!(after(&["到2025年", "床位达到6.8张"]), (Some(2025), None));
        assert_eq!(after(&["“十四五”期间", "建设8个"]), (Some(2025), Some("十四五".to_owned())));
        assert_eq!(after(&["比2020年提高5个百分点"]), (None, None));
        assert_eq!(after(&["3年内建成2个"]), (None, Some("3年".to_owned())));
        assert_eq!(after(&["2023年达到4人", "2025年达到4.66人"]).0, Some(2025));
        assert_eq!(after(&["到2025年", "产值在2020年的基础上实现倍增"]).0, Some(2025));
        assert_eq!(after(&["到2025年", "农民收入比2020年增长50%"]).0, Some(2025));
        assert_eq!(after(&["护理型床位占比2025年达到55%"]).0, Some(2025));
        assert_eq!(after(&["6月底前完成"]).0, Some(2022));
        assert_eq!(after(&["2019年1月1日至2020年12月31日"]).0, Some(2020));
        assert_eq!(after(&["每年选派30名"]), (None, Some("年".to_owned())));
        assert_eq!(after(&["到2025年", "每年选派30名"]), (Some(2025), Some("年".to_owned())));
        assert_eq!(after(&["到2025年", "优良天数逐年提高"]), (Some(2025), None));
        let mut yearly = Deadline::of_plan(None);
        yearly.update("每年选派30名");
        assert_eq!(yearly.period_of("基地达到5个", false), None);
        assert_eq!(yearly.period_of("引进20名", false).as_deref(), Some("年"));
        yearly.next_clause();
        assert_eq!(yearly.period_of("引进20名", false), None);
        assert_eq!(Deadline::of_plan(None).period_of("年均浓度控制在35以下", true), None);
        assert_eq!(Deadline::of_plan(None).period_of("年均增长8%", true).as_deref(), Some("年"));
    }

    #[test]
    fn what_was_due_before_the_plan_is_past() {
        let mut d = Deadline::of_plan(Some(2022));
        d.update("2020年");
        assert!(d.is_past());
    }
}
