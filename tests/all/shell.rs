//! What plangen offers shells and terminals: completions, pages of the manual, times, progress.

use crate::support::{Run, command, plangen, run};
use std::path::Path;
use std::process::Command;

/// Whether a program is installed; says so when it is not.
fn has(program: &str) -> bool {
    let there = Command::new(program).arg("--version").output().is_ok();
    if !there {
        eprintln!("skipped: {program} is not installed");
    }
    there
}

#[test]
fn completions_for_every_shell_in_both_languages() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        for (lang, word) in [("zh", "检查方案"), ("en", "Check plans")] {
            let run = plangen(["completions", shell, "--lang", lang]);
            assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{run:#?}");
            for part in ["lint", "trace", "--fail-on", "sarif"] {
                assert!(run.stdout.contains(part.trim_start_matches('-')), "{shell}: {part}");
            }
            // Bash shows no words of help.
            assert!(shell == "bash" || run.stdout.contains(word), "{shell} {lang}");
            assert!(!run.stdout.contains('‖'), "{shell}: both languages at once");
            if ["bash", "zsh", "fish"].contains(&shell) && has(shell) {
                let folder = tempfile::tempdir().expect("a folder");
                let path = folder.path().join("completion");
                std::fs::write(&path, &run.stdout).expect("written");
                let checked = Command::new(shell).arg("-n").arg(&path).output().expect("it runs");
                assert!(checked.status.success(), "{shell}: {checked:?}");
            }
        }
    }
    let run = plangen(["completions", "tcsh"]);
    assert!(run.status == 2 && run.stderr.contains("zsh"), "{run:#?}");
}

#[test]
fn bash_completes() {
    if !has("bash") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let script = folder.path().join("plangen.bash");
    std::fs::write(&script, plangen(["completions", "bash"]).stdout).expect("written");
    let complete = |words: &[&str]| {
        let quoted: Vec<String> = words.iter().map(|w| format!("'{w}'")).collect();
        let (last, before) = (words.len() - 1, words.len() - 2);
        let line = format!(
            "source {}; COMP_WORDS=({}); COMP_CWORD={last}; _plangen plangen \"${{COMP_WORDS[{last}]}}\" \"${{COMP_WORDS[{before}]}}\"; echo \"${{COMPREPLY[@]}}\"",
            script.display(),
            quoted.join(" ")
        );
        let out = Command::new("bash").args(["--norc", "-c", &line]).output().expect("bash runs");
        String::from_utf8_lossy(&out.stdout).trim().to_owned()
    };
    assert_eq!(complete(&["plangen", "ru"]), "rules");
    assert_eq!(complete(&["plangen", "lint", "--format", "sa"]), "sarif");
    assert_eq!(complete(&["plangen", "lint", "--fail-on", "w"]), "warning");
    assert_eq!(complete(&["plangen", "lint", "--edit"]), "--edition-of");
}

