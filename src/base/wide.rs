//! Two parts of one job at once, where no other job waits for the processor. The pool that runs jobs cannot do it: while
//! one of its threads waits for a part it takes up another job, and what is half done here must not meet that.

use rayon::{ThreadPool, ThreadPoolBuilder};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many jobs are to be done at present.
static JOBS: AtomicUsize = AtomicUsize::new(0);

/// Who does the other parts; nobody on a machine with one core, or where no thread can be had.
static HELPERS: LazyLock<Option<ThreadPool>> = LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    (cores > 1).then(|| ThreadPoolBuilder::new().num_threads(2).build().ok()).flatten()
});

/// Jobs that are to be done; over when it is dropped.
#[derive(Debug)]
pub struct Jobs(usize);

impl Jobs {
    /// So many more are to be done.
    pub fn begin(count: usize) -> Self {
        JOBS.fetch_add(count, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Jobs {
    fn drop(&mut self) {
        JOBS.fetch_sub(self.0, Ordering::Relaxed);
    }
}

/// Those who would help: nobody where other jobs are to be done, or on a thread of a pool.
fn helpers() -> Option<&'static ThreadPool> {
    let alone = JOBS.load(Ordering::Relaxed) <= 1 && rayon::current_thread_index().is_none();
    if alone { HELPERS.as_ref() } else { None }
}

/// Does both: at once where at most one job is to be done, else one after the other. The first is done on this thread.
pub fn both<A, B: Send>(one: impl FnOnce() -> A, other: impl FnOnce() -> B + Send) -> (A, B) {
    match helpers() {
        Some(helpers) => at_once(helpers, one, other),
        None => (one(), other()),
    }
}

/// The same for parts that may also be jobs of their own.
pub fn join<A: Send, B: Send>(one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B + Send) -> (A, B) {
    match helpers() {
        Some(helpers) => at_once(helpers, one, other),
        None => rayon::join(one, other),
    }
}

fn at_once<A, B: Send>(helpers: &ThreadPool, one: impl FnOnce() -> A, other: impl FnOnce() -> B + Send) -> (A, B) {
    let mut theirs = None;
    let own = helpers.in_place_scope(|scope| {
        scope.spawn(|_| theirs = Some(other()));
        one()
    });
    let Some(theirs) = theirs else { unreachable!("a scope ends when all in it was done") };
    (own, theirs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_are_done_however_many_jobs_there_are() {
        let text = String::from("甲乙");
        let done = || (both(|| text.len(), || text.chars().count()), join(|| text.len(), || text.chars().count()));
        assert_eq!(done(), ((6, 2), (6, 2)));
        let jobs = Jobs::begin(7);
        assert_eq!(done(), ((6, 2), (6, 2)));
        drop(jobs);
    }
}
