//! The forms of a list of findings: every one is made from the same findings here and read again by what reads it
//! elsewhere, with files and words that hold what each form must escape.

use crate::support::{command, run};
use plangen::base::{
    Applicability, Area, Edit, Failure, Finding, Fix, Lang, Place, Position, Severity, SourceFile, Span, Waived,
};
use plangen::lint;
use plangen::lint::baseline::Entry;
use plangen::report::formats::{self, FORMATS};
use plangen::report::messages;
use plangen::report::pretty::Look;
use plangen::report::run::{Run, Verdict};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

const PLAN: &str = "县 级/计划 & <甲>'\"#%.md";
const PARENT: &str = "上级/规划,1:2.md";
const PAGES: &str = "版 面.pdf";
const CLEAN: &str = "无 误.md";

/// What is dear to XML, Markdown, workflow commands and HTML, with a character beyond the basic plane.
const WORDS: &str = "𠀀覆盖率<b>&amp;|`x`*_[y](z)%0A::error,:~$1$@all]]>--";

struct Fixture {
    files: Vec<SourceFile>,
    findings: Vec<Finding>,
    waived: Vec<Waived>,
    known: Option<Vec<Finding>>,
    stale: Vec<Entry>,
    failures: Vec<Failure>,
    checked: Vec<PathBuf>,
    fail_on: Option<Severity>,
}

fn finding(code: &str, severity: Severity, file: &SourceFile, quote: &str) -> Finding {
    let page = lint::find(code).expect("a lint");
    let start = file.text.find(quote).expect("it stands in the file");
    let span = Span::new(start, start + quote.len());
    let place =
        Place { file: file.path.clone(), span, section: Some("二/（一）".to_owned()), page: None, label: "here" };
    Finding {
        code: page.code,
        name: page.name,
        severity,
        variant: "default",
        args: Vec::new(),
        place,
        related: Vec::new(),
        fix: None,
        words: None,
    }
}

/// What a baseline holds and is gone.
fn gone() -> Entry {
    Entry {
        file: PLAN.to_owned(),
        code: "PG502".to_owned(),
        section: "三/（二）".to_owned(),
        quote: "<b>(经费)</b>".to_owned(),
        fingerprint: "0123456789abcdef".to_owned(),
        count: 2,
    }
}

fn fixture() -> Fixture {
    let plan = SourceFile::new(
        PLAN,
        format!(
            "## 二、任务\n{WORDS}达到85%，\n\t落实(经费)。\r\n配齐巡查配齐巡查\n人员\u{1}。<!-- 豁免 -->台账台账\n"
        ),
    );
    let parent = SourceFile::new(PARENT, format!("{WORDS}达到90%。\n"));
    let mut weaker = finding("PG301", Severity::Error, &plan, &format!("{WORDS}达到85%"));
    weaker.args = vec![("metric", WORDS.into()), ("own", "85%".into()), ("wanted", "90%\n以上".into())];
    let start = parent.text.find("达到90%").expect("there");
    let clause = Span::new(start, start + "达到90%".len());
    weaker.related = vec![Place {
        file: parent.path.clone(),
        span: clause,
        section: Some("一".to_owned()),
        page: None,
        label: "parent",
    }];
    let mut mark = finding("PG502", Severity::Warning, &plan, "(经费)");
    mark.args = vec![("found", "(".into()), ("should", "（".into())];
    let Span { start, end } = mark.place.span;
    mark.fix = Some(Fix {
        applicability: Applicability::Safe,
        edits: vec![
            Edit { span: Span::new(start, start + 1), text: "（".to_owned() },
            Edit { span: Span::new(end - 1, end), text: "）".to_owned() },
        ],
    });
    let mut twice = finding("PG603", Severity::Info, &plan, "配齐巡查配齐巡查\n人员");
    (twice.variant, twice.args) = ("word", vec![("found", "配齐巡查".into())]);
    // The same again: formats that want each fingerprint once get it once.
    let again = twice.clone();
    let mut page = finding("PG801", Severity::Error, &plan, "二");
    let clause = ("clause", "5.1".into());
    page.args =
        vec![("page", 2.into()), ("width", 216.0.into()), ("height", 279.0.into()), ("tolerance", 2.0.into()), clause];
    page.place = Place {
        file: PAGES.into(),
        span: Span::default(),
        section: None,
        page: Some(Area {
            number: 2,
            x: 28.0.into(),
            y: 37.5.into(),
            width: 156.0.into(),
            height: 5.6.into(),
            text: "<版心>|".to_owned(),
        }),
        label: "here",
    };
    let mut accepted = finding("PG603", Severity::Warning, &plan, "台账台账");
    (accepted.variant, accepted.args) = ("word", vec![("found", "台账".into())]);
    let comment = plan.text.find("<!--").expect("there");
    let waiver = Span::new(comment, comment + "<!-- 豁免 -->".len());
    Fixture {
        findings: vec![weaker, mark, twice, again, page],
        waived: vec![Waived {
            finding: accepted,
            reason: "沿用“原文” <甲> & | `乙` --".to_owned(),
            until: Some("2026-12-31".to_owned()),
            span: waiver,
            aside: None,
        }],
        known: None,
        stale: Vec::new(),
        failures: vec![
            Failure::new("不是文本文件", "not a text file").file("坏 <文件>.md").at(Position { line: 3, column: 7 }),
        ],
        checked: [PLAN, PAGES, CLEAN].map(PathBuf::from).to_vec(),
        files: vec![plan, parent],
        fail_on: Some(Severity::Warning),
    }
}

