//! Findings as JSON, for programs.

use super::messages;
use super::pretty::Look;
use super::run::Run;
use crate::base::{Arg, Finding, Fnv, Lang, Place, SourceFile, Spot};
use serde_json::{Value, json};

/// Finds the file of a place.
pub type Files<'a> = dyn Fn(&std::path::Path) -> Option<&'a SourceFile> + 'a;

/// The findings as an array.
pub fn array(run: &Run<'_>, look: Look) -> String {
    let rows: Vec<Value> = run.findings.iter().map(|f| finding(f, run.files, look.lang)).collect();
    // Not by `format!`, which asks the formatter for every mark. A value has nothing that cannot be written.
    let mut out = serde_json::to_string_pretty(&rows).unwrap_or_default();
    out.push('\n');
    out
}

/// The findings as one object in each line.
pub fn lines(run: &Run<'_>, look: Look) -> String {
    run.findings.iter().map(|f| format!("{}\n", finding(f, run.files, look.lang))).collect()
}

/// One finding. `line` and `column` are 1-based, columns in Unicode scalar values; `span` is bytes of the
/// decoded text, of an office file of the text taken from it, where `kind` and `number` of paragraph or page and the
/// `sentence` stand for the line; `fingerprint` stays the same when the finding only moves.
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
    if let Some(page) = &place.page {
        row["page"] = json!(page);
    }
    if let Some(label) = messages::label(finding, place, lang) {
        row["label"] = json!(label);
    }
    let file = files(&place.file);
    if let Some((file, spot)) = file.and_then(|f| Some((f, f.spot(place.span.start)?))) {
        row["kind"] = json!(match spot {
            Spot::Paragraph(_) => "paragraph",
            Spot::Page(_) => "page",
        });
        row["number"] = json!(spot.number());
        row["sentence"] = json!(file.sentence(place.span).of(&file.text));
        row["quote"] = json!(place.span.of(&file.text));
    } else if let Some(file) = file {
        let (from, to) = (file.position(place.span.start), file.position(place.span.end));
        row["line"] = json!(from.line);
        row["column"] = json!(from.column);
        row["end_line"] = json!(to.line);
        row["end_column"] = json!(to.column);
        row["quote"] = json!(place.span.of(&file.text));
    }
    row
}

/// Tells a finding again when the text around it moved: made of the lint, the path of the section, and the quote
/// without white space; and of the words its message names, for a place may have several findings of one lint.
/// Counts do not enter: one more of something is not another finding. The same for ever and everywhere.
pub fn fingerprint(finding: &Finding, files: &Files<'_>) -> String {
    let mut hash = Fnv::default();
    hash.word(finding.code);
    hash.word(finding.place.section.as_deref().unwrap_or_default());
    let file = files(&finding.place.file);
    hash.word(file.map_or("", |file| finding.place.span.of(&file.text)));
    if let Some(page) = &finding.place.page {
        hash.word(&page.text);
    }
    for (name, value) in &finding.args {
        match value {
            Arg::Text(text) => [name, text.as_str()].into_iter().for_each(|w| hash.word(w)),
            Arg::List(list) => {
                hash.word(name);
                list.iter().for_each(|w| hash.word(w));
            }
            Arg::Count(_) | Arg::Measure(_) => {}
        }
    }
    hash.hex()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Severity, Span};

    fn made(text: &str, quote: &str, section: &str, args: Vec<(&'static str, Arg)>) -> String {
        let file = SourceFile::new("a.md", text);
        let start = text.find(quote).expect("quoted");
        let span = Span::new(start, start + quote.len());
        let place = Place { file: "a.md".into(), span, section: Some(section.to_owned()), page: None, label: "here" };
        let (code, name, variant, severity) = ("PG301", "weaker-target", "default", Severity::Error);
        let finding =
            Finding { code, name, severity, variant, args, place, related: Vec::new(), fix: None, words: None };
        fingerprint(&finding, &|_| Some(&file))
    }

    #[test]
    fn fingerprints_stay_while_the_finding_only_moves() {
        let arg = |text: &str| vec![("unit", Arg::from(text))];
        let one = made("覆盖率达到85%", "达到85%", "二/（一）", arg("市财政局"));
        // What it is today it is for ever: people keep lists of these.
        assert_eq!(one, "564b2273edde2bf6");
        let counted = vec![("unit", Arg::from("市财政局")), ("times", Arg::Count(3))];
        assert_eq!(one, made("前面多了一段。\n\n覆盖率达到\n85%", "达到\n85%", "二/（一）", counted));
        assert_ne!(one, made("覆盖率达到85%", "达到85%", "二/（二）", arg("市财政局")));
        assert_ne!(one, made("覆盖率达到86%", "达到86%", "二/（一）", arg("市财政局")));
        assert_ne!(one, made("覆盖率达到85%", "达到85%", "二/（一）", arg("市教育局")));
    }
}
