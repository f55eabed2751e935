//! PG505: number ranges joined by a hyphen (数值范围用半角连字符).

use crate::lint::{FileInput, Sink, slips};

/// Reports ranges such as 1-2所.
pub fn check(input: &FileInput<'_>, out: &mut Sink<'_>) {
    slips::check(input, out, |slips| &slips.range_hyphens, |_| String::new());
}
