//! `plangen fmt`: sources in canonical form.

use super::{Context, Status};
use plangen::base::Failure;
use plangen::report::diff;
use plangen::{import, project, source};
use std::path::PathBuf;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Sources, or folders of them ‖ 源文件，或存放源文件的文件夹
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    /// Change nothing; name the files that would change, and exit with 1 when there are any ‖ 不改文件，只列出需要整理的；有则以 1 退出
    #[arg(long)]
    check: bool,
    /// Change nothing; show what would change, and exit with 1 when anything would ‖ 不改文件，只显示会改什么；有则以 1 退出
    #[arg(long)]
    diff: bool,
}

/// Runs the command.
pub fn run(args: Args, context: &Context) -> Result<Status, Failure> {
    let (mut changed, mut same, mut failed) = (0usize, 0usize, false);
    for path in project::discover(&args.paths)? {
        let file = match source::load(&path) {
            Ok(file) => file,
            Err(failure) => {
                context.fail(&failure);
                failed = true;
                continue;
            }
        };
        let Some(text) = import::format(&file) else {
            // A folder may hold both; what was named is to be done.
            if args.paths.contains(&path) {
                context.fail(&published(&path));
                failed = true;
            } else {
                let name = path.display();
                context
                    .note(&format!("{name}：已发布的文本，未整理"), &format!("{name}: published text, left as it is"));
            }
            continue;
        };
        if text == file.text {
            same += 1;
            continue;
        }
        changed += 1;
        if args.diff {
            context.print(&diff::unified(&path, &file.text, &text))?;
        } else if args.check {
            context.print(&format!("{}\n", path.display()))?;
        } else if let Err(failure) = plangen::source::rewrite(&path, &file.text, &text) {
            context.fail(&failure);
            failed = true;
        }
    }
    if changed + same == 0 && !failed {
        return Err(Failure::new("没有源文件", "there is no source").remedy(
            "已发布的文本先用 plangen import 转成源文件",
            "turn published text into source with `plangen import`",
        ));
    }
    let shown = args.check || args.diff;
    let (zh, en) = if shown { ("需要整理", "would change") } else { ("已整理", "changed") };
    context.note(
        &format!("{changed} 个文件{zh}，{same} 个无需改动"),
        &format!("{changed} files {en}, {same} are in form"),
    );
    Ok(match (failed, shown && changed > 0) {
        (true, _) => Status::Failed,
        (false, true) => Status::Findings,
        (false, false) => Status::Clean,
    })
}

fn published(path: &std::path::Path) -> Failure {
    Failure::new("这是已发布的文本，不是源文件", "this is published text, not source").file(path).remedy(
        format!("先用 plangen import {} -o 方案.md 转成源文件", path.display()),
        format!("turn it into source first: plangen import {} -o plan.md", path.display()),
    )
}
