//! Fixes and canonical source: on published texts, on texts that are made up, and through the real binary.

use crate::checks::mended::{self, mend};
use crate::reread;
use crate::support::{Run, command, run};
use encoding_rs::GB18030;
use plangen::base::{Applicability, SourceFile};
use plangen::data::Register;
use plangen::lint::meaning::Meaning;
use plangen::{import, source};
use proptest::prelude::*;
use rayon::prelude::*;
use std::path::Path;

/// How many places of a published text safe fixes mend, as published and as source, and what is wrong with them.
fn published(path: &Path) -> (usize, Vec<String>) {
    let (mut mended_places, mut faults) = (0, Vec::new());
    let name = path.file_stem().and_then(|n| n.to_str()).unwrap_or("");
    let file = source::load(path).expect("the text is read");
    // As published, and as source.
    let written = import::to_source(&import::text(&file).plan);
    if import::format(&SourceFile::new("plan.md", written.as_str())).as_ref() != Some(&written) {
        faults.push(format!("{name}: what import writes is not in form"));
    }
    for (kind, text) in [("plan.txt", file.text.as_str()), ("plan.md", written.as_str())] {
        let read = |text: &str| Meaning::read(&SourceFile::new(kind, text), Register::builtin());
        let safe = mend(kind, text, Applicability::Safe);
        mended_places += safe.done.applied;
        let differ = read(text).differences(&read(&safe.text));
        if !differ.is_empty() || safe.done.rounds > 2 {
            faults.push(format!("{name} {kind}: {differ:?}, {} rounds", safe.done.rounds));
        }
        // No character but marks and the zeros of dates goes or comes.
        let words = |text: &str| -> String {
            text.chars().filter(|c| c.is_alphabetic() && !"年月日第".contains(*c)).collect()
        };
        if words(text) != words(&safe.text) {
            faults.push(format!("{name} {kind}: words changed"));
        }
        let all = mend(kind, text, Applicability::Unsafe);
        if all.done.rounds > 2 || mend(kind, &all.text, Applicability::Unsafe).text != all.text {
            faults.push(format!("{name} {kind}: unsafe fixes do not come to rest: {} rounds", all.done.rounds));
        }
    }
    (mended_places, faults)
}

#[test]
fn published_texts_keep_what_they_say() {
    let texts = reread::texts();
    if texts.is_empty() {
        println!("skipped: no published texts here");
    }
    let told: Vec<(usize, Vec<String>)> = texts.par_iter().map(|path| published(path)).collect();
    let mended_places: usize = told.iter().map(|t| t.0).sum();
    let faults: Vec<String> = told.into_iter().flat_map(|t| t.1).collect();
    println!("{mended_places} places mended in {} texts, as published and as source", texts.len());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn made_up_texts_keep_what_they_say(
        front in prop::sample::select(vec!["", "---\nplangen: 1\ntitle: \"河套市,管护方案\"\nnotice:\n  date: 2024年4月8日\n---\n", "河套市河道(试行)管护方案\n\n"]),
        pieces in prop::collection::vec(prop::sample::select(vec![
            "一、任务\n", "三、保障\n", "## 二、目标\n", "（一）加强巡查。", "(三)其他。", "1.", "2．推进建设。", "\n", "\n\n", "  \n", "，", ",", "(", ")", "\"", "“", "”", "、",
            "《关于印发《某办法》的通知》", "《甲办法》、《乙办法》", "“一中心”、“一平台”", "（河府发[2023]第061号）", "2024.4.8", "2024/4/8", "于2024年04月08日", "1-2所", "5%-20%",
            "到2025年,床位达到6.8张;", "投资1,100万元", "比例1:1.6", "医院(蒙医)", "配齐河道巡查河道巡查人员", "行政权利运行", "（责任单位:市财政局,市水利局）", "(责任单位：市财政局、市教育局)",
            "| a,甲 | 2024.4.8 |\n|---|---|\n| (乙) | 1-2所 |\n", "> 专栏1 (甲)\n> 乙,丙。\n", "[不少于100名,以上](target:a)", "<!-- plangen: allow PG502 reason=\"甲\" -->", "&#44;", "\\(", "\u{3000}", "\r\n", "2024.\n4.8",
        ]), 0..24),
    ) {
        mended::fixes(&format!("{front}{}", pieces.concat()));
    }
}

