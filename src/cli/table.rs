//! How commands hand out tables for people: on stdout, or in a file whose name tells the format.

use super::Context;
use plangen::base::{Failure, write_atomic};
use plangen::report::sheets::{self, Format, Workbook};
use plangen::session::{Session, same};
use std::io::{IsTerminal as _, stdout};
use std::path::Path;

/// The forms that a comparison of plans is given in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Form {
    Table,
    Json,
    Html,
    Xlsx,
    Docx,
    Csv,
    Markdown,
    Svg,
}

/// The endings of their files.
const ENDINGS: [(&str, Form); 10] = [
    ("xlsx", Form::Xlsx),
    ("html", Form::Html),
    ("docx", Form::Docx),
    ("csv", Form::Csv),
    ("md", Form::Markdown),
    ("svg", Form::Svg),
    ("json", Form::Json),
    ("txt", Form::Table),
    ("htm", Form::Html),
    ("markdown", Form::Markdown),
];

impl Form {
    /// The form that is asked for: as said, else as the name of the file tells, else `usual`.
    ///
    /// # Errors
    /// When the name tells none.
    pub fn asked(said: Option<Self>, out: Option<&Path>, usual: Self) -> Result<Self, Failure> {
        match (said, out.filter(|out| *out != Path::new("-"))) {
            (Some(form), _) => Ok(form),
            (None, Some(path)) => by_name(path, &ENDINGS),
            (None, None) => Ok(usual),
        }
    }

    /// The format of a table for people, where it is one.
    pub fn sheets(self) -> Option<Format> {
        Some(match self {
            Form::Html => Format::Html,
            Form::Xlsx => Format::Xlsx,
            Form::Docx => Format::Docx,
            Form::Csv => Format::Csv,
            Form::Markdown => Format::Markdown,
            Form::Table | Form::Json | Form::Svg => return None,
        })
    }
}

/// What the name of a file asks for.
///
/// # Errors
/// When it ends as none of `endings`, which the command can write.
pub fn by_name<T: Copy>(path: &Path, endings: &[(&str, T)]) -> Result<T, Failure> {
    let ending = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_ascii_lowercase();
    let found = endings.iter().find(|(known, _)| *known == ending).map(|(_, format)| *format);
    found.ok_or_else(|| {
        let known = |comma: &str| endings.iter().map(|(e, _)| format!(".{e}")).collect::<Vec<_>>().join(comma);
        Failure::new("看不出要写成什么格式", "the name does not tell the format").file(path).remedy(
            format!("文件名用这些后缀之一：{}；或者加 --format", known("、")),
            format!("end the name in one of {}, or add --format", known(", ")),
        )
    })
}

/// Hands out a table.
///
/// # Errors
/// When it cannot be written, or the file is a plan of the session.
pub fn put(
    book: &Workbook,
    format: Format,
    out: Option<&Path>,
    session: &Session,
    context: &Context,
) -> Result<(), Failure> {
    if out.is_none() && !format.is_text() && stdout().is_terminal() {
        let ending = format.extension();
        return Err(Failure::new(
            format!("{ending} 不能显示在屏幕上"),
            format!("{ending} cannot be shown on a terminal"),
        )
        .remedy(format!("用 -o 给出文件名，如 -o 对照表.{ending}"), format!("name a file: -o table.{ending}")));
    }
    put_bytes(&sheets::write(book, format)?, out, session, context)
}

/// Hands out what was written: on stdout, or in the place of the file.
///
/// # Errors
/// As [`put`].
pub fn put_bytes(bytes: &[u8], out: Option<&Path>, session: &Session, context: &Context) -> Result<(), Failure> {
    let Some(path) = out.filter(|p| *p != Path::new("-")) else { return context.print_bytes(bytes) };
    if session.files().any(|held| same(held, path)) {
        return Err(Failure::new("-o 指的是一份方案，没有覆盖", "-o names a plan, which was not overwritten")
            .file(path)
            .remedy("换一个文件名", "choose another name"));
    }
    write_atomic(path, bytes)?;
    context.note(&format!("已写出 {}", path.display()), &format!("wrote {}", path.display()));
    Ok(())
}
