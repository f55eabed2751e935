//! The sample plans in `seeds/`: what `plangen lint seeds` finds is what the lists beside them say.
//!
//! A folder may hold a `faults.toml` with the faults its plans were made with. At warning and above findings
//! and list agree one to one; faults of severity info are found, and other findings of that severity are free.
//! A plan in a folder without a list has nothing at warning or above.

use crate::support::plangen;
use serde::Deserialize;
use serde_json::Value;
use std::path::{Path, PathBuf};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Faults {
    fault: Vec<Fault>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fault {
    code: String,
    severity: String,
    /// Path of the section; empty for the title, the front matter and the preamble.
    path: String,
    /// Stands in the text that is found, or holds it.
    quote: String,
    /// Why it is a fault, for people.
    #[serde(rename = "why")]
    _why: String,
}

impl Fault {
    fn is(&self, finding: &Value) -> bool {
        let place = &finding["place"];
        let quote = place["quote"].as_str().unwrap_or_default();
        finding["code"] == self.code.as_str()
            && finding["severity"] == self.severity.as_str()
            && place["section"].as_str().unwrap_or_default() == self.path
            && !quote.is_empty()
            && (quote.contains(&self.quote) || self.quote.contains(quote))
    }
}

fn seeds() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds")
}

/// Findings of the whole project by folder.
fn findings() -> Vec<(PathBuf, Value)> {
    let folder = seeds();
    let args = ["lint".as_ref(), folder.as_os_str(), "--format".as_ref(), "json".as_ref()];
    let run = plangen(args);
    assert!(run.status < 2, "{}", run.stderr);
    let rows: Vec<Value> = serde_json::from_str(&run.stdout).expect("lint writes JSON");
    let folder = |row: &Value| {
        let file = row["place"]["file"].as_str().expect("a finding has a file");
        Path::new(file).parent().expect("a plan stands in a folder").to_owned()
    };
    rows.into_iter().map(|row| (folder(&row), row)).collect()
}

fn faults(folder: &Path) -> Vec<Fault> {
    match std::fs::read_to_string(folder.join("faults.toml")) {
        Ok(text) => toml::from_str::<Faults>(&text).expect("faults.toml is well-formed").fault,
        Err(_) => Vec::new(),
    }
}

#[test]
fn lint_finds_the_faults_of_the_samples_and_no_others() {
    let findings = findings();
    let mut wrong = Vec::new();
    for entry in std::fs::read_dir(seeds()).expect("seeds/ is there") {
        let folder = entry.expect("readable").path();
        if !folder.is_dir() {
            continue;
        }
        let mut open: Vec<Fault> = faults(&folder);
        for (_, finding) in findings.iter().filter(|(f, _)| *f == folder) {
            match open.iter().position(|fault| fault.is(finding)) {
                Some(at) => drop(open.swap_remove(at)),
                None if finding["severity"] == "info" => {}
                None => wrong.push(format!("not in the list: {finding:#}")),
            }
        }
        wrong.extend(open.iter().map(|fault| format!("{}: not found: {fault:?}", folder.display())));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_region_has_its_tasks_and_the_units_of_all_of_them() {
    let plan = seeds().join("beiyuan/plan.md");
    let run = plangen(["facts".as_ref(), plan.as_os_str(), "--format".as_ref(), "json".as_ref()]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let facts: Value = serde_json::from_str(&run.stdout).expect("facts writes JSON");
    assert_eq!(facts["tasks"].as_array().map(Vec::len), Some(23));
    let names: Vec<&str> =
        facts["default_units"].as_array().into_iter().flatten().filter_map(|u| u["name"].as_str()).collect();
    assert_eq!(names, ["各盟行政公署", "市人民政府"]);
}

#[test]
fn published_text_is_imported_with_its_notice_and_colophon() {
    let run = plangen(["import".as_ref(), seeds().join("linqu/plan.txt").as_os_str()]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    for line in [
        "title: 临渠区老年友善医疗机构建设工作方案",
        "  issuer: 临渠区人民政府办公室",
        "  number: 临政办发〔2024〕12号",
        "  date: 2024-08-20",
        "  to: [[各苏木乡镇人民政府], [各街道办事处], [区直各有关部门]]",
        "  copies: [[区委办公室], [区人大常委会办公室], [区政协办公室]]",
        "  printed: 2024-08-21",
        "### （六）方便用药取药。",
    ] {
        assert!(run.stdout.lines().any(|l| l == line), "no line “{line}” in\n{}", run.stdout);
    }
}

/// A sample as it would be published: the title and the text, without any mark.
fn published(plan: &Path) -> String {
    let source = std::fs::read_to_string(plan).expect("a sample is text");
    let mut parts = source.splitn(3, "---\n").skip(1);
    let (head, body) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let title = head.lines().find_map(|l| l.strip_prefix("title: ")).expect("a sample has a title");
    let mut out = format!("{title}\n\n");
    let mut lines = body.lines().filter(|l| !l.is_empty() && !l.starts_with(['|', '<'])).peekable();
    while let Some(line) = lines.next() {
        let text = line.trim_start_matches(['#', '>', ' ']);
        out.push_str(text);
        let text_follows = lines.peek().is_some_and(|next| !next.starts_with('#'));
        // A title that ends with 。 is printed in one paragraph with the text below it.
        if !(line.starts_with('#') && text.ends_with('。') && text_follows) {
            out.push('\n');
        }
    }
    out
}

#[test]
fn published_text_is_found_at_fault_like_its_source() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, parent) in [("hetao", "beiyuan"), ("qingya", "beiyuan")] {
        let parent = seeds().join(parent).join("plan.md");
        let own = seeds().join(name).join("plan.md");
        let text = folder.path().join(format!("{name}.txt"));
        std::fs::write(&text, published(&own)).expect("written");
        let found = |path: &Path| {
            let args = ["lint".as_ref(), path.as_os_str(), "--parent".as_ref(), parent.as_os_str()];
            let run = plangen(args.into_iter().chain(["--format".as_ref(), "json".as_ref()]));
            assert!(run.status < 2, "{}", run.stderr);
            let rows: Vec<Value> = serde_json::from_str(&run.stdout).expect("lint writes JSON");
            let part = |row: &Value| {
                (row["code"].to_string(), row["place"]["section"].to_string(), row["message"].to_string())
            };
            rows.iter().map(part).collect::<Vec<_>>()
        };
        let (of_source, of_text) = (found(&own), found(&text));
        assert_eq!(of_text, of_source, "{name}");
    }
}
