//! What a target measures, over whom, and relative to what: read from the words around its figure.

use super::clause::Around;
use super::figure::{Figure, Sort};
use super::sentence::Part;
use super::signs::without_rate;
use super::time;
use crate::base::Needle;
use crate::data::words::TargetWords;
use crate::plan::TargetKind;
use std::ops::Range;

/// White space and the dashes of an item before its words: ——床位达到5000张.
const DASHES: [char; 8] = ['—', '－', '•', '·', '●', ' ', '\u{3000}', '\t'];

/// A range without white space at its ends, and without the dash before an item.
pub fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let body = &text[range.clone()];
    let start = range.start + (body.len() - body.trim_start_matches(DASHES).len());
    let end = range.end - (body.len() - body.trim_end().len());
    start..end.max(start)
}

/// Without the comparator at its end.
fn unbound<'a>(before: &'a str, words: &TargetWords) -> &'a str {
    let stem = without_rate(before).trim_end_matches(['约', '近', ' ']);
    [&words.at_least, &words.at_most, &words.more, &words.less]
        .into_iter()
        .filter_map(|l| l.end(stem))
        .max_by_key(|w| w.len())
        .map_or(stem, |w| &stem[..stem.len() - w.len()])
}

/// Words before the thing itself gone: 到2025年, 力争, 推动, 实现, 其中.
pub fn strip_lead<'a>(text: &'a str, words: &TargetWords) -> &'a str {
    let mut text = text.trim().trim_start_matches(DASHES);
    loop {
        let before = text;
        if let Some(word) = words.lead.start(text).filter(|word| leads(word, text, words)) {
            text = text[word.len()..].trim_start();
        }
        text = time::without(text);
        if let Some(at) =
            text.find('年').filter(|&at| (2..=5).contains(&at) && text[..at].bytes().all(|b| b.is_ascii_digit()))
        {
            text = text[at + '年'.len_utf8()..].trim_start_matches(['底', '末', '前', ' ', '、', '和']);
        }
        for period in ["“十四五”期间", "“十五五”期间", "“十四五”末", "“十五五”末", "“十四五”时期"]
        {
            text = text.strip_prefix(period).unwrap_or(text);
        }
        if text == before {
            return text;
        }
    }
}

/// Whether a word that a text begins with only leads to the thing: 应 of 应达到, but not of 应急队伍; 基本 of 基本建成,
/// but not of 基本医疗保险.
fn leads(word: &str, text: &str, words: &TargetWords) -> bool {
    !words.lead_not.starts(text) && (word != "基本" || words.hedged_verbs.starts(&text[word.len()..]))
}

/// Whether a value behind these words is what was before: 由, 从2020年的, 由原来的.
pub fn is_base(before: &str) -> bool {
    let stem = without_rate(before).trim_end_matches('的');
    let stem = ["原来", "原先", "目前", "现在", "现有"].iter().find_map(|w| stem.strip_suffix(w)).unwrap_or(stem);
    let year = stem
        .trim_end_matches(['底', '末'])
        .strip_suffix('年')
        .map(|s| s.trim_end_matches(|c: char| c.is_ascii_digit()));
    year.unwrap_or(stem).ends_with(['由', '从'])
}

/// 满意度由92%提升至: without what it was.
fn without_base(stem: &str) -> &str {
    let is_base = |at: &usize| {
        let behind = &stem[*at + '由'.len_utf8()..];
        behind.starts_with(|c: char| c.is_ascii_digit())
            || ["每人", "每户", "每年", "每月"].iter().any(|w| behind.starts_with(w))
            || ["原来", "原先", "目前", "现在", "现有"].iter().any(|w| behind.starts_with(w))
    };
    let at = stem.match_indices(['由', '从']).map(|(at, _)| at).find(|at| *at > 0 && is_base(at));
    at.map_or(stem, |at| stem[..at].trim_end_matches('，'))
}

/// What is spoken of before a figure: 住院分娩率 of 住院分娩率到2025年要达到, 占比 of 占比均为.
fn subject<'a>(before: &'a str, words: &TargetWords) -> &'a str {
    let stem = without_base(unbound(before, words));
    undated(settled(undated(stem, words), words), words)
}