impl Fixture {
    fn with<T>(&self, look: impl FnOnce(&Run<'_>) -> T) -> T {
        let files = |path: &Path| self.files.iter().find(|f| f.path == path);
        let verdict = Verdict {
            waived: self.waived.len(),
            known: self.known.as_ref().map_or(0, Vec::len),
            stale: self.stale.len(),
            failures: self.failures.len(),
            checked: self.checked.len(),
            ..Verdict::of(&self.findings, self.fail_on)
        };
        look(&Run {
            findings: &self.findings,
            waived: &self.waived,
            known: self.known.as_deref(),
            stale: &self.stale,
            failures: &self.failures,
            checked: &self.checked,
            files: &files,
            verdict,
        })
    }

    fn told(&self, format: &str, lang: Lang) -> String {
        let format = formats::find(format).expect("a format");
        self.with(|run| (format.write)(run, Look { lang, color: false, width: 100 }))
    }

    fn json(&self, format: &str) -> Value {
        serde_json::from_str(&self.told(format, Lang::Zh)).expect("JSON")
    }

    /// What the messages say in Chinese.
    fn messages(&self) -> Vec<String> {
        self.findings.iter().map(|f| messages::message(f, Lang::Zh)).collect()
    }

    fn text(&self, path: &str) -> &str {
        &self.files.iter().find(|f| f.path == Path::new(path)).expect("a file").text
    }
}

/// The text from one line and column to another, both from 1; `width` says how many columns a character takes.
fn cut(text: &str, from: (u64, u64), to: (u64, u64), width: impl Fn(char) -> usize) -> String {
    let at = |(line, column): (u64, u64)| {
        let start: usize = text.split_inclusive('\n').take(line as usize - 1).map(str::len).sum();
        let mut left = column as usize - 1;
        let inside = text[start..].char_indices().find(|(_, c)| {
            let here = left == 0;
            left = left.saturating_sub(width(*c));
            here
        });
        inside.map_or(text.len(), |(i, _)| start + i)
    };
    text[at(from)..at(to)].to_owned()
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("a number: {value}"))
}

#[test]
fn every_format_tells_the_same_counts() {
    let mut fixture = fixture();
    for (fail_on, failing) in
        [(None, 0), (Some(Severity::Error), 2), (Some(Severity::Warning), 3), (Some(Severity::Info), 5)]
    {
        fixture.fail_on = fail_on;
        let verdict = fixture.with(|run| run.verdict);
        let counts = (verdict.errors, verdict.warnings, verdict.infos, verdict.waived, verdict.failures);
        assert_eq!(counts, (2, 1, 2, 1, 1));
        assert_eq!(verdict.failing, failing);
        for format in FORMATS {
            let text = fixture.told(format.name, Lang::Zh);
            let counted = count(format.name, &text);
            assert_eq!(counted, (2, 1, 2), "{}: {text}", format.name);
        }
        let junit = fixture.told("junit", Lang::Zh);
        let xml = roxmltree::Document::parse(&junit).expect("XML");
        let all = |name: &str| xml.descendants().filter(|n| n.has_tag_name(name)).count();
        assert_eq!((all("failure"), all("skipped"), all("error")), (failing, 1, 1), "{junit}");
    }
}

