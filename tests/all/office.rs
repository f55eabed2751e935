//! Office files in: Word documents and web pages are read by every command as the text they hold.

use crate::support::{command, plangen, run};
use std::io::{Cursor, Write as _};
#[cfg(feature = "render")]
use std::path::Path;
use std::path::PathBuf;
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A document of these paragraphs; `<` begins XML of one's own.
fn word(paragraphs: &[&str]) -> Vec<u8> {
    let body: String = paragraphs
        .iter()
        .map(|p| if p.starts_with('<') { (*p).to_owned() } else { format!("<w:p><w:r><w:t>{p}</w:t></w:r></w:p>") })
        .collect();
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", SimpleFileOptions::default()).expect("begun");
    write!(zip, "<w:document xmlns:w='x'><w:body>{body}</w:body></w:document>").expect("written");
    zip.finish().expect("finished").into_inner()
}

fn put(folder: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("written");
    path
}

const CITY: [&str; 8] = [
    "青崖市人民政府办公室关于印发青崖市养老服务实施方案的通知",
    "青政办发〔2024〕9号",
    "各县区人民政府：",
    "现将《青崖市养老服务实施方案》印发给你们，请认真贯彻执行。",
    "青崖市人民政府办公室",
    "2024年4月9日",
    "青崖市养老服务实施方案",
    "一、主要目标",
];

fn city(rest: &[&str]) -> Vec<u8> {
    word(&[&CITY[..], rest].concat())
}

#[test]
fn a_word_document_is_imported() {
    let folder = tempfile::tempdir().expect("a folder");
    let path =
        put(&folder, "方案.docx", &city(&["到2025年，养老机构护理型床位占比达到60%以上。（责任单位：市民政局）"]));
    let got = run(command().arg("import").arg(&path));
    assert_eq!(got.status, 0, "{}", got.stderr);
    for part in ["number: 青政办发〔2024〕9号", "title: 青崖市养老服务实施方案", "## 一、主要目标", "60%以上"]
    {
        assert!(got.stdout.contains(part), "{part}: {}", got.stdout);
    }
}

#[test]
fn a_draft_in_word_is_compared_with_a_parent_in_word() {
    let folder = tempfile::tempdir().expect("a folder");
    let child = put(&folder, "市.docx", &city(&["到2025年，护理型床位占比达到60%以上。"]));
    let parent = put(
        &folder,
        "省.docx",
        &word(&["北原自治区养老服务实施方案", "一、主要目标", "到2025年，护理型床位占比达到70%以上。"]),
    );
    let got = run(command().args(["lint", "--lang", "zh"]).arg(&child).arg("--parent").arg(&parent));
    assert_eq!(got.status, 1, "{}", got.stderr);
    assert!(got.stdout.contains("PG301") && got.stdout.contains("70%"), "{}", got.stdout);
}

/// Line and column of the text that was taken from a file stand nowhere in it.
#[test]
fn findings_in_word_say_section_paragraph_and_sentence() {
    let folder = tempfile::tempdir().expect("a folder");
    let sentence = "配齐护理人员,加强培训。";
    let path = put(&folder, "稿.docx", &city(&[&format!("到2025年，建成10个中心。{sentence}完善台账。")]));
    let got = |format: &str| run(command().args(["lint", "--lang", "zh", "--format", format]).arg(&path)).stdout;
    for format in ["pretty", "concise", "grouped", "markdown", "html", "github", "junit"] {
        let told = got(format);
        let words = if format == "html" { "<mark>,</mark>" } else { sentence };
        for part in ["一", "第9段", words] {
            assert!(told.contains(part), "{format}: no {part} in {told}");
        }
        assert!(!told.contains("docx:9") && !told.contains("line=") && !told.contains("行:列"), "{format}: {told}");
    }
    let json: serde_json::Value = serde_json::from_str(&got("json")).expect("JSON");
    let place = &json[0]["place"];
    assert_eq!((&place["kind"], &place["number"], &place["section"]), (&"paragraph".into(), &9.into(), &"一".into()));
    assert_eq!((&place["sentence"], &place["quote"], &place["line"]), (&sentence.into(), &",".into(), &().into()));
    let sarif: serde_json::Value = serde_json::from_str(&got("sarif")).expect("JSON");
    let location = &sarif["runs"][0]["results"][0]["locations"][0];
    assert_eq!(location["physicalLocation"]["region"], serde_json::json!({ "snippet": { "text": sentence } }));
    assert_eq!(location["logicalLocations"][1]["fullyQualifiedName"], "一 第9段");
}

