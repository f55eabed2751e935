//! Makes the registry of lints from their pages: `lints/PG301-weaker-target.md` is a lint, and
//! `src/lint/rules/pg301_weaker_target.rs` its code. A page without code, or code without a page, does not
//! compile (lints of phase `source` are made by the readers and have a page only).

use std::collections::BTreeSet;
use std::fmt::Write;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::{env, fs, process};

/// What an editor would call what a lint finds.
const DEFECTS: [&str; 7] = ["punctuation", "numbering", "citation", "typo", "duplicate", "contradiction", "date"];

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    println!("cargo::rerun-if-changed=lints");
    println!("cargo::rerun-if-changed=src/lint/rules");
    println!("cargo::rerun-if-changed=templates");
    load_in_place();
    match build(&root) {
        Ok(build) => println!("cargo::rustc-env=PLANGEN_BUILD={build:016x}"),
        Err(e) => fail(&e.to_string()),
    }
    for (file, made) in [("registry.rs", registry(&root)), ("templates.rs", templates(&root))] {
        match made {
            Ok(code) => {
                if let Err(e) = fs::write(out.join(file), code) {
                    fail(&e.to_string());
                }
            }
            Err(message) => fail(&message),
        }
    }
}

/// Links the program to be loaded at a fixed place. As one that may be loaded anywhere it has some 130,000 addresses,
/// in the tables of the renderer for the most part, that the loader writes anew at every start: a third of the time of
/// a short run. Its stack, heap and libraries are at random places all the same.
fn load_in_place() {
    let is = |key: &str, value: &str| env::var(key).is_ok_and(|own| own.split(',').any(|one| one == value));
    let linked_statically = is("CARGO_CFG_TARGET_FEATURE", "crt-static");
    if is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu") && !linked_statically {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}

fn fail(message: &str) {
    println!("cargo::error={message}");
    process::exit(1);
}

/// A digest of all that results depend on: the library's sources and data, the pages of lints, the versions of
/// dependencies. The command line aside: it computes nothing.
fn build(root: &Path) -> std::io::Result<u64> {
    let mut open = vec![root.join("lints")];
    for path in [root.join("Cargo.lock"), root.join("Cargo.toml")].into_iter().filter(|p| p.is_file()) {
        println!("cargo::rerun-if-changed={}", path.display());
        open.push(path);
    }
    for entry in fs::read_dir(root.join("src"))? {
        let path = entry?.path();
        if !["cli", "main.rs", "render", "report", "watch", "lsp"].iter().any(|name| path.ends_with(name)) {
            println!("cargo::rerun-if-changed={}", path.display());
            open.push(path);
        }
    }
    let mut files = Vec::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            for entry in fs::read_dir(path)? {
                open.push(entry?.path());
            }
        } else if path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for path in files {
        path.strip_prefix(root).unwrap_or(&path).hash(&mut hasher);
        fs::read(&path)?.hash(&mut hasher);
    }
    Ok(hasher.finish())
}

/// The templates as pairs of name and text.
fn templates(root: &Path) -> Result<String, String> {
    let folder = root.join("templates");
    let mut out = String::from("&[\n");
    for name in names(&folder, "", "")? {
        let _ = writeln!(out, "({name:?}, include_str!({:?})),", folder.join(&name).display().to_string());
    }
    out.push(']');
    Ok(out)
}

