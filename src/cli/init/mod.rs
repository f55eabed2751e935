//! `plangen init`: makes a folder a project. What is there is never overwritten.

use super::{Context, Status};
use plangen::base::{Failure, write_atomic, write_new};
use plangen::project::{self, FILE};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder; made where it is not there ‖ 文件夹；没有就新建
    #[arg(value_name = "PATH", default_value = ".")]
    path: PathBuf,
    /// Also a file that checks the plans in CI ‖ 并生成在 CI 里检查方案的文件
    #[arg(long, value_enum, value_name = "SERVICE")]
    ci: Option<Ci>,
    /// Also a git hook that checks the plans before a commit ‖ 并安装 git 钩子，提交前检查方案
    #[arg(long)]
    hook: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Ci {
    Github,
    Gitlab,
}

/// What git is to pass over.
const IGNORED: &str = "/.plangen/";

/// A file that is to be written.
struct New {
    path: PathBuf,
    text: String,
    /// What it is for, in Chinese and English.
    what: (&'static str, &'static str),
}

/// Runs the command.
pub fn run(args: Args, context: &Context) -> Result<Status, Failure> {
    let folder = &args.path;
    if folder.exists() && !folder.is_dir() {
        return Err(Failure::new("这是文件，不能作项目的文件夹", "a file cannot be a project's folder")
            .file(folder)
            .remedy("给出文件夹", "name a folder"));
    }
    // All that can fail without writing is done first.
    let repository = repository(folder);
    let hook = if args.hook { Some(hook(folder, repository.as_deref())?) } else { None };
    std::fs::create_dir_all(folder).map_err(|e| Failure::io("建不了文件夹", "cannot make the folder", folder, &e))?;
    let settings = context.lang.pick(include_str!("plangen.zh.toml"), include_str!("plangen.en.toml"));
    let what = ("项目的设置，每一项都有说明", "the project's settings, each explained");
    let mut made = false;
    made |= make(&New { path: folder.join(FILE), text: settings.to_owned(), what }, context)?;
    made |= ignore(&folder.join(".gitignore"), context)?;
    if let Some(ci) = args.ci {
        made |= make_ci(ci, folder, repository.as_deref(), context)?;
    }
    if let Some(hook) = hook {
        let what = ("提交前检查方案", "checks the plans before a commit");
        made |= make(&New { what, ..hook }, context)?;
    }
    if !made {
        context.note("都已经有了，没有改动任何文件", "all is there already; nothing was changed");
    }
    next(folder, context);
    Ok(Status::Clean)
}

/// Writes a file that is not there yet; tells what was done. Answers whether it was written.
fn make(new: &New, context: &Context) -> Result<bool, Failure> {
    let path = new.path.display();
    if new.path.symlink_metadata().is_ok() {
        context.print(
            &context
                .lang
                .pick(format!("已有 {path}，没有改动\n"), format!("{path} is there already and was left as it is\n")),
        )?;
        return Ok(false);
    }
    if let Some(parent) = new.path.parent().filter(|p| !p.as_os_str().is_empty()) {
        std::fs::create_dir_all(parent)
            .map_err(|e| Failure::io("建不了文件夹", "cannot make the folder", parent, &e))?;
    }
    write_new(&new.path, new.text.as_bytes())?;
    #[cfg(unix)]
    if new.text.starts_with("#!") {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(&new.path, std::fs::Permissions::from_mode(0o755))
            .map_err(|e| Failure::io("设不了权限", "cannot set permissions", &new.path, &e))?;
    }
    let (zh, en) = new.what;
    context.print(&context.lang.pick(format!("生成 {path}：{zh}\n"), format!("made {path}: {en}\n")))?;
    Ok(true)
}

/// Adds what git is to pass over to a .gitignore, behind what it says already.
fn ignore(path: &Path, context: &Context) -> Result<bool, Failure> {
    let old = match std::fs::read(path) {
        Ok(old) => old,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(e) => return Err(Failure::io("读不出文件", "cannot read the file", path, &e)),
    };
    let told = String::from_utf8_lossy(&old);
    if told.lines().any(|line| line.trim().trim_start_matches('/').trim_end_matches('/') == ".plangen") {
        return Ok(false);
    }
    let mut text = old.clone();
    if !text.is_empty() && !text.ends_with(b"\n") {
        text.push(b'\n');
    }
    text.extend_from_slice(context.lang.pick("# plangen 的缓存\n", "# plangen's cache\n").as_bytes());
    text.extend_from_slice(format!("{IGNORED}\n").as_bytes());
    write_atomic(path, &text)?;
    let path = path.display();
    context.print(&context.lang.pick(
        format!("在 {path} 里加了一行 {IGNORED}：缓存不进 git\n"),
        format!("added {IGNORED} to {path}: git passes the cache over\n"),
    ))?;
    Ok(true)
}

