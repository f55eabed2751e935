//! One fault at a time put into a clean pair of plans, at many places: how many of each kind lint tells, and what
//! it tells besides. The pairs are the samples of `seeds/` and copies of them; where real plans lie beside the
//! project they are measured too.

use plangen::align::{Alignment, Relation};
use plangen::base::{Finding, SourceFile, Span};
use plangen::data::Register;
use plangen::plan::{Comparator, Target, TargetKind};
use plangen::project::Config;
use plangen::session::{Document, Session};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// How often a kind is put into one pair.
const PLACES: usize = 8;

/// A parent and a plan that answers it.
struct Pair {
    name: String,
    parent: SourceFile,
    child: String,
}

/// A fault: what of the child's text is replaced by what, and the codes that tell it.
struct Fault {
    kind: &'static str,
    edits: Vec<(Span, String)>,
    codes: &'static [&'static str],
    /// Words that a finding about it shows in one of its places.
    words: String,
}

#[derive(Default, Clone, Copy)]
struct Count {
    put: usize,
    told: usize,
    beside: usize,
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).expect("a text")
}

fn copy_of(name: &str, path: &Path) -> Pair {
    let text = read(path);
    // A copy made from Markdown keeps its text; two files of one id would not stand beside each other.
    let child = text.replace("\nid: ", "\nid: copy-of-");
    Pair { name: name.to_owned(), parent: SourceFile::new("parent.md", text), child }
}

fn own_pairs() -> Vec<Pair> {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let plan = |name: &str| seeds.join(name).join("plan.md");
    let hetao = Pair {
        name: "hetao".to_owned(),
        parent: SourceFile::new("parent.md", read(&plan("beiyuan"))),
        child: read(&plan("hetao"))
            .replace("../beiyuan/plan.md", "parent.md")
            .replace("../national/opinion.md", "parent.md"),
    };
    vec![hetao, copy_of("beiyuan", &plan("beiyuan")), copy_of("qingya", &plan("qingya"))]
}

fn shared_pairs() -> Vec<Pair> {
    let root = std::env::var_os("PLANGEN_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let mut texts: Vec<PathBuf> = ["seeds", "corpus"]
        .iter()
        .filter_map(|folder| std::fs::read_dir(root.join(folder)).ok())
        .flat_map(|entries| entries.flatten().map(|e| e.path()))
        .collect();
    texts.sort();
    let find = |start: &str| {
        let named = |p: &&PathBuf| p.file_name().is_some_and(|n| n.to_string_lossy().starts_with(start));
        texts.iter().find(named)
    };
    let mut pairs = Vec::new();
    if let (Some(parent), Some(child)) = (find("000_"), find("001_")) {
        let parent = SourceFile::new("parent.txt", read(parent));
        pairs.push(Pair { name: "001".to_owned(), parent, child: read(child) });
    }
    let names = ["000_", "002_", "sh_beidou", "cn_zero_waste", "cn_tcm", "ah_industrial", "cn_sports"];
    pairs.extend(names.iter().filter_map(|name| Some(copy_of(name.trim_end_matches('_'), find(name)?))));
    pairs
}

/// A session with the parent, and with the child's text as it is now.
struct Bench {
    session: Session,
    parent: PathBuf,
    child: PathBuf,
}

impl Bench {
    fn new(pair: &Pair) -> Self {
        let mut session = Session::new(Config { register: Register::builtin().clone(), ..Config::default() });
        let parent = pair.parent.path.clone();
        session.set(pair.parent.clone());
        let child = PathBuf::from(format!("child.{}", parent.extension().and_then(|e| e.to_str()).unwrap_or("md")));
        session.set(SourceFile::new(&child, pair.child.clone()));
        Self { session, parent, child }
    }

    fn lint(&mut self, text: String) -> Vec<Finding> {
        self.session.set(SourceFile::new(&self.child, text));
        let plans = [self.child.clone()];
        let checked = self.session.check(&plans, std::slice::from_ref(&self.parent)).expect("the parent is there");
        checked.into_iter().flat_map(|c| c.findings).collect()
    }
}

/// What else a fault truly is: a value below the parent's also contradicts the table, an item that is gone leaves
/// a gap in the numbering.
fn follows(kind: &str, code: &str) -> bool {
    match kind {
        "value lowered" | "deadline later" => code == "PG308",
        "value contradicted" => code == "PG301",
        "task dropped" | "section dropped" => matches!(code, "PG501" | "PG303" | "PG502"),
        // The clause in half-width marks is quoted with the unit that is gone.
        "unit dropped" | "unit swapped" => code == "PG502",
        _ => false,
    }
}

/// What tells two findings apart, whatever stands before them in the file.
fn mark(finding: &Finding) -> String {
    let args: Vec<String> = finding.args.iter().map(|(n, a)| format!("{n}={a:?}")).collect();
    format!("{} {:?} {}", finding.code, finding.place.section, args.join(" "))
}

fn words_at(span: Span, text: &str) -> &str {
    text.get(span.start..span.end).unwrap_or_default()
}

/// The number of a target as it is written, behind `from`: its bytes and value.
fn number_in(text: &str, span: Span, value: rust_decimal::Decimal) -> Option<Span> {
    let written = value.normalize().to_string();
    let words = words_at(span, text);
    let at = words.match_indices(&written).map(|(at, _)| at).filter(|&at| {
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit() || c == '.');
        !digit(words[..at].chars().next_back()) && !digit(words[at + written.len()..].chars().next())
    });
    let at = at.last()?;
    Some(Span::new(span.start + at, span.start + at + written.len()))
}

