//! Signs around a figure that say what it is a number of: what is built, served, reached.

use super::figure::Sort;
use crate::data::words::TargetWords;

/// Whether a sentence tells what was reached; 累计建成 looks ahead where a time to come stands before it, and among
/// goals.
pub fn is_past(told: &str, goals: bool, words: &TargetWords) -> bool {
    if !words.past.any_in(told) {
        return false;
    }
    let ahead = ["期间", "五”末", "五末", "到20", "年底", "年前", "力争", "未来", "至20", "年累计", "年内累计"]
        .iter()
        .any(|w| told.contains(w))
        || goals && !["年来", "以来", "至今", "已", "迄今"].iter().any(|w| told.contains(w));
    let means_past = |w: &str, behind: &str| match w {
        // 同比增长15%以上, 较上年提高5个百分点以上: what is bound is a promise.
        "同比" | "较上年" => {
            !["以上", "以下", "以内", "不低于", "不少于", "不超过", "力争", "控制在", "左右", "高于"]
                .iter()
                .any(|b| behind.contains(b))
        }
        // 目前尚未达标的企业
        "目前" => !["尚", "未", "仍", "还"].iter().any(|b| behind.starts_with(b)),
        _ => !(ahead && w.starts_with("累计")),
    };
    words.past.words.iter().any(|w| told.match_indices(w.as_str()).any(|(at, _)| means_past(w, &told[at + w.len()..])))
}

/// 满意度, 指数, 得分: what is told in points is a level.
pub fn measured_in_points(before: &str) -> bool {
    ["度", "指数", "得分", "评分", "分值"].iter().any(|w| before.contains(w))
}

/// Whether those who are given something are counted: 资助200名人才, 扶持50家企业.
pub fn gives_to(before: &str) -> bool {
    ["资助", "扶持", "帮扶", "奖励", "补助", "救助", "补贴"].iter().any(|w| before.ends_with(w))
}

/// Whether a verb of building stands right before: 建成两个.
pub fn builds_right(before: &str) -> bool {
    ["建成", "新建", "建设", "创建", "打造", "培育", "引进", "组建", "设立", "新增", "举办", "选派", "招聘", "建立"]
        .iter()
        .any(|w| before.ends_with(w))
}

/// Whether a verb of building stands in it; 建成区 is a place, and what stands in brackets is said of a thing.
pub fn establishes(text: &str, words: &TargetWords) -> bool {
    if !words.no_verbs.any_in(text) && !text.contains(['（', '(']) {
        return words.establish.any_in(text);
    }
    let mut plain = text.to_owned();
    for noun in words.no_verbs.words.iter().filter(|noun| text.contains(noun.as_str())) {
        plain = plain.replace(noun.as_str(), "，");
    }
    while let Some((before, rest)) = plain.split_once(['（', '('])
        && let Some((_, behind)) = rest.split_once(['）', ')'])
    {
        plain = format!("{before}，{behind}");
    }
    words.establish.any_in(&plain)
}

/// Whether a verb of building stands behind: 至少6个旗县开展….
pub fn establishes_behind(after: &str, words: &TargetWords) -> bool {
    !after.starts_with('的') && words.establish.any_in(after)
}

/// 为4000名老年人提供上门服务: how many are served.
pub fn serves(before: &str, after: &str) -> bool {
    let given = ["提供", "安装", "发放", "购买", "配备", "配置", "建立", "实施"];
    before.ends_with('为')
        && !before.contains('已')
        && !["作为", "成为", "分为", "定为", "因为"].iter().any(|w| before.ends_with(w))
        && given.iter().any(|w| after.contains(w))
}

/// 首批100个示范社区全面建成: how many are to be ready.
pub fn is_finished(before: &str, after: &str) -> bool {
    let ready = ["建成", "建成投用", "建成投产", "投入使用", "投入运营", "开工建设", "竣工", "完工", "全部完成"];
    ready.iter().any(|w| after.ends_with(w)) && !before.contains('已') && !after.contains(['已', '的'])
}

/// Whether the words right before a value say that it is to be reached: 达到, 突破.
pub fn is_reached(before: &str) -> bool {
    ["达到", "达", "实现", "突破", "超过", "提高到", "提升到", "提升至", "提高至", "增加到"]
        .iter()
        .any(|w| before.ends_with(w))
        && !before.ends_with("不超过")
}

/// What money is given for each of: 提高到每人每月609元.
const RATES: [(&str, &str); 5] = [
    ("每人每年", "/人·年"),
    ("每人每月", "/人·月"),
    ("每人每天", "/人·天"),
    ("每户每年", "/户·年"),
    ("每户每月", "/户·月"),
];

/// Wholes that things are counted for, right before their number: 不低于每千人6批次.
const WHOLES: [&str; 5] = ["百万人", "十万人", "万人", "千人", "百人"];

/// Without the words right before a value that say of each of whom it is: 提高到每人每月.
pub fn without_rate(before: &str) -> &str {
    let head = RATES.iter().find_map(|(word, _)| before.strip_suffix(word));
    let whole = || WHOLES.iter().find_map(|whole| before.strip_suffix(whole)?.strip_suffix('每'));
    head.or_else(whole).filter(|head| !head.is_empty()).unwrap_or(before)
}

/// What these words add to a unit: 元/人·月, 批次/千人.
pub fn rate_of(before: &str, sort: Sort) -> String {
    let whole = || WHOLES.iter().find(|whole| before.strip_suffix(**whole).is_some_and(|head| head.ends_with('每')));
    match sort {
        Sort::Money => RATES.iter().find(|(word, _)| before.ends_with(word)).map(|(_, unit)| (*unit).to_owned()),
        Sort::Count => whole().map(|whole| format!("/{whole}")),
        _ => None,
    }
    .unwrap_or_default()
}

/// Whether an amount of money is told for each head: 补贴标准提高到每人每月2200元.
pub fn is_per_head(before: &str) -> bool {
    RATES.iter().any(|(word, _)| before.ends_with(word))
}

/// Units of what is handled in a time, which adds up over places: 万吨/日, 立方米/天; but 公里/小时 is a speed.
pub fn is_flow(unit: &str) -> bool {
    unit.split_once(['/', '／']).is_some_and(|(what, time)| {
        (what.ends_with('吨') || what.ends_with("立方米")) && ["日", "天", "年", "小时"].contains(&time)
    })
}

/// Units of what one thing measures: no amount of a place.
pub fn is_physical(unit: &str) -> bool {
    ["毫米", "厘米", "米", "Mbps", "Gbps", "Tbps", "度", "升"].contains(&unit)
}
