//! `plangen watch`: after every save, what it changed.

use super::{Context, Status, work};
#[cfg(feature = "render")]
use plangen::base::Lang;
use plangen::base::{Failure, Finding, Words};
use plangen::report::{messages, pretty};
use plangen::watch::live::{self, Live, Server};
use plangen::watch::{self, Event, PlanRound, Round, Totals, Watch};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Plans, or folders of plans ‖ 方案文件，或存放方案的文件夹
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    /// A parent to compare with, besides those the plans name; may repeat ‖ 要对照的上级方案（方案自己写明的之外），可以多次给出
    #[arg(long, value_name = "FILE")]
    parent: Vec<PathBuf>,
    /// Open the live preview in the browser ‖ 在浏览器中打开实时预览
    #[arg(long)]
    open: bool,
    /// Port of the live preview on this machine; by default one that stays the same for the project ‖ 实时预览在本机使用的端口；默认由项目决定，每次相同
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// No live preview ‖ 不开实时预览
    #[arg(long, conflicts_with_all = ["open", "port"])]
    no_preview: bool,
    #[cfg(feature = "render")]
    #[command(flatten)]
    render: RenderArgs,
}

#[cfg(feature = "render")]
#[derive(Debug, Clone, clap::Args)]
struct RenderArgs {
    /// Where files go: a file for one plan, a folder for several; beside each plan by default ‖ 文件输出到哪里：一个方案可给文件名，多个给文件夹；默认与方案放在一起
    #[arg(short, long, value_name = "PATH")]
    out: Option<PathBuf>,
    /// File formats, separated by commas; by default what the name after --out ends in, else pdf ‖ 输出格式，用逗号分隔；默认看 --out 给的文件名，没有就是 pdf
    #[arg(long, value_enum, value_name = "FORMAT", value_delimiter = ',')]
    format: Vec<super::build::FormatArg>,
    /// Check and show, and write no file ‖ 只检查和预览，不生成文件
    #[arg(long, conflicts_with = "format")]
    no_build: bool,
    #[command(flatten)]
    fonts: super::build::FontArgs,
}

/// What builds after a save, and why pages are not shown, where they are not.
type Builds = (Option<Box<dyn watch::Build>>, Option<Words>);

/// What builds after a save. Without fonts plans are still checked, and why they are not built is told once.
#[cfg(feature = "render")]
fn builder(args: RenderArgs, paths: &[PathBuf], shown: bool, context: &Context) -> Result<Builds, Failure> {
    if args.no_build && !shown {
        return Ok((None, None));
    }
    let config = plangen::project::Config::find(start(paths))?;
    let alone = matches!(paths, [one] if one.is_file());
    let formats = match args.no_build {
        true => Vec::new(),
        false => super::build::formats_of(&args.format, args.out.as_deref())?,
    };
    let words = |failure: &Failure| Words::new(failure.render(Lang::Zh), failure.render(Lang::En));
    match super::build::Builder::new(args.fonts, args.out, &formats, alone, shown, &config) {
        Ok((builder, unshown)) => {
            unshown.iter().for_each(|failure| context.fail(failure));
            Ok((Some(Box::new(builder)), unshown.as_ref().map(words)))
        }
        Err(failure) => {
            context.fail(&failure);
            context.note("不排版，只检查", "plans are checked, but not built");
            Ok((None, Some(words(&failure))))
        }
    }
}

fn start(paths: &[PathBuf]) -> &Path {
    paths.first().map_or(Path::new("."), PathBuf::as_path)
}

/// Starts the preview.
fn preview(
    args: &Args,
    wishes: mpsc::Sender<Event>,
    pageless: Option<Words>,
    context: &Context,
) -> Result<(Arc<Live>, Server), Failure> {
    let live = Live::new(pageless)?;
    // A page that is open finds the next watch of the same project.
    let server = Server::start(Arc::clone(&live), wishes, args.port, live::port_of(start(&args.paths)), context.lang)?;
    Ok((live, server))
}

/// Says where the preview is, and opens it where that was asked for.
fn announce(server: &Server, open: bool, context: &Context) {
    let address = server.address();
    context.note(&format!("实时预览：{address}"), &format!("live preview: {address}"));
    if open && let Err(error) = opener::open(&address) {
        context.note(
            &format!("打不开浏览器（{error}），请自己打开上面的地址"),
            &format!("the browser could not be opened ({error}): open the address above by hand"),
        );
    }
}