/// A target of the child that says the same as the parent's.
fn equal_targets<'a>(
    child: &'a Document,
    parent: &'a Document,
    alignment: &'a Alignment,
) -> impl Iterator<Item = (&'a Target, &'a Target)> + 'a {
    let kept = alignment.targets.iter().filter(|l| matches!(l.relation, Relation::Equal | Relation::Apportioned));
    kept.filter_map(|l| Some((l.relation, child.facts.targets.get(l.child?)?, parent.facts.targets.get(l.parent)?)))
        .filter(|(relation, own, _)| *relation == Relation::Equal || own.kind == TargetKind::Count)
        .map(|(_, own, theirs)| (own, theirs))
}

fn faults(pair: &Pair, parent: &Document, child: &Document, alignment: &Alignment) -> Vec<Fault> {
    let text = pair.child.as_str();
    let facts = &child.facts;
    let plan = &child.parsed.plan;
    let mut out: Vec<Fault> = Vec::new();
    let mut put = |kind, edits: Vec<(Span, String)>, codes, words: &str| {
        if !edits.is_empty() && out.iter().filter(|f| f.kind == kind).count() < PLACES {
            out.push(Fault { kind, edits, codes, words: words.to_owned() });
        }
    };
    let one = |span: Span, new: &str| vec![(span, new.to_owned())];
    for (target, theirs) in equal_targets(child, parent, alignment) {
        let rate = matches!(target.kind, TargetKind::Level | TargetKind::Share | TargetKind::Norm);
        let floor = matches!(target.op, Comparator::AtLeast | Comparator::More);
        if rate
            && floor
            && target.value > rust_decimal::Decimal::ONE
            && let Some(at) = number_in(text, target.span, target.value)
        {
            let less = (target.value * rust_decimal::Decimal::new(8, 1)).round_dp(1).normalize().to_string();
            put("value lowered", one(at, &less), &["PG301"], &less);
        }
        if let Some(year) = target.deadline
            && theirs.deadline == target.deadline
            && let Some(at) = words_at(target.sentence, text).find(&year.to_string())
        {
            let at = target.sentence.start + at;
            let later = (year + 2).to_string();
            put("deadline later", one(Span::new(at, at + 4), &later), &["PG302"], &later);
        }
        let quote = words_at(target.span, text);
        if target.hedge.is_none()
            && theirs.hedge.is_none()
            && let Some(at) = ["实现", "达到", "达", "不低于", "建成"].iter().filter_map(|w| quote.find(w)).min()
        {
            let at = target.span.start + at;
            put("hedge put in", one(Span::empty(at), "力争"), &["PG305", "PG104"], "力争");
        }
        for (tier, lower) in [("国家级", "省级"), ("自治区级", "市级"), ("盟市级", "旗县级")] {
            let list = words_at(theirs.sentence, &pair.parent.text);
            if target.metric.starts_with(tier)
                && target.unit != "%"
                && !list.contains(lower)
                && let Some(at) = quote.find(tier)
            {
                let at = target.span.start + at;
                put("tier lowered", one(Span::new(at, at + tier.len()), lower), &["PG301", "PG104"], lower);
            }
        }
        // The same metric said again with another value, in the first task of another section.
        if rate
            && floor
            && target.metric.chars().count() >= 5
            && target.value > rust_decimal::Decimal::from(10)
            && target.deadline.is_some()
            && let Some(other) = facts.tasks.iter().rev().find(|t| t.path != target.path && !t.clauses.is_empty())
            && let Some(at) = number_in(text, target.span, target.value)
        {
            let less = (target.value - rust_decimal::Decimal::from(5)).normalize().to_string();
            let words = format!("{}{less}{}", &text[target.span.start..at.start], &text[at.end..target.span.end]);
            let year = target.deadline.unwrap_or_default();
            let again = if words.contains(&year.to_string()) { words } else { format!("到{year}年，{words}") };
            put(
                "value contradicted",
                one(Span::empty(other.clauses[0].span.start), &format!("{again}。")),
                &["PG308"],
                &less,
            );
        }
    }
    for link in alignment.units.iter().filter(|u| !u.default) {
        let Some((task, unit)) = link.counterpart.and_then(|(t, u)| Some((facts.tasks.get(t)?, u))) else { continue };
        let Some(named) = task.units.get(unit) else { continue };
        let twice = alignment.tasks.iter().filter(|t| t.parent == link.task).any(|t| t.children.len() > 1);
        if twice || task.clauses.len() != 1 || task.units.iter().filter(|u| u.function == named.function).count() > 1 {
            continue;
        }
        let swap = if named.name.contains("文化") { "市场监管局" } else { "文化和旅游局" };
        put("unit swapped", one(named.span, swap), &["PG202"], "");
        if text[named.span.end..].starts_with('、') {
            let span = Span::new(named.span.start, named.span.end + '、'.len_utf8());
            put("unit dropped", one(span, ""), &["PG202"], "");
        } else if text[..named.span.start].ends_with('、') {
            let span = Span::new(named.span.start - '、'.len_utf8(), named.span.end);
            put("unit dropped", one(span, ""), &["PG202"], "");
        }
    }
    for link in &alignment.tasks {
        if let [only] = link.children.as_slice()
            && link.share > 0.6
            && let Some(task) = facts.tasks.get(*only)
            && alignment.tasks.iter().filter(|t| t.children.contains(only)).count() == 1
        {
            put("task dropped", one(plan.sections[task.section].span, ""), &["PG101", "PG102"], "");
        }
    }
    let titles: Vec<&str> = parent.parsed.plan.sections.iter().map(|s| s.title.as_str()).collect();
    for section in plan.sections.iter().rev().filter(|s| s.children.is_empty() && s.parent.is_some()) {
        let closing = section
            .parent
            .is_some_and(|p| ["组织", "保障"].iter().any(|w| plan.sections[p].title.as_str().contains(w)));
        if closing && titles.contains(&section.title.as_str()) {
            put("section dropped", one(section.span, ""), &["PG103", "PG101"], "");
        }
    }
    let original = pair.parent.text.as_str();
    for (right, wrong) in [
        ("权力", "权利"),
        ("监测", "检测"),
        ("审批", "申批"),
        ("考核", "考合"),
        ("机制", "机治"),
        ("以及", "已及"),
        ("布局", "部局"),
        ("协调", "协条"),
        ("质量", "质良"),
        ("绩效", "绩校"),
        ("管理", "管里"),
        ("服务", "服物"),
    ] {
        for (at, _) in text.match_indices(right).take(2) {
            let section = plan.sections.iter().any(|s| s.span.start <= at && at < s.span.end);
            let around = text[..at].char_indices().rev().nth(7).map_or(0, |(i, _)| i)
                ..text[at..].char_indices().nth(8).map_or(text.len(), |(i, _)| at + i);
            let cell = text[..at].rsplit('\n').next().is_some_and(|line| line.starts_with('|'));
            if section && !cell && original.contains(&text[around]) {
                put("slip", one(Span::new(at, at + right.len()), wrong), &["PG601", "PG602", "PG605"], wrong);
            }
        }
    }
    for citation in &facts.citations {
        let words = words_at(citation.span, text);
        if let Some(number) = &citation.number
            && original.contains(number.as_str())
            && let Some(digit) = number.rfind(|c: char| c.is_ascii_digit())
            && let Some(at) = words.find(number.as_str())
        {
            let at = citation.span.start + at + digit;
            let new = if text[at..].starts_with('7') { "4" } else { "7" };
            put("citation number", one(Span::new(at, at + 1), new), &["PG402", "PG401"], new);
        }
    }
    let sentences = facts.tasks.iter().filter_map(|t| {
        let section = &plan.sections[t.section];
        let prose = section.paragraphs().first()?.prose.clone();
        let words = prose
            .as_str()
            .split_inclusive('。')
            .find(|s| s.chars().count() >= 24 && s.ends_with('。') && !s.contains('（'))?;
        Some((section, words.to_owned()))
    });
    for (section, words) in sentences {
        let other = plan.sections.iter().rev().filter(|s| s.path != section.path && s.children.is_empty()).nth(3);
        let end = other.and_then(|s| s.paragraphs().first().map(|p| p.prose.span().start));
        if let Some(at) = end {
            put("passage doubled", one(Span::empty(at), &words), &["PG603"], &words);
        }
    }
    for (own, other) in
        [("我市", "我县"), ("我区", "我市"), ("我旗", "我市"), ("全市实际", "赤水市实际"), ("我市实际", "赤水市实际")]
    {
        for (at, _) in text.match_indices(own).filter(|_| plan.meta.region.is_some()) {
            if plan.sections.iter().any(|s| s.span.start <= at && at < s.span.end) {
                put("place left over", one(Span::new(at, at + own.len()), other), &["PG606"], other);
            }
        }
    }
    out
}

