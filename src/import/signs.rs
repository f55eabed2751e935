//! What the lines before and after a plan's text look like: a number, a date, a title, addressees, a signature, the
//! lines of the colophon.

use super::paragraphs::Para;
use crate::data::hant;
use crate::data::words::List;
use regex::{Captures, Regex};
use std::borrow::Cow;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

/// A pattern that is made once.
macro_rules! pattern {
    ($name:ident, $pattern:expr) => {
        static $name: LazyLock<Regex> =
            LazyLock::new(|| Regex::new($pattern).unwrap_or_else(|_| unreachable!("a constant pattern")));
    };
}
pub(super) use pattern;

pattern!(
    NUMBER,
    r"^[（(]?(([〇㐀-鿿\x{20000}-\x{3FFFF}]+)\s*[〔\[［（(【]\s*(?:19|20)[0-9]{2}\s*[〕\]］）)】]\s*第?\s*[0-9]{1,4}\s*号)[）)]?$"
);
pattern!(DATE, r"^[（(]?((?:19|20)[0-9]{2})\s*年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*日[）)]?$");
pattern!(DOTTED_DATE, r"^((?:19|20)[0-9]{2})[.．]([0-9]{1,2})[.．]([0-9]{1,2})$");
pattern!(HAN_DATE, r"^([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日$");
pattern!(NOTE, r"^[（(]((?:此件|联系|本文|附注)([^（）()]+))[）)]$");
pattern!(
    PRINTED,
    r"^(.{4}.*?)\s*(?:\[bookmark[^\]]*\])?\s*((?:19|20)[0-9]{2})\s*年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*日\s*印发?$"
);
pattern!(
    ISSUER,
    r"^((.{2}.*?)(?:办公室|办公厅|人民政府|国务院|委员会|委|局|厅|部|院|党组|部门|行署|公署|中心|小组|领导小组|政府))(?:关于|印发|转发)"
);

/// Whether a part that was found has so many characters. Patterns leave lengths open: one that counts to eighty holds
/// what it counts eighty times over, and takes longer to make than a plan to read.
pub fn has_length(found: &Captures<'_>, part: usize, among: RangeInclusive<usize>) -> bool {
    found.get(part).is_some_and(|part| among.contains(&part.as_str().chars().count()))
}

/// The number of an official document that a line is, as written: 河府办发〔2024〕15号.
pub fn number(text: &str) -> Option<&str> {
    if !text.contains('号') {
        return None;
    }
    NUMBER.captures(text).filter(|found| has_length(found, 2, 2..=16)).and_then(|found| Some(found.get(1)?.as_str()))
}

/// The note (附注) that a line is, without its brackets.
pub fn note(text: &str) -> Option<&str> {
    if !text.starts_with(['（', '(']) {
        return None;
    }
    NOTE.captures(text).filter(|found| has_length(found, 2, 2..=80)).and_then(|found| Some(found.get(1)?.as_str()))
}

/// The body and the day of printing (印发机关, 印发日期) that a line is.
pub fn printed(text: &str) -> Option<Captures<'_>> {
    if !text.contains('印') {
        return None;
    }
    PRINTED.captures(text).filter(|found| has_length(found, 1, 4..=40))
}

/// The issuer that a notice's title begins with.
pub fn issuer(title: &str) -> Option<&str> {
    ISSUER.captures(title).filter(|found| has_length(found, 2, 2..=60)).and_then(|found| Some(found.get(1)?.as_str()))
}

/// Words a plan's title ends in (文种).
pub const KINDS: [&str; 24] = [
    "实施方案",
    "工作方案",
    "行动方案",
    "行动计划",
    "实施意见",
    "指导意见",
    "若干意见",
    "工作要点",
    "实施细则",
    "若干政策",
    "若干措施",
    "规划纲要",
    "应急预案",
    "预案",
    "方案",
    "规划",
    "计划",
    "意见",
    "要点",
    "纲要",
    "办法",
    "规定",
    "细则",
    "措施",
];

