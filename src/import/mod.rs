//! Published files to plans, and plans to canonical source.

mod chapters;
mod foot;
mod format;
mod format_front;
mod head;
mod lines;
mod linked;
mod paragraphs;
mod place;
mod signs;
mod tables;
mod text;
mod to_source;
mod toc;
mod web;

pub use format::format;
pub use lines::{Furniture, FurnitureKind};
pub use linked::linked;
pub use place::place;
pub use text::{Doubt, DoubtKind, ImportReport, Imported, contents, text};
pub use to_source::{front_matter, heading_text, to_source};

use crate::base::SourceFile;
use crate::source::{self, Parsed};

/// Reads a plan, whatever its form.
pub fn read(file: &SourceFile) -> Parsed {
    if source::is_source(&file.text) {
        return source::parse(file);
    }
    Parsed { plan: text(file).plan, findings: source::told_of_published(file) }
}
