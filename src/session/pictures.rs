//! Pictures that a plan shows and that are not there, or are none. Files are looked at on every check: nothing of
//! them is kept.

use super::Session;
use crate::base::{Arg, Finding, Place, Prose, Severity};
use crate::plan::Picture;
use crate::project::picture::{MOST_PIXELS, PictureFault, find};
use std::path::Path;

/// PG009 of a plan.
pub(super) fn of(session: &Session, plan: &Path) -> Vec<Finding> {
    let Some(head) = session.head(plan) else { return Vec::new() };
    let mut out = Vec::new();
    for shown in &head.pictures {
        let mut told = |variant: &'static str, severity, args: Vec<(&'static str, Arg)>| {
            let section = shown.section.clone();
            let place = Place { file: plan.to_path_buf(), span: shown.span, section, page: None, label: "here" };
            let (code, name) = ("PG009", "picture-not-shown");
            let (related, fix, words) = (Vec::new(), None, None);
            out.push(Finding { code, name, severity, variant, args, place, related, fix, words });
        };
        if shown.wordless {
            told("no-words", Severity::Warning, Vec::new());
        }
        let picture = Picture { path: shown.path.clone(), alt: Prose::default(), caption: None, span: shown.span };
        if let Err(fault) = find(&picture, plan, session.config.root.as_deref()) {
            let (variant, mut args) = named(&fault);
            args.push(("path", shown.path.as_str().into()));
            told(variant, Severity::Error, args);
        }
    }
    out
}

fn named(fault: &PictureFault) -> (&'static str, Vec<(&'static str, Arg)>) {
    match fault {
        PictureFault::Remote => ("remote", Vec::new()),
        PictureFault::Outside => ("outside", Vec::new()),
        PictureFault::Missing => ("missing", Vec::new()),
        PictureFault::Unreadable(cause) => ("unreadable", vec![("cause", cause.as_str().into())]),
        PictureFault::Unknown => ("unknown", Vec::new()),
        PictureFault::Broken => ("broken", Vec::new()),
        PictureFault::TooLarge(width, height) => (
            "large",
            vec![
                ("width", (*width as usize).into()),
                ("height", (*height as usize).into()),
                ("most", (MOST_PIXELS as usize).into()),
            ],
        ),
        PictureFault::TooHeavy(bytes) => ("heavy", vec![("size", format!("{} MB", bytes / 1_000_000).into())]),
    }
}
