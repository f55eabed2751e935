//! PG502: half-width marks in Chinese text (半角标点).

use crate::lint::{FileInput, Sink, slips};

/// Reports half-width marks beside Chinese characters.
pub fn check(input: &FileInput<'_>, out: &mut Sink<'_>) {
    // Brackets are one kind, and quotes, whatever they hold.
    slips::check(input, out, |slips| &slips.half_width, |found| match found.chars().next() {
        Some('(' | '（') => "()".to_owned(),
        Some('"' | '“') => "\"".to_owned(),
        first => first.into_iter().collect(),
    });
}
