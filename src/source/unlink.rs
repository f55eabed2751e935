//! Links taken out of a plan again, and why they were made.

use super::link::comment;
use super::side::{link_entry, link_reason as reason_aside, side_path};
use super::{Lifted, parse, side_links};
use crate::base::{Failure, SourceFile, Span};
use crate::data::reasons;
use crate::plan::{Plan, SectionId};

/// The words of a reason as they are written; nothing where none were given.
pub(super) fn reason_words(given: &str) -> Result<Option<String>, Failure> {
    let words = given.split_whitespace().collect::<Vec<_>>().join(" ");
    let refused = |zh: &str, en: &str| Failure::new("没有写承接关系", "the link was not written").cause(zh, en);
    match () {
        () if words.is_empty() => Ok(None),
        () if reasons::is_placeholder(&words) => Err(refused("理由等于没有写", "the reason says nothing")
            .remedy("写明为什么由它承接，或不填", "say why, or leave it out")),
        () if words.contains("--") => {
            Err(refused("理由里不能有 --", "a reason cannot hold --").remedy("改用破折号——", "use a dash —"))
        }
        () => Ok(Some(words)),
    }
}

/// Why a person made a link, where that is written: below the heading, or in the side file.
pub fn link_reason(plan: &Plan, side: Option<&SourceFile>, section: SectionId, to: &str) -> Option<String> {
    let begin = format!("承接 {to}：");
    let own = plan.comments.iter().filter(|note| plan.section_at(note.span.start) == Some(section));
    let found = own.filter_map(|note| note.text.trim().strip_prefix(&begin)).next();
    let path = &plan.sections.get(section)?.path;
    found.map(|words| words.trim().to_owned()).or_else(|| reason_aside(side?, path, to))
}

/// Takes a link out of a plan, with the reason that was written for it; everything else stays as it is, which is seen
/// by reading it again. `None` where the plan has no such link.
///
/// # Errors
/// When the side file cannot be read, or the link is written so that it cannot be taken out alone.
pub fn remove_link(
    file: &SourceFile,
    side: Option<&SourceFile>,
    plan: &Plan,
    id: SectionId,
    to: &str,
) -> Result<Option<Lifted>, Failure> {
    let Some(section) = plan.sections.get(id) else { return Ok(None) };
    let Some((_, span)) = section.implements.iter().find(|(there, _)| there == to) else { return Ok(None) };
    if !span.is_empty() {
        return in_heading(file, plan, id, to).map(Some);
    }
    let Some(side) = side else { return Ok(None) };
    let Some((at, all)) = link_entry(side, &section.path, to)? else { return Ok(None) };
    aside(side, plan, at, &all, to).map(Some)
}

fn inseparable(file: &SourceFile, at: usize) -> Failure {
    Failure::new("没有撤销承接关系", "the link was not taken out")
        .file(&file.path)
        .at(file.position(at))
        .cause("它和别的写在一起，分不开", "it is written together with others")
        .remedy("请在文件里手工删去", "take it out of the file by hand")
}

fn in_heading(file: &SourceFile, plan: &Plan, id: SectionId, to: &str) -> Result<Lifted, Failure> {
    let heading = plan.sections[id].heading_span;
    let line = file.line_span(heading.start);
    let text = line.of(&file.text);
    let failed = || inseparable(file, heading.start);
    let bare = text.trim_end();
    let inner_end = bare.strip_suffix('}').ok_or_else(failed)?.len();
    let open = bare.rfind('{').ok_or_else(failed)?;
    let written =
        |word: &str| word.strip_prefix("implements=").is_some_and(|value| value.trim_matches(['"', '\'']) == to);
    let attributes = &bare[open + 1..inner_end];
    let kept: Vec<&str> = attributes.split_whitespace().filter(|word| !written(word)).collect();
    let (from, attributes) = match kept.is_empty() {
        true => (bare[..open].trim_end().len(), String::new()),
        false => (open, format!("{{{}}}", kept.join(" "))),
    };
    let mut edits = vec![(Span::new(line.start + from, line.start + bare.len()), attributes)];
    edits.extend(comment_span(file, plan, id, to).map(|span| (span, String::new())));
    let mut new = file.text.clone();
    for (span, text) in edits.iter().rev() {
        new.replace_range(span.range(), text);
    }
    let after = parse(&SourceFile::new(&file.path, new.as_str())).plan;
    let links =
        |plan: &Plan| plan.sections.iter().map(|s| s.implements.iter().filter(|l| !l.1.is_empty()).count()).sum();
    let (old, left): (usize, usize) = (links(plan), links(&after));
    let same = after.sections.len() == plan.sections.len() && left + 1 == old;
    if !same {
        return Err(failed());
    }
    let line = file.position(heading.start).line;
    Ok(Lifted { path: file.path.clone(), old: Some(file.text.clone()), new, line })
}

/// The comment that says why a link was made: with its line, where it stands alone on it.
fn comment_span(file: &SourceFile, plan: &Plan, id: SectionId, to: &str) -> Option<Span> {
    let begin = comment(to, "");
    let begin = begin.trim_end_matches([' ', '-', '>']);
    let own = |span: Span| plan.section_at(span.start) == Some(id) && span.of(&file.text).starts_with(begin);
    let span = plan.comments.iter().map(|note| note.span).find(|span| own(*span))?;
    let line = file.line_span(span.start);
    if line.of(&file.text).trim() != span.of(&file.text) {
        return Some(span);
    }
    let after = file.text[line.start..].find('\n').map(|at| line.start + at + 1);
    // As the last line it came with the end of the line above.
    let last = after.is_none_or(|after| file.text[after..].trim().is_empty());
    let above = file.text[..line.start].trim_end_matches(['\r', '\n']).len();
    Some(match after.filter(|_| !last) {
        Some(after) => Span::new(line.start, after),
        None => Span::new(above, line.start + line.of(&file.text).trim_end().len()),
    })
}

