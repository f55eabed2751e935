//! Lines that a web site put around a document: where it was found, when it was put there, how often it was read.

use super::lines::{Furniture, FurnitureKind};
use super::signs::{date, is_notice_title, iso, kind_of, normal_number, number, pattern};
use crate::base::Needle;
use crate::data::words;
use crate::plan::Notice;
use regex::Regex;
use std::sync::LazyLock;

pattern!(
    // A time of day behind a date: 2024-03-05 10:20, as web pages show when they were made.
    TIMED,
    r"^[0-9]{4}[-/年][0-9]{1,2}[-/月][0-9]{1,2}日?\s+[0-9]{1,2}:[0-9]{2}"
);
pattern!(
    // The number under which a rule was registered: BYCR-2023-01005.
    REGISTERED,
    r"^[A-Z]{2,8}[-—－]?(?:19|20)[0-9]{2}[-—－]?[0-9]{3,8}$"
);
pattern!(
    // The value of an index number on a line of its own: 640501001/2018-93483, HCSD01-2023-0006.
    INDEX,
    r"^[0-9A-Z]{4,20}(?:-[0-9])?[-/](?:19|20)[0-9]{2}[-/][0-9A-Z]{3,8}$|^[0-9A-Z]{6,20}-[0-9]{1,4}/(?:19|20)[0-9]{2}-[0-9]{3,8}$"
);
pattern!(
    // Labels that are spread over their column: 索 引 号, 标　题.
    SPACED,
    r"([索标文])\s+([引题号])(?:\s+(号))?"
);
pattern!(DAY, r"^((?:19|20)[0-9]{2})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})$");

/// What parts the labels of a line.
const GAPS: [char; 6] = [' ', '\u{3000}', '\t', '|', '｜', '\u{a0}'];

/// Dots and brackets before a label.
const BEFORE: [char; 12] = ['【', '[', '•', '·', '◆', '●', '■', '▪', '►', '>', '*', '※'];

/// 索 引 号：…, 发文机关：…, 时间：…  来源：…, 【字体：大 中 小】
pub fn has_label(text: &str) -> bool {
    let words = words::web();
    // Of few lines the first character lets one look on.
    let bare = if begins_with_han(text) { text } else { text.trim_start_matches(BEFORE).trim_start() };
    let Some(first) = bare.chars().next() else { return false };
    if !words.labels.begins(first) && !words.shared.begins(first) {
        return false;
    }
    let Some(label) = label(bare) else { return false };
    let another = || bare.split(GAPS).skip(1).filter_map(self::label).any(|l| is_label(l.trim_start_matches(BEFORE)));
    let dotted = || text.len() > bare.len() && !text.starts_with(['【', '[']);
    words.labels.has(&label)
        || label == "字号" && text.contains("大 中 小")
        || words.shared.has(&label) && (dotted() || another() || timed(bare))
}

fn begins_with_han(text: &str) -> bool {
    text.starts_with(|c| matches!(c, '一'..='鿿'))
}

/// 时间: 2023-01-02 14:56
fn timed(text: &str) -> bool {
    text.split_once(['：', ':']).is_some_and(|(_, value)| TIMED.is_match(value.trim()))
}

/// Whether a line of the page begins with a label, with a colon or a gap behind it.
pub fn is_labelled(text: &str) -> bool {
    has_label(text) || is_head_line(text)
}

fn is_label(label: &str) -> bool {
    words::web().labels.has(label) || label == "字号"
}

/// What stands before the first colon of a text, without white space, where that is short.
pub fn label(text: &str) -> Option<String> {
    // No label is longer.
    let near = text.floor_char_boundary(33);
    let (label, _) = text[..near].split_once(['：', ':'])?;
    Some(label.chars().filter(|c| !c.is_whitespace()).collect())
}

