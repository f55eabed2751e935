//! A new plan from the plans it must carry out (起草): every task it must answer, in the parents' order and outline,
//! units named as its own level has them, the parents' words and targets as comments, and open marks where a person
//! must write. No word is made up: what no parent says is left open.

mod gather;
mod units;
mod write;

pub use gather::{Left, Outline, outline};
pub use write::{Draft, source};

use crate::align::Doc;
use crate::plan::Level;

/// What the new plan is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Its level.
    pub level: Level,
    /// Its jurisdiction, 河套市.
    pub region: String,
    /// 文种, where it is to be another than the first parent's.
    pub kind: Option<String>,
    /// Its title, where it is given.
    pub title: Option<String>,
    /// What it is called in links, where that can stand as an id.
    pub id: Option<String>,
}

/// A parent, what links call it, and how the new plan names its file.
#[derive(Debug, Clone)]
pub struct Source<'a> {
    /// The parent.
    pub doc: Doc<'a>,
    /// Its name in `implements=NAME:PATH`.
    pub name: String,
    /// Its path from the new plan's folder.
    pub link: String,
}

/// An open mark (占位): what a person must write in its place. Lint PG604 finds it.
pub fn mark(what: &str) -> String {
    format!("【待补充：{what}】")
}

/// An open mark on words that are the parent's own: a person must put the place's own in their stead.
pub fn check_mark(words: &str) -> String {
    // The mark is found up to this length; longer words stand in the comment above.
    const LONGEST: usize = 16;
    if words.chars().count() > LONGEST { mark("对应单位") } else { format!("【待核实：{words}】") }
}
