//! What plangen found, for people and for programs: one file per kind of output.

mod checkstyle;
pub mod clause;
pub mod comments;
pub mod defects;
pub mod diff;
pub mod facts;
pub mod formats;
mod github;
mod gitlab;
mod html;
pub mod json;
mod junit;
pub mod ledger;
mod markdown;
pub mod messages;
mod plain;
pub mod pretty;
mod rdjson;
pub mod rollup;
pub mod run;
mod sarif;
pub mod schema;
pub mod sheets;
pub mod trace;
mod uri;
pub mod waivers;
mod xml;