fn aside(side: &SourceFile, plan: &Plan, at: usize, all: &[String], to: &str) -> Result<Lifted, Failure> {
    let failed = || inseparable(side, at);
    let lines: Vec<&str> = side.text.split_inclusive('\n').collect();
    let named = side.position(at).line.saturating_sub(1).min(lines.len().saturating_sub(1));
    let from = (0..=named).rev().find(|&n| lines[n].trim_start().starts_with("[[")).ok_or_else(failed)?;
    let length = lines[from..].iter().skip(1).take_while(|line| !line.trim_start().starts_with('[')).count() + 1;
    let to_line = (from + length).min(lines.len());
    let rest: Vec<String> =
        all.iter().filter(|l| *l != to).map(|l| toml::Value::String(l.clone()).to_string()).collect();
    let (above, below) = (lines[..from].concat(), lines[to_line..].concat());
    let new = if rest.is_empty() {
        format!("{}{below}", if below.is_empty() { above.trim_end() } else { &above })
    } else {
        let entry = lines[from..to_line].iter().map(|line| match line.trim_start().starts_with("implements") {
            true => format!("implements = [{}]\n", rest.join(", ")),
            false => (*line).to_owned(),
        });
        format!("{above}{}{below}", entry.collect::<String>())
    };
    let new = if new.is_empty() || new.ends_with('\n') { new } else { new + "\n" };
    let before = side_links(side, plan)?;
    let after = side_links(&SourceFile::new(&side.path, new.as_str()), plan).map_err(|_| failed())?;
    if after.len() + 1 != before.len() {
        return Err(failed());
    }
    Ok(Lifted { path: side.path.clone(), old: Some(side.text.clone()), new, line: from + 1 })
}

/// A plan's side file, where there is one.
///
/// # Errors
/// When it cannot be read.
pub fn side_of(file: &SourceFile) -> Result<Option<SourceFile>, Failure> {
    let path = side_path(&file.path);
    if path.is_file() { super::load_text(&path).map(Some) } else { Ok(None) }
}

#[cfg(test)]
mod tests {
    use super::super::{Link, place_links};
    use super::*;

    fn link(section: SectionId, to: &str, reason: &str) -> Link {
        Link { section, to: to.to_owned(), reason: Some(reason.to_owned()) }
    }

    #[test]
    fn a_link_is_written_with_its_reason_and_taken_out_without_a_trace() {
        let old = "---\nplangen: 1\n---\n## 一、任务\n\n### （一）甲 {#a implements=q:一}\n\n乙。\n\n### （二）丙\n丁。\n\n### （三）戊";
        for text in [old.to_owned(), old.replace('\n', "\r\n")] {
            for section in 1..=3 {
                let file = SourceFile::new("plan.md", text.as_str());
                let plan = parse(&file).plan;
                let links = [link(section, "p:一", "合并 到这一项"), link(section, "p:一/（一）", "")];
                let placed = place_links(&file, None, &plan, &links).expect("placed");
                let mut file = SourceFile::new("plan.md", placed.plan.expect("changed").as_str());
                for to in ["p:一", "p:一/（一）"] {
                    let plan = parse(&file).plan;
                    let reason = (to == "p:一").then(|| "合并 到这一项".to_owned());
                    assert_eq!(link_reason(&plan, None, section, to), reason, "{}", file.text);
                    let out = remove_link(&file, None, &plan, section, to).expect("taken out").expect("there");
                    file = SourceFile::new("plan.md", out.new.as_str());
                }
                assert_eq!(file.text, text);
                let plan = parse(&file).plan;
                assert_eq!(remove_link(&file, None, &plan, section, "p:一").expect("well-formed"), None);
            }
        }
    }

    #[test]
    fn links_of_the_side_file_are_taken_out_one_by_one() {
        let file = SourceFile::new("plan.txt", "方案\n\n一、任务\n（一）甲。乙。\n（二）丙。丁。\n");
        let mut plan = crate::import::read(&file).plan;
        let old = "# 我的\n[[waiver]]\ncodes = [\"PG604\"]\nreason = \"沿用原文\"\n";
        let side = SourceFile::new("plan.plangen.toml", old);
        let at = plan.section("一/（一）").expect("there");
        let links = [link(at, "p:一", "甲即是"), link(at, "p:二", ""), link(at, "p:三", "")];
        let mut text = place_links(&file, Some(&side), &plan, &links).expect("placed").side.expect("changed");
        for to in ["p:二", "p:一", "p:三"] {
            let side = SourceFile::new("plan.plangen.toml", text.as_str());
            plan.sections[at].implements = side_links(&side, &plan)
                .expect("well-formed")
                .into_iter()
                .map(|(_, to)| (to, Span::empty(0)))
                .collect();
            let reason = (to == "p:一").then(|| "甲即是".to_owned());
            assert_eq!(link_reason(&plan, Some(&side), at, to), reason, "{text}");
            text = remove_link(&file, Some(&side), &plan, at, to).expect("taken out").expect("there").new;
        }
        assert_eq!(text, old);
    }

    #[test]
    fn reasons_that_cannot_stand_are_refused() {
        assert!(reason_words("待定").is_err() && reason_words("甲 --> 乙").is_err());
        assert_eq!(reason_words(" \n ").ok(), Some(None));
    }
}
