//! Words that official texts confuse (易混词语): 截止 for 截至, 权利 for 权力, found in running text.

use super::gate::Gate;
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use serde::Deserialize;
use std::ops::Range;
use std::sync::{Arc, LazyLock, OnceLock};

/// A pair of words.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Confusable {
    /// What stands in the text.
    pub wrong: String,
    /// What should stand there.
    pub right: String,
    /// Whether the written form is wrong in every official text; otherwise it is a rule of usage.
    #[serde(default)]
    pub sure: bool,
    /// Wider words in which `wrong` is right.
    #[serde(default)]
    pub except: Vec<String>,
    /// The reason in Chinese, one clause.
    pub zh: String,
    /// The reason in English.
    pub en: String,
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    confusable: Vec<Confusable>,
}

/// All pairs, ready to search for.
#[derive(Debug, Clone)]
pub struct Confusables {
    pairs: Arc<[Confusable]>,
    /// Made when a text may hold one of the words; `None` only when there are more words than the searcher can number.
    search: OnceLock<Option<AhoCorasick>>,
    gate: Gate,
}

impl PartialEq for Confusables {
    fn eq(&self, other: &Self) -> bool {
        self.pairs == other.pairs
    }
}

impl Eq for Confusables {}

impl Default for Confusables {
    fn default() -> Self {
        Self::builtin().clone()
    }
}

/// A word found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit<'a> {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// The pair it belongs to.
    pub pair: &'a Confusable,
}

impl Confusables {
    /// The pairs plangen ships.
    pub fn builtin() -> &'static Confusables {
        static BUILTIN: LazyLock<Confusables> = LazyLock::new(|| {
            // A test reads the built-in file; were it broken, nothing would be found rather than panic.
            let file = toml::from_str(include_str!("confusable.toml")).unwrap_or(File { confusable: Vec::new() });
            Confusables::of(file.confusable)
        });
        &BUILTIN
    }

    /// The built-in pairs with the `[[confusable]]` entries of a TOML text; other tables are passed over.
    /// An entry for a known `wrong` replaces it; one whose `right` equals its `wrong` removes it.
    ///
    /// # Errors
    /// What is wrong with the text, in the words of the TOML reader.
    pub fn with(extra: &str) -> Result<Confusables, toml::de::Error> {
        let extra: File = toml::from_str(extra)?;
        if extra.confusable.is_empty() {
            return Ok(Self::builtin().clone());
        }
        let mut pairs: Vec<Confusable> = Self::builtin().pairs.to_vec();
        for pair in extra.confusable {
            pairs.retain(|p| p.wrong != pair.wrong);
            if pair.wrong != pair.right && !pair.wrong.is_empty() {
                pairs.push(pair);
            }
        }
        Ok(Self::of(pairs))
    }

    fn of(pairs: Vec<Confusable>) -> Self {
        let gate = Gate::of(pairs.iter().map(|p| ([p.wrong.as_str()], [])));
        Self { pairs: pairs.into(), search: OnceLock::new(), gate }
    }

    /// All pairs.
    pub(super) fn pairs(&self) -> &[Confusable] {
        &self.pairs
    }

    fn search(&self) -> Option<&AhoCorasick> {
        let wrong = || self.pairs.iter().map(|p| &p.wrong);
        // The gate lets few texts pass: a table of all states would take longer to make than it saves.
        let kind = Some(AhoCorasickKind::ContiguousNFA);
        let longest = || AhoCorasick::builder().kind(kind).match_kind(MatchKind::LeftmostLongest).build(wrong()).ok();
        self.search.get_or_init(longest).as_ref()
    }

    /// Every confused word of `text`, in order, aside from those inside a wider word that is right.
    pub fn find<'a>(&'a self, text: &str) -> Vec<Hit<'a>> {
        if self.gate.open_to(text) == 0 {
            return Vec::new();
        }
        self.search()
            .into_iter()
            .flat_map(|search| search.find_iter(text))
            .filter_map(|m| {
                let pair = self.pairs.get(m.pattern().as_usize())?;
                let inside = |wider: &String| {
                    wider.match_indices(&pair.wrong).any(|(at, _)| {
                        m.start().checked_sub(at).is_some_and(|start| {
                            text.as_bytes().get(start..).is_some_and(|rest| rest.starts_with(wider.as_bytes()))
                        })
                    })
                };
                (!pair.except.iter().any(inside)).then_some(Hit { range: m.range(), pair })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        Confusables::builtin().find(text).into_iter().map(|h| h.pair.right.as_str()).collect()
    }

    #[test]
    fn confused_words_are_found() {
        assert_eq!(found("健全权利运行规则，截止2023年底"), ["权力运行", "截至20"]);
        assert_eq!(found("保障职工合法权益，健全权力清单"), Vec::<&str>::new());
    }

    #[test]
    fn a_wider_word_excuses() {
        for pair in Confusables::builtin().pairs.iter() {
            for wider in &pair.except {
                assert!(wider.contains(&pair.wrong), "{wider} does not hold {}", pair.wrong);
                assert!(Confusables::builtin().find(wider).iter().all(|h| h.pair != pair), "{wider}");
            }
        }
    }

    #[test]
    fn every_entry_is_found_and_its_remedy_is_not() {
        let all = Confusables::builtin();
        assert!(all.pairs.len() > 40);
        for pair in all.pairs.iter() {
            assert!(all.find(&pair.wrong).iter().any(|h| h.pair == pair), "{}", pair.wrong);
            assert!(all.find(&pair.right).is_empty(), "{} is itself found", pair.right);
        }
    }

    #[test]
    fn a_project_adds_and_removes() {
        let extra = "[[confusable]]\nwrong = '旗县'\nright = '旗区'\nzh = '本市称旗区'\nen = 'here: 旗区'\n\
                     [[confusable]]\nwrong = '其它'\nright = '其它'\nzh = ''\nen = ''\n";
        let all = Confusables::with(extra).expect("well-formed");
        assert_eq!(all.find("其它旗县").len(), 1);
    }
}
