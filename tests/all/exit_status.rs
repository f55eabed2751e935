//! Exit status (DESIGN section 3 of the project: 0 nothing found, 1 findings, 2 could not be done) and the one
//! error that goes with 2. Otherwise a check in a pipeline would pass in silence on a mistyped path. One test
//! for each way to fail; every one runs the real binary.

use crate::support::{Run, command, plangen, run};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

const PLAN: &str = "河套市管护方案\n\n一、重点任务\n（一）健全责任。落实河长制，建立考核制度。（责任单位：市水利局）\n（二）加强监测。覆盖率达到85%以上。（责任单位：市水利局）\n";
const PARENT: &str = "北原自治区管护方案\n\n一、重点任务\n（一）健全责任。落实河长制，建立考核制度。（责任单位：自治区水利厅）\n（二）加强监测。覆盖率达到90%以上。（责任单位：自治区水利厅）\n";

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn put(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(&path, text).expect("written");
        path
    }

    /// Runs plangen in the folder.
    fn run(&self, args: &[&str]) -> Run {
        run(command().current_dir(self.0.path()).args(args))
    }

    /// Runs a command that cannot be done, in both languages: status 2, nothing on stdout, and one error with
    /// these words that begins as errors do.
    fn fails(&self, args: &[&str], zh: &[&str], en: &[&str]) {
        for (lang, begin, words) in [("zh", "错误：", zh), ("en", "error: ", en)] {
            let run = self.run(&[args, &["--lang", lang]].concat());
            assert_eq!(run.status, 2, "{args:?}: {run:#?}");
            assert!(run.stdout.is_empty(), "{args:?}: {run:#?}");
            assert!(run.stderr.starts_with(begin), "{args:?}: {run:#?}");
            assert_eq!(run.stderr.matches(begin).count(), 1, "one error: {run:#?}");
            for word in words {
                assert!(run.stderr.contains(word), "{args:?}: `{word}` is missing: {}", run.stderr);
            }
        }
    }
}

/// Every command that reads a plan, on this one.
fn readers(plan: &str) -> [Vec<&str>; 4] {
    [vec!["lint", plan], vec!["facts", plan], vec!["trace", plan, "--parent", "parent.txt"], vec!["import", plan]]
}

#[test]
fn a_missing_file() {
    let folder = Folder::new();
    folder.put("parent.txt", PARENT);
    for args in readers("none.md") {
        folder.fails(&args, &["none.md", "文件不存在", "办法："], &["none.md", "no such file", "help: "]);
    }
    folder.fails(&["watch", "none.md"], &["none.md"], &["none.md"]);
    folder.put("plan.md", PLAN);
    for command in ["lint", "trace"] {
        folder.fails(&[command, "plan.md", "--parent", "none.txt"], &["none.txt", "文件不存在"], &["none.txt"]);
    }
}

#[test]
fn one_missing_file_among_others_is_not_passed_over() {
    let folder = Folder::new();
    folder.put("plan.md", PLAN);
    folder.fails(&["lint", "plan.md", "none.md"], &["none.md"], &["none.md"]);
    // One that cannot be read is told, the others are checked all the same, and the status is 2.
    folder.put("bad.md", b"\x00\x01");
    for format in ["pretty", "json"] {
        let run = folder.run(&["lint", "bad.md", "plan.md", "--format", format, "--fail-on", "never"]);
        assert_eq!(run.status, 2, "{run:#?}");
        assert!(run.stderr.contains("bad.md") && !run.stdout.is_empty(), "{run:#?}");
    }
}

#[test]
fn a_folder_without_plans() {
    let folder = Folder::new();
    folder.put("empty/README.md", "not a plan");
    folder.put("empty/sheet.xlsx", "PK");
    folder.fails(&["lint", "empty"], &["empty", "文件夹里没有方案", "办法："], &["empty", "holds no plan", "help: "]);
    folder.put("full/plan.md", PLAN);
    folder.fails(&["lint", "full", "empty"], &["empty"], &["empty"]);
    folder.fails(&["watch", "empty"], &["empty"], &["empty"]);
    folder.fails(&["facts", "full"], &["full", "文件夹"], &["full", "folder"]);
    folder.fails(&["import", "full"], &["full", "文件夹"], &["full", "folder"]);
}

