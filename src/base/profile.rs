//! Where the time goes, for those who ask: sums by name over all threads. Not asked for, it costs nothing.

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

/// What a name took, and how often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spent {
    /// The sum.
    pub time: Duration,
    /// How often.
    pub runs: usize,
}

static SPENT: OnceLock<Mutex<BTreeMap<&'static str, Spent>>> = OnceLock::new();

/// Measures from now on.
pub fn start() {
    SPENT.get_or_init(Mutex::default);
}

/// Does something, and measures it if that was asked for.
pub fn time<T>(name: &'static str, work: impl FnOnce() -> T) -> T {
    let Some(spent) = SPENT.get() else { return work() };
    let began = Instant::now();
    let done = work();
    let took = began.elapsed();
    if let Ok(mut spent) = spent.lock() {
        let one = spent.entry(name).or_default();
        one.time += took;
        one.runs += 1;
    }
    done
}

/// What was measured, the longest first.
pub fn spent() -> Vec<(&'static str, Spent)> {
    let Some(Ok(spent)) = SPENT.get().map(Mutex::lock) else { return Vec::new() };
    let mut rows: Vec<_> = spent.iter().map(|(name, spent)| (*name, *spent)).collect();
    rows.sort_by_key(|(_, spent)| std::cmp::Reverse(spent.time));
    rows
}
