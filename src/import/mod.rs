//! Published files to plans.

mod head;
mod lines;
mod paragraphs;
mod text;

pub use head::place;
pub use lines::{Furniture, FurnitureKind};
pub use text::{Doubt, DoubtKind, ImportReport, Imported, contents, text};
