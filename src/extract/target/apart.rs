//! Figures given one by one (分别): 甲率、乙率分别达到85%和68%, 2024年、2025年分别完成100户、200户.

use super::{Part, Stated};
use crate::data::words;
use crate::plan::TargetKind;

/// The year of each of the parts that give figures year by year: 2024年、2025年分别完成100户、200户.
pub fn years(text: &str, parts: &[Part]) -> Vec<(usize, i32)> {
    // What is given apart without years goes by those before it in the sentence.
    let mut named: Vec<i32> = Vec::new();
    let lists = parts.iter().enumerate().filter_map(|(at, part)| {
        let body = &text[part.range.clone()];
        let years = match leading_years(body) {
            leading if leading.is_empty() => closing_years(body).unwrap_or(leading),
            leading => leading,
        };
        match years.len() {
            0 => {}
            1 => named.clear(),
            _ => named = years,
        }
        (body.contains(APART) && named.len() >= 2).then(|| (at, named.clone()))
    });
    lists
        .filter(|(at, years)| parts.get(at + 1..at + years.len()).is_some_and(|rest| rest.iter().all(|p| p.list)))
        .flat_map(|(at, years)| years.into_iter().enumerate().map(move |(i, year)| (at + i, year)))
        .collect()
}

/// The word that says so.
pub const APART: &str = "分别";

/// The years a phrase begins with: 到2024年、2025年底，…
fn leading_years(phrase: &str) -> Vec<i32> {
    let mut rest = phrase.trim().trim_start_matches(['到', '至', '在']);
    let mut years: Vec<i32> = Vec::new();
    let mut through = false;
    while let Some(year) = rest.get(..4).and_then(|d| d.parse::<i32>().ok()).filter(|y| (1990..2100).contains(y)) {
        // 2024—2026年: each of them.
        if let Some(first) = years.last().copied().filter(|first| through && (1..=MOST_YEARS).contains(&(year - first)))
        {
            years.extend(first + 1..year);
        }
        years.push(year);
        rest = rest[4..].trim_start_matches(['年', '底', '末', '前']);
        through = rest.starts_with(['—', '-', '–', '～', '~', '至', '到']);
        if through {
            rest = rest.trim_start_matches(['—', '-', '–', '～', '~', '至', '到']);
            continue;
        }
        let Some(next) = rest.strip_prefix(['、', '和', '及']) else { break };
        rest = next.trim_start_matches(['到', '至']);
    }
    years
}

/// A list goes over no more years than this from the first.
const MOST_YEARS: i32 = 6;

/// The years that stand right before 分别: 利用率2025年、2030年分别达到…
fn closing_years(phrase: &str) -> Option<Vec<i32>> {
    let head = &phrase[..phrase.find(APART)?];
    let starts =
        head.match_indices("20").map(|(at, _)| at).filter(|at| !head[..*at].ends_with(|c: char| c.is_ascii_digit()));
    let all = |at: usize| {
        let years = leading_years(&head[at..]);
        let rest = head[at..].trim_matches(|c: char| {
            c.is_ascii_digit() || matches!(c, '年' | '底' | '末' | '前' | '、' | '和' | '及' | '到')
        });
        (rest.is_empty() && years.len() >= 2).then_some(years)
    };
    starts.filter_map(all).next()
}

/// Gives each figure of a list its own metric, and what the list says once for all of them. `found` are targets of one
/// sentence with the parts that state them.
pub fn share_out(text: &str, parts: &[Part], found: &mut [(usize, Stated)]) {
    let mut at = 0;
    while at < found.len() {
        let first = found[at].0;
        let body = &text[parts[first].range.clone()];
        // Its figures stand one behind the other.
        let follows = |(n, (part, _)): (usize, &(usize, Stated))| *part == first + n && (n == 0 || parts[*part].list);
        let count = found[at..].iter().enumerate().take_while(|row| follows(*row)).count();
        if count >= 2 && body.contains(APART) {
            let before = at.checked_sub(count).map(|from| names_before(&found[from..at])).filter(|_| points_back(body));
            one_list(text, body, &mut found[at..at + count]);
            // 货物吞吐量突破3.5亿吨，集装箱吞吐量达到320万标箱，分别增长5%、8%
            for ((_, stated), name) in found[at..at + count].iter_mut().zip(before.flatten().into_iter().flatten()) {
                stated.found.metric = name;
            }
        }
        at += count.max(1);
    }
}

