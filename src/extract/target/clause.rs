//! One part of a sentence: whether it states a target, and which.

use super::sentence::Part;
use crate::data::words::{self, TargetWords};
use crate::extract::numeral::{self, Reading};
use crate::plan::{Comparator, TargetKind};
use rust_decimal::Decimal;
use std::ops::Range;

/// A target as one part of a sentence states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Bytes of the words that state it.
    pub quote: Range<usize>,
    /// What is measured.
    pub metric: String,
    /// How the value binds.
    pub op: Comparator,
    /// The value, in `unit`.
    pub value: Decimal,
    /// The upper end of a range.
    pub value2: Option<Decimal>,
    /// Its unit.
    pub unit: String,
    /// Over whom it holds.
    pub scope: Option<String>,
    /// What a change is relative to.
    pub baseline: Option<String>,
    /// What the value is.
    pub kind: TargetKind,
    /// 力争 …
    pub hedge: Option<String>,
    /// The rule that read it.
    pub rule: &'static str,
}

/// A number with what stands around it.
#[derive(Debug, Clone)]
struct Figure {
    /// Bytes of the number and its unit.
    range: Range<usize>,
    value: Decimal,
    value2: Option<Decimal>,
    unit: String,
    /// Whether it is a percentage or permillage.
    rate: bool,
    /// 1:x
    ratio: bool,
}

/// Reads the target a part of a sentence states, where it states one.
pub fn read(text: &str, part: &Part, sentence: Range<usize>) -> Option<Found> {
    let words = words::targets();
    let body = &text[part.range.clone()];
    let told = &text[sentence.start..part.range.end];
    if words.past.words.iter().any(|w| told.contains(w.as_str())) {
        return None;
    }
    if let Some(found) =
        figures(text, part, words).and_then(|figure| with_figure(text, part, &sentence, &figure, words))
    {
        return Some(found);
    }
    coverage(text, part, body, words)
}

/// The figure of a part that says most: a ratio or percentage, else one with a comparator, else the first.
fn figures(text: &str, part: &Part, words: &TargetWords) -> Option<Figure> {
    let mut all: Vec<Figure> = Vec::new();
    let mut at = part.range.start;
    let mut quotes = 0usize;
    while at < part.range.end {
        let c = text[at..].chars().next()?;
        match c {
            '“' => quotes += 1,
            '”' => quotes = quotes.saturating_sub(1),
            _ => {}
        }
        if numeral::arabic_digit(c).is_none() && !starts_fraction(&text[at..part.range.end]) || quotes > 0 {
            at += c.len_utf8();
            continue;
        }
        let (figure, end) = figure_at(text, at, part.range.end, words);
        all.extend(figure);
        at = end.max(at + c.len_utf8());
    }
    let binds = |f: &Figure| {
        let (before, after) = around(text, part, f);
        comparator_before(before, words).is_some() || comparator_behind(after, words).is_some()
    };
    let best = all
        .iter()
        .rposition(|f| f.ratio)
        .or_else(|| all.iter().position(|f| f.rate))
        .or_else(|| all.iter().rposition(binds))
        .unwrap_or(0);
    (best < all.len()).then(|| all.swap_remove(best))
}

fn starts_fraction(text: &str) -> bool {
    text.starts_with("百分之")
        || text.starts_with("千分之")
        || text.starts_with("一半以上")
        || text.starts_with("半数以上")
        || text.starts_with("三分之")
        || text.starts_with("四分之")
        || text.starts_with("五分之")
}

fn around<'a>(text: &'a str, part: &Part, figure: &Figure) -> (&'a str, &'a str) {
    (&text[part.range.start..figure.range.start], &text[figure.range.end..part.range.end])
}

