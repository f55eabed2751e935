//! What every room may use: spans, texts that know where they came from, and the finding type.

mod charset;
mod day;
mod finding;
mod fnv;
mod intern;
mod markup;
pub mod memo;
mod origin;
pub mod profile;
mod progress;
mod relative;
mod scan;
mod span;
mod spot;
mod text;
pub mod wide;
mod words;
mod write;

pub use charset::{CharSet, LowBits};
pub use day::today;
pub use finding::{Applicability, Area, Arg, Edit, Finding, Fix, Found, Measure, Place, Severity, Waived, Wording};
pub use fnv::Fnv;
pub use intern::intern;
pub use markup::escape;
pub use memo::Memo;
pub use origin::{LeftOut, Origin, OriginKind, Remark, RemarkKind};
pub use progress::Progress;
pub use relative::relative;
pub use scan::{Needle, skip};
pub use span::{LineIndex, Position, Span};
pub use spot::Spot;
pub use text::{Prose, SourceFile, width};
pub use words::{Failure, Lang, Words};
pub use write::{write_atomic, write_new, write_together};
