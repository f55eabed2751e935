//! What plangen reads from real plans, scored against annotations made by hand, with the figures reached as
//! floors. Skipped, and said so, where the annotations are absent.

use plangen::align::Doc;
use plangen::base::SourceFile;
use plangen::data::Register;
use plangen::{extract, import, report, source};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use unicode_normalization::UnicodeNormalization;

/// How alike two quotes must be to speak of the same place.
const CLOSE: f64 = 0.3;

fn shared() -> Option<PathBuf> {
    let root = std::env::var_os("PLANGEN_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    root.join("gold").is_dir().then_some(root)
}

/// The plan an annotation is of, in one of the two folders of texts.
fn text_of(root: &Path, name: &str) -> Option<PathBuf> {
    ["seeds", "corpus"].iter().find_map(|folder| {
        let entries = std::fs::read_dir(root.join(folder)).ok()?;
        entries.flatten().map(|e| e.path()).find(|p| {
            let stem = p.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
            p.extension().is_some_and(|e| e == "txt") && (stem == name || stem.starts_with(&format!("{name}_")))
        })
    })
}

/// Width, quotes and white space folded, as the annotations' own scorer does.
fn fold(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace() && !"。.、,，;；:：“”‘’\"'".contains(*c)).collect()
}

fn said<'a>(row: &'a Value, key: &str) -> &'a str {
    row[key].as_str().unwrap_or_default()
}

/// The longest run two quotes share, over the length of both together.
fn overlap(a: &str, b: &str) -> f64 {
    let (a, b): (Vec<char>, Vec<char>) = (fold(a).chars().collect(), fold(b).chars().collect());
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let (mut best, mut last) = (0usize, vec![0usize; b.len() + 1]);
    for x in &a {
        let mut row = vec![0usize; b.len() + 1];
        for (j, y) in b.iter().enumerate() {
            if x == y {
                row[j + 1] = last[j] + 1;
                best = best.max(row[j + 1]);
            }
        }
        last = row;
    }
    best as f64 / (a.len() + b.len() - best) as f64
}

fn borderline(row: &Value) -> bool {
    ["note", "why", "confidence"].iter().any(|k| row[*k].to_string().contains("borderline"))
}

fn rows<'a>(doc: &'a Value, key: &str) -> &'a [Value] {
    doc[key].as_array().map(Vec::as_slice).unwrap_or_default()
}

#[derive(Default, Debug)]
struct Score {
    hit: usize,
    gold: usize,
    got: usize,
}

impl Score {
    fn add(&mut self, gold: &BTreeSet<String>, got: &BTreeSet<String>) {
        self.hit += gold.intersection(got).count();
        self.gold += gold.len();
        self.got += got.len();
    }

    fn precision(&self) -> f64 {
        if self.got == 0 { 1.0 } else { self.hit as f64 / self.got as f64 }
    }

    fn recall(&self) -> f64 {
        if self.gold == 0 { 1.0 } else { self.hit as f64 / self.gold as f64 }
    }

    fn f1(&self) -> f64 {
        let (p, r) = (self.precision(), self.recall());
        if p + r == 0.0 { 0.0 } else { 2.0 * p * r / (p + r) }
    }
}

fn floor(what: &str, reached: f64, floor: f64) {
    println!("{what:24} {reached:.3} (floor {floor})");
    assert!(reached >= floor, "{what}: {reached:.3} is below {floor}");
}

