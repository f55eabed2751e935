//! Matters (事项) that belong to a department, and commitments that need a basis: matters.toml.

use super::gate::Gate;
use serde::Deserialize;
use std::sync::{LazyLock, OnceLock};

/// A matter and the department it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Matter {
    /// Words that name the matter.
    pub words: Vec<String>,
    /// The department's function in the register of units.
    pub function: String,
    /// By what rule it belongs there.
    #[serde(default)]
    pub basis: String,
    /// Removes the words from what is built in.
    #[serde(default)]
    pub off: bool,
}

/// A kind of commitment that needs a basis.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Commitment {
    /// Its key: money, staffing, recruitment, penalty, award.
    pub kind: String,
    /// Its name in Chinese.
    #[serde(default)]
    pub label: String,
    /// Words that show it.
    pub words: Vec<String>,
}

/// The matters and commitments, the project's among them.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Matters {
    #[serde(default, rename = "matter")]
    matters: Vec<Matter>,
    #[serde(default, rename = "commitment")]
    commitments: Vec<Commitment>,
    /// Which matters a text may name, made when first asked for.
    #[serde(skip)]
    gate: OnceLock<Gate>,
    /// Which commitments one may make.
    #[serde(skip)]
    commitment_gate: OnceLock<Gate>,
}

impl PartialEq for Matters {
    fn eq(&self, other: &Self) -> bool {
        self.matters == other.matters && self.commitments == other.commitments
    }
}

impl Eq for Matters {}

impl Matters {
    /// What plangen ships.
    pub fn builtin() -> &'static Matters {
        static BUILTIN: LazyLock<Matters> = LazyLock::new(|| {
            // A test reads the built-in file; were it broken, nothing would be found rather than panic.
            toml::from_str(include_str!("matters.toml")).unwrap_or_default()
        });
        &BUILTIN
    }

    /// What is built in with the `[[matter]]` and `[[commitment]]` entries of a TOML text.
    ///
    /// # Errors
    /// What is wrong with the text, in the words of the TOML reader.
    pub fn with(extra: &str) -> Result<Matters, toml::de::Error> {
        let extra: Matters = toml::from_str(extra)?;
        let mut out = Self { gate: OnceLock::new(), commitment_gate: OnceLock::new(), ..Self::builtin().clone() };
        for new in extra.matters {
            for old in out.matters.iter_mut().filter(|m| m.function == new.function) {
                old.words.retain(|w| !new.words.contains(w));
            }
            if !new.off {
                out.matters.push(new);
            }
        }
        for new in extra.commitments {
            match out.commitments.iter_mut().find(|c| c.kind == new.kind) {
                Some(old) => old.words.extend(new.words),
                None => out.commitments.push(new),
            }
        }
        Ok(out)
    }

    /// Every matter a text names, with the word that names it.
    pub fn in_text(&self, text: &str) -> impl Iterator<Item = (usize, usize)> {
        let gate = || Gate::of(self.matters.iter().map(|m| any_of(&m.words)));
        let open = self.gate.get_or_init(gate).open_to(text);
        let named = self.matters.iter().enumerate().filter(move |(at, _)| Gate::holds(open, *at));
        named.filter_map(move |(at, m)| Some((at, m.words.iter().position(|w| text.contains(w.as_str()))?)))
    }

    /// A matter and its word by their places.
    pub fn at(&self, (matter, word): (usize, usize)) -> Option<(&Matter, &str)> {
        let matter = self.matters.get(matter)?;
        Some((matter, matter.words.get(word)?))
    }

    /// The first commitment a text makes that needs a basis, with the word that shows it.
    pub fn commitment_in<'m>(&'m self, text: &str) -> Option<(&'m Commitment, &'m str)> {
        let gate = || Gate::of(self.commitments.iter().map(|c| any_of(&c.words)));
        let open = self.commitment_gate.get_or_init(gate).open_to(text);
        let made = self.commitments.iter().enumerate().filter(|(at, _)| Gate::holds(open, *at)).map(|(_, c)| c);
        made.into_iter().find_map(|c| Some((c, c.words.iter().map(String::as_str).find(|w| text.contains(*w))?)))
    }
}

/// What is found only where one of some words stands, as a gate takes it.
fn any_of(words: &[String]) -> (impl Iterator<Item = &str>, std::iter::Empty<&str>) {
    (words.iter().map(String::as_str), std::iter::empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Register;

    #[test]
    fn every_matter_belongs_to_a_known_department() {
        let all = Matters::builtin();
        assert!(all.matters.len() >= 10 && all.commitments.len() == 5);
        for matter in &all.matters {
            assert!(Register::builtin().get(&matter.function).is_some(), "{}", matter.function);
            assert!(!matter.basis.is_empty() && !matter.words.is_empty());
        }
    }

    #[test]
    fn a_project_adds_and_removes() {
        let extra = "[[matter]]\nwords = ['人民调解']\nfunction = 'justice'\noff = true\n\
                     [[matter]]\nwords = ['驼奶']\nfunction = 'agriculture'\n\
                     [[commitment]]\nkind = 'money'\nwords = ['兜底资金']\n";
        let all = Matters::with(extra).expect("well-formed");
        assert_eq!(all.in_text("发挥人民调解作用").count(), 0);
        assert_eq!(all.in_text("发展驼奶产业").count(), 1);
        assert_eq!(all.commitment_in("安排兜底资金").map(|c| c.0.kind.as_str()), Some("money"));
    }
}
