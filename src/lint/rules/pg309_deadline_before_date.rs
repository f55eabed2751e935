//! PG309: deadlines that had passed on the day of the plan itself (期限早于成文日期).

use crate::base::{Needle, Span};
use crate::data::words;
use crate::lint::{FileInput, Sink};
use jiff::civil::Date;
use regex::Regex;
use std::sync::LazyLock;

static BY: Needle = Needle::of("前");

static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"((?:19|20)[0-9][0-9])年(?:([0-9]{1,2})月)?(?:[0-9]{1,2}日|底|末|年底)?(?:之)?前")
        .unwrap_or_else(|_| unreachable!("a constant pattern"))
});

static MONTH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"((?:19|20)[0-9][0-9])年(?:([0-9]{1,2})月)?").unwrap_or_else(|_| unreachable!("a constant pattern"))
});

/// Reports deadlines of the text, of targets and of clauses.
pub fn check(input: &FileInput<'_>, out: &mut Sink<'_>) {
    let Some(date) = input.date() else { return };
    let mut told: Vec<Span> = Vec::new();
    let mut tell = |span: Span, words: &str, out: &mut Sink<'_>| {
        if told.iter().all(|t| t.end <= span.start || span.end <= t.start) {
            told.push(span);
            out.report(span, "default").arg("deadline", words).arg("date", date.to_string()).done();
        }
    };
    for (_, paragraph) in input.doc.plan.paragraphs() {
        let text = paragraph.prose.as_str();
        if !BY.is_in(text) || !text.bytes().any(|byte| byte.is_ascii_digit()) {
            continue;
        }
        for found in BEFORE.captures_iter(text) {
            let Some(whole) = found.get(0) else { continue };
            let rest = &text[whole.end()..];
            let sentence = rest.split(['。', '；']).next().unwrap_or(rest);
            let past = words::form().past.starts(rest) || sentence.contains('已');
            if passed(&found, date) && !past {
                tell(paragraph.prose.source_of(whole.range()), whole.as_str(), out);
            }
        }
    }
    for target in &input.doc.facts.targets {
        if let Some(year) = target.deadline.filter(|&y| y < i32::from(date.year()))
            && target.sentence.of(&input.doc.file.text).contains(&year.to_string())
        {
            tell(target.span, &format!("{year}年"), out);
        }
    }
    for task in &input.doc.facts.tasks {
        let Some(deadline) = task.deadline.as_deref() else { continue };
        let Some(found) = MONTH.captures(deadline).filter(|found| passed(found, date)) else { continue };
        let clause = task.clauses.iter().find(|c| c.raw.contains(deadline));
        if let (Some(clause), Some(words)) = (clause, found.get(0)) {
            tell(clause.span, words.as_str(), out);
        }
    }
}

/// Whether the year, and the month where it is said, lie before the day.
fn passed(found: &regex::Captures<'_>, day: Date) -> bool {
    let part = |i: usize| found.get(i).and_then(|m| m.as_str().parse::<i16>().ok());
    let Some(year) = part(1) else { return false };
    year < day.year() || year == day.year() && part(2).is_some_and(|month| month < i16::from(day.month()))
}
