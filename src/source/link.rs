//! Links written into a plan: into the heading's attributes, or for what is no heading of a source into the side file.
//! Why a link was made stands below the heading as a comment, or in the side file.

use super::unlink::reason_words;
use super::{is_source, side_links, side_path};
use crate::base::{Failure, SourceFile};
use crate::plan::{Plan, SectionId};

/// A link to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The child's section.
    pub section: SectionId,
    /// What it implements, `PLAN:PATH`.
    pub to: String,
    /// Why a person says so, where they do.
    pub reason: Option<String>,
}

/// A plan and its side file with links in them; what did not change is not there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Placed {
    /// The plan's new text.
    pub plan: Option<String>,
    /// The side file's new text.
    pub side: Option<String>,
    /// How many links were added; those that are there already are not.
    pub added: usize,
}

/// Puts links into a plan, each once.
///
/// # Errors
/// When the side file is needed and is wrong, or a reason cannot be written.
pub fn place_links(
    file: &SourceFile,
    side: Option<&SourceFile>,
    plan: &Plan,
    links: &[Link],
) -> Result<Placed, Failure> {
    let mut out = Placed::default();
    let mut inserts: Vec<(usize, String)> = Vec::new();
    let mut comments: Vec<(usize, String)> = Vec::new();
    let mut aside: Vec<(&str, &str, Option<String>)> = Vec::new();
    let line_end = if file.text.contains("\r\n") { "\r\n" } else { "\n" };
    for Link { section: id, to, reason } in links {
        let Some(section) = plan.sections.get(*id) else { continue };
        if section.implements.iter().any(|(there, _)| there == to) {
            continue;
        }
        let reason = reason.as_deref().map(reason_words).transpose()?.flatten();
        out.added += 1;
        let Some((at, others)) = heading_end(file, plan, *id) else {
            aside.push((&section.path, to, reason));
            continue;
        };
        match inserts.iter_mut().find(|(there, _)| *there == at) {
            _ if others => inserts.push((at, format!(" implements={to}"))),
            Some((_, text)) => text.insert_str(text.len() - 1, &format!(" implements={to}")),
            None => inserts.push((at, format!(" {{implements={to}}}"))),
        }
        if let Some(reason) = reason {
            comments.push(below(&file.text, at, &comment(to, &reason), line_end));
        }
    }
    if !inserts.is_empty() {
        // An attribute comes before the comment below it.
        inserts.extend(comments);
        inserts.sort_by_key(|(at, _)| *at);
        let mut text = file.text.clone();
        for (at, insert) in inserts.iter().rev() {
            text.insert_str(*at, insert);
        }
        out.plan = Some(text);
    }
    if !aside.is_empty() {
        let text = beside(side, &aside);
        // What was wrong in it before is to be corrected first.
        let path = side.map_or_else(|| side_path(&file.path), |s| s.path.clone());
        side_links(&SourceFile::new(path, text.as_str()), plan)?;
        out.side = Some(text);
    }
    Ok(out)
}

/// A comment before what follows a heading, as canonical source has it: on a line of its own.
fn below(text: &str, heading: usize, comment: &str, line_end: &str) -> (usize, String) {
    let line = heading + text[heading..].find('\n').map_or(text.len() - heading, |at| at + 1);
    let gap = text[line..].split_inclusive('\n').take_while(|line| line.trim().is_empty()).map(str::len).sum::<usize>();
    match text[line + gap..].is_empty() {
        true => (text.trim_end().len(), format!("{line_end}{comment}")),
        false => (line + gap, format!("{comment}{line_end}")),
    }
}

/// The comment that says why a link was made.
pub(super) fn comment(to: &str, reason: &str) -> String {
    format!("<!-- 承接 {to}：{reason} -->")
}

