//! `plangen trace` as files for people, end to end.

use super::support::{command, plangen, run};
use plangen::office::workbook::{self, Table};
use serde_json::Value;
use std::io::Read as _;
use std::path::{Path, PathBuf};

const PARENT: &str = "北原自治区河湖管护方案\n\n一、重点任务\n（一）加强监测。建设自动监测站，健全监测数据共享机制，到2025年自动监测覆盖率达到90%以上。（责任单位：自治区水利厅、自治区财政厅）\n（二）治理河道。开展中小河流治理，清理河道垃圾，整治岸线乱占。（责任单位：自治区水利厅）\n（三）培训人员。每年组织河湖长培训，提高基层巡查能力。（责任单位：自治区水利厅）\n";
const CHILD: &str = "河套市河湖管护方案\n\n一、重点任务\n（一）加强监测。建设自动监测站，健全监测数据共享机制，到2025年自动监测覆盖率达到85%以上。（责任单位：市水利局）\n（二）治理河道。开展中小河流治理，清理河道垃圾，整治岸线乱占。（责任单位：市水利局）\n（三）发展旅游。依托沿河绿道打造休闲线路。（责任单位：市文化和旅游局）\n";

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().expect("a folder"));
        folder.put("parent.txt", PARENT);
        folder.put("child.txt", CHILD);
        folder
    }

    fn put(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, text).expect("written");
        path
    }

    fn trace(&self, args: &[&str]) -> super::support::Run {
        let all = ["trace", "child.txt", "--parent", "parent.txt", "--lang", "zh"].iter().chain(args);
        run(command().current_dir(self.0.path()).args(all))
    }

    /// Runs it with `-o`, and gives what was written.
    fn written(&self, name: &str, args: &[&str]) -> Vec<u8> {
        let run = self.trace(&[&["-o", name], args].concat());
        assert_eq!(run.status, 0, "{run:#?}");
        assert!(run.stdout.is_empty() && run.stderr.contains(name), "{run:#?}");
        std::fs::read(self.0.path().join(name)).expect("there")
    }
}

fn tables(bytes: &[u8]) -> Vec<Table> {
    workbook::read(Path::new("a.xlsx"), bytes).expect("a workbook")
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a package");
    let mut out = String::new();
    zip.by_name(name).expect("a part").read_to_string(&mut out).expect("text");
    out
}

#[test]
fn a_workbook_has_a_sheet_each_and_says_what_json_says() {
    let folder = Folder::new();
    let bytes = folder.written("out.xlsx", &[]);
    assert_eq!(bytes, folder.written("again.xlsx", &[]), "the same input gives the same bytes");
    let sheets = tables(&bytes);
    let names: Vec<&str> = sheets.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(names, ["任务", "责任单位", "目标", "说明"]);
    assert_eq!(sheets[0].rows[0][..3], ["承接情况", "上级要求", "本级安排"]);
    let told: Value = serde_json::from_str(&folder.trace(&["--format", "json"]).stdout).expect("JSON");
    let words = |status: &str| match status {
        "covered" => "已承接",
        "partial" => "部分承接",
        _ => "缺失",
    };
    let states: Vec<&str> =
        told["tasks"].as_array().into_iter().flatten().map(|t| words(t["status"].as_str().unwrap_or(""))).collect();
    let shown: Vec<&str> = sheets[0].rows[1..].iter().map(|r| r[0].as_str()).filter(|w| *w != "本级增加").collect();
    assert_eq!(shown, states);
    assert!(shown.contains(&"缺失") && shown.contains(&"已承接"), "{shown:?}");
    // The parent's clause stands beside the child's.
    let monitoring = &sheets[0].rows[1];
    assert!(monitoring[1].contains("90%以上") && monitoring[2].contains("85%以上"), "{monitoring:?}");
    assert!(sheets[1].rows.iter().any(|r| r[0] == "缺" && r[4] == "市财政局"), "{:?}", sheets[1]);
    assert!(sheets[2].rows.iter().any(|r| r[0] == "偏弱" && r[5].contains("数值弱于上级")), "{:?}", sheets[2]);
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    for wanted in ["state=\"frozen\"", "<autoFilter", "paperSize=\"9\"", "orientation=\"landscape\"", "fitToPage=\"1\""]
    {
        assert!(sheet.contains(wanted), "{wanted}: {sheet}");
    }
    assert!(part(&bytes, "xl/workbook.xml").contains("_xlnm.Print_Titles"), "the head is on every page");
}

#[test]
fn a_page_is_filtered_without_a_script() {
    let folder = Folder::new();
    let page = String::from_utf8(folder.written("out.html", &[])).expect("UTF-8");
    assert!(!page.contains("<script") && !page.contains("http"), "nothing runs, nothing comes from elsewhere");
    for label in ["全部 <b>4</b>", "缺失 <b>1</b>", "已承接 <b>2</b>", "weak\" data-head=\"比较\">偏弱"] {
        assert!(page.contains(label), "{label}\n{page}");
    }
    let english = run(command().current_dir(folder.0.path()).args([
        "trace",
        "child.txt",
        "--parent",
        "parent.txt",
        "--lang",
        "en",
        "--format",
        "html",
    ]));
    assert!(english.stdout.contains("<html lang=\"en\">") && english.stdout.contains("missing <b>1</b>"));
}

