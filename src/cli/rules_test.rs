//! `plangen rules test`: whether the project's own lints find what their examples say, and nothing else.

use super::{Context, Status};
use plangen::base::{Failure, Finding, SourceFile};
use plangen::lint::own::{Example, FOLDER, OwnLint};
use plangen::project::{Config, FILE};
use plangen::report::messages;
use plangen::session::Session;
use std::path::PathBuf;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The project's folder ‖ 项目的文件夹
    #[arg(value_name = "PATH", default_value = ".")]
    path: PathBuf,
}

/// Runs the command.
pub fn run(args: Args, context: &Context) -> Result<Status, Failure> {
    let config = Config::find(&args.path)?;
    if config.own.is_empty() {
        return Err(Failure::new("项目没有自定检查项", "the project has no lints of its own")
            .file(config.root.as_deref().unwrap_or(&args.path))
            .remedy(
                format!("在 {FILE} 旁建 {FOLDER} 文件夹，每个检查项一个 .toml 文件；写法见手册“自定检查项”一章"),
                format!("make a folder {FOLDER} beside {FILE} with one .toml file for each; the book shows how"),
            ));
    }
    // A lint that the project switched off is tested all the same.
    let own = config.own.clone();
    let mut session = Session::new(Config { levels: Default::default(), ..config });
    let mut status = Status::Clean;
    for lint in own.iter() {
        let mut faults = String::new();
        for (number, example) in lint.examples.iter().enumerate() {
            if let Some(fault) = fault(&mut session, lint, number, example, context) {
                faults.push_str(&fault);
            }
        }
        let count = |bad: bool| lint.examples.iter().filter(|e| e.bad == bad).count();
        let (bad, good) = (count(true), count(false));
        let verdict =
            if faults.is_empty() { context.lang.pick("通过", "ok") } else { context.lang.pick("不合", "failed") };
        context.print(&context.lang.pick(
            format!("{} {}：应查出 {bad} 例，不应查出 {good} 例，{verdict}\n{faults}", lint.code, lint.name),
            format!("{} {}: {bad} to be found, {good} not to be: {verdict}\n{faults}", lint.code, lint.name),
        ))?;
        if !faults.is_empty() {
            status = Status::Findings;
        }
    }
    Ok(status)
}

/// What is wrong with an example, in one or two lines.
fn fault(session: &mut Session, lint: &OwnLint, number: usize, example: &Example, context: &Context) -> Option<String> {
    let path = PathBuf::from(format!("{}-{number}.md", lint.code));
    session.set(SourceFile::new(&path, example.text.as_str()));
    let found: Vec<Finding> = session.alone(&path).into_iter().filter(|f| f.code == lint.code).collect();
    session.remove(&path);
    let place = format!("{}:{}", lint.file.display(), example.line);
    match (example.bad, found.first()) {
        (true, None) => Some(context.lang.pick(
            format!("  {place}：应查出问题，什么也没有查出\n"),
            format!("  {place}: something should be found here, and nothing is\n"),
        )),
        (false, Some(finding)) => {
            let message = messages::message(finding, context.lang);
            Some(context.lang.pick(
                format!("  {place}：不应查出问题，却查出：{message}\n"),
                format!("  {place}: nothing should be found here, but: {message}\n"),
            ))
        }
        _ => None,
    }
}
