//! `plangen consult`: whom to ask, and one table of what they answered, in which people decide.

use crate::support::{Run, command, run};
use std::io::{Cursor, Read as _, Write as _};
use tempfile::TempDir;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

const PLAN: &str = "青崖市养老服务实施方案\n\n一、主要任务\n\n1.建设床位。到2025年，床位达到100张。（市民政局牵头，市财政局配合）\n\n\
    2.培训人员。每年培训50人。（责任单位：市人力资源社会保障局、市财政局）\n";

/// A returned copy: the draft's paragraphs with what one office did to it.
fn copy(paragraphs: &[&str], comments: &str) -> Vec<u8> {
    let body: String = paragraphs
        .iter()
        .map(|p| if p.starts_with('<') { format!("<w:p>{p}</w:p>") } else { format!("<w:p>{}</w:p>", r(p)) })
        .collect();
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [
        ("word/document.xml", format!("<w:document xmlns:w='x'><w:body>{body}</w:body></w:document>")),
        ("word/comments.xml", format!("<w:comments xmlns:w='x'>{comments}</w:comments>")),
    ] {
        zip.start_file(name, SimpleFileOptions::default()).expect("begun");
        zip.write_all(text.as_bytes()).expect("written");
    }
    zip.finish().expect("finished").into_inner()
}

fn r(text: &str) -> String {
    format!("<w:r><w:t>{text}</w:t></w:r>")
}

fn comment(id: u8, author: &str, text: &str) -> String {
    format!("<w:comment w:id='{id}' w:author='{author}'><w:p>{}</w:p></w:comment>", r(text))
}

const HEAD: [&str; 2] = ["青崖市养老服务实施方案", "一、主要任务"];

fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let put = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).expect("written");
    put("方案.txt", PLAN.as_bytes());
    let changed = format!(
        "{}<w:del w:author='张某'>{}</w:del><w:ins w:author='张某'>{}</w:ins>{}",
        r("1.建设床位。到2025年，床位达到"),
        "<w:r><w:delText>100张</w:delText></w:r>",
        r("80张"),
        r("。（市民政局牵头，市财政局配合）")
    );
    put("市财政局反馈意见.docx", &copy(&[HEAD[0], HEAD[1], &changed], ""));
    let commented = format!(
        "{}<w:commentRangeStart w:id='1'/>{}<w:commentRangeEnd w:id='1'/><w:r><w:commentReference w:id='1'/></w:r>\
         <w:r><w:commentReference w:id='2'/></w:r>",
        r("2.培训人员。"),
        r("每年培训50人。")
    );
    let said = [comment(1, "市人社局", "建议改为100人"), comment(2, "plangen", "PG999 警告：不算意见")].concat();
    put("回稿2.docx", &copy(&[HEAD[0], HEAD[1], &commented], &said));
    folder
}

fn consult(folder: &TempDir, args: &[&str]) -> Run {
    run(command().current_dir(folder.path()).args(["consult", "--lang", "zh", "方案.txt"]).args(args))
}

#[test]
fn every_responsible_unit_is_to_be_asked() {
    let got = consult(&folder(), &[]);
    assert_eq!(got.status, 0, "{}", got.stderr);
    for part in [
        "《青崖市养老服务实施方案》征求意见单位名单",
        "| 市民政局 | 一/1 建设床位 |",
        "| 市财政局 |  | 一/1 建设床位<br>一/2 培训人员 | 2 |",
    ] {
        assert!(got.stdout.contains(part), "no {part}: {}", got.stdout);
    }
    assert!(got.stderr.contains("要征求意见的单位 3 个"), "{}", got.stderr);
}

#[test]
fn opinions_are_gathered_with_unit_and_clause() {
    let got = consult(&folder(), &["市财政局反馈意见.docx", "回稿2.docx"]);
    assert_eq!(got.status, 0, "{}", got.stderr);
    for part in [
        "| 市财政局 | 一/1 建设床位 | 到2025年，床位达到100张。 | 将“100张”改为“80张” | 待定 |",
        "| 市人力资源社会保障局 | 一/2 培训人员 | 每年培训50人。 | 建议改为100人 | 待定 |",
        "未反馈",
    ] {
        assert!(got.stdout.contains(part), "no {part}: {}", got.stdout);
    }
    assert!(!got.stdout.contains("PG999"), "plangen's own comments are no opinions: {}", got.stdout);
    assert!(got.stderr.contains("尚未反馈的单位 1 个：市民政局"), "{}", got.stderr);
}

/// A part of a package with other words in it.
fn fill(path: &std::path::Path, part: &str, edit: impl Fn(String) -> String) {
    let bytes = std::fs::read(path).expect("there");
    let mut zip = ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).expect("a part");
        let name = file.name().expect("named").into_owned();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("readable");
        if name == part {
            bytes = edit(String::from_utf8(bytes).expect("UTF-8")).into_bytes();
        }
        out.start_file(name, SimpleFileOptions::default()).expect("begun");
        out.write_all(&bytes).expect("written");
    }
    std::fs::write(path, out.finish().expect("finished").into_inner()).expect("written");
}

#[test]
fn decisions_of_people_are_kept_and_new_opinions_added() {
    for (name, part) in [("意见.xlsx", "xl/sharedStrings.xml"), ("意见.docx", "word/document.xml")] {
        let folder = folder();
        let path = folder.path().join(name);
        let first = consult(&folder, &["市财政局反馈意见.docx", "-o", name]);
        assert_eq!(first.status, 0, "{name}: {}", first.stderr);
        fill(&path, part, |text| {
            assert_eq!(text.matches("待定<").count(), 1, "{name}: {text}");
            text.replacen("待定<", "不采纳：已按规划定<", 1)
        });
        // The same copies again, and another: the file itself is read, nothing decided is lost.
        let again = consult(&folder, &["市财政局反馈意见.docx", "回稿2.docx", "-o", name]);
        assert!(again.stderr.contains("意见 2 条：原有 1 条，新增 1 条；待定 1 条"), "{name}: {}", again.stderr);
        // In the form of text, too.
        std::fs::write(folder.path().join("表.md"), consult(&folder, &["--decided", name]).stdout).expect("written");
        let text = consult(&folder, &["--decided", "表.md"]);
        assert!(text.stdout.contains("| 不采纳：已按规划定 |"), "{}", text.stdout);
        let told = consult(&folder, &["--decided", name]);
        assert!(
            told.stdout.contains("| 不采纳：已按规划定 |") && told.stdout.contains("建议改为100人"),
            "{}",
            told.stdout
        );
        assert!(told.stdout.contains("已定 1 条，待定 1 条"), "{}", told.stdout);
    }
}

#[test]
fn what_cannot_be_read_is_told() {
    let folder = folder();
    std::fs::write(folder.path().join("a.docx"), b"PK\x03\x04 and no more").expect("written");
    for (args, part) in [
        (&["a.docx"][..], "不完整"),
        (&["方案.txt"], "自己"),
        (&["--decided", "市财政局反馈意见.docx"], "意见采纳情况表"),
        (&["市财政局反馈意见.docx", "-o", "市财政局反馈意见.docx"], "没有覆盖"),
        (&["-o", "a.pdf"], ".xlsx"),
    ] {
        let got = consult(&folder, args);
        assert!(got.status == 2 && got.stderr.contains(part), "{args:?}: {} {}", got.status, got.stderr);
    }
}
