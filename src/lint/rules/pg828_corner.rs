//! PG828: 份号, 密级和保密期限, 紧急程度 in the upper left corner.

use crate::base::Severity;
use crate::lint::paged::Faces;
use crate::lint::{PageSink, PagesInput, Spot};
use crate::pages::{Form, Line, is_han};
use regex::Regex;
use std::sync::LazyLock;

/// From the left edge of the text, mm.
const SIDE: f64 = 0.6;
const LEFT: f64 = 28.0;
/// 3号, pt.
const SIZE: f64 = 16.0;
const TOLERANCE: f64 = 0.5;

/// What stands in the corner, in the order it stands there.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Copy,
    Secrecy,
    Urgency,
}

impl What {
    fn of(text: &str) -> Option<Self> {
        let number = (1..=8).contains(&text.chars().count())
            && text.chars().all(|c| c.is_ascii_digit() || ('０'..='９').contains(&c));
        match text {
            _ if number => Some(Self::Copy),
            _ if ["绝密", "机密", "秘密"].iter().any(|s| text.starts_with(s)) => Some(Self::Secrecy),
            "特急" | "加急" | "特提" | "平急" => Some(Self::Urgency),
            _ => None,
        }
    }

    fn clause(self) -> &'static str {
        match self {
            Self::Copy => "7.2.1",
            Self::Secrecy => "7.2.2",
            Self::Urgency => "7.2.3",
        }
    }
}

/// 机密★1年
static SECRECY: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new("^(绝密|机密|秘密)(★(长期|[0-9]+(年|个月|月|天|日)|[^一二三四五六七八九十]+))?$").ok());

/// Reports them out of order; and, as the normal case, where they are written, set or placed in another way.
/// Letters have the number on the same line and are left alone.
pub fn check(input: &PagesInput<'_>, out: &mut PageSink<'_>) {
    let (Some(head), Some(sheet)) = (&input.layout.head, input.layout.sheets.first()) else { return };
    let Some(mark) = head.marks.first().filter(|_| head.form != Form::Letter) else { return };
    let above = sheet.text().map(|r| r.line).take_while(|l| l.baseline < mark.top());
    let corner: Vec<(What, &Line)> = above.filter_map(|l| Some((What::of(&l.text())?, l))).collect();
    if let Some(pair) = corner.windows(2).find(|p| p[0].0 > p[1].0) {
        let draft = out.report(Spot::Line(sheet.number, pair[1].1), "order");
        draft.arg("first", pair[0].1.text()).arg("second", pair[1].1.text()).done();
    }
    let left = input.flow.left(1).unwrap_or(LEFT);
    for (what, line) in corner {
        let spot = Spot::Line(sheet.number, line);
        let (text, clause) = (line.text(), what.clause());
        let wrong = match what {
            What::Copy => !(text.len() == 6 && text.is_ascii()),
            What::Secrecy => SECRECY.as_ref().is_some_and(|r| !r.is_match(&text)),
            What::Urgency => false,
        };
        if wrong {
            let variant = if what == What::Copy { "copy" } else { "secrecy" };
            let draft = out.report(spot, variant).clause(clause).severity(Severity::Warning);
            draft.arg("found", text.as_str()).done();
        }
        let letter = line.characters.iter().find(|c| is_han(c.text));
        if let Some(letter) = letter.filter(|c| Faces::is_of(&c.family, "hei") == Some(false)) {
            let draft = out.report(spot, "face").clause(clause).severity(Severity::Warning);
            draft.arg("text", text.as_str()).arg("found", &*letter.family).done();
        }
        if (line.size() - SIZE).abs() > TOLERANCE {
            let draft = out.report(spot, "size").clause(clause).severity(Severity::Warning);
            draft.arg("text", text.as_str()).measured(line.size(), SIZE, TOLERANCE).done();
        }
        if (line.x() - left).abs() > SIDE {
            let draft = out.report(spot, "left").clause(clause).severity(Severity::Warning);
            draft.arg("text", text.as_str()).measured(line.x(), left, SIDE).done();
        }
    }
}
