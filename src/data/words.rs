//! Word lists of the language and the administration, read once from data files.

use crate::base::LowBits;
use crate::plan::Role;
use aho_corasick::{AhoCorasick, AhoCorasickKind};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::sync::{LazyLock, OnceLock};

/// A list of words.
#[derive(Debug, Default, Deserialize)]
pub struct List {
    /// The words.
    pub words: Vec<String>,
    /// All of them at once, made when first asked for.
    #[serde(skip)]
    finder: OnceLock<Option<AhoCorasick>>,
    /// The words by the character they begin with.
    #[serde(skip)]
    firsts: OnceLock<ByChar>,
    /// The same by the character they end with.
    #[serde(skip)]
    lasts: OnceLock<ByChar>,
}

/// Words by one of their characters, each group in the list's order.
#[derive(Debug)]
struct ByChar {
    /// Whether there are words of a character with these twelve low bits: for most characters no more is asked.
    low: Box<LowBits>,
    words: FxHashMap<char, Vec<usize>>,
}

impl ByChar {
    fn of(words: &[String], key: fn(&str) -> Option<char>) -> Self {
        let mut by = Self { low: Box::default(), words: FxHashMap::default() };
        for (at, word) in words.iter().enumerate() {
            if let Some(c) = key(word) {
                by.low.add(c);
                by.words.entry(c).or_default().push(at);
            }
        }
        by
    }

    fn get(&self, c: char) -> &[usize] {
        if !self.low.has(c) {
            return &[];
        }
        self.words.get(&c).map_or(&[], Vec::as_slice)
    }
}

impl List {
    /// A list of these words.
    pub fn of(words: impl IntoIterator<Item = String>) -> Self {
        Self { words: words.into_iter().collect(), ..Self::default() }
    }

    fn finder(&self) -> Option<&AhoCorasick> {
        // A list is asked about some paragraphs of a plan; a table of all its states would take longer to make.
        let kind = Some(AhoCorasickKind::ContiguousNFA);
        self.finder.get_or_init(|| AhoCorasick::builder().kind(kind).build(&self.words).ok()).as_ref()
    }

    /// Whether the text holds one of the words.
    pub fn any_in(&self, text: &str) -> bool {
        let words = |c: char| self.firsts().get(c).iter().filter_map(|&at| self.words.get(at));
        self.firsts().low.places(text).any(|(at, c)| words(c).any(|word| text[at..].starts_with(word.as_str())))
    }

    fn firsts(&self) -> &ByChar {
        self.firsts.get_or_init(|| ByChar::of(&self.words, |w| w.chars().next()))
    }

    /// The words that begin with a character, in the list's order: lists are asked at every place of a text,
    /// and one look tells most of them that no word of theirs stands there.
    fn by_first(&self, c: char) -> impl Iterator<Item = &str> {
        self.firsts().get(c).iter().filter_map(|&at| self.words.get(at)).map(String::as_str)
    }

    fn by_last(&self, c: char) -> impl Iterator<Item = &str> {
        let lasts = self.lasts.get_or_init(|| ByChar::of(&self.words, |w| w.chars().next_back()));
        lasts.get(c).iter().filter_map(|&at| self.words.get(at)).map(String::as_str)
    }

    /// The words the text begins with.
    pub fn starting<'a>(&'a self, text: &'a str) -> impl Iterator<Item = &'a str> {
        text.chars().next().into_iter().flat_map(|c| self.by_first(c)).filter(move |w| text.starts_with(w))
    }

    /// The words the text ends with.
    pub fn ending<'a>(&'a self, text: &'a str) -> impl Iterator<Item = &'a str> {
        text.chars().next_back().into_iter().flat_map(|c| self.by_last(c)).filter(move |w| text.ends_with(w))
    }

    /// Whether a word begins with the character.
    pub fn begins(&self, c: char) -> bool {
        self.by_first(c).next().is_some()
    }

    /// The word the text begins with: of several the first of the list.
    pub fn start<'a>(&'a self, text: &'a str) -> Option<&'a str> {
        self.starting(text).next()
    }

