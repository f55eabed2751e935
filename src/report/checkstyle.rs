//! Findings in the XML of Checkstyle, which most build servers read.

use super::pretty::Look;
use super::run::{Run, story};
use super::xml::Xml;
use crate::base::Severity;

/// The whole file.
pub fn write(run: &Run<'_>, look: Look) -> String {
    let mut xml = Xml::new();
    // Checkstyle itself has no word for it.
    xml.comment("plangen: line and column from 1, columns in Unicode characters");
    xml.element("checkstyle", &[("version", "4.3")], |xml| {
        for failure in run.failures {
            let path = failure.path().map_or_else(String::new, |p| p.to_string_lossy().into_owned());
            let line = failure.position().map_or(1, |at| at.line).to_string();
            xml.element("file", &[("name", &path)], |xml| {
                let message = failure.message(look.lang);
                let fields = [
                    ("line", line.as_str()),
                    ("severity", "error"),
                    ("message", &message),
                    ("source", "plangen.not-checked"),
                ];
                xml.empty("error", &fields);
            });
        }
        for (path, findings) in run.by_file() {
            xml.element("file", &[("name", &path.to_string_lossy())], |xml| {
                for finding in findings {
                    let (line, column) = match run.at(&finding.place).text {
                        Some((_, from, _)) => (from.line.to_string(), Some(from.column.to_string())),
                        None => ("1".to_owned(), None),
                    };
                    let message = story(finding, run, look.lang).join("\n");
                    let source = format!("plangen.{}.{}", finding.code, finding.name);
                    let mut fields = vec![("line", line.as_str())];
                    if let Some(column) = &column {
                        fields.push(("column", column));
                    }
                    fields.push((
                        "severity",
                        match finding.severity {
                            Severity::Error => "error",
                            Severity::Warning => "warning",
                            Severity::Info => "info",
                        },
                    ));
                    fields.extend([("message", message.as_str()), ("source", &source)]);
                    xml.empty("error", &fields);
                }
            });
        }
    });
    xml.finish()
}
