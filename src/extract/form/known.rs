//! What is read from one text alone, whatever stands around it (一段文字自身所含): read once, for all who ask.

use super::Slips;
use super::doubled::{self, Measure, Statement};
use super::names::{self, Quote};
use super::places::{self, PlaceList};
use super::sounds::Windows;
use crate::base::memo::{OfText, Store};
use crate::data::{Matter, Register};
use crate::extract::clause::{self, Clause};
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
    place_lists: OnceLock<Box<[PlaceList]>>,
    quotes: OnceLock<Box<[Quote]>>,
    clauses: OnceLock<ByRegister<Arc<[Clause]>>>,
    quiet: OnceLock<ByRegister<bool>>,
    matters: OnceLock<ByRegister<Named>>,
}

/// What was read with one register, told by its number: which words are units is its to say.
type ByRegister<V> = (u64, V);

/// Matters and their words, by their places in the register.
type Named = Box<[(usize, usize)]>;

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

    /// Its lists of places, for [`super::short_lists`].
    pub(super) fn place_lists(&self) -> &[PlaceList] {
        self.place_lists.get_or_init(|| places::place_lists(&self.text))
    }

    /// Its quoted names, for [`super::quoted_names`] and [`super::described_names`].
    pub(super) fn quotes(&self) -> &[Quote] {
        self.quotes.get_or_init(|| names::quotes(&self.text))
    }

    /// Its responsibility clauses, in order.
    pub fn clauses(&self, register: &Register) -> Arc<[Clause]> {
        let serial = register.serial();
        let read = || Arc::from(clause::read_text(&self.text, register));
        let (of, clauses) = self.clauses.get_or_init(|| (serial, read()));
        // In a process with several projects the other ones ask again.
        if *of == serial { Arc::clone(clauses) } else { read() }
    }

    /// The matters it names ([`crate::data::Matters::in_text`]), each with its word.
    pub fn matters<'m>(&self, register: &'m Register) -> Vec<(&'m Matter, &'m str)> {
        let (serial, matters) = (register.serial(), register.matters());
        let (of, found) = self.matters.get_or_init(|| (serial, matters.in_text(&self.text).collect()));
        if *of == serial {
            return found.iter().filter_map(|&place| matters.at(place)).collect();
        }
        matters.in_text(&self.text).filter_map(|place| matters.at(place)).collect()
    }

    /// Whether it holds no word and no pattern of the register ([`Register::is_quiet`]).
    pub fn is_quiet(&self, register: &Register) -> bool {
        let serial = register.serial();
        let &(of, quiet) = self.quiet.get_or_init(|| (serial, register.is_quiet(&self.text)));
        if of == serial { quiet } else { register.is_quiet(&self.text) }
    }
}