fn registry(root: &Path) -> Result<String, String> {
    let rules = names(&root.join("src/lint/rules"), ".rs", "pg")?;
    let pages = names(&root.join("lints"), ".md", "PG")?;
    let mut used = BTreeSet::new();
    let mut modules = String::new();
    let mut table = String::new();
    let (mut of_file, mut of_project, mut of_edition) = (String::new(), String::new(), String::new());
    let mut of_pages = String::new();
    for (at, page) in pages.iter().enumerate() {
        let path = root.join("lints").join(format!("{page}.md"));
        let text = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        let head = text
            .strip_prefix("+++\n")
            .and_then(|t| t.split_once("\n+++\n"))
            .ok_or_else(|| format!("lints/{page}.md does not begin with a TOML head between +++ lines"))?
            .0;
        let head: toml::Table = head.parse().map_err(|e| format!("lints/{page}.md: {e}"))?;
        let text_of = |key: &str| {
            let value = head.get(key).and_then(toml::Value::as_str);
            value.map(str::to_owned).ok_or_else(|| format!("lints/{page}.md: `{key}` is missing"))
        };
        let (code, name, phase, severity) =
            (text_of("code")?, text_of("name")?, text_of("phase")?, text_of("severity")?);
        if format!("{code}-{name}") != *page {
            return Err(format!("lints/{page}.md: code and name make {code}-{name}, not the file's name"));
        }
        let severity = match severity.as_str() {
            "error" => "Error",
            "warning" => "Warning",
            "info" => "Info",
            other => return Err(format!("lints/{page}.md: unknown severity `{other}`")),
        };
        let kind = match phase.as_str() {
            "source" => "Source",
            "file" => "File",
            "project" => "Project",
            "edition" => "Edition",
            "pages" => "Pages",
            other => return Err(format!("lints/{page}.md: unknown phase `{other}`")),
        };
        let clause = match kind {
            "Pages" => {
                // How strongly the standard speaks decides how much a breach matters; what is practice alone is
                // never called a rule.
                let most = match text_of("strength")?.as_str() {
                    "must" => "Error",
                    "general" | "recommended" => "Warning",
                    "practice" => "Info",
                    other => return Err(format!("lints/{page}.md: unknown strength `{other}`")),
                };
                if severity != most {
                    return Err(format!("lints/{page}.md: a rule of this strength is an {most}, not an {severity}"));
                }
                format!("Some({:?})", text_of("clause")?)
            }
            _ => "None".to_owned(),
        };
        let drafts = head.get("drafts").and_then(toml::Value::as_bool).unwrap_or(true);
        let defect = match head.get("defect").map(|d| d.as_str().unwrap_or_default()) {
            None => "None".to_owned(),
            Some(kind) if DEFECTS.contains(&kind) => format!("Some({kind:?})"),
            Some(other) => return Err(format!("lints/{page}.md: unknown defect `{other}`")),
        };
        let _ = writeln!(
            table,
            "Page {{ code: {code:?}, name: {name:?}, phase: Phase::{kind}, severity: Severity::{severity}, drafts: {drafts}, defect: {defect}, clause: {clause}, zh: {}, en: {}, text: include_str!({:?}) }},",
            words(&head, "zh", page)?,
            words(&head, "en", page)?,
            path.display().to_string(),
        );
        let module = page.to_lowercase().replace('-', "_");
        if kind == "Source" {
            continue;
        }
        if !rules.contains(&module) {
            return Err(format!("lints/{page}.md has no code: src/lint/rules/{module}.rs is missing"));
        }
        let file = root.join("src/lint/rules").join(format!("{module}.rs"));
        let _ = writeln!(modules, "#[path = {:?}]\npub mod {module};", file.display().to_string());
        let list = match kind {
            "File" => &mut of_file,
            "Project" => &mut of_project,
            "Pages" => &mut of_pages,
            _ => &mut of_edition,
        };
        let _ = writeln!(list, "({at}, rules::{module}::check),");
        used.insert(module);
    }
    if let Some(orphan) = rules.iter().find(|r| !used.contains(*r)) {
        return Err(format!("src/lint/rules/{orphan}.rs has no page in lints/"));
    }
    Ok(format!(
        "static PAGES: &[Page] = &[\n{table}];\n\
         static FILE_RULES: &[(usize, FileRule)] = &[\n{of_file}];\n\
         static PROJECT_RULES: &[(usize, ProjectRule)] = &[\n{of_project}];\n\
         static EDITION_RULES: &[(usize, EditionRule)] = &[\n{of_edition}];\n\
         static PAGES_RULES: &[(usize, PagesRule)] = &[\n{of_pages}];\n\
         mod rules {{\n{modules}}}\n",
    ))
}

/// The words of a page in one language as an expression.
fn words(head: &toml::Table, lang: &str, page: &str) -> Result<String, String> {
    let table =
        head.get(lang).and_then(toml::Value::as_table).ok_or_else(|| format!("lints/{page}.md: no [{lang}]"))?;
    let title =
        table.get("title").and_then(toml::Value::as_str).ok_or_else(|| format!("lints/{page}.md: no {lang}.title"))?;
    let list = |key: &str| -> Result<String, String> {
        let mut out = String::from("&[");
        let Some(value) = table.get(key) else { return Ok("&[]".to_owned()) };
        let entries = value.as_table().ok_or_else(|| format!("lints/{page}.md: {lang}.{key} is no table"))?;
        for (name, text) in entries {
            let text = text.as_str().ok_or_else(|| format!("lints/{page}.md: {lang}.{key}.{name} is no text"))?;
            let _ = write!(out, "({name:?}, {text:?}),");
        }
        out.push(']');
        Ok(out)
    };
    if table.get("messages").is_none() {
        return Err(format!("lints/{page}.md: no [{lang}.messages]"));
    }
    Ok(format!(
        "PageWords {{ title: {title:?}, messages: {}, help: {}, labels: {} }}",
        list("messages")?,
        list("help")?,
        list("labels")?
    ))
}

/// The names of the files of a folder with this start and ending, without the ending, sorted.
fn names(folder: &Path, ending: &str, start: &str) -> Result<Vec<String>, String> {
    let entries = fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut out: Vec<String> = entries
        .filter_map(|e| e.ok()?.file_name().into_string().ok())
        .filter(|n| n.starts_with(start))
        .filter_map(|n| n.strip_suffix(ending).map(str::to_owned))
        .collect();
    out.sort();
    Ok(out)
}
