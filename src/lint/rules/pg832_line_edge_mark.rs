//! PG832: marks that may not begin or end a line (避头尾).

use crate::lint::{PageSink, PagesInput, Spot};
use crate::pages::Start;

/// GB/T 15834-2011, 5.1.
const NOT_AT_START: &str = "。，、；：？！”’）》〉〕】％%‰～·";
const NOT_AT_END: &str = "“‘（《〈〔【";

/// Reports lines of the text that begin or end so, in one finding of each kind.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    let (mut starts, mut ends) = (Vec::new(), Vec::new());
    let (mut at_start, mut at_end) = (None, None);
    for step in input.flow.steps.iter().filter(|s| s.start != Start::Elsewhere) {
        let letters = &step.line.characters;
        let spot = Spot::Line(step.page, step.line);
        let second = letters.get(1).map(|c| c.text);
        if let Some(first) = letters.first().map(|c| c.text) {
            // A dash or an ellipsis is two characters; a single one joins what stands on its sides.
            let joins = step.continues && matches!(first, '—' | '…') && second != Some(first);
            if NOT_AT_START.contains(first) && letters.len() > 1 || joins {
                at_start.get_or_insert(first);
                starts.push(spot);
            }
        }
        if let Some(last) = letters.last().map(|c| c.text)
            && step.goes_on
            && NOT_AT_END.contains(last)
        {
            at_end.get_or_insert(last);
            ends.push(spot);
        }
    }
    for (mark, spots, one, many) in [(at_start, starts, "start", "start-many"), (at_end, ends, "end", "end-many")] {
        if let (Some(mark), Some(draft)) = (mark, out.report_all(&spots, one, many)) {
            draft.arg("mark", mark.to_string()).done();
        }
    }
}