#[test]
fn a_binary_file() {
    let folder = Folder::new();
    folder.put("parent.txt", PARENT);
    folder.put("plan.bin", b"\x7fELF\x02\x01\x00");
    // A Word document is known by its first bytes; here nothing follows them.
    folder.put("plan.docx", b"PK\x03\x04\x14\x00");
    for (plan, zh, en) in [("plan.bin", "不是文本文件", "not a text file"), ("plan.docx", "已损坏", "damaged")]
    {
        for args in readers(plan) {
            folder.fails(&args, &[plan, zh, "办法："], &[plan, en, "help: "]);
        }
    }
    folder.put("plan.md", PLAN);
    for parent in ["plan.bin", "plan.docx"] {
        folder.fails(&["lint", "plan.md", "--parent", parent], &[parent], &[parent]);
    }
}

#[test]
fn bytes_of_no_known_encoding() {
    let folder = Folder::new();
    folder.put("parent.txt", PARENT);
    folder.put("plan.txt", b"\xe4\xb8\x80 \xff\xff\xff \xc3\x28");
    for args in readers("plan.txt") {
        folder.fails(&args, &["plan.txt", "第 5 个字节", "0xFF", "UTF-8"], &["plan.txt", "byte 5", "0xFF", "UTF-8"]);
    }
}

#[test]
fn gb18030_is_read() {
    let folder = Folder::new();
    let (bytes, ..) = encoding_rs::GB18030.encode(PLAN);
    folder.put("plan.txt", &bytes);
    let run = folder.run(&["facts", "plan.txt", "--format", "json"]);
    assert_eq!(run.status, 0, "{run:#?}");
    assert!(run.stdout.contains("市水利局"), "{}", run.stdout);
}

#[test]
fn an_empty_file() {
    let folder = Folder::new();
    folder.put("parent.txt", PARENT);
    for text in ["", " \n\n\t\n", "\u{feff}"] {
        folder.put("plan.md", text);
        for args in readers("plan.md") {
            folder.fails(&args, &["plan.md", "文件是空的", "办法："], &["plan.md", "the file is empty", "help: "]);
        }
    }
    folder.put("plan.md", PLAN);
    folder.put("parent.txt", "");
    folder.fails(&["lint", "plan.md", "--parent", "parent.txt"], &["parent.txt"], &["parent.txt"]);
}

#[cfg(unix)]
#[test]
fn an_unreadable_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new();
    folder.put("parent.txt", PARENT);
    let plan = folder.put("plan.md", PLAN);
    fs::set_permissions(&plan, fs::Permissions::from_mode(0o000)).expect("set");
    if fs::read(&plan).is_ok() {
        eprintln!("skipped: this user reads files whatever their permissions");
        return;
    }
    for args in readers("plan.md") {
        folder.fails(&args, &["plan.md", "没有权限"], &["plan.md", "permission denied"]);
    }
}

#[test]
fn front_matter_that_is_not_yaml_is_a_finding_with_its_place() {
    let folder = Folder::new();
    folder.put("plan.md", "---\nplangen: 1\ntitle: [河套市\nid: x\n---\n## 一、总体要求\n");
    let run = folder.run(&["lint", "plan.md", "--format", "json"]);
    assert_eq!(run.status, 1, "{run:#?}");
    let found: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let found = found.as_array().expect("a list").iter().find(|f| f["code"] == "PG001").expect("PG001");
    assert_eq!(found["severity"], "error");
    assert!(found["place"]["line"].as_u64().is_some_and(|l| (3..=5).contains(&l)), "{found:#}");
}

