//! `plangen watch`: after every save, what it changed.

use super::{Context, Status};
use plangen::base::{Failure, Finding};
use plangen::report::{messages, pretty};
use plangen::watch::{self, Event, PlanRound, Round, Totals, Watch};
use std::path::{Path, PathBuf};
use std::sync::mpsc;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Plans, or folders of plans ‖ 方案文件，或存放方案的文件夹
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    /// A parent to compare with, besides those the plans name; may repeat ‖ 要对照的上级方案（方案自己写明的之外），可以多次给出
    #[arg(long, value_name = "FILE")]
    parent: Vec<PathBuf>,
    #[cfg(feature = "render")]
    #[command(flatten)]
    render: RenderArgs,
}

#[cfg(feature = "render")]
#[derive(Debug, clap::Args)]
struct RenderArgs {
    /// Where PDFs go: a file for one plan, a folder for several; beside each plan by default ‖ PDF 输出到哪里：一个方案可给文件名，多个给文件夹；默认与方案放在一起
    #[arg(short, long, value_name = "PATH")]
    out: Option<PathBuf>,
    /// Only check, and build no PDF ‖ 只检查，不生成 PDF
    #[arg(long)]
    no_build: bool,
    #[command(flatten)]
    fonts: super::build::FontArgs,
}

/// What builds after a save. Without fonts plans are still checked, and why they are not built is told once.
#[cfg(feature = "render")]
fn builder(args: RenderArgs, paths: &[PathBuf], context: &Context) -> Result<Option<Box<dyn watch::Build>>, Failure> {
    if args.no_build {
        return Ok(None);
    }
    let config = plangen::project::Config::find(paths.first().map_or(Path::new("."), PathBuf::as_path))?;
    let alone = matches!(paths, [one] if one.is_file());
    match super::build::Builder::new(args.fonts, args.out, alone, &config) {
        Ok(builder) => Ok(Some(Box::new(builder))),
        Err(failure) => {
            context.fail(&failure);
            context.note("不生成 PDF，只检查", "plans are checked, but no PDF is built");
            Ok(None)
        }
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
    #[cfg(feature = "render")]
    let build = builder(args.render, &args.paths, context)?;
    #[cfg(not(feature = "render"))]
    let build = None;
    let watch = Watch::new(args.paths, args.parent, build)?;
    let mut first = true;
    watch::run(watch, sender, &events, &mut |watch, round| {
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
        Some(Ok(built)) => {
            let (output, pages, took) = (built.output.display(), built.pages, built.took.as_millis());
            out.push_str(&context.lang.pick(
                format!("已生成 {output}：{pages} 页，{took} 毫秒\n"),
                format!("built {output}: {pages} page{}, {took} ms\n", if pages == 1 { "" } else { "s" }),
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
