//! One part of a sentence: whether it states a target, and which.

use super::figure::{self, Figure, Sort};
use super::sentence::Part;
use super::signs::{
    builds_right, establishes, establishes_behind, gives_to, is_finished, is_flow, is_past, is_per_head, is_physical,
    is_reached, measured_in_points, rate_of, serves, without_rate,
};
use super::{coverage, metric};
use crate::data::words::{self, TargetWords};
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
    /// Whether it stands in a list that is given one by one (分别).
    pub apart: bool,
}

/// Where a part stands.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// The text.
    pub text: &'a str,
    /// Byte where the sentence begins.
    pub sentence: usize,
    /// What the part before it stated, whose verb and metric this one may share.
    pub last: Option<&'a Found>,
    /// Whether goals are spoken of, so that 累计建成 looks ahead.
    pub goals: bool,
}

impl Around<'_> {
    /// Whether the part before it stated a figure whose verb this one may share.
    fn carried(&self) -> bool {
        self.last.is_some_and(|f| match f.kind {
            TargetKind::Count | TargetKind::Level | TargetKind::Share | TargetKind::Norm => true,
            // 分别达到100%和80%, 分别下降9%和11%
            TargetKind::Coverage | TargetKind::Change => f.rule.starts_with("figure") && f.apart,
        })
    }
}

/// The longest part of a sentence that is read, in bytes.
const LONGEST: usize = 3_000;

/// Reads the target a part of a sentence states, where it states one.
pub fn read(part: &Part, around: Around<'_>) -> Option<Found> {
    let words = words::targets();
    let text = around.text;
    // Between two commas nobody says as much: what does is no language, and each of its figures would be asked
    // about all that stands around it.
    if part.range.len() > LONGEST {
        return None;
    }
    let body = text[part.range.clone()].trim();
    // Most parts hold neither a number nor a word of full coverage.
    if !super::hints::may_count(body) && !coverage::may_state(body) {
        return None;
    }
    let told = &text[around.sentence..part.range.end];
    if is_past(told, around.goals, words) || words.condition.starts(told.trim_start()) || words.condition.starts(body) {
        return None;
    }
    // …达到25%的，可申请…: who qualifies.
    if body.ends_with('的') && !body.ends_with("目的") {
        return None;
    }
    counted(part, around, words).or_else(|| coverage::read(part, around, words))
}

/// What a part states that goes on from the clause before ；: 公共站达到500座；专用站300座; …率达到75%；到2030年达到80%.
/// `alone` is what it states without.
pub fn going_on(alone: Option<Found>, before: Option<&Found>, part: &Part, around: Around<'_>) -> Option<Found> {
    let words = words::targets();
    let Some(before) = before else { return alone };
    let names = |found: &Found| !found.metric.trim().is_empty() && !metric::is_place(&found.metric, words);
    if alone.as_ref().is_some_and(names) {
        return alone;
    }
    let both = read(part, Around { last: Some(before), ..around }).filter(|f| f.unit == before.unit);
    match (alone, both) {
        (Some(alone), both) => both.or(Some(alone)),
        // 甲县5个；乙县3个: who is given how many.
        (None, both) => both.filter(|found| {
            let noun = found.metric.trim_end_matches('数');
            found.kind == before.kind
                && before.kind == TargetKind::Count
                && noun.chars().count() >= 3
                && words.places.end(noun).is_none()
        }),
    }
}

/// The target of the figure of a part that says most: a ratio or a rate, else one with a comparator, else the first.
fn counted(part: &Part, around: Around<'_>, words: &TargetWords) -> Option<Found> {
    let text = around.text;
    if !super::hints::may_count(&text[part.range.clone()]) {
        return None;
    }
    let all: Vec<Seen<'_>> = figure::figures(text, part.range.clone(), words)
        .into_iter()
        .map(|figure| Seen::new(text, part, figure, words))
        .filter(|seen| !seen.is_aside(part, around, words))
        .collect();
    // 培育100家年销售收入1亿元以上的企业: of what size those are that are counted.
    let counted = all.iter().position(|s| s.figure.sort == Sort::Count && builds_right(s.before));
    let sizes = |s: &Seen<'_>| s.behind.is_some() && s.after.chars().count() >= 2 && !s.after.starts_with(['、', '（']);
    let all: Vec<Seen<'_>> = (all.into_iter().enumerate())
        .filter(|(at, seen)| counted.is_none_or(|first| *at <= first || !sizes(seen)))
        .map(|(_, seen)| seen)
        .collect();
    let binds = |s: &&Seen<'_>| s.near.is_some() || s.behind.is_some();
    let best = (all.iter().rev().find(|s| s.figure.sort == Sort::Ratio))
        .or_else(|| all.iter().find(|s| matches!(s.figure.sort, Sort::Rate | Sort::Points)))
        .or_else(|| all.iter().rev().find(binds));
    match best {
        Some(best) => best.judge(part, around, words),
        // 给予一次性奖补100万元: what is no commitment leaves the word to the next.
        None => all.iter().find_map(|seen| seen.judge(part, around, words)),
    }
}

