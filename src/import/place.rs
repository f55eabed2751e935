//! Jurisdictions at the start of names and titles.

use super::signs::pattern;
use crate::base::CharSet;
use crate::data::words;
use crate::plan::Level;
use regex::Regex;
use std::sync::LazyLock;

pattern!(
    PLACE,
    r"^(?:中共)?(?P<region>(?:[〇㐀-鿿\x{20000}-\x{3FFFF}]{2,8}?(?:特别行政区|自治区|省))?)(?P<city>(?:[〇㐀-鿿\x{20000}-\x{3FFFF}]{1,8}?(?:自治州|地区|盟|州市|州|市))?)(?P<county>(?:[〇㐀-鿿\x{20000}-\x{3FFFF}]{1,8}?(?:自治县|自治旗|特区|县|旗|区|市))?)(?P<township>(?:[〇㐀-鿿\x{20000}-\x{3FFFF}]{1,6}?(?:街道|苏木|镇|乡))?)"
);

/// Whether a county or a township is one by its name, or words of what a title is about that end like one: 新型城镇化,
/// 特色小镇, 推进乡村振兴, 老区, 示范区, 强县富民. `behind` is what follows.
fn is_place(part: &str, behind: &str) -> bool {
    const ENDINGS: [&str; 11] = ["自治县", "自治旗", "特区", "街道", "苏木", "县", "旗", "区", "市", "镇", "乡"];
    let Some(ending) = ENDINGS.iter().find(|ending| part.ends_with(**ending)) else { return true };
    let stem = &part[..part.len() - ending.len()];
    let words = words::places();
    let goes_on = words.behind.iter().any(|(of, next)| part.ends_with(of.as_str()) && next.starts(behind));
    !(goes_on || words.endings.end(part).is_some() || words.alone.has(part) || words.within.any_in(stem))
}

/// The jurisdiction at the start of an issuer's name or a title, and its level.
pub fn place(name: &str) -> Option<(String, Level)> {
    if ["国务院", "中共中央", "国家", "工业和信息化部", "财政部", "教育部"].iter().any(|w| name.starts_with(w))
    {
        return Some((String::new(), Level::National));
    }
    // Each part ends with one of these behind another character: many names of bodies have none.
    static ENDS: CharSet = CharSet::of(&['省', '区', '州', '盟', '市', '县', '旗', '道', '木', '镇', '乡']);
    if !ENDS.places(name).any(|(at, _)| at > 0) {
        return None;
    }
    let found = PLACE.captures(name)?;
    let part = |of: &str| found.name(of).map_or("", |part| part.as_str());
    let start = found.name("region")?.start();
    let mut end = start + part("region").len() + part("city").len();
    // 黔南州市场监管局: 市 belongs to the next word, for 杭州市's bureau would be 杭州市市场监管局.
    if part("city").ends_with("州市") && name[end..].starts_with('场') {
        let found = &name[start..end - '市'.len_utf8()];
        return Some((found.to_owned(), Level::City));
    }
    for below in ["county", "township"] {
        let part = part(below);
        // 中共河套市委 河套市人民政府: the county's part would be 委河套市.
        if !part.is_empty() && (part.starts_with('委') || !is_place(part, &name[end + part.len()..])) {
            break;
        }
        end += part.len();
    }
    let found = &name[start..end];
    // 市城市管理局: the place is not named.
    if found.starts_with(['省', '市', '县', '区', '旗', '州', '盟']) {
        return None;
    }
    // 某市人民政府 must not be read as 某市 + 人民…; a lazy match ends at the first ending.
    if found.is_empty() {
        return None;
    }
    let municipality = ["北京市", "天津市", "上海市", "重庆市"].iter().find(|m| found.starts_with(**m));
    let level = match municipality {
        Some(m) if found.len() == m.len() => Level::Region,
        Some(_) => Level::City,
        None if found.ends_with(['镇', '乡']) || found.ends_with("街道") || found.ends_with("苏木") => {
            Level::Township
        }
        None if found.ends_with('省') || found.ends_with("自治区") || found.ends_with("特别行政区") => {
            Level::Region
        }
        None if found.ends_with('县') || found.ends_with('旗') || found.ends_with('区') && !found.ends_with("地区") => {
            Level::County
        }
        None => Level::City,
    };
    Some((found.to_owned(), level))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_levels() {
        for (name, region, level) in [
            ("内蒙古自治区人民政府办公厅", "内蒙古自治区", Level::Region),
            ("河套市人民政府办公室", "河套市", Level::City),
            ("上海市人民政府办公厅", "上海市", Level::Region),
            ("广州市天河区教育局", "广州市天河区", Level::County),
            ("乌拉特中旗进一步完善方案", "乌拉特中旗", Level::County),
            ("阿坝州人民政府办公室", "阿坝州", Level::City),
            ("阿坝州市场监管局", "阿坝州", Level::City),
            ("中共河套市委河套市人民政府", "河套市", Level::City),
            ("河套市深入打好城市黑臭水体治理攻坚战方案", "河套市", Level::City),
            ("广州市人民政府", "广州市", Level::City),
            ("江苏省常州市财政局", "江苏省常州市", Level::City),
            ("国务院关于促进就业的意见", "", Level::National),
            ("临泉县新型城镇化实施方案", "临泉县", Level::County),
            ("平原市特色小镇建设方案", "平原市", Level::City),
            ("临泉县推进乡村振兴实施方案", "临泉县", Level::County),
            ("河套市强县富民行动方案", "河套市", Level::City),
            ("河套市革命老区振兴方案", "河套市", Level::City),
            ("北原省共同富裕示范区建设方案", "北原省", Level::Region),
            ("宁江市江北区数字乡村方案", "宁江市江北区", Level::County),
            ("武山县城关镇防汛方案", "武山县城关镇", Level::Township),
            ("莘县中心镇培育方案", "莘县", Level::County),
            ("河套市城市更新规划", "河套市", Level::City),
            ("盐城市财政局", "盐城市", Level::City),
            ("北京市东城区教育委员会", "北京市东城区", Level::City),
            ("广州市天河区金山街道办事处", "广州市天河区金山街道", Level::Township),
        ] {
            assert_eq!(place(name), Some((region.to_owned(), level)), "{name}");
        }
        assert_eq!(place("“无废城市”建设试点工作方案"), None);
    }
}
