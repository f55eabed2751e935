//! What must hold of any input: the fuzz targets (`fuzz/`) run these checks on inputs they make, and the tests run
//! them on the inputs that are kept there.

pub mod lossless;
pub mod mended;
pub mod office;
mod spans;

use plangen::align::rollup::{self, Child, Side};
use plangen::align::{self, Alignment, Doc};
use plangen::base::{Finding, Lang, SourceFile};
use plangen::data::Register;
use plangen::lint::{self, EditionInput, FileInput, Input, Parent, waived};
use plangen::plan::{Facts, Meta, Plan};
use plangen::project::Config;
use plangen::report::{self, pretty};
use plangen::{extract, import, source};
use spans::{lie_in, lies_in};
use std::path::Path;
use std::sync::LazyLock;

/// The settings of a project that sets nothing but how many carry out its plan.
static CONFIG: LazyLock<Config> =
    LazyLock::new(|| Config { register: Register::builtin().clone(), siblings: Some(8), ..Config::default() });

/// A text with all that is read from it.
struct Read {
    file: SourceFile,
    plan: Plan,
    facts: Facts,
    findings: Vec<Finding>,
}

impl Read {
    fn of(name: &str, text: &str, register: &Register) -> Read {
        let file = SourceFile::new(name, text);
        let parsed = import::read(&file);
        spans::of_plan(&parsed.plan, &file.text);
        let facts = extract::facts(&parsed.plan, register);
        spans::of_facts(&facts, &file.text);
        Read { file, plan: parsed.plan, facts, findings: parsed.findings }
    }

    fn doc(&self) -> Doc<'_> {
        Doc { plan: &self.plan, facts: &self.facts, file: &self.file }
    }

    /// What the lints of the file phase find, with what was found in reading.
    fn alone(&self, config: &Config) -> Vec<Finding> {
        let today = "2025-01-01".parse().expect("a date");
        let mut findings = self.findings.clone();
        findings.extend(lint::check_file(&FileInput::new(self.doc(), &config.register, today)));
        let setting = waived::Setting {
            today,
            compared: false,
            levels: &config.levels,
            own: &config.own,
            fixed: &config.not_waivable,
            aside: &[],
        };
        waived::apply(self.doc(), setting, &mut findings);
        config.levels.judge(&mut findings);
        findings
    }
}

/// Findings lie in their files and have words in both languages; drawing them fails on nothing.
fn tell(findings: &[Finding], files: &[&SourceFile]) {
    let held = |path: &Path| files.iter().find(|f| f.path == path).copied();
    for finding in findings {
        for place in std::iter::once(&finding.place).chain(&finding.related) {
            let file = held(&place.file).unwrap_or_else(|| panic!("{}: a place in {:?}", finding.code, place.file));
            lies_in(&file.text, place.span, finding.code);
        }
        let file = held(&finding.place.file).expect("looked up before");
        let mut at = 0;
        for edit in finding.fix.iter().flat_map(|f| &f.edits) {
            lies_in(&file.text, edit.span, finding.code);
            assert!(edit.span.start >= at, "{}: edits lie over each other: {:?}", finding.code, finding.fix);
            at = edit.span.end;
        }
        for lang in [Lang::Zh, Lang::En] {
            assert!(!report::messages::message(finding, lang).is_empty(), "{} says nothing", finding.code);
            report::json::finding(finding, &held, lang);
        }
    }
    for lang in [Lang::Zh, Lang::En] {
        pretty::findings(findings, &held, pretty::Look { lang, color: false, width: 80 });
    }
}

/// What must come back when a plan is written as source and read again, line by line.
fn shape(plan: &Plan) -> Vec<String> {
    let mut out: Vec<String> = plan
        .sections
        .iter()
        .map(|s| {
            let label = s.label.as_ref().map_or("", |l| l.raw.as_str());
            format!("{:?} {} {label} “{}” {} {}", s.kind, s.path, s.title.as_str(), s.titled, s.run_in)
        })
        .collect();
    out.extend(plan.texts().iter().map(|t| format!("{:?} {:?} “{}”", t.section, t.kind, t.prose.as_str())));
    out
}

/// What a plan says of itself, without where.
fn said(meta: &Meta) -> String {
    let Meta { kind, title, level, region, stage, notice, .. } = meta;
    let id = meta.id.as_ref().map(|i| i.value.trim());
    let parents: Vec<&str> = meta.parents.iter().map(|p| p.value.as_str()).collect();
    format!("{id:?} {kind:?} {title:?} {level:?} {region:?} {stage:?} {parents:?} {notice:?}")
}

/// A plan written as source is read again as the same plan, and written again the same.
fn comes_back(plan: &Plan) {
    let written = import::to_source(plan);
    let file = SourceFile::new("plan.md", written.as_str());
    assert!(source::is_source(&written), "not taken for source: {written}");
    let again = source::parse(&file).plan;
    spans::of_plan(&again, &written);
    let (before, after) = (shape(plan), shape(&again));
    if let Some(at) = (0..before.len().max(after.len())).find(|&i| before.get(i) != after.get(i)) {
        panic!("{at}: {:?} comes back as {:?}\n{written}", before.get(at), after.get(at));
    }
    assert_eq!(said(&plan.meta), said(&again.meta), "{written}");
    assert_eq!(import::to_source(&again), written, "written again it is not the same");
}

