//! What the end-to-end tests share: running the real binary.

use std::ffi::OsStr;
use std::process::Command;

/// What a run of plangen printed, and its exit status (-1 when a signal ended it).
#[derive(Debug)]
pub struct Run {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

/// A command of the binary under test, in an English locale without colours.
pub fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plangen"));
    command.env_remove("NO_COLOR").env_remove("LC_MESSAGES").env("LANG", "C.UTF-8").env("LC_ALL", "C.UTF-8");
    command
}

/// Runs `command` to its end.
pub fn run(command: &mut Command) -> Run {
    let output = command.output().expect("the binary under test runs");
    Run {
        status: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Runs plangen with these arguments.
pub fn plangen<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Run {
    run(command().args(args))
}
