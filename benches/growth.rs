//! How much memory a session keeps over 1,000 edits, and over files that come and go: after the first hundred it
//! should not grow. `cargo bench --no-default-features --bench growth`; Linux only, for it asks /proc.

use plangen::base::SourceFile;
use plangen::data::Register;
use plangen::project::Config;
use plangen::session::Session;
use std::path::{Path, PathBuf};

fn kilobytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

fn main() {
    if kilobytes().is_none() {
        eprintln!("skipped: this system does not tell how much memory is held");
        return;
    }
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let read = |name: &str| plangen::source::load(&seeds.join(name)).unwrap_or_else(|failure| panic!("{failure}"));
    let (child, parent) = (read("hetao/plan.md"), read("beiyuan/plan.md"));
    for (what, moves) in [("edits of one plan", false), ("plans that come and go", true)] {
        let mut session = Session::new(Config { register: Register::builtin().clone(), ..Config::default() });
        session.set(parent.clone());
        println!("{what}:");
        for turn in 0..=1000 {
            let path: PathBuf = if moves { format!("{turn}.md").into() } else { child.path.clone() };
            session.set(SourceFile::new(&path, format!("{}\n第{turn}稿。\n", child.text)));
            let checked = session.check(std::slice::from_ref(&path), std::slice::from_ref(&parent.path));
            assert!(checked.is_ok_and(|c| !c.is_empty()));
            if moves {
                session.remove(&path);
            }
            if [1, 10, 100, 200, 500, 1000].contains(&turn) {
                println!("  after {turn:5}: {:6} KB", kilobytes().unwrap_or_default());
            }
        }
    }
}
