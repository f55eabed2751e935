//! Writing waivers and taking them out again: into the source as a comment, or into the side file of a draft that is
//! not one.

use super::side::{self, side_path};
use super::waiver::{Scope, Waiver};
use super::{is_source, outline, parse, waivers};
use crate::base::{Edit, Failure, SourceFile, Span, write_new};
use crate::data::reasons;
use crate::plan::Plan;
use std::path::PathBuf;

/// A waiver to be written.
#[derive(Debug, Clone, Copy)]
pub struct Waiving<'a> {
    /// The lint.
    pub code: &'a str,
    /// What it found: bytes of the plan's file.
    pub at: Span,
    /// Why that is accepted.
    pub reason: &'a str,
    /// The last day, ISO.
    pub until: Option<&'a str>,
}

/// A file with its new text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lifted {
    /// The file.
    pub path: PathBuf,
    /// Its text as it was; none when there was no file.
    pub old: Option<String>,
    /// Its text as it is to be.
    pub new: String,
    /// The line that was written or taken out, from 1.
    pub line: usize,
}

impl Lifted {
    /// Writes the file, if it is still as it was read.
    ///
    /// # Errors
    /// When it changed meanwhile or cannot be written.
    pub fn write(&self) -> Result<(), Failure> {
        match &self.old {
            Some(old) => super::rewrite(&self.path, old, &self.new),
            None => write_new(&self.path, self.new.as_bytes()),
        }
    }
}

/// Where a waiver of what stands at `at` is written: at the beginning of the line of the block or heading, or, for what
/// concerns the whole plan, before the text.
pub fn place(plan: &Plan, file: &SourceFile, at: Span) -> usize {
    let start = if plan.meta.span.contains(at) && !plan.meta.span.is_empty() {
        plan.meta.span.end
    } else {
        let blocks = plan.preamble.iter().chain(plan.sections.iter().flat_map(|s| &s.blocks));
        let held = blocks.map(outline::block_span).find(|span| span.contains(at));
        let heading = || plan.sections.iter().map(|s| s.heading_span).find(|span| span.contains(at));
        held.or_else(heading).unwrap_or(at).start
    };
    file.line_span(start).start
}

fn refused(zh: &str, en: &str) -> Failure {
    Failure::new("没有写豁免", "the waiver was not written").cause(zh, en)
}

/// Writes a waiver into a plan's source, or its side file. What it says is read again, and covers what was found.
///
/// # Errors
/// When the reason says nothing or cannot be written, or the place cannot be waived.
pub fn waive(plan: &Plan, file: &SourceFile, waiving: Waiving<'_>) -> Result<Lifted, Failure> {
    let reason = waiving.reason.split_whitespace().collect::<Vec<_>>().join(" ");
    if reasons::is_placeholder(&reason) {
        return Err(refused("没有写理由", "there is no reason").remedy("写明为什么可以接受", "say why it is accepted"));
    }
    let waiving = Waiving { reason: &reason, ..waiving };
    if !is_source(&file.text) || file.origin.is_some() {
        return aside(plan, file, waiving);
    }
    let at = place(plan, file, waiving.at);
    let line_end = if file.text.contains("\r\n") { "\r\n" } else { "\n" };
    let comment = comment(waiving)?;
    let text = format!("{comment}{line_end}");
    let mut new = file.text.clone();
    new.insert_str(at, &text);
    let written = SourceFile::new(&file.path, new.as_str());
    let parsed = parse(&written);
    let moved = |offset: usize| if offset >= at { offset + text.len() } else { offset };
    let found = Span::new(moved(waiving.at.start), moved(waiving.at.end));
    let own = Span::new(at, at + comment.len());
    let front = parsed.plan.meta.span.contains(found);
    let covers = |w: &Waiver| w.span == own && (front || touches(w.scope, found));
    if !waivers(&written, &parsed.plan).iter().any(covers) {
        // Within a table or a list a comment has no place.
        return aside(plan, file, waiving);
    }
    let line = file.position(at).line;
    Ok(Lifted { path: file.path.clone(), old: Some(file.text.clone()), new, line })
}

