//! PG606: names of another place left from copying, and lists of places that forget one (残留他地名称).

use crate::base::Severity;
use crate::extract::form::{own_word, short_lists};
use crate::import::place;
use crate::lint::{FileInput, Sink};
use crate::plan::Level;

/// Reports them; nothing where the plan's own place is not known.
pub fn check(input: &FileInput<'_>, out: &mut Sink<'_>) {
    let plan = input.doc.plan;
    let runs = &input.texts;
    for list in short_lists(&input.known) {
        let span = |(text, span): (usize, crate::base::Span)| runs[text].prose.source_of(span);
        out.report(span(list.here), "forgotten")
            .arg("place", list.lacks)
            .related(&input.doc, span(list.full), "full")
            .severity(Severity::Info)
            .done();
    }
    let (Some(region), Some(level)) = (plan.meta.region.as_deref(), plan.meta.level) else { return };
    let foreign = |name: &str, of: Level| of == level && !own(region, name);
    let word = own_word(region);
    for (run, slips) in input.slipped() {
        let text = run.prose.as_str();
        for &(span, ending) in &slips.self_names {
            // A county's plan may speak of its city, but never calls the city 我, unless it says what it does for it.
            let serves = ["配合", "服务", "支撑", "助力", "融入"].iter().any(|verb| text[..span.start].ends_with(verb));
            if word.is_some_and(|w| w != ending) && !serves {
                out.report(run.prose.source_of(span), "self")
                    .arg("found", span.of(text))
                    .arg("region", region)
                    .done();
            }
        }
        for &span in &slips.fitted_places {
            let name = span.of(text);
            if place(name).is_some_and(|(whole, of)| whole == name && foreign(name, of)) {
                out.report(run.prose.source_of(span), "fit").arg("found", name).arg("region", region).done();
            }
        }
    }
    for unit in input.doc.facts.tasks.iter().flat_map(|t| &t.units) {
        // A unit begins with its place only where a body follows: 青原市水利局.
        let Some((name, of)) = place(&unit.name).filter(|(name, _)| name.len() < unit.name.len()) else { continue };
        // 高新区管委会, 经开区党工委: a zone is no place of its own.
        let behind = unit.name.strip_prefix(name.as_str()).unwrap_or_default();
        if ["管委会", "管理委员会", "党工委"].iter().any(|body| behind.starts_with(body)) {
            continue;
        }
        // 建德市政府 may be one of a city that the plan's own city holds.
        if matches!(behind, "政府" | "人民政府" | "委") {
            continue;
        }
        if name.chars().count() >= 3 && foreign(&name, of) && !name.starts_with(['各', '全', '本']) && unit.function.is_some() {
            out.report(unit.span, "unit")
                .arg("found", unit.name.as_str())
                .arg("place", name)
                .arg("region", region)
                .done();
        }
    }
    let title = &input.title;
    if let Some((name, of)) = place(title.as_str())
        && foreign(&name, of)
        && name.chars().count() >= 3
        && title.as_str().starts_with(&name)
    {
        out.report(title.span(), "title").arg("place", name).arg("region", region).done();
    }
}

/// Whether a name is the plan's own place, or one that holds it or that it holds in its full name.
fn own(region: &str, name: &str) -> bool {
    name.is_empty()
        || region.ends_with(name)
        || name.ends_with(region)
        || region.contains(name)
        || name.contains(region)
        || is_behind(name, region)
        || short_for(name, region)
        || short_for(region, name)
}

/// Whether a name ends with that of the plan's place without its ending: 国网河套 of 国网河套供电公司 in 河套市's plan.
fn is_behind(name: &str, region: &str) -> bool {
    let stem = region.strip_suffix(['市', '县', '区', '旗', '州', '盟', '省']);
    stem.is_some_and(|stem| stem.chars().count() >= 2 && name.ends_with(stem))
}

/// Whether a name is the usual short one: 红河州 for 红河哈尼族彝族自治州, 滨港高新区 for 滨港市高新技术产业开发区.
fn short_for(name: &str, full: &str) -> bool {
    const ZONES: [&str; 7] = ["高新区", "经开区", "综保区", "开发区", "新区", "保税区", "示范区"];
    let zone = ZONES.iter().find_map(|zone| name.strip_suffix(zone)).filter(|_| full.ends_with('区') && full.chars().count() >= 6);
    let own = full.contains('族').then(|| name.strip_suffix(['州', '县', '旗', '乡'])).flatten();
    zone.or(own).is_some_and(|stem| stem.chars().count() >= 2 && full.starts_with(stem.trim_end_matches('市')))
}