    /// Where the last of the words begins in the text.
    pub fn last_in(&self, text: &str) -> Option<usize> {
        match self.finder() {
            Some(finder) => finder.find_overlapping_iter(text).map(|found| found.start()).max(),
            None => self.words.iter().filter_map(|w| text.rfind(w.as_str())).max(),
        }
    }

    /// Where the word ends in the text that ends first.
    pub fn end_of_first(&self, text: &str) -> Option<usize> {
        match self.finder() {
            Some(finder) => finder.find(text).map(|found| found.end()),
            None => self.words.iter().filter_map(|w| text.find(w.as_str()).map(|at| at + w.len())).min(),
        }
    }

    /// Where the last of the words ends in the text.
    pub fn end_of_last(&self, text: &str) -> Option<usize> {
        match self.finder() {
            Some(finder) => finder.find_overlapping_iter(text).map(|found| found.end()).max(),
            None => self.words.iter().filter_map(|w| text.rfind(w.as_str()).map(|at| at + w.len())).max(),
        }
    }

    /// Whether the text begins with one of the words.
    pub fn starts(&self, text: &str) -> bool {
        self.start(text).is_some()
    }

    /// The word the text ends with: of several the first of the list.
    pub fn end<'a>(&'a self, text: &'a str) -> Option<&'a str> {
        self.ending(text).next()
    }

    /// Whether the text is one of the words.
    pub fn has(&self, text: &str) -> bool {
        text.chars().next().is_some_and(|c| self.by_first(c).any(|w| w == text))
    }
}

/// A list written without its key `words`.
fn bare<'de, D: serde::Deserializer<'de>>(from: D) -> Result<List, D::Error> {
    Ok(List::of(Vec::deserialize(from)?))
}

/// Stems of a clause's labels that give one role.
#[derive(Debug, Deserialize)]
pub struct LabelStems {
    /// The role of the units behind the label.
    pub role: Role,
    /// What stands before 单位 or 部门.
    #[serde(deserialize_with = "bare")]
    pub stems: List,
    /// Labels without such a noun.
    #[serde(deserialize_with = "bare")]
    pub bare: List,
}

/// Words that end like the name of a place and are none: places.toml.
#[derive(Debug, Default, Deserialize)]
pub struct PlaceWords {
    /// 城镇, 示范区 …
    #[serde(deserialize_with = "bare")]
    pub endings: List,
    /// 城市 …
    #[serde(deserialize_with = "bare")]
    pub alone: List,
    /// 推进 …
    #[serde(deserialize_with = "bare")]
    pub within: List,
    /// What follows an ending and makes another word of it: 镇, 化.
    #[serde(deserialize_with = "behind")]
    pub behind: Vec<(String, List)>,
}

fn behind<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<(String, List)>, D::Error> {
    #[derive(Deserialize)]
    struct Behind {
        of: String,
        #[serde(deserialize_with = "bare")]
        next: List,
    }
    Ok(Vec::<Behind>::deserialize(from)?.into_iter().map(|b| (b.of, b.next)).collect())
}

/// The words that are no places.
pub fn places() -> &'static PlaceWords {
    static WORDS: LazyLock<PlaceWords> =
        LazyLock::new(|| toml::from_str(include_str!("places.toml")).unwrap_or_default());
    &WORDS
}

/// Words of the verb phrase behind a list of units, by role.
#[derive(Debug, Default, Deserialize)]
pub struct Verbs {
    /// 牵头 …
    #[serde(deserialize_with = "bare")]
    pub lead: List,
    /// 按职责分工 …
    #[serde(deserialize_with = "bare")]
    pub duty: List,
    /// 配合 …
    #[serde(deserialize_with = "bare")]
    pub support: List,
    /// 负责 …
    #[serde(deserialize_with = "bare")]
    pub plain: List,
}

/// Words of a default-units clause.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct DefaultWords {
    /// 不再列出 …
    #[serde(deserialize_with = "bare")]
    pub mark: List,
    /// 责任单位均包括 …
    pub lead_in: Vec<String>,
}