/// Whether a line before the plan is of the web page, by what would be text further down.
pub fn is_head_line(text: &str) -> bool {
    let words = words::web();
    let bare = text.trim_start_matches(BEFORE).trim();
    let joined = || if bare.contains(char::is_whitespace) { SPACED.replace_all(bare, "$1$2$3") } else { bare.into() };
    let own = || is_notice_title(text) || kind_of(text).is_some() || number(text).is_some();
    // 索引号 6207/2020-009　发文字号 武政发〔2020〕1号; columns that tabs part are a table's, and a row of labels alone.
    let gapped = || {
        let joined = joined();
        let parts: Vec<&str> = joined.split(GAPS).filter(|part| !part.is_empty()).collect();
        let known = |part: &&str| words.labels.has(part) || words.shared.has(part);
        let first = parts.first().is_some_and(&known);
        let sure = parts.iter().any(|part| words.gapped.has(part));
        first && sure && !parts.iter().all(known) && !text.contains(['。', '\t'])
    };
    // 标题 县政府关于…的通知: the title stands again where the document begins.
    let titled = bare.starts_with('标') && joined().strip_prefix("标题").is_some_and(|rest| rest.starts_with(GAPS));
    // 首页 > 政策 > 实施意见: where the page stands in its site.
    let crumbs = || bare.contains(['>', '›', '»']) && words.home.starts(bare);
    // Few lines are a number alone: the patterns are not made for the others.
    let coded = || {
        bare.chars().all(|c| c.is_ascii() || matches!(c, '—' | '－'))
            && (REGISTERED.is_match(bare) || INDEX.is_match(bare))
    };
    words.alone.has(bare) || titled || coded() || crumbs() || gapped() && !own()
}

/// Whether a line is of the web page the text was copied from. Every line is asked: words decide before any
/// pattern is tried.
pub fn is_line(text: &str) -> bool {
    const STARTS: [&str; 8] =
        ["【法宝引证码】", "原文链接：", "原文链接:", "www.", "网站标识码", "版权所有", "打印本页", "关闭窗口"];
    let Some(first) = text.chars().next() else { return false };
    let listed = matches!(first, '【' | '原' | 'w' | '网' | '版' | '打' | '关');
    if listed && STARTS.iter().any(|s| text.starts_with(s)) {
        return !text.starts_with("www.") && !text.starts_with("网站标识码") || !text.contains(char::is_whitespace);
    }
    if first == 'h' && (text.starts_with("http://") || text.starts_with("https://")) {
        return !text.contains(char::is_whitespace);
    }
    if has_label(text) {
        return true;
    }
    if first.is_ascii_digit() && text.contains(':') && TIMED.is_match(text) {
        return true;
    }
    // ICP备…号, 公网安备…号
    static FILED: Needle = Needle::of("备");
    let filed = FILED.places(text).any(|(at, word)| {
        let rest = text[at + word.len()..].trim_start();
        (text[..at].ends_with("ICP") || text[..at].ends_with("公网安"))
            && rest.find(|c: char| !c.is_ascii_digit()).is_some_and(|n| n > 0 && rest[n..].starts_with('号'))
    });
    if filed {
        return true;
    }
    // What a converter leaves where a picture was: [image: …], image3.png.
    if first == '['
        && let Some(rest) = ["[image", "[bookmark", "[OLE"].iter().find_map(|s| text.strip_prefix(s))
    {
        return rest.find(']').is_some_and(|at| at + 1 == rest.len());
    }
    if first == 'i'
        && let Some((number, ending)) = text.strip_prefix("image").and_then(|rest| rest.split_once('.'))
    {
        return !number.is_empty()
            && number.bytes().all(|b| b.is_ascii_digit())
            && !ending.is_empty()
            && ending.chars().all(|c| c.is_alphanumeric() || c == '_');
    }
    // The title of a browser's window: what the page is about, and behind _ the site.
    // The longest such title in bytes.
    const TITLED: usize = 4 * (100 + 15);
    text.len() <= TITLED
        && text.ends_with(['网', '站'])
        && text.rsplit_once('_').is_some_and(|(title, site)| {
            let name = site.strip_suffix("网站").or_else(|| site.strip_suffix('网')).unwrap_or_default();
            (2..=12).contains(&name.chars().count())
                && name.chars().all(crate::extract::form::is_han)
                && (4..=100).contains(&title.chars().count())
        })
}

