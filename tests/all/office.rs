//! Office files in: Word documents and web pages are read by every command as the text they hold.

use crate::support::{Run, command, plangen, run};
use std::io::{Cursor, Write as _};
#[cfg(feature = "render")]
use std::path::Path;
use std::path::PathBuf;
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A document of these paragraphs; `<` begins XML of one's own.
pub fn word(paragraphs: &[&str]) -> Vec<u8> {
    let body: String = paragraphs
        .iter()
        .map(|p| if p.starts_with('<') { (*p).to_owned() } else { format!("<w:p><w:r><w:t>{p}</w:t></w:r></w:p>") })
        .collect();
    zipped(&[("word/document.xml", &format!("<w:document xmlns:w='x'><w:body>{body}</w:body></w:document>"))])
}

/// A package of these parts.
fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).expect("begun");
        zip.write_all(text.as_bytes()).expect("written");
    }
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
    // Nor in a plan that others are compared with, told once.
    let child = put(&folder, "下级.docx", &city(&["占比达到85%。"]));
    let told = |got: &Run| got.stderr.matches("2 tracked changes").count();
    for args in [["lint", "--fix"], ["facts", "--explain"]] {
        let got = run(command().args(args).arg(&path));
        assert_eq!(told(&got), 1, "{args:?}: {}", got.stderr);
    }
    for args in [["lint", "--no-cache"], ["trace", "--lang=en"]] {
        let got = run(command().args(args).arg(&child).arg("--parent").arg(&path));
        assert_eq!(told(&got), 1, "{args:?}: {}", got.stderr);
    }
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
        ("b.ofd", zipped(&[("OFD.xml", "")]), "truncated or damaged"),
        ("b.rtf", b"{\\rtf1\\ansi \\u26041?\\u26696?}".to_vec(), "in the format RTF"),
        ("b.odt", zipped(&[("mimetype", "application/vnd.oasis.opendocument.text")]), "in the format ODT"),
        ("b.xlsx", zipped(&[("xl/workbook.xml", "<workbook/>")]), "it is a spreadsheet"),
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
            (tasks, targets, facts["copies"].to_string())
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

/// A sample as PDF, with other bytes for some of it: readers find their way through a file whose places are wrong.
#[cfg(feature = "render")]
fn changed(folder: &TempDir, from: &str, to: &str) -> PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds/hetao/plan.md");
    let path = folder.path().join("稿.pdf");
    let built = run(command().args(["build", "--out"]).arg(&path).arg(&source));
    assert_eq!(built.status, 0, "{}", built.stderr);
    let bytes = std::fs::read(&path).expect("built");
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(found) = bytes[at..].windows(from.len()).position(|w| w == from.as_bytes()) {
        out.extend_from_slice(&bytes[at..at + found]);
        out.extend_from_slice(to.as_bytes());
        at += found + from.len();
    }
    assert!(at > 0, "there is no {from}");
    out.extend_from_slice(&bytes[at..]);
    put(folder, "稿.pdf", &out)
}

#[cfg(feature = "render")]
#[test]
fn pages_that_lie_crosswise_are_read_upright() {
    let folder = tempfile::tempdir().expect("a folder");
    let facts = |path: &Path| {
        let got = run(command().args(["facts", "--format", "json"]).arg(path));
        assert_eq!(got.status, 0, "{}", got.stderr);
        got.stdout
    };
    let upright = facts(&changed(&folder, "/Type/Page/", "/Type/Page/"));
    for quarters in [90, 180, 270] {
        let path = changed(&folder, "/Type/Page/", &format!("/Type/Page/Rotate {quarters}/"));
        assert!(facts(&path) == upright, "turned by {quarters}");
    }
}

#[cfg(feature = "render")]
#[test]
fn a_pdf_whose_fonts_tell_nothing_is_no_text() {
    let folder = tempfile::tempdir().expect("a folder");
    let got = run(command().arg("lint").arg(changed(&folder, "/ToUnicode", "/ToNowhere")));
    assert!(got.status == 2 && got.stderr.contains("do not tell which characters"), "{}", got.stderr);
}