/// Without the words at its end that only say how a value is reached: 占比要(达到), 浓度均(下降), 投资累计(超过).
fn settled<'a>(stem: &'a str, words: &TargetWords) -> &'a str {
    let mut stem = stem;
    let shorter = |stem: &'a str| {
        let bare = stem.strip_suffix('为').unwrap_or(stem);
        let word = words.adverbs.end(bare).filter(|_| words.adverbs_not.end(bare).is_none())?;
        Some(&bare[..bare.len() - word.len()]).filter(|rest| rest.chars().count() >= 2)
    };
    while let Some(rest) = shorter(stem) {
        stem = rest;
    }
    stem
}

/// What stands before a figure, without lead words and comparator.
pub fn head<'a>(before: &'a str, words: &TargetWords) -> &'a str {
    let stem = subject(before, words);
    let named = |word: &str| stem.strip_suffix(word).filter(|rest| rest.chars().count() >= 2);
    let stem = ["分别", "每人每年", "每年"].iter().find_map(|word| named(word)).unwrap_or(stem);
    let stripped = strip_lead(stem, words);
    if stripped.chars().count() >= 2 || stem.chars().count() < 2 { stripped } else { strip_lead("", words) }
}

/// What stands before a figure, without its comparator: 失业率 of 失业率达到.
pub fn measured<'a>(before: &'a str, words: &TargetWords) -> &'a str {
    unbound(before, words).trim_end_matches(['为', '到', '在', '于', '：'])
}

/// Whether what stands before is itself something measured: 床位数达到, 产值.
pub fn is_measured(before: &str, words: &TargetWords) -> bool {
    let stem = subject(before, words);
    let stem = stem.strip_suffix("分别").unwrap_or(stem).trim_end_matches(['为', '到', '在', '于', '：']);
    words.per.any_in(before) || words.measures.end(stem).is_some()
}

/// Whether a rate is the part of a whole that does something: 50%以上的旗县级医院达到….
pub fn is_part_of(before: &str, after: &str, words: &TargetWords) -> bool {
    let behind = after.trim_start_matches('的');
    let opens = head(before, words).is_empty() || before.ends_with("覆盖");
    let long = behind.chars().count() >= if before.ends_with("覆盖") { 2 } else { 4 };
    long && opens && (words.share_verbs.any_in(behind) || before.ends_with("覆盖"))
}

/// …比例到2025年, …增加值比2020年: without the year by which it is due or that it is held against.
fn undated<'a>(stem: &'a str, words: &TargetWords) -> &'a str {
    let bare = stem.trim_end_matches(['底', '末', '前']);
    let Some(year) = bare.strip_suffix('年') else { return stem };
    let head = year.trim_end_matches(|c: char| c.is_ascii_digit());
    if year.len() - head.len() != 4 || head.is_empty() {
        return stem;
    }
    let head = head.trim_end_matches(['到', '在', '至']);
    // 占比2025年达到…: no year that it is held against.
    let ratio = words.ratios.end(head).is_some();
    head.strip_suffix(['比', '较']).filter(|rest| !ratio && !rest.is_empty()).unwrap_or(head)
}

/// Whether a rate is one of units or people that have something.
pub fn is_share(before: &str, words: &TargetWords) -> bool {
    let stem = subject(before, words).trim_end_matches(['为', '到', '在']);
    let stem = stem.strip_suffix("分别").unwrap_or(stem);
    words.share.end(stem).is_some() && words.not_share.end(stem).is_none()
        || stem.ends_with("比例") && !stem.ends_with("占比例")
}

/// 打造15分钟托育服务圈: how far a thing reaches in time.
pub fn is_stretch(before: &str, after: &str, figure: &Figure, words: &TargetWords) -> bool {
    figure.unit.ends_with("分钟")
        && after.chars().count() <= 16
        && after.ends_with('圈')
        && words.establish.end(before).is_some()
}