fn touches(scope: Span, at: Span) -> bool {
    at.start < scope.end && (scope.start < at.end || scope.start <= at.start)
}

fn comment(waiving: Waiving<'_>) -> Result<String, Failure> {
    let reason = waiving.reason;
    if reason.contains("--") {
        return Err(refused("理由里不能有 --", "a reason cannot hold --").remedy("改用破折号——", "use a dash —"));
    }
    let (open, close) = match () {
        () if !reason.contains('"') => ('"', '"'),
        () if !reason.contains('\'') => ('\'', '\''),
        () if !reason.contains(['“', '”']) => ('“', '”'),
        () => {
            return Err(refused("理由里的引号种类太多", "the reason holds too many kinds of quotes")
                .remedy("去掉一种引号", "leave out one kind"));
        }
    };
    let until = waiving.until.map_or_else(String::new, |until| format!(" until={until}"));
    Ok(format!("<!-- plangen: allow {} reason={open}{reason}{close}{until} -->", waiving.code))
}

/// Adds an entry to the side file: as near to what was found as it can be named.
fn aside(plan: &Plan, file: &SourceFile, waiving: Waiving<'_>) -> Result<Lifted, Failure> {
    let path = side_path(&file.path);
    let old = if path.is_file() { Some(super::load_text(&path)?.text) } else { None };
    let mut base = old.clone().unwrap_or_default();
    if !base.is_empty() && !base.ends_with('\n') {
        base.push('\n');
    }
    if !base.is_empty() {
        base.push('\n');
    }
    let line = base.lines().count() + 1;
    let section = plan.section_at(waiving.at.start).map(|id| plan.sections[id].path.as_str());
    let blocks = plan.preamble.iter().chain(plan.sections.iter().flat_map(|s| &s.blocks));
    let block = blocks.map(outline::block_span).find(|span| span.contains(waiving.at)).unwrap_or(waiving.at);
    let words = |span: Span| {
        let text: String = span.of(&file.text).split_whitespace().collect();
        Some(text.chars().take(40).collect::<String>()).filter(|text| !text.is_empty())
    };
    let (found, whole) = (words(waiving.at), words(block));
    let mut best: Option<(usize, String)> = None;
    for (section, quote) in [
        (section, found.as_deref()),
        (section, whole.as_deref()),
        (section, None),
        (None, found.as_deref()),
        (None, None),
    ] {
        let text = format!("{base}{}", entry(waiving, section, quote));
        let Ok(all) = side::parse(&SourceFile::new(&path, text.as_str()), file, plan) else { continue };
        let Some(own) = all.last().filter(|w| touches(w.scope, waiving.at) || w.kind == Scope::File) else { continue };
        if best.as_ref().is_none_or(|(len, _)| own.scope.len() < *len) {
            best = Some((own.scope.len(), text));
        }
    }
    match best {
        Some((_, new)) => Ok(Lifted { path, old, new, line }),
        // What is wrong with the file is told by reading it.
        None => {
            side::parse(&SourceFile::new(&path, old.unwrap_or_default().as_str()), file, plan)?;
            Err(refused("这一处没有办法指明", "the place cannot be named").file(&path))
        }
    }
}

fn entry(waiving: Waiving<'_>, section: Option<&str>, quote: Option<&str>) -> String {
    let text = |text: &str| toml::Value::from(text).to_string();
    let mut out = format!("[[waiver]]\ncodes = [{}]\n", text(waiving.code));
    for (key, value) in [("section", section), ("quote", quote), ("reason", Some(waiving.reason))] {
        if let Some(value) = value {
            out.push_str(&format!("{key} = {}\n", text(value)));
        }
    }
    if let Some(until) = waiving.until {
        out.push_str(&format!("until = {until}\n"));
    }
    out
}

