//! PG404: title marks within title marks (书名号套用).

use crate::base::Needle;
use crate::lint::{FileInput, Sink};

/// Reports 《…《…》…》: within 《》 a title stands in 〈〉 (GB/T 15834-2011 4.15.3).
pub fn check(input: &FileInput<'_>, out: &mut Sink<'_>) {
    static TITLE: Needle = Needle::of("《");
    for run in &input.texts {
        let text = run.prose.as_str();
        if !TITLE.is_in(text) {
            continue;
        }
        let mut open: Vec<usize> = Vec::new();
        for (at, c) in text.char_indices() {
            match c {
                '《' => open.push(at),
                '》' => {
                    let Some(start) = open.pop() else { continue };
                    if open.is_empty() {
                        continue;
                    }
                    let end = at + c.len_utf8();
                    let inner = &text[start + c.len_utf8()..at];
                    let span = run.prose.source_of(start..end);
                    let finding = out.report(span, "default").arg("found", &text[start..end]).arg("inner", inner);
                    let mark = |from: usize| run.prose.source_of(from..from + '《'.len_utf8());
                    finding.replace(mark(start), "〈").replace(mark(at), "〉").done();
                }
                _ => {}
            }
        }
    }
}