/// What a number is given for each of: 每个旗区至少1家 → 旗区; 每所三级医院…2个 → 所; 甲旗、乙旗…至少1个 → 旗.
pub fn per_unit(text: &str, part: &Part, sentence: usize, before: &str, words: &TargetWords) -> Option<String> {
    let each = before.rfind('每').map(|at| &before[at + '每'.len_utf8()..]).or_else(|| {
        // 每个旗区，至少…
        let earlier = &text[sentence..part.range.start];
        let at = earlier.rfind('每')?;
        let near = earlier[at..].chars().count() < 16;
        near.then(|| &earlier[at + '每'.len_utf8()..])
    });
    if let Some(each) = each {
        if each.starts_with([
            '年', '千', '万', '百', '月', '日', '天', '周', '季', '人', '逢', '十', '平', '亩', '半', '亿',
        ]) || each.starts_with(|c: char| c.is_ascii_digit())
        {
            return None;
        }
        for counter in ["个", "所", "家", "名", "户", "座", "处", "条", "支"] {
            if let Some(noun) = each.strip_prefix(counter) {
                let place = words.places.start(noun).filter(|p| ends_there(&noun[p.len()..]));
                return Some(place.unwrap_or(counter).to_owned());
            }
        }
        // 每校至少1名
        let body = ["校", "园", "院", "馆", "店", "站"].iter().find(|b| each.starts_with(**b));
        return words.places.start(each).or(body.copied()).map(str::to_owned);
    }
    // 全部卫生院配备不少于2名: each of them.
    let of_all = strip_lead(before, words);
    if (of_all.starts_with("全部") || of_all.starts_with("所有"))
        && ["配备不少于", "配备至少", "至少配备", "配置不少于", "至少配置", "至少有", "配备不低于"]
            .iter()
            .any(|w| of_all.ends_with(w))
    {
        return Some("个".to_owned());
    }
    let at = ["至少", "分别", "均", "不少于", "不低于"].iter().filter_map(|w| before.rfind(w)).max()?;
    let whom = strip_lead(&before[..at], words).trim_end_matches(['要', '应', '须', '都']);
    // 甲旗、乙旗、丙旗至少建成1个
    let names: Vec<&str> = whom.trim_start_matches('在').split(['、', '和']).collect();
    if let [first, rest @ ..] = names.as_slice()
        && rest.len() >= 2
        && let Some(last) = first.chars().next_back().filter(|c| "旗县区市盟州镇乡".contains(*c))
        && rest.iter().all(|n| n.ends_with(['旗', '县', '区', '市', '盟', '州', '镇', '乡']))
    {
        return Some(last.to_string());
    }
    // 各区、县（市）至少办1所
    let group = whom.rfind('各').map(|at| &whom[at + '各'.len_utf8()..]);
    if let Some(group) =
        group.filter(|g| g.split(['、', '和']).count() >= 2 && g.split(['、', '和']).all(|p| words.places.has(p)))
    {
        return Some(group.to_owned());
    }
    // 旗县（市、区）至少有1所, 各旗区分别建成1个
    let place = words.places.end(whom)?;
    let lead = &whom[..whom.len() - place.len()];
    let whole = lead.ends_with('各') || lead.is_empty() || lead.ends_with('的') || lead.ends_with("所有");
    (whole && !matches!(place, "市" | "省" | "区" | "县" | "旗" | "盟" | "州" if lead.is_empty()))
        .then(|| place.to_owned())
}

/// Whether a place's name is whole here: 每个旗区分别…, not 每个社区卫生服务中心.
fn ends_there(rest: &str) -> bool {
    !["卫生", "服务", "级", "医院", "养老", "文化"].iter().any(|w| rest.starts_with(w))
}

