//! What must hold of fixes and of canonical source, whatever the text.

use plangen::base::{Applicability, Finding, SourceFile};
use plangen::data::Register;
use plangen::import;
use plangen::lint::meaning::{Aspect, Meaning};
use plangen::project::Config;
use plangen::session::{Fixed, Session};
use std::path::PathBuf;

/// A text after the fixes that are `most` or safer.
pub struct Mended {
    /// The text.
    pub text: String,
    /// What was done.
    pub done: Fixed,
}

/// Mends a text, alone.
pub fn mend(name: &str, text: &str, most: Applicability) -> Mended {
    let mut session = Session::new(Config { register: Register::builtin().clone(), ..Config::default() });
    session.set_today("2025-01-01".parse().expect("a date"));
    let plan = PathBuf::from(name);
    session.set(SourceFile::new(&plan, text));
    let plans = [plan.clone()];
    let mut find = |session: &mut Session| {
        let checked = session.check(&plans, &[])?;
        Ok(checked.into_iter().flat_map(|c| c.findings).collect::<Vec<Finding>>())
    };
    let done = session.fix(&plans, most, &mut find).expect("everything is given");
    Mended { text: session.text(&plan).expect("held").text.clone(), done }
}

/// Safe fixes come to rest within two rounds and leave what the text says; done again they find nothing to do. So do
/// unsafe ones, but for what they say. Canonical source stays as it is and says the same.
pub fn fixes(text: &str) {
    for name in ["plan.md", "plan.txt"] {
        let read = |text: &str| Meaning::read(&SourceFile::new(name, text), Register::builtin());
        let safe = mend(name, text, Applicability::Safe);
        assert!(safe.done.rounds <= 2, "{} rounds: {text:?}", safe.done.rounds);
        let differ = read(text).differences(&read(&safe.text));
        assert!(differ.is_empty(), "{differ:?}: {text:?} {:?}", safe.text);
        let again = mend(name, &safe.text, Applicability::Safe);
        assert_eq!(again.text, safe.text, "{text:?}");
        let all = mend(name, text, Applicability::Unsafe);
        let again = mend(name, &all.text, Applicability::Unsafe);
        assert_eq!(again.text, all.text, "{text:?}");
        if let Some(form) = import::format(&SourceFile::new(name, text)) {
            assert_eq!(import::format(&SourceFile::new(name, form.as_str())).as_ref(), Some(&form), "{text:?}");
            // Keys of the front matter change places, and numbers with them.
            let mut differ = read(text).differences(&read(&form));
            differ.remove(&Aspect::Numbers);
            assert!(differ.is_empty(), "{differ:?}: {text:?} {form:?}");
        }
    }
}
