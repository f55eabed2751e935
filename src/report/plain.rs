//! Findings in lines of text: `concise`, one line each, as compilers and editors read them, and `grouped`, by file.

use super::messages;
use super::pretty::Look;
use super::run::{At, Run, severity};
use crate::base::{Severity, width};

/// `path:line:column: severity code name message`, and the verdict; of an office file the section, the paragraph and
/// behind the message the sentence.
pub fn concise(run: &Run<'_>, look: Look) -> String {
    let mut out = String::new();
    for finding in run.findings {
        let at = run.at(&finding.place);
        let place = at.long(look.lang);
        let (word, code) = (painted(finding.severity, look), finding.code);
        let message = one_line(&messages::message(finding, look.lang)) + &quoted(&at);
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
        let rows: Vec<_> = findings
            .iter()
            .map(|f| {
                let at = run.at(&f.place);
                let section = at.section.filter(|s| !s.is_empty() && at.office.is_some());
                let short = at.short(look.lang);
                (f, section.map_or_else(|| short.clone(), |s| format!("{s} {short}")), quoted(&at))
            })
            .collect();
        let wide = rows.iter().map(|(_, at, _)| width(at)).max().unwrap_or(0);
        out.push_str(&format!("{}\n", path.display()));
        for (finding, at, quote) in rows {
            let pad = " ".repeat(wide - width(&at));
            let word = painted(finding.severity, look);
            let gap = " ".repeat(7usize.saturating_sub(width(severity(finding.severity, look.lang))));
            let message = one_line(&messages::message(finding, look.lang)) + &quote;
            out.push_str(&format!("  {pad}{at}  {word}{gap}  {}  {message}\n", finding.code));
        }
        out.push('\n');
    }
    out.push_str(&format!("{}\n", run.verdict.words(look.lang)));
    out
}

/// The sentence, for a reader who cannot go to a line.
fn quoted(at: &At<'_>) -> String {
    at.sentence(40).map_or_else(String::new, |sentence| format!(" “{sentence}”"))
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
