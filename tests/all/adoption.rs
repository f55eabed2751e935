//! Taking plangen up: `plangen init`, and the definitions for CI services, whose steps are run here.

use crate::support::{Run, command, run};
use plangen::base::SourceFile;
use plangen::project::Config;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn plangen(folder: &Path, args: &str) -> Run {
    run(command().args(args.split(' ')).current_dir(folder))
}

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(path.as_ref()).unwrap_or_else(|e| panic!("{}: {e}", path.as_ref().display()))
}

fn yaml(text: &str) -> Value {
    serde_saphyr::from_str(text).expect("YAML")
}

/// A shell with plangen in its path.
fn shell(folder: &Path, script: &str, env: &[(String, String)]) -> Run {
    let bin = Path::new(env!("CARGO_BIN_EXE_plangen")).parent().expect("a folder");
    let path = std::env::var("PATH").unwrap_or_default();
    let mut bash = Command::new("bash");
    bash.args(["-e", "-o", "pipefail", "-c", script]).current_dir(folder).env("LC_ALL", "C.UTF-8");
    run(bash.env("PATH", format!("{}:{path}", bin.display())).envs(env.iter().cloned()))
}

fn git(folder: &Path, args: &[&str]) -> Run {
    let own = ["-c", "user.name=test", "-c", "user.email=test@example.org"];
    run(Command::new("git").args(own).args(args).current_dir(folder))
}

/// A plan with an error, as a project's only one.
fn sample(folder: &Path) {
    for name in ["qingya", "beiyuan"] {
        fs::create_dir(folder.join(name)).expect("made");
        fs::copy(root().join("seeds").join(name).join("plan.md"), folder.join(name).join("plan.md")).expect("copied");
    }
}

#[test]
fn a_folder_becomes_a_project_and_nothing_is_overwritten() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path().join("方案 一");
    let made = plangen(folder.path(), "init 方案\u{3000}一 --lang zh");
    assert_eq!(made.status, 0, "{made:?}");
    let at_other = folder.path().join("方案\u{3000}一");
    assert!(read(at_other.join("plangen.toml")).contains("检查项的程度"), "in the language in use");
    let made = run(command().args(["init", "方案 一"]).current_dir(folder.path()));
    assert!(made.status == 0 && made.stdout.contains("plangen.toml") && made.stderr.contains("next:"), "{made:?}");
    assert!(read(at.join("plangen.toml")).contains("The severity of a lint"));
    assert_eq!(read(at.join(".gitignore")), "# plangen's cache\n/.plangen/\n");
    fs::write(at.join("plangen.toml"), "[lint]\nfail-on = 'info'\n").expect("written");
    fs::write(at.join(".gitignore"), "*.pdf").expect("written");
    let again = plangen(&at, "init . --ci github --ci github");
    assert_eq!(again.status, 2, "one service at a time: {again:?}");
    let again = plangen(&at, "init . --ci github");
    assert!(again.stdout.contains("left as it is"), "{again:?}");
    assert_eq!(read(at.join("plangen.toml")), "[lint]\nfail-on = 'info'\n");
    assert_eq!(read(at.join(".gitignore")), "*.pdf\n# plangen's cache\n/.plangen/\n");
    assert!(at.join(".github/workflows/plangen.yml").is_file());
    let third = plangen(&at, "init . --ci github");
    assert!(third.status == 0 && third.stderr.contains("nothing was changed"), "{third:?}");
    fs::write(at.join("file"), "").expect("written");
    assert_eq!(plangen(&at, "init file").status, 2);
    let hookless = plangen(&at, "init . --hook");
    assert!(hookless.status == 2 && hookless.stderr.contains("git init"), "{hookless:?}");
}

