//! Links that a person accepts, as files to be written: what was in canonical form stays so.

use super::format;
use crate::base::{Failure, SourceFile};
use crate::plan::Plan;
use crate::source::{self, Lifted, Link};

/// The files that hold a plan's links once these are added, and how many are new: the source with them in its headings,
/// and the side file for what has no heading of its own there.
///
/// # Errors
/// When the side file is wrong, or a reason cannot be written.
pub fn linked(file: &SourceFile, plan: &Plan, links: &[Link]) -> Result<(Vec<Lifted>, usize), Failure> {
    let side = source::side_of(file)?;
    let placed = source::place_links(file, side.as_ref(), plan, links)?;
    let mut out = Vec::new();
    if let Some(mut new) = placed.plan {
        if format(file).is_some_and(|canonical| canonical == file.text)
            && let Some(canonical) = format(&SourceFile::new(&file.path, new.as_str()))
        {
            new = canonical;
        }
        let heading = |link: &Link| plan.sections.get(link.section).map(|s| file.position(s.heading_span.start).line);
        let line = links.iter().find_map(heading).unwrap_or(1);
        out.push(Lifted { path: file.path.clone(), old: Some(file.text.clone()), new, line });
    }
    if let Some(new) = placed.side {
        let path = source::side_path(&file.path);
        let line = side.as_ref().map_or(0, |s| s.text.lines().count()) + 1;
        out.push(Lifted { path, old: side.map(|s| s.text), new, line });
    }
    Ok((out, placed.added))
}
