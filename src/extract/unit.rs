//! Names of responsible units (责任单位): splitting a list of them, telling a name from other words.

use super::bracket;
use crate::data::Register;
use crate::data::words;
use std::ops::Range;

/// Splits a list of names at 、 and at 和, 及, 会同 between whole names; drops 等部门 and what it stands for.
/// The ranges are bytes of `text`; verbs behind the last name stay with it.
pub fn split_names(text: &str, range: Range<usize>, register: &Register, out: &mut Vec<Range<usize>>) {
    let Some(slice) = text.get(range.clone()) else { return };
    let mut depth = 0usize;
    let mut start = 0;
    let mut parts = Vec::new();
    for (i, c) in slice.char_indices() {
        if bracket::opens(c) {
            depth += 1;
        } else if bracket::closes(c) {
            depth = depth.saturating_sub(1);
        } else if depth == 0 && c == '、' {
            parts.push(start..i);
            start = i + c.len_utf8();
        }
    }
    parts.push(start..slice.len());
    for part in whole_groups(slice, parts, register) {
        for piece in without_et_cetera(&slice[part.clone()]) {
            let piece = part.start + piece.start..part.start + piece.end;
            for name in at_conjunctions(&slice[piece.clone()], register) {
                let name = piece.start + name.start..piece.start + name.end;
                for name in at_slashes(slice, name, register) {
                    let trimmed = without_item(slice, trim(slice, name));
                    if !trimmed.is_empty() {
                        out.push(range.start + trimmed.start..range.start + trimmed.end);
                    }
                }
            }
        }
    }
}

/// Puts together what 、 parts inside one name: 各区、县级市; 相关市、县政府; 市直有关部门、单位; 河东、河西、滨港市政府.
fn whole_groups(slice: &str, parts: Vec<Range<usize>>, register: &Register) -> Vec<Range<usize>> {
    if parts.len() < 2 {
        return parts;
    }
    let text = |part: &Range<usize>| slice[part.clone()].trim();
    let mut out: Vec<Range<usize>> = Vec::with_capacity(parts.len());
    let mut at = 0;
    while let Some(first) = parts.get(at) {
        let mut count = 1;
        if is_group_head(text(first)) {
            count += parts[at + 1..].iter().take_while(|p| is_group_tail(text(p))).count();
        } else if is_short_name(text(first), register) {
            // Names of places alone, and the last with what they have in common.
            let short = parts[at..].iter().take_while(|p| is_short_name(text(p), register)).count();
            if parts.get(at + short).is_some_and(|p| is_local_government(text(p))) {
                count += short;
            } else {
                out.extend_from_slice(&parts[at..at + short - 1]);
                at += short - 1;
            }
        }
        // 各市党委、政府; 各区、县（市）政府、管委会
        count += parts[at + count..].iter().take_while(|p| is_bare_organ(text(p))).count();
        out.push(parts[at].start..parts[at + count - 1].end);
        at += count;
    }
    out
}

/// 绥河市政府负责
fn is_local_government(name: &str) -> bool {
    const BODIES: [&str; 7] = ["市政府", "市人民政府", "县政府", "县人民政府", "区政府", "区人民政府", "开发区管委会"];
    !name.starts_with('省') && BODIES.iter().any(|end| strip(name).ends_with(end))
}

/// 各区, 相关市, 各市〔州〕, 市直有关部门: names that may go on behind 、.
fn is_group_head(name: &str) -> bool {
    let name = without_brackets(name);
    let places = ["市", "区", "县", "旗", "州", "盟", "乡", "镇", "街道", "苏木"];
    let which = ["各有关", "各相关", "相关", "有关", "各"].iter().find_map(|w| name.strip_prefix(w));
    which.is_some_and(|rest| places.contains(&rest))
        || name.ends_with("有关部门")
        || name.ends_with("相关部门")
        || name.ends_with("各部门")
}

/// 县级市, 县政府, 县〔市、区〕人民政府, 单位: the rest of such a name.
fn is_group_tail(name: &str) -> bool {
    const PLACES: [&str; 14] =
        ["市", "区", "县", "旗", "州", "盟", "乡", "镇", "街道", "苏木", "场", "县级市", "自治县", "自治旗"];
    // 各县、区人民政府（管委会）
    let name = without_brackets(strip(name));
    if matches!(name, "单位" | "机构" | "各单位" | "直属机构" | "企业") {
        return true;
    }
    let bare =
        ["人民政府", "政府", "办事处", "管委会", "党委"].iter().find_map(|w| name.strip_suffix(w)).unwrap_or(name);
    PLACES.contains(&without_brackets(bare))
}