/// The figure that begins at `at`, and where reading goes on.
fn figure_at(text: &str, at: usize, end: usize, words: &TargetWords) -> (Option<Figure>, usize) {
    let before = text[..at].chars().next_back();
    if let Some(fraction) = fraction_at(text, at, end) {
        let to = fraction.range.end;
        return (Some(fraction), to);
    }
    let first = match numeral::read(text, at) {
        Some(Reading::Number(n)) if n.end <= end => n,
        Some(Reading::NotANumber(to)) => return (None, to),
        _ => return (None, at + 1),
    };
    let mut to = first.end;
    let rest = &text[to..end];
    // A ratio: 1:1.6, 1∶1.6, 1：1.2.
    if let Some(colon) = rest.chars().next().filter(|c| matches!(c, ':' | '：' | '∶'))
        && let Some(Reading::Number(second)) = numeral::read(text, to + colon.len_utf8())
        && second.end <= end
    {
        let figure = Figure {
            range: at..second.end,
            value: second.mantissa,
            value2: None,
            unit: format!("{}:x", first.mantissa),
            rate: false,
            ratio: true,
        };
        return (Some(figure), second.end);
    }
    // 第7次, 5G, 2023年 and the like are no quantities.
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic() || c == '/' || c == '+');
    if before == Some('第') || latin(before) || before == Some('.') {
        return (None, to);
    }
    let mut value2 = None;
    let mut scale = first.scale;
    // A range: 50—100人, 1至3个百分点, 1-2所, 5%-20%.
    let after_percent = rest.trim_start_matches(['%', '％']);
    let joint = ["——", "—", "－", "-", "–", "～", "~", "至", "到"].iter().find(|j| after_percent.starts_with(**j));
    if let Some(joint) = joint {
        let next = to + (rest.len() - after_percent.len()) + joint.len();
        if let Some(Reading::Number(second)) = numeral::read(text, next)
            && second.end <= end
            && second.mantissa > first.mantissa
        {
            value2 = Some(second.mantissa);
            scale = if scale.is_empty() { second.scale } else { scale };
            to = second.end;
        }
    }
    let rest = &text[to..end];
    let percent = ["个百分点", "%", "％", "‰"].iter().find(|u| rest.starts_with(**u));
    if let Some(unit) = percent {
        to += unit.len();
        let unit = unit.replace('％', "%");
        let rate = unit != "个百分点";
        let unit = if rate { unit } else { "百分点".to_owned() };
        return (Some(Figure { range: at..to, value: first.mantissa, value2, unit, rate, ratio: false }), to);
    }
    let rest = rest.strip_prefix("余").or_else(|| rest.strip_prefix("多")).unwrap_or(rest);
    let Some(unit) = words.units.words.iter().find(|u| rest.starts_with(u.as_str())) else {
        return (None, to);
    };
    to = end - rest.len() + unit.len();
    let next = text[to..end].chars().next();
    // 2025年 is a date; 3年以上 and 2年内 are terms; 24小时 a manner of speaking.
    let year = unit == "年"
        && (first.mantissa >= Decimal::from(1000)
            || matches!(next, Some('底' | '末' | '前' | '间' | '来' | '度' | '期')));
    let month = unit == "日" && text[..at].ends_with('月') || unit == "个" && text[to..end].starts_with('月');
    if year || month || unit == "级" || unit == "期" && before == Some('第') {
        return (None, to);
    }
    if first.mantissa == Decimal::from(24) && unit == "小时" {
        return (None, to);
    }
    let unit = format!("{scale}{unit}");
    (Some(Figure { range: at..to, value: first.mantissa, value2, unit, rate: false, ratio: false }), to)
}

/// 百分之九十, 三分之一, 一半以上.
fn fraction_at(text: &str, at: usize, end: usize) -> Option<Figure> {
    let rest = &text[at..end];
    let figure = |len: usize, value: Decimal| Figure {
        range: at..at + len,
        value,
        value2: None,
        unit: "%".to_owned(),
        rate: true,
        ratio: false,
    };
    if let Some(half) = ["一半", "半数"].iter().find(|h| rest.starts_with(**h)) {
        return Some(figure(half.len(), Decimal::from(50)));
    }
    if let Some(after) = rest.strip_prefix("百分之") {
        let from = end - after.len();
        return match numeral::read(text, from)? {
            Reading::Number(n) if n.end <= end => Some(figure(n.end - at, n.mantissa)),
            _ => None,
        };
    }
    let (whole, after) = rest.split_once("分之")?;
    let whole = Decimal::from(numeral::han_value(whole).filter(|&w| (2..=10).contains(&w))?);
    let from = end - after.len();
    match numeral::read(text, from)? {
        Reading::Number(n) if n.end <= end => {
            let percent = (n.mantissa * Decimal::from(100)).checked_div(whole)?.round_dp(2);
            Some(figure(n.end - at, percent))
        }
        _ => None,
    }
}

