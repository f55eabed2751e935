//! `plangen schema [NAME]`: JSON schemas of what plangen reads and prints.

use super::{Context, Status};
use clap::builder::PossibleValuesParser;
use plangen::base::Failure;
use plangen::report::schema::{self, SCHEMAS};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Which; without it the names are listed ‖ 哪一个；不写则列出名称
    #[arg(value_name = "NAME", value_parser = PossibleValuesParser::new(SCHEMAS.iter().map(|s| s.name)))]
    name: Option<String>,
}

/// Runs the command.
pub fn run(args: Args, context: &Context) -> Result<Status, Failure> {
    let text = match args.name.as_deref().and_then(schema::find) {
        Some(schema) => format!("{:#}\n", schema.json()),
        None => SCHEMAS.iter().map(|s| format!("{:9} {:30} {}\n", s.name, s.id(), s.title())).collect(),
    };
    context.print(&text)?;
    Ok(Status::Clean)
}