/// Who adopted a plan and when, under its title: （2024年4月8日县政府第12次常务会议通过）
pub fn is_adoption(text: &str) -> bool {
    const ENDS: [&str; 9] = ["通过", "批准", "公布", "发布", "印发", "施行", "实施", "修订", "修正"];
    let inner = text.strip_prefix(['（', '(']).and_then(|t| t.strip_suffix(['）', ')']));
    inner.is_some_and(|t| t.contains('年') && t.contains('月') && ENDS.iter().any(|e| t.ends_with(e)))
}

/// 附件, 附件1: over the attachment itself.
pub fn is_attachment_mark(text: &str) -> bool {
    let mut rest = text.chars().filter(|c| !c.is_whitespace());
    rest.next() == Some('附') && rest.next() == Some('件') && rest.all(|c| c.is_ascii_digit())
}

/// Its letters and digits: a database gives a title twice, with other marks.
pub fn words_of(title: &str) -> String {
    title.chars().filter(|c| c.is_alphanumeric()).collect()
}

pub fn is_section(para: &Para) -> bool {
    crate::data::numbering::read(para.prose.as_str()).is_some()
}

pub fn text(para: &Para) -> &str {
    para.prose.as_str()
}

/// Whether a paragraph is a line of its own without marks of a sentence.
pub fn is_line(text: &str) -> bool {
    !text.is_empty()
        && !text.ends_with(['。', '；', '：', '，', '、', ':', '！', '？'])
        && text.chars().count() <= 60
        && !text.contains('。')
}

pub fn kind_of(title: &str) -> Option<&'static str> {
    let bare = without_brackets(title);
    KINDS.iter().copied().find(|k| bare.ends_with(k))
}

/// A title without the 《》 that stand around the whole of it: those inside go up a level.
pub fn unquoted(title: &str) -> Cow<'_, str> {
    match title.strip_prefix('《').and_then(|t| t.strip_suffix('》')) {
        // 《甲》和《乙》: the first does not close at the end.
        Some(inner) if !inner.contains(['《', '》']) => Cow::Owned(inner.replace('〈', "《").replace('〉', "》")),
        _ => Cow::Borrowed(title),
    }
}

/// The title without a bracket at its end: （2021—2023年）, （征求意见稿）.
pub fn without_brackets(title: &str) -> &str {
    let title = title.trim();
    match title.rfind(['（', '(']) {
        Some(at) if title.ends_with(['）', ')']) && at > 0 => title[..at].trim(),
        _ => title,
    }
}

pub fn is_notice_title(title: &str) -> bool {
    let bare = without_brackets(title);
    bare.ends_with("通知")
        || bare.ends_with("的函")
        || bare.ends_with("的通告")
        || bare.ends_with("公告") && bare.contains("意见")
        || (bare.starts_with("关于印发") && bare.ends_with('》'))
        || (bare.contains("印发《") && bare.ends_with('》'))
}

/// What names of bodies that sign end in.
pub const BODIES: [&str; 17] = [
    "办公室",
    "办公厅",
    "政府",
    "国务院",
    "委员会",
    "委",
    "局",
    "厅",
    "部",
    "院",
    "党组",
    "行署",
    "公署",
    "中心",
    "小组",
    "银行",
    "总署",
];

/// The bodies that sign, one in a line.
pub fn is_signature(text: &str) -> bool {
    // Most paragraphs are longer.
    if text.len() > 4 * 40 || !is_line(text) || text.chars().count() > 40 {
        return false;
    }
    static SIGNERS: LazyLock<List> = LazyLock::new(|| {
        let others = ["会", "办", "合作社", "分行", "公司", "支队", "总队"];
        List::of(BODIES.iter().chain(&others).map(|&word| word.to_owned()))
    });
    let bare = without_brackets(text);
    SIGNERS.end(bare).is_some()
        && !text.contains(['《', '：', ':', '；'])
        // 省推进“三地一区”建设领导小组办公室
        && (!text.contains('“') || bare.ends_with("领导小组") || bare.ends_with("办公室"))
        && !text.contains("关于")
}

