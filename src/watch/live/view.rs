//! What the page is told of a plan, in both languages.

use super::super::wish::Names;
use super::{Laid, News, both, coverage, key, round};
use crate::base::{Finding, Lang, Place, Severity, SourceFile, Span, Waived, Words};
use crate::pages::{Area, Traced};
use crate::report::json::fingerprint;
use crate::report::messages;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// A plan as it is told.
pub struct View {
    /// In the list of plans.
    pub row: Value,
    /// In full.
    pub whole: Value,
    /// The files that its places are in.
    pub files: Vec<PathBuf>,
}

/// How many characters round the words of a place are shown.
const AROUND: usize = 36;
/// How many characters of a place are shown.
pub(super) const SHOWN: usize = 240;

/// All but the pages.
pub fn of(news: &News<'_>, traced: Option<&Traced>) -> View {
    let mut places = Places { news, traced, files: vec![news.path.to_path_buf()] };
    let mut seen = Names::new();
    let mut findings: Vec<Value> = Vec::new();
    for finding in news.findings {
        findings.push(places.finding(finding, &mut seen));
    }
    let mut waived: Vec<Value> = Vec::new();
    for one in news.waived {
        waived.push(places.waived(one, &mut seen));
    }
    let coverage: Vec<Value> = match news.session.document(news.path) {
        Some(child) => news.parents.iter().filter_map(|parent| places.coverage(&child, parent)).collect(),
        None => Vec::new(),
    };
    let count = |severity| news.findings.iter().filter(|f| f.severity == severity).count();
    let title = news.session.document(news.path).and_then(|d| d.parsed.plan.meta.title.clone());
    let row = json!({
        "key": key(news.path),
        "path": news.path.to_string_lossy(),
        "title": title,
        "errors": count(Severity::Error),
        "warnings": count(Severity::Warning),
        "infos": count(Severity::Info),
    });
    let mut whole = row.clone();
    whole["findings"] = Value::Array(findings);
    whole["waived"] = Value::Array(waived);
    whole["coverage"] = Value::Array(coverage);
    whole["tasks"] = coverage::own_tasks(news);
    whole["files"] = places.files.iter().map(|f| f.to_string_lossy()).collect();
    View { row, whole, files: places.files }
}

/// What stands at a span of the text that the pages were made of.
pub fn spot(laid: &Laid, span: Span, files: &[PathBuf]) -> Value {
    let line = laid.text.line_span(span.start);
    let at = laid.text.position(span.start);
    json!({
        "file": files.iter().position(|f| *f == laid.text.path).unwrap_or_default(),
        "line": at.line,
        "column": at.column,
        "quote": shortened(line.of(&laid.text.text).trim(), SHOWN),
        "areas": areas(laid.traced().areas(line)),
    })
}

fn areas(areas: Vec<Area>) -> Vec<Value> {
    areas.iter().map(|a| json!([a.page, round(a.x), round(a.y), round(a.width), round(a.height)])).collect()
}

pub(super) fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

pub(super) fn words(of: impl Fn(Lang) -> String) -> Value {
    both(&Words::new(of(Lang::Zh), of(Lang::En)))
}

pub(super) struct Places<'n, 'a> {
    pub(super) news: &'n News<'a>,
    traced: Option<&'n Traced>,
    files: Vec<PathBuf>,
}

impl Places<'_, '_> {
    pub(super) fn file(&mut self, path: &Path) -> usize {
        match self.files.iter().position(|f| f == path) {
            Some(at) => at,
            None => {
                self.files.push(path.to_path_buf());
                self.files.len() - 1
            }
        }
    }

    /// A span of a file: where it is, and its words within those around it.
    pub(super) fn place(&mut self, path: &Path, span: Span, section: Option<&str>) -> Value {
        let file = self.file(path);
        let mut out = json!({ "file": file, "section": section });
        if let Some(text) = self.news.session.text(path) {
            let at = text.position(span.start);
            out["line"] = json!(at.line);
            out["column"] = json!(at.column);
            let (before, quote, after) = around(text, span);
            out["before"] = json!(before);
            out["quote"] = json!(quote);
            out["after"] = json!(after);
            out["office"] = json!(text.origin.is_some());
        }
        if path == self.news.path
            && let Some(traced) = self.traced
        {
            out["areas"] = json!(areas(traced.areas(span)));
        }
        out
    }

