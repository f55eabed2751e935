//! `plangen watch` as a process: saves as editors make them, and a clean end.

use crate::support::command;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// Far longer than anything takes, even on a busy machine: it only bounds a test that fails.
pub const LONG: Duration = Duration::from_secs(60);

pub const PARENT: &str = "北原自治区管护方案\n\n一、重点任务\n（一）健全责任。落实河长制，建立考核制度。（责任单位：自治区水利厅）\n（二）加强监测。覆盖率达到90%以上。（责任单位：自治区水利厅）\n";
pub const CHILD: &str = "河套市管护方案\n\n一、重点任务\n（一）健全责任。落实河长制，建立考核制度。（责任单位：市水利局）\n（二）加强监测。覆盖率达到90%以上。（责任单位：市水利局）\n";

pub fn weak() -> String {
    CHILD.replace("90%", "85%")
}

/// A running `plangen watch`; it is ended with the test.
pub struct Running {
    child: Child,
    lines: Receiver<String>,
    errors: Receiver<String>,
}

impl Running {
    pub fn start(folder: &Path, args: &[&str]) -> Self {
        let mut command = command();
        command.current_dir(folder).arg("watch").args(args).args(["--lang", "en"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("watch starts");
        let lines = lines_of(child.stdout.take().expect("piped"));
        let errors = lines_of(child.stderr.take().expect("piped"));
        Self { child, lines, errors }
    }

    /// Waits for a result with these words; answers with all lines since the last one waited for.
    pub fn until(&self, words: &str) -> Vec<String> {
        wait(&self.lines, words)
    }

    /// Waits for the end of the first round.
    pub fn begun(&self) {
        self.until("in all");
        self.notes("watching;");
    }

    /// Waits for a line of stderr with these words.
    pub fn notes(&self, words: &str) -> String {
        wait(&self.errors, words).pop().unwrap_or_default()
    }

    pub fn signal(&self, name: &str) {
        let pid = self.child.id();
        let sent = Command::new("sh").arg("-c").arg(format!("kill -{name} {pid}")).status().expect("a shell");
        assert!(sent.success());
    }

    pub fn ends(&mut self) -> ExitStatus {
        let deadline = Instant::now() + LONG;
        while Instant::now() < deadline {
            if let Some(status) = self.child.try_wait().expect("it can be waited for") {
                return status;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("watch did not end");
    }
}

fn lines_of(stream: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, lines) = channel();
    std::thread::spawn(move || BufReader::new(stream).lines().map_while(Result::ok).try_for_each(|l| sender.send(l)));
    lines
}

fn wait(lines: &Receiver<String>, words: &str) -> Vec<String> {
    let deadline = Instant::now() + LONG;
    let mut since = Vec::new();
    loop {
        let Ok(line) = lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) else {
            panic!("`{words}` was never told; since: {since:#?}");
        };
        since.push(line);
        if since.last().is_some_and(|l| l.contains(words)) {
            return since;
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Saves as vim and others do: a new file takes the name of the old one.
pub fn save(path: &Path, text: &str) {
    let beside = path.with_extension("md.swap");
    fs::write(&beside, text).expect("written");
    fs::rename(&beside, path).expect("renamed");
}

pub fn folder() -> (tempfile::TempDir, PathBuf, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("plans")).expect("made");
    let (parent, child) = (folder.path().join("parent.txt"), folder.path().join("plans/child.md"));
    fs::write(&parent, PARENT).expect("written");
    fs::write(&child, CHILD).expect("written");
    (folder, parent, child)
}

#[test]
fn a_save_tells_what_it_changed_and_no_more() {
    let (folder, parent, child) = folder();
    let mut watch = Running::start(folder.path(), &["plans", "--parent", "parent.txt"]);
    watch.begun();

    save(&child, &weak());
    let told = watch.until("1 new, 0 fixed");
    assert!(told.iter().any(|l| l.contains("PG301")), "{told:#?}");
    assert!(!told.iter().any(|l| l.contains("PG401")), "what was told before is not told again: {told:#?}");

    save(&child, CHILD);
    let told = watch.until("0 new, 1 fixed");
    assert!(told.iter().any(|l| l.starts_with("fixed PG301 plans/child.md: ")), "{told:#?}");

    // The parent lies outside the folder that is watched.
    save(&parent, &PARENT.replace("90%", "99%"));
    let told = watch.until("1 new, 0 fixed");
    assert!(told.iter().any(|l| l.contains("PG301")), "{told:#?}");

    fs::write(folder.path().join("plangen.toml"), "[lint.severity]\nPG301 = 'off'\n").expect("written");
    watch.until("0 new, 1 fixed");
    fs::write(folder.path().join("plangen.toml"), "[lint.severity]\nPG999 = 'off'\n").expect("written");
    let told = watch.notes("error: ");
    assert!(told.contains("plangen.toml:2:"), "{told}");
    fs::remove_file(folder.path().join("plangen.toml")).expect("removed");
    watch.until("1 new, 0 fixed");

    watch.signal("INT");
    assert_eq!(watch.ends().code(), Some(0));
}

#[test]
fn plans_come_and_go() {
    let (folder, _, child) = folder();
    let mut watch = Running::start(folder.path(), &["plans", "--parent", "parent.txt"]);
    watch.begun();

    fs::remove_file(&child).expect("removed");
    let told = watch.until("0 plans");
    assert!(told.iter().any(|l| l == "no longer there: plans/child.md"), "{told:#?}");

    fs::write(&child, weak()).expect("written");
    let told = watch.until("1 new, 0 fixed; in all 1 plan");
    assert!(told.iter().any(|l| l.contains("PG301")), "{told:#?}");

    // Another plan, in a folder that was not there.
    fs::create_dir(folder.path().join("plans/county")).expect("made");
    fs::write(folder.path().join("plans/county/plan.txt"), CHILD).expect("written");
    watch.until("in all 2 plans");

    // No text for now: told once, what was found before stays.
    fs::write(&child, b"\x00\x01\x02").expect("written");
    let told = watch.notes("error: ");
    assert!(told.contains("plans/child.md"), "{told}");
    fs::write(&child, CHILD).expect("written");
    let told = watch.until("0 new, 1 fixed");
    assert!(told.iter().any(|l| l == "in order again: plans/child.md"), "{told:#?}");

    watch.signal("TERM");
    assert_eq!(watch.ends().code(), Some(0));
}

#[test]
fn a_file_is_watched_by_its_name_and_through_links() {
    let (folder, _, child) = folder();
    fs::create_dir(folder.path().join("real")).expect("made");
    let real = folder.path().join("real/plan.md");
    fs::write(&real, CHILD).expect("written");
    fs::remove_file(&child).expect("removed");
    #[cfg(unix)]
    std::os::unix::fs::symlink("../real/plan.md", &child).expect("linked");
    let watch = Running::start(folder.path(), &["plans/child.md", "--parent=parent.txt"]);
    watch.begun();
    save(&real, &weak());
    watch.until("1 new, 0 fixed");
    fs::write(folder.path().join("plans/other.md"), CHILD).expect("written");
    save(&real, CHILD);
    watch.until("0 new, 1 fixed; in all 1 plan:");
}

#[test]
fn what_cannot_be_watched_is_refused_at_once() {
    let (folder, ..) = folder();
    fs::create_dir(folder.path().join("empty")).expect("made");
    for args in [&["none.md"][..], &["empty"], &["plans", "--parent", "none.txt"]] {
        let mut watch = Running::start(folder.path(), args);
        let told = watch.notes("error: ");
        assert_eq!(watch.ends().code(), Some(2), "{args:?}: {told:?}");
    }
}

#[test]
fn watching_ends_when_nobody_reads() {
    let (folder, _, child) = folder();
    let mut command = command();
    command.current_dir(folder.path()).args(["watch", "plans", "--parent", "parent.txt", "--quiet"]);
    let mut child_process = command.stdout(Stdio::piped()).spawn().expect("watch starts");
    drop(child_process.stdout.take());
    let deadline = Instant::now() + LONG;
    let mut turn = 0;
    let status = loop {
        if let Some(status) = child_process.try_wait().expect("it can be waited for") {
            break status;
        }
        assert!(Instant::now() < deadline, "watch did not end");
        save(&child, &if turn % 2 == 0 { weak() } else { CHILD.to_owned() });
        turn += 1;
        std::thread::sleep(Duration::from_millis(50));
    };
    assert_eq!(status.code(), Some(0));
}