/// What a figure measures.
#[expect(clippy::too_many_arguments, reason = "one reading of one part, with all that surrounds it")]
pub fn of_figure(
    before: &str,
    after: &str,
    figure: &Figure,
    kind: TargetKind,
    each: bool,
    part_of: bool,
    part: &Part,
    around: Around<'_>,
    words: &TargetWords,
) -> String {
    let head = head(before, words);
    let behind = match after.strip_prefix('（').and_then(|rest| rest.split_once('）')) {
        Some((_, rest)) => rest,
        None => after,
    };
    let behind = behind.trim_start_matches('的').trim();
    // 突破1000亿元大关
    let behind = behind.strip_suffix("大关").unwrap_or(behind);
    if part_of {
        return format!("{behind}的比例");
    }
    let earlier = || {
        // 2025年达到4.66人: of what the part before spoke of.
        let nothing = head.is_empty() || says_nothing(head, words);
        if let Some(last) = around.last.filter(|_| nothing && behind.chars().count() < 2) {
            return last.metric.clone();
        }
        // 提高…的人员比例，到2025年达到45%: what is measured stands one part before.
        let earlier = around.text[around.sentence..part.range.start].trim_end_matches(['，', ',', '、', '：']);
        let last = earlier.rsplit(['，', ',', '：']).find(|p| strip_lead(p, words).chars().count() >= 2).unwrap_or("");
        strip_lead(last, words).to_owned()
    };
    // 可申请最高不超过15万元的贷款: what is given stands behind.
    let gives = figure.sort == Sort::Money && kind == TargetKind::Norm && (each || only_gives(head, words));
    if gives && behind.chars().count() >= 2 {
        return if words.measures.end(behind).is_some() { behind.to_owned() } else { format!("{behind}额度") };
    }
    // 乡镇100%通硬化路
    if kind == TargetKind::Coverage
        && head.chars().count() >= 2
        && behind.chars().count() >= 2
        && unbound(before, words) == before
        && words.share_verbs.starts(behind)
    {
        return format!("{head}{behind}的比例");
    }
    if figure.sort != Sort::Rate && (kind == TargetKind::Count || each) {
        if is_measured(before, words) && head.chars().count() >= 2 {
            return noun_of(head, words);
        }
        if behind.chars().count() >= 2 {
            return format!("{behind}数");
        }
        let noun = noun_of(head, words);
        return if noun.chars().count() < 2 { earlier() } else { noun };
    }
    // 年均增长5%: of what was named before.
    let head = cut(head, words);
    // 清扫率达到95%以上，县城达到85%以上: the same of a part.
    if let Some(last) = around.last.filter(|l| l.unit == figure.unit && is_place(head, words)) {
        let whole = PARTS.iter().find_map(|part| last.metric.strip_prefix(part)).unwrap_or(&last.metric);
        return format!("{head}{whole}");
    }
    // 检查率到2025年城市要达到98%
    if let Some((what, place)) = place_behind(head) {
        return format!("{place}{what}");
    }
    // 增加值达到120亿元，占全市生产总值的10%
    if let Some(last) = around.last.filter(|_| figure.sort == Sort::Rate && head.starts_with('占')) {
        let what = if last.kind == TargetKind::Count { last.metric.trim_end_matches('数') } else { &last.metric };
        let ratio = if ["比重", "比例", "占比"].iter().any(|w| head.ends_with(w)) { "" } else { "的比重" };
        return format!("{what}{head}{ratio}");
    }
    if head.chars().count() >= 2 && !says_nothing(head, words) {
        return head.to_owned();
    }
    let earlier = earlier();
    if earlier.is_empty() { behind.to_owned() } else { earlier }
}

/// Parts of a place, of which each has its own value.
const PARTS: [&str; 12] =
    ["县城", "城区", "市区", "城镇", "农村", "乡村", "城市", "乡镇", "山区", "牧区", "平原", "中心城区"];

/// Whether words name a part of a place, of which each has its own value: 县城, 农村, 县（市）.
pub fn is_place(head: &str, words: &TargetWords) -> bool {
    PARTS.contains(&head) || words.places.has(head)
}

/// 检查率到2025年城市: what is measured, and of which part.
fn place_behind(head: &str) -> Option<(&str, &str)> {
    let at = ["到20", "至20"].iter().find_map(|w| head.find(w)).filter(|&at| at > 0)?;
    let place = head[at..].split_once('年')?.1.trim_start_matches(['底', '，']);
    PARTS.contains(&place).then_some((&head[..at], place))
}

