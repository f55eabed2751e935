//! Findings as GitLab reads them for its code quality report. It has lines and no columns.

use super::json::fingerprint;
use super::pretty::Look;
use super::run::{Run, story};
use crate::base::{Position, Severity};
use rustc_hash::FxHashMap;
use serde_json::{Value, json};

/// An array of issues; what could not be checked is a blocker.
pub fn write(run: &Run<'_>, look: Look) -> String {
    // Two issues of one fingerprint would be taken for one.
    let mut seen: FxHashMap<String, usize> = FxHashMap::default();
    let mut unique = |print: String| {
        let count = seen.entry(print.clone()).or_default();
        *count += 1;
        if *count == 1 { print } else { format!("{print}-{count}") }
    };
    let mut rows: Vec<Value> = Vec::new();
    for failure in run.failures {
        let path = failure.path().map_or_else(String::new, |p| p.to_string_lossy().into_owned());
        let line = failure.position().map_or(1, |at| at.line);
        rows.push(json!({
            "description": failure.message(look.lang),
            "check_name": "not-checked",
            "fingerprint": unique(format!("not-checked:{path}")),
            "severity": "blocker",
            "location": { "path": path, "lines": { "begin": line } },
        }));
    }
    for finding in run.findings {
        let at = run.at(&finding.place);
        // Pages have no lines.
        let first = Position { line: 1, column: 1 };
        let (from, to) = at.text.map_or((first, first), |(_, from, to)| (from, to));
        let path = at.path.to_string_lossy();
        let print = unique(format!("{path}:{}", fingerprint(finding, run.files)));
        rows.push(json!({
            "description": story(finding, run, look.lang).join("\n"),
            "check_name": format!("{} {}", finding.code, finding.name),
            "fingerprint": print,
            "severity": match finding.severity {
                Severity::Error => "critical",
                Severity::Warning => "minor",
                Severity::Info => "info",
            },
            "location": { "path": path.strip_prefix("./").unwrap_or(&path), "lines": { "begin": from.line, "end": to.line } },
        }));
    }
    format!("{:#}\n", Value::Array(rows))
}