fn comparator_before(before: &str, words: &TargetWords) -> Option<Comparator> {
    let near = before.trim_end_matches(['为', '到', '在', ' ', '：']);
    let near_any =
        |list: &words::List| list.words.iter().any(|w| near.ends_with(w.as_str()) || before.ends_with(w.as_str()));
    if near_any(&words.at_most) {
        Some(Comparator::AtMost)
    } else if near_any(&words.at_least) {
        Some(Comparator::AtLeast)
    } else if near_any(&words.more) {
        Some(Comparator::More)
    } else if near_any(&words.less) {
        Some(Comparator::Less)
    } else {
        None
    }
}

fn comparator_behind(after: &str, words: &TargetWords) -> Option<Comparator> {
    let starts = |list: &words::List| list.words.iter().any(|w| after.starts_with(w.as_str()));
    // 20万人以内, 30日内 but not 内蒙古.
    if starts(&words.behind_at_least) {
        Some(Comparator::AtLeast)
    } else if starts(&words.behind_at_most) && !after.starts_with("内蒙") {
        Some(Comparator::AtMost)
    } else if starts(&words.behind_about) {
        Some(Comparator::About)
    } else {
        None
    }
}

fn with_figure(
    text: &str,
    part: &Part,
    sentence: &Range<usize>,
    figure: &Figure,
    words: &TargetWords,
) -> Option<Found> {
    let (before, after) = around(text, part, figure);
    let body = &text[part.range.clone()];
    let told_before = comparator_before(before, words);
    let told_behind = comparator_behind(after, words);
    let establishes = |s: &str| words.establish.words.iter().any(|w| s.contains(w.as_str()));
    // A list's item is carried by the verb of the list.
    // …建成国家重点学科1个，自治区领先学科1—2个: so is an item that ends with its number.
    let carried = part.list || after.trim().is_empty() && before.chars().count() >= 3 && !before.contains(['“', '《']);
    let lead = if carried { &text[sentence.start..figure.range.start] } else { before };
    let each = per_unit(text, part, sentence);
    let condition = is_condition(before, after);
    let change =
        !figure.ratio && told_before.is_none_or(|c| c != Comparator::AtMost) && is_change(before, figure, words);
    let accepted = if figure.ratio {
        told_before.is_some() || told_behind.is_some() || before.ends_with(['比', '为', '达'])
    } else if figure.rate || figure.unit == "百分点" {
        !condition
    } else {
        !condition
            && !names_something(after, figure)
            && (told_before.is_some() || told_behind.is_some() || establishes(lead) || each.is_some())
            && (establishes(lead) || each.is_some() || measured(before, figure) || limits(told_before, told_behind))
    };
    if !accepted {
        return None;
    }
    let permitted = ["原则上可", "可", "按", "不得", "最高"].iter().any(|w| before.trim_start().starts_with(w))
        || before.contains("标准") && !figure.rate
        || before.contains("费用");
    let time =
        ["日", "天", "个工作日", "个月", "工作日", "小时", "分钟", "年", "次", "岁"].contains(&figure.unit.as_str());
    let mut unit = figure.unit.clone();
    let kind = if change {
        TargetKind::Change
    } else if figure.rate && figure.value == Decimal::from(100) && unit == "%" && figure.value2.is_none() {
        TargetKind::Coverage
    } else if figure.ratio {
        TargetKind::Level
    } else if figure.rate {
        if permitted && !before.contains("达") {
            TargetKind::Norm
        } else if is_share(before, after, words) {
            TargetKind::Share
        } else {
            TargetKind::Level
        }
    } else if let Some(each) = &each {
        unit = format!("{unit}/{each}");
        TargetKind::Level
    } else if ["每千", "每万", "每百", "人均", "户均", "平均", "每十万"].iter().any(|w| before.contains(w))
    {
        TargetKind::Level
    } else if time
        || permitted
        || (unit.ends_with('元') && limits(told_before, told_behind) && !establishes_amount(before))
    {
        TargetKind::Norm
    } else {
        TargetKind::Count
    };
    let forbidden = ["禁止", "严禁", "不得", "禁用"].iter().any(|w| before.contains(w));
    let op = if figure.value2.is_some() {
        Comparator::Range
    } else {
        match (told_behind, told_before) {
            (Some(Comparator::About), _) => Comparator::About,
            // 控制在X以上 is a floor, 不低于X左右 about.
            (Some(behind), _) => behind,
            // 禁止…低于: what must not be lower is a floor.
            (None, Some(Comparator::Less)) if forbidden => Comparator::AtLeast,
            (None, Some(Comparator::More)) if forbidden => Comparator::AtMost,
            (None, Some(before)) => before,
            (None, None) if words.about.words.iter().any(|w| before.ends_with(w.as_str())) => Comparator::About,
            (None, None) if kind == TargetKind::Norm => Comparator::Exactly,
            (None, None) => Comparator::AtLeast,
        }
    };
    let hedge = words.hedges.words.iter().find(|h| before.contains(h.as_str())).cloned();
    let metric = metric(before, after, figure, kind, each.as_deref(), text, part, sentence);
    let scope = scope(before, after, text, sentence);
    let baseline = baseline(body);
    let quote = trimmed(text, part.range.clone());
    let rule = match kind {
        TargetKind::Change => "figure-change",
        TargetKind::Coverage | TargetKind::Share | TargetKind::Level => "figure-rate",
        TargetKind::Count => "figure-count",
        TargetKind::Norm => "figure-norm",
    };
    Some(Found {
        quote,
        metric,
        op,
        value: figure.value,
        value2: figure.value2,
        unit,
        scope,
        baseline,
        kind,
        hedge,
        rule,
    })
}

