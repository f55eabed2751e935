//! Findings in SARIF 2.1.0, for GitHub, Azure DevOps, editors and archives: with the lints' pages, fingerprints, the
//! parent's clause as a related location, fixes, and what waivers and the baseline accept as suppressed.

use super::json::fingerprint;
use super::messages;
use super::pretty::{self, Look};
use super::run::{At, Run, stale};
use super::uri;
use crate::base::{Area, Failure, Finding, Fix, Lang, Place, Position, Severity, SourceFile, Spot, Waived};
use crate::lint::baseline::Entry;
use crate::lint::{self, Page};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// The whole log.
pub fn write(run: &Run<'_>, look: Look) -> String {
    let lang = look.lang;
    let accepted = run.waived.iter().map(|w| &w.finding).chain(run.known.unwrap_or_default());
    let lints: BTreeMap<&str, &Finding> = run.findings.iter().chain(accepted).map(|f| (f.code, f)).collect();
    let codes: Vec<&str> = lints.keys().copied().collect();
    let state = |known: bool| match run.known {
        Some(_) => Some(if known { "unchanged" } else { "new" }),
        None => None,
    };
    let result = |finding: &Finding, known: bool, suppressions: Value| {
        let mut row = result(finding, run, &codes, lang);
        if let Some(state) = state(known) {
            row["baselineState"] = json!(state);
        }
        row["suppressions"] = suppressions;
        row
    };
    let mut results: Vec<Value> = run.findings.iter().map(|f| result(f, false, json!([]))).collect();
    results.extend(run.waived.iter().map(|w| result(&w.finding, false, json!([waiver(w, run, lang)]))));
    results.extend(run.known.unwrap_or_default().iter().map(|f| {
        let why = lang.pick("基线里已有", "held by the baseline");
        result(f, true, json!([{ "kind": "external", "status": "accepted", "justification": why }]))
    }));
    results.extend(run.stale.iter().map(|entry| absent(entry, &codes, lang)));
    let artifacts: Vec<Value> = run
        .checked
        .iter()
        .map(|path| json!({ "location": { "uri": uri::of(path) }, "roles": ["analysisTarget"] }))
        .collect();
    let rules: Vec<Value> = lints.values().map(|finding| rule(finding, lang)).collect();
    let notifications: Vec<Value> = run.failures.iter().map(|f| notification(f, lang)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "plangen",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "language": lang.pick("zh-CN", "en-US"),
                "rules": rules,
            } },
            "language": lang.pick("zh-CN", "en-US"),
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": run.failures.is_empty(),
                "toolExecutionNotifications": notifications,
            }],
            "artifacts": artifacts,
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

/// The word for a severity.
fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// What a reader is told of a lint.
fn rule(finding: &Finding, lang: Lang) -> Value {
    let Some(page) = lint::find(finding.code) else {
        let mut row = json!({
            "id": finding.code,
            "name": finding.name,
            "shortDescription": { "text": messages::title(finding, lang) },
        });
        if let Some(words) = finding.words.as_deref().filter(|w| !w.help.get(lang).is_empty()) {
            row["help"] = json!({ "text": words.help.get(lang) });
        }
        return row;
    };
    let title = lang.pick(page.zh, page.en).title;
    let body = prose(page);
    json!({
        "id": page.code,
        "name": page.name,
        "shortDescription": { "text": title },
        "fullDescription": { "text": body.lines().find(|l| !l.trim().is_empty()).unwrap_or(title) },
        "help": { "text": body, "markdown": body },
        "defaultConfiguration": { "level": level(page.severity) },
        "properties": { "tags": [format!("{}xx", &page.code[..3])] },
    })
}

/// A page without its head, its title and its examples.
fn prose(page: &Page) -> String {
    let body = page.text.splitn(3, "+++\n").nth(2).unwrap_or(page.text);
    let mut inside = false;
    let mut out = String::new();
    for line in body.lines() {
        let fence = line.starts_with("```");
        if !fence && !inside && !line.starts_with("# ") {
            out.push_str(line);
            out.push('\n');
        }
        inside ^= fence;
    }
    let paragraphs: Vec<&str> = out.split("\n\n").map(str::trim).filter(|p| !p.is_empty()).collect();
    paragraphs.join("\n\n")
}

fn result(finding: &Finding, run: &Run<'_>, codes: &[&str], lang: Lang) -> Value {
    let at = run.at(&finding.place);
    let mut text = messages::message(finding, lang);
    if let Some(page) = &finding.place.page {
        let at = pretty::on_page(page, &finding.place, false, lang);
        text.push_str(&lang.pick(format!("（{at}）"), format!(" ({at})")));
    }
    let mut row = json!({
        "ruleId": finding.code,
        "ruleIndex": codes.iter().position(|c| *c == finding.code),
        "level": level(finding.severity),
        "message": { "text": text },
        "locations": [location(&at, lang)],
        "partialFingerprints": { "plangen/v1": fingerprint(finding, run.files) },
    });
    let related: Vec<Value> =
        finding.related.iter().enumerate().map(|(at, place)| related(at, finding, place, run, lang)).collect();
    if !related.is_empty() {
        row["relatedLocations"] = Value::Array(related);
    }
    if let (Some(fix), Some((file, ..))) = (&finding.fix, at.text) {
        row["fixes"] = json!([fixed(fix, finding, file, lang)]);
    }
    if let Some(help) = messages::help(finding, lang) {
        row["properties"] = json!({ "help": help });
    }
    row
}

