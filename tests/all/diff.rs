//! `plangen diff`: what changed between two versions, in the words of an office.

use crate::support::{Run, command, plangen, run};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Command;

const OLD: &str = "---\nplangen: 1\ntitle: 河套市河湖管护实施方案\nlevel: city\nregion: 河套市\n---\n\n## 一、重点任务\n\n### （一）健全管护责任体系\n\n落实河长湖长制，明确巡河频次，建立考核评价制度。（牵头单位：市水利局；配合单位：市财政局）\n\n### （二）加强河湖水质监测\n\n到2025年，自动监测覆盖率达到90%以上，健全预警机制。（牵头单位：市生态环境局）\n\n### （三）规范河道采砂管理\n\n编制采砂规划，严格许可审批，打击非法采砂行为。（牵头单位：市水利局）\n";

fn new() -> String {
    OLD.replace("市水利局；配合单位：市财政局", "市自然资源局；配合单位：市财政局、市林草局")
        .replace("到2025年，自动监测覆盖率达到90%以上", "到2027年，自动监测覆盖率达到85%以上")
        .replace(
            "### （三）规范河道采砂管理\n\n编制采砂规划，严格许可审批，打击非法采砂行为。",
            "### （三）开展河湖文化宣传\n\n建设水情教育基地，举办节水护水主题活动。",
        )
}

fn files() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("old.md"), OLD).expect("written");
    fs::write(folder.path().join("new.md"), new()).expect("written");
    folder
}

fn go(folder: &Path, args: &[&str]) -> Run {
    run(command().args(args).current_dir(folder))
}

#[test]
fn changes_are_told_in_the_words_of_an_office() {
    let folder = files();
    let run = go(folder.path(), &["diff", "old.md", "new.md", "--lang", "zh"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    for line in [
        "  一/（三）  新增任务“开展河湖文化宣传”  [要求加强]",
        "  一/（三）  删去任务“规范河道采砂管理”  [要求减弱]",
        "  一/（一）  “健全管护责任体系”牵头单位由市水利局改为市自然资源局",
        "  一/（一）  “健全管护责任体系”新增责任单位市林草局",
    ] {
        assert!(run.stdout.lines().any(|l| l == line), "no “{line}” in\n{}", run.stdout);
    }
    assert!(
        run.stdout.contains("降低：由“自动监测覆盖率达到90%以上”改为“自动监测覆盖率达到85%以上”  [要求减弱]"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("由2025年推后到2027年  [要求减弱]"), "{}", run.stdout);
    // The other way round everything is the other way round.
    let back = go(folder.path(), &["diff", "new.md", "old.md", "--lang", "zh"]);
    assert!(
        back.stdout.contains("提高：由") && back.stdout.contains("由2027年提前到2025年  [要求加强]"),
        "{}",
        back.stdout
    );
    let same = go(folder.path(), &["diff", "old.md", "old.md", "--lang", "zh"]);
    assert_eq!((same.status, same.stdout.as_str()), (0, "任务、责任单位、目标和时限没有变化\n"));
}

#[test]
fn versions_of_git_are_compared_and_tables_written() {
    let folder = files();
    let at = folder.path();
    let git = |args: &[&str]| {
        let who = ["-c", "user.name=a", "-c", "user.email=a@example.invalid"];
        let out = Command::new("git").args(who).args(args).current_dir(at).output().expect("git runs");
        assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
    };
    git(&["init", "-q"]);
    git(&["add", "old.md"]);
    git(&["commit", "-qm", "甲"]);
    fs::write(at.join("old.md"), new()).expect("written");
    let run = go(at, &["diff", "--since", "HEAD", "old.md", "--format", "json"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let rows: Vec<Value> = serde_json::from_str(&run.stdout).expect("JSON");
    let files = go(at, &["diff", "old.md", "new.md", "--format", "json"]);
    assert_eq!(files.stdout.trim(), "[]");
    assert!(rows.iter().any(|r| r["change"] == "lowered" && r["strength"] == "weaker"), "{rows:#?}");
    let run = go(at, &["diff", "--since", "HEAD", "old.md", "--format", "markdown", "--lang", "zh"]);
    assert!(run.status == 0 && run.stdout.contains("| 责任单位 |"), "{run:?}");
    for name in ["a.xlsx", "a.docx", "a.html", "a.csv"] {
        let run = go(at, &["diff", "--since", "HEAD", "old.md", "-o", name]);
        assert_eq!(run.status, 0, "{}", run.stderr);
        assert!(fs::metadata(at.join(name)).is_ok_and(|m| m.len() > 100), "{name}");
    }
    for (args, part) in [
        (&["diff", "--since", "nowhere", "old.md"][..], "no revision"),
        (&["diff", "--since", "HEAD", "new.md"], "not in revision"),
        (&["diff", "--since", "HEAD", "old.md", "new.md"], "takes one file"),
        (&["diff", "old.md"], "two files are needed"),
        (&["diff", "old.md", "none.md"], "no such file"),
    ] {
        let run = go(at, args);
        assert!(run.status == 2 && run.stderr.contains(part), "{args:?}: {}", run.stderr);
    }
}

#[test]
fn a_published_text_and_its_source_do_not_differ() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let folder = tempfile::tempdir().expect("a folder");
    let source = folder.path().join("linqu.md");
    let text = seeds.join("linqu/plan.txt");
    let run = plangen(["import".as_ref(), text.as_os_str(), "-o".as_ref(), source.as_os_str()]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let run = plangen(["diff".as_ref(), text.as_os_str(), source.as_os_str(), "--format".as_ref(), "json".as_ref()]);
    assert_eq!((run.status, run.stdout.trim()), (0, "[]"), "{}", run.stderr);
}

/// Drafts that live in Word, kept in git as they are.
#[test]
fn a_word_document_is_compared_with_what_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    let git = |args: &[&str]| {
        let who = ["-c", "user.name=a", "-c", "user.email=a@example.invalid"];
        let out = Command::new("git").args(who).args(args).current_dir(at).output().expect("git runs");
        assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
    };
    let draft = |share: u8| {
        let share = format!("到2025年，护理型床位占比达到{share}%以上。");
        let paragraphs = ["青崖市养老服务实施方案", "一、主要目标", &share, "配齐人员,加强培训。"];
        fs::write(at.join("稿.docx"), crate::office::word(&paragraphs)).expect("written");
    };
    draft(60);
    git(&["init", "-q"]);
    git(&["add", "."]);
    git(&["commit", "-qm", "甲"]);
    draft(50);
    let run = go(at, &["diff", "--since", "HEAD", "稿.docx", "--format", "json"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let rows: Vec<Value> = serde_json::from_str(&run.stdout).expect("JSON");
    assert!(rows.iter().any(|r| r["change"] == "lowered"), "{rows:#?}");
    // What was found before is not found anew.
    let run = go(at, &["lint", "--since", "HEAD", "稿.docx", "--format", "json"]);
    assert!(run.status < 2 && !run.stdout.contains("PG502"), "{run:?}");
}
