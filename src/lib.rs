//! plangen treats Chinese government plans (实施方案, 规划) as source code: it reads them, compares
//! each with the plans it must carry out, and typesets them as official documents.
//!
//! The modules stand in the order data flows; each imports only from those above it. Nothing here
//! knows of the terminal: see `main.rs` and `cli/` for that.

pub mod base;
pub mod data;
pub mod plan;

pub mod extract;

pub mod pages;

pub mod office;

pub mod source;

pub mod import;

pub mod project;

pub mod align;

pub mod consult;

#[cfg(feature = "render")]
pub mod render;

pub mod lock;

pub mod lint;

pub mod draft;

pub mod report;

pub mod session;

pub mod watch;

pub mod lsp;
