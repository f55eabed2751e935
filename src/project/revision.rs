//! A revision of the project in git: what stood in its files then. git is run as a process, without a shell.

use crate::base::Failure;
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A commit, and the repository it is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// The folder of the working tree.
    root: PathBuf,
    /// The commit's id.
    commit: String,
    /// Files of the commit.
    held: BTreeSet<PathBuf>,
    /// Files that differ from the commit now.
    differ: BTreeSet<PathBuf>,
}

/// How a file stands to a revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Then {
    /// It was the same.
    Same,
    /// It was not there.
    Absent,
    /// It was this.
    Other(Vec<u8>),
}

impl Revision {
    /// The commit that `name` names in the repository that `near` lies in.
    ///
    /// # Errors
    /// When git cannot be run, `near` lies in no repository, or there is no such commit.
    pub fn find(near: &Path, name: &str) -> Result<Self, Failure> {
        let folder = if near.is_dir() { near } else { near.parent().unwrap_or(Path::new("")) };
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let top = git(folder, ["rev-parse", "--show-toplevel"])?.ok_or_else(|| {
            Failure::new("--since 要在 git 版本库里用", "--since works in a git repository")
                .file(near)
                .cause("它不在版本库里，或版本库属于别的用户", "it lies in none, or in one that is another user's")
                .remedy("在版本库里运行，或不用 --since", "run it in a repository, or leave --since out")
        })?;
        let root = PathBuf::from(text(&top).trim_end_matches(['\n', '\r']));
        let unknown = || {
            Failure::new(format!("版本库里没有“{name}”这个版本"), format!("the repository has no revision `{name}`"))
                .file(&root)
                .remedy(
                    "写提交号、分支名或标签，如 HEAD、main；浅克隆要先取全历史",
                    "name a commit, branch or tag, as HEAD or main; a shallow clone lacks older ones",
                )
        };
        if name.is_empty() || name.starts_with('-') {
            return Err(unknown());
        }
        let wanted = format!("{name}^{{commit}}");
        let commit = git(&root, ["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted])?;
        let commit = commit.map(|out| text(&out).trim().to_owned()).filter(|c| !c.is_empty()).ok_or_else(unknown)?;
        let list = |args: &[&str]| -> Result<BTreeSet<PathBuf>, Failure> {
            let out = git(&root, args)?.ok_or_else(|| broken(&root))?;
            Ok(out.split(|b| *b == 0).filter(|p| !p.is_empty()).map(path).collect())
        };
        let held = list(&["ls-tree", "-r", "-z", "--name-only", "--full-tree", &commit])?;
        let differ = list(&[
            "diff",
            "--name-only",
            "-z",
            "--no-ext-diff",
            "--no-textconv",
            "--no-renames",
            "--ignore-submodules",
            &commit,
            "--",
        ])?;
        Ok(Self { root, commit, held, differ })
    }

    /// What a file was.
    ///
    /// # Errors
    /// When it lies outside of the repository, or git cannot tell.
    pub fn then(&self, file: &Path) -> Result<Then, Failure> {
        let real = |p: &Path| p.canonicalize().unwrap_or_else(|_| p.to_path_buf());
        let (whole, root) = (real(file), real(&self.root));
        let Ok(below) = whole.strip_prefix(&root) else {
            return Err(Failure::new(
                "--since：文件不在这个版本库里",
                "--since: the file lies outside of the repository",
            )
            .file(file)
            .cause(root.display().to_string(), root.display().to_string()));
        };
        if !self.held.contains(below) {
            return Ok(Then::Absent);
        }
        if !self.differ.contains(below) {
            return Ok(Then::Same);
        }
        let mut name = self.commit.clone().into_bytes();
        name.push(b':');
        name.extend(slashed(below));
        let blob = git(&self.root, [OsStr::new("cat-file"), OsStr::new("blob"), os(&name).as_os_str()])?;
        Ok(Then::Other(blob.ok_or_else(|| broken(file))?))
    }
}

fn broken(file: &Path) -> Failure {
    Failure::new("git 没有给出答复", "git gave no answer")
        .file(file)
        .remedy("运行 git status 看版本库是否完好", "run `git status` to see whether the repository is sound")
}

/// Runs git in a folder; `None` when it says no. It asks nobody, fetches nothing and runs no program of the repository's.
fn git<S: AsRef<OsStr>>(folder: &Path, args: impl IntoIterator<Item = S>) -> Result<Option<Vec<u8>>, Failure> {
    let out = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(["-c", "core.fsmonitor=false", "-c", "core.quotePath=false"])
        .args(args)
        .env("LC_ALL", "C")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_TERMINAL_PROMPT", "0")
        .stdin(Stdio::null())
        .output()
        .map_err(|e| {
            Failure::new("--since 要用 git，运行不了", "--since needs git, which cannot be run")
                .cause(e.to_string(), e.to_string())
                .remedy("安装 git，或不用 --since", "install git, or leave --since out")
        })?;
    Ok(out.status.success().then_some(out.stdout))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(unix)]
fn os(bytes: &[u8]) -> std::ffi::OsString {
    use std::os::unix::ffi::OsStrExt as _;
    OsStr::from_bytes(bytes).to_owned()
}

#[cfg(not(unix))]
fn os(bytes: &[u8]) -> std::ffi::OsString {
    text(bytes).into()
}

fn path(bytes: &[u8]) -> PathBuf {
    PathBuf::from(os(bytes))
}

/// A path as git writes it.
fn slashed(path: &Path) -> Vec<u8> {
    let parts: Vec<&[u8]> = path.components().map(|c| c.as_os_str().as_encoded_bytes()).collect();
    parts.join(&b'/')
}
