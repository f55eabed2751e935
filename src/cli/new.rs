//! `plangen new`: a plan from the plans it must carry out. What is there is never overwritten.

use super::output::FailOn;
use super::{Context, Status};
use plangen::align::{plan_name, scope};
use plangen::base::{Applicability, Failure, Finding, SourceFile, relative, write_new};
use plangen::draft::{self, Draft, Outline, Request, Source};
use plangen::plan::Level;
use plangen::project::Config;
use plangen::session::{Document, Session, same};
use std::path::{Path, PathBuf};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A parent: source, text, Word, PDF, OFD or a web page; may repeat, the nearest first ‖ 上级方案：源文件、文本、Word、PDF、OFD 或网页；可以多次给出，最近的一级在前
    #[arg(long, value_name = "FILE", required = true)]
    parent: Vec<PathBuf>,
    /// The new plan's level ‖ 本级是哪一级
    #[arg(long, value_enum, value_name = "LEVEL")]
    level: LevelArg,
    /// The place, by its full name: 河套市 ‖ 本地全称，如“河套市”
    #[arg(long, value_name = "NAME")]
    region: String,
    /// The kind of document, where it is another than the parent's ‖ 文种，与上级不同时给出，如“实施方案”
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// The title; by default the parent's with the place's name ‖ 标题；默认用上级的标题，换上本地名称
    #[arg(long, value_name = "TITLE")]
    title: Option<String>,
    /// Exit with 1 when the draft has a finding this severe or more; without it never ‖ 新稿有达到此程度的问题时以 1 退出；不给出则不会
    #[arg(long, value_enum, value_name = "SEVERITY")]
    fail_on: Option<FailOn>,
    /// The folder to write plan.md in; made where it is not there ‖ 写到哪个文件夹（其中的 plan.md）；没有就新建
    #[arg(value_name = "DIR")]
    dir: PathBuf,
}

/// The level of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum LevelArg {
    Region,
    City,
    County,
    Township,
}

impl LevelArg {
    fn level(self) -> Level {
        match self {
            LevelArg::Region => Level::Region,
            LevelArg::City => Level::City,
            LevelArg::County => Level::County,
            LevelArg::Township => Level::Township,
        }
    }
}

/// Runs the command.
pub fn run(args: Args, context: &Context) -> Result<Status, Failure> {
    let path = args.dir.join("plan.md");
    vacant(&args.dir, &path)?;
    let request = request(&args)?;
    let mut config = Config::find(if args.dir.is_dir() { &args.dir } else { Path::new(".") })?;
    config.strict = false;
    let mut session = Session::new(config);
    for parent in &args.parent {
        session.load(parent)?;
    }
    let draft = begin(&session, &args, &request, context)?;
    let (text, findings) = settle(&mut session, &path, draft.text)?;
    std::fs::create_dir_all(&args.dir)
        .map_err(|e| Failure::io("建不了文件夹", "cannot make the folder", &args.dir, &e))?;
    write_new(&path, text.as_bytes())?;
    context.print(&format!("{}\n", path.display()))?;
    tell(&path, draft.tasks, &args, &findings, context);
    let least = args.fail_on.and_then(FailOn::severity);
    let found = least.is_some_and(|least| findings.iter().any(|f| f.severity >= least));
    Ok(if found { Status::Findings } else { Status::Clean })
}

/// The draft that the parents make.
fn begin(session: &Session, args: &Args, request: &Request, context: &Context) -> Result<Draft, Failure> {
    let held = |path: &'_ PathBuf| -> Option<(PathBuf, Document)> { Some((path.clone(), session.document(path)?)) };
    let documents: Vec<(PathBuf, Document)> = args.parent.iter().filter_map(held).collect();
    let mut sources: Vec<Source<'_>> = Vec::new();
    for (path, document) in &documents {
        let source = Source { doc: document.doc(), name: plan_name(document.doc()), link: relative(&args.dir, path) };
        usable(path, document, &sources, request.level)?;
        sources.push(source);
    }
    let register = &session.config().register;
    let outline = draft::outline(&sources, request, register);
    tell_left(&outline, &sources, context);
    Ok(draft::source(&sources, &outline, request, register))
}

/// Nothing may stand where the draft is to be written.
fn vacant(dir: &Path, path: &Path) -> Result<(), Failure> {
    if dir.exists() && !dir.is_dir() {
        return Err(Failure::new("这是文件，不能作新方案的文件夹", "a file cannot be the new plan's folder")
            .file(dir)
            .remedy("给出文件夹", "name a folder"));
    }
    if path.symlink_metadata().is_ok() {
        return Err(Failure::new("这里已经有方案，没有覆盖", "there is a plan already, and it was not overwritten")
            .file(path)
            .remedy("换一个文件夹，或先把它移走", "name another folder, or move it away first"));
    }
    Ok(())
}

