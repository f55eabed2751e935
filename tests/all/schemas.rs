//! The JSON schemas that `plangen schema` prints: what the commands print, and the sources and settings that plangen
//! reads, keep to them.

use crate::support::{command, plangen, run};
use boon::{Compiler, SchemaIndex, Schemas};
use plangen::report::schema::{SCHEMAS, find};
use plangen::source::{FORMS, KEYS, NOTICE_KEYS, SEALS, TABLES};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A schema as the command prints it, ready to judge.
struct Judge {
    schemas: Schemas,
    index: SchemaIndex,
}

impl Judge {
    fn of(name: &str) -> Self {
        let run = plangen(["schema", name]);
        assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{run:#?}");
        let schema: Value = serde_json::from_str(&run.stdout).expect("JSON");
        let id = schema["$id"].as_str().expect("an id").to_owned();
        let mut schemas = Schemas::new();
        let mut compiler = Compiler::new();
        compiler.add_resource(&id, schema).expect("a schema");
        let index = compiler.compile(&id, &mut schemas).unwrap_or_else(|e| panic!("{name}: {e:#}"));
        Self { schemas, index }
    }

    fn holds(&self, value: &Value, what: &str) {
        if let Err(error) = self.schemas.validate(value, self.index) {
            panic!("{what}: {error:#}");
        }
    }

    fn refuses(&self, value: &Value, what: &str) {
        assert!(self.schemas.validate(value, self.index).is_err(), "{what} is taken: {value:#}");
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What a command prints in the project's folder, as JSON; nothing when it could not be done.
fn printed(args: &[&str]) -> Option<Value> {
    let run = run(command().current_dir(root()).args(args));
    (run.status < 2).then(|| serde_json::from_str(&run.stdout).unwrap_or_else(|e| panic!("{args:?}: {e}")))
}

/// The sample plans, and the texts beside the project where there are any.
fn plans() -> Vec<PathBuf> {
    let folders = ["seeds", "../shared/seeds"];
    let mut out = Vec::new();
    for folder in folders.map(|f| root().join(f)) {
        if folder.is_dir() {
            out.extend(plangen::project::plans_in(&folder).expect("a folder"));
        } else {
            eprintln!("skipped: no {}", folder.display());
        }
    }
    out
}

#[test]
fn every_schema_is_one_and_has_a_version() {
    let list = plangen(["schema"]);
    assert_eq!(list.status, 0, "{list:#?}");
    let mut ids = BTreeSet::new();
    for schema in SCHEMAS {
        drop(Judge::of(schema.name));
        let id = schema.id();
        assert!(id.starts_with("urn:plangen:schema:") && id.ends_with(|c: char| c.is_ascii_digit()), "{id}");
        assert!(!schema.title().is_empty(), "{id}");
        assert!(list.stdout.contains(schema.name) && list.stdout.contains(&id), "{list:#?}");
        assert!(ids.insert(id), "each once");
    }
    for lang in ["zh", "en"] {
        let run = plangen(["schema", "finding s", "--lang", lang]);
        assert!(run.status == 2 && run.stdout.is_empty() && run.stderr.contains("findings"), "{run:#?}");
    }
}

#[test]
fn findings_keep_their_schema() {
    let (all, one) = (Judge::of("findings"), Judge::of("finding"));
    let mut seen = 0;
    for path in plans() {
        let path = path.to_string_lossy().into_owned();
        for lang in ["zh", "en"] {
            let Some(value) = printed(&["lint", &path, "--format", "json", "--lang", lang]) else { continue };
            all.holds(&value, &path);
            seen += value.as_array().expect("a list").len();
        }
    }
    assert!(seen > 20, "{seen}");
    let lines = run(command().current_dir(root()).args(["lint", "seeds", "--format", "jsonl"]));
    for line in lines.stdout.lines() {
        one.holds(&serde_json::from_str(line).expect("JSON"), line);
    }
    let first: Value = serde_json::from_str(lines.stdout.lines().next().expect("a finding")).expect("JSON");
    let mut bare = first.clone();
    bare.as_object_mut().expect("an object").remove("code");
    one.refuses(&bare, "a finding without its code");
    let mut more = first.clone();
    more["more"] = json!(1);
    one.refuses(&more, "a finding with another field");
    let mut column = first;
    column["place"]["column"] = json!(0);
    one.refuses(&column, "a column that counts from 0");
}

#[test]
fn facts_and_traces_keep_theirs() {
    let (facts, trace) = (Judge::of("facts"), Judge::of("trace"));
    let mut traced = 0;
    for path in plans() {
        let name = path.to_string_lossy().into_owned();
        for more in [&[][..], &["--explain"]] {
            if let Some(value) = printed(&[&["facts", &name, "--format", "json"], more].concat()) {
                facts.holds(&value, &name);
            }
        }
        if let Some(value) = printed(&["trace", &name, "--format", "json"]) {
            trace.holds(&value, &name);
            traced += 1;
        }
    }
    assert!(traced >= 3, "{traced}");
    let two = ["trace", "seeds/hetao/plan.md", "--parent", "seeds/national/opinion.md", "--format", "json"];
    let value = printed(&two).expect("an alignment");
    assert_eq!(value.as_array().map(Vec::len), Some(2), "with two parents it is a list");
    trace.holds(&value, "two parents");
    let mut wrong = value[0].clone();
    wrong["tasks"][0]["status"] = json!("done");
    trace.refuses(&wrong, "a status that there is not");
}

#[test]
fn lists_and_sums_keep_theirs() {
    let sums = ["rollup", "seeds/beiyuan/plan.md", "seeds/hetao/plan.md", "seeds/qingya/plan.md", "--siblings", "12"];
    let value = printed(&[&sums[..], &["--format", "json"]].concat()).expect("sums");
    Judge::of("rollup").holds(&value, "rollup");
    let family = printed(&["trace", "--tree", "seeds", "--format", "json"]).expect("a family");
    Judge::of("family").holds(&family, "a family");
    Judge::of("rules").holds(&printed(&["rules", "--format", "json"]).expect("lints"), "rules");
    let settings = Judge::of("settings");
    settings.holds(&printed(&["config", "seeds", "--format", "json"]).expect("settings"), "config");
    let folder = tempfile::tempdir().expect("a folder");
    let text = "[lint]\nignore = ['PG6xx']\n[[override]]\npaths = ['甲']\nseverity.PG301 = 'info'\n[build]\nline-pitch = 28.5\n";
    std::fs::write(folder.path().join("plangen.toml"), text).expect("written");
    let run = run(command().current_dir(folder.path()).args(["config", "--format", "json"]));
    settings.holds(&serde_json::from_str(&run.stdout).expect("JSON"), &run.stdout);
}

#[test]
fn the_schema_of_settings_takes_what_plangen_takes() {
    let judge = Judge::of("config");
    let value = |text: &str| -> Value {
        let table: toml::Table = text.parse().unwrap_or_else(|e| panic!("{e}: {text}"));
        plain(&toml::Value::Table(table))
    };
    // Every block of settings that the book shows.
    let mut seen = 0;
    for page in ["book/src/config.md", "book/src/en/config.md"] {
        let text = std::fs::read_to_string(root().join(page)).expect("a page");
        for block in text.split("```toml,config\n").skip(1) {
            let block = block.split("```").next().expect("a block");
            judge.holds(&value(block), block);
            seen += 1;
        }
    }
    assert!(seen > 10, "{seen}");
    for wrong in [
        "[lnt]\n",
        "[lint]\nfail-onn = 'error'\n",
        "[lint]\nfail-on = 'fatal'\n",
        "[lint]\nseverity.PG301 = 'loud'\n",
        "[[override]]\npath = ['a']\n",
        "[build]\nline-pitch = 3\n",
        "[[unit]]\nnames = ['x']\n",
        "[[required-wording]]\nkeeper = 'x'\n",
        "[rollup]\nsiblings = 0\n",
    ] {
        judge.refuses(&value(wrong), wrong);
        let read = plangen::base::SourceFile::new("plangen.toml", wrong);
        assert!(plangen::project::Config::parse(&read).is_err(), "{wrong}");
    }
}

/// TOML as JSON, dates as texts: so do editors.
fn plain(value: &toml::Value) -> Value {
    match value {
        toml::Value::Table(table) => table.iter().map(|(k, v)| (k.clone(), plain(v))).collect(),
        toml::Value::Array(list) => list.iter().map(plain).collect(),
        toml::Value::Datetime(date) => json!(date.to_string()),
        other => serde_json::to_value(other).expect("plain"),
    }
}

#[test]
fn the_schema_of_sources_knows_every_key() {
    let schema = find("source").expect("a schema").json();
    let keys = |value: &Value| -> BTreeSet<String> { value.as_object().expect("an object").keys().cloned().collect() };
    let of = |list: &[&str]| -> BTreeSet<String> { list.iter().map(|k| (*k).to_owned()).collect() };
    assert_eq!(keys(&schema["properties"]), of(&KEYS));
    let notice = &schema["properties"]["notice"]["properties"];
    assert_eq!(keys(notice), of(&NOTICE_KEYS));
    let words = |value: &Value| -> BTreeSet<String> {
        value["enum"].as_array().expect("a list").iter().filter_map(|v| v.as_str().map(str::to_owned)).collect()
    };
    assert_eq!(words(&notice["form"]), of(&FORMS.map(|f| f.0)));
    assert_eq!(words(&notice["seal"]), of(&SEALS.map(|s| s.0)));
    assert_eq!(words(&schema["$defs"]["table"]), of(&TABLES.map(|t| t.0)));
    let judge = Judge::of("source");
    let mut seen = 0;
    for path in plangen::project::plans_in(&root().join("seeds")).expect("the samples") {
        let text = std::fs::read_to_string(&path).expect("text");
        let Some(front) = text.strip_prefix("---\n").and_then(|t| t.split_once("\n---\n")) else { continue };
        let value: Value = serde_saphyr::from_str(front.0).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        judge.holds(&value, &path.display().to_string());
        seen += 1;
    }
    assert!(seen > 5, "{seen}");
    judge.refuses(&json!({ "plangen": 1, "titel": "甲" }), "a mistyped key");
    judge.refuses(&json!({ "title": "甲" }), "a file that does not say it is source");
    judge.refuses(&json!({ "plangen": 1, "notice": { "date": "2024年4月8日" } }), "a date that is not ISO");
}
