//! Over whom and where a statement holds: tiers, qualifiers, classes of bodies, and whether a statement is the
//! child's to carry out.

use super::Doc;
use crate::base::Needle;
use crate::data::Compare;
use crate::extract::task::ancestors;
use crate::plan::Level;

/// The level below.
pub fn below(level: Level) -> Option<Level> {
    match level {
        Level::National => Some(Level::Region),
        Level::Region => Some(Level::City),
        Level::City => Some(Level::County),
        Level::County => Some(Level::Township),
        Level::Township => None,
    }
}

/// The place of a level's words in [`Compare::tiers`].
pub fn tier(level: Level) -> usize {
    match level {
        Level::National => 0,
        Level::Region => 1,
        Level::City => 2,
        Level::County => 3,
        Level::Township => 4,
    }
}

/// A plan's level: as it says, else by what it calls its own area (全市, 我县).
pub fn level_of(doc: Doc<'_>) -> Option<Level> {
    if doc.plan.meta.level.is_some() {
        return doc.plan.meta.level;
    }
    static WHOLE: Needle = Needle::of("全");
    static OUR: Needle = Needle::of("我");
    let words = [
        (Level::Region, ["全省", "我省", "全自治区"]),
        (Level::City, ["全市", "我市", "全盟"]),
        (Level::County, ["全县", "我县", "全旗"]),
        (Level::Township, ["全镇", "全乡", "我镇"]),
    ];
    let mut counts = [0usize; 4];
    for run in doc.plan.texts() {
        let text = run.prose.as_str();
        for (at, _) in WHOLE.places(text).chain(OUR.places(text)) {
            for (count, (_, names)) in counts.iter_mut().zip(&words) {
                *count += usize::from(names.iter().any(|name| text[at..].starts_with(name)));
            }
        }
    }
    let (best, (level, _)) = counts.iter().zip(&words).max_by_key(|(count, _)| **count)?;
    (*best >= 3).then_some(*level)
}

/// The task each section belongs to: the innermost section around it that is one.
pub fn tasks_of_sections(doc: Doc<'_>) -> Vec<Option<usize>> {
    let mut own: Vec<Option<usize>> = vec![None; doc.plan.sections.len()];
    for (at, task) in doc.facts.tasks.iter().enumerate() {
        if let Some(slot) = own.get_mut(task.section) {
            *slot = Some(at);
        }
    }
    (0..own.len()).map(|id| ancestors(doc.plan, id).find_map(|s| own.get(s).copied().flatten())).collect()
}

/// Whether a parent's statement is for a child of this level to carry out: not when it speaks only of tiers
/// above the child, or of what only the upper level does.
pub fn demanded(statement: &str, child: Option<Level>, parent: Doc<'_>, words: &Compare) -> bool {
    let Some(child) = child.map(tier) else { return true };
    let level = parent.plan.meta.level;
    // A policy for the whole area is made by who governs it.
    let area: &[&str] = match level {
        Some(Level::National) => &["全国"],
        Some(Level::Region) => &["全区", "全省", "全自治区"],
        Some(Level::City) => &["全市", "全盟", "全州"],
        _ => &[],
    };
    if statement.contains("制定") && area.iter().any(|a| statement.contains(a)) {
        return false;
    }
    if words.of_itself.iter().any(|w| statement.contains(w.as_str())) {
        return false;
    }
    let tiers = words.tiers_in(statement);
    if tiers.iter().any(|t| t.0 >= child) {
        return true;
    }
    let region = parent.plan.meta.region.as_deref().filter(|r| r.chars().count() >= 2);
    let upper = words.upper.iter().any(|w| statement.contains(w.as_str())) || own_body(statement, level, words);
    !(upper || !tiers.is_empty() || region.is_some_and(|r| statement.contains(r)))
}

/// Whether a city's or county's statement names a body of its own: 依托市精神卫生中心.
fn own_body(statement: &str, level: Option<Level>, words: &Compare) -> bool {
    let own = match level {
        Some(Level::City) => '市',
        Some(Level::County) => '县',
        _ => return false,
    };
    statement.match_indices(own).any(|(at, _)| {
        let before = statement[..at].chars().next_back();
        let begins = before.is_none_or(|c| "，、；“由以在将对和与及托持动进快用靠".contains(c));
        let name: String = statement[at..].chars().take(14).take_while(|c| !"，、；。”".contains(*c)).collect();
        begins && words.bodies.iter().any(|b| name.contains(b.as_str()))
    })
}