/// Whether a list names nothing itself: 分别增长5%、8%, 年均分别增长….
fn points_back(body: &str) -> bool {
    let body = body.trim();
    ["年均", "同比", "每年", ""].iter().any(|lead| body.strip_prefix(lead).is_some_and(|rest| rest.starts_with(APART)))
}

/// What some targets measure, where each measures another thing.
fn names_before(found: &[(usize, Stated)]) -> Option<Vec<String>> {
    let names: Vec<String> = found.iter().map(|(_, stated)| stated.found.metric.clone()).collect();
    let each = |(at, name): (usize, &String)| name.chars().count() >= 2 && !names[..at].contains(name);
    names.iter().enumerate().all(each).then_some(names)
}

fn one_list(text: &str, body: &str, list: &mut [(usize, Stated)]) {
    let first = list[0].1.found.clone();
    let last = list[list.len() - 1].1.found.clone();
    let year = closing_years(body).and_then(|years| first.metric.find(&years.first()?.to_string()));
    let metric = first.metric[..year.unwrap_or(first.metric.len())].to_owned();
    let names = names(&metric, list.len());
    let closing = &text[last.quote.clone()];
    let bound =
        ["以上", "以下", "以内", "左右", "不", "超", "低于", "高于", "少于"].iter().any(|w| closing.contains(w));
    for (n, (_, stated)) in list.iter_mut().enumerate() {
        let found = &mut stated.found;
        if let Some(names) = &names {
            found.metric = names[n].clone();
        } else if n > 0 || metric != first.metric {
            found.metric = metric.clone();
        }
        // 压减至15个、25个工作日以内
        if last.unit != found.unit && last.unit.starts_with(found.unit.as_str()) && !found.unit.is_empty() {
            (found.unit, found.kind, found.op) = (last.unit.clone(), last.kind, last.op);
        }
        // 下降9%和11%
        if first.kind == TargetKind::Change && found.unit == first.unit {
            (found.kind, found.op) = (first.kind, first.op);
            found.baseline = found.baseline.clone().or_else(|| first.baseline.clone());
        }
        // 不超过45人、50人: what binds the first binds all; 达到90%和80%以上: what binds the last does.
        if !bound && first.op != found.op && found.unit == first.unit && found.kind != TargetKind::Change {
            found.op = first.op;
        } else if bound
            && first.op != last.op
            && found.unit == last.unit
            && found.kind != TargetKind::Change
            && last.value2.is_none()
        {
            found.op = last.op;
        }
        found.hedge = found.hedge.clone().or_else(|| first.hedge.clone());
        found.scope = found.scope.clone().or_else(|| first.scope.clone());
    }
}

/// The names in a list of so many; what only the last says (…、挥发性有机物排放总量) holds for all.
fn names(metric: &str, count: usize) -> Option<Vec<String>> {
    let mut parts: Vec<&str> = metric.split('、').map(str::trim).collect();
    if parts.len() + 1 == count
        && let Some(last) = parts.pop()
    {
        // 普及率 holds no 及 that joins.
        let joined =
            |mark: &str| last.split_once(mark).filter(|(a, b)| a.chars().count() >= 2 && b.chars().count() >= 2);
        let (a, b) = ["以及", "和", "与", "及"].iter().find_map(|mark| joined(mark))?;
        parts.extend([a, b]);
    }
    if parts.len() != count || parts.iter().any(|name| name.chars().count() < 2) {
        return None;
    }
    let words = words::targets();
    // 小学、初中班额; 城镇和农村居民人均可支配收入: behind as many letters as the first has.
    let first = parts.first().map_or(0, |name| name.chars().count());
    let behind = |name: &str| {
        let tail: String = name.chars().skip(first).collect();
        let measured = words.measures.end(&tail).is_some() && tail.chars().count() >= 2;
        (first <= 3 && measured).then_some(tail)
    };
    let tail = |name: &str| {
        let tails =
            ["排放总量", "排放量", "总量", "减排量", "浓度", "覆盖率", "普及率", "达标率", "比例", "占比", "比重"];
        let known = tails.into_iter().find(|tail| name.ends_with(tail));
        let measure = || words.measures.end(name).filter(|m| m.chars().count() >= 2).map(str::to_owned);
        known.map(str::to_owned).or_else(|| behind(name)).or_else(measure)
    };
    let own = |name: &str| words.measures.end(name).is_some() || words.share.end(name).is_some();
    let shared = parts.last().and_then(|last| tail(last));
    let whole = |name: &&str| match &shared {
        Some(tail) if !own(name) => format!("{name}{tail}"),
        _ => (*name).to_owned(),
    };
    Some(parts.iter().map(whole).collect())
}

