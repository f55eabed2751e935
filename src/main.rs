//! The command line: arguments in, exit status out. What plangen does is in the library.

use std::process::ExitCode;

mod cli;

fn main() -> ExitCode {
    cli::main()
}
