//! Which class of type a face is of, told by its name.

use crate::data::fonts::typefaces;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// What a face is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Face {
    /// The key of the role it serves: `fangsong`, `kai`, `hei`, `title`, `song`.
    pub role: &'static str,
    /// Whether it only stands in for a face of the class.
    pub stand_in: bool,
}

/// Names without case and without what names add between their words.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The roles that a family, or a font of a PDF (`ABCDEF+FangSong_GB2312`), can serve; none when its name is not
/// known. The same face may be a 宋体 and stand in for a 小标宋.
pub fn face(name: &str) -> Vec<Face> {
    static KNOWN: LazyLock<Vec<(String, Face)>> = LazyLock::new(|| {
        let mut known = Vec::new();
        for role in &typefaces().roles {
            let families = role.families.iter().map(|f| (f, false)).chain(role.stand_ins.iter().map(|f| (f, true)));
            let names = families.map(|(name, stand_in)| (plain(name), Face { role: role.key.as_str(), stand_in }));
            known.extend(names);
            known.extend(role.postscript.iter().map(|n| (plain(n), Face { role: role.key.as_str(), stand_in: false })));
        }
        known
    });
    let name = match name.split_once('+') {
        Some((tag, rest)) if tag.len() == 6 && tag.bytes().all(|b| b.is_ascii_uppercase()) => rest,
        _ => name,
    };
    let name = plain(name);
    let mut found: FxHashMap<&str, Face> = FxHashMap::default();
    // A font adds its style to the family's name: FandolFang-Regular, 仿宋,Bold; the longest known name counts.
    let longest = KNOWN.iter().filter(|(known, _)| name.starts_with(known)).map(|(known, _)| known.len()).max();
    for (_, of) in KNOWN.iter().filter(|(known, _)| name.starts_with(known) && Some(known.len()) == longest) {
        let slot = found.entry(of.role).or_insert(*of);
        slot.stand_in &= of.stand_in;
    }
    let mut out: Vec<Face> = found.into_values().collect();
    out.sort_by_key(|f| f.role);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faces_are_known_by_the_names_that_files_give_them() {
        let roles = |name: &str| face(name).into_iter().filter(|f| !f.stand_in).map(|f| f.role).collect::<Vec<_>>();
        for (name, role) in [
            ("FandolFang R", "fangsong"),
            ("FandolFang-Regular", "fangsong"),
            ("ABCDEF+FangSong_GB2312", "fangsong"),
            ("STFangsong", "fangsong"),
            ("KaiTi,Bold", "kai"),
            ("SimHei", "hei"),
            ("FZXBSJW--GB1-0", "title"),
            ("SimSun", "song"),
            ("BCDEEE+NotoSansCJKsc-Regular", "hei"),
        ] {
            assert_eq!(roles(name), [role], "{name}");
        }
        assert!(face("Noto Serif CJK SC").iter().any(|f| f.role == "title" && f.stand_in));
        assert!(face("Times New Roman").is_empty());
    }
}
