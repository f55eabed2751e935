//! Figures given one by one (分别): 甲率、乙率分别达到85%和68%, 2024年、2025年分别完成100户、200户.

use super::clause::Found;
use super::{Part, Stated, figure, metric};
use crate::base::{CharSet, Needle};
use crate::data::words;
use crate::plan::TargetKind;

/// What stands behind the first of two years: 2025年和2027年, 2025年底、2027年底.
const FOLLOW: [&str; 5] = ["和", "、", "及", "底和", "底、"];

/// The year of each of the parts that give figures year by year: 2024年、2025年分别完成100户、200户, and
/// 到2022年和2030年，比例达到37%和40%.
pub fn years(text: &str, parts: &[Part]) -> Vec<(usize, i32)> {
    if text.contains(APART) {
        return years_apart(text, parts);
    }
    static YEAR: Needle = Needle::of("年");
    if !YEAR.places(text).any(|(at, year)| FOLLOW.iter().any(|w| text[at + year.len()..].starts_with(w))) {
        return Vec::new();
    }
    let of_lead = |(at, part): (usize, &Part)| {
        let years = listed_years(&text[part.range.clone()])?;
        let first = at + 1;
        let list = parts.get(first..first + years.len())?;
        let goes_on = parts.get(first + years.len()).is_some_and(|part| part.list);
        let (head, rest) = list.split_first()?;
        let bare = rest.iter().all(|part| part.list && is_value(&text[part.range.clone()], true));
        let fits = !head.list && !goes_on && bare && is_value(&text[head.range.clone()], false);
        fits.then(|| years.into_iter().enumerate().map(move |(n, year)| (first + n, year)))
    };
    parts.iter().enumerate().filter_map(of_lead).flatten().collect()
}

/// The years a part names one by one, and nothing else: 到2022年和2030年.
fn listed_years(part: &str) -> Option<Vec<i32>> {
    static TIMES: CharSet = CharSet::of(&['年', '底', '末', '前', '、', '和', '及', '到', '至', '在']);
    let rest = part.trim().trim_start_matches(|c: char| c.is_ascii_digit() || TIMES.has(c));
    let years = if rest.is_empty() { leading_years(part) } else { return None };
    (years.len() >= 2 && !part.contains(['—', '-', '–', '～', '~'])).then_some(years)
}

/// Whether a part ends with a value, or is one and no more: 40%及以上, 不低于30%.
fn is_value(part: &str, whole: bool) -> bool {
    let words = words::targets();
    let figures = figure::figures(part, 0..part.len(), words);
    let Some(figure) = figures.last() else { return false };
    let behind = &part[figure.range.end..];
    let ends = figure::bound_behind(behind, words).map_or(behind, |(_, len)| &behind[len..]).trim().is_empty();
    let before = part[..figure.range.start].trim();
    let bounds = [&words.at_least, &words.at_most, &words.more, &words.less];
    ends && (!whole || before.is_empty() || bounds.iter().any(|list| list.has(before)))
}

fn years_apart(text: &str, parts: &[Part]) -> Vec<(usize, i32)> {
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
pub fn share_out(text: &str, parts: &[Part], years: &[(usize, i32)], found: &mut [(usize, Stated)]) {
    let mut at = 0;
    while at < found.len() {
        let first = found[at].0;
        let body = &text[parts[first].range.clone()];
        // Its figures stand one behind the other.
        let follows = |(n, (part, _)): (usize, &(usize, Stated))| *part == first + n && (n == 0 || parts[*part].list);
        let count = found[at..].iter().enumerate().take_while(|row| follows(*row)).count();
        if count >= 2 && (body.contains(APART) || years.iter().any(|(part, _)| *part == first)) {
            let before = at.checked_sub(count).map(|from| names_before(&found[from..at])).filter(|_| points_back(body));
            let named = at.checked_sub(1).map(|before| found[before].0);
            let names = named_before(text, parts, first, named);
            one_list(text, body, names, &mut found[at..at + count]);
            // 货物吞吐量突破3.5亿吨，集装箱吞吐量达到320万标箱，分别增长5%、8%
            for ((_, stated), name) in found[at..at + count].iter_mut().zip(before.flatten().into_iter().flatten()) {
                stated.found.metric = name;
            }
        }
        at += count.max(1);
    }
}

/// What a list names before the part with its figures: 5个国考断面、 of 5个国考断面、31个省考断面优良率分别达到….
/// `stated` is the last part before it that states something itself.
fn named_before<'a>(text: &'a str, parts: &[Part], first: usize, stated: Option<usize>) -> &'a str {
    let start = (0..=first).rev().find(|&at| !parts[at].list).unwrap_or(first);
    if start == first || stated.is_some_and(|at| at >= start) {
        return "";
    }
    metric::strip_lead(&text[parts[start].range.start..parts[first].range.start], words::targets())
}

