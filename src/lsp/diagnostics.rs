//! Findings as an editor shows them.

use super::position::{Encoding, Lines};
use super::uri::Names;
use crate::base::{Applicability, Failure, Finding, Lang, Severity, SourceFile, Span};
use crate::report::{json, messages};
use crate::session::Checked;
use lsp_types::{
    Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, Location, NumberOrString, Position,
    Range, Uri,
};
use rustc_hash::FxHasher;
use serde_json::json;
use std::hash::Hasher;
use std::ops::Not;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Under which name the editor lists them.
pub const SOURCE: &str = "plangen";

/// How findings are told.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// The language of messages.
    pub lang: Lang,
    /// What columns count.
    pub encoding: Encoding,
    /// How the editor spells addresses.
    pub names: &'a Names,
    /// Whether the editor shows related places.
    pub related: bool,
}

/// What is said of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// A word that stands for the diagnostics: the same word, the same diagnostics.
    pub word: Arc<str>,
    /// The diagnostics as JSON: they are told more than once, and take less room than what they were made of.
    pub items: Arc<str>,
}

impl Default for Said {
    fn default() -> Self {
        Self::new(&[])
    }
}

impl Said {
    /// What these diagnostics say.
    pub fn new(diagnostics: &[Diagnostic]) -> Self {
        let items = serde_json::to_string(diagnostics).unwrap_or_else(|_| "[]".to_owned());
        let mut hasher = FxHasher::default();
        hasher.write(items.as_bytes());
        Self { word: format!("{:016x}", hasher.finish()).into(), items: items.into() }
    }

    /// Whether it is nothing.
    pub fn is_empty(&self) -> bool {
        &*self.items == "[]"
    }
}

/// Finds the text of a file.
pub type Texts<'a> = dyn Fn(&Path) -> Option<Arc<SourceFile>> + 'a;

/// What was found in a plan, as far as it is to be shown, and parents that are there and cannot be read.
pub fn all(checked: &Checked, shown: &dyn Fn(&&Finding) -> bool, texts: &Texts<'_>, told: Told<'_>) -> Vec<Diagnostic> {
    let mut files = Files { texts, told, held: Vec::new() };
    let mut out: Vec<Diagnostic> = checked.findings.iter().filter(shown).map(|f| files.diagnostic(f)).collect();
    out.extend(checked.failures.iter().map(|f| failure(f, None, told)));
    out
}

/// One finding.
pub fn one(finding: &Finding, texts: &Texts<'_>, told: Told<'_>) -> Diagnostic {
    Files { texts, told, held: Vec::new() }.diagnostic(finding)
}

/// What could not be done, told in `file`, or at its very beginning.
pub fn failure(failure: &Failure, file: Option<&SourceFile>, told: Told<'_>) -> Diagnostic {
    let at = failure.position();
    let range = match (file, at) {
        (Some(file), Some(at)) => {
            let lines = Lines::new(&file.text, told.encoding);
            let line = lines.line(at.line.saturating_sub(1));
            let text = line.of(&file.text);
            let from = text.char_indices().nth(at.column.saturating_sub(1)).map_or(line.end, |(i, _)| line.start + i);
            lines.range(Span::new(from, line.end.max(from)))
        }
        _ => Range::new(Position::new(0, 0), Position::new(0, 1)),
    };
    let mut message = failure.message(told.lang);
    // A parent that cannot be read is told in the plan that names it.
    if let (None, Some(path)) = (file, failure.path()) {
        message = format!("{}{}{message}", path.display(), told.lang.pick("：", ": "));
    }
    if let Some(help) = failure.help(told.lang) {
        message.push_str(told.lang.pick("\n办法：", "\nhelp: "));
        message.push_str(help);
    }
    Diagnostic {
        range,
        severity: Some(DiagnosticSeverity::ERROR),
        source: Some(SOURCE.to_owned()),
        message,
        ..Diagnostic::default()
    }
}

/// Texts of files whose places are asked for, kept while a list of findings is made: a plan's own and its parents'.
struct Files<'a> {
    texts: &'a Texts<'a>,
    told: Told<'a>,
    held: Vec<(PathBuf, Option<Held>)>,
}

/// A text with its lines, and its address as the editor spells it.
struct Held {
    file: Arc<SourceFile>,
    lines: Lines<'static>,
    uri: Option<Uri>,
}