#[test]
fn a_parent_that_is_the_plan_itself() {
    let folder = Folder::new();
    folder.put("plan.md", PLAN);
    for command in ["lint", "trace"] {
        let args = [command, "plan.md", "--parent", "./plan.md"];
        folder.fails(&args, &["plan.md", "方案自己", "办法："], &["plan.md", "the plan itself", "help: "]);
    }
    // Among several plans the parent is left out: `lint *.md --parent parent.md`.
    folder.put("parent.md", PARENT);
    let run = folder.run(&["lint", "plan.md", "parent.md", "--parent", "parent.md", "--format", "json"]);
    assert_eq!(run.status, 1, "{run:#?}");
    assert!(run.stdout.contains("PG301") && !run.stdout.contains("PG004"), "{run:#?}");
    // Named in the front matter it is a finding.
    folder.put("own.md", "---\nplangen: 1\ntitle: 河套市管护方案\nparents: [own.md]\n---\n## 一、总体要求\n");
    let run = folder.run(&["lint", "own.md"]);
    assert_eq!(run.status, 1, "{run:#?}");
    assert!(run.stdout.contains("PG004") && run.stdout.contains("own.md:4:"), "{run:#?}");
    folder.fails(&["trace", "own.md"], &["own.md"], &["own.md"]);
}

#[test]
fn a_parent_that_is_not_there() {
    let folder = Folder::new();
    let head = |parents: &str| format!("---\nplangen: 1\ntitle: 河套市管护方案\nparents: [{parents}]\n---\n{PLAN}");
    folder.put("plan.md", head("none.md"));
    let run = folder.run(&["lint", "plan.md"]);
    assert_eq!(run.status, 1, "{run:#?}");
    assert!(run.stdout.contains("PG003") && run.stdout.contains("plan.md:4:"), "{run:#?}");
    folder.fails(&["trace", "plan.md"], &["plan.md", "none.md"], &["plan.md", "none.md"]);
    // Of two parents one is there: the other is not passed over.
    folder.put("parent.txt", PARENT);
    folder.put("plan.md", head("parent.txt, none.md"));
    let run = folder.run(&["trace", "plan.md", "--lang", "en"]);
    assert_eq!(run.status, 2, "{run:#?}");
    assert!(run.stdout.contains("95%") || !run.stdout.is_empty(), "{run:#?}");
    assert!(run.stderr.contains("plan.md:4:") && run.stderr.contains("none.md"), "{run:#?}");
    // One that is there and cannot be read was not compared with either.
    folder.put("bad.txt", b"\x00\x01");
    folder.put("plan.md", head("bad.txt"));
    for command in ["lint", "trace"] {
        let run = folder.run(&[command, "plan.md", "--lang", "en"]);
        assert_eq!(run.status, 2, "{run:#?}");
        assert!(run.stderr.contains("bad.txt: not a text file"), "{run:#?}");
    }
}

#[test]
fn parents_in_a_cycle() {
    let folder = Folder::new();
    let plan = |parent: &str| format!("---\nplangen: 1\ntitle: 河套市管护方案\nparents: [{parent}]\n---\n{PLAN}");
    folder.put("a.md", plan("b.md"));
    folder.put("b.md", plan("c.md"));
    folder.put("c.md", plan("a.md"));
    let run = folder.run(&["lint", "a.md"]);
    assert_eq!(run.status, 1, "{run:#?}");
    assert!(run.stdout.contains("PG004") && run.stdout.contains("a.md:4:"), "{run:#?}");
}

#[test]
fn a_broken_settings_file() {
    let folder = Folder::new();
    folder.put("plan.md", PLAN);
    folder.put("parent.txt", PARENT);
    for (text, at, zh, en) in [
        ("[lint\nfail-on = 'error'\n", ":1:", "设置文件有误", "settings"),
        ("[lint]\nfail-one = 'error'\n", ":2:1", "fail-on", "fail-on"),
        ("[lint]\nfail-on = 'fatal'\n", ":2:11", "warning", "warning"),
        ("[lints]\n", ":1:2", "lint", "lint"),
        ("# PG302\n[lint.severity]\nPG302 = 'off'\nPG999 = 'off'\n", ":4:1", "PG9", "PG9"),
        ("[lint.severity]\nweaker-targets = 'off'\n", ":2:1", "weaker-target", "weaker-target"),
        ("[lint.severity]\nPG301 = 'loud'\n", ":2:9", "loud", "loud"),
        ("[[unit]]\nkey = 'x'\n", "plangen.toml", "x", "x"),
    ] {
        folder.put("plangen.toml", text);
        let at = format!("plangen.toml{}", at.trim_start_matches("plangen.toml"));
        for args in [&["lint", "plan.md"][..], &["facts", "plan.md"], &["trace", "plan.md", "--parent=parent.txt"]] {
            folder.fails(args, &[&at, zh, "办法："], &[&at, en, "help: "]);
        }
        folder.fails(&["watch", "plan.md"], &[&at], &[&at]);
    }
}