/// 政府, 管委会: an organ of the places that the name before it tells.
fn is_bare_organ(name: &str) -> bool {
    matches!(strip(name), "政府" | "人民政府" | "管委会" | "管理委员会" | "党委" | "党工委" | "办事处")
}

/// 河东, 滨港: a place without its ending.
fn is_short_name(name: &str, register: &Register) -> bool {
    let count = name.chars().count();
    (2..=3).contains(&count) && name.chars().all(crate::extract::form::is_han) && !looks_like_unit(name, register)
}

/// 市民政局/市财政局, where both are known.
fn at_slashes(slice: &str, name: Range<usize>, register: &Register) -> Vec<Range<usize>> {
    let text = &slice[name.clone()];
    let mut out = Vec::new();
    if text.contains(['/', '／']) && text.split(['/', '／']).all(|part| is_known(strip(part.trim()), register)) {
        let mut start = name.start;
        for part in text.split(['/', '／']) {
            out.push(start..start + part.len());
            let mark = slice[start + part.len()..].chars().next().map_or(0, char::len_utf8);
            start += part.len() + mark;
        }
    } else {
        out.push(name);
    }
    out
}

/// 市民政局（第1项）: the name without the items it answers for.
fn without_item(slice: &str, name: Range<usize>) -> Range<usize> {
    let text = &slice[name.clone()];
    let item = text.rfind(['（', '(']).filter(|&at| {
        let inner = text[at..].trim_matches(|c| bracket::opens(c) || bracket::closes(c));
        at > 0
            && text.ends_with(bracket::closes)
            && inner.starts_with('第')
            && inner.ends_with(['项', '条', '款', '点'])
    });
    name.start..item.map_or(name.end, |at| name.start + at)
}

fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let slice = &text[range.clone()];
    let start = range.start + (slice.len() - slice.trim_start().len());
    let end = range.start + slice.trim_end().len();
    if start >= end { range.start..range.start } else { start..end }
}

/// 财政厅等部门按职责分工负责 → 财政厅, 按职责分工负责; 药监局等相关部门及各地区负责 → 药监局, 各地区负责.
fn without_et_cetera(part: &str) -> Vec<Range<usize>> {
    let words = words::clauses();
    for (at, mark) in part.match_indices('等') {
        // 高等学校, 平等 and the like are words.
        if at == 0 || part[..at].ends_with(['高', '中', '平', '初', '同', '对', '均', '不']) {
            continue;
        }
        let behind = at + mark.len();
        let mut rest = &part[behind..];
        let mut counted = false;
        // 等7部门, 等有关部门和单位
        loop {
            let digits = rest.len()
                - rest.trim_start_matches(|c: char| super::numeral::begins(c) || c == '个' || c == '家').len();
            if digits > 0 && !counted {
                counted = true;
                rest = &rest[digits..];
                continue;
            }
            // 及各地区: a group, named.
            if ["及各", "和各", "以及各", "、各", "及地方", "和地方", "，各"].iter().any(|w| rest.starts_with(w))
            {
                break;
            }
            let Some(word) = words.generic.starting(rest).max_by_key(|w| w.len()) else {
                break;
            };
            rest = &rest[word.len()..];
        }
        let group = ["以及", "及", "和", "、"].iter().find(|w| rest.starts_with(**w)).map_or(0, |w| w.len());
        let tail = part.len() - rest.len() + group;
        return vec![0..at, tail..part.len()];
    }
    std::iter::once(0..part.len()).collect()
}

