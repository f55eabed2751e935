//! PG502: half-width marks in Chinese text (半角标点).

use crate::extract::form::half_width;
use crate::lint::{FileInput, Sink, slips};

/// Reports half-width marks beside Chinese characters.
pub fn check(input: &FileInput<'_>, out: &mut Sink<'_>) {
    // Brackets are one kind, whichever side.
    slips::check(input, out, half_width, |found| match found {
        "(" | ")" => "()".to_owned(),
        other => other.chars().take(1).collect(),
    });
}