/// A figure with what stands around it in its part.
struct Seen<'a> {
    figure: Figure,
    before: &'a str,
    /// Behind the value and its comparator.
    after: &'a str,
    near: Option<Comparator>,
    far: Option<Comparator>,
    behind: Option<Comparator>,
}

impl<'a> Seen<'a> {
    fn new(text: &'a str, part: &Part, figure: Figure, words: &TargetWords) -> Self {
        let before = &text[part.range.start..figure.range.start];
        let after = &text[figure.range.end..part.range.end];
        let behind = figure::bound_behind(after, words);
        Self {
            before,
            after: &after[behind.map_or(0, |(_, len)| len)..],
            near: figure::bound_before(without_rate(before), words),
            far: figure::bound_far(before, words),
            behind: behind.map(|(op, _)| op),
            figure,
        }
    }

    fn bound(&self) -> Option<Comparator> {
        self.near.or(self.far)
    }

    /// Who qualifies, what is, how long a thing takes: no commitment of its own.
    fn is_aside(&self, part: &Part, around: Around<'_>, words: &TargetWords) -> bool {
        let (before, after) = (self.before, self.after);
        let figure = &self.figure;
        let establishes = establishes(before, words) || around.carried() && (part.list || before.trim().is_empty());
        if figure.enclosed {
            // 全面落实“…1个工作日答复”: a rule quoted whole.
            let quoted = before.rfind('“').map(|at| before[at..].chars().count() + after.chars().count());
            return !(figure.sort == Sort::Time && quoted.is_some_and(|n| n >= 6) && words.rule.any_in(after));
        }
        let order = before.ends_with(['前', '满', '第', '近', '过']) && !before.ends_with("超过");
        // 每10万人拥有律师25名
        if order
            || before.ends_with('每')
            || before.ends_with("不足")
            || words.attributive.end(before.trim_end_matches(['的', '有'])).is_some()
            || words.attributive.starts(after)
            // 开展技术推广等12个领域的试点: a count of what was named.
            || before.ends_with('等') && ["领域", "方面", "行业", "环节"].iter().any(|w| after.starts_with(w))
            // 在62项服务的基础上: what there is already.
            || after.ends_with("基础上")
            // 消除56人及以上大班额: what kind of them.
            || self.behind.is_some()
                && !after.is_empty()
                && ["消除", "杜绝", "淘汰", "取缔", "化解", "遏制"].iter().any(|w| before.ends_with(w))
            // 由50%提高到70%, 由2023年的50%提高到70%: what it was.
            || metric::is_base(before) && (after.contains(['到', '至']) || after.is_empty() && moves_on(part, around))
            // 10亿元以上项目8个: what kind of projects.
            || figure.sort == Sort::Money
                && (self.behind.is_some() || self.near == Some(Comparator::More))
                && after.contains(|c: char| c.is_ascii_digit())
            || self.defines(words)
            // 周边3—5公里内村庄: how far off they are.
            || figure.unit.ends_with("公里") && self.behind == Some(Comparator::AtMost) && after.chars().count() >= 2
        {
            return true;
        }
        match figure.sort {
            // 5岁以下儿童, 65岁及以上老年人
            Sort::Age => {
                return !words.measures.words.iter().any(|m| before.contains(m.as_str()) && m != "率" && m != "人口")
                    || self.behind.is_some() && !after.is_empty() && self.near.is_none();
            }
            // 用3年左右时间, 3年内, 近三年, 3年期
            Sort::Years => {
                let rule = self.near.is_some() || self.far.is_some();
                return !rule || self.behind == Some(Comparator::AtMost) || after.starts_with(['的', '时', '期']);
            }
            _ => {}
        }
        let bound = self.near.is_some() || self.behind.is_some();
        let rate = matches!(figure.sort, Sort::Rate | Sort::Points | Sort::Ratio);
        if !rate {
            // 100人以上的企业, 净宽度不小于100米的廊道 — but 打造5家以上的企业.
            let of = after.starts_with('的');
            let forbidden = ["禁止", "严禁", "不得"].iter().any(|w| before.contains(w));
            let whom = of
                && (before.trim_start().starts_with('对')
                    || is_physical(&figure.unit) && metric::is_measured(before, words));
            let attributive = bound && !establishes && (of || self.behind.is_some() && !after.is_empty());
            // 年收入500万元以上的企业: who qualifies; 最高不超过15万元的贷款: how much is given.
            let whom = whom
                || of
                    && figure.sort == Sort::Money
                    && self.behind.is_some()
                    && !establishes
                    && !words.rule.any_in(before);
            let time = matches!(figure.sort, Sort::Time | Sort::Money);
            return !forbidden && (whom || attributive && (!time || of && after.chars().count() < 3))
                // 5亿 stands for a number of things only where it is reached.
                || figure.sort == Sort::Bare && (self.near.is_none() || of)
                || figure.unit == "起" && !after.is_empty();
        }
        // 建筑密度超过35%的比例: what is measured, not what is promised.
        let subject = metric::head(before, words);
        figure.sort == Sort::Rate
            && self.near.is_some()
            && after.starts_with('的')
            && subject.chars().count() >= 2
            && !words.rule.any_in(before)
            && !words.allot.any_in(before)
    }