/// Errors, warnings and infos as a reader of the format counts them.
fn count(format: &str, text: &str) -> (usize, usize, usize) {
    let three = |of: &dyn Fn(&str) -> usize, words: [&str; 3]| (of(words[0]), of(words[1]), of(words[2]));
    let json = || serde_json::from_str::<Value>(text).expect("JSON");
    let rows = |rows: &Value, key: &str, words: [&str; 3]| {
        let of = |word: &str| rows.as_array().expect("a list").iter().filter(|r| r[key] == word).count();
        three(&of, words)
    };
    let severities = ["error", "warning", "info"];
    match format {
        "json" => rows(&json(), "severity", severities),
        "jsonl" => {
            let list = text.lines().map(|l| serde_json::from_str::<Value>(l).expect("JSON")).collect();
            rows(&Value::Array(list), "severity", severities)
        }
        "gitlab" => rows(&json(), "severity", ["critical", "minor", "info"]),
        "rdjson" => {
            let found: Vec<Value> = json()["diagnostics"]
                .as_array()
                .expect("a list")
                .iter()
                .filter(|r| !r["code"].is_null())
                .cloned()
                .collect();
            rows(&Value::Array(found), "severity", ["ERROR", "WARNING", "INFO"])
        }
        "sarif" => {
            let results = json()["runs"][0]["results"].clone();
            let live: Vec<Value> = results
                .as_array()
                .expect("a list")
                .iter()
                .filter(|r| r["suppressions"].as_array().expect("a list").is_empty())
                .cloned()
                .collect();
            rows(&Value::Array(live), "level", ["error", "warning", "note"])
        }
        "github" => {
            let of = |word: &str| {
                let start = format!("::{word} file=");
                text.lines().filter(|l| l.starts_with(&start) && l.contains(",title=PG")).count()
            };
            three(&of, ["error", "warning", "notice"])
        }
        "checkstyle" => {
            let xml = roxmltree::Document::parse(text).expect("XML");
            let of = |word: &str| {
                xml.descendants()
                    .filter(|n| n.attribute("severity") == Some(word))
                    .filter(|n| n.attribute("source").is_some_and(|s| s.starts_with("plangen.PG")))
                    .count()
            };
            three(&of, severities)
        }
        "junit" => {
            // Failures say their severity in the type, what passed and was found in its words.
            let xml = roxmltree::Document::parse(text).expect("XML");
            let told: Vec<String> = xml
                .descendants()
                .filter_map(|n| match n.tag_name().name() {
                    "failure" => n.attribute("type").map(str::to_owned),
                    "system-out" => n.text().map(str::to_owned),
                    _ => None,
                })
                .collect();
            three(&|word: &str| told.iter().filter(|t| t.starts_with(word)).count(), ["错误", "警告", "提示"])
        }
        "html" => {
            let html = scraper::Html::parse_document(text);
            let of = |word: &str| {
                let class = scraper::Selector::parse(&format!("article.{word}")).expect("a selector");
                html.select(&class).count()
            };
            three(&of, severities)
        }
        "markdown" => {
            let of = |word: &str| text.lines().filter(|l| l.starts_with(&format!("| {word} |"))).count();
            three(&of, ["错误", "警告", "提示"])
        }
        "concise" => {
            let of = |word: &str| text.lines().filter(|l| l.contains(&format!(": {word} PG"))).count();
            three(&of, ["错误", "警告", "提示"])
        }
        "grouped" => {
            let of =
                |word: &str| text.lines().filter(|l| l.starts_with("  ") && l.contains(&format!("  {word} "))).count();
            three(&of, ["错误", "警告", "提示"])
        }
        "pretty" => {
            // What a person counts is in the closing line.
            let last = text.lines().last().expect("a line");
            let of = |word: &str| {
                let (_, rest) = last.split_once(word).expect("the count");
                rest.split('，').next().and_then(|n| n.parse().ok()).expect("a number")
            };
            three(&of, ["错误 ", "警告 ", "提示 "])
        }
        other => panic!("count what {other} says"),
    }
}

