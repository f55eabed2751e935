//! Two parts of one job at once, where no other job waits for the processor. The pool that runs jobs cannot do it: while
//! it waits for a part it takes up another job, and what is half done here must not meet it.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many jobs are to be done at present.
static JOBS: AtomicUsize = AtomicUsize::new(0);

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

/// Does both: at once where at most one job is to be done, else one after the other.
pub fn both<A, B: Send>(one: impl FnOnce() -> A, other: impl FnOnce() -> B + Send) -> (A, B) {
    static CORES: LazyLock<usize> = LazyLock::new(|| std::thread::available_parallelism().map_or(1, usize::from));
    if JOBS.load(Ordering::Relaxed) > 1 || *CORES < 2 {
        return (one(), other());
    }
    std::thread::scope(|threads| {
        let other = threads.spawn(other);
        let one = one();
        (one, other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_are_done_however_many_jobs_there_are() {
        let text = String::from("甲乙");
        let done = || both(|| text.len(), || text.chars().count());
        assert_eq!(done(), (6, 2));
        let jobs = Jobs::begin(7);
        assert_eq!(done(), (6, 2));
        drop(jobs);
    }
}
