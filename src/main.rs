//! The command line: arguments in, exit status out. What plangen does is in the library.

use std::process::ExitCode;

mod cli;

/// Plans are many small texts and lists: this allocator takes a tenth off a run (benches/run.sh), and threads do not
/// wait for one another in it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::main()
}