#[test]
fn every_setting_of_the_new_file_holds_when_its_mark_is_removed() {
    for name in ["zh", "en"] {
        let text = read(root().join(format!("src/cli/init/plangen.{name}.toml")));
        // A line of settings, not of words: `# key = …` or `# [table]`.
        let setting = |line: &str| {
            let Some(rest) = line.strip_prefix("# ") else { return line.to_owned() };
            let key = rest.split(" = ").next().unwrap_or_default();
            let plain = !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
            if rest.starts_with('[') || plain && rest.contains(" = ") { rest.to_owned() } else { line.to_owned() }
        };
        let all: Vec<String> = text.lines().map(setting).collect();
        assert!(all.iter().filter(|l| !l.starts_with('#') && !l.is_empty()).count() >= 12, "{all:?}");
        for text in [text, all.join("\n")] {
            Config::parse(&SourceFile::new("plangen.toml", text.as_str())).unwrap_or_else(|e| panic!("{e}: {text}"));
        }
    }
}

#[test]
fn the_hook_stops_a_commit_with_errors() {
    let folder = tempfile::tempdir().expect("a folder");
    let top = folder.path();
    assert_eq!(git(top, &["init", "-q"]).status, 0);
    fs::create_dir(top.join("年度 方案")).expect("made");
    sample(&top.join("年度 方案"));
    let made = run(command().args(["init", "年度 方案", "--hook"]).current_dir(top));
    assert!(made.status == 0 && made.stdout.contains("pre-commit"), "{made:?}");
    let commit = |message: &str| {
        let own = "git -c user.name=test -c user.email=test@example.org";
        shell(top, &format!("git add -A && {own} commit -q -m {message}"), &[])
    };
    let stopped = commit("one");
    // git gives the output of hooks to stderr.
    assert!(stopped.status == 1 && stopped.stderr.contains("PG301"), "{stopped:?}");
    // Without plans in it a commit is no matter of plangen's.
    shell(top, "git reset -q && echo x > note && git add note", &[]);
    let own = "git -c user.name=test -c user.email=test@example.org";
    assert_eq!(shell(top, &format!("{own} commit -q -m note"), &[]).status, 0);
    fs::write(top.join("年度 方案/plangen.toml"), "[lint]\nfail-on = 'never'\n").expect("written");
    let passed = commit("two");
    assert_eq!(passed.status, 0, "{passed:?}");
    let again = run(command().args(["init", "年度 方案", "--hook"]).current_dir(top));
    assert!(again.status == 0 && again.stdout.contains("left as it is"), "{again:?}");
    fs::write(top.join(".git/hooks/pre-commit"), "#!/bin/sh\n").expect("written");
    let other = run(command().args(["init", "年度 方案", "--hook"]).current_dir(top));
    assert!(other.status == 2 && other.stderr.contains("another pre-commit hook"), "{other:?}");
}

/// Runs the steps of a job or an Action that are shell; `fill` gives what stands in `${{ … }}`.
fn steps(folder: &Path, steps: &Value, fill: &dyn Fn(&str) -> String) -> Vec<Run> {
    let filled = |text: &str| {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${{") {
            let (name, behind) = after.split_once("}}").expect("closed");
            out.push_str(before);
            out.push_str(&fill(name.trim()));
            rest = behind;
        }
        out + rest
    };
    let rows = steps.as_array().expect("steps").iter().filter(|step| step["run"].is_string());
    rows.map(|step| {
        let env: Vec<(String, String)> = step["env"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(key, value)| (key.clone(), filled(value.as_str().expect("a text"))))
            .collect();
        shell(folder, &filled(step["run"].as_str().expect("a script")), &env)
    })
    .collect()
}

fn is_sarif(text: &str) {
    let log: Value = serde_json::from_str(text).expect("JSON");
    assert_eq!(log["version"], "2.1.0");
    let results = log["runs"][0]["results"].as_array().expect("results");
    assert!(results.iter().any(|r| r["ruleId"] == "PG301"), "{results:?}");
}

#[test]
fn the_steps_of_the_action_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    sample(at);
    let action = yaml(&read(root().join("action.yml")));
    assert_eq!(action["runs"]["using"], "composite");
    let run = |fail_on: &str| {
        let fill = |name: &str| match name {
            "github.action_path" => root().display().to_string(),
            "inputs.paths" => "qingya\n\nbeiyuan\n".to_owned(),
            "inputs.fail-on" => fail_on.to_owned(),
            input => {
                let key = input.strip_prefix("inputs.").expect("an input");
                action["inputs"][key]["default"].as_str().expect("a default").to_owned()
            }
        };
        let runs = steps(at, &action["runs"]["steps"], &fill);
        let [install, lint] = runs.as_slice() else { panic!("{runs:?}") };
        assert_eq!(install.status, 0, "{install:?}");
        assert!(lint.stdout.contains("::error file=qingya/plan.md"), "{lint:?}");
        is_sarif(&read(at.join("plangen.sarif")));
        lint.status
    };
    assert_eq!((run("error"), run("never")), (1, 0));
}