#[test]
fn lines_for_people_say_where_and_what() {
    let fixture = fixture();
    let concise = fixture.told("concise", Lang::En);
    let first = concise.lines().next().expect("a line");
    assert!(first.starts_with(&format!("{PLAN}:2:1: error PG301 weaker-target: ")), "{first}");
    assert!(concise.contains(&format!("{PAGES}:p2: error PG801")), "{concise}");
    assert_eq!(concise.lines().count(), fixture.findings.len() + 1, "a line each and the verdict: {concise}");
    let grouped = fixture.told("grouped", Lang::Zh);
    assert!(grouped.starts_with(&format!("{PLAN}\n  2:1  错误")), "{grouped}");
    assert!(grouped.ends_with("检查方案 3 份：错误 2，警告 1，提示 2，已豁免 1，未能检查 1\n"), "{grouped}");
    let coloured = fixture.with(|run| {
        let look = Look { lang: Lang::Zh, color: true, width: 100 };
        ["concise", "grouped"].map(|f| (formats::find(f).expect("a format").write)(run, look))
    });
    assert!(coloured.iter().all(|text| text.contains("\u{1b}[31m错误\u{1b}[0m")), "{coloured:?}");
}

#[test]
fn workflow_commands_are_escaped() {
    let fixture = fixture();
    let text = fixture.told("github", Lang::Zh);
    let found: Vec<&str> = text.lines().filter(|l| l.starts_with("::")).collect();
    assert_eq!(found.len(), fixture.findings.len() + fixture.failures.len(), "{text}");
    let decode = |s: &str| {
        s.replace("%3A", ":").replace("%2C", ",").replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
    };
    for (line, message) in found[1..].iter().zip(fixture.messages()) {
        // The runner takes the first `::` behind the fields for their end, and commas part them.
        let (fields, data) = line[2..].split_once("::").expect("fields and message");
        let fields: Vec<(&str, String)> = fields
            .split_once(' ')
            .expect("fields")
            .1
            .split(',')
            .map(|f| f.split_once('=').map(|(k, v)| (k, decode(v))).expect("key and value"))
            .collect();
        let of = |key: &str| fields.iter().find(|(k, _)| *k == key).map(|(_, v)| v.as_str());
        assert!(of("file") == Some(PLAN) || of("file") == Some(PAGES), "{line}");
        assert!(decode(data).starts_with(&message), "{line}\n{message}");
        // Columns only where the whole is in one line.
        assert_eq!(of("col").is_some(), of("line").is_some() && of("line") == of("endLine"), "{line}");
    }
    let (_, data) = found[1][2..].split_once("::").expect("a message");
    assert!(decode(data).contains(&format!("上级原文：{PARENT}:1:")), "{data}");
}

#[test]
fn code_quality_issues_are_whole_and_apart() {
    let fixture = fixture();
    let rows = fixture.json("gitlab");
    let rows = rows.as_array().expect("a list");
    let prints: BTreeSet<&str> = rows.iter().map(|r| r["fingerprint"].as_str().expect("a string")).collect();
    assert_eq!(prints.len(), rows.len(), "each fingerprint once");
    for row in rows {
        for key in ["description", "check_name", "severity"] {
            assert!(row[key].as_str().is_some_and(|s| !s.is_empty()), "{row:#}");
        }
        assert!(row["location"]["path"].is_string() && number(&row["location"]["lines"]["begin"]) > 0, "{row:#}");
    }
    assert_eq!(rows[0]["severity"], "blocker", "what could not be checked blocks");
    assert!(rows[1]["description"].as_str().is_some_and(|d| d.starts_with(&fixture.messages()[0])));
}

