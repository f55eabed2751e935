//! Values of targets in words, for the arguments of messages; words of a text where they stand in the file.

use crate::base::{Prose, Span};
use crate::plan::{Comparator, Target};

/// The bytes of the file that words of a prose are, where they stand there as they are read: not over the end of a
/// line, a page or a mark of Markdown, which a fix that replaces them would take away.
pub fn as_read(file: &str, prose: &Prose, range: Span) -> Option<Span> {
    let span = prose.source_of(range);
    (span.of(file) == range.of(prose.as_str()) && !span.is_empty()).then_some(span)
}

/// A target's value as a reader would write it: ≥90%, 50—100人, 1:1.6.
pub fn target_value(target: &Target) -> String {
    let value = target.value.normalize();
    let unit = target.unit.split('/').next().unwrap_or("");
    let number = match (target.unit.strip_suffix(":x"), target.value2) {
        _ if target.unit == "x:1" => format!("{value}:1"),
        (Some(first), _) => format!("{first}:{value}"),
        (None, Some(to)) => format!("{value}—{}{unit}", to.normalize()),
        (None, None) => format!("{value}{unit}"),
    };
    let sign = match target.op {
        Comparator::AtLeast => "≥",
        Comparator::AtMost => "≤",
        Comparator::More => "＞",
        Comparator::Less => "＜",
        Comparator::About => "约",
        Comparator::Exactly | Comparator::Range => "",
    };
    format!("{sign}{number}")
}

/// The bytes of a target's figure in the file and the parent's figure in its place, where both are of one kind and the
/// figure stands once in the words that state it.
pub fn parents_value(file: &str, own: &Target, wanted: &Target) -> Option<(Span, String)> {
    let alike = own.unit == wanted.unit && own.op == wanted.op && own.value2.is_none() && wanted.value2.is_none();
    let value = |t: &Target| t.value.normalize().to_string();
    alike.then(|| Some((number(file, own.span, &value(own))?, value(wanted))))?
}

/// The bytes of a target's year in the sentence that states it, where it stands there once.
pub fn year(file: &str, own: &Target) -> Option<Span> {
    number(file, own.sentence, &own.deadline?.to_string())
}

/// Where a number stands in a part of the file: not within another, and once.
fn number(file: &str, within: Span, digits: &str) -> Option<Span> {
    let words = within.of(file);
    let within_number =
        |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit() || matches!(c, '.' | '．' | ',' | ':' | '：'));
    let goes_on = |behind: &str| {
        let mut chars = behind.chars();
        let first = chars.next();
        first.is_some_and(|c| c.is_ascii_digit())
            || within_number(first) && chars.next().is_some_and(|c| c.is_ascii_digit())
    };
    let mut found = words.match_indices(digits).filter(|(at, _)| {
        let (before, behind) = (&words[..*at], &words[at + digits.len()..]);
        !within_number(before.chars().next_back()) && !goes_on(behind)
    });
    let (at, _) = found.next()?;
    found.next().is_none().then(|| Span::new(within.start + at, within.start + at + digits.len()))
}