/// Where an attribute of a section's heading goes, and whether there are others already. `None` where the section is
/// no heading of a source: a published text, a numbered paragraph.
fn heading_end(file: &SourceFile, plan: &Plan, id: SectionId) -> Option<(usize, bool)> {
    let section = plan.sections.get(id)?;
    if !is_source(&file.text) || file.origin.is_some() {
        return None;
    }
    let line = file.line_span(section.heading_span.start);
    let text = line.of(&file.text);
    if !text.trim_start().starts_with('#') {
        return None;
    }
    let bare = text.trim_end();
    let given = section.id.is_some() || section.implements.iter().any(|(_, span)| !span.is_empty());
    match bare.strip_suffix('}') {
        Some(inner) if given => Some((line.start + inner.trim_end().len(), true)),
        _ => Some((line.start + bare.len(), false)),
    }
}

/// The side file with links added at its end; all else in it stays as it is.
fn beside(side: Option<&SourceFile>, links: &[(&str, &str, Option<String>)]) -> String {
    let mut text = side.map_or_else(String::new, |s| s.text.clone());
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    let quoted = |words: &str| toml::Value::String(words.to_owned()).to_string();
    let mut told: Vec<(&str, &Option<String>)> = Vec::new();
    for (task, _, reason) in links {
        if told.contains(&(task, reason)) {
            continue;
        }
        told.push((task, reason));
        let own = links.iter().filter(|(t, _, r)| t == task && r == reason).map(|(_, link, _)| quoted(link));
        let gap = if text.is_empty() { "" } else { "\n" };
        let own = own.collect::<Vec<_>>().join(", ");
        text.push_str(&format!("{gap}[[link]]\ntask = {}\nimplements = [{own}]\n", quoted(task)));
        if let Some(reason) = reason {
            text.push_str(&format!("reason = {}\n", quoted(reason)));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::parse;

    const HEAD: &str = "---\nplangen: 1\n---\n";

    fn link(section: SectionId, to: &str) -> Link {
        Link { section, to: to.to_owned(), reason: None }
    }

    fn placed(body: &str, links: &[(SectionId, &str)]) -> Placed {
        let file = SourceFile::new("plan.md", format!("{HEAD}{body}"));
        let plan = parse(&file).plan;
        let links: Vec<_> = links.iter().map(|(id, to)| link(*id, to)).collect();
        let placed = place_links(&file, None, &plan, &links).expect("placed");
        if let Some(text) = &placed.plan {
            // What was written is read, and placing it again adds nothing.
            let file = SourceFile::new("plan.md", text.as_str());
            let plan = parse(&file);
            assert!(plan.findings.is_empty(), "{:?}", plan.findings);
            assert_eq!(place_links(&file, None, &plan.plan, &links).expect("placed").added, 0, "{text}");
        }
        placed
    }

    #[test]
    fn links_go_into_headings() {
        let body = "## 一、任务\n\n### （一）甲 {#a}\n\n乙。\n\n### （二）丙\n\n丁。\n";
        let text =
            placed(body, &[(1, "p:一/（一）"), (1, "q:二"), (2, "p:一"), (2, "q:一/（一）#2")]).plan.expect("changed");
        assert!(text.contains("### （一）甲 {#a implements=p:一/（一） implements=q:二}\n"), "{text}");
        assert!(text.contains("### （二）丙 {implements=p:一 implements=q:一/（一）#2}\n"), "{text}");
    }

    #[test]
    fn what_is_no_heading_goes_into_the_side_file() {
        let out = placed("一、任务\n\n（一）甲。乙。\n", &[(1, "p:一"), (1, "p:二")]);
        assert_eq!(out.plan, None);
        let side = out.side.expect("made");
        assert_eq!(side, "[[link]]\ntask = \"一/（一）\"\nimplements = [\"p:一\", \"p:二\"]\n");
        let file = SourceFile::new("plan.md", format!("{HEAD}一、任务\n\n（一）甲。乙。\n"));
        let plan = parse(&file).plan;
        let read = crate::source::side_links(&SourceFile::new("plan.plangen.toml", side), &plan).expect("well-formed");
        assert_eq!(read, [(1, "p:一".to_owned()), (1, "p:二".to_owned())]);
    }
}