#[test]
fn reading_stays_as_good_as_it_was() {
    let Some(root) = shared() else {
        println!("skipped: no annotations beside the project");
        return;
    };
    let (mut sections, mut tasks, mut units) = (Score::default(), Score::default(), Score::default());
    let (mut targets, mut basis, mut defects) = (Score::default(), Score::default(), Score::default());
    let (mut roles, mut fields) = ((0usize, 0usize), [(0usize, 0usize); 6]);
    let names = ["op", "value2", "unit", "period", "kind", "deadline"];
    let mut read = 0;
    for entry in std::fs::read_dir(root.join("gold")).expect("a folder").flatten() {
        let gold: Value = match std::fs::read_to_string(entry.path()).map(|t| serde_json::from_str(&t)) {
            Ok(Ok(gold)) => gold,
            _ => continue,
        };
        let Some(path) = gold["doc"].as_str().and_then(|name| text_of(&root, name)) else { continue };
        read += 1;
        let decoded = source::decode(&std::fs::read(&path).expect("a text")).expect("text");
        let file = SourceFile::new(&path, decoded.text);
        let plan = import::read(&file).plan;
        let facts = extract::facts(&plan, Register::builtin());
        let mut session = plangen::session::Session::new(plangen::project::Config {
            register: Register::builtin().clone(),
            ..plangen::project::Config::default()
        });
        session.set(file.clone());
        let findings = session.alone(&file.path);
        let got = report::facts::json(Doc { plan: &plan, facts: &facts, file: &file }, &findings, false);

        let titled = |doc: &Value| {
            rows(doc, "sections").iter().map(|s| format!("{} {}", said(s, "path"), fold(said(s, "title")))).collect()
        };
        sections.add(&titled(&gold), &titled(&got));
        if !rows(&gold, "tasks").is_empty() {
            let paths = |doc: &Value| rows(doc, "tasks").iter().map(|t| said(t, "path").to_owned()).collect();
            tasks.add(&paths(&gold), &paths(&got));
            let named = |doc: &Value| -> Vec<(String, String)> {
                rows(doc, "tasks")
                    .iter()
                    .flat_map(|t| {
                        rows(t, "units").iter().map(|u| {
                            (format!("{} {}", said(t, "path"), fold(said(u, "name"))), said(u, "role").to_owned())
                        })
                    })
                    .collect()
            };
            let (of_gold, of_got) = (named(&gold), named(&got));
            let keys = |rows: &[(String, String)]| rows.iter().map(|(k, _)| k.clone()).collect();
            units.add(&keys(&of_gold), &keys(&of_got));
            for (key, role) in &of_gold {
                if let Some((_, other)) = of_got.iter().rev().find(|(k, _)| k == key) {
                    roles.1 += 1;
                    roles.0 += usize::from(role == other);
                }
            }
        }
        let near = |a: &Value, b: &Value| overlap(said(a, "quote"), said(b, "quote")) >= CLOSE;
        if gold.get("defects").is_some() {
            let refs = |doc: &'_ Value| -> Vec<Value> { rows(doc, "defects").to_vec() };
            let (g, r) = (refs(&gold), refs(&got));
            let score = matched(&g.iter().collect::<Vec<_>>(), &r.iter().collect::<Vec<_>>(), near);
            defects.hit += score.hit;
            defects.gold += score.gold;
            defects.got += score.got;
        }
        let cited = |doc: &Value| rows(doc, "basis").iter().map(|b| fold(said(b, "title"))).collect();
        basis.add(&cited(&gold), &cited(&got));

        let mut used = BTreeSet::new();
        let mut neutral = 0;
        for row in rows(&gold, "targets") {
            let sure = !borderline(row);
            targets.gold += usize::from(sure);
            let best = rows(&got, "targets")
                .iter()
                .enumerate()
                .filter(|(i, g)| {
                    !used.contains(i) && g["path"] == row["path"] && same_number(&g["value"], &row["value"])
                })
                .map(|(i, g)| (i, overlap(said(row, "quote"), said(g, "quote"))))
                .filter(|(_, close)| *close >= CLOSE)
                .max_by(|a, b| a.1.total_cmp(&b.1));
            let Some((at, _)) = best else {
                if sure {
                    println!("missed: {} {}", said(&gold, "doc"), said(row, "quote"));
                }
                continue;
            };
            used.insert(at);
            if !sure {
                neutral += 1;
                continue;
            }
            targets.hit += 1;
            let found = &rows(&got, "targets")[at];
            for (field, count) in names.iter().zip(fields.iter_mut()) {
                if *field == "deadline" && row["deadline"].is_null() {
                    continue;
                }
                let agree = match *field {
                    "value2" => same_number(&row[*field], &found[*field]),
                    _ => fold(&row[*field].to_string()) == fold(&found[*field].to_string()),
                };
                count.1 += 1;
                count.0 += usize::from(agree);
            }
        }
        targets.got += rows(&got, "targets").len() - neutral;
    }
    println!("{read} documents");
    assert!(read > 0, "annotations without texts");
    floor("sections F1", sections.f1(), 0.99);
    floor("tasks F1", tasks.f1(), 0.99);
    floor("units F1", units.f1(), 0.99);
    floor("roles", roles.0 as f64 / roles.1.max(1) as f64, 0.97);
    floor("targets precision", targets.precision(), 0.97);
    floor("targets recall", targets.recall(), 0.97);
    floor("citations F1", basis.f1(), 0.93);
    floor("defects recall", defects.recall(), 0.85);
    floor("defects precision", defects.precision(), 0.85);
    for (field, (hit, all)) in names.iter().zip(fields) {
        floor(field, hit as f64 / all.max(1) as f64, 0.95);
    }
}

