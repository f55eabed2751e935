//! `plangen fonts`: which typeface serves which role.

use super::build::FontArgs;
use super::work::{self, Work};
use super::{Context, Status};
use plangen::base::Failure;
use plangen::project::Config;
use plangen::render::{coverage, fonts::Fonts};
use std::path::{Path, PathBuf};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Plans whose characters are looked up in the fonts ‖ 要检查用字的方案
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    fonts: FontArgs,
}

/// Runs the command.
pub fn run(args: Args, context: &Context) -> Result<Status, Failure> {
    let config = Config::find(args.paths.first().map_or(Path::new("."), PathBuf::as_path))?;
    let fonts = Fonts::find(&args.fonts.options(&config))?;
    if args.paths.is_empty() {
        context.print(&table(&fonts, context))?;
    }
    fonts.complete()?;
    if args.paths.is_empty() {
        return Ok(Status::Clean);
    }
    let Work { session, plans, failures } = work::open(&args.paths, context)?;
    let mut failed = !failures.is_empty();
    for path in &plans {
        let Some(document) = session.document(path) else { continue };
        let mut out = format!("{}\n", path.display());
        for row in coverage(&document.parsed.plan, &fonts) {
            let list = |chars: &[char]| chars.iter().map(char::to_string).collect::<Vec<_>>().join(" ");
            if !row.falling_back.is_empty() {
                let (role, chars) = (row.role, list(&row.falling_back));
                out.push_str(&context.lang.pick(
                    format!("  {role}：{} 字改用后备字体：{chars}\n", row.falling_back.len()),
                    format!("  {role}: {} characters fall back: {chars}\n", row.falling_back.len()),
                ));
            }
            if !row.lacking.is_empty() {
                failed = true;
                let (role, chars) = (row.role, list(&row.lacking));
                out.push_str(
                    &context.lang.pick(
                        format!("  {role}：没有字体能显示：{chars}\n"),
                        format!("  {role}: in no font: {chars}\n"),
                    ),
                );
            }
        }
        if out.lines().count() == 1 {
            out.push_str(context.lang.pick("  各字体用字齐全\n", "  every character is in the face of its role\n"));
        }
        context.print(&out)?;
    }
    Ok(if failed { Status::Failed } else { Status::Clean })
}

fn table(fonts: &Fonts, context: &Context) -> String {
    let mut out = String::new();
    for served in fonts.served() {
        let name = &served.role.name;
        let pad = " ".repeat(8usize.saturating_sub(plangen::base::width(name)));
        match served.families.first() {
            Some(family) => {
                let note = if served.stand_in { context.lang.pick("（代用）", " (stands in)") } else { "" };
                let file = served.file.as_ref().map(|f| f.display().to_string()).unwrap_or_default();
                out.push_str(&format!("{name}{pad}{family}{note}  {file}\n"));
                if served.families.len() > 1 {
                    let rest = served.families[1..].join(context.lang.pick("、", ", "));
                    out.push_str(
                        &context.lang.pick(format!("        另有：{rest}\n"), format!("        also here: {rest}\n")),
                    );
                }
            }
            None => out.push_str(&format!("{name}{pad}{}\n", context.lang.pick("缺", "missing"))),
        }
    }
    if let Some(digits) = fonts.digits() {
        out.push_str(&context.lang.pick(format!("数字    {digits}\n"), format!("digits  {digits}\n")));
    }
    if !fonts.rare().is_empty() {
        let rare = fonts.rare().join(context.lang.pick("、", ", "));
        out.push_str(&context.lang.pick(format!("生僻字  {rare}\n"), format!("rare    {rare}\n")));
    }
    out
}
