//! The lock (锁定文件): which clauses of its parents a plan was written to, as they stood when a person accepted them.
//! When a parent changes, exactly the tasks that depend on what changed are to be looked at again.
//!
//! It is one file of the project, `plangen.lock`, in TOML, in a fixed order and an entry to a clause, so that git
//! merges it:
//!
//! ```toml
//! [[clause]]
//! child = "hetao/plan.md"
//! parent = "beiyuan"
//! path = "二/（一）/1"
//! tasks = ["二/（一）/1"]
//! fingerprint = "564b2273edde2bf6"
//! text = [
//!     "建设高水平老年医学中心",
//!     "……。",
//! ]
//! ```

mod changes;
mod clause;
mod dependence;
mod file;

pub use changes::{Change, changes};
pub use clause::Clause;
pub use dependence::{Depends, dependences};
pub use file::{Entry, Lock};

/// The file's name.
pub const FILE: &str = "plangen.lock";