fn limits(before: Option<Comparator>, behind: Option<Comparator>) -> bool {
    before.is_some() || behind.is_some()
}

/// 投入不少于10亿元 is an amount to reach, not a rule.
fn establishes_amount(before: &str) -> bool {
    ["投入", "筹集", "投资", "规模", "产值", "收入", "总量", "营业", "总额", "增加值", "资金"]
        .iter()
        .any(|w| before.contains(w))
}

/// Who qualifies, not what is promised: 常住人口20万人以下的, 符合…的, 对…以上的企业.
fn is_condition(before: &str, after: &str) -> bool {
    let tail = after.trim_start_matches(|c: char| !matches!(c, '的'));
    let qualifies = (after.starts_with("以上的")
        || after.starts_with("以下的")
        || after.starts_with("以内的")
        || after.starts_with("及以上的"))
        && tail.trim_start_matches('的').is_empty();
    qualifies || before.ends_with("年满") || before.ends_with("满") || before.ends_with("参保")
}

/// 5个方面, 3项措施, 2个阶段: a way of arranging, not a commitment.
fn names_something(after: &str, figure: &Figure) -> bool {
    let arranging = [
        "方面",
        "阶段",
        "环节",
        "步骤",
        "部分",
        "章",
        "条款",
        "层次",
        "维度",
        "原则",
        "重点任务",
        "专项行动",
        "统一",
        "坚持",
    ];
    let small = figure.value < Decimal::from(20);
    small && arranging.iter().any(|w| after.starts_with(w))
}

/// A number whose metric stands before it: 床位数达到6.8张, 服务圈半径15分钟.
fn measured(before: &str, figure: &Figure) -> bool {
    let per = ["每千", "每万", "人均", "平均", "户均", "每百"].iter().any(|w| before.contains(w));
    let size = [
        "数", "量", "额", "规模", "面积", "长度", "里程", "时间", "时限", "寿命", "产值", "收入", "能力", "人口", "率",
        "项目", "总数", "学位", "床位",
    ];
    let stem = before.trim_end_matches(|c: char| "不少低高于超过达到至约为在最多提升增加".contains(c));
    per || size.iter().any(|w| stem.ends_with(w)) || figure.unit.ends_with('元')
}

fn is_share(before: &str, after: &str, words: &TargetWords) -> bool {
    // 50%以上旗县级医院达到…: a part of them.
    let behind = after.trim_start_matches("以上").trim_start_matches("的");
    let part_of = behind.chars().count() >= 4
        && (behind.contains("达到")
            || behind.contains("设")
            || behind.contains("建")
            || behind.contains("实现")
            || behind.contains("完成")
            || behind.contains("开展")
            || behind.contains("配"));
    let stem = before.trim_end_matches(|c: char| "不少低高于超过达到至约为在保持提升".contains(c));
    part_of && (after.starts_with("以上") || after.starts_with('的') || before.trim().is_empty())
        || words.share.words.iter().any(|w| stem.ends_with(w.as_str()))
        || stem.ends_with("比例") && !stem.ends_with("占比例")
}

fn is_change(before: &str, figure: &Figure, words: &TargetWords) -> bool {
    if figure.unit == "百分点" {
        return true;
    }
    let stem = before.trim_end_matches(|c: char| "约近".contains(c));
    words.change.words.iter().any(|w| stem.ends_with(w.as_str()))
        && (figure.rate || figure.unit == "倍" || figure.unit == "岁")
        || ["年均增长", "年均下降", "增速", "增长率"].iter().any(|w| before.contains(w)) && figure.rate
}

