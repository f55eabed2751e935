//! A project's own lints, through the real binary: lint, waivers, severities, explain, rules, watch.

use crate::support::{Run, command, run};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;

const LINT: &str = "code = 'HT001'\nname = 'no-slogans'\nkind = 'substitution'\nseverity = 'error'\n\
[options]\nreplace = { '狠抓' = '抓好' }\n[zh]\ntitle = '不喊口号'\nmessage = '“{found}”是口号，写“{should}”'\n\
[en]\ntitle = 'no slogans'\nmessage = '“{found}” is a slogan: write “{should}”'\n\
[examples]\nbad = '狠抓落实。'\ngood = ['抓好落实。']\n";

const PLAN: &str = "---\nplangen: 1\n---\n## 一、任务\n### （一）加强巡查\n狠抓落实，巡查到位。\n";

fn project(lint: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("lints")).expect("made");
    for (name, text) in [("plangen.toml", ""), ("plan.md", PLAN), ("lints/slogans.toml", lint)] {
        std::fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

fn plangen(folder: &Path, args: &str) -> Run {
    run(command().args(args.split(' ')).current_dir(folder))
}

#[test]
fn an_own_lint_is_one_like_any_other() {
    let folder = project(LINT);
    let at = folder.path();
    let found = plangen(at, "lint . --lang zh");
    assert_eq!(found.status, 1, "{found:?}");
    assert!(found.stdout.contains("HT001 no-slogans") && found.stdout.contains("“狠抓”是口号，写“抓好”"), "{found:?}");
    let rows: serde_json::Value = serde_json::from_str(&plangen(at, "lint . --format json").stdout).expect("JSON");
    let row = rows.as_array().and_then(|r| r.iter().find(|r| r["code"] == "HT001")).expect("found");
    assert_eq!(row["message"], "“狠抓” is a slogan: write “抓好”");
    assert_eq!((&row["place"]["line"], &row["place"]["quote"]), (&6.into(), &"狠抓".into()));
    assert_eq!(row["fix"]["edits"][0]["text"], "抓好");
    assert!(plangen(at, "lint . --statistics").stdout.contains("no slogans"));

    // Severity and waivers go by code and by name.
    std::fs::write(at.join("plangen.toml"), "[lint.severity]\nno-slogans = 'info'\n").expect("written");
    assert_eq!(plangen(at, "lint .").status, 0);
    std::fs::write(at.join("plangen.toml"), "[lint.severity]\nHT002 = 'info'\n").expect("written");
    let unknown = plangen(at, "lint .");
    assert!(unknown.status == 2 && unknown.stderr.contains("near: `HT001`"), "{unknown:?}");
    std::fs::write(at.join("plangen.toml"), "").expect("written");
    for waiver in ["HT001", "no-slogans"] {
        let waived = PLAN.replace("狠抓", &format!("<!-- plangen: allow {waiver} reason=\"引自讲话原文\" -->狠抓"));
        std::fs::write(at.join("plan.md"), &waived).expect("written");
        let quiet = plangen(at, "lint . --fail-on info --format json");
        assert!(!quiet.stdout.contains("HT001") && !quiet.stdout.contains("PG007"), "{waiver}: {quiet:?}");
        std::fs::write(at.join("plan.md"), waived.replace("狠抓", "抓好")).expect("written");
        assert!(plangen(at, "lint . --format json").stdout.contains("PG007"), "an unused one is told: {waiver}");
    }
}

#[test]
fn own_lints_are_listed_explained_and_tested() {
    let folder = project(LINT);
    let at = folder.path();
    let page = plangen(at, "explain ht001 --lang zh");
    for part in
        ["HT001 no-slogans  不喊口号", "substitution", "slogans.toml", "“{found}”是口号", "查出的例子", "狠抓落实"]
    {
        assert!(page.status == 0 && page.stdout.contains(part), "{part}: {page:?}");
    }
    assert!(plangen(at, "rules").stdout.contains("HT001"));
    let rules: serde_json::Value = serde_json::from_str(&plangen(at, "rules --format json").stdout).expect("JSON");
    let own = rules.as_array().and_then(|r| r.iter().find(|r| r["code"] == "HT001")).expect("listed");
    assert_eq!((&own["own"]["kind"], &own["title"]["zh"]), (&"substitution".into(), &"不喊口号".into()));

    let tested = plangen(at, "rules test");
    assert!(
        tested.status == 0 && tested.stdout.contains("HT001 no-slogans: 1 to be found, 1 not to be: ok"),
        "{tested:?}"
    );
    let wrong = LINT
        .replace("good = ['抓好落实。']", "good = ['狠抓到底。']")
        .replace("bad = '狠抓落实。'", "bad = ['抓好。']");
    std::fs::write(at.join("lints/slogans.toml"), wrong).expect("written");
    let failed = plangen(at, "rules test");
    assert_eq!(failed.status, 1, "{failed:?}");
    for part in
        ["slogans.toml:14: something should be found", "slogans.toml:15: nothing should be found here, but: “狠抓”"]
    {
        assert!(failed.stdout.contains(part), "{part}: {failed:?}");
    }
    let none = project("");
    std::fs::remove_file(none.path().join("lints/slogans.toml")).expect("removed");
    let none = plangen(none.path(), "rules test");
    assert!(none.status == 2 && none.stderr.contains("no lints of its own"), "{none:?}");
}

#[test]
fn what_is_wrong_in_own_lints_ends_with_2_and_is_all_told() {
    let folder =
        project(&LINT.replace("HT001", "PG301").replace("replace = { '狠抓' = '抓好' }", "replace = {}\nwords = 1"));
    let at = folder.path();
    std::fs::write(at.join("lints/two.toml"), "code = 'x'").expect("written");
    let told = plangen(at, "lint .");
    assert_eq!((told.status, told.stdout.as_str()), (2, ""), "{told:?}");
    for part in [
        "slogans.toml:1:8: the lint is wrong: the prefix PG",
        "slogans.toml:6:11: the lint is wrong: `replace` is empty and can match nothing",
        "slogans.toml:7:1: the lint is wrong: there is no key `words`",
        "two.toml:1:8: the lint is wrong: `x` is no code",
        "two.toml:1:1: the lint is wrong: `kind` is missing",
    ] {
        assert!(told.stderr.contains(part), "{part}: {}", told.stderr);
    }
    assert_eq!(told.stderr.matches("error: ").count(), told.stderr.matches("help: ").count(), "{}", told.stderr);
    // plangen's own lints are shown all the same.
    assert_eq!(plangen(at, "explain PG301").status, 0);
    let listed = plangen(at, "rules");
    assert!(listed.status == 2 && listed.stdout.contains("PG301"), "{listed:?}");
}

#[test]
fn a_saved_lint_is_in_force_at_once_in_watch() {
    let folder = project(&LINT.replace("'狠抓' =", "'严抓' ="));
    let mut watch = command()
        .args(["watch", ".", "--quiet"])
        .args(cfg!(feature = "render").then_some("--no-build"))
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .expect("watching");
    let mut lines = BufReader::new(watch.stdout.take().expect("piped")).lines();
    let mut until = |part: &str| {
        let line = lines.by_ref().map_while(Result::ok).find(|line| line.contains(part));
        assert!(line.is_some(), "no line with {part}");
    };
    until("in all 1 plan");
    std::fs::write(folder.path().join("lints/slogans.toml"), LINT).expect("written");
    until("HT001");
    std::fs::write(folder.path().join("lints/slogans.toml"), LINT.replace("'狠抓' =", "'严抓' =")).expect("written");
    until("fixed HT001");
    watch.kill().expect("ended");
    watch.wait().expect("ended");
}