/// What the baseline holds and is gone. It was let pass and stays so; that it must leave the baseline is what the run
/// says.
fn absent(entry: &Entry, codes: &[&str], lang: Lang) -> Value {
    let text = stale(entry, lang);
    let mut row = json!({
        "ruleId": entry.code,
        "level": lint::find(&entry.code).map_or("warning", |page| level(page.severity)),
        "message": { "text": text },
        "locations": [{ "physicalLocation": { "artifactLocation": { "uri": uri::of(Path::new(&entry.file)) } } }],
        "partialFingerprints": { "plangen/v1": entry.fingerprint },
        "baselineState": "absent",
        "suppressions": [{ "kind": "external", "status": "accepted", "justification": text }],
    });
    if let Some(at) = codes.iter().position(|code| *code == entry.code) {
        row["ruleIndex"] = json!(at);
    }
    if !entry.section.is_empty() {
        row["locations"][0]["logicalLocations"] = json!([{ "fullyQualifiedName": entry.section, "kind": "section" }]);
    }
    if entry.count > 1 {
        row["occurrenceCount"] = json!(entry.count);
    }
    row
}

fn location(at: &At<'_>, lang: Lang) -> Value {
    let mut physical = json!({ "artifactLocation": { "uri": uri::of(at.path) } });
    if let Some((_, from, to)) = at.text {
        let mut region = region(from, to);
        region["snippet"] = json!({ "text": at.quote });
        physical["region"] = region;
    }
    // A binary file has no lines: the words are told, and where they stand as its readers count.
    if let Some((file, spot, sentence)) = at.office {
        let (key, number) = match spot {
            Spot::Paragraph(n) => ("paragraph", n),
            Spot::Page(n) => ("page", n),
        };
        physical["region"] = json!({ "snippet": { "text": sentence.of(&file.text) } });
        physical["properties"] = json!({ key: number, "quote": at.quote });
    }
    if let Some(page) = at.page {
        physical["properties"] = json!({ "page": area(page) });
    }
    let mut out = json!({ "physicalLocation": physical });
    let mut logical = Vec::new();
    if let Some(section) = at.section.filter(|s| !s.is_empty()) {
        logical.push(json!({ "fullyQualifiedName": section, "kind": "section" }));
    }
    if let Some((_, spot, _)) = at.office {
        let kind = if matches!(spot, Spot::Page(_)) { "page" } else { "paragraph" };
        let section = at.section.map_or_else(String::new, |s| format!("{s} "));
        let name = spot.words(lang);
        logical.push(json!({ "name": name, "fullyQualifiedName": format!("{section}{name}"), "kind": kind }));
    }
    if !logical.is_empty() {
        out["logicalLocations"] = Value::Array(logical);
    }
    out
}

fn region(from: Position, to: Position) -> Value {
    json!({ "startLine": from.line, "startColumn": from.column, "endLine": to.line, "endColumn": to.column })
}

/// A rectangle of a page, in mm from its left and upper edge.
fn area(page: &Area) -> Value {
    json!(page)
}

fn related(id: usize, finding: &Finding, place: &Place, run: &Run<'_>, lang: Lang) -> Value {
    let mut out = location(&run.at(place), lang);
    out["id"] = json!(id + 1);
    if let Some(label) = messages::label(finding, place, lang) {
        out["message"] = json!({ "text": label });
    }
    out
}

fn fixed(fix: &Fix, finding: &Finding, file: &SourceFile, lang: Lang) -> Value {
    let replacements: Vec<Value> = fix
        .edits
        .iter()
        .map(|edit| {
            json!({
                "deletedRegion": region(file.position(edit.span.start), file.position(edit.span.end)),
                "insertedContent": { "text": edit.text },
            })
        })
        .collect();
    let text = messages::help(finding, lang).unwrap_or_else(|| messages::title(finding, lang).to_owned());
    json!({
        "description": { "text": text },
        "artifactChanges": [{
            "artifactLocation": { "uri": uri::of(&file.path) },
            "replacements": replacements,
        }],
        "properties": { "applicability": fix.applicability },
    })
}

fn waiver(waived: &Waived, run: &Run<'_>, lang: Lang) -> Value {
    let kind = if waived.aside.is_some() { "external" } else { "inSource" };
    let mut out = json!({ "kind": kind, "status": "accepted", "justification": waived.reason });
    let place = Place { span: waived.span, page: None, section: None, ..waived.finding.place.clone() };
    out["location"] = location(&run.at(&place), lang);
    if let Some(until) = &waived.until {
        out["properties"] = json!({ "until": until });
    }
    out
}

fn notification(failure: &Failure, lang: Lang) -> Value {
    let mut out = json!({ "level": "error", "message": { "text": failure.render(lang) } });
    if let Some(path) = failure.path() {
        let mut physical = json!({ "artifactLocation": { "uri": uri::of(path) } });
        if let Some(at) = failure.position() {
            physical["region"] = json!({ "startLine": at.line, "startColumn": at.column });
        }
        out["locations"] = json!([{ "physicalLocation": physical }]);
    }
    out
}
