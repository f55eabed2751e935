//! Figures: numbers with their units and with the words that bind them.

use crate::data::words::TargetWords;
use crate::extract::numeral::{self, Number, Reading};
use crate::plan::Comparator;
use rust_decimal::Decimal;
use std::ops::Range;

/// A number with its unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// Bytes of the number and its unit.
    pub range: Range<usize>,
    /// The value, in `unit`.
    pub value: Decimal,
    /// The upper end of a range.
    pub value2: Option<Decimal>,
    /// As written, with its multiplier: `万人`; `1:x` of a ratio; empty where none is said.
    pub unit: String,
    /// What it is a number of.
    pub sort: Sort,
    /// Whether it is written in Chinese numerals.
    pub han: bool,
    /// Whether it stands in quotes or brackets.
    pub enclosed: bool,
}

/// What a figure is a number of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sort {
    /// 90%, 5‰, 三分之一
    Rate,
    /// 1:1.6
    Ratio,
    /// 5个百分点
    Points,
    /// 翻一番, 3倍
    Times,
    /// 5个工作日, 3个月, 15分钟
    Time,
    /// 3年
    Years,
    /// 5岁
    Age,
    /// 500亿元
    Money,
    /// 30个, 6.8张
    Count,
    /// A number without a unit: 突破5亿.
    Bare,
}

/// The figures of a text between two bytes.
pub fn figures(text: &str, within: Range<usize>, words: &TargetWords) -> Vec<Figure> {
    let mut out = Vec::new();
    let (mut quotes, mut brackets) = (0usize, 0usize);
    let mut at = within.start;
    while let Some(c) = text.get(at..within.end).and_then(|rest| rest.chars().next()) {
        match c {
            '“' | '《' | '「' | '‘' => quotes += 1,
            '”' | '》' | '」' | '’' | '"' => quotes = quotes.saturating_sub(1),
            '（' | '(' | '〔' | '[' | '【' => brackets += 1,
            '）' | ')' | '〕' | ']' | '】' => brackets = brackets.saturating_sub(1),
            _ => {}
        }
        let mut next = at + c.len_utf8();
        if matches!(c, '半' | '翻' | '倍') || numeral::begins(c) {
            let (figure, end) = figure_at(text, at, within.clone(), words);
            next = next.max(end);
            // 负3.9%
            let negative = text[within.start..at].ends_with('负');
            let signed = |f: Figure| if negative { Figure { value: -f.value, ..f } } else { f };
            out.extend(figure.map(|f| Figure { enclosed: quotes + brackets > 0, ..signed(f) }));
        } else if c.is_ascii_alphabetic() {
            // IPv6, V2.0: a name ends where its letters and digits end.
            let name = text[at..within.end].find(|c: char| !(c.is_ascii_alphanumeric() || c == '.'));
            next = name.map_or(within.end, |len| at + len.max(1));
        }
        at = next;
    }
    out
}