/// Whether a line names those a notice is sent to: 各乡镇人民政府，县直各部门：
pub fn is_addressees(text: &str) -> bool {
    let body = ["政府", "部门", "委", "单位", "厅", "局", "机构", "公署", "行署", "企业", "院校", "组织"];
    let each = [
        "科室", "处室", "股室", "岗位", "村", "社区", "公司", "中心", "学校", "医院", "大队", "支队", "站所", "镇",
        "街道",
    ];
    text.ends_with(['：', ':'])
        && !text.contains('。')
        && text.chars().count() >= 4
        && (body.iter().any(|b| text.contains(b)) || text.contains('各') && each.iter().any(|b| text.contains(b)))
        && !says_purpose(text)
}

/// Whether a line says why or how something is done, as the first paragraph of a plan does:
/// 为贯彻《…》精神，结合本县实际，制定如下方案：
pub fn says_purpose(text: &str) -> bool {
    const STARTS: [&str; 8] = ["为", "根据", "按照", "依据", "遵照", "贯彻", "落实", "结合"];
    const WORDS: [&str; 10] = ["如下", "以下", "制定", "现将", "现就", "精神", "要求", "决定", "《", "通知"];
    STARTS.iter().any(|s| text.starts_with(s)) || WORDS.iter().any(|w| text.contains(w))
}

/// 市委办公室，市人大常委会办公室、市政协办公室。: a line of a list of copies.
pub fn is_list_of_bodies(text: &str) -> bool {
    const ENDS: [&str; 26] = [
        "办公室",
        "办公厅",
        "部门",
        "军区",
        "军分区",
        "总队",
        "支队",
        "人武部",
        "法院",
        "检察院",
        "监委",
        "委员会",
        "团体",
        "单位",
        "政协",
        "人大",
        "工商联",
        "党派",
        "委",
        "局",
        "厅",
        "部",
        "会",
        "政府",
        "公署",
        "高等院校",
    ];
    if text.chars().count() > 120 {
        return false;
    }
    let names = text.split(['、', '，', '。', '；']).map(str::trim).filter(|n| !n.is_empty());
    let (all, bodies) = names.fold((0, 0), |(all, bodies), name| {
        (all + 1, bodies + usize::from(name.chars().count() <= 24 && ENDS.iter().any(|e| name.ends_with(e))))
    });
    all > 0 && bodies * 3 >= all * 2
}

/// Whether a paragraph belongs to a notice's own text.
pub fn is_notice_text(text: &str) -> bool {
    const WORDS: [&str; 12] = [
        "印发给你们",
        "转发给你们",
        "现予印发",
        "现予发布",
        "现印发",
        "现转发",
        "特此通知",
        "印發給你們",
        "转发你们",
        "印发你们",
        "请认真贯彻执行",
        "予以印发",
    ];
    static LIST: LazyLock<List> = LazyLock::new(|| List::of(WORDS.map(str::to_owned)));
    LIST.any_in(text)
}

pub fn iso(year: &str, month: &str, day: &str) -> Option<String> {
    let (y, m, d): (i16, i8, i8) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    jiff::civil::Date::new(y, m, d).ok().map(|d| d.to_string())
}

