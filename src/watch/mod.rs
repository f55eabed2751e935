//! Watching plans: after every save what it changed is told, on a session that computes nothing twice.

mod delta;
mod files;
pub mod live;
mod round;
mod wish;

pub use delta::{Delta, Known};
pub use files::{Event, Watcher};
pub use round::{Build, Built, PlanRound, Round, Totals, Watch};
pub use wish::{Asked, Wish, Written};

use crate::base::Failure;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

/// How long a file that vanished, or was emptied, may take to come back before that is told: some editors
/// remove the old file before they write the new one.
const PATIENCE: Duration = Duration::from_millis(300);

/// What [`run`] answers to: whether to go on.
pub type Tell<'a> = dyn FnMut(&Watch, &Round) -> Result<bool, Failure> + 'a;

/// Watches until [`Event::Stop`] comes or `tell` has enough. `tell` is given the first round, of all plans,
/// and every round after it that has something to tell. `sender` is the other end of `events`.
///
/// # Errors
/// When the first round fails, folders cannot be watched, or `tell` fails.
pub fn run(
    mut watch: Watch,
    sender: Sender<Event>,
    events: &Receiver<Event>,
    tell: &mut Tell<'_>,
) -> Result<(), Failure> {
    let mut watcher = Watcher::new(sender)?;
    // Watched before it is read: what is saved in between is told.
    watcher.watch(&watch.folders())?;
    let first = watch.start()?;
    let mut go_on = tell(&watch, &first)?;
    while go_on {
        watcher.watch(&watch.folders())?;
        let Ok(event) = events.recv() else { break };
        let mut asked = Vec::new();
        let Some(changed) = gathered(event, events, &watch, &mut asked) else { break };
        for Asked { wish, answer } in asked {
            // Who asked may have gone.
            let _ = answer.send(watch.grant(&wish));
        }
        if changed.as_ref().is_some_and(|paths| !paths.iter().any(|path| watch.concerns(path))) {
            continue;
        }
        let round = watch.step(changed.as_ref());
        if !round.is_silent() {
            go_on = tell(&watch, &round)?;
        }
    }
    watcher.stop();
    Ok(())
}

/// An event and those right behind it as one set of paths (`None`: anything may have changed), once the files
/// have settled; nothing when it is time to end. What the preview asks for goes into `asked`.
fn gathered(
    first: Event,
    events: &Receiver<Event>,
    watch: &Watch,
    asked: &mut Vec<Asked>,
) -> Option<Option<BTreeSet<PathBuf>>> {
    let mut changed = Some(BTreeSet::new());
    let mut add = |event: Event, changed: &mut Option<BTreeSet<PathBuf>>| match event {
        Event::Stop => false,
        Event::Asked(one) => {
            asked.push(*one);
            true
        }
        Event::Unsure => {
            *changed = None;
            true
        }
        Event::Changed(paths) => {
            if let Some(all) = changed {
                all.extend(paths);
            }
            true
        }
    };
    if !add(first, &mut changed) {
        return None;
    }
    let patience = Instant::now() + PATIENCE;
    loop {
        let unsettled = changed.iter().flatten().any(|path| watch.is_unsettled(path)) && Instant::now() < patience;
        let wait = if unsettled { Duration::from_millis(20) } else { Duration::ZERO };
        match events.recv_timeout(wait) {
            Ok(event) => {
                if !add(event, &mut changed) {
                    return None;
                }
            }
            Err(RecvTimeoutError::Timeout) if unsettled => {}
            Err(_) => return Some(changed),
        }
    }
}
