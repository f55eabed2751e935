//! One look at a text for all the words and patterns of a register: most texts hold none.

use super::collocation::Collocations;
use super::confusable::Confusables;
use super::gate::Gate;

/// Patterns have the numbers below this one in the gate, words those from it on.
const WORDS: usize = 32;

/// All that is listened for.
#[derive(Debug, Clone)]
pub(super) struct Quiet {
    gate: Gate,
    /// Confused words by their number in the gate, behind [`WORDS`].
    words: Vec<Vec<String>>,
}

/// It says nothing that the lists it was made of do not.
impl PartialEq for Quiet {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Quiet {}

impl Quiet {
    pub fn of(words: &Confusables, patterns: [&Collocations; 2]) -> Self {
        let mut numbered = vec![Vec::new(); WORDS];
        for (at, pair) in words.pairs().iter().enumerate() {
            numbered[at % WORDS].push(pair.wrong.clone());
        }
        let mut gate = Gate::default();
        for (at, words) in numbered.iter().enumerate().filter(|(_, words)| !words.is_empty()) {
            gate.add(WORDS + at, (words.iter().map(String::as_str), []));
        }
        let patterns = patterns.into_iter().flat_map(Collocations::words).enumerate();
        patterns.for_each(|(at, words)| gate.add(at % WORDS, words));
        Self { gate, words: numbered }
    }

    /// Whether a text surely holds none of them.
    pub fn holds_nothing(&self, text: &str) -> bool {
        // Many words end like a confused one; few are one.
        let sure = |text: &str, searches: u64| {
            let patterns = searches & ((1 << WORDS) - 1);
            let mut left = searches >> WORDS;
            while left != 0 {
                let mut words = self.words.get(left.trailing_zeros() as usize).into_iter().flatten();
                if words.any(|word| text.ends_with(word)) {
                    return searches;
                }
                left &= left - 1;
            }
            patterns
        };
        self.gate.open_where(text, sure) == 0
    }
}

#[cfg(test)]
mod tests {
    use crate::data::Register;
    use proptest::prelude::*;

    #[test]
    fn most_texts_are_quiet_and_a_confused_word_is_heard() {
        let quiet = super::Quiet::of(
            Register::builtin().confusables(),
            [Register::builtin().collocations(), Register::builtin().placeholders()],
        );
        assert!(quiet.holds_nothing("规范行政权力运行，完善服务体系。"));
        assert!(!quiet.holds_nothing("规范行政权利运行，完善服务体系。"));
    }

    proptest! {
        #[test]
        fn what_is_found_was_heard(before in "[权利运行截止待定围绕为中心以\\PC]{0,12}", at in 0usize..1_000, behind in "\\PC{0,6}") {
            let register = Register::builtin();
            let quiet = super::Quiet::of(register.confusables(), [register.collocations(), register.placeholders()]);
            let pairs = register.confusables().pairs();
            for text in [[before.as_str(), &pairs[at % pairs.len()].wrong, &behind].concat(), [before, behind].concat()] {
                let found = !register.confusables().find(&text).is_empty()
                    || !register.collocations().find(&text).is_empty()
                    || !register.placeholders().find(&text).is_empty();
                prop_assert!(!found || !quiet.holds_nothing(&text), "{}", text);
            }
        }
    }
}