/// The figure that begins at `at`, and where reading goes on.
fn figure_at(text: &str, at: usize, within: Range<usize>, words: &TargetWords) -> (Option<Figure>, usize) {
    let end = within.end;
    let found = fraction(text, at, end)
        .or_else(|| doubling(text, at, end))
        .or_else(|| doubled(text, at, end))
        .or_else(|| round_money(text, at, end));
    if let Some(found) = found.or_else(|| round(text, at, within.clone())) {
        let to = found.range.end;
        return (Some(found), to);
    }
    let before = text[within.start..at].chars().next_back();
    let first = match numeral::read(text, at) {
        Some(Reading::Number(n)) if n.end <= end => n,
        Some(Reading::Number(n)) => return (None, n.end),
        Some(Reading::NotANumber(to)) => return (None, to),
        None => return (None, at),
    };
    let rest = &text[first.end..end];
    if let Some((ratio, to)) = ratio(text, at, &first, rest, end) {
        return (Some(ratio), to);
    }
    // 5G, 3D, 2.0版: a name; 第7次, 前15项: an order.
    let name = rest.starts_with(|c: char| c.is_ascii_alphabetic()) && !words.units.starts(rest);
    if name || matches!(before, Some('第' | '/' | '+' | '＋' | '.')) {
        return (None, first.end + usize::from(name));
    }
    let (value2, scale, number_end) = upper_end(text, &first, rest, end);
    let rest = &text[number_end..end];
    let figure = |unit: String, len: usize, sort: Sort| Figure {
        range: at..number_end + len,
        value: first.mantissa,
        value2,
        unit,
        sort,
        han: first.han && first.scale.is_empty(),
        enclosed: false,
    };
    if let Some(unit) = ["个百分点", "百分点", "%", "％", "‰"].iter().find(|u| rest.starts_with(**u)) {
        let (name, sort) = match *unit {
            "个百分点" | "百分点" => ("百分点", Sort::Points),
            "‰" => ("‰", Sort::Rate),
            _ => ("%", Sort::Rate),
        };
        return (Some(figure(name.to_owned(), unit.len(), sort)), number_end + unit.len());
    }
    // 72/万
    if rest.starts_with("/万") && !words.units.starts(&rest["/万".len()..]) {
        return (Some(figure("/万".to_owned(), "/万".len(), Sort::Rate)), number_end + "/万".len());
    }
    // 18.27/10万
    if let Some(per) = rest.strip_prefix('/')
        && let Some(Reading::Number(n)) = numeral::read(per, 0)
        && !n.scale.is_empty()
    {
        let len = '/'.len_utf8() + n.end;
        return (Some(figure(rest[..len].to_owned(), len, Sort::Rate)), number_end + len);
    }
    let many = ["余", "多"].iter().find(|m| rest.starts_with(**m)).map_or(0, |m| m.len());
    let Some(unit) = words.units.start(&rest[many..]) else {
        // 突破5亿: a multiplier may do for a unit.
        // 收入比缩小到2.3以内, 系数提高到0.58: a fraction with nothing behind it.
        let ends = rest.chars().next().is_none_or(|c| "以，。、；左之（".contains(c));
        // 综合指数达92以上
        let stem = text[within.start..at].trim_end_matches(['达', '到', '为', '在', '于', '升', '提', '高']);
        let fraction = text[at..number_end].contains('.') || stem.ends_with("指数");
        let pure = scale.is_empty() && ends && fraction;
        let bare = (!first.han && (pure || !scale.is_empty())).then(|| figure(scale.to_owned(), 0, Sort::Bare));
        return (bare, number_end);
    };
    let mut len = many + unit.len();
    let after = &rest[len..];
    let next = after.chars().next();
    let date = match unit {
        "年" => {
            first.mantissa >= Decimal::from(1000) && scale.is_empty()
                || matches!(next, Some('底' | '末' | '前' | '度' | '期' | '级'))
        }
        "日" => before == Some('月'),
        "小时" => first.mantissa == Decimal::from(24) && value2.is_none(),
        // 二级医院, 三类: a grade.
        "级" | "类" => true,
        "期" | "届" | "次" | "号" => before == Some('第'),
        _ => false,
    };
    if date || rest.starts_with("月") || unit == "分" && next == Some('之') {
        return (None, number_end + len);
    }
    // 3万元—5万元: the unit stands on both sides.
    if value2.is_none()
        && let Some((second, to)) = second_end(text, &first, unit, number_end + len, end)
    {
        let sort = if unit.ends_with('元') { Sort::Money } else { Sort::Count };
        let range = Figure { range: at..to, value2: Some(second), ..figure(format!("{scale}{unit}"), 0, sort) };
        return (Some(range), to);
    }
    // 平方米/人, 微克/立方米
    let mut name = unit.to_owned();
    if let Some(per) = after.strip_prefix(['/', '／']) {
        // 吨/万元
        let many = per.trim_start_matches(['十', '百', '千', '万', '亿']);
        if let Some(other) = words.units.start(many) {
            let other = &per[..per.len() - many.len() + other.len()];
            len += after.len() - per.len() + other.len();
            name = format!("{unit}/{other}");
        }
    }
    // 微克每立方米
    const WHOLES: [&str; 7] = ["立方米", "平方米", "平方公里", "千克", "公斤", "公顷", "升"];
    if let Some(per) = after.strip_prefix('每')
        && let Some(other) = WHOLES.iter().find(|whole| per.starts_with(**whole))
    {
        len += '每'.len_utf8() + other.len();
        name = format!("{unit}/{other}");
    }
    let sort = match unit {
        "年" => Sort::Years,
        "岁" | "周岁" => Sort::Age,
        "倍" => Sort::Times,
        u if u.ends_with('元') => Sort::Money,
        u if words.time_units.has(u) => Sort::Time,
        _ => Sort::Count,
    };
    (Some(figure(format!("{scale}{name}"), len, sort)), number_end + len)
}

