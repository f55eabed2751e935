//! Radicals (部首) that programs write in the place of the characters they look like: in files of fonts both share one
//! drawing, and a producer of PDFs that goes from the drawing back to a character may choose either.

use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::borrow::Cow;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

#[derive(Deserialize, Default)]
struct File {
    pairs: Vec<String>,
}

static RADICALS: LazyLock<FxHashMap<char, char>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("radicals.toml")).unwrap_or_default();
    let pair = |pair: &String| {
        let mut chars = pair.chars();
        Some((chars.next()?, chars.next()?))
    };
    file.pairs.iter().filter_map(pair).collect()
});

/// A text with characters in the place of radicals.
pub fn plain(text: &str) -> Cow<'_, str> {
    let radical = |c: char| matches!(c, '\u{2e80}'..='\u{2fdf}');
    if !text.chars().any(radical) {
        return Cow::Borrowed(text);
    }
    let plain = |c: char| RADICALS.get(&c).copied().unwrap_or(c);
    // Normalization knows the radicals of the Kangxi dictionary; of the others two.
    let each = |c: char| std::iter::once(c).filter(|c| radical(*c)).nfkc().chain(Some(c).filter(|c| !radical(*c)));
    Cow::Owned(text.chars().flat_map(each).map(plain).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn radicals_become_the_characters_they_look_like() {
        assert_eq!(plain("市⼈⺠政府，⻓期，⻛险，⺟亲，⻳"), "市人民政府，长期，风险，母亲，龟");
        assert!(matches!(plain("市人民政府①ｋ"), Cow::Borrowed(_)));
        assert_eq!(plain("①⼈"), "①人", "nothing else is normalized");
        assert!(RADICALS.len() > 100);
        for c in ('\u{2e81}'..='\u{2fd5}').filter(|c| !matches!(c, '\u{2e9a}' | '\u{2ef4}'..='\u{2eff}')) {
            let told = plain(&c.to_string()).into_owned();
            assert!(told.chars().count() == 1 && told != c.to_string(), "{c}: {told}");
        }
    }
}
