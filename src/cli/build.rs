//! `plangen build`: plans as official documents.

use super::work::{self, Work};
use super::{Context, Status};
use clap::ValueEnum as _;
use plangen::base::{Failure, Lang, write_new, write_together};
use plangen::pages::Sheets;
use plangen::plan::{Attached, Plan};
use plangen::project::{Config, picture};
use plangen::render::{
    Docx, Engine, Format, Head, Html, Laid, Ofd, Options, Paper, Pdf, TextFormat, attached, fonts, pictures, templates,
};
use plangen::report::messages;
use plangen::session::{Document, Session};
use plangen::watch::{Build, Built};
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Plans, or folders of plans ‖ 方案文件，或存放方案的文件夹
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    /// Where to: a file for one plan, a folder for several; beside each plan by default ‖ 输出到哪里：一个方案可给文件名，多个给文件夹；默认与方案放在一起
    #[arg(short, long, value_name = "PATH")]
    out: Option<PathBuf>,
    /// File formats, separated by commas; by default what the name after --out ends in, else pdf ‖ 输出格式，用逗号分隔；默认看 --out 给的文件名，没有就是 pdf
    #[arg(long, value_enum, value_name = "FORMAT", value_delimiter = ',')]
    format: Vec<FormatArg>,
    /// DOCX without the head (mark, number, red rule): `none` for offices that put theirs in front, `room` keeps its room for paper that carries it ‖ DOCX 不带版头（发文机关标志、文号、红线）：none 用于套红，room 留出版头的位置，用于红头纸
    #[arg(long, value_enum, value_name = "HEAD", num_args = 0..=1, require_equals = true, default_missing_value = "none")]
    bare: Option<BareArg>,
    /// Attach the plan's source to the PDF, which becomes PDF/A-3a ‖ 把方案的源文件附在 PDF 里（PDF 成为 PDF/A-3a）
    #[arg(long)]
    attach_source: bool,
    #[command(flatten)]
    fonts: FontArgs,
    /// Show how the lines of each title were chosen, and build nothing ‖ 只显示标题如何分行，不排版
    #[arg(long)]
    explain_title: bool,
    /// Copy the built-in templates into this project, where they win, and build nothing ‖ 把内置模板复制到本项目（以后优先使用），不排版
    #[arg(long)]
    eject: bool,
}

/// Where fonts are.
#[derive(Debug, Clone, clap::Args)]
pub struct FontArgs {
    /// A folder with fonts, looked at before the system's; may repeat ‖ 字体所在的文件夹，先于系统字体；可以多次给出
    #[arg(long, value_name = "DIR")]
    font_dir: Vec<PathBuf>,
}