/// 每个旗区至少1家 → 旗区; 每所三级医院…2个 → 所.
fn per_unit(text: &str, part: &Part, sentence: &Range<usize>) -> Option<String> {
    let body = &text[part.range.clone()];
    let each = body.find('每').map(|at| &body[at + '每'.len_utf8()..]).or_else(|| {
        // 每个旗区，至少…
        let before = &text[sentence.start..part.range.start];
        let at = before.rfind('每')?;
        (before.len() - at < 40).then(|| &before[at + '每'.len_utf8()..])
    })?;
    if each.starts_with(['年', '千', '万', '百', '月', '日', '天', '周', '季', '人', '逢', '十']) {
        return None;
    }
    let counters = ["个", "所", "家", "名", "户", "座", "处", "条", "支"];
    match counters.iter().find(|c| each.starts_with(**c)) {
        Some(counter) => {
            let noun = &each[counter.len()..];
            let places = [
                "旗县区",
                "旗县",
                "旗区",
                "县区",
                "县市区",
                "县（市、区）",
                "旗县（市、区）",
                "苏木乡镇",
                "乡镇",
                "街道",
                "社区",
                "村",
                "县",
                "旗",
                "区",
                "市",
                "盟市",
                "盟",
            ];
            let place = places.iter().find(|p| noun.starts_with(**p));
            Some(place.map_or_else(|| (*counter).to_owned(), |p| (*p).to_owned()))
        }
        None => {
            let places = ["旗县区", "旗区", "县区", "乡镇", "苏木乡镇", "街道", "社区", "村", "县", "旗", "区", "盟市"];
            places.iter().find(|p| each.starts_with(**p)).map(|p| (*p).to_owned())
        }
    }
}

/// Full coverage in words: 全覆盖, 全部设置, 所有…均达到, 覆盖所有….
fn coverage(text: &str, part: &Part, body: &str, words: &TargetWords) -> Option<Found> {
    let verb = |s: &str| words.coverage_verbs.words.iter().any(|v| s.contains(v.as_str()));
    let zero = body.contains("零发生") || body.ends_with("零事故");
    let full = body.match_indices("全覆盖").any(|(at, _)| !body[..at].ends_with(['健', '安', '完']));
    let rule = if full {
        "coverage-full"
    } else if zero {
        "coverage-none"
    } else if let Some(at) = body.find("覆盖") {
        let after = &body[at + "覆盖".len()..];
        let every = ["所有", "全部", "全市", "全省", "全区", "全县", "全旗", "各级各类", "各"]
            .iter()
            .any(|w| after.starts_with(w));
        if !every {
            return None;
        }
        "coverage-of-all"
    } else if let Some(at) = body.find("全部") {
        let after = &body[at + "全部".len()..];
        // 全部设置, 实现全部利用 — not 全部资金 or 全部过程.
        let done = words.coverage_verbs.words.iter().any(|v| after.starts_with(v.as_str()));
        if !(done || body[..at].ends_with("实现")) {
            return None;
        }
        "coverage-whole"
    } else if let Some(at) = body.find("所有") {
        // A commitment about all of them: 所有…达到, 所有…均设置; not 对所有…进行.
        let before = body[..at].trim_end();
        let deep = before.ends_with(['对', '向', '为', '将', '把', '在', '于', '从', '的', '给']);
        if deep || !verb(&body[at..]) || before.chars().count() > 14 {
            return None;
        }
        "coverage-all"
    } else if let Some(at) = body.find('均') {
        let after = &body[at + '均'.len_utf8()..];
        let strong = ["设置", "设立", "达到", "建成", "配备", "建有", "实现", "纳入", "完成", "单独设置", "开展", "有"];
        let before = &body[..at];
        let every =
            ["各", "所有", "全部", "全市", "全区", "全省", "全县", "全旗", "每"].iter().any(|w| before.contains(w));
        if before.ends_with(['人', '年', '平', '户', '日', '月', '地', '千'])
            || !every
            || !strong.iter().any(|v| after.starts_with(v))
        {
            return None;
        }
        "coverage-each"
    } else if body.contains("全量利用") || body.contains("全量化") {
        "coverage-whole"
    } else {
        return None;
    };
    let metric: String = strip_lead(body).replace("全覆盖", "覆盖率").replace("零发生", "数");
    let (op, value, unit, kind) = if zero {
        (Comparator::Exactly, Decimal::ZERO, "起", TargetKind::Level)
    } else {
        (Comparator::AtLeast, Decimal::from(100), "%", TargetKind::Coverage)
    };
    Some(Found {
        quote: trimmed(text, part.range.clone()),
        metric,
        op,
        value,
        value2: None,
        unit: unit.to_owned(),
        scope: scope(body, "", text, &part.range),
        baseline: None,
        kind,
        hedge: words.hedges.words.iter().find(|h| body.contains(h.as_str())).cloned(),
        rule,
    })
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let body = &text[range.clone()];
    let start = range.start + (body.len() - body.trim_start().len());
    start..range.end - (body.len() - body.trim_end().len())
}

