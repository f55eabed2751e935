//! The counterpart (对口单位) of a unit at a lower level, named as its own place would: 自治区卫生健康委 → 市卫生健康委.

use super::register::{Function, Register};
use crate::plan::Level;

/// Words before a body's name that say it is the nation's.
const NATIONAL: [&str; 6] = ["中共中央", "中央", "国家", "国务院", "全国", "中国"];
/// Committees of the Party, whose offices bear their name before their own.
const PARTY: [&str; 8] = ["党委", "省委", "自治区委", "市委", "州委", "县委", "旗委", "区委"];
/// What stands before a body's name that says whose it is.
const LEVELS: [&str; 16] = [
    "中央",
    "国家",
    "国务院",
    "全国",
    "中国",
    "省",
    "自治区",
    "市",
    "盟",
    "州",
    "地区",
    "县",
    "旗",
    "区",
    "委",
    "中共",
];
/// How the names of bodies end that every place of a level has.
const USUAL: [&str; 8] = ["局", "厅", "委", "委员会", "办", "办公室", "办公厅", "联"];

impl Register {
    /// What the counterpart of the body of this name is called at a level, in the long or short form the name has:
    /// 自治区人力资源社会保障厅 → 市人力资源社会保障局, 省委编办 → 市委编办. `None` where the register does not know the
    /// body, where places of that level have none of the kind (a township has no bureaus), or where the name would
    /// not be that of the same function.
    pub fn counterpart(&self, name: &str, level: Level, place: &str) -> Option<String> {
        let (bare, function) = self.known_ending(name)?;
        if matches!(level, Level::National | Level::Township) {
            return None;
        }
        // Where a body of its own is not the rule, the body that does its work answers.
        if level != Level::Region
            && let Some(other) = function.local_by.first()
        {
            let other = self.get(other)?;
            return Some(self.counterpart_name(other, level, place));
        }
        if !function.reaches(level) {
            return None;
        }
        let before = &name[..name.len() - bare.len()];
        // 临港新片区管委会 is a body of its own, and no kind that other places have.
        if !before.is_empty() && !LEVELS.iter().any(|word| before.ends_with(word)) {
            return None;
        }
        let party = PARTY.iter().any(|p| before.ends_with(p) || bare.starts_with(p))
            || function.local.starts_with('委')
            || name.starts_with("中央")
            || name.starts_with("中共中央");
        let stem = NATIONAL.iter().chain(&PARTY).fold(bare, |stem, word| stem.strip_prefix(word).unwrap_or(stem));
        let stem = if party { stem.strip_prefix('委').unwrap_or(stem) } else { stem };
        let body = self.at_level(stem, function, level)?;
        let body =
            if party { body.strip_prefix("党委").or(body.strip_prefix('委')).unwrap_or(&body) } else { &body };
        let prefix = Self::place_word(level, place);
        let own = match (party, prefix) {
            (true, "自治区") => format!("自治区党委{body}"),
            (true, prefix) => format!("{prefix}委{body}"),
            (false, prefix) => format!("{prefix}{body}"),
        };
        // Customs, banks and commissions of the nation are not a county's, whatever they do there.
        let usual = party || USUAL.iter().any(|ending| own.ends_with(ending));
        self.function_of(&own).filter(|_| usual).filter(|f| f.key == function.key).map(|_| own)
    }

    /// A body's name without its place, as bodies of a level are called: the form at hand where its ending fits, the
    /// same with the ending of the level where the register has it, else the full name.
    fn at_level(&self, stem: &str, function: &Function, level: Level) -> Option<String> {
        let region = level == Level::Region;
        let full = if region { &function.region } else { &function.local };
        let swapped = |from: &str, to: &str| stem.strip_suffix(from).map(|rest| format!("{rest}{to}"));
        let local = [("办公厅", "办公室"), ("总局", "局"), ("部", "局"), ("厅", "局")];
        let regional = [("总局", "局"), ("部", "厅")];
        let swaps: &[(&str, &str)] = if region { &regional } else { &local };
        let mut forms: Vec<String> = swaps.iter().filter_map(|(from, to)| swapped(from, to)).collect();
        // 组织部 and 宣传部 are departments at every level; 公安部 and 财政厅 are not.
        let kept = full.ends_with('部') || !stem.ends_with('部') && (region || !stem.ends_with('厅'));
        forms.extend(kept.then(|| stem.to_owned()));
        let known = |form: &String| self.known_ending(form).is_some_and(|(b, f)| b == form && f.key == function.key);
        forms.into_iter().find(known).or_else(|| (!full.is_empty()).then(|| full.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_have_counterparts_named_in_their_own_form() {
        let register = Register::builtin();
        let of = |name, level, place| register.counterpart(name, level, place);
        for (name, expected) in [
            ("省卫生健康委", "市卫生健康委"),
            ("自治区财政厅", "市财政局"),
            ("财政厅", "市财政局"),
            ("自治区人力资源社会保障厅", "市人力资源社会保障局"),
            ("自治区发展改革委", "市发展改革委"),
            ("自治区党委编办", "市委编办"),
            ("省委编办", "市委编办"),
            ("省委组织部", "市委组织部"),
            ("自治区党委宣传部", "市委宣传部"),
            ("自治区医保局", "市医保局"),
            ("国家卫生健康委", "市卫生健康委"),
            ("公安部", "市公安局"),
        ] {
            assert_eq!(of(name, Level::City, "河套市").as_deref(), Some(expected), "{name}");
        }
        assert_eq!(of("市财政局", Level::County, "青崖旗").as_deref(), Some("旗财政局"));
        assert_eq!(of("财政部", Level::Region, "北原自治区").as_deref(), Some("自治区财政厅"));
        assert_eq!(of("中央编办", Level::Region, "北原自治区").as_deref(), Some("自治区党委编办"));
        assert_eq!(of("中央组织部", Level::City, "河套市").as_deref(), Some("市委组织部"));
        // 药品监管 has bodies of its own down to the region only.
        assert_eq!(of("自治区药监局", Level::City, "河套市").as_deref(), Some("市市场监督管理局"));
    }

    #[test]
    fn what_has_none_is_left_open() {
        let register = Register::builtin();
        assert_eq!(register.counterpart("省推进工业互联网创新发展专项工作组", Level::City, "河套市"), None);
        assert_eq!(register.counterpart("县财政局", Level::Township, "白水镇"), None);
        for name in ["临港新片区管委会", "海关总署", "证监会", "人民银行"] {
            assert_eq!(register.counterpart(name, Level::County, "青崖旗"), None, "{name}");
        }
    }

    #[test]
    fn every_function_keeps_itself() {
        let register = Register::builtin();
        for function in register.functions() {
            for name in [&function.national, &function.region] {
                for level in [Level::Region, Level::City, Level::County] {
                    let place = match level {
                        Level::Region => "北原自治区",
                        Level::City => "河套市",
                        _ => "青崖旗",
                    };
                    if let Some(own) = register.counterpart(name, level, place) {
                        let key = register.function_of(&own).map(|f| f.key.as_str());
                        let by = function.local_by.first().map(String::as_str);
                        assert!(key == Some(&function.key) || key == by, "{name} → {own}: {key:?}");
                        assert!(level == Level::Region || !own.ends_with('厅'), "{name} → {own}");
                    }
                }
            }
        }
    }
}