fn measure(pairs: &[Pair]) -> BTreeMap<&'static str, Count> {
    let mut counts: BTreeMap<&'static str, Count> = BTreeMap::new();
    for pair in pairs {
        let mut bench = Bench::new(pair);
        let clean: Vec<String> = bench.lint(pair.child.clone()).iter().map(mark).collect();
        let (parent, child) =
            (bench.session.document(&bench.parent).expect("held"), bench.session.document(&bench.child).expect("held"));
        let alignment = bench.session.alignment(&bench.child, &bench.parent).expect("held");
        for fault in faults(pair, &parent, &child, &alignment) {
            let mut text = pair.child.clone();
            for (span, new) in fault.edits.iter().rev() {
                text.replace_range(span.start..span.end, new);
            }
            let found = bench.lint(text.clone());
            let mut known = clean.clone();
            let fresh: Vec<&Finding> = found
                .iter()
                .filter(|f| match known.iter().position(|k| *k == mark(f)) {
                    Some(at) => {
                        known.swap_remove(at);
                        false
                    }
                    None => true,
                })
                .collect();
            let told = fresh.iter().any(|f| fault.codes.contains(&f.code));
            let beside: Vec<&&Finding> = fresh
                .iter()
                .filter(|f| {
                    !fault.codes.contains(&f.code)
                        && !follows(fault.kind, f.code)
                        && f.severity >= plangen::base::Severity::Warning
                })
                .collect();
            let count = counts.entry(fault.kind).or_default();
            count.put += 1;
            count.told += usize::from(told);
            count.beside += usize::from(!beside.is_empty());
            let (span, new) = &fault.edits[0];
            let from = text[..span.start].char_indices().rev().nth(24).map_or(0, |(i, _)| i);
            let to = text[span.start..].char_indices().nth(30).map_or(text.len(), |(i, _)| span.start + i);
            if !told {
                println!(
                    "missed: {} {}: …{}… ({} {new})",
                    pair.name,
                    fault.kind,
                    &text[from..to].replace('\n', "|"),
                    fault.words
                );
            }
            for finding in beside {
                println!(
                    "beside: {} {}: {} …{}…",
                    pair.name,
                    fault.kind,
                    mark(finding),
                    &text[from..to].replace('\n', "|")
                );
            }
        }
    }
    for (kind, count) in &counts {
        println!("{kind:20} {:3} of {:3} told, {:2} with something beside", count.told, count.put, count.beside);
    }
    counts
}