/// A folder with a plan of these bytes, and plangen run in it.
fn with(name: &str, bytes: &[u8], args: &[&str]) -> (Run, Vec<u8>) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("written");
    let told = run(command().args(args).arg(name).current_dir(folder.path()));
    let left: Vec<_> = std::fs::read_dir(folder.path()).expect("there").flatten().map(|e| e.file_name()).collect();
    assert_eq!(left, [std::ffi::OsString::from(name)], "nothing else is left");
    (told, std::fs::read(&path).expect("there"))
}

const SLIPS: &str = "河套市河道管护方案\r\n\r\n一、重点任务\r\n（一）加强巡查。到2025年,配齐巡查员(含兼职)1-2名,2024年04月08日前完成。\r\n（二）落实保障。落实河道管护经费。\r\n";
const MENDED: &str = "河套市河道管护方案\r\n\r\n一、重点任务\r\n（一）加强巡查。到2025年，配齐巡查员（含兼职）1—2名，2024年4月8日前完成。\r\n（二）落实保障。落实河道管护经费。\r\n";

#[test]
fn a_file_is_mended_in_its_own_encoding_and_line_ends() {
    let utf16 = |text: &str| -> Vec<u8> {
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
    };
    let gb = |text: &str| GB18030.encode(text).0.into_owned();
    let bom = |text: &str| [b"\xef\xbb\xbf", text.as_bytes()].concat();
    for (before, after) in [
        (SLIPS.as_bytes().to_vec(), MENDED.as_bytes().to_vec()),
        (bom(SLIPS), bom(MENDED)),
        (gb(SLIPS), gb(MENDED)),
        (utf16(SLIPS), utf16(MENDED)),
    ] {
        let (told, now) = with("plan.txt", &before, &["lint", "--fix"]);
        assert_eq!(told.status, 0, "{}{}", told.stdout, told.stderr);
        assert!(told.stderr.contains("places mended in 1 files"), "{}", told.stderr);
        assert_eq!(String::from_utf8_lossy(&now), String::from_utf8_lossy(&after));
    }
    // What would not come back as it was is left alone.
    let other = [gb(SLIPS), vec![0x80]].concat();
    let (told, now) = with("plan.txt", &other, &["lint", "--fix"]);
    assert_eq!((told.status, now), (2, other));
    assert!(told.stderr.contains("GB18030") && told.stderr.contains("UTF-8"), "{}", told.stderr);
}

#[test]
fn a_diff_changes_nothing_and_its_status_is_that_of_the_plan_as_it_is() {
    let (told, now) = with("plan.txt", SLIPS.as_bytes(), &["lint", "--diff"]);
    assert_eq!((told.status, now.as_slice()), (0, SLIPS.as_bytes()));
    assert!(told.stdout.starts_with("--- plan.txt\n+++ plan.txt\n@@ "), "{}", told.stdout);
    assert!(told.stdout.contains("+（一）加强巡查。到2025年，"), "{}", told.stdout);
    let (told, now) = with("plan.txt", SLIPS.as_bytes(), &["lint", "--diff", "--fail-on=info"]);
    assert_eq!((told.status, now.as_slice()), (1, SLIPS.as_bytes()));
    let (told, _) = with("plan.txt", SLIPS.as_bytes(), &["lint", "--fix", "--fail-on=info"]);
    assert_eq!(told.status, 0, "{}", told.stdout);
    assert_eq!(with("plan.txt", SLIPS.as_bytes(), &["lint", "--fix", "--diff"]).0.status, 2);
    assert_eq!(with("plan.txt", SLIPS.as_bytes(), &["lint", "--unsafe-fixes"]).0.status, 2);
}