/// Words of responsibility clauses: clauses.toml.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ClauseWords {
    /// Labels by role.
    pub label: Vec<LabelStems>,
    /// 单位, 部门 …
    pub nouns: List,
    /// 完成时限 …
    pub time: List,
    /// 牵头领导 …
    pub person: List,
    /// Verbs by role.
    pub verbs: Verbs,
    /// 列第一位者 …
    pub first_leads: List,
    /// Default-units clause.
    pub default: DefaultWords,
    /// 含, 详见 …
    pub remark: List,
    /// Endings of names of bodies.
    pub endings: List,
    /// What may follow 等.
    pub generic: List,
}

/// The words of responsibility clauses.
pub fn clauses() -> &'static ClauseWords {
    static WORDS: LazyLock<ClauseWords> =
        LazyLock::new(|| toml::from_str(include_str!("clauses.toml")).unwrap_or_default());
    &WORDS
}

/// Words that lints on the form of a text look for: form.toml.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct FormWords {
    /// 方案, 规划 …
    pub genres: List,
    /// 关于, 的 …
    pub title_doubled: List,
    /// 已 …
    pub past: List,
}

/// The words of lints on form.
pub fn form() -> &'static FormWords {
    static WORDS: LazyLock<FormWords> = LazyLock::new(|| toml::from_str(include_str!("form.toml")).unwrap_or_default());
    &WORDS
}

/// What a web page says around a document: web.toml. Each field is the list of the same name there.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebWords {
    /// Labels that no plan has of its own.
    #[serde(deserialize_with = "bare")]
    pub labels: List,
    /// Those that a gap alone may follow.
    #[serde(deserialize_with = "bare")]
    pub gapped: List,
    /// Labels that a plan may have too.
    #[serde(deserialize_with = "bare")]
    pub shared: List,
    /// What the line begins with that says where a page stands in its site.
    #[serde(deserialize_with = "bare")]
    pub home: List,
    /// Lines that are one word.
    #[serde(deserialize_with = "bare")]
    pub alone: List,
    /// Labels of the document's number.
    #[serde(deserialize_with = "bare")]
    pub number: List,
    /// Labels of the day it was made.
    #[serde(deserialize_with = "bare")]
    pub made: List,
}

/// The words of web pages around documents.
pub fn web() -> &'static WebWords {
    static WORDS: LazyLock<WebWords> = LazyLock::new(|| toml::from_str(include_str!("web.toml")).unwrap_or_default());
    &WORDS
}

/// Words of chapters by what they are for: chapters.toml.
#[derive(Debug, Default, Deserialize)]
pub struct ChapterWords {
    /// 总体要求 …
    pub opening: List,
    /// 确保, 完成 …: verbs with which a measure begins, whatever aims it names.
    pub acts: List,
    /// 措施, 重点任务 …: ends of the titles of chapters that hold measures beside aims.
    pub measures: List,
    /// 保障措施 …
    pub closing: List,
    /// 附则 …
    pub own: List,
}

/// The words of chapters.
pub fn chapters() -> &'static ChapterWords {
    static WORDS: LazyLock<ChapterWords> =
        LazyLock::new(|| toml::from_str(include_str!("chapters.toml")).unwrap_or_default());
    &WORDS
}

/// Words that state targets: targets.toml. Each field is the list of the same name there.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the data file says what each list is")]
pub struct TargetWords {
    pub units: List,
    pub time_units: List,
    pub establish: List,
    pub weak: List,
    pub at_least: List,
    pub at_most: List,
    pub more: List,
    pub less: List,
    pub about: List,
    pub far_at_least: List,
    pub far_at_most: List,
    pub behind_at_least: List,
    pub behind_at_most: List,
    pub behind_about: List,
    pub change: List,
    pub hedges: List,
    pub share: List,
    pub share_verbs: List,
    pub past: List,
    pub background: List,
    pub coverage_verbs: List,
    pub each_verbs: List,
    pub rule: List,
    pub amounts: List,
    pub measures: List,
    pub per: List,
    pub arranging: List,
    pub lead: List,
    pub places: List,
    pub above_counties: List,
    pub condition: List,
    pub attributive: List,
    pub background_tails: List,
    pub background_not: List,
    pub allot: List,
    pub hedged_verbs: List,
    pub not_share: List,
    pub lead_not: List,
    pub adverbs: List,
    pub adverbs_not: List,
    pub ratios: List,
    pub no_verbs: List,
    pub attained: List,
    pub taken_for: List,
    pub giving: List,
    pub substances: List,
    pub tails: List,
}

