//! The forms in which a run's findings are told. To add one: its file, and a line in [`FORMATS`].

use super::pretty::Look;
use super::run::Run;
use super::{checkstyle, github, gitlab, html, json, junit, markdown, plain, pretty, rdjson, sarif};

/// A form of a list of findings.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// Its name, as a user asks for it.
    pub name: &'static str,
    /// Whether programs read it.
    pub machine: bool,
    /// Makes it.
    pub write: fn(&Run<'_>, Look) -> String,
}

/// All forms, those for people first.
pub static FORMATS: &[Format] = &[
    Format { name: "pretty", machine: false, write: pretty::write },
    Format { name: "concise", machine: false, write: plain::concise },
    Format { name: "grouped", machine: false, write: plain::grouped },
    Format { name: "json", machine: true, write: json::array },
    Format { name: "jsonl", machine: true, write: json::lines },
    Format { name: "sarif", machine: true, write: sarif::write },
    Format { name: "github", machine: true, write: github::write },
    Format { name: "gitlab", machine: true, write: gitlab::write },
    Format { name: "junit", machine: true, write: junit::write },
    Format { name: "checkstyle", machine: true, write: checkstyle::write },
    Format { name: "rdjson", machine: true, write: rdjson::write },
    Format { name: "markdown", machine: false, write: markdown::write },
    Format { name: "html", machine: false, write: html::write },
];

/// The form of this name.
pub fn find(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|f| f.name == name)
}
