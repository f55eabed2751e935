//! What official prose holds and CommonMark would take for something else is hidden from the Markdown
//! reader before it reads, byte for byte, so that every place stays where it is:
//!
//! - comments: noted here; alone on their lines they part paragraphs, inside text they vanish;
//! - `<`: HTML is text, or a `<` in a table of indicators (＜ typed half-width) would swallow lines;
//! - `[注]: …` at the start of a line: a note, not the definition of a link;
//! - four spaces before a paragraph: an indent, not code.

use crate::base::Span;
use crate::plan::Note;

/// Stands for bytes that are no text at all.
pub(super) const GONE: u8 = 1;

/// A text as the Markdown reader shall see it, as long as the original.
pub(super) struct Masked {
    pub text: String,
    pub comments: Vec<Note>,
}

/// Masks `text` from byte `from` on; what stands before it becomes blank.
pub(super) fn mask(text: &str, from: usize) -> Masked {
    let mut bytes = text.as_bytes().to_vec();
    blank(&mut bytes, Span::new(0, from.min(text.len())));
    let comments = hide_comments(text, from, &mut bytes);
    for byte in bytes.iter_mut().skip(from).filter(|b| **b == b'<') {
        *byte = b',';
    }
    hide_indents_and_definitions(from, &mut bytes);
    // Every change puts ASCII in the place of whole characters, so this cannot fail.
    let masked = String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned());
    Masked { text: masked, comments }
}

/// Leaves line ends alone.
fn blank(bytes: &mut [u8], span: Span) {
    for byte in bytes.iter_mut().take(span.end).skip(span.start).filter(|b| !matches!(**b, b'\n' | b'\r')) {
        *byte = b' ';
    }
}

fn hide_comments(text: &str, from: usize, bytes: &mut [u8]) -> Vec<Note> {
    let mut notes = Vec::new();
    let mut at = from;
    while let Some(start) = text.get(at..).and_then(|t| t.find("<!--")).map(|i| at + i) {
        if text[..start].bytes().rev().take_while(|b| *b == b'\\').count() % 2 == 1 {
            at = start + 4;
            continue;
        }
        // A comment without end hides nothing.
        let Some(len) = text[start + 4..].find("-->") else { break };
        let span = Span::new(start, start + 4 + len + 3);
        notes.push(Note { text: text[start + 4..start + 4 + len].to_owned(), span });
        let line = text[..start].rfind('\n').map_or(0, |i| i + 1);
        let alone_before = bytes[line..start].iter().all(|b| matches!(b, b' ' | b'\t' | &GONE));
        let after = text[span.end..].lines().next().unwrap_or("");
        let alone_after = after.trim().is_empty() || after.trim_start().starts_with("<!--");
        if alone_before && alone_after {
            blank(bytes, span);
        } else {
            bytes[span.range()].fill(GONE);
        }
        at = span.end;
    }
    notes
}

fn hide_indents_and_definitions(from: usize, bytes: &mut [u8]) {
    let mut at = from;
    let (mut after_blank, mut in_list, mut in_fence) = (true, false, false);
    while at < bytes.len() {
        let end = bytes[at..].iter().position(|b| *b == b'\n').map_or(bytes.len(), |i| at + i + 1);
        let line = &bytes[at..end];
        let indent = line.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
        let rest = &line[indent..];
        let fence = rest.starts_with(b"```") || rest.starts_with(b"~~~");
        if rest.iter().all(u8::is_ascii_whitespace) {
            after_blank = true;
        } else {
            if fence {
                in_fence = !in_fence;
            }
            if indent < 2 {
                in_list = is_list_item(rest);
            }
            let definition = definition_in(rest);
            let columns: usize = line[..indent].iter().map(|b| if *b == b'\t' { 4 } else { 1 }).sum();
            if !in_fence && !in_list && after_blank && columns >= 4 {
                bytes[at..at + indent].fill(GONE);
            }
            if !in_fence && let Some(bracket) = definition {
                bytes[at + indent + bracket] = b',';
            }
            after_blank = false;
        }
        at = end;
    }
}

fn is_list_item(line: &[u8]) -> bool {
    let digits = line.iter().take_while(|b| b.is_ascii_digit()).count();
    let marker = match (digits, line.get(digits)) {
        (0, Some(b'-' | b'*' | b'+')) => 1,
        (1..=9, Some(b'.' | b')')) => digits + 1,
        _ => return false,
    };
    line.get(marker).is_none_or(|b| b.is_ascii_whitespace())
}

/// Where the definition of a link begins in a line, behind the marks of quotes and lists.
fn definition_in(line: &[u8]) -> Option<usize> {
    let lead = |b: &u8| matches!(b, b'>' | b'-' | b'+' | b'*' | b'.' | b')' | b' ' | b'\t') || b.is_ascii_digit();
    let start = line.iter().position(|b| !lead(b)).filter(|&i| line[i] == b'[')?;
    let mut escaped = false;
    let close = (start + 1..line.len()).find(|&i| {
        let found = line[i] == b']' && !escaped;
        escaped = line[i] == b'\\' && !escaped;
        found
    })?;
    (line.get(close + 1) == Some(&b':')).then_some(start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn comments_are_noted_and_hidden() {
        let text = "甲<!-- a -->乙\n\n<!-- b\n\nc -->\n丙 <!-- 没有结束";
        let masked = mask(text, 0);
        assert_eq!(masked.comments.iter().map(|c| c.text.as_str()).collect::<Vec<_>>(), [" a ", " b\n\nc "]);
        assert_eq!(
            masked.text,
            "甲\u{1}\u{1}\u{1}\u{1}\u{1}\u{1}\u{1}\u{1}\u{1}\u{1}乙\n\n      \n\n     \n丙 ,!-- 没有结束"
        );
    }

    proptest! {
        #[test]
        fn places_stay(text in "[甲乙 \t\n\r<!>\\[\\]:a1.*`-]{0,60}", from in 0usize..4) {
            let from = (from..=text.len()).find(|&i| text.is_char_boundary(i)).unwrap_or(0).min(text.len());
            let masked = mask(&text, from);
            prop_assert_eq!(masked.text.len(), text.len());
            prop_assert_eq!(masked.text.matches('\n').count(), text.matches('\n').count());
        }
    }
}