#[test]
fn the_manual_has_a_page_for_every_command() {
    let help = plangen(["--help"]).stdout;
    let folder = tempfile::tempdir().expect("a folder");
    for (lang, name, status) in [("zh", ".SH 名称", "退出状态"), ("en", ".SH NAME", "EXIT STATUS")] {
        let out = folder.path().join(lang);
        std::fs::create_dir(&out).expect("made");
        let run = plangen([
            "man".as_ref(),
            "--out".as_ref(),
            out.as_os_str(),
            "--quiet".as_ref(),
            "--lang".as_ref(),
            lang.as_ref(),
        ]);
        assert_eq!((run.status, run.stdout.as_str(), run.stderr.as_str()), (0, "", ""), "{run:#?}");
        let pages: Vec<_> = std::fs::read_dir(&out).expect("a folder").flatten().map(|e| e.path()).collect();
        let commands = help.lines().skip_while(|l| !l.starts_with("Commands:")).skip(1);
        let commands: Vec<&str> =
            commands.take_while(|l| l.starts_with("  ")).filter_map(|l| l.split_whitespace().next()).collect();
        assert!(commands.contains(&"lint") && commands.contains(&"man"), "{commands:?}");
        assert_eq!(pages.len(), commands.len() + 1, "{pages:?}");
        for page in &pages {
            let text = std::fs::read_to_string(page).expect("text");
            assert!(text.contains(name) && text.contains(status) && !text.contains('‖'), "{}: {text}", page.display());
            if has("groff") {
                let drawn = Command::new("groff")
                    .args(["-K", "utf8", "-T", "utf8", "-man", "-ww", "-W", "break", "-z"])
                    .arg(page)
                    .output();
                let drawn = drawn.expect("groff runs");
                assert_eq!(String::from_utf8_lossy(&drawn.stderr), "", "{}", page.display());
            }
        }
        let lint = std::fs::read_to_string(out.join("plangen-lint.1")).expect("the page of lint");
        assert!(lint.contains("fail\\-on") && lint.contains("sarif"), "{lint}");
        let alone = plangen(["man", "lint", "--lang", lang]);
        assert_eq!(alone.stdout, lint, "the same page");
    }
    for (args, word) in [(&["man", "lnit"][..], "lint"), (&["man", "--out", "/none/there"], "folder")] {
        let run = plangen(args);
        assert!(run.status == 2 && run.stdout.is_empty() && run.stderr.contains(word), "{run:#?}");
    }
}

fn seeds(args: &[&str]) -> Run {
    run(command().current_dir(env!("CARGO_MANIFEST_DIR")).args(["lint", "seeds"]).args(args))
}

#[test]
fn times_go_to_stderr_and_change_nothing() {
    let (plain, timed) = (seeds(&["--format", "json"]), seeds(&["--format", "json", "--profile"]));
    assert_eq!((plain.status, &plain.stdout, plain.stderr.as_str()), (timed.status, &timed.stdout, ""));
    let rows: Vec<(f64, &str)> = timed
        .stderr
        .lines()
        .map(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            (words[0].parse().expect("milliseconds"), words[3])
        })
        .collect();
    for name in ["read", "facts", "align", "PG301", "PG502"] {
        assert!(rows.iter().any(|(_, n)| *n == name), "{name}: {}", timed.stderr);
    }
    assert!(rows.windows(2).all(|pair| pair[0].0 >= pair[1].0), "the longest first: {}", timed.stderr);
}

#[test]
fn progress_is_shown_on_a_terminal_only() {
    let folder = tempfile::tempdir().expect("a folder");
    let plan =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds/hetao/plan.md")).expect("a sample");
    // Enough for more than the second that a short run has.
    let copies = if cfg!(debug_assertions) { 60 } else { 2000 };
    for at in 0..copies {
        std::fs::write(folder.path().join(format!("{at}.md")), plan.replacen("---\n", &format!("---\n# {at}\n"), 1))
            .expect("written");
    }
    let lint = ["lint", ".", "--fail-on", "never", "--statistics", "--ignore", "PG0xx"];
    let piped = run(command().current_dir(folder.path()).args(lint));
    assert_eq!((piped.status, piped.stderr.as_str()), (0, ""), "{piped:#?}");
    assert!(!piped.stdout.contains('\r'));
    if !has("script") {
        return;
    }
    // `script` gives the command a terminal and copies what it shows.
    let shown = |more: &str| {
        let line = format!("{} {} {more}", env!("CARGO_BIN_EXE_plangen"), lint.join(" "));
        let mut script = Command::new("script");
        script.current_dir(folder.path()).args(["-qec", &line, "/dev/null"]).env("LC_ALL", "C.UTF-8");
        run(&mut script).stdout
    };
    let began = std::time::Instant::now();
    let told = shown("");
    if began.elapsed().as_secs_f64() < 2.0 {
        eprintln!("skipped: this machine is too fast for a run that takes long");
        return;
    }
    assert!(told.contains("\rchecking ") && told.contains(&format!("/{copies}")), "{told:?}");
    assert!(told.contains("\r\u{1b}[K"), "the line is taken away: {told:?}");
    assert!(!shown("--quiet").contains("checking"));
}
