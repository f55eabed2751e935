//! Words of the same sound that one is typed for the other (同音词): 监测 and 检测. Neither is wrong by
//! itself; where a text uses both in the same words around them, one of the two is likely a slip.

use rustc_hash::FxHashSet;
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Deserialize, Default)]
struct File {
    pairs: Vec<[String; 2]>,
}

static PAIRS: LazyLock<FxHashSet<[[char; 2]; 2]>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("homophones.toml")).unwrap_or_default();
    file.pairs
        .iter()
        .filter_map(|[a, b]| Some([letters(a)?, letters(b)?]))
        .flat_map(|[a, b]| [[a, b], [b, a]])
        .collect()
});

fn letters(word: &str) -> Option<[char; 2]> {
    let mut chars = word.chars();
    let both = [chars.next()?, chars.next()?];
    chars.next().is_none().then_some(both)
}

/// Whether the register pairs these two words of two characters.
pub fn paired(a: [char; 2], b: [char; 2]) -> bool {
    PAIRS.contains(&[a, b])
}

#[cfg(test)]
mod tests {
    use super::*;
    use pinyin::ToPinyin;

    #[test]
    fn every_pair_sounds_alike_and_differs_in_one_character() {
        let file: File = toml::from_str(include_str!("homophones.toml")).expect("well-formed");
        for [a, b] in &file.pairs {
            let (x, y) = (letters(a).expect("two characters"), letters(b).expect("two characters"));
            assert_eq!(x.iter().zip(&y).filter(|(x, y)| x != y).count(), 1, "{a} {b}");
            let sound = |w: [char; 2]| w.map(|c| c.to_pinyin().map(|p| p.plain()));
            assert_eq!(sound(x), sound(y), "{a} {b}");
        }
        assert!(paired(['检', '测'], ['监', '测']));
        assert!(!paired(['机', '构'], ['机', '功']));
    }
}
