//! Consultation (征求意见): whom to ask about a draft, and what those who were asked have said, gathered from the
//! comments and tracked changes of the copies they returned.

mod asked;
mod decided;
mod opinions;

pub use asked::{Asked, asked};
pub use decided::{Decided, decided, merge};
pub use opinions::{Opinion, OpinionKind, Returned, Sender, opinions};

/// The heads of the columns of a table of opinions (意见采纳情况表), by which one that a person filled in is read
/// again.
pub const HEADS: [(&str, &str); 6] = [
    ("单位", "Unit"),
    ("条款", "Clause"),
    ("原文", "Text"),
    ("意见", "Opinion"),
    ("采纳情况", "Decision"),
    ("理由", "Reason"),
];

/// What stands where nothing is decided yet, in Chinese and English.
pub const OPEN: [&str; 2] = ["待定", "open"];

/// Words without what layout may change: blanks, and the sign that stands for a bar in tables.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).map(|c| if c == '｜' { '|' } else { c }).collect()
}
