//! PG402: a citation whose number and title belong to different documents (文号与标题不符).

use crate::lint::parents::{is_titled, plain, plain_number};
use crate::lint::{Input, Sink};

/// Compares citations with the parents, by number and by title, with what the parents cite, and with one another.
pub fn check(input: &Input<'_>, out: &mut Sink<'_>) {
    let citations = &input.doc.facts.citations;
    for cited in citations {
        let Some(number) = cited.number.as_deref() else { continue };
        for parent in input.parents {
            let meta = &parent.doc.plan.meta;
            let of_notice = meta.notice.as_ref();
            let Some(theirs) = of_notice.and_then(|n| n.number.as_deref()) else { continue };
            let names: Vec<&str> =
                [meta.title.as_deref(), of_notice.and_then(|n| n.title.as_deref())].into_iter().flatten().collect();
            if names.is_empty() {
                continue;
            }
            let by_number = plain_number(number) == plain_number(theirs);
            let by_title = names.iter().any(|n| is_titled(&cited.title, n));
            let variant = match (by_number, by_title) {
                (true, false) => "title",
                // Two levels print plans of one title; another number of the same issuer is a slip.
                (false, true) if issuer(number) == issuer(theirs) => "number",
                _ => continue,
            };
            out.report(cited.span, variant)
                .arg("number", number)
                .arg("title", cited.title.as_str())
                .arg("right_number", theirs)
                .arg("right_title", names.first().copied().unwrap_or_default())
                .related(&parent.doc, meta.title_span, "parent")
                .done();
        }
    }
    // A document that a parent cites too, by the number the parent gives it.
    for cited in citations {
        let Some(number) = cited.number.as_deref() else { continue };
        for parent in input.parents {
            let same = parent.doc.facts.citations.iter().filter(|c| plain(&c.title) == plain(&cited.title));
            let other = same.filter_map(|c| Some((c, c.number.as_deref()?))).next();
            let Some((theirs, right)) = other.filter(|(_, n)| plain_number(n) != plain_number(number)) else { continue };
            out.report(cited.span, "cited")
                .arg("number", number)
                .arg("title", cited.title.as_str())
                .arg("right_number", right)
                .related(&parent.doc, theirs.span, "parent")
                .done();
            break;
        }
    }
    for (at, a) in citations.iter().enumerate() {
        for b in &citations[at + 1..] {
            let (Some(x), Some(y)) = (a.number.as_deref(), b.number.as_deref()) else { continue };
            let (same_number, same_title) = (plain_number(x) == plain_number(y), plain(&a.title) == plain(&b.title));
            let variant = match (same_number, same_title) {
                (true, false) => "two-titles",
                (false, true) => "two-numbers",
                _ => continue,
            };
            out.report(b.span, variant)
                .arg("number", y)
                .arg("other_number", x)
                .arg("title", b.title.as_str())
                .arg("other_title", a.title.as_str())
                .related(&input.doc, a.span, "there")
                .done();
        }
    }
}

/// What stands before the year in a document number: 内政办发.
fn issuer(number: &str) -> String {
    plain_number(number).split('〔').next().unwrap_or_default().to_owned()
}
