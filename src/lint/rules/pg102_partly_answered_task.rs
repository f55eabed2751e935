//! PG102: a parent's task of which some measures are not answered (任务部分承接).

use crate::align::Status;
use crate::lint::open::unwritten;
use crate::lint::parents::related;
use crate::lint::{Input, Sink};

/// Reports, once for each task of the nearest parents, the sentences nothing in the plan answers.
pub fn check(input: &Input<'_>, out: &mut Sink<'_>) {
    for (parent, remote) in related(input) {
        if remote {
            continue;
        }
        for link in parent.alignment.tasks.iter().filter(|l| l.status != Status::Missing) {
            let Some(&first) = link.children.first().filter(|_| !link.unanswered.is_empty()) else { continue };
            let theirs = &parent.doc.facts.tasks[link.parent];
            let own = &input.doc.facts.tasks[first];
            if unwritten(input.doc.plan, own.section, input.register) {
                continue;
            }
            let measures: Vec<String> =
                link.unanswered.iter().map(|s| short(s.of(&parent.doc.file.text))).collect();
            let mut finding = out
                .report(input.doc.plan.sections[own.section].heading_span, "default")
                .arg("task", own.title.as_str())
                .arg("parent_task", theirs.title.as_str())
                .arg("path", theirs.path.as_str())
                .arg("count", measures.len())
                .arg("measures", measures);
            for span in &link.unanswered {
                finding = finding.related(&parent.doc, *span, "parent");
            }
            finding.done();
        }
    }
}

/// The first words of a sentence: enough to know it by.
fn short(sentence: &str) -> String {
    const LETTERS: usize = 24;
    let words: String = sentence.chars().filter(|c| !c.is_whitespace()).take(LETTERS + 1).collect();
    if words.chars().count() <= LETTERS {
        return format!("“{words}”");
    }
    format!("“{}……”", words.chars().take(LETTERS).collect::<String>())
}
