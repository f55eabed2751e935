//! PG304: a target that holds for fewer than the parent's (范围小于上级).

use crate::align::{Status, Why};
use crate::lint::parents::related;
use crate::lint::{Input, Sink};

/// Reports classes of bodies that were left out, qualifiers that were added, and a 全覆盖 that was dropped.
pub fn check(input: &Input<'_>, out: &mut Sink<'_>) {
    for (parent, _) in related(input) {
        for link in &parent.alignment.targets {
            let theirs = &parent.doc.facts.targets[link.parent];
            let own = link.child.and_then(|c| input.doc.facts.targets.get(c));
            let Some(span) = own.map(|t| t.span).or(link.said) else { continue };
            // Where the whole task is missing, that is told already.
            let answer = parent.alignment.tasks.iter().find(|l| {
                parent.doc.facts.tasks.get(l.parent).is_some_and(|t| Some(t.section) == theirs.section)
            });
            if own.is_none() && answer.is_some_and(|a| a.status == Status::Missing) {
                continue;
            }
            for why in &link.why {
                let finding = match why {
                    Why::Narrower(lost) => out.report(span, "default").arg("lost", lost.clone()),
                    Why::CoverageLost => {
                        out.report(span, "coverage").arg("said", span.of(&input.doc.file.text).trim())
                    }
                    Why::Qualified => {
                        let Some(scopes) = &link.scopes else { continue };
                        out.report(span, "qualified")
                            .arg("own_scope", scopes.own.as_str())
                            .arg("wanted_scope", scopes.wanted.as_str())
                    }
                    _ => continue,
                };
                finding
                    .arg("metric", own.map_or(theirs.metric.as_str(), |t| t.metric.as_str()))
                    .arg("target", theirs.quote.as_str())
                    .related(&parent.doc, theirs.span, "parent")
                    .done();
            }
        }
    }
}
