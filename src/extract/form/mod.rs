//! Reading the form of Chinese official text: marks, numbers, dates and words out of form, as pure
//! functions over a string. Each returns byte ranges and, where the remedy is certain, what should
//! stand there. Lints make findings of them.

mod brackets;
mod doubled;
mod known;
mod marks;
mod names;
mod numbering;
mod numbers;
mod places;
mod slips;
mod sounds;
mod terms;

pub use brackets::{Unpaired, join_broken, unpaired};
pub use doubled::{Doubled, Passage, doubled_measures, doubled_runs, doubled_sentences};
pub use known::Known;
pub use marks::{Slip, half_width, marks_between};
pub use names::described_names;
pub use numbering::{Fault, OutOfOrder, out_of_order};
pub use numbers::{bad_dates, malformed_document_numbers, range_hyphens};
pub use places::{ShortList, fitted_place, own_word, self_names, short_lists};
pub use slips::Slips;
pub use sounds::KnownSounds;
pub use terms::{At, Variant, quoted_names, sound_alikes, sound_alikes_beside};

/// Whether a character is a Chinese character (汉字).
pub fn is_han(c: char) -> bool {
    // Nearly all stand in the first of these ranges, and this is asked of every character.
    matches!(c, '\u{4E00}'..='\u{9FFF}')
        || matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' | '〇')
}