impl FontArgs {
    /// These folders, the project's, those of the environment.
    pub fn options(&self, config: &Config) -> fonts::Options {
        fonts::Options {
            folders: fonts::folders(&self.font_dir, &config.fonts, config.root.as_deref()),
            no_system: false,
            digits: config.habits.digits.clone(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub enum FormatArg {
    Pdf,
    Ofd,
    Docx,
    Html,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum BareArg {
    None,
    Room,
}

/// What writes a format.
#[derive(Clone, Copy)]
enum Writer {
    /// From pages.
    Pages(&'static (dyn Format + Sync)),
    /// From the text.
    Text(&'static (dyn TextFormat + Sync)),
}

impl FormatArg {
    fn writer(self, bare: Option<BareArg>) -> Writer {
        match self {
            FormatArg::Pdf => Writer::Pages(&Pdf),
            FormatArg::Ofd => Writer::Pages(&Ofd),
            FormatArg::Docx => Writer::Text(match bare {
                None => &Docx { head: Head::Set },
                Some(BareArg::None) => &Docx { head: Head::Bare },
                Some(BareArg::Room) => &Docx { head: Head::Room },
            }),
            FormatArg::Html => Writer::Text(&Html),
        }
    }

    fn extension(self) -> &'static str {
        match self.writer(None) {
            Writer::Pages(writer) => writer.extension(),
            Writer::Text(writer) => writer.extension(),
        }
    }
}

/// Runs the command.
pub fn run(args: Args, context: &Context) -> Result<Status, Failure> {
    if args.eject {
        return eject(&args, context);
    }
    let Work { mut session, plans, failures } = work::open(&args.paths, context)?;
    let mut failed = !failures.is_empty();
    let aligned = |plan: &PathBuf| {
        session.document(plan).is_some_and(|d| d.parsed.plan.meta.attach.contains(&Attached::Alignment))
    };
    if plans.iter().any(aligned) {
        // Parents are loaded with the check.
        session.check(&plans, &[])?;
    }
    if args.explain_title {
        for plan in &plans {
            if let Some(document) = session.document(plan) {
                explain(plan, &document, context)?;
            }
        }
        return Ok(if failed { Status::Failed } else { Status::Clean });
    }
    let formats = formats(&args)?;
    let targets = targets(&session, &plans, args.out.as_deref())?;
    if args.bare.is_some() && !formats.contains(&FormatArg::Docx) {
        return Err(Failure::new("--bare 只用于 DOCX", "--bare is for DOCX only")
            .remedy("加上 --format docx", "add --format docx"));
    }
    let writers: Vec<Writer> = formats.iter().map(|f| f.writer(args.bare)).collect();
    // What is written from the text needs neither fonts nor templates.
    let paged = writers.iter().any(|w| matches!(w, Writer::Pages(_)));
    let mut engine = match paged {
        true => Some(engine(&args.fonts, session.config())?),
        // On which page a DOCX has its colophon is seen on a layout, where there can be one.
        false if formats.contains(&FormatArg::Docx) => engine(&args.fonts, session.config()).ok(),
        false => None,
    };
    if let (Some(engine), true) = (&mut engine, args.attach_source) {
        engine.attach_sources(true);
    }
    for (plan, base) in &targets {
        let Some(document) = session.document(plan) else { continue };
        let made = whole(&session, plan, &document);
        let done =
            made.and_then(|whole| write(engine.as_mut(), &whole, &document, base, &writers, session.config(), context));
        if let Err(failure) = done {
            context.fail(&failure);
            failed = true;
        }
    }
    Ok(if failed { Status::Failed } else { Status::Clean })
}

/// The formats asked for, each once; those that the name of the output says, where none is.
fn formats(args: &Args) -> Result<Vec<FormatArg>, Failure> {
    let formats = formats_of(&args.format, args.out.as_deref())?;
    if args.attach_source && !formats.contains(&FormatArg::Pdf) {
        return Err(Failure::new("只有 PDF 能附上源文件", "only a PDF can hold its source").remedy(
            "去掉 --attach-source，或在 --format 里加上 pdf",
            "leave out --attach-source, or add pdf to --format",
        ));
    }
    Ok(formats)
}

/// As [`formats`], for any command that writes them.
pub fn formats_of(asked: &[FormatArg], out: Option<&Path>) -> Result<Vec<FormatArg>, Failure> {
    let file = out.filter(|out| !out.is_dir());
    let ending = file.and_then(Path::extension).map(|e| e.to_string_lossy().to_lowercase());
    let named = ending.as_deref().and_then(|e| FormatArg::value_variants().iter().find(|f| f.extension() == e));
    let mut formats = match (asked, named) {
        ([], Some(named)) => vec![*named],
        ([], None) => vec![FormatArg::Pdf],
        (asked, _) => asked.to_vec(),
    };
    formats.sort();
    formats.dedup();
    match (named, file) {
        // A name that promises another format than the one that was asked for would be a lie on one side.
        (Some(named), Some(file)) if !formats.contains(named) => {
            let (asked, ending) =
                (formats.iter().map(|f| f.extension()).collect::<Vec<_>>().join(","), named.extension());
            Err(Failure::new("输出文件名和格式不一致", "the name of the output and the format disagree")
                .file(file)
                .cause(
                    format!("文件名是 .{ending}，--format 是 {asked}"),
                    format!("the name ends in .{ending}, --format says {asked}"),
                )
                .remedy("改文件名，或改 --format", "change the name, or --format"))
        }
        _ => Ok(formats),
    }
}

/// An engine with a project's fonts and templates.
pub fn engine(fonts: &FontArgs, config: &Config) -> Result<Engine, Failure> {
    let habits = config.habits.clone();
    let root = config.root.clone();
    Engine::new(&Options { fonts: fonts.options(config), templates: templates_of(config), habits, root })
}

/// The folder of a project's own templates: as it says, else `templates` beside its settings, where there is one.
fn templates_of(config: &Config) -> Option<PathBuf> {
    let own = || config.root.as_ref().map(|r| r.join("templates")).filter(|f| f.is_dir());
    config.templates.clone().or_else(own)
}

/// Writes a plan in every format, from one layout, and tells where to.
fn write(
    engine: Option<&mut Engine>,
    plan: &Plan,
    document: &Document,
    base: &Path,
    writers: &[Writer],
    config: &Config,
    context: &Context,
) -> Result<(), Failure> {
    let paged = writers.iter().any(|w| matches!(w, Writer::Pages(_)));
    let laid = match engine.map(|engine| engine.layout(plan, &document.file)) {
        Some(Err(failure)) if paged => return Err(failure),
        laid => laid.and_then(Result::ok),
    };
    for (path, pages) in put(laid.as_ref(), plan, document, base, writers, config)? {
        let (from, to) = (document.file.path.display(), path.display());
        let zh = pages.map_or(String::new(), |pages| format!("（{pages} 页）"));
        let en = pages.map_or(String::new(), |pages| format!(" ({pages} pages)"));
        context.note(&format!("{from} → {to}{zh}"), &format!("{from} → {to}{en}"));
    }
    Ok(())
}

/// Makes the formats side by side; no file is replaced unless all of them could be made. Answers with the files, and
/// how many pages those with pages have.
fn put(
    laid: Option<&Laid>,
    plan: &Plan,
    document: &Document,
    base: &Path,
    writers: &[Writer],
    config: &Config,
) -> Result<Vec<(PathBuf, Option<usize>)>, Failure> {
    let mut paper = Paper::new(plan);
    paper.habits = config.habits.clone();
    pictures::load(&mut paper, &document.file, config.root.as_deref())?;
    paper.flow = laid.map(Laid::flow).unwrap_or_default();
    let made = |writer: &Writer| {
        let (extension, bytes, pages) = match (writer, laid) {
            (Writer::Text(writer), _) => (writer.extension(), writer.write(&paper)?, None),
            (Writer::Pages(writer), Some(laid)) => (writer.extension(), writer.write(laid)?, Some(laid.pages())),
            (Writer::Pages(_), None) => return Ok(None),
        };
        Ok(Some(((base.with_added_extension(extension), bytes), pages)))
    };
    let made: Vec<_> = writers.par_iter().map(made).collect::<Result<_, Failure>>()?;
    let (files, pages): (Vec<_>, Vec<_>) = made.into_iter().flatten().unzip();
    write_together(&files)?;
    Ok(files.into_iter().map(|(path, _)| path).zip(pages).collect())
}

/// The plan with the tables it asks for, if its front matter can be read.
pub fn whole<'a>(session: &Session, path: &Path, document: &'a Document) -> Result<Cow<'a, Plan>, Failure> {
    let plan = readable(document)?;
    if plan.meta.attach.is_empty() {
        return Ok(Cow::Borrowed(plan));
    }
    let parents = session.parents(path).into_iter();
    let parents: Vec<_> =
        parents.filter_map(|parent| Some((session.document(&parent)?, session.alignment(path, &parent)?))).collect();
    let parents: Vec<_> = parents.iter().map(|(parent, alignment)| (parent.doc(), &**alignment)).collect();
    Ok(Cow::Owned(attached::with_tables(document.doc(), &parents)))
}

/// The plan, if its front matter can be read.
fn readable(document: &Document) -> Result<&Plan, Failure> {
    let Some(finding) = document.unreadable() else { return Ok(&document.parsed.plan) };
    let told = |lang| messages::message(finding, lang);
    let help = |lang| messages::help(finding, lang).unwrap_or_default();
    Err(Failure::new("文件头读不懂，没有排版", "the front matter cannot be read; nothing was rendered")
        .within(&document.file, finding.place.span)
        .cause(told(Lang::Zh), told(Lang::En))
        .remedy(help(Lang::Zh), help(Lang::En)))
}

/// Where each plan goes, without the ending.
fn targets(session: &Session, plans: &[PathBuf], out: Option<&Path>) -> Result<Vec<(PathBuf, PathBuf)>, Failure> {
    let mut taken: BTreeMap<PathBuf, &PathBuf> = BTreeMap::new();
    let mut targets = Vec::new();
    for plan in plans {
        let target = target(session, plan, out, plans.len() == 1)?;
        if let Some(other) = taken.insert(target.clone(), plan) {
            let both = format!("{}, {}", other.display(), plan.display());
            return Err(Failure::new("两个方案会写到同一个文件", "two plans would be written to the same file")
                .file(&target)
                .cause(both.clone(), both)
                .remedy("给它们不同的 id，或分别指定输出位置", "give them different ids, or build them one by one"));
        }
        targets.push((plan.clone(), target));
    }
    Ok(targets)
}

/// Where a plan goes, without the ending: beside itself; or the file that was named, where it is the only one; or
/// into the folder that was named, by its id.
fn target(session: &Session, plan: &Path, out: Option<&Path>, alone: bool) -> Result<PathBuf, Failure> {
    let Some(out) = out else { return Ok(plan.with_extension("")) };
    if alone && !out.is_dir() && out.extension().is_some() {
        return Ok(out.with_extension(""));
    }
    std::fs::create_dir_all(out)
        .map_err(|e| Failure::io("建不了输出文件夹", "cannot make the output folder", out, &e))?;
    let id = session.document(plan).and_then(|d| d.parsed.plan.meta.id.as_ref().map(|id| id.value.clone()));
    let name = id.filter(|id| !id.contains(['/', '\\']) && !id.starts_with('.')).unwrap_or_else(|| name_of(plan));
    Ok(out.join(name))
}

/// What `watch` builds with: the engine stays alive, so that a save costs only what it changed.
pub struct Builder {
    fonts: FontArgs,
    out: Option<PathBuf>,
    /// Whether there is one plan only.
    alone: bool,
    /// None of them where pages are only shown.
    writers: Vec<Writer>,
    /// None where nothing needs pages, or nothing but what can do without.
    engine: Option<Engine>,
    reads: Vec<PathBuf>,
    /// The pictures of each plan.
    pictures: BTreeMap<PathBuf, Vec<PathBuf>>,
}

impl Builder {
    /// A builder for a project. `shown`: pages are looked at, whatever is written.
    ///
    /// # Errors
    /// When fonts are missing or a template is wrong, and pages are written.
    pub fn new(
        fonts: FontArgs,
        out: Option<PathBuf>,
        formats: &[FormatArg],
        alone: bool,
        shown: bool,
        config: &Config,
    ) -> Result<(Self, Option<Failure>), Failure> {
        let writers: Vec<Writer> = formats.iter().map(|f| f.writer(None)).collect();
        let paged = writers.iter().any(|w| matches!(w, Writer::Pages(_)));
        let (engine, failure) = match engine(&fonts, config) {
            Ok(engine) => (Some(engine), None),
            Err(failure) if paged => return Err(failure),
            Err(failure) => (None, Some(failure).filter(|_| shown)),
        };
        let reads = templates_of(config).into_iter().collect();
        Ok((Self { fonts, out, alone, writers, engine, reads, pictures: BTreeMap::new() }, failure))
    }
}

impl Build for Builder {
    fn build(
        &mut self,
        session: &Session,
        plan: &Path,
        show: &mut dyn FnMut(Arc<dyn Sheets>),
    ) -> Result<Built, Failure> {
        let from = Instant::now();
        let document =
            session.document(plan).ok_or_else(|| Failure::new("方案没有读入", "the plan was not read").file(plan))?;
        let whole = whole(session, plan, &document)?;
        let root = session.config().root.as_deref();
        let pictured = whole.pictures().into_iter().filter_map(|p| picture::path_of(p, plan, root).ok());
        self.pictures.insert(plan.to_path_buf(), pictured.collect());
        let laid = self.engine.as_mut().map(|engine| engine.layout(&whole, &document.file)).transpose()?.map(Arc::new);
        if let Some(laid) = &laid {
            show(Arc::clone(laid) as Arc<dyn Sheets>);
        }
        let mut outputs = Vec::new();
        if !self.writers.is_empty() {
            let base = target(session, plan, self.out.as_deref(), self.alone)?;
            let written = put(laid.as_deref(), &whole, &document, &base, &self.writers, session.config())?;
            outputs.extend(written.into_iter().map(|(path, _)| path));
        }
        Ok(Built { outputs, pages: laid.map(|laid| laid.pages()), took: from.elapsed() })
    }

    fn reads(&self) -> Vec<PathBuf> {
        self.reads.iter().chain(self.pictures.values().flatten()).cloned().collect()
    }

    fn refresh(&mut self, config: &Config) -> Result<(), Failure> {
        self.reads = templates_of(config).into_iter().collect();
        if self.engine.is_some() {
            self.engine = Some(engine(&self.fonts, config)?);
        }
        Ok(())
    }
}

/// The name of a plan without an id: its folder's, where the file is called `plan`; else its own.
fn name_of(plan: &Path) -> String {
    let stem = plan.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let folder = plan.parent().and_then(Path::file_name).map(|f| f.to_string_lossy().into_owned());
    match folder {
        Some(folder) if stem == "plan" => folder,
        _ => stem,
    }
}

fn explain(path: &Path, document: &Document, context: &Context) -> Result<(), Failure> {
    let paper = Paper::new(&document.parsed.plan);
    let notice = paper.notice.iter().filter(|n| !n.direct).map(|n| &n.title);
    for lines in std::iter::once(&paper.plan.title).chain(notice) {
        let mut out = format!("{}\n", path.display());
        for line in lines {
            let width = line.chars().count();
            let pad = " ".repeat(40usize.saturating_sub(plangen::base::width(line)) / 2);
            out.push_str(&format!(
                "  {pad}{line}{}\n",
                context.lang.pick(format!("（{width}字）"), format!(" ({width})"))
            ));
        }
        context.print(&out)?;
    }
    Ok(())
}

/// Writes the built-in templates into the project; none that is there is touched.
fn eject(args: &Args, context: &Context) -> Result<Status, Failure> {
    let config = Config::find(args.paths.first().map_or(Path::new("."), PathBuf::as_path))?;
    let root = config.root.clone().unwrap_or_else(|| PathBuf::from("."));
    let folder = config.templates.clone().unwrap_or_else(|| root.join("templates"));
    std::fs::create_dir_all(&folder)
        .map_err(|e| Failure::io("建不了模板文件夹", "cannot make the folder of templates", &folder, &e))?;
    for (name, text) in templates::builtin() {
        let path = folder.join(name);
        if path.exists() {
            context.note(&format!("已有，保留：{}", path.display()), &format!("kept, it is there: {}", path.display()));
            continue;
        }
        write_new(&path, text.as_bytes())?;
        context.note(&format!("写出 {}", path.display()), &format!("wrote {}", path.display()));
    }
    Ok(Status::Clean)
}