#[test]
fn what_init_makes_for_ci_runs() {
    let folder = tempfile::tempdir().expect("a folder");
    let top = folder.path();
    git(top, &["init", "-q"]);
    let at = top.join("年度 方案");
    fs::create_dir(&at).expect("made");
    sample(&at);
    for ci in ["github", "gitlab"] {
        let made = run(command().args(["init", "年度 方案", "--ci", ci]).current_dir(top));
        assert_eq!(made.status, 0, "{made:?}");
    }
    let workflow = yaml(&read(top.join(".github/workflows/plangen.yml")));
    let runs = steps(top, &workflow["jobs"]["lint"]["steps"], &|name| panic!("nothing to fill in: {name}"));
    let [install, lint] = runs.as_slice() else { panic!("{runs:?}") };
    assert_eq!((install.status, lint.status), (0, 1), "{lint:?}");
    is_sarif(&read(top.join("plangen.sarif")));

    let pipeline = yaml(&read(top.join(".gitlab-ci.yml")));
    let job = &pipeline["plangen"];
    let script: Vec<&str> = job["script"].as_array().expect("lines").iter().filter_map(Value::as_str).collect();
    let env: Vec<(String, String)> = job["variables"]
        .as_object()
        .expect("variables")
        .iter()
        .map(|(key, value)| {
            (key.clone(), value.as_str().expect("a text").replace("$CI_PROJECT_DIR", &top.display().to_string()))
        })
        .collect();
    let ended = shell(top, &script.join("\n"), &env);
    assert_eq!(ended.status, 1, "{ended:?}");
    for path in ["gl-code-quality-report.json", "plangen.sarif"] {
        assert!(job["artifacts"].to_string().contains(path));
    }
    let report: Value = serde_json::from_str(&read(top.join("gl-code-quality-report.json"))).expect("JSON");
    assert!(report.as_array().is_some_and(|rows| rows.iter().any(|r| r["check_name"].to_string().contains("PG301"))));
    // A project with a pipeline keeps it.
    fs::write(top.join(".gitlab-ci.yml"), "test: {}\n").expect("written");
    let beside = run(command().args(["init", "年度 方案", "--ci", "gitlab"]).current_dir(top));
    assert!(beside.stderr.contains("include:") && top.join(".gitlab/plangen.yml").is_file(), "{beside:?}");
    assert_eq!(read(top.join(".gitlab-ci.yml")), "test: {}\n");
}

#[test]
fn the_hooks_for_pre_commit_check_the_project() {
    let folder = tempfile::tempdir().expect("a folder");
    sample(folder.path());
    let hooks = yaml(&read(root().join(".pre-commit-hooks.yaml")));
    let hooks = hooks.as_array().expect("hooks");
    assert_eq!(
        hooks.iter().map(|h| h["id"].as_str().expect("an id")).collect::<Vec<_>>(),
        ["plangen", "plangen-system"]
    );
    for hook in hooks {
        let args: Vec<&str> = hook["args"].as_array().expect("args").iter().filter_map(Value::as_str).collect();
        let line = format!("{} {}", hook["entry"].as_str().expect("an entry"), args.join(" "));
        let ended = shell(folder.path(), &line, &[]);
        assert!(ended.status == 1 && ended.stdout.contains("PG301"), "{ended:?}");
        let files = regex::Regex::new(hook["files"].as_str().expect("a pattern")).expect("a regular expression");
        for (path, wanted) in [
            ("a/plan.md", true),
            ("b.txt", true),
            ("plangen.toml", true),
            ("lints/a.toml", true),
            ("Cargo.toml", false),
        ] {
            assert_eq!(files.is_match(path), wanted, "{path}");
        }
    }
}
