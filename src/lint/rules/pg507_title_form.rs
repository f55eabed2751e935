//! PG507: the form of the plan's title (标题格式).

use crate::base::{Severity, Span};
use crate::data::words;
use crate::lint::{FileInput, Sink};

/// Marks that a title does without.
const MARKS: [char; 7] = ['，', '。', '；', '：', '！', '？', ','];

/// Reports marks, doubled words and a missing kind of document.
pub fn check(input: &FileInput<'_>, out: &mut Sink<'_>) {
    let prose = &input.title;
    let text = prose.as_str().trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\''));
    // A web site may quote the title whole: 《武山县养老服务实施方案》.
    let quoted = text.strip_prefix('《').and_then(|t| t.strip_suffix('》')).filter(|t| !t.contains(['《', '》']));
    let text = quoted.unwrap_or(text);
    // A title that is still open has no form yet.
    if text.chars().count() < 4 || text.contains('【') {
        return;
    }
    let base = prose.as_str().find(text).unwrap_or_default();
    let at = |start: usize, end: usize| prose.source_of(Span::new(base + start, base + end));
    if let Some(mark) = text.chars().next_back().filter(|c| MARKS.contains(c) || *c == '、') {
        let span = at(text.len() - mark.len_utf8(), text.len());
        out.report(span, "end").arg("mark", mark.to_string()).severity(Severity::Warning).suggest(span, "").done();
        return;
    }
    let mut depth = 0usize;
    for (i, c) in text.char_indices() {
        match c {
            '《' | '〈' | '（' | '(' | '“' => depth += 1,
            '》' | '〉' | '）' | ')' | '”' => depth = depth.saturating_sub(1),
            mark if depth == 0 && MARKS.contains(&mark) => {
                out.report(at(i, i + mark.len_utf8()), "mark").arg("mark", mark.to_string()).done();
                break;
            }
            _ => {}
        }
    }
    for word in &words::form().title_doubled.words {
        if let Some(i) = text.find(&word.repeat(2)) {
            let span = at(i, i + 2 * word.len());
            let finding = out.report(span, "doubled").arg("found", word.as_str()).severity(Severity::Warning);
            // The second of the two goes.
            finding.rewrite(at(i + word.len(), i + 2 * word.len()), "").done();
        }
    }
    if !ends_in_genre(text) {
        out.report(at(0, text.len()), "genre").done();
    }
}

/// Whether the title, without what stands in brackets behind it, ends in a kind of document.
fn ends_in_genre(text: &str) -> bool {
    // Marks of emphasis and line breaks are no part of a title; with a document number behind it, its end is
    // not known.
    let clean: String = text.chars().filter(|c| !c.is_whitespace() && *c != '*').collect();
    if clean.ends_with('号') {
        return true;
    }
    let mut rest = clean.as_str();
    while rest.ends_with(['）', ')', '〕', '】']) {
        let Some(open) = rest.rfind(['（', '(', '〔', '【']) else { break };
        rest = rest[..open].trim_end();
    }
    words::form().genres.end(rest).is_some()
}
