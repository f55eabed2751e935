//! Which of a plan's parents stands nearest, and how documents are named.

use super::{Input, Parent};
use crate::align::{scope::level_of, similarity};

/// What a parent is called in messages.
pub fn title(plan: &crate::plan::Plan, file: &crate::base::SourceFile) -> String {
    plan.meta.title.clone().unwrap_or_else(|| file.path.display().to_string())
}

/// The parents that are this plan's in more than name, each with whether a nearer one stands between: what a
/// national plan asks of the regions reaches a county through the region's and the city's plans.
pub fn related<'i>(input: &Input<'i>) -> Vec<(&'i Parent<'i>, bool)> {
    let parents: Vec<&Parent<'_>> = input.parents.iter().filter(|p| !p.alignment.unrelated).collect();
    let nearest = parents.iter().filter_map(|p| level_of(p.doc)).max();
    parents.into_iter().map(|p| (p, level_of(p.doc).zip(nearest).is_some_and(|(own, nearest)| own < nearest))).collect()
}

/// Whether a citation's title is that of a plan, or of the notice that printed it: the plan's own title without
/// its place stands in it.
pub fn is_titled(cited: &str, name: &str) -> bool {
    let (cited, name) = (plain(cited), plain(name));
    let own = name.split_once("关于印发").map_or(name.as_str(), |(_, rest)| rest.trim_end_matches("的通知"));
    let core = crate::import::place(own).map_or(own, |(place, _)| own.strip_prefix(place.as_str()).unwrap_or(own));
    core.chars().count() >= 6 && cited.contains(core) || similarity(&cited, &name) >= 0.75
}

/// A title without spaces and title marks.
pub fn plain(title: &str) -> String {
    title.chars().filter(|c| !c.is_whitespace() && !matches!(c, '《' | '》' | '〈' | '〉')).collect()
}

/// A document number as it should be written: brackets of one kind, no spaces.
pub fn plain_number(number: &str) -> String {
    let one = |c: char| match c {
        '[' | '［' | '【' | '(' | '（' => '〔',
        ']' | '］' | '】' | ')' | '）' => '〕',
        c => c,
    };
    number.chars().filter(|c| !c.is_whitespace()).map(one).collect()
}
