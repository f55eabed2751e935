//! Findings in the diagnostic format of reviewdog. Its columns count bytes of UTF-8 from 1, and an end lies behind
//! the last character.

use super::messages;
use super::pretty::Look;
use super::run::{At, Run, story};
use crate::base::{Finding, Severity, SourceFile, Span};
use serde_json::{Value, json};

/// The whole result.
pub fn write(run: &Run<'_>, look: Look) -> String {
    let mut rows: Vec<Value> = Vec::new();
    for failure in run.failures {
        let path = failure.path().map_or_else(String::new, |p| p.to_string_lossy().into_owned());
        rows.push(json!({
            "message": failure.message(look.lang),
            "severity": "ERROR",
            "location": { "path": path },
        }));
    }
    rows.extend(run.findings.iter().map(|finding| diagnostic(finding, run, look)));
    format!("{:#}\n", json!({ "source": { "name": "plangen" }, "diagnostics": rows }))
}

fn diagnostic(finding: &Finding, run: &Run<'_>, look: Look) -> Value {
    let mut row = json!({
        "message": story(finding, run, look.lang).join("\n"),
        "severity": match finding.severity {
            Severity::Error => "ERROR",
            Severity::Warning => "WARNING",
            Severity::Info => "INFO",
        },
        "code": { "value": finding.code },
        "location": location(&run.at(&finding.place), finding.place.span),
    });
    let related: Vec<Value> = finding
        .related
        .iter()
        .map(|place| {
            let label = messages::label(finding, place, look.lang);
            let label = label.unwrap_or_else(|| look.lang.pick("相关位置", "related").to_owned());
            json!({ "message": label, "location": location(&run.at(place), place.span) })
        })
        .collect();
    if !related.is_empty() {
        row["relatedLocations"] = Value::Array(related);
    }
    if let (Some(fix), Some((file, ..))) = (&finding.fix, run.at(&finding.place).text)
        && let Some((whole, text)) = joined(fix, &file.text)
    {
        row["suggestions"] = json!([{ "range": range(file, whole), "text": text }]);
    }
    row
}

/// The edits of a fix as one: reviewdog would offer each alone.
fn joined(fix: &crate::base::Fix, text: &str) -> Option<(Span, String)> {
    let whole = fix.edits.iter().map(|e| e.span).reduce(Span::cover)?;
    let (mut out, mut at) = (String::new(), whole.start);
    for edit in &fix.edits {
        out.push_str(text.get(at..edit.span.start)?);
        out.push_str(&edit.text);
        at = edit.span.end;
    }
    Some((whole, out))
}

fn location(at: &At<'_>, span: Span) -> Value {
    let mut out = json!({ "path": at.path.to_string_lossy() });
    if let Some((file, ..)) = at.text {
        out["range"] = range(file, span);
    }
    out
}

fn range(file: &SourceFile, span: Span) -> Value {
    let point = |at: usize| {
        let line = file.line_span(at);
        json!({ "line": file.position(at).line, "column": at.min(file.text.len()) - line.start + 1 })
    };
    json!({ "start": point(span.start), "end": point(span.end) })
}
