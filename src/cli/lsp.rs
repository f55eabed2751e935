//! `plangen lsp`: the language server on standard input and output.

use super::{Context, Status};
use plangen::base::Failure;
use plangen::lsp::{self, Options};
use std::io::{self, BufReader};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Standard input and output; what editors pass, and the only way there is ‖ 标准输入输出；编辑器会带上，也是唯一的方式
    #[arg(long)]
    stdio: bool,
    /// The editor's process; taken and not needed ‖ 编辑器的进程号，可以带上
    #[arg(long = "clientProcessId", value_name = "PID", hide = true)]
    process: Option<u32>,
}

/// Runs the command.
pub fn run(args: Args, context: &Context) -> Result<Status, Failure> {
    let Args { stdio: _, process: _ } = args;
    let options = Options { asked: context.asked, locale: context.lang };
    let output = io::stdout();
    Ok(match lsp::run(BufReader::new(io::stdin()), output, options) {
        0 => Status::Clean,
        _ => Status::Orphaned,
    })
}