/// The metrics that one value is said of: 通车率、覆盖率均达到90%, 甲、乙排放总量均下降5%.
pub fn each(body: &str, found: &Found) -> Option<Vec<String>> {
    let metric = found.metric.as_str();
    let rest = &body[body.find(metric)? + metric.len()..];
    let all = rest.trim_start_matches(['要', '应', '将', '须', '需']).starts_with(['均', '都']);
    if !all || matches!(found.kind, TargetKind::Count | TargetKind::Norm) || !found.rule.starts_with("figure") {
        return None;
    }
    let words = words::targets();
    let commas = metric.matches('、').count();
    // 参保率和报销率; but 新建和改建建筑节能率 is one.
    let joined = metric.rsplit('、').next().and_then(|last| ["和", "与", "及"].iter().find_map(|w| last.split_once(w)));
    let more = joined.is_some_and(|(left, _)| words.measures.end(left).is_some());
    let names = names(metric, commas + 1 + usize::from(more)).filter(|names| names.len() >= 2)?;
    let measured = |name: &String| words.measures.end(name).is_some() || words.share.end(name).is_some();
    // 各县、各区覆盖率: one of all of them.
    let places = metric.split('、').any(|name| name.starts_with('各') || words.places.has(name));
    (names.iter().all(measured) && !places).then_some(names)
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

fn one_list(text: &str, body: &str, before: &str, list: &mut [(usize, Stated)]) {
    let first = list[0].1.found.clone();
    let last = list[list.len() - 1].1.found.clone();
    let year = closing_years(body).and_then(|years| first.metric.find(&years.first()?.to_string()));
    // 实际利用外资分别占比
    let metric = first.metric[..year.unwrap_or(first.metric.len())].replace(APART, "");
    let names = names(&metric, list.len()).or_else(|| names(&format!("{before}{metric}"), list.len()));
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
        // 提高到每人每月600元、300元
        if first.unit != found.unit && first.unit.starts_with(&format!("{}/", found.unit)) {
            (found.unit, found.kind, found.op) = (first.unit.clone(), first.kind, first.op);
        }
        // 压减至15个、25个工作日以内
        if last.unit != found.unit && last.unit.starts_with(found.unit.as_str()) && !found.unit.is_empty() {
            (found.unit, found.kind, found.op) = (last.unit.clone(), last.kind, last.op);
        }
        // 参保率、报销比例分别达到95%和80%: each is what its name says.
        if matches!(found.kind, TargetKind::Level | TargetKind::Share) && found.rule == first.rule && found.unit == "%"
        {
            let share = metric::is_share(&found.metric, words::targets());
            found.kind = if share { TargetKind::Share } else { TargetKind::Level };
        }
        // 提高到每人每月600元、300元
        if first.unit != found.unit && first.unit.starts_with(&format!("{}/", found.unit)) {
            (found.unit, found.kind, found.op) = (first.unit.clone(), first.kind, first.op);
        }
        // 压减至15个、25个工作日以内
        if last.unit != found.unit && last.unit.starts_with(found.unit.as_str()) && !found.unit.is_empty() {
            (found.unit, found.kind, found.op) = (last.unit.clone(), last.kind, last.op);
        }
        // 比例达到37%和40%
        if names.is_none()
            && first.kind == TargetKind::Share
            && found.unit == first.unit
            && found.kind == TargetKind::Level
        {
            found.kind = first.kind;
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
        let measured = words.measures.end(&tail).is_some() || tail.ends_with("水平") || tail.ends_with("标准");
        let measured = measured && tail.chars().count() >= 2;
        (first <= 3 && measured).then_some(tail)
    };
    let tail = |name: &str| {
        let measure = || words.measures.end(name).filter(|m| m.chars().count() >= 2).map(str::to_owned);
        let alike = || parts.first().and_then(|first| behind_like(first, name)).map(str::to_owned);
        alike().or_else(|| words.tails.end(name).map(str::to_owned)).or_else(|| behind(name)).or_else(measure)
    };
    let own = |name: &str| {
        words.substances.end(name).is_none() && (words.measures.end(name).is_some() || words.share.end(name).is_some())
    };
    let shared = parts.last().and_then(|last| tail(last));
    let whole = |name: &&str| match &shared {
        Some(tail) if !own(name) && !name.ends_with(tail.as_str()) => format!("{name}{tail}"),
        _ => (*name).to_owned(),
    };
    Some(parts.iter().map(whole).collect())
}

/// What is measured of a thing like the first: 优良率 of 国考断面 and 省考断面优良率.
fn behind_like<'a>(first: &str, name: &'a str) -> Option<&'a str> {
    let starts = first.char_indices().map(|(at, _)| at).filter(|&at| first[at..].chars().count() >= 2);
    let tail = starts.filter_map(|at| name.split_once(&first[at..])).map(|(_, tail)| tail).next()?;
    words::targets().measures.end(tail).map(|_| tail)
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
    fn lists_of_money_are_read_to_their_end() {
        assert_eq!(
            told("2023—2026年，全市技改投资分别达到10亿元、20亿元、30亿元、45亿元。"),
            ["10亿元 2023", "20亿元 2024", "30亿元 2025", "45亿元 2026"].map(|row| format!("技改投资数 AtLeast {row}"))
        );
        assert_eq!(
            told("将城镇、农村低保补差水平分别提高到每人每月600元、300元。"),
            ["城镇低保补差水平 AtLeast 600元/人·月 ", "农村低保补差水平 AtLeast 300元/人·月 "]
        );
        // Nothing is named.
        assert!(told("2023—2025年，分别达到10亿元、20亿元、30亿元。").is_empty());
    }

    #[test]
    fn two_years_have_two_values() {
        assert_eq!(
            told("到2025年和2030年，居民健身人数比例达到37%及以上和40%及以上。"),
            ["居民健身人数比例 AtLeast 37% 2025", "居民健身人数比例 AtLeast 40% 2030"]
        );
        // Of two things nobody says which is due when.
        let things = told("到2025年和2030年，建成3个中心和5个基地。");
        assert_eq!(things, ["中心数 AtLeast 3个 2030", "基地数 AtLeast 5个 2030"]);
    }

    #[test]
    fn one_value_of_several_is_said_of_each() {
        assert_eq!(
            told("建制村通客车率、物流服务覆盖率均达到90%以上。"),
            ["建制村通客车率 AtLeast 90% ", "物流服务覆盖率 AtLeast 90% "]
        );
        assert_eq!(
            told("化学需氧量、氨氮排放总量均比2020年下降8%以上。"),
            ["化学需氧量排放总量 AtLeast 8% ", "氨氮排放总量 AtLeast 8% "]
        );
        assert_eq!(told("参保率和签约率均为95%。"), ["参保率 AtLeast 95% ", "签约率 AtLeast 95% "]);
        assert_eq!(told("新建和改建建筑节能率均达到98%。"), ["新建和改建建筑节能率 AtLeast 98% "]);
        assert_eq!(told("各县、各区参保率均达到95%。"), ["各县、各区参保率 AtLeast 95% "]);
    }

    #[test]
    fn what_is_named_before_the_first_figure_counts() {
        assert_eq!(
            told("3个国考断面、12个省考断面优良率分别达到99%和71%。"),
            ["3个国考断面优良率 AtLeast 99% ", "12个省考断面优良率 AtLeast 71% "]
        );
        assert_eq!(
            told("农田化肥、农药总施用量分别下降8%、9%。"),
            ["农田化肥总施用量 AtLeast 8% ", "农药总施用量 AtLeast 9% "]
        );
        assert_eq!(
            told("沿江地区、沿海地区煤炭消费量分别下降8%、9%。"),
            ["沿江地区煤炭消费量 AtLeast 8% ", "沿海地区煤炭消费量 AtLeast 9% "]
        );
    }

    #[test]
    fn a_clause_goes_on_from_the_one_before() {
        assert_eq!(
            told("到2025年，公共充电桩达到500座左右；专用充电桩300座左右。"),
            ["公共充电桩数 About 500座 2025", "专用充电桩数 About 300座 2025"]
        );
        assert_eq!(
            told("住院分娩率到2025年要达到75%；到2030年要达到80%。"),
            ["住院分娩率 AtLeast 75% 2025", "住院分娩率 AtLeast 80% 2030"]
        );
        assert_eq!(told("建成养老中心8个；甲县3个；乙县2个。"), ["养老中心数 AtLeast 8个 "]);
        assert_eq!(told("建成养老中心8个；现有床位300张。"), ["养老中心数 AtLeast 8个 "]);
    }

    #[test]
    fn what_is_built_in_all_is_a_goal_under_goals() {
        let under = |title: &str, text: &str| {
            let source = SourceFile::new("a.md", format!("# 方案\n\n## 一、{title}\n\n{text}\n"));
            crate::extract::facts(&crate::import::read(&source).plan, Register::builtin()).targets.len()
        };
        let goal = "累计建成5G基站800座，总投资超过30亿元，培育20家创新型企业。";
        assert_eq!(under("工作目标", goal), 3);
        assert_eq!(under("发展现状", goal), 0);
        assert_eq!(under("主要任务", goal), 0);
        assert_eq!(under("主要目标", "近年来，累计建成5G基站800座。"), 0);
        assert_eq!(under("目标任务完成情况", goal), 0);
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
