//! Published files to plans.

mod head;
mod lines;
mod paragraphs;
mod text;

pub use head::place;
pub use lines::{Furniture, FurnitureKind};
pub use text::{Doubt, DoubtKind, ImportReport, Imported, contents, text};

use crate::base::SourceFile;
use crate::source::Parsed;

/// Reads a plan, whatever its form.
pub fn read(file: &SourceFile) -> Parsed {
    Parsed { plan: text(file).plan, findings: Vec::new() }
}