#[cfg(test)]
mod tests {
    use crate::base::SourceFile;
    use crate::data::Register;

    #[track_caller]
    fn told(text: &str) -> Vec<String> {
        let plan = crate::import::read(&SourceFile::new("a.md", format!("# 方案\n\n## 一、任务\n\n{text}\n"))).plan;
        let facts = crate::extract::facts(&plan, Register::builtin());
        let year = |year: Option<i32>| year.map(|y| y.to_string()).unwrap_or_default();
        let row = |t: &crate::plan::Target| {
            format!("{} {:?} {}{} {}", t.metric, t.op, t.value.normalize(), t.unit, year(t.deadline))
        };
        facts.targets.iter().map(row).collect()
    }

    #[test]
    fn each_figure_has_its_own_metric() {
        assert_eq!(
            told("到2025年，数字化工具普及率、关键工序数控化率分别达到85%和68%。"),
            ["数字化工具普及率 AtLeast 85% 2025", "关键工序数控化率 AtLeast 68% 2025"]
        );
        assert_eq!(
            told("到2026年，岗前培训率和持证率分别达到100%、80%以上。"),
            ["岗前培训率 AtLeast 100% 2026", "持证率 AtLeast 80% 2026"]
        );
    }

    #[test]
    fn what_is_said_once_holds_for_all() {
        assert_eq!(
            told("氮氧化物、挥发性有机物排放总量比2020年分别下降9%和11%。"),
            ["氮氧化物排放总量 AtLeast 9% ", "挥发性有机物排放总量 AtLeast 11% "]
        );
        let days = told("一般项目、重大项目审批时限分别压减至15个、25个工作日以内。");
        assert!(days.iter().all(|row| row.contains("AtMost") && row.contains("个工作日")), "{days:?}");
    }

    #[test]
    fn lists_of_things_places_and_years_are_shared_out() {
        assert_eq!(told("小学、初中班额分别不超过45人、50人。"), ["小学班额 AtMost 45人 ", "初中班额 AtMost 50人 "]);
        assert_eq!(
            told("城镇和农村居民人均可支配收入分别达到5万元、2万元。"),
            ["城镇居民人均可支配收入 AtLeast 5万元 ", "农村居民人均可支配收入 AtLeast 2万元 "]
        );
        assert_eq!(
            told("2024—2026年，全县城镇新增就业分别不少于3万人、3.1万人、3.2万人。"),
            ["2024", "2025", "2026"]
                .iter()
                .zip(["3", "3.1", "3.2"])
                .map(|(year, value)| format!("城镇新增就业数 AtLeast {value}万人 {year}"))
                .collect::<Vec<_>>()
        );
        // What is named before.
        assert_eq!(
            told("货物吞吐量突破3.5亿吨，集装箱吞吐量达到320万标箱，分别增长5%、8%。")[2..],
            ["货物吞吐量 AtLeast 5% ", "集装箱吞吐量 AtLeast 8% "]
        );
    }

    #[test]
    fn years_may_stand_behind_what_is_measured() {
        assert_eq!(
            told("用水重复利用率2025年、2030年分别达到94%、96%。"),
            ["用水重复利用率 AtLeast 94% 2025", "用水重复利用率 AtLeast 96% 2030"]
        );
        assert_eq!(
            told("R22替代率2025年、2030年分别达到32%、48%。"),
            ["R22替代率 AtLeast 32% 2025", "R22替代率 AtLeast 48% 2030"]
        );
        assert_eq!(
            told("2024年、2025年分别完成改造100户、200户。"),
            ["改造数 AtLeast 100户 2024", "改造数 AtLeast 200户 2025"]
        );
    }
}
