//! `plangen waivers`: the waivers that hold, for the reviewing office to sign.

use super::work::{self, Work};
use super::{Context, Status};
use plangen::base::Failure;
use plangen::report::waivers::{self, Row};
use plangen::source;
use std::path::PathBuf;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Plans, or folders of plans ‖ 方案文件，或存放方案的文件夹
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    /// A parent to compare with, besides those the plans name; may repeat ‖ 要对照的上级方案（方案自己写明的之外），可以多次给出
    #[arg(long, value_name = "FILE")]
    parent: Vec<PathBuf>,
    /// Form of the output ‖ 输出格式
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, Default)]
enum Format {
    #[default]
    Table,
    Json,
    Markdown,
}

/// Runs the command.
pub fn run(args: Args, context: &Context) -> Result<Status, Failure> {
    let Work { mut session, plans, failures } =
        work::open_with(&args.paths, work::settings(&args.paths)?, None, context)?;
    let mut failed = !failures.is_empty();
    let own = work::without_parents(&plans, &args.parent)?;
    let today = plangen::base::today();
    let (mut rows, mut expired) = (Vec::new(), 0usize);
    for checked in session.check(&own, &args.parent)? {
        for failure in &checked.failures {
            context.fail(failure);
            failed = true;
        }
        let Some(document) = session.document(&checked.path) else { continue };
        let doc = document.doc();
        let mut all = source::waivers(doc.file, doc.plan);
        // One that cannot be read was told above.
        all.extend(source::side_waivers(doc.file, doc.plan).unwrap_or_default());
        for waiver in &all {
            let until = waiver.until.as_deref().and_then(|u| u.parse::<jiff::civil::Date>().ok());
            if until.is_some_and(|until| until < today) {
                expired += 1;
            } else {
                rows.push(Row::of(waiver, doc.file, doc.plan, &checked.waived));
            }
        }
    }
    context.print(&match args.format {
        Format::Json => waivers::json(&rows),
        Format::Table => waivers::table(&rows, context.lang),
        Format::Markdown => waivers::markdown(&rows, today, context.lang),
    })?;
    let count = rows.len();
    context.note(
        &format!("现行豁免 {count} 条，另有过期的 {expired} 条未列"),
        &format!("{count} waivers hold, {expired} that have expired are not listed"),
    );
    Ok(if failed || own.is_empty() { Status::Failed } else { Status::Clean })
}
