//! What Typst sees: the templates, the data, the fonts, the pictures. No disk, no network, no clock.

use super::fonts::Fonts;
use super::pictures::Drawn;
use super::templates::{MADE, MAIN, Templates, builtin_path};
use crate::base::{Failure, LineIndex};
use rustc_hash::FxHashMap;
use std::path::PathBuf;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{DiagSpan, FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World, WorldExt};

/// The world of one document, kept alive so that a change costs only what it changed.
pub struct Paperwork {
    library: LazyHash<Library>,
    fonts: Fonts,
    sources: FxHashMap<FileId, Source>,
    /// The document's pictures.
    pictures: FxHashMap<FileId, Bytes>,
    /// A project's own templates, for messages.
    paths: FxHashMap<FileId, PathBuf>,
    main: FileId,
    data: FileId,
}

impl std::fmt::Debug for Paperwork {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Paperwork").field("files", &self.sources.len()).finish_non_exhaustive()
    }
}

fn id(name: &str) -> Option<FileId> {
    Some(RootedPath::new(VirtualRoot::Project, VirtualPath::new(name).ok()?).intern())
}

impl Paperwork {
    /// A world of these templates and fonts, with no document yet.
    pub fn new(templates: &Templates, fonts: Fonts) -> Result<Self, Failure> {
        let named = |name: &str| {
            id(name)
                .ok_or_else(|| Failure::new("模板文件名不可用", "the template's name cannot be used").cause(name, name))
        };
        let (main, data) = (named(MAIN)?, named(MADE)?);
        let mut sources = FxHashMap::default();
        let mut paths = FxHashMap::default();
        for (name, template) in templates.typst() {
            let id = named(name)?;
            sources.insert(id, Source::new(id, template.text.clone()));
            paths.insert(id, template.path.clone().unwrap_or_else(|| builtin_path(name)));
        }
        sources.insert(data, Source::new(data, String::new()));
        let (library, pictures) = (LazyHash::new(Library::default()), FxHashMap::default());
        Ok(Self { library, fonts, sources, pictures, paths, main, data })
    }

    /// Gives the world another document.
    pub fn set_data(&mut self, text: &str) {
        if let Some(source) = self.sources.get_mut(&self.data) {
            source.replace(text);
        }
    }

    /// Gives the world the document's pictures.
    pub fn set_pictures(&mut self, pictures: &[Drawn]) {
        self.pictures = pictures.iter().filter_map(|p| Some((id(&p.name)?, p.bytes.clone()))).collect();
    }

    /// The fonts.
    pub fn fonts(&self) -> &Fonts {
        &self.fonts
    }

    /// What Typst says, at file, line and column of the template.
    pub fn told(&self, errors: &[SourceDiagnostic]) -> Failure {
        let failure = Failure::new("排版失败", "the document could not be typeset");
        let Some(first) = errors.first() else { return failure };
        // Where a template calls another, the innermost place that is a template's is the one to look at.
        let spans = std::iter::once(first.span).chain(first.trace.iter().map(|t| DiagSpan::from(t.span)));
        let place = spans
            .filter_map(|span| {
                let id = span.id()?;
                let source = self.sources.get(&id)?;
                let path = self.paths.get(&id)?;
                let start = self.range(span)?.start;
                Some((path, LineIndex::new(source.text()).position(source.text(), start)))
            })
            .next();
        let mut message = first.message.to_string();
        for hint in &first.hints {
            message.push_str("; ");
            message.push_str(&hint.v);
        }
        let failure = match place {
            Some((path, at)) => failure.file(path).at(at),
            None => failure,
        };
        failure.cause(message.clone(), message).remedy(
            "如改过模板，请改正这一处；没有改过的，请报告这个错误",
            "if the template was changed, correct it here; if not, please report this",
        )
    }
}

impl World for Paperwork {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.store().book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        match self.sources.get(&id) {
            Some(source) => Ok(source.clone()),
            None => Err(refused(id)),
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match (self.pictures.get(&id), self.sources.get(&id)) {
            (Some(picture), _) => Ok(picture.clone()),
            (None, Some(source)) => Ok(Bytes::from_string(source.clone())),
            (None, None) => Err(refused(id)),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.store().font(index)
    }

    /// A document says its own date; the clock would make the same input give another output.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// Templates see each other and the document's pictures, and nothing else.
fn refused(id: FileId) -> FileError {
    match id.get().root() {
        VirtualRoot::Package(_) => FileError::Other(Some("templates cannot load packages".into())),
        VirtualRoot::Project => FileError::NotFound(PathBuf::from(id.get().vpath().get_with_slash())),
    }
}
