//! PG834: a dash or an ellipsis broken over two lines (破折号、省略号断行).

use crate::lint::{PageSink, PagesInput, Spot};

/// Reports —— and …… whose halves stand on two lines.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    let mut broken = Vec::new();
    let mut first = None;
    for (a, b) in input.flow.joins() {
        let (before, after) = (a.line.text(), b.line.text());
        for mark in ['—', '…'] {
            let ends = before.chars().rev().take_while(|c| *c == mark).count();
            let begins = after.chars().take_while(|c| *c == mark).count();
            // Whole ones on both sides are two marks.
            if ends % 2 == 1 && begins % 2 == 1 {
                first.get_or_insert(mark);
                broken.push(Spot::Line(a.page, a.line));
            }
        }
    }
    if let (Some(mark), Some(draft)) = (first, out.report_all(&broken, "default", "many")) {
        draft.arg("mark", mark.to_string().repeat(2)).done();
    }
}