pub fn date(text: &str) -> Option<String> {
    if !text.contains('日') {
        let short = text.len() <= "2024．10．10".len() && text.starts_with(['1', '2']);
        let found = short.then(|| DOTTED_DATE.captures(text))??;
        return iso(&found[1], &found[2], &found[3]);
    }
    if let Some(found) = DATE.captures(text) {
        return iso(&found[1], &found[2], &found[3]);
    }
    let found = HAN_DATE.captures(text)?;
    let digit =
        |c: char| "零一二三四五六七八九".chars().position(|d| d == c).or_else(|| matches!(c, '〇' | '○').then_some(0));
    let year: String = found[1].chars().filter_map(digit).map(|d| d.to_string()).collect();
    let number = |s: &str| crate::extract::numeral::han_value(s).map(|n| n.to_string());
    iso(&year, &number(&found[2])?, &number(&found[3])?)
}

/// Whether a part of a list only says which kind of body is meant, and is no name without the words before it:
/// 各委、办、厅、局; 各旗、县、区人民政府.
fn is_bare(name: &str, before: &str) -> bool {
    const KINDS: [&str; 21] = [
        "人民政府",
        "委",
        "办",
        "厅",
        "局",
        "部",
        "部门",
        "单位",
        "机构",
        "政府",
        "党委",
        "党工委",
        "人大",
        "政协",
        "办事处",
        "管委会",
        "企业",
        "事业单位",
        "团体",
        "院校",
        "室",
    ];
    const PLACES: [&str; 16] = [
        "县",
        "区",
        "市",
        "旗",
        "乡",
        "镇",
        "州",
        "盟",
        "省",
        "自治区",
        "直辖市",
        "自治州",
        "自治县",
        "自治旗",
        "县级市",
        "直管市",
    ];
    /// No such part is longer, in bytes.
    const LONGEST: usize = 30;
    if name.len() > LONGEST {
        return false;
    }
    let name: String = name.chars().map(hant::simplified).collect();
    let place = ["人民政府", "政府", "党委"].iter().find_map(|body| name.strip_suffix(body)).unwrap_or(&name);
    // 各县（市、区）委、人民政府; 各州、市、县（市）人民政府
    let place = without_brackets(place);
    KINDS.contains(&name.as_str()) || before.starts_with('各') && PLACES.contains(&place)
}

/// Lists of bodies: ， between classes, 、 inside where names stand on both sides.
pub fn bodies(text: &str) -> Vec<Vec<String>> {
    let text = text.trim().trim_end_matches(['：', ':', '。']);
    let mut classes: Vec<Vec<String>> = vec![Vec::new()];
    let mut depth = 0usize;
    let mut start = 0;
    let ends = text.char_indices().filter(|(_, c)| {
        match c {
            '（' | '(' => depth += 1,
            '）' | ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && matches!(c, '、' | '，' | ',' | ';' | '；' | '。')
    });
    for (end, mark) in ends.chain([(text.len(), '。')]) {
        let name = text[start..end].trim();
        start = (end + mark.len_utf8()).min(text.len());
        let Some(class) = classes.last_mut() else { break };
        match class.last_mut() {
            Some(before) if is_bare(name, before) => {
                before.push('、');
                before.push_str(name);
            }
            _ if !name.is_empty() => class.push(name.to_owned()),
            _ => {}
        }
        if mark != '、' && !class.is_empty() {
            classes.push(Vec::new());
        }
    }
    classes.retain(|c| !c.is_empty());
    classes
}

pub fn normal_number(raw: &str) -> String {
    raw.chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '[' | '［' | '(' | '（' | '【' => '〔',
            ']' | '］' | ')' | '）' | '】' => '〕',
            c => c,
        })
        .collect()
}