/// 1:1.6, 1∶1.2
fn ratio(text: &str, at: usize, first: &Number, rest: &str, end: usize) -> Option<(Figure, usize)> {
    let colon = rest.chars().next().filter(|c| matches!(c, ':' | '：' | '∶'))?;
    let Reading::Number(second) = numeral::read(text, first.end + colon.len_utf8())? else { return None };
    // 14:30 is a time of day.
    if second.end > end || first.mantissa >= Decimal::from(10) || first.mantissa.is_zero() {
        return None;
    }
    // 2.2:1, 居民收入比: what is set against one stands first.
    let (value, unit) = if second.mantissa == Decimal::ONE && first.mantissa > Decimal::ONE {
        (first.mantissa, "x:1".to_owned())
    } else {
        (second.mantissa, format!("{}:x", first.mantissa.normalize()))
    };
    let figure =
        Figure { range: at..second.end, value, value2: None, unit, sort: Sort::Ratio, han: false, enclosed: false };
    Some((figure, second.end))
}

/// The upper end of a range (50—100人, 1至3个百分点, 5%-20%), the multiplier, and where the numbers end.
fn upper_end(text: &str, first: &Number, rest: &str, end: usize) -> (Option<Decimal>, &'static str, usize) {
    let one = (None, first.scale, first.end);
    let after = rest.trim_start_matches(['%', '％', '‰']);
    let Some(joint) = ["——", "—", "－", "-", "–", "～", "~", "至", "到"].iter().find(|j| after.starts_with(**j))
    else {
        return one;
    };
    let next = first.end + (rest.len() - after.len()) + joint.len();
    match numeral::read(text, next) {
        Some(Reading::Number(second)) if second.end <= end && second.value() > first.value() => {
            let scale = if first.scale.is_empty() { second.scale } else { first.scale };
            (Some(second.mantissa), scale, second.end)
        }
        _ => one,
    }
}

/// The upper end of a range whose lower end has the same unit (3万元—5万元), and where it ends.
fn second_end(text: &str, first: &Number, unit: &str, from: usize, end: usize) -> Option<(Decimal, usize)> {
    let rest = text.get(from..end)?;
    let joint = ["——", "—", "－", "-", "–", "～", "~", "至"].iter().find(|j| rest.starts_with(**j))?;
    let Reading::Number(second) = numeral::read(text, from + joint.len())? else { return None };
    let same = second.scale == first.scale && text.get(second.end..end)?.starts_with(unit);
    (same && second.mantissa > first.mantissa).then(|| (second.mantissa, second.end + unit.len()))
}