/// 市财政局和市教育局 → two names; 发展和改革委员会, 各有关部门和单位 → one.
fn at_conjunctions(part: &str, register: &Register) -> Vec<Range<usize>> {
    let mut names = Vec::new();
    // Most parts are one name.
    if !part.contains(['及', '和', '与', '会']) {
        names.push(0..part.len());
        return names;
    }
    let mut start = 0;
    let mut from = 0;
    while let Some((at, word)) = ["以及", "及", "和", "与", "会同"]
        .iter()
        .filter_map(|w| part[from..].find(w).map(|i| (from + i, *w)))
        .min_by_key(|&(at, w)| (at, usize::MAX - w.len()))
    {
        from = at + word.len();
        let left = &part[start..at];
        let right = &part[from..];
        // 甲会同乙: 会同 stays with 甲, whose part it says.
        if word == "会同" && left.chars().count() >= 2 && !right.is_empty() {
            names.push(start..from);
            start = from;
            continue;
        }
        // 党委和政府: two organs of one place.
        if is_bare_organ(right) {
            continue;
        }
        let whole =
            left.chars().count() >= 2 && ends_like_unit(left) && !left.ends_with("卫生") && !left.ends_with("农村");
        let begins = [
            "各",
            "市",
            "省",
            "自治区",
            "区",
            "县",
            "旗",
            "国家",
            "中央",
            "国务院",
            "相关",
            "有关",
            "州",
            "盟",
            "地方",
        ]
        .iter()
        .any(|w| right.starts_with(w))
            && right.chars().count() >= 3;
        if whole && (begins || is_known(strip(right), register) && right.chars().count() >= 3) {
            names.push(start..at);
            start = from;
        }
    }
    names.push(start..part.len());
    names
}

/// The name without its verb, roughly: enough to ask the register.
fn strip(name: &str) -> &str {
    let mut name = name;
    for word in ["负责", "牵头", "配合", "参与", "协作", "按", "分别", "落实"] {
        name = name.split(word).next().unwrap_or(name);
    }
    name
}

fn ends_like_unit(name: &str) -> bool {
    let bare = without_brackets(name);
    words::clauses().endings.end(bare).is_some()
}

fn without_brackets(name: &str) -> &str {
    if name.ends_with(bracket::closes)
        && let Some(at) = name.find(bracket::opens)
    {
        return &name[..at];
    }
    name
}

/// Whether words look like the name of a body or a group of bodies.
pub fn looks_like_unit(name: &str, register: &Register) -> bool {
    let count = name.chars().count();
    if !(2..=30).contains(&count) || name.contains(['。', '：', ':', '“', '《', '%', '的']) {
        return false;
    }
    is_known(name, register) || ends_like_unit(name)
}

/// Whether the register knows the body, or the words name a group of bodies (各有关单位, 市政府各部门).
pub fn is_known(name: &str, register: &Register) -> bool {
    register.function_of(name).is_some() || is_group(name)
}

/// Whether a name begins with the level of the body, or with 各: 镇应急管理办公室, 市城投集团, 各村.
pub fn names_its_level(name: &str) -> bool {
    const LEVELS: [&str; 14] =
        ["省", "市", "县", "区", "旗", "州", "盟", "镇", "乡", "街道", "自治区", "自治州", "自治县", "各"];
    LEVELS.iter().any(|level| name.strip_prefix(level).is_some_and(|rest| !rest.is_empty()))
}

/// Whether a name begins or ends as those of places and of groups of them do: 太湖县, 14个县（市、区）, 镇（街道）.
pub fn names_place_or_level(name: &str) -> bool {
    const PLACES: [&str; 12] = ["县", "区", "市", "旗", "州", "盟", "乡", "镇", "街道", "苏木", "村", "社区"];
    let bare = without_brackets(name);
    names_its_level(name) || PLACES.iter().any(|end| bare.ends_with(end))
}

/// Whether words have the looks of a name: short, and without what makes a sentence.
pub fn may_be_name(name: &str) -> bool {
    const IN_SENTENCES: [char; 18] =
        ['。', '：', ':', '%', '的', '了', '在', '将', '应', '为', '是', '使', '由', '从', '不', '按', '需', '以'];
    (2..=20).contains(&name.chars().count()) && !name.contains(IN_SENTENCES)
}

/// Whether the words name a group of bodies, not one.
pub fn is_group(name: &str) -> bool {
    const PLURAL: [&str; 25] = [
        "村",
        "社区",
        "镇",
        "部门",
        "单位",
        "政府",
        "地区",
        "公署",
        "机构",
        "各地",
        "企业",
        "委办局",
        "管委会",
        "乡镇",
        "街道",
        "区",
        "县",
        "旗",
        "市",
        "省",
        "盟",
        "学校",
        "医院",
        "高校",
        "办事处",
    ];
    let several = name.starts_with("各")
        || ["有关", "相关", "各有关", "成员单位", "省直", "市直", "区直", "县直", "旗直", "试点"]
            .iter()
            .any(|w| name.starts_with(w))
        || name.contains("各部门")
        || name.contains("相关部门")
        || name.contains("有关部门")
        || name.contains("有关单位")
        || name.contains("相关单位")
        || name.ends_with("成员单位");
    several && PLURAL.iter().any(|w| without_brackets(name).ends_with(w))
}