    /// 支出超过收入50%的家庭数量: what is counted, not what is promised.
    fn defines(&self, words: &TargetWords) -> bool {
        let of = ["数量", "百分比", "比例", "占比", "比重", "总数", "人数", "户数"];
        self.after.contains('的')
            && of.iter().any(|w| self.after.ends_with(w))
            && !establishes(self.before, words)
            && !["按", "将", "给予"].iter().any(|w| self.before.contains(w))
    }

    /// Whether the figure is a commitment, and all that is said of it.
    fn judge(&self, part: &Part, around: Around<'_>, words: &TargetWords) -> Option<Found> {
        let (figure, before, after) = (&self.figure, self.before, self.after);
        let text = around.text;
        let each = metric::per_unit(text, part, around.sentence, before, words);
        // 办结率 is a rate of what is done, 办结 a rule.
        let rule_before = words.rule.any_in(before)
            && words
                .rule
                .words
                .iter()
                .any(|w| before.match_indices(w.as_str()).any(|(at, _)| !before[at + w.len()..].starts_with('率')));
        let rule_behind = ["用于", "给予", "返还", "补贴", "补助", "贴息", "奖"].iter().any(|w| after.contains(w));
        let measured = metric::is_measured(before, words);
        let change = is_change(self, words);
        // 预留不低于20%的号源: what is set aside of a whole.
        let allots = figure.sort == Sort::Rate
            && told_by(self)
            && after.starts_with('的')
            && after.chars().count() >= 3
            && words.allot.any_in(before);
        let part_of = figure.sort == Sort::Rate && metric::is_part_of(before, after, words);
        let of_total = ["总数的", "总量的", "总额的"].iter().any(|w| before.ends_with(w)) && establishes(before, words);
        // A list's item, and one that opens with its number, shares the verb of the one before.
        let opens = metric::head(before, words).is_empty();
        let carried = around.carried() && (part.list || opens || after.trim().is_empty());
        let establishes = establishes(before, words) || carried;
        let one = figure.value <= Decimal::ONE
            && !figure.unit.starts_with(['万', '亿'])
            && figure.value2.is_none()
            && self.bound().is_none()
            && each.is_none();
        let strong = |s: &str| {
            words.establish.any_in(s)
                && words.establish.words.iter().any(|v| s.contains(v.as_str()) && !words.weak.has(v))
        };
        let told = told_by(self);
        // 分别奖补50万元、100万元: the list goes on with the grant of its first.
        let granted = figure.sort == Sort::Money
            && part.list
            && opens
            && around.last.is_some_and(|l| l.kind == TargetKind::Norm && l.unit == figure.unit);
        // 收入分别达到5万元、2万元
        let apart = part.list && opens && around.last.is_some_and(|l| l.apart && l.unit.starts_with(&figure.unit));
        let accepted = match figure.sort {
            Sort::Ratio => told || before.ends_with(['比', '为', '达']),
            Sort::Points => true,
            Sort::Rate => {
                told || change
                    || part_of
                    || of_total
                    || rule_before
                    || rule_behind
                    || before.ends_with(['率', '为', '至', '到'])
                    || before.ends_with("比例")
                    || before.ends_with("占比")
                    || before.ends_with("比重")
                    || before.ends_with("覆盖")
                    || carried
                    || before.contains('按')
                    || figure.value == Decimal::from(100) && words.share_verbs.any_in(after)
            }
            Sort::Times => change || told,
            Sort::Time => {
                self.behind == Some(Comparator::AtMost) && !after.starts_with(['的'])
                    || matches!(self.bound(), Some(Comparator::AtMost | Comparator::Less | Comparator::AtLeast))
                    || rule_before && self.behind.is_none()
                    || establishes && figure.value2.is_some()
                    || words.rule.start(after).is_some()
                    || metric::is_stretch(before, after, figure, words)
            }
            Sort::Years | Sort::Age => true,
            Sort::Money => {
                told && (measured || establishes || rule_before || before.trim().is_empty() || self.near.is_some())
                    || rule_before
                    // 按每公里2万元标准给予补助
                    || ["标准给予", "标准予以", "的标准给予", "的标准予以", "标准补助", "标准奖励", "的标准补助"]
                        .iter()
                        .any(|w| after.starts_with(w))
                    || granted
                    || apart
                    || establishes && words.amounts.any_in(before)
                    || is_per_head(before) && told
                    // 财政每年统筹5亿元
                    || ["安排", "统筹", "列支", "筹集", "投入"].iter().any(|w| before.ends_with(w))
            }
            Sort::Bare if figure.unit.is_empty() => {
                let stem = metric::measured(before, words);
                self.near.is_some()
                    && ["比", "系数", "指数", "容积率", "弹性", "倍数", "倍差", "死亡率"]
                        .iter()
                        .any(|w| stem.ends_with(w))
            }
            Sort::Count | Sort::Bare => {
                let arranged =
                    figure.value < Decimal::from(30) && words.arranging.starts(after.trim_start_matches('的'));
                // 一次认证, 三期工程, 两个市场: words. A number in Chinese counts things when it is large, bound, or
                // stands right behind a verb of building.
                let word = matches!(&*figure.unit, "次" | "期" | "批" | "度" | "面" | "口" | "分")
                    && !(figure.unit == "次" && before.contains("每年") && before.contains("至少"));
                let han = !figure.han
                    || figure.value >= Decimal::ONE_HUNDRED
                    || self.bound().is_some() && !word
                    || self.far.is_some() && rule_before
                    || each.is_some() && told
                    || builds_right(before) && figure.value > Decimal::ONE && !word;
                !arranged
                    && han
                    && (!one || strong(before) && !figure.han || carried)
                    && (establishes
                        || each.is_some()
                        || told && (measured || change)
                        || told && rule_before
                        // 累计达到500家; 至少6个旗县开展…
                        || self.near.is_some() && after.trim().is_empty() && metric::head(before, words).chars().count() >= 2
                        || self.near == Some(Comparator::AtLeast) && establishes_behind(after, words)
                        || serves(before, after)
                        || is_finished(before, after))
            }
        };
        if !accepted {
            return None;
        }
        let mut unit = figure.unit.clone();
        let kind = match figure.sort {
            _ if change => TargetKind::Change,
            Sort::Rate if figure.value == Decimal::from(100) && unit == "%" && figure.value2.is_none() => {
                TargetKind::Coverage
            }
            Sort::Ratio => TargetKind::Level,
            Sort::Rate
                if rule_behind && !measured || (rule_before || before.contains('按')) && !before.contains('达') =>
            {
                TargetKind::Norm
            }
            Sort::Rate if allots => TargetKind::Norm,
            Sort::Money if granted || after.contains("标准给予") || after.contains("标准予以") => {
                TargetKind::Norm
            }
            Sort::Rate if part_of || of_total && before.contains("覆盖") || metric::is_share(before, words) => {
                TargetKind::Share
            }
            Sort::Rate | Sort::Points => TargetKind::Level,
            Sort::Time | Sort::Years if before.contains("平均") => TargetKind::Level,
            Sort::Time | Sort::Years => TargetKind::Norm,
            // 给予每个最高5000元补贴
            Sort::Money if each.is_some() && rule_before => {
                unit = format!("{unit}/{}", each.as_deref().unwrap_or_default());
                TargetKind::Norm
            }
            Sort::Money if is_per_head(before) && is_reached(without_rate(before)) => TargetKind::Level,
            _ if each.is_some() => {
                unit = format!("{unit}/{}", each.as_deref().unwrap_or_default());
                TargetKind::Level
            }
            Sort::Age | Sort::Times => TargetKind::Level,
            Sort::Bare if figure.unit.is_empty() => TargetKind::Level,
            _ if words.per.any_in(before) => TargetKind::Level,
            // 千人托位数, 满意度95分
            _ if ["千人", "万人", "十万人"].iter().any(|w| metric::head(before, words).starts_with(w)) => {
                TargetKind::Level
            }
            Sort::Count if figure.unit == "分" && measured_in_points(before) => TargetKind::Level,
            // 资助200名人才: how many, not how much each.
            _ if rule_before && !(figure.sort == Sort::Count && (gives_to(before) || self.counts_receivers())) => {
                TargetKind::Norm
            }
            Sort::Money
                if told && !is_reached(before) && !words.amounts.any_in(before) && !words.establish.any_in(before) =>
            {
                TargetKind::Norm
            }
            // 厚度不低于0.01毫米, 高度控制在80米以下; but 带宽达到100Mbps.
            Sort::Count if is_physical(&figure.unit) && (self.near.is_some() || self.behind.is_some()) => {
                if is_reached(before) { TargetKind::Level } else { TargetKind::Norm }
            }
            // 微克/立方米, 平方米/人; but 万吨/日 is an amount of what is handled.
            Sort::Count if figure.unit.contains(['/', '／']) && measured && !is_flow(&figure.unit) => {
                TargetKind::Level
            }
            // 2025年达到4.66人 goes on from 每万人口…2023年达到4人.
            _ if opens && around.last.is_some_and(|l| l.kind == TargetKind::Level && l.unit == unit) => {
                TargetKind::Level
            }
            _ => TargetKind::Count,
        };
        // 按6个月…50%的标准: one rule may hold two figures; the rate is the rule.
        let op = self.comparator(kind, words);
        let unit = match &*unit {
            "次" if before.contains("每人") => "次/人·年".to_owned(),
            _ => format!("{unit}{}", rate_of(before, figure.sort)),
        };
        let metric = metric::of_figure(
            self.before,
            self.after,
            figure,
            kind,
            each.is_some(),
            part_of || allots || figure.sort == Sort::Rate && after.starts_with('的') && after.contains("用于"),
            part,
            around,
            words,
        );
        // 翻番 alone says of nothing that it doubles; 100元、200元提高到150元、300元 names nothing.
        if figure.sort == Sort::Times && metric.trim().is_empty() || is_figure(&metric, words) {
            return None;
        }
        Some(Found {
            quote: metric::trimmed(text, part.range.clone()),
            metric,
            op,
            value: figure.value,
            value2: figure.value2,
            unit,
            scope: metric::scope(before, after, &text[around.sentence..part.range.end], part_of, words),
            baseline: metric::baseline(&text[part.range.clone()], words),
            apart: text[part.range.clone()].contains(super::apart::APART)
                || part.list && around.last.is_some_and(|last| last.apart),
            kind,
            hedge: metric::hedge(&text[around.sentence..figure.range.start], words),
            rule: match kind {
                TargetKind::Change => "figure-change",
                TargetKind::Coverage | TargetKind::Share | TargetKind::Level => "figure-rate",
                TargetKind::Count => "figure-count",
                TargetKind::Norm => "figure-norm",
            },
        })
    }

