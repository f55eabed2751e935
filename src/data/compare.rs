//! Words by which a plan's statement is compared with its parent's: softening words, tiers, qualifiers.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use serde::Deserialize;
use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

/// The lists of compare.toml, the project's words among them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Compare {
    /// Words that leave a commitment open: 力争, 探索.
    pub softening: Vec<String>,
    /// Words that leave a value or a full coverage open where they stand as its hedge: 基本实现全覆盖.
    pub nearly: Vec<String>,
    /// Words of a value that is only neared: 左右.
    pub about: Vec<String>,
    /// Words that leave a measure open right before a verb of `opened_verbs`: 研究建立.
    pub before_verb: Vec<String>,
    /// Verbs that `before_verb` leaves open.
    pub opened_verbs: Vec<String>,
    /// Words of a ban: 严禁.
    pub bans: Vec<String>,
    /// Words that only curb: 严格控制.
    pub curbs: Vec<String>,
    /// Who grants what a lower level can only strive for: 中央.
    pub granters: Vec<String>,
    /// Words of a parent's clause that leave it open as well: 支持.
    pub open: Vec<String>,
    /// Words that say all of a class is meant: 全部, 所有.
    pub whole: Vec<String>,
    /// Tiers of administration, highest first; each with its words.
    pub tiers: Vec<Vec<String>>,
    /// Qualifiers that narrow a class; each with its forms.
    pub qualifiers: Vec<Vec<String>>,
    /// Grades of bodies: 二级, 三级.
    pub grades: Vec<String>,
    /// Endings of classes of bodies.
    pub bodies: Vec<String>,
    /// Words of what only an upper level does.
    pub upper: Vec<String>,
    /// Words of what a plan says of its own force: 起施行.
    pub of_itself: Vec<String>,
    /// Words of a grant: 奖励, 补助.
    pub grants: Vec<String>,
    /// Words of what people or firms may get in money: 贷款.
    pub benefits: Vec<String>,
    /// Words of ratios in which fewer to one is better: 师生比.
    pub fewer_to_one: Vec<String>,
    /// Functions whose bodies are managed from above.
    pub vertical: Vec<String>,
    #[serde(skip)]
    softening_finder: Finder,
    #[serde(skip)]
    tier_finder: Finder,
}

/// Some of the words made ready to be searched for, when first asked for. A copy makes its own: its words may come to be
/// more.
#[derive(Debug, Default)]
struct Finder(OnceLock<Option<AhoCorasick>>);

impl Finder {
    /// The first of the words in a text: its place among them and its bytes; the longest that begins there.
    fn find<'w>(&self, text: &str, words: impl FnOnce() -> Vec<&'w str>) -> Option<(usize, Range<usize>)> {
        let search = || {
            let kind = Some(AhoCorasickKind::ContiguousNFA);
            AhoCorasick::builder().kind(kind).match_kind(MatchKind::LeftmostLongest).build(words()).ok()
        };
        let found = self.0.get_or_init(search).as_ref()?.find(text)?;
        Some((found.pattern().as_usize(), found.range()))
    }
}

impl Clone for Finder {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// It follows from the words.
impl PartialEq for Finder {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Finder {}

#[derive(Deserialize, Default)]
struct File {
    #[serde(default)]
    compare: Compare,
}

impl Compare {
    /// The lists plangen ships.
    pub fn builtin() -> &'static Compare {
        static BUILTIN: LazyLock<Compare> = LazyLock::new(|| {
            // A test reads the built-in file; were it broken, nothing would be found rather than panic.
            toml::from_str(include_str!("compare.toml")).unwrap_or_default()
        });
        &BUILTIN
    }

    /// The built-in lists with the words of `[compare]` in a TOML text; other tables are passed over. Of
    /// tiers, the n-th list adds to the n-th tier; of qualifiers, every list is a new one.
    ///
    /// # Errors
    /// What is wrong with the text, in the words of the TOML reader.
    pub fn with(extra: &str) -> Result<Compare, toml::de::Error> {
        let extra = toml::from_str::<File>(extra)?.compare;
        let mut out = Self::builtin().clone();
        out.softening.extend(extra.softening);
        out.nearly.extend(extra.nearly);
        out.about.extend(extra.about);
        out.before_verb.extend(extra.before_verb);
        out.opened_verbs.extend(extra.opened_verbs);
        out.bans.extend(extra.bans);
        out.curbs.extend(extra.curbs);
        out.granters.extend(extra.granters);
        out.open.extend(extra.open);
        out.whole.extend(extra.whole);
        out.grades.extend(extra.grades);
        out.bodies.extend(extra.bodies);
        out.upper.extend(extra.upper);
        out.of_itself.extend(extra.of_itself);
        out.grants.extend(extra.grants);
        out.benefits.extend(extra.benefits);
        out.fewer_to_one.extend(extra.fewer_to_one);
        out.vertical.extend(extra.vertical);
        out.qualifiers.extend(extra.qualifiers);
        for (at, words) in extra.tiers.into_iter().enumerate() {
            match out.tiers.get_mut(at) {
                Some(tier) => tier.extend(words),
                None => out.tiers.push(words),
            }
        }
        Ok(out)
    }