#[test]
fn xml_is_read_back_as_it_was_meant() {
    let fixture = fixture();
    for (format, element) in [("checkstyle", "error"), ("junit", "failure")] {
        let text = fixture.told(format, Lang::Zh);
        let xml = roxmltree::Document::parse(&text).unwrap_or_else(|e| panic!("{format}: {e}\n{text}"));
        let told: Vec<&str> =
            xml.descendants().filter(|n| n.has_tag_name(element)).filter_map(|n| n.attribute("message")).collect();
        let spaced = |s: &str| s.split_whitespace().collect::<Vec<_>>().join(" ");
        let message = spaced(&fixture.messages()[0]);
        assert!(told.iter().any(|m| spaced(m).starts_with(&message)), "{format}: {told:?}\n{message}");
        assert!(xml.descendants().any(|n| n.attribute("name") == Some(PLAN)), "{format}: {text}");
    }
    let text = fixture.told("checkstyle", Lang::Zh);
    let xml = roxmltree::Document::parse(&text).expect("XML");
    let weaker =
        xml.descendants().find(|n| n.attribute("source") == Some("plangen.PG301.weaker-target")).expect("there");
    assert_eq!((weaker.attribute("line"), weaker.attribute("column")), (Some("2"), Some("1")));
    assert!(text.contains("Unicode characters"), "the unit of columns is stated");
    let text = fixture.told("junit", Lang::Zh);
    let xml = roxmltree::Document::parse(&text).expect("XML");
    // Sums are as the children say.
    for suite in xml.descendants().filter(|n| n.has_tag_name("testsuite") || n.has_tag_name("testsuites")) {
        for (field, element) in [("tests", "testcase"), ("failures", "failure"), ("errors", "error")] {
            let inside = suite.descendants().filter(|n| n.has_tag_name(element)).count().to_string();
            assert_eq!(suite.attribute(field), Some(inside.as_str()), "{field}: {text}");
        }
    }
    let clean = xml.descendants().find(|n| n.attribute("classname") == Some(CLEAN)).expect("it was checked");
    assert_eq!(clean.children().filter(|n| n.is_element()).count(), 0, "it passed: {text}");
}

#[test]
fn reviewdog_gets_bytes() {
    let fixture = fixture();
    let rows = fixture.json("rdjson");
    let rows = rows["diagnostics"].as_array().expect("a list");
    let text = fixture.text(PLAN);
    let point = |v: &Value| (number(&v["line"]), number(&v["column"]));
    let mut seen = 0;
    for (row, finding) in rows[1..].iter().zip(&fixture.findings) {
        let range = &row["location"]["range"];
        if range.is_null() {
            assert_eq!(row["location"]["path"], PAGES);
            continue;
        }
        let quote = cut(text, point(&range["start"]), point(&range["end"]), char::len_utf8);
        assert_eq!(quote, finding.place.span.of(text), "{row:#}");
        seen += 1;
    }
    assert_eq!(seen, 4);
    let [suggestion] = rows[2]["suggestions"].as_array().expect("a list").as_slice() else {
        panic!("one: {}", rows[2])
    };
    assert_eq!(suggestion["text"], "（经费）", "two edits are offered as one");
    let range = &suggestion["range"];
    assert_eq!(cut(text, point(&range["start"]), point(&range["end"]), char::len_utf8), "(经费)");
    assert_eq!(rows[1]["relatedLocations"][0]["location"]["path"], PARENT);
}

#[test]
fn markdown_stays_text() {
    use pulldown_cmark::{Event, Options, Parser, Tag};
    let fixture = fixture();
    let text = fixture.told("markdown", Lang::Zh);
    let (mut rows, mut words, mut breaks) = (0, String::new(), 0);
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_MATH;
    for event in Parser::new_ext(&text, options) {
        match event {
            Event::Start(Tag::TableRow) => rows += 1,
            Event::Text(t) | Event::Code(t) => words.push_str(&t),
            Event::Html(t) | Event::InlineHtml(t) => {
                assert_eq!(&*t, "<br>", "no tag but ours: {text}");
                breaks += 1;
            }
            Event::Start(Tag::Emphasis | Tag::Link { .. } | Tag::Image { .. } | Tag::Strikethrough)
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => panic!("words became marks: {text}"),
            _ => {}
        }
    }
    assert_eq!(rows, fixture.findings.len(), "{text}");
    assert!(breaks > 0);
    // What keeps a name from being told is not seen.
    let plain = words.replace('\u{2060}', "");
    assert!(plain.contains(WORDS), "{plain}");
    assert!(plain.contains(PLAN) && plain.contains(PARENT), "{plain}");
    assert!(plain.contains("沿用“原文” <甲> & | `乙` --"), "{plain}");
    assert!(text.contains("列按 Unicode 字符"), "{text}");
}

