//! Findings as one HTML file for people: in both languages, light and dark, on screen and on paper. No script, nothing
//! from elsewhere.

use super::messages;
use super::pretty::{self, Look};
use super::run::{At, Run, severity};
use crate::base::{Finding, Lang, Severity, Span, Waived, escape};
use std::collections::BTreeMap;
use std::fmt::Write;

const CSS: &str = include_str!("html.css");

/// How many characters round the words of a finding are shown.
const AROUND: usize = 40;

/// The whole page.
pub fn write(run: &Run<'_>, look: Look) -> String {
    let mut out = String::new();
    let tag = look.lang.pick("zh-CN", "en");
    let _ = write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>plangen{}{}</title>\n<style>\n{CSS}</style>\n</head>\n<body>\n",
        look.lang.pick("：", ": "),
        escaped(&run.verdict.words(look.lang)),
    );
    for (id, lang, name) in [("zh", Lang::Zh, "中文"), ("en", Lang::En, "English")] {
        let checked = if lang == look.lang { " checked" } else { "" };
        let _ = writeln!(
            out,
            "<input class=\"switch\" type=\"radio\" name=\"lang\" id=\"{id}\"{checked}><label class=\"switch choice\" for=\"{id}\">{name}</label>"
        );
    }
    out.push_str("<main>\n");
    let _ = writeln!(out, "<h1>{}</h1>", both(|l| run.verdict.words(l)));
    for failure in run.failures {
        let head = both(|l| l.pick("未能检查", "not checked").to_owned());
        let _ = writeln!(out, "<p class=\"failure\"><b>{head}</b> {}</p>", both(|l| failure.render(l)));
    }
    counts(run, &mut out);
    for (path, findings) in run.by_file() {
        if findings.is_empty() {
            continue;
        }
        let _ = writeln!(out, "<section>\n<h2>{}</h2>", escaped(&path.to_string_lossy()));
        findings.iter().for_each(|f| article(f, run, &mut out));
        out.push_str("</section>\n");
    }
    clean(run, &mut out);
    waived(run, &mut out);
    // Office files have no lines.
    let lines = run.findings.is_empty() || run.findings.iter().any(|f| run.at(&f.place).text.is_some());
    let units = both(|l| {
        if !lines {
            return l
                .pick("位置为层次序号和段落（或页）。", "Places are sections and paragraphs (or pages).")
                .to_owned();
        }
        l.pick(
            "位置为行:列，从 1 数起，列按 Unicode 字符计。",
            "Places are line:column from 1; columns count Unicode characters.",
        )
        .to_owned()
    });
    let _ =
        writeln!(out, "<footer>plangen {} · {units}</footer>\n</main>\n</body>\n</html>", env!("CARGO_PKG_VERSION"));
    out
}

/// A table of lints with how often each found something.
fn counts(run: &Run<'_>, out: &mut String) {
    let mut counts: BTreeMap<&str, (usize, &Finding)> = BTreeMap::new();
    for finding in run.findings {
        counts.entry(finding.code).or_insert((0, finding)).0 += 1;
    }
    if counts.is_empty() {
        return;
    }
    out.push_str("<table>\n");
    for (code, (count, finding)) in counts {
        let title = both(|l| messages::title(finding, l).to_owned());
        let _ = writeln!(out, "<tr><td class=\"count\">{count}</td><th scope=\"row\">{code}</th><td>{title}</td></tr>");
    }
    out.push_str("</table>\n");
}

fn article(finding: &Finding, run: &Run<'_>, out: &mut String) {
    let class = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    };
    let at = run.at(&finding.place);
    let word = both(|l| severity(finding.severity, l).to_owned());
    let message = both(|l| messages::message(finding, l));
    let _ = writeln!(out, "<article class=\"{class}\">\n<h3><b>{word}</b> {message}</h3>");
    let _ = writeln!(
        out,
        "<p class=\"place\">{} <span class=\"code\">{} {}</span></p>",
        place(&at, finding),
        finding.code,
        escaped(finding.name)
    );
    out.push_str(&quoted(&at, finding.place.span));
    for other in &finding.related {
        let at = run.at(other);
        let label =
            both(|l| messages::label(finding, other, l).unwrap_or_else(|| l.pick("相关位置", "related").to_owned()));
        let _ = writeln!(
            out,
            "<p>{label} <span class=\"place\">{} {}</span></p>",
            both(|l| at.long(l)),
            escaped(at.section.filter(|_| at.office.is_none()).unwrap_or_default())
        );
        out.push_str(&quoted(&at, other.span));
    }
    if messages::help(finding, Lang::Zh).is_some() {
        let help =
            both(|l| format!("{}{}", l.pick("办法：", "help: "), messages::help(finding, l).unwrap_or_default()));
        let _ = writeln!(out, "<p>{help}</p>");
    }
    if let (Some(fix), Some((file, ..))) =
        (&finding.fix, at.text.map(|(file, ..)| (file,)).or(at.office.map(|(file, ..)| (file,))))
    {
        let edits: Vec<String> = fix
            .edits
            .iter()
            .map(|e| format!("<del>{}</del><ins>{}</ins>", escaped(e.span.of(&file.text)), escaped(&e.text)))
            .collect();
        let _ = writeln!(out, "<p>{} {}</p>", both(|l| l.pick("改为：", "change:").to_owned()), edits.join(" … "));
    }
    out.push_str("</article>\n");
}

