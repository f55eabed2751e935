//! Findings as workflow commands of GitHub Actions: annotations beside the changed lines. GitHub states no unit for
//! columns; these are Unicode characters from 1.

use super::messages;
use super::pretty::Look;
use super::run::{Run, story};
use crate::base::{Failure, Severity};

/// A command for each finding and each failure, then the verdict as plain text.
pub fn write(run: &Run<'_>, look: Look) -> String {
    let mut out = String::new();
    for failure in run.failures {
        out.push_str(&of_failure(failure, look));
    }
    for finding in run.findings {
        let at = run.at(&finding.place);
        let mut fields = vec![("file", at.path.to_string_lossy().into_owned())];
        if let Some((_, from, to)) = at.text {
            fields.push(("line", from.line.to_string()));
            fields.push(("endLine", to.line.to_string()));
            // Columns have a meaning only within one line.
            if from.line == to.line {
                fields.push(("col", from.column.to_string()));
                fields.push(("endColumn", to.column.to_string()));
            }
        }
        let title = messages::title(finding, look.lang);
        fields.push(("title", format!("{} {}", finding.code, title)));
        let word = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        out.push_str(&command(word, &fields, &story(finding, run, look.lang).join("\n")));
    }
    out.push_str(&format!("{}\n", run.verdict.words(look.lang)));
    out
}

fn of_failure(failure: &Failure, look: Look) -> String {
    let mut fields = Vec::new();
    if let Some(path) = failure.path() {
        fields.push(("file", path.to_string_lossy().into_owned()));
    }
    if let Some(at) = failure.position() {
        fields.push(("line", at.line.to_string()));
        fields.push(("col", at.column.to_string()));
    }
    command("error", &fields, &failure.render(look.lang))
}

fn command(word: &str, fields: &[(&str, String)], message: &str) -> String {
    let fields: Vec<String> = fields.iter().map(|(key, value)| format!("{key}={}", property(value))).collect();
    let gap = if fields.is_empty() { "" } else { " " };
    format!("::{word}{gap}{}::{}\n", fields.join(","), data(message))
}

/// A message: what would end it is escaped.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a field: what would end it, too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
