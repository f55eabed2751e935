//! The command line. One file per command, each with its `Args` and
//! `run(args, &Context) -> Result<Status, Failure>`.
//!
//! To add a command: its file, a `mod` line, a line in [`Command`], a line in [`dispatch`]. Help texts
//! are doc comments in both languages, `English ‖ 中文`; a test sees to it that none is left out.

use clap::builder::StyledStr;
use clap::{ArgAction, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use plangen::base::{Failure, Lang, Words};
use std::ffi::OsString;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::process::ExitCode;

mod annotate;
#[cfg(feature = "render")]
mod build;
mod cache;
#[cfg(feature = "render")]
mod check;
mod choice;
mod config;
mod consult;
mod diff;
mod explain;
mod facts;
mod fix;
mod fmt;
#[cfg(feature = "render")]
mod fonts;
mod import;
mod init;
mod ledger;
mod link;
mod lint;
mod lock;
mod lsp;
mod new;
mod output;
mod progress;
mod ratchet;
mod review;
mod rollup;
mod rules_test;
mod schema;
mod shell;
mod table;
mod trace;
mod usage;
mod waivers;
mod watch;
mod work;

/// Chinese government plans as source code: check them against their parents, render them as official documents ‖ 把政府方案当作源代码：对照上级方案检查，排成公文
#[derive(Debug, Parser)]
#[command(name = "plangen", version, disable_help_flag = true, disable_version_flag = true)]
#[command(disable_help_subcommand = true, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    global: Global,
    /// Print the version ‖ 显示版本
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: (),
}

/// Flags that every command takes.
#[derive(Debug, clap::Args)]
struct Global {
    /// Language of messages; by default that of the locale ‖ 消息的语言；默认按系统区域设置
    #[arg(long, global = true, value_enum, value_name = "LANG")]
    lang: Option<LangArg>,
    /// When to colour the output; NO_COLOR is obeyed ‖ 何时使用颜色；遵从环境变量 NO_COLOR
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t)]
    color: ColorArg,
    /// No notes and no progress on stderr; errors are still told ‖ 不在标准错误输出提示和进度，错误仍会报告
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Print help ‖ 显示帮助
    #[arg(short, long, global = true, action = ArgAction::Help)]
    help: (),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LangArg {
    Zh,
    En,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Default)]
enum ColorArg {
    #[default]
    Auto,
    Always,
    Never,
}