#[test]
fn one_page_for_people_in_both_languages() {
    let fixture = fixture();
    for lang in [Lang::Zh, Lang::En] {
        let text = fixture.told("html", lang);
        let html = scraper::Html::parse_document(&text);
        assert!(html.errors.is_empty(), "{:?}", html.errors);
        let all = |selector: &str| {
            html.select(&scraper::Selector::parse(selector).expect("a selector"))
                .map(|e| e.text().collect::<String>())
                .collect::<Vec<_>>()
        };
        for (class, lang) in [("zh", Lang::Zh), ("en", Lang::En)] {
            let told = all(&format!("article h3 .{class}")).join("\n");
            for finding in &fixture.findings {
                let message = messages::message(finding, lang).replace('\n', "");
                assert!(told.contains(&message), "{message}\n{told}");
            }
        }
        let marked = all("mark");
        assert!(marked.iter().any(|m| m == "达到90%"), "the parent's words: {marked:?}");
        assert!(marked.iter().any(|m| *m == format!("{WORDS}达到85%")), "{marked:?}");
        assert_eq!(all("del"), ["(", ")"]);
        assert_eq!(all("ins"), ["（", "）"]);
        assert!(all("h2").iter().any(|h| h == PLAN) && all("li").iter().any(|l| l == CLEAN), "{text}");
        assert!(all(".failure").iter().any(|f| f.contains("坏 <文件>.md:3:7")), "{text}");
        assert!(all("section").iter().any(|s| s.contains("沿用“原文” <甲> & | `乙` --")), "{text}");
        // Nothing from elsewhere, nothing that runs; light, dark and paper.
        for foreign in ["<script", "http:", "https:", "url(", "@import"] {
            assert!(!text.contains(foreign), "{foreign}");
        }
        assert!(text.contains("prefers-color-scheme: dark") && text.contains("@media print"));
        let chosen = if lang == Lang::Zh { "id=\"zh\" checked" } else { "id=\"en\" checked" };
        assert!(text.contains(chosen), "{text}");
    }
}

/// The schema of SARIF that comes with the package of its types, wherever cargo keeps that.
fn sarif_schema() -> Option<Value> {
    let root = env!("CARGO_MANIFEST_DIR");
    let args = ["metadata", "--format-version", "1", "--offline", "--locked", "--all-features"];
    let out = Command::new(env!("CARGO")).args(args).current_dir(root).output().ok()?;
    let metadata: Value = serde_json::from_slice(&out.stdout).ok()?;
    let package = metadata["packages"].as_array()?.iter().find(|p| p["name"] == "serde-sarif")?;
    let folder = Path::new(package["manifest_path"].as_str()?).parent()?.to_path_buf();
    serde_json::from_slice(&std::fs::read(folder.join("src/schema.json")).ok()?).ok()
}

#[test]
fn sarif_keeps_its_schema() {
    let Some(schema) = sarif_schema() else {
        eprintln!("skipped: the package serde-sarif and its schema are not at hand");
        return;
    };
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    compiler.add_resource("sarif.json", schema).expect("a schema");
    let index = compiler.compile("sarif.json", &mut schemas).expect("a schema");
    let mut fixture = fixture();
    for known in [None, Some(vec![fixture.findings[1].clone()])] {
        fixture.stale = if known.is_some() { vec![gone()] } else { Vec::new() };
        fixture.known = known;
        for lang in [Lang::Zh, Lang::En] {
            let text = fixture.told("sarif", lang);
            let log: Value = serde_json::from_str(&text).expect("JSON");
            if let Err(error) = schemas.validate(&log, index) {
                panic!("{error:#}");
            }
            let _: serde_sarif::sarif::Sarif = serde_json::from_str(&text).expect("its types read it");
        }
    }
}