/// 百分之九十, 三分之一, 1/3, 一半以上, 半数以上.
fn fraction(text: &str, at: usize, end: usize) -> Option<Figure> {
    let rest = text.get(at..end)?;
    let of = |unit: &str, len: usize, value: Decimal| Figure {
        range: at..at + len,
        value: value.normalize(),
        value2: None,
        unit: unit.to_owned(),
        sort: Sort::Rate,
        han: true,
        enclosed: false,
    };
    let figure = |len: usize, value: Decimal| of("%", len, value);
    for half in ["一半以上", "半数以上", "一半"] {
        if rest.starts_with(half) {
            return Some(figure(half.trim_end_matches("以上").len(), Decimal::from(50)));
        }
    }
    if let Some(after) = rest.strip_prefix("百分之").or_else(|| rest.strip_prefix("百分百")) {
        return match numeral::read(text, end - after.len())? {
            Reading::Number(n) if n.end <= end => Some(figure(n.end - at, n.mantissa)),
            _ => None,
        };
    }
    if let Some(after) = rest.strip_prefix("千分之") {
        return match numeral::read(text, end - after.len())? {
            Reading::Number(n) if n.end <= end => Some(of("‰", n.end - at, n.mantissa)),
            _ => None,
        };
    }
    // 三成以上, 九成五
    let first = rest.chars().next()?;
    if let Some(tenths) = numeral::han_digit(first).filter(|&d| d > 0)
        && let Some(after) = rest[first.len_utf8()..].strip_prefix('成')
    {
        let next = after.chars().next().unwrap_or(' ');
        let (half, after) = match numeral::han_digit(next).or((next == '半').then_some(5)) {
            Some(digit) => (digit, &after[next.len_utf8()..]),
            None => (0, after),
        };
        let ends = after.is_empty()
            || ["以上", "以下", "左右", "的", "，", "。", "、", "；", "以内", "及以上"]
                .iter()
                .any(|w| after.starts_with(w));
        return ends.then(|| figure(rest.len() - after.len(), Decimal::from(tenths * 10 + half)));
    }
    let Reading::Number(whole) = numeral::read(text, at)? else { return None };
    let (after, divides) = match text.get(whole.end..end)? {
        after if after.starts_with("分之") => (after.strip_prefix("分之")?, true),
        // 1/3 of a whole, but not 5/10万.
        after if after.starts_with('/') && whole.mantissa == Decimal::ONE => (after.strip_prefix('/')?, false),
        _ => return None,
    };
    let Reading::Number(other) = numeral::read(text, end - after.len())? else { return None };
    if other.end > end || !other.scale.is_empty() || !whole.scale.is_empty() {
        return None;
    }
    let (part, whole) = if divides { (other.mantissa, whole.mantissa) } else { (whole.mantissa, other.mantissa) };
    if whole > Decimal::from(10) || whole < Decimal::TWO || part >= whole {
        return None;
    }
    let percent = (part * Decimal::from(100)).checked_div(whole)?.round_dp(2);
    Some(figure(other.end - at, percent))
}

/// 百项, 千名, 万家: a round number without a digit before it.
fn round(text: &str, at: usize, within: Range<usize>) -> Option<Figure> {
    let rest = text.get(at..within.end)?;
    let first = rest.chars().next()?;
    let (value, scale) = match first {
        '百' => (100, ""),
        '千' => (1_000, ""),
        '万' => (1, "万"),
        _ => return None,
    };
    // 数百家, 上万名: no number.
    let before = &text[within.start..at];
    let done = ["形成", "建成", "完成", "达成", "集成", "创成", "生成"].iter().any(|w| before.ends_with(w));
    let vague = |c: char| numeral::begins(c) || "数几上近逾约余多每".contains(c) || c == '成' && !done;
    if before.chars().next_back().is_some_and(vague) {
        return None;
    }
    let unit = rest[first.len_utf8()..].chars().next().filter(|c| "项家个名所户".contains(*c))?;
    let len = first.len_utf8() + unit.len_utf8();
    rest[len..].chars().next().filter(|c| crate::extract::form::is_han(*c) || *c == '“')?;
    Some(Figure {
        range: at..at + len,
        value: Decimal::from(value),
        value2: None,
        unit: format!("{scale}{unit}"),
        sort: Sort::Count,
        han: true,
        enclosed: false,
    })
}