fn place(at: &At<'_>, finding: &Finding) -> String {
    let section = at.section.unwrap_or_default();
    let page = finding.place.page.as_ref();
    both(|l| {
        let text = at.file().map(|_| at.short(l));
        let page = page.map(|p| pretty::on_page(p, &finding.place, false, l));
        let section = Some(section.to_owned()).filter(|s| !s.is_empty());
        text.into_iter().chain(section).chain(page).collect::<Vec<_>>().join(" · ")
    })
}

/// The words of a place within those around it on their lines.
fn quoted(at: &At<'_>, span: Span) -> String {
    let Some(file) = at.file().filter(|_| !at.quote.is_empty()) else { return String::new() };
    let mut before = &file.text[file.line_span(span.start).start..span.start];
    let mut after = &file.text[span.end..file.line_span(span.end).end.max(span.end)];
    let mut from = before.char_indices().rev().nth(AROUND - 1).map_or(0, |(at, _)| at);
    let mut to = after.char_indices().nth(AROUND).map_or(after.len(), |(at, _)| at);
    // Of an office file the sentence, by which it is found there.
    if let Some((_, _, sentence)) = at.office {
        before = &file.text[sentence.start.min(span.start)..span.start];
        after = &file.text[span.end..sentence.end.max(span.end)];
        (from, to) = (0, after.len());
    }
    let dots = |cut: bool| if cut { "…" } else { "" };
    format!(
        "<blockquote>{}{}<mark>{}</mark>{}{}</blockquote>\n",
        dots(from > 0),
        escaped(before[from..].trim_start()),
        escaped(at.quote),
        escaped(after[..to].trim_end()),
        dots(to < after.len()),
    )
}

/// Files in which nothing was found: that they were looked at is a result, too.
fn clean(run: &Run<'_>, out: &mut String) {
    let clean: Vec<_> = run.by_file().into_iter().filter(|(_, findings)| findings.is_empty()).collect();
    if clean.is_empty() {
        return;
    }
    let head = both(|l| l.pick("没有发现问题", "Nothing found").to_owned());
    let _ = writeln!(out, "<section>\n<h2>{head}</h2>\n<ul>");
    for (path, _) in clean {
        let _ = writeln!(out, "<li>{}</li>", escaped(&path.to_string_lossy()));
    }
    out.push_str("</ul>\n</section>\n");
}

fn waived(run: &Run<'_>, out: &mut String) {
    if run.waived.is_empty() {
        return;
    }
    let head = both(|l| l.pick("已豁免", "Waived").to_owned());
    let _ = writeln!(out, "<section>\n<h2>{head}</h2>");
    for Waived { finding, reason, until, .. } in run.waived {
        let at = run.at(&finding.place);
        let _ = writeln!(out, "<article>\n<h3>{}</h3>", both(|l| messages::message(finding, l)));
        let code = finding.code;
        let _ = writeln!(out, "<p class=\"place\">{} <span class=\"code\">{code}</span></p>", both(|l| at.long(l)));
        let until = until.as_deref();
        let why = both(|l| {
            let until = until.map_or_else(String::new, |u| l.pick(format!("（至 {u}）"), format!(" (until {u})")));
            format!("{}{reason}{until}", l.pick("理由：", "reason: "))
        });
        let _ = writeln!(out, "<p>{why}</p>\n</article>");
    }
    out.push_str("</section>\n");
}

/// A text in both languages, of which one is shown; once where it is the same.
fn both(text: impl Fn(Lang) -> String) -> String {
    let (zh, en) = (escaped(&text(Lang::Zh)), escaped(&text(Lang::En)));
    if zh == en {
        return zh;
    }
    format!("<span class=\"zh\" lang=\"zh-CN\">{zh}</span><span class=\"en\" lang=\"en\">{en}</span>")
}

/// A text as HTML; line ends stay visible.
fn escaped(text: &str) -> String {
    escape(text).replace('\n', "<br>")
}