/// Writes the file for a CI service where the service looks for it: at the top of the repository.
fn make_ci(ci: Ci, folder: &Path, repository: Option<&Path>, context: &Context) -> Result<bool, Failure> {
    let top = repository.unwrap_or(folder);
    let within = within(folder, top);
    let fill = |text: &str| {
        let cache = if within == "." { String::new() } else { format!("{within}/") };
        // A string of JSON is one of YAML.
        text.replace("PLANGEN_PATHS: .\n", &format!("PLANGEN_PATHS: {}\n", serde_json::json!(within)))
            .replace(".plangen/cache", &format!("{cache}.plangen/cache"))
    };
    let what = ("在 CI 里检查方案", "checks the plans in CI");
    match ci {
        Ci::Github => {
            let path = top.join(".github/workflows/plangen.yml");
            let text = fill(include_str!("github.yml"));
            make(&New { path, text, what }, context)
        }
        Ci::Gitlab => {
            let text = fill(include_str!("gitlab.yml"));
            let own = top.join(".gitlab-ci.yml");
            if own.symlink_metadata().is_err() {
                return make(&New { path: own, text, what }, context);
            }
            // The project has a pipeline: it is given a file to take in.
            let made = make(&New { path: top.join(".gitlab/plangen.yml"), text, what }, context)?;
            context.note(
                "请在 .gitlab-ci.yml 里加上：\n  include:\n    - local: .gitlab/plangen.yml",
                "add to .gitlab-ci.yml:\n  include:\n    - local: .gitlab/plangen.yml",
            );
            Ok(made)
        }
    }
}

/// The hook of a folder's repository.
fn hook(folder: &Path, repository: Option<&Path>) -> Result<New, Failure> {
    let Some(top) = repository else {
        return Err(Failure::new("不在 git 仓库里，装不了钩子", "there is no git repository to hook into")
            .file(folder)
            .remedy("先运行 git init，或不用 --hook", "run `git init` first, or leave out --hook"));
    };
    let Some(hooks) = git(top, &["rev-parse", "--git-path", "hooks"]) else {
        return Err(Failure::new("git 没有说钩子放在哪里", "git does not say where hooks belong").file(top));
    };
    let path = top.join(hooks).join("pre-commit");
    if path.symlink_metadata().is_ok() && !is_ours(&path) {
        return Err(Failure::new(
            "已有别的 pre-commit 钩子，没有改动",
            "there is another pre-commit hook, and it was left as it is",
        )
        .file(&path)
        .remedy("在那个钩子里加一行 plangen lint .", "add a line `plangen lint .` to it"));
    }
    let text = include_str!("pre-commit.sh").replace("@FOLDER@", &quoted(&within(folder, top)));
    Ok(New { path, text, what: ("", "") })
}

fn is_ours(hook: &Path) -> bool {
    std::fs::read_to_string(hook).is_ok_and(|text| text.contains("plangen init --hook"))
}

/// The top of the repository that a folder, or the nearest one above that is there, lies in.
fn repository(folder: &Path) -> Option<PathBuf> {
    let absolute = std::path::absolute(folder).ok()?;
    let there = absolute.ancestors().find(|a| a.is_dir())?;
    let top = PathBuf::from(git(there, &["rev-parse", "--show-toplevel"])?);
    // As the user names it where that is the same.
    Some(if plangen::session::same(&top, folder) { folder.to_path_buf() } else { top })
}

/// What git answers, in one line; nothing where there is no git or it fails.
fn git(folder: &Path, args: &[&str]) -> Option<String> {
    let output = Command::new("git").args(args).current_dir(folder).output().ok().filter(|o| o.status.success())?;
    let line = String::from_utf8(output.stdout).ok()?.trim_end_matches(['\n', '\r']).to_owned();
    (!line.is_empty()).then_some(line)
}

/// A folder as a path from the top of its repository; `.` where they are the same.
fn within(folder: &Path, top: &Path) -> String {
    let resolve = |p: &Path| {
        let absolute = std::path::absolute(p).unwrap_or_else(|_| p.to_path_buf());
        let there = absolute.ancestors().find_map(|a| Some((a.canonicalize().ok()?, a)));
        there.map_or(absolute.clone(), |(real, a)| real.join(absolute.strip_prefix(a).unwrap_or(Path::new(""))))
    };
    let (folder, top) = (resolve(folder), resolve(top));
    match folder.strip_prefix(&top) {
        Ok(rest) if !rest.as_os_str().is_empty() => rest.to_string_lossy().into_owned(),
        _ => ".".to_owned(),
    }
}

/// A path as a word of the shell.
fn quoted(path: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '/' | '-' | '_');
    if path.chars().all(plain) { path.to_owned() } else { format!("'{}'", path.replace('\'', "'\\''")) }
}

/// Tells what to do next.
fn next(folder: &Path, context: &Context) {
    let here = folder.display();
    let plans = project::plans_in(folder).unwrap_or_default().len();
    if plans == 0 {
        context.note(
            &format!("下一步：把方案（.md 或 .txt）放进 {here}，再运行 plangen lint {here}；已发布的文本可用 plangen import 转成源文件"),
            &format!("next: put plans (.md or .txt) into {here}, then run `plangen lint {here}`; `plangen import FILE` turns a published text into source"),
        );
    } else {
        context.note(
            &format!("下一步：plangen lint {here} 检查这里的 {plans} 份方案；plangen watch {here} 每次保存后检查"),
            &format!("next: `plangen lint {here}` checks the {plans} plan(s) here; `plangen watch {here}` checks after every save"),
        );
    }
}
