//! Findings as Markdown, for a comment on a merge request or a job summary.

use super::messages;
use super::pretty::{self, Look};
use super::run::{Run, severity};
use crate::base::{Finding, Lang, Waived};

/// The verdict, what could not be checked, a table for each file, and what is waived.
pub fn write(run: &Run<'_>, look: Look) -> String {
    let lang = look.lang;
    let mut out = format!("## plangen{}{}\n", lang.pick("：", ": "), run.verdict.words(lang));
    for failure in run.failures {
        let text = failure.render(lang);
        out.push_str(&format!("\n- **{}** {}\n", lang.pick("未能检查", "not checked"), escaped(&text)));
    }
    for (path, findings) in run.by_file() {
        if findings.is_empty() {
            continue;
        }
        let [level, place, text, code] =
            lang.pick(["程度", "位置", "问题", "检查项"], ["Severity", "Place", "Finding", "Lint"]);
        out.push_str(&format!(
            "\n### {}\n\n| {level} | {place} | {text} | {code} |\n|---|---|---|---|\n",
            code_span(&path.to_string_lossy())
        ));
        for finding in findings {
            out.push_str(&row(finding, run, lang));
        }
    }
    if !run.waived.is_empty() {
        out.push_str(&format!("\n### {}\n\n", lang.pick("已豁免", "Waived")));
        for Waived { finding, reason, until, .. } in run.waived {
            let until =
                until.as_ref().map_or_else(String::new, |u| lang.pick(format!("（至 {u}）"), format!(" (until {u})")));
            out.push_str(&format!(
                "- {} {} {}{}{}{until}\n",
                code_span(&run.at(&finding.place).long(lang)),
                finding.code,
                escaped(&messages::message(finding, lang)),
                lang.pick("：", ": "),
                escaped(reason),
            ));
        }
    }
    if run.findings.iter().any(|f| run.at(&f.place).text.is_some()) {
        out.push_str(lang.pick(
            "\n位置为行:列，列按 Unicode 字符从 1 数起。\n",
            "\nPlaces are line:column; columns count Unicode characters from 1.\n",
        ));
    }
    out
}

fn row(finding: &Finding, run: &Run<'_>, lang: Lang) -> String {
    let at = run.at(&finding.place);
    let mut place = at.short(lang);
    if let Some(section) = at.section.filter(|s| !s.is_empty()) {
        place.push_str(&format!("<br>{}", escaped(section)));
    }
    let mut text = vec![escaped(&messages::message(finding, lang))];
    if let Some(page) = at.page {
        text.push(escaped(&pretty::on_page(page, &finding.place, false, lang)));
    }
    if let Some(sentence) = at.sentence(120) {
        text.push(escaped(&format!("“{sentence}”")));
    }
    if let Some(help) = messages::help(finding, lang) {
        text.push(format!("{}{}", lang.pick("办法：", "help: "), escaped(&help)));
    }
    for other in &finding.related {
        let at = run.at(other);
        let label = messages::label(finding, other, lang);
        let label = label.unwrap_or_else(|| lang.pick("相关位置", "related").to_owned());
        let words = at.sentence(60).unwrap_or_else(|| at.words(60));
        let words = if words.is_empty() { words } else { format!(" “{}”", escaped(&words)) };
        text.push(format!("{}{}{}{words}", escaped(&label), lang.pick("：", ": "), code_span(&at.long(lang))));
    }
    format!(
        "| {} | {place} | {} | {} {} |\n",
        severity(finding.severity, lang),
        text.join("<br>"),
        finding.code,
        finding.name
    )
}

/// A text whose characters mean nothing to Markdown, in one line of a table.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\n' => out.push_str("<br>"),
            '\r' => {}
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // A name behind it would be told of the comment.
            '@' => out.push_str("@\u{2060}"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '#' | '+' | '!' | '|' | '~' | '$' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// A text as code, in a fence longer than any in it; a bar would end the cell of a table.
fn code_span(text: &str) -> String {
    let text = text.replace(['\n', '\r'], " ");
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{}{pad}{fence}", text.replace('|', "\\|"))
}