/// How the scopes of two statements of one thing differ.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Scopes {
    /// The child's, as written.
    pub own: String,
    /// The parent's, as written.
    pub wanted: String,
    /// The child's lacks a qualifier of the parent's: it holds for more.
    pub wider: bool,
    /// The child's has a qualifier the parent's has not: it holds for fewer.
    pub narrower: bool,
}

/// Compares two scopes by their qualifiers; `None` where they are of different classes, or do not differ.
///
/// A qualifier that the other plan's title has holds for all it says: 农村 in a plan for 农村公路.
pub fn compare(parent: (&str, &str), child: (&str, &str), words: &Compare) -> Option<Scopes> {
    let ((parent, of_parent), (child, of_child)) = (parent, child);
    // One of several that are listed was dropped: 新建城区、新建居住小区 became 新建居住小区.
    if parent.split('、').count() > 1 && parent.split('、').any(|one| one == child) {
        return Some(Scopes { own: child.to_owned(), wanted: parent.to_owned(), wider: false, narrower: true });
    }
    let (theirs, own) = (words.qualifiers_in(parent), words.qualifiers_in(child));
    // 旗县级及以上 is not lost where the other names a tier too.
    let tiered = |text: &str| !words.tiers_in(text).is_empty();
    let lost = |from: &[(usize, &str)], to: &[(usize, &str)], text: &str, title: &str| {
        let kept =
            |q: &(usize, &str)| to.iter().any(|o| o.0 == q.0) || tiered(q.1) && tiered(text) || title.contains(q.1);
        from.iter().any(|q| !kept(q))
    };
    let (wider, narrower) = (lost(&theirs, &own, child, of_child), lost(&own, &theirs, parent, of_parent));
    if !wider && !narrower {
        return None;
    }
    let bare = |text: &str, found: &[(usize, &str)]| {
        let mut text = text.to_owned();
        for (_, word) in found {
            text = text.replacen(word, "", 1);
        }
        for (_, word, _) in words.tiers_in(&text.clone()) {
            text = text.replacen(word, "", 1);
        }
        text
    };
    let (p, c) = (bare(parent, &theirs), bare(child, &own));
    let inside = |a: &str, b: &str| a.chars().count() >= 2 && b.contains(a);
    let alike = inside(&p, &c) || inside(&c, &p) || super::similarity(&p, &c) >= 0.5;
    alike.then(|| Scopes { own: child.to_owned(), wanted: parent.to_owned(), wider, narrower })
}

/// The classes of bodies a statement lists: 专科医院和妇幼保健机构中医药服务全覆盖 → 专科医院, 妇幼保健机构.
/// Empty when it names fewer than two.
pub fn classes(statement: &str, words: &Compare) -> Vec<String> {
    let mut out = Vec::new();
    for part in statement.split(['、', '和', '及', '与']) {
        let end = words.bodies.iter().filter_map(|b| part.find(b.as_str()).map(|at| at + b.len())).min();
        let Some(end) = end else { continue };
        let head = &part[..end];
        let head = head.rsplit(['推', '进', '现', '在', '的', '上', '公', '立', '到', '，']).next().unwrap_or(head);
        if head.chars().count() >= 3 {
            out.push(head.to_owned());
        }
    }
    if out.len() < 2 { Vec::new() } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_differ_by_qualifiers() {
        let words = Compare::builtin();
        let of = |p, c| compare((p, ""), (c, ""), words).map(|s| (s.wider, s.narrower));
        assert_eq!(of("二级及以上公立综合医院", "二级及以上综合医院"), Some((true, false)));
        assert_eq!(of("公立医疗机构", "二级及以上公立医疗机构"), Some((false, true)));
        assert_eq!(of("旗县级综合医院", "旗区级综合医院"), None);
        assert_eq!(of("公立综合医院", "规模以上工业企业"), None);
        assert_eq!(of("县级及以上公立医院", "旗级公立医院"), None);
        assert_eq!(of("新建城区、新建居住小区", "新建居住小区"), Some((false, true)));
        let titled = compare(("农村公路等级公路比例", ""), ("等级公路比例", "农村公路建设方案"), words);
        assert_eq!(titled, None, "the plan's title says it");
        assert_eq!(of("县级及以上公立综合医院", "各级综合医院和妇幼保健机构"), Some((true, false)));
    }

    #[test]
    fn lists_of_bodies_are_parted() {
        let words = Compare::builtin();
        assert_eq!(classes("专科医院和妇幼保健机构服务全覆盖", words), ["专科医院", "妇幼保健机构"]);
        assert!(classes("综合医院服务全覆盖", words).is_empty());
    }
}