#[test]
fn unsafe_fixes_are_applied_only_when_asked_for_and_told() {
    let text = "河套市河道管护方案\n\n一、重点任务\n（一）加强巡查。配齐河道巡查河道巡查人员。\n（三）落实保障。落实经费。\n（四）加强监督。公开结果。\n";
    let (told, now) = with("plan.txt", text.as_bytes(), &["lint", "--fix"]);
    assert_eq!(now, text.as_bytes());
    assert!(told.stderr.contains("--unsafe-fixes"), "{}", told.stderr);
    let (told, now) = with("plan.txt", text.as_bytes(), &["lint", "--fix", "--unsafe-fixes"]);
    let expected = text.replace("河道巡查河道巡查", "河道巡查").replace("（三）", "（二）").replace("（四）", "（三）");
    assert_eq!(String::from_utf8_lossy(&now), expected);
    assert!(told.stderr.contains("numbers or ordinals"), "{}", told.stderr);
}

#[test]
fn what_is_waived_is_not_mended() {
    let text = "---\nplangen: 1\ntitle: 河套市河道管护方案\n---\n\n## 一、重点任务\n\n<!-- plangen: allow PG502 reason=\"原文如此\" -->\n配齐人员,落实经费。\n\n公开结果,接受监督。\n";
    let (_, now) = with("plan.md", text.as_bytes(), &["lint", "--fix"]);
    assert_eq!(String::from_utf8_lossy(&now), text.replace("公开结果,", "公开结果，"));
}

#[test]
fn a_file_without_permission_is_told_and_left() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.txt");
    std::fs::write(&path, SLIPS).expect("written");
    let mut mode = std::fs::metadata(&path).expect("there").permissions();
    mode.set_readonly(true);
    std::fs::set_permissions(&path, mode).expect("set");
    // A superuser may write anything.
    if std::fs::OpenOptions::new().write(true).open(&path).is_ok() {
        println!("skipped: nothing is read-only for this user");
        return;
    }
    let told = run(command().args(["lint", "--fix"]).arg(&path));
    assert_eq!((told.status, std::fs::read_to_string(&path).expect("there").as_str()), (2, SLIPS));
}

#[test]
fn fmt_writes_checks_and_shows() {
    let text = "---\ntitle: 河套市河道管护方案\nplangen: 1\n---\n# 一、重点任务\n配齐人员。  \n";
    let form = "---\nplangen: 1\ntitle: 河套市河道管护方案\n---\n\n## 一、重点任务\n\n配齐人员。\n";
    let (told, now) = with("plan.md", text.as_bytes(), &["fmt"]);
    assert_eq!((told.status, String::from_utf8_lossy(&now).as_ref()), (0, form), "{}", told.stderr);
    let (told, now) = with("plan.md", text.as_bytes(), &["fmt", "--check"]);
    assert_eq!((told.status, told.stdout.as_str(), now.as_slice()), (1, "plan.md\n", text.as_bytes()));
    let (told, now) = with("plan.md", text.as_bytes(), &["fmt", "--diff"]);
    assert_eq!((told.status, now.as_slice()), (1, text.as_bytes()));
    assert!(told.stdout.contains("-# 一、重点任务\n") && told.stdout.contains("+## 一、重点任务\n"), "{}", told.stdout);
    let (told, _) = with("plan.md", form.as_bytes(), &["fmt", "--check"]);
    assert_eq!((told.status, told.stdout.as_str()), (0, ""));
    let (told, now) = with("plan.txt", SLIPS.as_bytes(), &["fmt"]);
    assert_eq!((told.status, now.as_slice()), (2, SLIPS.as_bytes()));
    assert!(told.stderr.contains("plangen import"), "{}", told.stderr);
}

#[test]
fn the_samples_are_in_form() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let mut seen = 0;
    for path in plangen::project::plans_in(&root).expect("there") {
        let file = source::load(&path).expect("read");
        let Some(form) = import::format(&file) else { continue };
        assert_eq!(form, file.text, "{}", path.display());
        seen += 1;
    }
    assert!(seen > 5);
}
