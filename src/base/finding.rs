//! The one finding type (问题): data only; its message is made from it by the report, in Chinese or
//! English.

use super::{Span, Words};
use serde::{Serialize, Serializer};
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth a look.
    Info,
    /// A reviewer would ask.
    Warning,
    /// Would be sent back.
    Error,
}

/// A measure to two decimals, in the unit that its message names (mm, pt); exact, so that it can be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Measure(i64);

impl From<f64> for Measure {
    fn from(value: f64) -> Self {
        Self((value * 100.0).round() as i64)
    }
}

impl Measure {
    /// As a number.
    pub fn value(self) -> f64 {
        self.0 as f64 / 100.0
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.value())
    }
}

impl Serialize for Measure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.value())
    }
}

/// A rectangle of a laid-out page, mm from its left and upper edge.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Area {
    /// The page, from 1.
    pub number: usize,
    /// Left edge.
    pub x: Measure,
    /// Upper edge.
    pub y: Measure,
    /// Width.
    pub width: Measure,
    /// Height.
    pub height: Measure,
    /// The text that stands there; empty for a rule or the page as a whole.
    pub text: String,
}

/// A span of one file that a finding speaks of, or a rectangle of a page.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Place {
    /// The file, as the user gave it.
    pub file: PathBuf,
    /// Bytes of its decoded text.
    pub span: Span,
    /// The path of the section it lies in (`二/（一）/1`), where known.
    pub section: Option<String>,
    /// Where on the pages it is, when the pages were looked at.
    pub page: Option<Area>,
    /// What the place is to the finding, as a key of the lint's `labels` table (`parent`, `here` …).
    pub label: &'static str,
}

/// A typed argument of a finding's message.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(untagged)]
pub enum Arg {
    /// Words as they stand in a document, or a name.
    Text(String),
    /// A count.
    Count(u64),
    /// What was measured, or what was wanted.
    Measure(Measure),
    /// Several names.
    List(Vec<String>),
}

impl From<&str> for Arg {
    fn from(s: &str) -> Self {
        Arg::Text(s.to_owned())
    }
}

impl From<String> for Arg {
    fn from(s: String) -> Self {
        Arg::Text(s)
    }
}

impl From<usize> for Arg {
    fn from(n: usize) -> Self {
        Arg::Count(n as u64)
    }
}

impl From<f64> for Arg {
    fn from(value: f64) -> Self {
        Arg::Measure(value.into())
    }
}

impl From<Vec<String>> for Arg {
    fn from(list: Vec<String>) -> Self {
        Arg::List(list)
    }
}

/// Who may apply a fix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Applicability {
    /// Changes no number, date, name or title; `--fix` applies it.
    Safe,
    /// May change meaning; applied only when asked for.
    Unsafe,
    /// Something to think about; never applied.
    Suggestion,
}

/// Replace the bytes of `span` by `text`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Edit {
    /// Bytes of the file's decoded text.
    pub span: Span,
    /// What shall stand there.
    pub text: String,
}

/// Edits of the finding's file that mend it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Fix {
    /// Who may apply it.
    pub applicability: Applicability,
    /// In order, not overlapping.
    pub edits: Vec<Edit>,
}

/// The words of a lint that a project makes itself; the words of plangen's own stand on their pages. Texts hold
/// `{arguments}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Wording {
    /// What it finds, in a few words.
    pub title: Words,
    /// What is wrong.
    pub message: Words,
    /// What to do about it; empty where nothing is said.
    pub help: Words,
    /// What places are to the finding, by label.
    pub labels: Vec<(&'static str, Words)>,
}

/// One diagnostic. Its words come from the lint's page by `code` and `variant`, with `args` filled in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Finding {
    /// `PG` and three digits; letters of the project's choice and three digits for a lint of its own.
    pub code: &'static str,
    /// Kebab-case name.
    pub name: &'static str,
    /// How much it matters, after the project's settings.
    pub severity: Severity,
    /// Which of the lint's messages (`default` when it has one).
    pub variant: &'static str,
    /// The message's arguments, by name.
    pub args: Vec<(&'static str, Arg)>,
    /// Where it is.
    pub place: Place,
    /// Other places it speaks of: the parent's clause among them.
    pub related: Vec<Place>,
    /// How it can be mended, where plangen knows.
    pub fix: Option<Fix>,
    /// Its words, when the lint is the project's own and has no page.
    #[serde(skip)]
    pub words: Option<Arc<Wording>>,
}

impl Finding {
    /// The argument of this name.
    pub fn arg(&self, name: &str) -> Option<&Arg> {
        self.args.iter().find(|(n, _)| *n == name).map(|(_, a)| a)
    }
}

/// A finding that a person accepted (豁免): it counts for nothing, and is kept so that a report can say what was
/// accepted, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waived {
    /// What was found.
    pub finding: Finding,
    /// Why it was accepted.
    pub reason: String,
    /// The last day on which that holds, ISO; `None` when it holds on.
    pub until: Option<String>,
    /// Bytes of the waiver, in the finding's file; of what it covers when it stands in the side file.
    pub span: Span,
    /// The side file that the waiver stands in, when it stands in one.
    pub aside: Option<PathBuf>,
}

/// What was found, and what of it is accepted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// What counts.
    pub findings: Vec<Finding>,
    /// What was accepted.
    pub waived: Vec<Waived>,
}