/// A plan written as source and read again says the same, word for word and in order.
fn says_again(plan: &Plan) {
    let written = import::to_source(plan);
    let again = source::parse(&SourceFile::new("plan.md", written.as_str())).plan;
    spans::of_plan(&again, &written);
    assert_eq!(lossless::held(plan), lossless::held(&again), "{written}");
    assert_eq!(said(&plan.meta), said(&again.meta), "{written}");
}

/// Bytes of a file: read, nothing lost, written as source, read again.
pub fn import(bytes: &[u8]) {
    let Ok(decoded) = source::decode(bytes) else { return };
    let file = SourceFile::new("plan.txt", decoded.text);
    if source::is_source(&file.text) {
        let plan = source::parse(&file).plan;
        spans::of_plan(&plan, &file.text);
        says_again(&plan);
        return;
    }
    let read = import::text(&file);
    spans::of_plan(&read.plan, &file.text);
    lie_in(&file.text, read.report.furniture.iter().map(|f| f.span), "furniture");
    lie_in(&file.text, read.report.front.iter().map(|f| f.1), "front");
    lie_in(&file.text, read.report.doubts.iter().map(|d| d.span), "doubt");
    if let Some(difference) = lossless::difference(&file.text) {
        panic!("{difference}");
    }
    says_again(&read.plan);
}

/// A text: its facts, and their report.
pub fn extract(text: &str) {
    let read = Read::of("plan.txt", text, Register::builtin());
    for lang in [Lang::Zh, Lang::En] {
        report::facts::text(read.doc(), lang, true);
    }
    report::facts::json(read.doc(), &[], true);
}

/// The line that parts the texts of one input.
pub const PARTED: &str = "\n=====\n";

/// A plan and up to two parents in one text: everything that compares them, every lint, every report.
pub fn align(text: &str) {
    let names = ["plan.md", "parent-1.md", "parent-2.md"];
    let read: Vec<Read> =
        names.iter().zip(text.splitn(3, PARTED)).map(|(name, text)| Read::of(name, text, &CONFIG.register)).collect();
    compare(&read, &CONFIG, &Side::default());
}

fn compare(read: &[Read], config: &Config, side: &Side) {
    let Some((child, parents)) = read.split_first() else { return };
    let files: Vec<&SourceFile> = read.iter().map(|r| &r.file).collect();
    tell(&child.alone(config), &files);
    let aligned: Vec<Alignment> =
        parents.iter().map(|p| align::align(child.doc(), p.doc(), &config.register)).collect();
    let with: Vec<Parent<'_>> =
        parents.iter().zip(&aligned).map(|(p, alignment)| Parent { doc: p.doc(), alignment }).collect();
    let (siblings, register) = (config.siblings, &config.register);
    let findings = lint::check_project(&Input { doc: child.doc(), parents: &with, siblings, locked: &[], register });
    tell(&findings, &files);
    for (parent, alignment) in parents.iter().zip(&aligned) {
        report::trace::json(child.doc(), parent.doc(), alignment, &findings);
        // Twice, so that there is something to add.
        let children = [Child { doc: child.doc(), alignment }; 2];
        let ledger = rollup::sum(parent.doc(), &children, side);
        tell(&lint::rollup(parent.doc(), &children, &ledger, siblings), &files);
        report::rollup::json(parent.doc(), &children, &ledger, Vec::new());
        for lang in [Lang::Zh, Lang::En] {
            report::trace::table(child.doc(), parent.doc(), alignment, lang);
            report::rollup::table(parent.doc(), &children, &ledger, siblings, lang);
        }
        let edition = align::compare_editions(child.doc(), parent.doc());
        let input = EditionInput { doc: child.doc(), original: parent.doc(), edition: &edition };
        tell(&lint::check_edition(&input), &files);
    }
}

/// The text of a front matter, under the key that makes a file source.
pub fn front_matter(text: &str) {
    let text = format!("---\nplangen: 1\n{text}");
    let read = Read::of("plan.md", &text, Register::builtin());
    tell(&read.alone(&CONFIG), &[&read.file]);
    comes_back(&read.plan);
}

/// A settings file, or a side file: what is wrong is told with its place; what is right is at work on two plans.
pub fn settings(text: &str) {
    let file = SourceFile::new("plangen.toml", text);
    let told = |failure: &plangen::base::Failure| {
        for lang in [Lang::Zh, Lang::En] {
            assert!(failure.render(lang).contains("plangen.toml"), "{failure:?}");
        }
    };
    let own = Config::parse(&file).inspect_err(told).ok();
    let side = toml::from_str::<Side>(text).ok();
    if own.is_none() && side.as_ref().is_none_or(|s| s.quotas.is_empty()) {
        return;
    }
    let config = own.as_ref().unwrap_or(&CONFIG);
    let plans = [("plan.md", CHILD), ("parent-1.md", PARENT)];
    let read: Vec<Read> = plans.iter().map(|(name, text)| Read::of(name, text, &config.register)).collect();
    compare(&read, config, &side.unwrap_or_default());
}

const CHILD: &str = include_str!("child.md");
const PARENT: &str = include_str!("parent.md");