/// Each form draws the next one twice: a thousand million times in the end.
#[cfg(feature = "render")]
#[test]
fn a_pdf_that_draws_without_end_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut text = "%PDF-1.7\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj\n\
         3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >> endobj\n\
         4 0 obj << /Length 5 >> stream\n/X Do\nendstream endobj\n"
        .to_owned();
    for at in 5..35 {
        let next = at + 1;
        text.push_str(&format!(
            "{at} 0 obj << /Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /X {next} 0 R >> >> /Length 11 >> stream\n/X Do /X Do\nendstream endobj\n"
        ));
    }
    text.push_str("35 0 obj << /Type /XObject /Subtype /Form /BBox [0 0 595 842] /Length 16 >> stream\n0 0 m 9 9 l S   \nendstream endobj\ntrailer << /Root 1 0 R /Size 36 >>\n");
    let got = run(command().arg("lint").arg(put(&folder, "a.pdf", text.as_bytes())));
    assert!(got.status == 2 && got.stderr.contains("more than any document holds"), "{}", got.stderr);
}

/// A few kilobytes that unpack to more than memory holds, as commands, in pieces, and as a stream of objects.
#[cfg(feature = "pdf")]
#[test]
fn a_pdf_that_unpacks_to_more_than_any_document_is_refused_before_it_does() {
    use std::io::Write as _;
    let folder = tempfile::tempdir().expect("a folder");
    let packed = |megabytes: usize| {
        let mut to = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        for _ in 0..megabytes {
            to.write_all(&[b' '; 1 << 20]).expect("memory takes it");
        }
        to.finish().expect("memory takes it")
    };
    let file = |contents: &str, dictionary: &str, data: &[u8]| {
        let head = format!(
            "%PDF-1.7\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj\n\
             3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {contents} >> endobj\n\
             4 0 obj << {dictionary} /Filter /FlateDecode /Length {} >> stream\n",
            data.len()
        );
        [head.as_bytes(), data, b"\nendstream endobj\ntrailer << /Root 1 0 R /Size 5 >>\n"].concat()
    };
    let files = [
        ("一.pdf", file("4 0 R", "", &packed(1_000))),
        ("二.pdf", file(&format!("[{}]", "4 0 R ".repeat(1_000)), "", &packed(60))),
        ("三.pdf", file("4 0 R", "/Type /ObjStm /N 1 /First 4", &packed(1_000))),
    ];
    for (name, bytes) in &files {
        let got = run(command().arg("import").arg(put(&folder, name, bytes)));
        assert!(got.status == 2 && got.stderr.contains("more than any document holds"), "{name}: {}", got.stderr);
    }
}

/// As browsers print: letters are drawings, and a table tells which they are.
#[cfg(feature = "render")]
#[test]
fn drawn_letters_are_read_where_the_file_tells_which_they_are() {
    let folder = tempfile::tempdir().expect("a folder");
    let stream = |head: &str, data: &str| format!("<< {head} /Length {} >> stream\n{data}\nendstream", data.len());
    let content = "BT /F 16 Tf 100 700 Td (abcda) Tj 0 -28 Td (c b) Tj ET";
    let map = "begincmap 1 begincodespacerange <00> <FF> endcodespacerange 5 beginbfchar <20> <0020> <61> <7532> <62> <4E59> <63> <0031> <64> <3002> endbfchar endcmap";
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>".to_owned(),
        stream("", content),
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1000 1000] /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 32 /LastChar 100 \
         /Widths [250 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 1000 1000 500 1000] \
         /Encoding << /Differences [32 /s 97 /a /b /c /d] >> /CharProcs << /s 6 0 R /a 6 0 R /b 6 0 R /c 6 0 R /d 6 0 R >> /ToUnicode 7 0 R /Resources << >> >>".to_owned(),
        stream("", "1000 0 d0 0 0 800 800 re f"),
        stream("", map),
    ];
    let mut text = "%PDF-1.7\n".to_owned();
    for (at, object) in objects.iter().enumerate() {
        text.push_str(&format!("{} 0 obj {object} endobj\n", at + 1));
    }
    text.push_str("trailer << /Root 1 0 R /Size 8 >>\n");
    let got = run(command().arg("import").arg(put(&folder, "a.pdf", text.as_bytes())));
    assert!(got.status == 0 && got.stdout.contains("甲乙1。甲"), "{}{}", got.stdout, got.stderr);
}
