//! `plangen diff`: what changed between two versions of one plan, in tasks, units, targets and deadlines.

use super::table::{self, Form};
use super::{Context, Status};
use plangen::align::versions;
use plangen::base::Failure;
use plangen::office::Changes;
use plangen::plan::Plan;
use plangen::project::{Config, Revision, Then};
use plangen::report;
use plangen::session::Session;
use plangen::source;
use std::path::{Path, PathBuf};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The old version and the new; with --since only the new ‖ 原稿和新稿；用 --since 时只写新稿
    #[arg(value_name = "FILE", required = true, num_args = 1..=2)]
    files: Vec<PathBuf>,
    /// The old version is the file as it was in this revision of git: HEAD, main, a tag ‖ 原稿取这个文件在 git 某个版本里的样子，如 HEAD、main、标签
    #[arg(long, value_name = "REV")]
    since: Option<String>,
    /// Form of the output; by default as the name of the file asks, else a table ‖ 输出格式；默认看 -o 给的文件名，没有就是 table
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<Form>,
    /// Write to a file ‖ 写入文件
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: Args, context: &Context) -> Result<Status, Failure> {
    let form = Form::asked(args.format, args.out.as_deref(), Form::Table)?;
    if form == Form::Svg {
        return Err(Failure::new("两稿比较没有图", "there is no picture of a comparison of versions").remedy(
            "用 table、json、markdown、csv、xlsx、html 或 docx",
            "use table, json, markdown, csv, xlsx, html or docx",
        ));
    }
    let (session, old, new) = both(&args)?;
    session.prepare(&[old.clone(), new.clone()]);
    let (Some(was), Some(is)) = (session.document(&old), session.document(&new)) else { return Ok(Status::Failed) };
    let changes = versions(was.doc(), is.doc(), &session.config().register);
    let out = args.out.as_deref();
    if let Some(format) = form.sheets() {
        let title = title(&is.parsed.plan, &new);
        let title = context.lang.pick(format!("{title}修改对照表"), format!("Changes of {title}"));
        table::put(&report::versions::book(title, &changes, context.lang), format, out, &session, context)?;
    } else {
        let text = match form {
            Form::Json => format!("{:#}\n", report::versions::json(&changes)),
            _ => report::versions::table(&changes, context.lang),
        };
        table::put_bytes(text.as_bytes(), out, &session, context)?;
    }
    Ok(Status::Clean)
}

fn title(plan: &Plan, path: &Path) -> String {
    plan.meta.title.clone().unwrap_or_else(|| path.display().to_string())
}

/// A session with the two versions, and what it calls them.
fn both(args: &Args) -> Result<(Session, PathBuf, PathBuf), Failure> {
    let last = args.files.last().cloned().unwrap_or_default();
    let mut session = Session::new(Config::find(&last)?);
    session.load(&last)?;
    match (&args.since, &args.files[..]) {
        (None, [old, new]) => {
            session.load(old)?;
            Ok((session, old.clone(), new.clone()))
        }
        (None, _) => Err(Failure::new("要比较两个文件", "two files are needed").remedy(
            "写 plangen diff 原稿 新稿，或 plangen diff --since 版本 文件",
            "`plangen diff OLD NEW`, or `plangen diff --since REV FILE`",
        )),
        (Some(name), [file]) => {
            // Beside the file, so that what its front matter names is found the same.
            let old =
                file.with_file_name(format!("{}@{}", file.file_name().unwrap_or_default().to_string_lossy(), "old"));
            let was = match Revision::find(file, name)?.then(file)? {
                Then::Same => session.text(file).map(|f| (**f).clone()),
                Then::Other(bytes) => Some(source::read_bytes(file, &bytes, Changes::default())?),
                Then::Absent => {
                    return Err(Failure::new(
                        format!("版本“{name}”里没有这个文件"),
                        format!("the file is not in revision `{name}`"),
                    )
                    .file(file)
                    .remedy("换一个版本", "name another revision"));
                }
            };
            if let Some(mut was) = was {
                was.path.clone_from(&old);
                session.set(was);
            }
            Ok((session, old, file.clone()))
        }
        (Some(_), _) => Err(Failure::new("--since 只写一个文件", "--since takes one file")
            .remedy("写 plangen diff --since 版本 文件", "`plangen diff --since REV FILE`")),
    }
}