/// Takes a code out of a waiver, and the waiver with its last one. Everything else stays as it is, which is seen by
/// reading it again.
///
/// # Errors
/// When the side file cannot be read, or is written so that the entry cannot be taken out alone.
pub fn lift(plan: &Plan, file: &SourceFile, waiver: &Waiver, written: &str) -> Result<Lifted, Failure> {
    let Some(aside) = &waiver.aside else {
        let edit = out_of_comment(file, waiver, written);
        let mut new = file.text.clone();
        new.replace_range(edit.span.range(), &edit.text);
        let line = file.position(waiver.span.start).line;
        return Ok(Lifted { path: file.path.clone(), old: Some(file.text.clone()), new, line });
    };
    let side = super::load_text(&aside.file)?;
    let before = side::parse(&side, file, plan)?;
    let lines: Vec<&str> = side.text.split_inclusive('\n').collect();
    let from = aside.line.saturating_sub(1).min(lines.len());
    let length = lines[from..].iter().skip(1).take_while(|line| !line.trim_start().starts_with('[')).count() + 1;
    let to = (from + length).min(lines.len());
    let new = if waiver.codes.len() > 1 {
        let rest: Vec<&str> = waiver.codes.iter().map(|c| c.0.as_str()).filter(|c| *c != written).collect();
        let rest = rest.iter().map(|c| toml::Value::from(*c).to_string()).collect::<Vec<_>>().join(", ");
        let entry = lines[from..to].iter().map(|line| {
            if line.trim_start().starts_with("codes") { format!("codes = [{rest}]\n") } else { (*line).to_owned() }
        });
        format!("{}{}{}", lines[..from].concat(), entry.collect::<String>(), lines[to..].concat())
    } else {
        let above = lines[..from].concat();
        format!("{}{}", if to == lines.len() { above.trim_end() } else { &above }, lines[to..].concat())
    };
    let new = if new.is_empty() || new.ends_with('\n') { new } else { new + "\n" };
    let codes = |all: &[Waiver]| all.iter().map(|w| w.codes.len()).sum::<usize>();
    let after = side::parse(&SourceFile::new(&side.path, new.as_str()), file, plan)?;
    if codes(&after) + 1 != codes(&before) {
        return Err(Failure::new("没有取消豁免", "the waiver was not lifted")
            .file(&side.path)
            .at(side.position(side.text.len() - lines[from..].concat().len()))
            .cause("这一条和别的写在一起，分不开", "the entry is written together with others")
            .remedy("请在文件里手工删去", "take it out of the file by hand"));
    }
    Ok(Lifted { path: side.path.clone(), old: Some(side.text.clone()), new, line: aside.line })
}

