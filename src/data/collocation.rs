//! Sentence patterns that run two constructions together (句式杂糅): 围绕……为中心.

use regex::{Regex, RegexSet};
use serde::Deserialize;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

/// A pattern and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Collocation {
    /// A regular expression over running text.
    pub pattern: String,
    /// A regular expression: a match that it also matches, with the character behind it, is right.
    #[serde(default)]
    pub except: Option<String>,
    /// What is wrong and what to write, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    collocation: Vec<Collocation>,
}

/// All patterns, ready to search for.
#[derive(Debug, Clone)]
pub struct Collocations {
    rules: Arc<[Rule]>,
    any: RegexSet,
}

#[derive(Debug)]
struct Rule {
    collocation: Collocation,
    pattern: Regex,
    except: Option<Regex>,
}

impl PartialEq for Collocations {
    fn eq(&self, other: &Self) -> bool {
        self.rules.iter().map(|r| &r.collocation).eq(other.rules.iter().map(|r| &r.collocation))
    }
}

impl Eq for Collocations {}

impl Default for Collocations {
    fn default() -> Self {
        Self::builtin().clone()
    }
}

impl Collocations {
    /// The patterns plangen ships.
    pub fn builtin() -> &'static Collocations {
        static BUILTIN: LazyLock<Collocations> = LazyLock::new(|| {
            // Tests read the built-in file; were it broken, nothing would be found rather than panic.
            let file = toml::from_str(include_str!("collocations.toml")).unwrap_or(File { collocation: Vec::new() });
            Collocations::of(file.collocation)
                .unwrap_or_else(|_| Collocations { rules: Arc::new([]), any: RegexSet::empty() })
        });
        &BUILTIN
    }

    /// The built-in patterns and the `[[collocation]]` entries of a TOML text; other tables are passed over.
    ///
    /// # Errors
    /// What is wrong with the text or with a pattern, in the words of their readers.
    pub fn with(extra: &str) -> Result<Collocations, String> {
        let extra: File = toml::from_str(extra).map_err(|e| e.to_string())?;
        if extra.collocation.is_empty() {
            return Ok(Self::builtin().clone());
        }
        let builtin = Self::builtin().rules.iter().map(|r| r.collocation.clone());
        Self::of(builtin.chain(extra.collocation).collect()).map_err(|e| e.to_string())
    }

    fn of(all: Vec<Collocation>) -> Result<Self, regex::Error> {
        let any = RegexSet::new(all.iter().map(|c| &c.pattern))?;
        let rule = |collocation: Collocation| {
            let pattern = Regex::new(&collocation.pattern)?;
            let except = collocation.except.as_deref().map(Regex::new).transpose()?;
            Ok::<Rule, regex::Error>(Rule { collocation, pattern, except })
        };
        Ok(Self { rules: all.into_iter().map(rule).collect::<Result<_, _>>()?, any })
    }

    /// Every match in `text`, in order.
    pub fn find<'a>(&'a self, text: &str) -> Vec<(Range<usize>, &'a Collocation)> {
        let mut out: Vec<(Range<usize>, &Collocation)> = Vec::new();
        for rule in self.any.matches(text).iter().filter_map(|i| self.rules.get(i)) {
            for found in rule.pattern.find_iter(text) {
                let with_next = found.end() + text[found.end()..].chars().next().map_or(0, char::len_utf8);
                let excused = rule.except.as_ref().is_some_and(|e| e.is_match(&text[found.start()..with_next]));
                if !excused {
                    out.push((found.range(), &rule.collocation));
                }
            }
        }
        out.sort_by_key(|(range, _)| range.start);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_builtin_patterns_are_well_formed() {
        let file: File = toml::from_str(include_str!("collocations.toml")).expect("well-formed");
        let count = file.collocation.len();
        assert_eq!(Collocations::of(file.collocation).expect("patterns").rules.len(), count);
    }

    #[test]
    fn constructions_that_run_together() {
        let found = |text: &str| Collocations::builtin().find(text).len();
        for text in [
            "推动从“能办”到“好办”转变",
            "围绕产业链为重点开展招商",
            "床位数达到约300张左右",
            "覆盖率不低于90%以上",
            "能耗降低2倍",
            "工作涉及到多个部门",
        ] {
            assert_eq!(found(text), 1, "{text}");
        }
        for text in [
            "实现从“能办”到“好办”的转变",
            "推动从“能办”向“好办”转变",
            "以产业链为重点，围绕需求招商",
            "床位数达到300张左右",
            "覆盖率不低于90%，其中县域达到85%以上",
            "防止不正当竞争",
        ] {
            assert_eq!(found(text), 0, "{text}");
        }
    }

    #[test]
    fn a_project_adds_a_pattern_and_a_broken_one_is_told() {
        let more = Collocations::with("[[collocation]]\npattern = '我旗'\nzh = '用全称'\nen = 'name it'").expect("ok");
        assert_eq!(more.find("我旗").len(), 1);
        assert!(Collocations::with("[[collocation]]\npattern = '('\nzh = ''\nen = ''").is_err());
    }
}