/// The commands, in the order help lists them; those with many arguments apart, for the sake of the others' size.
#[derive(Debug, Subcommand)]
enum Command {
    /// Check plans, alone and against their parents ‖ 检查方案，并与上级方案对照
    Lint(Box<lint::Args>),
    /// Check plans after every save, and tell what it changed ‖ 每次保存后检查，只报有变化的
    Watch(watch::Args),
    /// Render plans as official documents ‖ 把方案排成公文
    #[cfg(feature = "render")]
    Build(Box<build::Args>),
    /// The gate before publication: strict lint, build, and the pages against GB/T 9704 ‖ 发布前的关口：严格检查、排版，并按 GB/T 9704 量页面
    #[cfg(feature = "render")]
    Check(Box<check::Args>),
    /// Put sources into canonical form: order, heading levels, spacing; no word changes ‖ 把源文件整理成规范形式：顺序、标题层级、空行空格，不改文字
    Fmt(fmt::Args),
    /// Make a folder a project ‖ 把文件夹建成项目
    Init(init::Args),
    /// Begin a plan from the plans it must carry out ‖ 由上级方案起草本级方案
    New(new::Args),
    /// Show which tasks answer which of the parents', and store the links in the plan ‖ 显示建议的承接链接，并写入方案
    Link(link::Args),
    /// Record the parents' clauses that plans depend on, as they stand ‖ 记下方案所承接的上级条文的现状
    Lock(lock::Args),
    /// Accept anew the parents' clauses that changed ‖ 确认已按上级的改动核对
    Review(review::Args),
    /// Turn published text into source ‖ 把已发布的文本转成源文件
    Import(import::Args),
    /// Show which tasks, units and targets answer which of the parents' ‖ 显示任务、责任单位、目标与上级方案的对照
    Trace(Box<trace::Args>),
    /// Tell whom to ask about a draft, and gather what they answer into one table ‖ 列出征求意见的单位，把退回稿里的意见汇成采纳情况表
    Consult(consult::Args),
    /// Show what changed between two versions of a plan: tasks, units, targets, deadlines ‖ 比较一份方案的两稿：任务、责任单位、目标、时限有什么变化
    Diff(diff::Args),
    /// Add up the children's counts against the parent's totals ‖ 把下级方案的数量汇总，与上级总数核对
    Rollup(rollup::Args),
    /// The ledger of a plan's tasks, with progress that people fill in ‖ 任务台账：牵头、配合、时限、目标，进展由人填写
    Ledger(ledger::Args),
    /// Show what plangen reads from a plan: tasks, units, targets, citations ‖ 显示从方案中读出的任务、责任单位、目标和依据
    Facts(facts::Args),
    /// Show which settings hold for a file, and where each is set ‖ 显示一个文件适用哪些设置、各在哪里设置
    Config(config::Args),
    /// Show which typeface serves which role of a document ‖ 显示公文各处用什么字体
    #[cfg(feature = "render")]
    Fonts(fonts::Args),
    /// The language server that editors start ‖ 供编辑器启动的语言服务器
    Lsp(lsp::Args),
    /// List the waivers that hold, for the reviewing office to sign ‖ 列出现行的豁免，供审核单位签字
    Waivers(waivers::Args),
    /// JSON schemas of settings, source and outputs ‖ 设置、源文件和各种输出的 JSON 模式
    Schema(schema::Args),
    /// Completions for a shell ‖ 供 shell 补全命令用的脚本
    Completions(shell::CompletionsArgs),
    /// Pages of the manual ‖ 手册页（man）
    Man(shell::ManArgs),
    /// Show a lint's page ‖ 显示一个检查项的说明
    Explain(explain::Args),
    /// List all lints ‖ 列出全部检查项
    Rules(explain::RulesArgs),
}

fn dispatch(command: Command, context: &Context) -> Result<Status, Failure> {
    match command {
        Command::Lint(args) => lint::run(*args, context),
        Command::Watch(args) => watch::run(args, context),
        #[cfg(feature = "render")]
        Command::Build(args) => build::run(*args, context),
        #[cfg(feature = "render")]
        Command::Check(args) => check::run(*args, context),
        #[cfg(feature = "render")]
        Command::Fonts(args) => fonts::run(args, context),
        Command::Schema(args) => schema::run(args, context),
        Command::Completions(args) => shell::completions(args, context),
        Command::Man(args) => shell::man(args, context),
        Command::Config(args) => config::run(args, context),
        Command::Fmt(args) => fmt::run(args, context),
        Command::Init(args) => init::run(args, context),
        Command::New(args) => new::run(args, context),
        Command::Link(args) => link::run(args, context),
        Command::Lock(args) => lock::run(args, context),
        Command::Review(args) => review::run(args, context),
        Command::Import(args) => import::run(args, context),
        Command::Consult(args) => consult::run(args, context),
        Command::Waivers(args) => waivers::run(args, context),
        Command::Explain(args) => explain::run(args, context),
        Command::Rules(args) => explain::rules(args, context),
        Command::Diff(args) => diff::run(args, context),
        Command::Rollup(args) => rollup::run(args, context),
        Command::Ledger(args) => ledger::run(args, context),
        Command::Trace(args) => trace::run(*args, context),
        Command::Facts(args) => facts::run(args, context),
        Command::Lsp(args) => lsp::run(args, context),
    }
}