    fn finding(&mut self, finding: &Finding, seen: &mut Names) -> Value {
        let id = seen.of(fingerprint(finding, &|path| self.news.session.text(path).map(|f| &**f)));
        let at = |place: &Place| (place.file.clone(), place.span, place.section.clone());
        let (file, span, section) = at(&finding.place);
        let mut place = self.place(&file, span, section.as_deref());
        // What is said of several places of the plan is marked at all of them.
        if let Some(traced) = self.traced {
            let also = finding.related.iter().filter(|p| p.label == "also" && p.file == self.news.path);
            let more: Vec<Value> = also.flat_map(|p| areas(traced.areas(p.span))).collect();
            if let Some(Value::Array(all)) = place.get_mut("areas") {
                all.extend(more);
            }
        }
        let related: Vec<Value> = finding
            .related
            .iter()
            .map(|other| {
                let (file, span, section) = at(other);
                let mut out = self.place(&file, span, section.as_deref());
                let label = |lang: Lang| {
                    let label = messages::label(finding, other, lang);
                    label.unwrap_or_else(|| lang.pick("相关位置", "related").to_owned())
                };
                out["label"] = words(label);
                out
            })
            .collect();
        let config = self.news.session.config();
        json!({
            "id": id,
            "code": finding.code,
            "severity": finding.severity,
            "title": words(|l| messages::title(finding, l).to_owned()),
            "message": words(|l| messages::message(finding, l)),
            "help": messages::help(finding, Lang::Zh).map(|_| words(|l| messages::help(finding, l).unwrap_or_default())),
            "place": place,
            "related": related,
            "task": self.answers(finding),
            "waivable": !finding.code.starts_with("PG0") && !config.not_waivable.contains(finding.code),
        })
    }

    fn waived(&mut self, one: &Waived, seen: &mut Names) -> Value {
        let mut out = self.finding(&one.finding, seen);
        out["reason"] = json!(one.reason);
        out["until"] = json!(one.until);
        out["aside"] = json!(one.aside.as_ref().map(|p| p.to_string_lossy()));
        out
    }
}

/// The words of a span, and some of those before and behind it on its lines.
fn around(file: &SourceFile, span: Span) -> (String, String, String) {
    if span.is_empty() {
        return <_>::default();
    }
    let start = file.line_span(span.start).start;
    let before = file.text.get(start..span.start).unwrap_or_default();
    let end = file.line_span(span.end).end.max(span.end);
    let after = file.text.get(span.end..end).unwrap_or_default();
    let from = before.char_indices().rev().nth(AROUND - 1).map_or(0, |(at, _)| at);
    let dots = if from > 0 { "…" } else { "" };
    (
        format!("{dots}{}", if from > 0 { &before[from..] } else { unmarked(before) }),
        shortened(
            if before.trim().is_empty() { unmarked(span.of(&file.text)) } else { span.of(&file.text).trim() },
            SHOWN,
        ),
        shortened(after.trim_end(), AROUND),
    )
}

/// A line without what makes it a heading in Markdown, and without the attributes of one.
fn unmarked(text: &str) -> &str {
    let line = text.trim();
    let words = line.trim_start_matches('#').trim_start();
    if words.len() == line.len() || !words.ends_with('}') {
        return words;
    }
    words.rfind('{').map_or(words, |at| words[..at].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_is_quoted_by_its_words() {
        for (line, words) in [
            ("#### 1.建设中心 {#a implements=p:二/（一）}", "1.建设中心"),
            ("## 一、总体要求", "一、总体要求"),
            ("到{2025}年{甲}", "到{2025}年{甲}"),
        ] {
            let file = SourceFile::new("plan.md", format!("前\n{line}\n后\n"));
            let start = file.text.find(line).expect("there");
            assert_eq!(around(&file, Span::new(start, start + line.len())).1, words);
        }
    }
}
