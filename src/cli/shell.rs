//! `plangen completions` and `plangen man`: for shells and for `man`, made from the arguments themselves, in the
//! language of the run.

use super::{Context, Status, command};
use clap_complete::Shell;
use clap_mangen::Man;
use plangen::base::{Failure, Lang, write_together};
use std::path::PathBuf;

/// Arguments of `completions`.
#[derive(Debug, clap::Args)]
pub struct CompletionsArgs {
    /// The shell ‖ 哪种 shell
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

/// Arguments of `man`.
#[derive(Debug, clap::Args)]
pub struct ManArgs {
    /// The page of a command; without it the main page ‖ 哪条命令的手册页；不写则为总的一页
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
    /// Write all pages into this folder, as plangen.1, plangen-lint.1 … ‖ 把全部手册页写入这个文件夹：plangen.1、plangen-lint.1 等
    #[arg(long, value_name = "DIR", conflicts_with = "command")]
    out: Option<PathBuf>,
}

/// Prints completions.
pub fn completions(args: CompletionsArgs, context: &Context) -> Result<Status, Failure> {
    let mut out = Vec::new();
    clap_complete::generate(args.shell, &mut command(context.lang), "plangen", &mut out);
    context.print(&String::from_utf8_lossy(&out))?;
    Ok(Status::Clean)
}

/// Prints a page of the manual, or writes them all.
pub fn man(args: ManArgs, context: &Context) -> Result<Status, Failure> {
    let mut whole = command(context.lang);
    whole.build();
    if let Some(folder) = &args.out {
        let pages = std::iter::once(&whole).chain(whole.get_subcommands());
        let files: Vec<_> = pages
            .map(|c| {
                let name = c.get_display_name().unwrap_or_else(|| c.get_name()).replace(' ', "-");
                (folder.join(format!("{name}.1")), page(c.clone(), context.lang).into_bytes())
            })
            .collect();
        write_together(&files)?;
        context.note(&format!("写出 {} 页", files.len()), &format!("{} pages written", files.len()));
        return Ok(Status::Clean);
    }
    let asked = match &args.command {
        None => &whole,
        Some(name) => whole.find_subcommand(name).ok_or_else(|| {
            let names: Vec<&str> = whole.get_subcommands().map(clap::Command::get_name).collect();
            Failure::new(format!("没有 {name} 这个命令"), format!("there is no command `{name}`"))
                .remedy(format!("命令有：{}", names.join("、")), format!("commands: {}", names.join(", ")))
        })?,
    };
    context.print(&page(asked.clone(), context.lang))?;
    Ok(Status::Clean)
}

/// The headings that every page has, in Chinese.
const HEADINGS: [(&str, &str); 6] = [
    ("NAME", "名称"),
    ("SYNOPSIS", "概述"),
    ("DESCRIPTION", "描述"),
    ("OPTIONS", "选项"),
    ("SUBCOMMANDS", "命令"),
    ("VERSION", "版本"),
];

fn page(command: clap::Command, lang: Lang) -> String {
    let mut out = Vec::new();
    // Writing to memory cannot fail.
    let _ = Man::new(command).render(&mut out);
    let mut page = String::from_utf8_lossy(&out).into_owned();
    let (heading, words) = lang.pick(
        (
            "退出状态",
            [
                "没有达到 --fail-on 的问题",
                "有达到 --fail-on 的问题",
                "没能完成：文件不存在或读不出、没有方案、参数或设置有误、结果写不出",
            ],
        ),
        (
            "EXIT STATUS",
            [
                "nothing at or above --fail-on",
                "findings at or above --fail-on",
                "plangen could not check or do what it was asked",
            ],
        ),
    );
    page.push_str(&format!(".SH \"{heading}\"\n"));
    for (status, words) in words.iter().enumerate() {
        page.push_str(&format!(".TP\n{status}\n{}\n", words.replace('-', "\\-")));
    }
    if lang == Lang::Zh {
        for (en, zh) in HEADINGS {
            page = page.replace(&format!("\n.SH {en}\n"), &format!("\n.SH {zh}\n"));
        }
    }
    page
}
