//! `plangen trace --tree`: a family of plans.

use super::Args;
use crate::cli::table::{self, Form};
use crate::cli::work::{self, Work};
use crate::cli::{Context, Status};
use plangen::base::{Failure, Finding};
use plangen::report::trace::tree::{Edge, Family};
use plangen::report::trace::{family, picture, tree};
use plangen::session::same;
use std::path::PathBuf;

/// Runs the command.
pub fn run(args: &Args, form: Form, context: &Context) -> Result<Status, Failure> {
    let settings = work::settings(&args.plans)?;
    let Work { mut session, plans, mut failures } = work::open_with(&args.plans, settings, None, context)?;
    let own = work::without_parents(&plans, &args.parent)?;
    let checked = session.check(&own, &args.parent)?;
    let mut paths: Vec<PathBuf> = Vec::new();
    let mut held = |path: &PathBuf| match paths.iter().position(|known| same(known, path)) {
        Some(at) => at,
        None => {
            paths.push(path.clone());
            paths.len() - 1
        }
    };
    let mut links = Vec::new();
    for one in &checked {
        for parent in &one.parents {
            if let Some(alignment) = session.alignment(&one.path, parent) {
                links.push((held(&one.path), held(parent), alignment));
            }
        }
    }
    let told: Vec<Failure> = checked.iter().flat_map(|c| c.failures.clone()).collect();
    told.iter().for_each(|failure| context.fail(failure));
    failures.extend(told);
    if links.is_empty() {
        return Err(Failure::new("这些方案之间没有上下级关系", "none of these plans carries out another").remedy(
            "在下级方案开头写明 parents，或用 --parent 给出上级方案",
            "name the parents in the front matter, or give one with --parent",
        ));
    }
    // In the order of the paths, whoever was named first as a parent.
    let mut order: Vec<usize> = (0..paths.len()).collect();
    order.sort_by(|a, b| paths[*a].cmp(&paths[*b]));
    let place = |at: usize| order.iter().position(|o| *o == at).unwrap_or(at);
    let documents: Vec<_> = order.iter().filter_map(|&at| session.document(&paths[at])).collect();
    let links: Vec<_> = links.into_iter().map(|(child, parent, a)| (place(child), place(parent), a)).collect();
    let kin = Family {
        plans: documents.iter().map(|d| d.doc()).collect(),
        edges: links.iter().map(|(child, parent, a)| Edge { child: *child, parent: *parent, alignment: a }).collect(),
    };
    let alone = plans.len().saturating_sub(kin.plans.len());
    if alone > 0 {
        context.note(
            &format!("另有 {alone} 份方案与这些没有上下级关系，没有列出"),
            &format!("{alone} other plans have no kin among these and are not shown"),
        );
    }
    let out = args.out.as_deref();
    if let Some(format) = form.sheets() {
        table::put(&tree::book(&kin, context.lang), format, out, &session, context)?;
    } else {
        let text = match form {
            Form::Svg => picture::svg(&kin, context.lang),
            Form::Json => format!("{:#}\n", family::json(&kin)),
            _ => tree::text(&kin, context.lang),
        };
        table::put_bytes(text.as_bytes(), out, &session, context)?;
    }
    let findings: Vec<Finding> = checked.into_iter().flat_map(|c| c.findings).collect();
    Ok(args.status(&failures, &findings))
}
