//! Word lists of the language and the administration, read once from data files.

use crate::plan::Role;
use aho_corasick::AhoCorasick;
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
}

impl List {
    /// Whether the text holds one of the words.
    pub fn any_in(&self, text: &str) -> bool {
        match self.finder.get_or_init(|| AhoCorasick::new(&self.words).ok()) {
            Some(finder) => finder.is_match(text),
            None => self.words.iter().any(|w| text.contains(w.as_str())),
        }
    }

    /// The word the text begins with.
    pub fn start(&self, text: &str) -> Option<&str> {
        self.words.iter().map(String::as_str).find(|w| text.starts_with(w))
    }

    /// Whether the text begins with one of the words.
    pub fn starts(&self, text: &str) -> bool {
        self.start(text).is_some()
    }

    /// The word the text ends with.
    pub fn end(&self, text: &str) -> Option<&str> {
        self.words.iter().map(String::as_str).find(|w| text.ends_with(w))
    }

    /// Whether the text is one of the words.
    pub fn has(&self, text: &str) -> bool {
        self.words.iter().any(|w| w == text)
    }
}

/// Stems of a clause's labels that give one role.
#[derive(Debug, Deserialize)]
pub struct LabelStems {
    /// The role of the units behind the label.
    pub role: Role,
    /// What stands before 单位 or 部门.
    pub stems: Vec<String>,
}

/// Words of the verb phrase behind a list of units, by role.
#[derive(Debug, Default, Deserialize)]
pub struct Verbs {
    /// 牵头 …
    pub lead: Vec<String>,
    /// 按职责分工 …
    pub duty: Vec<String>,
    /// 配合 …
    pub support: Vec<String>,
    /// 负责 …
    pub plain: Vec<String>,
}

/// Words of a default-units clause.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct DefaultWords {
    /// 不再列出 …
    pub mark: Vec<String>,
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

/// Words of chapters by what they are for: chapters.toml.
#[derive(Debug, Default, Deserialize)]
pub struct ChapterWords {
    /// 总体要求 …
    pub opening: List,
    /// 保障措施 …
    pub closing: List,
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
