//! Findings as a JUnit report: a suite for each file, a test for each finding. A finding that fails the run is a
//! failure, one below the threshold a test that passed with its words, a waived one a test that was skipped, what
//! could not be checked an error: what a build server shows is what the exit status says.

use super::messages;
use super::pretty::Look;
use super::run::{Run, severity, stale, story};
use super::xml::Xml;
use crate::base::{Finding, Waived};
use crate::lint::baseline::Entry;
use std::path::Path;

/// The whole file.
pub fn write(run: &Run<'_>, look: Look) -> String {
    let mut suites = run.by_file();
    for Waived { finding, .. } in run.waived {
        let path = finding.place.file.as_path();
        if suites.iter().all(|(p, _)| *p != path) {
            suites.push((path, Vec::new()));
        }
    }
    let of_file =
        |path: &Path| -> Vec<&Waived> { run.waived.iter().filter(|w| w.finding.place.file == path).collect() };
    // A file without findings is one test that passed.
    let tests = |path: &Path, findings: &[&Finding]| (findings.len() + of_file(path).len()).max(1);
    let all: usize = suites.iter().map(|(path, findings)| tests(path, findings)).sum();
    let count = |n: usize| n.to_string();
    let mut xml = Xml::new();
    let (verdict, failures) = (run.verdict, run.failures);
    xml.element(
        "testsuites",
        &[
            ("name", "plangen"),
            ("tests", &count(all + failures.len() + run.stale.len())),
            ("failures", &count(verdict.failing + run.stale.len())),
            ("errors", &count(failures.len())),
        ],
        |xml| {
            for failure in failures {
                let path = failure.path().map_or_else(|| "plangen".to_owned(), |p| p.to_string_lossy().into_owned());
                let fields = [("name", path.as_str()), ("tests", "1"), ("failures", "0"), ("errors", "1")];
                xml.element("testsuite", &fields, |xml| {
                    xml.element("testcase", &[("classname", &path), ("name", "plangen")], |xml| {
                        xml.element("error", &[("message", &failure.message(look.lang))], |xml| {
                            xml.text(&failure.render(look.lang));
                        });
                    });
                });
            }
            for (path, findings) in &suites {
                let waived = of_file(path);
                let failing = findings.iter().filter(|f| verdict.fails(f.severity)).count();
                let name = path.to_string_lossy();
                let fields = [
                    ("name", &*name),
                    ("tests", &count(tests(path, findings))),
                    ("failures", &count(failing)),
                    ("errors", "0"),
                    ("skipped", &count(waived.len())),
                ];
                xml.element("testsuite", &fields, |xml| {
                    xml.element("properties", &[], |xml| {
                        xml.empty("property", &[("name", "columns"), ("value", "Unicode characters, from 1")]);
                    });
                    if findings.is_empty() && waived.is_empty() {
                        xml.empty("testcase", &[("classname", &name), ("name", "plangen")]);
                    }
                    findings.iter().for_each(|finding| of_finding(finding, run, look, xml));
                    waived.iter().for_each(|waived| of_waived(waived, run, look, xml));
                });
            }
            if !run.stale.is_empty() {
                of_stale(run.stale, look, xml);
            }
        },
    );
    xml.finish()
}

fn of_finding(finding: &Finding, run: &Run<'_>, look: Look, xml: &mut Xml) {
    test(finding, run, look, xml, |xml| {
        let text = format!("{}\n{}", run.at(&finding.place).long(look.lang), story(finding, run, look.lang).join("\n"));
        if run.verdict.fails(finding.severity) {
            let message = messages::message(finding, look.lang);
            let kind = format!("{} {}", severity(finding.severity, look.lang), finding.code);
            xml.element("failure", &[("message", &message), ("type", &kind)], |xml| xml.text(&text));
        } else {
            xml.element("system-out", &[], |xml| {
                xml.text(&format!("{} {text}", severity(finding.severity, look.lang)));
            });
        }
    });
}

/// What is gone fails the run as well, until it leaves the baseline.
fn of_stale(entries: &[Entry], look: Look, xml: &mut Xml) {
    let count = entries.len().to_string();
    let name = look.lang.pick("基线", "baseline");
    let fields = [("name", name), ("tests", &count), ("failures", &count), ("errors", "0"), ("skipped", "0")];
    xml.element("testsuite", &fields, |xml| {
        for entry in entries {
            let name = format!("{} {} {}", entry.code, entry.section, entry.quote);
            let fields = [("classname", entry.file.as_str()), ("name", &name), ("file", &entry.file)];
            xml.element("testcase", &fields, |xml| {
                xml.empty("failure", &[("message", &stale(entry, look.lang)), ("type", name.as_str())]);
            });
        }
    });
}

fn of_waived(waived: &Waived, run: &Run<'_>, look: Look, xml: &mut Xml) {
    test(&waived.finding, run, look, xml, |xml| {
        let told = format!("{}{}", look.lang.pick("已豁免：", "waived: "), waived.reason);
        xml.empty("skipped", &[("message", &told)]);
    });
}

fn test(finding: &Finding, run: &Run<'_>, look: Look, xml: &mut Xml, inside: impl FnOnce(&mut Xml)) {
    let at = run.at(&finding.place);
    let path = at.path.to_string_lossy();
    let title = messages::title(finding, look.lang);
    let name = [finding.code, title, at.section.unwrap_or_default(), &at.short(look.lang)]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    let line = at.text.map(|(_, from, _)| from.line.to_string());
    let mut fields = vec![("classname", &*path), ("name", name.as_str()), ("file", &*path)];
    if let Some(line) = &line {
        fields.push(("line", line));
    }
    xml.element("testcase", &fields, inside);
}