    /// The softening word a text holds, and the byte it begins at.
    pub fn softening_in(&self, text: &str) -> Option<(usize, &str)> {
        // An empty word of a project would stand everywhere.
        let words = || self.softening.iter().map(String::as_str).filter(|word| !word.is_empty());
        let (word, range) = self.softening_finder.find(text, || words().collect())?;
        Some((range.start, words().nth(word)?))
    }

    /// The word of a clause that leaves a measure open, and the byte it begins at: a softening word, or one that does so
    /// before a verb (研究建立生态补偿机制).
    pub fn opening_in(&self, clause: &str) -> Option<(usize, &str)> {
        self.softening_in(clause).or_else(|| {
            self.before_verb.iter().filter(|word| !word.is_empty()).find_map(|word| {
                let verb = |at: usize| {
                    let behind = &clause[at + word.len()..];
                    self.opened_verbs.iter().any(|verb| !verb.is_empty() && behind.starts_with(verb.as_str()))
                };
                let (at, _) = clause.match_indices(word.as_str()).find(|(at, _)| verb(*at))?;
                Some((at, word.as_str()))
            })
        })
    }

    /// Every tier a text names: its place from the highest, the word, the byte it begins at. The longest word
    /// at a place counts (旗县级 is not 县).
    pub fn tiers_in<'t>(&'t self, text: &str) -> Vec<(usize, &'t str, usize)> {
        let tiers = || self.tiers.iter().enumerate().flat_map(|(tier, words)| words.iter().map(move |w| (tier, w)));
        // An empty word of a project would stand everywhere.
        let all = || tiers().filter(|(_, word)| !word.is_empty());
        let mut out = Vec::new();
        let mut at = 0;
        while let Some((word, range)) =
            text.get(at..).and_then(|rest| self.tier_finder.find(rest, || all().map(|(_, w)| w.as_str()).collect()))
        {
            out.extend(all().nth(word).map(|(tier, word)| (tier, word.as_str(), at + range.start)));
            at += range.end;
        }
        out
    }

    /// Every qualifier a text holds: its number and the word as written.
    pub fn qualifiers_in<'t>(&'t self, text: &str) -> Vec<(usize, &'t str)> {
        let mut out: Vec<(usize, &str)> = Vec::new();
        for (at, forms) in self.qualifiers.iter().enumerate() {
            if let Some(form) = forms.iter().filter(|f| text.contains(f.as_str())).max_by_key(|f| f.len()) {
                out.push((at, form));
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_word_names_the_tier() {
        let words = Compare::builtin();
        let tiers = |text: &str| words.tiers_in(text).into_iter().map(|t| t.1).collect::<Vec<_>>();
        assert_eq!(tiers("旗县级医院与苏木乡镇卫生院"), ["旗县级", "苏木乡镇"]);
        assert_eq!(tiers("自治区级重点专科"), ["自治区级"]);
        assert_eq!(words.tiers_in("国家级项目")[0].0, 0);
    }

    #[test]
    fn qualifiers_are_told_by_their_forms() {
        let words = Compare::builtin();
        let of = |text: &str| words.qualifiers_in(text).into_iter().map(|q| q.0).collect::<Vec<_>>();
        assert_eq!(of("二级及以上公立医院"), of("公立二级医院"));
        assert_ne!(of("公立医院"), of("医院"));
    }

    #[test]
    fn a_project_adds_words() {
        let all =
            Compare::with("[compare]\nsoftening = ['尽量']\ntiers = [[], [], ['地区级']]\n").expect("well-formed");
        assert_eq!(all.softening_in("尽量完成").map(|s| s.1), Some("尽量"));
        assert_eq!(all.tiers_in("地区级中心")[0].0, 2);
        assert!(Compare::with("[compare]\nsoft = []").is_err());
        let empty = Compare::with("[compare]\nsoftening = ['', '尽量']\ntiers = [['']]\n").expect("well-formed");
        assert_eq!(empty.softening_in("应当尽量完成").map(|s| s.1), Some("尽量"));
        assert_eq!(empty.tiers_in("应当完成"), []);
    }
}