fn request(args: &Args) -> Result<Request, Failure> {
    let words = |name: &str, value: &str| {
        let value = value.trim();
        if value.is_empty() || value.contains(char::is_control) {
            return Err(Failure::new(
                format!("--{name} 的取值“{}”无效", value.escape_debug()),
                format!("invalid value `{}` for --{name}", value.escape_debug()),
            )
            .remedy("写一行文字", "give one line of words"));
        }
        Ok(value.to_owned())
    };
    let title = args.title.as_deref().map(|t| words("title", t)).transpose()?;
    let kind = args.kind.as_deref().map(|k| words("kind", k)).transpose()?;
    let named = std::path::absolute(&args.dir).ok();
    let id = named.as_deref().and_then(Path::file_name).map(|n| n.to_string_lossy().into_owned());
    // Others link to the plan by this name: it is one only where it can stand in a heading.
    let id = id.filter(|id| id.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.')));
    Ok(Request { level: args.level.level(), region: words("region", &args.region)?, kind, title, id })
}

/// Whether a parent has what a draft can be made of.
fn usable(path: &Path, document: &Document, earlier: &[Source<'_>], level: Level) -> Result<(), Failure> {
    if let Some(finding) = document.unreadable() {
        return Err(Failure::new("上级方案的开头读不出来", "the parent's front matter cannot be read")
            .within(&document.file, finding.place.span)
            .remedy("先用 plangen lint 查看并改正", "look at it with `plangen lint` and correct it first"));
    }
    if document.facts.tasks.is_empty() {
        return Err(Failure::new("上级方案里没有读出任务", "no task was found in the parent").file(path).remedy(
            "用 plangen facts 看看读出了什么；不是方案的文件不能作上级",
            "see with `plangen facts` what was read; a file that is no plan cannot be a parent",
        ));
    }
    let theirs = scope::level_of(document.doc());
    if theirs.is_some_and(|theirs| theirs > level) {
        return Err(Failure::new("上级方案的层级比本级还低", "the parent is of a lower level than the new plan")
            .file(path)
            .remedy("核对 --level 和 --parent", "look at --level and --parent"));
    }
    let name = plan_name(document.doc());
    if let Some(other) = earlier.iter().find(|s| s.name == name) {
        let same_file = same(&other.doc.file.path, path);
        let (zh, en) = if same_file {
            ("同一个上级方案给出了两次".to_owned(), "one parent was given twice".to_owned())
        } else {
            (format!("两个上级方案同名：{name}"), format!("two parents have one name: {name}"))
        };
        return Err(Failure::new(zh, en).file(path).remedy(
            "给其中一个改文件名，或在开头写明不同的 id",
            "rename one of the files, or give it an id of its own",
        ));
    }
    Ok(())
}

/// The draft with its safe fixes, as it will stand at `path`, and what is found in it.
fn settle(session: &mut Session, path: &Path, text: String) -> Result<(String, Vec<Finding>), Failure> {
    session.set(SourceFile::new(path, text));
    let plans = [path.to_path_buf()];
    let mut find = |session: &mut Session| {
        Ok(session.check(&plans, &[])?.into_iter().flat_map(|checked| checked.findings).collect())
    };
    let fixed = session.fix(&plans, Applicability::Safe, &mut find)?;
    let text = session.text(path).map(|file| file.text.clone()).unwrap_or_default();
    Ok((text, fixed.left))
}

/// Tells which tasks of the parents are not the new plan's.
fn tell_left(outline: &Outline, sources: &[Source<'_>], context: &Context) {
    for left in &outline.left {
        let source = &sources[left.parent];
        let task = &source.doc.facts.tasks[left.task];
        let (path, title) = (&task.path, shortened(&task.title));
        let file = source.doc.file.path.display();
        context.note(
            &format!("{file} 的 {path} {title}：由上级承担，没有列入"),
            &format!("{path} {title} of {file}: the upper level's own to carry out; left out"),
        );
    }
}

/// The first words of a title; an item without one has its first sentence for it.
fn shortened(title: &str) -> String {
    const LETTERS: usize = 30;
    match title.char_indices().nth(LETTERS) {
        Some((at, _)) => format!("{}……", &title[..at]),
        None => title.to_owned(),
    }
}

fn tell(path: &Path, tasks: usize, args: &Args, findings: &[Finding], context: &Context) {
    let (here, parents) = (path.display(), args.parent.len());
    let marks = findings.iter().filter(|f| f.code == "PG604").count();
    context.note(
        &format!("写成 {here}：承接 {parents} 个上级方案的 {tasks} 项任务，有 {marks} 处【待…】要人来写"),
        &format!("wrote {here}: {tasks} tasks of {parents} parent(s), {marks} marks 【待…】 for a person to fill in"),
    );
    context.note(
        &format!(
            "下一步：编辑 {here}，同时运行 plangen watch {}；写完用 plangen trace {here} 看对照",
            args.dir.display()
        ),
        &format!(
            "next: edit {here} with `plangen watch {}` running; `plangen trace {here}` shows what answers what",
            args.dir.display()
        ),
    );
}