    /// 选拔资助100名青年, 开展补贴性培训3万人次以上: how many are given it, not how much they are given.
    fn counts_receivers(&self) -> bool {
        let receivers = ["名", "人", "人次", "家", "户"].iter().any(|unit| self.figure.unit.ends_with(unit));
        let limited = ["不得", "最高", "最多", "不超过", "享受", "禁止", "严禁", "按", "每名", "每人", "每家", "每户"];
        let most = matches!(self.near.or(self.behind), Some(Comparator::AtMost | Comparator::Less));
        receivers && !most && !limited.iter().any(|w| self.before.contains(w))
    }

    fn comparator(&self, kind: TargetKind, words: &TargetWords) -> Comparator {
        let before = self.before;
        if self.figure.value2.is_some() {
            return Comparator::Range;
        }
        // 禁止…低于: what must not be lower is a floor.
        let forbidden = ["禁止", "严禁", "不得", "禁用", "不宜"].iter().any(|w| before.contains(w));
        let told = match (self.behind, self.near) {
            (Some(Comparator::About), _) => Some(Comparator::About),
            (Some(behind), _) => Some(behind),
            (None, Some(Comparator::Less)) if forbidden => Some(Comparator::AtLeast),
            (None, Some(Comparator::More)) if forbidden => Some(Comparator::AtMost),
            (None, near) => near.or(self.far),
        };
        // 失业率达到5%: a ceiling, where less is better.
        let lower = || words::tables().lower.end(metric::measured(before, words)).is_some();
        // 突破100项技术: a verb, where what is broken through stands behind.
        let breaks = told == Some(Comparator::More)
            && self.figure.sort == Sort::Count
            && before.ends_with("突破")
            && self.after.chars().count() >= 2;
        if let Some(told) = told.filter(|_| !breaks) {
            // 按照不超过…: the last word before the value holds.
            let reached = told == Comparator::AtLeast && self.behind.is_none() && !before.contains("不");
            return if reached && kind == TargetKind::Level && lower() { Comparator::AtMost } else { told };
        }
        match kind {
            _ if words.about.end(before).is_some() => Comparator::About,
            TargetKind::Norm if self.figure.sort == Sort::Time && !words.rule.any_in(before) => Comparator::AtMost,
            TargetKind::Norm => Comparator::Exactly,
            TargetKind::Level if self.figure.sort == Sort::Time || lower() => Comparator::AtMost,
            _ => Comparator::AtLeast,
        }
    }
}

