//! All that is out of form in one text, found once for all who ask.

use super::{Doubled, Slip, Unpaired};
use super::{bad_dates, doubled_runs, fitted_place, half_width, malformed_document_numbers, marks_between};
use super::{range_hyphens, self_names, unpaired};
use crate::base::Span;

/// What is out of form in a text, or needs a look by what the plan says elsewhere; bytes of that text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Slips {
    /// [`half_width`]
    pub half_width: Vec<Slip>,
    /// [`marks_between`]
    pub marks_between: Vec<Slip>,
    /// [`range_hyphens`]
    pub range_hyphens: Vec<Slip>,
    /// [`bad_dates`]
    pub dates: Vec<Slip>,
    /// [`malformed_document_numbers`]
    pub document_numbers: Vec<Slip>,
    /// [`unpaired`]
    pub unpaired: Vec<Unpaired>,
    /// [`doubled_runs`]
    pub doubled: Vec<Doubled>,
    /// [`self_names`]
    pub self_names: Vec<(Span, char)>,
    /// [`fitted_place`]
    pub fitted_places: Vec<Span>,
}

impl Slips {
    /// What is out of form in a text; `None` where nothing is, as in most.
    pub fn of(text: &str) -> Option<Self> {
        let found = Self {
            half_width: half_width(text),
            marks_between: marks_between(text),
            range_hyphens: range_hyphens(text),
            dates: bad_dates(text),
            document_numbers: malformed_document_numbers(text),
            unpaired: unpaired(text),
            doubled: doubled_runs(text),
            self_names: self_names(text),
            fitted_places: fitted_place(text),
        };
        (found != Self::default()).then_some(found)
    }
}