/// How a command ended, as the process tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// 0: nothing at or above the threshold.
    Clean,
    /// 1: findings at or above it.
    Findings,
    /// 2: something could not be done, and was told on stderr already.
    Failed,
    /// 1: the editor left its server without shutting it down, which the protocol ends so.
    Orphaned,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        match status {
            Status::Clean => ExitCode::SUCCESS,
            Status::Findings | Status::Orphaned => ExitCode::from(1),
            Status::Failed => ExitCode::from(2),
        }
    }
}

/// What every command knows of its surroundings.
#[derive(Debug, Clone)]
pub struct Context {
    /// Language of messages.
    pub lang: Lang,
    /// The language that was asked for, where one was.
    pub asked: Option<Lang>,
    /// Whether results on stdout may be coloured.
    pub color: bool,
    /// Whether messages on stderr may be coloured.
    pub color_err: bool,
    /// No notes, no progress.
    pub quiet: bool,
    /// Width of the terminal in columns; 100 where there is none.
    pub width: usize,
}

impl Context {
    /// Writes a result to stdout. A reader that has gone (`| head`) is no failure; a full disk is.
    pub fn print(&self, text: &str) -> Result<(), Failure> {
        self.offer(text).map(drop)
    }

    /// As [`Context::print`], of what is no text.
    pub fn print_bytes(&self, bytes: &[u8]) -> Result<(), Failure> {
        self.offer_bytes(bytes).map(drop)
    }

    /// As [`Context::print`]; answers whether the reader is still there.
    pub fn offer(&self, text: &str) -> Result<bool, Failure> {
        self.offer_bytes(text.as_bytes())
    }

    fn offer_bytes(&self, bytes: &[u8]) -> Result<bool, Failure> {
        let mut out = io::stdout().lock();
        match out.write_all(bytes).and_then(|()| out.flush()) {
            Ok(()) => Ok(true),
            Err(e) if e.kind() == ErrorKind::BrokenPipe => Ok(false),
            Err(e) => Err(Failure::io("写不出结果", "cannot write the result", "stdout", &e)),
        }
    }

    /// Tells a note on stderr, in the language in use; silent with `--quiet`.
    pub fn note(&self, zh: &str, en: &str) {
        if !self.quiet {
            let _ = writeln!(io::stderr(), "{}", self.lang.pick(zh, en));
        }
    }

    /// As [`Context::note`].
    pub fn tell(&self, words: &Words) {
        self.note(&words.zh, &words.en);
    }

    /// Tells a failure on stderr.
    pub fn fail(&self, failure: &Failure) {
        for failure in failure.each() {
            complain(self.lang, self.color_err, &failure.render(self.lang));
        }
    }
}

/// Reads the arguments, runs the command, answers with its status.
pub fn main() -> ExitCode {
    let args: Vec<OsString> = std::env::args_os().collect();
    let global = guess_global(&args);
    let cli = match parse(&args, global.lang) {
        Ok(cli) => cli,
        Err(error) => return usage::answer(&error, &global),
    };
    let context = Context { quiet: cli.global.quiet, ..global };
    match dispatch(cli.command, &context) {
        Ok(status) => status.into(),
        Err(failure) => {
            context.fail(&failure);
            Status::Failed.into()
        }
    }
}

fn parse(args: &[OsString], lang: Lang) -> Result<Cli, clap::Error> {
    Cli::from_arg_matches(&command(lang).try_get_matches_from(args)?)
}

/// The whole command with its help in one language.
fn command(lang: Lang) -> clap::Command {
    in_language(Cli::command(), lang)
}

