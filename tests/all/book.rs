//! What the book and the READMEs show is true: commands are run and their output is compared, plans and settings
//! are read.
//!
//! A `console` block begins with `$ plangen …`, run in the project's folder; the lines below it stand in the
//! output in this order, and a line `…` allows others between. A `markdown,plan` block is a plan without fault
//! in its form, a `toml,config` block a `plangen.toml` that is read.

use crate::support::{command, plangen, run};
use std::path::{Path, PathBuf};

/// A fenced block: where it stands, its info string, its lines.
struct Block {
    at: String,
    info: String,
    text: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn pages() -> Vec<PathBuf> {
    let mut out = vec![root().join("README.md"), root().join("README.zh-CN.md")];
    let mut folders = vec![root().join("book/src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the book is there") {
            let path = entry.expect("readable").path();
            match path.is_dir() {
                true => folders.push(path),
                false if path.extension().is_some_and(|x| x == "md") => out.push(path),
                false => {}
            }
        }
    }
    out.sort();
    out
}

fn blocks(wanted: &str) -> Vec<Block> {
    let mut out = Vec::new();
    for page in pages() {
        let text = std::fs::read_to_string(&page).expect("a page is text");
        let mut lines = text.lines().enumerate();
        while let Some((at, line)) = lines.next() {
            let Some(info) = line.strip_prefix("```") else { continue };
            let body: Vec<&str> = lines.by_ref().map(|(_, l)| l).take_while(|l| !l.starts_with("```")).collect();
            if info == wanted {
                let at = format!("{}:{}", page.strip_prefix(root()).unwrap_or(&page).display(), at + 1);
                out.push(Block { at, info: info.to_owned(), text: body.join("\n") });
            }
        }
    }
    assert!(!out.is_empty(), "no `{wanted}` block in the book");
    out
}

/// The first shown line that the output does not have at its place.
fn differs<'a>(shown: &'a str, output: &str) -> Option<&'a str> {
    let mut lines = output.lines().map(str::trim_end);
    let mut free = false;
    for line in shown.lines().skip(1).map(str::trim_end) {
        if line == "…" {
            free = true;
            continue;
        }
        let next = if free { lines.find(|l| *l == line) } else { lines.next().filter(|l| *l == line) };
        if next.is_none() {
            return Some(line);
        }
        free = false;
    }
    None
}

#[test]
fn commands_print_what_is_shown() {
    let mut faults = Vec::new();
    for block in blocks("console") {
        let line = block.text.lines().next().unwrap_or_default();
        let Some(args) = line.strip_prefix("$ plangen ") else {
            faults.push(format!("{}: a console block begins with `$ plangen`", block.at));
            continue;
        };
        let run = run(command().args(args.split_whitespace()).current_dir(root()));
        if run.status > 1 {
            faults.push(format!("{}: `{args}` ended with {}: {}", block.at, run.status, run.stderr));
        } else if let Some(line) = differs(&block.text, &run.stdout) {
            faults.push(format!("{}: `{args}` does not print “{line}” there, but\n{}", block.at, run.stdout));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn lints_of_ones_own_find_what_they_say() {
    let mut faults = Vec::new();
    for block in blocks("toml,lint") {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("lints")).expect("made");
        std::fs::write(folder.path().join("plangen.toml"), "").expect("written");
        std::fs::write(folder.path().join("lints/a.toml"), &block.text).expect("written");
        let run = run(command().args(["rules", "test"]).current_dir(folder.path()));
        if run.status != 0 {
            faults.push(format!("{}: {}{}", block.at, run.stdout, run.stderr));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn plans_and_settings_are_read() {
    let mut faults = Vec::new();
    for block in blocks("markdown,plan").into_iter().chain(blocks("toml,config")) {
        let folder = tempfile::tempdir().expect("a folder");
        let plan = folder.path().join("plan.md");
        match block.info.as_str() {
            "markdown,plan" => std::fs::write(&plan, &block.text),
            _ => std::fs::write(folder.path().join("plangen.toml"), &block.text)
                .and_then(|()| std::fs::write(&plan, "一、任务\n（一）加强巡查。落实巡查制度。\n")),
        }
        .expect("written");
        // A plan has no finding; settings are read, whatever they find.
        let fail_on = if block.info == "markdown,plan" { "--fail-on=info" } else { "--fail-on=never" };
        let run = plangen(["lint".as_ref(), plan.as_os_str(), fail_on.as_ref()]);
        if run.status != 0 {
            faults.push(format!("{}: {}{}", block.at, run.stdout, run.stderr));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
