//! What an editor tells of its documents, and the disk of its files: passed on to all projects that may read them.

use super::Server;
use crate::base::SourceFile;
use crate::lsp::documents::Open;
use crate::lsp::project::Project;
use crate::lsp::uri;
use crate::project::{FILE, is_setting};
use lsp_types::{
    DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidChangeWorkspaceFoldersParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams,
};
use std::path::{Path, PathBuf};

impl Server {
    pub(super) fn add_folder(&mut self, folder: PathBuf) {
        if self.projects.iter().any(|p| p.is_whole() && p.root() == folder) || folder.is_relative() {
            return;
        }
        self.unsettled = true;
        self.add_project(Project::of_folder(folder));
    }

    /// A new project reads what is open elsewhere as the editor has it.
    fn add_project(&mut self, mut project: Project) {
        for (path, open) in self.open.iter().filter(|(path, _)| !is_setting(path)) {
            project.lend(SourceFile::new(path, open.text.as_str()));
        }
        self.projects.push(project);
    }

    /// The project that a document belongs to: of folders within each other the inner one.
    pub(in crate::lsp) fn project_of(&self, path: &Path) -> Option<usize> {
        let mut own: Vec<usize> = (0..self.projects.len()).filter(|&at| self.projects[at].holds(path)).collect();
        own.sort_by_key(|&at| (self.projects[at].is_whole(), self.projects[at].root().as_os_str().len()));
        own.pop()
    }

    pub(super) fn did_open(&mut self, params: DidOpenTextDocumentParams) {
        let document = params.text_document;
        let path = self.names.learn(&document.uri);
        let open = Open { text: document.text, version: document.version, language: document.language_id };
        self.open.insert(path.clone(), open);
        if self.project_of(&path).is_none() && !is_setting(&path) {
            let root = path.parent().map(Path::to_path_buf).unwrap_or_default();
            self.add_project(Project::of_document(root));
        }
        self.edited(&path);
    }

    pub(super) fn did_change(&mut self, params: DidChangeTextDocumentParams) {
        let path = uri::to_path(&params.text_document.uri);
        let encoding = self.client.encoding;
        let Some(open) = self.open.get_mut(&path) else {
            let shown = path.display();
            let (zh, en) =
                (format!("没有打开过 {shown}，改动略过"), format!("{shown} is not open; its change is passed over"));
            return self.log(&zh, &en);
        };
        open.change(params.content_changes, encoding);
        open.version = params.text_document.version;
        self.edited(&path);
    }

    /// Passes a text on to all who may read it.
    fn edited(&mut self, path: &Path) {
        self.new_day();
        let Some(open) = self.open.get(path) else { return };
        let file = SourceFile::new(path, open.text.as_str());
        if is_setting(path) {
            self.unsettled = true;
            if path.file_name().is_none_or(|name| name != FILE) {
                // A lint of the project's own is read from the disk.
                return;
            }
            let folder = path.parent().unwrap_or(path);
            for project in self.projects.iter_mut().filter(|p| p.root().starts_with(folder)) {
                // Settings nearer by go first.
                if project.settings_file().is_none_or(|own| own == path) {
                    project.read_settings(Some(&file));
                }
            }
            return;
        }
        let own = self.project_of(path);
        for (at, project) in self.projects.iter_mut().enumerate() {
            if Some(at) == own { project.edit(file.clone()) } else { project.lend(file.clone()) }
        }
    }

    /// Waivers expire at midnight, and editors stay open.
    fn new_day(&mut self) {
        let today = crate::base::today();
        if today != self.today {
            self.today = today;
            self.projects.iter_mut().for_each(|p| p.set_today(today));
        }
    }

    pub(super) fn did_close(&mut self, params: DidCloseTextDocumentParams) {
        let path = uri::to_path(&params.text_document.uri);
        if self.open.remove(&path).is_none() {
            return;
        }
        if is_setting(&path) {
            self.settings_changed();
        } else {
            self.projects.iter_mut().for_each(|p| p.close(&path));
            self.projects.retain(|p| p.is_whole() || p.plans().next().is_some());
        }
        if self.project_of(&path).is_none_or(|at| !self.projects[at].has(&path)) {
            self.forget(&path);
        }
        self.names.forget(&path);
    }

    pub(super) fn did_save(&mut self, params: DidSaveTextDocumentParams) {
        if is_setting(&uri::to_path(&params.text_document.uri)) {
            self.settings_changed();
        }
    }

    pub(super) fn watched(&mut self, params: DidChangeWatchedFilesParams) {
        let paths: Vec<PathBuf> = params.changes.iter().map(|change| uri::to_path(&change.uri)).collect();
        self.files_changed(&paths);
    }

    /// Files on the disk changed.
    pub fn files_changed(&mut self, paths: &[PathBuf]) {
        self.unsettled = true;
        for path in paths {
            if is_setting(path) {
                self.settings_changed();
            } else if !self.open.contains_key(path) {
                self.projects.iter_mut().for_each(|p| p.file_changed(path));
                if self.projects.iter().all(|p| !p.has(path)) {
                    self.forget(path);
                }
            }
        }
    }

    /// The disk changed, it is not known where.
    pub fn anything_changed(&mut self) {
        self.settings_changed();
        let paths: Vec<PathBuf> = self.projects.iter().flat_map(Project::plans).map(Path::to_path_buf).collect();
        self.files_changed(&paths);
    }

    fn settings_changed(&mut self) {
        self.unsettled = true;
        for project in &mut self.projects {
            let file = project.settings_file();
            let open = file.and_then(|file| Some(SourceFile::new(&file, self.open.get(&file)?.text.as_str())));
            project.read_settings(open.as_ref());
        }
    }

    pub(super) fn folders(&mut self, params: DidChangeWorkspaceFoldersParams) {
        for folder in params.event.removed {
            let root = uri::to_path(&folder.uri);
            let Some(at) = self.projects.iter().position(|p| p.is_whole() && p.root() == root) else { continue };
            let gone = self.projects.remove(at);
            for path in gone.plans() {
                self.forget(path);
            }
        }
        for folder in params.event.added {
            self.add_folder(uri::to_path(&folder.uri));
        }
        // Documents that stay open find their place anew.
        let open: Vec<PathBuf> = self.open.keys().filter(|path| !is_setting(path)).cloned().collect();
        for path in open {
            if self.project_of(&path).is_none() {
                let root = path.parent().map(Path::to_path_buf).unwrap_or_default();
                self.add_project(Project::of_document(root));
            }
            self.edited(&path);
        }
        let own: Vec<Option<usize>> = (0..self.projects.len()).map(Some).collect();
        let used: Vec<Option<usize>> = self.open.keys().map(|path| self.project_of(path)).collect();
        let mut at = own.into_iter();
        self.projects.retain(|p| {
            let at = at.next().unwrap_or_default();
            p.is_whole() || used.contains(&at)
        });
    }
}