fn same_number(a: &Value, b: &Value) -> bool {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => (a - b).abs() < 1e-6,
        _ => a == b,
    }
}

/// Rows of one kind in the annotation and as printed, each used once: hits, annotated, printed.
fn matched(gold: &[&Value], got: &[&Value], same: impl Fn(&Value, &Value) -> bool) -> Score {
    let mut used = BTreeSet::new();
    let mut score = Score { hit: 0, gold: 0, got: got.len() };
    for row in gold {
        let sure = !borderline(row);
        score.gold += usize::from(sure);
        let found = (0..got.len()).find(|i| !used.contains(i) && same(row, got[*i]));
        let Some(found) = found else { continue };
        used.insert(found);
        if sure {
            score.hit += 1;
        } else {
            score.got -= 1;
        }
    }
    score
}

#[test]
fn comparing_stays_as_good_as_it_was() {
    let Some(root) = shared() else {
        println!("skipped: no annotations beside the project");
        return;
    };
    let read = |name: &str| -> Value {
        let text = std::fs::read_to_string(root.join("gold").join(format!("{name}.json"))).expect("an annotation");
        serde_json::from_str(&text).expect("an annotation is JSON")
    };
    let mut pairs = 0;
    for entry in std::fs::read_dir(root.join("gold")).expect("a folder").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with("pair-") {
            continue;
        }
        pairs += 1;
        let gold = read(name.trim_end_matches(".json"));
        let (of_parent, of_child) = (read(said(&gold, "parent")), read(said(&gold, "child")));
        let mut session = plangen::session::Session::new(plangen::project::Config {
            register: Register::builtin().clone(),
            ..plangen::project::Config::default()
        });
        let [parent, child] = ["parent", "child"].map(|side| text_of(&root, said(&gold, side)).expect("a text"));
        session.load(&parent).expect("read");
        session.load(&child).expect("read");
        let (p, c) = (session.document(&parent).expect("held"), session.document(&child).expect("held"));
        let alignment = session.alignment(&child, &parent).expect("held");
        let checked =
            session.check(std::slice::from_ref(&child), std::slice::from_ref(&parent)).expect("both are held");
        let findings: Vec<_> = checked.into_iter().flat_map(|c| c.findings).collect();
        let got = report::trace::json(c.doc(), p.doc(), &alignment, &findings);

        let own: BTreeSet<&str> = rows(&of_parent, "tasks").iter().map(|t| said(t, "path")).collect();
        let tasks = |doc: &'_ Value| -> Vec<Value> {
            rows(doc, "tasks").iter().filter(|r| own.contains(said(r, "parent"))).cloned().collect()
        };
        let links = |rows_of: &[Value]| -> BTreeSet<String> {
            let children = |r: &Value| {
                rows(r, "child").iter().map(|c| c.as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
            };
            rows_of.iter().flat_map(|r| children(r).into_iter().map(|c| format!("{} {c}", said(r, "parent")))).collect()
        };
        let (gold_tasks, got_tasks) = (tasks(&gold), tasks(&got));
        let mut score = Score::default();
        score.add(&links(&gold_tasks), &links(&got_tasks));
        floor("task links F1", score.f1(), 0.96);
        let missing = |rows: &[Value]| rows.iter().filter(|r| said(r, "status") == "missing").count();
        assert_eq!(missing(&got_tasks), missing(&gold_tasks), "tasks called missing");
        let agree = gold_tasks
            .iter()
            .filter(|g| got_tasks.iter().any(|r| r["parent"] == g["parent"] && r["status"] == g["status"]));
        floor("task status", agree.count() as f64 / gold_tasks.len().max(1) as f64, 0.86);

        let quotes = |doc: &Value, row: &Value, side: &str| -> Option<String> {
            let key = row[side].as_str()?;
            let target = rows(doc, "targets").iter().find(|t| said(t, "id") == key);
            Some(target.map_or_else(|| key.to_owned(), |t| said(t, "quote").to_owned()))
        };
        let same_target = |g: &Value, r: &Value| {
            let wanted = quotes(&of_parent, g, "parent").unwrap_or_default();
            let close = overlap(&wanted, said(r, "parent_quote")) >= CLOSE;
            let answers = match (quotes(&of_child, g, "child"), r["child_quote"].as_str()) {
                (Some(a), Some(b)) => overlap(&a, b) >= CLOSE,
                _ => true,
            };
            close && answers
        };
        let of = |doc: &'_ Value, relation: &str| -> Vec<Value> {
            rows(doc, "targets").iter().filter(|r| said(r, "relation") == relation).cloned().collect()
        };
        let targets = |relation: &str| {
            let (g, r) = (of(&gold, relation), of(&got, relation));
            matched(&g.iter().collect::<Vec<_>>(), &r.iter().collect::<Vec<_>>(), same_target)
        };
        for (relation, recall, precision) in
            [("weaker", 1.0, 1.0), ("missing", 1.0, 0.8), ("stronger", 1.0, 1.0), ("apportioned", 1.0, 0.95)]
        {
            let score = targets(relation);
            floor(&format!("{relation} recall"), score.recall(), recall);
            floor(&format!("{relation} precision"), score.precision(), precision);
        }
        let absent = |doc: &Value| -> BTreeSet<String> {
            let of_doc = rows(doc, "units").iter().filter(|u| said(u, "status") == "absent");
            of_doc.map(|u| format!("{} {}", said(u, "parent_task"), fold(said(u, "parent_unit")))).collect()
        };
        let mut score = Score::default();
        score.add(&absent(&gold), &absent(&got));
        floor("absent units F1", score.f1(), 1.0);
        let drift = |doc: &'_ Value| -> Vec<Value> {
            rows(doc, "drift").iter().filter(|d| said(d, "kind") == "likely-error").cloned().collect()
        };
        let (g, r) = (drift(&gold), drift(&got));
        let near = |a: &Value, b: &Value| overlap(said(a, "child_quote"), said(b, "child_quote")) >= CLOSE;
        let score = matched(&g.iter().collect::<Vec<_>>(), &r.iter().collect::<Vec<_>>(), near);
        floor("drift recall", score.recall(), 0.75);
        floor("drift precision", score.precision(), 1.0);
        let of_child = |doc: &'_ Value| -> Vec<Value> {
            let own = rows(doc, "defects").iter().filter(|d| d["doc"].is_null() || d["doc"] == gold["child"]);
            own.cloned().collect()
        };
        let (g, r) = (of_child(&gold), of_child(&got));
        let near = |a: &Value, b: &Value| overlap(said(a, "quote"), said(b, "quote")) >= CLOSE;
        let score = matched(&g.iter().collect::<Vec<_>>(), &r.iter().collect::<Vec<_>>(), near);
        floor("defects of the child, recall", score.recall(), 0.94);
        floor("defects of the child, precision", score.precision(), 0.94);
        assert_eq!(rows(&got, "dropped_sections").len(), 1, "dropped sections");
    }
    assert!(pairs > 0, "no annotated pair");
}