/// The issuer that a mark names: 河套市人民政府文件.
pub fn mark(words: &str) -> Option<&str> {
    words.strip_suffix("文件").map(str::trim_end).filter(|issuer| is_signature(issuer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_bodies() {
        assert_eq!(bodies("各旗区人民政府，市直各有关部门、单位："), [["各旗区人民政府"], ["市直各有关部门、单位"]]);
        assert_eq!(bodies("自治区各委、办、厅、局："), [["自治区各委、办、厅、局"]]);
        assert_eq!(bodies("各镇党委、政府，各街道党工委、办事处："), [["各镇党委、政府"], ["各街道党工委、办事处"]]);
        assert_eq!(bodies("自治區各委、辦、廳、局："), [["自治區各委、辦、廳、局"]]);
        assert_eq!(bodies("各旗、县、区人民政府，稀土高新区管委会"), [["各旗、县、区人民政府"], ["稀土高新区管委会"]]);
        for whole in ["各市、州、县人民政府", "各省、自治区、直辖市人民政府", "各县（市、区）委、人民政府"]
        {
            assert_eq!(bodies(whole), [[whole]], "{whole}");
        }
        assert_eq!(bodies("各县（市、区）人民政府、市直各部门"), [["各县（市、区）人民政府", "市直各部门"]]);
    }

    #[test]
    fn a_purpose_names_no_addressees() {
        for line in [
            "各乡镇人民政府，县直各部门：",
            "自治区各委、办、厅、局：",
            "县直各有关单位:",
            "机关各科室：",
            "各村（社区）、镇级各岗位：",
        ] {
            assert!(is_addressees(line), "{line}");
        }
        for line in [
            "为贯彻《北原省养老服务提升行动方案》（北政办发〔2024〕3号）精神，结合本县实际，制定如下方案：",
            "根据市人民政府部署，提出以下措施：",
            "按照县委、县政府部署，各单位分工：",
            "经县人民政府同意，现就有关事项通知如下：",
        ] {
            assert!(!is_addressees(line), "{line}");
        }
    }

    #[test]
    fn adoptions() {
        assert!(is_adoption("（2024年4月8日县政府第12次常务会议通过）"));
        assert!(is_adoption("（2019年3月1日发布　2024年4月8日修订）"));
        for other in ["（2021—2023年）", "（征求意见稿）", "（2024年4月修订版）", "武山县方案（2024年4月8日通过）"]
        {
            assert!(!is_adoption(other), "{other}");
        }
    }

    #[test]
    fn copies_over_several_lines() {
        assert!(is_list_of_bodies("自治区人大常委会办公厅、政协办公厅，自治区监委，自治区高级人民法院。"));
        assert!(!is_list_of_bodies("各旗区要把医疗卫生工作列入重要议程，落实各项任务。"));
        assert_eq!(bodies("市委各部门，军分区。\n各人民团体。").len(), 3);
    }

    #[test]
    fn lines_have_their_lengths() {
        assert_eq!(number("河府办发〔2024〕15号"), Some("河府办发〔2024〕15号"));
        assert_eq!((number("河〔2024〕15号"), number(&format!("{}〔2024〕15号", "河".repeat(17)))), (None, None));
        assert_eq!(note("（此件公开发布）"), Some("此件公开发布"));
        assert_eq!((note("（此件公）"), note(&format!("（此件{}）", "公".repeat(81)))), (None, None));
        let by = |line| printed(line).map(|found| found[1].to_owned());
        assert_eq!(by("河套市人民政府办公室 2024年4月9日印发").as_deref(), Some("河套市人民政府办公室"));
        assert_eq!((by("河套2024年4月9日印发"), by(&format!("{}2024年4月9日印发", "河".repeat(41)))), (None, None));
        assert_eq!(issuer("河套市人民政府办公室关于印发方案的通知"), Some("河套市人民政府办公室"));
        assert_eq!(issuer("办公室关于印发方案的通知"), None);
    }

    #[test]
    fn dates_in_both_scripts() {
        assert_eq!(date("2024年4月8日").as_deref(), Some("2024-04-08"));
        assert_eq!(date("二〇二四年十月二十一日").as_deref(), Some("2024-10-21"));
        assert_eq!(date("2024年13月40日"), None);
        assert_eq!(date("2024.4.8").as_deref(), Some("2024-04-08"));
        assert_eq!(date("2024.4.8.1"), None);
    }
}
