//! Reading, comparing and linting inside one process. `cargo bench --no-default-features --bench lint`; whole
//! processes are measured by `benches/run.sh`.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use plangen::base::SourceFile;
use plangen::data::Register;
use plangen::project::Config;
use plangen::session::Session;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;

fn texts() -> PathBuf {
    std::env::var_os("PLANGEN_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from)
}

fn session() -> Session {
    Session::new(Config { register: Register::builtin().clone(), ..Config::default() })
}

/// A city's plan and its region's: published ones where they are at hand, else the project's samples.
fn pair() -> (SourceFile, SourceFile) {
    let read = |path: PathBuf| plangen::source::load(&path).unwrap_or_else(|failure| panic!("{failure}"));
    let find = |start: &str| {
        let entries = std::fs::read_dir(texts().join("seeds")).ok()?;
        entries
            .flatten()
            .map(|e| e.path())
            .find(|p| p.file_name().is_some_and(|n| n.to_string_lossy().starts_with(start)))
    };
    match (find("001_"), find("000_")) {
        (Some(child), Some(parent)) => (read(child), read(parent)),
        _ => {
            eprintln!("the published texts are not at hand; the project's samples are measured");
            let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
            (read(seeds.join("hetao/plan.md")), read(seeds.join("beiyuan/plan.md")))
        }
    }
}

fn one_pair(c: &mut Criterion) {
    let (child, parent) = pair();
    let (child_path, parent_path) = (child.path.clone(), parent.path.clone());
    let check = |session: &mut Session| {
        let checked = session.check(std::slice::from_ref(&child_path), std::slice::from_ref(&parent_path));
        black_box(checked.unwrap_or_else(|failure| panic!("{failure}")))
    };
    let mut group = c.benchmark_group("pair");
    group.throughput(Throughput::Bytes((child.text.len() + parent.text.len()) as u64));
    group.bench_function("from nothing", |b| {
        let fresh = || {
            let mut session = session();
            session.set(child.clone());
            session.set(parent.clone());
            session
        };
        b.iter_batched_ref(fresh, check, BatchSize::SmallInput);
    });
    // What watch and an editor wait for after a key: one character more, the parent unchanged.
    group.bench_function("after an edit", |b| {
        let mut session = session();
        session.set(parent.clone());
        let mut turn = 0usize;
        b.iter(|| {
            turn += 1;
            session.set(SourceFile::new(&child_path, format!("{}第{turn}稿。", child.text)));
            check(&mut session)
        });
    });
    group.finish();
}

fn thousand(c: &mut Criterion) {
    let script = texts().join("tools/corpus.sh");
    let folder = tempfile::tempdir().expect("a folder");
    if !script.is_file() || !Command::new("bash").arg(&script).arg(folder.path()).status().is_ok_and(|s| s.success()) {
        eprintln!("skipped: no published texts to make 1,000 of");
        return;
    }
    let plans = plangen::project::discover(&[folder.path().to_path_buf()]).unwrap_or_else(|f| panic!("{f}"));
    let (_, parent) = pair();
    let bytes: u64 = plans.iter().filter_map(|p| std::fs::metadata(p).ok()).map(|m| m.len()).sum();
    let mut group = c.benchmark_group("thousand");
    group.sample_size(10).throughput(Throughput::Bytes(bytes));
    for (name, parents) in [("alone", Vec::new()), ("against a parent", vec![parent.path])] {
        group.bench_function(name, |b| {
            b.iter_batched_ref(
                session,
                |session| {
                    assert!(session.load_all(&plans).is_empty());
                    black_box(session.check(&plans, &parents).unwrap_or_else(|failure| panic!("{failure}")))
                },
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

criterion_group!(benches, one_pair, thousand);
criterion_main!(benches);