/// Whether words before an amount only say that it is given: 可申请最高, 给予每个最高.
fn only_gives(head: &str, words: &TargetWords) -> bool {
    let mut rest = head;
    while let Some(word) = words.giving.end(rest) {
        rest = &rest[..rest.len() - word.len()];
    }
    rest.chars().count() < 2
}

/// Whether what stands before a figure is of what was named before: 年均, 提高, 比2023年, 较上年增长.
fn says_nothing(head: &str, words: &TargetWords) -> bool {
    let rest = head.strip_prefix(['比', '较']).map_or(head, |rest| {
        let dated = rest.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '年' | '底' | '末'));
        ["上年", "去年", "上一年", "同期", "基期"].iter().find_map(|w| dated.strip_prefix(w)).unwrap_or(dated)
    });
    let rest = cut(rest, words);
    rest.is_empty() || matches!(rest, "年均" | "年平均" | "平均" | "每年") || words.change.has(rest)
}

/// The noun behind the verb: 争取建设重点专科 → 重点专科数.
fn noun_of(head: &str, words: &TargetWords) -> String {
    let hedge = ["力争", "争取", "有望", "预计"].iter().find_map(|w| head.strip_suffix(w));
    let head = hedge.filter(|rest| rest.chars().count() >= 2).unwrap_or(head);
    // 高标准农田累计改造: how it is summed is not what is summed.
    let plain = head.replace("累计", "");
    let head = if plain.chars().count() >= 2 { plain.as_str() } else { head };
    let mut noun = behind_verbs(head, words);
    if noun.len() == head.len() {
        let verb = words.establish.end_of_last(head);
        let behind = verb.map_or(head, |at| head[at..].trim_start_matches(['后', '了']));
        // 服务业收入, 供应链企业: what stands behind makes a noun of the verb.
        let whole = behind.chars().count() >= 3 && !behind.starts_with(NOUN_ENDS);
        noun = if whole && !holds_verb(head, words) { behind } else { head };
    }
    // 改造提升2.8亿亩: what is done is all that is named.
    if words.weak.has(noun) {
        noun = head;
    }
    match noun {
        "" => String::new(),
        _ if words.measures.end(noun).is_some() && !noun.ends_with("项目") => noun.to_owned(),
        _ if noun.ends_with("标准") || noun.ends_with("水平") => noun.to_owned(),
        _ => format!("{noun}数"),
    }
}

/// What makes a noun of a verb before it: 服务业, 供应商, 增加量; and the bracket in which a verb stood.
const NOUN_ENDS: [char; 17] =
    ['）', ')', '业', '区', '站', '员', '商', '者', '型', '类', '性', '链', '额', '量', '率', '费', '期'];

/// Whether a noun that holds a verb stands in it: 建成区, 供应链.
fn holds_verb(text: &str, words: &TargetWords) -> bool {
    words.no_verbs.any_in(text)
}

/// Without the verbs it begins with: 新建、改扩建幼儿园, 新建和改造公厕, but 增加值 is no 增加.
fn behind_verbs<'a>(head: &'a str, words: &TargetWords) -> &'a str {
    let mut noun = head;
    let is_verb = |text: &str, verb: &str| {
        let longer = |list: &crate::data::words::List| list.starting(text).any(|word| word.len() > verb.len());
        !longer(&words.no_verbs) && !longer(&words.measures)
    };
    let next = |text: &'a str| {
        let verb = words.establish.start(text).filter(|verb| is_verb(text, verb))?;
        Some(&text[verb.len()..]).filter(|rest| rest.chars().count() >= 2)
    };
    while let Some(rest) = next(noun) {
        noun = rest.trim_start_matches(['后', '了', '、']);
        // 新增和恢复灌溉面积: two verbs of one thing; but 和谐社区 is a thing.
        let joined = ["和", "及", "与", "或", "并"].iter().find_map(|joint| noun.strip_prefix(joint));
        noun = joined.filter(|rest| next(rest).is_some()).unwrap_or(noun);
    }
    noun
}

