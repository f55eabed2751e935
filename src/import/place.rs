//! Jurisdictions at the start of names and titles.

use super::signs::pattern;
use crate::plan::Level;
use regex::Regex;
use std::sync::LazyLock;

pattern!(
    PLACE,
    r"^(?:中共)?((?:[〇㐀-鿿\x{20000}-\x{3FFFF}]{2,8}?(?:特别行政区|自治区|省))?(?:[〇㐀-鿿\x{20000}-\x{3FFFF}]{1,8}?(?:自治州|地区|盟|州|市))?(?:[〇㐀-鿿\x{20000}-\x{3FFFF}]{1,8}?(?:自治县|自治旗|特区|县|旗|区|市))?(?:[〇㐀-鿿\x{20000}-\x{3FFFF}]{1,6}?(?:街道|苏木|镇|乡))?)"
);

/// The jurisdiction at the start of an issuer's name or a title, and its level.
pub fn place(name: &str) -> Option<(String, Level)> {
    if ["国务院", "中共中央", "国家", "工业和信息化部", "财政部", "教育部"].iter().any(|w| name.starts_with(w))
    {
        return Some((String::new(), Level::National));
    }
    let found = PLACE.captures(name)?.get(1)?.as_str();
    // 河套市城市更新规划: 城市 is no place of its own.
    const WORDS: [&str; 12] =
        ["城市", "城区", "社区", "园区", "小区", "校区", "景区", "灾区", "牧区", "农区", "林区", "山区"];
    let found = WORDS.iter().find_map(|w| found.strip_suffix(w)).filter(|f| !f.is_empty()).unwrap_or(found);
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
            ("国务院关于促进就业的意见", "", Level::National),
        ] {
            assert_eq!(place(name), Some((region.to_owned(), level)), "{name}");
        }
        assert_eq!(place("“无废城市”建设试点工作方案"), None);
    }
}
