//! All integration tests in one binary: one file per subject.

mod cache;
mod checks;
mod support;

mod adoption;
mod annotate;
mod bad_input;
mod book;
#[cfg(feature = "render")]
mod check;
mod cli;
mod cold;
mod consult;
mod diff;
#[cfg(feature = "render")]
mod docx;
mod examples;
mod exit_status;
mod family;
mod fixes;
mod formats;
#[cfg(feature = "render")]
mod forms;
mod fuzz;
mod gold;
#[cfg(feature = "render")]
mod html;
mod json;
mod layouts;
mod ledger;
mod link;
mod lock;
mod lossless;
mod lsp;
mod lsp_client;
mod lsp_features;
mod new;
#[cfg(feature = "render")]
mod ofd;
mod office;
mod own;
#[cfg(feature = "render")]
mod pictures;
mod preview;
mod properties;
mod ratchet;
#[cfg(feature = "render")]
mod render;
mod reread;
mod rollup;
mod schemas;
mod seeded;
mod seeds;
mod settings;
mod sheets;
mod shell;
mod trace;
mod waivers;
mod watch;
