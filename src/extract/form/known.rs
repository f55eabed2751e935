//! What is read from one text alone, whatever stands around it (一段文字自身所含): read once, for all who ask.

use super::Slips;
use super::doubled::{self, Measure, Statement};
use super::sounds::Windows;
use crate::base::memo::{OfText, Store};
use crate::data::Register;
use std::sync::{Arc, OnceLock};

/// A text with what was read from it so far. The same paragraph comes again with each keystroke in another one, and
/// in other plans: what was read is kept by the words, as long as they are asked for.
#[derive(Debug, Default)]
pub struct Known {
    text: Box<str>,
    slips: OnceLock<Option<Box<Slips>>>,
    windows: OnceLock<Windows>,
    statements: OnceLock<Box<[Statement]>>,
    measures: OnceLock<Box<[Measure]>>,
    /// By one register, told by its number.
    quiet: OnceLock<(u64, bool)>,
}

impl OfText for Arc<Known> {
    fn text(&self) -> &str {
        &self.text
    }
}

impl Known {
    /// What is known of a text.
    pub fn of(text: &str) -> Arc<Self> {
        static KNOWN: Store<Arc<Known>> = Store::new();
        KNOWN.of(text, || Arc::new(Self { text: text.into(), ..Self::default() }), Arc::clone)
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What is out of form in it; `None` where nothing is, as in most.
    pub fn slips(&self) -> Option<&Slips> {
        self.slips.get_or_init(|| Slips::of(&self.text).map(Box::new)).as_deref()
    }

    /// How it sounds, window by window.
    pub(super) fn windows(&self) -> &Windows {
        self.windows.get_or_init(|| Windows::of(&self.text))
    }

    /// Its long sentences, for [`super::doubled_sentences`].
    pub(super) fn statements(&self) -> &[Statement] {
        self.statements.get_or_init(|| doubled::statements(&self.text))
    }

    /// Its clauses between marks, for [`super::doubled_measures`].
    pub(super) fn measures(&self) -> &[Measure] {
        self.measures.get_or_init(|| doubled::measures(&self.text))
    }

    /// Whether it holds no word and no pattern of the register ([`Register::is_quiet`]).
    pub fn is_quiet(&self, register: &Register) -> bool {
        let serial = register.serial();
        let &(of, quiet) = self.quiet.get_or_init(|| (serial, register.is_quiet(&self.text)));
        // In a process with several projects the other ones ask again.
        if of == serial { quiet } else { register.is_quiet(&self.text) }
    }
}
