//! PG506: 、 between quoted or titled items that stand side by side (引号之间的顿号).

use crate::lint::{FileInput, Sink, slips};

/// Reports them, once a document when they recur.
pub fn check(input: &FileInput<'_>, out: &mut Sink<'_>) {
    slips::check(input, out, |slips| &slips.marks_between, |_| String::new());
}