#[test]
fn every_format_tells_the_weaker_target_and_what_is_missing() {
    let folder = Folder::new();
    for name in ["out.csv", "out.md", "out.markdown", "out.htm"] {
        let text = String::from_utf8(folder.written(name, &[])).expect("UTF-8");
        for words in ["偏弱", "缺失", "河湖长培训", "数值弱于上级", "本级增加", "沿河绿道"] {
            assert!(text.contains(words), "{name}: {words}");
        }
    }
    let document = part(&folder.written("out.docx", &[]), "word/document.xml");
    for words in ["偏弱", "缺失", "河湖长培训", "w:orient=\"landscape\"", "<w:tblHeader/>"] {
        assert!(document.contains(words), "{words}");
    }
    roxmltree::Document::parse(&document).expect("well-formed");
}

#[test]
fn three_columns_are_an_attachment_and_waivers_give_the_reasons() {
    let folder = Folder::new();
    folder.put(
        "child.plangen.toml",
        "[[waiver]]\ncodes = [\"PG101\"]\nreason = \"培训由市委组织部统一组织\"\n\n[[waiver]]\ncodes = [\"PG202\"]\nreason = \"经费已列入部门预算\"\n",
    );
    let bytes = folder.written("three.xlsx", &["--columns", "three"]);
    let rows = &tables(&bytes)[0].rows;
    assert_eq!(rows[0], ["上级要求", "本级安排", "说明"]);
    let of = |word: &str| rows.iter().find(|r| r[0].contains(word)).unwrap_or_else(|| panic!("{word}: {rows:?}"));
    assert_eq!(of("培训人员")[1..], ["", "培训由市委组织部统一组织"]);
    let monitoring = &of("加强监测")[2];
    assert!(monitoring.contains("经费已列入部门预算") && !monitoring.contains("市财政局"), "{monitoring}");
    assert!(monitoring.contains("目标偏弱") && monitoring.contains("数值弱于上级"), "{monitoring}");
    assert_eq!(of("治理河道")[2], "已承接");
    let document = part(&folder.written("three.docx", &["--columns", "three"]), "word/document.xml");
    assert!(document.find("附件") < document.find("对照表") && document.contains("AttachmentLabel"));
    assert!(!document.contains("w:orient") && !document.contains("w:shd"), "upright, black on white");
    let text = folder.trace(&["--columns", "three"]).stdout;
    assert!(text.contains("| 上级要求 | 本级安排 | 说明 |"), "{text}");
    assert_eq!(folder.trace(&["--columns", "three", "--format", "json"]).status, 2);
}

#[test]
fn findings_fail_when_asked_and_only_then() {
    let folder = Folder::new();
    assert_eq!(folder.trace(&["--fail-on", "error"]).status, 1);
    assert_eq!(folder.trace(&["--fail-on", "never"]).status, 0);
    assert_eq!(folder.trace(&["-o", "a.html", "--fail-on", "error"]).status, 1);
    assert!(folder.0.path().join("a.html").is_file(), "the format does not change the status, nor the status the file");
}

#[test]
fn files_are_written_with_care() {
    let folder = Folder::new();
    let unknown = folder.trace(&["-o", "out.pdf"]);
    assert_eq!(unknown.status, 2);
    assert!(unknown.stderr.contains("out.pdf") && unknown.stderr.contains(".xlsx"), "{}", unknown.stderr);
    let own = folder.trace(&["-o", "child.txt", "--format", "csv"]);
    assert_eq!(own.status, 2, "a plan is not overwritten");
    assert_eq!(std::fs::read_to_string(folder.0.path().join("child.txt")).expect("there"), CHILD);
    let nowhere = folder.trace(&["-o", "none/out.xlsx"]);
    assert_eq!(nowhere.status, 2, "{nowhere:#?}");
    // Into a pipe a workbook goes as it is.
    let piped = command()
        .current_dir(folder.0.path())
        .args(["trace", "child.txt", "--parent", "parent.txt", "--format", "xlsx"])
        .output()
        .expect("runs");
    assert!(piped.status.success() && piped.stdout.starts_with(b"PK"));
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds/shaliu/plan.md");
    let several =
        plangen(["trace".as_ref(), seeds.as_os_str(), "--format".as_ref(), "csv".as_ref(), "--lang=zh".as_ref()]);
    assert_eq!(several.status, 0, "{}", several.stderr);
    assert!(several.stdout.contains("上级方案,承接情况,"), "with several parents each row names its own");
}

#[test]
fn a_tier_that_the_parent_counts_too_is_no_lower_one() {
    let folder = Folder::new();
    let parent = "北原自治区老年健康方案\n\n一、重点任务\n（一）建设老年医学中心。加强老年医学重点专科建设，到2025年，全区培育自治区级老年医学重点专科不少于20个、盟市级不少于60个。（责任单位：自治区卫生健康委）\n";
    let child = |tier: &str| {
        format!(
            "河套市老年健康方案\n\n一、重点任务\n（一）建设老年医学中心。加强老年医学重点专科建设，到2025年，培育{tier}老年医学重点专科不少于5个。（责任单位：市卫生健康委）\n"
        )
    };
    folder.put("parent.txt", parent);
    for (tier, found) in [("市级", false), ("县级", true)] {
        folder.put("child.txt", &child(tier));
        let told = folder.trace(&["--format", "json"]);
        let text = told.stdout.contains("\"weaker\"");
        assert_eq!(text, found, "{tier}: {}", told.stdout);
    }
}
