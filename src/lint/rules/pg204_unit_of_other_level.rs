//! PG204: a responsible unit of a level above the plan's own (责任单位层级不符).

use crate::align::scope::level_of;
use crate::lint::{FileInput, Sink};
use crate::plan::{Level, Role};
use std::cell::OnceCell;

/// Reports units whose name is of an upper level: a plan charges its own bodies and those below it. Bodies
/// managed from above, and those that only support, are left alone.
pub fn check(input: &FileInput<'_>, out: &mut Sink<'_>) {
    // Few plans name such a unit: the words of the others are not counted.
    let own = OnceCell::new();
    let region = input.doc.plan.meta.region.as_deref().unwrap_or("");
    let mut told: Vec<&str> = Vec::new();
    for task in &input.doc.facts.tasks {
        for unit in &task.units {
            let Some(of) = named_level(&unit.name, region) else { continue };
            let Some(level) = *own.get_or_init(|| level_of(input.doc)) else { return };
            let function = unit.function.as_deref();
            let vertical = function.is_some_and(|f| input.register.compare().vertical.iter().any(|v| v == f));
            // 市公安局江北分局: the upper body's own branch for the district.
            let branch = unit.name.ends_with("分局");
            if of >= level || vertical || branch || unit.role == Role::Support || told.contains(&unit.name.as_str()) {
                continue;
            }
            // What no register knows may be an upper body's own branch here.
            let Some(function) = function.and_then(|f| input.register.get(f)) else { continue };
            told.push(&unit.name);
            out.report(unit.span, "default")
                .arg("unit", unit.name.as_str())
                .arg("own", input.register.counterpart_name(function, level, region))
                .arg("task", task.title.as_str())
                .done();
        }
    }
}

/// The level a unit's name shows by its first or last word; `None` where it shows none, or its own place.
fn named_level(name: &str, region: &str) -> Option<Level> {
    if region.chars().count() >= 2 && name.contains(region) {
        return None;
    }
    let starts = |words: &[&str]| words.iter().any(|w| name.starts_with(w));
    if starts(&["国务院", "国家", "中央", "中共中央"]) {
        return Some(Level::National);
    }
    let department = name.ends_with('厅') && !name.ends_with("办公厅");
    if starts(&["自治区", "省"]) || department {
        return Some(Level::Region);
    }
    // 市场监管局, 市政园林局: the first word is no level.
    if starts(&["市场", "市容", "市监"]) || starts(&["市政"]) && !starts(&["市政府", "市政协"]) {
        return None;
    }
    // 市 is the county's own word where the county is a 市, and the region's where that is one.
    (name.starts_with('市') && !region.ends_with('市') && !region.is_empty()).then_some(Level::City)
}
