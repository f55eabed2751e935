//! Reading plans: bytes to text, and the tree of sections that source and published text share.

mod decode;
mod fault;
mod front;
mod link;
mod load;
mod markdown;
mod mask;
mod notice;
pub mod outline;
mod read;
mod rewrite;
mod side;
mod unlink;
mod waive;
mod waiver;
mod yaml;

use crate::base::Finding;
use crate::plan::Plan;

pub use decode::{DecodeError, Decoded, EncodeError, decode, encode};
pub use front::KEYS;
pub(crate) use front::{find as front_matter, unmarked as unmarked_front};
pub use link::{Link, Placed, place_links};
pub use load::{load, load_text, load_with, read as read_bytes};
pub use notice::{FORMS, NOTICE_KEYS, SEALS, TABLES};
pub use read::{is_source, parse, told_of_published};
pub use rewrite::rewrite;
pub use side::{is_side, side_links, side_path, side_waivers};
pub use unlink::{link_reason, remove_link, side_of};
pub use waive::{Lifted, Waiving, lift, place, waive};
pub use waiver::{Aside, Scope, Waiver, waivers};

/// A plan as it was read, with what is wrong in its file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parsed {
    /// The plan; what could not be read is left out, never the whole document.
    pub plan: Plan,
    /// PG0xx.
    pub findings: Vec<Finding>,
}
