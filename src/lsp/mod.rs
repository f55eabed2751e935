//! The language server: what an editor is told of plans and their parents, on the same session as lint and watch.
//! It never typesets.
//!
//! [`run`] moves messages between streams and a [`Server`]; the server keeps [`project::Project`]s and gives each
//! request to the file of its feature. Places are counted in [`position`] alone.

mod actions;
mod capabilities;
mod client;
mod completion;
mod cursor;
mod definition;
pub mod diagnostics;
mod documents;
mod folding;
mod formatting;
mod hints;
mod hover;
mod lens;
mod links;
pub mod position;
mod project;
mod references;
mod rename;
mod requests;
mod run;
mod server;
mod symbols;
mod tokens;
mod transport;
mod uri;
mod view;
mod words;

pub use run::run;
pub use server::{Options, Server};
