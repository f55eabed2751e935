//! Waivers (豁免): findings that a person accepted, with the reason, written as a comment:
//! `<!-- plangen: allow PG301 reason="…" until=2025-12-31 ref="…" -->`; `allow-file` accepts them in the whole plan.

use super::fault::{Faults, INVALID, UNKNOWN, fix, nearest};
use super::front::civil;
use super::outline::block_span;
use crate::base::{Applicability, Arg, SourceFile, Span};
use crate::data::reasons;
use crate::plan::{Block, Note, Plan};

/// A waiver that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// Codes or names of lints as written, with their places.
    pub codes: Vec<(String, Span)>,
    /// Why.
    pub reason: String,
    /// The last day on which it holds, ISO; `None` when it holds on.
    pub until: Option<String>,
    /// What it goes by: a decision, a document.
    pub reference: Option<String>,
    /// Bytes whose findings it accepts: a section, a block, or the text up to the next 。
    pub scope: Span,
    /// What these bytes are.
    pub kind: Scope,
    /// Bytes of the comment; of the scope where it stands in the side file.
    pub span: Span,
    /// Where it stands when that is not in the plan itself.
    pub aside: Option<Aside>,
}

/// What a waiver covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// The whole plan.
    File,
    /// A section with all it holds.
    Section,
    /// A paragraph, a table, a box.
    Block,
    /// The text up to the next 。
    Clause,
}

/// A place in a plan's side file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aside {
    /// The side file.
    pub file: std::path::PathBuf,
    /// The line, from 1.
    pub line: usize,
}

/// The waivers among a plan's comments. What is malformed waives nothing, and `parse` has told it.
pub fn waivers(file: &SourceFile, plan: &Plan) -> Vec<Waiver> {
    read_all(plan, &mut Faults::new(file))
}

/// Reads all waivers and tells what is wrong with them.
pub(super) fn read_all(plan: &Plan, faults: &mut Faults) -> Vec<Waiver> {
    if plan.comments.iter().all(|c| statement(c).is_none()) {
        return Vec::new();
    }
    let elements = elements(plan);
    plan.comments.iter().filter_map(|comment| read(comment, &elements, faults)).collect()
}

/// What a comment says to plangen, and the byte it begins at.
fn statement(comment: &Note) -> Option<(&str, usize)> {
    let rest = comment.text.trim_start().strip_prefix("plangen")?;
    let rest = rest.trim_start().strip_prefix([':', '：'])?;
    let at = comment.span.start + "<!--".len() + comment.text.len() - rest.len();
    Some((rest, at))
}

fn read(comment: &Note, elements: &[Element], faults: &mut Faults) -> Option<Waiver> {
    let (rest, base) = statement(comment)?;
    let words = words(rest, base);
    let mut words = words.into_iter();
    let verb = words.next();
    let whole = verb.as_ref().is_some_and(|v| v.text == "allow-file" && v.value.is_none());
    if !whole && verb.as_ref().is_none_or(|v| v.text != "allow" || v.value.is_some()) {
        let (text, span) = verb.map_or((String::new(), comment.span), |v| (v.text, v.span));
        let near = nearest(&text, &["allow", "allow-file"]);
        let finding = faults.add(INVALID, "waiver-verb", span, vec![("text", text.into())]);
        finding.fix = near.and_then(|near| fix(Applicability::Unsafe, span, near));
        return None;
    }
    let (mut codes, mut reason, mut until, mut reference, mut sound) = (Vec::new(), None, None, None, true);
    for word in words {
        match (word.text.as_str(), word.value) {
            ("reason", Some(value)) => reason = Some(value.trim().to_owned()).filter(|r| !r.is_empty()),
            ("ref", Some(value)) => reference = Some(value.trim().to_owned()).filter(|r| !r.is_empty()),
            ("until", Some(value)) => match civil(value.trim()) {
                Some(date) => until = Some(date),
                None => {
                    faults.add(INVALID, "waiver-until", word.span, vec![("value", value.into())]);
                    sound = false;
                }
            },
            (key, Some(_)) => {
                let key_span = Span::new(word.span.start, word.span.start + key.len());
                let mut args = vec![("key", Arg::from(key))];
                if let Some(near) = nearest(key, &["reason", "until", "ref"]) {
                    args.push(("nearest", near.into()));
                    faults.add(UNKNOWN, "nearest", key_span, args).fix = fix(Applicability::Unsafe, key_span, near);
                } else {
                    faults.add(UNKNOWN, "waiver", key_span, args);
                }
                sound = false;
            }
            (code, None) if is_code(code) => codes.push((code.to_owned(), word.span)),
            (other, None) => {
                faults.add(INVALID, "waiver-code", word.span, vec![("text", other.into())]);
                sound = false;
            }
        }
    }
    if codes.is_empty() && sound {
        faults.add(INVALID, "waiver-no-code", comment.span, vec![]);
        return None;
    }
    let Some(reason) = reason.filter(|_| sound) else {
        if sound {
            faults.add(INVALID, "waiver-reason", comment.span, vec![]);
        }
        return None;
    };
    if reasons::is_placeholder(&reason) {
        faults.add(INVALID, "waiver-placeholder", comment.span, vec![("text", reason.into())]);
        return None;
    }
    let found = match whole {
        true => Some((Span::new(0, faults.file.text.len()), Scope::File)),
        false => scope(comment.span, elements, &faults.file.text),
    };
    let Some((scope, kind)) = found else {
        faults.add(INVALID, "waiver-place", comment.span, vec![]);
        return None;
    };
    Some(Waiver { codes, reason, until, reference, scope, kind, span: comment.span, aside: None })
}