/// Words before the thing itself: 到2025年, 力争, 推动, 实现, 其中.
fn strip_lead(text: &str) -> &str {
    let mut text = text.trim();
    loop {
        let before = text;
        for word in [
            "到",
            "至",
            "其中",
            "力争",
            "争取",
            "全面",
            "加快",
            "持续",
            "积极",
            "推动",
            "推进",
            "实现",
            "确保",
            "使",
            "要",
            "并",
            "将",
            "全市",
            "全区",
            "全省",
            "全县",
            "全旗",
            "我市",
            "我区",
            "我省",
            "基本",
            "进一步",
            "努力",
        ] {
            if let Some(rest) = text.strip_prefix(word)
                && rest.chars().count() >= 4
            {
                text = rest;
            }
        }
        if let Some(at) = text.find('年').filter(|&at| at <= 5 && text[..at].bytes().all(|b| b.is_ascii_digit())) {
            text = text[at + '年'.len_utf8()..].trim_start_matches(['底', '末', '前']);
        }
        if text == before {
            return text;
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "one reading of one part, with all that surrounds it")]
fn metric(
    before: &str,
    after: &str,
    figure: &Figure,
    kind: TargetKind,
    each: Option<&str>,
    text: &str,
    part: &Part,
    sentence: &Range<usize>,
) -> String {
    let stem = before.trim_end_matches(|c: char| "约近".contains(c));
    let words = words::targets();
    let bare = [&words.at_least, &words.at_most, &words.more, &words.less]
        .into_iter()
        .flat_map(|l| &l.words)
        .filter(|w| stem.ends_with(w.as_str()))
        .max_by_key(|w| w.len())
        .map_or(stem, |w| &stem[..stem.len() - w.len()]);
    let behind = after
        .trim_start_matches("以上")
        .trim_start_matches("以下")
        .trim_start_matches("以内")
        .trim_start_matches("左右")
        .trim_start_matches("的");
    let head = strip_lead(bare);
    let part_of = head.chars().count() < 2 || kind == TargetKind::Share && behind.chars().count() >= 6;
    if figure.rate {
        // 85%以上的…设置老年医学科
        return if part_of { format!("{}的比例", behind.trim()) } else { head.to_owned() };
    }
    if kind == TargetKind::Count || each.is_some() {
        let noun = behind.trim();
        if noun.chars().count() >= 2 {
            return format!("{noun}数");
        }
        // …项目不少于30个: the noun stands before, behind the verb.
        let verb = words.establish.words.iter().filter_map(|v| head.rfind(v.as_str()).map(|at| at + v.len())).max();
        let noun = verb.map_or(head, |at| &head[at..]);
        let noun = if noun.chars().count() >= 2 { noun } else { head };
        if noun.is_empty() && part.list {
            return text[sentence.start..part.range.start].trim().to_owned();
        }
        return format!("{noun}数");
    }
    if head.is_empty() { behind.to_owned() } else { head.to_owned() }
}

/// Over whom it holds, where the words name it: 全市, 二级及以上公立综合医院, 每个旗区.
fn scope(before: &str, after: &str, text: &str, sentence: &Range<usize>) -> Option<String> {
    for word in ["全国", "全区", "全省", "全市", "全县", "全旗", "全盟", "全州", "各旗区", "各旗县", "各县区", "各盟市"]
    {
        if before.contains(word) || after.contains(word) || text[sentence.clone()].contains(word) {
            return Some(word.to_owned());
        }
    }
    None
}

/// What a change is relative to: 比2020年, 较上年.
fn baseline(body: &str) -> Option<String> {
    let at = body.find(['比', '较'])?;
    let rest = &body[at..];
    let after = rest.chars().nth(1)?;
    if !(after.is_ascii_digit() || rest[after.len_utf8()..].starts_with("上年") || rest.contains("基期")) {
        return None;
    }
    let end = ["提高", "增长", "增加", "下降", "降低", "减少", "提升"].iter().filter_map(|w| rest.find(w)).min()?;
    Some(rest[rest.chars().next()?.len_utf8()..end].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::target::{parts, sentences};
    use proptest::prelude::*;

    fn all(text: &str) -> Vec<Found> {
        sentences(text)
            .into_iter()
            .flat_map(|s| parts(text, s.clone()).into_iter().filter_map(move |p| read(text, &p, s.clone())))
            .collect()
    }

    fn brief(text: &str) -> Vec<(String, String, String)> {
        all(text)
            .into_iter()
            .map(|f| (format!("{:?}", f.op), format!("{}{}", f.value.normalize(), f.unit), format!("{:?}", f.kind)))
            .collect()
    }

    fn one(text: &str) -> (String, String, String) {
        let found = brief(text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        found.into_iter().next().expect("one")
    }

    fn is(text: &str, op: &str, value: &str, kind: &str) {
        assert_eq!(one(text), (op.to_owned(), value.to_owned(), kind.to_owned()), "{text}");
    }

    #[test]
    fn rates_and_levels() {
        is("每千人床位数达到6.8张", "AtLeast", "6.8张", "Level");
        is("公立医院床人比不低于1:1.6", "AtLeast", "1.6 1:x".replace(' ', "").as_str(), "Level");
        is("设立老年医学科比例达90%以上", "AtLeast", "90%", "Share");
        is("85%以上的二级医院设置老年医学科", "AtLeast", "85%", "Share");
        is("住院人次占比达到80%以上", "AtLeast", "80%", "Level");
        is("签约服务比例达到100%", "AtLeast", "100%", "Coverage");
        is("婴儿死亡率控制在5‰以内", "AtMost", "5‰", "Level");
        is("百分之九十以上的行政村建成卫生室", "AtLeast", "90%", "Share");
    }

    #[test]
    fn counts() {
        is("全区培育重点专科项目不少于30个", "AtLeast", "30个", "Count");
        is("打造5家以上上市企业", "AtLeast", "5家", "Count");
        is("选派业务骨干50—100人到合作医院进修", "Range", "50人", "Count");
        is("产业规模超过500亿元", "More", "500亿元", "Count");
        is("在全国选择10个左右城市", "About", "10个", "Count");
        assert_eq!(brief("打造1个甲中心、2个乙基地、30个丙医院").len(), 3);
    }

    #[test]
    fn per_unit_and_norms() {
        is("每个旗区至少建成1家试点", "AtLeast", "1家/旗区", "Level");
        is("最高不超过15万元的创业担保贷款", "AtMost", "15万元", "Norm");
        is("意见印发之日起30日内制定细则", "AtMost", "30日", "Norm");
    }

    #[test]
    fn coverage_in_words() {
        is("实现中医馆全覆盖", "AtLeast", "100%", "Coverage");
        is("所有乡镇卫生院达到基本标准", "AtLeast", "100%", "Coverage");
        is("二级以上医院全部设置老年病科", "AtLeast", "100%", "Coverage");
        is("体系覆盖各级各类医疗机构", "AtLeast", "100%", "Coverage");
    }

    #[test]
    fn changes() {
        is("比2020年提高5个百分点", "AtLeast", "5百分点", "Change");
        is("能耗比2020年下降13.5%", "AtLeast", "13.5%", "Change");
    }

    #[test]
    fn what_is_no_target() {
        for text in [
            "经市人民政府2024年第7次常务会议审议通过",
            "按照（中办发〔2023〕10号）要求",
            "推广5G应用",
            "抓好3个方面工作",
            "全区医院已达203家",
            "提供24小时服务",
            "加强“五大中心”建设",
            "对所有参保人员进行登记",
            "人均寿命不断提高",
        ] {
            assert_eq!(brief(text), [], "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "[0-9０-９一二三百分之达到不少于以上%个家年每旗区全覆盖，。、“”（）所有均1:.—]{0,40}") {
            for f in all(&text) {
                prop_assert!(text.get(f.quote).is_some());
            }
        }
    }
}