/// Of each kind the share that is told, at least, in hundredths.
const FLOORS: [(&str, usize); 13] = [
    ("citation number", 100),
    ("deadline later", 100),
    ("hedge put in", 100),
    ("passage doubled", 100),
    ("place left over", 100),
    ("section dropped", 95),
    ("slip", 90),
    ("task dropped", 86),
    ("tier lowered", 80),
    ("unit dropped", 96),
    ("unit swapped", 100),
    ("value contradicted", 100),
    ("value lowered", 100),
];

/// Of all faults the share beside which something else is told, at most, in hundredths.
const BESIDE: usize = 3;

fn hold(counts: &BTreeMap<&'static str, Count>) {
    for (kind, floor) in FLOORS {
        let count = counts.get(kind).copied().unwrap_or_default();
        assert!(count.told * 100 >= count.put * floor, "{kind}: {} of {} told", count.told, count.put);
    }
    let (put, beside) = counts.values().fold((0, 0), |(put, beside), c| (put + c.put, beside + c.beside));
    assert!(beside * 100 <= put * BESIDE, "{beside} of {put} faults with something beside");
}

#[test]
fn faults_put_into_the_samples_are_told() {
    let counts = measure(&own_pairs());
    for (kind, _) in FLOORS {
        assert!(counts.contains_key(kind), "{kind} was put nowhere");
    }
    hold(&counts);
}

#[test]
fn faults_put_into_real_plans_are_told() {
    let pairs = shared_pairs();
    if pairs.is_empty() {
        println!("skipped: no real plans beside the project");
        return;
    }
    hold(&measure(&pairs));
}