impl Files<'_> {
    fn file(&mut self, path: &Path) -> Option<&Held> {
        let known = self.held.iter().position(|(held, _)| held.as_os_str() == path.as_os_str());
        let at = known.unwrap_or_else(|| {
            let told = self.told;
            let held = (self.texts)(path).map(|file| {
                let lines = Lines::of_file(&file, told.encoding);
                Held { file, lines, uri: told.names.of(path) }
            });
            self.held.push((path.to_path_buf(), held));
            self.held.len() - 1
        });
        self.held[at].1.as_ref()
    }

    fn diagnostic(&mut self, finding: &Finding) -> Diagnostic {
        let told = self.told;
        let mut message = messages::message(finding, told.lang);
        if let Some(help) = messages::help(finding, told.lang) {
            message.push_str(told.lang.pick("\n办法：", "\nhelp: "));
            message.push_str(&help);
        }
        let related = told.related.then(|| self.related(finding)).filter(|r| !r.is_empty());
        let own = self.file(&finding.place.file);
        let range = own.map(|held| held.lines.range(finding.place.span)).unwrap_or_default();
        let text = |path: &Path| own.map(|held| &*held.file).filter(|f| f.path.as_os_str() == path.as_os_str());
        let fingerprint = json::fingerprint(finding, &text);
        let fix = finding.fix.as_ref().map(|fix| match fix.applicability {
            Applicability::Safe => "safe",
            Applicability::Unsafe => "unsafe",
            Applicability::Suggestion => "suggestion",
        });
        Diagnostic {
            range,
            severity: Some(severity(finding.severity)),
            code: Some(NumberOrString::String(finding.code.to_owned())),
            code_description: None,
            source: Some(SOURCE.to_owned()),
            message,
            related_information: related,
            tags: tags(finding),
            data: Some(json!({ "name": finding.name, "fingerprint": fingerprint, "fix": fix })),
        }
    }

    fn related(&mut self, finding: &Finding) -> Vec<DiagnosticRelatedInformation> {
        let mut out = Vec::new();
        let told = self.told;
        for place in &finding.related {
            let Some(Held { file, lines, uri: Some(uri) }) = self.file(&place.file) else { continue };
            let (uri, range, quote) = (uri.clone(), lines.range(place.span), shortened(place.span.of(&file.text)));
            let message = match messages::label(finding, place, told.lang) {
                Some(label) if quote.is_empty() => label,
                Some(label) => format!("{label}{}{quote}", told.lang.pick("：", ": ")),
                None => quote,
            };
            out.push(DiagnosticRelatedInformation { location: Location { uri, range }, message });
        }
        out
    }
}

/// A quote on one line, and not a whole section of it.
pub fn shortened(text: &str) -> String {
    const MOST: usize = 80;
    let text = text.trim();
    let end = text.char_indices().nth(MOST).map_or(text.len(), |(at, _)| at);
    // Most quotes stand on one line.
    if !text[..end].contains(char::is_whitespace) {
        return if end < text.len() { format!("{}…", &text[..end]) } else { text.to_owned() };
    }
    let mut line = String::new();
    let mut letters = 0;
    for word in text.split_whitespace() {
        for c in line.is_empty().not().then_some(' ').into_iter().chain(word.chars()) {
            if letters == MOST {
                line.push('…');
                return line;
            }
            line.push(c);
            letters += 1;
        }
    }
    line
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::ERROR,
        Severity::Warning => DiagnosticSeverity::WARNING,
        Severity::Info => DiagnosticSeverity::INFORMATION,
    }
}

/// What may be taken out without loss is shown faded.
fn tags(finding: &Finding) -> Option<Vec<DiagnosticTag>> {
    matches!(finding.code, "PG007" | "PG008" | "PG603").then(|| vec![DiagnosticTag::UNNECESSARY])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_takes_one_line_and_no_more_than_eighty_characters() {
        assert_eq!(shortened("　推进机构建设。\n"), "推进机构建设。");
        assert_eq!(shortened("推进\n  机构建设。"), "推进 机构建设。");
        let (most, more) = ("建".repeat(80), "建".repeat(81));
        assert_eq!(shortened(&most), most);
        assert_eq!(shortened(&more), format!("{most}…"));
        assert_eq!(shortened(&format!("推进\n{more}")), format!("推进 {}…", "建".repeat(77)));
    }
}