/// Without what only binds or moves it: …覆盖率每年提升, …编制不低于编制总额的.
fn cut<'a>(head: &'a str, words: &TargetWords) -> &'a str {
    let lists = [&words.far_at_least, &words.far_at_most];
    let far = lists.into_iter().filter(|list| list.any_in(head)).flat_map(|list| &list.words);
    // “最多跑一次” is a name.
    let quoted = |at: usize| head[..at].matches('“').count() > head[..at].matches('”').count();
    let at = far.filter_map(|w| head.find(w.as_str())).filter(|&at| at > 0 && !quoted(at)).min();
    let mut head = at.map_or(head, |at| &head[..at]);
    for _ in 0..2 {
        if let Some(word) = words.change.end(head).filter(|w| w.len() < head.len()) {
            head = &head[..head.len() - word.len()];
        }
        for word in
            ["每年", "年均", "年平均", "基础上", "力争", "分别", "平均", "均", "可望", "同比", "较上年", "较上年同期"]
        {
            head = head.strip_suffix(word).filter(|h| h.chars().count() >= 2).unwrap_or(head);
        }
        // 旅游收入年(增长)
        head = head.strip_suffix('年').filter(|h| words.measures.end(h).is_some()).unwrap_or(head);
        head = settled(head.trim_end_matches(['再', '可', '为', '的']), words);
    }
    // …医生数2023年达到4人: the year is when, not what.
    head = settled(undated(settled(head, words), words), words);
    let baselines =
        ["在20", "以20", "比20", "较20", "比基期", "较基期", "比上年", "较上年", "比“十", "较“十", "比上一年"];
    let at = if head.contains(['在', '以', '比', '较']) {
        baselines.iter().filter_map(|w| head.find(w)).min()
    } else {
        None
    };
    match at {
        Some(at) if at > 0 => &head[..at],
        _ => head,
    }
}

/// Over whom it holds, where the words name it: 全市, 二级及以上公立综合医院, 各旗区.
pub fn scope(before: &str, after: &str, told: &str, part_of: bool, words: &TargetWords) -> Option<String> {
    if part_of {
        // 50%以上的旗县级医院达到…: the whole of which it is a part.
        let behind = after.trim_start_matches('的');
        let end = words.share_verbs.words.iter().filter_map(|v| behind.find(v.as_str())).filter(|&at| at > 0).min()?;
        return Some(behind[..end].to_owned());
    }
    let stem = undated(unbound(strip_lead(before, words), words), words);
    if stem.contains("比例") || stem.ends_with('率') {
        // 二级及以上公立综合性医院设立老年医学科比例
        let verbs = ["设立", "设置", "开展", "建设", "配备", "达到", "完成"];
        if let Some(at) = verbs.iter().find_map(|verb| stem.find(verb).filter(|&at| at > 0)) {
            return Some(stem[..at].to_owned());
        }
    }
    ["全国", "全区", "全省", "全市", "全县", "全旗", "全盟", "全州"]
        .iter()
        .filter(|_| told.contains('全'))
        .find(|w| {
            // 进入全省前三名, 高于全国平均水平: where it stands, not over whom it holds.
            let rank = |at: usize| told[at + w.len()..].starts_with(['前', '平', '首', '领', '先']);
            // 在全国有影响的, 辐射全国, 全国知名: how far a thing is known.
            let known = |at: usize| {
                // 在全省有影响的, 在全市起骨干作用的
                told[..at].ends_with('在') && told[at + w.len()..].starts_with(['有', '起', '具', '知', '领'])
                    || **w == "全国"
                        && (told[at + w.len()..].starts_with(['有', '具', '知', '一', '重', '示', '文', '百', '性'])
                            || ["对接", "辐射", "面向", "走向", "服务", "影响"].iter().any(|v| told[..at].ends_with(v)))
            };
            told.match_indices(**w).any(|(at, _)| !told[..at].ends_with('占') && !rank(at) && !known(at))
        })
        .map(|w| (*w).to_owned())
        .or_else(|| {
            let at = before.find('各')?;
            let behind = &before[at + '各'.len_utf8()..];
            let place = words.places.start(behind)?;
            // 各区、县（市）
            let next = behind[place.len()..].strip_prefix('、').and_then(|rest| words.places.start(rest));
            Some(next.map_or_else(|| format!("各{place}"), |next| format!("各{place}、{next}")))
        })
}