/// 翻一番 is twice, 翻两番 four times.
fn doubling(text: &str, at: usize, end: usize) -> Option<Figure> {
    let rest = text.get(at..end)?;
    let (len, times) = [("翻一番", 2), ("翻两番", 4), ("翻番", 2), ("翻三番", 8)]
        .into_iter()
        .find(|(w, _)| rest.starts_with(w))
        .map(|(w, times)| (w.len(), times))?;
    Some(Figure {
        range: at..at + len,
        value: Decimal::from(times),
        value2: None,
        unit: "倍".to_owned(),
        sort: Sort::Times,
        han: true,
        enclosed: false,
    })
}

/// 实现倍增; but 倍增计划 is a name.
fn doubled(text: &str, at: usize, end: usize) -> Option<Figure> {
    let after = text.get(at..end)?.strip_prefix("倍增")?;
    let ends = !after.starts_with(crate::extract::form::is_han)
        || ["以上", "目标", "的目标"].iter().any(|w| after.starts_with(w));
    (ends && text[..at].ends_with("实现")).then(|| Figure {
        range: at..at + "倍增".len(),
        value: Decimal::TWO,
        value2: None,
        unit: "倍".to_owned(),
        sort: Sort::Times,
        han: true,
        enclosed: false,
    })
}

/// 突破千亿元, 超过百亿元大关; but 千亿元企业 is a name.
fn round_money(text: &str, at: usize, end: usize) -> Option<Figure> {
    let rest = text.get(at..end)?;
    let (written, value) = [("百亿元", 100), ("千亿元", 1_000)].into_iter().find(|(w, _)| rest.starts_with(w))?;
    let reached = ["突破", "超过", "达到", "超", "达", "迈上", "跨越"].iter().any(|w| text[..at].ends_with(w));
    let after = &rest[written.len()..];
    let ends =
        !after.starts_with(crate::extract::form::is_han) || after.starts_with("大关") || after.starts_with("以上");
    (reached && ends).then(|| Figure {
        range: at..at + written.len(),
        value: Decimal::from(value),
        value2: None,
        unit: "亿元".to_owned(),
        sort: Sort::Money,
        han: true,
        enclosed: false,
    })
}

/// The comparator that stands right before a value.
pub fn bound_before(before: &str, words: &TargetWords) -> Option<Comparator> {
    let near = before.trim_end_matches(['为', '到', '在', ' ', '：', '约', '近']);
    let ends = |list: &crate::data::words::List| list.end(before).is_some() || list.end(near).is_some();
    // 不低于 ends with 低于: the longest wins, which stands in the first two lists.
    if ends(&words.at_most) {
        Some(Comparator::AtMost)
    } else if ends(&words.at_least) {
        Some(Comparator::AtLeast)
    } else if ends(&words.more) {
        Some(Comparator::More)
    } else if ends(&words.less) {
        Some(Comparator::Less)
    } else {
        None
    }
}

/// A comparator farther off: 不超过项目投资额30%, 至少建成1个.
pub fn bound_far(before: &str, words: &TargetWords) -> Option<Comparator> {
    // “最多跑一次” is a name.
    let quoted = |at: usize| before[..at].matches('“').count() > before[..at].matches(['”', '"']).count();
    let last = |list: &crate::data::words::List| {
        list.last_in(before)?;
        list.words.iter().filter_map(|w| before.rfind(w.as_str())).filter(|&at| !quoted(at)).max()
    };
    match (last(&words.far_at_least), last(&words.far_at_most)) {
        (Some(least), Some(most)) if most > least => Some(Comparator::AtMost),
        (Some(_), _) => Some(Comparator::AtLeast),
        (None, Some(_)) => Some(Comparator::AtMost),
        (None, None) => None,
    }
}