fn in_language(command: clap::Command, lang: Lang) -> clap::Command {
    let pick = |s: &StyledStr| {
        let s = s.to_string();
        let (en, zh) = s.split_once('‖').unwrap_or((&s, &s));
        lang.pick(zh, en).trim().to_owned()
    };
    let about = command.get_about().map(pick);
    let long_about = command.get_long_about().map(pick);
    let mut command = command;
    if let Some(about) = about {
        command = command.about(about);
    }
    if let Some(long) = long_about {
        command = command.long_about(long);
    }
    if lang == Lang::Zh {
        command = command
            .help_template("{before-help}{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}")
            .subcommand_help_heading("命令")
            .subcommand_value_name("命令");
    }
    command
        .mut_args(|arg| {
            let help = arg.get_help().map(pick);
            let long = arg.get_long_help().map(pick);
            let arg = if lang == Lang::Zh && arg.get_help_heading().is_none() {
                let heading = if arg.is_positional() { "参数" } else { "选项" };
                arg.help_heading(heading)
            } else {
                arg
            };
            let arg = if let Some(help) = help { arg.help(help) } else { arg };
            if let Some(long) = long { arg.long_help(long) } else { arg }
        })
        .mut_subcommands(|sub| in_language(sub, lang))
}

/// Language and colour as the raw arguments and the environment ask for, needed before the arguments
/// are parsed: an error in them is told in the same language.
fn guess_global(args: &[OsString]) -> Context {
    let value = |name: &str| {
        let words: Vec<&str> =
            args.iter().skip(1).map(|a| a.to_str().unwrap_or("")).take_while(|a| *a != "--").collect();
        words.iter().enumerate().rev().find_map(|(i, w)| {
            let rest = w.strip_prefix(name)?;
            if rest.is_empty() {
                words.get(i + 1).map(|s| s.to_string())
            } else {
                rest.strip_prefix('=').map(str::to_owned)
            }
        })
    };
    let asked = match value("--lang").as_deref() {
        Some("zh") => Some(Lang::Zh),
        Some("en") => Some(Lang::En),
        _ => None,
    };
    let when = value("--color");
    let coloured = |terminal: bool| match when.as_deref() {
        Some("always") => true,
        Some("never") => false,
        _ => terminal && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()),
    };
    Context {
        lang: asked.unwrap_or_else(locale),
        asked,
        color: coloured(io::stdout().is_terminal()),
        color_err: coloured(io::stderr().is_terminal()),
        quiet: false,
        width: columns(),
    }
}

/// The width of the terminal: as it says itself, else `COLUMNS`, else 100.
fn columns() -> usize {
    let told = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    let named = || std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    told.or_else(named).unwrap_or(100).clamp(60, 160)
}

/// The language of the locale: the first of `LC_ALL`, `LC_MESSAGES`, `LANG` that is set decides.
fn locale() -> Lang {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()))
        .map_or(Lang::En, |v| Lang::of_locale(&v))
}

fn complain(lang: Lang, color: bool, message: &str) {
    let word = lang.pick("错误", "error");
    let colon = lang.pick("：", ": ");
    let _ = if color {
        writeln!(io::stderr(), "\u{1b}[1;31m{word}\u{1b}[0m{colon}{message}")
    } else {
        writeln!(io::stderr(), "{word}{colon}{message}")
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_well_formed() {
        command(Lang::Zh).debug_assert();
        command(Lang::En).debug_assert();
    }

    #[test]
    fn every_help_text_is_in_both_languages() {
        fn walk(command: &clap::Command, missing: &mut Vec<String>) {
            let bad = |text: Option<&StyledStr>| {
                let text = text.map(ToString::to_string).unwrap_or_default();
                match text.split_once('‖') {
                    Some((en, zh)) => {
                        zh.contains('‖')
                            || en.trim().is_empty()
                            || !zh.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
                    }
                    None => true,
                }
            };
            if bad(command.get_about()) || command.get_long_about().is_some_and(|t| bad(Some(t))) {
                missing.push(command.get_name().to_owned());
            }
            for arg in command.get_arguments() {
                if bad(arg.get_help()) || arg.get_long_help().is_some_and(|t| bad(Some(t))) {
                    missing.push(format!("{} {}", command.get_name(), arg.get_id()));
                }
            }
            for sub in command.get_subcommands() {
                walk(sub, missing);
            }
        }
        let mut missing = Vec::new();
        walk(&Cli::command(), &mut missing);
        assert!(missing.is_empty(), "help without `English ‖ 中文`: {missing:?}");
    }
}
