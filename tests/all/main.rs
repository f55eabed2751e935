//! All integration tests in one binary: one file per subject.

mod support;

mod book;
mod cli;
mod examples;
mod gold;
mod lossless;
#[cfg(feature = "render")]
mod render;
mod reread;
mod rollup;
mod seeds;
mod waivers;
mod watch;
