//! Traditional characters (繁体字) by the tables of OpenCC, and which choices among them are free.

use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;
use serde::Deserialize;
use std::sync::LazyLock;

/// How many characters of context decide a character's form.
const CONTEXT: usize = 6;

/// Converters to the standards of OpenCC, Taiwan and Hong Kong. The tables are part of the program; were they
/// broken, nothing would be converted rather than panic (a test reads them).
static STANDARDS: LazyLock<Vec<OpenCC>> = LazyLock::new(|| {
    let standards = [BuiltinConfig::S2t, BuiltinConfig::S2tw, BuiltinConfig::S2hk];
    standards.into_iter().filter_map(|s| OpenCC::from_config(s).ok()).collect()
});

static SIMPLE: LazyLock<Option<OpenCC>> = LazyLock::new(|| OpenCC::from_config(BuiltinConfig::T2s).ok());

#[derive(Deserialize, Default)]
struct File {
    free: Vec<String>,
    alike: Vec<String>,
}

/// Pairs of characters: as written, as it should be.
type Pairs = Vec<[char; 2]>;

static LISTS: LazyLock<(Pairs, Pairs)> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("hant.toml")).unwrap_or_default();
    let pairs = |list: &[String]| {
        let pair = |pair: &String| {
            let mut chars = pair.chars();
            Some([chars.next()?, chars.next()?])
        };
        list.iter().filter_map(pair).collect()
    };
    (pairs(&file.free), pairs(&file.alike))
});

/// A text in traditional characters by each standard, character by character; a standard that makes the text
/// longer or shorter is left out.
pub fn traditional(text: &str) -> Vec<Vec<char>> {
    let count = text.chars().count();
    let forms = STANDARDS.iter().map(|to| to.convert(text).chars().collect::<Vec<char>>());
    forms.filter(|form| form.len() == count).collect()
}

/// What the first character of a text is by the words that begin with it: where a longer word straddles it
/// (生发 in 卫生发展), this is the other reading (发展).
pub fn traditional_head(text: &str) -> Option<char> {
    let head: String = text.chars().take(CONTEXT).collect();
    STANDARDS.first()?.convert(&head).chars().next()
}

/// A character in simplified form; one that is put for another that looks like it, in that one's.
pub fn simplified(c: char) -> char {
    if c.is_ascii() {
        return c;
    }
    match (c as usize).checked_sub(COMMON).and_then(|at| SIMPLER.get(at)) {
        Some(simple) => *simple,
        None => {
            let c = meant(c);
            SIMPLE.as_ref().and_then(|to| to.convert(c.encode_utf8(&mut [0; 4])).chars().next()).unwrap_or(c)
        }
    }
}

/// What a character is put for that looks like it.
fn meant(c: char) -> char {
    LISTS.1.iter().find(|pair| pair[0] == c).map_or(c, |pair| pair[1])
}

/// Where the common 汉字 begin.
const COMMON: usize = 0x4E00;

/// The common 汉字 (U+4E00–U+9FFF), each in simplified form: whole texts are converted character by character. What
/// OpenCC says of each stands in simplified.txt (a test compares), for asking it of all of them takes longer than to
/// compare two plans.
static SIMPLER: LazyLock<Vec<char>> = LazyLock::new(|| {
    let mut forms: Vec<char> = ('\u{4E00}'..='\u{9FFF}').collect();
    let at = |c: char| (c as usize).checked_sub(COMMON);
    for line in include_str!("simplified.txt").lines() {
        let mut pair = line.chars();
        if let (Some(from), Some(to)) = (pair.next().and_then(at), pair.next())
            && let Some(form) = forms.get_mut(from)
        {
            *form = to;
        }
    }
    for [alike, meant] in &LISTS.1 {
        if let Some(to) = at(*meant).and_then(|at| forms.get(at)).copied()
            && let Some(form) = at(*alike).and_then(|at| forms.get_mut(at))
        {
            *form = to;
        }
    }
    forms
});

/// Whether a text holds characters that stand in traditional text alone and are frequent in clauses: a quick look.
pub fn is_traditional(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '責' | '單' | '負' | '牽' | '國' | '會' | '發' | '衛' | '廳' | '辦' | '區' | '縣'))
}

/// A text in simplified characters, byte for byte in its places; `None` where it holds no traditional ones.
pub fn folded(text: &str) -> Option<String> {
    if !is_traditional(text) {
        return None;
    }
    let fold = |c: char| Some(simplified(c)).filter(|s| s.len_utf8() == c.len_utf8()).unwrap_or(c);
    Some(text.chars().map(fold).collect())
}

/// Whether the standards of traditional text differ on a pair: what Taiwan writes as the second, mainland
/// editions write as the first.
pub fn free(found: char, should: char) -> bool {
    LISTS.0.contains(&[found, should])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_simplified_forms_are_those_of_opencc() {
        let to = SIMPLE.as_ref().expect("the tables are there");
        // A line each, for words of several characters have forms of their own.
        let lines: String = ('\u{4E00}'..='\u{9FFF}').flat_map(|c| [c, '\n']).collect();
        let converted = to.convert(&lines);
        let told = ('\u{4E00}'..='\u{9FFF}').zip(converted.lines().filter_map(|line| line.chars().next()));
        let pairs: Vec<String> = told.filter(|(c, form)| c != form).map(|(c, form)| format!("{c}{form}")).collect();
        let held: Vec<&str> = include_str!("simplified.txt").lines().collect();
        assert!(pairs == held, "src/data/simplified.txt should be:\n{}", pairs.join("\n"));
        assert!(LISTS.1.iter().all(|[alike, meant]| simplified(*alike) == simplified(*meant)));
    }

    #[test]
    fn the_tables_are_there() {
        assert_eq!(STANDARDS.len(), 3);
        assert!(LISTS.0.len() > 10 && free('布', '佈') && !free('后', '後'));
        let forms = traditional("多元复合，今后三年");
        assert_eq!(forms[0].iter().collect::<String>(), "多元複合，今後三年");
        assert_eq!(traditional_head("发展"), Some('發'));
        assert_eq!(folded("責任單位").as_deref(), Some("责任单位"));
        assert_eq!(folded("责任单位"), None);
        assert_eq!(simplified('複'), '复');
        assert_eq!((simplified('a'), simplified('陜')), ('a', '陕'));
    }
}
