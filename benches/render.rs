//! Rendering inside one process. `cargo bench --bench render`; whole processes are measured by `benches/pages.sh`.

use criterion::{Criterion, criterion_group, criterion_main};
use plangen::base::SourceFile;
use plangen::project::Config;
use plangen::render::{Engine, Format, Ofd, Options, Pdf};
use plangen::session::Session;
use std::hint::black_box;
use std::path::{Path, PathBuf};

/// A plan of 18 pages: a published one where it is at hand, else the project's largest sample.
fn plan() -> SourceFile {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shared = std::env::var_os("PLANGEN_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
    let published = std::fs::read_dir(shared.join("seeds"))
        .ok()
        .and_then(|entries| entries.flatten().map(|e| e.path()).find(|p| p.to_string_lossy().contains("/001_")));
    let path = published.unwrap_or_else(|| {
        eprintln!("the published texts are not at hand; a sample of the project is measured");
        root.join("seeds/beiyuan/plan.md")
    });
    plangen::source::load(&path).unwrap_or_else(|failure| panic!("{failure}"))
}

fn pages(c: &mut Criterion) {
    let file = plan();
    let mut engine = match Engine::new(&Options::default()) {
        Ok(engine) => engine,
        Err(failure) => {
            eprintln!("skipped: {failure}");
            return;
        }
    };
    let mut session = Session::new(Config::default());
    session.set(file.clone());
    // One paragraph is edited, as by a person at work: read again, laid out again, written again.
    let Some(middle) = file.text.char_indices().map(|(at, _)| at).find(|at| *at > file.text.len() / 2) else { return };
    let place = file.text[..middle].rfind('。').map_or(middle, |at| at + '。'.len_utf8());
    let mut turn = 0usize;
    let mut edited = || {
        turn += 1;
        let mut text = file.text.clone();
        text.insert_str(place, &format!("第{turn}次修改。"));
        SourceFile::new(&file.path, text)
    };
    let mut built = |format: Option<&dyn Format>, fresh: SourceFile| {
        session.set(fresh);
        let document = session.document(&file.path).unwrap_or_else(|| panic!("the plan is in the session"));
        let laid = engine.layout(&document.parsed.plan, &document.file).unwrap_or_else(|failure| panic!("{failure}"));
        format.map(|f| f.write(&laid).unwrap_or_else(|failure| panic!("{failure}")).len())
    };
    let mut group = c.benchmark_group("edit in a running session");
    group.sample_size(20);
    group.bench_function("to pages", |b| b.iter(|| black_box(built(None, edited()))));
    group.bench_function("to PDF", |b| b.iter(|| black_box(built(Some(&Pdf), edited()))));
    group.bench_function("to OFD", |b| b.iter(|| black_box(built(Some(&Ofd), edited()))));
    group.finish();
}

criterion_group!(benches, pages);
criterion_main!(benches);
