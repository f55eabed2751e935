//! PG826: lines of a title that end within a word, a number or a name (标题分行).

use crate::base::Severity;
use crate::data::titles::titles;
use crate::lint::{PageSink, PagesInput, Spot};
use crate::pages::{Kind, Line, PT};

/// A name longer than a line of 2号 must be broken somewhere.
const WIDEST: usize = 20;

/// Reports what can be told without knowing every word: numbers, pairs of marks, the kind of document at the end,
/// 人民政府; and, as practice, the issuer's name and a line that begins with 的.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    let issuers: Vec<String> = input.layout.head.iter().flat_map(|h| &h.marks).map(|m| name(&m.text())).collect();
    for sheet in &input.layout.sheets {
        let lines: Vec<&Line> = sheet.of(Kind::Title).collect();
        let joined = |a: &&Line, b: &&Line| {
            (a.size() - b.size()).abs() < 0.3 && b.baseline - a.baseline < 2.0 * a.size() / PT
        };
        for title in lines.chunk_by(joined).filter(|t| t.len() > 1) {
            for (at, pair) in title.windows(2).enumerate() {
                let (before, after) = (pair[0].text(), pair[1].text());
                let told = broken(&before, &after, at + 2 == title.len(), &issuers);
                if let Some((variant, severity)) = told {
                    let draft = out.report(Spot::Line(sheet.number, pair[1]), variant);
                    let draft = draft.arg("lines", format!("{before}／{after}")).severity(severity);
                    if severity == Severity::Info { draft.clause("惯例").done() } else { draft.done() }
                }
            }
        }
    }
}

/// A name from a mark.
fn name(mark: &str) -> String {
    mark.trim_end_matches("文件").to_owned()
}

/// What a break between two lines breaks, and how much that matters.
fn broken(before: &str, after: &str, last: bool, issuers: &[String]) -> Option<(&'static str, Severity)> {
    let (end, start) = (before.chars().next_back()?, after.chars().next()?);
    let spans = |word: &str, inside: &dyn Fn(usize) -> bool| {
        word.char_indices().skip(1).any(|(at, _)| {
            inside(word[..at].chars().count()) && before.ends_with(&word[..at]) && after.starts_with(&word[at..])
        })
    };
    if end.is_ascii_digit() && start.is_ascii_digit() {
        return Some(("number", Severity::Error));
    }
    if "》）”、，".contains(start) || "《（“".contains(end) {
        return Some(("mark", Severity::Error));
    }
    // The last line is what is left of the kind of document: 通／知.
    let kind = |k: &String| {
        let cut = k.len().checked_sub(after.len()).filter(|cut| *cut > 0 && k.ends_with(after));
        cut.is_some_and(|cut| before.ends_with(&k[..cut])) && k.chars().count() == 2
    };
    if last && titles().alone.iter().chain(&titles().kinds).any(kind) {
        return Some(("word", Severity::Error));
    }
    // 人民／政府 parts two words; 人／民政府 parts one.
    if spans("人民政府", &|at| at != 2) {
        return Some(("word", Severity::Error));
    }
    if issuers.iter().any(|n| (4..=WIDEST).contains(&n.chars().count()) && spans(n, &|_| true)) {
        return Some(("issuer", Severity::Info));
    }
    (start == '的').then_some(("particle", Severity::Info))
}
