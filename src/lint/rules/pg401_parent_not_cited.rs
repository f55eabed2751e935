//! PG401: a parent that the plan does not name among what it carries out (未引用上级文件).

use super::pg101_missing_task::head;
use crate::lint::parents::{is_titled, plain_number, title};
use crate::base::Span;
use crate::lint::{Input, Sink};
use crate::plan::Relation;

/// Reports parents named neither by title nor by number.
pub fn check(input: &Input<'_>, out: &mut Sink<'_>) {
    for parent in input.parents.iter().filter(|p| !p.alignment.unrelated) {
        let meta = &parent.doc.plan.meta;
        let number = meta.notice.as_ref().and_then(|n| n.number.as_deref());
        let names: Vec<&str> =
            [meta.title.as_deref(), meta.notice.as_ref().and_then(|n| n.title.as_deref())].into_iter().flatten().collect();
        // Nothing to look for: neither title nor number is known.
        if names.is_empty() && number.is_none() {
            continue;
        }
        let cited = input.doc.facts.citations.iter().any(|c| {
            let by_number = c.number.as_deref().map(plain_number).is_some_and(|n| Some(n) == number.map(plain_number));
            by_number || names.iter().any(|name| is_titled(&c.title, name))
        });
        let place = input.doc.plan.preamble.first();
        let span = match place {
            Some(crate::plan::Block::Paragraph(p)) => p.prose.span(),
            _ => head(input),
        };
        if !cited {
            let mut finding = out
                .report(span, if number.is_some() { "default" } else { "without-number" })
                .arg("title", title(parent.doc.plan, parent.doc.file))
                .arg("number", number.unwrap_or_default())
                .related(&parent.doc, meta.title_span, "parent");
            // The notice is what was issued, and bears the number.
            let name = meta.notice.as_ref().and_then(|n| n.title.as_deref()).or(meta.title.as_deref());
            if let (Some(at), Some(name)) = (behind_citations(input), name) {
                let number = number.map_or_else(String::new, |n| format!("（{n}）"));
                let inner = name.replace('《', "〈").replace('》', "〉");
                finding = finding.suggest(Span::empty(at), format!("、《{inner}》{number}"));
            }
            finding.done();
        }
    }
}

/// Where the list of documents that the plan's opening carries out ends.
fn behind_citations(input: &Input<'_>) -> Option<usize> {
    let opening = match input.doc.plan.preamble.first()? {
        crate::plan::Block::Paragraph(p) => p.prose.span(),
        _ => return None,
    };
    let cited = input.doc.facts.citations.iter();
    cited.filter(|c| c.relation == Relation::Parent && opening.contains(c.span)).map(|c| c.span.end).max()
}