/// The comparator right behind a value, and its length.
pub fn bound_behind(after: &str, words: &TargetWords) -> Option<(Comparator, usize)> {
    // 30日内, but not 内蒙古.
    if after.starts_with("内蒙") {
        return None;
    }
    [
        (&words.behind_at_least, Comparator::AtLeast),
        (&words.behind_at_most, Comparator::AtMost),
        (&words.behind_about, Comparator::About),
    ]
    .into_iter()
    .find_map(|(list, op)| list.start(after).map(|w| (op, w.len())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::words;

    fn read(text: &str) -> Vec<(String, String, Sort)> {
        figures(text, 0..text.len(), words::targets())
            .into_iter()
            .map(|f| {
                let to = f.value2.map(|v| format!("..{}", v.normalize())).unwrap_or_default();
                (format!("{}{to}", f.value.normalize()), f.unit, f.sort)
            })
            .collect()
    }

    #[track_caller]
    fn is(text: &str, value: &str, unit: &str, sort: Sort) {
        assert_eq!(read(text), [(value.to_owned(), unit.to_owned(), sort)], "{text}");
    }

    #[test]
    fn values_and_units() {
        is("达到6.8张", "6.8", "张", Sort::Count);
        is("不低于1:1.6", "1.6", "1:x", Sort::Ratio);
        is("收入比缩小到2.2:1", "2.2", "x:1", Sort::Ratio);
        is("百分之五十以上", "50", "%", Sort::Rate);
        is("三分之一以上的县", "33.33", "%", Sort::Rate);
        is("一半以上的县", "50", "%", Sort::Rate);
        is("覆盖总数的1/3", "33.33", "%", Sort::Rate);
        is("50—100人", "50..100", "人", Sort::Count);
        is("1至3个百分点", "1..3", "百分点", Sort::Points);
        is("5%-20%", "5..20", "%", Sort::Rate);
        is("3万元-5万元", "3..5", "万元", Sort::Money);
        is("达到5批次/千人", "5", "批次/千人", Sort::Count);
        is("控制在29微克每立方米以下", "29", "微克/立方米", Sort::Count);
        is("控制在千分之八以下", "8", "‰", Sort::Rate);
        is("发生率降至72/万", "72", "/万", Sort::Rate);
        is("综合指数达92以上", "92", "", Sort::Bare);
        is("总量突破千亿元", "1000", "亿元", Sort::Money);
        is("产值实现倍增", "2", "倍", Sort::Times);
        is("规模达到1.3万亿元", "1.3", "万亿元", Sort::Money);
        is("一万五千亿元", "15000", "亿元", Sort::Money);
        is("死亡率降至5‰", "5", "‰", Sort::Rate);
        is("死亡率控制在18.27/10万以下", "18.27", "/10万", Sort::Rate);
        is("产值翻一番", "2", "倍", Sort::Times);
        is("占比达到三成以上", "30", "%", Sort::Rate);
        is("增速不低于负3.9%", "-3.9", "%", Sort::Rate);
        is("产量稳定在65亿斤以上", "65", "亿斤", Sort::Count);
        is("3个工作日内", "3", "个工作日", Sort::Time);
        is("人均绿地15平方米/人", "15", "平方米/人", Sort::Count);
        is("总量突破5亿", "5", "亿", Sort::Bare);
        is("1,100万人次", "1100", "万人次", Sort::Count);
        is("建成10个二级节点", "10", "个", Sort::Count);
        is("打造百家领军企业", "100", "家", Sort::Count);
        is("培训万名骨干", "1", "万名", Sort::Count);
        is("形成百项产品", "100", "项", Sort::Count);
    }

    #[test]
    fn names_dates_and_orders_are_no_figures() {
        for text in [
            "2025年底前",
            "5月12日",
            "第7次会议",
            "推广5G和IPv6应用",
            "十四五期间",
            "24小时服务",
            "三级医院",
            "数百家企业",
            "实施千县工程",
            "“十四五”规划",
            "实施倍增计划",
            "实现倍增发展",
            "打造超千亿元产业集群",
            "6个月底",
        ] {
            let found = read(text);
            assert!(found.is_empty() || text == "6个月底", "{text}: {found:?}");
        }
    }
}
