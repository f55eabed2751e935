//! Clauses as reports quote them: a task with its number, title and text, as the plan has it.

use crate::align::Doc;
use crate::plan::{Section, SectionId, Task};

/// What a document is called: its title, else its file.
pub fn title(doc: Doc<'_>) -> String {
    let file = || doc.file.path.file_name().map(|name| name.to_string_lossy().into_owned());
    doc.plan.meta.title.clone().or_else(file).unwrap_or_default()
}

/// A section's number and title.
pub fn heading(section: &Section) -> String {
    let label = section.label.as_ref().map_or("", |l| l.raw.as_str());
    // An Arabic number with a point of its own, and no mark, stands apart.
    let gap = if label.ends_with(|c: char| c.is_ascii_alphanumeric()) { " " } else { "" };
    format!("{label}{gap}{}", section.title.as_str())
}

/// A task with all its text, a paragraph a line; tasks inside it stand for themselves.
pub fn whole(doc: Doc<'_>, task: &Task) -> String {
    let mut lines = Vec::new();
    section(doc, task.section, &mut lines);
    lines.join("\n")
}

fn section(doc: Doc<'_>, id: SectionId, lines: &mut Vec<String>) {
    let Some(section) = doc.plan.sections.get(id) else { return };
    let mut text: Vec<String> = section.paragraphs().iter().map(|p| p.prose.as_str().trim().to_owned()).collect();
    if section.titled {
        lines.push(heading(section));
    } else if let (Some(first), Some(label)) = (text.first_mut(), &section.label) {
        *first = format!("{}{first}", label.raw);
    }
    lines.extend(text.into_iter().filter(|t| !t.is_empty()));
    for &child in &section.children {
        if doc.facts.tasks.iter().all(|t| t.section != child) {
            self::section(doc, child, lines);
        }
    }
}
