//! A line on the terminal that says how far a long run is; gone when the run is done, and never where stderr is no
//! terminal.

use super::Context;
use plangen::base::Progress;
use std::io::{self, IsTerminal as _, Write as _};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// Runs shorter than this show nothing.
const PATIENCE: Duration = Duration::from_millis(1000);
/// How often the line is drawn.
const BEAT: Duration = Duration::from_millis(200);

/// The line; it goes when this is dropped.
pub struct Line(Option<(Sender<()>, JoinHandle<()>)>);

impl Line {
    /// Shows the progress of what is called `word`.
    pub fn start(progress: &Arc<Progress>, word: &'static str, context: &Context) -> Self {
        if context.quiet || !io::stderr().is_terminal() {
            return Self(None);
        }
        let (stop, stopped) = channel();
        let progress = Arc::clone(progress);
        let thread = std::thread::spawn(move || {
            let (mut wait, mut shown) = (PATIENCE, false);
            while stopped.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                wait = BEAT;
                let (done, all) = progress.now();
                // Of one plan there is nothing to count.
                if all > 0 {
                    shown = true;
                    let _ = write!(io::stderr(), "\r{word} {done}/{all}\u{1b}[K");
                }
            }
            if shown {
                let _ = write!(io::stderr(), "\r\u{1b}[K");
            }
        });
        Self(Some((stop, thread)))
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.0.take() {
            drop(stop);
            let _ = thread.join();
        }
    }
}