/// The words of targets; every list with its longest words first.
pub fn targets() -> &'static TargetWords {
    static WORDS: LazyLock<TargetWords> = LazyLock::new(|| {
        let mut words: TargetWords = toml::from_str(include_str!("targets.toml")).unwrap_or_default();
        let lists = [
            &mut words.units,
            &mut words.time_units,
            &mut words.establish,
            &mut words.weak,
            &mut words.at_least,
            &mut words.at_most,
            &mut words.more,
            &mut words.less,
            &mut words.about,
            &mut words.far_at_least,
            &mut words.far_at_most,
            &mut words.behind_at_least,
            &mut words.behind_at_most,
            &mut words.behind_about,
            &mut words.change,
            &mut words.hedges,
            &mut words.share,
            &mut words.share_verbs,
            &mut words.past,
            &mut words.background,
            &mut words.coverage_verbs,
            &mut words.each_verbs,
            &mut words.rule,
            &mut words.amounts,
            &mut words.measures,
            &mut words.per,
            &mut words.arranging,
            &mut words.lead,
            &mut words.places,
            &mut words.above_counties,
            &mut words.condition,
            &mut words.attributive,
            &mut words.background_tails,
            &mut words.background_not,
            &mut words.allot,
            &mut words.hedged_verbs,
            &mut words.not_share,
            &mut words.lead_not,
            &mut words.adverbs,
            &mut words.adverbs_not,
            &mut words.ratios,
            &mut words.no_verbs,
            &mut words.attained,
            &mut words.taken_for,
            &mut words.giving,
            &mut words.substances,
            &mut words.tails,
        ];
        for list in lists {
            list.words.sort_by_key(|w| std::cmp::Reverse(w.len()));
        }
        words
    });
    &WORDS
}

/// Words in the heads of tables: tables.toml. Each field is the list of the same name there.
#[derive(Debug, Default, Deserialize)]
#[expect(missing_docs, reason = "the data file says what each list is")]
pub struct TableWords {
    pub no: List,
    pub category: List,
    pub indicator: List,
    pub measure: List,
    pub base: List,
    pub goal: List,
    pub growth: List,
    pub remark: List,
    pub attribute: List,
    pub task: List,
    pub binding: List,
    pub expected: List,
    pub lower: List,
    pub filler: List,
}

/// The words of tables; every list with its longest words first.
pub fn tables() -> &'static TableWords {
    static WORDS: LazyLock<TableWords> = LazyLock::new(|| {
        let mut words: TableWords = toml::from_str(include_str!("tables.toml")).unwrap_or_default();
        let lists = [
            &mut words.no,
            &mut words.category,
            &mut words.indicator,
            &mut words.measure,
            &mut words.base,
            &mut words.goal,
            &mut words.growth,
            &mut words.remark,
            &mut words.attribute,
            &mut words.task,
            &mut words.binding,
            &mut words.expected,
            &mut words.lower,
            &mut words.filler,
        ];
        for list in lists {
            list.words.sort_by_key(|w| std::cmp::Reverse(w.len()));
        }
        words
    });
    &WORDS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_lists_are_well_formed() {
        let parsed: Result<ClauseWords, _> = toml::from_str(include_str!("clauses.toml"));
        assert!(parsed.is_ok(), "{parsed:?}");
        let parsed: Result<WebWords, _> = toml::from_str(include_str!("web.toml"));
        assert!(parsed.is_ok(), "{:?}", parsed.err());
        let parsed: Result<FormWords, _> = toml::from_str(include_str!("form.toml"));
        assert!(parsed.is_ok(), "{parsed:?}");
        let parsed: Result<TargetWords, _> = toml::from_str(include_str!("targets.toml"));
        assert!(parsed.is_ok(), "{parsed:?}");
        let parsed: Result<ChapterWords, _> = toml::from_str(include_str!("chapters.toml"));
        assert!(parsed.is_ok(), "{parsed:?}");
        let parsed: Result<TableWords, _> = toml::from_str(include_str!("tables.toml"));
        assert!(parsed.is_ok(), "{parsed:?}");
    }
}