#[test]
fn nobodys_edit_is_taken_over_silently() {
    let folder = tempfile::tempdir().expect("a folder");
    let changed = "<w:p><w:r><w:t>占比达到</w:t></w:r><w:del w:author='甲局'><w:r><w:delText>85%</w:delText></w:r></w:del>\
        <w:ins w:author='乙局' w:date='2024-03-01T09:00:00Z'><w:r><w:t>90%</w:t></w:r></w:ins><w:r><w:t>。</w:t></w:r></w:p>";
    let path = put(&folder, "稿.docx", &city(&[changed]));
    let got = run(command().args(["import", "--report"]).arg(&path));
    assert!(got.stdout.contains("占比达到85%。"), "{}", got.stdout);
    for part in ["2 tracked changes", "deleted (甲局): 85%", "inserted (乙局 2024-03-01): 90%"] {
        assert!(got.stderr.contains(part), "{part}: {}", got.stderr);
    }
    let got = run(command().args(["import", "--changes", "final"]).arg(&path));
    assert!(got.stdout.contains("占比达到90%。"), "{}", got.stdout);
    let got = run(command().arg("lint").arg(&path));
    assert!(got.stderr.contains("2 tracked changes"), "{}", got.stderr);
}

#[test]
fn a_word_document_is_never_written_to() {
    let folder = tempfile::tempdir().expect("a folder");
    let bytes = city(&["到2025年,床位达到100张。"]);
    let path = put(&folder, "稿.docx", &bytes);
    let got = run(command().args(["lint", "--fix"]).arg(&path));
    assert_eq!(std::fs::read(&path).expect("there"), bytes);
    assert!(got.stderr.contains("left as they are"), "{} {}", got.status, got.stderr);
}

#[test]
fn what_is_no_document_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes, part) in [
        ("a.docx", b"PK\x03\x04 and no more".to_vec(), "truncated or damaged"),
        ("b.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), "save it as .docx"),
        (
            "b.ofd",
            {
                let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
                zip.start_file("OFD.xml", SimpleFileOptions::default()).expect("begun");
                zip.finish().expect("finished").into_inner()
            },
            "truncated or damaged",
        ),
        ("c.docx", word(&[]), "the file is empty"),
        ("d.html", b"<html><body></body></html>".to_vec(), "the file is empty"),
    ] {
        let path = put(&folder, name, &bytes);
        for command_name in ["import", "lint", "facts"] {
            let got = run(command().arg(command_name).arg(&path));
            assert!(got.status == 2 && got.stderr.contains(part), "{command_name} {name}: {}", got.stderr);
        }
    }
}

#[test]
fn a_web_page_is_linted() {
    let folder = tempfile::tempdir().expect("a folder");
    let text: String = CITY.iter().map(|p| format!("<p>{p}</p>")).collect();
    let page = format!(
        "<!DOCTYPE html><html><head><meta charset=utf-8></head><body><ul><li><a href=/>首页</a><li><a href=/a>公开</a><li><a href=/b>互动</a></ul>\
         <div>{text}<table><tr><th>指标<th>2025年<tr><td>床位（张）<td>100</table></div></body></html>"
    );
    let path = put(&folder, "公开.html", page.as_bytes());
    let got = plangen(["import".as_ref(), path.as_os_str()]);
    assert!(got.stdout.contains("| 床位（张） | 100 |") && !got.stdout.contains("首页"), "{}", got.stdout);
}

/// What plangen writes as DOCX, HTML, OFD and PDF it reads again: the same tasks, units and targets.
#[cfg(feature = "render")]
#[test]
fn own_documents_come_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    for name in ["beiyuan", "hetao", "qingya"] {
        let source = seeds.join(name).join("plan.md");
        let built =
            run(command().args(["build", "--format", "docx,html,ofd,pdf", "--out"]).arg(folder.path()).arg(&source));
        assert_eq!(built.status, 0, "{}", built.stderr);
        let facts = |path: &Path| -> serde_json::Value {
            let got = run(command().args(["facts", "--format", "json"]).arg(path));
            assert_eq!(got.status, 0, "{}", got.stderr);
            serde_json::from_str(&got.stdout).expect("JSON")
        };
        let told = |facts: &serde_json::Value| {
            let list = |key: &str| facts[key].as_array().cloned().unwrap_or_default();
            let word = |v: &serde_json::Value, key: &str| v[key].as_str().unwrap_or_default().to_owned();
            let units = |t: &serde_json::Value| -> Vec<(String, String)> {
                let units = t["units"].as_array().cloned().unwrap_or_default();
                units.iter().map(|u| (word(u, "name"), word(u, "role"))).collect()
            };
            let tasks: Vec<_> = list("tasks").iter().map(|t| (word(t, "path"), word(t, "title"), units(t))).collect();
            let targets: Vec<_> = list("targets")
                .iter()
                .map(|t| (word(t, "metric"), t["value"].to_string(), t["op"].to_string()))
                .collect();
            (tasks, targets)
        };
        let wanted = told(&facts(&source));
        assert!(!wanted.0.is_empty());
        let written: Vec<PathBuf> =
            std::fs::read_dir(folder.path()).expect("a folder").flatten().map(|e| e.path()).collect();
        assert_eq!(written.len(), 4, "{written:?}");
        for path in written {
            assert_eq!(told(&facts(&path)), wanted, "{}", path.display());
            std::fs::remove_file(path).expect("removed");
        }
    }
}