fn out_of_comment(file: &SourceFile, waiver: &Waiver, written: &str) -> Edit {
    let text = &file.text;
    if let Some(at) = waiver.codes.iter().position(|(code, _)| code == written).filter(|_| waiver.codes.len() > 1) {
        let span = waiver.codes[at].1;
        let (start, end) = match (waiver.codes.get(at + 1), at.checked_sub(1).and_then(|b| waiver.codes.get(b))) {
            (Some((_, next)), _) => (span.start, next.start),
            (None, Some((_, before))) => (before.end, span.end),
            (None, None) => (span.start, span.end),
        };
        return Edit { span: Span::new(start, end), text: String::new() };
    }
    let line = file.line_span(waiver.span.start);
    let alone = line.of(text).trim() == waiver.span.of(text);
    let span = if alone { Span::new(line.start, (line.end + 1).min(text.len())) } else { waiver.span };
    Edit { span, text: String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::side_waivers;

    const PLAN: &str = "---\nplangen: 1\ntitle: 河套市管护方案\n---\n## 一、目标\n\n到2025年达到85%。\n\n| 指标 | 数值 |\n|---|---|\n| 覆盖率 | 85% |\n";

    fn waiving<'a>(text: &str, words: &str, reason: &'a str) -> Waiving<'a> {
        let start = text.find(words).expect("there");
        Waiving { code: "PG301", at: Span::new(start, start + words.len()), reason, until: Some("2026-12-31") }
    }

    fn write(text: &str, words: &str, reason: &str) -> Result<Lifted, Failure> {
        let file = SourceFile::new("plan.md", text);
        waive(&parse(&file).plan, &file, waiving(text, words, reason))
    }

    #[test]
    fn a_waiver_is_written_and_taken_out_without_a_trace() {
        for words in ["达到85%", "一、目标", "| 覆盖率", "河套市"] {
            let done = write(PLAN, words, "自治区\n同意 \"放宽\"").expect(words);
            assert_eq!(done.path, PathBuf::from("plan.md"), "{words}");
            assert!(
                done.new.contains("allow PG301 reason='自治区 同意 \"放宽\"' until=2026-12-31 -->"),
                "{}",
                done.new
            );
            let file = SourceFile::new("plan.md", done.new.as_str());
            let parsed = parse(&file);
            assert_eq!(parsed.findings, parse(&SourceFile::new("plan.md", PLAN)).findings, "{words}");
            let all = waivers(&file, &parsed.plan);
            let undone = lift(&parsed.plan, &file, &all[0], "PG301").expect("lifted");
            assert_eq!(undone.new, PLAN, "{words}");
        }
    }

    #[test]
    fn one_of_several_codes_is_taken_out_alone() {
        let text = PLAN.replace("到2025年", "<!-- plangen: allow PG301, PG302 reason=\"甲乙\" -->\n到2025年");
        let file = SourceFile::new("plan.md", text.as_str());
        let parsed = parse(&file);
        let all = waivers(&file, &parsed.plan);
        for (code, left) in [("PG301", "allow PG302 reason"), ("PG302", "allow PG301 reason")] {
            let done = lift(&parsed.plan, &file, &all[0], code).expect("lifted");
            assert!(done.new.contains(left), "{}", done.new);
        }
    }

    #[test]
    fn what_is_no_source_is_waived_beside_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("plan.txt");
        let text = "河套市管护方案\n\n一、目标\n到2025年达到85%。\n\n二、保障\n到2025年达到85%。\n";
        let file = SourceFile::new(&path, text);
        let plan = crate::import::read(&file).plan;
        let second = text.rfind("达到85%").expect("there");
        let at = Span::new(second, second + "达到85%".len());
        let waiving = Waiving { code: "PG301", at, reason: "自治区同意", until: None };
        let done = waive(&plan, &file, waiving).expect("written");
        assert_eq!((done.path.clone(), done.old.clone(), done.line), (side_path(&path), None, 1));
        std::fs::write(&done.path, &done.new).expect("written");
        let all = side_waivers(&file, &plan).expect("well-formed");
        assert!(all[0].scope.contains(at) && all[0].kind == Scope::Block, "{all:?}");
        let again = waive(&plan, &file, Waiving { code: "PG302", ..waiving }).expect("written");
        std::fs::write(&again.path, &again.new).expect("written");
        let all = side_waivers(&file, &plan).expect("well-formed");
        let undone = lift(&plan, &file, &all[1], "PG302").expect("lifted");
        assert_eq!(undone.new, done.new);
        let undone = lift(&plan, &file, &all[0], "PG301").expect("lifted");
        assert!(undone.new.contains("PG302") && !undone.new.contains("PG301"), "{}", undone.new);
    }

    #[test]
    fn a_reason_that_says_nothing_is_refused() {
        for reason in ["", "  ", "待定", "甲-->乙", "\"'“”"] {
            assert!(write(PLAN, "达到85%", reason).is_err(), "{reason}");
        }
    }
}