/// Takes what the page says of the document's number and its day into the notice, where that lacks them.
pub fn complete(text: &str, furniture: &[Furniture], notice: &mut Notice) {
    let words = words::web();
    for line in furniture.iter().filter(|f| f.kind == FurnitureKind::Web).map(|f| f.span.of(text)) {
        for (label, value) in said(line) {
            if words.number.has(&label) && notice.number.is_none() {
                notice.number = number(value).map(normal_number);
            } else if words.made.has(&label) && notice.date.is_none() {
                let day = || DAY.captures(value).and_then(|found| iso(&found[1], &found[2], &found[3]));
                notice.date = date(value).or_else(day);
            }
        }
    }
}

/// The labels of a line with their values: 索引号：6207　文号：武政发〔2020〕1号, and those with a gap in place of the colon.
fn said(line: &str) -> Vec<(String, &str)> {
    let words = words::web();
    let known = |label: &str| words.labels.has(label) || words.shared.has(label);
    let mut out: Vec<(String, &str)> = Vec::new();
    let mut open: Option<String> = None;
    for part in line.split(GAPS).map(|part| part.trim_matches(BEFORE)).filter(|part| !part.is_empty()) {
        match (label(part).filter(|l| known(l)), open.take()) {
            (Some(label), _) => {
                let value = part.split_once(['：', ':']).map_or("", |(_, value)| value.trim());
                if value.is_empty() { open = Some(label) } else { out.push((label, value)) }
            }
            (None, Some(label)) => out.push((label, part)),
            (None, None) if known(part) => open = Some(part.to_owned()),
            (None, None) => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_before_a_plan_that_are_of_its_page() {
        for line in [
            "索引号 11620524/2024-00012 发文字号 武政发〔2024〕4号",
            "• 时间：2024-05-04 08:58:16",
            "• 发布：县政府办公室",
            "政策",
            "文章正文",
            "WSDR-2024-0010003",
            "文件有效性 有效",
            "640501001/2018-93483",
            "00731970-0/2018-00581",
            "HCSD01-2023-0006",
            "时间: 2023-01-02 14:56",
            "首页 > 政策文件 > 武山县人民政府关于养老服务的实施意见",
            "颁布部门：县政府办公室",
            "关键词 发布机构 县政府办",
            "索 引 号 失效时间 2030年1月1日 发文机关 县政府办",
            "标  题 武山县人民政府办公室关于印发武山县养老服务实施方案的通知",
        ] {
            assert!(is_line(line) || is_head_line(line), "{line}");
        }
        for line in [
            "武山县养老服务实施方案",
            "武政发〔2024〕4号",
            "发文字号\t标题",
            "发文机关 发文字号 标题",
            "时间：2024年5月",
            "时间：2024-05-04",
            "2024-05-04",
            "为贯彻上级方案，制定本方案。",
        ] {
            assert!(!is_line(line) && !is_head_line(line), "{line}");
        }
    }

    #[test]
    fn the_page_tells_the_number_and_the_day() {
        let told = |line: &str| {
            let file = crate::base::SourceFile::new(
                "a.txt",
                format!(
                    "武山县人民政府关于印发武山县养老服务实施方案的通知\n{line}\n各乡镇人民政府：\n现印发给你们。\n武山县养老服务实施方案\n一、目标\n甲。\n"
                ),
            );
            let notice = crate::import::text(&file).plan.meta.notice.unwrap_or_default();
            (notice.number.unwrap_or_default(), notice.date.unwrap_or_default())
        };
        let both = ("武政发〔2024〕4号".to_owned(), "2024-04-08".to_owned());
        for line in [
            "索引号：1162/2024-00012　文号：武政发〔2024〕4号　成文日期：2024-04-08",
            "索引号 1162/2024-00012 发文字号 武政发[2024]4号 成文日期 2024年4月8日",
            "发文字号：武政发〔2024〕4号\n成文日期：\t2024-04-08",
        ] {
            assert_eq!(told(line), both, "{line}");
        }
    }
}