/// `PG301`, a code of the project's own (`HT001`), or a name, `weaker-target`.
fn is_code(word: &str) -> bool {
    let digits = word.strip_prefix("PG").or_else(|| word.strip_prefix("pg"));
    if let Some(digits) = digits {
        return digits.len() == 3 && digits.bytes().all(|b| b.is_ascii_digit());
    }
    let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
    if word.len() - letters.len() == 3 && (2..=6).contains(&letters.len()) {
        return letters.bytes().all(|b| b.is_ascii_alphabetic());
    }
    word.contains('-') && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
}

/// A word of a waiver: `PG301`, or `key=value` with the value out of its quotes.
struct Word {
    text: String,
    value: Option<String>,
    span: Span,
}

fn words(text: &str, base: usize) -> Vec<Word> {
    let mut out = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、'));
        if rest.is_empty() {
            return out;
        }
        let start = base + text.len() - rest.len();
        let stop = |c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、');
        let end = rest.find(|c| stop(c) || c == '=').unwrap_or(rest.len());
        let word = rest[..end].to_owned();
        rest = &rest[end..];
        let mut value = None;
        if let Some(after) = rest.strip_prefix('=') {
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\'' | '“' | '”'));
            let (found, behind) = match quote {
                Some(open) => {
                    let inner = &after[open.len_utf8()..];
                    let closes = |c: char| if open.is_ascii() { c == open } else { matches!(c, '“' | '”') };
                    match inner.find(closes) {
                        Some(at) => (&inner[..at], inner[at..].trim_start_matches(closes)),
                        None => (inner, ""),
                    }
                }
                None => after.split_at(after.find(stop).unwrap_or(after.len())),
            };
            value = Some(found.to_owned());
            rest = behind;
        }
        let end = base + text.len() - rest.len();
        out.push(Word { text: word, value, span: Span::new(start, end) });
    }
}

/// A heading or a block of the plan, and what a waiver before it covers.
struct Element {
    span: Span,
    scope: Span,
    section: bool,
}

fn elements(plan: &Plan) -> Vec<Element> {
    let mut out = Vec::new();
    let blocks = |blocks: &[Block], out: &mut Vec<Element>| {
        for block in blocks {
            let span = block_span(block);
            out.push(Element { span, scope: span, section: false });
            if let Block::Box(inner) = block {
                let inner = inner.blocks.iter().map(block_span);
                out.extend(inner.map(|span| Element { span, scope: span, section: false }));
            }
        }
    };
    blocks(&plan.preamble, &mut out);
    for section in &plan.sections {
        out.push(Element { span: section.heading_span, scope: section.span, section: true });
        blocks(&section.blocks, &mut out);
    }
    out.retain(|e| !e.span.is_empty());
    out.sort_by_key(|e| (e.span.start, !e.section));
    out
}

