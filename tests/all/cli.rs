//! The command line itself: languages, help, errors in arguments. Runs the real binary.

use crate::support::plangen;

#[test]
fn help_is_in_the_language_asked_for() {
    let zh = plangen(["--help", "--lang", "zh"]);
    assert_eq!(zh.status, 0, "{zh:?}");
    assert!(zh.stdout.contains("用法：") && zh.stdout.contains("显示帮助"), "{}", zh.stdout);
    let en = plangen(["--help", "--lang=en"]);
    assert_eq!(en.status, 0, "{en:?}");
    assert!(en.stdout.contains("Usage:") && en.stdout.contains("Print help"), "{}", en.stdout);
    assert!(!en.stdout.contains('‖') && !zh.stdout.contains('‖'));
}

#[test]
fn nothing_asked_is_answered_with_help_and_status_2() {
    let run = plangen::<&str>([]);
    assert_eq!(run.status, 2, "{run:?}");
    assert!(run.stderr.contains("Usage:"), "{}", run.stderr);
}

#[test]
fn an_unknown_flag_is_told_in_the_language_of_the_user() {
    let zh = plangen(["--lang", "zh", "--colour"]);
    assert_eq!(zh.status, 2, "{zh:?}");
    assert!(zh.stderr.starts_with("错误：没有 --colour 这个参数"), "{}", zh.stderr);
    assert!(zh.stderr.contains("--color"), "the nearest flag is offered: {}", zh.stderr);
    let en = plangen(["--lang", "en", "--colour"]);
    assert_eq!(en.status, 2, "{en:?}");
    assert!(en.stderr.starts_with("error: unexpected argument '--colour'"), "{}", en.stderr);
}
