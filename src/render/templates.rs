//! Templates: the ones plangen ships, and a project's own, which win over them file by file.

use crate::base::{Failure, Position};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tera::{Context, ErrorKind, Tera};

/// Name and text of each; the list is made by the build script.
static BUILTIN: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/templates.rs"));

/// The file that Tera fills; what it makes is called without the ending.
pub const DATA: &str = "data.typ.tera";
/// What Tera makes of it.
pub const MADE: &str = "data.typ";
/// The file that is typeset.
pub const MAIN: &str = "main.typ";

/// A template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Its text.
    pub text: String,
    /// The file, for a project's own.
    pub path: Option<PathBuf>,
}

/// All templates in force.
pub struct Templates {
    files: BTreeMap<String, Template>,
    tera: Tera,
}

impl std::fmt::Debug for Templates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Templates").field("files", &self.files.keys()).finish_non_exhaustive()
    }
}

impl Templates {
    /// The built-in templates, with those of a project's folder in their place. The folder is read here, once;
    /// templates themselves read nothing.
    ///
    /// # Errors
    /// When the folder cannot be read, or the data template is not well-formed.
    pub fn load(folder: Option<&Path>) -> Result<Self, Failure> {
        let mut files: BTreeMap<String, Template> =
            builtin().map(|(name, text)| (name.to_owned(), Template { text: text.to_owned(), path: None })).collect();
        if let Some(folder) = folder {
            let unread =
                |e: &io::Error| Failure::io("读不出模板文件夹", "cannot read the folder of templates", folder, e);
            for entry in std::fs::read_dir(folder).map_err(|e| unread(&e))? {
                let path = entry.map_err(|e| unread(&e))?.path();
                let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
                if path.is_file() && (name.ends_with(".typ") || name.ends_with(".tera")) {
                    let file = crate::source::load(&path)?;
                    files.insert(name.to_owned(), Template { text: file.text, path: Some(path) });
                }
            }
        }
        let mut tera = Tera::new();
        tera.set_escape_fn(escape);
        tera.autoescape_on([".tera"]);
        let named: Vec<(&str, &str)> = files
            .iter()
            .filter(|(name, _)| name.ends_with(".tera"))
            .map(|(name, file)| (name.as_str(), file.text.as_str()))
            .collect();
        tera.add_raw_templates(named).map_err(|e| told(&e, &files))?;
        Ok(Self { files, tera })
    }

    /// The Typst files.
    pub fn typst(&self) -> impl Iterator<Item = (&str, &Template)> {
        self.files.iter().filter(|(name, _)| name.ends_with(".typ")).map(|(name, file)| (name.as_str(), file))
    }

    /// A template by its name.
    pub fn get(&self, name: &str) -> Option<&Template> {
        self.files.get(name)
    }

    /// The document written down as Typst data.
    ///
    /// # Errors
    /// When the data template asks for what there is not.
    pub fn fill(&self, paper: &impl Serialize) -> Result<String, Failure> {
        let context = Context::from_serialize(paper).map_err(|e| told(&e, &self.files))?;
        self.tera.render(DATA, &context).map_err(|e| told(&e, &self.files))
    }
}

/// The built-in templates: name and text.
pub fn builtin() -> impl Iterator<Item = (&'static str, &'static str)> {
    BUILTIN.iter().copied()
}

/// A text as the inside of a string of Typst.
fn escape(text: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let escaped: &[u8] = match byte {
            b'"' => b"\\\"",
            b'\\' => b"\\\\",
            b'\n' => b"\\n",
            b'\r' => b"\\r",
            b'\t' => b"\\t",
            _ => continue,
        };
        out.write_all(&text.as_bytes()[from..at])?;
        out.write_all(escaped)?;
        from = at + 1;
    }
    out.write_all(&text.as_bytes()[from..])
}

/// What Tera says, at file, line and column of the template.
fn told(error: &tera::Error, files: &BTreeMap<String, Template>) -> Failure {
    let failure = Failure::new("模板有误", "the template is wrong");
    let remedy = (
        "改正模板；`plangen build --eject` 可取得内置模板作参照",
        "correct the template; `plangen build --eject` writes out the built-in ones to compare with",
    );
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let name = report.filename();
            let path = files.get(name).and_then(|f| f.path.clone()).unwrap_or_else(|| builtin_path(name));
            let span = report.span();
            failure
                .file(path)
                .at(Position { line: span.start_line, column: span.start_col + 1 })
                .cause(report.message(), report.message())
                .remedy(remedy.0, remedy.1)
        }
        other => failure.cause(other.to_string(), other.to_string()).remedy(remedy.0, remedy.1),
    }
}

/// How a built-in template is called in messages.
pub fn builtin_path(name: &str) -> PathBuf {
    Path::new("templates").join(name)
}
