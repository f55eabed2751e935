//! Findings in lines of text: `concise`, one line each, as compilers and editors read them, and `grouped`, by file.

use super::messages;
use super::pretty::Look;
use super::run::{Run, severity};
use crate::base::{Severity, width};

/// `path:line:column: severity code name message`, and the verdict.
pub fn concise(run: &Run<'_>, look: Look) -> String {
    let mut out = String::new();
    for finding in run.findings {
        let place = run.at(&finding.place).long(look.lang);
        let (word, code) = (painted(finding.severity, look), finding.code);
        let message = one_line(&messages::message(finding, look.lang));
        out.push_str(&format!("{place}: {word} {code} {}: {message}\n", finding.name));
    }
    out.push_str(&format!("{}\n", run.verdict.words(look.lang)));
    out
}

/// Under the name of each file its findings, their places in a column, and the verdict.
pub fn grouped(run: &Run<'_>, look: Look) -> String {
    let mut out = String::new();
    for (path, findings) in run.by_file() {
        if findings.is_empty() {
            continue;
        }
        let rows: Vec<_> = findings.iter().map(|f| (f, run.at(&f.place).short(look.lang))).collect();
        let wide = rows.iter().map(|(_, at)| width(at)).max().unwrap_or(0);
        out.push_str(&format!("{}\n", path.display()));
        for (finding, at) in rows {
            let pad = " ".repeat(wide - width(&at));
            let word = painted(finding.severity, look);
            let gap = " ".repeat(7usize.saturating_sub(width(severity(finding.severity, look.lang))));
            let message = one_line(&messages::message(finding, look.lang));
            out.push_str(&format!("  {pad}{at}  {word}{gap}  {}  {message}\n", finding.code));
        }
        out.push('\n');
    }
    out.push_str(&format!("{}\n", run.verdict.words(look.lang)));
    out
}

fn one_line(text: &str) -> String {
    text.lines().map(str::trim).collect::<Vec<_>>().join(" ")
}

fn painted(level: Severity, look: Look) -> String {
    let word = severity(level, look.lang);
    let colour = match level {
        Severity::Error => 31,
        Severity::Warning => 33,
        Severity::Info => 36,
    };
    if look.color { format!("\u{1b}[{colour}m{word}\u{1b}[0m") } else { word.to_owned() }
}
