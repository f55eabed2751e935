//! PG503: brackets, quotes and title marks without a partner (标点不配对).

use crate::base::Prose;
use crate::extract::form::{Unpaired, join_broken, unpaired};
use crate::lint::{FileInput, Sink};

/// How many places of one mark are told one by one; more become one finding.
const FEW: usize = 3;

/// Reports every mark without a partner in its paragraph; one that recurs, once a document.
pub fn check(input: &FileInput<'_>, out: &mut Sink<'_>) {
    let in_title = unpaired(input.title.as_str()).into_iter().map(|lone| (0, lone));
    let slips = input.known.iter().enumerate().filter_map(|(at, known)| Some((at + 1, known.slips()?)));
    let in_texts = slips.flat_map(|(at, slips)| slips.unpaired.iter().map(move |lone| (at, lone.clone())));
    let mut found: Vec<(usize, Unpaired)> = in_title.chain(in_texts).collect();
    if found.is_empty() {
        return;
    }
    let proses: Vec<&Prose> = std::iter::once(&input.title).chain(input.texts.iter().map(|r| r.prose)).collect();
    let texts: Vec<&str> = proses.iter().map(|p| p.as_str()).collect();
    join_broken(&mut found, &texts);
    let mut marks: Vec<char> = found.iter().map(|(_, lone)| lone.mark).collect();
    marks.sort_unstable();
    marks.dedup();
    for mark in marks {
        let of_mark: Vec<&(usize, Unpaired)> = found.iter().filter(|(_, lone)| lone.mark == mark).collect();
        let span = |(at, lone): &(usize, Unpaired)| proses[*at].source_of(lone.span);
        let told = if of_mark.len() > FEW { 1 } else { of_mark.len() };
        for place in &of_mark[..told] {
            let mut finding = out
                .report(span(place), if told < of_mark.len() { "many" } else { "default" })
                .arg("mark", mark.to_string())
                .arg("partner", place.1.partner.to_string())
                .arg("count", of_mark.len());
            if told < of_mark.len() {
                for other in &of_mark[1..] {
                    finding = finding.related(&input.doc, span(other), "also");
                }
            }
            finding.done();
        }
    }
}
