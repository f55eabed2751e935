//! Merged bodies (合并机构): small counties have one body for several functions, and call it by all of them
//! (农业农村和水利局) or by a letter of each (教体局, 科工局).

use super::Register;
use super::register::{Function, names};

/// What names of bodies end with.
const ENDINGS: [&str; 12] =
    ["监督管理局", "管理委员会", "委员会", "管理局", "总局", "局", "厅", "委", "部", "办公室", "办", "中心"];

/// The longest name that is made of letters, in characters.
const LETTERS: usize = 5;

impl Register {
    /// Whether the body of a name does the work of a function beside that of its own: 农业农村和水利局 does water's.
    pub fn covers(&self, name: &str, function: &str) -> bool {
        let Some(function) = self.get(function) else { return false };
        // 县自然资源局（林业局）: a board that the body bears as well.
        let boards = name.split_once(['（', '(']).map_or("", |(_, rest)| rest.trim_end_matches(['）', ')']));
        let bears = |board: &str| {
            board.ends_with(['局', '委', '办']) && self.function_of(board).is_some_and(|f| f.key == function.key)
        };
        if boards.split(['、', '，']).any(|board| bears(board.trim())) {
            return true;
        }
        let name = name.split(['（', '(']).next().unwrap_or(name).trim();
        let Some(stem) = ["局", "委", "办", "中心"].iter().find_map(|end| name.strip_suffix(end)) else {
            return false;
        };
        stems(function).any(|own| stem.contains(own)) || self.is_lettered(stem, function)
    }

    /// Whether a stem without its place is made of letters of functions, one of them of this function.
    fn is_lettered(&self, stem: &str, function: &Function) -> bool {
        const LEVELS: [char; 6] = ['省', '市', '县', '区', '旗', '州'];
        let bare = stem.rfind(LEVELS).map_or(stem, |at| stem[at..].trim_start_matches(LEVELS));
        let letters: Vec<char> = bare.chars().collect();
        let known =
            |c: &char| matches!(c, '信' | '电' | '技') || self.functions().iter().any(|f| f.letters.contains(c));
        (2..=LETTERS).contains(&letters.len())
            && letters.iter().all(known)
            && letters.iter().any(|c| function.letters.contains(c))
    }
}

/// What a function's names say without what bodies are called: 水利, 水务.
fn stems(function: &Function) -> impl Iterator<Item = &str> {
    let bare = |name| {
        let name: &str = name;
        let name = name.strip_prefix("国家").unwrap_or(name);
        ENDINGS.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name)
    };
    std::iter::once(function.label.as_str())
        .chain(names(function).map(bare))
        .filter(|stem| (2..=6).contains(&stem.chars().count()) && *stem != "人民")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_bears_the_boards_in_its_brackets() {
        let register = Register::builtin();
        let key = |name: &str| register.function_of(name).map_or("", |f| f.key.as_str()).to_owned();
        for (name, board) in [("县自然资源局（林业局）", "林业局"), ("县财政局（国资局）", "国资委")]
        {
            assert!(register.covers(name, &key(board)), "{name}");
        }
        assert!(!register.covers("县财政局（税务科）", &key("税务局")));
    }

    #[test]
    fn a_merged_body_does_the_work_of_all_it_is_named_by() {
        let register = Register::builtin();
        for (name, functions) in [
            ("县农业农村和水利局", &["agriculture", "water"][..]),
            ("旗农牧和水务局", &["agriculture", "water"]),
            ("县自然资源和林业局", &["natural-resources", "forestry"]),
            ("县教体局", &["education", "sports"]),
            ("县科工局", &["science", "industry"]),
            ("县文广体旅局", &["culture-tourism", "sports", "broadcasting"]),
            ("县工信商务局", &["industry", "commerce"]),
            ("县发改和工信局", &["development-reform", "industry"]),
            ("县住建交通局", &["housing", "transport"]),
            ("县科经局", &["science", "industry"]),
            ("县经商科技局", &["science", "industry", "commerce"]),
        ] {
            for function in functions {
                assert!(register.covers(name, function), "{name} {function}");
            }
        }
        for (name, function) in [
            ("县财政局", "water"),
            ("县教育局", "sports"),
            ("县水利局", "agriculture"),
            ("市民政局", "housing"),
            ("县文化和旅游局", "sports"),
            // 国防科工 is a thing of its own.
            ("市国防科工办", "science"),
            ("市经济合作局", "industry"),
        ] {
            assert!(!register.covers(name, function), "{name} {function}");
        }
    }
}