/// What a change is relative to: 比2020年, 较上年, 在2020年基础上, 以2020年为基础.
pub fn baseline(body: &str, words: &TargetWords) -> Option<String> {
    static BASE: Needle = Needle::of("基");
    let based = BASE.is_in(body);
    if let Some(end) = based.then(|| body.find("基础上")).flatten() {
        let start = body[..end].rfind('在').map_or(0, |at| at + '在'.len_utf8());
        let base = body[start..end].trim_end_matches('的').trim();
        return (base.chars().count() <= 12 && is_time(base)).then(|| base.to_owned());
    }
    let found = || ["为基数", "为基础", "为基期", "为基准"].iter().find_map(|w| body.find(w));
    if let Some(end) = based.then(found).flatten() {
        let base = &body[body[..end].rfind('以')? + '以'.len_utf8()..end];
        return (base.chars().count() <= 12 && is_time(base)).then(|| base.to_owned());
    }
    let bases = body.match_indices(['比', '较']).map(|(at, c)| &body[at + c.len()..]);
    let base = bases.into_iter().find(|rest| is_time(rest))?;
    let bounds = [&words.change, &words.at_least, &words.at_most];
    let end = bounds.into_iter().flat_map(|list| &list.words).filter_map(|w| base.find(w.as_str())).min()?;
    let base = base[..end].trim_end_matches("相比");
    let base = base.strip_suffix("分别").unwrap_or(base);
    Some(settled(base, words).to_owned()).filter(|base| !base.is_empty())
}

/// Whether words say when: 2020年…, 上年….
fn is_time(words: &str) -> bool {
    let named = ["上年", "基期", "上一年", "“十三五”", "“十四五”", "同期", "上年度", "去年", "十三五", "十四五", "前"];
    words.starts_with(|c: char| c.is_ascii_digit()) || named.iter().any(|w| words.starts_with(w))
}

/// The word that softens, in force at the figure: one of its own part, or a 力争 that opens the list.
pub fn hedge(told: &str, words: &TargetWords) -> Option<String> {
    let own = told.rsplit(['，', ',']).next().unwrap_or(told);
    // 力争到2027年，覆盖率达到95%
    let opening = told.split(['，', ',']).next().unwrap_or(told).trim();
    let lead = ["力争", "争取", "努力"].iter().find(|w| opening.strip_prefix(**w).is_some_and(is_when));
    if let Some(lead) = lead.filter(|_| !words.hedges.any_in(own)) {
        return Some((*lead).to_owned());
    }
    if !words.hedges.any_in(own) {
        return None;
    }
    words.hedges.words.iter().find(|h| own.match_indices(h.as_str()).any(|(at, _)| softens(h, own, at, words))).cloned()
}

/// Whether words say when and no more: 到2027年, 到“十四五”末.
fn is_when(words: &str) -> bool {
    let dated = words.starts_with(['到', '至', '在', '2', '用']) && words.chars().count() <= 12;
    dated && words.ends_with(['年', '底', '末', '前', '间', '右'])
}

/// Whether a word softens where it stands: 基本实现, but not 基本标准; 可提高至, but not 可持续.
fn softens(hedge: &str, own: &str, at: usize, words: &TargetWords) -> bool {
    let (before, after) = (&own[..at], &own[at + hedge.len()..]);
    match hedge {
        "基本" => words.hedged_verbs.starts(after),
        "可" => {
            !before.ends_with(['许', '认', '不', '均', '皆', '非', '宁', '尚'])
                && !after.starts_with([
                    '持', '靠', '信', '视', '控', '能', '再', '吸', '降', '循', '燃', '移', '操', '用', '比', '行',
                    '复', '穿', '溯', '追', '推', '改',
                ])
        }
        _ => true,
    }
}
