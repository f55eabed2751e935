//! Published texts, imported and written as source, are read again as the same plans. The texts are not part
//! of the package: without them (`PLANGEN_SHARED`, or `../shared`) the test says so and passes.

use plangen::base::SourceFile;
use plangen::data::Register;
use plangen::plan::{Meta, Plan, UnitRef};
use plangen::{extract, import, source};
use std::path::PathBuf;

/// The published texts, in order of their paths.
pub fn texts() -> Vec<PathBuf> {
    let root = std::env::var_os("PLANGEN_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let mut out = Vec::new();
    for folder in ["seeds", "corpus"] {
        let entries = std::fs::read_dir(root.join(folder)).into_iter().flatten().flatten();
        out.extend(entries.map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "txt")));
    }
    out.sort();
    out
}

/// What must come back, line by line.
fn shape(plan: &Plan) -> Vec<String> {
    let Meta { kind, title, level, region, stage, notice, .. } = &plan.meta;
    let parents: Vec<&str> = plan.meta.parents.iter().map(|p| p.value.as_str()).collect();
    let mut out = vec![format!("{kind:?} {title:?} {level:?} {region:?} {stage:?} {parents:?} {notice:?}")];
    out.extend(plan.sections.iter().map(|s| {
        let label = s.label.as_ref().map_or("", |l| l.raw.as_str());
        format!("{:?} {} {label} {} {} {}", s.kind, s.path, s.title.as_str(), s.titled, s.run_in)
    }));
    out.extend(plan.texts().iter().map(|t| format!("{:?} {:?} {}", t.section, t.kind, t.prose.as_str())));
    out
}

/// What is read from a plan, without where it stands.
fn facts(file: &SourceFile, plan: &Plan) -> Vec<String> {
    let facts = extract::facts(plan, Register::builtin());
    let unit = |u: &UnitRef| format!("{} {:?} {:?}", u.name, u.role, u.function);
    let mut out = Vec::new();
    for task in &facts.tasks {
        let units: Vec<String> = task.units.iter().map(unit).collect();
        out.push(format!("{} {} {units:?} {:?}", task.path, task.title, task.deadline));
    }
    out.extend(facts.default_units.iter().map(|d| format!("{} {}", d.from, unit(&d.unit))));
    for t in &facts.targets {
        out.push(format!(
            "{} {} {} {:?} {} {:?} {} {:?} {:?} {:?} {:?} {:?}",
            t.path, t.quote, t.metric, t.op, t.value, t.value2, t.unit, t.deadline, t.scope, t.kind, t.binding, t.hedge
        ));
    }
    out.extend(facts.indicators.iter().map(|i| format!("{:?} {} {}", i.no, i.name, i.target)));
    out.extend(facts.citations.iter().map(|c| format!("{} {:?} {:?}", c.title, c.number, c.relation)));
    // Spans must lie in their file.
    out.extend(
        facts.targets.iter().filter(|t| t.span.of(&file.text).is_empty()).map(|t| format!("nowhere: {}", t.quote)),
    );
    out
}

#[test]
fn what_import_writes_is_read_again() {
    let texts = texts();
    if texts.is_empty() {
        println!("skipped: no published texts here");
    }
    let mut faults = Vec::new();
    for path in &texts {
        let name = path.file_stem().and_then(|n| n.to_str()).unwrap_or("");
        let file = source::load(path).expect("the text is read");
        let plan = import::text(&file).plan;
        let written = import::to_source(&plan);
        let written_file = SourceFile::new("plan.md", written.as_str());
        let again = source::parse(&written_file);
        faults.extend(
            again.findings.iter().map(|f| format!("{name}: {} {} {:?}", f.code, f.variant, f.place.span.of(&written))),
        );
        let (before, after) = (shape(&plan), shape(&again.plan));
        if let Some(at) = (0..before.len().max(after.len())).find(|&i| before.get(i) != after.get(i)) {
            faults.push(format!("{name} {at}:\n  {:?}\n  {:?}", before.get(at), after.get(at)));
        }
        let (facts, facts_again) = (facts(&file, &plan), facts(&written_file, &again.plan));
        if facts != facts_again {
            let differ = facts
                .iter()
                .find(|f| !facts_again.contains(f))
                .or_else(|| facts_again.iter().find(|f| !facts.contains(f)));
            faults.push(format!("{name}: other facts: {differ:?}"));
        }
        if import::to_source(&again.plan) != written {
            faults.push(format!("{name}: written again it is not the same"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn texts_without_form_are_read_without_a_fault() {
    let texts = [
        "床位达到6.8张，建成二十所医院，（责任单位：市财政局）".repeat(3_000),
        (1..10_000).map(|i| format!("（{}）推进建设。做好。\n", i % 900 + 1)).collect(),
        format!("{}甲{}{}", "“".repeat(500), "”".repeat(500), "《".repeat(500)),
        format!("到2025年达到{}个，{}人。", "9".repeat(400), "一万".repeat(400)),
        "某方案\n2024年13月40日\n一、甲\r\n二、乙\r到2024年13月40日完成3个。\u{fffd}\u{fffd}".to_owned(),
        "序号\n指标\n2020年\n2025年\n属性\n".repeat(2_000),
    ];
    for text in texts {
        let file = SourceFile::new("plan.txt", text);
        let plan = import::text(&file).plan;
        let facts = extract::facts(&plan, Register::builtin());
        for target in &facts.targets {
            assert!(file.text.get(target.span.start..target.span.end).is_some(), "{}", target.quote);
        }
    }
}
