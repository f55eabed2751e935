//! The cache on disk, through the real binary: the same output with it and without, and harm from nothing that
//! stands where it belongs.

use crate::support::{Run, command, run};
use std::fs;
use std::path::Path;

const PLAN: &str = "---\nplangen: 1\nparents: [parent.md]\n---\n## 一、任务\n### （一）加强巡查\n巡查覆盖率达到85%，健全(台账)。（责任单位：市水利局）\n";

fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let parent = PLAN.replace("parents: [parent.md]\n", "").replace("85%", "90%");
    for (name, text) in [("plangen.toml", ""), ("child.md", PLAN), ("parent.md", &parent)] {
        fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

fn lint(folder: &Path, args: &[&str]) -> Run {
    run(command().args(["lint", "--format", "json"]).args(args).current_dir(folder))
}

fn same(one: &Run, other: &Run) {
    assert_eq!((one.status, &one.stdout, &one.stderr), (other.status, &other.stdout, &other.stderr));
}

#[test]
fn a_second_run_prints_the_same() {
    let folder = project();
    let at = folder.path();
    let cold = lint(at, &["--no-cache"]);
    assert!(!at.join(".plangen").exists(), "--no-cache writes nothing");
    assert!(cold.status == 1 && cold.stdout.contains("PG301"), "{cold:?}");
    same(&lint(at, &[]), &cold);
    let file = at.join(".plangen/cache/findings");
    let kept = fs::read(&file).expect("kept");
    same(&lint(at, &[]), &cold);
    assert_eq!(fs::read(&file).expect("there"), kept, "nothing new, nothing written");
    // A changed parent is seen, with the child unchanged.
    fs::write(at.join("parent.md"), fs::read_to_string(at.join("parent.md")).expect("there").replace("90%", "80%"))
        .expect("written");
    let changed = lint(at, &[]);
    assert!(!changed.stdout.contains("PG301"), "{changed:?}");
    same(&changed, &lint(at, &["--no-cache"]));
    // So is a waiver in the side file.
    fs::write(at.join("child.plangen.toml"), "[[waiver]]\ncodes = ['PG502']\nreason = '沿用原文'\n").expect("written");
    same(&lint(at, &[]), &lint(at, &["--no-cache"]));
    fs::write(at.join("child.plangen.toml"), "[[waiver]]\ncodes = \n").expect("written");
    for _ in 0..2 {
        same(&lint(at, &[]), &lint(at, &["--no-cache"]));
    }
    fs::remove_file(at.join("child.plangen.toml")).expect("removed");
    // So are settings.
    fs::write(at.join("plangen.toml"), "[lint.severity]\nPG502 = 'error'\n").expect("written");
    same(&lint(at, &[]), &lint(at, &["--no-cache"]));
    fs::write(at.join("plangen.toml"), "[[unit]]\nkey = 'water'\naliases = ['水务站']\n").expect("written");
    same(&lint(at, &[]), &lint(at, &["--no-cache"]));
}

#[test]
fn a_cache_is_written_where_it_may_be() {
    let folder = project();
    let at = folder.path();
    fs::write(at.join("plangen.toml"), "[lint]\ncache = false\n").expect("written");
    lint(at, &[]);
    assert!(!at.join(".plangen").exists(), "the project wants none");
    fs::remove_file(at.join("plangen.toml")).expect("removed");
    lint(at, &[]);
    assert!(!at.join(".plangen").exists(), "no project");
    let kept = at.join("elsewhere");
    lint(at, &["--cache", "elsewhere"]);
    assert!(kept.join("findings").is_file(), "asked for");
    let both = lint(at, &["--cache", "elsewhere", "--no-cache"]);
    assert_eq!(both.status, 2, "{both:?}");
}

#[test]
fn what_stands_in_its_place_does_no_harm() {
    let folder = project();
    let at = folder.path();
    let cold = lint(at, &["--no-cache"]);
    lint(at, &[]);
    let file = at.join(".plangen/cache/findings");
    let kept = fs::read(&file).expect("kept");
    for bytes in [&b""[..], b"\xff\xfe\0", &kept[..kept.len() / 2], &[&kept[..], b"x"].concat()] {
        fs::write(&file, bytes).expect("written");
        same(&lint(at, &[]), &cold);
        assert_eq!(fs::read(&file).expect("there").len(), kept.len(), "replaced");
    }
    let later = b"plangen-cache 7 99.0.0 x\nwhat only it can read";
    fs::write(&file, later).expect("written");
    let told = lint(at, &[]);
    assert_eq!((told.status, &told.stdout), (cold.status, &cold.stdout));
    assert!(told.stderr.contains("later version"), "{told:?}");
    assert_eq!(fs::read(&file).expect("there"), later, "left alone");
    // A file stands where the folder would be: nobody can write there.
    fs::remove_dir_all(at.join(".plangen")).expect("removed");
    fs::write(at.join(".plangen"), "").expect("written");
    same(&lint(at, &[]), &cold);
}

#[test]
fn processes_at_once_print_the_same() {
    let folder = project();
    let at = folder.path();
    let cold = lint(at, &["--no-cache"]);
    for _ in 0..3 {
        let _ = fs::remove_dir_all(at.join(".plangen"));
        std::thread::scope(|scope| {
            let runs: Vec<_> = (0..4).map(|_| scope.spawn(|| lint(at, &[]))).collect();
            runs.into_iter().for_each(|run| same(&run.join().expect("ended"), &cold));
        });
    }
}
