//! `plangen config FILE`: which settings hold for a file, and where each comes from.

use super::{Context, Status};
use plangen::base::{Failure, Position, Severity, SourceFile, width};
use plangen::project::{Config, listing};
use plangen::source;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A plan, or a folder of plans ‖ 方案文件，或存放方案的文件夹
    #[arg(value_name = "FILE", default_value = ".")]
    file: PathBuf,
    /// Form of the output ‖ 输出格式
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, Default)]
enum Format {
    #[default]
    Text,
    Json,
}

/// A lint whose level is not that of its page.
struct Changed {
    code: &'static str,
    name: &'static str,
    default: Severity,
    on: bool,
    severity: Severity,
    at: Option<Position>,
}

/// Runs the command.
pub fn run(args: Args, context: &Context) -> Result<Status, Failure> {
    std::fs::metadata(&args.file).map_err(|e| Failure::io("找不到文件", "cannot find the file", &args.file, &e))?;
    let config = Config::find(&args.file)?;
    let file = Config::locate(&args.file).map(|path| source::load_text(&path)).transpose()?;
    let file = file.as_ref();
    let settings = listing::settings(file);
    let changed: Vec<Changed> = config
        .own
        .all()
        .filter_map(|page| {
            let level = config.levels.of(page.code, &args.file);
            let severity = level.severity.unwrap_or(page.severity);
            let at = level.by?;
            let default = page.severity;
            Some(Changed { code: page.code, name: page.name, default, on: level.on, severity, at })
        })
        .collect();
    // Overrides that do not hold for the file are shown, and said not to hold.
    let idle: Vec<usize> = overrides(&config, &args.file);
    let text = match args.format {
        Format::Json => json(&args.file, file, &settings, &changed, &idle),
        Format::Text => text(file, &settings, &changed, &idle, context),
    };
    context.print(&text)?;
    Ok(Status::Clean)
}

/// The numbers of the overrides that do not hold for a file.
fn overrides(config: &Config, file: &Path) -> Vec<usize> {
    let paths = config.levels.0.iter().filter_map(|layer| layer.paths.as_ref());
    paths.enumerate().filter(|(_, paths)| !paths.hold(file)).map(|(at, _)| at).collect()
}

fn is_idle(key: &str, idle: &[usize]) -> bool {
    let number = key.strip_prefix("override[").and_then(|rest| rest.split(']').next()).and_then(|n| n.parse().ok());
    number.is_some_and(|n: usize| idle.contains(&n))
}

fn text(
    file: Option<&SourceFile>,
    settings: &[listing::Setting],
    changed: &[Changed],
    idle: &[usize],
    context: &Context,
) -> String {
    let lang = context.lang;
    let place = |at: Option<Position>| match (file, at) {
        (Some(file), Some(at)) => {
            let name = file.path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            format!("{name}:{}", at.line)
        }
        _ => lang.pick("默认", "default").to_owned(),
    };
    let mut out = match file {
        Some(file) => format!("{}{}\n", lang.pick("设置文件：", "settings file: "), file.path.display()),
        None => lang.pick("没有设置文件，都是默认\n", "no settings file: all defaults\n").to_owned(),
    };
    out.push('\n');
    let rows = settings.iter().map(|s| {
        let mut from = place(s.at);
        if is_idle(&s.key, idle) {
            from.push_str(lang.pick("（不适用于这个文件）", " (not for this file)"));
        }
        (format!("{} = {}", s.key, s.value), from)
    });
    out.push_str(&columns(rows.collect()));
    if !changed.is_empty() {
        out.push_str(lang.pick("\n检查项，与默认不同的：\n", "\nlints that are not as by default:\n"));
        let word = |severity| plangen::report::run::severity(severity, lang);
        let rows = changed.iter().map(|c| {
            let now = if c.on { word(c.severity) } else { lang.pick("不查", "off") };
            let was = lang.pick(format!("（默认{}）", word(c.default)), format!(" (default {})", word(c.default)));
            (format!("{} {}  {now}{was}", c.code, c.name), place(c.at))
        });
        out.push_str(&columns(rows.collect()));
    }
    out
}

/// Rows of two columns; a first cell that is very long pushes only its own second.
fn columns(rows: Vec<(String, String)>) -> String {
    let wide = rows.iter().map(|(left, _)| width(left)).filter(|w| *w <= 60).max().unwrap_or(0);
    rows.into_iter()
        .map(|(left, right)| format!("{left}{}  {right}\n", " ".repeat(wide.saturating_sub(width(&left)))))
        .collect()
}

fn json(
    asked: &Path,
    file: Option<&SourceFile>,
    settings: &[listing::Setting],
    changed: &[Changed],
    idle: &[usize],
) -> String {
    let source = |at: Option<Position>| match (file, at) {
        (Some(file), Some(at)) => {
            json!({ "file": file.path.to_string_lossy(), "line": at.line, "column": at.column })
        }
        _ => Value::Null,
    };
    let values: Vec<Value> = settings
        .iter()
        .map(|s| json!({ "key": s.key, "value": s.value, "applies": !is_idle(&s.key, idle), "source": source(s.at) }))
        .collect();
    let lints: Vec<Value> = changed
        .iter()
        .map(|c| {
            let severity = if c.on { json!(c.severity) } else { json!("off") };
            json!({ "code": c.code, "name": c.name, "severity": severity, "default": c.default, "source": source(c.at) })
        })
        .collect();
    let value = json!({
        "file": asked.to_string_lossy(),
        "settings_file": file.map(|f| f.path.to_string_lossy()),
        "settings": values,
        "lints": lints,
    });
    format!("{value:#}\n")
}
