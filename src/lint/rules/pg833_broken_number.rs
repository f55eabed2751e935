//! PG833: numbers broken over two lines (数字断行).

use crate::base::Severity;
use crate::lint::{PageSink, PagesInput, Spot};

/// Reports numbers that go on in the next line, and, as practice, those parted from what they count.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    let (mut broken, mut parted) = (Vec::new(), Vec::new());
    let (mut first, mut unit) = (None, None);
    for (a, b) in input.flow.joins() {
        let (before, after) = (a.line.text(), b.line.text());
        let mut next = after.chars();
        let (Some(one), two) = (next.next(), next.next()) else { continue };
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let last = before.chars().next_back();
        let goes_on = match one {
            '0'..='9' | '%' | '‰' | '％' => digit(last),
            '.' => digit(last) && digit(two),
            _ => false,
        };
        let point = last == Some('.') && digit(before.chars().rev().nth(1)) && digit(Some(one));
        let spot = Spot::Line(a.page, a.line);
        let told = || format!("{}|{}", tail(&before, 5), after.chars().take(4).collect::<String>());
        if goes_on || point {
            first.get_or_insert_with(told);
            broken.push(spot);
        } else if digit(last) && "年月日万亿".contains(one) {
            unit.get_or_insert_with(told);
            parted.push(spot);
        }
    }
    if let (Some(quote), Some(draft)) = (first, out.report_all(&broken, "default", "many")) {
        draft.arg("quote", quote).done();
    }
    if let (Some(quote), Some(draft)) = (unit, out.report_all(&parted, "unit", "unit-many")) {
        draft.clause("惯例").arg("quote", quote).severity(Severity::Info).done();
    }
}

fn tail(text: &str, count: usize) -> String {
    let skip = text.chars().count().saturating_sub(count);
    text.chars().skip(skip).collect()
}
