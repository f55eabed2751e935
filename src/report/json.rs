//! Findings as JSON, for programs.

use super::messages;
use crate::base::{Finding, Lang, Place, SourceFile};
use serde_json::{Value, json};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Finds the file of a place.
pub type Files<'a> = dyn Fn(&std::path::Path) -> Option<&'a SourceFile> + 'a;

/// One finding. `line` and `column` are 1-based, columns in Unicode scalar values; `span` is bytes of the
/// decoded text; `fingerprint` stays the same when the finding only moves.
pub fn finding(finding: &Finding, files: &Files<'_>, lang: Lang) -> Value {
    let mut row = json!({
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity,
        "message": messages::message(finding, lang),
        "help": messages::help(finding, lang),
        "variant": finding.variant,
        "args": finding.args.iter().map(|(k, v)| (k.to_string(), json!(v))).collect::<serde_json::Map<_, _>>(),
        "fingerprint": fingerprint(finding, files),
    });
    row["place"] = place(finding, &finding.place, files, lang);
    row["related"] = finding.related.iter().map(|p| place(finding, p, files, lang)).collect();
    row["fix"] = json!(finding.fix);
    row
}

fn place(finding: &Finding, place: &Place, files: &Files<'_>, lang: Lang) -> Value {
    let mut row = json!({
        "file": place.file.to_string_lossy(),
        "section": place.section,
        "span": [place.span.start, place.span.end],
    });
    if let Some(label) = messages::label(finding, place, lang) {
        row["label"] = json!(label);
    }
    if let Some(file) = files(&place.file) {
        let (from, to) = (file.position(place.span.start), file.position(place.span.end));
        row["line"] = json!(from.line);
        row["column"] = json!(from.column);
        row["end_line"] = json!(to.line);
        row["end_column"] = json!(to.column);
        row["quote"] = json!(place.span.of(&file.text));
    }
    row
}

/// Tells a finding again when the text around it moved: lint, variant, section and quote without white space.
pub fn fingerprint(finding: &Finding, files: &Files<'_>) -> String {
    let mut hasher = DefaultHasher::new();
    (finding.code, finding.variant, &finding.place.section).hash(&mut hasher);
    if let Some(file) = files(&finding.place.file) {
        for c in finding.place.span.of(&file.text).chars().filter(|c| !c.is_whitespace()) {
            c.hash(&mut hasher);
        }
    }
    for (name, value) in &finding.args {
        (name, value).hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
}