/// Whether a list of what was goes on to what is to be: 标准从100元(、200元提高到150元、300元).
fn moves_on(part: &Part, around: Around<'_>) -> bool {
    let rest = &around.text[part.range.end..];
    let end = rest.find(['，', '；', '。', ',', ';']).unwrap_or(rest.len());
    ["提高到", "提高至", "提升到", "提升至", "增加到", "增加至", "降到", "降至", "降低到"]
        .iter()
        .any(|w| rest[..end].contains(w))
}

/// Whether words are a figure and nothing else.
fn is_figure(name: &str, words: &TargetWords) -> bool {
    super::hints::may_count(name)
        && figure::figures(name, 0..name.len(), words).iter().any(|f| f.range == (0..name.len()))
}

/// Whether a comparator binds it.
fn told_by(seen: &Seen<'_>) -> bool {
    seen.bound().is_some() || seen.behind.is_some()
}

fn is_change(seen: &Seen<'_>, words: &TargetWords) -> bool {
    let figure = &seen.figure;
    if figure.sort == Sort::Points {
        return true;
    }
    if seen.near == Some(Comparator::AtMost) {
        return false;
    }
    let near = [&words.at_least, &words.more].into_iter().find_map(|l| l.end(seen.before));
    let stem = seen.before.trim_end_matches(['约', '近', '了']);
    let stem = near.map_or(stem, |w| stem.strip_suffix(w).unwrap_or(stem));
    let fits = matches!(figure.sort, Sort::Rate | Sort::Times | Sort::Age);
    fits && words.change.end(stem).is_some()
        || figure.sort == Sort::Rate && ["年均增长", "年均下降", "增速", "增长率", "增幅", "降幅"].iter().any(|w| stem.ends_with(w) || seen.before.contains(w) && seen.before.contains("年均"))
        || figure.sort == Sort::Times && figure.han
        // 在2020年基础上提高0.5岁, 降低到基期的…
        || seen.before.contains("基础上") && words.change.end(stem).is_some()
        || metric::baseline(seen.before, words).is_some() && words.change.end(stem).is_some()
}

#[cfg(test)]
mod tests;