#[test]
fn sarif_says_all_there_is_to_say() {
    let mut fixture = fixture();
    let log = fixture.json("sarif");
    assert_eq!(log["version"], "2.1.0");
    let sarif = &log["runs"][0];
    assert_eq!(sarif["columnKind"], "unicodeCodePoints");
    let rules = sarif["tool"]["driver"]["rules"].as_array().expect("rules");
    let results = sarif["results"].as_array().expect("results");
    assert_eq!(results.len(), fixture.findings.len() + fixture.waived.len());
    let text = fixture.text(PLAN);
    let cut = |region: &Value, text: &str| {
        let [a, b, c, d] = ["startLine", "startColumn", "endLine", "endColumn"].map(|k| number(&region[k]));
        cut(text, (a, b), (c, d), |_| 1)
    };
    for result in results {
        let rule = &rules[number(&result["ruleIndex"]) as usize];
        assert_eq!(rule["id"], result["ruleId"]);
        for words in ["shortDescription", "fullDescription", "help"] {
            assert!(rule[words]["text"].as_str().is_some_and(|t| !t.is_empty()), "{rule:#}");
        }
        assert!(!rule["help"]["markdown"].as_str().expect("help").contains("```"), "without the examples: {rule:#}");
        assert!(result["partialFingerprints"]["plangen/v1"].as_str().is_some_and(|p| p.len() == 16));
        assert!(result["baselineState"].is_null(), "without a baseline there is no such state");
        let physical = &result["locations"][0]["physicalLocation"];
        let uri = physical["artifactLocation"]["uri"].as_str().expect("a URI");
        assert!(uri.is_ascii() && !uri.contains([' ', '<', '#', '"']), "{uri}");
        if let Some(region) = physical.get("region") {
            assert_eq!(cut(region, text), region["snippet"]["text"].as_str().expect("the quote"));
        } else {
            assert_eq!(physical["properties"]["page"]["number"], 2);
            assert!(result["message"]["text"].as_str().is_some_and(|t| t.contains("第 2 页")), "{result:#}");
        }
    }
    let weaker = &results[0];
    assert_eq!(weaker["level"], "error");
    assert_eq!(weaker["locations"][0]["logicalLocations"][0]["fullyQualifiedName"], "二/（一）");
    let clause = &weaker["relatedLocations"][0];
    assert_eq!(clause["message"]["text"], "上级原文");
    assert_eq!(cut(&clause["physicalLocation"]["region"], fixture.text(PARENT)), "达到90%");
    let changes = results[1]["fixes"][0]["artifactChanges"][0]["replacements"].as_array().expect("edits");
    assert_eq!(changes.len(), 2);
    assert_eq!(cut(&changes[1]["deletedRegion"], text), ")");
    assert_eq!(changes[1]["insertedContent"]["text"], "）");
    let accepted = &results[5]["suppressions"][0];
    assert_eq!((&accepted["kind"], &accepted["status"]), (&"inSource".into(), &"accepted".into()));
    assert_eq!(accepted["justification"], "沿用“原文” <甲> & | `乙` --");
    assert_eq!(cut(&accepted["location"]["physicalLocation"]["region"], text), "<!-- 豁免 -->");
    assert!(results[..5].iter().all(|r| r["suppressions"].as_array().is_some_and(Vec::is_empty)));
    let invocation = &sarif["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let told = &invocation["toolExecutionNotifications"][0];
    assert!(told["message"]["text"].as_str().is_some_and(|t| t.contains("不是文本文件")), "{told:#}");
    let checked = sarif["artifacts"].as_array().expect("artifacts");
    assert_eq!(checked.len(), fixture.checked.len());
    // With a baseline every result says whether it is in it.
    // So does what the baseline holds and is gone.
    fixture.known = Some(vec![fixture.findings[2].clone()]);
    fixture.stale = vec![gone()];
    let log = fixture.json("sarif");
    let results = log["runs"][0]["results"].as_array().expect("results");
    let states: Vec<&str> = results.iter().filter_map(|r| r["baselineState"].as_str()).collect();
    assert_eq!(states, ["new", "new", "new", "new", "new", "new", "unchanged", "absent"]);
    assert_eq!(results[6]["suppressions"][0]["kind"], "external");
    let gone = &results[7];
    assert_eq!(gone["partialFingerprints"]["plangen/v1"], "0123456789abcdef");
    assert_eq!(gone["locations"][0]["logicalLocations"][0]["fullyQualifiedName"], "三/（二）");
    assert!(gone["message"]["text"].as_str().is_some_and(|t| t.contains("--update-baseline")), "{gone:#}");
    // In JUnit it fails, as it fails the run.
    let junit = fixture.told("junit", Lang::Zh);
    let fails = |junit: &str| junit.matches("<failure ").count();
    assert!(junit.contains("<testsuite name=\"基线\" tests=\"1\" failures=\"1\""), "{junit}");
    fixture.stale.clear();
    assert_eq!(fails(&junit), fails(&fixture.told("junit", Lang::Zh)) + 1);
}

/// A plan with an error against its parent and a waived slip, both in one folder.
fn family() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let put = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    put(
        "上 级.txt",
        "北原自治区管护方案\n\n一、重点任务\n（一）加强监测。覆盖率达到90%以上。（责任单位：自治区水利厅）\n",
    );
    put(
        "方 案.md",
        "---\nplangen: 1\ntitle: 河套市管护方案\nparents: [上 级.txt]\n---\n## 一、重点任务\n\n### （一）加强监测\n\n<!-- plangen: allow PG603 reason=\"沿用原文\" -->\n覆盖率达到85%以上。建立台账建立台账。（责任单位：市水利局）\n",
    );
    folder
}