/// What a comment at `at` covers: the section or block that begins behind it, or, inside a paragraph, the
/// text up to the next 。
fn scope(at: Span, elements: &[Element], text: &str) -> Option<(Span, Scope)> {
    let line = text[..at.start].rfind('\n').map_or(0, |i| i + 1);
    let alone = text[line..at.start].trim().trim_start_matches(['>', ' ']).is_empty();
    // The innermost block that the comment stands in.
    if let Some(within) = elements.iter().rfind(|e| e.span.contains(at)) {
        if within.section {
            return Some((within.scope, Scope::Section));
        }
        if !alone {
            return Some((sentence(at.end, within.span.end, text), Scope::Clause));
        }
    }
    let next = elements.iter().find(|e| e.span.start >= at.end)?;
    let same_line = !text.get(at.end..next.span.start).is_some_and(|between| between.contains('\n'));
    match (same_line, next.section) {
        (true, false) => Some((sentence(next.span.start, next.span.end, text), Scope::Clause)),
        (true, true) => Some((next.scope, Scope::Section)),
        // Behind the last word of a paragraph there is nothing to waive.
        (false, _) if !alone => None,
        (false, section) => Some((next.scope, if section { Scope::Section } else { Scope::Block })),
    }
}

fn sentence(from: usize, until: usize, text: &str) -> Span {
    let stop = text.get(from..until).and_then(|t| t.find('。')).map_or(until, |i| from + i + '。'.len_utf8());
    Span::new(from, stop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::parse;
    use proptest::prelude::*;

    /// Each waiver as what it covers, and what is wrong.
    fn read_text(body: &str) -> (Vec<(String, String)>, Vec<String>) {
        let text = format!("---\nplangen: 1\n---\n{body}");
        let file = SourceFile::new("plan.md", text.as_str());
        let parsed = parse(&file);
        let found = waivers(&file, &parsed.plan);
        let codes = |w: &Waiver| w.codes.iter().map(|c| c.0.as_str()).collect::<Vec<_>>().join("+");
        let told = parsed.findings.iter().map(|f| format!("{}/{} {}", f.code, f.variant, f.place.span.of(&text)));
        (found.iter().map(|w| (codes(w), w.scope.of(&text).to_owned())).collect(), told.collect())
    }

    #[test]
    fn a_waiver_covers_what_follows_it() {
        let (found, told) = read_text(
            "<!-- plangen: allow PG301 reason=\"甲\" -->\n## 一、目标\n<!-- plangen: allow PG302, weaker-target reason=“乙” until=2025-12-31 -->\n到2025年达到6张。到2030年达到7张。\n\n每年两次。<!-- plangen: allow PG303 reason=\"丙 丁\" -->每月一次，有序推进。每周一次。\n\n<!-- 其他注 -->\n",
        );
        assert_eq!(told, Vec::<String>::new());
        let own: Vec<_> = found.iter().map(|(c, s)| (c.as_str(), s.as_str())).collect();
        assert_eq!(
            own[1..],
            [("PG302+weaker-target", "到2025年达到6张。到2030年达到7张。"), ("PG303", "每月一次，有序推进。")]
        );
        assert!(own[0].1.starts_with("## 一、目标") && own[0].1.contains("每周一次。"), "{own:?}");
    }

    #[test]
    fn malformed_waivers_waive_nothing_and_are_told() {
        let (found, told) = read_text(
            "<!-- plangen: alow PG301 reason=\"甲\" -->\n甲。\n\n<!-- plangen: allow PG301 -->\n乙。\n\n<!-- plangen: allow reason=\"甲\" -->\n丙。\n\n<!-- plangen: allow PG31 reason=\"甲\" -->\n丁。\n\n<!-- plangen: allow PG301 reason=\"甲\" until=明年 -->\n戊。\n\n<!-- plangen: allow PG301 resaon=\"甲\" -->\n己。\n\n<!-- plangen: allow PG301 reason=\"甲\" -->\n",
        );
        assert_eq!(found, []);
        let variants: Vec<_> = told.iter().map(|t| t.split(' ').next().unwrap_or("")).collect();
        assert_eq!(
            variants,
            [
                "PG001/waiver-verb",
                "PG001/waiver-reason",
                "PG001/waiver-no-code",
                "PG001/waiver-code",
                "PG001/waiver-until",
                "PG002/nearest",
                "PG001/waiver-place"
            ]
        );
        assert!(told[0].ends_with("alow") && told[3].ends_with("PG31") && told[5].ends_with("resaon"));
    }

    proptest! {
        #[test]
        fn any_comment_is_answered(text in "( allow| PG301| reason| until|=|\"|“|，| 甲|2025-1-1|\n|>){0,12}", after in "[甲。\n#>1. ]{0,8}") {
            let (found, _) = read_text(&format!("乙<!-- plangen:{text} -->{after}"));
            prop_assert!(found.len() <= 1);
        }
    }
}
