//! The inputs that the fuzz targets begin with and those that once broke something, run through the same checks.

use crate::checks;
use std::path::Path;

/// The kept inputs of a target.
fn inputs(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut out: Vec<_> = entries
        .map(|entry| {
            let path = entry.expect("listed").path();
            (path.display().to_string(), std::fs::read(&path).expect("readable"))
        })
        .collect();
    out.sort();
    assert!(!out.is_empty(), "no inputs of {target}");
    out
}

fn run(target: &str, check: impl Fn(&[u8])) {
    for (name, bytes) in inputs(target) {
        // The name is told where a check fails.
        println!("{name}");
        check(&bytes);
    }
}

fn text(check: impl Fn(&str)) -> impl Fn(&[u8]) {
    move |bytes| check(&String::from_utf8_lossy(bytes))
}

#[test]
fn import() {
    run("import", checks::import);
}

#[test]
fn extract() {
    run("extract", text(checks::extract));
}

#[test]
fn align() {
    run("align", text(checks::align));
}

#[test]
fn front_matter() {
    run("front_matter", text(checks::front_matter));
}

#[test]
fn settings() {
    run("settings", text(checks::settings));
}

#[test]
fn fix() {
    run("fix", text(checks::mended::fixes));
}

#[test]
fn docx() {
    run("docx", checks::office::docx);
}

#[test]
fn ofd() {
    run("ofd", checks::office::ofd);
}

#[test]
fn html() {
    run("html", checks::office::html);
}

#[cfg(feature = "pdf")]
#[test]
fn pdf() {
    run("pdf", checks::office::pdf);
}

#[test]
fn xlsx() {
    run("xlsx", checks::office::xlsx);
}

#[test]
fn aside() {
    run("aside", text(checks::office::aside));
}
