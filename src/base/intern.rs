//! Names that are known only at run time, in the form that names in the code have.

use rustc_hash::FxHashSet;
use std::sync::{Mutex, PoisonError};

static NAMES: Mutex<Option<FxHashSet<&'static str>>> = Mutex::new(None);

/// The one copy of a name that the process keeps. Each different name is kept once and for ever: it is for codes
/// and names of lints, of which a project has a few, never for text.
pub fn intern(name: &str) -> &'static str {
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    let names = names.get_or_insert_default();
    match names.get(name) {
        Some(known) => known,
        None => {
            let kept: &'static str = Box::leak(name.to_owned().into_boxed_str());
            names.insert(kept);
            kept
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_kept_once() {
        let (one, other) = (intern("HT001"), intern(&String::from("HT001")));
        assert!(std::ptr::eq(one, other));
        assert_ne!(one, intern("HT002"));
    }
}