#[test]
fn import_keeps_what_is_there() {
    let folder = Folder::new();
    folder.put("text.txt", PLAN);
    folder.put("plan.md", "kept");
    let args = ["import", "text.txt", "-o", "plan.md"];
    folder.fails(&args, &["plan.md", "已经存在", "--force"], &["plan.md", "already", "--force"]);
    assert_eq!(fs::read_to_string(folder.path("plan.md")).expect("there"), "kept");
    let run = folder.run(&["import", "text.txt", "-o", "plan.md", "--force", "--quiet"]);
    assert_eq!((run.status, run.stdout.as_str(), run.stderr.as_str()), (0, "", ""));
    assert!(fs::read_to_string(folder.path("plan.md")).expect("there").starts_with("---\n"));
    let args = ["import", "plan.md"];
    folder.fails(&args, &["plan.md", "已经是源文件"], &["plan.md", "is source already"]);
}

#[test]
fn import_to_where_nothing_can_be_written() {
    let folder = Folder::new();
    folder.put("text.txt", PLAN);
    let args = ["import", "text.txt", "-o", "none/plan.md"];
    folder.fails(
        &args,
        &["none/plan.md", "文件夹不存在", "办法："],
        &["none/plan.md", "folder does not exist", "help: "],
    );
    let args = ["import", "text.txt", "-o", "text.txt/plan.md"];
    folder.fails(&args, &["text.txt/plan.md", "办法："], &["text.txt/plan.md", "help: "]);
    fs::create_dir(folder.path("full")).expect("made");
    let args = ["import", "text.txt", "-o", "full", "--force"];
    folder.fails(&args, &["full", "文件夹"], &["full", "folder"]);
}

#[cfg(unix)]
#[test]
fn import_to_a_folder_without_permission() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new();
    folder.put("text.txt", PLAN);
    fs::create_dir(folder.path("closed")).expect("made");
    fs::set_permissions(folder.path("closed"), fs::Permissions::from_mode(0o555)).expect("set");
    if fs::write(folder.path("closed/x"), "").is_ok() {
        eprintln!("skipped: this user writes whatever the permissions");
        return;
    }
    let args = ["import", "text.txt", "-o", "closed/plan.md"];
    folder.fails(&args, &["closed/plan.md", "没有权限"], &["closed/plan.md", "permission denied"]);
}

/// A disk of 16 KB, gone with the value; none where this user may not mount.
struct Disk(PathBuf);

