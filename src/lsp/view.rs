//! What a feature is given: a document, its project, and how the editor wants to be answered.

use super::client::Client;
use super::diagnostics::Told;
use super::position::Lines;
use super::project::Project;
use super::uri::Names;
use crate::align::{Alignment, Doc};
use crate::base::{Lang, SourceFile, Span};
use crate::session::{Checked, Document, Session};
use lsp_types::{Location, Position, Range, Uri};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A document that something is asked of.
#[derive(Debug)]
pub struct View<'a> {
    /// Its project.
    pub project: &'a Project,
    /// Its path.
    pub path: PathBuf,
    /// The plan, up to date.
    pub document: Document,
    /// What was found in it.
    pub checked: Arc<Checked>,
    /// Its lines.
    pub lines: Lines<'static>,
    /// The language of messages.
    pub lang: Lang,
    /// The editor.
    pub client: &'a Client,
    /// How it spells addresses.
    pub names: &'a Names,
}

/// Another plan, beside one that is looked at, and how the two stand to each other.
#[derive(Debug)]
pub struct Other {
    /// Its path.
    pub path: PathBuf,
    /// The plan.
    pub document: Document,
    /// The alignment of the two, whichever is the parent.
    pub alignment: Arc<Alignment>,
}

impl Other {
    /// It as aligners take it.
    pub fn doc(&self) -> Doc<'_> {
        self.document.doc()
    }
}

impl View<'_> {
    /// The plan as aligners take it.
    pub fn doc(&self) -> Doc<'_> {
        self.document.doc()
    }

    /// Its text.
    pub fn text(&self) -> &str {
        &self.document.file.text
    }

    /// The byte of a position.
    pub fn offset(&self, position: Position) -> usize {
        self.lines.offset(position)
    }

    /// The range of a span of the document.
    pub fn range(&self, span: Span) -> Range {
        self.lines.range(span)
    }

    /// The one of two that is in the editor's language.
    pub fn say<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        self.lang.pick(zh, en)
    }

    /// The address of the document.
    pub fn uri(&self) -> Option<Uri> {
        self.names.of(&self.path)
    }

    /// A span of any plan of the project as a place.
    pub fn location(&self, path: &Path, span: Span) -> Option<Location> {
        let file = self.project.session().text(path)?;
        self.location_in(file, span)
    }

    /// A span of a file as a place.
    pub fn location_in(&self, file: &Arc<SourceFile>, span: Span) -> Option<Location> {
        let range = if file.path == self.path {
            self.range(span)
        } else {
            Lines::of_file(file, self.client.encoding).range(span)
        };
        Some(Location { uri: self.names.of(&file.path)?, range })
    }

    /// Its parents.
    pub fn parents(&self) -> Vec<Other> {
        let session = self.project.session();
        let found = self.project.parents(&self.path).into_iter().filter_map(|path| {
            let alignment = session.alignment(&self.path, &path)?;
            Some(Other { document: session.document(&path)?, path, alignment })
        });
        found.collect()
    }

    /// The plans it is a parent of.
    pub fn children(&self) -> Vec<Other> {
        let session = self.project.session();
        let found = self.project.children(&self.path).into_iter().filter_map(|path| {
            let alignment = session.alignment(&path, &self.path)?;
            Some(Other { document: session.document(&path)?, path, alignment })
        });
        found.collect()
    }

    /// How findings are told.
    pub fn told(&self) -> Told<'_> {
        Told { lang: self.lang, encoding: self.client.encoding, names: self.names, related: self.client.related }
    }
}

/// What a plan is called: its title, else its file's name.
pub fn title(doc: Doc<'_>) -> String {
    named(doc.plan.meta.title.as_deref(), &doc.file.path)
}

/// As [`title`], of a plan of a session that is not read for it.
pub fn called(session: &Session, path: &Path) -> String {
    named(session.title(path), path)
}

fn named(title: Option<&str>, path: &Path) -> String {
    title.map(str::to_owned).unwrap_or_else(|| {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned());
        name.unwrap_or_else(|| path.display().to_string())
    })
}