#[test]
fn several_formats_in_one_run() {
    let folder = family();
    let mut lint = command();
    lint.current_dir(folder.path()).args(["lint", "方 案.md", "--format", "concise"]);
    for format in FORMATS {
        lint.arg("--output").arg(format!("{}=结 果.{0}", format.name));
    }
    let first = run(&mut lint);
    assert_eq!((first.status, first.stderr.as_str()), (1, ""), "{first:#?}");
    assert!(first.stdout.contains("方 案.md:11:1: error PG301"), "{first:#?}");
    for format in FORMATS {
        let text = std::fs::read_to_string(folder.path().join(format!("结 果.{}", format.name))).expect("written");
        // On stdout it is the same, byte for byte.
        let alone = run(command().current_dir(folder.path()).args(["lint", "方 案.md", "--format", format.name]));
        assert_eq!(alone.stdout, text, "{}", format.name);
        assert_eq!(alone.status, 1, "the format never changes the status");
        assert!(text.contains("PG301"), "{}: {text}", format.name);
    }
    let sarif = std::fs::read_to_string(folder.path().join("结 果.sarif")).expect("written");
    let log: Value = serde_json::from_str(&sarif).expect("JSON");
    let results = log["runs"][0]["results"].as_array().expect("results");
    let waived: Vec<&Value> = results.iter().filter(|r| r["ruleId"] == "PG603").collect();
    assert_eq!(waived.len(), 1, "{results:#?}");
    assert_eq!(waived[0]["suppressions"][0]["justification"], "沿用原文");
    // The book and the READMEs are written for these names.
    let names: Vec<&str> = FORMATS.iter().map(|f| f.name).collect();
    let help = run(command().args(["lint", "--help"]));
    assert!(names.iter().all(|n| help.stdout.contains(n)), "{}", help.stdout);
}

#[test]
fn outputs_that_cannot_be_written_are_failures() {
    let folder = family();
    let kept = std::fs::read(folder.path().join("方 案.md")).expect("there");
    std::fs::write(folder.path().join("旧.json"), "old").expect("written");
    let lint = |outputs: &[&str], lang: &str| {
        let mut lint = command();
        lint.current_dir(folder.path()).args(["lint", "方 案.md", "--fail-on", "never", "--lang", lang]);
        lint.args(outputs.iter().flat_map(|output| ["--output", output]));
        run(&mut lint)
    };
    // Checked all the same, and told; none of the files is touched when one cannot be written.
    for (outputs, zh, en) in [
        (&["json=旧.json", "sarif=无/lint.sarif"][..], "文件夹不存在", "folder does not exist"),
        (&["json=旧.json", "sarif=方 案.md"], "没有覆盖", "not overwritten"),
        (&["json=旧.json", "sarif=./上 级.txt"], "没有覆盖", "not overwritten"),
        (&["json=旧.json", "sarif=."], "文件夹", "folder"),
    ] {
        for (lang, word) in [("zh", zh), ("en", en)] {
            let run = lint(outputs, lang);
            assert_eq!(run.status, 2, "{outputs:?}: {run:#?}");
            assert!(run.stderr.contains(word) && run.stdout.contains("PG301"), "{outputs:?}: {run:#?}");
        }
    }
    // What is wrong with the words is told before anything is read.
    for (outputs, zh, en) in [
        (&["sarf=a"][..], "sarif", "sarif"),
        (&["sarif"], "格式=文件", "FORMAT=FILE"),
        (&["sarif="], "格式=文件", "FORMAT=FILE"),
        (&["sarif=旧.json", "json=./旧.json"], "同一个文件", "one file"),
    ] {
        for (lang, word) in [("zh", zh), ("en", en)] {
            let run = lint(outputs, lang);
            assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{outputs:?}: {run:#?}");
            assert!(run.stderr.contains(word), "{outputs:?}: {run:#?}");
        }
    }
    assert_eq!(std::fs::read(folder.path().join("方 案.md")).expect("there"), kept);
    assert_eq!(std::fs::read_to_string(folder.path().join("旧.json")).expect("there"), "old");
    assert_eq!(lint(&["json=旧.json"], "en").status, 0);
    assert!(std::fs::read_to_string(folder.path().join("旧.json")).expect("there").starts_with('['));
}