impl Disk {
    fn mount(at: PathBuf) -> Option<Self> {
        fs::create_dir(&at).expect("made");
        let mut mount = std::process::Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=16k", "tmpfs"]).arg(&at).stderr(Stdio::null());
        mount.status().is_ok_and(|s| s.success()).then_some(Self(at))
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_keeps_the_old_file_whole() {
    let folder = Folder::new();
    folder.put("text.txt", PLAN.repeat(200));
    let Some(disk) = Disk::mount(folder.path("disk")) else {
        eprintln!("skipped: this user may not mount a small disk");
        return;
    };
    fs::write(disk.0.join("plan.md"), "kept").expect("room for this");
    let args = ["import", "text.txt", "-o", "disk/plan.md", "--force"];
    folder.fails(&args, &["disk/plan.md", "磁盘空间不足", "办法："], &["disk/plan.md", "no space left", "help: "]);
    assert_eq!(fs::read_to_string(disk.0.join("plan.md")).expect("there"), "kept");
    assert_eq!(fs::read_dir(&disk.0).expect("a folder").count(), 1, "nothing else is left behind");
}

#[cfg(target_os = "linux")]
#[test]
fn a_result_that_cannot_be_written_is_a_failure() {
    let folder = Folder::new();
    folder.put("plan.txt", PLAN);
    for args in [&["lint", "plan.txt"][..], &["facts", "plan.txt"], &["import", "plan.txt"], &["rules"], &["--help"]] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has it");
        let run = run(command().current_dir(folder.0.path()).args(args).stdout(full));
        assert_eq!(run.status, 2, "{args:?}: {run:#?}");
        assert!(run.stderr.contains("no space left"), "{args:?}: {run:#?}");
    }
}

#[test]
fn a_reader_that_has_gone_is_no_failure() {
    let folder = Folder::new();
    folder.put("plan.txt", PLAN.repeat(400));
    for args in [
        &["facts", "plan.txt", "--format", "json"][..],
        &["import", "plan.txt", "--quiet"],
        &["rules", "--format", "json"],
    ] {
        let mut child = command()
            .current_dir(folder.0.path())
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary under test runs");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(0), "{args:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{args:?}");
    }
    // Findings were found, whoever reads them.
    folder.put("plan.md", PLAN);
    folder.put("parent.txt", PARENT);
    let mut lint = command();
    lint.current_dir(folder.0.path()).args(["lint", "plan.md", "--parent", "parent.txt"]);
    let mut child = lint.stdout(Stdio::piped()).spawn().expect("the binary under test runs");
    drop(child.stdout.take());
    assert_eq!(child.wait().expect("it ends").code(), Some(1));
}

#[test]
fn explain_of_an_unknown_code() {
    let folder = Folder::new();
    folder.fails(&["explain", "PG999"], &["没有检查项“PG999”", "plangen rules"], &["no lint `PG999`", "plangen rules"]);
    folder.fails(&["explain", "weaker-targets"], &["weaker-target、"], &["weaker-target, "]);
    for asked in ["PG301", "pg301", "weaker-target"] {
        let run = folder.run(&["explain", asked, "--lang", "zh"]);
        assert_eq!(run.status, 0, "{run:#?}");
        assert!(run.stdout.starts_with("PG301 weaker-target"), "{run:#?}");
    }
}

#[test]
fn the_threshold_of_findings() {
    let folder = Folder::new();
    folder.put("warning.txt", PLAN);
    folder.put("parent.txt", PARENT);
    folder.put("clean.txt", "河套市管护方案\n\n为贯彻落实《北原自治区管护方案》要求，制定本方案。\n");
    let weaker = ["lint", "warning.txt", "--parent", "parent.txt"];
    for (args, fail_on, status) in [
        (&weaker[..], "error", 1),
        (&weaker, "warning", 1),
        (&weaker, "info", 1),
        (&weaker, "never", 0),
        (&["lint", "clean.txt"], "info", 0),
        (&["lint", "clean.txt"], "error", 0),
    ] {
        for format in ["pretty", "json"] {
            let run = folder.run(&[args, &["--fail-on", fail_on, "--format", format]].concat());
            assert_eq!(run.status, status, "{args:?} {fail_on} {format}: {run:#?}");
        }
        let run = folder.run(&[args, &["--fail-on", fail_on, "--statistics"]].concat());
        assert_eq!(run.status, status, "{args:?} {fail_on}: {run:#?}");
    }
    // Below the threshold findings are told and pass.
    folder.put("plangen.toml", "[lint.severity]\nPG301 = 'warning'\n");
    let run = folder.run(&weaker);
    assert_eq!(run.status, 0, "{run:#?}");
    assert!(run.stdout.contains("PG301"), "{run:#?}");
    assert_eq!(folder.run(&[&weaker[..], &["--fail-on", "warning"]].concat()).status, 1);
    // The project's own threshold, and one asked for over it.
    folder.put("plangen.toml", "[lint]\nfail-on = 'warning'\n[lint.severity]\nPG301 = 'warning'\n");
    assert_eq!(folder.run(&weaker).status, 1);
    assert_eq!(folder.run(&[&weaker[..], &["--fail-on", "error"]].concat()).status, 0);
    folder.fails(&["lint", "clean.txt", "--fail-on", "fatal"], &["fatal", "warning"], &["fatal", "warning"]);
}

#[test]
fn the_format_never_changes_the_status() {
    let folder = Folder::new();
    folder.put("plan.txt", PLAN);
    folder.put("parent.txt", PARENT);
    folder.put("clean.txt", "河套市管护方案\n\n为贯彻落实《北原自治区管护方案》要求，制定本方案。\n");
    folder.put("bad.txt", b"\x00\x01");
    for format in plangen::report::formats::FORMATS {
        for (args, status) in [
            (&["clean.txt"][..], 0),
            (&["plan.txt", "--parent", "parent.txt"], 1),
            (&["plan.txt", "--parent", "parent.txt", "--fail-on", "never"], 0),
            (&["bad.txt", "clean.txt", "--fail-on", "never"], 2),
            (&["bad.txt"], 2),
            (&["none.txt"], 2),
        ] {
            let run = folder.run(&[&["lint", "--format", format.name], args].concat());
            assert_eq!(run.status, status, "{} {args:?}: {run:#?}", format.name);
            assert_eq!(run.stderr.is_empty(), status < 2, "{} {args:?}: {run:#?}", format.name);
        }
    }
}

#[test]
fn dead_waivers() {
    let folder = Folder::new();
    let put = |waiver: &str| {
        let text = format!(
            "---\nplangen: 1\ntitle: 河套市管护方案\n---\n## 一、重点任务\n\n<!-- plangen: {waiver} -->\n建立台账。\n"
        );
        folder.put("plan.md", text);
    };
    for (waiver, code, line) in [
        ("allow PG603 reason=\"沿用原文\"", "PG007", 7),
        ("allow PG699 reason=\"沿用原文\"", "PG007", 7),
        ("allow PG603 reason=\"沿用原文\" until=2020-01-01", "PG008", 7),
        ("allow PG603", "PG001", 7),
        ("alow PG603 reason=\"沿用原文\"", "PG001", 7),
        ("allow PG603 resaon=\"沿用原文\"", "PG002", 7),
    ] {
        put(waiver);
        let run = folder.run(&["lint", "plan.md", "--fail-on", "warning", "--format", "concise"]);
        assert_eq!(run.status, 1, "{waiver}: {run:#?}");
        assert!(run.stdout.contains(&format!("plan.md:{line}:")) && run.stdout.contains(code), "{waiver}: {run:#?}");
    }
}

/// A slip that a waiver covers does not fail; nor does it once the waiver has expired pass for waived.
#[test]
fn a_waiver_holds_until_its_day() {
    let folder = Folder::new();
    for (until, status) in [("2999-12-31", 0), ("2020-01-01", 1)] {
        let text = format!(
            "---\nplangen: 1\ntitle: 河套市管护方案\n---\n## 一、重点任务\n\n<!-- plangen: allow PG603 reason=\"沿用原文\" until={until} -->\n建立台账建立台账。\n"
        );
        folder.put("plan.md", text);
        let run = folder.run(&["lint", "plan.md", "--fail-on", "info"]);
        assert_eq!(run.status, status, "{until}: {run:#?}");
        assert_eq!(run.stdout.contains("PG603"), status == 1, "{until}: {run:#?}");
    }
}

#[test]
fn settings_that_cannot_be_read() {
    let folder = Folder::new();
    folder.put("plan.md", PLAN);
    folder.put("plangen.toml", b"\xff\xfe\x00\x01");
    folder.fails(&["lint", "plan.md"], &["plangen.toml"], &["plangen.toml"]);
    folder.put("plangen.toml", "[[override]]\nignore = ['PG6xx']\n");
    folder.fails(&["lint", "plan.md"], &["plangen.toml:1:1", "paths"], &["plangen.toml:1:1", "paths"]);
    folder.put("plangen.toml", "[lint]\nselect = ['PG3xx', 'PG9xx']\n");
    folder.fails(&["lint", "plan.md"], &["plangen.toml:2:20", "PG9xx"], &["plangen.toml:2:20", "PG9xx"]);
}

#[cfg(unix)]
#[test]
fn a_folder_without_permission() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new();
    folder.put("plans/plan.md", PLAN);
    folder.put("plans/closed/plan.md", PLAN);
    let mode = |mode| fs::set_permissions(folder.path("plans/closed"), fs::Permissions::from_mode(mode)).expect("set");
    mode(0o000);
    if fs::read_dir(folder.path("plans/closed")).is_ok() {
        eprintln!("skipped: this user reads folders whatever their permissions");
        mode(0o755);
        return;
    }
    folder.fails(&["lint", "plans"], &["closed", "没有权限"], &["closed", "permission denied"]);
    mode(0o755);
}

#[test]
fn quiet_leaves_results_and_errors() {
    let folder = Folder::new();
    folder.put("plan.txt", PLAN);
    let noted = folder.run(&["import", "plan.txt"]);
    assert!(!noted.stderr.is_empty());
    let quiet = folder.run(&["import", "plan.txt", "--quiet"]);
    assert_eq!((quiet.status, quiet.stderr.as_str()), (0, ""));
    assert_eq!(quiet.stdout, noted.stdout);
    folder.fails(&["lint", "none.md", "--quiet"], &["none.md"], &["none.md"]);
}

#[test]
fn colours_only_where_they_are_wanted() {
    let folder = Folder::new();
    folder.put("plan.md", PLAN);
    folder.put("parent.txt", PARENT);
    let args = ["lint", "plan.md", "--parent", "parent.txt"];
    let coloured = |run: &Run| run.stdout.contains('\u{1b}') || run.stderr.contains('\u{1b}');
    assert!(!coloured(&folder.run(&args)), "a pipe is no terminal");
    assert!(coloured(&folder.run(&[&args[..], &["--color", "always"]].concat())));
    assert!(!coloured(&folder.run(&[&args[..], &["--color", "never"]].concat())));
    let mut asked = command();
    asked.current_dir(folder.0.path()).env("NO_COLOR", "1").args(args);
    assert!(!coloured(&run(&mut asked)));
    // What is asked for by a flag goes before the environment.
    assert!(coloured(&run(asked.args(["--color", "always"]))));
    let failed = folder.run(&["lint", "none.md", "--color", "always"]);
    assert!(failed.stderr.starts_with("\u{1b}[1;31m"), "{failed:#?}");
}

#[test]
fn the_language_of_the_locale() {
    let folder = Folder::new();
    let told = |vars: &[(&str, &str)], args: &[&str]| {
        let mut command = command();
        command.env_remove("LC_ALL").env_remove("LANG").current_dir(folder.0.path());
        command.envs(vars.iter().copied()).args(["lint", "none.md"]).args(args);
        run(&mut command).stderr
    };
    for (vars, args, zh) in [
        (&[][..], &[][..], false),
        (&[("LANG", "zh_CN.UTF-8")], &[], true),
        (&[("LANG", "en_GB.UTF-8")], &[], false),
        (&[("LC_ALL", "zh_CN.UTF-8"), ("LANG", "en_GB.UTF-8")], &[], true),
        (&[("LC_ALL", "C"), ("LANG", "zh_CN.UTF-8")], &[], false),
        (&[("LC_ALL", ""), ("LC_MESSAGES", "zh_TW"), ("LANG", "en_GB")], &[], true),
        (&[("LC_ALL", "zh_CN.UTF-8")], &["--lang", "en"], false),
        (&[("LC_ALL", "en_GB.UTF-8")], &["--lang=zh"], true),
    ] {
        let stderr = told(vars, args);
        assert_eq!(stderr.starts_with("错误："), zh, "{vars:?} {args:?}: {stderr}");
        assert_eq!(stderr.starts_with("error: "), !zh, "{vars:?} {args:?}: {stderr}");
    }
}

#[test]
fn help_and_version_are_no_failure() {
    for args in [&["--help"][..], &["--version"], &["lint", "--help"], &["watch", "-h"]] {
        assert_eq!(plangen(args).status, 0, "{args:?}");
    }
    for args in [&["lint", "--format", "xml"][..], &["lint", "--colour"], &["lnit"], &["import"], &[]] {
        assert_eq!(plangen(args).status, 2, "{args:?}");
    }
}

#[test]
fn a_path_is_told_as_it_was_given() {
    let folder = Folder::new();
    let run = folder.run(&["lint", "./下级/none.md"]);
    assert!(
        run.stderr.contains("./下级/none.md") && !run.stderr.contains(&*folder.0.path().to_string_lossy()),
        "{run:#?}"
    );
    assert!(Path::new("/").is_absolute());
}