/// Runs the command, until it is interrupted or asked to end.
pub fn run(args: Args, context: &Context) -> Result<Status, Failure> {
    let (sender, events) = mpsc::channel();
    let stop = sender.clone();
    let interrupted = move || drop(stop.send(Event::Stop));
    ctrlc::set_handler(interrupted).map_err(|e| {
        Failure::new("无法接收中断", "cannot listen for interrupts").cause(e.to_string(), e.to_string())
    })?;
    let mut args = args;
    let shown = !args.no_preview;
    #[cfg(feature = "render")]
    let (build, pageless): Builds = builder(args.render.clone(), &args.paths, shown, context)?;
    #[cfg(not(feature = "render"))]
    let (build, pageless): Builds = (
        None,
        Some(Words::new(
            "这一版 plangen 不带排版功能，只显示检查结果",
            "this build of plangen does not typeset: findings only",
        )),
    );
    let (paths, parents) = (args.paths.clone(), std::mem::take(&mut args.parent));
    let mut watch = Watch::new(paths, parents, build)?;
    let preview = if shown { Some(preview(&args, sender.clone(), pageless, context)?) } else { None };
    if let Some((live, _)) = &preview {
        watch.show_in(Arc::clone(live));
    }
    let (mut first, mut told) = (true, BTreeSet::new());
    watch::run(watch, sender, &events, &mut |watch, round| {
        // What cannot be watched has no preview to look at.
        if let Some((_, server)) = preview.as_ref().filter(|_| first) {
            announce(server, args.open, context);
        }
        for words in round.plans.iter().flat_map(|plan| watch.read_with(&plan.path)).flat_map(work::told) {
            if told.insert(words.zh.clone()) {
                context.tell(&words);
            }
        }
        let open = tell(watch, round, context)?;
        if std::mem::take(&mut first) {
            context.note("正在监视，保存后自动检查；按 Ctrl-C 结束", "watching; every save is checked; Ctrl-C ends");
        }
        Ok(open)
    })?;
    Ok(Status::Clean)
}

/// Prints a round; answers whether someone still reads.
fn tell(watch: &Watch, round: &Round, context: &Context) -> Result<bool, Failure> {
    for failure in &round.failures {
        context.fail(failure);
    }
    let mut out = String::new();
    for path in &round.recovered {
        let path = path.display();
        out.push_str(&context.lang.pick(format!("恢复正常：{path}\n"), format!("in order again: {path}\n")));
    }
    for path in &round.gone {
        let path = path.display();
        out.push_str(&context.lang.pick(format!("已不在：{path}\n"), format!("no longer there: {path}\n")));
    }
    for plan in &round.plans {
        tell_plan(plan, watch, context, &mut out);
    }
    out.push_str(&total(round, context));
    context.offer(&out)
}

fn tell_plan(plan: &PlanRound, watch: &Watch, context: &Context, out: &mut String) {
    let files = |path: &Path| watch.session().text(path).map(|file| &**file);
    let look = pretty::Look { lang: context.lang, color: context.color, width: context.width };
    let new: Vec<Finding> = plan.delta.new.iter().map(|known| known.finding.clone()).collect();
    out.push_str(&pretty::findings(&new, &files, look));
    for known in &plan.delta.fixed {
        let (code, message) = (known.finding.code, messages::message(&known.finding, context.lang));
        let path = plan.path.display();
        out.push_str(
            &context
                .lang
                .pick(format!("已解决 {code} {path}：{message}\n"), format!("fixed {code} {path}: {message}\n")),
        );
    }
    match &plan.built {
        None => {}
        Some(Ok(built)) if built.outputs.is_empty() => {}
        Some(Ok(built)) => {
            let outputs: Vec<String> = built.outputs.iter().map(|path| path.display().to_string()).collect();
            let took = built.took.as_millis();
            let (zh, en) = built.pages.map_or_else(Default::default, |pages| {
                (format!("{pages} 页，"), format!("{pages} page{}, ", if pages == 1 { "" } else { "s" }))
            });
            out.push_str(&context.lang.pick(
                format!("已生成 {}：{zh}{took} 毫秒\n", outputs.join("、")),
                format!("built {}: {en}{took} ms\n", outputs.join(", ")),
            ));
        }
        Some(Err(failure)) => {
            context.fail(failure);
            let path = plan.path.display();
            context.note(
                &format!("{path}：没有生成，上一次的结果保留"),
                &format!("{path}: not built; what was built before is kept"),
            );
        }
    }
}

/// The closing line of a round: what it changed, and all that is left.
fn total(round: &Round, context: &Context) -> String {
    let new: usize = round.plans.iter().map(|p| p.delta.new.len()).sum();
    let fixed: usize = round.plans.iter().map(|p| p.delta.fixed.len()).sum();
    let Totals { plans, errors, warnings, infos } = round.totals;
    let took = round.took.as_millis();
    context.lang.pick(
        format!(
            "新增 {new}，解决 {fixed}；方案 {plans} 份共有错误 {errors}，警告 {warnings}，提示 {infos}（{took} 毫秒）\n"
        ),
        format!(
            "{new} new, {fixed} fixed; in all {plans} plan{}: {errors} error{}, {warnings} warning{}, {infos} info ({took} ms)\n",
            if plans == 1 { "" } else { "s" },
            if errors == 1 { "" } else { "s" },
            if warnings == 1 { "" } else { "s" },
        ),
    )
}
